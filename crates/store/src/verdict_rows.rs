//! Rows of verdicts: appended, one for each arrival in force.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use domain::deadline::Timeliness;
use domain::ids::{ArrivalId, ItemId, NoticeId, SocietyCode};
use domain::submission::SubmissionStatus;
use domain::verdict::{Judgement, Outcome, Verdict};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _};
use serde::{Deserialize, Serialize};

use crate::arrival_rows::IDS_AT_ONCE;
use crate::connect::Store;
use crate::entity::verdicts::{ActiveModel, Column, Entity, Model};
use crate::error::StoreError;
use crate::shapes::FindingShape;
use crate::values::{ROWS_AT_ONCE, RowName, json, moment};

#[derive(Serialize, Deserialize)]
struct Details {
    suggestions: Vec<String>,
    outcomes: Vec<OutcomeShape>,
    findings: Vec<FindingShape>,
}

#[derive(Serialize, Deserialize)]
struct OutcomeShape {
    item: String,
    status: String,
    timeliness: String,
}

impl Store {
    /// The judgement in force; `None` while the arrival waits for its first.
    pub async fn judgement(&self, id: ArrivalId) -> Result<Option<Judgement>, StoreError> {
        let mut found = in_force(self.read(), &[id.number()]).await?;
        found.remove(&id.number()).map(|row| judgement(&row)).transpose()
    }
}

/// The condition as the index on the judgements in force has it: SQLite uses that index for nothing else, also not for
/// `in_force = true` (<https://www.sqlite.org/partialindex.html>), and would look through the judgements of all arrivals.
pub(crate) fn is_in_force() -> Expr {
    Expr::col(Column::InForce)
}

/// Rows in force, by arrival.
pub(crate) async fn in_force<C: ConnectionTrait>(
    connection: &C,
    arrivals: &[i64],
) -> Result<BTreeMap<i64, Model>, StoreError> {
    let mut found = BTreeMap::new();
    for part in arrivals.chunks(IDS_AT_ONCE) {
        let rows = Entity::find()
            .filter(Column::Arrival.is_in(part.iter().copied()))
            .filter(is_in_force())
            .all(connection)
            .await?;
        found.extend(rows.into_iter().map(|row| (row.arrival, row)));
    }
    Ok(found)
}

/// Appends those that differ from what is in force, in order, each with the moment at which it was made; of several for
/// one arrival the last is in force.
pub(crate) async fn append<C: ConnectionTrait>(
    connection: &C,
    judgements: &[(&Judgement, DateTime<Utc>)],
) -> Result<(), StoreError> {
    let arrivals: BTreeSet<i64> = judgements.iter().map(|(j, _)| j.arrival.number()).collect();
    let arrivals: Vec<i64> = arrivals.into_iter().collect();
    let known = in_force(connection, &arrivals).await?;
    let mut fresh: Vec<ActiveModel> = Vec::new();
    let mut latest: BTreeMap<i64, usize> = BTreeMap::new();
    for (judgement, now) in judgements {
        let row = row_of(judgement, *now);
        let arrival = judgement.arrival.number();
        let before = latest.get(&arrival).and_then(|index| fresh.get_mut(*index));
        let is_old = match &before {
            Some(before) => is_same_row(before, &row),
            None => known.get(&arrival).is_some_and(|known| is_same(known, &row)),
        };
        if is_old {
            continue;
        }
        if let Some(before) = before {
            before.in_force = Set(false);
        }
        latest.insert(arrival, fresh.len());
        fresh.push(row);
    }
    let replaced: Vec<i64> = latest
        .keys()
        .filter_map(|arrival| known.get(arrival).map(|row| row.id))
        .collect();
    if !replaced.is_empty() {
        Entity::update_many()
            .col_expr(Column::InForce, Expr::value(false))
            .filter(Column::Id.is_in(replaced))
            .exec(connection)
            .await?;
    }
    while !fresh.is_empty() {
        let rest = fresh.split_off(fresh.len().min(ROWS_AT_ONCE));
        Entity::insert_many(fresh)
            .exec_without_returning(connection)
            .await?;
        fresh = rest;
    }
    Ok(())
}

/// The judgement of a row.
pub(crate) fn judgement(row: &Model) -> Result<Judgement, StoreError> {
    let name = RowName::new("verdicts", &row.id);
    let notice = name.id_null("notice", row.notice.as_deref(), NoticeId::parse)?;
    let society = name.id_null("society", row.society.as_deref(), SocietyCode::parse)?;
    let details: Details = name.json("details", &row.details)?;
    let verdict = match row.verdict.as_str() {
        "accepted" => Verdict::Accepted {
            notice: name.present("notice", notice)?,
            society: name.present("society", society)?,
            outcomes: details
                .outcomes
                .iter()
                .map(|shape| outcome(&name, shape))
                .collect::<Result<_, _>>()?,
        },
        "held" => Verdict::Held {
            notice,
            society,
            suggestions: details
                .suggestions
                .iter()
                .map(|code| name.id("suggestions", code, SocietyCode::parse))
                .collect::<Result<_, _>>()?,
        },
        "ignored" => Verdict::Ignored,
        "duplicate" => Verdict::Duplicate {
            notice: name.present("notice", notice)?,
            society: name.present("society", society)?,
        },
        _ => return Err(name.corrupt("verdict holds an unknown word")),
    };
    let findings = details.findings.into_iter();
    Ok(Judgement {
        arrival: ArrivalId::new(row.arrival),
        verdict,
        findings: findings
            .map(|shape| shape.finding(&name))
            .collect::<Result<_, _>>()?,
    })
}

fn outcome(name: &RowName, shape: &OutcomeShape) -> Result<Outcome, StoreError> {
    Ok(Outcome {
        item: name.id("outcomes.item", &shape.item, ItemId::parse)?,
        status: name.word("outcomes.status", &shape.status, SubmissionStatus::parse)?,
        timeliness: name.word("outcomes.timeliness", &shape.timeliness, Timeliness::parse)?,
    })
}

fn row_of(judgement: &Judgement, now: DateTime<Utc>) -> ActiveModel {
    let verdict = &judgement.verdict;
    let suggestions = match verdict {
        Verdict::Held { suggestions, .. } => suggestions.as_slice(),
        Verdict::Accepted { .. } | Verdict::Ignored | Verdict::Duplicate { .. } => &[],
    };
    let outcomes = verdict.outcomes().iter().map(|outcome| OutcomeShape {
        item: outcome.item.to_string(),
        status: outcome.status.as_str().to_owned(),
        timeliness: outcome.timeliness.as_str().to_owned(),
    });
    let details = Details {
        suggestions: suggestions.iter().map(ToString::to_string).collect(),
        outcomes: outcomes.collect(),
        findings: judgement.findings.iter().map(FindingShape::of).collect(),
    };
    ActiveModel {
        id: NotSet,
        arrival: Set(judgement.arrival.number()),
        in_force: Set(true),
        verdict: Set(verdict.as_str().to_owned()),
        notice: Set(verdict.notice().map(ToString::to_string)),
        society: Set(verdict.society().map(ToString::to_string)),
        details: Set(json(&details)),
        recorded_at: Set(moment(now)),
    }
}

fn is_same_row(known: &ActiveModel, row: &ActiveModel) -> bool {
    row.verdict == known.verdict
        && row.notice == known.notice
        && row.society == known.society
        && row.details == known.details
}

fn is_same(known: &Model, row: &ActiveModel) -> bool {
    row.verdict.as_ref() == &known.verdict
        && row.notice.as_ref() == &known.notice
        && row.society.as_ref() == &known.society
        && row.details.as_ref() == &known.details
}
