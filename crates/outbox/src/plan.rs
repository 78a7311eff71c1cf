//! Letters as they would leave at this moment, for the people who decide about them. By the same code as they leave, and
//! nothing is written.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::letter::{LetterRecord, LetterState, Meanwhile};
use domain::society::Society;
use store::Store;

use crate::addressing::{Destination, destination_now};
use crate::deliver::Books;
use crate::error::OutboxError;
use crate::meanwhile;
use crate::remind::{Still, still_due};
use crate::render::{About, words_with};
use crate::settings::OutboxSettings;
use crate::templates::{Templates, Text};

/// A letter as it would leave now.
#[derive(Debug)]
pub struct Planned {
    /// For whom it is meant.
    pub recipient: String,
    /// Where it really goes, in a trial.
    pub redirected_to: Option<String>,
    /// Subject and text, or why there are none.
    pub text: Result<Text, OutboxError>,
    /// Why it would not leave at this moment, or with what else it leaves as one.
    pub remark: Option<String>,
}

/// These letters as they would leave now, each in its place. What was settled is worded as it stands in its row.
pub async fn planned(
    store: &Store,
    settings: &OutboxSettings,
    records: &[LetterRecord],
    now: DateTime<Utc>,
) -> Result<Vec<Planned>, OutboxError> {
    let books = &Books::read(store).await?;
    let desk = Desk {
        store,
        settings,
        books,
        now,
    };
    let mut planned = Vec::with_capacity(records.len());
    for record in records {
        planned.push(desk.plan(record).await?);
    }
    Ok(planned)
}

struct Desk<'a> {
    store: &'a Store,
    settings: &'a OutboxSettings,
    books: &'a Books,
    now: DateTime<Utc>,
}

impl Desk<'_> {
    async fn plan(&self, record: &LetterRecord) -> Result<Planned, OutboxError> {
        let mut record = record.clone();
        let is_ahead = matches!(record.state, LetterState::AwaitingApproval | LetterState::Queued);
        let remark = if is_ahead {
            match self.look_again(&mut record).await? {
                None => self.together(&record).await?,
                remark => remark,
            }
        } else {
            None
        };
        Ok(Planned {
            text: self.text(&record, &self.meanwhile(&record).await?),
            recipient: record.letter.recipient,
            redirected_to: self.settings.redirect_to.clone(),
            remark,
        })
    }

    /// Puts into the letter what has changed since it was written, as a courier does before it leaves.
    async fn look_again(&self, record: &mut LetterRecord) -> Result<Option<String>, OutboxError> {
        let remark = match still_due(self.store, record, self.settings.schedule(), self.now).await? {
            Still::Due(letter) => {
                record.letter = *letter;
                None
            }
            Still::Waits { why, .. } => Some(format!("暂不发出：{why}。")),
            Still::Over { why } => Some(format!("不再发出：{why}。")),
        };
        let society = self.books.directory.get(&record.letter.society);
        let Some(society) = society.filter(|_| remark.is_none() && self.settings.redirect_to.is_none())
        else {
            return Ok(remark);
        };
        Ok(
            match destination_now(self.store, record, society, self.now).await? {
                Destination::AsWritten => None,
                Destination::Instead(other) => {
                    record.letter.recipient = other;
                    None
                }
                Destination::Nowhere { why } => Some(format!("暂不发出：{why}。")),
            },
        )
    }

    /// With which other receipts it leaves as one, as they stand now: what is drawn is its own part of that letter.
    async fn together(&self, record: &LetterRecord) -> Result<Option<String>, OutboxError> {
        let beside = self.store.receipts_beside(record).await?;
        let of = |state| {
            let arrivals = beside.iter().filter(|other| other.state == state);
            let arrivals = arrivals.filter_map(|other| Some(other.letter.key.answers()?.0));
            let arrivals: BTreeSet<_> = arrivals.collect();
            let arrivals: Vec<String> = arrivals.iter().map(ToString::to_string).collect();
            arrivals.join("、")
        };
        let queued = of(LetterState::Queued);
        let awaiting = of(LetterState::AwaitingApproval);
        let others = match (queued.as_str(), awaiting.as_str()) {
            ("", "") => return Ok(None),
            (queued, "") => format!("来件{queued}"),
            ("", awaiting) => format!("来件{awaiting}，待审核"),
            (queued, awaiting) => format!("来件{queued}；来件{awaiting}，待审核"),
        };
        Ok(Some(format!(
            "发出时将与同一邮箱届时待发的其他回执（目前有{others}）合并为一封，所示为此件单独发出时的内容。"
        )))
    }

    /// What has come meanwhile; of what may have left, what had come then.
    async fn meanwhile(&self, record: &LetterRecord) -> Result<Meanwhile, OutboxError> {
        let letter = &record.letter;
        if !meanwhile::matters(letter.key.kind) {
            return Ok(Meanwhile::default());
        }
        if let Some(kept) = self.store.letter_meanwhile(&letter.key).await? {
            return Ok(kept);
        }
        let about = self.books.about(letter);
        let in_trial = self.settings.redirect_to.is_some();
        meanwhile::find(self.store, &[letter], about, in_trial).await
    }

    fn text(&self, record: &LetterRecord, meanwhile: &Meanwhile) -> Result<Text, OutboxError> {
        let letter = &record.letter;
        let nobody = letter.society.is_nobodys().then(Society::nobody);
        let society = self.books.directory.get(&letter.society).or(nobody.as_ref());
        let notice = self.books.notices.iter().find(|one| one.id == letter.notice);
        let standard = Templates::default();
        let about = About {
            notice: notice.ok_or(OutboxError::Unsendable {
                what: "its notice does not exist",
            })?,
            society: society.ok_or(OutboxError::Unsendable {
                what: "its society is not in the roster",
            })?,
            templates: self.books.templates.get(&letter.notice).unwrap_or(&standard),
            contact: self.books.contacts.get(&letter.notice),
        };
        let at = record.worded_at.unwrap_or(self.now);
        words_with(letter, meanwhile, about, self.settings, at)
    }
}
