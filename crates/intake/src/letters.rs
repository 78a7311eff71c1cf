//! Which letters an arrival is answered with. At most one about its content, to a registered address of the society;
//! a sender whom the society does not know learns in another one that the mail came, and nothing else. Who has sent what
//! waits for a person learns that it came.

use std::collections::BTreeSet;

use domain::arrival::Arrival;
use domain::finding::{Finding, FindingCode, Severity};
use domain::ids::{ArrivalId, ItemId, NoticeId, SocietyCode};
use domain::letter::{
    Enclosed, Letter, LetterEvent, LetterKey, LetterKind, LetterLine, SentBy, is_for_society,
};
use domain::notice::{Notice, Obligation};
use domain::quotation::in_quotation_marks;
use domain::ruling::{self, Ruling};
use domain::society::Society;
use domain::submission::{self, Submission, SubmissionId};
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
    FindingCode::ReplacedFile,
    FindingCode::EmptyFile,
    FindingCode::DamagedMedia,
    FindingCode::DamagedArchive,
    FindingCode::SoundFile,
    FindingCode::SlidesFile,
    FindingCode::ForeignFile,
    FindingCode::UnusedFile,
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
    if let Some(letter) = first.as_ref().filter(|letter| letter.is_set_aside()) {
        // The store leaves out what has no earlier word to correct, or the other one where there is one.
        let waits = that_a_person_is_at_it(evidence, event, judgement, settlement);
        return std::iter::once(letter.clone()).chain(waits).collect();
    }
    let second = match &first {
        Some(letter) => acknowledgement(evidence, letter),
        None => that_it_waits(evidence, judgement),
    };
    first.into_iter().chain(second).collect()
}

/// What a society is told of mail that a clerk does not register, when the last word about it asked for a text that is to
/// be mended, or told of a corrected name: that nobody waits for it any more, and that the name stays.
pub(crate) fn that_it_is_set_aside(arrival: ArrivalId, event: LetterEvent, last: &Letter) -> Option<Letter> {
    let mut asked = last.corrections.iter();
    let corrected = last.corrections.iter();
    let corrected = corrected.filter(|finding| finding.code == FindingCode::NameCorrected);
    let undone: Vec<Finding> = corrected
        .map(|finding| Finding {
            code: FindingCode::NameCorrection,
            ..finding.clone()
        })
        .collect();
    let was_asked = asked.any(|finding| finding.code == FindingCode::SentBack);
    (was_asked || !undone.is_empty()).then(|| of_no_material(arrival, event, last, undone))
}

/// What a society is told of mail that a clerk does not register, when it was promised that it would hear what is found.
/// Questions and the like are answered by a person.
pub(crate) fn that_it_is_refused(arrival: ArrivalId, event: LetterEvent, promise: &Letter) -> Option<Letter> {
    let reasons = promise.corrections.iter();
    let reasons = reasons.filter(|finding| finding.code.severity() == Severity::Hold);
    let reasons: Vec<Finding> = reasons
        .filter(|finding| !is_for_society(finding))
        .cloned()
        .collect();
    let is_correspondence = reasons.iter().any(|finding| finding.code.is_correspondence());
    let is_told = !reasons.is_empty() && !is_correspondence && !promise.is_unplaced();
    is_told.then(|| of_no_material(arrival, event, promise, reasons))
}

fn of_no_material(
    arrival: ArrivalId,
    event: LetterEvent,
    before: &Letter,
    mut reasons: Vec<Finding>,
) -> Letter {
    reasons.insert(0, Finding::new(FindingCode::AssignedByClerk));
    Letter {
        key: LetterKey::about(arrival, event, LetterKind::Receipt),
        lines: Vec::new(),
        nil_items: Vec::new(),
        corrections: reasons,
        enclosed: Enclosed::default(),
        ..before.clone()
    }
}

/// The letter to the address to which the last word about its arrival went: whoever was asked hears what becomes of it.
pub(crate) fn to_whom_it_was_said(letter: Letter, arrival: &Arrival, last: &str) -> Letter {
    Letter {
        recipient: last.to_owned(),
        sent_by: sent_by(arrival, last),
        ..letter
    }
}

