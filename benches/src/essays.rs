//! A collection of essays in which it is known who copied from whom.
//!
//! Essays share what essays of offices share: words by frequency, stock phrases, whole formulas of up to 38 characters,
//! and in one of ten a common opening. Names are fictional.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::deadline::Timeliness;
use domain::directory::Directory;
use domain::ids::{ArrivalId, ItemId, NoticeId, SocietyCode};
use domain::ledger::Ledger;
use domain::notice::{LatePolicy, Notice, ReminderPolicy};
use domain::society::Society;
use domain::submission::{Source, SourcePart, Standing, Submission, SubmissionId, SubmissionStatus};

use crate::notice;

/// Characters of an essay.
const LENGTH: usize = 1_000;
/// Characters of a borrowed passage.
const PASSAGE: usize = 200;
const SOCIETIES: usize = 210;
const OPENING: &str = "根据上级关于开展学习活动的统一部署和本学会党委的工作安排，现将个人学习体会和下一步打算报告如下，请予审阅。";

/// What somebody did with somebody else's essay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Planted {
    /// Copied, with other marks.
    Copy,
    /// Copied, one of 25 characters changed.
    Near,
    /// Copied, one of 15 to 19 characters changed from beginning to end, so that no long passage stays.
    Throughout,
    /// Took a passage of 200 characters into an essay of one's own.
    Passage,
}

impl Planted {
    pub(crate) const ALL: [Self; 4] = [Self::Copy, Self::Near, Self::Throughout, Self::Passage];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Copy => "copies",
            Self::Near => "4 % changed",
            Self::Throughout => "6 % changed throughout",
            Self::Passage => "200 characters borrowed",
        }
    }
}

/// The texts, and each planted pair by the places of both.
pub(crate) struct Essays {
    pub(crate) texts: Vec<String>,
    pub(crate) planted: Vec<(Planted, usize, usize)>,
}

/// SplitMix64: the same numbers on each run.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from((self.next() >> 33) % end.max(1) as u64).unwrap_or(0)
    }

    /// A rank by Zipf's law: the first is about as frequent as the next two together.
    fn rank(&mut self, end: usize) -> usize {
        let whole = f64::from(u32::try_from(end).unwrap_or(u32::MAX)).ln();
        let part = f64::from(u32::try_from(self.next() >> 33).unwrap_or(0)) / f64::from(u32::MAX >> 1);
        let mut rank = 0;
        let mut sum = 1.0_f64;
        let aim = (part * whole).exp();
        while sum < aim {
            rank += 1;
            sum += 1.0;
        }
        rank.min(end - 1)
    }

    fn words(&mut self, from: usize, to: usize) -> String {
        let length = from + self.below(to - from + 1);
        let character = |place: usize| char::from_u32(0x4E00 + u32::try_from(place).unwrap_or(0) * 7);
        (0..length).filter_map(|_| character(self.rank(2_500))).collect()
    }
}

impl Essays {
    /// So many essays; one of 100 is a copy, one of 100 is changed here and there, one throughout, two of 100 borrow.
    pub(crate) fn write(count: usize) -> Self {
        let mut numbers = Numbers(20_221_024);
        let words: Vec<String> = (0..6_000).map(|_| numbers.words(2, 3)).collect();
        let phrases: Vec<String> = (0..1_500).map(|_| numbers.words(5, 12)).collect();
        let formulas: Vec<String> = (0..300).map(|_| numbers.words(18, 38)).collect();
        let vocabulary = [words, phrases, formulas];
        let mut texts: Vec<String> = (0..count).map(|_| essay(&mut numbers, &vocabulary)).collect();
        let mut planted = Vec::new();
        // The second half takes from the first, each from an essay of its own.
        let takers = count / 20;
        for taker in 0..takers {
            let (from, to) = (taker, count / 2 + taker * 7 % (count / 2).max(1));
            let kind = match taker % 5 {
                0 => Planted::Copy,
                1 => Planted::Near,
                2 => Planted::Throughout,
                _ => Planted::Passage,
            };
            let Some(source) = texts.get(from).cloned() else {
                continue;
            };
            let own = texts.get(to).cloned().unwrap_or_default();
            let text = match kind {
                Planted::Copy => source.replace('，', ", ").replace('。', ".\n"),
                Planted::Near => changed(&mut numbers, &source),
                Planted::Throughout => changed_throughout(&mut numbers, &source),
                Planted::Passage => with_passage(&mut numbers, &source, &own),
            };
            if let Some(place) = texts.get_mut(to) {
                *place = text;
                planted.push((kind, from, to));
            }
        }
        Self { texts, planted }
    }

