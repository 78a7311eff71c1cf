//! Photos of earlier arrivals that wait for their text, and how they are kept.

use domain::ids::ArrivalId;
use domain::submission::{Attachment, AttachmentKind};
use serde::{Deserialize, Serialize};
use store::WaitingMedia;

use crate::claim::{LooseMedia, Reach};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Waiting {
    pub(super) arrival: ArrivalId,
    /// Its place in the arrival, from 1.
    pub(super) ordinal: u32,
    /// Grows with each that begins to wait.
    pub(super) position: u32,
    pub(super) media: LooseMedia,
}

/// Names of fields are part of the schema: add, never rename.
#[derive(Debug, Serialize, Deserialize)]
struct Shape {
    name: String,
    sha256: String,
    bytes: u64,
    kind: String,
    context: String,
    around: String,
    named_only: bool,
}

impl Waiting {
    pub(super) fn record(&self) -> WaitingMedia {
        let attachment = &self.media.attachment;
        let shape = Shape {
            name: attachment.name.clone(),
            sha256: attachment.sha256.clone(),
            bytes: attachment.bytes,
            kind: attachment.kind.as_str().to_owned(),
            context: self.media.context.clone(),
            around: self.media.around.to_string(),
            named_only: self.media.reach == Reach::Named,
        };
        WaitingMedia {
            arrival: self.arrival,
            ordinal: self.ordinal,
            position: self.position,
            // Texts, numbers and a truth value: none of these can fail. Should one ever do, it is not restored.
            body: serde_json::to_string(&shape).unwrap_or_default(),
        }
    }

    /// `None` when it was kept in another form: its society is settled anew then.
    pub(super) fn restore(kept: &WaitingMedia) -> Option<Self> {
        let shape: Shape = serde_json::from_str(&kept.body).ok()?;
        Some(Self {
            arrival: kept.arrival,
            ordinal: kept.ordinal,
            position: kept.position,
            media: LooseMedia {
                attachment: Attachment {
                    name: shape.name,
                    sha256: shape.sha256,
                    bytes: shape.bytes,
                    kind: AttachmentKind::parse(&shape.kind)?,
                },
                context: shape.context,
                around: shape.around.into(),
                reach: if shape.named_only {
                    Reach::Named
                } else {
                    Reach::OnlyWaiting
                },
            },
        })
    }

    /// About how much memory it takes, in bytes.
    pub(super) fn weight(&self) -> usize {
        size_of::<Self>() + self.media.context.len() + self.media.around.len()
    }
}
