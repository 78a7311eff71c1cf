//! 报送 — one piece for one item, by one person or by the society as a whole.

use std::fmt;

use crate::characters;
use crate::deadline::Timeliness;
use crate::finding::{Finding, FindingCode};
use crate::grounds::Grounds;
use crate::ids::{ArrivalId, ItemId, NoticeId, SocietyCode};
use crate::location::Location;
use crate::notice::{CollectionItem, MediaKind, Per};
use crate::person::Person;

/// Identifies a submission: the arrival that brought it and its place there, so that judging again gives the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SubmissionId {
    /// The arrival that brought the text.
    pub arrival: ArrivalId,
    /// From 1, in reading order.
    pub ordinal: u32,
}

impl fmt::Display for SubmissionId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}-{}", self.arrival, self.ordinal)
    }
}

/// 报送.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// Identity.
    pub id: SubmissionId,
    /// The notice that it answers.
    pub notice: NoticeId,
    /// Whose it is.
    pub society: SocietyCode,
    /// For which item.
    pub item: ItemId,
    /// The piece whose version this is: from 1, in the order in which the society's pieces came.
    pub piece: u32,
    /// 1 for the first version.
    pub revision: u32,
    /// Whether a later version stands in its place.
    pub standing: Standing,
    /// Where it stands.
    pub status: SubmissionStatus,
    /// Whether it came in time.
    pub timeliness: Timeliness,
    /// Whose piece; `None` for the society as a whole.
    pub person: Option<Person>,
    /// 题目.
    pub title: Option<String>,
    /// 正文, paragraphs separated by `\n`, without title, author line, number or prompt.
    pub text: String,
    /// 字数 of `text`.
    pub characters: u32,
    /// Where the text came from.
    pub source: Source,
    /// Photos, videos and further files of the piece.
    pub attachments: Vec<Attachment>,
    /// The later arrival that brought what was missing.
    pub completed_by: Option<ArrivalId>,
}

/// Whether a version is the one that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It counts.
    Current,
    /// A later version replaced it.
    Superseded,
}

/// Where a submission stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubmissionStatus {
    /// 合格.
    Accepted,
    /// 待补充: a required part is missing.
    Incomplete,
    /// 已退回.
    SentBack,
    /// 已撤回.
    Withdrawn,
}

/// Where a text came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// File name as shown; `None` for the mail's own body and for the web form.
    pub attachment: Option<String>,
    /// Which part of it.
    pub part: SourcePart,
    /// Exactly where, and on what its placing rests.
    pub origin: Origin,
}

/// Where exactly a text stands, as recognised before any clerk corrected it. Empty for what was judged before this was
/// kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// SHA-256 of the file's bytes, lower-case hexadecimal; of the whole original for what has no file of its own.
    pub sha256: String,
    /// Where in it the text stands; `None` when the text stands nowhere as it is, for example for what was typed into
    /// the web form.
    pub place: Option<Location>,
    /// SHA-256 of the recognised words without white space.
    pub fingerprint: String,
    /// The person as recognised, by name.
    pub named: Option<String>,
    /// Message-ID of the mail that brought it: copies of one mail share it, however they were changed on their way.
    pub message_id: Option<String>,
    /// True when it stood in an earlier message that was forwarded.
    pub forwarded: bool,
    /// 1, 2 … for the parts into which a clerk split what was recognised as one; 0 for what is whole.
    pub share: u32,
    /// True when a clerk corrected its values or boundaries.
    pub corrected: bool,
    /// On what society, item and person rest.
    pub grounds: Grounds,
}

impl Source {
    /// A source of which no more is known.
    pub fn new(attachment: Option<String>, part: SourcePart) -> Self {
        Self {
            attachment,
            part,
            origin: Origin::default(),
        }
    }
}

/// Which part of its source a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourcePart {
    /// A cell of a form or sheet.
    Cell,
    /// The body of a mail.
    Body,
    /// A document of its own.
    Document,
    /// A field of the web form.
    FormField,
}