    /// A ledger with one piece for each text.
    pub(crate) fn ledger(&self) -> anyhow::Result<Ledger> {
        let societies = bench_societies()?;
        let codes: Vec<SocietyCode> = societies.iter().map(|society| society.code.clone()).collect();
        let notice = bench_notice()?;
        let pieces = (1..)
            .zip(&self.texts)
            .zip(codes.iter().cycle())
            .map(|((number, text), code)| Submission {
                id: SubmissionId {
                    arrival: ArrivalId::new(number),
                    ordinal: 1,
                },
                notice: notice.id.clone(),
                society: code.clone(),
                item: ItemId::parse("youth").expect("a short word"),
                piece: 1,
                revision: 1,
                standing: Standing::Current,
                status: SubmissionStatus::Accepted,
                timeliness: Timeliness::OnTime,
                person: None,
                title: None,
                characters: 0,
                text: text.clone(),
                source: Source::new(None, SourcePart::Body),
                attachments: Vec::new(),
                completed_by: None,
            });
        let pieces = pieces.collect();
        let directory = Directory::new(societies);
        let taken = DateTime::<Utc>::UNIX_EPOCH;
        Ok(Ledger::draw(
            notice,
            &directory,
            pieces,
            Vec::new(),
            Vec::new(),
            taken,
        ))
    }
}

fn essay(numbers: &mut Numbers, vocabulary: &[Vec<String>; 3]) -> String {
    let mut text = String::new();
    if numbers.below(10) == 0 {
        text.push_str(OPENING);
    }
    let mut length = text.chars().count();
    while length < LENGTH {
        let [words, phrases, formulas] = vocabulary;
        let list = match numbers.below(100) {
            0 => formulas,
            1..20 => phrases,
            _ => words,
        };
        let rank = numbers.rank(list.len());
        let word = list.get(rank).map_or("", String::as_str);
        text.push_str(word);
        length += word.chars().count();
        match numbers.below(12) {
            0 => text.push('，'),
            1 => text.push('。'),
            _ => {}
        }
    }
    text
}

/// One of 25 characters is replaced, left out or doubled.
fn changed(numbers: &mut Numbers, text: &str) -> String {
    let mut changed = String::with_capacity(text.len());
    for character in text.chars() {
        match numbers.below(75) {
            0 => changed.push('某'),
            1 => {}
            2 => changed.extend([character, character]),
            _ => changed.push(character),
        }
    }
    changed
}

/// One of 15 to 19 characters is replaced by another one each time.
fn changed_throughout(numbers: &mut Numbers, text: &str) -> String {
    let mut left = 15 + numbers.below(5);
    let change = |character: char| {
        left -= 1;
        if left > 0 {
            return character;
        }
        left = 15 + numbers.below(5);
        char::from_u32(0x9000 + u32::try_from(numbers.below(500)).unwrap_or(0)).unwrap_or(character)
    };
    text.chars().map(change).collect()
}

fn with_passage(numbers: &mut Numbers, source: &str, own: &str) -> String {
    let letters: Vec<char> = source.chars().collect();
    let from = numbers.below(letters.len() - PASSAGE - 20);
    // Marks do not count: a few characters more make the passage long enough without them.
    let passage: String = letters.iter().skip(from).take(PASSAGE + 20).collect();
    let at = numbers.below(own.chars().count());
    let (head, tail): (String, String) = (
        own.chars().take(at).collect(),
        own.chars().skip(at + PASSAGE).collect(),
    );
    format!("{head}{passage}{tail}")
}

/// The roster of an office.
pub(crate) fn bench_societies() -> anyhow::Result<Vec<Society>> {
    let society = |number: usize| {
        let code = SocietyCode::parse(&format!("S-{number:03}"))?;
        Ok(Society {
            name: format!("华夏第{code}学会"),
            code,
            category: String::new(),
            aliases: Vec::new(),
            former_names: Vec::new(),
            addresses: Vec::new(),
            contacts: Vec::new(),
            phones: Vec::new(),
            further: Vec::new(),
        })
    };
    (0..SOCIETIES).map(society).collect()
}

/// The example notice, with nothing that only mail needs.
pub(crate) fn bench_notice() -> anyhow::Result<Notice> {
    Ok(Notice {
        id: NoticeId::parse("huaxia-2022-41")?,
        number: None,
        title: "关于征集学习感悟的通知".to_owned(),
        issuer: "华夏科协学会学术部".to_owned(),
        issued_on: NaiveDate::default(),
        zone: chrono_tz::Asia::Shanghai,
        late: LatePolicy::Flag,
        grace: Duration::zero(),
        mailboxes: Vec::new(),
        items: notice::items()?,
        form: None,
        reminders: ReminderPolicy::default(),
        extensions: BTreeMap::new(),
    })
}
