//! Automatic numbering: people write the structure of a text with it, so the numbers are part of the text.

use std::collections::{BTreeMap, BTreeSet};

use super::numerals;
use super::styles::is_on;
use crate::read::xml::{Node, Tree};

const LEVELS: usize = 9;

#[derive(Default)]
pub(super) struct Numbering {
    lists: BTreeMap<String, List>,
    abstracts: BTreeMap<String, BTreeMap<usize, Level>>,
    /// Last number given per abstract list and level: lists of the same abstract list go on counting.
    counts: BTreeMap<String, [Option<u32>; LEVELS]>,
    /// Lists and levels whose own start has been used.
    started: BTreeSet<(String, usize)>,
}

#[derive(Default)]
struct List {
    abstract_id: String,
    starts: BTreeMap<usize, u32>,
    levels: BTreeMap<usize, Level>,
}

#[derive(Clone)]
struct Level {
    start: u32,
    format: String,
    text: String,
    /// The level after which this one begins again; `Some(0)` never.
    restart: Option<usize>,
    legal: bool,
    spaced: bool,
}

impl Numbering {
    pub(super) fn read(tree: &Tree) -> Self {
        let mut numbering = Self::default();
        let mut linked: BTreeMap<String, String> = BTreeMap::new();
        let mut links: BTreeMap<String, String> = BTreeMap::new();
        for node in tree
            .root()
            .children()
            .filter(|node| node.name() == "w:abstractNum")
        {
            let Some(id) = node.attribute("w:abstractNumId") else {
                continue;
            };
            numbering.abstracts.insert(id.to_owned(), levels(node));
            if let Some(style) = value(node, "w:styleLink") {
                linked.insert(style.to_owned(), id.to_owned());
            }
            if let Some(style) = value(node, "w:numStyleLink") {
                links.insert(id.to_owned(), style.to_owned());
            }
        }
        for node in tree.root().children().filter(|node| node.name() == "w:num") {
            let (Some(id), Some(abstract_id)) = (node.attribute("w:numId"), value(node, "w:abstractNumId"))
            else {
                continue;
            };
            let real = links.get(abstract_id).and_then(|style| linked.get(style));
            let abstract_id = real.map_or(abstract_id, String::as_str).to_owned();
            numbering
                .lists
                .insert(id.to_owned(), List::read(node, abstract_id));
        }
        numbering
    }

    /// Counts one paragraph of a list and gives what stands before its text, or nothing for bullets.
    pub(super) fn next(&mut self, list_id: &str, level: usize) -> Option<String> {
        let list = self.lists.get(list_id)?;
        let levels = self.abstracts.get(&list.abstract_id);
        let find = |level: usize| {
            list.levels
                .get(&level)
                .or_else(|| levels.and_then(|levels| levels.get(&level)))
        };
        let own = find(level)?;
        let counts = self.counts.entry(list.abstract_id.clone()).or_default();
        let fresh_start = list
            .starts
            .get(&level)
            .filter(|_| self.started.insert((list_id.to_owned(), level)))
            .copied();
        let slot = counts.get_mut(level)?;
        *slot = Some(match (fresh_start, *slot) {
            (Some(start), _) => start,
            (None, Some(count)) => count.saturating_add(1),
            (None, None) => own.start,
        });
        for (deeper, slot) in counts.iter_mut().enumerate().skip(level + 1) {
            let restarts = find(deeper)
                .and_then(|found| found.restart)
                .is_none_or(|after| level < after);
            if restarts {
                *slot = None;
            }
        }
        for (higher, slot) in counts.iter_mut().enumerate().take(level) {
            if slot.is_none() {
                *slot = find(higher).map(|found| found.start);
            }
        }
        let counts = *counts;
        render(own, &counts, find)
    }
}

/// `%1` … `%9` of the level's text replaced by the numbers of the levels.
fn render<'l>(
    own: &Level,
    counts: &[Option<u32>; LEVELS],
    find: impl Fn(usize) -> Option<&'l Level>,
) -> Option<String> {
    if own.format == "bullet" {
        return None;
    }
    let mut text = String::new();
    let mut characters = own.text.chars().peekable();
    while let Some(character) = characters.next() {
        let reference = characters
            .peek()
            .and_then(|next| next.to_digit(10))
            .filter(|_| character == '%');
        let Some(index) = reference.and_then(|digit| (digit as usize).checked_sub(1)) else {
            text.push(character);
            continue;
        };
        characters.next();
        let format = if own.legal {
            "decimal"
        } else {
            find(index).map_or("decimal", |level| level.format.as_str())
        };
        let number = counts.get(index).copied().flatten().unwrap_or(1);
        text.push_str(&numerals::write(number, format).unwrap_or_default());
    }
    let text = text.trim().to_owned();
    if text.is_empty() {
        return None;
    }
    // Word puts a tab or space behind the number. After Chinese punctuation nobody types one, after `1.` they do.
    let gap = own.spaced && text.is_ascii();
    Some(if gap { text + " " } else { text })
}

impl List {
    fn read(node: Node<'_>, abstract_id: String) -> Self {
        let mut list = Self {
            abstract_id,
            ..Self::default()
        };
        for change in node.children().filter(|node| node.name() == "w:lvlOverride") {
            let Some(level) = change.attribute("w:ilvl").and_then(|level| level.parse().ok()) else {
                continue;
            };
            if let Some(start) = value(change, "w:startOverride").and_then(|start| start.parse().ok()) {
                list.starts.insert(level, start);
            }
            if let Some(own) = change.child("w:lvl") {
                list.levels.insert(level, Level::read(own));
            }
        }
        list
    }
}

impl Level {
    fn read(node: Node<'_>) -> Self {
        let legal = node
            .child("w:isLgl")
            .is_some_and(|node| node.attribute("w:val").is_none_or(is_on));
        Self {
            start: value(node, "w:start")
                .and_then(|start| start.parse().ok())
                .unwrap_or(0),
            format: value(node, "w:numFmt").unwrap_or("decimal").to_owned(),
            text: value(node, "w:lvlText").unwrap_or_default().to_owned(),
            restart: value(node, "w:lvlRestart").and_then(|level| level.parse().ok()),
            legal,
            spaced: value(node, "w:suff") != Some("nothing"),
        }
    }
}

fn levels(node: Node<'_>) -> BTreeMap<usize, Level> {
    let levels = node.children().filter(|node| node.name() == "w:lvl");
    levels
        .filter_map(|level| Some((level.attribute("w:ilvl")?.parse().ok()?, Level::read(level))))
        .filter(|(level, _)| *level < LEVELS)
        .collect()
}

fn value<'t>(node: Node<'t>, name: &str) -> Option<&'t str> {
    node.child(name)?.attribute("w:val")
}
