//! What of an arrival was not read, and why; and whether what is quoted would be worth it.

use domain::finding::{Finding, FindingCode};
use forms::document::{Block, Document, lines_of};
use forms::interpret::{Interpretation, Place, Prepared};
use forms::read::{Content as FileContent, Frame, is_accessory};
use mail::ParsedMail;

use super::endings;
use crate::claim::Evidence;
use crate::reading::ReadPart;

/// Whether a letter has no words of its own and what it quotes has content: somebody may have answered below it.
pub(super) fn quotes_content(evidence: Evidence<'_>, words: &Prepared<'_>) -> bool {
    let silent = |mail: &&ParsedMail| mail::visible_text(mail).trim().is_empty();
    let Some(mail) = evidence.reading.mail.as_ref().filter(silent) else {
        return false;
    };
    let quoted = forms::read::text(&mail::quoted_text(mail));
    brings(&words.interpret(&quoted, Place::Body))
}

/// Why nothing of a file can be used; `None` where nothing is to be said of that.
pub(super) fn unread_code(content: &FileContent, part: &ReadPart) -> Option<FindingCode> {
    let name = part.file.name.as_str();
    match content {
        FileContent::Encrypted => Some(FindingCode::EncryptedFile),
        FileContent::Unreadable => Some(by_name(name)),
        FileContent::Unconverted => Some(FindingCode::ConverterMissing),
        FileContent::ClosedArchive => Some(FindingCode::UnreadableArchive),
        FileContent::ClosedLetter => Some(FindingCode::UnopenedLetter),
        FileContent::Unsafe => Some(FindingCode::UnsafeFile),
        FileContent::Other if part.shown_in_body => None,
        FileContent::Other if endings::is_data(name) => Some(FindingCode::UnusedFile),
        FileContent::Other => (!is_accessory(name)).then(|| by_name(name)),
        FileContent::Document { .. }
        | FileContent::Photo { .. }
        | FileContent::Video
        | FileContent::Scan
        | FileContent::Archive => None,
    }
}

/// What is asked for instead of a file that nobody can open: what fits what it is called.
fn by_name(name: &str) -> FindingCode {
    if endings::is_slides(name) {
        FindingCode::SlidesFile
    } else if endings::is_archive(name) {
        FindingCode::DamagedArchive
    } else if endings::is_media(name) {
        FindingCode::DamagedMedia
    } else if endings::is_sound(name) {
        FindingCode::SoundFile
    } else if endings::is_foreign(name) {
        FindingCode::ForeignFile
    } else {
        FindingCode::UnreadableFile
    }
}

/// What is said of a photo or video of which not everything came.
pub(super) const fn media_code(frame: Frame) -> Option<FindingCode> {
    match frame {
        Frame::Whole => None,
        Frame::Cut => Some(FindingCode::CutMedia),
        Frame::Nothing => Some(FindingCode::DamagedMedia),
    }
}

/// What is said of persons who are named without a text of theirs.
pub(super) fn missing_texts(textless: &[String]) -> impl Iterator<Item = Finding> {
    textless
        .iter()
        .map(|whose| Finding::at(FindingCode::MissingText, whose))
}

/// Whether a text has anything that counts.
pub(super) fn brings(interpretation: &Interpretation) -> bool {
    let filled = interpretation.forms.iter().any(|form| !form.empty);
    filled || !interpretation.pieces.is_empty() || !interpretation.denied.is_empty()
}

/// Whether a document is a table of something else: nothing in it is anybody's text, and nothing else was said of it.
pub(super) fn is_other_table(found: &Interpretation, document: &Document) -> bool {
    let is_table = document
        .blocks
        .iter()
        .any(|block| matches!(block, Block::Table(_)));
    let is_silent = found.unread.is_empty()
        && found.textless.is_empty()
        && found.societies.is_empty()
        && !found.example_left;
    let has_words = || {
        lines_of(&document.blocks)
            .iter()
            .any(|line| !line.trim().is_empty())
    };
    is_table && is_silent && found.forms.is_empty() && !brings(found) && has_words()
}
