//! Short texts compared where they stand: a call of the C library costs more than a word or a tag has bytes.

/// True for the same bytes.
#[inline]
pub(crate) fn equal(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len()
        && match one.len() {
            0 => true,
            1 => ends::<1>(one, other),
            2 | 3 => ends::<2>(one, other),
            4..=7 => ends::<4>(one, other),
            8..=16 => ends::<8>(one, other),
            17..=32 => ends::<16>(one, other),
            _ => one == other,
        }
}

/// True when a text begins with another.
#[inline]
pub(crate) fn begins(text: &str, with: &str) -> bool {
    let start = text.as_bytes().get(..with.len());
    start.is_some_and(|start| equal(start, with.as_bytes()))
}

/// True when a text ends with another.
#[inline]
pub(crate) fn ends_with(text: &str, with: &str) -> bool {
    let end = text.len().checked_sub(with.len());
    let end = end.and_then(|end| text.as_bytes().get(end..));
    end.is_some_and(|end| equal(end, with.as_bytes()))
}

/// The same first and last bytes, as many as `N`: together all of a text that is no longer than twice that.
fn ends<const N: usize>(one: &[u8], other: &[u8]) -> bool {
    one.first_chunk::<N>() == other.first_chunk() && one.last_chunk::<N>() == other.last_chunk()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_compared_byte_by_byte() {
        let text: String = ('!'..='z').collect();
        for length in 0..80 {
            let one = text.get(..length).unwrap();
            assert!(equal(one.as_bytes(), one.to_owned().as_bytes()));
            assert!(begins(&text, one) && ends_with(&text, text.get(length..).unwrap()));
            assert!(!equal(one.as_bytes(), text.as_bytes()));
            for at in 0..length {
                let mut other = one.to_owned().into_bytes();
                if let Some(byte) = other.get_mut(at) {
                    *byte = b'~';
                }
                assert!(!equal(one.as_bytes(), &other), "{length} {at}");
                let other = String::from_utf8(other).unwrap();
                assert!(!begins(&text, &other) && !ends_with(one, &other), "{length} {at}");
            }
        }
        assert!(!begins("学", "学会") && !ends_with("会", "学会"));
        assert!(begins("学会", "学") && ends_with("学会", "会") && begins("", ""));
    }
}
