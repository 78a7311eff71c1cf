//! Who wrote: a machine or a person, registered or not, adding or replacing.

use domain::finding::{Finding, FindingCode};
use domain::ids::SocietyCode;
use domain::letter::Asked;
use forms::read::Content;
use mail::authentication::Standing;
use mail::machine::Machine;

use super::content;
use super::replacing::Replacing;
use super::society::author_societies;
use super::{Claim, Decided, Dictionary, Evidence, Intent, Trust};

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

/// A machine's letter: ignored, or held when it carries a document, or a registered sender's text, and is no delivery
/// report.
pub(super) fn machine<'a>(evidence: Evidence<'a>, dictionary: &Dictionary<'a>) -> Option<Claim> {
    let mail = evidence.reading.mail.as_ref()?;
    let code = match mail::machine::classify(mail, &own_addresses(evidence))? {
        Machine::Bounce => return Some(Claim::Ignored(Finding::new(FindingCode::Bounce))),
        Machine::OwnLetter => FindingCode::OwnLetter,
        Machine::AutomaticReply => FindingCode::AutomaticReply,
        Machine::MailingList => FindingCode::MailingList,
        Machine::ReadReceipt => FindingCode::ReadReceipt,
        Machine::Calendar => FindingCode::Calendar,
    };
    let may_be_of_people = matches!(
        code,
        FindingCode::AutomaticReply | FindingCode::MailingList | FindingCode::Calendar
    );
    let is_empty = !carries_document(evidence);
    if is_empty && (!may_be_of_people || !brings_text(evidence, dictionary)) {
        return Some(Claim::Ignored(Finding::new(code)));
    }
    let findings = vec![Finding::new(FindingCode::MachineWithDocument), Finding::new(code)];
    Some(Claim::Unplaced {
        notice: None,
        findings,
        suggestions: Vec::new(),
    })
}

/// Whether the text itself of somebody who is registered is a person's piece or a filled form.
fn brings_text<'a>(evidence: Evidence<'a>, dictionary: &Dictionary<'a>) -> bool {
    if author_societies(evidence).is_empty() {
        return false;
    }
    let mut contents = evidence
        .notices
        .iter()
        .map(|notice| content::gather(evidence, notice, &dictionary.of(notice)));
    contents.any(|content| {
        let mut found = content.found.iter();
        !content.forms.is_empty() || found.any(|found| found.piece.person.is_some())
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
        | Content::Unconverted
        | Content::Scan
        | Content::Unsafe
        | Content::Video => true,
        Content::Photo { .. } => !part.shown_in_body,
        Content::Other => false,
    })
}

/// The addresses of our mailboxes and those that our letters come from.
pub(crate) fn own_addresses(evidence: Evidence<'_>) -> Vec<&str> {
    let mailboxes = evidence
        .notices
        .iter()
        .flat_map(|notice| notice.mailboxes.iter().map(|route| route.address.as_str()));
    let senders = evidence.reception.own_addresses.iter().map(String::as_str);
    mailboxes.chain(senders).collect()
}

/// Whether the arrival may replace what its society sent before. That it knows the number of a letter of ours is no
/// reason: letters are passed on.
pub(super) fn of_sender(evidence: Evidence<'_>, society: &SocietyCode, decided: Decided<'_>) -> Trust {
    let by_clerk = decided.accept || decided.society.is_some();
    if by_clerk || evidence.reading.upload.is_some() {
        return Trust::MayReplace;
    }
    let Some(society) = evidence.directory.get(society) else {
        return Trust::MayAdd;
    };
    let sender = evidence.arrival.sender.as_deref();
    let registered = sender.is_some_and(|sender| society.is_registered(sender));
    let mail = evidence.reading.mail.as_ref();
    let vouched_for = mail.is_none_or(|mail| {
        let standing = evidence.reception.standing(evidence.arrival, mail);
        let mut authors = mail.from.iter().filter(|from| !from.address.is_empty());
        let all_registered = authors.all(|from| society.is_registered(&from.address));
        all_registered && standing != Standing::Failed && !sent_by_another(evidence)
    });
    if registered && vouched_for {
        Trust::MayReplace
    } else {
        Trust::MayAdd
    }
}

/// Whether somebody of another domain sent (`Sender`) or passed on (`Resent-From`) the letter, and the receiving server
/// does not say that the author's domain stands behind it.
pub(super) fn sent_by_another(evidence: Evidence<'_>) -> bool {
    let Some(mail) = &evidence.reading.mail else {
        return false;
    };
    let domain = |address: &str| address.rsplit_once('@').map(|(_, domain)| domain.to_owned());
    let authors: Vec<String> = mail
        .from
        .iter()
        .filter_map(|from| domain(&from.address))
        .collect();
    let strange = mail
        .sender
        .iter()
        .chain(&mail.resent_from)
        .filter_map(|sender| domain(&sender.address))
        .any(|sender| {
            !authors
                .iter()
                .any(|author| crate::reception::is_related(author, &sender))
        });
    strange && evidence.reception.standing(evidence.arrival, mail) != Standing::Passed
}

/// 请以此为准, 以本邮件为准 in a short line of the letter itself.
fn replaces_by_letter(evidence: Evidence<'_>) -> bool {
    const LONGEST: usize = 60;
    let Some(mail) = &evidence.reading.mail else {
        return false;
    };
    mail::visible_text(mail)
        .split(['\n', '。', '；'])
        .filter(|line| line.contains("为准") && line.chars().count() <= LONGEST)
        .any(|line| {
            let meant = ["此", "本", "这", "附件", "新", "最后"].iter().any(|word| {
                let rest = line
                    .split_once("以")
                    .and_then(|(_, rest)| rest.split_once("为准"));
                rest.is_some_and(|(meant, _)| meant.contains(word) && meant.chars().count() <= 10)
            });
            meant && !line.contains(['？', '?', '吗'])
        })
}

/// Whether the letter says that it replaces, or answers a letter of ours that asked for a correction.
pub(super) fn intent(evidence: Evidence<'_>, replacing: Option<Replacing>) -> Intent {
    // File names do not count: 最终版 in one says that its author is done, not that something was sent before.
    let says = REPLACING
        .iter()
        .any(|word| evidence.arrival.subject.contains(word));
    let asked = evidence
        .thread
        .is_some_and(|letter| letter.asked == Asked::Correction);
    if says || asked || replacing.is_some() || replaces_by_letter(evidence) {
        Intent::Replaces
    } else {
        Intent::Adds
    }
}
