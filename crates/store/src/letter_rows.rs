//! Rows of letters.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::deadline::Timeliness;
use domain::ids::{ArrivalId, ItemId, NoticeId, SocietyCode};
use domain::letter::{Letter, LetterKey, LetterKind, LetterLine, LetterRecord, LetterState};
use domain::receipts::first_waits;
use domain::submission::{SubmissionId, SubmissionStatus};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use serde::{Deserialize, Serialize};

use crate::approvals::Lapsed;
use crate::completions;
use crate::enclosed_shapes::EnclosedShape;
use crate::entity::letters::{ActiveModel, Column, Entity, Model};
use crate::error::StoreError;
use crate::letter_causes;
use crate::letter_modes::LetterModes;
use crate::missing_shapes::MissingShape;
use crate::originals::hexadecimal;
use crate::record::Record;
use crate::said;
use crate::sent_by_shapes::SentByShape;
use crate::shapes::FindingShape;
use crate::unwritten::{self, Unwritten};
use crate::values::{RowName, json, moment, text, text_null};

/// Stands in Message-IDs of a trial, so that the society's own letter has another one.
const TRIAL: &str = "trial";

#[derive(Serialize, Deserialize)]
struct LineShape {
    item: String,
    person: Option<String>,
    title: Option<String>,
    characters: u32,
    attachments: u32,
    status: String,
    timeliness: String,
    /// Arrival and ordinal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    submission: Option<(i64, u32)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    replaces: Option<(i64, u32)>,
}

/// What becomes of letters that came back and have not begun to leave again, when their arrival is judged anew: they say
/// what is true now, or do not leave.
pub(crate) async fn renew_returned<C: ConnectionTrait>(
    connection: &C,
    records: &[Record],
    judged_anew: &BTreeSet<i64>,
) -> Result<(), StoreError> {
    const OVER: &str = "来件已重新核对，退回的邮件不再改发";
    if judged_anew.is_empty() {
        return Ok(());
    }
    let rows = Entity::find()
        .filter(Column::Arrival.is_in(judged_anew.iter().copied()))
        .filter(Column::Returned.gt(0))
        .filter(Column::State.eq(LetterState::Queued.as_str()))
        .filter(Expr::col(Column::Attempts).eq(Expr::col(Column::Refused)))
        .all(connection)
        .await?;
    for row in rows {
        let id = row.id;
        let key = stored(row)?.letter.key;
        let letters = records.iter().rev().flat_map(|record| &record.letters);
        let update = Entity::update_many().filter(Column::Id.eq(id));
        let update = match letters.into_iter().find(|letter| letter.key == key) {
            Some(letter) => {
                let lines: Vec<LineShape> = letter.lines.iter().map(LineShape::of).collect();
                let corrections: Vec<FindingShape> =
                    letter.corrections.iter().map(FindingShape::of).collect();
                update
                    .col_expr(Column::Notice, Expr::value(letter.notice.as_str()))
                    .col_expr(Column::Society, Expr::value(letter.society.as_str()))
                    .col_expr(Column::Recipient, Expr::value(text(&letter.recipient)))
                    .col_expr(
                        Column::ReplyTo,
                        Expr::value(text_null(letter.reply_to.as_deref())),
                    )
                    .col_expr(Column::SentBy, Expr::value(sent_by_of(letter)))
                    .col_expr(Column::Lines, Expr::value(json(&lines)))
                    .col_expr(Column::NilItems, Expr::value(nil_items_of(letter)))
                    .col_expr(Column::Corrections, Expr::value(json(&corrections)))
            }
            None => update
                .col_expr(Column::State, Expr::value(LetterState::Returned.as_str()))
                .col_expr(Column::LastError, Expr::value(OVER)),
        };
        update.exec(connection).await?;
    }
    Ok(())
}

