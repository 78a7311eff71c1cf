//! Words of the pages: times, sizes, deadlines, states.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use chrono_tz::Tz;
use domain::arrival::{Door, ReceivedAt, ReceivedBy};
use domain::correction::{Change, Correction, Dismissal};
use domain::deadline::{Deadline, Due, Timeliness};
use domain::directory::Directory;
use domain::finding::Severity;
use domain::ids::SocietyCode;
use domain::ledger::ItemState;
use domain::notice::{CollectionItem, Contact, Notice};
use domain::selection::Selection;
use domain::submission::{Source, SourcePart, SubmissionStatus};
use domain::verdict::Judgement;

/// 联系人 with the telephone number, if there is one.
pub(crate) fn contact(contact: &Contact) -> String {
    match &contact.phone {
        Some(phone) => format!("联系人：{}，电话：{phone}", contact.person),
        None => format!("联系人：{}", contact.person),
    }
}

/// A state with the CSS class that colours it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark {
    pub label: String,
    pub class: &'static str,
}

impl Mark {
    pub(crate) fn new(label: impl Into<String>, class: &'static str) -> Self {
        Self {
            label: label.into(),
            class,
        }
    }
}

/// A moment in full, with the name of its zone.
pub(crate) fn moment(at: DateTime<Utc>, zone: Tz) -> String {
    let local = at.with_timezone(&zone);
    let zone = if zone == Tz::Asia__Shanghai {
        "北京时间"
    } else {
        zone.name()
    };
    format!("{}（{zone}）", local.format("%Y年%-m月%-d日 %H:%M:%S"))
}

/// A moment in a table.
pub(crate) fn short_moment(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string()
}

/// The trusted time of receipt in a table, or that there is none.
pub(crate) fn received(received: Option<ReceivedAt>, zone: Tz) -> String {
    received.map_or_else(
        || "时间待确认".to_owned(),
        |received| short_moment(received.at, zone),
    )
}

/// On what a time of receipt rests.
pub(crate) const fn basis(by: ReceivedBy) -> &'static str {
    match by {
        ReceivedBy::ReceivedHeader => "邮件传输记录",
        ReceivedBy::InternalDate => "邮箱服务器记录",
        ReceivedBy::ServerClock => "本系统时钟",
        ReceivedBy::Clerk => "工作人员登记",
    }
}

pub(crate) const fn door(door: Door) -> &'static str {
    match door {
        Door::Mail => "电子邮件",
        Door::Upload => "网页上传",
        Door::Form => "网页填报",
        Door::Manual => "人工登记",
    }
}

pub(crate) fn day(date: NaiveDate) -> String {
    date.format("%Y年%-m月%-d日").to_string()
}

fn minute(moment: NaiveDateTime) -> String {
    moment.format("%Y年%-m月%-d日 %H:%M").to_string()
}

/// Which part of a ledger is meant, a line for each condition; none for the whole.
pub(crate) fn selection(selection: &Selection, notice: &Notice, directory: &Directory) -> Vec<String> {
    let mut lines = Vec::new();
    let list = |title: &str, values: Vec<String>| {
        (!values.is_empty()).then(|| format!("{title}：{}", values.join("、")))
    };
    let items = selection.items.iter().map(|id| {
        let item = notice.item(id);
        item.map_or_else(|| id.to_string(), |item| item.title.clone())
    });
    let societies = selection.societies.iter().map(|code| {
        let society = directory.get(code);
        society.map_or_else(|| code.to_string(), |society| society.name.clone())
    });
    lines.extend(list("征集项", items.collect()));
    lines.extend(list("学会类别", selection.categories.iter().cloned().collect()));
    lines.extend(list("学会", societies.collect()));
    if selection.chosen_only {
        lines.push("只含已采用的材料".to_owned());
    }
    let at = |moment: DateTime<Utc>| short_moment(moment, notice.zone);
    match (selection.from, selection.until) {
        (None, None) => {}
        (Some(from), None) => lines.push(format!("收到时间：{}起", at(from))),
        (None, Some(until)) => lines.push(format!("收到时间：{}前", at(until))),
        (Some(from), Some(until)) => lines.push(format!("收到时间：{}起，{}前", at(from), at(until))),
    }
    lines
}

/// A number of bytes for people.
pub(crate) fn size(bytes: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "KB")];
    UNITS.iter().find(|(unit, _)| bytes >= *unit).map_or_else(
        || format!("{bytes} 字节"),
        |(unit, name)| {
            let tenths = bytes.saturating_mul(10) / unit;
            if tenths.is_multiple_of(10) || tenths >= 1000 {
                format!("{} {name}", tenths / 10)
            } else {
                format!("{}.{} {name}", tenths / 10, tenths % 10)
            }
        },
    )
}

