//! Submissions, forms, judgements and records to put into a store.

use std::sync::Arc;

use domain::arrival::SenderStanding;
use domain::deadline::Timeliness;
use domain::finding::{Finding, FindingCode};
use domain::grounds::{Grounds, ItemGround, SocietyGround};
use domain::ids::{ArrivalId, NoticeId};
use domain::location::{Location, Point, Spot};
use domain::person::Person;
use domain::return_form::{Delegates, ReturnForm};
use domain::submission::{
    Attachment, AttachmentKind, Origin, Source, SourcePart, Standing, Submission, SubmissionId,
    SubmissionStatus,
};
use domain::verdict::{Judgement, Outcome, Verdict};
use store::{LetterMode, LetterModes, Record, SocietyRecord};

use crate::fixtures::{at, code, item, notice};

pub(crate) fn person() -> Person {
    Person {
        name: "阿依努尔·图尔逊".to_owned(),
        affiliation: Some("华夏大学\0𠮷".to_owned()),
        positions: vec!["理事长".to_owned(), "党委书记".to_owned()],
        tags: vec!["二十大代表".to_owned()],
    }
}

pub(crate) fn origin() -> Origin {
    let point = |column| Point {
        spot: Spot::Cell {
            table: 1,
            row: 5,
            column,
        },
        line: 2,
    };
    Origin {
        sha256: "cd".repeat(32),
        place: Some(Location {
            sheet: Some("汇总𠮷".to_owned()),
            from: point(2),
            to: point(3),
        }),
        fingerprint: "ef".repeat(32),
        named: Some("张三".to_owned()),
        message_id: Some("a1@huaxia.example".into()),
        forwarded: true,
        share: 2,
        corrected: true,
        grounds: Grounds {
            society: Some(SocietyGround::Form),
            item: Some(ItemGround::Row),
            person: None,
        },
    }
}

pub(crate) fn submission(arrival: ArrivalId, ordinal: u32, of: &str) -> Submission {
    Submission {
        id: SubmissionId { arrival, ordinal },
        notice: notice(),
        society: code(of),
        item: item("key-few"),
        piece: 1,
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
            origin: origin(),
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

pub(crate) fn return_form(arrival: ArrivalId, ordinal: u32, delegates: Delegates) -> ReturnForm {
    ReturnForm {
        notice: notice(),
        society: code("A-01"),
        arrival,
        ordinal,
        standing: Standing::Superseded,
        filled_by: Some("李四".to_owned()),
        contact: None,
        delegates,
        delegates_from: None,
        nil_items: vec![item("plan"), item("advice")],
    }
}

pub(crate) fn accepted(arrival: ArrivalId, of: &str) -> Judgement {
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
        judgements: arrivals
            .iter()
            .map(|arrival| Arc::new(accepted(*arrival, of)))
            .collect(),
        submissions: arrivals
            .iter()
            .map(|arrival| Arc::new(submission(*arrival, 1, of)))
            .collect(),
        gone_submissions: Vec::new(),
        return_forms: Vec::new(),
        gone_return_forms: Vec::new(),
        waiting: Vec::new(),
        gone_waiting: Vec::new(),
        standing: None,
    }
}

/// A record of a society that an arrival with one piece has left.
pub(crate) fn left(version: i64, of: &str, arrival: ArrivalId) -> SocietyRecord {
    SocietyRecord {
        gone_submissions: vec![SubmissionId { arrival, ordinal: 1 }],
        ..society_record(version, of, &[])
    }
}

pub(crate) fn record(
    claimed: (ArrivalId, i64),
    placed: Option<&str>,
    societies: Vec<SocietyRecord>,
) -> Record {
    Record {
        claimed: Some(claimed),
        configuration: None,
        withdrawn: Vec::new(),
        returned: None,
        sender_standing: SenderStanding::Unknown,
        placed: placed.map(|society| (notice(), code(society))),
        reading: None,
        societies,
        lone: None,
        letters: Vec::new(),
        letter_modes: LetterModes::all(LetterMode::Auto),
        letter_domain: "office.example".to_owned(),
        now: at(10),
    }
}

pub(crate) fn held(arrival: ArrivalId, certain: Option<NoticeId>) -> Judgement {
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
