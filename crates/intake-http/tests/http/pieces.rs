//! A piece in the store, as judging would have put it there.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::arrival::SenderStanding;
use domain::deadline::Timeliness;
use domain::finding::{Finding, FindingCode};
use domain::ids::{ArrivalId, ItemId, NoticeId, SocietyCode};
use domain::submission::{Source, SourcePart, Standing, Submission, SubmissionId, SubmissionStatus};
use domain::verdict::{Judgement, Verdict};
use store::{LetterMode, LetterModes, Record, Recorded, SocietyRecord};

use crate::site::{Site, at};

pub(crate) const ONE: &str = "学习报告的体会。";

/// Makes this the text of the only piece of the first society; `version` counts how often it was called before.
pub(crate) async fn kept(site: &Site, version: i64, text: &str) -> i64 {
    if version == 0 {
        let fields: [(&str, Option<&str>, &[u8]); 6] = [
            ("key", None, b"0123456789abcdef0123"),
            ("filled_by", None, "某某".as_bytes()),
            ("contact", None, b"010-55500001"),
            ("piece.0.item", None, b"insight"),
            ("piece.0.text", None, text.as_bytes()),
            ("declared", None, b"1"),
        ];
        assert_eq!(site.submit(&fields).await.status, 303);
    }
    let arrival = site.store.arrival_ids().await.unwrap()[0];
    let revision = site.store.arrival(arrival).await.unwrap().unwrap().revision;
    let (notice, society) = (
        NoticeId::parse("hx-2022-1").unwrap(),
        SocietyCode::parse("A-01").unwrap(),
    );
    let judged = judgement(arrival, &notice, &society);
    let submissions = vec![Arc::new(submission(arrival, &notice, &society, text))];
    let record = placed((arrival, revision), version, judged, submissions);
    assert_eq!(site.store.record(record).await.unwrap(), Recorded::Done);
    arrival.number()
}

/// Has this been found beside the piece that [`kept`] made, once.
pub(crate) async fn found(site: &Site, code: FindingCode) -> i64 {
    let id = kept(site, 0, ONE).await;
    let arrival = ArrivalId::new(id);
    let revision = site.store.arrival(arrival).await.unwrap().unwrap().revision;
    let (notice, society) = (
        NoticeId::parse("hx-2022-1").unwrap(),
        SocietyCode::parse("A-01").unwrap(),
    );
    let judged = Judgement {
        findings: vec![Finding::new(code)],
        ..judgement(arrival, &notice, &society)
    };
    let record = placed((arrival, revision), 1, judged, Vec::new());
    assert_eq!(site.store.record(record).await.unwrap(), Recorded::Done);
    id
}

/// Has the only arrival, which the first society sent, wait for a decision.
pub(crate) async fn hold(site: &Site) -> i64 {
    let arrival = site.store.arrival_ids().await.unwrap()[0];
    let revision = site.store.arrival(arrival).await.unwrap().unwrap().revision;
    let judged = Judgement {
        arrival,
        verdict: Verdict::Held {
            notice: NoticeId::parse("hx-2022-1").ok(),
            society: SocietyCode::parse("A-01").ok(),
            suggestions: Vec::new(),
        },
        findings: vec![Finding::at(FindingCode::UnreadableFile, "表.docx")],
    };
    let record = placed((arrival, revision), 0, judged, Vec::new());
    assert_eq!(site.store.record(record).await.unwrap(), Recorded::Done);
    arrival.number()
}

/// What records how an arrival of the first society was judged.
fn placed(
    claimed: (ArrivalId, i64),
    version: i64,
    judged: Judgement,
    submissions: Vec<Arc<Submission>>,
) -> Record {
    let notice = NoticeId::parse("hx-2022-1").unwrap();
    let society = SocietyCode::parse("A-01").unwrap();
    Record {
        claimed: Some(claimed),
        placed: Some((notice.clone(), society.clone())),
        lone: None,
        societies: vec![SocietyRecord {
            judgements: vec![Arc::new(judged)],
            submissions,
            gone_submissions: Vec::new(),
            gone_return_forms: Vec::new(),
            waiting: Vec::new(),
            gone_waiting: Vec::new(),
            standing: None,
            return_forms: Vec::new(),
            version,
            notice,
            society,
        }],
        ..held(claimed.0, at("2022-10-20T02:00:00Z"))
    }
}

/// What records that a new arrival waits for a decision.
pub(crate) fn held(arrival: ArrivalId, now: DateTime<Utc>) -> Record {
    Record {
        claimed: Some((arrival, 1)),
        configuration: None,
        placed: None,
        reading: None,
        societies: Vec::new(),
        lone: Some(Judgement {
            arrival,
            verdict: Verdict::Held {
                notice: Some(NoticeId::parse("hx-2022-1").unwrap()),
                society: None,
                suggestions: Vec::new(),
            },
            findings: vec![Finding::new(FindingCode::UnknownSociety)],
        }),
        letters: Vec::new(),
        withdrawn: Vec::new(),
        letter_modes: LetterModes::all(LetterMode::Off),
        returned: None,
        sender_standing: SenderStanding::Unknown,
        letter_domain: "office.example".into(),
        now,
    }
}

fn judgement(arrival: ArrivalId, notice: &NoticeId, society: &SocietyCode) -> Judgement {
    Judgement {
        arrival,
        verdict: Verdict::Accepted {
            notice: notice.clone(),
            society: society.clone(),
            outcomes: Vec::new(),
        },
        findings: Vec::new(),
    }
}

fn submission(arrival: ArrivalId, notice: &NoticeId, society: &SocietyCode, text: &str) -> Submission {
    Submission {
        id: SubmissionId { arrival, ordinal: 1 },
        notice: notice.clone(),
        society: society.clone(),
        item: ItemId::parse("insight").unwrap(),
        piece: 1,
        revision: 1,
        standing: Standing::Current,
        status: SubmissionStatus::Accepted,
        timeliness: Timeliness::OnTime,
        person: None,
        title: None,
        text: text.into(),
        characters: 8,
        source: Source::new(None, SourcePart::FormField),
        attachments: Vec::new(),
        completed_by: None,
    }
}
