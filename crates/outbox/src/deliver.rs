//! One round: everything that is due, one letter after another.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use domain::directory::Directory;
use domain::ids::NoticeId;
use domain::letter::{Letter, LetterKey, LetterRecord};
use domain::notice::Notice;
use store::{CameTo, Gathered, Sending, Store};
use tokio::sync::watch;

use crate::addressing::{Destination, Shunned, destination};
use crate::enclosed;
use crate::error::{OutboxError, Stage, Trouble};
use crate::folder;
use crate::remind::{Still, still_due};
use crate::render::{About, RenderedLetter, render_with};
use crate::retry::{Lasting, after_outage, retry_at};
use crate::settings::{OutboxSettings, Transport};
use crate::smtp::{Line, Refusal, Smtp};
use crate::templates::{TemplateProblem, Templates};

/// Tells the time.
pub type Clock = dyn Fn() -> DateTime<Utc> + Send + Sync;

/// A claimed letter belongs to the one who claimed it for this long: well over what sending one may take.
const LEASE_MINUTES: i64 = 10;

/// How long a letter without an address, or whose template is wrong, waits before it is looked at again.
const UNTIL_MENDED: Duration = Duration::minutes(10);

/// Why a letter that answers mail waits for a person although letters go out by themselves.
const MANY_IN_A_DAY: &str = "一天内已向该邮箱发出多封答复，可能是双方的程序在自动往复，请人工核对后批准发送";

/// Why a receipt waits after another to the same address.
const SOON_AFTER: &str = "一小时内已向该邮箱发过回执，到时合并为一封发出";

/// What a round did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Letters that left.
    pub sent: u32,
    /// Letters that were given up.
    pub failed: u32,
    /// Letters that will be tried again.
    pub retried: u32,
    /// Reminders that were not needed any more.
    pub cancelled: u32,
}

/// Delivers what is due, until nothing is.
///
/// Each letter is claimed, rendered, archived, sent and marked, in this order. A letter that is refused waits or is
/// given up, and the round goes on; a mail server that cannot be used ends the round with
/// [`OutboxError::Interrupted`], and no letter is given up for that.
pub async fn deliver(
    store: &Store,
    settings: &OutboxSettings,
    now: &Clock,
) -> Result<Delivered, OutboxError> {
    deliver_unless(store, settings, now, None).await
}

/// [`deliver`], which ends after the letter at hand when `stop` says so.
pub(crate) async fn deliver_unless(
    store: &Store,
    settings: &OutboxSettings,
    now: &Clock,
    stop: Option<&watch::Receiver<bool>>,
) -> Result<Delivered, OutboxError> {
    settings.check()?;
    let mut round = Round {
        store,
        settings,
        now,
        smtp: Smtp::new(&settings.transport),
        books: None,
        delivered: Delivered::default(),
    };
    // On the heap: a connection under TLS makes it larger than a caller should carry.
    let result = Box::pin(round.work(stop)).await;
    round.smtp.quit().await;
    result.map(|()| round.delivered)
}

struct Round<'a> {
    store: &'a Store,
    settings: &'a OutboxSettings,
    now: &'a Clock,
    smtp: Smtp<'a>,
    books: Option<Arc<Books>>,
    delivered: Delivered,
}

/// What a round knows of notices and societies. Read once for each round.
struct Books {
    notices: Vec<Notice>,
    directory: Directory,
    shunned: Shunned,
    templates: BTreeMap<NoticeId, Templates>,
}

/// What leaves as one letter.
struct Outgoing {
    lead: LetterRecord,
    /// Receipts that leave within it.
    gathered: Vec<LetterRecord>,
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

impl Outgoing {
    fn records(&self) -> impl Iterator<Item = &LetterRecord> {
        std::iter::once(&self.lead).chain(&self.gathered)
    }

