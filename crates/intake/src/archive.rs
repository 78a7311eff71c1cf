//! Makes an original durable and notes where it was seen, before anything is thought about it.

use chrono::{DateTime, Utc};
use domain::arrival::{Door, ReceivedAt, ReceivedBy};
use domain::ids::{NoticeId, SocietyCode};
use mail::ParsedMail;
use store::{Archived, NewSighting, SightingPlace, Store};

use crate::IntakeError;
use crate::reading::{TypedPiece, UploadManifest, UploadedFile};
use crate::reception::ReceivingHosts;

/// A message as a mailbox shows it.
#[derive(Debug)]
pub struct SightedMail<'a> {
    /// Where in it: never [`SightingPlace::Http`].
    pub place: SightingPlace,
    /// The bytes.
    pub raw: &'a [u8],
    /// INTERNALDATE, on IMAP.
    pub internal_date: Option<DateTime<Utc>>,
    /// The hosts that write the mailbox's own `Received` lines; `None`: the topmost line is trusted.
    pub received_host: Option<&'a ReceivingHosts>,
    /// Now.
    pub seen_at: DateTime<Utc>,
}

/// Archives a message. When this returns, it survives a power cut and the sighting counts as seen.
pub async fn mail(store: &Store, sighted: SightedMail<'_>) -> Result<Archived, IntakeError> {
    let original = store.put_original(sighted.raw).await?;
    // Large letters take a while; other tasks of this thread go on meanwhile.
    let raw = sighted.raw.to_vec();
    let parsed = tokio::task::spawn_blocking(move || mail::parse(&raw))
        .await
        .unwrap_or_else(|_| unreadable());
    let sighting = NewSighting {
        place: sighted.place,
        door: Door::Mail,
        bytes: sighted.raw.len() as u64,
        identity: identity(&parsed, &original),
        message_id: parsed.message_id.clone(),
        sender: parsed.from.first().map(|from| from.address.clone()),
        subject: parsed.subject.clone(),
        received: received(&parsed, sighted.received_host, sighted.internal_date),
        internal_date: sighted.internal_date,
        seen_at: sighted.seen_at,
        original,
    };
    Ok(store.archive(sighting).await?)
}

/// A return submitted on a society's page.
#[derive(Debug)]
pub struct SubmittedReturn {
    /// From the capability link.
    pub society: SocietyCode,
    /// From the capability link.
    pub notice: NoticeId,
    /// One submission under one key, whatever its content.
    pub idempotency_key: String,
    /// 填表人.
    pub filled_by: String,
    /// 联系方式.
    pub contact: String,
    /// Typed pieces.
    pub pieces: Vec<TypedPiece>,
    /// Name and original (already durable) of every file.
    pub files: Vec<UploadedFile>,
    /// The server's clock when the request's head arrived.
    pub received_at: DateTime<Utc>,
}

/// Archives a return from the page. Its files must have been given to [`Store::put_original`] before.
pub async fn submitted(store: &Store, submitted: SubmittedReturn) -> Result<Archived, IntakeError> {
    let door = if submitted.files.is_empty() {
        Door::Form
    } else {
        Door::Upload
    };
    let identity = http_identity(&submitted.society, &submitted.idempotency_key);
    let manifest = UploadManifest {
        society: submitted.society.to_string(),
        notice: submitted.notice.to_string(),
        idempotency_key: submitted.idempotency_key,
        filled_by: submitted.filled_by,
        contact: submitted.contact,
        pieces: submitted.pieces,
        files: submitted.files,
    };
    let bytes = serde_json::to_vec(&manifest).map_err(|source| IntakeError::Reading {
        original: "new upload".to_owned(),
        source,
    })?;
    let original = store.put_original(&bytes).await?;
    let sighting = NewSighting {
        place: SightingPlace::Http {
            identity: identity.clone(),
        },
        door,
        original,
        bytes: bytes.len() as u64,
        identity,
        message_id: None,
        sender: None,
        subject: String::new(),
        received: Some(ReceivedAt {
            at: submitted.received_at,
            by: ReceivedBy::ServerClock,
        }),
        internal_date: None,
        seen_at: submitted.received_at,
    };
    Ok(store.archive(sighting).await?)
}

/// The identity of a return from the page, by which a repeated request is recognised.
pub fn http_identity(society: &SocietyCode, idempotency_key: &str) -> String {
    format!("http:{society}:{idempotency_key}")
}

fn unreadable() -> ParsedMail {
    ParsedMail {
        defects: vec![mail::Defect::ParserFailed],
        ..ParsedMail::default()
    }
}

/// A message that could not be taken apart is known by its bytes alone.
fn identity(parsed: &ParsedMail, original: &str) -> String {
    if parsed.defects.contains(&mail::Defect::ParserFailed) {
        format!("raw:{original}")
    } else {
        format!("mail:{}", mail::identity(parsed))
    }
}

fn received(
    parsed: &ParsedMail,
    hosts: Option<&ReceivingHosts>,
    internal_date: Option<DateTime<Utc>>,
) -> Option<ReceivedAt> {
    let trusted = match hosts {
        None => parsed.received.first(),
        Some(hosts) => hosts.topmost(parsed),
    };
    let header = trusted
        .and_then(|line| line.date.as_deref())
        .and_then(|date| DateTime::parse_from_rfc3339(date).ok())
        .map(|date| ReceivedAt {
            at: date.with_timezone(&Utc),
            by: ReceivedBy::ReceivedHeader,
        });
    header.or(internal_date.map(|at| ReceivedAt {
        at,
        by: ReceivedBy::InternalDate,
    }))
}
