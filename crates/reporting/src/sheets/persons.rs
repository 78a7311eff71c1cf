//! 人员名单 — every person once, with how often they are named: 人次 and 人.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

use domain::ids::{ItemId, SocietyCode};
use domain::ledger::Ledger;
use domain::person::Person;
use domain::submission::Standing;
use domain::text::name_key;

use super::{forms, society_columns};
use crate::table::{Cell, Column, Row, Rows, Sheet};
use crate::view::View;

const NOTE: &str = "同一学会姓名相同且单位、职务不矛盾的计为一人；矛盾的分列，不同学会的同名人员分列，均在“备注”列注明，请核实。";

/// A person of a society.
#[derive(Debug)]
pub(crate) struct Named<'a> {
    pub(crate) society: &'a SocietyCode,
    /// As first named.
    first: &'a Person,
    /// With what later mentions say beyond that.
    learned: Option<Box<Person>>,
    /// Mentions in lists of delegates.
    pub(crate) as_delegate: usize,
    /// Pieces for each item in the notice's order, and last those for items that it no longer has.
    pieces: Box<[u32]>,
}

/// All persons whom pieces and forms that count name, in roster order. There may be as many as there are pieces: what is
/// kept of each is little.
#[derive(Debug)]
pub(crate) struct Persons<'a> {
    /// The first of each name.
    by_name: BTreeMap<Key<'a>, Named<'a>>,
    /// Those of the same society and name who contradict the first and each other.
    namesakes: BTreeMap<Key<'a>, Vec<Named<'a>>>,
}

/// Place of the society, its code, and the name in the form in which names are compared.
type Key<'a> = (usize, &'a SocietyCode, Cow<'a, str>);

/// A person in the list.
#[derive(Debug)]
struct Listed<'a> {
    named: Named<'a>,
    /// Another person of the society has the name.
    contradicts: bool,
    /// So has one of another society.
    is_shared: bool,
}

impl<'a> Persons<'a> {
    pub(crate) fn of(view: &View<'a>) -> Self {
        let mut persons = Self {
            by_name: BTreeMap::new(),
            namesakes: BTreeMap::new(),
        };
        let items = places(view.ledger);
        for form in forms(view, Standing::Current) {
            for person in form.delegates.persons() {
                persons.mention(view, &form.society, person, |named| named.as_delegate += 1);
            }
        }
        for piece in view.pieces(Standing::Current) {
            if let Some(person) = &piece.person {
                let item = items.get(&piece.item).copied().unwrap_or(items.len());
                persons.mention(view, &piece.society, person, |named| named.add_piece(item));
            }
        }
        persons
    }

    fn mention(
        &mut self,
        view: &View<'a>,
        society: &'a SocietyCode,
        person: &'a Person,
        count: impl FnOnce(&mut Named<'a>),
    ) {
        let plain = name_key(&person.name);
        let name = if plain == person.name {
            Cow::Borrowed(person.name.as_str())
        } else {
            Cow::Owned(plain)
        };
        let new = || Named {
            society,
            first: person,
            learned: None,
            as_delegate: 0,
            pieces: vec![0; view.ledger.notice.items.len() + 1].into(),
        };
        let key = (view.place(society), society, name);
        let first = self.by_name.entry(key.clone()).or_insert_with(new);
        if !first.person().contradicts(person) {
            first.learn(person);
            return count(first);
        }
        let others = self.namesakes.entry(key).or_default();
        let known = others
            .iter_mut()
            .find(|named| !named.person().contradicts(person));
        if let Some(named) = known {
            named.learn(person);
            count(named);
        } else {
            let mut named = new();
            count(&mut named);
            others.push(named);
        }
    }

    /// Everybody with what is to be said of the name, in roster order.
    fn into_listed(mut self) -> Vec<Listed<'a>> {
        let mut societies: BTreeMap<String, usize> = BTreeMap::new();
        for (_, _, name) in self.by_name.keys() {
            match societies.get_mut(name.as_ref()) {
                Some(count) => *count += 1,
                None => drop(societies.insert(name.to_string(), 1)),
            }
        }
        let mut listed = Vec::with_capacity(self.count());
        for (key, first) in std::mem::take(&mut self.by_name) {
            let is_shared = societies.get(key.2.as_ref()).is_some_and(|count| *count > 1);
            let others = self.namesakes.remove(&key).unwrap_or_default();
            let contradicts = !others.is_empty();
            let all = std::iter::once(first).chain(others);
            listed.extend(all.map(|named| Listed {
                named,
                contradicts,
                is_shared,
            }));
        }
        listed
    }

