//! What stands where: chapters by item, in them disciplines and societies, or themes, and the pieces in their order.

use std::collections::{BTreeMap, BTreeSet};

use domain::ids::{ItemId, SocietyCode};
use domain::society::Society;
use domain::submission::Submission;
use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::locale;
use sha2::{Digest as _, Sha256};

use super::numeral::chinese;
use super::options::{CompilationOptions, Theme};
use super::rank::Ranks;
use crate::Snapshot;

/// What stands where.
pub(super) struct Plan<'a> {
    pub(super) chapters: Vec<Chapter<'a>>,
    societies: BTreeMap<&'a SocietyCode, (usize, &'a Society)>,
}

/// 一章 — the pieces of one item.
pub(super) struct Chapter<'a> {
    /// Bookmark of its heading.
    pub(super) number: u32,
    pub(super) title: &'a str,
    pub(super) pieces: usize,
    pub(super) blocks: Vec<Block<'a>>,
}

/// Something that stands in a chapter.
pub(super) enum Block<'a> {
    /// 一、…: a discipline or theme.
    Part { number: u32, text: String },
    /// （一）…: a society.
    Society { number: u32, text: String },
    /// A piece; the number after its own is that of its author line.
    Piece {
        number: u32,
        piece: &'a Submission,
        /// Not where the heading of its society says all that a title could: a paper of the society as a whole, without a
        /// title of its own and the only one that it sent for the item.
        is_titled: bool,
    },
    /// A piece that stands under an earlier theme: its number and that theme.
    Elsewhere {
        number: u32,
        piece: &'a Submission,
        theme: &'a str,
    },
}

/// Bookmarks, in the order of the document.
struct Counter(u32);

/// A piece with what it is ordered by.
struct Placed<'a> {
    discipline: usize,
    society: usize,
    rank: usize,
    name: &'a str,
    /// In place of society, rank and name where nobody must be recognised.
    digest: Option<[u8; 32]>,
    piece: &'a Submission,
}

/// Where what belongs to no theme stands.
const OTHER: &str = "其他";
/// Where pieces stand whose item the notice no longer has.
const FORMER: &str = "其他来稿";
const OFF_ROSTER: &str = "不在名录的学会";
const UNCLASSED: &str = "未分类学会";

impl<'a> Plan<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, options: &'a CompilationOptions) -> Self {
        let ledger = &snapshot.ledger;
        let societies = ledger
            .rows
            .iter()
            .enumerate()
            .map(|(place, row)| (&row.society.code, (place, &row.society)))
            .collect();
        let mut plan = Self {
            chapters: Vec::new(),
            societies,
        };
        let mut by_item: BTreeMap<&ItemId, Vec<Placed<'a>>> = BTreeMap::new();
        for placed in plan.placed(snapshot, options) {
            by_item.entry(&placed.piece.item).or_default().push(placed);
        }
        let mut counter = Counter(0);
        let mut chapters = Vec::new();
        for item in &ledger.notice.items {
            let pieces = by_item.remove(&item.id).unwrap_or_default();
            let themes = options.themes.get(&item.id).map(Vec::as_slice);
            chapters.push(plan.chapter(&mut counter, (&item.title, themes), &pieces, options));
        }
        // Pieces of items that the notice no longer has are shown, too.
        let former: Vec<Placed<'a>> = by_item.into_values().flatten().collect();
        chapters.push(plan.chapter(&mut counter, (FORMER, None), &former, options));
        chapters.retain(|chapter| chapter.pieces > 0);
        plan.chapters = chapters;
        plan
    }

    /// Every printed piece, in order.
    pub(super) fn pieces(&self) -> impl Iterator<Item = &'a Submission> {
        let blocks = self.chapters.iter().flat_map(|chapter| &chapter.blocks);
        blocks.filter_map(|block| match block {
            Block::Piece { piece, .. } => Some(*piece),
            Block::Part { .. } | Block::Society { .. } | Block::Elsewhere { .. } => None,
        })
    }

    /// The society of a piece; `None` when the roster no longer has it.
    pub(super) fn society(&self, piece: &Submission) -> Option<&'a Society> {
        self.societies.get(&piece.society).map(|(_, society)| *society)
    }

    /// What is printed, in order: discipline, society, position, name.
    fn placed(&self, snapshot: &'a Snapshot, options: &CompilationOptions) -> Vec<Placed<'a>> {
        let ranks = Ranks::new(&options.ranks);
        let disciplines = disciplines(snapshot);
        let pieces = snapshot.ledger.submissions.iter();
        let mut placed: Vec<Placed<'a>> = pieces
            .filter(|piece| piece.counts())
            .map(|piece| {
                let society = self.societies.get(&piece.society);
                let discipline = society.and_then(|(_, society)| disciplines.get(society.category.as_str()));
                Placed {
                    discipline: discipline.copied().unwrap_or(usize::MAX),
                    society: society.map_or(usize::MAX, |(place, _)| *place),
                    rank: ranks.of(piece.person.as_ref()),
                    name: piece.person.as_ref().map_or("", |person| &person.name),
                    digest: options.anonymous.then(|| digest(snapshot, piece)),
                    piece,
                }
            })
            .collect();
        let names = by_sound();
        placed.sort_by(|one, other| {
            let by_person = || {
                let key = |placed: &Placed<'a>| (placed.society, &placed.piece.society, placed.rank);
                key(one).cmp(&key(other)).then_with(|| match &names {
                    Some(names) => names.compare(one.name, other.name),
                    None => one.name.cmp(other.name),
                })
            };
            one.discipline
                .cmp(&other.discipline)
                .then_with(|| match (&one.digest, &other.digest) {
                    (Some(one), Some(other)) => one.cmp(other),
                    (None, _) | (_, None) => by_person(),
                })
                .then_with(|| one.piece.id.cmp(&other.piece.id))
        });
        placed
    }

    fn chapter(
        &self,
        counter: &mut Counter,
        (title, themes): (&'a str, Option<&'a [Theme]>),
        pieces: &[Placed<'a>],
        options: &CompilationOptions,
    ) -> Chapter<'a> {
        let number = counter.next();
        let blocks = match themes {
            Some(themes) if !themes.is_empty() => by_theme(counter, themes, pieces),
            Some(_) | None => self.by_society(counter, pieces, options),
        };
        Chapter {
            number,
            title,
            pieces: pieces.len(),
            blocks,
        }
    }

    fn by_society(
        &self,
        counter: &mut Counter,
        pieces: &[Placed<'a>],
        options: &CompilationOptions,
    ) -> Vec<Block<'a>> {
        let mut blocks = Vec::new();
        let (mut parts, mut societies) = (0, 0);
        let (mut discipline, mut society) = (None, None);
        for (place, placed) in pieces.iter().enumerate() {
            let known = self.society(placed.piece);
            let is_first = !options.anonymous && society != Some(&placed.piece.society);
            if discipline != Some(placed.discipline) {
                discipline = Some(placed.discipline);
                (parts, societies) = (parts + 1, 0);
                let name = match known.map(|society| society.category.as_str()) {
                    None => OFF_ROSTER,
                    Some("") => UNCLASSED,
                    Some(category) => category,
                };
                blocks.push(Block::Part {
                    number: counter.next(),
                    text: format!("{}、{name}", chinese(parts)),
                });
            }
            if is_first {
                society = Some(&placed.piece.society);
                societies += 1;
                let name = known.map_or(placed.piece.society.as_str(), |society| &society.name);
                blocks.push(Block::Society {
                    number: counter.next(),
                    text: format!("（{}）{name}", chinese(societies)),
                });
            }
            let of_next = pieces.get(place + 1).map(|next| &next.piece.society);
            let is_alone = is_first && of_next != Some(&placed.piece.society);
            blocks.push(Block::Piece {
                number: counter.next_two(),
                piece: placed.piece,
                is_titled: !(is_alone && is_nameless(placed.piece)),
            });
        }
        blocks
    }
}

