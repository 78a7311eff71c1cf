//! Pieces as they were found, with where they stand.

use domain::grounds::{Grounds, PersonGround};
use domain::submission::{Attachment, AttachmentKind, Origin, SourcePart};
use forms::document::{Document, Picture};
use forms::interpret::{FoundPiece, NamedBy, fingerprint};

use super::Found;

/// What a piece was found in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Holder<'a> {
    /// File name as shown; `None` for the letter's own words.
    pub file: Option<&'a str>,
    /// Of its bytes.
    pub sha256: &'a str,
    /// True within a message that was forwarded.
    pub forwarded: bool,
}

/// A piece with what is known of its place, and the photos that are its own.
pub(super) fn found(piece: FoundPiece, document: &Document, holder: Holder<'_>, part: SourcePart) -> Found {
    let file = holder.file;
    let ground = match piece.named_by {
        Some(NamedBy::Heading) => Some(PersonGround::Heading),
        Some(NamedBy::Signature) => Some(PersonGround::Signature),
        Some(NamedBy::Row) => Some(PersonGround::Row),
        None => piece
            .person
            .as_ref()
            .filter(|person| file.is_some_and(|file| file.contains(&person.name)))
            .map(|_| PersonGround::FileName),
    };
    let origin = Origin {
        forwarded: holder.forwarded,
        ..origin(&piece, holder.sha256, ground)
    };
    let pictures = piece
        .pictures
        .iter()
        .filter_map(|index| document.pictures.get(*index))
        .filter(|picture| picture.is_photo())
        .map(attachment)
        .collect();
    Found {
        piece,
        file: file.map(str::to_owned),
        part,
        pictures,
        given_item: None,
        origin,
    }
}

/// Where a piece stands and what its person rests on.
pub(super) fn origin(piece: &FoundPiece, sha256: &str, person: Option<PersonGround>) -> Origin {
    Origin {
        sha256: sha256.to_owned(),
        place: piece.location.clone(),
        fingerprint: fingerprint(&piece.text),
        named: piece.person.as_ref().map(|person| person.name.clone()),
        grounds: Grounds {
            person,
            ..Grounds::default()
        },
        ..Origin::default()
    }
}

/// A picture inside a document as a file of its own.
pub(super) fn attachment(picture: &Picture) -> Attachment {
    Attachment {
        name: picture.name.clone(),
        sha256: picture.sha256.clone(),
        bytes: picture.bytes,
        kind: AttachmentKind::Photo,
    }
}