/// The deadline as the notice words it, or in our words. It stands under the heading 截止时间 already.
pub(crate) fn due(deadline: &Deadline) -> String {
    let phrase = deadline
        .phrase
        .as_deref()
        .unwrap_or_default()
        .trim_start_matches("截止时间");
    let phrase = phrase.trim_start_matches(['：', ':', ' ']);
    if phrase.is_empty() {
        in_our_words(&deadline.due)
    } else {
        phrase.to_owned()
    }
}

/// The last day that holds for a society when its deadline was put off: 10月28日.
pub(crate) fn extended(notice: &Notice, item: &CollectionItem, society: &SocietyCode) -> Option<String> {
    let until = put_off(notice, item, society)?;
    Some(until.format("%-m月%-d日").to_string())
}

/// Until when a society is asked for something.
pub(crate) fn due_for(notice: &Notice, item: &CollectionItem, society: &SocietyCode) -> String {
    match put_off(notice, item, society) {
        Some(until) => format!("已延期至{}（原定：{}）", day(until), due(&item.deadline)),
        None => due(&item.deadline),
    }
}

fn put_off(notice: &Notice, item: &CollectionItem, society: &SocietyCode) -> Option<NaiveDate> {
    let extension = notice.extension(item, society);
    let effective = extension.filter(|one| item.deadline.is_put_off_by(notice.zone, *one));
    effective.map(|extension| extension.until)
}

/// A deadline in our words, whatever the notice's own are.
pub fn in_our_words(due: &Due) -> String {
    match due {
        Due::Date(date) => format!("{}前（含当日）", day(*date)),
        Due::At(at) => format!("{}前", minute(*at)),
        Due::Window { from, to } => format!("{}至{}", day(*from), day(*to)),
        Due::Prompt => "及时报送".to_owned(),
        Due::BeforeEvent { event, .. } => format!("{event}前"),
        Due::AfterEvent { event, days, .. } => format!("{event}后{days}日内"),
        Due::Recurring { day_of_month } => format!("每月{day_of_month}日前"),
        Due::Rolling => "长期有效".to_owned(),
        Due::Stages(stages) => {
            let stages = stages
                .iter()
                .map(|stage| format!("{}：{}", stage.name, day(stage.date)));
            stages.collect::<Vec<_>>().join("；")
        }
    }
}

/// How long is left.
pub(crate) fn remaining(ends: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Mark {
    let Some(ends) = ends else {
        return Mark::new("未设固定截止时间", "plain");
    };
    let left = ends - now;
    if left <= chrono::Duration::zero() {
        Mark::new("已截止", "bad")
    } else if left.num_days() > 0 {
        Mark::new(format!("还有 {} 天", left.num_days()), "plain")
    } else if left.num_hours() > 0 {
        Mark::new(format!("还有 {} 小时", left.num_hours()), "warn")
    } else {
        Mark::new(format!("还有 {} 分钟", left.num_minutes().max(1)), "warn")
    }
}

/// Where a society stands with an item.
pub(crate) fn state(state: ItemState) -> Mark {
    match state {
        ItemState::NotExpected => Mark::new("—", "plain"),
        ItemState::Outstanding => Mark::new("未报", "bad"),
        ItemState::Submitted {
            pieces,
            timeliness: Timeliness::Late,
        } => Mark::new(format!("已报 {pieces} 份（迟报）"), "late"),
        ItemState::Submitted { pieces, .. } => Mark::new(format!("已报 {pieces} 份"), "good"),
        ItemState::Incomplete { pieces } => Mark::new(format!("待补充（{pieces} 份）"), "warn"),
        ItemState::SentBack => Mark::new("已退回", "bad"),
        ItemState::Nil => Mark::new("零报告", "good"),
        ItemState::Exempt => Mark::new("免报", "plain"),
    }
}

pub(crate) fn status(status: SubmissionStatus) -> Mark {
    match status {
        SubmissionStatus::Accepted => Mark::new("合格", "good"),
        SubmissionStatus::Incomplete => Mark::new("待补充", "warn"),
        SubmissionStatus::SentBack => Mark::new("已退回", "bad"),
        SubmissionStatus::Withdrawn => Mark::new("已撤回", "plain"),
    }
}

pub(crate) const fn timeliness(timeliness: Timeliness) -> &'static str {
    match timeliness {
        Timeliness::OnTime => "按时",
        Timeliness::Late => "迟报",
        Timeliness::Undated => "不限时",
    }
}

