//! The workbook of a whole ledger: every sheet of it, from pieces, arrivals and letters as the store gives them.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::time::Instant;

use anyhow::Context as _;
use chrono::{DateTime, Duration, Utc};
use domain::arrival::{Arrival, Door, ReceivedAt, ReceivedBy};
use domain::deadline::Timeliness;
use domain::directory::Directory;
use domain::ids::{ArrivalId, ItemId, NoticeId, SocietyCode};
use domain::ledger::{ArrivalRecord, Ledger};
use domain::letter::{Enclosed, Letter, LetterEvent, LetterKey, LetterKind, LetterRecord, LetterState};
use domain::person::Person;
use domain::selection::Selection;
use domain::submission::{
    Attachment, AttachmentKind, Source, SourcePart, Standing, Submission, SubmissionId, SubmissionStatus,
};
use domain::verdict::{Judgement, Verdict};
use reporting::{Links, Snapshot};

use super::{peak, resident};
use crate::essays::{bench_notice, bench_societies};

/// Pieces in one letter.
const PIECES: u32 = 2;

/// What making the workbook of a ledger cost, times in seconds and memory in KiB.
#[derive(Debug, Clone, Copy)]
pub(super) struct Made {
    /// For the ledger itself, which is there beforehand.
    pub(super) ledger: f64,
    /// For drawing its states.
    pub(super) drawn: f64,
    /// For freezing it: a hash over all that it holds.
    pub(super) frozen: f64,
    /// For the workbook.
    pub(super) written: f64,
    /// Resident before the workbook.
    pub(super) before: f64,
    /// The most, in all.
    pub(super) peak: f64,
}

impl Made {
    /// Reads what the process said.
    pub(super) fn parse(said: &str) -> anyhow::Result<Self> {
        let values: Result<Vec<f64>, _> = said.split_whitespace().map(str::parse).collect();
        let [ledger, drawn, frozen, written, before, peak] = values?[..] else {
            anyhow::bail!("{said:?}");
        };
        Ok(Self {
            ledger,
            drawn,
            frozen,
            written,
            before,
            peak,
        })
    }
}

/// Makes the workbook in a process of its own, which says what it cost.
#[expect(clippy::print_stdout, reason = "what the benchmark reads")]
pub(crate) fn write(pieces: u32, out: &Path) -> anyhow::Result<()> {
    let mut begun = Instant::now();
    let mut lap = || {
        let seconds = begun.elapsed().as_secs_f64();
        begun = Instant::now();
        seconds
    };
    let parts = Parts::write(pieces)?;
    let ledger_time = lap();
    let ledger = parts.drawn()?;
    let drawn = lap();
    let snapshot = Snapshot::new(ledger, Selection::default());
    let frozen = lap();
    let before = resident()?;
    lap();
    let mut file = BufWriter::new(File::create(out)?);
    reporting::write_workbook(&snapshot, &Links::default(), &mut file)?;
    file.flush()?;
    let written = lap();
    println!("{ledger_time} {drawn} {frozen} {written} {before} {}", peak()?);
    Ok(())
}

/// What a ledger is drawn from.
struct Parts {
    pieces: Vec<Submission>,
    arrivals: Vec<ArrivalRecord>,
    letters: Vec<LetterRecord>,
}

impl Parts {
    /// Letters of two pieces each, an attachment in every third piece, every ninth letter late, one piece of 400
    /// replaced, and a receipt for each letter.
    fn write(pieces: u32) -> anyhow::Result<Self> {
        let notice = bench_notice()?;
        let codes: Vec<SocietyCode> = bench_societies()?
            .into_iter()
            .map(|society| society.code)
            .collect();
        let mut texts = Texts(0x9E37_79B9_7F4A_7C15);
        let mut parts = Self {
            pieces: Vec::new(),
            arrivals: Vec::new(),
            letters: Vec::new(),
        };
        for number in 0..pieces {
            let letter = number / PIECES;
            let code = codes
                .get(usize::try_from(letter)? % codes.len())
                .context("a society")?;
            if number % PIECES == 0 {
                parts.letter(&notice.id, letter, code, &mut texts)?;
            }
            let items = notice.items.len();
            let item = notice
                .items
                .get(usize::try_from(letter / 7)? % items)
                .context("an item")?;
            parts
                .pieces
                .push(piece(number, &notice.id, code, &item.id, &mut texts));
        }
        Ok(parts)
    }