/// What is said of mail of which a person has set everything aside: that it came and a person is at it, and nothing of
/// what is wrong with it, unless it brings nothing and asks for something. Its receipt is taken back if it has not left;
/// if it has, the store leaves this out.
pub(crate) fn that_a_person_is_at_it(
    evidence: Evidence<'_>,
    event: LetterEvent,
    judgement: &Judgement,
    settlement: &Settlement,
) -> Vec<Letter> {
    let unheard = Evidence {
        rulings: &[],
        ..evidence
    };
    let first = letter(unheard, LetterEvent::FirstVerdict, judgement, settlement);
    let event = match event {
        LetterEvent::Ruling(number) => LetterEvent::Ruling(number),
        LetterEvent::FirstVerdict | LetterEvent::Completion => LetterEvent::Ruling(1),
    };
    let own = first.map(|mut letter| {
        letter
            .corrections
            .retain(|finding| finding.code.is_correspondence());
        Letter {
            key: LetterKey::about(judgement.arrival, event, LetterKind::UnderReview),
            ..letter
        }
    });
    own.or_else(|| that_it_waits(unheard, judgement))
        .into_iter()
        .collect()
}

/// What the sender of held mail is told of whom the society does not know, so that nobody who writes to the office is
/// left without a word: that it came, and nothing of what is in it. A society is named to nobody but itself.
pub(crate) fn that_it_waits(evidence: Evidence<'_>, judgement: &Judgement) -> Option<Letter> {
    let Verdict::Held { notice, society, .. } = &judgement.verdict else {
        return None;
    };
    let recipient = hears_that_it_came(evidence)?;
    let registered = evidence.directory.registered(recipient);
    let own = match (society, registered.as_slice()) {
        // What it is told itself was decided before.
        (Some(code), _) if registered.iter().any(|society| society.code == *code) => return None,
        (None, [society]) => Some(*society),
        _ => None,
    };
    if has(judgement, FindingCode::Unrelated) || has(judgement, FindingCode::Advertisement) {
        return None;
    }
    let kind = match own {
        Some(_) => LetterKind::UnderReview,
        None => LetterKind::Acknowledgement,
    };
    let told = judgement.findings.iter();
    let told = told
        .filter(|finding| finding.code == FindingCode::AmbiguousNotice || finding.code.is_correspondence());
    Some(Letter {
        key: LetterKey::about(judgement.arrival, LetterEvent::FirstVerdict, kind),
        notice: notice.clone().or_else(|| notice_of_mailbox(evidence))?,
        society: own.map_or_else(SocietyCode::nobodys, |society| society.code.clone()),
        recipient: recipient.to_owned(),
        in_reply_to: evidence.arrival.message_id.clone(),
        sent_by: None,
        reply_to: mailbox_address(evidence),
        received_at: evidence.arrival.received.map(|received| received.at),
        original: evidence.arrival.original.clone(),
        lines: Vec::new(),
        nil_items: Vec::new(),
        corrections: told.cloned().collect(),
        missing: Vec::new(),
        enclosed: Enclosed::default(),
    })
}

