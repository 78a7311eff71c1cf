//! No statement that it takes to judge a letter walks through a table that grows with the mail, as SQLite plans it.

use std::sync::Mutex;

use chrono::{DateTime, Duration};
use domain::arrival::{Door, SenderStanding};
use domain::finding::{Finding, FindingCode};
use domain::ids::{ArrivalId, MailboxName, NoticeId, SocietyCode};
use domain::verdict::{Judgement, Verdict};

use super::*;
use crate::{
    LetterMode, LetterModes, NewReading, NewSighting, Record, Recorded, SightingPlace, SocietyRecord,
};

/// Tables with a row for each letter, or more.
const GROWING: [&str; 12] = [
    "arrivals",
    "sightings",
    "originals",
    "readings",
    "verdicts",
    "rulings",
    "submissions",
    "return_forms",
    "waiting_media",
    "letters",
    "outbox",
    "returns",
];

type Seen = Arc<Mutex<Vec<Statement>>>;

/// A store that notes every statement.
async fn watched(folder: &Path) -> (Store, Seen) {
    let seen = Seen::default();
    let originals = Originals::open(&format!("file:{}", folder.join("originals").display())).await;
    let path = folder.join("zhengji.db");
    let (mut read, mut write) = open_sqlite(&path.display().to_string()).await.unwrap();
    for connection in [&mut read, &mut write] {
        let seen = Arc::clone(&seen);
        connection.set_metric_callback(move |info| seen.lock().unwrap().push(info.statement.clone()));
    }
    let inner = Inner {
        read,
        write,
        originals: originals.unwrap(),
    };
    let store = Store {
        inner: Arc::new(inner),
        fence: None,
    };
    (store, seen)
}

fn sighting(number: u32, original: String) -> NewSighting {
    NewSighting {
        place: SightingPlace::File {
            mailbox: MailboxName::parse("kjstdw").unwrap(),
            path: number.to_string(),
        },
        door: Door::Mail,
        original,
        bytes: 1,
        identity: format!("mail-{number}"),
        message_id: Some(format!("{number}@huaxia.example")),
        sender: Some("zhang@huaxia.example".to_owned()),
        subject: "报送材料".to_owned(),
        received: None,
        internal_date: None,
        listed_size: None,
        seen_at: DateTime::UNIX_EPOCH,
    }
}

/// Each is recorded a second after the one before.
fn record(arrival: ArrivalId, original: &str, place: &(NoticeId, SocietyCode)) -> Record {
    let (notice, society) = place.clone();
    let judgement = Judgement {
        arrival,
        verdict: Verdict::Duplicate {
            notice: notice.clone(),
            society: society.clone(),
        },
        findings: vec![Finding::new(FindingCode::Late)],
    };
    Record {
        claimed: Some((arrival, 1)),
        configuration: None,
        placed: Some(place.clone()),
        reading: Some(NewReading {
            sha256: original.to_owned(),
            version: 1,
            body: "{}".to_owned(),
        }),
        societies: vec![SocietyRecord {
            notice,
            society,
            version: 0,
            judgements: vec![Arc::new(judgement)],
            submissions: Vec::new(),
            gone_submissions: Vec::new(),
            return_forms: Vec::new(),
            gone_return_forms: Vec::new(),
            waiting: Vec::new(),
            gone_waiting: Vec::new(),
            standing: None,
        }],
        lone: None,
        letters: Vec::new(),
        withdrawn: vec![arrival],
        letter_modes: LetterModes::all(LetterMode::Auto),
        returned: None,
        sender_standing: SenderStanding::Unknown,
        letter_domain: "office.example".to_owned(),
        now: DateTime::UNIX_EPOCH + Duration::seconds(arrival.number()),
    }
}

