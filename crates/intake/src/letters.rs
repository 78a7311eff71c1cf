//! Which letters an arrival is answered with. At most one about its content, to a registered address of the society;
//! a sender who is not registered learns in another one that the mail came, and nothing else. Who is registered and has
//! sent what waits for a person learns that it came.

use domain::finding::{Finding, FindingCode, Severity};
use domain::ids::{NoticeId, SocietyCode};
use domain::letter::{Enclosed, Letter, LetterEvent, LetterKey, LetterKind, LetterLine};
use domain::notice::Notice;
use domain::society::Society;
use domain::submission::Submission;
use domain::verdict::{Judgement, Verdict};
use mail::authentication::Standing;

use crate::claim::Evidence;
use crate::settle::Settlement;

/// Reasons of a hold that the society itself can mend by sending again.
const MENDED_BY_SENDER: &[FindingCode] = &[
    FindingCode::NoContent,
    FindingCode::FormNotFilled,
    FindingCode::ExternalLink,
    FindingCode::EncryptedFile,
    FindingCode::UnreadableFile,
    FindingCode::ConverterMissing,
    FindingCode::ScannedDocument,
    FindingCode::UnreadableArchive,
    FindingCode::UnopenedLetter,
    FindingCode::IncompleteMessage,
    FindingCode::UnsafeFile,
];

/// The letters for a judged arrival, often none.
pub(crate) fn letters(
    evidence: Evidence<'_>,
    event: LetterEvent,
    judgement: &Judgement,
    settlement: &Settlement,
) -> Vec<Letter> {
    let first = letter(evidence, event, judgement, settlement);
    let second = first
        .as_ref()
        .and_then(|letter| acknowledgement(evidence, letter));
    first.into_iter().chain(second).collect()
}

/// What the sender of mail is told of which the society or the notice is uncertain, so that nobody who writes to the
/// office is left without a word: that it came, and nothing of what is in it.
///
/// A stranger must have written from where he says, or a forged address would be sent our answer.
pub(crate) fn about_unplaced(evidence: Evidence<'_>, judgement: &Judgement) -> Option<Letter> {
    let Verdict::Held {
        notice,
        society: None,
        ..
    } = &judgement.verdict
    else {
        return None;
    };
    let sender = evidence.arrival.sender.as_deref()?;
    let mail = evidence.reading.mail.as_ref()?;
    let society = match evidence.directory.registered(sender).as_slice() {
        [society] => Some(*society),
        _ => None,
    };
    let standing = evidence.reception.standing(evidence.arrival, mail);
    let is_believed = match society {
        Some(_) => standing != Standing::Failed,
        None => standing == Standing::Passed,
    };
    if !is_believed
        || !evidence.rulings.is_empty()
        || has(judgement, FindingCode::Unrelated)
        || mail::machine::answer_forbidden(mail)
        || crate::claim::own_addresses(evidence).contains(&sender)
    {
        return None;
    }
    let kind = match society {
        Some(_) => LetterKind::UnderReview,
        None => LetterKind::Acknowledgement,
    };
    let of_notice = judgement.findings.iter();
    let of_notice = of_notice.filter(|finding| finding.code == FindingCode::AmbiguousNotice);
    Some(Letter {
        key: LetterKey::about(judgement.arrival, LetterEvent::FirstVerdict, kind),
        notice: notice.clone().or_else(|| notice_of_mailbox(evidence))?,
        society: society.map_or_else(SocietyCode::nobodys, |society| society.code.clone()),
        recipient: sender.to_owned(),
        in_reply_to: evidence.arrival.message_id.clone(),
        received_at: evidence.arrival.received.map(|received| received.at),
        original: evidence.arrival.original.clone(),
        lines: Vec::new(),
        corrections: of_notice.cloned().collect(),
        missing: Vec::new(),
        enclosed: Enclosed::default(),
    })
}

