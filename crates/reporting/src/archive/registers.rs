//! 来件登记 and 函件登记 as lists, with the place of every original and letter in the archive.

use std::collections::{BTreeMap, BTreeSet};

use domain::ids::ArrivalId;
use domain::ledger::ArrivalRecord;
use domain::letter::LetterRecord;

use super::csv::Csv;
use super::entry::EntryKind;
use super::plan::Plan;
use crate::labels;
use crate::snapshot::Snapshot;
use crate::sources::Links;
use crate::view::View;

/// Every arrival in archive order.
pub(super) fn arrivals(snapshot: &Snapshot, plan: &Plan, links: &Links) -> Vec<u8> {
    let (ledger, view) = (&snapshot.ledger, View::unlinked(snapshot));
    let references = references(plan);
    let mut csv = Csv::new(&[
        "来件号",
        "档号",
        "渠道",
        "收到时间",
        "收到时间依据",
        "邮箱",
        "发件人",
        "主题",
        "核验结果",
        "学会",
        "原因",
        "大小（字节）",
        "SHA-256",
        "原件位置",
    ]);
    for record in &ledger.arrivals {
        let arrival = &record.arrival;
        let verdict = record.judgement.as_ref().map(|judgement| &judgement.verdict);
        let standing = record
            .judgement
            .as_ref()
            .map(|judgement| view.standing(judgement));
        let (received, basis) = received(&view, record);
        let mailboxes: Vec<&str> = arrival
            .mailboxes
            .iter()
            .map(domain::ids::MailboxName::as_str)
            .collect();
        csv.line(&[
            arrival.id.to_string(),
            references
                .get(&arrival.id)
                .copied()
                .unwrap_or_default()
                .to_owned(),
            labels::door(arrival.door).to_owned(),
            received,
            basis.to_owned(),
            mailboxes.join("；"),
            arrival.sender.clone().unwrap_or_default(),
            arrival.subject.clone(),
            verdict.map_or("待核验", |verdict| verdict.label()).to_owned(),
            verdict
                .and_then(|verdict| verdict.society())
                .map_or_else(String::new, |code| view.society_line(code)),
            crate::sheets::reasons(standing.as_ref()),
            arrival.bytes.to_string(),
            arrival.original.clone(),
            links
                .originals
                .get(&arrival.id)
                .map_or("（未能收入，见归档清单）", String::as_str)
                .to_owned(),
        ]);
    }
    csv.into_bytes()
}

fn references(plan: &Plan) -> BTreeMap<ArrivalId, &str> {
    let records = plan.records.iter();
    records
        .filter_map(|record| Some((record.arrival?, record.reference.as_deref()?)))
        .collect()
}

fn received(view: &View<'_>, record: &ArrivalRecord) -> (String, &'static str) {
    match record.arrival.received {
        Some(received) => (
            view.local(received.at).format("%Y-%m-%d %H:%M:%S").to_string(),
            labels::basis(received.by),
        ),
        None => ("未能确定".to_owned(), "缺少可信时间"),
    }
}

/// Every letter, sent or not, oldest first.
pub(super) fn letters(snapshot: &Snapshot, plan: &Plan, paths: &BTreeSet<&str>) -> Vec<u8> {
    let (ledger, view) = (&snapshot.ledger, View::unlinked(snapshot));
    let written: BTreeMap<(Option<ArrivalId>, &str), &str> = plan
        .entries
        .iter()
        .filter(|entry| entry.kind == EntryKind::Letter && paths.contains(entry.path.as_str()))
        .filter_map(|entry| Some(((entry.arrival, entry.content.sha256()?), entry.path.as_str())))
        .collect();
    let mut csv = Csv::new(&[
        "序号",
        "类别",
        "学会",
        "收件地址",
        "主题",
        "所复来件号",
        "状态",
        "拟发时间",
        "发出时间",
        "发送次数",
        "未发出原因",
        "邮件标识",
        "SHA-256",
        "函件位置",
    ]);
    for (place, record) in ledger.letters.iter().enumerate() {
        let letter = &record.letter;
        let time = |at| view.local(at).format("%Y-%m-%d %H:%M:%S").to_string();
        csv.line(&[
            (place + 1).to_string(),
            letter.key.kind.label().to_owned(),
            view.society_line(&letter.society),
            labels::letter_recipient(record),
            record.subject.clone().unwrap_or_default(),
            answered(record)
                .map(|arrival| arrival.to_string())
                .unwrap_or_default(),
            labels::letter_state(record).to_owned(),
            time(record.created_at),
            record.sent_at.map(time).unwrap_or_default(),
            record.attempts.to_string(),
            record.last_error.clone().unwrap_or_default(),
            record.message_id.clone(),
            record.sent_original.clone().unwrap_or_default(),
            place_of(record, &written).to_owned(),
        ]);
    }
    csv.into_bytes()
}

fn place_of<'p>(record: &LetterRecord, written: &BTreeMap<(Option<ArrivalId>, &str), &'p str>) -> &'p str {
    match &record.sent_original {
        None => "（未发出）",
        Some(sha256) => written
            .get(&(answered(record), sha256.as_str()))
            .copied()
            .unwrap_or("（未能收入，见归档清单）"),
    }
}

fn answered(record: &LetterRecord) -> Option<ArrivalId> {
    record.letter.key.answers().map(|(arrival, _)| arrival)
}
