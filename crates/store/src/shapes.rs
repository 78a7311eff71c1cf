//! Structures inside a cell, as JSON. Names of fields are part of the schema: add, never rename.

use domain::finding::{Finding, FindingCode};
use domain::person::Person;
use domain::submission::{Attachment, AttachmentKind};
use serde::{Deserialize, Serialize};

use crate::error::StoreError;
use crate::values::RowName;

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct PersonShape {
    name: String,
    affiliation: Option<String>,
    positions: Vec<String>,
    tags: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct AttachmentShape {
    name: String,
    sha256: String,
    bytes: u64,
    kind: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct FindingShape {
    code: String,
    place: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    remark: Option<String>,
}

impl PersonShape {
    pub(crate) fn of(person: &Person) -> Self {
        Self {
            name: person.name.clone(),
            affiliation: person.affiliation.clone(),
            positions: person.positions.clone(),
            tags: person.tags.clone(),
        }
    }

    pub(crate) fn person(self) -> Person {
        Person {
            name: self.name,
            affiliation: self.affiliation,
            positions: self.positions,
            tags: self.tags,
        }
    }
}

impl AttachmentShape {
    pub(crate) fn of(attachment: &Attachment) -> Self {
        Self {
            name: attachment.name.clone(),
            sha256: attachment.sha256.clone(),
            bytes: attachment.bytes,
            kind: attachment.kind.as_str().to_owned(),
        }
    }

    pub(crate) fn attachment(self, row: &RowName) -> Result<Attachment, StoreError> {
        Ok(Attachment {
            kind: row.word("attachments.kind", &self.kind, AttachmentKind::parse)?,
            name: self.name,
            sha256: self.sha256,
            bytes: self.bytes,
        })
    }
}

impl FindingShape {
    pub(crate) fn of(finding: &Finding) -> Self {
        Self {
            code: finding.code.as_str().to_owned(),
            place: finding.place.clone(),
            remark: finding.remark.clone(),
        }
    }

    pub(crate) fn finding(self, row: &RowName) -> Result<Finding, StoreError> {
        Ok(Finding {
            code: row.word("findings.code", &self.code, FindingCode::parse)?,
            place: self.place,
            remark: self.remark,
        })
    }
}