/// The latest notice that uses a mailbox in which it came: in its name the sender is answered, whichever he meant.
fn notice_of_mailbox(evidence: Evidence<'_>) -> Option<NoticeId> {
    let uses = |notice: &&Notice| {
        let mut mailboxes = evidence.arrival.mailboxes.iter();
        mailboxes.any(|mailbox| !notice.items_of(mailbox).is_empty())
    };
    let notices = evidence.notices.iter().filter(uses);
    let latest = notices.max_by_key(|notice| notice.issued_on)?;
    Some(latest.id.clone())
}

/// What an unregistered sender is told once the receipt has gone to the society. An address for which the receiving
/// server would not vouch is told nothing: it may be anybody's.
fn acknowledgement(evidence: Evidence<'_>, receipt: &Letter) -> Option<Letter> {
    let sender = evidence.arrival.sender.as_deref()?;
    let mail = evidence.reading.mail.as_ref()?;
    let own = crate::claim::own_addresses(evidence);
    let asked_for = receipt.key.kind == LetterKind::Receipt
        && !matches!(receipt.key.answers(), Some((_, LetterEvent::Completion)))
        && receipt.recipient != sender
        && !own.contains(&sender)
        && evidence.reception.standing(evidence.arrival, mail) != Standing::Failed;
    asked_for.then(|| Letter {
        key: LetterKey {
            kind: LetterKind::Acknowledgement,
            ..receipt.key.clone()
        },
        recipient: sender.to_owned(),
        lines: Vec::new(),
        corrections: Vec::new(),
        ..receipt.clone()
    })
}

fn letter(
    evidence: Evidence<'_>,
    event: LetterEvent,
    judgement: &Judgement,
    settlement: &Settlement,
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
    let kind = kind(evidence, event, society, judgement)?;
    Some(Letter {
        key: LetterKey::about(judgement.arrival, event, kind),
        notice,
        society: society.code.clone(),
        recipient: recipient(evidence, society)?,
        in_reply_to: evidence.arrival.message_id.clone(),
        received_at: evidence.arrival.received.map(|received| received.at),
        original: evidence.arrival.original.clone(),
        lines: settlement
            .submissions()
            .filter(|one| concerns(one, judgement))
            .map(|one| line(one))
            .collect(),
        corrections: corrections(kind, judgement),
        missing: Vec::new(),
        enclosed: Enclosed::default(),
    })
}

fn kind(
    evidence: Evidence<'_>,
    event: LetterEvent,
    society: &Society,
    judgement: &Judgement,
) -> Option<LetterKind> {
    match &judgement.verdict {
        Verdict::Accepted { .. } | Verdict::Duplicate { .. } => Some(LetterKind::Receipt),
        Verdict::Held { .. } => of_held(evidence, event, society, judgement),
        Verdict::Ignored => None,
    }
}

/// Only who is registered is told anything of what is held.
fn of_held(
    evidence: Evidence<'_>,
    event: LetterEvent,
    society: &Society,
    judgement: &Judgement,
) -> Option<LetterKind> {
    let sender = evidence.arrival.sender.as_deref()?;
    // A thank-you asks for no answer, and an answer to it would be answered again.
    if !society.is_registered(sender) || has(judgement, FindingCode::Unrelated) {
        return None;
    }
    let severe = |finding: &&Finding| finding.code.severity() >= Severity::Correction;
    let mut reasons = judgement.findings.iter().filter(severe).peekable();
    if reasons.peek().is_some() && reasons.all(|finding| MENDED_BY_SENDER.contains(&finding.code)) {
        return Some(LetterKind::CorrectionRequest);
    }
    let mail = evidence.reading.mail.as_ref()?;
    let vouched_for = evidence.reception.standing(evidence.arrival, mail) != Standing::Failed;
    // After a ruling a person is at it already.
    (vouched_for && event == LetterEvent::FirstVerdict).then_some(LetterKind::UnderReview)
}

fn has(judgement: &Judgement, code: FindingCode) -> bool {
    judgement.findings.iter().any(|finding| finding.code == code)
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
            finding.code.severity() == Severity::Correction
                || matches!(kind, LetterKind::CorrectionRequest | LetterKind::UnderReview)
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
