//! Whose turn it is: one process at a time reads a mailbox, so that a server that counts logins sees one, and what a
//! process writes that was frozen and replaced is rejected by the store.

use std::future::Future;

use chrono::TimeDelta;
use store::{LeaseHolder, MailboxLease, Store, StoreError};
use tokio::time::{Duration, Instant, sleep, timeout};

use crate::error::archiving;
use crate::pass::Clock;
use crate::{FailureKind, ImapError, MailboxSettings, MailboxStatus};

/// A process's place in the line for a mailbox.
pub(crate) struct Turn<'a> {
    store: &'a Store,
    settings: &'a MailboxSettings,
    now: &'a Clock<'a>,
    holder: LeaseHolder,
}

/// The lease, while it lasts.
pub(crate) struct Held<'a> {
    /// Rejects what is written once the lease is lost.
    pub(crate) store: Store,
    lease: MailboxLease,
    turn: &'a Turn<'a>,
}

impl<'a> Turn<'a> {
    pub(crate) fn new(store: &'a Store, settings: &'a MailboxSettings, now: &'a Clock<'a>) -> Self {
        Self {
            store,
            settings,
            now,
            holder: LeaseHolder::random(),
        }
    }

    /// Takes the lease; `None` while another process has it.
    pub(crate) async fn take(&'a self) -> Result<Option<Held<'a>>, ImapError> {
        let mailbox = &self.settings.mailbox;
        let taken = self
            .store
            .take_mailbox(mailbox, &self.holder, (self.now)(), self.duration())
            .await;
        Ok(taken.map_err(archiving)?.map(|lease| Held {
            store: self.store.fenced(&lease),
            lease,
            turn: self,
        }))
    }

    /// Stands by until the lease can be taken.
    pub(crate) async fn wait(&'a self, status: &MailboxStatus) -> Held<'a> {
        loop {
            match self.stand_by(status).await {
                Ok(Some(held)) => {
                    tracing::info!(mailbox = %self.settings.mailbox, fence = held.lease.fence, "reads the mailbox");
                    status.note_reading();
                    return held;
                }
                Ok(None) => {}
                Err(error) => {
                    status.note_failure(error.kind(), (self.now)());
                    tracing::warn!(
                        mailbox = %self.settings.mailbox, error = &error as &dyn std::error::Error,
                        "the lease of the mailbox cannot be asked for"
                    );
                }
            }
            sleep(self.step()).await;
        }
    }

    async fn stand_by(&'a self, status: &MailboxStatus) -> Result<Option<Held<'a>>, ImapError> {
        if let Some(held) = self.take().await? {
            return Ok(Some(held));
        }
        let all = self.store.mailbox_health().await.map_err(archiving)?;
        if let Some(health) = all.iter().find(|health| health.mailbox == self.settings.mailbox) {
            status.note_standby(health);
        }
        Ok(None)
    }

    /// Between two looks at the lease: two may fail before it runs out.
    fn step(&self) -> Duration {
        self.settings.lease / 3
    }

    fn duration(&self) -> TimeDelta {
        TimeDelta::from_std(self.settings.lease).unwrap_or(TimeDelta::MAX)
    }
}

impl Held<'_> {
    /// Does some work for as long as the lease is ours. When it is lost the work is dropped where it stands, and with it
    /// its connection.
    ///
    /// # Errors
    /// [`ImapError::ReadElsewhere`] when the lease is lost.
    pub(crate) async fn during<T>(&self, work: impl Future<Output = T>) -> Result<T, ImapError> {
        tokio::select! {
            () = self.keep() => Err(ImapError::ReadElsewhere),
            done = work => Ok(done),
        }
    }

    /// Renews the lease again and again; ends when that is no longer possible.
    async fn keep(&self) {
        let mut renewed = Instant::now();
        loop {
            sleep(self.turn.step()).await;
            let (now, duration) = ((self.turn.now)(), self.turn.duration());
            let renewal = self.turn.store.renew_mailbox(&self.lease, now, duration);
            match timeout(self.turn.settings.lease, renewal).await {
                Ok(Ok(())) => renewed = Instant::now(),
                Ok(Err(StoreError::LeaseLost { .. })) => return,
                Ok(Err(_)) | Err(_) if renewed.elapsed() >= self.turn.settings.lease => {
                    // Others may have it by now.
                    tracing::warn!(mailbox = %self.lease.mailbox, "the lease ran out before it was renewed");
                    return;
                }
                Ok(Err(_)) | Err(_) => {
                    tracing::warn!(mailbox = %self.lease.mailbox, "the lease of the mailbox was not renewed");
                }
            }
        }
    }

    /// Tells all processes how a pass ended.
    pub(crate) async fn tell(&self, failure: Option<FailureKind>) {
        let now = (self.turn.now)();
        let told = self
            .turn
            .store
            .note_mailbox_health(&self.lease, failure.map(FailureKind::as_str), now)
            .await;
        if let Err(error) = told {
            tracing::warn!(
                mailbox = %self.lease.mailbox, error = &error as &dyn std::error::Error,
                "the state of the mailbox was not noted"
            );
        }
    }

    /// Lets another process read at once.
    pub(crate) async fn end(self) {
        if let Err(error) = self.turn.store.release_mailbox(&self.lease).await {
            // It runs out by itself.
            tracing::warn!(
                mailbox = %self.lease.mailbox, error = &error as &dyn std::error::Error,
                "the lease of the mailbox was not given up"
            );
        }
    }
}
