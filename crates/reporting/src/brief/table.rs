//! The table of items and disciplines.

use chrono::{Datelike as _, NaiveDate};
use domain::deadline::Due;
use domain::ledger::ItemTotals;

use super::figures::{Discipline, Figures, Item, Pieces, Time, plus};
use super::wording::percent;

/// Titles and widths, in twentieths of a point: 156 mm together.
pub(super) const COLUMNS: [(&str, u16); 11] = [
    ("征集项、学科", 2_464),
    ("截止时间", 1_090),
    ("应报", 500),
    ("已报", 500),
    ("按时", 500),
    ("迟报", 500),
    ("待补充", 690),
    ("未报", 500),
    ("按时率", 770),
    ("篇数", 500),
    ("字数", 830),
];

/// A row, one text for each column.
pub(super) type Row = [String; COLUMNS.len()];

const NONE: &str = "—";

/// What a row counts.
struct Line {
    name: String,
    due: String,
    total: ItemTotals,
    /// Of what can be late.
    dated: ItemTotals,
    pieces: Pieces,
}

/// The items, at most so many one by one, the sum of the required ones, and of these the disciplines, at most so many
/// one by one.
pub(super) fn rows(figures: &Figures<'_>, items: usize, disciplines: usize) -> Vec<Row> {
    let (shown, rest) = split(&figures.items, items);
    let mut rows: Vec<Row> = shown.iter().map(|item| of_item(figures, item)).collect();
    if !rest.is_empty() {
        rows.push(sum(format!("其余{}项", rest.len()), rest).row());
    }
    let required = figures.items.iter().filter(|item| item.is_required());
    let whole = Line {
        name: "应报项目合计（项次）".to_owned(),
        due: String::new(),
        total: figures.total,
        dated: figures.dated,
        pieces: required.map(|item| item.pieces).sum(),
    };
    if figures.total.expected == 0 {
        return rows;
    }
    rows.push(whole.row());
    let (shown, rest) = split(&figures.disciplines, disciplines);
    rows.extend(
        shown
            .iter()
            .map(|one| together(&one.name, std::slice::from_ref(one)).row()),
    );
    if !rest.is_empty() {
        rows.push(together(&format!("其余{}类", rest.len()), rest).row());
    }
    rows
}

/// The first ones, and those for which one row must do.
fn split<T>(all: &[T], most: usize) -> (&[T], &[T]) {
    let shown = if all.len() > most {
        most.saturating_sub(1)
    } else {
        all.len()
    };
    all.split_at_checked(shown).unwrap_or((all, &[]))
}

/// Required items together; pieces of all of them.
fn sum(name: String, items: &[Item<'_>]) -> Line {
    let totals = |is_counted: fn(&Item<'_>) -> bool| {
        let counted = items.iter().filter(|item| item.is_required() && is_counted(item));
        counted.fold(ItemTotals::default(), |sum, item| plus(sum, item.totals))
    };
    Line {
        name,
        due: String::new(),
        total: totals(|_| true),
        dated: totals(|item| item.time != Time::Open),
        pieces: items.iter().map(|item| item.pieces).sum(),
    }
}

fn together(name: &str, disciplines: &[Discipline]) -> Line {
    let societies: usize = disciplines.iter().map(|one| one.asked).sum();
    Line {
        name: format!("{name}（{societies}个学会）"),
        due: String::new(),
        total: disciplines
            .iter()
            .map(|one| one.total)
            .fold(ItemTotals::default(), plus),
        dated: disciplines
            .iter()
            .map(|one| one.dated)
            .fold(ItemTotals::default(), plus),
        pieces: disciplines.iter().map(|one| one.pieces).sum(),
    }
}

fn of_item(figures: &Figures<'_>, item: &Item<'_>) -> Row {
    let ledger = &figures.snapshot.ledger;
    let year = ledger.taken_at.with_timezone(&ledger.notice.zone).year();
    let mut row = Line {
        name: item.asked.title.clone(),
        due: due(&item.asked.deadline.due, year),
        total: item.totals,
        dated: if item.time == Time::Open {
            ItemTotals::default()
        } else {
            item.totals
        },
        pieces: item.pieces,
    }
    .row();
    if !item.is_required() {
        let [name, _, expected, _, _, _, _, owed, rate, ..] = &mut row;
        name.push_str("（鼓励报送）");
        for cell in [expected, owed, rate] {
            NONE.clone_into(cell);
        }
    }
    row
}

impl Line {
    fn row(self) -> Row {
        let of_time = |count: u32| {
            if self.dated.expected == 0 {
                NONE.to_owned()
            } else {
                count.to_string()
            }
        };
        [
            self.name,
            self.due,
            self.total.expected.to_string(),
            self.total.submitted.to_string(),
            of_time(self.dated.on_time),
            of_time(self.dated.late),
            self.total.incomplete.to_string(),
            self.total.outstanding.to_string(),
            percent(self.dated.on_time, self.dated.expected),
            self.pieces.count.to_string(),
            self.pieces.characters.to_string(),
        ]
    }
}

/// A deadline in as few words as possible, with the year only where it is another than `year`.
fn due(due: &Due, year: i32) -> String {
    let day = |day: NaiveDate| {
        if day.year() == year {
            format!("{}月{}日", day.month(), day.day())
        } else {
            format!("{}年{}月{}日", day.year(), day.month(), day.day())
        }
    };
    match due {
        Due::Date(date) | Due::Window { to: date, .. } => day(*date),
        Due::At(at) => format!("{}{}", day(at.date()), at.format("%-H时%M分")),
        Due::Prompt => "及时报送".to_owned(),
        Due::BeforeEvent { event, .. } => format!("{event}前"),
        Due::AfterEvent { event, days, .. } => format!("{event}后{days}日内"),
        Due::Recurring { day_of_month } => format!("每月{day_of_month}日"),
        Due::Rolling => "长期".to_owned(),
        Due::Stages(stages) => stages
            .iter()
            .map(|stage| stage.date)
            .min()
            .map(day)
            .unwrap_or_default(),
    }
}
