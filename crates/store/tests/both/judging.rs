//! Facts, records and the ledger.

use chrono::Duration;
use domain::deadline::Timeliness;
use domain::finding::{Finding, FindingCode};
use domain::ids::ArrivalId;
use domain::person::Person;
use domain::return_form::{Delegates, ReturnForm};
use domain::submission::{
    Attachment, AttachmentKind, Source, SourcePart, Standing, Submission, SubmissionId, SubmissionStatus,
};
use domain::verdict::{Judgement, Outcome, Verdict};
use store::{LetterMode, Record, Recorded, SocietyRecord};

use crate::fixtures::{NOTICE, Place, arrive, at, code, item, notice, society};

crate::on_both! {
    all_that_is_recorded_comes_back
    only_one_of_two_recordings_on_the_same_facts_is_done
    a_changed_arrival_is_not_settled
    only_what_differs_is_written
    an_arrival_moves_from_one_society_to_another
    eight_workers_record_for_one_society
    held_arrivals_are_judged_again
    what_concerns_a_notice_stands_in_its_register
    a_damaged_verdict_is_said_to_be_damaged
}

fn person() -> Person {
    Person {
        name: "阿依努尔·图尔逊".to_owned(),
        affiliation: Some("华夏大学\0𠮷".to_owned()),
        positions: vec!["理事长".to_owned(), "党委书记".to_owned()],
        tags: vec!["二十大代表".to_owned()],
    }
}

pub(crate) fn submission(arrival: ArrivalId, ordinal: u32, of: &str) -> Submission {
    Submission {
        id: SubmissionId { arrival, ordinal },
        notice: notice(),
        society: code(of),
        item: item("key-few"),
        revision: 1,
        standing: Standing::Current,
        status: SubmissionStatus::Accepted,
        timeliness: Timeliness::OnTime,
        person: Some(person()),
        title: Some("学习体会".to_owned()),
        text: "第一段。\n第二段，𠮷野𬱖。".to_owned(),
        characters: 12,
        source: Source {
            attachment: Some("感悟.docx".to_owned()),
            part: SourcePart::Document,
        },
        attachments: vec![Attachment {
            name: "张三.jpg".to_owned(),
            sha256: "ab".repeat(32),
            bytes: 5_000_000_000,
            kind: AttachmentKind::Photo,
        }],
        completed_by: None,
    }
}

fn return_form(arrival: ArrivalId, ordinal: u32, delegates: Delegates) -> ReturnForm {
    ReturnForm {
        notice: notice(),
        society: code("A-01"),
        arrival,
        ordinal,
        standing: Standing::Superseded,
        filled_by: Some("李四".to_owned()),
        contact: None,
        delegates,
        nil_items: vec![item("plan"), item("advice")],
    }
}

fn accepted(arrival: ArrivalId, of: &str) -> Judgement {
    Judgement {
        arrival,
        verdict: Verdict::Accepted {
            notice: notice(),
            society: code(of),
            outcomes: vec![Outcome {
                item: item("key-few"),
                status: SubmissionStatus::Incomplete,
                timeliness: Timeliness::Late,
            }],
        },
        findings: vec![
            Finding::new(FindingCode::Late),
            Finding::at(FindingCode::EncryptedFile, "材料\0𠮷.zip"),
        ],
    }
}

pub(crate) fn society_record(version: i64, of: &str, arrivals: &[ArrivalId]) -> SocietyRecord {
    SocietyRecord {
        notice: notice(),
        society: code(of),
        version,
        judgements: arrivals.iter().map(|arrival| accepted(*arrival, of)).collect(),
        submissions: arrivals
            .iter()
            .map(|arrival| submission(*arrival, 1, of))
            .collect(),
        return_forms: Vec::new(),
    }
}

pub(crate) fn record(
    claimed: (ArrivalId, i64),
    placed: Option<&str>,
    societies: Vec<SocietyRecord>,
) -> Record {
    Record {
        claimed: Some(claimed),
        placed: placed.map(|society| (notice(), code(society))),
        societies,
        lone: None,
        letters: Vec::new(),
        letter_mode: LetterMode::Auto,
        letter_domain: "office.example".to_owned(),
        now: at(10),
    }
}

