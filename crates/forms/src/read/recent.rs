//! What was made of parts that came before: office programs put many parts into every file unchanged, and forms that were
//! filled in come from one blank.

/// Parts that are remembered at the same time.
const SLOTS: usize = 32;
/// Bytes of the longest part that is remembered.
const LONGEST: usize = 32 << 10;
/// Bytes of a part that are looked at to tell it from most others.
const SAMPLES: usize = 16;

/// Values by the bytes that they were made of. A value is kept when its bytes come for the second time, so that parts that are different
/// in every file cost next to nothing.
pub(super) struct Recent<V> {
    slots: Vec<Slot<V>>,
}

struct Slot<V> {
    mark: u64,
    made: Option<(Vec<u8>, V)>,
}

impl<V: Clone> Recent<V> {
    pub(super) const fn new() -> Self {
        Self { slots: Vec::new() }
    }

    /// What was made of exactly these bytes.
    pub(super) fn find(&self, bytes: &[u8]) -> Option<V> {
        let mark = mark(bytes);
        let slot = self.slots.get(place(mark)).filter(|slot| slot.mark == mark)?;
        let (known, value) = slot.made.as_ref()?;
        (known == bytes).then(|| value.clone())
    }

    pub(super) fn keep(&mut self, bytes: &[u8], value: impl FnOnce() -> V) {
        if bytes.len() > LONGEST {
            return;
        }
        if self.slots.is_empty() {
            let empty = || Slot { mark: 0, made: None };
            self.slots.resize_with(SLOTS, empty);
        }
        let mark = mark(bytes);
        if let Some(slot) = self.slots.get_mut(place(mark)) {
            let again = slot.mark == mark;
            *slot = Slot {
                mark,
                made: again.then(|| (bytes.to_vec(), value())),
            };
        }
    }
}

fn place(mark: u64) -> usize {
    usize::try_from(mark >> 32).unwrap_or_default() % SLOTS
}

fn mark(bytes: &[u8]) -> u64 {
    let step = bytes.len() / SAMPLES + 1;
    let sampled = bytes.iter().rev().step_by(step);
    sampled.fold(bytes.len() as u64 + 1, |mark, byte| {
        (mark ^ u64::from(*byte)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_bytes_give_what_was_made_of_them() {
        let mut recent = Recent::new();
        assert_eq!(recent.find(b"<a/>"), None);
        recent.keep(b"<a/>", || 1);
        assert_eq!(recent.find(b"<a/>"), None, "seen once only");
        recent.keep(b"<a/>", || 1);
        assert_eq!(recent.find(b"<a/>"), Some(1));
        assert_eq!(recent.find(b"<b/>"), None);
        assert_eq!(recent.find(b""), None);

        // Alike in every byte that is looked at first.
        let (mut one, mut two) = (vec![b'x'; 100], vec![b'x'; 100]);
        if let (Some(first), Some(second)) = (one.get_mut(97), two.get_mut(97)) {
            (*first, *second) = (b'1', b'2');
        }
        assert_eq!(mark(&one), mark(&two));
        recent.keep(&one, || 2);
        recent.keep(&one, || 2);
        assert_eq!((recent.find(&one), recent.find(&two)), (Some(2), None));
        recent.keep(&two, || 3);
        assert_eq!((recent.find(&one), recent.find(&two)), (None, Some(3)));
    }

    #[test]
    fn long_parts_are_not_kept() {
        let mut recent = Recent::new();
        let long = vec![b'x'; LONGEST + 1];
        recent.keep(&long, || 1);
        recent.keep(&long, || 1);
        assert_eq!(recent.find(&long), None);
    }
}