/// File and place of a text.
pub(crate) fn origin(source: &Source) -> String {
    let file = match (&source.attachment, source.part) {
        (Some(name), _) => crate::shown::name(name),
        (None, SourcePart::FormField) => "网页填报".to_owned(),
        (None, SourcePart::Cell | SourcePart::Body | SourcePart::Document) => "邮件".to_owned(),
    };
    let place = source.origin.place.as_ref();
    let share = match source.origin.share {
        0 => String::new(),
        share => format!("（拆分后第{share}份）"),
    };
    place.map_or_else(
        || format!("{file}{share}"),
        |place| format!("{file}，{place}{share}"),
    )
}

/// What a clerk made of a piece.
pub(crate) fn correction(correction: &Correction) -> String {
    let what = match &correction.change {
        Change::Values(values) => {
            // What it was before is not known here: a correction states all of it.
            let name = values.person.as_ref().map_or("（学会）", |person| &person.name);
            let title = values.title.as_deref().filter(|title| !title.is_empty());
            let title = title.map_or_else(|| "无题目".to_owned(), |title| format!("题目《{title}》"));
            let text = values.text.as_ref().map_or("", |_| "，正文有改动");
            format!("更正后：署名 {name}，{title}{text}")
        }
        Change::Item(item) => format!("征集项更正为 {item}"),
        Change::Split(at) => format!("拆分为 {} 份材料", at.len() + 1),
        Change::Join(_) => "与后一份材料合并".to_owned(),
        Change::Drop => "不作为材料".to_owned(),
        Change::Dismiss(Dismissal::SentBack { remark }) => format!("退回，退回意见：{remark}"),
        Change::Dismiss(Dismissal::Withdrawn) => "按学会要求撤回".to_owned(),
        Change::Photo(_) => "归入照片或视频".to_owned(),
        Change::Restore => "撤销此前的处理，恢复识别结果".to_owned(),
    };
    format!("{}：{what}", correction.mark)
}

/// What became of an arrival; `None` while it waits.
pub(crate) fn verdict(judgement: Option<&Judgement>) -> Mark {
    let Some(judgement) = judgement else {
        return Mark::new("正在核验", "plain");
    };
    let class = match judgement.verdict.as_str() {
        "accepted" => "good",
        "held" => "warn",
        _ => "plain",
    };
    Mark::new(judgement.verdict.label(), class)
}

/// A finding in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Remark {
    pub kind: Mark,
    pub sentence: String,
}

/// All findings, the weightiest first.
pub(crate) fn remarks(judgement: Option<&Judgement>) -> Vec<Remark> {
    let mut findings: Vec<_> = judgement
        .map(|judgement| judgement.findings.iter().collect())
        .unwrap_or_default();
    findings.sort_by_key(|finding| match finding.code.severity() {
        Severity::Hold => 0,
        Severity::Correction => 1,
        Severity::Note => 2,
        Severity::Ignore => 3,
    });
    let remark = |finding: &&domain::finding::Finding| Remark {
        kind: match finding.code.severity() {
            Severity::Hold => Mark::new("待核对", "warn"),
            Severity::Correction => Mark::new("请补正", "bad"),
            Severity::Note | Severity::Ignore => Mark::new("说明", "plain"),
        },
        sentence: finding.sentence(),
    };
    findings.iter().map(remark).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_times_read_well() {
        assert_eq!(size(12), "12 字节");
        assert_eq!(size(200 << 20), "200 MB");
        assert_eq!(size(1_600_000), "1.5 MB");
        let at = DateTime::parse_from_rfc3339("2022-10-24T15:59:59Z")
            .unwrap()
            .with_timezone(&Utc);
        assert_eq!(
            moment(at, Tz::Asia__Shanghai),
            "2022年10月24日 23:59:59（北京时间）"
        );
    }

    #[test]
    fn what_is_left_until_the_end_is_said_in_the_fitting_unit() {
        let now = DateTime::parse_from_rfc3339("2022-10-24T00:00:00Z")
            .unwrap()
            .with_timezone(&Utc);
        let label = |minutes| remaining(Some(now + chrono::Duration::minutes(minutes)), now).label;
        assert_eq!(label(3 * 24 * 60), "还有 3 天");
        assert_eq!(label(90), "还有 1 小时");
        assert_eq!(label(0), "已截止");
        assert_eq!(remaining(None, now).label, "未设固定截止时间");
    }
}