async fn all_that_is_recorded_comes_back(place: Place) {
    let store = &place.store;
    store.import_notice(NOTICE, at(0)).await.unwrap();
    store
        .import_roster(&[society("A-01", "华夏天文学会")], at(0))
        .await
        .unwrap();
    let arrival = arrive(store, 1).await;
    let mut society = society_record(0, "A-01", &[arrival]);
    for (number, standing) in [(2, Standing::Current), (3, Standing::Superseded)] {
        let mut other = submission(arrival, number, "A-01");
        (other.standing, other.person, other.title) = (standing, None, None);
        other.source = Source {
            attachment: None,
            part: SourcePart::FormField,
        };
        other.completed_by = Some(arrival);
        other.attachments = Vec::new();
        society.submissions.push(other);
    }
    let words = [
        SubmissionStatus::Incomplete,
        SubmissionStatus::SentBack,
        SubmissionStatus::Withdrawn,
    ];
    for (number, status) in (4..).zip(words) {
        let mut other = submission(arrival, number, "A-01");
        (other.status, other.timeliness) = (status, Timeliness::Undated);
        society.submissions.push(other);
    }
    let delegates = [
        Delegates::Persons(vec![person()]),
        Delegates::Nil,
        Delegates::NotAnswered,
    ];
    society.return_forms = (1..)
        .zip(delegates)
        .map(|(n, d)| return_form(arrival, n, d))
        .collect();
    let done = store
        .record(record((arrival, 1), Some("A-01"), vec![society.clone()]))
        .await
        .unwrap();
    assert_eq!(done, Recorded::Done);
    let facts = store.society_facts(&notice(), &code("A-01")).await.unwrap();
    assert_eq!(facts.version, 1);
    assert_eq!(facts.submissions, society.submissions);
    assert_eq!(facts.return_forms, society.return_forms);
    let (stored, rulings, judgement) = &facts.arrivals[0];
    assert_eq!(stored.placed, Some((notice(), code("A-01"))));
    assert!(rulings.is_empty());
    assert_eq!(judgement.as_ref(), Some(&society.judgements[0]));
    assert_eq!(store.pending().await.unwrap(), 0);
    let ledger = store.ledger(&notice(), at(20)).await.unwrap();
    assert_eq!(ledger.submissions, society.submissions);
    assert_eq!(ledger.return_forms, society.return_forms);
    assert_eq!(ledger.arrivals[0].arrival, stored.arrival);
    assert_eq!(ledger.rows.len(), 1);
    for verdict in [
        Verdict::Held {
            notice: None,
            society: None,
            suggestions: vec![code("B-02"), code("A-01")],
        },
        Verdict::Held {
            notice: Some(notice()),
            society: Some(code("A-01")),
            suggestions: Vec::new(),
        },
        Verdict::Ignored,
        Verdict::Duplicate {
            notice: notice(),
            society: code("A-01"),
        },
    ] {
        let lone = Judgement {
            arrival,
            verdict,
            findings: Vec::new(),
        };
        let mut record = record((arrival, 1), None, Vec::new());
        record.lone = Some(lone.clone());
        assert_eq!(store.record(record).await.unwrap(), Recorded::Done);
        assert_eq!(store.judgement(arrival).await.unwrap(), Some(lone));
    }
}

async fn only_one_of_two_recordings_on_the_same_facts_is_done(place: Place) {
    let store = &place.store;
    let (one, two) = (arrive(store, 1).await, arrive(store, 2).await);
    let first = record((one, 1), Some("A-01"), vec![society_record(0, "A-01", &[one])]);
    let second = record((two, 1), Some("A-01"), vec![society_record(0, "A-01", &[two])]);
    let other = place.again().await;
    let (first, second) = tokio::join!(store.record(first), other.record(second));
    let mut both = [first.unwrap(), second.unwrap()];
    both.sort_by_key(|recorded| *recorded == Recorded::FactsChanged);
    assert_eq!(both, [Recorded::Done, Recorded::FactsChanged]);
    let facts = store.society_facts(&notice(), &code("A-01")).await.unwrap();
    assert_eq!(
        (facts.version, facts.submissions.len(), facts.arrivals.len()),
        (1, 1, 1)
    );
    assert_eq!(store.pending().await.unwrap(), 1);
}

