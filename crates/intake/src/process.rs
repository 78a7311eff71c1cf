//! Takes pending arrivals one by one from the archive to the ledger: read, think, write once.

mod books;
mod context;
mod desk;
mod earlier;
mod exhibits;
mod keeping;
mod others;
mod outcome;
mod settling;
mod staying;
mod thinking;
mod turns;

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use domain::ids::ArrivalId;
use forms::read::Format;
use store::{Claimed, LetterModes, Record, Recorded, Store};

use crate::IntakeError;
use crate::claim::Claim;
use crate::reader::ReaderPool;
use crate::reception::Reception;

pub(crate) use context::Context;
use desk::Memory;
pub(crate) use outcome::Outcome;
use turns::Turn;

/// Where `now` comes from.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// How many arrivals are judged together: they share reads and one commit.
const TOGETHER: u64 = 48;

/// How often the thinking is repeated when other workers change the same society's facts meanwhile.
const RETHINKS: u32 = 200;

/// What judging needs to know beside the facts.
#[derive(Debug, Clone)]
pub struct JudgeSettings {
    /// Whether and how letters of each kind are written.
    pub letter_modes: LetterModes,
    /// Right side of the Message-IDs of our letters.
    pub letter_domain: String,
    /// How many arrivals are judged at once.
    pub workers: usize,
    /// After how many attempts an arrival is held as unprocessable.
    pub max_attempts: u32,
    /// After what time the claim of a worker that died is void.
    pub lease: Duration,
    /// What the office knows of its own side of the mail.
    pub reception: Reception,
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
        let reception = settings.reception.clone();
        Self {
            context: Arc::new(Context::new(store, reader, reception)),
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

    /// Whether the reader processes recognise texts on pictures.
    pub async fn recognises(&self) -> Result<bool, IntakeError> {
        self.context.readers().try_recognition().await
    }

    /// Whether the reader processes read a small document in a format that a program must convert.
    pub async fn reads_format(&self, format: Format) -> Result<bool, IntakeError> {
        self.context.readers().try_format(format).await
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
        loop {
            let settings = &self.settings;
            let (claimed, turn) = {
                // So that who takes first has the earlier turn.
                let _taking = self.context.taking().lock().await;
                let claim = self
                    .store()
                    .claim(clock(), settings.lease, settings.max_attempts, TOGETHER);
                (claim.await?, self.context.turns().take())
            };
            if claimed.is_empty() {
                return Ok(judged);
            }
            let judging = self.judge_caught(claimed.clone(), turn, clock);
            judged += keeping::during(judging, &claimed, self.store(), (settings.lease, clock)).await?;
        }
    }

    /// A panic while judging one arrival holds that arrival and nothing else, and one that cannot be recorded keeps back
    /// none of those that were taken with it.
    async fn judge_caught(
        &self,
        claimed: Vec<Claimed>,
        turn: Turn,
        clock: &Clock,
    ) -> Result<u64, IntakeError> {
        if let [only] = claimed.as_slice() {
            return self.judge_alone(*only, Some(turn), clock).await;
        }
        match self.judge_apart(claimed.clone(), Some(turn), clock).await {
            Ok(Ok(judged)) => return Ok(judged),
            Ok(Err(error)) => {
                tracing::warn!(
                    arrivals = claimed.len(),
                    error = &error as &dyn std::error::Error,
                    "judged one by one"
                );
            }
            Err(bug) => tracing::error!(arrivals = claimed.len(), error = %bug, "judged one by one"),
        }
        let (mut judged, mut failure) = (0, None);
        for one in claimed {
            match self.judge_alone(one, None, clock).await {
                Ok(done) => judged += done,
                Err(error) if self.concerns_all(&error).await => return Err(error),
                Err(error) => failure = failure.or(Some(error)),
            }
        }
        failure.map_or(Ok(judged), Err)
    }

    /// Whether no arrival can be judged now, as far as the error and another look at the store tell.
    async fn concerns_all(&self, error: &IntakeError) -> bool {
        match error {
            IntakeError::Reader(_) | IntakeError::Ending | IntakeError::HostPattern(_) => true,
            IntakeError::Contended(_) | IntakeError::Slow(_) | IntakeError::Reading { .. } => false,
            IntakeError::Store(_) => self.store().ready().await.is_err(),
        }
    }

    async fn judge_alone(
        &self,
        claimed: Claimed,
        turn: Option<Turn>,
        clock: &Clock,
    ) -> Result<u64, IntakeError> {
        if claimed.attempts > self.settings.max_attempts {
            return self.give_up(claimed, clock).await;
        }
        match self.judge_apart(vec![claimed], turn, clock).await {
            Ok(done) => done,
            Err(bug) => {
                tracing::error!(arrival = %claimed.arrival, error = %bug, "held, since judging it ended by a panic");
                self.give_up(claimed, clock).await
            }
        }
    }

    /// In a task of its own, which may panic.
    async fn judge_apart(
        &self,
        claimed: Vec<Claimed>,
        turn: Option<Turn>,
        clock: &Clock,
    ) -> Result<Result<u64, IntakeError>, tokio::task::JoinError> {
        let ids: Vec<ArrivalId> = claimed.iter().map(|claimed| claimed.arrival).collect();
        let (judge, inner_clock) = (self.clone(), Arc::clone(clock));
        let done = tokio::spawn(async move { judge.judge(&claimed, None, turn, &inner_clock).await }).await?;
        if let Err(error) = &done
            && (matches!(error, IntakeError::Contended(_)) || self.concerns_all(error).await)
        {
            // Our machinery failed, not the letters: they must not be held for that. When the store itself is away,
            // there is nobody to tell.
            drop(self.store().excuse(&ids).await);
        }
        Ok(done)
    }

    async fn give_up(&self, claimed: Claimed, clock: &Clock) -> Result<u64, IntakeError> {
        Box::pin(self.judge(&[claimed], Some(Claim::unprocessable()), None, clock)).await
    }

    async fn judge(
        &self,
        claimed: &[Claimed],
        given: Option<Claim>,
        mut turn: Option<Turn>,
        clock: &Clock,
    ) -> Result<u64, IntakeError> {
        let ids: Vec<ArrivalId> = claimed.iter().map(|claimed| claimed.arrival).collect();
        for _ in 0..RETHINKS {
            let (outcomes, desk) =
                outcome::think(&self.context, &ids, given.as_ref(), turn.take(), Memory::Trusted).await?;
            let judged: Vec<ArrivalId> = outcomes.iter().map(|outcome| outcome.arrival).collect();
            let records: Vec<Record> = outcomes
                .into_iter()
                .map(|outcome| {
                    outcome.into_record(self.settings.letter_modes, &self.settings.letter_domain, clock())
                })
                .collect();
            match self.store().record_all(&records).await? {
                Recorded::Done => {
                    desk.close();
                    let left: Vec<ArrivalId> =
                        ids.iter().copied().filter(|id| !judged.contains(id)).collect();
                    self.store().give_back(&left).await?;
                    return Ok(judged.len() as u64);
                }
                // A new sighting, a ruling, or another arrival of a society came between: think again.
                Recorded::FactsChanged => self.keep_readings(&records).await?,
            }
        }
        Err(IntakeError::Contended(
            ids.first().copied().unwrap_or(ArrivalId::new(0)),
        ))
    }

    /// So that nothing is read twice.
    async fn keep_readings(&self, records: &[Record]) -> Result<(), IntakeError> {
        for reading in records.iter().filter_map(|record| record.reading.as_ref()) {
            self.store().put_reading(reading).await?;
        }
        Ok(())
    }

    /// What judging this arrival again would record, without recording it.
    pub(crate) async fn rethink(&self, id: ArrivalId) -> Result<Option<Outcome>, IntakeError> {
        let (outcomes, _) = outcome::think(&self.context, &[id], None, None, Memory::Ignored).await?;
        Ok(outcomes.into_iter().next())
    }
}
