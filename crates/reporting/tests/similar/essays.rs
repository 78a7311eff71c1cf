//! Ledgers of essays, made by hand and by number. All names are fictional.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::deadline::{Deadline, Due, Timeliness};
use domain::directory::Directory;
use domain::ids::{ArrivalId, ItemId, NoticeId, SocietyCode};
use domain::ledger::Ledger;
use domain::notice::{
    Bounds, CollectionItem, ExpectedOf, LatePolicy, NilReport, Notice, NoticeNumber, Obligation, Per,
    ReminderPolicy, Requirements,
};
use domain::person::Person;
use domain::selection::Selection;
use domain::society::Society;
use domain::submission::{Source, SourcePart, Standing, Submission, SubmissionId, SubmissionStatus};
use reporting::Snapshot;

/// What essays of an office are written with.
const PHRASES: &[&str] = &[
    "科技工作者",
    "高质量发展",
    "全国学会",
    "创新驱动",
    "我们要",
    "深入学习",
    "认真领会",
    "坚定信心",
    "自立自强",
    "基础研究",
    "关键核心技术",
    "人才培养",
    "学术交流",
    "科学普及",
    "服务大局",
    "党的建设",
    "使命担当",
    "新征程",
    "青年人才",
    "国际合作",
    "成果转化",
    "乡村振兴",
    "绿色低碳",
    "人民健康",
    "数字经济",
    "实验室",
    "团队",
    "课题",
    "在实践中",
    "结合本职工作",
    "不断提升",
    "为国家",
    "为社会",
    "作出贡献",
    "牢记",
    "嘱托",
    "责任",
    "机遇",
    "挑战",
    "的",
    "和",
    "与",
    "是",
    "在",
    "将",
    "必须",
    "更加",
    "持续",
    "积极",
    "努力",
    "，",
    "。",
    "；",
    "、",
];

/// Numbers without any order in them, always the same for the same seed.
pub(crate) struct Numbers(u64);

impl Numbers {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed << 32)
    }

    /// SplitMix64.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) >> 33).unwrap() % end
    }
}

/// An essay of about so many characters.
pub(crate) fn essay(seed: u64, characters: usize) -> String {
    let mut numbers = Numbers::new(seed);
    let mut text = String::new();
    while text.chars().count() < characters {
        match numbers.below(3) {
            0 => text.extend(char::from_u32(
                0x4E00 + u32::try_from(numbers.below(3_000)).unwrap(),
            )),
            _ => text.push_str(PHRASES[numbers.below(PHRASES.len())]),
        }
    }
    text
}

/// The text with another character in place of one of every `every`.
pub(crate) fn changed(text: &str, every: usize) -> String {
    let other = |(place, character)| {
        if place % every == every - 1 {
            '某'
        } else {
            character
        }
    };
    text.chars().enumerate().map(other).collect()
}

pub(crate) struct Collection {
    pieces: Vec<Submission>,
    societies: Vec<Society>,
}

impl Collection {
    pub(crate) fn new() -> Self {
        let mut this = Self {
            pieces: Vec::new(),
            societies: Vec::new(),
        };
        this.society("A-01", "华夏物理学会");
        this.society("A-02", "华夏化学学会");
        this.society("B-01", "华夏桥梁学会");
        this
    }

    fn society(&mut self, code: &str, name: &str) {
        self.societies.push(Society {
            code: SocietyCode::parse(code).unwrap(),
            name: name.to_owned(),
            category: "理科".to_owned(),
            aliases: Vec::new(),
            former_names: Vec::new(),
            addresses: Vec::new(),
            contacts: Vec::new(),
            phones: Vec::new(),
            further: Vec::new(),
        });
    }

    /// A piece of a society by a person; its number is its place, from 1.
    pub(crate) fn piece(&mut self, code: &str, name: &str, text: &str) -> &mut Submission {
        let arrival = ArrivalId::new(i64::try_from(self.pieces.len()).unwrap() + 1);
        self.pieces.push(Submission {
            id: SubmissionId { arrival, ordinal: 1 },
            notice: NoticeId::parse("huaxia-2022-41").unwrap(),
            society: SocietyCode::parse(code).unwrap(),
            item: ItemId::parse("key-few").unwrap(),
            piece: 1,
            revision: 1,
            standing: Standing::Current,
            status: SubmissionStatus::Accepted,
            timeliness: Timeliness::OnTime,
            person: Some(Person {
                name: name.to_owned(),
                affiliation: None,
                positions: Vec::new(),
                tags: Vec::new(),
            }),
            title: Some(format!("{name}的感悟")),
            text: text.to_owned(),
            characters: domain::characters::count(text),
            source: Source::new(None, SourcePart::Body),
            attachments: Vec::new(),
            completed_by: None,
        });
        self.pieces.last_mut().unwrap()
    }

    pub(crate) fn snapshot(self) -> Snapshot {
        let ledger = Ledger::draw(
            notice(),
            &Directory::new(self.societies),
            self.pieces,
            Vec::new(),
            Vec::new(),
            DateTime::parse_from_rfc3339("2022-10-25T09:30:00+08:00")
                .unwrap()
                .with_timezone(&Utc),
        );
        Snapshot::new(ledger, Selection::default())
    }
}

fn notice() -> Notice {
    Notice {
        id: NoticeId::parse("huaxia-2022-41").unwrap(),
        number: NoticeNumber::parse("华夏科协函学字〔2022〕41号"),
        title: "关于征集学习感悟的通知".to_owned(),
        issuer: "华夏科协学会学术部".to_owned(),
        issued_on: NaiveDate::from_ymd_opt(2022, 10, 17).unwrap(),
        zone: chrono_tz::Asia::Shanghai,
        late: LatePolicy::Flag,
        grace: Duration::zero(),
        mailboxes: Vec::new(),
        items: vec![CollectionItem {
            id: ItemId::parse("key-few").unwrap(),
            title: "“关键少数”学习感悟".to_owned(),
            aliases: Vec::new(),
            audience: String::new(),
            per: Per::Person,
            obligation: Obligation::Required,
            expected_of: ExpectedOf::All,
            deadline: Deadline {
                due: Due::Prompt,
                phrase: None,
            },
            requires: Requirements::default(),
            characters: Bounds::default(),
            entries: Bounds::default(),
            age: None,
            nil_report: NilReport::Allowed,
        }],
        form: None,
        reminders: ReminderPolicy::default(),
        extensions: BTreeMap::new(),
    }
}
