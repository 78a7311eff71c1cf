//! Texts that nothing was made of: words in a letter beside its files, in a letter that is passed on, in a document that
//! is neither a form nor anybody's piece. What they are a person sees; none passes in silence.

use domain::finding::{Finding, FindingCode};
use domain::notice::Notice;
use domain::text::squash;
use forms::document::{Document, lines_of};
use forms::interpret::{
    Interpretation, Place, Prepared, Remainder, Taken, covers, is_office_paper, remainder,
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

/// What a letter says of which a remainder may be told; `None` for a letter of ours within it, and for a few words.
pub(super) fn told(mail: &ParsedMail, text: &str, depth: usize, evidence: Evidence<'_>) -> Option<Told> {
    let is_ours = depth > 0 && mail.from.iter().any(|from| is_own(&from.address, evidence));
    let is_short = text.chars().nth(INTRODUCED).is_none();
    (!is_ours && !is_short).then(|| Told {
        depth,
        text: text.to_owned(),
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
    let told = std::mem::take(&mut content.told);
    let taken = Taken::new(content.found.iter().map(|found| found.piece.text.as_str()));
    let of_files = silent
        .iter()
        .filter_map(|(name, document)| of_file(name, document, notice, &taken));
    let of_letters = told
        .iter()
        .filter_map(|told| of_letter(told, notice, (&taken, is_alone)));
    let mut said: Vec<Finding> = of_files.chain(of_letters).collect();
    said.extend(passed_on(evidence, notice, words, (&taken, is_alone)));
    for finding in said {
        let place = match finding.code {
            FindingCode::UnregisteredText => &mut content.unregistered,
            FindingCode::EmptyFile => &mut content.unusable,
            _ => &mut content.findings,
        };
        if !place.contains(&finding) {
            place.push(finding);
        }
    }
}

fn of_letter(told: &Told, notice: &Notice, (taken, is_alone): (&Taken<'_>, bool)) -> Option<Finding> {
    let left = remainder(&told.text, taken);
    let place = if told.depth == 0 { TEXT } else { PASSED_ON };
    let is_said = is_text(&left, is_alone) && !repeats(&told.text, notice);
    is_said.then(|| of_text(place, &left.beginning))
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
fn of_file(name: &str, document: &Document, notice: &Notice, taken: &Taken<'_>) -> Option<Finding> {
    let text = lines_of(&document.blocks).join("\n");
    let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
    if letters == 0 {
        let is_bare = document.pictures.is_empty()
            && document.unread_pages.is_empty()
            && document.unkept_pictures.is_empty();
        let is_empty = is_bare && !is_left_by_program(name);
        return is_empty.then(|| Finding::at(FindingCode::EmptyFile, name));
    }
    if is_office_paper(document) && repeats(&text, notice) {
        return None;
    }
    let left = remainder(&text, taken);
    if is_text(&left, false) && is_somebodys(&left) {
        return Some(of_text(name, &left.beginning));
    }
    let is_more = left.characters >= BESIDE || letters >= LEAST_WORDS && !covers(document);
    is_more.then(|| Finding::at(FindingCode::UnusedFile, name))
}

fn is_somebodys(left: &Remainder) -> bool {
    left.is_personal || left.is_introduced
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
    (taken, is_alone): (&Taken<'_>, bool),
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
    let fresh = pieces.find(|piece| !taken.holds_end_of(&piece.text));
    if let Some(piece) = fresh {
        let first = piece.text.lines().next().unwrap_or_default();
        let beginning: String = first.chars().take(20).chain(std::iter::once('…')).collect();
        return Some(of_text(PASSED_ON, &beginning));
    }
    let left = remainder(&text, taken);
    (is_text(&left, is_alone) && is_somebodys(&left)).then(|| of_text(PASSED_ON, &left.beginning))
}