/// What is done for letters of as many societies.
async fn judge(store: &Store, letters: u32) {
    let now = DateTime::UNIX_EPOCH + Duration::days(1);
    let places = (1..=letters).map(|society| {
        let notice = NoticeId::parse("cast-2022-41").unwrap();
        (notice, SocietyCode::parse(&format!("A-{society:02}")).unwrap())
    });
    let places: Vec<_> = places.collect();
    let mut sightings = Vec::new();
    for number in 0..letters {
        let original = store.put_original(&number.to_string().into_bytes()).await;
        sightings.push(sighting(number, original.unwrap()));
    }
    store.archive_all(&sightings).await.unwrap();
    let claimed = store
        .claim(now, Duration::minutes(1), 3, u64::from(letters))
        .await;
    let ids: Vec<ArrivalId> = claimed.unwrap().iter().map(|claimed| claimed.arrival).collect();
    assert_eq!(ids.len(), sightings.len());
    store.arrivals_facts(&ids, 1).await.unwrap();
    store.society_marks(&places).await.unwrap();
    store.societies_facts(&places).await.unwrap();
    let records: Vec<Record> = ids
        .iter()
        .zip(&sightings)
        .zip(&places)
        .map(|((id, sighting), place)| record(*id, &sighting.original, place))
        .collect();
    assert_eq!(store.record_all(&records).await.unwrap(), Recorded::Done);
    let marks = store.society_marks(&places).await.unwrap();
    assert_eq!(marks.len(), sightings.len());
    for (mark, _) in marks.values() {
        assert_eq!((mark.version, mark.arrivals, mark.revisions), (1, 1, 1));
    }
    store.society_states(&places).await.unwrap();
    let pieces = std::iter::once(1).collect();
    let arrivals = ids.into_iter().collect();
    store
        .versions_and_judgements(&places[0], &pieces, &arrivals)
        .await
        .unwrap();
    store.letter_by_message_id("1@office.example").await.unwrap();
}

async fn plan(store: &Store, statement: &Statement) -> Vec<String> {
    let mut asked = statement.clone();
    asked.sql = format!("EXPLAIN QUERY PLAN {}", statement.sql);
    let rows = store.read().query_all_raw(asked).await.unwrap();
    rows.iter()
        .map(|row| row.try_get("", "detail").unwrap())
        .collect()
}

#[tokio::test]
async fn no_letter_costs_a_walk_through_all_others() {
    let folder = tempfile::tempdir().unwrap();
    let (store, seen) = watched(folder.path()).await;
    store.migrate().await.unwrap();
    seen.lock().unwrap().clear();
    judge(&store, 2).await;
    let statements = std::mem::take(&mut *seen.lock().unwrap());
    let (mut planned, mut walks) = (0, Vec::new());
    for statement in statements {
        // What an INSERT scans is for constraints that are deferred, which we have none of (OP_FkIfZero passes over it).
        let is_planned = ["SELECT", "UPDATE", "DELETE"]
            .iter()
            .any(|verb| statement.sql.starts_with(verb));
        if !is_planned {
            continue;
        }
        planned += 1;
        for step in plan(&store, &statement).await {
            let mut words = step.split_whitespace();
            let scanned = words.next().filter(|verb| *verb == "SCAN").and(words.next());
            if scanned.is_some_and(|table| GROWING.contains(&table)) {
                walks.push(format!("{step}: {}", statement.sql));
            }
        }
    }
    assert!(planned > 15, "{planned} statements were seen");
    assert!(walks.is_empty(), "{walks:#?}");
}

/// Each statement wakes the thread that owns the connection and is waited for: on that a letter spends more time than on
/// being read.
#[tokio::test]
async fn many_letters_take_no_more_statements_than_two() {
    let mut counts = Vec::new();
    for letters in [2, 40] {
        let folder = tempfile::tempdir().unwrap();
        let (store, seen) = watched(folder.path()).await;
        store.migrate().await.unwrap();
        seen.lock().unwrap().clear();
        judge(&store, letters).await;
        counts.push(seen.lock().unwrap().len());
    }
    assert_eq!(counts[0], counts[1]);
}

#[tokio::test]
async fn what_is_read_without_texts_stands_in_an_index() {
    let folder = tempfile::tempdir().unwrap();
    let (store, seen) = watched(folder.path()).await;
    store.migrate().await.unwrap();
    let places = ["A-01", "A-02"].map(|society| {
        let notice = NoticeId::parse("cast-2022-41").unwrap();
        (notice, SocietyCode::parse(society).unwrap())
    });
    seen.lock().unwrap().clear();
    store.society_states(&places).await.unwrap();
    let statements = std::mem::take(&mut *seen.lock().unwrap());
    let pieces = statements
        .iter()
        .find(|statement| statement.sql.contains("FROM \"submissions\""));
    let steps = plan(&store, pieces.unwrap()).await;
    assert!(
        steps.iter().any(|step| step.contains("COVERING INDEX")),
        "{steps:?}"
    );
}
