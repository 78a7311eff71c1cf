//! What had come meanwhile when a letter was worded, as JSON inside the letter's row.

use domain::ids::{ArrivalId, ItemId};
use domain::letter::{Before, Lacking, Meanwhile, Mended, Overtaken, Overtaking, Renamed, ToldBefore};
use domain::submission::{SubmissionId, SubmissionStatus};
use serde::{Deserialize, Serialize};

use crate::error::StoreError;
use crate::shapes::FindingShape;
use crate::values::RowName;

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct MeanwhileShape {
    link: Option<String>,
    overtaken: Vec<OvertakenShape>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    renamed: Vec<RenamedShape>,
    mended: Vec<MendedShape>,
    later: Vec<i64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    lacking: Vec<LackingShape>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    before: Vec<BeforeShape>,
}

#[derive(Debug, Serialize, Deserialize)]
struct LackingShape {
    arrival: i64,
    finding: FindingShape,
    by: i64,
}

#[derive(Debug, Serialize, Deserialize)]
struct BeforeShape {
    arrival: i64,
    /// Arrival, ordinal and status of pieces.
    stood: Vec<(i64, u32, String)>,
    asked: Vec<FindingShape>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    elsewhere: Option<String>,
    /// Arrival and ordinal, with what the piece was called.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    renamed: Vec<(i64, u32, ToldShape)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    gone: Vec<ToldShape>,
    /// What is joined, and to what.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    joined: Vec<(ToldShape, ToldShape)>,
    /// Arrival and ordinal.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    returned: Vec<(i64, u32)>,
}

#[derive(Debug, Serialize, Deserialize)]
struct ToldShape {
    item: String,
    person: Option<String>,
    title: Option<String>,
    status: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct OvertakenShape {
    /// Arrival and ordinal.
    piece: (i64, u32),
    by: OvertakingShape,
}

#[derive(Debug, Serialize, Deserialize)]
struct RenamedShape {
    /// Arrival and ordinal.
    piece: (i64, u32),
    by: i64,
    name: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum OvertakingShape {
    Completed(Option<i64>),
    Replaced(i64),
}

#[derive(Debug, Serialize, Deserialize)]
struct MendedShape {
    arrival: i64,
    finding: FindingShape,
}

impl MeanwhileShape {
    pub(crate) fn of(meanwhile: &Meanwhile) -> Self {
        let overtaken = meanwhile.overtaken.iter().map(|one| OvertakenShape {
            piece: (one.piece.arrival.number(), one.piece.ordinal),
            by: match one.by {
                Overtaking::Completed(by) => OvertakingShape::Completed(by.map(ArrivalId::number)),
                Overtaking::Replaced(by) => OvertakingShape::Replaced(by.number()),
            },
        });
        let renamed = meanwhile.renamed.iter().map(|one| RenamedShape {
            piece: (one.piece.arrival.number(), one.piece.ordinal),
            by: one.by.number(),
            name: one.name.clone(),
        });
        let mended = meanwhile.mended.iter().map(|one| MendedShape {
            arrival: one.arrival.number(),
            finding: FindingShape::of(&one.finding),
        });
        let lacking = meanwhile.lacking.iter().map(|one| LackingShape {
            arrival: one.arrival.number(),
            finding: FindingShape::of(&one.finding),
            by: one.by.number(),
        });
        Self {
            lacking: lacking.collect(),
            link: meanwhile.link.clone(),
            overtaken: overtaken.collect(),
            renamed: renamed.collect(),
            mended: mended.collect(),
            later: meanwhile.later.iter().map(|arrival| arrival.number()).collect(),
            before: meanwhile.before.iter().map(BeforeShape::of).collect(),
        }
    }

