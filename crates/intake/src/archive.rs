//! Makes an original durable and notes where it was seen, before anything is thought about it.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::arrival::{Door, ReceivedAt, ReceivedBy};
use domain::ids::{NoticeId, SocietyCode};
use store::{Archived, IncomingOriginal, NewSighting, SightingPlace, Store};

use crate::reader::{Blob, ReaderPool};
use crate::reading::{TypedPiece, UploadManifest, UploadedFile};
use crate::reception::ReceivingHosts;
use crate::{Envelope, IntakeError};

/// Messages beyond this size in bytes are taken apart by a reader process only.
pub const LARGE: u64 = 4 * 1024 * 1024;

/// A message as a mailbox shows it.
#[derive(Debug, Clone)]
pub struct SightedMail {
    /// Where in it: never [`SightingPlace::Http`].
    pub place: SightingPlace,
    /// The bytes.
    pub raw: Arc<[u8]>,
    /// INTERNALDATE, on IMAP.
    pub internal_date: Option<DateTime<Utc>>,
    /// RFC822.SIZE, on IMAP: what the server says, not what is so.
    pub listed_size: Option<u64>,
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
    let envelope = Envelope::read(&sighted.raw);
    NewSighting {
        place: sighted.place,
        door: Door::Mail,
        bytes: sighted.raw.len() as u64,
        identity: identity(&envelope, &original),
        received: received(&envelope, sighted.received_host.as_deref(), sighted.internal_date),
        sender: envelope.sender,
        message_id: envelope.message_id,
        subject: envelope.subject,
        internal_date: sighted.internal_date,
        listed_size: sighted.listed_size,
        seen_at: sighted.seen_at,
        original,
    }
}

/// A message that is too large to be loaded.
#[derive(Debug)]
pub struct SightedFile {
    /// Where it was seen: never [`SightingPlace::Http`].
    pub place: SightingPlace,
    /// The whole message, written but not yet kept.
    pub incoming: IncomingOriginal,
    /// As in [`SightedMail`].
    pub internal_date: Option<DateTime<Utc>>,
    /// As in [`SightedMail`].
    pub listed_size: Option<u64>,
    /// As in [`SightedMail`].
    pub received_host: Option<Arc<ReceivingHosts>>,
    /// Now.
    pub seen_at: DateTime<Utc>,
}

/// As [`mail`], for a message of any size: what is large is taken apart by a reader process, never by this one. A
/// message at which that process fails is known by its bytes alone.
pub async fn mail_file(
    store: &Store,
    readers: &ReaderPool,
    sighted: SightedFile,
) -> Result<Archived, IntakeError> {
    let (original, bytes) = sighted.incoming.keep().await?;
    let envelope = if bytes <= LARGE {
        let raw = store.original(&original).await?;
        let read = tokio::task::spawn_blocking(move || Envelope::read(&raw)).await;
        read.map_err(|_| IntakeError::Ending)?
    } else {
        let (path, bytes) = store.original_file(&original).await?;
        let read = readers.envelope(&Blob::File { path, bytes }).await?;
        read.unwrap_or_default()
    };
    let sighting = NewSighting {
        place: sighted.place,
        door: Door::Mail,
        bytes,
        identity: identity(&envelope, &original),
        received: received(&envelope, sighted.received_host.as_deref(), sighted.internal_date),
        message_id: envelope.message_id,
        sender: envelope.sender,
        subject: envelope.subject,
        internal_date: sighted.internal_date,
        listed_size: sighted.listed_size,
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
        listed_size: None,
        seen_at: submitted.received_at,
    };
    Ok(store.archive(sighting).await?)
}

/// The identity of a return from the page, by which a repeated request is recognised.
pub fn http_identity(society: &SocietyCode, idempotency_key: &str) -> String {
    format!("http:{society}:{idempotency_key}")
}

/// A message that could not be taken apart is known by its bytes alone.
fn identity(envelope: &Envelope, original: &str) -> String {
    match &envelope.identity {
        None => format!("raw:{original}"),
        Some(identity) => format!("mail:{identity}"),
    }
}

fn received(
    envelope: &Envelope,
    hosts: Option<&ReceivingHosts>,
    internal_date: Option<DateTime<Utc>>,
) -> Option<ReceivedAt> {
    let trusted = match hosts {
        None => envelope.received.first(),
        Some(hosts) => hosts.topmost(&envelope.received),
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
