//! Ledgers built by hand. All names are fictional.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::arrival::{Arrival, Door, ReceivedAt, ReceivedBy};
use domain::deadline::{Deadline, Due, Timeliness};
use domain::directory::Directory;
use domain::finding::{Finding, FindingCode};
use domain::ids::{ArrivalId, ItemId, MailboxName, NoticeId, SocietyCode};
use domain::ledger::{ArrivalRecord, Ledger};
use domain::notice::{
    Bounds, CollectionItem, ExpectedOf, LatePolicy, NilReport, Notice, NoticeNumber, Obligation, Per,
    ReminderPolicy, Requirements,
};
use domain::person::Person;
use domain::return_form::{Delegates, ReturnForm};
use domain::society::Society;
use domain::submission::{
    Attachment, AttachmentKind, Source, SourcePart, Standing, Submission, SubmissionId, SubmissionStatus,
};
use domain::verdict::{Judgement, Verdict};

/// What a ledger is drawn from.
pub(crate) struct Sample {
    pub(crate) notice: Notice,
    pub(crate) societies: Vec<Society>,
    pub(crate) submissions: Vec<Submission>,
    pub(crate) forms: Vec<ReturnForm>,
    pub(crate) arrivals: Vec<ArrivalRecord>,
}

pub(crate) fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
}

impl Sample {
    /// A notice with four items, the last one encouraged, and nothing else.
    pub(crate) fn new() -> Self {
        Self {
            notice: notice(),
            societies: Vec::new(),
            submissions: Vec::new(),
            forms: Vec::new(),
            arrivals: Vec::new(),
        }
    }

    pub(crate) fn ledger(self) -> Ledger {
        Ledger::draw(
            self.notice,
            &Directory::new(self.societies),
            self.submissions,
            self.forms,
            self.arrivals,
            at("2022-10-25T09:30:00+08:00"),
        )
    }

    pub(crate) fn society(&mut self, code: &str, name: &str, category: &str) {
        self.societies.push(Society {
            code: SocietyCode::parse(code).unwrap(),
            name: name.to_owned(),
            category: category.to_owned(),
            aliases: Vec::new(),
            former_names: Vec::new(),
            addresses: vec![format!("{}@huaxia.example", code.to_lowercase())],
            contacts: vec!["周文清".to_owned()],
            phones: vec!["010-00000001".to_owned(), "13900000000".to_owned()],
            further: Vec::new(),
        });
    }

    /// An arrival from a society, judged as accepted.
    pub(crate) fn arrival(&mut self, number: i64, code: &str, received: &str) -> &mut ArrivalRecord {
        let verdict = Verdict::Accepted {
            notice: self.notice.id.clone(),
            society: SocietyCode::parse(code).unwrap(),
            outcomes: Vec::new(),
        };
        self.arrivals.push(ArrivalRecord {
            arrival: arrival(number, received),
            judgement: Some(Judgement {
                arrival: ArrivalId::new(number),
                verdict,
                findings: Vec::new(),
            }),
        });
        self.arrivals.last_mut().unwrap()
    }

    /// An arrival that a person must look at.
    pub(crate) fn held(
        &mut self,
        number: i64,
        received: &str,
        code: FindingCode,
        suggestions: &[&str],
    ) -> &mut ArrivalRecord {
        self.arrivals.push(ArrivalRecord {
            arrival: arrival(number, received),
            judgement: Some(Judgement {
                arrival: ArrivalId::new(number),
                verdict: Verdict::Held {
                    notice: None,
                    society: None,
                    suggestions: suggestions
                        .iter()
                        .map(|code| SocietyCode::parse(code).unwrap())
                        .collect(),
                },
                findings: vec![
                    Finding::new(FindingCode::Late),
                    Finding::at(code, "统计表（终稿）.docx"),
                ],
            }),
        });
        self.arrivals.last_mut().unwrap()
    }

