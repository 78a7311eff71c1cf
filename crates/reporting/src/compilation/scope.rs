//! 收录范围 — which part of what came a compilation shows.

use chrono::{DateTime, Utc};

use super::Book;

/// One sentence for each condition; empty when nothing is left out.
pub(super) fn conditions(book: &Book<'_>) -> Vec<String> {
    let selection = &book.snapshot.selection;
    let ledger = &book.snapshot.ledger;
    let mut conditions = Vec::new();
    if !selection.items.is_empty() {
        let titles = ledger.notice.items.iter().map(|item| format!("“{}”", item.title));
        conditions.push(format!("征集项限于{}", joined(titles)));
    }
    if !selection.categories.is_empty() {
        conditions.push(format!(
            "学科限于{}",
            joined(selection.categories.iter().cloned())
        ));
    }
    if !selection.societies.is_empty() {
        conditions.push(if book.wording.is_anonymous() {
            format!("限于{}个学会", selection.societies.len())
        } else {
            let names = selection.societies.iter().map(|code| {
                let known = ledger.society(code);
                known.map_or_else(|| code.as_str().to_owned(), |society| society.name.clone())
            });
            format!("学会限于{}", joined(names))
        });
    }
    if selection.chosen_only {
        conditions.push("只收录经选定采用的稿件".to_owned());
    }
    let moment = |at: DateTime<Utc>| moment(book, at);
    match (selection.from, selection.until) {
        (Some(from), Some(until)) => {
            conditions.push(format!("收到时间自{}起，至{}前", moment(from), moment(until)));
        }
        (Some(from), None) => conditions.push(format!("收到时间自{}起", moment(from))),
        (None, Some(until)) => conditions.push(format!("收到时间在{}前", moment(until))),
        (None, None) => {}
    }
    conditions
}

fn joined(words: impl Iterator<Item = String>) -> String {
    words.collect::<Vec<_>>().join("、")
}

/// A moment in the notice's zone.
pub(super) fn moment(book: &Book<'_>, at: DateTime<Utc>) -> String {
    let zone = book.snapshot.ledger.notice.zone;
    let name = match zone {
        chrono_tz::Tz::Asia__Shanghai => "北京时间",
        other => other.name(),
    };
    let local = at.with_timezone(&zone);
    format!("{}（{name}）", local.format("%Y年%-m月%-d日%-H时%M分"))
}

/// The day in the notice's zone.
pub(super) fn day(book: &Book<'_>) -> String {
    let ledger = &book.snapshot.ledger;
    let local = ledger.taken_at.with_timezone(&ledger.notice.zone);
    local.format("%Y年%-m月%-d日").to_string()
}
