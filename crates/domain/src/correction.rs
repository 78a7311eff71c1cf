//! 更正 — what a clerk made of one recognised piece: bound to its place in the original and to the words recognised
//! there, so that it survives every new judging and is never applied to something else.

use std::fmt;

use crate::ids::ItemId;
use crate::location::Location;
use crate::person::Person;
use crate::submission::{Origin, Source};

/// 更正 of one piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Which piece.
    pub mark: PieceMark,
    /// What becomes of it.
    pub change: Change,
}

/// By which a piece is found again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PieceMark {
    /// As [`Origin::sha256`].
    pub sha256: String,
    /// Name of the file, for words alone.
    pub file: Option<String>,
    /// As [`Origin::place`].
    pub place: Option<Location>,
    /// As [`Origin::fingerprint`].
    pub fingerprint: String,
    /// As [`Origin::share`].
    pub share: u32,
}

/// What becomes of a piece. Changes are made one after the other, as decided; each sees what those before it made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Its values are these.
    Values(Values),
    /// It is for this item.
    Item(ItemId),
    /// It is several pieces: another one begins at each of these characters of its text, counted from 0, ascending.
    Split(Vec<u32>),
    /// This other piece, which stands behind it, goes on with its text.
    Join(PieceMark),
    /// It is no submission.
    Drop,
    /// It is a submission that does not count, for one of these reasons.
    Dismiss(Dismissal),
    /// The photo or video with this SHA-256 belongs to it.
    Photo(String),
    /// As recognised: all earlier changes of it, and of the parts into which it was split, are taken back.
    Restore,
}

/// Why a piece that came, and was recognised as it should be, does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dismissal {
    /// 退回: the society is to mend it and send it again.
    SentBack {
        /// 退回意见, as the society reads it.
        remark: String,
    },
    /// 撤回: the society asked for it.
    Withdrawn,
}

/// Corrected values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Values {
    /// Whose piece; `None` for the society as a whole. Tags stay as recognised.
    pub person: Option<Person>,
    /// 题目.
    pub title: Option<String>,
    /// 正文; `None` leaves it as it is.
    pub text: Option<String>,
}

impl PieceMark {
    /// The mark of a piece that came from `source`.
    pub fn of(source: &Source) -> Self {
        let Origin {
            sha256,
            place,
            fingerprint,
            share,
            ..
        } = &source.origin;
        Self {
            sha256: sha256.clone(),
            file: source.attachment.clone(),
            place: place.clone(),
            fingerprint: fingerprint.clone(),
            share: *share,
        }
    }

    /// The mark of the piece as recognised, of which this may be a part.
    #[must_use]
    pub fn whole(&self) -> Self {
        Self {
            share: 0,
            ..self.clone()
        }
    }

    /// Whether both name the same words of the same bytes, wherever they stand.
    pub fn is_same_words(&self, other: &Self) -> bool {
        (&self.sha256, &self.fingerprint, self.share) == (&other.sha256, &other.fingerprint, other.share)
    }
}

/// The place in words: `统计表.docx 第1个表格第5行第2列`.
impl fmt::Display for PieceMark {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.file.as_deref().unwrap_or("来信"))?;
        if let Some(place) = &self.place {
            write!(formatter, " {place}")?;
        }
        match self.share {
            0 => Ok(()),
            share => write!(formatter, "（拆分后第{share}份）"),
        }
    }
}
