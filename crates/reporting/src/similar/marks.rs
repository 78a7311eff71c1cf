//! From runs of compared characters to marked passages of what was sent.

use std::ops::Range;

use super::matching::{GAP, Run};
use super::normal::Normal;
use super::{Mark, Marked};

/// A text, and which of its characters are quotations.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) normal: Normal,
    /// In order and apart from each other.
    pub(super) quoted: Vec<Range<usize>>,
}

impl Text {
    pub(super) fn length(&self) -> usize {
        self.normal.chars.len()
    }

    /// How many characters are quotations.
    pub(super) fn quoted_length(&self) -> usize {
        self.quoted.iter().map(ExactSizeIterator::len).sum()
    }

    /// Characters of the longest quotation, small changes in it not counted.
    pub(super) fn longest_quotation(&self) -> usize {
        let (mut longest, mut passage, mut end) = (0, 0, None);
        for range in &self.quoted {
            let continues = end.is_some_and(|end| range.start - end <= GAP);
            passage = range.len() + if continues { passage } else { 0 };
            longest = longest.max(passage);
            end = Some(range.end);
        }
        longest
    }

    /// For each character whether it is a quotation.
    pub(super) fn quoted_flags(&self) -> Vec<bool> {
        let mut flags = vec![false; self.length()];
        for range in &self.quoted {
            flags.get_mut(range.clone()).unwrap_or_default().fill(true);
        }
        flags
    }

    /// What is shared beyond quotations, how much of it the longest passage has, and the marks for all.
    pub(super) fn shared(&self, runs: &[Run]) -> Shared {
        let quoted = self.quoted_flags();
        let mut labels: Vec<Option<Marked>> = quoted.iter().map(|is| is.then_some(Marked::Quoted)).collect();
        let (mut total, mut longest, mut passage) = (0, 0, 0);
        let mut last: Option<Run> = None;
        for run in runs {
            let mut own = 0;
            let labels = labels.get_mut(run.at..run.at + run.length).unwrap_or_default();
            for label in labels.iter_mut().filter(|label| label.is_none()) {
                *label = Some(Marked::Shared);
                own += 1;
            }
            passage = own
                + if last.is_some_and(|last| is_near(last, *run)) {
                    passage
                } else {
                    0
                };
            longest = longest.max(passage);
            total += own;
            last = Some(*run);
        }
        Shared {
            total,
            longest,
            marks: self.marks(&labels),
        }
    }

    /// The quotations as marks.
    pub(super) fn quotations(&self) -> Vec<Mark> {
        self.shared(&[]).marks
    }

    fn marks(&self, labels: &[Option<Marked>]) -> Vec<Mark> {
        let mut marks = Vec::new();
        let mut from = 0;
        for same in labels.chunk_by(|one, other| one == other) {
            let range = from..from + same.len();
            from = range.end;
            if let Some(Some(is)) = same.first() {
                let range = self.normal.place_of(&range);
                marks.push(Mark { range, is: *is });
            }
        }
        marks
    }
}

/// What a text shares with another one.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) total: usize,
    pub(super) longest: usize,
    pub(super) marks: Vec<Mark>,
}

/// Whether a run continues a passage after a small change.
fn is_near(last: Run, run: Run) -> bool {
    let after = |from: usize, to: usize| to.checked_sub(from).is_some_and(|gap| gap <= GAP);
    after(last.at + last.length, run.at) && after(last.other + last.length, run.other)
}
