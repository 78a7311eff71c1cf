//! A store with a notice, a society and letters in its outbox, and a clock that stands still until it is moved.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Duration, Utc};
use domain::arrival::{Door, ReceivedAt, ReceivedBy, SenderStanding};
use domain::finding::{Finding, FindingCode};
use domain::ids::ArrivalId;
use domain::letter::{Letter, LetterKey, LetterRecord, LetterState};
use domain::returned::{ReturnReason, Returned};
use domain::ruling::{Decision, Ruling};
use domain::submission::Submission;
use domain::verdict::{Judgement, Verdict};
use outbox::{Delivered, OutboxError, OutboxSettings, Transport, deliver};
use store::{LetterMode, LetterModes, NewSighting, Record, Recorded, SightingPlace, SocietyRecord, Store};
use tempfile::TempDir;

use super::dice::Dice;
use super::{came_back, letter, notice, now, settings, society, society_at};

pub const NOTICE: &str = r#"
[notice]
id = "office-2022-41"
number = "华夏社团党发〔2022〕41号"
title = "关于征集学习会议精神感悟和建言献策的通知"
issuer = "华夏科技社团党委"
issued_on = 2022-10-17

[[mailbox]]
name = "kjstdw"
address = "kjstdw@office.example"
items = ["advice"]

[[item]]
id = "advice"
title = "科技工作者建言献策"
per = "either"
deadline = { date = 2022-10-24, phrase = "2022年10月24日" }
"#;

pub struct Office {
    pub store: Store,
    pub folder: TempDir,
    clock: Arc<Mutex<DateTime<Utc>>>,
}

impl Office {
    /// With so many letters to send, each to another address.
    pub async fn with_letters(count: u32) -> Self {
        let folder = TempDir::new().unwrap();
        let database = format!("sqlite:{}", folder.path().join("zhengji.db").display());
        let originals = format!("file:{}", folder.path().join("originals").display());
        let store = Store::open(&database, &originals).await.unwrap();
        store.migrate().await.unwrap();
        store.import_notice(NOTICE, now()).await.unwrap();
        store.import_roster(&[society()], now()).await.unwrap();
        let office = Self {
            store,
            folder,
            clock: Arc::new(Mutex::new(now())),
        };
        for number in 0..count {
            let recipient = format!("office-{number}@zhibao.example");
            let pattern = Letter {
                recipient,
                ..letter()
            };
            office.enqueue(number, &pattern).await;
        }
        office
    }

    /// Without letters, and with a society that has these addresses.
    pub async fn of_society(addresses: &[&str]) -> Self {
        let office = Self::with_letters(0).await;
        office.roster(addresses).await;
        office
    }

    /// The same, and settings with which letters go into its folder.
    pub async fn with_folder(addresses: &[&str]) -> (Self, OutboxSettings) {
        let office = Self::of_society(addresses).await;
        let settings = settings(office.outbox());
        (office, settings)
    }

    /// From now on the society has these addresses.
    pub async fn roster(&self, addresses: &[&str]) {
        let roster = [society_at(addresses)];
        self.store.import_roster(&roster, self.now()).await.unwrap();
    }

    pub async fn enqueue(&self, number: u32, pattern: &Letter) {
        let original = self.store.put_original(mail(number).as_bytes()).await.unwrap();
        let letter = |arrival| Letter {
            key: LetterKey::about(arrival, pattern.key.answers().unwrap().1, pattern.key.kind),
            original,
            ..pattern.clone()
        };
        self.judge(number, None, |record, arrival| {
            record.letters = vec![letter(arrival)];
        })
        .await;
    }