    pub(crate) fn meanwhile(self, row: &RowName) -> Result<Meanwhile, StoreError> {
        let overtaken = self.overtaken.into_iter().map(|one| Overtaken {
            piece: SubmissionId {
                arrival: ArrivalId::new(one.piece.0),
                ordinal: one.piece.1,
            },
            by: match one.by {
                OvertakingShape::Completed(by) => Overtaking::Completed(by.map(ArrivalId::new)),
                OvertakingShape::Replaced(by) => Overtaking::Replaced(ArrivalId::new(by)),
            },
        });
        let renamed = self.renamed.into_iter().map(|one| Renamed {
            piece: SubmissionId {
                arrival: ArrivalId::new(one.piece.0),
                ordinal: one.piece.1,
            },
            by: ArrivalId::new(one.by),
            name: one.name,
        });
        let mended = self.mended.into_iter().map(|one| {
            Ok(Mended {
                arrival: ArrivalId::new(one.arrival),
                finding: one.finding.finding(row)?,
            })
        });
        let lacking = self.lacking.into_iter().map(|one| {
            Ok(Lacking {
                arrival: ArrivalId::new(one.arrival),
                finding: one.finding.finding(row)?,
                by: ArrivalId::new(one.by),
            })
        });
        Ok(Meanwhile {
            lacking: lacking.collect::<Result<_, StoreError>>()?,
            link: self.link,
            overtaken: overtaken.collect(),
            renamed: renamed.collect(),
            mended: mended.collect::<Result<_, StoreError>>()?,
            later: self.later.into_iter().map(ArrivalId::new).collect(),
            before: self
                .before
                .into_iter()
                .map(|shape| shape.before(row))
                .collect::<Result<_, _>>()?,
        })
    }
}

impl BeforeShape {
    fn of(before: &Before) -> Self {
        let stood = before
            .stood
            .iter()
            .map(|(id, status)| (id.arrival.number(), id.ordinal, status.as_str().to_owned()));
        Self {
            arrival: before.arrival.number(),
            stood: stood.collect(),
            asked: before.asked.iter().map(FindingShape::of).collect(),
            elsewhere: before.elsewhere.clone(),
            renamed: before
                .renamed
                .iter()
                .map(|(id, told)| (id.arrival.number(), id.ordinal, ToldShape::of(told)))
                .collect(),
            gone: before.gone.iter().map(ToldShape::of).collect(),
            joined: before
                .joined
                .iter()
                .map(|(part, whole)| (ToldShape::of(part), ToldShape::of(whole)))
                .collect(),
            returned: before
                .returned
                .iter()
                .map(|id| (id.arrival.number(), id.ordinal))
                .collect(),
        }
    }

    fn before(self, row: &RowName) -> Result<Before, StoreError> {
        let id = |arrival, ordinal| SubmissionId {
            arrival: ArrivalId::new(arrival),
            ordinal,
        };
        let stood = self.stood.into_iter().map(|(arrival, ordinal, status)| {
            let status = row.word("meanwhile.stood", &status, SubmissionStatus::parse)?;
            Ok((id(arrival, ordinal), status))
        });
        let renamed = self.renamed.into_iter();
        let renamed = renamed.map(|(arrival, ordinal, told)| Ok((id(arrival, ordinal), told.told(row)?)));
        let joined = self.joined.into_iter();
        let joined = joined.map(|(part, whole)| Ok((part.told(row)?, whole.told(row)?)));
        let returned = self.returned.into_iter();
        let asked = self.asked.into_iter().map(|shape| shape.finding(row));
        Ok(Before {
            arrival: ArrivalId::new(self.arrival),
            stood: stood.collect::<Result<_, StoreError>>()?,
            asked: asked.collect::<Result<_, _>>()?,
            elsewhere: self.elsewhere,
            renamed: renamed.collect::<Result<_, StoreError>>()?,
            gone: self
                .gone
                .into_iter()
                .map(|told| told.told(row))
                .collect::<Result<_, _>>()?,
            joined: joined.collect::<Result<_, StoreError>>()?,
            returned: returned.map(|(arrival, ordinal)| id(arrival, ordinal)).collect(),
        })
    }
}

impl ToldShape {
    fn of(told: &ToldBefore) -> Self {
        Self {
            item: told.item.to_string(),
            person: told.person.clone(),
            title: told.title.clone(),
            status: told.status.as_str().to_owned(),
        }
    }

    fn told(self, row: &RowName) -> Result<ToldBefore, StoreError> {
        Ok(ToldBefore {
            item: row.id("meanwhile.item", &self.item, ItemId::parse)?,
            person: self.person,
            title: self.title,
            status: row.word("meanwhile.status", &self.status, SubmissionStatus::parse)?,
        })
    }
}
