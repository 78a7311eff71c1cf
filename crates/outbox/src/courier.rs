//! One courier of a round: takes letters up one after another and hands them over, on a connection of its own.

mod not_taken;

use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::letter::{Letter, LetterKey, LetterKind, LetterRecord, Meanwhile};
use domain::society::Society;
use store::{Gathered, Sending};

use crate::addressing::{Destination, destination_now};
use crate::deliver::{Delivered, Round};
use crate::enclosed;
use crate::error::{OutboxError, Trouble};
use crate::folder;
use crate::hold::{Hold, LetterHold};
use crate::meanwhile;
use crate::remind::{Still, still_due};
use crate::render::{About, Bundle, RenderedLetter, render_with};
use crate::settings::Transport;
use crate::smtp::{NotSent, Refusal, Smtp};
use crate::templates::Templates;

/// How long a letter without an address, or whose template is wrong, waits before it is looked at again.
const UNTIL_MENDED: chrono::Duration = chrono::Duration::minutes(10);

/// Why a letter that answers mail waits for a person although letters go out by themselves.
const MANY_IN_A_DAY: &str = "一天内已向该邮箱发出多封答复，可能是双方的程序在自动往复，请人工核对后批准发送";

/// Why somebody of whom nothing is known is not told again that a mail came.
const TOLD_TODAY: &str = "一天内已告知该发件人来件收到，不再重复告知";

/// Why a receipt waits after another to the same address.
const SOON_AFTER: &str = "一小时内已向该邮箱发过回执，到时合并为一封发出";

/// After so many lines that broke one after the other, each over its letter, the server is left alone for a while.
const MOST_BROKEN: u32 = 5;

/// Pauses between attempts to write down that a letter left.
const MARK_AGAIN: [Duration; 4] = [
    Duration::from_millis(200),
    Duration::from_secs(1),
    Duration::from_secs(3),
    Duration::from_secs(9),
];

/// How a courier ended.
#[derive(Debug)]
pub(crate) enum End {
    /// It handed over nothing.
    Idle,
    /// It handed over what there was, and the line stands.
    Done,
    /// The line broke, or was never there.
    Down(Trouble),
}

pub(crate) struct Courier<'a> {
    round: &'a Round<'a>,
    carrier: Carrier<'a>,
    pub(crate) delivered: Delivered,
}

