//! A workbook of the office's, read as far as filling it in needs.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::reference::{Area, cell};
use crate::blank::package::Parts;

/// The sheets in the order of their tabs.
#[derive(Debug)]
pub(super) struct Book {
    pub(super) sheets: Vec<Sheet>,
}

/// One sheet and where it stands in the package.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) part: String,
    /// Whether its tab is not shown.
    pub(super) is_hidden: bool,
    /// Kind and name of the parts that belong to it, such as its tables and comments.
    pub(super) related: Vec<(String, String)>,
    pub(super) xml: SheetXml,
}

/// A sheet taken apart: its rows, and what stands before and after them as it is.
#[derive(Debug, Default)]
pub(super) struct SheetXml {
    /// With the start tag of `sheetData`.
    pub(super) before: String,
    pub(super) rows: Vec<RowXml>,
    /// From the end tag of `sheetData`.
    pub(super) after: String,
    /// What stands before the names of elements, with its colon.
    pub(super) prefix: String,
    pub(super) merges: Vec<Area>,
}

/// A row.
#[derive(Debug, Clone, Default)]
pub(super) struct RowXml {
    /// From 1.
    pub(super) number: usize,
    /// All but number and spans, as written.
    pub(super) attributes: Vec<(String, String)>,
    pub(super) cells: Vec<CellXml>,
}

/// A cell.
#[derive(Debug, Clone, Default)]
pub(super) struct CellXml {
    /// From 0.
    pub(super) column: u16,
    /// All but the reference, as written.
    pub(super) attributes: Vec<(String, String)>,
    /// What stands between its tags.
    pub(super) inner: String,
    /// What it shows.
    pub(super) text: String,
    pub(super) formula: Option<String>,
}

impl CellXml {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        find(&self.attributes, name)
    }
}

impl Sheet {
    /// Parts of this kind that belong to it.
    pub(super) fn parts_of(&self, kind: &str) -> impl Iterator<Item = &str> {
        let related = self.related.iter().filter(move |(known, _)| known == kind);
        related.map(|(_, part)| part.as_str())
    }
}

impl Book {
    /// `None` when the package is no workbook.
    pub(super) fn read(parts: &Parts) -> Option<Self> {
        let main = relations(parts, "")?;
        let (_, _, workbook) = main
            .iter()
            .find(|(_, kind, _)| kind.ends_with("/officeDocument"))?;
        let relations = relations(parts, workbook)?;
        let target = |id: &str| {
            relations
                .iter()
                .find(|(known, ..)| known == id)
                .map(|(.., target)| target)
        };
        let strings = relations
            .iter()
            .find(|(_, kind, _)| kind.ends_with("/sharedStrings"));
        let strings = match strings.and_then(|(.., part)| parts.text(part)) {
            Some(part) => shared_strings(part)?,
            None => Vec::new(),
        };
        let mut sheets = Vec::new();
        for tab in tabs(parts.text(workbook)?)? {
            let part = target(&tab.relation)?.clone();
            let Some(xml) = parts.text(&part).and_then(|text| sheet(text, &strings)) else {
                continue; // a chart on a tab of its own
            };
            let of_sheet = self::relations(parts, &part).unwrap_or_default();
            let related = of_sheet.into_iter().filter_map(|(_, kind, part)| {
                let (_, kind) = kind.rsplit_once('/')?;
                Some((kind.to_owned(), part))
            });
            sheets.push(Sheet {
                name: tab.name,
                part,
                is_hidden: tab.is_hidden,
                related: related.collect(),
                xml,
            });
        }
        Some(Self { sheets })
    }
}

/// Id, type and target of the relations of a part; the target as a name in the package.
fn relations(parts: &Parts, of: &str) -> Option<Vec<(String, String, String)>> {
    let (folder, file) = of.rsplit_once('/').unwrap_or(("", of));
    let slash = if folder.is_empty() { "" } else { "/" };
    let text = parts.text(&format!("{folder}{slash}_rels/{file}.rels"))?;
    let mut reader = Reader::from_str(text);
    let mut found = Vec::new();
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "Relationship" => {
                let attributes = attributes(&tag)?;
                let get = |name| find(&attributes, name).map(str::to_owned);
                found.push((
                    get("Id")?,
                    get("Type")?,
                    resolved(folder, find(&attributes, "Target")?),
                ));
            }
            Event::Eof => return Some(found),
            _ => {}
        }
    }
}

fn resolved(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut path: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "." => {}
            ".." => {
                path.pop();
            }
            step => path.push(step),
        }
    }
    path.join("/")
}

/// A sheet as the workbook lists it.
struct Tab {
    name: String,
    relation: String,
    is_hidden: bool,
}

fn tabs(workbook: &str) -> Option<Vec<Tab>> {
    let mut reader = Reader::from_str(workbook);
    let mut found = Vec::new();
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "sheet" => {
                let attributes = attributes(&tag)?;
                let id = attributes
                    .iter()
                    .find(|(name, _)| name == "id" || name.ends_with(":id"));
                let name = quick_xml::escape::unescape(find(&attributes, "name")?)
                    .ok()?
                    .into_owned();
                found.push(Tab {
                    name,
                    relation: id?.1.clone(),
                    is_hidden: find(&attributes, "state").is_some_and(|state| state != "visible"),
                });
            }
            Event::Eof => return Some(found),
            _ => {}
        }
    }
}

/// Names and values as written.
pub(super) fn attributes(tag: &BytesStart<'_>) -> Option<Vec<(String, String)>> {
    tag.attributes()
        .map(|attribute| {
            let attribute = attribute.ok()?;
            Some((
                attribute.key.as_ref().to_owned(),
                attribute.value.as_ref().to_owned(),
            ))
        })
        .collect()
}

