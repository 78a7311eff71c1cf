//! A ledger built by hand, and the bytes that it names. All names are fictional.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{self, Cursor, Read};

use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::arrival::{Arrival, Door, ReceivedAt, ReceivedBy};
use domain::deadline::{Deadline, Due, Timeliness};
use domain::directory::Directory;
use domain::ids::{ArrivalId, ItemId, MailboxName, NoticeId, SocietyCode};
use domain::ledger::{ArrivalRecord, Ledger};
use domain::letter::{
    Enclosed, Letter, LetterCause, LetterEvent, LetterKey, LetterKind, LetterRecord, LetterState,
};
use domain::notice::{
    Bounds, CollectionItem, ExpectedOf, LatePolicy, MailboxRoute, NilReport, Notice, NoticeNumber,
    Obligation, Per, ReminderPolicy, Requirements,
};
use domain::person::Person;
use domain::selection::Selection;
use domain::society::Society;
use domain::submission::{
    Attachment, AttachmentKind, Source, SourcePart, Standing, Submission, SubmissionId, SubmissionStatus,
};
use domain::verdict::{Judgement, Verdict};
use reporting::{Snapshot, Sources, UploadedFile};
use sha2::{Digest as _, Sha256};

/// A ledger while it grows, and the bytes that it names.
pub(crate) struct Sample {
    pub(crate) ledger: Ledger,
    pub(crate) shelf: Shelf,
}

/// Bytes by hash.
#[derive(Default)]
pub(crate) struct Shelf {
    pub(crate) originals: BTreeMap<String, Vec<u8>>,
    pub(crate) attachments: BTreeMap<(i64, String), Vec<u8>>,
    pub(crate) uploads: BTreeMap<i64, Vec<UploadedFile>>,
}

