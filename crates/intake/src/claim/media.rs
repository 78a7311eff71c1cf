//! Photos and videos: which are meant, and whose they are.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::finding::{Finding, FindingCode};
use domain::ids::ItemId;
use domain::notice::{CollectionItem, Notice, Per};
use domain::submission::{Attachment, AttachmentKind};
use domain::text::{is_han, match_key, name_key};
use forms::document::is_photo;
use forms::interpret::{Place, Prepared, Vocabulary, item_label};
use forms::read::{Content, is_paper};

use super::society::words_of_letter;
use super::{ClaimedPiece, Evidence, LooseMedia, Reach};
use crate::reading::ReadPart;

/// A photo or video that came as a file.
#[derive(Debug, Clone)]
pub(super) struct MediaFile {
    pub attachment: Attachment,
    /// Its name with the folders of its archive: one named 周丙 holds the photos of 周丙.
    path: String,
    /// A picture inside a document, whose name is a program's.
    embedded: bool,
}

impl MediaFile {
    /// True for the picture of a paper: kept with the only piece, and never the photo that an item asks for.
    pub(super) fn is_scan(&self) -> bool {
        self.attachment.kind == AttachmentKind::Scan
    }
}

/// True for the picture of a paper by its name: beside a form it is the stamped copy of that form, and says nothing more.
pub(super) fn is_stamped_copy(name: &str) -> bool {
    is_paper(name)
}

/// The photo or video of a part; `None` for a logo.
pub(super) fn file(part: &ReadPart) -> Option<MediaFile> {
    let kind = match &part.file.content {
        Content::Photo { width, height } if is_photo(part.file.bytes, *width, *height) => {
            if is_paper(&part.file.name) {
                AttachmentKind::Scan
            } else {
                AttachmentKind::Photo
            }
        }
        Content::Video => AttachmentKind::Video,
        Content::Scan => AttachmentKind::Scan,
        Content::Photo { .. }
        | Content::Document { .. }
        | Content::Archive
        | Content::ClosedArchive
        | Content::ClosedLetter
        | Content::Other
        | Content::Encrypted
        | Content::Unreadable
        | Content::Unconverted
        | Content::Unsafe => return None,
    };
    let name = part.file.name.rsplit('/').next().unwrap_or_default().to_owned();
    let attachment = Attachment {
        name,
        sha256: part.file.sha256.clone(),
        bytes: part.file.bytes,
        kind,
    };
    Some(MediaFile {
        attachment,
        path: part.file.name.clone(),
        embedded: false,
    })
}

/// A picture inside a document that may be any of several pieces'.
pub(super) fn embedded(file: &str, picture: Attachment) -> MediaFile {
    let document = file.rsplit('/').next().unwrap_or_default();
    MediaFile {
        path: format!("{document}：{}", picture.name),
        attachment: picture,
        embedded: true,
    }
}

/// Gives every photo and video to the piece of the person whom its file name names, or to the only piece that can be
/// meant. What nobody can be given is returned: it may complete a piece of an earlier arrival.
pub(super) fn bind(
    evidence: Evidence<'_>,
    notice: &Notice,
    files: Vec<MediaFile>,
    pieces: &mut [ClaimedPiece],
    findings: &mut Vec<Finding>,
) -> Vec<LooseMedia> {
    let (scans, files): (Vec<MediaFile>, Vec<MediaFile>) = files.into_iter().partition(MediaFile::is_scan);
    for scan in scans {
        match pieces {
            [only] => only.attachments.push(scan.attachment),
            [] => {}
            _ => findings.push(Finding::at(FindingCode::UnassignedMedia, &scan.attachment.name)),
        }
    }
    let (embedded, files): (Vec<MediaFile>, Vec<MediaFile>) =
        files.into_iter().partition(|file| file.embedded);
    let loose = bind_files(evidence, notice, files, pieces, findings);
    let places = embedded.into_iter().map(|picture| picture.path);
    say_unassigned(notice, pieces, places, findings);
    loose
}

/// Names pictures inside documents that are nobody's, once a piece lacks one: drawings inside a text are no photos that
/// anybody asked for.
pub(super) fn say_unassigned(
    notice: &Notice,
    pieces: &[ClaimedPiece],
    places: impl IntoIterator<Item = String>,
    findings: &mut Vec<Finding>,
) {
    let lacks = |piece: &ClaimedPiece| {
        let item = notice.item(&piece.item).filter(|item| wants_media(item));
        item.is_some_and(|item| !piece.attachments.iter().any(|file| file.serves(item)))
    };
    if pieces.iter().any(lacks) {
        let findings_of = |place| Finding::at(FindingCode::UnassignedMedia, place);
        findings.extend(places.into_iter().map(findings_of));
    }
}

