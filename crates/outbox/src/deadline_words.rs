//! 截止时间 as a letter says it: in the notice's own words where these are known.

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, Timelike as _, Utc};
use chrono_tz::Tz;
use domain::deadline::{Deadline, Due};
use domain::ids::SocietyCode;
use domain::notice::{CollectionItem, Notice};
use serde::Serialize;

use crate::text::{cut, one_line};

/// 2022年10月20日, without leading zeros as in documents.
pub(crate) fn day(date: NaiveDate) -> String {
    date.format("%Y年%-m月%-d日").to_string()
}

/// 2022年10月20日 16:03.
pub(crate) fn moment(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%Y年%-m月%-d日 %H:%M").to_string()
}

/// Until when something is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct TimeLimit {
    /// Title of the item.
    pub(crate) item: String,
    /// 2022年10月24日.
    pub(crate) until: String,
    /// Whether that is a fixed end.
    #[serde(skip)]
    pub(crate) is_fixed: bool,
}

impl TimeLimit {
    /// As it holds for this society at this moment.
    pub(crate) fn of(
        notice: &Notice,
        item: &CollectionItem,
        society: &SocietyCode,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            item: cut(&item.title, 40),
            until: put_off(notice, item, society, now).unwrap_or_else(|| phrase(&item.deadline)),
            // Whether there is one does not depend on the moment.
            is_fixed: notice.ends(item, society, DateTime::UNIX_EPOCH).is_some(),
        }
    }
}

/// How much of the time that an item leaves a society is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Passed {
    Nothing,
    /// These stages: others are open.
    Stages(String),
    All,
}

impl Passed {
    /// At this moment. What recurs has another end next month.
    pub(crate) fn of(
        notice: &Notice,
        item: &CollectionItem,
        society: &SocietyCode,
        now: DateTime<Utc>,
    ) -> Self {
        let is_over = |ends: DateTime<Utc>| ends + notice.grace <= now;
        let extension = notice.extension(item, society);
        let closes = item.deadline.closes(notice.zone, now, extension);
        if matches!(item.deadline.due, Due::Recurring { .. }) {
            return Self::Nothing;
        }
        if closes.is_some_and(is_over) {
            return Self::All;
        }
        let stages = item.deadline.stages(notice.zone, extension);
        let over = stages.iter().filter(|(_, ends)| is_over(*ends));
        let names: Vec<String> = over.map(|(stage, _)| one_line(&stage.name)).collect();
        if names.is_empty() {
            Self::Nothing
        } else {
            Self::Stages(names.join("、"))
        }
    }

    /// ，已过 or ，其中网报已过, to be added to a deadline.
    pub(crate) fn remark(&self, word: &str) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Stages(names) => format!("，其中{names}{word}"),
            Self::All => format!("，{word}"),
        }
    }
}

/// The end that was granted to this society, where it is later than the notice's own: 2022年10月28日（已延期）. Of stages
/// those that end later keep their day.
fn put_off(
    notice: &Notice,
    item: &CollectionItem,
    society: &SocietyCode,
    now: DateTime<Utc>,
) -> Option<String> {
    let (zone, deadline) = (notice.zone, &item.deadline);
    let ends = notice.ends(item, society, now)?;
    if ends <= deadline.ends(zone, now)? {
        return None;
    }
    let granted = format!("{}（已延期）", last_day(ends, zone));
    let stages = deadline.stages(zone, None);
    if stages.iter().all(|(_, own)| *own <= ends) {
        return Some(granted);
    }
    let stages = stages.into_iter().map(|(stage, own)| {
        let until = if own < ends {
            granted.clone()
        } else {
            day(stage.date)
        };
        format!("{}{until}", one_line(&stage.name))
    });
    Some(stages.collect::<Vec<_>>().join("，"))
}

/// The day before this end.
pub(crate) fn last_day(ends: DateTime<Utc>, zone: Tz) -> String {
    day((ends - Duration::seconds(1)).with_timezone(&zone).date_naive())
}

/// What holds without an extension that puts the end off to `ends`: of stages those that it moves.
pub(crate) fn before(deadline: &Deadline, ends: DateTime<Utc>, zone: Tz) -> String {
    let stages = deadline.stages(zone, None);
    if stages.iter().all(|(_, own)| *own < ends) {
        return phrase(deadline);
    }
    let moved = stages.into_iter().filter(|(_, own)| *own < ends);
    let moved = moved.map(|(stage, _)| format!("{}{}", one_line(&stage.name), day(stage.date)));
    moved.collect::<Vec<_>>().join("，")
}

/// What holds for all of them, else each of them.
pub(crate) fn alike(untils: Vec<TimeLimit>) -> (Option<String>, Vec<TimeLimit>) {
    let first = untils.first().map(|first| first.until.clone());
    if untils.iter().all(|one| Some(&one.until) == first.as_ref()) {
        (first, Vec::new())
    } else {
        (None, untils)
    }
}

