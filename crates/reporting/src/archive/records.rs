//! 件 — the records of DA/T 22-2015: a paper with its attachments, a letter with its answer, each with number and
//! retention.

use chrono::Datelike as _;
use domain::arrival::{Arrival, Door};
use domain::ids::ArrivalId;
use domain::ledger::{ArrivalRecord, Ledger};
use std::collections::BTreeMap;

use super::options::{Filing, Retention};
use crate::snapshot::Snapshot;
use crate::view::View;

/// 件.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    /// 保管期限.
    pub(super) retention: Retention,
    /// 件号, counted for each 保管期限.
    pub(super) number: u32,
    /// 档号; `None` without a 全宗号.
    pub(super) reference: Option<String>,
    /// 题名.
    pub(super) title: String,
    /// 责任者.
    pub(super) author: String,
    /// 文号.
    pub(super) document_number: String,
    /// 日期 as YYYYMMDD; empty when unknown.
    pub(super) date: String,
    /// The arrival that it is; `None` for the office's own papers.
    pub(super) arrival: Option<ArrivalId>,
}

/// The place of 通知 in the list of records.
pub(super) const NOTICE: usize = 0;
/// The place of the workbook with ledger and registers.
pub(super) const WORKBOOK: usize = 1;
/// The place of the compilation and other papers.
pub(super) const COMPILATION: usize = 2;

/// All records: the office's own, then one for each arrival in archive order.
pub(super) fn records(snapshot: &Snapshot, filing: &Filing, has_compilation: bool) -> Vec<Record> {
    let (ledger, view) = (&snapshot.ledger, View::unlinked(snapshot));
    let mut numbers = Numbers::new(ledger, filing);
    let notice = &ledger.notice;
    let taken = view.local(ledger.taken_at).format("%Y%m%d").to_string();
    let mut own = |title: String, document_number: String, date: String, counted: bool| {
        let (number, reference) = numbers.next(filing.products, counted);
        Record {
            retention: filing.products,
            number,
            reference,
            title,
            author: notice.issuer.clone(),
            document_number,
            date,
            arrival: None,
        }
    };
    let number = notice
        .number
        .as_ref()
        .map_or_else(String::new, ToString::to_string);
    let issued = notice.issued_on.format("%Y%m%d").to_string();
    let mut records = vec![
        own(notice.title.clone(), number, issued, true),
        own(
            format!("《{}》报送情况汇总", notice.title),
            String::new(),
            taken.clone(),
            true,
        ),
        // Always there, so that places do not move; without a compilation it takes no number.
        own(
            format!("《{}》报送材料汇编", notice.title),
            String::new(),
            taken,
            has_compilation,
        ),
    ];
    for record in &ledger.arrivals {
        let (number, reference) = numbers.next(filing.received, true);
        records.push(Record {
            retention: filing.received,
            number,
            reference,
            title: title(ledger, &record.arrival),
            author: author(&view, record),
            document_number: String::new(),
            date: record.arrival.received.map_or_else(String::new, |received| {
                view.local(received.at).format("%Y%m%d").to_string()
            }),
            arrival: Some(record.arrival.id),
        });
    }
    records
}

fn title(ledger: &Ledger, arrival: &Arrival) -> String {
    let subject = arrival.subject.trim();
    if !subject.is_empty() {
        return subject.to_owned();
    }
    match arrival.door {
        Door::Upload | Door::Form => format!("《{}》报送材料（网页报送）", ledger.notice.title),
        Door::Mail | Door::Manual => "（无主题来件）".to_owned(),
    }
}

/// The society, else whoever sent it.
fn author(view: &View<'_>, record: &ArrivalRecord) -> String {
    let verdict = record.judgement.as_ref().map(|judgement| &judgement.verdict);
    let code = verdict.and_then(|verdict| verdict.society());
    let society = code.map(|code| {
        let society = view.society(code);
        society.map_or_else(|| code.to_string(), |society| society.name.clone())
    });
    society
        .or_else(|| record.arrival.sender.clone())
        .unwrap_or_default()
}

/// Gives out numbers.
struct Numbers<'a> {
    filing: &'a Filing,
    year: i32,
    next: BTreeMap<Retention, u32>,
}

impl<'a> Numbers<'a> {
    fn new(ledger: &Ledger, filing: &'a Filing) -> Self {
        Self {
            filing,
            year: filing.year.unwrap_or_else(|| ledger.notice.issued_on.year()),
            next: BTreeMap::new(),
        }
    }

    /// 件号 and 档号 (`Z109-WS·2022-D30-BGS-0001`).
    fn next(&mut self, retention: Retention, counted: bool) -> (u32, Option<String>) {
        let next = self.next.entry(retention).or_insert(self.filing.first_number);
        let number = *next;
        if !counted {
            return (number, None);
        }
        *next = next.saturating_add(1);
        let Filing { category, organ, .. } = self.filing;
        let organ = organ
            .as_ref()
            .map_or_else(String::new, |organ| format!("-{organ}"));
        let reference = self.filing.fonds.as_ref().map(|fonds| {
            format!(
                "{fonds}-{category}·{:04}-{}{organ}-{number:04}",
                self.year,
                retention.code()
            )
        });
        (number, reference)
    }
}
