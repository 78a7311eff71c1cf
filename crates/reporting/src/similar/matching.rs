//! What two texts really share: runs of equal characters, found by comparing the characters themselves.

use super::RUN;
use super::fingerprint::hashes;

/// Fewest characters in a row that count beside a run that is already found.
pub(super) const BESIDE: usize = 8;
/// At most so many characters of either text may lie between such neighbours.
pub(super) const GAP: usize = 10;
/// Of places at which a text repeats itself, so many are tried.
const REPEATS: usize = 64;

/// A text in which runs can be looked up.
#[derive(Debug)]
pub(super) struct Indexed<'a> {
    chars: &'a [char],
    reversed: Vec<char>,
    hashes: Vec<u64>,
    /// Hash and place of each run of [`RUN`], by hash.
    places: Vec<(u64, usize)>,
}

/// Equal characters in two texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    /// Where it begins in the text.
    pub(super) at: usize,
    /// Where it begins in the other text.
    pub(super) other: usize,
    pub(super) length: usize,
}

impl<'a> Indexed<'a> {
    pub(super) fn of(chars: &'a [char]) -> Self {
        let hashes = hashes(chars, RUN);
        let mut places: Vec<(u64, usize)> = hashes.iter().copied().zip(0..).collect();
        places.sort_unstable();
        Self {
            chars,
            reversed: chars.iter().rev().copied().collect(),
            hashes,
            places,
        }
    }

    /// Runs of this text that the other one has too, in order and apart from each other: all of at least [`RUN`]
    /// characters, and those of at least [`BESIDE`] next to them, so that small changes do not hide the rest.
    pub(super) fn shared_with(&self, other: &Indexed<'_>) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        let mut at = 0;
        while let Some(hash) = self.hashes.get(at) {
            let Some(run) = self.longest(at, *hash, other) else {
                at += 1;
                continue;
            };
            let floor = runs.last().map_or(0, |run| run.at + run.length);
            runs.extend(self.before(run, floor, other).into_iter().rev());
            runs.push(run);
            runs.extend(self.after(run, other));
            at = runs.last().map_or(at, |run| run.at + run.length);
        }
        runs
    }

    /// The longest run that begins at this place.
    fn longest(&self, at: usize, hash: u64, other: &Indexed<'_>) -> Option<Run> {
        let first = other.places.partition_point(|(known, _)| *known < hash);
        let same = other.places.get(first..)?.iter().take(REPEATS);
        let mut longest: Option<Run> = None;
        for (_, place) in same.take_while(|(known, _)| *known == hash) {
            let length = in_common(tail(self.chars, at), tail(other.chars, *place));
            if length >= RUN && longest.is_none_or(|known| length > known.length) {
                longest = Some(Run {
                    at,
                    other: *place,
                    length,
                });
            }
        }
        longest
    }

    fn after(&self, run: Run, other: &Indexed<'_>) -> Vec<Run> {
        let (at, place) = (run.at + run.length, run.other + run.length);
        let mut runs = neighbours(tail(self.chars, at), tail(other.chars, place));
        for found in &mut runs {
            found.at += at;
            found.other += place;
        }
        runs
    }

    /// The same to the left, down to `floor`.
    fn before(&self, run: Run, floor: usize, other: &Indexed<'_>) -> Vec<Run> {
        let (here, there) = (self.chars.len(), other.chars.len());
        let back = tail(&self.reversed, here - run.at);
        let room = back.get(..run.at.saturating_sub(floor)).unwrap_or(back);
        let mut runs = neighbours(room, tail(&other.reversed, there - run.other));
        for found in &mut runs {
            found.at = run.at - found.at - found.length;
            found.other = run.other - found.other - found.length;
        }
        runs
    }
}

fn tail(chars: &[char], from: usize) -> &[char] {
    chars.get(from..).unwrap_or(&[])
}

fn in_common(one: &[char], other: &[char]) -> usize {
    one.iter()
        .zip(other)
        .take_while(|(one, other)| one == other)
        .count()
}

/// Runs that follow each other from the beginning of both texts on, small gaps between them.
fn neighbours(one: &[char], other: &[char]) -> Vec<Run> {
    let mut runs = Vec::new();
    let (mut at, mut place) = (0, 0);
    while let Some(run) = next(tail(one, at), tail(other, place)) {
        runs.push(Run {
            at: at + run.at,
            other: place + run.other,
            length: run.length,
        });
        at += run.at + run.length;
        place += run.other + run.length;
    }
    runs
}

/// The nearest run, of those with the least gap in both texts together.
fn next(one: &[char], other: &[char]) -> Option<Run> {
    let gaps = (1..=2 * GAP).flat_map(|sum| {
        let least = sum - GAP.min(sum);
        (least..=sum.min(GAP)).map(move |gap| (gap, sum - gap))
    });
    for (at, place) in gaps {
        let length = in_common(tail(one, at), tail(other, place));
        if length >= BESIDE {
            return Some(Run {
                at,
                other: place,
                length,
            });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(one: &str, other: &str) -> Vec<String> {
        let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
        let runs = Indexed::of(&one).shared_with(&Indexed::of(&other));
        let text = |run: &Run| -> String {
            let text: String = one[run.at..run.at + run.length].iter().collect();
            assert!(
                other[run.other..run.other + run.length]
                    .iter()
                    .collect::<String>()
                    == text
            );
            text
        };
        runs.iter().map(text).collect()
    }

    const LONG: &str = "子丑寅卯辰巳午未申酉戌亥甲乙丙丁";

    #[test]
    fn twelve_characters_are_no_run_and_thirteen_are() {
        let twelve: String = LONG.chars().take(12).collect();
        let thirteen: String = LONG.chars().take(13).collect();
        assert!(shared(&format!("一{twelve}二"), &format!("三{twelve}四")).is_empty());
        assert_eq!(
            shared(&format!("一{thirteen}二"), &format!("三{thirteen}四")),
            [thirteen]
        );
    }

    #[test]
    fn small_changes_beside_a_run_do_not_hide_the_rest() {
        let one = format!("天地玄黄宇宙洪荒改日月昭昭{LONG}盈昃辰宿列张寒来暑往冬");
        let other = format!("天地玄黄宇宙洪荒星光{LONG}之盈昃辰宿列张寒来秋收冬藏");
        assert_eq!(
            shared(&one, &other),
            ["天地玄黄宇宙洪荒", LONG, "盈昃辰宿列张寒来"]
        );
        let apart = format!("{LONG}一二三四五六七八九十百盈昃辰宿列张寒来");
        assert_eq!(
            shared(&apart, &format!("{LONG}盈昃辰宿列张寒来")),
            [LONG],
            "too far away"
        );
    }

    #[test]
    fn what_was_moved_or_repeated_is_found_again() {
        let (first, second) = (LONG, "东西南北春夏秋冬梅兰竹菊松柏");
        let one = format!("{first}一{second}");
        let other = format!("{second}二{first}");
        assert_eq!(shared(&one, &other), [first, second]);
        assert_eq!(shared(&format!("{first}三{first}"), &other), [first, first]);
        assert_eq!(shared(&"哈".repeat(100), &"哈".repeat(300)), ["哈".repeat(100)]);
    }
}
