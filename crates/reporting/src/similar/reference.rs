//! 参照文件 — texts that may be quoted.

use super::matching::{Indexed, Run};
use super::normal::{Normal, Script};
use std::ops::Range;

/// Reference texts, normalised.
#[derive(Debug)]
pub(super) struct References(Vec<Normal>);

impl References {
    pub(super) fn of(texts: &[&str], script: &Script) -> Self {
        Self(texts.iter().map(|text| Normal::of(text, script)).collect())
    }

    pub(super) fn indexed(&self) -> Vec<Indexed<'_>> {
        self.0.iter().map(|normal| Indexed::of(&normal.chars)).collect()
    }
}

/// What of a text stands in any of the references, in order and apart from each other.
pub(super) fn quoted(text: &[char], references: &[Indexed<'_>]) -> Vec<Range<usize>> {
    if references.is_empty() {
        return Vec::new();
    }
    let text = Indexed::of(text);
    let range = |run: Run| run.at..run.at + run.length;
    let found = references
        .iter()
        .flat_map(|reference| text.shared_with(reference));
    let mut ranges: Vec<Range<usize>> = found.map(range).collect();
    ranges.sort_unstable_by_key(|range| (range.start, range.end));
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}
