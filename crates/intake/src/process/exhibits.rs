//! Readings of arrivals, with everything else that their claims are made from. What is not known is read by a child
//! process, several messages in a row.

use std::time::{Duration, Instant};

use domain::arrival::{Arrival, Door};
use domain::ruling::Ruling;
use store::{ArrivalFacts, NewReading, StoredArrival};

use super::context::{Context, Exhibit};
use crate::IntakeError;
use crate::archive::LARGE;
use crate::claim::code::codes;
use crate::reader::{Answer, Blob, Question, Request};
use crate::reading::{READER_VERSION, Reading, UploadManifest};

/// How long the documents of a batch may take before the rest of it is left to others.
const READING: Duration = Duration::from_secs(5);

/// How long the readings of a batch may be together, in bytes, before the rest of it is left to others.
const READINGS: usize = 2 << 20;

/// How large messages may be together, in bytes, to be read in a row.
const ROW: u64 = 2 << 20;

/// A reading, and what is to be kept of it when it was made just now.
struct Read {
    reading: Reading,
    fresh: Option<NewReading>,
    /// Length as it is kept, in bytes.
    length: usize,
}

impl Context {
    /// The exhibits of some arrivals, in their order. The last ones are left out when those before them took long to read
    /// or are long.
    pub(super) async fn exhibits(&self, all: &[ArrivalFacts]) -> Result<Vec<Exhibit>, IntakeError> {
        let begun = Instant::now();
        let mut found: Vec<Exhibit> = Vec::with_capacity(all.len());
        let mut length = 0;
        while let Some(rest) = all.get(found.len()..).filter(|rest| !rest.is_empty()) {
            let left = READING.saturating_sub(begun.elapsed());
            if !found.is_empty() && (left.is_zero() || length > READINGS) {
                break;
            }
            for (facts, read) in rest.iter().zip(self.next_readings(rest, left).await?) {
                length += read.length;
                found.push(
                    self.exhibit_of(&facts.stored, facts.rulings.clone(), read)
                        .await?,
                );
            }
        }
        Ok(found)
    }

    /// The exhibit of one arrival, read anew when its reading is not known.
    pub(super) async fn exhibit_with(
        &self,
        stored: &StoredArrival,
        rulings: Vec<Ruling>,
        known: Option<&str>,
    ) -> Result<Exhibit, IntakeError> {
        let read = match self.known(&stored.arrival, known).await? {
            Some(known) => known,
            None => self.read(&stored.arrival).await?,
        };
        self.exhibit_of(stored, rulings, read).await
    }

    async fn exhibit_of(
        &self,
        stored: &StoredArrival,
        rulings: Vec<Ruling>,
        read: Read,
    ) -> Result<Exhibit, IntakeError> {
        let thread = self.thread(&read.reading).await?;
        let issued = self.store().issued_forms(&codes(&read.reading)).await?;
        Ok(Exhibit {
            arrival: stored.arrival.as_ruled(&rulings),
            rulings,
            reading: read.reading,
            fresh: read.fresh,
            thread,
            issued,
        })
    }

    /// The readings of the first ones: of one that is known, or of messages up to the next that is known, as far as
    /// there is time.
    async fn next_readings(&self, all: &[ArrivalFacts], time: Duration) -> Result<Vec<Read>, IntakeError> {
        let (mut row, mut bytes) = (Vec::new(), 0_u64);
        for facts in all {
            let arrival = &facts.stored.arrival;
            if let Some(known) = self.known(arrival, facts.reading.as_deref()).await? {
                if row.is_empty() {
                    return Ok(vec![known]);
                }
                break;
            }
            bytes = bytes.saturating_add(arrival.bytes);
            if !matches!(arrival.door, Door::Mail | Door::Manual) || bytes > ROW {
                if row.is_empty() {
                    return Ok(vec![self.read(arrival).await?]);
                }
                break;
            }
            row.push(arrival);
        }
        self.read_row(&row, time).await
    }

    /// What needs no reading: its reading is kept, or this process failed at it before.
    async fn known(&self, arrival: &Arrival, kept: Option<&str>) -> Result<Option<Read>, IntakeError> {
        if let Some(body) = kept {
            let reading: Reading =
                serde_json::from_str(body).map_err(|source| unreadable(arrival, source))?;
            // A program that was missing may have been installed since.
            if !reading.lacks_converter() {
                return Ok(Some(Read {
                    reading,
                    fresh: None,
                    length: body.len(),
                }));
            }
        }
        let failed = self.failed().lock().await.contains(&arrival.original);
        Ok(failed.then(|| Read {
            reading: Reading::failed(),
            fresh: None,
            length: 0,
        }))
    }

    /// Messages that are not large.
    async fn read_row(&self, row: &[&Arrival], time: Duration) -> Result<Vec<Read>, IntakeError> {
        let originals: Vec<&str> = row.iter().map(|arrival| arrival.original.as_str()).collect();
        let loaded = self.store().load_originals(&originals).await?;
        let questions = loaded.into_iter().map(|bytes| Question {
            request: Request::Mail,
            blobs: vec![Blob::Bytes(bytes)],
        });
        let questions: Vec<Question> = questions.collect();
        let answers = self.readers().read_all(&questions, time).await?;
        let mut read = Vec::with_capacity(answers.len());
        for (arrival, answer) in row.iter().zip(answers) {
            read.push(self.note(arrival, answer).await);
        }
        Ok(read)
    }

    async fn read(&self, arrival: &Arrival) -> Result<Read, IntakeError> {
        let question = match arrival.door {
            Door::Mail | Door::Manual => Question {
                request: Request::Mail,
                blobs: vec![self.blob(&arrival.original, arrival.bytes).await?],
            },
            Door::Upload | Door::Form => {
                let bytes = self.store().original(&arrival.original).await?;
                let manifest: UploadManifest =
                    serde_json::from_slice(&bytes).map_err(|source| unreadable(arrival, source))?;
                let mut blobs = Vec::new();
                for file in &manifest.files {
                    blobs.push(self.blob(&file.sha256, file.bytes).await?);
                }
                Question {
                    request: Request::Upload(manifest),
                    blobs,
                }
            }
        };
        let answer = self.readers().read(&question.request, &question.blobs).await?;
        Ok(self.note(arrival, answer).await)
    }

    /// What becomes of an answer; what the reader failed at is not tried again by this process.
    async fn note(&self, arrival: &Arrival, answer: Answer) -> Read {
        let Answer { reading, body } = answer;
        if reading.failed {
            self.failed().lock().await.insert(arrival.original.clone());
        }
        let length = body.len();
        let fresh = (!reading.failed).then(|| NewReading {
            sha256: arrival.original.clone(),
            version: READER_VERSION,
            body,
        });
        Read {
            reading,
            fresh,
            length,
        }
    }

    /// An original for the reader; what is large is not loaded.
    async fn blob(&self, original: &str, bytes: u64) -> Result<Blob, IntakeError> {
        if bytes <= LARGE {
            return Ok(Blob::Bytes(self.store().original(original).await?));
        }
        let (path, bytes) = self.store().original_file(original).await?;
        Ok(Blob::File { path, bytes })
    }
}

fn unreadable(arrival: &Arrival, source: serde_json::Error) -> IntakeError {
    IntakeError::Reading {
        original: arrival.original.clone(),
        source,
    }
}
