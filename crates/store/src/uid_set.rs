//! Sets of UIDs as IMAP writes them: `1:4000,4007`. A folder of 40,000 messages is a few characters.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::ops::RangeInclusive;

/// The set as text; empty for the empty set.
pub(crate) fn write(uids: &BTreeSet<u32>) -> String {
    let mut text = String::new();
    for range in ranges(uids) {
        let comma = if text.is_empty() { "" } else { "," };
        // Writing to a String cannot fail.
        let _ = if range.start() == range.end() {
            write!(text, "{comma}{}", range.start())
        } else {
            write!(text, "{comma}{}:{}", range.start(), range.end())
        };
    }
    text
}

/// Reads the text of [`write`]; `None` if it is another.
pub(crate) fn read(text: &str) -> Option<BTreeSet<u32>> {
    let mut uids = BTreeSet::new();
    for part in text.split(',').filter(|part| !part.is_empty()) {
        let (first, last) = part.split_once(':').unwrap_or((part, part));
        let range: RangeInclusive<u32> = first.parse().ok()?..=last.parse().ok()?;
        uids.extend(range);
    }
    Some(uids)
}

fn ranges(uids: &BTreeSet<u32>) -> Vec<RangeInclusive<u32>> {
    let mut ranges: Vec<RangeInclusive<u32>> = Vec::new();
    for uid in uids {
        match ranges.last_mut() {
            Some(range) if range.end().checked_add(1) == Some(*uid) => *range = *range.start()..=*uid,
            _ => ranges.push(*uid..=*uid),
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_share_a_range_and_come_back() {
        let uids = BTreeSet::from([1, 2, 3, 7, 9, 10, u32::MAX]);
        let text = write(&uids);
        assert_eq!(text, "1:3,7,9:10,4294967295");
        assert_eq!(read(&text), Some(uids));
        assert_eq!(read(&write(&BTreeSet::new())), Some(BTreeSet::new()));
    }

    #[test]
    fn what_is_no_set_is_not_read() {
        for text in ["x", "1:", "1-2", "*", "4294967296"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
