//! What a reminder reminds of, as JSON inside a letter's row.

use chrono::{DateTime, Utc};
use domain::ids::ItemId;
use domain::reminder::{Gap, Lack, MissingItem};
use serde::{Deserialize, Serialize};

use crate::error::StoreError;
use crate::values::RowName;

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct MissingShape {
    item: String,
    lack: String,
    ends: Option<DateTime<Utc>>,
    overdue: bool,
    #[serde(default)]
    extended: bool,
    #[serde(default)]
    replaces: bool,
    #[serde(default)]
    gaps: Vec<GapShape>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case")]
enum GapShape {
    Text { person: Option<String> },
    Media { person: Option<String> },
    Pieces { have: u32, need: u32 },
}

impl MissingShape {
    pub(crate) fn of(missing: &MissingItem) -> Self {
        Self {
            item: missing.item.to_string(),
            lack: missing.lack.as_str().to_owned(),
            ends: missing.ends,
            overdue: missing.overdue,
            extended: missing.extended,
            replaces: missing.replaces,
            gaps: missing.gaps.iter().map(GapShape::of).collect(),
        }
    }

    pub(crate) fn missing(self, name: &RowName) -> Result<MissingItem, StoreError> {
        Ok(MissingItem {
            item: name.id("missing.item", &self.item, ItemId::parse)?,
            lack: name.word("missing.lack", &self.lack, Lack::parse)?,
            ends: self.ends,
            overdue: self.overdue,
            extended: self.extended,
            replaces: self.replaces,
            gaps: self.gaps.into_iter().map(GapShape::gap).collect(),
        })
    }
}

impl GapShape {
    fn of(gap: &Gap) -> Self {
        match gap {
            Gap::Text(person) => Self::Text {
                person: person.clone(),
            },
            Gap::Media(person) => Self::Media {
                person: person.clone(),
            },
            Gap::Pieces { have, need } => Self::Pieces {
                have: *have,
                need: *need,
            },
        }
    }

    fn gap(self) -> Gap {
        match self {
            Self::Text { person } => Gap::Text(person),
            Self::Media { person } => Gap::Media(person),
            Self::Pieces { have, need } => Gap::Pieces { have, need },
        }
    }
}
