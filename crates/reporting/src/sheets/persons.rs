//! 人员名单 — every person once, with how often they are named: 人次 and 人.

use std::collections::BTreeMap;

use domain::ids::{ItemId, SocietyCode};
use domain::person::Person;
use domain::submission::Standing;
use domain::text::name_key;

use super::{forms, society_columns};
use crate::table::{Cell, Column, Row, Sheet};
use crate::view::View;

const NOTE: &str = "同一学会姓名相同且单位、职务不矛盾的计为一人；矛盾的分列，不同学会的同名人员分列，均在“备注”列注明，请核实。";

/// A person of a society.
#[derive(Debug)]
pub(crate) struct Named<'a> {
    pub(crate) society: &'a SocietyCode,
    /// As first named; what that left open is filled in by later mentions.
    pub(crate) person: Person,
    /// Mentions in lists of delegates.
    pub(crate) as_delegate: usize,
    /// Pieces for each item.
    pieces: BTreeMap<&'a ItemId, usize>,
}

/// All persons whom pieces and forms that count name, in roster order.
#[derive(Debug)]
pub(crate) struct Persons<'a> {
    by_name: BTreeMap<(usize, &'a SocietyCode, String), Vec<Named<'a>>>,
}

impl<'a> Persons<'a> {
    pub(crate) fn of(view: &View<'a>) -> Self {
        let mut persons = Self {
            by_name: BTreeMap::new(),
        };
        for form in forms(view, Standing::Current) {
            for person in form.delegates.persons() {
                persons.mention(view, &form.society, person, |named| named.as_delegate += 1);
            }
        }
        for piece in view.pieces(Standing::Current) {
            if let Some(person) = &piece.person {
                let count = |named: &mut Named<'a>| *named.pieces.entry(&piece.item).or_default() += 1;
                persons.mention(view, &piece.society, person, count);
            }
        }
        persons
    }

    fn mention(
        &mut self,
        view: &View<'a>,
        society: &'a SocietyCode,
        person: &Person,
        count: impl FnOnce(&mut Named<'a>),
    ) {
        let key = (view.place(society), society, name_key(&person.name));
        let same_name = self.by_name.entry(key).or_default();
        let known = same_name
            .iter_mut()
            .find(|named| !named.person.contradicts(person));
        if let Some(named) = known {
            named.learn(person);
            count(named);
        } else {
            let mut named = Named {
                society,
                person: person.clone(),
                as_delegate: 0,
                pieces: BTreeMap::new(),
            };
            count(&mut named);
            same_name.push(named);
        }
    }

    /// Everybody, in roster order.
    pub(crate) fn into_list(self) -> Vec<Named<'a>> {
        self.by_name.into_values().flatten().collect()
    }

    /// 人.
    pub(super) fn count(&self) -> usize {
        self.by_name.values().map(Vec::len).sum()
    }

    /// 人次.
    pub(super) fn mentions(&self) -> usize {
        self.by_name.values().flatten().map(Named::mentions).sum()
    }
}

impl Named<'_> {
    fn learn(&mut self, person: &Person) {
        if self.person.affiliation.is_none() {
            self.person.affiliation.clone_from(&person.affiliation);
        }
        let add = |known: &mut Vec<String>, more: &[String]| {
            for one in more {
                if !known.contains(one) {
                    known.push(one.clone());
                }
            }
        };
        add(&mut self.person.positions, &person.positions);
        add(&mut self.person.tags, &person.tags);
    }

    /// 人次 of this person.
    pub(crate) fn mentions(&self) -> usize {
        self.as_delegate + self.pieces.values().sum::<usize>()
    }
}

pub(super) fn sheet<'v>(view: &'v View<'_>) -> Sheet<'v> {
    let items = &view.ledger.notice.items;
    let persons = Persons::of(view);
    let mut columns = society_columns();
    columns.extend([
        Column::short("姓名", 16),
        Column::long("单位", 28),
        Column::long("职务", 24),
        Column::long("身份", 18),
        Column::short("人次", 6),
        Column::short("代表\n名单", 6),
    ]);
    columns.extend(items.iter().map(|item| Column::short(&item.title, 12)));
    let note = format!(
        "说明：共{}人次、{}人。人次为现行材料署名（每篇一次）与代表名单列名（每次一次）之和；{NOTE}",
        persons.mentions(),
        persons.count()
    );
    let mut societies: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, _, name) in persons.by_name.keys() {
        *societies.entry(name).or_default() += 1;
    }
    let listed = persons.by_name.iter().flat_map(|((_, _, name), same_name)| {
        let shared = societies.get(name.as_str()).is_some_and(|count| *count > 1);
        same_name
            .iter()
            .map(move |named| (named, same_name.len() > 1, shared))
    });
    let rows = listed.zip(1..).map(|((named, contradicts, shared), number)| {
        let mut row = row(view, number, named);
        row.notes
            .extend(contradicts.then(|| "本学会有同名人员，单位或职务不一致。".to_owned()));
        row.notes
            .extend(shared.then(|| "其他学会有同名人员。".to_owned()));
        row
    });
    let mut sheet = Sheet::new("人员名单", "人员名单", columns, rows.collect());
    sheet.notes.push(note);
    sheet.frozen_columns = 5;
    sheet
}

fn row<'v>(view: &View<'v>, number: usize, named: &Named<'v>) -> Row<'v> {
    let person = &named.person;
    let mut cells = vec![Cell::count(number)];
    cells.extend(view.society_cells(named.society));
    cells.extend([
        Cell::text(person.name.clone()),
        person.affiliation.clone().map_or(Cell::Blank, Cell::text),
        Cell::text(person.positions.join("、")),
        Cell::text(person.tags.join("、")),
        Cell::count(named.mentions()),
        Cell::some(named.as_delegate),
    ]);
    let items = view.ledger.notice.items.iter();
    cells.extend(items.map(|item| Cell::some(named.pieces.get(&item.id).copied().unwrap_or(0))));
    Row::plain(cells)
}