/// Disciplines in the order in which the roster has them first.
fn disciplines(snapshot: &Snapshot) -> BTreeMap<&str, usize> {
    let mut places = BTreeMap::new();
    for row in &snapshot.ledger.rows {
        let next = places.len();
        places.entry(row.society.category.as_str()).or_insert(next);
    }
    places
}

/// Whether a piece has neither a title nor a person to be named by.
fn is_nameless(piece: &Submission) -> bool {
    let title = piece.title.as_deref().unwrap_or_default();
    title.trim().is_empty() && piece.person.is_none()
}

/// Each piece once, under its first theme; the others say where it stands.
fn by_theme<'a>(counter: &mut Counter, themes: &'a [Theme], pieces: &[Placed<'a>]) -> Vec<Block<'a>> {
    let mut blocks = Vec::new();
    let mut printed: BTreeMap<_, (u32, &'a str)> = BTreeMap::new();
    let mut parts = 0;
    for theme in themes.iter().map(Some).chain([None]) {
        let heading = theme.map_or(OTHER, |theme| theme.heading.as_str());
        let mine: Vec<&'a Submission> = pieces
            .iter()
            .map(|placed| placed.piece)
            .filter(|piece| match theme {
                Some(theme) => theme.has(piece),
                None => !printed.contains_key(&piece.id),
            })
            .collect();
        if mine.is_empty() {
            continue;
        }
        parts += 1;
        blocks.push(Block::Part {
            number: counter.next(),
            text: format!("{}、{heading}", chinese(parts)),
        });
        let (earlier, new): (Vec<_>, Vec<_>) = mine
            .into_iter()
            .partition(|piece| printed.contains_key(&piece.id));
        for piece in new {
            let number = counter.next_two();
            printed.insert(piece.id, (number, heading));
            blocks.push(Block::Piece {
                number,
                piece,
                is_titled: true,
            });
        }
        blocks.extend(earlier.into_iter().filter_map(|piece| {
            let (number, theme) = *printed.get(&piece.id)?;
            Some(Block::Elsewhere { number, piece, theme })
        }));
    }
    blocks
}

impl Theme {
    fn has(&self, piece: &Submission) -> bool {
        let title = piece.title.as_deref().unwrap_or_default();
        let texts = [title, piece.text.as_str()];
        self.words
            .iter()
            .any(|word| texts.iter().any(|text| text.contains(word.as_str())))
    }
}

impl Counter {
    fn next(&mut self) -> u32 {
        self.0 += 1;
        self.0
    }

    /// Two numbers; gives the first.
    fn next_two(&mut self) -> u32 {
        let first = self.next();
        self.next();
        first
    }
}

/// Names by their sound (拼音). `None` only if the data compiled in had no Chinese.
fn by_sound() -> Option<CollatorBorrowed<'static>> {
    Collator::try_new(locale!("zh").into(), CollatorOptions::default()).ok()
}

/// An order that tells nobody whose pieces stand together.
fn digest(snapshot: &Snapshot, piece: &Submission) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(snapshot.id.as_bytes());
    hash.update(piece.id.to_string().as_bytes());
    hash.finalize().into()
}

/// How many societies have pieces in the compilation.
pub(super) fn societies(plan: &Plan<'_>) -> usize {
    let societies: BTreeSet<&SocietyCode> = plan.pieces().map(|piece| &piece.society).collect();
    societies.len()
}
