//! Whether a letter that was taken up is still ours.

use chrono::{DateTime, Utc};
use domain::letter::LetterKey;
use store::Store;

use crate::deliver::Clock;

/// What gives the right to send.
pub(crate) enum Hold<'a> {
    /// A letter that was handed out to us for a while.
    Letter(LetterHold<'a>),
    /// What is handed over at once after it was handed out, well within its lease.
    AtOnce,
}

/// A letter that was handed out to us for a while.
pub(crate) struct LetterHold<'a> {
    pub(crate) store: &'a Store,
    pub(crate) now: &'a Clock,
    pub(crate) key: &'a LetterKey,
    /// Until when it was handed out.
    pub(crate) lease_end: DateTime<Utc>,
}

impl Hold<'_> {
    /// Whether it still does.
    pub(crate) async fn stands(&self) -> bool {
        match self {
            Self::Letter(letter) => letter.stands().await,
            Self::AtOnce => true,
        }
    }
}

impl LetterHold<'_> {
    /// Frozen for long, we may find that the letter was given to another process, and even sent by it. One who cannot
    /// tell does not send.
    async fn stands(&self) -> bool {
        if (self.now)() >= self.lease_end {
            return false;
        }
        match self.store.holds_letter(self.key, self.lease_end).await {
            Ok(ours) => ours,
            Err(error) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    letter = %self.key,
                    "nobody can say whose letter this is"
                );
                false
            }
        }
    }
}