/// Puts the letters of records into the outbox, unless one with the same key is there, was due while its kind was
/// switched off, or says after a ruling what has been said. What they say of mail that is complete now takes the place of what was to be said of it before.
pub(crate) async fn enqueue<C: ConnectionTrait>(
    connection: &C,
    records: &[Record],
    lapsed: &Lapsed,
) -> Result<(), StoreError> {
    let mut due = Vec::new();
    for (at, record) in records.iter().enumerate() {
        let later: BTreeSet<ArrivalId> = records
            .iter()
            .skip(at + 1)
            .flat_map(|record| record.withdrawn.iter().copied())
            .collect();
        let letters = record.letters.iter().filter(|letter| {
            !letter
                .key
                .answers()
                .is_some_and(|(arrival, _)| later.contains(&arrival))
        });
        due.extend(letters.map(|letter| (record, letter)));
    }
    let all: Vec<&Letter> = due.iter().map(|(_, letter)| *letter).collect();
    let (on, off): (Vec<_>, Vec<_>) = due
        .into_iter()
        .map(|(record, letter)| {
            (
                record,
                letter,
                record.letter_modes.of(letter.key.kind).first_state(),
            )
        })
        .partition(|(_, _, state)| state.is_some());
    let off: Vec<&Letter> = off.into_iter().map(|(_, letter, _)| letter).collect();
    unwritten::keep(connection, &off).await?;
    let letters: Vec<&Letter> = on.iter().map(|(_, letter, _)| *letter).collect();
    let unwritten = Unwritten::of(connection, &letters).await?;
    let said = said::already(connection, &letters).await?;
    let rows = on
        .into_iter()
        .filter(|(_, letter, _)| !unwritten.has(&letter.key) && !said.contains(&letter.key));
    let rows: Vec<ActiveModel> = rows
        .filter_map(|(record, letter, state)| {
            let state = state?;
            let mut row = row_of(letter, state, &record.letter_domain, record.now);
            if state == LetterState::AwaitingApproval {
                row.last_error = Set(lapsed.why(letter).map(str::to_owned));
            }
            Some(row)
        })
        .collect();
    if !rows.is_empty() {
        Entity::insert_many(rows)
            .on_conflict(OnConflict::new().do_nothing().to_owned())
            .exec_without_returning(connection)
            .await?;
    }
    completions::take_back(connection, &all).await
}

/// Puts letters that answer no arrival into the outbox, each unless one of its occasion is there; returns how many were
/// put.
pub(crate) async fn enqueue_once<C: ConnectionTrait>(
    connection: &C,
    letters: &[Letter],
    modes: LetterModes,
    domain: &str,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let rows = letters.iter().filter_map(|letter| {
        let state = modes.of(letter.key.kind).first_state()?;
        Some(row_of(letter, state, domain, now))
    });
    let rows: Vec<ActiveModel> = rows.collect();
    if rows.is_empty() {
        return Ok(0);
    }
    Ok(Entity::insert_many(rows)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(connection)
        .await?)
}

/// Letters to societies about a notice, oldest first.
pub(crate) async fn of_notice<C: ConnectionTrait>(
    connection: &C,
    notice: &NoticeId,
) -> Result<Vec<LetterRecord>, StoreError> {
    let rows = Entity::find()
        .filter(Column::Notice.eq(notice.as_str()))
        .filter(Column::Society.ne(SocietyCode::nobodys().as_str()))
        .order_by_asc(Column::Id)
        .all(connection)
        .await?;
    rows.into_iter().map(stored).collect()
}

/// Letters to a society about a notice, oldest first.
pub(crate) async fn of_society<C: ConnectionTrait>(
    connection: &C,
    notice: &NoticeId,
    society: &SocietyCode,
) -> Result<Vec<LetterRecord>, StoreError> {
    let rows = Entity::find()
        .filter(Column::Notice.eq(notice.as_str()))
        .filter(Column::Society.eq(society.as_str()))
        .order_by_asc(Column::Id)
        .all(connection)
        .await?;
    rows.into_iter().map(stored).collect()
}

