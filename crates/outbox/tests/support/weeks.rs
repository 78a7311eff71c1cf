//! Weeks of an office with two societies that share an address, and what is true of them, kept beside the store.
#![expect(clippy::indexing_slicing, reason = "places of two societies and two items")]

mod rows;

use std::ops::RangeInclusive;
use std::sync::Arc;

use chrono::Duration;
use domain::arrival::SenderStanding;
use domain::ids::{ArrivalId, ItemId, NoticeId, SocietyCode};
use domain::letter::LetterState;
use domain::ruling::{Decision, Ruling};
use domain::society::Society;
use store::{LetterMode, LetterModes, NewExtension, Record, Recorded, SocietyRecord};

use self::rows::{id_of, is_counted, judgement, letter, submission};
use super::dice::Dice;
use super::office::Office;
use super::{FIRST, SECOND, settings, society_at};

pub const HOURS: RangeInclusive<u32> = 9..=17;
const THIRD: &str = "liang@liangyou.example";
const STRANGER: &str = "somebody@elsewhere.example";
const ITEMS: [&str; 2] = ["advice", "summary"];

const NOTICE: &str = r#"
[notice]
id = "office-2022-41"
number = "华夏社团党发〔2022〕41号"
title = "关于征集学习会议精神感悟和建言献策的通知"
issuer = "华夏科技社团党委"
issued_on = 2022-10-17

[[mailbox]]
name = "kjstdw"
address = "kjstdw@office.example"
items = ["advice", "summary"]

[[item]]
id = "advice"
title = "科技工作者建言献策"
per = "society"
deadline = { date = 2022-10-24 }

[[item]]
id = "summary"
title = "工作总结"
per = "society"
deadline = { stages = [{ name = "网报", date = 2022-10-23 }, { name = "纸质", date = 2022-10-28 }] }

[reminders]
offsets = [-3, -1, 1, 2]
hour = 9
until = 18
workdays_only = false
"#;

/// What became of what somebody sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Accepted,
    Incomplete,
    /// A later version took its place.
    Superseded,
    /// It may be its society's answer.
    Held,
    /// It may be either society's.
    Ambiguous,
    Question,
    /// A person decided that it is nothing.
    Ignored,
}

#[derive(Debug, Clone)]
pub struct Piece {
    pub arrival: ArrivalId,
    pub society: usize,
    pub item: usize,
    pub sender: &'static str,
    pub fate: Fate,
    /// Judged, since it last became what it is, while no letters were written.
    pub was_silent: bool,
    is_ruled: bool,
    is_placed: bool,
}

pub struct Week {
    pub seed: u64,
    pub office: Office,
    pub dice: Dice,
    pub pieces: Vec<Piece>,
    pub is_paused: bool,
    /// How often what letters say of the notice has changed.
    pub changes: u32,
    mode: LetterMode,
    required: bool,
    number: u32,
}

fn codes() -> [SocietyCode; 2] {
    ["C-03", "C-04"].map(|code| SocietyCode::parse(code).unwrap())
}

fn notice_id() -> NoticeId {
    NoticeId::parse("office-2022-41").unwrap()
}

fn item_id(place: usize) -> ItemId {
    ItemId::parse(ITEMS[place]).unwrap()
}

/// The society whose name stands in a subject.
pub fn society_named(subject: &str) -> usize {
    usize::from(subject.contains("华夏粮油学会"))
}

impl Week {
    pub async fn begin(seed: u64) -> Self {
        let office = Office::with_letters(0).await;
        let mut week = Self {
            seed,
            office,
            dice: Dice::of(seed),
            pieces: Vec::new(),
            is_paused: false,
            changes: 0,
            mode: LetterMode::Auto,
            required: true,
            number: 0,
        };
        week.import().await;
        let second = Society {
            code: codes()[1].clone(),
            name: "华夏粮油学会".into(),
            ..society_at(&[FIRST, THIRD])
        };
        let roster = [society_at(&[FIRST, SECOND]), second];
        week.office
            .store
            .import_roster(&roster, week.office.now())
            .await
            .unwrap();
        week
    }

