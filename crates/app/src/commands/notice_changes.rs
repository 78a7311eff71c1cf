//! What `notice import` changes, and what looks wrong in a notice although it can be read.

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use domain::deadline::{Deadline, Due};
use domain::notice::{CollectionItem, Notice};
use intake_http::due_in_words;

/// What is otherwise than in the notice before, in lines. `put_back` letters wait for approval again.
pub(super) fn changes(before: &Notice, now: &Notice, put_back: u64) -> Vec<String> {
    let mut lines = Vec::new();
    for item in &now.items {
        match before.item(&item.id) {
            None => lines.push(format!("新增征集项：{}", item.title)),
            Some(old) if old.deadline != item.deadline => {
                lines.push(format!("截止时间变更：{}，{}", item.title, from_to(old, item)));
            }
            Some(_) => {}
        }
    }
    let gone = before.items.iter().filter(|item| now.item(&item.id).is_none());
    lines.extend(gone.map(|item| format!("删除征集项：{}", item.title)));
    if put_back > 0 {
        lines.push(format!(
            "已批准而尚未发出的邮件 {put_back} 封转回待审核，须重新批准：`zhengji letters list --state awaiting_approval` 查看。"
        ));
    }
    lines
}

fn from_to(old: &CollectionItem, new: &CollectionItem) -> String {
    let words = |deadline: &Deadline| {
        let phrase = deadline.phrase.as_ref();
        let phrase = phrase.map_or(String::new(), |phrase| format!("，原文“{phrase}”"));
        let event = match &deadline.due {
            Due::BeforeEvent { on: Some(day), .. } | Due::AfterEvent { on: Some(day), .. } => {
                format!("，该日为{day}")
            }
            Due::BeforeEvent { on: None, .. }
            | Due::AfterEvent { on: None, .. }
            | Due::Date(_)
            | Due::At(_)
            | Due::Window { .. }
            | Due::Prompt
            | Due::Rolling
            | Due::Recurring { .. }
            | Due::Stages(_) => String::new(),
        };
        (
            format!("{}{event}", due_in_words(&deadline.due)),
            format!("{}{event}{phrase}", due_in_words(&deadline.due)),
        )
    };
    let ((before, in_full), (now, now_in_full)) = (words(&old.deadline), words(&new.deadline));
    // Only the wording changed.
    if before == now {
        format!("原为{in_full}，现为{now_in_full}")
    } else {
        format!("原为{before}，现为{now}")
    }
}

/// Deadlines that the notice can hardly mean.
pub(super) fn doubts(notice: &Notice, now: DateTime<Utc>) -> Vec<String> {
    let today = now.with_timezone(&notice.zone).date_naive();
    let mut lines = Vec::new();
    for item in &notice.items {
        let words = due_in_words(&item.deadline.due);
        let says = |what: String| format!("“{}”的截止时间（{words}）{what}，请核对。", item.title);
        let days = days(&item.deadline.due);
        if let Some(last) = days.iter().max() {
            if *last < notice.issued_on {
                lines.push(says(format!("早于成文日期 {}", notice.issued_on)));
            } else if *last < today {
                lines.push(says("已经过去，此后收到的按迟报登记".to_owned()));
            }
        }
        let phrase = item.deadline.phrase.as_deref().unwrap_or_default();
        let named = days_named(phrase);
        if !named.is_empty() && !days.is_empty() && !agree(&named, &days) {
            lines.push(says(format!("与所引原文“{phrase}”不一致")));
        }
    }
    lines
}

/// The fixed days of a deadline.
fn days(due: &Due) -> Vec<NaiveDate> {
    match due {
        Due::Date(day) => vec![*day],
        Due::At(at) => vec![at.date()],
        Due::Window { from, to } => vec![*from, *to],
        Due::Stages(stages) => stages.iter().map(|stage| stage.date).collect(),
        Due::Prompt
        | Due::Rolling
        | Due::BeforeEvent { .. }
        | Due::AfterEvent { .. }
        | Due::Recurring { .. } => Vec::new(),
    }
}

/// A day in words: its year, where that is written, month and day.
type Named = (Option<i32>, u32, u32);

/// Whether the last day is one that is named, or the day before it: 10月25日前 may mean the 24th.
fn agree(named: &[Named], days: &[NaiveDate]) -> bool {
    let is = |day: &NaiveDate| {
        named.iter().any(|(year, month, date)| {
            year.is_none_or(|year| year == day.year()) && (*month, *date) == (day.month(), day.day())
        })
    };
    let last = days.iter().max();
    last.is_some_and(|last| is(last) || last.succ_opt().is_some_and(|next| is(&next)))
}

/// Days that stand in a text as 2022年10月24日 or 10月24日.
fn days_named(text: &str) -> Vec<Named> {
    let mut named = Vec::new();
    let mut parts = text.split('月').peekable();
    while let Some(before) = parts.next() {
        let Some(after) = parts.peek() else { break };
        let after = after.trim_start();
        let date: String = after.chars().take_while(char::is_ascii_digit).collect();
        let behind = after.trim_start_matches(|character: char| character.is_ascii_digit());
        let is_day = behind.trim_start().starts_with(['日', '号']);
        let (rest, month) = number_at_end(before);
        let year = rest
            .trim_end()
            .strip_suffix('年')
            .map(|rest| number_at_end(rest).1);
        let year = year.and_then(|year| year.parse().ok());
        if let (true, Ok(month), Ok(date)) = (is_day, month.parse(), date.parse()) {
            named.push((year, month, date));
        }
    }
    named
}

/// A text and the digits at its end.
fn number_at_end(text: &str) -> (&str, &str) {
    let text = text.trim_end();
    let digits = text.bytes().rev().take_while(u8::is_ascii_digit).count();
    text.split_at(text.len() - digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_found_in_the_notices_own_words() {
        assert_eq!(
            days_named("请于2022年10月24日前，纸质版 11 月 3 日前报送；每月报一次"),
            [(Some(2022), 10, 24), (None, 11, 3)]
        );
        assert_eq!(days_named("及时报送，长期有效"), []);
    }

    #[test]
    fn the_day_before_the_named_one_agrees() {
        let day = |date| NaiveDate::from_ymd_opt(2022, 10, date).unwrap();
        let named = [(None, 10, 25)];
        assert!(agree(&named, &[day(25)]) && agree(&named, &[day(24)]));
        assert!(!agree(&named, &[day(26)]) && !agree(&named, &[day(20)]));
        assert!(!agree(&[(Some(2023), 10, 25)], &[day(25)]));
    }
}