/// The letter of a row.
pub(crate) fn stored(row: Model) -> Result<LetterRecord, StoreError> {
    let name = RowName::new("letters", &row.id);
    let lines: Vec<LineShape> = name.json("lines", &row.lines)?;
    let corrections: Vec<FindingShape> = name.json("corrections", &row.corrections)?;
    let missing: Vec<MissingShape> = name.json("missing", &row.missing)?;
    let enclosed: EnclosedShape = name.json("enclosed", &row.enclosed)?;
    let nil_items: Vec<String> = name.json("nil_items", &row.nil_items)?;
    let notice = name.id("notice", &row.notice, NoticeId::parse)?;
    let society = name.id("society", &row.society, SocietyCode::parse)?;
    let cause = letter_causes::of_row(&row, &name, &notice, &society)?;
    let letter = Letter {
        key: LetterKey {
            cause,
            kind: name.word("kind", &row.kind, LetterKind::parse)?,
        },
        notice,
        society,
        recipient: row.recipient,
        in_reply_to: row.in_reply_to,
        sent_by: name
            .json::<Option<SentByShape>>("sent_by", &row.sent_by)?
            .map(SentByShape::sent_by),
        reply_to: row.reply_to,
        received_at: row.received_at,
        original: row.original,
        lines: lines
            .into_iter()
            .map(|shape| shape.line(&name))
            .collect::<Result<_, _>>()?,
        nil_items: nil_items
            .iter()
            .map(|item| name.id("nil_items", item, ItemId::parse))
            .collect::<Result<_, _>>()?,
        corrections: corrections
            .into_iter()
            .map(|shape| shape.finding(&name))
            .collect::<Result<_, _>>()?,
        missing: missing
            .into_iter()
            .map(|shape| shape.missing(&name))
            .collect::<Result<_, _>>()?,
        enclosed: enclosed.enclosed(),
    };
    Ok(LetterRecord {
        letter,
        state: name.word("state", &row.state, LetterState::parse)?,
        message_id: row.message_id,
        attempts: name.small("attempts", i64::from(row.attempts))?,
        refused: name.small("refused", i64::from(row.refused))?,
        created_at: row.created_at,
        due_at: row.due_at,
        sent_at: row.sent_at,
        sent_original: row.sent_original,
        subject: row.subject,
        redirected_to: row.redirected_to,
        sent_with: row.sent_with,
        returned: name.small("returned", i64::from(row.returned))?,
        last_error: row.last_error,
        worded_at: row.worded_at,
    })
}

fn row_of(letter: &Letter, state: LetterState, domain: &str, now: DateTime<Utc>) -> ActiveModel {
    let lines: Vec<LineShape> = letter.lines.iter().map(LineShape::of).collect();
    let corrections: Vec<FindingShape> = letter.corrections.iter().map(FindingShape::of).collect();
    let cause = letter_causes::Columns::of(&letter.key.cause);
    ActiveModel {
        id: NotSet,
        arrival: Set(cause.arrival),
        event: Set(cause.event.into_owned()),
        kind: Set(letter.key.kind.as_str().to_owned()),
        notice: Set(letter.notice.to_string()),
        society: Set(letter.society.to_string()),
        recipient: Set(text(&letter.recipient)),
        in_reply_to: Set(text_null(letter.in_reply_to.as_deref())),
        sent_by: Set(sent_by_of(letter)),
        received_at: Set(letter.received_at.map(moment)),
        original: Set(letter.original.clone()),
        lines: Set(json(&lines)),
        corrections: Set(json(&corrections)),
        message_id: Set(message_id(letter, domain)),
        state: Set(state.as_str().to_owned()),
        attempts: Set(0),
        created_at: Set(moment(now)),
        due_at: Set(moment(now + first_waits(letter))),
        sent_at: Set(None),
        sent_original: Set(None),
        approved_by: Set(None),
        approved_at: Set(None),
        last_error: Set(None),
        round: Set(cause.occasion),
        missing: Set(missing_of(letter)),
        refused: Set(0),
        subject: Set(None),
        redirected_to: Set(None),
        trial: Set(cause.trial),
        gathers_from: Set(None),
        sent_with: Set(None),
        enclosed: Set(json(&EnclosedShape::of(&letter.enclosed))),
        nil_items: Set(nil_items_of(letter)),
        returned: Set(0),
        began_at: Set(None),
        to_domain: Set(None),
        worded_at: Set(None),
        reply_to: Set(text_null(letter.reply_to.as_deref())),
        meanwhile: Set(None),
    }
}

