//! Sentences of what was counted.

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use chrono_tz::Tz;
use domain::finding::FindingCode;
use domain::ledger::LedgerRow;

use super::figures::{Figures, Time};
use crate::Links;
use crate::text::shortened;
use crate::view::View;

/// Where the page sends its reader for what has no room on it.
const BOOK: &str = "汇总工作簿";
/// Characters for what was selected; more stands in the workbook.
const SCOPE: usize = 160;

/// A part of a whole; 0 of nothing.
pub(super) fn rate(part: u32, whole: u32) -> f64 {
    f64::from(part) / f64::from(whole.max(1))
}

/// In percent, with one decimal place, a half rounded up as spreadsheets round it.
pub(super) fn percent(part: u32, whole: u32) -> String {
    if whole == 0 {
        return "—".to_owned();
    }
    let (part, whole) = (u64::from(part), u64::from(whole));
    let tenths = (part * 2_000 + whole) / (whole * 2);
    format!("{}.{}%", tenths / 10, tenths % 10)
}

/// What is said before that something is not there, and what is said where nothing was left out.
fn nothing(figures: &Figures<'_>, what: &str, whole: &str) -> String {
    if figures.snapshot.selection.is_whole() {
        whole.to_owned()
    } else {
        format!("所选范围内{what}")
    }
}

/// The title; a very long name of a notice stands in the text only.
pub(super) fn title(figures: &Figures<'_>) -> String {
    if is_named(figures) {
        format!("《{}》报送情况简报", figures.snapshot.ledger.notice.title)
    } else {
        "报送情况简报".to_owned()
    }
}

/// Whether the title has room for the name of the notice.
fn is_named(figures: &Figures<'_>) -> bool {
    figures.snapshot.ledger.notice.title.chars().count() <= 50
}

pub(super) fn subtitle(figures: &Figures<'_>) -> String {
    let ledger = &figures.snapshot.ledger;
    let zone = match ledger.notice.zone {
        Tz::Asia__Shanghai => "北京时间",
        other => other.name(),
    };
    format!(
        "{}　统计截至{}（{zone}）",
        ledger.notice.issuer,
        moment(ledger.taken_at, ledger.notice.zone)
    )
}

fn moment(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone)
        .format("%Y年%-m月%-d日%-H时%M分")
        .to_string()
}