/// Whether the end that holds for this society of one of these items lies behind `now`.
pub(crate) fn any_passed<'a>(
    mut items: impl Iterator<Item = &'a CollectionItem>,
    notice: &Notice,
    society: &SocietyCode,
    now: DateTime<Utc>,
) -> bool {
    items.any(|item| {
        let ends = notice.ends(item, society, now);
        ends.is_some_and(|end| end + notice.grace <= now)
    })
}

/// Until when, without a label.
pub(crate) fn phrase(deadline: &Deadline) -> String {
    own_words(deadline).unwrap_or_else(|| in_our_words(&deadline.due))
}

/// What is said of a deadline that has no fixed end, with its label.
pub(crate) fn undated(deadline: &Deadline) -> String {
    match (own_words(deadline), &deadline.due) {
        (Some(words), _) => format!("时间要求：{words}"),
        (None, Due::Prompt) => "请及时报送".to_owned(),
        (None, due) => format!("时间要求：{}", in_our_words(due)),
    }
}

fn own_words(deadline: &Deadline) -> Option<String> {
    let words = deadline.phrase.as_deref().map(bare);
    words.filter(|words| !words.is_empty())
}

/// How notices introduce a deadline; we set a label ourselves.
const LABELS: [&str; 7] = [
    "报送截止时间",
    "报送截止日期",
    "提交截止时间",
    "截止时间",
    "截止日期",
    "报送时间",
    "时间要求",
];
/// What may stand before the day itself.
const UNTIL: [&str; 6] = ["截止到", "截止至", "截至", "截止", "请于", "请在"];

/// The wording without the label and the full stop that we set ourselves.
fn bare(phrase: &str) -> String {
    let phrase = one_line(phrase);
    let phrase = phrase.trim_end_matches(['。', '；', ';', '.']);
    let unlabelled = LABELS.iter().find_map(|label| {
        let rest = phrase.strip_prefix(label)?.trim_start();
        let day = rest.trim_start_matches(['：', ':', '为', '是']).trim_start();
        // 报送时间和方式见附件 has no label.
        (day.len() < rest.len() || begins_with_a_day(day)).then_some(day)
    });
    let phrase = unlabelled.unwrap_or(phrase);
    let day = UNTIL
        .iter()
        .find_map(|word| phrase.strip_prefix(word).map(str::trim_start))
        .filter(|day| begins_with_a_day(day));
    day.unwrap_or(phrase).trim().to_owned()
}

fn begins_with_a_day(text: &str) -> bool {
    text.is_empty() || text.starts_with(|first: char| first.is_numeric() || "每本当次".contains(first))
}

fn in_our_words(due: &Due) -> String {
    match due {
        Due::Date(date) => day(*date),
        Due::At(at) => to_the_minute(*at),
        Due::Window { from, to } => format!("{}至{}", day(*from), day(*to)),
        Due::Prompt => "及时报送".to_owned(),
        Due::BeforeEvent { event, on: None } => format!("{}前", one_line(event)),
        Due::BeforeEvent { event, on: Some(on) } => format!("{}（{}）前", one_line(event), day(*on)),
        Due::AfterEvent { event, days, .. } => format!("{}后{days}日内", one_line(event)),
        Due::Recurring { day_of_month } => format!("每月{day_of_month}日前（含当日）"),
        Due::Rolling => "长期".to_owned(),
        Due::Stages(stages) => {
            let each = stages
                .iter()
                .map(|stage| format!("{}{}", one_line(&stage.name), day(stage.date)));
            each.collect::<Vec<_>>().join("，")
        }
    }
}

fn to_the_minute(at: NaiveDateTime) -> String {
    format!("{} {:02}:{:02}", day(at.date()), at.hour(), at.minute())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_notices_own_words_come_first() {
        let date = NaiveDate::from_ymd_opt(2022, 10, 4).unwrap();
        let said = |words: Option<&str>| {
            phrase(&Deadline {
                due: Due::Date(date),
                phrase: words.map(str::to_owned),
            })
        };
        assert_eq!(
            said(Some("截止时间：2022年10月4日（周二）前。")),
            "2022年10月4日（周二）前"
        );
        for words in [
            "截止时间为2022年10月4日",
            "报送截止时间：2022年10月4日。",
            "截止时间 2022年10月4日",
            "报送时间：截至2022年10月4日",
            "请于2022年10月4日",
        ] {
            assert_eq!(said(Some(words)), "2022年10月4日", "{words}");
        }
        assert_eq!(said(Some("报送时间和方式见附件")), "报送时间和方式见附件");
        assert_eq!(said(Some(" ")), "2022年10月4日");
        assert_eq!(said(None), "2022年10月4日");
    }
}