/// What takes letters from a courier.
enum Carrier<'a> {
    Folder(&'a Path),
    Server(Box<Smtp<'a>>),
}

/// What leaves as one letter.
struct Outgoing {
    lead: LetterRecord,
    /// Receipts that leave within it.
    gathered: Vec<LetterRecord>,
    /// Until when they are ours.
    lease_end: DateTime<Utc>,
}

impl Outgoing {
    fn records(&self) -> impl Iterator<Item = &LetterRecord> {
        std::iter::once(&self.lead).chain(&self.gathered)
    }

    fn keys(&self) -> impl Iterator<Item = &LetterKey> {
        self.records().map(|record| &record.letter.key)
    }
}

impl<'a> Courier<'a> {
    pub(crate) fn new(round: &'a Round<'a>) -> Result<Self, OutboxError> {
        let carrier = match &round.settings.transport {
            Transport::Folder(folder) => Carrier::Folder(folder),
            Transport::Smtp(server) => Carrier::Server(Box::new(Smtp::new(server)?)),
        };
        Ok(Self {
            round,
            carrier,
            delivered: Delivered::default(),
        })
    }

    /// Works until nothing is due, the line breaks or the round is over.
    pub(crate) async fn work(&mut self) -> Result<End, OutboxError> {
        let (mut end, mut broken) = (End::Idle, 0);
        while !self.round.is_over().await? {
            let Some(stored) = self.next().await? else {
                break;
            };
            let Some(outgoing) = self.made_up(stored).await? else {
                continue;
            };
            match self.worded(&outgoing).await {
                Ok(rendered) => match self.send(&outgoing, &rendered).await? {
                    // What broke over one letter may carry the next: that one waits now, and a line is made anew.
                    Some(trouble) if trouble.stage.concerns_all() || broken == MOST_BROKEN => {
                        return Ok(End::Down(trouble));
                    }
                    Some(_) => broken += 1,
                    None => (end, broken) = (End::Done, 0),
                },
                Err(OutboxError::Unsendable { what }) => self.give_up(&outgoing, what).await?,
                Err(OutboxError::Template(problem)) => self.wait_for_words(&outgoing, &problem).await?,
                Err(error) => return Err(error),
            }
        }
        Ok(end)
    }

    /// Takes leave of the server.
    pub(crate) async fn quit(&mut self) {
        if let Carrier::Server(smtp) = &mut self.carrier {
            smtp.quit().await;
        }
    }

    async fn next(&mut self) -> Result<Option<LetterRecord>, OutboxError> {
        let Round { store, .. } = self.round;
        let (now, lease) = (self.round.now(), self.round.settings.lease());
        let claimed = store.claim_letters(now, lease, 1, self.round.pace()).await?;
        if claimed.waiting > 0 {
            self.delivered.retried += u32::try_from(claimed.waiting).unwrap_or(u32::MAX);
            tracing::info!(
                letters = claimed.waiting,
                "letters wait for the rates to allow them"
            );
        }
        Ok(claimed.letters.into_iter().next())
    }

    /// The letter with what leaves within it, if it is to leave now.
    async fn made_up(&mut self, mut lead: LetterRecord) -> Result<Option<Outgoing>, OutboxError> {
        let lease_end = lead.due_at;
        let written = lead.letter.recipient.clone();
        if !self.still_due(&mut lead).await? || !self.has_address(&mut lead).await? {
            return Ok(None);
        }
        let Round { store, settings, .. } = self.round;
        if lead.letter.recipient != written && settings.redirect_to.is_none() {
            // The row has it before others are gathered by their address.
            store.readdress_letter(&mut lead, self.round.now()).await?;
        }
        if store.needs_person(&lead, self.round.now()).await? {
            let key = &lead.letter.key;
            store.letter_waits_for_person(key, MANY_IN_A_DAY).await?;
            self.delivered.retried += 1;
            tracing::warn!(letter = %key, "so many answers to one address in a day may be a loop: a person decides");
            return Ok(None);
        }
        if self.is_to_stranger(&lead.letter).await?
            && !store.may_tell_stranger(&lead, self.round.now()).await?
        {
            store.letter_not_needed(&lead.letter.key, TOLD_TODAY).await?;
            self.delivered.cancelled += 1;
            return Ok(None);
        }
        let gathered = store
            .gather_receipts(&lead, self.round.now(), self.round.settings.lease())
            .await?;
        match gathered {
            Gathered::With(gathered) => {
                let gathered = self.still_said(&lead, gathered).await?;
                Ok(Some(Outgoing {
                    lead,
                    gathered,
                    lease_end,
                }))
            }
            Gathered::Later(until) => {
                self.hold_up(&lead.letter.key, until, SOON_AFTER).await?;
                Ok(None)
            }
        }
    }

    /// Those of the letters that would leave within another one that still say something new. What may have left before
    /// leaves again as it was.
    async fn still_said(
        &mut self,
        lead: &LetterRecord,
        gathered: Vec<LetterRecord>,
    ) -> Result<Vec<LetterRecord>, OutboxError> {
        if lead.worded_at.is_some() {
            return Ok(gathered);
        }
        let mut still = Vec::with_capacity(gathered.len());
        for mut record in gathered {
            if self.still_due(&mut record).await? {
                still.push(record);
            }
        }
        Ok(still)
    }

    /// Whether a letter tells somebody of whom the roster knows nothing that a mail came.
    async fn is_to_stranger(&self, letter: &Letter) -> Result<bool, OutboxError> {
        if letter.key.kind != LetterKind::Acknowledgement {
            return Ok(false);
        }
        let books = self.round.books().await?;
        Ok(books.directory.registered(&letter.recipient).is_empty())
    }

    /// Whether a letter still has something to say; a reminder lists what is missing at this moment.
    async fn still_due(&mut self, stored: &mut LetterRecord) -> Result<bool, OutboxError> {
        let key = stored.letter.key.clone();
        let Round { store, settings, .. } = self.round;
        match still_due(store, stored, settings.schedule(), self.round.now()).await? {
            Still::Due(letter) => {
                if *letter != stored.letter {
                    // It says something else than what may have left: also when.
                    stored.worded_at = None;
                }
                stored.letter = *letter;
                Ok(true)
            }
            Still::Waits { until, why } => {
                self.hold_up(&key, until, why).await?;
                Ok(false)
            }
            Still::Over { why } => {
                store.letter_not_needed(&key, why).await?;
                self.delivered.cancelled += 1;
                tracing::info!(letter = %key, "reminder is not due any more");
                Ok(false)
            }
        }
    }

    async fn hold_up(&mut self, key: &LetterKey, until: DateTime<Utc>, why: &str) -> Result<(), OutboxError> {
        self.round.store.letter_held_up(key, until, why).await?;
        self.delivered.retried += 1;
        Ok(())
    }

    /// Whether there is an address to which a letter can go: not one from which it or another came back.
    async fn has_address(&mut self, stored: &mut LetterRecord) -> Result<bool, OutboxError> {
        let Round { store, settings, .. } = self.round;
        let books = self.round.books().await?;
        let Some(society) = books.directory.get(&stored.letter.society) else {
            return Ok(true);
        };
        if settings.redirect_to.is_some() {
            return Ok(true);
        }
        let key = &stored.letter.key;
        match destination_now(store, stored, society, self.round.now()).await? {
            Destination::AsWritten => Ok(true),
            Destination::Instead(other) => {
                tracing::info!(letter = %key, "goes to another address, since letters to this one came back");
                stored.letter.recipient = other;
                Ok(true)
            }
            Destination::Nowhere { why } => {
                let key = key.clone();
                self.hold_up(&key, self.round.now() + UNTIL_MENDED, &why).await?;
                Ok(false)
            }
        }
    }

    /// The letter as it leaves.
    async fn worded(&self, outgoing: &Outgoing) -> Result<RenderedLetter, OutboxError> {
        let meanwhile = self.meanwhile(outgoing).await?;
        let words = self.words(outgoing, &meanwhile).await?;
        self.round.settings.signed(words, self.worded_at(outgoing))
    }

    /// What had come by other mail when the letter is worded. What may have left already is not asked again.
    async fn meanwhile(&self, outgoing: &Outgoing) -> Result<Meanwhile, OutboxError> {
        let Round { store, settings, .. } = self.round;
        let Outgoing { lead, gathered, .. } = outgoing;
        let (key, may_have_left) = (&lead.letter.key, lead.worded_at.is_some());
        if !meanwhile::matters(key.kind) {
            return Ok(Meanwhile::default());
        }
        let kept = if may_have_left {
            store.letter_meanwhile(key).await?
        } else {
            None
        };
        if let Some(kept) = kept {
            return Ok(kept);
        }
        let books = self.round.books().await?;
        let letters: Vec<&Letter> = gathered.iter().map(|record| &record.letter).collect();
        let letters = [&[&lead.letter], letters.as_slice()].concat();
        let about = books.about(&lead.letter);
        let found = meanwhile::find(store, &letters, about, settings.redirect_to.is_some()).await?;
        store.keep_meanwhile(key, outgoing.lease_end, &found).await?;
        Ok(found)
    }

    /// The letter in words.
    async fn words(&self, outgoing: &Outgoing, meanwhile: &Meanwhile) -> Result<RenderedLetter, OutboxError> {
        let books = self.round.books().await?;
        let Outgoing { lead, gathered, .. } = outgoing;
        let letter = &lead.letter;
        let files = enclosed::read(self.round.store, letter).await?;
        let gathered: Vec<Letter> = gathered.iter().map(|record| record.letter.clone()).collect();
        let notice = books.notices.iter().find(|notice| notice.id == letter.notice);
        let standard = Templates::default();
        let templates = books.templates.get(&letter.notice).unwrap_or(&standard);
        let nobody = letter.society.is_nobodys().then(Society::nobody);
        match (notice, books.directory.get(&letter.society).or(nobody.as_ref())) {
            (Some(notice), Some(society)) => render_with(
                Bundle {
                    lead: letter,
                    gathered: &gathered,
                    meanwhile,
                    files: &files,
                },
                &lead.message_id,
                About {
                    notice,
                    society,
                    templates,
                    contact: books.contacts.get(&letter.notice),
                },
                self.round.settings,
                self.worded_at(outgoing),
            ),
            (None, _) => Err(OutboxError::Unsendable {
                what: "its notice does not exist",
            }),
            (_, None) => Err(OutboxError::Unsendable {
                what: "its society is not in the roster",
            }),
        }
    }

    /// As of when it is worded and signed: what may have left already is repeated to the byte.
    fn worded_at(&self, outgoing: &Outgoing) -> DateTime<Utc> {
        outgoing.lead.worded_at.unwrap_or_else(|| self.round.now())
    }

    /// Sends and marks; what broke the line, if it did.
    async fn send(
        &mut self,
        outgoing: &Outgoing,
        rendered: &RenderedLetter,
    ) -> Result<Option<Trouble>, OutboxError> {
        let Outgoing { lead, gathered, .. } = outgoing;
        let Round { store, settings, .. } = self.round;
        let archived = store.put_original(&rendered.bytes).await?;
        match self.hand_over(outgoing, rendered).await {
            Ok(()) => {
                let sending = Sending {
                    letter: &lead.letter,
                    gathered,
                    message_id: &lead.message_id,
                    subject: &rendered.subject,
                    redirected_to: settings.redirect_to.as_deref(),
                    original: &archived,
                };
                self.mark(&sending).await?;
                self.round.way_is_open();
                self.delivered.sent += 1;
                tracing::info!(letter = %lead.letter.key, receipts = gathered.len() + 1, "letter sent");
                Ok(None)
            }
            Err(NotSent::Refused(refusal)) => self.refused(outgoing, refusal).await,
            Err(NotSent::TooLate) => {
                self.let_go(outgoing).await?;
                Ok(None)
            }
        }
    }

    /// Notes that a letter left. As long as that is not written down it would leave once more, so a database that cannot
    /// be written for a moment gets some time.
    async fn mark(&self, sending: &Sending<'_>) -> Result<(), OutboxError> {
        for pause in MARK_AGAIN {
            match self.round.store.letter_sent(sending, self.round.now()).await {
                Ok(()) => return Ok(()),
                Err(error) => {
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        letter = %sending.letter.key,
                        "letter sent and not marked: trying again"
                    );
                }
            }
            tokio::time::sleep(pause).await;
        }
        Ok(self.round.store.letter_sent(sending, self.round.now()).await?)
    }

    async fn hand_over(&mut self, outgoing: &Outgoing, rendered: &RenderedLetter) -> Result<(), NotSent> {
        let round = self.round;
        match &mut self.carrier {
            Carrier::Server(smtp) => {
                let hold = Hold::Letter(LetterHold {
                    store: round.store,
                    now: round.now,
                    key: &outgoing.lead.letter.key,
                    lease_end: outgoing.lease_end,
                });
                smtp.send(rendered, &hold).await
            }
            Carrier::Folder(folder) => {
                let put = folder::put(
                    folder,
                    &outgoing.lead.letter.key,
                    outgoing.lead.returned,
                    &rendered.bytes,
                )
                .await;
                Ok(put.map_err(Refusal::from)?)
            }
        }
    }

    /// Somebody else may have it, or has it already.
    async fn let_go(&mut self, outgoing: &Outgoing) -> Result<(), OutboxError> {
        tracing::warn!(letter = %outgoing.lead.letter.key, "letter not sent: it took too long to get there");
        for record in outgoing.records() {
            let (key, lease_end) = (&record.letter.key, record.due_at);
            self.round
                .store
                .letter_let_go(key, lease_end, self.round.now())
                .await?;
        }
        self.delivered.retried += 1;
        Ok(())
    }
}
