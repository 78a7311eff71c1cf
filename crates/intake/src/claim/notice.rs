//! Which notice an arrival answers: the letter of ours that it answers, then the hidden code of its form, then the form's
//! title, then the subject, then the only open notice that its mailbox serves. Signs that contradict each other leave it to a person.

use domain::deadline::Timeliness;
use domain::ids::NoticeId;
use domain::notice::Notice;
use domain::text::match_key;
use forms::document::lines_of;

use super::society::words_of_letter;
use super::{Evidence, code};

pub(super) enum Chosen<'a> {
    One(&'a Notice),
    /// Older than every notice that its mailbox serves.
    BeforeStart,
    /// It might be one of these, or none.
    Unclear(Vec<&'a Notice>),
}

pub(super) fn choose<'a>(evidence: Evidence<'a>, ruled: Option<&NoticeId>) -> Chosen<'a> {
    let find = |id: &NoticeId| evidence.notices.iter().find(|notice| notice.id == *id);
    let uploaded = evidence
        .reading
        .upload
        .as_ref()
        .and_then(|upload| NoticeId::parse(&upload.notice).ok());
    if let Some(notice) = ruled.or(uploaded.as_ref()).and_then(find) {
        return Chosen::One(notice);
    }
    let answered = evidence.thread.and_then(|letter| find(&letter.notice));
    if let [only] = evidence.notices
        && answered.is_some()
    {
        return Chosen::One(only);
    }
    let serving: Vec<&Notice> = evidence.notices.iter().filter(|n| serves(evidence, n)).collect();
    let begun: Vec<&Notice> = serving
        .iter()
        .copied()
        .filter(|n| has_begun(evidence, n))
        .collect();
    if let Some(notice) = answered {
        let signs = Signs::of(evidence);
        return if signs.agree_on(notice) {
            Chosen::One(notice)
        } else {
            Chosen::Unclear(begun)
        };
    }
    match begun.as_slice() {
        [only] if evidence.notices.len() == 1 => Chosen::One(only),
        begun => match among(evidence, begun) {
            Chosen::Unclear(_) if begun.is_empty() && !serving.is_empty() => Chosen::BeforeStart,
            chosen => chosen,
        },
    }
}

/// The form's title goes before the subject, and both before the mailbox; what they name must not contradict.
fn among<'a>(evidence: Evidence<'a>, begun: &[&'a Notice]) -> Chosen<'a> {
    let signs = Signs::of(evidence);
    let named = signs.named();
    let found = match &named {
        Named::Contradiction => None,
        Named::These(these) => only(these, |_| true).or_else(|| {
            let here: Vec<&Notice> = begun.iter().copied().filter(|n| holds(these, n)).collect();
            by_mailbox(evidence, &here)
        }),
        Named::Nothing => by_mailbox(evidence, begun),
    };
    found.map_or_else(|| Chosen::Unclear(begun.to_vec()), Chosen::One)
}

/// Among notices that share a mailbox: what the subject calls an item of, then the only one that is open, then the
/// only one.
fn by_mailbox<'a>(evidence: Evidence<'a>, notices: &[&'a Notice]) -> Option<&'a Notice> {
    let mut candidates: Vec<&Notice> = notices
        .iter()
        .copied()
        .filter(|notice| subject_names_item(evidence, notice))
        .collect();
    if candidates.is_empty() {
        candidates = notices.to_vec();
    }
    only(&candidates, |_| true).or_else(|| only(&candidates, |notice| is_open(evidence, notice)))
}

fn serves(evidence: Evidence<'_>, notice: &Notice) -> bool {
    let mut mailboxes = evidence.arrival.mailboxes.iter();
    mailboxes.any(|mailbox| !notice.items_of(mailbox).is_empty())
}

fn has_begun(evidence: Evidence<'_>, notice: &Notice) -> bool {
    evidence
        .arrival
        .received
        .is_none_or(|received| received.at.with_timezone(&notice.zone).date_naive() >= notice.issued_on)
}

/// Whether any item could still be answered without being late.
fn is_open(evidence: Evidence<'_>, notice: &Notice) -> bool {
    evidence.arrival.received.is_none_or(|received| {
        notice.items.iter().any(|item| {
            // Of whom it is is not known yet: whoever got the longest may be meant.
            let extensions = notice.extensions.iter();
            let extensions = extensions.filter(|((_, extended), _)| *extended == item.id);
            let longest = extensions
                .map(|(_, extension)| *extension)
                .max_by_key(|extension| extension.until);
            let timeliness =
                item.deadline
                    .judge(received.at, notice.zone, notice.grace, longest, notice.issued_on);
            timeliness != Timeliness::Late
        })
    })
}

fn only<'a>(notices: &[&'a Notice], test: impl Fn(&Notice) -> bool) -> Option<&'a Notice> {
    let mut fitting = notices.iter().copied().filter(|notice| test(notice));
    fitting.next().filter(|_| fitting.next().is_none())
}

