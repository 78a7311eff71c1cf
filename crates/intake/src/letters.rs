//! Which letter an arrival is answered with. At most one, to a registered address or the registered sender.

use domain::finding::{Finding, FindingCode, Severity};
use domain::letter::{Letter, LetterEvent, LetterKey, LetterKind, LetterLine};
use domain::society::Society;
use domain::submission::Submission;
use domain::verdict::{Judgement, Verdict};

use crate::claim::Evidence;

/// Reasons of a hold that the society itself can mend by sending again.
const MENDED_BY_SENDER: &[FindingCode] = &[
    FindingCode::NoContent,
    FindingCode::FormNotFilled,
    FindingCode::ExternalLink,
    FindingCode::EncryptedFile,
    FindingCode::UnreadableFile,
    FindingCode::UnreadableArchive,
    FindingCode::UnopenedLetter,
    FindingCode::IncompleteMessage,
    FindingCode::UnsafeFile,
];

/// The letter for a judged arrival, or none.
pub(crate) fn letter(
    evidence: Evidence<'_>,
    event: LetterEvent,
    judgement: &Judgement,
    submissions: &[Submission],
) -> Option<Letter> {
    let society = evidence.directory.get(judgement.verdict.society()?)?;
    let notice = judgement.verdict.notice()?.clone();
    if evidence
        .reading
        .mail
        .as_ref()
        .is_some_and(mail::machine::answer_forbidden)
    {
        return None;
    }
    let kind = kind(evidence, society, judgement)?;
    Some(Letter {
        key: LetterKey {
            arrival: judgement.arrival,
            event,
            kind,
        },
        notice,
        society: society.code.clone(),
        recipient: recipient(evidence, society)?,
        in_reply_to: evidence.arrival.message_id.clone(),
        received_at: evidence.arrival.received.map(|received| received.at),
        original: evidence.arrival.original.clone(),
        lines: submissions
            .iter()
            .filter(|one| concerns(one, judgement))
            .map(line)
            .collect(),
        corrections: corrections(kind, judgement),
    })
}

fn kind(evidence: Evidence<'_>, society: &Society, judgement: &Judgement) -> Option<LetterKind> {
    match &judgement.verdict {
        Verdict::Accepted { .. } | Verdict::Duplicate { .. } => Some(LetterKind::Receipt),
        Verdict::Held { .. } => {
            let reasons: Vec<&Finding> = judgement
                .findings
                .iter()
                .filter(|f| f.code.severity() >= Severity::Correction)
                .collect();
            let registered = evidence
                .arrival
                .sender
                .as_deref()
                .is_some_and(|from| society.is_registered(from));
            let mendable = reasons
                .iter()
                .all(|finding| MENDED_BY_SENDER.contains(&finding.code));
            (registered && mendable && !reasons.is_empty()).then_some(LetterKind::CorrectionRequest)
        }
        Verdict::Ignored => None,
    }
}

/// The sender when registered; else the society's first registered address, so that a stranger learns nothing.
fn recipient(evidence: Evidence<'_>, society: &Society) -> Option<String> {
    let sender = evidence
        .arrival
        .sender
        .as_deref()
        .filter(|sender| society.is_registered(sender));
    sender
        .or_else(|| society.addresses.first().map(String::as_str))
        .map(str::to_owned)
}

fn concerns(submission: &Submission, judgement: &Judgement) -> bool {
    submission.id.arrival == judgement.arrival || submission.completed_by == Some(judgement.arrival)
}

fn corrections(kind: LetterKind, judgement: &Judgement) -> Vec<Finding> {
    judgement
        .findings
        .iter()
        .filter(|finding| {
            finding.code.severity() == Severity::Correction || kind == LetterKind::CorrectionRequest
        })
        .cloned()
        .collect()
}

fn line(submission: &Submission) -> LetterLine {
    LetterLine {
        item: submission.item.clone(),
        person: submission.person.as_ref().map(|person| person.name.clone()),
        title: submission.title.clone(),
        characters: submission.characters,
        attachments: u32::try_from(submission.attachments.len()).unwrap_or(u32::MAX),
        status: submission.status,
        timeliness: submission.timeliness,
    }
}
