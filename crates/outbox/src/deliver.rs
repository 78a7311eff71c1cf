//! One round: everything that is due, over one connection or several.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, Utc};
use domain::directory::Directory;
use domain::ids::NoticeId;
use domain::letter::Letter;
use domain::notice::{Contact, Notice};
use domain::rates::Rates;
use domain::society::Society;
use futures_util::future::join_all;
use store::{Pace, Store};
use tokio::sync::{OnceCell, watch};

use crate::courier::{Courier, End};
use crate::error::OutboxError;
use crate::settings::{OutboxSettings, Transport};
use crate::templates::Templates;

/// Tells the time.
pub type Clock = dyn Fn() -> DateTime<Utc> + Send + Sync;

/// What a round did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Letters that left.
    pub sent: u32,
    /// Letters that were given up.
    pub failed: u32,
    /// Letters that will be tried again, or may not leave yet.
    pub retried: u32,
    /// Reminders that were not needed any more.
    pub cancelled: u32,
}

impl std::ops::AddAssign for Delivered {
    fn add_assign(&mut self, other: Self) {
        self.sent += other.sent;
        self.failed += other.failed;
        self.retried += other.retried;
        self.cancelled += other.cancelled;
    }
}

/// Delivers what is due, until nothing is.
///
/// Each letter is claimed, rendered, archived, sent and marked, in this order. A letter that is refused waits or is
/// given up, and the round goes on; a mail server that cannot be used ends the round with
/// [`OutboxError::Interrupted`], and no letter is given up for that. With several connections the others go on when one
/// breaks, and the round counts as interrupted when none was left.
pub async fn deliver(
    store: &Store,
    settings: &OutboxSettings,
    now: &Clock,
) -> Result<Delivered, OutboxError> {
    deliver_unless(store, settings, now, None).await
}

/// [`deliver`], which ends after the letters at hand when `stop` says so.
pub(crate) async fn deliver_unless(
    store: &Store,
    settings: &OutboxSettings,
    now: &Clock,
    stop: Option<&watch::Receiver<bool>>,
) -> Result<Delivered, OutboxError> {
    settings.check()?;
    let round = &Round::new(store, settings, now, stop);
    let couriers = match &settings.transport {
        Transport::Folder(_) => 1,
        Transport::Smtp(server) => server.connections,
    };
    let mut works = Vec::new();
    for number in 0..couriers {
        let mut courier = Courier::new(round)?;
        works.push(async move {
            let result = if number == 0 {
                let result = courier.work().await;
                // Whoever waits for the first connection need not any more.
                round.line.send_if_modified(Way::end_if_unknown);
                result
            } else if round.first_connection().await {
                courier.work().await
            } else {
                Ok(End::Idle)
            };
            courier.quit().await;
            (result, courier.delivered)
        });
    }
    // On the heap: connections under TLS make it larger than a caller should carry.
    summed_up(Box::pin(join_all(works)).await)
}

fn summed_up(results: Vec<(Result<End, OutboxError>, Delivered)>) -> Result<Delivered, OutboxError> {
    let mut all = Delivered::default();
    let (mut went_well, mut trouble) = (false, None);
    let mut failure = None;
    for (result, delivered) in results {
        all += delivered;
        match result {
            Ok(End::Idle) => {}
            Ok(End::Done) => went_well = true,
            Ok(End::Down(found)) => trouble = Some(found),
            Err(error) => failure = Some(error),
        }
    }
    match (failure, trouble) {
        (Some(error), _) => Err(error),
        (None, Some(source)) if !went_well => Err(OutboxError::Interrupted { so_far: all, source }),
        (None, _) => Ok(all),
    }
}

/// What is known of the way to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// Nobody has tried.
    Unknown,
    /// A letter's sender was taken: so was the password.
    Open,
    /// There is no use in opening connections.
    Over,
}

impl Way {
    fn end_if_unknown(&mut self) -> bool {
        let unknown = *self == Self::Unknown;
        if unknown {
            *self = Self::Over;
        }
        unknown
    }
}

/// What a round knows of notices and societies. Read once for each round.
pub(crate) struct Books {
    pub(crate) notices: Vec<Notice>,
    pub(crate) directory: Directory,
    pub(crate) templates: BTreeMap<NoticeId, Templates>,
    pub(crate) contacts: BTreeMap<NoticeId, Contact>,
}

impl Books {
    pub(crate) async fn read(store: &Store) -> Result<Self, OutboxError> {
        Ok(Self {
            notices: store.notices().await?,
            directory: store.directory().await?,
            templates: own_words(store).await?,
            contacts: store.contacts().await?,
        })
    }

    /// The notice and the society that a letter concerns.
    pub(crate) fn about(&self, letter: &Letter) -> (Option<&Notice>, Option<&Society>) {
        let notice = self.notices.iter().find(|notice| notice.id == letter.notice);
        (notice, self.directory.get(&letter.society))
    }
}

/// The templates that notices brought.
async fn own_words(store: &Store) -> Result<BTreeMap<NoticeId, Templates>, OutboxError> {
    let own = store.letter_templates().await?;
    let own = own.iter().map(|(notice, texts)| {
        let texts = texts.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        (notice.clone(), Templates::of(texts))
    });
    Ok(own.collect())
}

/// What the couriers of a round share.
pub(crate) struct Round<'a> {
    pub(crate) store: &'a Store,
    pub(crate) settings: &'a OutboxSettings,
    pub(crate) now: &'a Clock,
    stop: Option<&'a watch::Receiver<bool>>,
    books: OnceCell<Books>,
    line: watch::Sender<Way>,
    sign_in_failed: AtomicBool,
}

impl<'a> Round<'a> {
    fn new(
        store: &'a Store,
        settings: &'a OutboxSettings,
        now: &'a Clock,
        stop: Option<&'a watch::Receiver<bool>>,
    ) -> Self {
        Self {
            store,
            settings,
            now,
            stop,
            books: OnceCell::new(),
            line: watch::Sender::new(Way::Unknown),
            sign_in_failed: AtomicBool::new(false),
        }
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        (self.now)()
    }

    pub(crate) fn pace(&self) -> Pace<'_> {
        Pace {
            rates: match &self.settings.transport {
                Transport::Folder(_) => Rates::default(),
                Transport::Smtp(server) => server.rates,
            },
            redirected_to: self.settings.redirect_to.as_deref(),
        }
    }

    /// Whether no further letter is to be taken up.
    pub(crate) async fn is_over(&self) -> Result<bool, OutboxError> {
        let stopped = self.stop.is_some_and(|stop| *stop.borrow());
        Ok(stopped
            || self.sign_in_failed.load(Ordering::Relaxed)
            || self.store.outbox_pause().await?.is_some())
    }

    /// What is known of notices and societies.
    pub(crate) async fn books(&self) -> Result<&Books, OutboxError> {
        self.books.get_or_try_init(|| Books::read(self.store)).await
    }

    /// The server takes letters of ours: others may open connections.
    pub(crate) fn way_is_open(&self) {
        self.line.send_if_modified(|line| {
            let unknown = *line == Way::Unknown;
            if unknown {
                *line = Way::Open;
            }
            unknown
        });
    }

    /// The server does not let us in: nobody tries again in this round, so that the account is not locked.
    pub(crate) fn sign_in_failed(&self) {
        self.sign_in_failed.store(true, Ordering::Relaxed);
    }

    /// Waits until the first connection was tried; whether others may be opened.
    async fn first_connection(&self) -> bool {
        let mut line = self.line.subscribe();
        let known = line.wait_for(|line| *line != Way::Unknown).await;
        known.is_ok_and(|line| *line == Way::Open)
    }
}
