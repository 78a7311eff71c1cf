//! A notice, a society and letters. All fictional.
#![expect(dead_code, unreachable_pub, reason = "every test file uses its own part")]

pub mod dice;
pub mod office;
pub mod sink;
pub mod weeks;

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::deadline::{Deadline, Due, Timeliness};
use domain::finding::{Finding, FindingCode};
use domain::ids::{ArrivalId, ItemId, MailboxName, NoticeId, SocietyCode};
use domain::letter::{Enclosed, Letter, LetterCause, LetterEvent, LetterKey, LetterKind, LetterLine};
use domain::notice::{
    CollectionItem, LatePolicy, MailboxRoute, MediaKind, NilReport, Notice, NoticeNumber, Per,
    ReminderPolicy, Requirements,
};
use domain::reminder::{Gap, Lack, MissingItem};
use domain::returned::{Failure, ReturnReason, Returned};
use domain::society::Society;
use domain::submission::SubmissionStatus;
use domain::workdays::WorkCalendar;
use outbox::{About, OutboxError, OutboxSettings, RenderedLetter, Templates, Transport};

pub const MESSAGE_ID: &str = "zj.17.first_verdict.receipt.0123456789ab@office.example";

/// Two addresses of the society, the first of which is written to first.
pub const FIRST: &str = "office@zhibao.example";
pub const SECOND: &str = "secretary@zhibao.example";

pub fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
}

/// A letter in the standard words.
pub fn render(
    letter: &Letter,
    message_id: &str,
    notice: &Notice,
    society: &Society,
    settings: &OutboxSettings,
    now: DateTime<Utc>,
) -> Result<RenderedLetter, OutboxError> {
    let templates = Templates::default();
    let about = About {
        notice,
        society,
        templates: &templates,
        contact: None,
    };
    outbox::render(letter, message_id, about, settings, now)
}

pub fn now() -> DateTime<Utc> {
    at("2022-10-20T16:05:00+08:00")
}

fn item(id: &str, title: &str) -> CollectionItem {
    CollectionItem {
        audience: "全体科技工作者".into(),
        deadline: Deadline {
            due: Due::Date(NaiveDate::from_ymd_opt(2022, 10, 24).unwrap()),
            phrase: Some("2022年10月24日".into()),
        },
        requires: Requirements {
            text: true,
            any_of: vec![MediaKind::Photo, MediaKind::Video],
        },
        nil_report: NilReport::Allowed,
        ..CollectionItem::new(ItemId::parse(id).unwrap(), title, Per::Person)
    }
}

pub fn notice() -> Notice {
    let route = |name: &str, items: &[&str]| MailboxRoute {
        name: MailboxName::parse(name).unwrap(),
        address: format!("{name}@office.example"),
        items: items.iter().map(|id| ItemId::parse(id).unwrap()).collect(),
    };
    Notice {
        id: NoticeId::parse("office-2022-41").unwrap(),
        number: NoticeNumber::parse("华夏社团党发〔2022〕41号"),
        title: "关于征集学习会议精神感悟和建言献策的通知".into(),
        issuer: "华夏科技社团党委".into(),
        issued_on: NaiveDate::from_ymd_opt(2022, 10, 17).unwrap(),
        zone: chrono_tz::Asia::Shanghai,
        late: LatePolicy::Flag,
        grace: Duration::zero(),
        mailboxes: vec![
            route("kjstdw", &["key-few", "advice"]),
            route("dwxcb", &["youth"]),
        ],
        items: vec![
            item("key-few", "“关键少数”学习会议精神感悟"),
            item("youth", "青年科技工作者学习会议精神感悟"),
            item("advice", "科技工作者建言献策"),
        ],
        form: None,
        reminders: ReminderPolicy::default(),
        extensions: BTreeMap::new(),
    }
}

pub fn society() -> Society {
    Society {
        code: SocietyCode::parse("C-03").unwrap(),
        name: "华夏植物保护学会".into(),
        category: "农科".into(),
        aliases: Vec::new(),
        former_names: Vec::new(),
        addresses: vec![FIRST.into()],
        contacts: Vec::new(),
        phones: Vec::new(),
        further: Vec::new(),
    }
}

pub fn settings(transport: Transport) -> OutboxSettings {
    OutboxSettings {
        transport,
        from: "征集系统 <noreply@office.example>".into(),
        redirect_to: None,
        public_url: Some("https://zhengji.office.example/".into()),
        calendar: WorkCalendar::default(),
    }
}

pub fn line(item: &str, person: &str, title: Option<&str>) -> LetterLine {
    LetterLine {
        item: ItemId::parse(item).unwrap(),
        person: Some(person.into()),
        title: title.map(Into::into),
        characters: 812,
        attachments: 1,
        status: SubmissionStatus::Accepted,
        timeliness: Timeliness::OnTime,
        submission: None,
        replaces: None,
    }
}

/// With these addresses.
pub fn society_at(addresses: &[&str]) -> Society {
    Society {
        addresses: addresses.iter().map(ToString::to_string).collect(),
        ..society()
    }
}