    /// Whether something required has not come in full.
    pub fn owes(&self, society: usize) -> bool {
        self.required
            && (0..ITEMS.len()).any(|item| {
                let mut of_item = self.pieces.iter();
                !of_item.any(|piece| {
                    piece.society == society && piece.item == item && piece.fate == Fate::Accepted
                })
            })
    }

    pub fn may_have_answered(&self, society: usize) -> bool {
        self.pieces.iter().any(|piece| {
            piece.fate == Fate::Ambiguous || (piece.fate == Fate::Held && piece.society == society)
        })
    }

    pub async fn step(&mut self) {
        match self.dice.below(18) {
            0..=4 => self.mail().await,
            5 => self.rule().await,
            6 => self.withdraw().await,
            7 => self.extend().await,
            8 => self.edit().await,
            9 => {
                let modes = [LetterMode::Auto, LetterMode::Approve, LetterMode::Off];
                self.mode = self.dice.one(&modes);
            }
            10 => self.approve_or_cancel().await,
            11 => self.pause(!self.is_paused).await,
            12 => self.kill().await,
            13 => self.bounce().await,
            _ => {
                let minutes = self.dice.one(&[1, 17, 61, 360, 600, 1440]);
                self.office.wait(minutes);
            }
        }
    }

    pub async fn remind(&mut self) {
        let settings = settings(self.office.outbox());
        let (store, modes) = (&self.office.store, LetterModes::all(self.mode));
        let now = self.office.now();
        outbox::remind(store, settings.schedule(), modes, "office.example", now)
            .await
            .unwrap();
    }

    /// Nothing more happens.
    pub async fn rest(&mut self) {
        self.pause(false).await;
        self.mode = LetterMode::Auto;
    }

    async fn mail(&mut self) {
        let society = usize::from(self.dice.below(2) == 1);
        let item = usize::from(self.dice.below(2) == 1);
        let own = [SECOND, THIRD][society];
        let sender = self.dice.one(&[FIRST, own, own, STRANGER]);
        let fates = [
            Fate::Accepted,
            Fate::Accepted,
            Fate::Incomplete,
            Fate::Held,
            Fate::Ambiguous,
            Fate::Question,
        ];
        let arrival = self.office.archive(self.number, sender).await;
        self.number += 1;
        self.pieces.push(Piece {
            arrival,
            society,
            item,
            sender,
            fate: self.dice.one(&fates),
            was_silent: false,
            is_ruled: false,
            is_placed: false,
        });
        self.judge_all(Vec::new()).await;
    }

    /// A person decides about something that waits, or otherwise about something that does not.
    async fn rule(&mut self) {
        let Some(place) = self.any(|piece| piece.fate != Fate::Superseded) else {
            return;
        };
        let fate = self.dice.one(&[Fate::Accepted, Fate::Accepted, Fate::Ignored]);
        let arrival = self.pieces[place].arrival;
        let decision = match fate {
            Fate::Ignored => Decision::Ignore,
            _ => Decision::Accept,
        };
        let ruling = Ruling {
            arrival,
            decision,
            clerk: "clerk".into(),
            decided_at: self.office.now(),
        };
        self.office.store.add_ruling(&ruling).await.unwrap();
        let piece = &mut self.pieces[place];
        piece.is_ruled = true;
        piece.fate = fate;
        piece.was_silent = false;
        self.judge_all(Vec::new()).await;
    }

