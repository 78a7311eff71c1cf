//! 人员名单 — every person once, with how often they are named: 人次 and 人.

use std::borrow::Cow;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use domain::ids::{ItemId, SocietyCode};
use domain::person::Person;
use domain::submission::{Standing, Submission};
use domain::text::name_key;

use super::item::person_cells;
use super::{forms, lists, society_columns};
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

/// All persons whom pieces and forms that count name, in roster order. There may be as many as there are pieces, so that
/// they are made society by society whenever they are asked for, and only counted beforehand.
#[derive(Debug)]
pub(crate) struct Persons<'v> {
    view: &'v View<'v>,
    /// Places of items in the notice's order.
    items: BTreeMap<&'v ItemId, usize>,
    societies: Vec<Mentions<'v>>,
    /// Names of persons of several societies.
    shared: BTreeSet<Cow<'v, str>>,
    /// 人.
    count: usize,
    /// 人次.
    mentions: usize,
}

/// Where a society names persons.
#[derive(Debug)]
struct Mentions<'v> {
    society: &'v SocietyCode,
    delegates: Vec<&'v Person>,
    /// Its pieces among those that count; one range but for a society that left the roster.
    pieces: Vec<Range<usize>>,
}

/// The persons of a society by the form in which names are compared.
type ByName<'v> = BTreeMap<Cow<'v, str>, Namesakes<'v>>;

/// Persons of a society and name who contradict each other.
#[derive(Debug)]
struct Namesakes<'v> {
    first: Named<'v>,
    others: Vec<Named<'v>>,
}

/// A person in the list.
#[derive(Debug)]
pub(crate) struct Listed<'v> {
    pub(crate) named: Named<'v>,
    /// Another person of the society has the name.
    contradicts: bool,
    /// So has one of another society.
    is_shared: bool,
}

impl<'v> Persons<'v> {
    /// Counts them.
    pub(crate) fn of(view: &'v View<'v>) -> Self {
        let items = view.ledger.notice.items.iter().enumerate();
        let mut persons = Self {
            view,
            items: items.map(|(place, item)| (&item.id, place)).collect(),
            societies: societies(view),
            shared: BTreeSet::new(),
            count: 0,
            mentions: 0,
        };
        // Whether several societies have the name.
        let mut names: BTreeMap<Cow<'v, str>, bool> = BTreeMap::new();
        let (mut count, mut mentions) = (0, 0);
        for society in &persons.societies {
            for (name, namesakes) in persons.by_name(society) {
                for named in namesakes.all() {
                    count += 1;
                    mentions += named.mentions();
                }
                names
                    .entry(name)
                    .and_modify(|is_shared| *is_shared = true)
                    .or_insert(false);
            }
        }
        let shared = names.into_iter().filter(|(_, is_shared)| *is_shared);
        persons.shared = shared.map(|(name, _)| name).collect();
        (persons.count, persons.mentions) = (count, mentions);
        persons
    }

    /// Everybody with what is to be said of the name.
    pub(crate) fn list(&self) -> impl Iterator<Item = Listed<'v>> {
        let by_name = self.societies.iter().flat_map(|society| self.by_name(society));
        by_name.flat_map(|(name, namesakes)| {
            let is_shared = self.shared.contains(&name);
            let contradicts = !namesakes.others.is_empty();
            let all = std::iter::once(namesakes.first).chain(namesakes.others);
            all.map(move |named| Listed {
                named,
                contradicts,
                is_shared,
            })
        })
    }

    fn by_name(&self, mentions: &Mentions<'v>) -> ByName<'v> {
        let mut persons = BTreeMap::new();
        for person in &mentions.delegates {
            self.mention(&mut persons, mentions.society, person, |named| {
                named.as_delegate += 1;
            });
        }
        let pieces = mentions.pieces.iter();
        for piece in pieces.flat_map(|range| self.view.pieces_at(Standing::Current, range.clone())) {
            if let Some(person) = piece.person.as_ref().filter(|_| piece.counts()) {
                let item = self.items.get(&piece.item).copied().unwrap_or(self.items.len());
                self.mention(&mut persons, mentions.society, person, |named| {
                    named.add_piece(item);
                });
            }
        }
        persons
    }

    fn mention(
        &self,
        persons: &mut ByName<'v>,
        society: &'v SocietyCode,
        person: &'v Person,
        count: impl FnOnce(&mut Named<'v>),
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
            pieces: vec![0; self.view.ledger.notice.items.len() + 1].into(),
        };
        match persons.entry(name) {
            Entry::Vacant(free) => {
                let namesakes = free.insert(Namesakes {
                    first: new(),
                    others: Vec::new(),
                });
                count(&mut namesakes.first);
            }
            Entry::Occupied(known) => {
                let named = known.into_mut().matching(person, new);
                named.learn(person);
                count(named);
            }
        }
    }

    /// 人.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// 人次.
    pub(super) fn mentions(&self) -> usize {
        self.mentions
    }
}