/// A report that what left under this Message-ID could not be delivered to this address.
pub fn came_back(message_id: &str, address: &str, reason: ReturnReason) -> Returned {
    Returned {
        certain: true,
        about: vec!["strange@elsewhere.example".into(), message_id.into()],
        failures: vec![Failure {
            addresses: vec![address.into()],
            reason,
            said: "550 5.1.1 user unknown".into(),
        }],
    }
}

/// A receipt without anything registered.
pub fn letter() -> Letter {
    Letter {
        key: LetterKey::about(ArrivalId::new(17), LetterEvent::FirstVerdict, LetterKind::Receipt),
        notice: notice().id,
        society: society().code,
        recipient: FIRST.into(),
        in_reply_to: Some("20221020160300.A1B2@zhibao.example".into()),
        sent_by: None,
        reply_to: None,
        received_at: Some(at("2022-10-20T16:03:21+08:00")),
        original: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
        lines: Vec::new(),
        corrections: Vec::new(),
        missing: Vec::new(),
        nil_items: Vec::new(),
        enclosed: Enclosed::default(),
    }
}

/// Three pieces, one of which lacks its photo, and a file that does not open.
pub fn receipt_with_corrections() -> Letter {
    Letter {
        lines: vec![
            LetterLine {
                status: SubmissionStatus::Incomplete,
                attachments: 0,
                characters: 1030,
                ..line("youth", "李文静", Some("把论文写在田野上"))
            },
            line("key-few", "张明远", Some("守护粮食安全的责任与担当")),
            LetterLine {
                person: None,
                attachments: 0,
                characters: 356,
                ..line("advice", "", None)
            },
        ],
        corrections: vec![
            Finding::at(FindingCode::MissingMedia, "李文静"),
            Finding::at(FindingCode::EncryptedFile, "补充材料.zip"),
            Finding::new(FindingCode::MissingContact),
            Finding::at(FindingCode::NearDuplicateText, "张明远"),
        ],
        ..letter()
    }
}

/// One piece, received on the day after the deadline.
pub fn late_receipt() -> Letter {
    Letter {
        received_at: Some(at("2022-10-25T09:12:00+08:00")),
        lines: vec![LetterLine {
            timeliness: Timeliness::Late,
            ..line("key-few", "张明远", None)
        }],
        ..letter()
    }
}

/// The photo has come.
pub fn completion() -> Letter {
    Letter {
        key: LetterKey::about(ArrivalId::new(17), LetterEvent::Completion, LetterKind::Receipt),
        lines: vec![line("youth", "李文静", Some("把论文写在田野上"))],
        ..letter()
    }
}

/// To an address that is not registered. Whatever stands in it must not be told.
pub fn acknowledgement() -> Letter {
    Letter {
        key: LetterKey {
            kind: LetterKind::Acknowledgement,
            ..letter().key
        },
        recipient: "someone@elsewhere.example".into(),
        ..receipt_with_corrections()
    }
}

/// A person must look at it.
pub fn under_review() -> Letter {
    Letter {
        key: LetterKey {
            kind: LetterKind::UnderReview,
            ..letter().key
        },
        ..letter()
    }
}

/// Nothing in it could be used.
pub fn correction_request() -> Letter {
    Letter {
        key: LetterKey {
            kind: LetterKind::CorrectionRequest,
            ..letter().key
        },
        corrections: vec![
            Finding::new(FindingCode::ExternalLink),
            Finding::at(FindingCode::FormNotFilled, "统计表.docx"),
            Finding::new(FindingCode::ClockDisagreement),
        ],
        ..letter()
    }
}

/// A round's letter: nothing for one item, a part for another, which was extended, and a third that is only prompt.
pub fn reminder(kind: LetterKind) -> Letter {
    let overdue = kind == LetterKind::Overdue;
    let missing = |id: &str, lack, ends: Option<&str>, overdue| MissingItem {
        item: ItemId::parse(id).unwrap(),
        lack,
        gaps: match lack {
            Lack::Incomplete => vec![
                Gap::Media(Some("李文静".into())),
                Gap::Pieces { have: 1, need: 2 },
            ],
            Lack::Nothing | Lack::SentBack | Lack::Withdrawn => Vec::new(),
        },
        ends: ends.map(at),
        extended: lack == Lack::Incomplete,
        overdue,
        replaces: false,
    };
    Letter {
        key: LetterKey {
            cause: LetterCause::Round {
                notice: notice().id,
                society: society().code,
                day: NaiveDate::from_ymd_opt(2022, 10, 21).unwrap(),
                trial: false,
            },
            kind,
        },
        in_reply_to: None,
        reply_to: None,
        received_at: None,
        original: String::new(),
        lines: Vec::new(),
        corrections: Vec::new(),
        missing: vec![
            missing(
                "key-few",
                Lack::Nothing,
                Some("2022-10-25T00:00:00+08:00"),
                overdue,
            ),
            missing(
                "youth",
                Lack::Incomplete,
                Some("2022-10-29T00:00:00+08:00"),
                false,
            ),
            missing("news", Lack::Nothing, None, false),
        ],
        ..letter()
    }
}
