//! What becomes of letters that were not taken.

use chrono::{DateTime, Utc};
use domain::letter::{LetterKind, LetterRecord};
use store::CameTo;

use super::{Courier, Outgoing, UNTIL_MENDED};
use crate::error::{OutboxError, Stage, Trouble};
use crate::retry::{Lasting, after_outage, retry_at};
use crate::smtp::{Line, Refusal};
use crate::templates::TemplateProblem;

impl Courier<'_> {
    pub(super) async fn refused(
        &mut self,
        outgoing: &Outgoing,
        refusal: Refusal,
    ) -> Result<Option<Trouble>, OutboxError> {
        let Refusal {
            trouble,
            lasting,
            line,
        } = refusal;
        if self.round.now() < outgoing.lease_end {
            self.note(outgoing, &trouble, lasting).await?;
        } else if trouble.came_to() == CameTo::Nothing {
            self.let_go(outgoing).await?;
        }
        // What may have left and is another's by now is left to him.
        match line {
            Line::Open => {
                self.round.way_is_open();
                Ok(None)
            }
            Line::Down => {
                if trouble.stage == Stage::SignIn {
                    self.round.sign_in_failed();
                }
                Ok(Some(trouble))
            }
        }
    }

    async fn note(
        &mut self,
        outgoing: &Outgoing,
        trouble: &Trouble,
        lasting: Lasting,
    ) -> Result<(), OutboxError> {
        // One of those gathered may be what is not taken: each is tried alone before it is given up.
        let is_parted =
            trouble.stage == Stage::Content && lasting == Lasting::Permanent && !outgoing.gathered.is_empty();
        let lasting = match trouble.stage {
            Stage::Content if !outgoing.gathered.is_empty() => Lasting::Passing,
            _ => lasting,
        };
        let again = self.note_one(&outgoing.lead, trouble, lasting).await?;
        for record in &outgoing.gathered {
            self.note_one(record, trouble, lasting).await?;
        }
        if is_parted {
            self.round.store.part_receipts(&outgoing.lead).await?;
        }
        match again {
            Some(_) => self.delivered.retried += 1,
            None => self.delivered.failed += 1,
        }
        // The reason may hold what a server repeats of the letter: it is kept with the letter and not logged.
        tracing::warn!(
            letter = %outgoing.lead.letter.key,
            stage = trouble.stage.as_str(),
            code = trouble.code,
            given_up = again.is_none(),
            "letter not delivered"
        );
        Ok(())
    }

    /// When a letter that was not taken is tried again, maybe at another address; `None`: given up.
    async fn note_one(
        &self,
        record: &LetterRecord,
        trouble: &Trouble,
        lasting: Lasting,
    ) -> Result<Option<DateTime<Utc>>, OutboxError> {
        let (store, now) = (self.round.store, self.round.now());
        let (key, error) = (&record.letter.key, trouble.to_string());
        if trouble.stage.concerns_all() {
            let again = after_outage(now);
            store.letter_held_up(key, again, &error).await?;
            return Ok(Some(again));
        }
        let has_other_addresses =
            key.kind != LetterKind::Acknowledgement && self.round.settings.redirect_to.is_none();
        let no_way = trouble.no_way_there();
        if let Some(reason) = no_way.filter(|_| lasting == Lasting::Permanent && has_other_addresses) {
            // As if it had come back: another address of the society gets it.
            store.letter_refused(key, reason, &error, now).await?;
            return Ok(Some(now));
        }
        let came_to = trouble.came_to();
        let again = retry_at(record, (lasting, came_to), now);
        store.letter_failed(key, again, came_to, &error).await?;
        Ok(again)
    }

    /// Nothing is sent in other words than those that the office chose: the letter waits, and its remark says why.
    pub(super) async fn wait_for_words(
        &mut self,
        outgoing: &Outgoing,
        problem: &TemplateProblem,
    ) -> Result<(), OutboxError> {
        let until = self.round.now() + UNTIL_MENDED;
        let why = problem.to_string();
        for key in outgoing.keys() {
            self.round.store.letter_held_up(key, until, &why).await?;
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

    pub(super) async fn give_up(
        &mut self,
        outgoing: &Outgoing,
        what: &'static str,
    ) -> Result<(), OutboxError> {
        let key = &outgoing.lead.letter.key;
        for key in outgoing.keys() {
            self.round
                .store
                .letter_failed(key, None, CameTo::Nothing, what)
                .await?;
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
