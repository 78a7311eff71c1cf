//! What the states add up to.

use domain::ledger::{ItemTotals, LedgerRow};
use domain::notice::CollectionItem;
use domain::submission::{Standing, Submission, SubmissionStatus};

use crate::table::{Cell, Emphasis, Row};
use crate::view::View;

type Figure = (&'static str, fn(&ItemTotals) -> u32);

const FIGURES: [Figure; 6] = [
    ("应报（学会数）", |totals| totals.expected),
    ("已报", |totals| totals.submitted),
    ("其中：按时", |totals| totals.on_time),
    ("其中：迟报", |totals| totals.late),
    ("待补充", |totals| totals.incomplete),
    ("未报", |totals| totals.outstanding),
];

/// 应报, 已报, … of all societies, one below the other in the column of the item that they count.
pub(super) fn summary(view: &View<'_>) -> Vec<Row<'static>> {
    let totals: Vec<ItemTotals> = (0..view.ledger.notice.items.len())
        .map(|index| view.ledger.totals(index))
        .collect();
    let rows = FIGURES.map(|(label, figure)| {
        let cells = totals
            .iter()
            .map(|totals| Cell::Number(u64::from(figure(totals))));
        summary_row(label, cells.collect())
    });
    let mut rows = Vec::from(rows);
    let items = view.ledger.notice.items.iter();
    let rates = items
        .clone()
        .zip(&totals)
        .map(|(item, totals)| rate(view, item, *totals));
    rows.push(summary_row("按时报送率（按时÷应报）", rates.collect()));
    rows.push(summary_row(
        "合格篇数",
        items.map(|item| Cell::count(pieces(view, item))).collect(),
    ));
    rows
}

fn summary_row(label: &'static str, figures: Vec<Cell<'static>>) -> Row<'static> {
    let mut cells = vec![Cell::Blank, Cell::text("合计"), Cell::text(label), Cell::Blank];
    cells.extend(figures);
    cells.extend([Cell::Blank, Cell::Blank]);
    Row {
        emphasis: Emphasis::Total,
        ..Row::plain(cells)
    }
}

/// On time ÷ expected; nothing where nothing is expected or nothing can be late.
pub(in crate::sheets) fn rate(view: &View<'_>, item: &CollectionItem, totals: ItemTotals) -> Cell<'static> {
    let dated = item
        .deadline
        .ends(view.ledger.notice.zone, view.ledger.taken_at)
        .is_some();
    if dated && totals.expected > 0 {
        Cell::Rate(f64::from(totals.on_time) / f64::from(totals.expected))
    } else {
        Cell::text("—")
    }
}

pub(in crate::sheets) fn pieces(view: &View<'_>, item: &CollectionItem) -> usize {
    let counts = |piece: &&Submission| {
        piece.item == item.id
            && piece.standing == Standing::Current
            && piece.status == SubmissionStatus::Accepted
    };
    view.ledger.submissions.iter().filter(counts).count()
}

/// 已报 and 应报 of some societies, in one row.
pub(super) fn totals_row(
    view: &View<'_>,
    emphasis: Emphasis,
    label: String,
    members: &[&LedgerRow],
) -> Row<'static> {
    let mut cells = vec![
        Cell::Blank,
        Cell::Blank,
        Cell::text(label),
        Cell::text(format!("{}个", members.len())),
    ];
    for index in 0..view.ledger.notice.items.len() {
        let totals = view.ledger.totals_among(members.iter().copied(), index);
        cells.push(match totals.expected {
            0 => Cell::text("—"),
            expected => Cell::text(format!("应报{expected}，已报{}", totals.submitted)),
        });
    }
    cells.extend([Cell::Blank, Cell::Blank]);
    Row {
        emphasis,
        ..Row::plain(cells)
    }
}