    /// An accepted piece of a society, from an arrival.
    pub(crate) fn piece(&mut self, number: i64, code: &str, item: &str, text: &str) -> &mut Submission {
        let ordinal = u32::try_from(self.submissions.len()).unwrap() + 1;
        self.submissions.push(Submission {
            id: SubmissionId {
                arrival: ArrivalId::new(number),
                ordinal,
            },
            notice: self.notice.id.clone(),
            society: SocietyCode::parse(code).unwrap(),
            item: ItemId::parse(item).unwrap(),
            piece: 1,
            revision: 1,
            standing: Standing::Current,
            status: SubmissionStatus::Accepted,
            timeliness: Timeliness::OnTime,
            person: Some(person("李明远")),
            title: Some("立足岗位  勇攀高峰".to_owned()),
            text: text.to_owned(),
            characters: domain::characters::count(text),
            source: Source::new(Some("统计表（终稿）.docx".to_owned()), SourcePart::Cell),
            attachments: vec![Attachment {
                name: "李明远.jpg".to_owned(),
                sha256: "ab".repeat(32),
                bytes: 204_800,
                kind: AttachmentKind::Photo,
            }],
            completed_by: None,
        });
        self.submissions.last_mut().unwrap()
    }

    pub(crate) fn form(&mut self, number: i64, code: &str, delegates: Delegates) -> &mut ReturnForm {
        self.forms.push(ReturnForm {
            notice: self.notice.id.clone(),
            society: SocietyCode::parse(code).unwrap(),
            arrival: ArrivalId::new(number),
            ordinal: 1,
            standing: Standing::Current,
            filled_by: Some("吴敏".to_owned()),
            contact: Some("13900000001".to_owned()),
            delegates,
            delegates_from: None,
            nil_items: Vec::new(),
        });
        self.forms.last_mut().unwrap()
    }
}

pub(crate) fn person(name: &str) -> Person {
    Person {
        name: name.to_owned(),
        affiliation: Some("华夏大学物理学院".to_owned()),
        positions: vec!["理事长".to_owned(), "党委书记".to_owned()],
        tags: vec!["二十大代表".to_owned()],
    }
}

fn arrival(number: i64, received: &str) -> Arrival {
    Arrival {
        id: ArrivalId::new(number),
        door: Door::Mail,
        original: format!("{number:064x}"),
        bytes: 1_234_567,
        received: Some(ReceivedAt {
            at: at(received),
            by: ReceivedBy::ReceivedHeader,
        }),
        first_seen_at: at(received),
        message_id: Some(format!("{number}@huaxia.example")),
        sender: Some("office@huaxia.example".to_owned()),
        subject: "报送学习情况统计表".to_owned(),
        mailboxes: vec![MailboxName::parse("kjstdw").unwrap()],
        files: Vec::new(),
    }
}

fn notice() -> Notice {
    Notice {
        id: NoticeId::parse("huaxia-2022-41").unwrap(),
        number: NoticeNumber::parse("华夏科协函学字〔2022〕41号"),
        title: "华夏科协学会学术部关于做好学习宣传贯彻有关工作的通知".to_owned(),
        issuer: "华夏科协学会学术部".to_owned(),
        issued_on: NaiveDate::from_ymd_opt(2022, 10, 17).unwrap(),
        zone: chrono_tz::Asia::Shanghai,
        late: LatePolicy::Flag,
        grace: Duration::zero(),
        mailboxes: Vec::new(),
        items: vec![
            item(
                "key-few",
                "“关键少数”学习感悟",
                Obligation::Required,
                ExpectedOf::All,
            ),
            item(
                "delegates",
                "二十大代表学习感悟",
                Obligation::Required,
                ExpectedOf::All,
            ),
            item(
                "youth",
                "青年科技工作者感悟",
                Obligation::Required,
                ExpectedOf::Categories(vec!["理科".into()]),
            ),
            item("advice", "建言献策", Obligation::Encouraged, ExpectedOf::All),
        ],
        form: None,
        reminders: ReminderPolicy::default(),
        extensions: BTreeMap::new(),
    }
}

fn item(id: &str, title: &str, obligation: Obligation, expected_of: ExpectedOf) -> CollectionItem {
    let date = NaiveDate::from_ymd_opt(2022, 10, 24).unwrap();
    CollectionItem {
        id: ItemId::parse(id).unwrap(),
        title: title.to_owned(),
        aliases: Vec::new(),
        audience: String::new(),
        per: Per::Person,
        obligation,
        expected_of,
        deadline: Deadline {
            due: Due::Date(date),
            phrase: None,
        },
        requires: Requirements::default(),
        characters: Bounds::default(),
        entries: Bounds::default(),
        age: None,
        nil_report: NilReport::Allowed,
    }
}