async fn a_changed_arrival_is_not_settled(place: Place) {
    let store = &place.store;
    let arrival = arrive(store, 1).await;
    let copy = crate::fixtures::mail(store, crate::fixtures::imap(7), "mail-1").await;
    store.archive(copy).await.unwrap();
    let stale = record(
        (arrival, 1),
        Some("A-01"),
        vec![society_record(0, "A-01", &[arrival])],
    );
    assert_eq!(store.record(stale).await.unwrap(), Recorded::FactsChanged);
    assert_eq!(store.judgement(arrival).await.unwrap(), None);
    assert_eq!(store.pending().await.unwrap(), 1);
    let facts = store.society_facts(&notice(), &code("A-01")).await.unwrap();
    assert_eq!((facts.version, facts.submissions.len()), (0, 0));
}

async fn only_what_differs_is_written(place: Place) {
    let store = &place.store;
    let arrival = arrive(store, 1).await;
    let mut society = society_record(0, "A-01", &[arrival]);
    society.submissions[0].text = "含有\0的文字".to_owned();
    for version in 0..3 {
        society.version = version;
        let record = record((arrival, 1), Some("A-01"), vec![society.clone()]);
        assert_eq!(store.record(record).await.unwrap(), Recorded::Done);
    }
    assert_eq!(place.number("SELECT count(*) FROM verdicts").await, 1);
    society.version = 3;
    society.judgements[0].findings.clear();
    society.submissions.clear();
    let mut replay = record((arrival, 1), None, vec![society]);
    replay.claimed = None;
    assert_eq!(store.record(replay).await.unwrap(), Recorded::Done);
    let facts = store.society_facts(&notice(), &code("A-01")).await.unwrap();
    assert_eq!(place.number("SELECT count(*) FROM verdicts").await, 2);
    assert!(facts.submissions.is_empty());
    assert!(facts.arrivals[0].2.as_ref().unwrap().findings.is_empty());
}

async fn an_arrival_moves_from_one_society_to_another(place: Place) {
    let store = &place.store;
    let arrival = arrive(store, 1).await;
    let first = record(
        (arrival, 1),
        Some("B-02"),
        vec![society_record(0, "B-02", &[arrival])],
    );
    store.record(first).await.unwrap();
    let societies = vec![
        society_record(1, "B-02", &[]),
        society_record(0, "A-01", &[arrival]),
    ];
    let second = record((arrival, 1), Some("A-01"), societies);
    assert_eq!(store.record(second).await.unwrap(), Recorded::Done);
    let count = async |of: &str| {
        store
            .society_facts(&notice(), &code(of))
            .await
            .unwrap()
            .submissions
            .len()
    };
    assert_eq!((count("A-01").await, count("B-02").await), (1, 0));
    // Even one whose old society was left out counts in one place only.
    let third = record(
        (arrival, 1),
        Some("C-03"),
        vec![society_record(0, "C-03", &[arrival])],
    );
    assert_eq!(store.record(third).await.unwrap(), Recorded::Done);
    assert_eq!((count("A-01").await, count("C-03").await), (0, 1));
    assert_eq!(
        store
            .record(record((arrival, 1), None, Vec::new()))
            .await
            .unwrap(),
        Recorded::Done
    );
    assert_eq!(count("C-03").await, 0);
    assert_eq!(store.arrival(arrival).await.unwrap().unwrap().placed, None);
}

/// The loop that `intake` runs: facts, judge, record, and again when the facts changed.
async fn eight_workers_record_for_one_society(place: Place) {
    let other = place.again().await;
    for uid in 1..=8 {
        arrive(&place.store, uid).await;
    }
    let workers: Vec<_> = (0..8)
        .map(|number| {
            if number % 2 == 0 {
                place.store.clone()
            } else {
                other.clone()
            }
        })
        .map(|store| {
            tokio::spawn(async move {
                let claimed = store
                    .claim(at(0), Duration::minutes(5), 3)
                    .await
                    .unwrap()
                    .unwrap();
                loop {
                    let facts = store.society_facts(&notice(), &code("A-01")).await.unwrap();
                    let mut arrivals: Vec<_> = facts.arrivals.iter().map(|a| a.0.arrival.id).collect();
                    arrivals.push(claimed.arrival);
                    let society = society_record(facts.version, "A-01", &arrivals);
                    let record = record((claimed.arrival, claimed.revision), Some("A-01"), vec![society]);
                    match store.record(record).await.unwrap() {
                        Recorded::Done => return,
                        Recorded::FactsChanged => {}
                    }
                }
            })
        })
        .collect();
    for worker in workers {
        worker.await.unwrap();
    }
    let facts = place.store.society_facts(&notice(), &code("A-01")).await.unwrap();
    assert_eq!(
        (facts.version, facts.submissions.len(), facts.arrivals.len()),
        (8, 8, 8)
    );
    assert_eq!(place.store.pending().await.unwrap(), 0);
}