impl Sources for Shelf {
    fn original(&self, sha256: &str) -> io::Result<Box<dyn Read + '_>> {
        let bytes = self.originals.get(sha256).ok_or(io::ErrorKind::NotFound)?;
        Ok(Box::new(Cursor::new(bytes)))
    }

    fn attachment(&self, arrival: ArrivalId, sha256: &str) -> io::Result<Option<Box<dyn Read + '_>>> {
        let found = self.attachments.get(&(arrival.number(), sha256.to_owned()));
        Ok(found.map(|bytes| Box::new(Cursor::new(bytes)) as Box<dyn Read + '_>))
    }

    fn uploaded(&self, arrival: ArrivalId) -> io::Result<Vec<UploadedFile>> {
        Ok(self.uploads.get(&arrival.number()).cloned().unwrap_or_default())
    }
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

pub(crate) fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

impl Sample {
    /// Two societies and two items, and nothing from anybody.
    pub(crate) fn new() -> Self {
        let directory = Directory::new(vec![
            society("A-01", "华夏力学学会", "理科"),
            society("B-02", "华夏材料与工程学会", "工科"),
        ]);
        let taken_at = at("2022-10-25T09:30:00+08:00");
        let ledger = Ledger::draw(notice(), &directory, Vec::new(), Vec::new(), Vec::new(), taken_at);
        Self {
            ledger,
            shelf: Shelf::default(),
        }
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        Snapshot::new(self.ledger.clone(), Selection::default())
    }

    /// Keeps an original.
    pub(crate) fn keep(&mut self, bytes: &[u8]) -> String {
        let hash = sha256(bytes);
        self.shelf.originals.insert(hash.clone(), bytes.to_vec());
        hash
    }

    /// An accepted arrival, kept.
    pub(crate) fn arrival(&mut self, number: i64, code: &str, door: Door, raw: &[u8]) -> &mut Arrival {
        let original = self.keep(raw);
        let received = at("2022-10-20T08:00:00+08:00") + Duration::minutes(number);
        let society = SocietyCode::parse(code).unwrap();
        self.ledger.arrivals.push(ArrivalRecord {
            arrival: Arrival {
                id: ArrivalId::new(number),
                door,
                original,
                bytes: raw.len() as u64,
                received: Some(ReceivedAt {
                    at: received,
                    by: ReceivedBy::ReceivedHeader,
                }),
                first_seen_at: received,
                message_id: Some(format!("{number}@huaxia.example")),
                sender: Some("office@huaxia.example".to_owned()),
                subject: "报送学习情况".to_owned(),
                mailboxes: vec![MailboxName::parse("kjstdw").unwrap()],
                files: Vec::new(),
            },
            judgement: Some(Judgement {
                arrival: ArrivalId::new(number),
                verdict: Verdict::Accepted {
                    notice: self.ledger.notice.id.clone(),
                    society,
                    outcomes: Vec::new(),
                },
                findings: Vec::new(),
            }),
        });
        &mut self.ledger.arrivals.last_mut().unwrap().arrival
    }

    /// A piece whose text came from a document of that name and content.
    pub(crate) fn piece(
        &mut self,
        number: i64,
        code: &str,
        item: &str,
        name: &str,
        document: &[u8],
    ) -> &mut Submission {
        let hash = self.bring(number, document);
        let ordinal = u32::try_from(self.ledger.submissions.len()).unwrap() + 1;
        let mut source = Source::new(
            Some("感悟文章/感悟（终稿）.docx".to_owned()),
            SourcePart::Document,
        );
        source.origin.sha256 = hash;
        self.ledger.submissions.push(Submission {
            id: SubmissionId {
                arrival: ArrivalId::new(number),
                ordinal,
            },
            notice: self.ledger.notice.id.clone(),
            society: SocietyCode::parse(code).unwrap(),
            item: ItemId::parse(item).unwrap(),
            piece: 1,
            revision: 1,
            standing: Standing::Current,
            status: SubmissionStatus::Accepted,
            timeliness: Timeliness::OnTime,
            person: Some(Person {
                name: name.to_owned(),
                affiliation: Some("华夏大学".to_owned()),
                positions: vec!["理事长".to_owned()],
                tags: Vec::new(),
            }),
            title: Some("立足岗位 勇攀高峰".to_owned()),
            text: "正文。".to_owned(),
            characters: 3,
            source,
            attachments: Vec::new(),
            completed_by: None,
        });
        self.ledger.submissions.last_mut().unwrap()
    }

    /// A file inside an arrival.
    pub(crate) fn bring(&mut self, number: i64, bytes: &[u8]) -> String {
        let hash = sha256(bytes);
        let key = (number, hash.clone());
        self.shelf.attachments.insert(key, bytes.to_vec());
        hash
    }

    /// Gives the last piece a photo.
    pub(crate) fn photo(&mut self, number: i64, name: &str, bytes: &[u8]) {
        let attachment = Attachment {
            name: name.to_owned(),
            sha256: self.bring(number, bytes),
            bytes: bytes.len() as u64,
            kind: AttachmentKind::Photo,
        };
        self.ledger
            .submissions
            .last_mut()
            .unwrap()
            .attachments
            .push(attachment);
    }

    /// A receipt for an arrival; sent when there are bytes.
    pub(crate) fn letter(&mut self, number: i64, code: &str, sent: Option<&[u8]>) {
        let sent_original = sent.map(|bytes| self.keep(bytes));
        let created_at = at("2022-10-21T08:00:00+08:00");
        self.ledger.letters.push(LetterRecord {
            letter: Letter {
                key: LetterKey {
                    cause: LetterCause::Arrival {
                        arrival: ArrivalId::new(number),
                        event: LetterEvent::FirstVerdict,
                    },
                    kind: LetterKind::Receipt,
                },
                notice: self.ledger.notice.id.clone(),
                society: SocietyCode::parse(code).unwrap(),
                recipient: "office@huaxia.example".to_owned(),
                in_reply_to: None,
                sent_by: None,
                reply_to: None,
                received_at: None,
                original: String::new(),
                lines: Vec::new(),
                corrections: Vec::new(),
                missing: Vec::new(),
                nil_items: Vec::new(),
                enclosed: Enclosed::default(),
            },
            state: if sent.is_some() {
                LetterState::Sent
            } else {
                LetterState::Queued
            },
            message_id: format!("letter-{number}@office.example"),
            attempts: 1,
            refused: 1,
            created_at,
            due_at: created_at,
            sent_at: sent.map(|_| created_at),
            sent_original,
            subject: None,
            redirected_to: None,
            sent_with: None,
            returned: 0,
            last_error: None,
            worded_at: None,
        });
    }

    /// A file of an upload, kept as an original of its own.
    pub(crate) fn uploaded(&mut self, number: i64, name: &str, bytes: &[u8]) -> String {
        let hash = self.keep(bytes);
        self.bring(number, bytes);
        self.shelf.uploads.entry(number).or_default().push(UploadedFile {
            name: name.to_owned(),
            sha256: hash.clone(),
            bytes: bytes.len() as u64,
        });
        hash
    }
}

/// What a notice usually gives: mail with photo and two persons' form, an upload, letters, an older version.
pub(crate) fn usual() -> Sample {
    let mut sample = Sample::new();
    sample.arrival(
        1,
        "A-01",
        Door::Mail,
        &b"Subject: =?utf-8?b?5oql6YCB?=\r\n\r\nbase64 ".repeat(400),
    );
    sample.piece(1, "A-01", "key-few", "张明远", b"PK document one");
    sample.photo(1, "会场.JPG", &[0xFF; 5_000]);
    sample.arrival(2, "B-02", Door::Mail, b"Subject: form\r\n\r\nform");
    sample.piece(2, "B-02", "youth", "李青", b"PK form of two");
    sample.piece(2, "B-02", "youth", "王禾", b"PK form of two").title = Some("另一题目".to_owned());
    sample.arrival(3, "A-01", Door::Upload, b"{\"files\":[]}").subject = String::new();
    let video = vec![7_u8; 300_000];
    let hash = sample.uploaded(3, "展示.mp4", &video);
    sample.uploaded(3, "CON.txt", b"for nobody's piece");
    sample
        .piece(3, "A-01", "youth", "赵小萌", b"PK youth")
        .attachments = vec![Attachment {
        name: "展示.mp4".to_owned(),
        sha256: hash,
        bytes: video.len() as u64,
        kind: AttachmentKind::Video,
    }];
    sample.arrival(4, "A-01", Door::Mail, b"Subject: older\r\n\r\nolder");
    sample.piece(4, "A-01", "key-few", "张明远", b"PK older").standing = Standing::Superseded;
    sample.letter(1, "A-01", Some(b"From: office\r\n\r\nreceipt"));
    sample.letter(2, "B-02", None);
    sample
}

fn society(code: &str, name: &str, category: &str) -> Society {
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
        title: "关于做好学习宣传贯彻有关工作的通知".to_owned(),
        issuer: "华夏科协学会学术部".to_owned(),
        issued_on: NaiveDate::from_ymd_opt(2022, 10, 17).unwrap(),
        zone: chrono_tz::Asia::Shanghai,
        late: LatePolicy::Flag,
        grace: Duration::zero(),
        mailboxes: vec![MailboxRoute {
            name: MailboxName::parse("kjstdw").unwrap(),
            address: "kjstdw@office.example".to_owned(),
            items: Vec::new(),
        }],
        items: vec![item("key-few", "“关键少数”感悟"), item("youth", "青年感悟/随想")],
        form: None,
        reminders: ReminderPolicy::default(),
        extensions: BTreeMap::new(),
    }
}

