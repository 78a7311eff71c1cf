//! 情况简报 — one page for the leadership, all of it counted from the ledger.
//!
//! `figures` counts, `wording` makes sentences of what was counted, `chart` draws, `page` sets all of it on one page of
//! A4. What has no room there is named with its count, and where to find it.

mod chart;
mod days;
mod figures;
mod page;
mod table;
mod wording;

use std::io::Cursor;

use self::figures::Figures;
use crate::word::{About, Package};
use crate::{ReportError, Snapshot};

/// One page in the manner of GB/T 9704, as a .docx file with two charts that can be edited.
///
/// Rates are shown with what they are a part of; where nothing can be late yet or at all, the page says so instead.
pub fn brief(snapshot: &Snapshot) -> Result<Vec<u8>, ReportError> {
    let figures = Figures::of(snapshot);
    let notice = &snapshot.ledger.notice;
    let about = About {
        title: format!("《{}》报送情况简报", notice.title),
        subject: format!("快照编号：{}", snapshot.id),
        author: notice.issuer.clone(),
        created: snapshot.ledger.taken_at,
    };
    let mut package = Package::new(Cursor::new(Vec::new()))?;
    let charts = chart::all(&figures);
    let mut relations = Vec::new();
    for (number, chart) in (1..).zip(&charts) {
        relations.push(chart::put(&mut package, number, chart, snapshot.ledger.taken_at)?);
    }
    let mut document = package.text(&about, page::STYLES)?;
    page::set(&mut document, &figures, &charts, &relations)?;
    Ok(document.end(&page::SECTION)?.into_inner())
}