    fn keys(&self) -> impl Iterator<Item = &LetterKey> {
        self.records().map(|record| &record.letter.key)
    }
}

impl Round<'_> {
    async fn work(&mut self, stop: Option<&watch::Receiver<bool>>) -> Result<(), OutboxError> {
        let lease = Duration::minutes(LEASE_MINUTES);
        while !stop.is_some_and(|stop| *stop.borrow()) {
            if self.store.outbox_pause().await?.is_some() {
                break;
            }
            let Some(mut stored) = self.store.claim_letter((self.now)(), lease).await? else {
                break;
            };
            if !self.still_due(&mut stored).await? || !self.has_address(&mut stored).await? {
                continue;
            }
            if self.store.needs_person(&stored, (self.now)()).await? {
                let key = &stored.letter.key;
                self.store.letter_waits_for_person(key, MANY_IN_A_DAY).await?;
                self.delivered.retried += 1;
                tracing::warn!(letter = %key, "so many answers to one address in a day may be a loop: a person decides");
                continue;
            }
            let gathered = match self.store.gather_receipts(&stored, (self.now)(), lease).await? {
                Gathered::With(gathered) => gathered,
                Gathered::Later(until) => {
                    self.hold_up(&stored.letter.key, until, SOON_AFTER).await?;
                    continue;
                }
            };
            let outgoing = Outgoing {
                lead: stored,
                gathered,
            };
            match self.words(&outgoing).await {
                Ok(rendered) => self.send(&outgoing, &rendered).await?,
                Err(OutboxError::Unsendable { what }) => self.give_up(&outgoing, what).await?,
                Err(OutboxError::Template(problem)) => self.wait_for_words(&outgoing, &problem).await?,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Whether a letter still has something to say; a reminder lists what is missing at this moment.
    async fn still_due(&mut self, stored: &mut LetterRecord) -> Result<bool, OutboxError> {
        let key = stored.letter.key.clone();
        match still_due(self.store, stored, self.settings.schedule(), (self.now)()).await? {
            Still::Due(letter) => {
                stored.letter = *letter;
                Ok(true)
            }
            Still::Waits { until, why } => {
                self.hold_up(&key, until, why).await?;
                Ok(false)
            }
            Still::Over { why } => {
                self.store.letter_not_needed(&key, why).await?;
                self.delivered.cancelled += 1;
                tracing::info!(letter = %key, "reminder is not due any more");
                Ok(false)
            }
        }
    }

    async fn hold_up(&mut self, key: &LetterKey, until: DateTime<Utc>, why: &str) -> Result<(), OutboxError> {
        self.store.letter_held_up(key, until, why).await?;
        self.delivered.retried += 1;
        Ok(())
    }

    /// Whether there is an address to which a letter can go: not one from which it or another came back.
    async fn has_address(&mut self, stored: &mut LetterRecord) -> Result<bool, OutboxError> {
        let books = self.books().await?;
        let Some(society) = books.directory.get(&stored.letter.society) else {
            return Ok(true);
        };
        if self.settings.redirect_to.is_some() {
            return Ok(true);
        }
        let came_back_from = match stored.returned {
            0 => BTreeSet::new(),
            _ => self.store.came_back_from(&stored.message_id).await?,
        };
        let key = &stored.letter.key;
        match destination(stored, society, &books.shunned, &came_back_from) {
            Destination::AsWritten => Ok(true),
            Destination::Instead(other) => {
                // The row has it before others are gathered by their address.
                self.store.readdress_letter(key, &other).await?;
                tracing::info!(letter = %key, "goes to another address, since letters to this one came back");
                stored.letter.recipient = other;
                Ok(true)
            }
            Destination::Nowhere { why } => {
                let key = key.clone();
                self.hold_up(&key, (self.now)() + UNTIL_MENDED, &why).await?;
                Ok(false)
            }
        }
    }

    async fn books(&mut self) -> Result<Arc<Books>, OutboxError> {
        if let Some(books) = &self.books {
            return Ok(Arc::clone(books));
        }
        let books = Arc::new(Books {
            notices: self.store.notices().await?,
            directory: self.store.directory().await?,
            shunned: self.store.shunned_addresses((self.now)()).await?,
            templates: own_words(self.store).await?,
        });
        self.books = Some(Arc::clone(&books));
        Ok(books)
    }

    /// The letter in words.
    async fn words(&mut self, outgoing: &Outgoing) -> Result<RenderedLetter, OutboxError> {
        let books = self.books().await?;
        let Outgoing { lead, gathered } = outgoing;
        let letter = &lead.letter;
        let files = enclosed::read(self.store, letter).await?;
        let gathered: Vec<Letter> = gathered.iter().map(|record| record.letter.clone()).collect();
        let notice = books.notices.iter().find(|notice| notice.id == letter.notice);
        let standard = Templates::default();
        let templates = books.templates.get(&letter.notice).unwrap_or(&standard);
        match (notice, books.directory.get(&letter.society)) {
            (Some(notice), Some(society)) => render_with(
                (letter, &gathered),
                &files,
                &lead.message_id,
                About {
                    notice,
                    society,
                    templates,
                },
                self.settings,
                (self.now)(),
            ),
            (None, _) => Err(OutboxError::Unsendable {
                what: "its notice does not exist",
            }),
            (_, None) => Err(OutboxError::Unsendable {
                what: "its society is not in the roster",
            }),
        }
    }

    async fn send(&mut self, outgoing: &Outgoing, rendered: &RenderedLetter) -> Result<(), OutboxError> {
        let Outgoing { lead, gathered } = outgoing;
        let key = &lead.letter.key;
        let archived = self.store.put_original(&rendered.bytes).await?;
        let sent = match &self.settings.transport {
            Transport::Folder(folder) => folder::put(folder, key, &rendered.bytes)
                .await
                .map_err(Refusal::from),
            Transport::Smtp { .. } => self.smtp.send(rendered).await,
        };
        match sent {
            Ok(()) => {
                let sending = Sending {
                    letter: &lead.letter,
                    gathered,
                    message_id: &lead.message_id,
                    subject: &rendered.subject,
                    redirected_to: self.settings.redirect_to.as_deref(),
                    original: &archived,
                };
                self.store.letter_sent(&sending, (self.now)()).await?;
                self.delivered.sent += 1;
                tracing::info!(letter = %key, receipts = gathered.len() + 1, "letter sent");
                Ok(())
            }
            Err(refusal) => self.refused(outgoing, refusal).await,
        }
    }

    async fn refused(&mut self, outgoing: &Outgoing, refusal: Refusal) -> Result<(), OutboxError> {
        let Refusal {
            trouble,
            lasting,
            line,
        } = refusal;
        self.note(outgoing, &trouble, lasting).await?;
        match line {
            Line::Open => Ok(()),
            Line::Down => Err(OutboxError::Interrupted {
                so_far: self.delivered,
                source: trouble,
            }),
        }
    }

    async fn note(
        &mut self,
        outgoing: &Outgoing,
        trouble: &Trouble,
        lasting: Lasting,
    ) -> Result<(), OutboxError> {
        let key = &outgoing.lead.letter.key;
        let error = trouble.to_string();
        let again = if trouble.stage.concerns_all() {
            let again = after_outage((self.now)());
            for key in outgoing.keys() {
                self.store.letter_held_up(key, again, &error).await?;
            }
            Some(again)
        } else {
            // One of those gathered may be what is not taken: each is tried alone before it is given up.
            let lasting = match trouble.stage {
                Stage::Content if !outgoing.gathered.is_empty() => Lasting::Passing,
                _ => lasting,
            };
            let now = (self.now)();
            for record in outgoing.records() {
                let again = retry_at(record, lasting, now);
                self.store
                    .letter_failed(&record.letter.key, again, trouble.came_to(), &error)
                    .await?;
            }
            retry_at(&outgoing.lead, lasting, now)
        };
        match again {
            Some(_) => self.delivered.retried += 1,
            None => self.delivered.failed += 1,
        }
        // The reason may hold what a server repeats of the letter: it is kept with the letter and not logged.
        tracing::warn!(
            letter = %key,
            stage = trouble.stage.as_str(),
            code = trouble.code,
            given_up = again.is_none(),
            "letter not delivered"
        );
        Ok(())
    }

    /// Nothing is sent in other words than those that the office chose: the letter waits, and its remark says why.
    async fn wait_for_words(
        &mut self,
        outgoing: &Outgoing,
        problem: &TemplateProblem,
    ) -> Result<(), OutboxError> {
        let until = (self.now)() + UNTIL_MENDED;
        let why = problem.to_string();
        for key in outgoing.keys() {
            self.store.letter_held_up(key, until, &why).await?;
        }
        self.delivered.retried += 1;
        tracing::warn!(
            letter = %outgoing.lead.letter.key,
            template = problem.template.as_str(),
            line = problem.line,
            "letter waits: the notice's own template cannot word it"
        );
        Ok(())
    }

    async fn give_up(&mut self, outgoing: &Outgoing, what: &'static str) -> Result<(), OutboxError> {
        let key = &outgoing.lead.letter.key;
        for key in outgoing.keys() {
            self.store.letter_failed(key, None, CameTo::Nothing, what).await?;
        }
        self.delivered.failed += 1;
        tracing::warn!(
            letter = %key,
            what,
            "letter given up"
        );
        Ok(())
    }
}
