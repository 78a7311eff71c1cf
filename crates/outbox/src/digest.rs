//! 每日摘要 for the clerks: drawn once a working day, sent to each of them, and not at all when there is nothing to say.
//!
//! A digest is mail within the office and no letter to a society: nobody approves it, it uses up no rate, and a trial
//! changes nothing about it. While the outbox is stopped, it waits like everything else.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Asia::Shanghai;
use domain::digest::{Digest, MailboxTrouble, due};
use domain::ids::MailboxName;
use domain::notice::Notice;
use store::{CameTo, Presence, Store, StoredDigest};

use crate::deliver::Clock;
use crate::error::{OutboxError, Stage, Trouble};
use crate::folder;
use crate::hold::Hold;
use crate::render::{RenderedLetter, render_within};
use crate::retry::Lasting;
use crate::settings::{OutboxSettings, Transport};
use crate::smtp::{Line, NotSent, Refusal, Smtp};
use crate::templates::{TemplateName, Templates, Text};
use crate::wording;

/// It is tried again after this, as long as it is worth reading.
const AGAIN: Duration = Duration::minutes(15);
const MAX_ATTEMPTS: u32 = 24;
/// A server that does not answer for a digest that it has in full gets it no more often.
const MAX_UNANSWERED: u32 = 3;
/// What is new is counted from here when there was no digest before.
const FIRST_SINCE: Duration = Duration::days(1);

/// To whom digests go, and when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DigestPlan {
    /// Addresses of clerks; without any there are no digests.
    pub readers: Vec<String>,
    /// Hour of the day from which it is written, in Beijing.
    pub hour: u32,
}

/// Writes the digest of the day once its hour has come. Safe to repeat and to do in several processes at once. Returns
/// whether it was written now.
pub async fn write_digest(
    store: &Store,
    plan: &DigestPlan,
    settings: &OutboxSettings,
    letter_domain: &str,
    now: DateTime<Utc>,
) -> Result<bool, OutboxError> {
    let Some(day) = due(now, Shanghai, plan.hour, &settings.calendar).filter(|_| !plan.readers.is_empty())
    else {
        return Ok(false);
    };
    if store.last_digest().await?.is_some_and(|(last, _)| last >= day) {
        return Ok(false);
    }
    let words = digest(store, settings, now).await?;
    let words = words
        .as_ref()
        .map(|text| (text.subject.as_str(), text.body.as_str()));
    Ok(store
        .put_digest(day, &plan.readers, words, letter_domain, now)
        .await?
        && words.is_some())
}

/// The digest of this moment in words; `None` when there is nothing to say.
pub async fn digest(
    store: &Store,
    settings: &OutboxSettings,
    now: DateTime<Utc>,
) -> Result<Option<Text>, OutboxError> {
    let since = match store.last_digest().await? {
        Some((_, drawn_at)) => drawn_at,
        None => now - FIRST_SINCE,
    };
    let notices = store.notices().await?;
    let mut ledgers = Vec::with_capacity(notices.len());
    for notice in &notices {
        ledgers.push(store.ledger(&notice.id, now).await?);
    }
    let trouble = mailbox_trouble(store, since).await?;
    let letters = store.letters(None).await?;
    let digest = Digest::draw(&ledgers, &letters, trouble, since, now);
    if !digest.says_something() {
        return Ok(None);
    }
    digest_in_words(&digest, &notices, settings).map(Some)
}

/// What is known at a moment, in words.
pub fn digest_in_words(
    digest: &Digest,
    notices: &[Notice],
    settings: &OutboxSettings,
) -> Result<Text, OutboxError> {
    let facts = wording::digest::facts(digest, notices, settings, Shanghai);
    Ok(Templates::default().write(TemplateName::Digest, facts)?)
}

/// The mailboxes that cannot be read, or of which not every message can be had.
async fn mailbox_trouble(store: &Store, since: DateTime<Utc>) -> Result<Vec<MailboxTrouble>, OutboxError> {
    let mut found: BTreeMap<MailboxName, MailboxTrouble> = BTreeMap::new();
    for health in store.mailbox_health().await? {
        if let Some((_, since)) = health.failure {
            trouble_of(&mut found, &health.mailbox).unread_since = Some(since);
        }
    }
    for missing in store.unretrieved().await? {
        match missing.presence {
            Presence::Listed => trouble_of(&mut found, &missing.mailbox).kept_back += 1,
            // Every pass asked for it until it left.
            Presence::Left if missing.tried_at > since => trouble_of(&mut found, &missing.mailbox).lost += 1,
            Presence::Left => {}
        }
    }
    Ok(found.into_values().collect())
}