fn holds(notices: &[&Notice], notice: &Notice) -> bool {
    notices.iter().any(|known| known.id == notice.id)
}

/// The notices, of whatever mailbox, that an arrival names.
struct Signs<'a> {
    coded: Vec<&'a Notice>,
    by_form: Vec<&'a Notice>,
    by_subject: Vec<&'a Notice>,
}

enum Named<'a> {
    Nothing,
    These(Vec<&'a Notice>),
    Contradiction,
}

impl<'a> Signs<'a> {
    fn of(evidence: Evidence<'a>) -> Self {
        let lines = form_lines(evidence);
        let subject = match_key(&evidence.arrival.subject);
        let by_form = longest(evidence, |notice| {
            let title = match_key(&notice.form.as_ref()?.title);
            (lines.iter().any(|line| line.contains(&title))).then_some(title)
        });
        let by_subject = longest(evidence, |notice| {
            let number = notice.number.as_ref().map(|number| match_key(number.as_str()));
            let form = notice.form.as_ref().map(|form| match_key(&form.title));
            [number, form, Some(match_key(&notice.title))]
                .into_iter()
                .flatten()
                .filter(|name| subject.contains(name.as_str()))
                .max_by_key(|name| name.chars().count())
        });
        Self {
            coded: code::notices(evidence),
            by_form,
            by_subject,
        }
    }

    /// A code names one notice for certain; that another one is named beside it (an old form filled in for a new notice,
    /// forms of two notices in one letter) is for a person.
    fn named(&self) -> Named<'a> {
        match self.coded.as_slice() {
            [] => {}
            [only] if self.agree_on(only) => return Named::These(vec![*only]),
            _ => return Named::Contradiction,
        }
        match (self.by_form.as_slice(), self.by_subject.as_slice()) {
            ([], []) => Named::Nothing,
            (these, []) | ([], these) => Named::These(these.to_vec()),
            (form, subject) => {
                let both: Vec<&Notice> = form.iter().copied().filter(|n| holds(subject, n)).collect();
                if both.is_empty() {
                    Named::Contradiction
                } else {
                    Named::These(both)
                }
            }
        }
    }

    fn agree_on(&self, notice: &Notice) -> bool {
        [&self.coded, &self.by_form, &self.by_subject]
            .iter()
            .all(|these| these.is_empty() || holds(these, notice))
    }
}

/// The notices that are named. One whose name is a part of another's, which is named too, is not meant by it.
fn longest(evidence: Evidence<'_>, name: impl Fn(&Notice) -> Option<String>) -> Vec<&Notice> {
    let named: Vec<(&Notice, String)> = evidence
        .notices
        .iter()
        .filter(|notice| has_begun(evidence, notice))
        .filter_map(|notice| Some((notice, name(notice).filter(|name| !name.is_empty())?)))
        .collect();
    let is_part = |name: &String| {
        named
            .iter()
            .any(|(_, other)| other != name && other.contains(name.as_str()))
    };
    named
        .iter()
        .filter(|(_, name)| !is_part(name))
        .map(|(notice, _)| *notice)
        .collect()
}

/// Lines of the documents and of the letter, in matching form.
fn form_lines(evidence: Evidence<'_>) -> Vec<String> {
    let files = evidence
        .reading
        .parts
        .iter()
        .filter_map(|part| part.file.content.document())
        .flat_map(|document| lines_of(&document.blocks));
    let body = words_of_letter(evidence);
    files
        .map(|line| match_key(&line))
        .chain(body.lines().map(match_key))
        .collect()
}

fn subject_names_item(evidence: Evidence<'_>, notice: &Notice) -> bool {
    let subject = match_key(&evidence.arrival.subject);
    notice.items.iter().any(|item| {
        std::iter::once(&item.title)
            .chain(&item.aliases)
            .any(|name| subject.contains(&match_key(name)))
    })
}