    /// Something new contradicts what was accepted, which waits for a person from now on.
    async fn withdraw(&mut self) {
        let Some(place) = self.any(|piece| piece.fate == Fate::Accepted && !piece.is_ruled) else {
            return;
        };
        let Piece {
            society,
            item,
            arrival,
            ..
        } = self.pieces[place];
        self.pieces[place].fate = Fate::Held;
        let sender = [SECOND, THIRD][society];
        let new = self.office.archive(self.number, sender).await;
        self.number += 1;
        self.pieces.push(Piece {
            arrival: new,
            society,
            item,
            sender,
            fate: Fate::Held,
            was_silent: false,
            is_ruled: false,
            is_placed: false,
        });
        self.judge_all(vec![arrival]).await;
    }

    /// The office puts a deadline off, or takes that back.
    async fn extend(&mut self) {
        self.changes += 1;
        let society = usize::from(self.dice.below(2) == 1);
        let notice = self.office.store.notices().await.unwrap().remove(0);
        let directory = self.office.store.directory().await.unwrap();
        let of_roster = directory.get(&codes()[society]).unwrap();
        let days = self.dice.one(&[None, Some(25), Some(27), Some(30)]);
        let until = days.map(|day| chrono::NaiveDate::from_ymd_opt(2022, 10, day).unwrap());
        let now = self.office.now();
        let items = until.map(|until| outbox::put_off(&notice, of_roster, None, until, now));
        let items = items.unwrap_or_default();
        let letter = (!items.is_empty()).then(|| outbox::extension(&notice, of_roster, items));
        let decision = NewExtension {
            notice: notice.id.clone(),
            society: of_roster.code.clone(),
            item: None,
            until,
            reason: String::new(),
            by: "clerk".into(),
            letter: letter.flatten(),
        };
        let modes = LetterModes::all(self.mode);
        let store = &self.office.store;
        store
            .decide_extension(&decision, modes, "office.example", now)
            .await
            .unwrap();
        self.judge_all(Vec::new()).await;
    }

    /// The notice is closed, or asks again.
    async fn edit(&mut self) {
        self.required = !self.required;
        self.changes += 1;
        self.import().await;
        self.judge_all(Vec::new()).await;
    }

    async fn import(&mut self) {
        let text = if self.required {
            NOTICE.to_owned()
        } else {
            NOTICE.replace(
                "per = \"society\"",
                "per = \"society\"\nobligation = \"encouraged\"",
            )
        };
        let store = &self.office.store;
        store.import_notice(&text, self.office.now()).await.unwrap();
    }

    async fn approve_or_cancel(&mut self) {
        for record in self.office.letters(LetterState::AwaitingApproval).await {
            let (store, key) = (&self.office.store, &record.letter.key);
            if self.dice.below(4) > 0 {
                store
                    .approve_letter(key, "clerk", self.office.now())
                    .await
                    .unwrap();
            } else if key.answers().is_none() {
                store.cancel_letter(key, "不必发").await.unwrap();
            }
        }
    }

    async fn pause(&mut self, is_paused: bool) {
        self.is_paused = is_paused;
        let since = is_paused.then(|| (self.office.now(), "clerk"));
        self.office.store.pause_outbox(since).await.unwrap();
    }

    /// A worker takes a letter up, and whatever leaves with it, and is not heard of again.
    async fn kill(&mut self) {
        let (store, now) = (&self.office.store, self.office.now());
        let lease = Duration::minutes(30);
        let Some(lead) = store.claim_letter(now, lease).await.unwrap() else {
            return;
        };
        if self.dice.below(2) == 0 {
            store.gather_receipts(&lead, now, lease).await.unwrap();
        }
    }

    async fn bounce(&mut self) {
        let Some(report) = self.office.one_comes_back(&mut self.dice).await else {
            return;
        };
        self.office.report(self.number, report).await;
        self.number += 1;
    }

    fn any(&mut self, wanted: impl Fn(&Piece) -> bool) -> Option<usize> {
        let places: Vec<usize> = (0..self.pieces.len())
            .filter(|place| wanted(&self.pieces[*place]))
            .collect();
        let place = self.dice.below(u64::try_from(places.len()).unwrap().max(1));
        places.get(usize::try_from(place).unwrap()).copied()
    }

