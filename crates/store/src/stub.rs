//! stub
#![allow(missing_docs, unused_variables, clippy::todo, clippy::unused_async)]
use crate::*;
use chrono::{DateTime, Utc};
use domain::directory::Directory;
use domain::ids::*;
use domain::ledger::Ledger;
use domain::letter::LetterKey;
use domain::notice::Notice;
use domain::ruling::Ruling;
use domain::society::Society;
use domain::verdict::Judgement;
use std::collections::BTreeSet;
use std::path::Path;

#[derive(Debug, Clone)]
pub struct Store;
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RosterChange {
    pub added: u32,
    pub changed: u32,
    pub unchanged: u32,
    pub absent: u32,
}
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claimed {
    pub arrival: ArrivalId,
    pub revision: i64,
    pub attempts: u32,
}
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxCounts {
    pub mailbox: MailboxName,
    pub folder: String,
    pub sightings: u64,
    pub before_start: u64,
    pub not_retrievable: u64,
    pub arrivals: u64,
    pub accepted: u64,
    pub held: u64,
    pub ignored: u64,
    pub duplicate: u64,
    pub pending: u64,
}
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VerifyReport {
    pub originals: u64,
    pub arrivals: u64,
    pub sightings: u64,
    pub problems: Vec<String>,
}
type R<T> = Result<T, StoreError>;
impl Store {
    pub async fn open(database_url: &str, originals_url: &str) -> R<Store> { todo!() }
    pub async fn migrate(&self) -> R<()> { todo!() }
    pub async fn check_schema(&self) -> R<()> { todo!() }
    pub async fn ready(&self) -> R<()> { todo!() }
    pub async fn put_original(&self, bytes: &[u8]) -> R<String> { todo!() }
    pub async fn put_original_file(&self, path: &Path) -> R<(String, u64)> { todo!() }
    pub async fn original(&self, sha256: &str) -> R<Vec<u8>> { todo!() }
    pub async fn verify(&self) -> R<VerifyReport> { todo!() }
    pub async fn import_notice(&self, toml: &str, now: DateTime<Utc>) -> Result<Notice, NoticeImportError> { todo!() }
    pub async fn notices(&self) -> R<Vec<Notice>> { todo!() }
    pub async fn notice_source(&self, id: &NoticeId) -> R<Option<String>> { todo!() }
    pub async fn import_roster(&self, societies: &[Society], now: DateTime<Utc>) -> R<RosterChange> { todo!() }
    pub async fn directory(&self) -> R<Directory> { todo!() }
    pub async fn configuration_version(&self) -> R<i64> { todo!() }
    pub async fn sighted(&self, place: &SightingPlace) -> R<bool> { todo!() }
    pub async fn known_uids(&self, mailbox: &MailboxName, folder: &str, uidvalidity: u64) -> R<BTreeSet<u32>> { todo!() }
    pub async fn archive(&self, sighting: NewSighting) -> R<Archived> { todo!() }
    pub async fn skip_sighting(&self, place: &SightingPlace, why: Skip, now: DateTime<Utc>) -> R<()> { todo!() }
    pub async fn claim(&self, now: DateTime<Utc>, lease: chrono::Duration, max_attempts: u32) -> R<Option<Claimed>> { todo!() }
    pub async fn pending(&self) -> R<u64> { todo!() }
    pub async fn arrival(&self, id: ArrivalId) -> R<Option<StoredArrival>> { todo!() }
    pub async fn arrival_ids(&self) -> R<Vec<ArrivalId>> { todo!() }
    pub async fn reading(&self, sha256: &str, version: u32) -> R<Option<String>> { todo!() }
    pub async fn put_reading(&self, sha256: &str, version: u32, body: &str) -> R<()> { todo!() }
    pub async fn society_facts(&self, notice: &NoticeId, society: &SocietyCode) -> R<SocietyFacts> { todo!() }
    pub async fn judgement(&self, id: ArrivalId) -> R<Option<Judgement>> { todo!() }
    pub async fn rulings(&self, id: ArrivalId) -> R<Vec<Ruling>> { todo!() }
    pub async fn add_ruling(&self, ruling: &Ruling) -> R<()> { todo!() }
    pub async fn requeue_held(&self) -> R<u64> { todo!() }
    pub async fn record(&self, record: Record) -> R<Recorded> { todo!() }
    pub async fn ledger(&self, notice: &NoticeId, now: DateTime<Utc>) -> R<Ledger> { todo!() }
    pub async fn mailbox_counts(&self) -> R<Vec<MailboxCounts>> { todo!() }
    pub async fn letters(&self, state: Option<LetterState>) -> R<Vec<StoredLetter>> { todo!() }
    pub async fn approve_letter(&self, key: &LetterKey, clerk: &str, now: DateTime<Utc>) -> R<bool> { todo!() }
    pub async fn claim_letter(&self, now: DateTime<Utc>, lease: chrono::Duration) -> R<Option<StoredLetter>> { todo!() }
    pub async fn letter_sent(&self, key: &LetterKey, sent_original: &str, now: DateTime<Utc>) -> R<()> { todo!() }
    pub async fn letter_failed(&self, key: &LetterKey, retry_at: Option<DateTime<Utc>>, error: &str) -> R<()> { todo!() }
    pub async fn letter_by_message_id(&self, message_id: &str) -> R<Option<(SocietyCode, NoticeId)>> { todo!() }
    pub async fn put_staff(&self, name: &str, role: Role, password_hash: &str, now: DateTime<Utc>) -> R<()> { todo!() }
    pub async fn staff(&self, name: &str) -> R<Option<Staff>> { todo!() }
    pub async fn open_session(&self, token_hash: &str, staff: &str, csrf: &str, now: DateTime<Utc>, expires: DateTime<Utc>) -> R<()> { todo!() }
    pub async fn session(&self, token_hash: &str, now: DateTime<Utc>) -> R<Option<Session>> { todo!() }
    pub async fn close_session(&self, token_hash: &str) -> R<()> { todo!() }
    pub async fn note_login(&self, name: &str, outcome: LoginOutcome, now: DateTime<Utc>) -> R<()> { todo!() }
    pub async fn bad_logins_since(&self, name: &str, since: DateTime<Utc>) -> R<u32> { todo!() }
    pub async fn put_link(&self, token_hash: &str, notice: &NoticeId, society: &SocietyCode, now: DateTime<Utc>) -> R<()> { todo!() }
    pub async fn link(&self, token_hash: &str) -> R<Option<Link>> { todo!() }
    pub async fn arrival_by_identity(&self, identity: &str) -> R<Option<ArrivalId>> { todo!() }
}
