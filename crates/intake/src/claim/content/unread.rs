//! What of an arrival was not read, and why; and whether what is quoted would be worth it.

use domain::finding::FindingCode;
use forms::interpret::{Interpretation, Place, Prepared};
use forms::read::{Content as FileContent, is_accessory};
use mail::ParsedMail;

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
    match content {
        FileContent::Encrypted => Some(FindingCode::EncryptedFile),
        FileContent::Unreadable => Some(FindingCode::UnreadableFile),
        FileContent::Unconverted => Some(FindingCode::ConverterMissing),
        FileContent::ClosedArchive => Some(FindingCode::UnreadableArchive),
        FileContent::ClosedLetter => Some(FindingCode::UnopenedLetter),
        FileContent::Unsafe => Some(FindingCode::UnsafeFile),
        FileContent::Other => {
            let is_accessory = part.shown_in_body || is_accessory(&part.file.name);
            (!is_accessory).then_some(FindingCode::UnreadableFile)
        }
        FileContent::Document { .. }
        | FileContent::Photo { .. }
        | FileContent::Video
        | FileContent::Scan
        | FileContent::Archive => None,
    }
}

/// Whether a text has anything that counts.
pub(super) fn brings(interpretation: &Interpretation) -> bool {
    let filled = interpretation.forms.iter().any(|form| !form.empty);
    filled || !interpretation.pieces.is_empty() || !interpretation.denied.is_empty()
}