fn trouble_of<'f>(
    found: &'f mut BTreeMap<MailboxName, MailboxTrouble>,
    mailbox: &MailboxName,
) -> &'f mut MailboxTrouble {
    found.entry(mailbox.clone()).or_insert_with(|| MailboxTrouble {
        mailbox: mailbox.clone(),
        unread_since: None,
        kept_back: 0,
        lost: 0,
    })
}

/// Sends the digests that wait, until none is due or one cannot be sent.
pub async fn send_digests(store: &Store, settings: &OutboxSettings, now: &Clock) -> Result<u32, OutboxError> {
    let mut sent = 0;
    while store.outbox_pause().await?.is_none() {
        let Some(digest) = store.claim_digest(now(), settings.lease()).await? else {
            break;
        };
        let rendered = match rendered(&digest, settings) {
            Ok(rendered) => rendered,
            Err(OutboxError::Unsendable { what }) => {
                store.digest_failed(&digest, None, CameTo::Nothing, what).await?;
                continue;
            }
            Err(error) => return Err(error),
        };
        let archived = store.put_original(&rendered.bytes).await?;
        let bytes = u64::try_from(rendered.bytes.len()).unwrap_or(u64::MAX);
        match hand_over(&digest, &rendered, settings).await? {
            Ok(()) => {
                store.digest_sent(&digest, (&archived, bytes), now()).await?;
                sent += 1;
                tracing::info!(day = %digest.day, "digest sent");
            }
            Err(Refusal {
                trouble,
                lasting,
                line,
            }) => {
                let again = is_tried_again(&digest, &trouble, lasting).then(|| now() + AGAIN);
                let (came_to, why) = (trouble.came_to(), trouble.to_string());
                store.digest_failed(&digest, again, came_to, &why).await?;
                tracing::warn!(
                    day = %digest.day,
                    stage = trouble.stage.as_str(),
                    code = trouble.code,
                    given_up = again.is_none(),
                    "digest not sent"
                );
                // What one reader's mailbox refuses keeps back no other's.
                if line == Line::Down {
                    break;
                }
            }
        }
    }
    Ok(sent)
}

/// Whether a digest that was not taken goes out once more.
fn is_tried_again(digest: &StoredDigest, trouble: &Trouble, lasting: Lasting) -> bool {
    match trouble.came_to() {
        CameTo::NobodyKnows => digest.attempts.saturating_sub(digest.refused) < MAX_UNANSWERED,
        CameTo::Nothing => {
            let is_for_good = lasting == Lasting::Permanent && !trouble.stage.concerns_all();
            !is_for_good && digest.attempts < MAX_ATTEMPTS
        }
    }
}

/// The same on every attempt, to the byte.
fn rendered(digest: &StoredDigest, settings: &OutboxSettings) -> Result<RenderedLetter, OutboxError> {
    let text = Text {
        subject: digest.subject.clone(),
        body: digest.body.clone(),
    };
    let (reader, id, at) = (&digest.reader, &digest.message_id, digest.drawn_at);
    settings.signed(render_within(reader, id, text, settings, at)?, at)
}

async fn hand_over(
    digest: &StoredDigest,
    rendered: &RenderedLetter,
    settings: &OutboxSettings,
) -> Result<Result<(), Refusal>, OutboxError> {
    let server = match &settings.transport {
        Transport::Folder(folder) => {
            let name = format!("{}.eml", digest.message_id);
            let put = folder::put_as(folder, name, &rendered.bytes).await;
            return Ok(put.map_err(Refusal::from));
        }
        Transport::Smtp(server) => server,
    };
    let mut smtp = Box::new(Smtp::new(server)?);
    // Alone within its lease: it is sent at once or not at all.
    let sent = smtp.send(rendered, &Hold::AtOnce).await;
    smtp.quit().await;
    Ok(match sent {
        Ok(()) => Ok(()),
        Err(NotSent::TooLate) => {
            let trouble = Trouble::new(Stage::Announcement, None, "not handed over in time");
            Err(Refusal::from(trouble))
        }
        Err(NotSent::Refused(refusal)) => Err(refusal),
    })
}
