//! Sets of UIDs as the protocol writes them: `3:7,9`, ascending, because QQ answers BAD to anything else.

use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Messages asked for in one command.
pub(crate) const LISTED_AT_ONCE: u32 = 1000;
/// Characters of one set: RFC 7162 and older servers ask for command lines below 1000 octets (RFC 2683, 3.2.1.5).
const LONGEST: usize = 900;

/// The wanted ones among all UIDs of a folder (ascending), in as few and short sets as can be. What lies between two
/// neighbours of `all` is no message, so that a range may span it.
pub(crate) fn sets(all: impl Iterator<Item = u32>, wanted: &BTreeSet<u32>) -> Vec<String> {
    let mut sets = Vec::new();
    let mut set = String::new();
    let mut messages = 0;
    let mut range: Option<(u32, u32)> = None;
    let put = |set: &mut String, (first, last): (u32, u32)| {
        let comma = if set.is_empty() { "" } else { "," };
        // Writing to a String cannot fail.
        let _ = if first == last {
            write!(set, "{comma}{first}")
        } else {
            write!(set, "{comma}{first}:{last}")
        };
    };
    for uid in all {
        if !wanted.contains(&uid) {
            if let Some(range) = range.take() {
                put(&mut set, range);
            }
            continue;
        }
        messages += 1;
        range = Some((range.map_or(uid, |(first, _)| first), uid));
        if messages >= LISTED_AT_ONCE || set.len() >= LONGEST {
            if let Some(range) = range.take() {
                put(&mut set, range);
            }
            sets.push(std::mem::take(&mut set));
            messages = 0;
        }
    }
    if let Some(range) = range {
        put(&mut set, range);
    }
    if !set.is_empty() {
        sets.push(set);
    }
    sets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_written_as_a_range_and_known_ones_are_left_out() {
        let wanted = BTreeSet::from([3, 6, 9, 15, 21, 24]);
        assert_eq!(sets((1..10).map(|uid| uid * 3), &wanted), ["3:9,15,21:24"]);
        assert!(sets(1..10, &BTreeSet::new()).is_empty());
    }

    #[test]
    fn no_set_is_longer_than_servers_take() {
        let wanted: BTreeSet<u32> = (0..40_000).map(|n| 3_000_000_000 + n * 2).collect();
        let sets = sets(3_000_000_000..3_000_080_000, &wanted);
        assert!(sets.iter().all(|set| set.len() < 950));
        let count: usize = sets.iter().map(|set| set.split(',').count()).sum();
        assert_eq!(count, 40_000);
    }
}