fn sent_by_of(letter: &Letter) -> String {
    json(&letter.sent_by.as_ref().map(SentByShape::of))
}

fn nil_items_of(letter: &Letter) -> String {
    let items: Vec<&str> = letter.nil_items.iter().map(ItemId::as_str).collect();
    json(&items)
}

/// What a letter reminds of, as it is kept.
pub(crate) fn missing_of(letter: &Letter) -> String {
    let missing: Vec<MissingShape> = letter.missing.iter().map(MissingShape::of).collect();
    json(&missing)
}

/// Whether a Message-ID (without angle brackets) looks like one of our letters'.
pub fn is_own_message_id(message_id: &str) -> bool {
    message_id.starts_with("zj.")
}

/// Kept with the row, so that the same letter has the same Message-ID however often it is sent and a retry is
/// recognisable. Its end cannot be guessed: whoever names it in a delivery report or an answer has seen the letter.
fn message_id(letter: &Letter, domain: &str) -> String {
    let columns = letter_causes::Columns::of(&letter.key.cause);
    let event = if columns.trial { TRIAL } else { &columns.event };
    let cause = columns.number_or_occasion();
    let kind = letter.key.kind.as_str();
    format!("zj.{cause}.{event}.{kind}.{}@{domain}", random_mark())
}

/// `zj.17.….0a@host` becomes `zj.17.….9f.r1@host`: another address is told nothing by which the one before is known.
pub(crate) fn next_message_id(id: &str) -> String {
    let (local, host) = id.rsplit_once('@').unwrap_or((id, ""));
    let counted = local.rsplit_once(".r").and_then(|(first, times)| {
        let times: u32 = times.parse().ok()?;
        Some((first, times))
    });
    let (local, times) = counted.unwrap_or((local, 0));
    let named = local.rsplit_once('.').map_or(local, |(named, _)| named);
    format!("{named}.{}.r{}@{host}", random_mark(), times.saturating_add(1))
}

/// Twelve characters that nobody can guess.
///
/// # Panics
/// If the operating system gives no randomness.
pub(crate) fn random_mark() -> String {
    let mut bytes = [0; 6];
    getrandom::fill(&mut bytes).expect("the operating system gives randomness");
    hexadecimal(&bytes)
}

impl LineShape {
    fn of(line: &LetterLine) -> Self {
        Self {
            item: line.item.to_string(),
            person: line.person.clone(),
            title: line.title.clone(),
            characters: line.characters,
            attachments: line.attachments,
            status: line.status.as_str().to_owned(),
            timeliness: line.timeliness.as_str().to_owned(),
            submission: line.submission.map(|id| (id.arrival.number(), id.ordinal)),
            replaces: line.replaces.map(|id| (id.arrival.number(), id.ordinal)),
        }
    }

    fn line(self, name: &RowName) -> Result<LetterLine, StoreError> {
        let id = |(arrival, ordinal)| SubmissionId {
            arrival: ArrivalId::new(arrival),
            ordinal,
        };
        Ok(LetterLine {
            item: name.id("lines.item", &self.item, ItemId::parse)?,
            status: name.word("lines.status", &self.status, SubmissionStatus::parse)?,
            timeliness: name.word("lines.timeliness", &self.timeliness, Timeliness::parse)?,
            person: self.person,
            title: self.title,
            characters: self.characters,
            attachments: self.attachments,
            submission: self.submission.map(id),
            replaces: self.replaces.map(id),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::next_message_id;

    #[test]
    fn every_other_address_gives_a_letter_another_message_id() {
        let first = "zj.17.first_verdict.receipt.0a0b0c0d0e0f@office.example";
        let second = next_message_id(first);
        let third = next_message_id(&second);
        for (id, times) in [(&second, 1), (&third, 2)] {
            assert!(id.starts_with("zj.17.first_verdict.receipt."), "{id}");
            assert!(id.ends_with(&format!(".r{times}@office.example")), "{id}");
            assert_eq!(id.len(), first.len() + 3, "{id}");
        }
        assert_ne!(second.replace(".r1", ""), first);
    }
}
