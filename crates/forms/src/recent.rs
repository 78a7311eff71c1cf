//! What was made of texts that came before: office programs put many parts into every file unchanged, and forms that were
//! filled in come from one blank.

use crate::compare::equal;

/// Texts that are remembered at the same time.
const SLOTS: usize = 64;
/// Texts of which it is known that they came.
const SEEN: usize = 512;
/// Bytes of the longest text that is remembered.
const LONGEST: usize = 32 << 10;
/// Bytes of the longest text that is remembered at once.
const SHORT: usize = 512;
/// Bytes of a text that are looked at to tell it from most others.
const SAMPLES: usize = 16;

/// Values by the bytes that they were made of. A value is kept for long when it had to be made for the second time, so
/// that texts that are different in every file cost next to nothing and drive out none that come again.
#[derive(Debug)]
pub(crate) struct Recent<V> {
    /// Marks of texts that came.
    seen: Vec<u64>,
    /// Each text has two places.
    made: Vec<Option<Kept<V>>>,
    /// Values of texts that came once, each in one place; none for texts as long as parts.
    fresh: Vec<Option<Kept<V>>>,
}

/// What was made of a text.
#[derive(Debug)]
struct Kept<V> {
    mark: Mark,
    bytes: Vec<u8>,
    value: V,
}

/// A text that was sought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark(u64);

impl<V> Default for Recent<V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<V> Recent<V> {
    pub(crate) const fn new() -> Self {
        Self {
            seen: Vec::new(),
            made: Vec::new(),
            fresh: Vec::new(),
        }
    }
}

impl<V: Clone> Recent<V> {
    /// What was made of exactly these bytes, or what to keep them by.
    pub(crate) fn find(&self, bytes: &[u8]) -> Result<V, Mark> {
        let mark = Mark::of(bytes);
        let places = [
            self.made.get(mark.place()),
            self.made.get(mark.other_place()),
            self.fresh.get(mark.place()),
        ];
        let mut made = places.into_iter().flatten().flatten();
        made.find(|kept| kept.mark == mark && equal(&kept.bytes, bytes))
            .map(|kept| kept.value.clone())
            .ok_or(mark)
    }

    pub(crate) fn keep(&mut self, mark: Mark, bytes: &[u8], value: impl FnOnce() -> V) {
        if bytes.len() > LONGEST {
            return;
        }
        if self.seen.is_empty() {
            self.seen.resize(SEEN, 0);
            self.made.resize_with(SLOTS, || None);
            self.fresh.resize_with(SLOTS, || None);
        }
        let is_free = |place: &usize| self.made.get(*place).is_some_and(Option::is_none);
        let free = Some(mark.place()).filter(is_free);
        let place = free.unwrap_or_else(|| mark.other_place());
        let Some(seen) = self.seen.get_mut(mark.seen_place()) else {
            return;
        };
        let again = std::mem::replace(seen, mark.0) == mark.0;
        let kept = if again {
            self.made.get_mut(place)
        } else {
            self.fresh.get_mut(mark.place()).filter(|_| bytes.len() <= SHORT)
        };
        if let Some(kept) = kept {
            *kept = Some(Kept {
                mark,
                bytes: bytes.to_vec(),
                value: value(),
            });
        }
    }
}

impl Mark {
    fn of(bytes: &[u8]) -> Self {
        let step = bytes.len() / SAMPLES + 1;
        let sampled = bytes.iter().rev().step_by(step);
        Self(sampled.fold(bytes.len() as u64 + 1, |mark, byte| {
            (mark ^ u64::from(*byte)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
        }))
    }

    fn place(self) -> usize {
        usize::try_from(self.0 >> 40).unwrap_or_default() % SLOTS
    }

    fn seen_place(self) -> usize {
        usize::try_from(self.0 >> 16).unwrap_or_default() % SEEN
    }

    fn other_place(self) -> usize {
        usize::try_from(self.0 >> 52).unwrap_or_default() % SLOTS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(recent: &Recent<u8>, bytes: &[u8]) -> Option<u8> {
        recent.find(bytes).ok()
    }

    fn come(recent: &mut Recent<u8>, bytes: &[u8], value: u8) {
        if let Err(mark) = recent.find(bytes) {
            recent.keep(mark, bytes, || value);
        }
    }

    #[test]
    fn only_the_same_bytes_give_what_was_made_of_them() {
        let mut recent = Recent::new();
        assert_eq!(found(&recent, b"<a/>"), None);
        come(&mut recent, b"<a/>", 1);
        assert_eq!(found(&recent, b"<a/>"), Some(1));
        come(&mut recent, b"<a/>", 1);
        assert_eq!(found(&recent, b"<a/>"), Some(1));
        assert_eq!(found(&recent, b"<b/>"), None);
        assert_eq!(found(&recent, b""), None);

        // Alike in every byte that is looked at first.
        let (mut one, mut two) = (vec![b'x'; 1_000], vec![b'x'; 1_000]);
        if let (Some(first), Some(second)) = (one.get_mut(990), two.get_mut(990)) {
            (*first, *second) = (b'1', b'2');
        }
        assert_eq!(Mark::of(&one).0, Mark::of(&two).0);
        come(&mut recent, &one, 2);
        come(&mut recent, &one, 2);
        assert_eq!((found(&recent, &one), found(&recent, &two)), (Some(2), None));
        come(&mut recent, &two, 3);
        assert_eq!((found(&recent, &one), found(&recent, &two)), (Some(2), Some(3)));
    }

    #[test]
    fn texts_that_come_once_drive_out_none_that_come_again() {
        let mut recent = Recent::new();
        let once = |recent: &mut Recent<u8>, numbers: std::ops::Range<u32>| {
            numbers.for_each(|number| come(recent, number.to_string().as_bytes(), 2));
        };
        for form in 0..3 {
            come(&mut recent, b"again", 1);
            once(&mut recent, form * 100..form * 100 + 100);
        }
        once(&mut recent, 1_000..11_000);
        assert_eq!(found(&recent, b"again"), Some(1));
    }

    #[test]
    fn long_texts_are_not_kept() {
        let mut recent = Recent::new();
        let part = vec![b'x'; SHORT + 1];
        come(&mut recent, &part, 1);
        assert_eq!(found(&recent, &part), None, "came once");
        come(&mut recent, &part, 1);
        assert_eq!(found(&recent, &part), Some(1));
        let long = vec![b'x'; LONGEST + 1];
        come(&mut recent, &long, 1);
        come(&mut recent, &long, 1);
        assert_eq!(found(&recent, &long), None);
    }
}
