//! What the overview counts.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::arrival::Door;
use domain::deadline::Timeliness;
use domain::ledger::{ArrivalRecord, ItemState, ItemTotals, LedgerRow};
use domain::notice::{CollectionItem, Obligation};
use domain::return_form::Delegates;
use domain::submission::{AttachmentKind, Standing, Submission, SubmissionStatus};
use domain::verdict::{HeldAs, Judgement, Verdict};

use crate::sheets::item::count;
use crate::sheets::persons::Persons;
use crate::sheets::progress::figures::{pieces, rate};
use crate::sheets::progress::{by_category, category_name};
use crate::sheets::{count_delegates, forms};
use crate::table::{Cell, Emphasis};
use crate::view::View;

pub(super) const ITEM_TITLES: [&str; 9] = [
    "应报",
    "已报",
    "其中按时",
    "其中迟报",
    "待补充",
    "未报",
    "报送率",
    "按时报送率",
    "合格篇数",
];
pub(super) const CATEGORY_TITLES: [&str; 9] = [
    "应报",
    "已报",
    "其中按时",
    "其中迟报",
    "待补充",
    "未报",
    "报送率",
    "按时报送率",
    "学会数",
];
pub(super) const DAY_TITLES: [&str; 6] = ["来件", "累计", "电子邮件", "网页上传", "网页填报", "人工登记"];
pub(super) const NOTE: &str = "说明：表二按学会计，每个学会每个征集项计一次；表三只计应报的征集项，按项次计，一个学会应报几项即计几项次。\
    报送率＝已报÷应报，按时报送率＝按时÷应报；零报告计入已报，不计入按时、迟报；未报含已退回。“—”表示不要求报送或无固定截止时间。";

/// Days without arrivals are shown while the whole is at most so many days.
const DAYS: i64 = 92;

/// A row of a table.
pub(super) struct Line {
    pub(super) name: String,
    pub(super) cells: Vec<Cell<'static>>,
    pub(super) emphasis: Emphasis,
}

impl Line {
    fn plain(name: String, cells: Vec<Cell<'static>>) -> Self {
        Self {
            name,
            cells,
            emphasis: Emphasis::Plain,
        }
    }
}

/// Everything that is counted by going through the ledger.
pub(super) struct Figures<'a> {
    /// With the day on which each was received, as far as that is known.
    arrivals: Vec<(Option<NaiveDate>, &'a ArrivalRecord)>,
    current: Vec<&'a Submission>,
    persons: (usize, usize),
    delegates: usize,
    /// Items of societies that stand at 零报告.
    nil: usize,
    /// Societies that say that they have no delegates, which is no item.
    no_delegates: usize,
    roster: usize,
    owing: usize,
    chosen: usize,
    letters: usize,
}

impl<'a> Figures<'a> {
    pub(super) fn of(view: &View<'a>, persons: &Persons<'_>) -> Self {
        let ledger = view.ledger;
        let day = |record: &ArrivalRecord| {
            let received = record.arrival.received;
            received.map(|received| view.local(received.at).date())
        };
        let current = view.pieces(Standing::Current).collect::<Vec<_>>();
        let forms = forms(view, Standing::Current);
        let owes = |row: &&LedgerRow| {
            let mut states = ledger.notice.items.iter().zip(&row.states);
            states.any(|(item, state)| state.owes(item))
        };
        Self {
            arrivals: ledger
                .arrivals
                .iter()
                .map(|record| (day(record), record))
                .collect(),
            persons: (persons.mentions(), persons.count()),
            delegates: forms.iter().map(|form| count_delegates(view, form)).sum(),
            nil: ledger
                .rows
                .iter()
                .flat_map(|row| &row.states)
                .filter(|state| **state == ItemState::Nil)
                .count(),
            no_delegates: forms
                .iter()
                .filter(|form| form.delegates == Delegates::Nil)
                .map(|form| &form.society)
                .collect::<BTreeSet<_>>()
                .len(),
            roster: ledger.rows.len(),
            owing: ledger.rows.iter().filter(owes).count(),
            chosen: current
                .iter()
                .filter(|piece| ledger.chosen.contains(&piece.id))
                .count(),
            letters: ledger.letters.len(),
            current,
        }
    }