/// The sender, if it may be told that the mail came although no society says that it is its own: never a machine or
/// ourselves, nor after a ruling, when a person is at it already.
///
/// Of whom the roster knows nothing must have written from where he says, or a forged address would be sent our answer.
fn hears_that_it_came(evidence: Evidence<'_>) -> Option<&str> {
    let sender = evidence.arrival.sender.as_deref()?;
    let mail = evidence.reading.mail.as_ref()?;
    let is_believed = if evidence.directory.registered(sender).is_empty() {
        evidence.reception.vouches(evidence.arrival, mail)
    } else {
        evidence.reception.standing(evidence.arrival, mail) != Standing::Failed
    };
    let is_to_hear = is_believed
        && evidence.rulings.is_empty()
        && !mail::machine::answer_forbidden(mail)
        && !crate::claim::own_addresses(evidence).contains(&sender);
    is_to_hear.then_some(sender)
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

/// The address of the mailbox in which the mail came; of several, of the first by name.
fn mailbox_address(evidence: Evidence<'_>) -> Option<String> {
    let mut mailboxes = evidence.arrival.mailboxes.iter();
    mailboxes.find_map(|mailbox| {
        let mut routes = evidence.notices.iter().flat_map(|notice| &notice.mailboxes);
        let route = routes.find(|route| route.name == *mailbox)?;
        Some(route.address.clone())
    })
}

/// What a sender whom the society does not know is told once the receipt has gone to it.
fn acknowledgement(evidence: Evidence<'_>, receipt: &Letter) -> Option<Letter> {
    let asked_for = receipt.key.kind == LetterKind::Receipt
        && !matches!(receipt.key.answers(), Some((_, LetterEvent::Completion)));
    let sender = hears_that_it_came(evidence).filter(|sender| asked_for && receipt.recipient != *sender)?;
    Some(Letter {
        key: LetterKey {
            kind: LetterKind::Acknowledgement,
            ..receipt.key.clone()
        },
        recipient: sender.to_owned(),
        sent_by: None,
        lines: Vec::new(),
        nil_items: Vec::new(),
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
    let recipient = recipient(evidence, society)?;
    let mut corrections = corrections(kind, judgement, evidence.rulings);
    corrections.extend(nothing_answered(evidence, society, judgement, settlement));
    Some(Letter {
        key: LetterKey::about(judgement.arrival, event, kind),
        notice,
        society: society.code.clone(),
        sent_by: sent_by(evidence.arrival, &recipient),
        recipient,
        in_reply_to: evidence.arrival.message_id.clone(),
        reply_to: mailbox_address(evidence),
        received_at: evidence.arrival.received.map(|received| received.at),
        original: evidence.arrival.original.clone(),
        lines: settlement
            .submissions()
            .filter(|one| concerns(one, judgement))
            .map(|one| line(one, judgement.arrival, settlement))
            .collect(),
        nil_items: nil_items(judgement, settlement),
        corrections,
        missing: Vec::new(),
        enclosed: Enclosed::default(),
    })
}

/// That a form answers nothing, of a society of which nothing is registered: what of the notice is still owed.
fn nothing_answered(
    evidence: Evidence<'_>,
    society: &Society,
    judgement: &Judgement,
    settlement: &Settlement,
) -> Option<Finding> {
    let is_registered = match judgement.verdict {
        Verdict::Accepted { .. } | Verdict::Duplicate { .. } => true,
        Verdict::Held { .. } | Verdict::Ignored => false,
    };
    let current = || {
        let forms = settlement.return_forms();
        forms.filter(|form| form.standing == submission::Standing::Current)
    };
    let has_form = current().next().is_some() && current().all(|form| form.nil_items.is_empty());
    let has_any = settlement.submissions().any(|one| one.status.counts());
    if !is_registered || !has_form || has_any {
        return None;
    }
    let id = judgement.verdict.notice()?;
    let notice = evidence.notices.iter().find(|notice| notice.id == *id)?;
    let owed = notice.items.iter().filter(|item| {
        item.obligation == Obligation::Required && item.expected_of.includes(&society.category)
    });
    let owed: Vec<String> = owed.map(|item| in_quotation_marks(&item.title)).collect();
    let finding = Finding::new(FindingCode::NothingAnswered);
    if owed.is_empty() {
        return Some(finding);
    }
    let said = format!(
        "按通知要求，下列事项须报送材料，目前尚未收到贵单位的材料：{}；确有困难的，请与工作人员联系。",
        owed.join("、")
    );
    Some(finding.with_remark(said))
}

fn kind(
    evidence: Evidence<'_>,
    event: LetterEvent,
    society: &Society,
    judgement: &Judgement,
) -> Option<LetterKind> {
    match &judgement.verdict {
        // It is asked for by a person, and leaves as such letters do.
        Verdict::Accepted { .. } if has(judgement, FindingCode::SentBack) => {
            Some(LetterKind::CorrectionRequest)
        }
        Verdict::Accepted { .. } | Verdict::Duplicate { .. } => Some(LetterKind::Receipt),
        Verdict::Held { .. } => of_held(evidence, event, society, judgement),
        Verdict::Ignored => None,
    }
}

/// Only who is registered is told anything of what is held; others may learn that it came, [`that_it_waits`].
fn of_held(
    evidence: Evidence<'_>,
    event: LetterEvent,
    society: &Society,
    judgement: &Judgement,
) -> Option<LetterKind> {
    let sender = evidence.arrival.sender.as_deref()?;
    let is_ruled = matches!(event, LetterEvent::Ruling(_));
    if is_ruled && is_emptied(judgement, evidence.rulings) && !asks_beside_emptiness(judgement) {
        return Some(LetterKind::Receipt);
    }
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

/// Who sent it, when another one is told: else a society would not know which mail is meant.
fn sent_by(arrival: &Arrival, recipient: &str) -> Option<SentBy> {
    let sender = arrival.sender.as_deref()?;
    (!sender.eq_ignore_ascii_case(recipient)).then(|| SentBy {
        address: sender.to_owned(),
        subject: arrival.subject.clone(),
    })
}

fn concerns(submission: &Submission, judgement: &Judgement) -> bool {
    submission.id.arrival == judgement.arrival || submission.completed_by == Some(judgement.arrival)
}

/// What the forms of this arrival report as nil, each once.
fn nil_items(judgement: &Judgement, settlement: &Settlement) -> Vec<ItemId> {
    let forms = settlement.return_forms();
    let own = forms
        .filter(|form| form.arrival == judgement.arrival && form.standing == submission::Standing::Current);
    let items: BTreeSet<&ItemId> = own.flat_map(|form| &form.nil_items).collect();
    items.into_iter().cloned().collect()
}

/// Whether nothing of it counts because a clerk found that it is no material.
fn is_emptied(judgement: &Judgement, rulings: &[Ruling]) -> bool {
    matches!(judgement.verdict, Verdict::Held { .. })
        && has(judgement, FindingCode::NoContent)
        && ruling::has_dropped(rulings)
}

/// Whether something else is wrong with it than that nothing of it counts.
fn asks_beside_emptiness(judgement: &Judgement) -> bool {
    let mut findings = judgement.findings.iter();
    findings.any(|finding| {
        finding.code != FindingCode::NoContent && finding.code.severity() >= Severity::Correction
    })
}

fn corrections(kind: LetterKind, judgement: &Judgement, rulings: &[Ruling]) -> Vec<Finding> {
    let is_emptied = is_emptied(judgement, rulings);
    if is_emptied && kind == LetterKind::Receipt {
        return vec![Finding::new(FindingCode::AssignedByClerk)];
    }
    let asked = judgement.findings.iter();
    // What a clerk took away is not asked for again.
    asked
        .filter(|finding| !(is_emptied && finding.code == FindingCode::NoContent))
        .filter(|finding| {
            finding.code.severity() == Severity::Correction
                // Beside what is registered it is asked for as a file that cannot be opened is.
                || finding.code == FindingCode::ExternalLink
                || finding.code.is_told()
                || matches!(kind, LetterKind::CorrectionRequest | LetterKind::UnderReview)
        })
        .cloned()
        .collect()
}

fn line(submission: &Submission, arrival: ArrivalId, settlement: &Settlement) -> LetterLine {
    // What an arrival completes it does not replace.
    let came = submission.id.arrival == arrival;
    LetterLine {
        item: submission.item.clone(),
        person: submission.person.as_ref().map(|person| person.name.clone()),
        title: submission.title.clone(),
        characters: submission.characters,
        attachments: u32::try_from(submission.attachments.len()).unwrap_or(u32::MAX),
        status: submission.status,
        timeliness: submission.timeliness,
        submission: Some(submission.id),
        replaces: came.then(|| before(submission, settlement)).flatten(),
    }
}

/// The version in whose place a submission came.
fn before(submission: &Submission, settlement: &Settlement) -> Option<SubmissionId> {
    let mut versions = settlement.submissions();
    let before = versions.find(|one| {
        one.piece == submission.piece && one.revision.checked_add(1) == Some(submission.revision)
    });
    before.map(|one| one.id)
}