/// The same for photos and videos that came as files.
fn bind_files(
    evidence: Evidence<'_>,
    notice: &Notice,
    files: Vec<MediaFile>,
    pieces: &mut [ClaimedPiece],
    findings: &mut Vec<Finding>,
) -> Vec<LooseMedia> {
    if files.is_empty() {
        return Vec::new();
    }
    let names: Vec<String> = pieces.iter().map(name_of).collect();
    // Files that name their person first, so that the others know who has been given one.
    let (naming, nameless): (Vec<_>, Vec<_>) = files
        .into_iter()
        .map(|file| (persons_of(&file, &names), file))
        .partition(|(meant, _)| !meant.is_empty());
    let around: Arc<str> = words_around(evidence).into();
    let several = wanting(notice, pieces).len() > 1;
    let mut given = BTreeSet::new();
    let mut loose = Vec::new();
    for (meant, file) in naming.into_iter().chain(nameless) {
        let owner = owner(notice, pieces, &meant, &given);
        // Beside a piece whose author is not known it may name that author; an answer of the society has none.
        let unnamed = owner
            .filter(|index| names.get(*index).is_some_and(String::is_empty))
            .and_then(|index| notice.item(&pieces.get(index)?.item))
            .is_some_and(|item| item.per != Per::Society);
        let foreign = meant.is_empty() && !unnamed && names_another(&file.attachment.name, notice);
        let owner = owner.filter(|_| !foreign);
        if !meant.is_empty() {
            given.extend(owner);
        }
        if let Some(piece) = owner.and_then(|index| pieces.get_mut(index)) {
            if piece
                .attachments
                .iter()
                .all(|known| known.sha256 != file.attachment.sha256)
            {
                piece.attachments.push(file.attachment);
            }
            continue;
        }
        if !pieces.is_empty() {
            findings.push(Finding::at(FindingCode::UnassignedMedia, &file.attachment.name));
        }
        // Whom the others leave over is not the only one who can be meant.
        let is_named_only = foreign || several;
        loose.push(LooseMedia {
            context: match_key(&file.attachment.name),
            around: if is_named_only {
                "".into()
            } else {
                Arc::clone(&around)
            },
            attachment: file.attachment,
            reach: if is_named_only {
                Reach::Named
            } else {
                reach(evidence, notice)
            },
        });
    }
    loose
}

/// The words of subject and letter, in matching form: a person named there may own a photo that came with them.
fn words_around(evidence: Evidence<'_>) -> String {
    let body = words_of_letter(evidence);
    match_key(&format!("{} {body}", evidence.arrival.subject))
}

/// The pieces of the persons whom a file names, by its own name or else by its folder.
fn persons_of(file: &MediaFile, names: &[String]) -> Vec<usize> {
    let by_name = named_in(&file.attachment.name, names);
    if by_name.is_empty() {
        named_in(&file.path, names)
    } else {
        by_name
    }
}

/// True when a file that names nobody of these pieces names somebody: the photo is that person's.
fn names_another(name: &str, notice: &Notice) -> bool {
    const WORDS: [&str; 12] = [
        "工作照",
        "生活照",
        "证件照",
        "个人照",
        "免冠照",
        "近照",
        "照片",
        "相片",
        "头像",
        "短视频",
        "视频",
        "照",
    ];
    // Read as the name of an essay's file is.
    const ESSAY: &str =
        "学习贯彻会议精神，必须立足岗位，久久为功，把成果用到最需要的地方，把论文写在祖国的大地上。";
    let name = WORDS
        .iter()
        .fold(name.to_owned(), |left, word| left.replace(word, " "));
    let words = Prepared::new(Vocabulary {
        template: None,
        items: &notice.items,
    });
    let read = words.interpret(&forms::read::text(ESSAY), Place::File(&name));
    let named = read.pieces.iter().filter_map(|piece| piece.person.as_ref());
    named
        .map(|person| person.name.as_str())
        .any(|name| name.chars().all(is_han))
}

