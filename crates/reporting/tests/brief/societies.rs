//! A notice with four items, 210 societies and what they sent, by number. All names are fictional.

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
use domain::selection::Selection;
use domain::society::Society;
use domain::submission::{Source, SourcePart, Standing, Submission, SubmissionId, SubmissionStatus};
use domain::verdict::{Judgement, Verdict};
use reporting::Snapshot;

/// 2022-10-24, to its end.
pub(crate) fn dated() -> Due {
    Due::Date(NaiveDate::from_ymd_opt(2022, 10, 24).unwrap())
}

pub(crate) fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
}

/// What a ledger is drawn from.
pub(crate) struct Sample {
    pub(crate) notice: Notice,
    pub(crate) societies: Vec<Society>,
    pub(crate) pieces: Vec<Submission>,
    pub(crate) arrivals: Vec<ArrivalRecord>,
    pub(crate) taken_at: DateTime<Utc>,
}

/// As notices of the trade have them: numbers of societies of five disciplines.
const DISCIPLINES: [(&str, &str, usize); 5] = [
    ("理科", "A", 46),
    ("工科", "B", 78),
    ("农科", "C", 16),
    ("医科", "D", 28),
    ("交叉学科", "E", 42),
];
const FIELDS: [&str; 14] = [
    "物理",
    "桥梁与结构工程",
    "植物病理",
    "中西医结合",
    "科学技术史",
    "计量测试",
    "复合材料",
    "土壤",
    "实验动物",
    "优选法统筹法与经济数学",
    "海洋湖沼",
    "电工技术",
    "水土保持",
    "图象图形",
];

impl Sample {
    /// Everybody asked, nobody answered.
    pub(crate) fn new() -> Self {
        let mut societies = Vec::new();
        for (category, letter, count) in DISCIPLINES {
            for number in 1..=count {
                let field = FIELDS[(number * 5 + count) % FIELDS.len()];
                societies.push(society(
                    &format!("{letter}-{number:02}"),
                    &format!("华夏{field}学会第{number}分会"),
                    category,
                ));
            }
        }
        Self {
            notice: notice(),
            societies,
            pieces: Vec::new(),
            arrivals: Vec::new(),
            taken_at: at("2022-10-25T09:30:00+08:00"),
        }
    }

    /// A day after the deadline: of ten societies seven in time, one late, two silent; some held, some incomplete.
    pub(crate) fn usual() -> Self {
        let mut sample = Self::new();
        let items = ["plan", "key-few", "youth", "advice"];
        for place in 0..sample.societies.len() {
            let code = sample.societies[place].code.clone();
            for (number, item) in items.iter().enumerate() {
                let (status, timeliness) = match (place * 7 + number * 3) % 20 {
                    0..14 => (SubmissionStatus::Accepted, Timeliness::OnTime),
                    14 => (SubmissionStatus::Accepted, Timeliness::Late),
                    15 => (SubmissionStatus::Incomplete, Timeliness::OnTime),
                    16 => (SubmissionStatus::SentBack, Timeliness::OnTime),
                    _ => continue,
                };
                let day = 17 + (place + number * 2) % 8;
                sample.piece(
                    code.as_str(),
                    item,
                    &format!("2022-10-{day}T10:00:00+08:00"),
                    status,
                    timeliness,
                );
            }
        }
        for number in 0..17 {
            let code = if number % 3 == 0 {
                FindingCode::UnknownSociety
            } else {
                FindingCode::NoContent
            };
            sample.held("2022-10-24T18:00:00+08:00", code);
        }
        sample
    }

    pub(crate) fn piece(
        &mut self,
        code: &str,
        item: &str,
        received: &str,
        status: SubmissionStatus,
        timeliness: Timeliness,
    ) {
        let society = SocietyCode::parse(code).unwrap();
        let verdict = Verdict::Accepted {
            notice: self.notice.id.clone(),
            society: society.clone(),
            outcomes: Vec::new(),
        };
        let arrival = self.arrival(received, Some((verdict, Vec::new())));
        self.pieces.push(Submission {
            id: SubmissionId { arrival, ordinal: 1 },
            notice: self.notice.id.clone(),
            society,
            item: ItemId::parse(item).unwrap(),
            piece: 1,
            revision: 1,
            standing: Standing::Current,
            status,
            timeliness,
            person: None,
            title: None,
            text: "学习体会".to_owned(),
            characters: 1_234,
            source: Source::new(None, SourcePart::Body),
            attachments: Vec::new(),
            completed_by: None,
        });
    }

