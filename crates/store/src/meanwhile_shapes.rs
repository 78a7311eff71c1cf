//! What had come meanwhile when a letter was worded, as JSON inside the letter's row.

use domain::ids::ArrivalId;
use domain::letter::{Meanwhile, Mended, Overtaken, Overtaking};
use domain::submission::SubmissionId;
use serde::{Deserialize, Serialize};

use crate::error::StoreError;
use crate::shapes::FindingShape;
use crate::values::RowName;

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct MeanwhileShape {
    link: Option<String>,
    overtaken: Vec<OvertakenShape>,
    mended: Vec<MendedShape>,
    later: Vec<i64>,
}

#[derive(Debug, Serialize, Deserialize)]
struct OvertakenShape {
    /// Arrival and ordinal.
    piece: (i64, u32),
    by: OvertakingShape,
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
        let mended = meanwhile.mended.iter().map(|one| MendedShape {
            arrival: one.arrival.number(),
            finding: FindingShape::of(&one.finding),
        });
        Self {
            link: meanwhile.link.clone(),
            overtaken: overtaken.collect(),
            mended: mended.collect(),
            later: meanwhile.later.iter().map(|arrival| arrival.number()).collect(),
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
        let mended = self.mended.into_iter().map(|one| {
            Ok(Mended {
                arrival: ArrivalId::new(one.arrival),
                finding: one.finding.finding(row)?,
            })
        });
        Ok(Meanwhile {
            link: self.link,
            overtaken: overtaken.collect(),
            mended: mended.collect::<Result<_, StoreError>>()?,
            later: self.later.into_iter().map(ArrivalId::new).collect(),
        })
    }
}
