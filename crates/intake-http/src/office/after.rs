//! 处理之后 — what a clerk reads after a decision: what became of the arrival, and which one waits next.

use chrono::{DateTime, Utc};
use domain::ids::ArrivalId;
use domain::ledger::{ArrivalRecord, Ledger};
use domain::task::{Task, task};
use domain::verdict::Verdict;

use super::arrival::Known;
use crate::refusal::Refusal;
use crate::settings::SiteState;

/// What the page of an arrival says at its top after a decision.
pub(super) struct After {
    pub said: String,
    /// Whether what was decided has taken effect.
    pub is_done: bool,
    pub next: Option<Next>,
    /// How many wait, this one left out.
    pub waiting: usize,
}

/// The arrival that waits next.
pub(super) struct Next {
    pub id: i64,
    pub subject: String,
}

/// Draws the ledgers, the arrival's own first: the next arrival is the one that came after it, or the first one.
pub(super) async fn after(site: &SiteState, known: &Known, now: DateTime<Utc>) -> Result<After, Refusal> {
    let id = known.stored.arrival.id;
    let (said, is_done) = said(known);
    let own = known.notice().map(|notice| &notice.id);
    let mut notices: Vec<_> = known.notices.iter().map(|notice| &notice.id).collect();
    notices.sort_by_key(|notice| own != Some(notice));
    let mut after = After {
        said,
        is_done,
        next: None,
        waiting: 0,
    };
    for notice in notices {
        let ledger = site.store.ledger(notice, now).await?;
        let waiting: Vec<&ArrivalRecord> = held(&ledger).filter(|record| record.arrival.id != id).collect();
        after.waiting += waiting.len();
        if after.next.is_none() {
            after.next = next(&waiting, id);
        }
    }
    Ok(after)
}

fn held(ledger: &Ledger) -> impl Iterator<Item = &ArrivalRecord> {
    let waits = |record: &&ArrivalRecord| record.judgement.as_ref().and_then(task) == Some(Task::Decide);
    ledger.arrivals.iter().filter(waits)
}

fn next(waiting: &[&ArrivalRecord], id: ArrivalId) -> Option<Next> {
    let at = waiting.iter().position(|record| record.arrival.id > id);
    let arrival = &waiting.get(at.unwrap_or(0))?.arrival;
    Some(Next {
        id: arrival.id.number(),
        subject: arrival.subject.clone(),
    })
}

/// In words what holds now: a decision alone does not make an arrival countable.
fn said(known: &Known) -> (String, bool) {
    let id = known.stored.arrival.id;
    let verdict = known.judgement.as_ref().map(|judgement| &judgement.verdict);
    match verdict.filter(|_| !known.stored.pending) {
        None => (
            format!("处理意见已记录，来件 {id} 正在重新核验，请稍后刷新本页。"),
            false,
        ),
        Some(Verdict::Accepted { .. }) => (format!("已登记来件 {id}。"), true),
        Some(Verdict::Ignored) => (format!("来件 {id} 已按不予登记处理。"), true),
        Some(Verdict::Duplicate { .. }) => (
            format!("处理意见已记录，来件 {id} 为重复来件，不重复计数。"),
            true,
        ),
        Some(Verdict::Held { .. }) => (
            format!("处理意见已记录，但来件 {id} 仍待人工核对，原因见下方核验说明。"),
            false,
        ),
    }
}