pub(super) fn day(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// 一、总体情况.
pub(super) fn overview(figures: &Figures<'_>) -> String {
    let notice = &figures.snapshot.ledger.notice;
    let number = notice
        .number
        .as_ref()
        .map_or_else(String::new, |number| format!("{number}，"));
    let required = figures.items.iter().filter(|item| item.is_required()).count();
    let encouraged = figures.items.len() - required;
    let kinds = match (required, encouraged) {
        (_, 0) => String::new(),
        (0, _) => "（均为鼓励报送）".to_owned(),
        (required, encouraged) => format!("（应报{required}项、鼓励报送{encouraged}项）"),
    };
    let name = if is_named(figures) {
        "该通知".to_owned()
    } else {
        format!("《{}》", notice.title)
    };
    format!(
        "{name}（{number}{}）征集{}项{kinds}，应报学会{}个。{}{}{}",
        day(notice.issued_on),
        figures.items.len(),
        figures.asked,
        deadlines(figures),
        arrivals(figures),
        totals(figures)
    )
}

/// Whether the figures are final.
fn deadlines(figures: &Figures<'_>) -> String {
    let [over, running, open] = [Time::Over, Time::Running, Time::Open].map(|time| figures.count(time));
    match (over, running, open) {
        (0, 0, 0) => String::new(),
        (_, 0, 0) => "应报项目均已截止。".to_owned(),
        (0, _, 0) => "应报项目均未到截止时间，以下为阶段性数据。".to_owned(),
        (0, 0, _) => "应报项目均未规定固定截止时间，不统计按时率和迟报。".to_owned(),
        _ => {
            let parts = [
                ("已截止", over),
                ("未到截止时间", running),
                ("未规定固定截止时间", open),
            ];
            let said = parts.iter().filter(|(_, count)| *count > 0);
            let said: Vec<String> = said.map(|(name, count)| format!("{name}{count}项")).collect();
            format!("应报项目中{}。", said.join("、"))
        }
    }
}

fn arrivals(figures: &Figures<'_>) -> String {
    let arrivals = &figures.arrivals;
    if arrivals.all() == 0 {
        return nothing(figures, "没有来件。", "目前尚未收到来件。");
    }
    let parts = [
        ("已登记", arrivals.accepted),
        ("待人工核对", arrivals.held),
        ("尚未核验", arrivals.waiting),
        ("重复报送", arrivals.duplicate),
        ("咨询等来信", arrivals.correspondence),
        ("不予登记", arrivals.ignored),
    ];
    let said = parts.iter().filter(|(_, count)| *count > 0);
    let said: Vec<String> = said.map(|(name, count)| format!("{name}{count}件")).collect();
    format!("共收到来件{}件，其中{}。", arrivals.all(), said.join("、"))
}

fn totals(figures: &Figures<'_>) -> String {
    let (total, dated) = (figures.total, figures.dated);
    if total.expected == 0 {
        return format!("未确定应报学会，不统计报送率。{}", pieces(figures));
    }
    let on_time = if dated.expected == 0 {
        String::new()
    } else {
        let of = if dated.expected == total.expected {
            String::new()
        } else {
            format!("（有固定截止时间的应报{}项次）", dated.expected)
        };
        let rate = percent(dated.on_time, dated.expected);
        format!(
            "；按时{}项次{of}，按时率{rate}；迟报{}项次",
            dated.on_time, dated.late
        )
    };
    format!(
        "应报{}项次，已报{}项次，报送率{}{on_time}；待补充{}项次，未报{}项次。{}",
        total.expected,
        total.submitted,
        percent(total.submitted, total.expected),
        total.incomplete,
        total.outstanding,
        pieces(figures)
    )
}

fn pieces(figures: &Figures<'_>) -> String {
    let pieces = figures.pieces();
    match pieces.count {
        0 => nothing(figures, "没有合格材料。", "尚无合格材料。"),
        count => format!("收到合格材料{count}篇，{}字。", pieces.characters),
    }
}

/// 二、未报情况, with so many names.
pub(super) fn owing(figures: &Figures<'_>, most: usize) -> String {
    let total = figures.total;
    if total.expected == 0 {
        return "未确定应报学会，没有未报名单。".to_owned();
    }
    if figures.owing.is_empty() {
        return nothing(figures, "应报项目均已报齐。", "应报项目均已报齐。");
    }
    let outstanding = usize::try_from(total.outstanding).unwrap_or(0);
    let parts = [
        ("未报", outstanding.saturating_sub(figures.sent_back)),
        ("已退回", figures.sent_back),
        ("待补充", usize::try_from(total.incomplete).unwrap_or(0)),
    ];
    let said = parts.iter().filter(|(_, count)| *count > 0);
    let said: Vec<String> = said.map(|(name, count)| format!("{name}{count}项次")).collect();
    let perhaps = match figures.perhaps {
        0 => String::new(),
        count => format!("尚未报齐的学会中，{count}个另有来件待核对，可能已经报送。"),
    };
    let now = if figures.count(Time::Over) == 0 && figures.count(Time::Running) > 0 {
        "截止时间未到，"
    } else {
        ""
    };
    format!(
        "{now}尚未报齐的学会{}个（{}）{}{perhaps}",
        figures.owing.len(),
        said.join("、"),
        list(&figures.owing, most, "，名单及联系电话见")
    )
}

/// 三、迟报和待核对情况, with so many names.
pub(super) fn late(figures: &Figures<'_>, most: usize) -> String {
    let late = match (figures.dated.expected, figures.late.len()) {
        (0, _) => String::new(),
        (_, 0) => nothing(figures, "没有迟报。", "没有迟报。"),
        (_, count) => format!(
            "迟报{}项次，涉及学会{count}个{}",
            figures.total.late,
            list(&figures.late, most, "，名单见")
        ),
    };
    let arrivals = &figures.arrivals;
    let held = match arrivals.held {
        0 => nothing(figures, "没有待人工核对的来件。", "没有待人工核对的来件。"),
        count => format!(
            "待人工核对来件{count}件，核对前不计入报送数{}。",
            reasons(&arrivals.reasons)
        ),
    };
    let waiting = match arrivals.waiting {
        0 => String::new(),
        count => format!("另有{count}件尚未核验。"),
    };
    format!("{late}{held}{waiting}")
}

/// The two most frequent reasons, as the catalogue words them up to their first mark.
fn reasons(reasons: &[(FindingCode, usize)]) -> String {
    let short = |code: FindingCode| {
        let sentence = code.sentence();
        let end = sentence.split(['，', '：', '。']).next();
        end.unwrap_or(sentence)
    };
    let said: Vec<String> = reasons
        .iter()
        .take(2)
        .map(|(code, count)| format!("{}{count}件", short(*code)))
        .collect();
    if said.is_empty() {
        String::new()
    } else {
        format!("，其中{}", said.join("、"))
    }
}

/// Names, all or the first, and where the others are; ends the sentence.
fn list(rows: &[&LedgerRow], most: usize, elsewhere: &str) -> String {
    let named: Vec<&str> = rows
        .iter()
        .take(most)
        .map(|row| row.society.name.as_str())
        .collect();
    if named.is_empty() {
        format!("{elsewhere}{BOOK}。")
    } else if named.len() == rows.len() {
        format!("：{}。", named.join("、"))
    } else {
        let rest = rows.len() - named.len();
        format!(
            "：{}等，其余{rest}个{}{BOOK}。",
            named.join("、"),
            elsewhere.trim_start_matches('，')
        )
    }
}

/// What the figures mean, and from which state they are.
pub(super) fn note(figures: &Figures<'_>) -> String {
    let snapshot = figures.snapshot;
    let links = Links::default();
    let scope = View::new(snapshot, &links).scope().map(|scope| {
        let short = shortened(&scope, SCOPE);
        if short == scope {
            scope
        } else {
            format!("{short}（完整的范围见{BOOK}）。")
        }
    });
    let scope = scope.unwrap_or_default();
    let encouraged = if figures.items.iter().all(super::figures::Item::is_required) {
        ""
    } else {
        "鼓励报送的不计入合计、比率和名单；"
    };
    format!(
        "注：一个学会应报的一个项目为一项次；报送率＝已报÷应报，按时率＝按时÷应报；零报告计入已报，不计入按时、迟报；\
         未报含已退回；{encouraged}篇数、字数只计合格材料，含自愿报送的。{scope}快照编号：{}。",
        snapshot.id
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_is_rounded_up_as_in_the_workbook() {
        for (part, whole, shown) in [
            (54, 96, "56.3%"),
            (1, 16, "6.3%"),
            (1, 3, "33.3%"),
            (2, 3, "66.7%"),
            (7, 7, "100.0%"),
            (0, 7, "0.0%"),
            (0, 0, "—"),
        ] {
            assert_eq!(percent(part, whole), shown, "{part}/{whole}");
        }
    }
}
