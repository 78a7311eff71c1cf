//! Sets of numbers as a client writes them.

/// `3`, `3:7`, `3:*` and several of these, separated by commas; `None` if a range descends, to which QQ says BAD.
pub(super) fn parse(set: &str, largest: u32) -> Option<Vec<std::ops::RangeInclusive<u32>>> {
    set.split(',')
        .map(|part| {
            let number = |text: &str| {
                if text == "*" {
                    largest
                } else {
                    text.parse().unwrap()
                }
            };
            let (first, last) = part.split_once(':').unwrap_or((part, part));
            let (first, last) = (number(first), number(last));
            match (part.ends_with('*'), first <= last) {
                (_, true) => Some(first..=last),
                // What asks for more than there is gets the last message.
                (true, false) => Some(last..=first),
                (false, false) => None,
            }
        })
        .collect()
}