fn item(id: &str, title: &str) -> CollectionItem {
    CollectionItem {
        id: ItemId::parse(id).unwrap(),
        title: title.to_owned(),
        aliases: Vec::new(),
        audience: "全国学会".to_owned(),
        per: Per::Person,
        obligation: Obligation::Required,
        expected_of: ExpectedOf::All,
        deadline: Deadline {
            due: Due::Date(NaiveDate::from_ymd_opt(2022, 10, 24).unwrap()),
            phrase: None,
        },
        requires: Requirements::default(),
        characters: Bounds {
            min: Some(800),
            max: Some(1_500),
        },
        entries: Bounds::default(),
        age: None,
        nil_report: NilReport::Allowed,
    }
}

/// Paths of an archive in their order.
pub(crate) fn paths(bytes: &[u8]) -> Vec<String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|index| archive.by_index(index).unwrap().name().unwrap().into_owned())
        .collect()
}

/// Bytes of a file of an archive.
pub(crate) fn file(bytes: &[u8], path: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut content = Vec::new();
    archive.by_name(path).unwrap().read_to_end(&mut content).unwrap();
    content
}

pub(crate) fn text(bytes: &[u8], path: &str) -> String {
    String::from_utf8(file(bytes, path)).unwrap()
}

/// Everything but these.
pub(crate) fn without<'a>(all: &'a [String], folder: &str) -> BTreeSet<&'a str> {
    all.iter()
        .map(String::as_str)
        .filter(|path| !path.starts_with(folder))
        .collect()
}