/// Who names persons, in roster order.
fn societies<'v>(view: &'v View<'v>) -> Vec<Mentions<'v>> {
    let mut societies = BTreeMap::new();
    let key = |society| (view.place(society), society);
    let none_yet = |society| Mentions {
        society,
        delegates: Vec::new(),
        pieces: Vec::new(),
    };
    for form in forms(view, Standing::Current) {
        let mentions = societies.entry(key(&form.society));
        let mentions = mentions.or_insert_with(|| none_yet(&form.society));
        let lists = lists(view, form);
        mentions
            .delegates
            .extend(lists.flat_map(|list| list.delegates.persons()));
    }
    let mut pieces = view.pieces(Standing::Current).enumerate().peekable();
    while let Some((first, piece)) = pieces.next() {
        let is_next = |(_, next): &(usize, &Submission)| next.society == piece.society;
        let mut end = first + 1;
        while pieces.next_if(is_next).is_some() {
            end += 1;
        }
        let mentions = societies.entry(key(&piece.society));
        let mentions = mentions.or_insert_with(|| none_yet(&piece.society));
        mentions.pieces.push(first..end);
    }
    societies.into_values().collect()
}

impl<'v> Namesakes<'v> {
    fn all(&self) -> impl Iterator<Item = &Named<'v>> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// The first whom a mention does not contradict, or one more.
    fn matching(&mut self, person: &Person, new: impl FnOnce() -> Named<'v>) -> &mut Named<'v> {
        if !self.first.person().contradicts(person) {
            return &mut self.first;
        }
        let known = self
            .others
            .iter()
            .position(|named| !named.person().contradicts(person));
        match known {
            Some(place) => self.others.get_mut(place).unwrap_or(&mut self.first),
            None => self.others.push_mut(new()),
        }
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

pub(super) fn sheet<'v>(persons: &'v Persons<'_>) -> Sheet<'v> {
    let items = &persons.view.ledger.notice.items;
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
        "说明：共{}人次、{}人。人次为材料署名（每篇一次）与代表名单列名（每次一次）之和；{NOTE}",
        persons.mentions(),
        persons.count()
    );
    let mut sheet = Sheet::new("人员名单", "人员名单", columns, Vec::new());
    sheet.rows = Rows::made(move || {
        let listed = persons.list().zip(1..);
        listed.map(|(listed, number)| row(persons.view, number, listed))
    });
    sheet.notes.push(note);
    sheet.frozen_columns = 5;
    sheet
}

fn row<'v>(view: &View<'v>, number: usize, listed: Listed<'v>) -> Row<'v> {
    let named = listed.named;
    let mut cells = vec![Cell::count(number)];
    cells.extend(view.society_cells(named.society));
    let (mentions, as_delegate) = (named.mentions(), named.as_delegate);
    match named.learned {
        Some(person) => cells.extend(learned_cells(*person)),
        None => cells.extend(person_cells(Some(named.first))),
    }
    cells.extend([Cell::count(mentions), Cell::some(as_delegate)]);
    let items = view.ledger.notice.items.len();
    let pieces = named.pieces.iter().take(items);
    cells.extend(pieces.map(|count| Cell::some(as_count(*count))));
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

/// The same as [`person_cells`] of somebody of whom only these cells know everything.
fn learned_cells(person: Person) -> [Cell<'static>; 4] {
    [
        Cell::text(person.name),
        person.affiliation.map_or(Cell::Blank, Cell::text),
        Cell::text(person.positions.join("、")),
        Cell::text(person.tags.join("、")),
    ]
}
