//! What is remembered of a mailbox from one pass to the next, while the program runs. Nothing depends on it.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::slices::Slices;
use crate::suspects::{Place, Suspects};

/// Time between two passes that look at date and size of every message.
const THOROUGH_EVERY: TimeDelta = TimeDelta::days(1);

/// What is remembered of a mailbox.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// Messages that broke a connection.
    pub(crate) suspects: Suspects,
    /// Messages of which a part is there.
    pub(crate) begun: BTreeMap<Place, Slices>,
    thorough_at: Option<DateTime<Utc>>,
}

impl Memory {
    /// Whether date and size of every message are due to be looked at: at first, and once a day.
    pub(crate) fn is_thorough_due(&self, now: DateTime<Utc>) -> bool {
        self.thorough_at.is_none_or(|at| now - at >= THOROUGH_EVERY)
    }

    pub(crate) fn note_thorough(&mut self, now: DateTime<Utc>) {
        self.thorough_at = Some(now);
    }

    /// Forgets parts of messages of a folder that are no longer wanted.
    pub(crate) fn keep_begun(&mut self, folder: &str, is_wanted: impl Fn(&Place) -> bool) {
        self.begun
            .retain(|place, _| place.0 != folder || is_wanted(place));
    }
}