pub(super) fn find<'a>(attributes: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = attributes.iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value.as_str())
}

fn shared_strings(part: &str) -> Option<Vec<String>> {
    let mut reader = Reader::from_str(part);
    let (mut strings, mut words) = (Vec::new(), Words::default());
    loop {
        let event = reader.read_event().ok()?;
        match &event {
            Event::End(tag) if tag.local_name().as_ref() == "si" => strings.push(words.take()),
            Event::Empty(tag) if tag.local_name().as_ref() == "si" => strings.push(String::new()),
            Event::Eof => return Some(strings),
            event => words.see(event)?,
        }
    }
}

/// Collects what a cell or shared string says, without the reading aids of East Asian texts.
#[derive(Debug, Default)]
struct Words {
    text: String,
    formula: Option<String>,
    inside: Inside,
    is_aid: bool,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Inside {
    #[default]
    Other,
    Text,
    Formula,
}

impl Words {
    fn see(&mut self, event: &Event<'_>) -> Option<()> {
        match event {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "rPh" => self.is_aid = true,
                "t" | "v" => self.inside = Inside::Text,
                "f" => {
                    self.inside = Inside::Formula;
                    self.formula = Some(String::new());
                }
                _ => {}
            },
            Event::Empty(tag) if tag.local_name().as_ref() == "f" => self.formula = Some(String::new()),
            Event::End(tag) => match tag.local_name().as_ref() {
                "rPh" => self.is_aid = false,
                "t" | "v" | "f" => self.inside = Inside::Other,
                _ => {}
            },
            Event::Text(text) => self.add(&text.xml10_content()),
            Event::CData(text) => self.add(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                let character = reference.resolve_char_ref().ok()?;
                match character {
                    Some(character) => self.add(&character.to_string()),
                    None => self.add(quick_xml::escape::resolve_predefined_entity(
                        &reference.borrow().into_inner(),
                    )?),
                }
            }
            _ => {}
        }
        Some(())
    }

    fn add(&mut self, text: &str) {
        match self.inside {
            Inside::Text if !self.is_aid => self.text.push_str(text),
            Inside::Formula => {
                if let Some(formula) = &mut self.formula {
                    formula.push_str(text);
                }
            }
            Inside::Text | Inside::Other => {}
        }
    }

    fn take(&mut self) -> String {
        std::mem::take(&mut self.text)
    }
}

/// Takes a sheet apart; `None` when it has no `sheetData`.
pub(super) fn sheet(text: &str, strings: &[String]) -> Option<SheetXml> {
    let mut reader = Reader::from_str(text);
    let mut sheet = SheetXml::default();
    let mut words = Words::default();
    let mut inner_begin = None;
    loop {
        let begin = usize::try_from(reader.buffer_position()).ok()?;
        let event = reader.read_event().ok()?;
        let end = usize::try_from(reader.buffer_position()).ok()?;
        match &event {
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "sheetData" => {
                let name = tag.name().as_ref().to_owned();
                name.strip_suffix("sheetData")?.clone_into(&mut sheet.prefix);
                sheet.before = format!("{}<{name}>", text.get(..begin)?);
                if matches!(event, Event::Empty(_)) {
                    sheet.after = format!("</{name}>{}", text.get(end..)?);
                    break;
                }
            }
            Event::End(tag) if tag.local_name().as_ref() == "sheetData" => {
                text.get(begin..)?.clone_into(&mut sheet.after);
                break;
            }
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "row" => {
                let row = row(tag, sheet.rows.last())?;
                sheet.rows.push(row);
            }
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "c" => {
                let row = sheet.rows.last_mut()?;
                let cell = started(tag, row.cells.last())?;
                row.cells.push(cell);
                inner_begin = matches!(event, Event::Start(_)).then_some(end);
            }
            Event::End(tag) if tag.local_name().as_ref() == "c" => {
                let cell = sheet.rows.last_mut()?.cells.last_mut()?;
                text.get(inner_begin.take()?..begin)?.clone_into(&mut cell.inner);
                cell.formula = words.formula.take();
                cell.text = shown(cell.attribute("t"), words.take(), strings)?;
            }
            Event::Eof => return None,
            event => words.see(event)?,
        }
    }
    let merges = sheet.after.split("mergeCell ").skip(1);
    sheet.merges = merges
        .filter_map(|rest| Area::parse(rest.split_once("ref=\"")?.1.split('"').next()?))
        .collect();
    Some(sheet)
}

fn row(tag: &BytesStart<'_>, last: Option<&RowXml>) -> Option<RowXml> {
    let mut attributes = attributes(tag)?;
    let number = match find(&attributes, "r") {
        Some(number) => number.parse().ok()?,
        None => last.map_or(1, |row| row.number + 1),
    };
    attributes.retain(|(name, _)| name != "r" && name != "spans");
    Some(RowXml {
        number,
        attributes,
        cells: Vec::new(),
    })
}

fn started(tag: &BytesStart<'_>, last: Option<&CellXml>) -> Option<CellXml> {
    let mut attributes = attributes(tag)?;
    let column = match find(&attributes, "r") {
        Some(reference) => cell(reference)?.1,
        None => last.map_or(0, |cell| cell.column + 1),
    };
    attributes.retain(|(name, _)| name != "r");
    Some(CellXml {
        column,
        attributes,
        ..CellXml::default()
    })
}

fn shown(kind: Option<&str>, text: String, strings: &[String]) -> Option<String> {
    match kind {
        Some("s") => strings.get(text.trim().parse::<usize>().ok()?).cloned(),
        _ => Some(text),
    }
}