    /// An arrival is registered for the society, with these of its pieces, and answered with this, if with anything.
    pub async fn register(&self, number: u32, pieces: Vec<Submission>, answer: Option<&Letter>) {
        let place = (notice().id, society().code);
        let facts = self.store.society_facts(&place.0, &place.1);
        let version = facts.await.unwrap().version;
        self.judge(number, None, |record, arrival| {
            record.placed = Some(place.clone());
            record.lone = None;
            record.societies = vec![SocietyRecord {
                notice: place.0.clone(),
                society: place.1.clone(),
                version,
                judgements: vec![Arc::new(Judgement {
                    arrival,
                    verdict: Verdict::Accepted {
                        notice: place.0,
                        society: place.1,
                        outcomes: Vec::new(),
                    },
                    findings: Vec::new(),
                })],
                submissions: pieces.into_iter().map(Arc::new).collect(),
                gone_submissions: Vec::new(),
                return_forms: Vec::new(),
                gone_return_forms: Vec::new(),
                waiting: Vec::new(),
                gone_waiting: Vec::new(),
                standing: None,
            }];
            let letter = answer.map(|pattern| Letter {
                key: LetterKey::about(arrival, pattern.key.answers().unwrap().1, pattern.key.kind),
                ..pattern.clone()
            });
            record.letters = letter.into_iter().collect();
        })
        .await;
    }

    /// A delivery report comes.
    pub async fn report(&self, number: u32, returned: Returned) {
        self.judge(number, None, |record, _| record.returned = Some(returned))
            .await;
    }

    /// Somebody writes, for whom the receiving server vouches.
    pub async fn mail_from(&self, number: u32, sender: &str) {
        self.mail_as(number, sender, SenderStanding::Passed, None).await;
    }

    /// Somebody writes of whom the receiving server says this, and is answered with this, if with anything.
    pub async fn mail_as(
        &self,
        number: u32,
        sender: &str,
        standing: SenderStanding,
        answer: Option<&Letter>,
    ) {
        self.judge(number, Some(sender), |record, arrival| {
            record.sender_standing = standing;
            record.letters = answer
                .map(|pattern| Letter {
                    key: LetterKey::about(arrival, pattern.key.answers().unwrap().1, pattern.key.kind),
                    ..pattern.clone()
                })
                .into_iter()
                .collect();
        })
        .await;
    }

    async fn judge(&self, number: u32, sender: Option<&str>, fill: impl FnOnce(&mut Record, ArrivalId)) {
        let record = self.record(number, sender, fill).await;
        assert_eq!(self.store.record(record).await.unwrap(), Recorded::Done);
    }

    /// A person decides about an arrival, and nothing is to be written to anybody for it.
    pub async fn judge_anew(&self, arrival: ArrivalId) {
        let ruling = Ruling {
            arrival,
            decision: Decision::Ignore,
            clerk: "clerk".into(),
            decided_at: self.now(),
        };
        self.store.add_ruling(&ruling).await.unwrap();
        let revision = self.claim(arrival).await;
        let record = Self::record_of(arrival, revision, self.now());
        assert_eq!(self.store.record(record).await.unwrap(), Recorded::Done);
    }

    /// Delivery reports that come together.
    pub async fn reports(&self, reports: Vec<(u32, Returned)>) {
        let mut records = Vec::new();
        for (number, returned) in reports {
            let fill = |record: &mut Record, _| record.returned = Some(returned);
            records.push(self.record(number, None, fill).await);
        }
        assert_eq!(self.store.record_all(&records).await.unwrap(), Recorded::Done);
    }

    /// Takes up the only arrival that waits; gives its revision.
    async fn claim(&self, arrival: ArrivalId) -> i64 {
        let lease = Duration::minutes(1);
        let claimed = self.store.claim(self.now(), lease, 3, 1).await.unwrap();
        let claimed = claimed.first().unwrap();
        assert_eq!(claimed.arrival, arrival);
        claimed.revision
    }

    /// Addresses that are passed over now.
    pub async fn shunned(&self) -> BTreeMap<String, ReturnReason> {
        self.store.shunned_addresses(self.now()).await.unwrap()
    }

