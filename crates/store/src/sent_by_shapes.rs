//! Who sent what a letter is about, as JSON inside the letter's row.

use domain::letter::SentBy;
use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SentByShape {
    address: String,
    subject: String,
}

impl SentByShape {
    pub(crate) fn of(sent_by: &SentBy) -> Self {
        Self {
            address: sent_by.address.clone(),
            subject: sent_by.subject.clone(),
        }
    }

    pub(crate) fn sent_by(self) -> SentBy {
        SentBy {
            address: self.address,
            subject: self.subject,
        }
    }
}
