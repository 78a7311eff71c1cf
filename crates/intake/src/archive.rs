//! Makes an original durable and notes where it was seen, before anything is thought about it.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::arrival::{Door, ReceivedAt, ReceivedBy};
use domain::ids::{NoticeId, SocietyCode};
use mail::ParsedMail;
use store::{Archived, NewSighting, SightingPlace, Store};

use crate::IntakeError;
use crate::reading::{TypedPiece, UploadManifest, UploadedFile};
use crate::reception::ReceivingHosts;

/// A message as a mailbox shows it.
#[derive(Debug, Clone)]
pub struct SightedMail {
    /// Where in it: never [`SightingPlace::Http`].
    pub place: SightingPlace,
    /// The bytes.
    pub raw: Arc<[u8]>,
    /// INTERNALDATE, on IMAP.
    pub internal_date: Option<DateTime<Utc>>,
    /// The hosts that write the mailbox's own `Received` lines; `None`: the topmost line is trusted.
    pub received_host: Option<Arc<ReceivingHosts>>,
    /// Now.
    pub seen_at: DateTime<Utc>,
}

/// Archives a message. When this returns, it survives a power cut and the sighting counts as seen.
pub async fn mail(store: &Store, sighted: SightedMail) -> Result<Archived, IntakeError> {
    let archived = mails(store, vec![sighted]).await?;
    archived.into_iter().next().ok_or(IntakeError::Ending)
}

/// Archives messages as [`mail`] does one after the other, with one commit for all of them; answers in their order.
pub async fn mails(store: &Store, sighted: Vec<SightedMail>) -> Result<Vec<Archived>, IntakeError> {
    let raws = sighted.iter().map(|sighted| Arc::clone(&sighted.raw)).collect();
    let originals = store.put_originals(raws).await?;
    // Large letters take a while; other tasks of this thread go on meanwhile.
    let parsing = tokio::task::spawn_blocking(move || {
        let sightings = sighted.into_iter().zip(originals);
        sightings
            .map(|(sighted, original)| sighting(sighted, original))
            .collect()
    });
    let sightings: Vec<NewSighting> = parsing.await.map_err(|_| IntakeError::Ending)?;
    Ok(store.archive_all(&sightings).await?)
}

fn sighting(sighted: SightedMail, original: String) -> NewSighting {
    let parsed = mail::outline(&sighted.raw);
    NewSighting {
        place: sighted.place,
        door: Door::Mail,
        bytes: sighted.raw.len() as u64,
        identity: identity(&parsed, &original),
        received: received(&parsed, sighted.received_host.as_deref(), sighted.internal_date),
        sender: parsed.from.into_iter().next().map(|from| from.address),
        message_id: parsed.message_id,
        subject: parsed.subject,
        internal_date: sighted.internal_date,
        seen_at: sighted.seen_at,
        original,
    }
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
