//! Numbers of lists and headings, as the program shows them.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::read::docx::numerals;
use crate::read::xml::Node;

/// Levels of a list that programs offer.
const LEVELS: usize = 10;
/// The key of the numbers of headings among the list styles, which have names.
const OUTLINE: &str = "";

/// Numbers so far, by level.
pub(super) type Counts = [Option<u32>; LEVELS];

/// List styles, and how far lists have come.
#[derive(Default)]
pub(super) struct Lists {
    levels: BTreeMap<(String, usize), Level>,
    by_style: BTreeMap<String, Counts>,
    by_id: BTreeMap<String, Counts>,
    headings: Counts,
}

/// How a level is numbered.
struct Level {
    /// As [`numerals::write`] has it; `None` for levels without numbers.
    format: Option<&'static str>,
    start: u32,
    /// `%2%、` with the numbers of levels in it.
    label: String,
    /// Something is put between number and text.
    spaced: bool,
}

/// A list while its items are read.
pub(super) struct Open {
    pub(super) style: Option<String>,
    /// From 0.
    pub(super) level: usize,
    pub(super) counts: Counts,
}

impl Lists {
    /// Takes the list styles of a group of styles.
    pub(super) fn add(&mut self, group: Node<'_>) {
        for style in group.children() {
            let name = match style.name() {
                "text:list-style" => style.attribute("style:name"),
                "text:outline-style" => Some(OUTLINE),
                _ => None,
            };
            let Some(name) = name else { continue };
            for node in style.children() {
                let level = node
                    .attribute("text:level")
                    .and_then(|level| level.parse::<usize>().ok())
                    .and_then(|level| level.checked_sub(1))
                    .filter(|level| *level < LEVELS);
                if let Some(level) = level {
                    self.levels
                        .insert((name.to_owned(), level), Level::read(node, level));
                }
            }
        }
    }

    /// Begins a list, or goes on with one.
    pub(super) fn open(&self, node: Node<'_>, outer: Option<&Open>) -> Open {
        let own = node.attribute("text:style-name").map(str::to_owned);
        if let Some(outer) = outer {
            return Open {
                style: own.or_else(|| outer.style.clone()),
                level: (outer.level + 1).min(LEVELS - 1),
                counts: outer.counts,
            };
        }
        let continued = node
            .attribute("text:continue-list")
            .and_then(|id| self.by_id.get(id));
        let goes_on = node.attribute("text:continue-numbering") == Some("true");
        let before = own
            .as_ref()
            .filter(|_| goes_on)
            .and_then(|style| self.by_style.get(style));
        Open {
            counts: continued.or(before).copied().unwrap_or_default(),
            style: own,
            level: 0,
        }
    }

    /// Remembers how far an outermost list has come.
    pub(super) fn close(&mut self, node: Node<'_>, list: Open) {
        if let Some(id) = node.attribute("xml:id") {
            self.by_id.insert(id.to_owned(), list.counts);
        }
        if let Some(style) = list.style {
            self.by_style.insert(style, list.counts);
        }
    }

    /// The number of the next item; `style` is that of the paragraph, for lists that name none.
    pub(super) fn next(&self, list: &mut Open, start: Option<u32>, style: Option<&str>) -> Option<String> {
        let style = list.style.as_deref().or(style)?;
        self.count(style, list.level, start, &mut list.counts)
    }

    /// The number of the next heading; `level` from 0.
    pub(super) fn next_heading(&mut self, level: usize, start: Option<u32>) -> Option<String> {
        let mut counts = self.headings;
        let number = self.count(OUTLINE, level.min(LEVELS - 1), start, &mut counts);
        self.headings = counts;
        number
    }

    fn count(&self, style: &str, level: usize, start: Option<u32>, counts: &mut Counts) -> Option<String> {
        let find = |level: usize| self.levels.get(&(style.to_owned(), level));
        let own = find(level)?;
        for (place, slot) in counts.iter_mut().enumerate() {
            let first = || find(place).map_or(1, |level| level.start);
            *slot = match place.cmp(&level) {
                Ordering::Less => slot.or_else(|| Some(first())),
                Ordering::Equal => {
                    let next = slot.map_or_else(first, |number| number.saturating_add(1));
                    Some(start.unwrap_or(next))
                }
                Ordering::Greater => None,
            };
        }
        own.format?;
        let mut text = own.label.clone();
        for (place, number) in counts.iter().enumerate().take(level + 1) {
            let format = find(place).and_then(|level| level.format);
            let number = format.and_then(|format| numerals::write(number.unwrap_or(1), format));
            text = text.replace(&format!("%{}%", place + 1), &number.unwrap_or_default());
        }
        let text = text.trim();
        // After Chinese punctuation nobody types a blank, after `1.` they do.
        let gap = own.spaced && text.is_ascii();
        let number = if gap { format!("{text} ") } else { text.to_owned() };
        (!text.is_empty()).then_some(number)
    }
}

impl Level {
    fn read(node: Node<'_>, level: usize) -> Self {
        let value = |name: &str| node.attribute(name);
        let format = value("style:num-format").and_then(format);
        let shown = value("text:display-levels")
            .and_then(|levels| levels.parse().ok())
            .unwrap_or(1_usize)
            .clamp(1, level + 1);
        // LibreOffice writes the whole label; others only what stands before and behind.
        let label = value("loext:num-list-format").map_or_else(
            || {
                let numbers: Vec<String> = (level + 2 - shown..level + 2)
                    .map(|place| format!("%{place}%"))
                    .collect();
                let end = |name| value(name).unwrap_or_default();
                let (before, behind) = (end("style:num-prefix"), end("style:num-suffix"));
                format!("{before}{}{behind}", numbers.join("."))
            },
            str::to_owned,
        );
        let alignment = node
            .child("style:list-level-properties")
            .and_then(|node| node.child("style:list-level-label-alignment"));
        let follows = alignment.and_then(|node| node.attribute("text:label-followed-by"));
        Self {
            format: format.filter(|_| node.name() != "text:list-level-style-bullet"),
            start: value("text:start-value")
                .and_then(|start| start.parse().ok())
                .unwrap_or(1),
            label,
            spaced: follows != Some("nothing"),
        }
    }
}

/// ODF names a kind of numbers by the first of them (`一, 二, 三, ...`): the name that Word has for it.
fn format(name: &str) -> Option<&'static str> {
    Some(match name.chars().next()? {
        'a' => "lowerLetter",
        'A' => "upperLetter",
        'i' => "lowerRoman",
        'I' => "upperRoman",
        '一' => "chineseCounting",
        '壹' => "chineseLegalSimplified",
        '①' => "decimalEnclosedCircle",
        '⑴' => "decimalEnclosedParen",
        '⒈' => "decimalEnclosedFullstop",
        '㊀' => "ideographEnclosedCircle",
        '甲' => "ideographTraditional",
        '子' => "ideographZodiac",
        '１' => "decimalFullWidth",
        _ => "decimal",
    })
}