    /// A delivery report about one of the letters that left or may have left, if there are any.
    pub async fn one_comes_back(&self, dice: &mut Dice) -> Option<Returned> {
        let mut left = self.letters(LetterState::Sent).await;
        left.extend(self.letters(LetterState::InDoubt).await);
        left.retain(|record| record.sent_with.is_none());
        if left.is_empty() {
            return None;
        }
        let back = usize::try_from(dice.below(left.len() as u64)).unwrap();
        let back = left.get(back).unwrap();
        let reason = dice.one(&[
            ReturnReason::NoSuchAddress,
            ReturnReason::MailboxFull,
            ReturnReason::Refused,
        ]);
        Some(came_back(&back.message_id, &back.letter.recipient, reason))
    }

    async fn record(
        &self,
        number: u32,
        sender: Option<&str>,
        fill: impl FnOnce(&mut Record, ArrivalId),
    ) -> Record {
        let arrival = self.sighted(number, sender).await;
        let revision = self.claim(arrival).await;
        let mut record = Self::record_of(arrival, revision, self.now());
        fill(&mut record, arrival);
        record
    }

    /// Somebody writes; nobody has judged it yet.
    pub async fn archive(&self, number: u32, sender: &str) -> ArrivalId {
        self.sighted(number, Some(sender)).await
    }

    async fn sighted(&self, number: u32, sender: Option<&str>) -> ArrivalId {
        let bytes = mail(number);
        let original = self.store.put_original(bytes.as_bytes()).await.unwrap();
        let sighting = NewSighting {
            place: SightingPlace::Http {
                identity: bytes.clone(),
            },
            door: Door::Mail,
            original,
            bytes: bytes.len() as u64,
            identity: bytes,
            message_id: None,
            sender: sender.map(Into::into),
            subject: String::new(),
            received: Some(ReceivedAt {
                at: self.now(),
                by: ReceivedBy::ReceivedHeader,
            }),
            internal_date: None,
            listed_size: None,
            seen_at: self.now(),
        };
        self.store.archive(sighting).await.unwrap().arrival
    }

    pub fn record_of(arrival: ArrivalId, revision: i64, now: DateTime<Utc>) -> Record {
        Record {
            claimed: Some((arrival, revision)),
            configuration: None,
            withdrawn: Vec::new(),
            returned: None,
            sender_standing: SenderStanding::Unknown,
            placed: None,
            reading: None,
            societies: Vec::new(),
            lone: Some(Judgement {
                arrival,
                verdict: Verdict::Ignored,
                findings: vec![Finding::new(FindingCode::Advertisement)],
            }),
            letters: Vec::new(),
            letter_modes: LetterModes::all(LetterMode::Auto),
            letter_domain: "office.example".into(),
            now,
        }
    }

    pub async fn deliver(&self, transport: Transport) -> Result<Delivered, OutboxError> {
        let clock = Arc::clone(&self.clock);
        deliver(&self.store, &settings(transport), &move || *clock.lock().unwrap()).await
    }

    /// One round, all of which happens at this moment.
    pub async fn send(&self, settings: &OutboxSettings) -> Delivered {
        let now = self.now();
        deliver(&self.store, settings, &move || now).await.unwrap()
    }

    pub fn now(&self) -> DateTime<Utc> {
        *self.clock.lock().unwrap()
    }

    pub fn wait(&self, minutes: i64) {
        *self.clock.lock().unwrap() += Duration::minutes(minutes);
    }

    pub async fn letters(&self, state: LetterState) -> Vec<LetterRecord> {
        self.store.letters(Some(state)).await.unwrap()
    }

    pub async fn only(&self, state: LetterState) -> LetterRecord {
        let mut letters = self.letters(state).await;
        assert_eq!(letters.len(), 1, "{letters:?}");
        letters.remove(0)
    }

    pub fn outbox(&self) -> Transport {
        Transport::Folder(self.folder.path().join("outbox"))
    }

    /// Names of the files in the outbox folder.
    pub fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path().join("outbox")).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

fn mail(number: u32) -> String {
    format!("mail {number}")
}
