//! Which notice an arrival answers: reply, then the form's title, then the subject, then the only one possible.

use domain::ids::NoticeId;
use domain::notice::Notice;
use domain::text::match_key;
use forms::document::lines_of;
use forms::read::Content;

use super::Evidence;

pub(super) enum Chosen<'a> {
    One(&'a Notice),
    /// Older than every notice that its mailbox serves.
    BeforeStart,
    Unclear,
}

pub(super) fn choose<'a>(evidence: Evidence<'a>, ruled: Option<&NoticeId>) -> Chosen<'a> {
    let uploaded = evidence
        .reading
        .upload
        .as_ref()
        .and_then(|upload| NoticeId::parse(&upload.notice).ok());
    let named = ruled
        .or(uploaded.as_ref())
        .or(evidence.thread.map(|(_, notice)| notice));
    if let Some(notice) = named.and_then(|id| evidence.notices.iter().find(|notice| notice.id == *id)) {
        return Chosen::One(notice);
    }
    let serving: Vec<&Notice> = evidence
        .notices
        .iter()
        .filter(|notice| {
            evidence
                .arrival
                .mailboxes
                .iter()
                .any(|mailbox| !notice.items_of(mailbox).is_empty())
        })
        .collect();
    let begun: Vec<&Notice> = serving
        .iter()
        .copied()
        .filter(|notice| has_begun(evidence, notice))
        .collect();
    match begun.as_slice() {
        [] if serving.is_empty() => Chosen::Unclear,
        [] => Chosen::BeforeStart,
        [only] => Chosen::One(only),
        several => only(several, |notice| form_title_stands(evidence, notice))
            .or_else(|| only(several, |notice| subject_names(evidence, notice)))
            .map_or(Chosen::Unclear, Chosen::One),
    }
}

fn has_begun(evidence: Evidence<'_>, notice: &Notice) -> bool {
    evidence
        .arrival
        .received
        .is_none_or(|received| received.at.with_timezone(&notice.zone).date_naive() >= notice.issued_on)
}

fn only<'a>(notices: &[&'a Notice], test: impl Fn(&Notice) -> bool) -> Option<&'a Notice> {
    let mut fitting = notices.iter().copied().filter(|notice| test(notice));
    fitting.next().filter(|_| fitting.next().is_none())
}

fn form_title_stands(evidence: Evidence<'_>, notice: &Notice) -> bool {
    let Some(title) = notice.form.as_ref().map(|form| match_key(&form.title)) else {
        return false;
    };
    evidence
        .reading
        .parts
        .iter()
        .any(|part| match &part.file.content {
            Content::Document { document, .. } => lines_of(&document.blocks)
                .iter()
                .any(|line| match_key(line).contains(&title)),
            Content::Photo { .. }
            | Content::Video
            | Content::Archive
            | Content::ClosedArchive
            | Content::ClosedLetter
            | Content::Other
            | Content::Encrypted
            | Content::Unreadable
            | Content::Unsafe => false,
        })
}

fn subject_names(evidence: Evidence<'_>, notice: &Notice) -> bool {
    let subject = match_key(&evidence.arrival.subject);
    let number = notice.number.as_ref().map(|number| match_key(number.as_str()));
    let form = notice.form.as_ref().map(|form| match_key(&form.title));
    [number, form, Some(match_key(&notice.title))]
        .into_iter()
        .flatten()
        .any(|name| subject.contains(&name))
        || notice.items.iter().any(|item| {
            std::iter::once(&item.title)
                .chain(&item.aliases)
                .any(|name| subject.contains(&match_key(name)))
        })
}
