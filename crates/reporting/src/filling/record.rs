//! What is filled in: pieces, persons or societies, and what they have to say under a title.

use std::collections::{BTreeMap, BTreeSet};

use domain::ids::{ArrivalId, SocietyCode};
use domain::ledger::{ItemState, LedgerRow};
use domain::person::Person;
use domain::return_form::ReturnForm;
use domain::submission::{AttachmentKind, Standing, Submission};

use super::field::{Field, RowPer};
use crate::labels;
use crate::sheets::{Named, Persons, attachment_count, attachment_names, count_delegates, forms};
use crate::table::Cell;
use crate::view::View;

/// All rows of the list, in roster order.
pub(super) struct Records<'v> {
    view: &'v View<'v>,
    list: List<'v>,
    /// Pieces that count, by society.
    pieces: BTreeMap<&'v SocietyCode, usize>,
    /// The form that counts, the last of several.
    forms: BTreeMap<&'v SocietyCode, &'v ReturnForm>,
}

enum List<'v> {
    Societies(&'v [LedgerRow]),
    Persons(Vec<Named<'v>>),
    Pieces(Vec<&'v Submission>),
}

impl<'v> Records<'v> {
    pub(super) fn of(view: &'v View<'v>, per: RowPer) -> Self {
        let mut pieces = BTreeMap::new();
        for piece in view.pieces(Standing::Current).filter(|piece| piece.counts()) {
            *pieces.entry(&piece.society).or_default() += 1;
        }
        let list = match per {
            RowPer::Society => List::Societies(&view.ledger.rows),
            RowPer::Person => List::Persons(Persons::of(view).list().map(|listed| listed.named).collect()),
            RowPer::Piece => List::Pieces(
                view.pieces(Standing::Current)
                    .filter(|piece| piece.counts())
                    .collect(),
            ),
        };
        Self {
            view,
            list,
            pieces,
            forms: forms(view, Standing::Current)
                .into_iter()
                .map(|form| (&form.society, form))
                .collect(),
        }
    }

    pub(super) fn len(&self) -> usize {
        match &self.list {
            List::Societies(rows) => rows.len(),
            List::Persons(persons) => persons.len(),
            List::Pieces(pieces) => pieces.len(),
        }
    }

    /// What the record at this place has under a title.
    pub(super) fn cell(&self, place: usize, field: Field) -> Cell<'_> {
        let found = match &self.list {
            List::Societies(rows) => rows
                .get(place)
                .map(|row| (&row.society.code, self.of_society(row, field))),
            List::Persons(persons) => persons.get(place).map(|named| {
                let cell = match field {
                    Field::Mentions => Cell::count(named.mentions()),
                    Field::Delegate if named.as_delegate > 0 => Cell::text("是"),
                    Field::Delegate => Cell::text("否"),
                    _ => personal(named.person(), field),
                };
                (named.society, cell)
            }),
            List::Pieces(pieces) => pieces
                .get(place)
                .map(|piece| (&piece.society, self.of_piece(piece, field))),
        };
        let Some((code, cell)) = found else {
            return Cell::Blank;
        };
        match field {
            Field::Number => Cell::count(place + 1),
            _ => self.of_any(code, field).unwrap_or(cell),
        }
    }

    fn of_any(&self, code: &'v SocietyCode, field: Field) -> Option<Cell<'v>> {
        let [number, name, category] = self.view.society_cells(code);
        let society = self.view.society(code);
        Some(match field {
            Field::Code => number,
            Field::Society => name,
            Field::Category => category,
            Field::Contacts => society.map_or(Cell::Blank, |society| Cell::list(&society.contacts)),
            Field::Phones => society.map_or(Cell::Blank, |society| Cell::list(&society.phones)),
            Field::Addresses => society.map_or(Cell::Blank, |society| Cell::list(&society.addresses)),
            _ => return None,
        })
    }

    fn of_society(&self, row: &'v LedgerRow, field: Field) -> Cell<'_> {
        let code = &row.society.code;
        let form = self.forms.get(code);
        match field {
            Field::Pieces => Cell::count(self.pieces.get(code).copied().unwrap_or(0)),
            Field::Delegates => {
                form.map_or(Cell::Blank, |form| Cell::count(count_delegates(self.view, form)))
            }
            Field::FilledBy => Cell::optional(form.and_then(|form| form.filled_by.as_deref())),
            Field::FormContact => Cell::optional(form.and_then(|form| form.contact.as_deref())),
            Field::Submitted => Cell::text(self.submitted(row)),
            Field::LastReceived => self.last_received(code),
            Field::State(item) => row.states.get(item).copied().map_or(Cell::Blank, state),
            _ => Cell::Blank,
        }
    }

    /// Whether anything came that counts; what waits to be looked at or was sent back is neither.
    fn submitted(&self, row: &LedgerRow) -> &'static str {
        let code = &row.society.code;
        let has = |is: fn(&ItemState) -> bool| row.states.iter().any(is);
        let came = has(|state| {
            matches!(
                state,
                ItemState::Submitted { .. } | ItemState::Incomplete { .. } | ItemState::Nil
            )
        });
        if came || self.forms.contains_key(code) {
            "是"
        } else if self.view.ledger.possible_answers(code).next().is_some() {
            "待核对"
        } else if has(|state| *state == ItemState::SentBack) {
            ItemState::SentBack.label()
        } else {
            "否"
        }
    }

    /// When the last piece or form that counts was received.
    fn last_received(&self, code: &SocietyCode) -> Cell<'static> {
        let pieces = self.view.ledger.submissions.iter();
        let pieces = pieces.filter(|piece| piece.standing == Standing::Current && piece.society == *code);
        let forms = self.forms.get(code).map(|form| form.arrival);
        let arrivals: BTreeSet<ArrivalId> = pieces.map(|piece| piece.id.arrival).chain(forms).collect();
        let last = arrivals
            .iter()
            .filter_map(|arrival| self.view.received(*arrival))
            .max();
        match last {
            Some(at) => self.view.moment_cell(at),
            None if arrivals.is_empty() => Cell::Blank,
            None => Cell::text("未能确定"),
        }
    }

    fn of_piece(&self, piece: &'v Submission, field: Field) -> Cell<'_> {
        match field {
            Field::Item => Cell::text(self.view.item_title(&piece.item)),
            Field::Title => Cell::optional(piece.title.as_deref()),
            Field::Text => Cell::text(&piece.text),
            Field::Characters => Cell::figure(piece.characters),
            Field::Photos => Cell::count(attachment_count(piece, AttachmentKind::Photo)),
            Field::Videos => Cell::count(attachment_count(piece, AttachmentKind::Video)),
            Field::Attachments => Cell::text(attachment_names(&piece.attachments)),
            Field::Status => Cell::text(labels::status(piece.status)),
            Field::Late => Cell::text(labels::lateness(piece.timeliness)),
            Field::Chosen if self.view.ledger.chosen.contains(&piece.id) => Cell::text("是"),
            Field::Chosen => Cell::text("否"),
            Field::Revision => Cell::figure(piece.revision),
            Field::Arrival => Cell::arrival(piece.id.arrival),
            Field::Received => self.view.received_cell(piece.id.arrival),
            Field::SourceFile => Cell::text(labels::source(&piece.source)),
            _ => piece
                .person
                .as_ref()
                .map_or(Cell::Blank, |person| personal(person, field)),
        }
    }
}

fn personal(person: &Person, field: Field) -> Cell<'_> {
    match field {
        Field::Name => Cell::text(&person.name),
        Field::Affiliation => Cell::optional(person.affiliation.as_deref()),
        Field::Positions => Cell::list(&person.positions),
        Field::Tags => Cell::list(&person.tags),
        _ => Cell::Blank,
    }
}

fn state(state: ItemState) -> Cell<'static> {
    Cell::text(state.label())
}
