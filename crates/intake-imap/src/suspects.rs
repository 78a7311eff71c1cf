//! Messages that broke a connection: asked for again ever more seldom, so that they cannot keep the others waiting or
//! make us log in again and again.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::Instant;

/// Never longer between two attempts.
const LONGEST: Duration = Duration::from_hours(6);

/// A message: folder, UIDVALIDITY, UID.
pub(crate) type Place = (String, u64, u32);

/// Messages that broke a connection, while the program runs.
#[derive(Debug, Default)]
pub(crate) struct Suspects(BTreeMap<Place, Suspect>);

#[derive(Debug)]
struct Suspect {
    failures: u32,
    rest_until: Instant,
}

impl Suspects {
    /// Whether the message is to be left alone in this pass.
    pub(crate) fn rests(&self, place: &Place, now: Instant) -> bool {
        self.0.get(place).is_some_and(|suspect| now < suspect.rest_until)
    }

    /// The message broke a connection. The first time may be chance: it is tried again in the next pass.
    pub(crate) fn note(&mut self, place: Place, now: Instant, poll_every: Duration) {
        let suspect = self.0.entry(place).or_insert(Suspect {
            failures: 0,
            rest_until: now,
        });
        let rest = match suspect.failures {
            0 => Duration::ZERO,
            failures => poll_every.saturating_mul(1_u32 << failures.min(16)).min(LONGEST),
        };
        suspect.failures += 1;
        suspect.rest_until = now + rest;
    }

    /// The message came through.
    pub(crate) fn clear(&mut self, place: &Place) {
        self.0.remove(place);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_that_breaks_connections_is_asked_for_ever_more_seldom() {
        let (start, every) = (Instant::now(), Duration::from_mins(1));
        let place: Place = ("INBOX".to_owned(), 1, 7);
        let mut suspects = Suspects::default();
        assert!(!suspects.rests(&place, start));
        suspects.note(place.clone(), start, every);
        assert!(!suspects.rests(&place, start), "the first failure may be chance");
        suspects.note(place.clone(), start, every);
        assert!(suspects.rests(&place, start + every));
        assert!(!suspects.rests(&place, start + every * 2));
        for _ in 0..40 {
            suspects.note(place.clone(), start, every);
        }
        assert!(!suspects.rests(&place, start + LONGEST));
        suspects.clear(&place);
        assert!(!suspects.rests(&place, start));
    }
}
