//! What is recorded comes back, in the facts and in the ledger.

use std::sync::Arc;

use domain::deadline::Timeliness;
use domain::ids::{ArrivalId, MailboxName, NoticeId};
use domain::return_form::{Delegates, ReturnForm};
use domain::submission::{Source, SourcePart, Standing, SubmissionStatus};
use domain::verdict::{Judgement, Verdict};
use store::{NewSighting, Recorded, SightingPlace, SocietyRecord};

use crate::fixtures::{NOTICE, Place, arrive, at, code, file, imap, mail, notice, society};
use crate::pieces::{held, person, record, return_form, society_record, submission};

crate::on_both! {
    all_that_is_recorded_comes_back
    every_verdict_comes_back
    what_concerns_a_notice_stands_in_its_register
    a_register_that_is_read_in_parts_misses_nothing
}

fn owned<T: Clone>(known: &[T]) -> Vec<Arc<T>> {
    known.iter().cloned().map(Arc::new).collect()
}

/// A record with every word and every shape that a submission and a form can have.
fn full(arrival: ArrivalId) -> SocietyRecord {
    let mut society = society_record(0, "A-01", &[arrival]);
    for (number, standing) in [(2, Standing::Current), (3, Standing::Superseded)] {
        let mut other = submission(arrival, number, "A-01");
        (other.standing, other.person, other.title) = (standing, None, None);
        other.source = Source::new(None, SourcePart::FormField);
        other.completed_by = Some(arrival);
        other.attachments = Vec::new();
        society.submissions.push(Arc::new(other));
    }
    let words = [
        SubmissionStatus::Incomplete,
        SubmissionStatus::SentBack,
        SubmissionStatus::Withdrawn,
    ];
    for (number, status) in (4..).zip(words) {
        let mut other = submission(arrival, number, "A-01");
        (other.status, other.timeliness) = (status, Timeliness::Undated);
        society.submissions.push(Arc::new(other));
    }
    let delegates = [
        Delegates::Persons(vec![person()]),
        Delegates::Nil,
        Delegates::NotAnswered,
    ];
    society.return_forms = (1..)
        .zip(delegates)
        .map(|(n, d)| {
            let delegates_from = (d == Delegates::NotAnswered).then_some(arrival);
            Arc::new(ReturnForm {
                delegates_from,
                ..return_form(arrival, n, d)
            })
        })
        .collect();
    society
}

async fn all_that_is_recorded_comes_back(place: Place) {
    let store = &place.store;
    store.import_notice(NOTICE, at(0)).await.unwrap();
    store
        .import_roster(&[society("A-01", "华夏天文学会")], at(0))
        .await
        .unwrap();
    let arrival = arrive(store, 1).await;
    let society = full(arrival);
    let done = store
        .record(record((arrival, 1), Some("A-01"), vec![society.clone()]))
        .await
        .unwrap();
    assert_eq!(done, Recorded::Done);
    let facts = store.society_facts(&notice(), &code("A-01")).await.unwrap();
    assert_eq!(facts.version, 1);
    assert_eq!(owned(&facts.submissions), society.submissions);
    assert_eq!(owned(&facts.return_forms), society.return_forms);
    let (stored, rulings, judgement) = &facts.arrivals[0];
    assert_eq!(stored.placed, Some((notice(), code("A-01"))));
    assert!(rulings.is_empty());
    assert_eq!(judgement.as_ref(), Some(society.judgements[0].as_ref()));
    assert_eq!(store.pending().await.unwrap(), 0);
    let ledger = store.ledger(&notice(), at(20)).await.unwrap();
    assert_eq!(owned(&ledger.submissions), society.submissions);
    assert_eq!(owned(&ledger.return_forms), society.return_forms);
    assert_eq!(ledger.arrivals[0].arrival, stored.arrival);
    assert_eq!(ledger.rows.len(), 1);
}

async fn every_verdict_comes_back(place: Place) {
    let store = &place.store;
    let arrival = arrive(store, 1).await;
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

async fn what_concerns_a_notice_stands_in_its_register(place: Place) {
    let store = &place.store;
    store.import_notice(NOTICE, at(0)).await.unwrap();
    let elsewhere = NoticeId::parse("other").unwrap();
    let mut ids = Vec::new();
    for (uid, certain) in [(1, None), (2, Some(notice())), (3, Some(elsewhere))] {
        let id = arrive(store, uid).await;
        let mut record = record((id, 1), None, Vec::new());
        record.lone = Some(held(id, certain));
        store.record(record).await.unwrap();
        ids.push(id);
    }
    ids.push(arrive(store, 4).await);
    let mut foreign = mail(store, file("x.eml"), "x").await;
    foreign.place = SightingPlace::File {
        mailbox: MailboxName::parse("elsewhere").unwrap(),
        path: "x.eml".to_owned(),
    };
    store.archive(foreign).await.unwrap();
    let ledger = store.ledger(&notice(), at(20)).await.unwrap();
    let register: Vec<_> = ledger.arrivals.iter().map(|record| record.arrival.id).collect();
    assert_eq!(register, [ids[0], ids[1], ids[3]]);
    assert!(ledger.arrivals[2].judgement.is_none());
    let unknown = NoticeId::parse("unknown").unwrap();
    assert!(store.ledger(&unknown, at(20)).await.is_err());
}

async fn a_register_that_is_read_in_parts_misses_nothing(place: Place) {
    let store = &place.store;
    store.import_notice(NOTICE, at(0)).await.unwrap();
    let first = mail(store, imap(1), "1").await;
    let sightings: Vec<NewSighting> = (1..=2001)
        .map(|uid| NewSighting {
            place: imap(uid),
            identity: uid.to_string(),
            ..first.clone()
        })
        .collect();
    let archived = store.archive_all(&sightings).await.unwrap();
    let ledger = store.ledger(&notice(), at(20)).await.unwrap();
    let register: Vec<_> = ledger.arrivals.iter().map(|record| record.arrival.id).collect();
    let arrived: Vec<_> = archived.iter().map(|archived| archived.arrival).collect();
    assert_eq!(register, arrived);
}
