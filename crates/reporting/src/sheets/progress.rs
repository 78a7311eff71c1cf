//! 报送进度 — societies against items.

pub(super) mod figures;

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike as _, Utc};
use domain::deadline::Timeliness;
use domain::ids::{ItemId, SocietyCode};
use domain::ledger::{ItemState, LedgerRow};
use domain::notice::{CollectionItem, Obligation};
use domain::submission::{Submission, SubmissionStatus};

use self::figures::{summary, totals_row};
use super::{contact_cells, contact_columns, society_columns};
use crate::table::{Cell, Column, Emphasis, Row, Rows, Sheet, Tone};
use crate::view::{View, society_cells};

const NOTES: &str = "说明：按时报送率＝按时÷应报；零报告计入已报，不计入按时、迟报；未报含已退回；\
    未列入应报范围而自愿报送的，不计入以上各数，其篇数计入合格篇数；“—”表示不要求报送或无固定截止时间。";

/// Nobody owes what is only encouraged.
const REQUIRED: [(&str, Tone); 7] = [
    ("已报", Tone::Done),
    ("迟报", Tone::Late),
    ("待补充", Tone::Incomplete),
    ("零报告", Tone::Nil),
    ("未报", Tone::Owed),
    ("已退回", Tone::SentBack),
    ("免报", Tone::Nothing),
];
const ENCOURAGED: [(&str, Tone); 7] = [
    ("已报", Tone::Done),
    ("迟报", Tone::Late),
    ("待补充", Tone::Incomplete),
    ("零报告", Tone::Nil),
    ("未报", Tone::Nothing),
    ("已退回", Tone::SentBack),
    ("免报", Tone::Nothing),
];

/// 学会名称 is wider here, where it also names the figures.
const NAMES: u16 = 28;

pub(super) fn sheet<'v>(view: &'v View<'_>) -> Sheet<'v> {
    let items = &view.ledger.notice.items;
    let mut columns = society_columns();
    if let Some(name) = columns.get_mut(2) {
        name.widest = NAMES;
    }
    columns.extend(items.iter().map(item_column));
    columns.extend(contact_columns());
    let mut sheet = Sheet::new(
        "报送进度",
        &format!("《{}》报送进度", view.ledger.notice.title),
        columns,
        Vec::new(),
    );
    let mut rows = rows(view);
    if !rows.is_empty() {
        let sums = summary(view);
        sheet.sums = sums.len();
        rows.extend(sums);
    }
    sheet.rows = Rows::Listed(rows);
    sheet.notes.push(NOTES.to_owned());
    sheet.frozen_columns = 3;
    sheet
}

fn item_column(item: &CollectionItem) -> Column {
    let title = match item.obligation {
        Obligation::Required => item.title.clone(),
        Obligation::Encouraged => format!("{}\n（鼓励报送）", item.title),
    };
    Column::short(&title, 20).toned(match item.obligation {
        Obligation::Required => &REQUIRED,
        Obligation::Encouraged => &ENCOURAGED,
    })
}

/// All societies together, then each category with its own; the sums of all stand under them.
fn rows<'v>(view: &'v View<'_>) -> Vec<Row<'v>> {
    let societies: Vec<&LedgerRow> = view.ledger.rows.iter().collect();
    if societies.is_empty() {
        return Vec::new();
    }
    let groups = by_category(&societies);
    let moments = Moments::of(view);
    let mut rows = vec![totals_row(
        view,
        Emphasis::Total,
        "全部学会".to_owned(),
        &societies,
    )];
    let mut number = 0;
    for (category, members) in &groups {
        let label = format!("{}小计", category_name(category));
        rows.push(totals_row(view, Emphasis::Subtotal, label, members));
        for member in members {
            number += 1;
            rows.push(society_row(view, &moments, number, member));
        }
    }
    rows
}

pub(super) fn category_name(category: &str) -> &str {
    if category.is_empty() {
        "未分类"
    } else {
        category
    }
}

/// Categories in the order in which the roster first names them.
pub(super) fn by_category<'a>(societies: &[&'a LedgerRow]) -> Vec<(&'a str, Vec<&'a LedgerRow>)> {
    let mut groups: Vec<(&str, Vec<&LedgerRow>)> = Vec::new();
    for row in societies {
        let category = row.society.category.trim();
        match groups.iter_mut().find(|(name, _)| *name == category) {
            Some((_, members)) => members.push(row),
            None => groups.push((category, vec![row])),
        }
    }
    groups
}

fn society_row<'v>(view: &View<'v>, moments: &Moments<'_>, number: usize, row: &'v LedgerRow) -> Row<'v> {
    let mut cells = vec![Cell::count(number)];
    cells.extend(society_cells(&row.society));
    for (item, state) in view.ledger.notice.items.iter().zip(&row.states) {
        let first = moments.first(&row.society.code, &item.id);
        cells.push(state_cell(view, *state, first));
    }
    cells.extend(contact_cells(&row.society));
    Row::plain(cells)
}

fn state_cell(view: &View<'_>, state: ItemState, at: Option<DateTime<Utc>>) -> Cell<'static> {
    let word = match state {
        ItemState::Submitted {
            timeliness: Timeliness::Late,
            ..
        } => "迟报",
        other => other.label(),
    };
    let when = match state {
        ItemState::Submitted { .. } => at.map(|at| short_moment(view, at)),
        _ => None,
    };
    when.map_or_else(|| Cell::text(word), |when| Cell::text(format!("{word} {when}")))
}

/// Month, day and minute; with the year where it is not the year of the ledger.
fn short_moment(view: &View<'_>, at: DateTime<Utc>) -> String {
    let (local, now) = (view.local(at), view.local(view.ledger.taken_at));
    let format = if local.year() == now.year() {
        "%m-%d %H:%M"
    } else {
        "%Y-%m-%d %H:%M"
    };
    local.format(format).to_string()
}

/// When each society first sent something acceptable for each item.
struct Moments<'a>(BTreeMap<(&'a SocietyCode, &'a ItemId), DateTime<Utc>>);

impl<'a> Moments<'a> {
    fn of(view: &View<'a>) -> Self {
        let mut first = BTreeMap::new();
        let accepted = |piece: &&Submission| piece.status == SubmissionStatus::Accepted;
        for piece in view.ledger.submissions.iter().filter(accepted) {
            if let Some(at) = acceptable_at(view, piece) {
                let known = first.entry((&piece.society, &piece.item)).or_insert(at);
                *known = at.min(*known);
            }
        }
        Self(first)
    }

    fn first(&self, society: &SocietyCode, item: &ItemId) -> Option<DateTime<Utc>> {
        self.0.get(&(society, item)).copied()
    }
}

/// When the text came; for a piece that is late because of what was missing, when that came.
fn acceptable_at(view: &View<'_>, piece: &Submission) -> Option<DateTime<Utc>> {
    let completed = piece
        .completed_by
        .filter(|_| piece.timeliness == Timeliness::Late);
    view.received(completed.unwrap_or(piece.id.arrival))
}
