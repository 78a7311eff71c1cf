//! 范围 in words and for programs.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use crate::snapshot::Snapshot;
use crate::view::View;

/// 全部, or the conditions.
pub(super) fn sentence(snapshot: &Snapshot) -> String {
    let (selection, ledger) = (&snapshot.selection, &snapshot.ledger);
    if selection.is_whole() {
        return "全部".to_owned();
    }
    let view = View::unlinked(snapshot);
    let time = |at: DateTime<Utc>| view.local(at).format("%Y-%m-%d %H:%M:%S").to_string();
    let mut conditions = Vec::new();
    if !selection.items.is_empty() {
        let titles: Vec<String> = selection
            .items
            .iter()
            .map(|id| {
                let item = ledger.notice.item(id);
                item.map_or_else(|| id.to_string(), |item| item.title.clone())
            })
            .collect();
        conditions.push(format!("征集项：{}", titles.join("、")));
    }
    if !selection.categories.is_empty() {
        let names: Vec<&str> = selection.categories.iter().map(String::as_str).collect();
        conditions.push(format!("类别：{}", names.join("、")));
    }
    if !selection.societies.is_empty() {
        let names: Vec<String> = selection
            .societies
            .iter()
            .map(|code| view.society_line(code))
            .collect();
        conditions.push(format!("学会：{}", names.join("、")));
    }
    if selection.chosen_only {
        conditions.push("仅限采用的材料".to_owned());
    }
    if let Some(from) = selection.from {
        conditions.push(format!("{}及以后收到", time(from)));
    }
    if let Some(until) = selection.until {
        conditions.push(format!("{}以前收到", time(until)));
    }
    let mut sentence = conditions.join("；");
    if selection.chosen_only {
        sentence.push_str("。来件、回复和附件只含所选材料涉及的，其他来件和催报信函未收入");
    } else if selection.is_of_pieces() {
        sentence.push_str(
            "。来件、回复和附件只含所选征集项的材料和零报告涉及的，以及尚待核对、可能涉及的；催报信函不分征集项，一并收入",
        );
    }
    sentence
}

/// The same for programs; `null` for everything.
pub(super) fn json(snapshot: &Snapshot) -> Value {
    let selection = &snapshot.selection;
    if selection.is_whole() {
        return Value::Null;
    }
    let zone = snapshot.ledger.notice.zone;
    let time = |at: DateTime<Utc>| {
        at.with_timezone(&zone)
            .to_rfc3339_opts(SecondsFormat::Secs, false)
    };
    json!({
        "items": selection.items.iter().map(domain::ids::ItemId::as_str).collect::<Vec<_>>(),
        "categories": selection.categories,
        "societies": selection.societies.iter().map(domain::ids::SocietyCode::as_str).collect::<Vec<_>>(),
        "chosen_only": selection.chosen_only,
        "from": selection.from.map(time),
        "until": selection.until.map(time),
    })
}
