//! 雷同比对 — texts that are the same, nearly the same, or borrow from each other.
//!
//! Texts are compared without punctuation and white space, whatever their width, case and script (`normal`). Pairs
//! that may share something are found by two indexes: fingerprints that find every passage of [`PASSAGE`] characters
//! (`fingerprint`, `postings`) and MinHash that finds texts changed throughout (`minhash`). What they find is confirmed
//! by comparing character by character (`matching`); only that counts. What a reference text has is a quotation and
//! counts for nobody.

mod book;
mod candidates;
mod compare;
mod fingerprint;
mod marks;
mod matching;
mod minhash;
mod normal;
mod postings;
mod reference;

use std::ops::Range;

use domain::submission::SubmissionId;

pub use book::similar_workbook;
pub use compare::similar;

/// Fewest characters in a row that count as the same: the measure of 连续13字 that universities and journals use.
pub const RUN: usize = 13;
/// A passage of so many shared characters in a row is always found, and makes two texts a pair.
pub const PASSAGE: usize = 40;
/// From this share on, of either text, two texts are nearly the same.
pub const NEARLY: f64 = 0.7;
/// A passage or a group of look-alikes that more texts than this have in common is listed once, not as pairs.
pub const CROWD: usize = 64;

/// What was found. Lengths and counts are in characters without punctuation and white space.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Similarity {
    /// How many texts were compared: the current pieces that are not withdrawn.
    pub compared: usize,
    /// Further ones that have fewer than [`RUN`] characters and were not compared.
    pub too_short: Vec<SubmissionId>,
    /// Reference texts given.
    pub references: usize,
    /// Texts that are the same, in the order of the ledger.
    pub groups: Vec<Group>,
    /// Pairs that are not the same, the most alike first. Of a group only the first text is in pairs.
    pub pairs: Vec<Pair>,
    /// Texts that quote a passage of [`PASSAGE`] characters or more of a reference text, in the order of the ledger.
    /// Shorter quotations count for nobody either.
    pub quotations: Vec<Quotation>,
    /// Passages that more than [`CROWD`] texts have; they alone make no pair.
    pub common: Vec<CommonPassage>,
    /// How many times more than [`CROWD`] texts looked alike, so that each was compared with the first few of them only.
    pub crowds: usize,
}

/// 完全相同: texts that are the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The length of each.
    pub length: usize,
    /// Two or more pieces, in the order of the ledger.
    pub pieces: Vec<SubmissionId>,
}

/// How alike two texts are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// 高度相似: at least [`NEARLY`] of either text is in the other.
    NearlyTheSame,
    /// 部分借用: one passage of [`PASSAGE`] characters or more.
    Borrowed,
}

/// Two texts that share something beyond quotations.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// How alike they are.
    pub kind: Kind,
    /// The one that comes first in the ledger.
    pub left: Side,
    /// The other one.
    pub right: Side,
    /// Characters of the longest shared passage, small changes in it not counted.
    pub longest: usize,
}

/// One text of a pair.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    /// Which piece.
    pub piece: SubmissionId,
    /// Its length.
    pub length: usize,
    /// Of these, quoted from a reference text.
    pub quoted: usize,
    /// Of the rest, shared with the other text.
    pub shared: usize,
    /// What is shared and what is quoted, in order.
    pub marks: Vec<Mark>,
}

impl Side {
    /// 占比: what is shared, as a part of what is no quotation; from 0 to 1.
    #[expect(clippy::cast_precision_loss, reason = "texts stay far below 2^53 characters")]
    pub fn share(&self) -> f64 {
        self.shared as f64 / self.length.saturating_sub(self.quoted).max(1) as f64
    }
}

/// A marked part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Characters (Unicode scalar values) of the text as it was sent.
    pub range: Range<usize>,
    /// Why it is marked.
    pub is: Marked,
}

/// Why a part of a text is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marked {
    /// The other text has it too.
    Shared,
    /// A reference text has it.
    Quoted,
}

/// 引用文件: a text that quotes a reference text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotation {
    /// Which piece.
    pub piece: SubmissionId,
    /// Its length.
    pub length: usize,
    /// Of these, quoted.
    pub quoted: usize,
    /// What is quoted, in order.
    pub marks: Vec<Mark>,
}

/// 共用段落: a passage that many texts have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommonPassage {
    /// The passage as the first of them has it: characters of that text as it was sent.
    pub range: Range<usize>,
    /// All texts that have it or a part of it of at least [`RUN`] characters, in the order of the ledger; of a group of
    /// texts that are the same only the first.
    pub pieces: Vec<SubmissionId>,
}