fn held(arrival: ArrivalId, certain: Option<domain::ids::NoticeId>) -> Judgement {
    Judgement {
        arrival,
        verdict: Verdict::Held {
            notice: certain,
            society: None,
            suggestions: Vec::new(),
        },
        findings: vec![Finding::new(FindingCode::UnknownSociety)],
    }
}

async fn held_arrivals_are_judged_again(place: Place) {
    let store = &place.store;
    let (one, two) = (arrive(store, 1).await, arrive(store, 2).await);
    let mut first = record((one, 1), None, Vec::new());
    first.lone = Some(held(one, None));
    store.record(first).await.unwrap();
    store
        .record(record(
            (two, 1),
            Some("A-01"),
            vec![society_record(0, "A-01", &[two])],
        ))
        .await
        .unwrap();
    assert_eq!(store.requeue_held().await.unwrap(), 1);
    let claimed = store
        .claim(at(0), Duration::minutes(5), 3)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((claimed.arrival, claimed.revision), (one, 2));
    let counts = &store.mailbox_counts().await.unwrap()[0];
    assert_eq!(
        (counts.arrivals, counts.accepted, counts.held, counts.pending),
        (2, 1, 1, 0)
    );
}

async fn what_concerns_a_notice_stands_in_its_register(place: Place) {
    let store = &place.store;
    store.import_notice(NOTICE, at(0)).await.unwrap();
    let elsewhere = domain::ids::NoticeId::parse("other").unwrap();
    let mut ids = Vec::new();
    for (uid, certain) in [(1, None), (2, Some(notice())), (3, Some(elsewhere))] {
        let id = arrive(store, uid).await;
        let mut record = record((id, 1), None, Vec::new());
        record.lone = Some(held(id, certain));
        store.record(record).await.unwrap();
        ids.push(id);
    }
    ids.push(arrive(store, 4).await);
    let mut foreign = crate::fixtures::mail(store, crate::fixtures::file("x.eml"), "x").await;
    foreign.place = store::SightingPlace::File {
        mailbox: domain::ids::MailboxName::parse("elsewhere").unwrap(),
        path: "x.eml".to_owned(),
    };
    store.archive(foreign).await.unwrap();
    let ledger = store.ledger(&notice(), at(20)).await.unwrap();
    let register: Vec<_> = ledger.arrivals.iter().map(|record| record.arrival.id).collect();
    assert_eq!(register, [ids[0], ids[1], ids[3]]);
    assert!(ledger.arrivals[2].judgement.is_none());
    let unknown = domain::ids::NoticeId::parse("unknown").unwrap();
    assert!(store.ledger(&unknown, at(20)).await.is_err());
}

async fn a_damaged_verdict_is_said_to_be_damaged(place: Place) {
    let store = &place.store;
    let arrival = arrive(store, 1).await;
    store
        .record(record(
            (arrival, 1),
            Some("A-01"),
            vec![society_record(0, "A-01", &[arrival])],
        ))
        .await
        .unwrap();
    for (statement, table) in [
        ("UPDATE submissions SET status = 'fine'", "submissions"),
        (
            "UPDATE submissions SET status = 'accepted', characters = -1",
            "submissions",
        ),
        (
            "UPDATE submissions SET characters = 1; UPDATE verdicts SET verdict = 'maybe'",
            "verdicts",
        ),
        (
            "UPDATE verdicts SET verdict = 'accepted', society = NULL",
            "verdicts",
        ),
        (
            "UPDATE verdicts SET society = 'A-01'; UPDATE arrivals SET society = NULL",
            "arrivals",
        ),
        (
            "UPDATE arrivals SET notice = NULL, received_by = NULL",
            "arrivals",
        ),
    ] {
        place.spoil(statement).await;
        let facts = store.society_facts(&notice(), &code("A-01")).await.err();
        let judgement = store.judgement(arrival).await.err();
        let stored = store.arrival(arrival).await.err();
        let error = facts.or(judgement).or(stored);
        assert!(
            matches!(error, Some(store::StoreError::Corrupt { table: found, .. }) if found == table),
            "{statement}: {error:?}"
        );
    }
}