/// The piece that a file belongs to: of the person whom it names, else the only one that can be meant. Beside a photo
/// that names its person, one that names nobody here may be somebody else's.
fn owner(
    notice: &Notice,
    pieces: &[ClaimedPiece],
    meant: &[usize],
    given: &BTreeSet<usize>,
) -> Option<usize> {
    let wanting = wanting(notice, pieces);
    let both: Vec<usize> = meant
        .iter()
        .copied()
        .filter(|index| wanting.contains(index))
        .collect();
    match (both.as_slice(), meant, wanting.as_slice()) {
        ([one], _, _) | ([], [one], _) => Some(*one),
        ([], [], [one]) if !given.contains(one) => Some(*one),
        ([], [], []) if pieces.len() == 1 && given.is_empty() => Some(0),
        _ => None,
    }
}

/// A photo that names nobody is meant for an item only if its mailbox or its subject is one that asks for photos.
fn reach(evidence: Evidence<'_>, notice: &Notice) -> Reach {
    let mailboxes = &evidence.arrival.mailboxes;
    let asked = |item: &ItemId| notice.item(item).is_some_and(wants_media);
    let served = mailboxes
        .iter()
        .any(|mailbox| notice.items_of(mailbox).iter().any(asked));
    let labelled = item_label(&evidence.arrival.subject, &notice.items).is_some_and(|item| asked(&item));
    if mailboxes.is_empty() || served || labelled {
        Reach::OnlyWaiting
    } else {
        Reach::Named
    }
}

/// The name of a piece's person in matching form, empty when there is none.
fn name_of(piece: &ClaimedPiece) -> String {
    piece
        .person
        .as_ref()
        .map_or_else(String::new, |person| name_key(&person.name))
}

/// Which of the names a text holds.
fn named_in(text: &str, names: &[String]) -> Vec<usize> {
    let key = name_key(text);
    let held = names
        .iter()
        .enumerate()
        .filter(|(_, name)| holds_name(&key, name, names));
    held.map(|(index, _)| index).collect()
}

/// True when a text holds a name, and not only inside a longer one of `names`: 王海燕.jpg does not show 王海.
pub(crate) fn holds_name(text: &str, name: &str, names: &[String]) -> bool {
    if name.is_empty() || !text.contains(name) {
        return false;
    }
    let longer = names
        .iter()
        .filter(|other| other.len() > name.len() && other.contains(name));
    let left = longer.fold(text.to_owned(), |left, other| {
        left.replace(other.as_str(), "\u{1}")
    });
    left.contains(name)
}

fn positions(pieces: &[ClaimedPiece], test: impl Fn(&ClaimedPiece) -> bool) -> Vec<usize> {
    pieces
        .iter()
        .enumerate()
        .filter(|(_, piece)| test(piece))
        .map(|(index, _)| index)
        .collect()
}

/// The pieces that ask for a photo or a video.
fn wanting(notice: &Notice, pieces: &[ClaimedPiece]) -> Vec<usize> {
    positions(pieces, |piece| notice.item(&piece.item).is_some_and(wants_media))
}

/// Whether an item asks for a photo or a video.
pub(super) fn wants_media(item: &CollectionItem) -> bool {
    !item.requires.any_of.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_names_the_person_when_the_file_does_not() {
        let piece = |name: &str| ClaimedPiece {
            person: Some(domain::person::Person {
                name: name.into(),
                ..domain::person::Person::default()
            }),
            item: ItemId::parse("youth").unwrap(),
            title: None,
            text: "一".into(),
            source: domain::submission::Source {
                origin: domain::submission::Origin::default(),
                attachment: None,
                part: domain::submission::SourcePart::Body,
            },
            attachments: Vec::new(),
            dismissal: None,
        };
        let names = ["周丙", "周丙燕", "李乙"].map(|name| name_of(&piece(name)));
        assert_eq!(named_in("李乙/IMG_1.jpg", &names), [2]);
        assert_eq!(named_in("周丙燕.jpg", &names), [1]);
        assert_eq!(named_in("周丙、周丙燕合影.jpg", &names), [0, 1]);
    }

    #[test]
    fn a_photo_may_name_somebody_else() {
        let notice =
            store::notice_file::parse(include_str!("../../../../config/notices/cast-2022-41.toml")).unwrap();
        for name in ["王建军.jpg", "王建军工作照.jpg", "李敏-照片.jpg"] {
            assert!(names_another(name, &notice), "{name}");
        }
        for name in [
            "IMG_1.jpg",
            "青年党员风采.mp4",
            "支部活动.jpg",
            "学习会议精神.mp4",
            "华夏声学学会.jpg",
            "照片1.jpg",
            "工作照.jpg",
            "微信图片_2022.jpg",
            "会议现场.jpg",
            "WeChat Image.jpg",
        ] {
            assert!(!names_another(name, &notice), "{name}");
        }
    }
}