    /// Everything that waits to be judged is judged as the model has it.
    async fn judge_all(&mut self, mut withdrawn: Vec<ArrivalId>) {
        loop {
            let (store, now) = (&self.office.store, self.office.now());
            let claimed = store.claim(now, Duration::minutes(1), 3, 1).await.unwrap();
            let Some(claimed) = claimed.into_iter().next() else {
                return;
            };
            let place = self
                .pieces
                .iter()
                .position(|piece| piece.arrival == claimed.arrival);
            let record = match place {
                Some(place) => {
                    self.replace_earlier(place);
                    self.record(place, claimed.revision, std::mem::take(&mut withdrawn))
                        .await
                }
                // A delivery report.
                None => Office::record_of(claimed.arrival, claimed.revision, now),
            };
            assert_eq!(self.office.store.record(record).await.unwrap(), Recorded::Done);
        }
    }

    /// What comes later for the same item takes the place of what came before.
    fn replace_earlier(&mut self, place: usize) {
        let Piece {
            society, item, fate, ..
        } = self.pieces[place];
        if !matches!(fate, Fate::Accepted | Fate::Incomplete) {
            return;
        }
        let counts = |piece: &Piece| {
            piece.society == society
                && piece.item == item
                && matches!(piece.fate, Fate::Accepted | Fate::Incomplete)
        };
        let last = self.pieces.iter().rposition(counts).unwrap();
        for (number, piece) in self.pieces.iter_mut().enumerate() {
            if number != last && counts(piece) {
                piece.fate = Fate::Superseded;
            }
        }
    }

    async fn record(&mut self, place: usize, revision: i64, withdrawn: Vec<ArrivalId>) -> Record {
        let piece = self.pieces[place].clone();
        let now = self.office.now();
        let code = codes()[piece.society].clone();
        let facts = self
            .office
            .store
            .society_facts(&notice_id(), &code)
            .await
            .unwrap();
        let is_placed = !matches!(piece.fate, Fate::Ambiguous | Fate::Ignored);
        let mut judgements = vec![Arc::new(judgement(&piece))];
        let lone = (!is_placed).then(|| judgement(&piece));
        judgements.retain(|_| is_placed);
        for other in &self.pieces {
            if withdrawn.contains(&other.arrival) {
                judgements.push(Arc::new(judgement(other)));
            }
        }
        let of_society = self.pieces.iter().filter(|other| other.society == piece.society);
        let (kept, gone): (Vec<&Piece>, Vec<&Piece>) = of_society.partition(|other| is_counted(other));
        let known = |other: &&Piece| {
            facts
                .submissions
                .iter()
                .any(|known| known.id.arrival == other.arrival)
        };
        let societies = vec![SocietyRecord {
            notice: notice_id(),
            society: code.clone(),
            version: facts.version,
            judgements,
            submissions: kept
                .into_iter()
                .map(|other| Arc::new(submission(other)))
                .collect(),
            gone_submissions: gone.into_iter().filter(known).map(id_of).collect(),
            return_forms: Vec::new(),
            gone_return_forms: Vec::new(),
            waiting: Vec::new(),
            gone_waiting: Vec::new(),
            standing: None,
        }];
        let known_place = is_placed || piece.is_placed;
        self.pieces[place].is_placed = is_placed;
        self.pieces[place].was_silent |= self.mode == LetterMode::Off;
        Record {
            sender_standing: SenderStanding::Passed,
            placed: is_placed.then(|| (notice_id(), code)),
            societies: if known_place { societies } else { Vec::new() },
            lone,
            letters: letter(&piece, now).into_iter().collect(),
            withdrawn,
            letter_modes: LetterModes::all(self.mode),
            ..Office::record_of(piece.arrival, revision, now)
        }
    }
}
