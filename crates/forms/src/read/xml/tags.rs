//! Tags of a part that came before in it: most tags of a document say the same as one shortly before.

use std::cell::RefCell;

use crate::compare::equal;

/// Tags that are remembered at the same time.
const SLOTS: usize = 64;
/// Bytes of the longest tag that is remembered.
const LONGEST: usize = 120;

/// What a tag means.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Meaning {
    pub(super) name: u32,
    /// Where its attributes stand in the tree.
    pub(super) start: u32,
    pub(super) length: u32,
}

/// The tags of a part so far.
pub(super) struct Tags {
    slots: Vec<Slot>,
    /// Slots of other parts are empty.
    part: u64,
}

/// A tag as it stands in the file.
#[derive(Clone, Default)]
struct Slot {
    raw: String,
    part: u64,
    /// Of [`Names`](super::names::Names): with other namespaces the same words mean something else.
    round: u32,
    meaning: Meaning,
}

thread_local! {
    /// The slots of the part before, for their room.
    static BEFORE: RefCell<Option<Tags>> = const { RefCell::new(None) };
}

impl Tags {
    pub(super) fn new() -> Self {
        let before = BEFORE.with_borrow_mut(Option::take);
        let mut tags = before.unwrap_or_else(|| Self {
            slots: vec![Slot::default(); SLOTS],
            part: 0,
        });
        tags.part += 1;
        tags
    }

    /// What the same tag meant in the same round.
    pub(super) fn find(&self, raw: &str, round: u32) -> Option<Meaning> {
        let slot = self.slots.get(place(raw))?;
        let same =
            slot.part == self.part && slot.round == round && equal(slot.raw.as_bytes(), raw.as_bytes());
        same.then_some(slot.meaning)
    }

    pub(super) fn keep(&mut self, raw: &str, round: u32, meaning: Meaning) {
        if raw.len() > LONGEST {
            return;
        }
        if let Some(slot) = self.slots.get_mut(place(raw)) {
            raw.clone_into(&mut slot.raw);
            (slot.part, slot.round, slot.meaning) = (self.part, round, meaning);
        }
    }

    pub(super) fn keep_for_next(self) {
        BEFORE.set(Some(self));
    }
}

/// The slot of a tag. By its length and these bytes the tags of the test corpus are told apart nearly always.
fn place(raw: &str) -> usize {
    let bytes = raw.as_bytes();
    let byte = |at: usize| bytes.get(at).copied().map_or(0, usize::from);
    let length = bytes.len();
    let ends = byte(length.wrapping_sub(1)) * 16 + byte(length.wrapping_sub(2)) * 61;
    (byte(2) * 63 + byte(3) * 6 + ends + byte(length / 2) * 34 + length * 5) % SLOTS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_another_part_or_round_are_not_known() {
        let meaning = |name| Meaning {
            name,
            ..Meaning::default()
        };
        let mut tags = Tags::new();
        assert_eq!(tags.find("w:p", 1), None);
        tags.keep("w:p", 1, meaning(1));
        tags.keep(r#"w:p w:val="1""#, 1, meaning(2));
        let found = ["w:p", r#"w:p w:val="1""#, "w:r"].map(|raw| tags.find(raw, 1));
        assert_eq!(found, [Some(meaning(1)), Some(meaning(2)), None]);
        assert_eq!(tags.find("w:p", 2), None);
        tags.keep_for_next();
        assert_eq!(Tags::new().find("w:p", 1), None);
        let mut tags = Tags::new();
        let long = "x".repeat(LONGEST + 1);
        tags.keep(&long, 1, meaning(1));
        assert_eq!(tags.find(&long, 1), None);
    }
}
