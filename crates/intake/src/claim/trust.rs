//! Who wrote: a machine or a person, registered or not, adding or replacing.

use domain::finding::{Finding, FindingCode};
use domain::ids::SocietyCode;
use forms::read::Content;
use mail::machine::Machine;

use super::{Claim, Decided, Evidence, Intent, Trust};

/// Words by which a letter says that it replaces an earlier one.
const REPLACING: &[&str] = &[
    "更正",
    "修改稿",
    "修改版",
    "修订稿",
    "修订版",
    "最终版",
    "最终稿",
    "终稿",
    "以此为准",
    "以本次为准",
    "替换",
];

/// A machine's letter: ignored, or held when it carries a document and is no delivery report.
pub(super) fn machine(evidence: Evidence<'_>) -> Option<Claim> {
    let mail = evidence.reading.mail.as_ref()?;
    let own: Vec<&str> = evidence
        .notices
        .iter()
        .flat_map(|notice| notice.mailboxes.iter().map(|route| route.address.as_str()))
        .collect();
    let code = match mail::machine::classify(mail, &own)? {
        Machine::Bounce => return Some(Claim::Ignored(Finding::new(FindingCode::Bounce))),
        Machine::OwnLetter => return Some(Claim::Ignored(Finding::new(FindingCode::OwnLetter))),
        Machine::AutomaticReply => FindingCode::AutomaticReply,
        Machine::MailingList => FindingCode::MailingList,
        Machine::ReadReceipt => FindingCode::ReadReceipt,
        Machine::Calendar => FindingCode::Calendar,
    };
    if !carries_document(evidence) {
        return Some(Claim::Ignored(Finding::new(code)));
    }
    let findings = vec![Finding::new(FindingCode::MachineWithDocument), Finding::new(code)];
    Some(Claim::Unplaced {
        notice: None,
        findings,
        suggestions: Vec::new(),
    })
}

fn carries_document(evidence: Evidence<'_>) -> bool {
    evidence.reading.parts.iter().any(|part| match part.file.content {
        Content::Document { .. }
        | Content::Archive
        | Content::ClosedArchive
        | Content::ClosedLetter
        | Content::Encrypted
        | Content::Unreadable
        | Content::Unsafe
        | Content::Video => true,
        Content::Photo { .. } => !part.shown_in_body,
        Content::Other => false,
    })
}

/// Whether the arrival may replace what its society sent before.
pub(super) fn of_sender(evidence: Evidence<'_>, society: &SocietyCode, decided: Decided<'_>) -> Trust {
    let by_clerk = decided.accept || decided.society.is_some();
    if by_clerk || evidence.reading.upload.is_some() {
        return Trust::MayReplace;
    }
    let registered = evidence
        .arrival
        .sender
        .as_deref()
        .zip(evidence.directory.get(society))
        .is_some_and(|(sender, society)| society.is_registered(sender));
    if registered && !fails_authentication(evidence) {
        Trust::MayReplace
    } else {
        Trust::MayAdd
    }
}

/// The verdict of the receiving server only: its own `Authentication-Results` stands above the first `Received` line
/// that another host wrote, and names the host of the topmost one. No result at all is not a failure.
fn fails_authentication(evidence: Evidence<'_>) -> bool {
    let Some(mail) = &evidence.reading.mail else {
        return false;
    };
    let Some(own_host) = mail.received.first().and_then(|line| line.by.as_deref()) else {
        return false;
    };
    let Some(results) = mail
        .authentication_results
        .first()
        .map(|value| value.to_lowercase())
    else {
        return false;
    };
    let from_own_server = results.split(';').next().is_some_and(|id| {
        let id = id.split_whitespace().next().unwrap_or_default();
        id == own_host || same_domain(id, own_host)
    });
    let has = |result: &str| results.contains(result);
    from_own_server && (has("dmarc=fail") || (has("spf=fail") && !has("dkim=pass")))
}

fn same_domain(left: &str, right: &str) -> bool {
    let parent = |host: &str| host.split_once('.').map(|(_, parent)| parent.to_owned());
    parent(left).is_some_and(|domain| domain.contains('.') && Some(domain) == parent(right))
        || left.ends_with(&format!(".{right}"))
        || right.ends_with(&format!(".{left}"))
}

/// Whether the letter says that it replaces, or answers a letter of ours.
pub(super) fn intent(evidence: Evidence<'_>) -> Intent {
    // File names do not count: 最终版 in one says that its author is done, not that something was sent before.
    let says = REPLACING
        .iter()
        .any(|word| evidence.arrival.subject.contains(word));
    if says || evidence.thread.is_some() {
        Intent::Replaces
    } else {
        Intent::Adds
    }
}
