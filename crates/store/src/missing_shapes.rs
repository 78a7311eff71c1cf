//! What a reminder reminds of, as JSON inside a letter's row.

use chrono::{DateTime, Utc};
use domain::ids::ItemId;
use domain::reminder::{Lack, MissingItem};
use serde::{Deserialize, Serialize};

use crate::error::StoreError;
use crate::values::RowName;

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct MissingShape {
    item: String,
    lack: String,
    ends: Option<DateTime<Utc>>,
    overdue: bool,
}

impl MissingShape {
    pub(crate) fn of(missing: &MissingItem) -> Self {
        Self {
            item: missing.item.to_string(),
            lack: missing.lack.as_str().to_owned(),
            ends: missing.ends,
            overdue: missing.overdue,
        }
    }

    pub(crate) fn missing(self, name: &RowName) -> Result<MissingItem, StoreError> {
        Ok(MissingItem {
            item: name.id("missing.item", &self.item, ItemId::parse)?,
            lack: name.word("missing.lack", &self.lack, Lack::parse)?,
            ends: self.ends,
            overdue: self.overdue,
        })
    }
}
