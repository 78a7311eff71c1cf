//! Texts that nothing was made of: words in a letter beside its files, in a letter that is passed on, in a document that
//! is neither a form nor anybody's piece. What they are a person sees; none passes in silence.

use domain::finding::{Finding, FindingCode};
use domain::notice::Notice;
use domain::text::squash;
use forms::document::{Document, lines_of};
use forms::interpret::{
    Interpretation, Place, Prepared, Remainder, bare_words, covers, is_office_paper, remainder,
};
use forms::read::is_accessory;
use mail::ParsedMail;

use super::unread::{brings, is_other_table};
use super::{Content, TEXT};
use crate::claim::Evidence;
use crate::claim::correspondence::passes_on;
use crate::claim::trust::own_addresses;

/// What a letter says that is passed on, where findings name files.
const PASSED_ON: &str = "转发的来信";

/// From so many Chinese characters on, prose is more than words around something: beside what is registered, where
/// nothing else came, and below words that say what it is.
const BESIDE: usize = 50;
const ALONE: usize = 30;
const INTRODUCED: usize = 20;
/// From so many letters on, a document without prose that covers nothing is named.
const LEAST_WORDS: usize = 40;

/// The words of a letter, where they stand.
#[derive(Debug)]
pub(super) struct Told {
    depth: usize,
    text: String,
}

/// What a letter says of which a remainder may be told; `None` for a letter of ours within it.
pub(super) fn told(mail: &ParsedMail, depth: usize, evidence: Evidence<'_>) -> Option<Told> {
    let is_ours = mail.from.iter().any(|from| is_own(&from.address, evidence));
    (depth == 0 || !is_ours).then(|| Told {
        depth,
        text: mail::visible_text(mail),
    })
}

/// A document of which nothing was made and nothing was said.
pub(super) fn is_silent(found: &Interpretation, document: &Document) -> bool {
    let is_used = !found.forms.is_empty() || !found.loose_pictures.is_empty() || brings(found);
    !is_used && found.unread.is_empty() && !found.example_left && !is_other_table(found, document)
}

/// Adds what is said of texts that are in no piece.
pub(super) fn add(
    content: &mut Content,
    silent: &[(&str, &Document)],
    evidence: Evidence<'_>,
    notice: &Notice,
    words: &Prepared<'_>,
) {
    let is_alone = !content.is_usable();
    let registered = content.found.iter().map(|found| &found.piece);
    let taken: String = registered.map(|piece| bare_words(&piece.text)).collect();
    for (name, document) in silent {
        add_file(content, name, document, notice, &taken);
    }
    let mut said = Vec::new();
    for told in std::mem::take(&mut content.told) {
        let left = remainder(&told.text, &taken);
        if is_text(&left, is_alone) && !repeats(&told.text, notice) {
            let place = if told.depth == 0 { TEXT } else { PASSED_ON };
            said.push(of_text(place, &left.beginning));
        }
    }
    said.extend(passed_on(evidence, notice, words, (&taken, is_alone)));
    for finding in said {
        if !content.unregistered.contains(&finding) {
            content.unregistered.push(finding);
        }
    }
}

fn of_text(place: &str, beginning: &str) -> Finding {
    Finding::at(FindingCode::UnregisteredText, format!("{place}：{beginning}"))
}

fn is_text(left: &Remainder, is_alone: bool) -> bool {
    let least = match (left.is_introduced, is_alone) {
        (true, _) => INTRODUCED,
        (false, true) => ALONE,
        (false, false) => BESIDE,
    };
    left.characters >= least
}

/// The notice itself, sent back or passed on.
fn repeats(text: &str, notice: &Notice) -> bool {
    squash(text).contains(&squash(&notice.title))
}

fn is_own(address: &str, evidence: Evidence<'_>) -> bool {
    let mut own = own_addresses(evidence).into_iter();
    own.any(|own| own.eq_ignore_ascii_case(address))
}

/// An empty file, a text in a document that only covers others or is an office's own paper, and such a paper itself.
fn add_file(content: &mut Content, name: &str, document: &Document, notice: &Notice, taken: &str) {
    let text = lines_of(&document.blocks).join("\n");
    let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
    let is_bare = document.pictures.is_empty()
        && document.unread_pages.is_empty()
        && document.unkept_pictures.is_empty();
    if letters == 0 {
        if is_bare && !is_left_by_program(name) {
            content.unusable.push(Finding::at(FindingCode::EmptyFile, name));
        }
        return;
    }
    let left = remainder(&text, taken);
    let is_paper = is_office_paper(document);
    if is_paper && repeats(&text, notice) {
        return;
    }
    let is_somebodys = left.is_personal || left.is_introduced;
    if is_text(&left, false) && is_somebodys {
        content.unregistered.push(of_text(name, &left.beginning));
    } else if left.characters >= BESIDE || letters >= LEAST_WORDS && !covers(document) {
        content.findings.push(Finding::at(FindingCode::UnusedFile, name));
    }
}

/// What mail programs make of nothing: ATT00001.txt.
fn is_left_by_program(name: &str) -> bool {
    let name = name.rsplit('/').next().unwrap_or(name);
    let digits = name.get(..3).filter(|head| head.eq_ignore_ascii_case("att"));
    let is_numbered = digits.is_some() && name.chars().nth(3).is_some_and(|c| c.is_ascii_digit());
    is_numbered || is_accessory(name)
}

/// What stands in the letter that is passed on below the writer's own words, unless it is ours. Where nothing else came,
/// a letter that is answered may hold it as well.
fn passed_on(
    evidence: Evidence<'_>,
    notice: &Notice,
    words: &Prepared<'_>,
    (taken, is_alone): (&str, bool),
) -> Option<Finding> {
    let mail = evidence.reading.mail.as_ref()?;
    if !is_alone && !passes_on(&evidence.arrival.subject) {
        return None;
    }
    if let Some(sender) = mail::quoted_senders(mail).first()
        && is_own(sender, evidence)
    {
        return None;
    }
    let text = mail::passed_on_text(mail);
    if text.trim().is_empty() || repeats(&text, notice) {
        return None;
    }
    let found = words.interpret(&forms::read::text(&text), Place::Body);
    let in_forms = found.forms.iter().flat_map(|form| &form.pieces);
    let mut pieces = found.pieces.iter().chain(in_forms);
    let fresh = pieces.find(|piece| !taken.contains(&bare_words(&piece.text)));
    if let Some(piece) = fresh {
        let first = piece.text.lines().next().unwrap_or_default();
        let beginning: String = first.chars().take(20).chain(std::iter::once('…')).collect();
        return Some(of_text(PASSED_ON, &beginning));
    }
    let left = remainder(&text, taken);
    let is_somebodys = left.is_personal || left.is_introduced;
    (is_text(&left, is_alone) && is_somebodys).then(|| of_text(PASSED_ON, &left.beginning))
}
