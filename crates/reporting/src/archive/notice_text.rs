//! 通知摘要: what the system was told of the notice, in words. The notice itself goes in as an enclosure.

use std::fmt::Write as _;

use chrono::NaiveDate;
use domain::deadline::{Deadline, Due};
use domain::ledger::Ledger;
use domain::notice::{CollectionItem, Obligation};

/// As a text file that Windows opens as UTF-8.
pub(super) fn notice(ledger: &Ledger) -> Vec<u8> {
    let notice = &ledger.notice;
    let number = notice.number.as_ref().map_or("（无）", |number| number.as_str());
    let mut lines = vec![
        "通知摘要".to_owned(),
        String::new(),
        format!("标题：{}", notice.title),
        format!("文号：{number}"),
        format!("发文机关：{}", notice.issuer),
        format!("成文日期：{}", day(notice.issued_on)),
        format!("接收邮箱：{}", mailboxes(ledger)),
        String::new(),
        "征集事项".to_owned(),
    ];
    for (place, item) in notice.items.iter().enumerate() {
        lines.push(format!("{}. {}", place + 1, item.title));
        lines.push(format!("   面向对象：{}", item.audience));
        lines.push(format!("   报送要求：{}", requirements(item)));
        lines.push(format!("   截止时间：{}", deadline(&item.deadline)));
    }
    lines.push(String::new());
    lines.push("本摘要按系统登记的内容生成，通知全文以正式印发的文件为准。".to_owned());
    let mut text = "\u{FEFF}".to_owned();
    for line in lines {
        text.push_str(&line.replace(['\r', '\n'], " "));
        text.push_str("\r\n");
    }
    text.into_bytes()
}

fn mailboxes(ledger: &Ledger) -> String {
    let routes = ledger.notice.mailboxes.iter();
    let all: Vec<&str> = routes.map(|route| route.address.as_str()).collect();
    if all.is_empty() {
        "（无）".to_owned()
    } else {
        all.join("、")
    }
}

fn requirements(item: &CollectionItem) -> String {
    let mut text = match item.obligation {
        Obligation::Required => "应报".to_owned(),
        Obligation::Encouraged => "鼓励报送".to_owned(),
    };
    match (item.characters.min, item.characters.max) {
        (Some(min), Some(max)) => write!(text, "，{min}至{max}字"),
        (Some(min), None) => write!(text, "，不少于{min}字"),
        (None, Some(max)) => write!(text, "，不超过{max}字"),
        (None, None) => Ok(()),
    }
    .unwrap_or_default();
    let media: Vec<&str> = item.requires.any_of.iter().map(|kind| kind.label()).collect();
    if !media.is_empty() {
        text.push_str("，附");
        text.push_str(&media.join("或"));
    }
    text
}

/// The notice's own words; else what they mean.
fn deadline(deadline: &Deadline) -> String {
    if let Some(phrase) = &deadline.phrase {
        // As the notice has them they often begin with what stands before them here.
        let words = phrase.strip_prefix("截止时间").unwrap_or(phrase);
        return words.trim_start_matches(['：', ':', ' ']).to_owned();
    }
    match &deadline.due {
        Due::Date(date) => format!("{}前（含当日）", day(*date)),
        Due::At(moment) => format!("{}前", moment.format("%Y年%-m月%-d日%H:%M")),
        Due::Window { from, to } => format!("{}至{}", day(*from), day(*to)),
        Due::Prompt => "及时报送".to_owned(),
        Due::BeforeEvent { event, on } => format!("{event}之前{}", known(*on)),
        Due::AfterEvent { event, on, days } => format!("{event}后{days}日内{}", known(*on)),
        Due::Recurring { day_of_month } => format!("每月{day_of_month}日前"),
        Due::Rolling => "长期".to_owned(),
        Due::Stages(stages) => {
            let stages = stages.iter();
            let all: Vec<String> = stages
                .map(|stage| format!("{}：{}前（含当日）", stage.name, day(stage.date)))
                .collect();
            all.join("；")
        }
    }
}

fn known(on: Option<NaiveDate>) -> String {
    on.map_or_else(String::new, |on| format!("（{}）", day(on)))
}

fn day(date: NaiveDate) -> String {
    date.format("%Y年%-m月%-d日").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_is_named_once() {
        let date = NaiveDate::from_ymd_opt(2022, 10, 24).unwrap();
        let said = |phrase: Option<&str>| {
            deadline(&Deadline {
                due: Due::Date(date),
                phrase: phrase.map(str::to_owned),
            })
        };
        assert_eq!(said(Some("截止时间：2022年10月24日")), "2022年10月24日");
        assert_eq!(said(Some("10月24日下班前")), "10月24日下班前");
        assert_eq!(said(None), "2022年10月24日前（含当日）");
    }
}