    /// What 零报告 leaves out, when there is something.
    pub(super) fn remark(&self) -> Option<String> {
        let count = self.no_delegates;
        (count > 0).then(|| {
            format!(
                "零报告按征集项计；另有{count}个学会的代表名单填“无”，代表名单不是征集项，不计入，见“零报告”表。"
            )
        })
    }

    /// Two bands of twelve figures.
    pub(super) fn bands(&self) -> [Vec<(&'static str, Cell<'static>)>; 2] {
        let of = |wanted: Word| {
            self.arrivals
                .iter()
                .filter(|(_, record)| word(record) == wanted)
                .count()
        };
        let status = |status| self.current.iter().filter(|piece| piece.status == status).count();
        let late = self
            .current
            .iter()
            .filter(|piece| piece.timeliness == Timeliness::Late)
            .count();
        let files = |kind| self.current.iter().map(|piece| count(piece, kind)).sum::<usize>();
        let others = [
            AttachmentKind::Document,
            AttachmentKind::Scan,
            AttachmentKind::Other,
        ];
        let named = |(name, count): (&'static str, usize)| (name, Cell::count(count));
        [
            vec![
                ("名录学会", self.roster),
                ("欠报学会", self.owing),
                ("来件", self.arrivals.len()),
                ("已登记", of(Word::Accepted)),
                ("待人工核对", of(Word::Held)),
                ("来信", of(Word::Correspondence)),
                ("重复报送", of(Word::Duplicate)),
                ("不予登记", of(Word::Ignored)),
                ("待核验", of(Word::Waiting)),
                ("通知邮件", self.letters),
                ("人次", self.persons.0),
                ("人数", self.persons.1),
            ]
            .into_iter()
            .map(named)
            .collect(),
            vec![
                ("现行材料", self.current.len()),
                ("合格材料", status(SubmissionStatus::Accepted)),
                ("待补充材料", status(SubmissionStatus::Incomplete)),
                ("退回材料", status(SubmissionStatus::SentBack)),
                ("撤回材料", status(SubmissionStatus::Withdrawn)),
                ("迟报材料", late),
                ("采用材料", self.chosen),
                ("零报告", self.nil),
                ("代表人次", self.delegates),
                ("照片", files(AttachmentKind::Photo)),
                ("视频", files(AttachmentKind::Video)),
                ("其他附件", others.into_iter().map(files).sum()),
            ]
            .into_iter()
            .map(named)
            .collect(),
        ]
    }

    /// One line for each day, from the first to the last, and how many these are; what came nobody knows when stands
    /// behind them.
    pub(super) fn days(&self) -> (Vec<Line>, usize) {
        let mut days: BTreeMap<NaiveDate, [usize; 4]> = BTreeMap::new();
        let mut undated = [0; 4];
        for (day, record) in &self.arrivals {
            let counts = match day {
                Some(day) => days.entry(*day).or_default(),
                None => &mut undated,
            };
            let [mail, upload, form, manual] = counts;
            *match record.arrival.door {
                Door::Mail => mail,
                Door::Upload => upload,
                Door::Form => form,
                Door::Manual => manual,
            } += 1;
        }
        let ends = days.keys().next().copied().zip(days.keys().next_back().copied());
        if let Some((first, last)) = ends.filter(|(first, last)| (*last - *first).num_days() < DAYS) {
            for day in first.iter_days().take_while(|day| *day <= last) {
                days.entry(day).or_default();
            }
        }
        let mut sum = 0;
        let mut line = |(name, doors): (String, [usize; 4])| {
            let count = doors.iter().sum::<usize>();
            sum += count;
            let cells = [count, sum].into_iter().chain(doors).map(Cell::count);
            Line::plain(name, cells.collect())
        };
        let dated = days.into_iter();
        let dated = dated.map(|(day, doors)| (day.format("%Y-%m-%d").to_string(), doors));
        let mut lines: Vec<Line> = dated.map(&mut line).collect();
        let count = lines.len();
        let has_undated = undated.iter().any(|count| *count > 0);
        lines.extend(has_undated.then(|| line(("收到时间待核".to_owned(), undated))));
        (lines, count)
    }
}

/// One line for each item.
pub(super) fn items(view: &View<'_>) -> Vec<Line> {
    let items = view.ledger.notice.items.iter().enumerate();
    let line = |(index, item): (usize, &CollectionItem)| {
        let totals = view.ledger.totals(index);
        let mut cells = counts(totals);
        cells.extend([
            share(totals.submitted, totals.expected),
            rate(view, item, totals),
            Cell::count(pieces(view, item)),
        ]);
        let name = match item.obligation {
            Obligation::Required => item.title.clone(),
            Obligation::Encouraged => format!("{}（鼓励报送）", item.title),
        };
        Line::plain(name, cells)
    };
    items.map(line).collect()
}

/// One line for each category, and the total.
pub(super) fn categories(view: &View<'_>) -> Vec<Line> {
    let societies: Vec<&LedgerRow> = view.ledger.rows.iter().collect();
    let line = |name: &str, members: &[&LedgerRow]| {
        let totals = required_totals(view, members);
        let mut cells = counts(totals);
        cells.extend([
            share(totals.submitted, totals.expected),
            share(totals.on_time, totals.expected),
            Cell::count(members.len()),
        ]);
        Line::plain(name.to_owned(), cells)
    };
    let groups = by_category(&societies);
    let mut lines: Vec<Line> = groups
        .iter()
        .map(|(category, members)| line(category_name(category), members))
        .collect();
    lines.push(Line {
        emphasis: Emphasis::Total,
        ..line("合计", &societies)
    });
    lines
}

fn counts(totals: ItemTotals) -> Vec<Cell<'static>> {
    let figures = [
        totals.expected,
        totals.submitted,
        totals.on_time,
        totals.late,
        totals.incomplete,
        totals.outstanding,
    ];
    figures.map(Cell::figure).to_vec()
}