    pub(crate) fn held(&mut self, received: &str, code: FindingCode) {
        let verdict = Verdict::Held {
            notice: None,
            society: None,
            suggestions: vec![SocietyCode::parse("A-01").unwrap()],
        };
        self.arrival(received, Some((verdict, vec![Finding::new(code)])));
    }

    /// An arrival, judged or not.
    pub(crate) fn arrival(&mut self, received: &str, judged: Option<(Verdict, Vec<Finding>)>) -> ArrivalId {
        let number = i64::try_from(self.arrivals.len()).unwrap() + 1;
        let id = ArrivalId::new(number);
        let at = at(received);
        self.arrivals.push(ArrivalRecord {
            arrival: Arrival {
                id,
                door: Door::Mail,
                original: format!("{number:064x}"),
                bytes: 1_000,
                received: Some(ReceivedAt {
                    at,
                    by: ReceivedBy::ReceivedHeader,
                }),
                first_seen_at: at,
                message_id: None,
                sender: None,
                subject: "报送材料".to_owned(),
                mailboxes: vec![MailboxName::parse("kjstdw").unwrap()],
                files: Vec::new(),
            },
            judgement: judged.map(|(verdict, findings)| Judgement {
                arrival: id,
                verdict,
                findings,
            }),
        });
        id
    }

    pub(crate) fn snapshot(self) -> Snapshot {
        let ledger = Ledger::draw(
            self.notice,
            &Directory::new(self.societies),
            self.pieces,
            Vec::new(),
            self.arrivals,
            self.taken_at,
        );
        Snapshot::new(ledger, Selection::default())
    }
}

pub(crate) fn society(code: &str, name: &str, category: &str) -> Society {
    Society {
        code: SocietyCode::parse(code).unwrap(),
        name: name.to_owned(),
        category: category.to_owned(),
        aliases: Vec::new(),
        former_names: Vec::new(),
        addresses: Vec::new(),
        contacts: Vec::new(),
        phones: Vec::new(),
        further: Vec::new(),
    }
}

fn notice() -> Notice {
    Notice {
        id: NoticeId::parse("huaxia-2022-41").unwrap(),
        number: NoticeNumber::parse("华夏科协函学字〔2022〕41号"),
        title: "关于组织全国学会深入学习宣传贯彻大会精神的通知".to_owned(),
        issuer: "华夏科协科技社团党委".to_owned(),
        issued_on: NaiveDate::from_ymd_opt(2022, 10, 17).unwrap(),
        zone: chrono_tz::Asia::Shanghai,
        late: LatePolicy::Flag,
        grace: Duration::zero(),
        mailboxes: Vec::new(),
        items: vec![
            item("plan", "学会党组织对未来发展的谋划", Obligation::Required),
            item("key-few", "“关键少数”学习大会精神感悟", Obligation::Required),
            item("youth", "青年科技工作者学习大会精神感悟", Obligation::Required),
            item("advice", "科技工作者建言献策", Obligation::Encouraged),
        ],
        form: None,
        reminders: ReminderPolicy::default(),
        extensions: BTreeMap::new(),
    }
}

pub(crate) fn item(id: &str, title: &str, obligation: Obligation) -> CollectionItem {
    CollectionItem {
        id: ItemId::parse(id).unwrap(),
        title: title.to_owned(),
        aliases: Vec::new(),
        audience: String::new(),
        per: Per::Either,
        obligation,
        expected_of: ExpectedOf::All,
        deadline: Deadline {
            due: dated(),
            phrase: None,
        },
        requires: Requirements::default(),
        characters: Bounds::default(),
        entries: Bounds::default(),
        age: None,
        nil_report: NilReport::Allowed,
    }
}