    fn letter(
        &mut self,
        notice: &NoticeId,
        number: u32,
        code: &SocietyCode,
        texts: &mut Texts,
    ) -> anyhow::Result<()> {
        let id = ArrivalId::new(i64::from(number) + 1);
        let at = moment(number)?;
        let original = texts.hash();
        let address = format!("{}@huaxia.example", code.as_str().to_lowercase());
        self.arrivals.push(ArrivalRecord {
            arrival: Arrival {
                id,
                door: Door::Mail,
                original: original.clone(),
                bytes: 400_000 + u64::from(number),
                received: Some(ReceivedAt {
                    at,
                    by: ReceivedBy::ReceivedHeader,
                }),
                first_seen_at: at,
                message_id: Some(format!("{original:.16}@huaxia.example")),
                sender: Some(address.clone()),
                subject: format!("{code}学会报送学习情况统计表（第{number}件）"),
                mailboxes: Vec::new(),
                files: vec![format!("2022/10/{number:07}.eml")],
            },
            judgement: Some(accepted(id, notice, code)),
        });
        self.letters.push(LetterRecord {
            letter: Letter {
                key: LetterKey::about(id, LetterEvent::FirstVerdict, LetterKind::Receipt),
                notice: notice.clone(),
                society: code.clone(),
                recipient: address,
                in_reply_to: None,
                sent_by: None,
                reply_to: None,
                received_at: Some(at),
                original,
                lines: Vec::new(),
                corrections: Vec::new(),
                missing: Vec::new(),
                nil_items: Vec::new(),
                enclosed: Enclosed::default(),
            },
            state: LetterState::Sent,
            message_id: format!("receipt-{number}@zhengji.example"),
            attempts: 1,
            refused: 0,
            created_at: at,
            due_at: at,
            sent_at: Some(at + Duration::minutes(3)),
            sent_original: Some(texts.hash()),
            subject: None,
            redirected_to: None,
            sent_with: None,
            returned: 0,
            last_error: None,
            worded_at: None,
        });
        Ok(())
    }

    fn drawn(self) -> anyhow::Result<Ledger> {
        let directory = Directory::new(bench_societies()?);
        let taken = moment(20_000)?;
        let mut ledger = Ledger::draw(
            bench_notice()?,
            &directory,
            self.pieces,
            Vec::new(),
            self.arrivals,
            taken,
        );
        ledger.letters = self.letters;
        Ok(ledger)
    }
}

/// A minute of October 2022.
fn moment(number: u32) -> anyhow::Result<DateTime<Utc>> {
    let first: DateTime<Utc> = "2022-10-17T00:30:00Z".parse().context("a time")?;
    Ok(first + Duration::minutes(i64::from(number % 20_001)))
}

fn piece(number: u32, notice: &NoticeId, code: &SocietyCode, item: &ItemId, texts: &mut Texts) -> Submission {
    let text = texts.essay();
    let person = texts.below(5_000);
    let photo = number.is_multiple_of(3).then(|| Attachment {
        name: format!("照片{number}.jpg"),
        sha256: texts.hash(),
        bytes: 345_678,
        kind: AttachmentKind::Photo,
    });
    Submission {
        id: SubmissionId {
            arrival: ArrivalId::new(i64::from(number / PIECES) + 1),
            ordinal: number % PIECES + 1,
        },
        notice: notice.clone(),
        society: code.clone(),
        item: item.clone(),
        piece: 1,
        revision: 1,
        standing: if number % 400 == 7 {
            Standing::Superseded
        } else {
            Standing::Current
        },
        status: SubmissionStatus::Accepted,
        timeliness: if (number / PIECES).is_multiple_of(9) {
            Timeliness::Late
        } else {
            Timeliness::OnTime
        },
        person: Some(Person {
            name: format!("张建国{person}"),
            affiliation: Some(format!("华夏大学第{}学院", person % 40)),
            positions: vec!["理事长".to_owned(), "党委书记".to_owned()],
            tags: vec!["二十大代表".to_owned()],
        }),
        title: Some(format!("学习感悟之{number}")),
        characters: u32::try_from(text.chars().count()).unwrap_or(u32::MAX),
        text,
        source: Source::new(
            Some(format!("统计表（终稿）{}.docx", texts.below(300))),
            SourcePart::Document,
        ),
        attachments: photo.into_iter().collect(),
        completed_by: None,
    }
}

/// Xorshift64 (Marsaglia 2003): the same texts on each run.
struct Texts(u64);

impl Texts {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn hash(&mut self) -> String {
        let [a, b, c, d] = std::array::from_fn(|_| self.next());
        format!("{a:016x}{b:016x}{c:016x}{d:016x}")
    }

    /// Four to fifteen phrases.
    fn essay(&mut self) -> String {
        let phrases = 4 + self.below(12);
        let phrase = |texts: &mut Self| {
            let place = usize::try_from(texts.below(12)).unwrap_or(0);
            let words = super::list::PHRASES.get(place).copied().unwrap_or_default();
            format!("{words}{}，", texts.below(100))
        };
        (0..phrases).map(|_| phrase(self)).collect()
    }
}

fn accepted(arrival: ArrivalId, notice: &NoticeId, society: &SocietyCode) -> Judgement {
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