    /// Everybody, in roster order.
    pub(crate) fn into_list(self) -> Vec<Named<'a>> {
        self.into_listed()
            .into_iter()
            .map(|listed| listed.named)
            .collect()
    }

    fn all(&self) -> impl Iterator<Item = &Named<'a>> {
        self.by_name.values().chain(self.namesakes.values().flatten())
    }

    /// 人.
    pub(super) fn count(&self) -> usize {
        self.all().count()
    }

    /// 人次.
    pub(super) fn mentions(&self) -> usize {
        self.all().map(Named::mentions).sum()
    }
}

impl Named<'_> {
    /// As first named; what that left open is filled in by later mentions.
    pub(crate) fn person(&self) -> &Person {
        self.learned.as_deref().unwrap_or(self.first)
    }

    /// Copies a person only when there is something to add: nearly all are named once, or always alike.
    fn learn(&mut self, person: &Person) {
        let known = self.person();
        let adds = |known: &[String], more: &[String]| more.iter().any(|one| !known.contains(one));
        let is_new = (known.affiliation.is_none() && person.affiliation.is_some())
            || adds(&known.positions, &person.positions)
            || adds(&known.tags, &person.tags);
        if !is_new {
            return;
        }
        let learned = self.learned.get_or_insert_with(|| Box::new(self.first.clone()));
        if learned.affiliation.is_none() {
            learned.affiliation.clone_from(&person.affiliation);
        }
        let add = |known: &mut Vec<String>, more: &[String]| {
            for one in more {
                if !known.contains(one) {
                    known.push(one.clone());
                }
            }
        };
        add(&mut learned.positions, &person.positions);
        add(&mut learned.tags, &person.tags);
    }

    fn add_piece(&mut self, item: usize) {
        if let Some(count) = self.pieces.get_mut(item) {
            *count += 1;
        }
    }

    /// 人次 of this person.
    pub(crate) fn mentions(&self) -> usize {
        self.as_delegate + self.pieces.iter().copied().map(as_count).sum::<usize>()
    }
}

fn as_count(count: u32) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

/// Places of items in the notice's order.
fn places(ledger: &Ledger) -> BTreeMap<&ItemId, usize> {
    let items = ledger.notice.items.iter().enumerate();
    items.map(|(place, item)| (&item.id, place)).collect()
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
    let listed = Rc::new(persons.into_listed());
    let mut sheet = Sheet::new("人员名单", "人员名单", columns, Vec::new());
    sheet.rows = Rows::made(move || {
        let listed = Rc::clone(&listed);
        (0..listed.len()).filter_map(move |place| Some(row(view, place + 1, listed.get(place)?)))
    });
    sheet.notes.push(note);
    sheet.frozen_columns = 5;
    sheet
}

fn row<'v>(view: &View<'v>, number: usize, listed: &Listed<'v>) -> Row<'v> {
    let named = &listed.named;
    let person = named.person();
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
    let items = view.ledger.notice.items.len();
    cells.extend(
        named
            .pieces
            .iter()
            .take(items)
            .map(|count| Cell::some(as_count(*count))),
    );
    let mut row = Row::plain(cells);
    row.notes.extend(
        listed
            .contradicts
            .then(|| "本学会有同名人员，单位或职务不一致。".to_owned()),
    );
    row.notes
        .extend(listed.is_shared.then(|| "其他学会有同名人员。".to_owned()));
    row
}
