//! What was written to societies about one arrival: who decides about it must know what has left already.

use chrono_tz::Tz;
use domain::ids::SocietyCode;
use domain::letter::{LetterRecord, LetterState};
use domain::verdict::Verdict;

use super::arrival::Known;
use super::letters::standing;
use crate::wording::{self, Mark};

/// A letter about the arrival.
pub(super) struct ToldView {
    pub key: String,
    pub kind: &'static str,
    pub subject: String,
    pub recipient: String,
    pub society: String,
    pub state: Mark,
    /// When it left, or why it does not leave.
    pub remark: String,
}

pub(super) fn views(known: &Known, zone: Tz) -> Vec<ToldView> {
    known
        .letters
        .iter()
        .map(|record| ToldView {
            key: record.letter.key.to_string(),
            kind: record.letter.key.kind.label(),
            subject: record.subject.clone().unwrap_or_default(),
            recipient: match &record.redirected_to {
                Some(address) => format!("{}（试运行，实际发至 {address}）", record.letter.recipient),
                None => record.letter.recipient.clone(),
            },
            society: society(known, &record.letter.society),
            state: standing(record),
            remark: match (record.sent_at, &record.last_error) {
                (Some(at), _) => wording::short_moment(at, zone),
                (None, error) => error.clone().unwrap_or_default(),
            },
        })
        .collect()
}

fn society(known: &Known, code: &SocietyCode) -> String {
    if code.is_nobodys() {
        "尚未确定学会".to_owned()
    } else {
        known.society_name(code)
    }
}

/// That a letter has left which says what holds no longer and which no other letter corrects: the arrival is another
/// society's now, or nobody's.
pub(super) fn overtaken(known: &Known) -> Option<String> {
    let verdict = known.judgement.as_ref().map(|judgement| &judgement.verdict)?;
    let is_ignored = *verdict == Verdict::Ignored;
    let now = known.society();
    let told = known.letters.iter().filter(|record| has_left(record));
    let told = told.map(|record| &record.letter.society);
    let mut told: Vec<_> = told
        .filter(|code| !code.is_nobodys() && (is_ignored || now.is_some_and(|now| now != *code)))
        .filter(|code| !is_told_otherwise(known, code))
        .collect();
    told.sort_unstable();
    told.dedup();
    if told.is_empty() {
        return None;
    }
    let names: Vec<String> = told.into_iter().map(|code| society(known, code)).collect();
    let reason = if is_ignored {
        "现已按不予登记处理"
    } else {
        "现已归属其他学会"
    };
    Some(format!(
        "此前已就此来件通知“{}”，{reason}。系统不再就此另行通知，如有必要，请直接联系该学会说明。",
        names.join("、")
    ))
}

/// Whether a letter tells a society that nothing of the arrival counts any more.
fn is_told_otherwise(known: &Known, society: &SocietyCode) -> bool {
    let mut letters = known.letters.iter();
    letters.any(|record| {
        record.letter.is_set_aside()
            && record.letter.society == *society
            && record.state != LetterState::Cancelled
    })
}

fn has_left(record: &LetterRecord) -> bool {
    record.redirected_to.is_none() && (record.state == LetterState::Sent || record.may_have_left())
}
