//! Several originals in a row, by one child that need not wait for the next.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;

use super::{Answer, Question, ReaderPool, receive_answer, send_request};
use crate::IntakeError;
use crate::reading::Reading;

impl ReaderPool {
    /// Reads originals in their order, as [`ReaderPool::read`] does each. After `time` no further one is begun: the
    /// answers are those of the first ones, at least of one.
    pub async fn read_all(&self, questions: &[Question], time: Duration) -> Result<Vec<Answer>, IntakeError> {
        let begun = Instant::now();
        let mut answers = match questions {
            [_, _, ..] => self.in_a_row(questions, time).await?,
            _ => Vec::new(),
        };
        // What a child failed at, and what comes after it.
        while let Some(next) = questions.get(answers.len())
            && (answers.is_empty() || begun.elapsed() <= time)
        {
            answers.push(self.read(&next.request, &next.blobs).await?);
        }
        Ok(answers)
    }

    /// The answers of one child until it fails or `time` is over. It is given the next original while it reads one, and no
    /// more: what it was given it may finish.
    async fn in_a_row(&self, questions: &[Question], time: Duration) -> Result<Vec<Answer>, IntakeError> {
        let Ok(_permit) = self.permits.acquire().await else {
            return Ok(Vec::new());
        };
        let mut child = match self.idle_child().await {
            Some(child) => child,
            None => self.start()?,
        };
        let left = self
            .settings
            .originals_per_child
            .saturating_sub(child.served)
            .max(1);
        let left = usize::try_from(left).unwrap_or(usize::MAX);
        let begun = Instant::now();
        let mut answers = Vec::new();
        let (stdin, stdout) = (&mut child.stdin, &mut child.stdout);
        // Closed when the time is over; each that is given is told to the receiver.
        let (room, given) = (Semaphore::new(2), AtomicUsize::new(0));
        let sending = async {
            for question in questions.iter().take(left) {
                let Ok(place) = room.acquire().await else { break };
                place.forget();
                given.fetch_add(1, Ordering::Relaxed);
                send_request(stdin, &question.request, &question.blobs).await?;
            }
            std::io::Result::Ok(())
        };
        let receiving = async {
            while answers.len() < questions.len().min(left) {
                let answer = tokio::time::timeout(self.settings.time, receive_answer::<Reading>(stdout));
                let (reading, body) = answer.await??;
                answers.push(Answer { reading, body });
                room.add_permits(1);
                if begun.elapsed() > time {
                    room.close();
                }
                if room.is_closed() && given.load(Ordering::Relaxed) == answers.len() {
                    break;
                }
            }
            Ok(())
        };
        let done = tokio::try_join!(sending, receiving);
        // A child that failed is ended, and so is one that still has an answer to give: the next would get it.
        if let Err(error) = done {
            tracing::debug!(%error, answered = answers.len(), "a row of originals was broken off");
        } else if given.load(Ordering::Relaxed) == answers.len() {
            child.served += u32::try_from(answers.len()).unwrap_or(u32::MAX);
            if child.served < self.settings.originals_per_child {
                self.idle.lock().await.push(child);
            }
        }
        Ok(answers)
    }
}
