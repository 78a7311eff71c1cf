//! A ledger of arrivals, two pieces in each, so that the archive has a workbook and a compilation of some length.

use std::collections::BTreeMap;

use anyhow::Context as _;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::arrival::{Arrival, Door, ReceivedAt, ReceivedBy};
use domain::directory::Directory;
use domain::ids::{ArrivalId, NoticeId};
use domain::ledger::{ArrivalRecord, Ledger};
use domain::notice::{LatePolicy, Notice, ReminderPolicy};
use domain::selection::Selection;
use domain::submission::Submission;
use reporting::Snapshot;
use sha2::{Digest as _, Sha256};

use super::files::{MANIFEST, Shelf, hexadecimal};
use crate::essays::{Essays, bench_societies};

/// Pieces of 1,000 characters in each arrival.
const PIECES: usize = 2;

/// One arrival for each file.
pub(super) fn snapshot(shelf: &Shelf) -> anyhow::Result<Snapshot> {
    let taken_at: DateTime<Utc> = "2022-10-25T01:30:00Z".parse().context("a time")?;
    let notice = Notice {
        id: NoticeId::parse("bench")?,
        number: None,
        title: "关于征集学习情况的通知".to_owned(),
        issuer: "华夏科协科技社团党委".to_owned(),
        issued_on: NaiveDate::from_ymd_opt(2022, 10, 17).context("a day")?,
        zone: chrono_tz::Asia::Shanghai,
        late: LatePolicy::Flag,
        grace: Duration::zero(),
        mailboxes: Vec::new(),
        items: crate::notice::items()?,
        form: None,
        reminders: ReminderPolicy::default(),
        extensions: BTreeMap::new(),
    };
    let manifest = hexadecimal(&Sha256::digest(MANIFEST));
    let arrivals = shelf
        .files
        .iter()
        .enumerate()
        .map(|(place, (path, sha256, bytes))| {
            let (door, original, bytes) = if Shelf::is_video(path) {
                (Door::Upload, manifest.clone(), MANIFEST.len() as u64)
            } else {
                (Door::Mail, sha256.clone(), *bytes)
            };
            ArrivalRecord {
                arrival: Arrival {
                    id: ArrivalId::new(i64::try_from(place).unwrap_or_default()),
                    door,
                    original,
                    bytes,
                    received: Some(ReceivedAt {
                        at: taken_at,
                        by: ReceivedBy::ServerClock,
                    }),
                    first_seen_at: taken_at,
                    message_id: None,
                    sender: None,
                    subject: "报送学习情况".to_owned(),
                    mailboxes: Vec::new(),
                    files: Vec::new(),
                },
                judgement: None,
            }
        });
    let pieces = pieces(shelf, &notice.id)?;
    let directory = Directory::new(bench_societies()?);
    let ledger = Ledger::draw(
        notice,
        &directory,
        pieces,
        Vec::new(),
        arrivals.collect(),
        taken_at,
    );
    Ok(Snapshot::new(ledger, Selection::default()))
}

fn pieces(shelf: &Shelf, notice: &NoticeId) -> anyhow::Result<Vec<Submission>> {
    let essays = Essays::write(PIECES * shelf.files.len());
    let pieces = essays.ledger()?.submissions.into_iter().enumerate();
    let pieces = pieces.map(|(place, mut piece)| {
        piece.notice = notice.clone();
        piece.id.arrival = ArrivalId::new(i64::try_from(place / PIECES).unwrap_or_default());
        piece.id.ordinal = u32::try_from(place % PIECES).unwrap_or_default() + 1;
        piece
    });
    Ok(pieces.collect())
}
