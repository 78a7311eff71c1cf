//! Takes pending arrivals one by one from the archive to the ledger: read, think, write once.

mod context;
mod outcome;

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use domain::finding::{Finding, FindingCode};
use domain::ids::ArrivalId;
use store::{Claimed, LetterMode, Recorded, Store};

use crate::IntakeError;
use crate::claim::Claim;
use crate::reader::ReaderPool;

pub(crate) use context::Context;
pub(crate) use outcome::Outcome;

/// Where `now` comes from.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// How often the thinking is repeated when other workers change the same society's facts meanwhile.
const RETHINKS: u32 = 200;

/// What judging needs to know beside the facts.
#[derive(Debug, Clone)]
pub struct JudgeSettings {
    /// Whether and how letters are written.
    pub letter_mode: LetterMode,
    /// Right side of the Message-IDs of our letters.
    pub letter_domain: String,
    /// How many arrivals are judged at once.
    pub workers: usize,
    /// After how many attempts an arrival is held as unprocessable.
    pub max_attempts: u32,
    /// After what time the claim of a worker that died is void.
    pub lease: Duration,
}

/// The judge: cheap to clone, shared by the doors and the command line.
#[derive(Debug, Clone)]
pub struct Judge {
    pub(crate) context: Arc<Context>,
    settings: JudgeSettings,
}

impl Judge {
    /// A judge over a store, reading documents through a pool of child processes.
    pub fn new(store: Store, reader: Arc<ReaderPool>, settings: JudgeSettings) -> Self {
        Self {
            context: Arc::new(Context::new(store, reader)),
            settings,
        }
    }

    /// The store.
    pub fn store(&self) -> &Store {
        self.context.store()
    }

    /// The reader processes.
    pub fn readers(&self) -> &ReaderPool {
        self.context.readers()
    }

    /// Whether the reader processes can be started and answer.
    pub async fn reads(&self) -> Result<bool, IntakeError> {
        self.context.reads().await
    }

    /// Judges every arrival that waits. Returns how many were judged.
    pub async fn process_pending(&self, clock: &Clock) -> Result<u64, IntakeError> {
        let workers: Vec<_> = (0..self.settings.workers.max(1))
            .map(|_| {
                let (judge, clock) = (self.clone(), Arc::clone(clock));
                tokio::spawn(async move { judge.work(&clock).await })
            })
            .collect();
        let mut judged = 0;
        let mut failure = None;
        for worker in workers {
            match worker.await {
                Ok(Ok(count)) => judged += count,
                Ok(Err(error)) => failure = failure.or(Some(error)),
                Err(bug) => tracing::error!(error = %bug, "a worker ended by a panic"),
            }
        }
        failure.map_or(Ok(judged), Err)
    }

    async fn work(&self, clock: &Clock) -> Result<u64, IntakeError> {
        let mut judged = 0;
        while let Some(claimed) = self
            .store()
            .claim(clock(), self.settings.lease, self.settings.max_attempts)
            .await?
        {
            self.judge_caught(claimed, clock).await?;
            judged += 1;
        }
        Ok(judged)
    }

    /// A panic while judging one arrival holds that arrival and nothing else.
    async fn judge_caught(&self, claimed: Claimed, clock: &Clock) -> Result<(), IntakeError> {
        if claimed.attempts > self.settings.max_attempts {
            return self.give_up(claimed, clock).await;
        }
        let (judge, inner_clock) = (self.clone(), Arc::clone(clock));
        match tokio::spawn(async move { judge.judge(claimed, None, &inner_clock).await }).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => {
                // Our machinery failed, not the letter: it must not be held for that. When the store itself is away,
                // there is nobody to tell.
                drop(self.store().excuse(claimed.arrival).await);
                Err(error)
            }
            Err(bug) => {
                tracing::error!(arrival = %claimed.arrival, error = %bug, "judging ended by a panic");
                self.give_up(claimed, clock).await
            }
        }
    }

    async fn give_up(&self, claimed: Claimed, clock: &Clock) -> Result<(), IntakeError> {
        let claim = Claim::Unplaced {
            notice: None,
            findings: vec![Finding::new(FindingCode::Unprocessable)],
            suggestions: Vec::new(),
        };
        self.judge(claimed, Some(claim), clock).await
    }

    async fn judge(&self, claimed: Claimed, given: Option<Claim>, clock: &Clock) -> Result<(), IntakeError> {
        for _ in 0..RETHINKS {
            let outcome = match &given {
                Some(claim) => Outcome::with_claim(&self.context, claimed.arrival, claim.clone()).await?,
                None => Outcome::of(&self.context, claimed.arrival).await?,
            };
            let Some(outcome) = outcome else { return Ok(()) };
            let record =
                outcome.into_record(self.settings.letter_mode, &self.settings.letter_domain, clock());
            match self.store().record(record).await? {
                Recorded::Done => return Ok(()),
                // A new sighting, a ruling, or another arrival of the society came between: think again.
                Recorded::FactsChanged => {}
            }
        }
        Err(IntakeError::Contended(claimed.arrival))
    }

    /// What judging this arrival again would record, without recording it.
    pub(crate) async fn rethink(&self, id: ArrivalId) -> Result<Option<Outcome>, IntakeError> {
        Outcome::of(&self.context, id).await
    }
}