fn share(part: u32, whole: u32) -> Cell<'static> {
    match whole {
        0 => Cell::text("—"),
        whole => Cell::Rate(f64::from(part) / f64::from(whole)),
    }
}

/// Counts over all required items: one for each society and item.
fn required_totals(view: &View<'_>, members: &[&LedgerRow]) -> ItemTotals {
    let mut sum = ItemTotals::default();
    for (index, item) in view.ledger.notice.items.iter().enumerate() {
        if item.obligation != Obligation::Required {
            continue;
        }
        let totals = view.ledger.totals_among(members.iter().copied(), index);
        sum.expected += totals.expected;
        sum.submitted += totals.submitted;
        sum.on_time += totals.on_time;
        sum.late += totals.late;
        sum.incomplete += totals.incomplete;
        sum.outstanding += totals.outstanding;
    }
    sum
}

/// What became of an arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Accepted,
    Held,
    Correspondence,
    Duplicate,
    Ignored,
    Waiting,
}

fn word(record: &ArrivalRecord) -> Word {
    let Some(judgement) = &record.judgement else {
        return Word::Waiting;
    };
    match (&judgement.verdict, Judgement::held_as(judgement)) {
        (Verdict::Held { .. }, Some(HeldAs::Correspondence)) => Word::Correspondence,
        (Verdict::Held { .. }, _) => Word::Held,
        (Verdict::Accepted { .. }, _) => Word::Accepted,
        (Verdict::Duplicate { .. }, _) => Word::Duplicate,
        (Verdict::Ignored, _) => Word::Ignored,
    }
}