/// 附件 — a file that belongs to a piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// File name as shown.
    pub name: String,
    /// SHA-256, lower-case hexadecimal.
    pub sha256: String,
    /// Size.
    pub bytes: u64,
    /// What it is.
    pub kind: AttachmentKind,
}

/// What an attachment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttachmentKind {
    /// 照片.
    Photo,
    /// 视频.
    Video,
    /// 文档.
    Document,
    /// 扫描件.
    Scan,
    /// Anything else.
    Other,
}

impl SubmissionStatus {
    /// Whether such a piece counts: nobody sent it back or took it away.
    pub const fn counts(self) -> bool {
        match self {
            Self::Accepted | Self::Incomplete => true,
            Self::SentBack | Self::Withdrawn => false,
        }
    }
}

impl Submission {
    /// Whether it counts for its society: the current version, as far as nobody sent it back or took it away.
    pub fn counts(&self) -> bool {
        self.standing == Standing::Current && self.status.counts()
    }

    /// How findings name it: by its person, else by its item.
    pub fn place<'a>(&'a self, item: &'a CollectionItem) -> &'a str {
        let person = self.person.as_ref();
        person.map_or(item.title.as_str(), |person| person.name.as_str())
    }

    /// Whether other arrivals of its society may have brought files of it: those that completed it, and those of the
    /// versions before it.
    pub fn has_files_of_others(&self) -> bool {
        self.completed_by.is_some() || self.revision > 1
    }

    /// Whether its item asks for a text and it has none.
    pub fn lacks_text(&self, item: &CollectionItem) -> bool {
        item.requires.text && self.text.trim().is_empty()
    }

    /// Whether its item asks for a photo or video and it has none of the right kind.
    pub fn lacks_media(&self, item: &CollectionItem) -> bool {
        let serves = |attachment: &Attachment| attachment.serves(item);
        !item.requires.any_of.is_empty() && !self.attachments.iter().any(serves)
    }

    /// What its society should mend in it; nothing in one that does not count, since another version is judged by itself.
    pub fn corrections(&self, item: &CollectionItem) -> Vec<Finding> {
        if !self.status.counts() {
            return Vec::new();
        }
        let count = characters::count(&self.text);
        let is_unnamed = item.per == Per::Person && self.person.is_none();
        let found = [
            (FindingCode::MissingMedia, self.lacks_media(item)),
            (FindingCode::MissingText, self.lacks_text(item)),
            (
                FindingCode::UnreadCharacters,
                self.text.contains(char::REPLACEMENT_CHARACTER),
            ),
            (FindingCode::MissingPerson, is_unnamed),
            (
                FindingCode::TooFewCharacters,
                item.characters.min.is_some_and(|min| count < min),
            ),
            (
                FindingCode::TooManyCharacters,
                item.characters.max.is_some_and(|max| count > max),
            ),
        ];
        let place = self.place(item);
        found
            .into_iter()
            .filter(|(_, is_found)| *is_found)
            .map(|(code, _)| Finding::at(code, place))
            .collect()
    }
}

impl Attachment {
    /// Whether it is of a kind that the item asks for.
    pub fn serves(&self, item: &CollectionItem) -> bool {
        item.requires.any_of.iter().any(|kind| {
            matches!(
                (kind, self.kind),
                (MediaKind::Photo, AttachmentKind::Photo) | (MediaKind::Video, AttachmentKind::Video)
            )
        })
    }
}

macro_rules! words {
    ($name:ident { $($variant:ident $word:literal),* }) => {
        impl $name {
            /// The word in exports.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// Reads the word of `as_str`.
            pub fn parse(text: &str) -> Option<Self> {
                [$(Self::$variant),*].into_iter().find(|value| value.as_str() == text)
            }
        }
    };
}

words!(SubmissionStatus { Accepted "accepted", Incomplete "incomplete", SentBack "sent_back", Withdrawn "withdrawn" });
words!(SourcePart { Cell "cell", Body "body", Document "document", FormField "form-field" });
words!(AttachmentKind { Photo "photo", Video "video", Document "document", Scan "scan", Other "other" });
words!(Standing { Current "current", Superseded "superseded" });
