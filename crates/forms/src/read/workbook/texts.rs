//! Workbooks in which every cell is a text: most forms are such.
//!
//! They are read in one pass over the parts that were unpacked for the checks, by the same rules as calamine has. Whatever
//! is not usual (numbers, formulas, dates, rich attributes, damage) is left to calamine, which decides what it means.

use std::borrow::Cow;
use std::collections::BTreeSet;

use memchr::{memchr, memchr2};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::QName;

use super::sheet::Area;
use crate::read::docx::Relations;
use crate::read::limits::Limits;
use crate::read::xml::{Tree, decode, resolve};

/// Something that calamine has to decide about.
#[derive(Debug)]
pub(super) struct Unusual;

/// Finds a part by its name in lower case.
pub(super) type Part<'s, 'p> = &'s dyn Fn(&str) -> Option<&'p [u8]>;

type Xml<'p> = Reader<&'p [u8]>;

/// What such a workbook holds.
pub(super) struct Texts<'p> {
    pub(super) strings: Vec<Cow<'p, str>>,
    /// Visible worksheets in order.
    pub(super) sheets: Vec<TextSheet<'p>>,
}

/// A worksheet.
#[derive(Default)]
pub(super) struct TextSheet<'p> {
    pub(super) name: String,
    /// By row and column from 0, in the order of the file.
    pub(super) cells: Vec<(u32, u32, Text<'p>)>,
    pub(super) merges: Vec<Area>,
}

/// What stands in a cell.
pub(super) enum Text<'p> {
    /// One of the strings, which many cells may share.
    Shared(usize),
    Own(Cow<'p, str>),
}

/// Reads the workbook, each part once at most: what is read is no more than what the parts hold.
pub(super) fn read<'p>(part: Part<'_, 'p>, limits: &Limits) -> Result<Texts<'p>, Unusual> {
    let tree = |name: &str| Tree::of(part(name).ok_or(Unusual)?, limits).map_err(|_| Unusual);
    let package = Relations::of(tree("_rels/.rels")?.as_ref(), "");
    if package.only_target_of_type("/officeDocument") != Some("xl/workbook.xml") {
        return Err(Unusual);
    }
    let relations = Relations::of(tree("xl/_rels/workbook.xml.rels")?.as_ref(), "xl");
    let strings = part("xl/sharedstrings.xml")
        .map(strings)
        .transpose()?
        .unwrap_or_default();
    let (mut sheets, mut targets) = (Vec::new(), BTreeSet::new());
    for (name, target) in visible(tree("xl/workbook.xml")?.as_ref(), &relations)? {
        let target = target.to_ascii_lowercase();
        let part = part(&target).filter(|_| targets.insert(target)).ok_or(Unusual)?;
        sheets.push(sheet(name, part, strings.len())?);
    }
    Ok(Texts { strings, sheets })
}

/// Name and part of each visible worksheet.
fn visible(book: &Tree, relations: &Relations) -> Result<Vec<(String, String)>, Unusual> {
    let root = book.root();
    let listed = root.child("s:sheets").filter(|_| root.name() == "s:workbook");
    let (mut names, mut sheets) = (BTreeSet::new(), Vec::new());
    for node in listed.ok_or(Unusual)?.children() {
        let name = node.attribute("name").unwrap_or_default();
        let id = node.attribute("r:id").ok_or(Unusual)?;
        let (kind, target) = relations.get(id).ok_or(Unusual)?;
        let is_visible = match node.attribute("state") {
            None | Some("visible") => true,
            Some("hidden" | "veryHidden") => false,
            Some(_) => return Err(Unusual),
        };
        if node.name() != "s:sheet" || !kind.ends_with("/worksheet") || !names.insert(name) {
            return Err(Unusual);
        }
        if is_visible {
            sheets.push((name.to_owned(), target.to_owned()));
        }
    }
    Ok(sheets)
}

fn open(bytes: &[u8]) -> Result<Xml<'_>, Unusual> {
    let (Ok(Cow::Borrowed(text)), [b'<', ..]) = (decode(bytes), bytes) else {
        return Err(Unusual);
    };
    let mut xml = Reader::from_str(text);
    let config = xml.config_mut();
    // As calamine has it.
    config.check_end_names = false;
    config.expand_empty_elements = true;
    Ok(xml)
}

fn next<'p>(xml: &mut Xml<'p>) -> Result<Event<'p>, Unusual> {
    let event = xml.read_event().map_err(|_| Unusual)?;
    match &event {
        Event::Decl(declared) => match declared.encoding() {
            None => {}
            Some(Ok(encoding)) if encoding.eq_ignore_ascii_case("utf-8") => {}
            Some(_) => return Err(Unusual),
        },
        Event::DocType(_) => return Err(Unusual),
        _ => {}
    }
    Ok(event)
}

fn local(name: QName<'_>) -> &str {
    name.local_name().into_inner()
}

/// Hands over the attributes of a tag that is written as programs write it, without entities.
fn attributes(tag: &BytesStart<'_>, mut found: impl FnMut(&str, &str)) -> Result<(), Unusual> {
    let mut rest = tag.attributes_raw().trim_ascii();
    while !rest.is_empty() {
        let is_of_name =
            |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'_' | b'-' | b'.');
        let name = rest.bytes().take_while(|byte| is_of_name(byte)).count();
        let (name, value) = rest.split_at_checked(name).ok_or(Unusual)?;
        let value = value.strip_prefix("=\"").ok_or(Unusual)?;
        let end = memchr2(b'"', b'&', value.as_bytes()).ok_or(Unusual)?;
        let (value, behind) = value.split_at_checked(end).ok_or(Unusual)?;
        let behind = behind.strip_prefix('"').ok_or(Unusual)?;
        found(name, value);
        rest = behind.trim_ascii_start();
    }
    Ok(())
}

/// The table of strings to which cells refer.
fn strings(part: &[u8]) -> Result<Vec<Cow<'_, str>>, Unusual> {
    let (mut xml, mut strings) = (open(part)?, Vec::new());
    loop {
        match next(&mut xml)? {
            Event::Start(tag) if local(tag.name()) == "sst" => break,
            Event::Eof => return Err(Unusual),
            _ => {}
        }
    }
    loop {
        match next(&mut xml)? {
            Event::Start(tag) if local(tag.name()) == "si" => strings.push(string(&mut xml, tag.name())?),
            Event::End(tag) if local(tag.name()) == "sst" => return Ok(strings),
            Event::Eof => return Err(Unusual),
            _ => {}
        }
    }
}

/// The texts up to the end of an element, one behind the other.
fn string<'p>(xml: &mut Xml<'p>, closing: QName<'_>) -> Result<Cow<'p, str>, Unusual> {
    let mut string = Cow::Borrowed("");
    loop {
        match next(xml)? {
            // How a text is pronounced is no part of it.
            Event::Start(tag) if local(tag.name()) == "rPh" => return Err(Unusual),
            Event::Start(tag) if local(tag.name()) == "t" => {
                let mut preserved = false;
                attributes(&tag, |name, value| {
                    preserved |= name == "xml:space" && value == "preserve";
                })?;
                let text = text(xml, preserved)?;
                if string.is_empty() {
                    string = text;
                } else {
                    string.to_mut().push_str(&text);
                }
            }
            Event::End(tag) if tag.name() == closing => return Ok(string),
            Event::Eof => return Err(Unusual),
            _ => {}
        }
    }
}

fn text<'p>(xml: &mut Xml<'p>, preserved: bool) -> Result<Cow<'p, str>, Unusual> {
    let mut text = Cow::Borrowed("");
    loop {
        match next(xml)? {
            Event::Text(more) if text.is_empty() => text = more.xml10_content(),
            Event::Text(more) => text.to_mut().push_str(&more.xml10_content()),
            Event::GeneralRef(entity) => {
                text.to_mut().push_str(&resolve(&entity).map_err(|_| Unusual)?);
            }
            Event::End(tag) if local(tag.name()) == "t" => break,
            _ => return Err(Unusual),
        }
    }
    // `_x000D_` is a character.
    if memchr(b'_', text.as_bytes()).is_some_and(|_| text.contains("_x")) {
        return Err(Unusual);
    }
    let blanks = [' ', '\t', '\r', '\n'];
    Ok(match text {
        text if preserved => text,
        Cow::Borrowed(text) => Cow::Borrowed(text.trim_matches(blanks)),
        Cow::Owned(text) => Cow::Owned(text.trim_matches(blanks).to_owned()),
    })
}

/// `strings`: how many of them there are.
fn sheet(name: String, part: &[u8], strings: usize) -> Result<TextSheet<'_>, Unusual> {
    let mut xml = open(part)?;
    let mut sheet = TextSheet {
        name,
        ..TextSheet::default()
    };
    loop {
        match next(&mut xml)? {
            Event::Start(tag) => match local(tag.name()) {
                "sheetData" => break,
                "dimension" => drop(area(&tag)?),
                "mergeCells" => return Err(Unusual),
                _ => {}
            },
            Event::Eof => return Err(Unusual),
            _ => {}
        }
    }
    cells(&mut xml, &mut sheet, strings)?;
    loop {
        match next(&mut xml)? {
            Event::Start(tag) if local(tag.name()) == "mergeCells" => break,
            Event::Eof => return Ok(sheet),
            _ => {}
        }
    }
    loop {
        match next(&mut xml)? {
            Event::Start(tag) if local(tag.name()) == "mergeCell" => sheet.merges.push(area(&tag)?),
            Event::End(tag) if local(tag.name()) == "mergeCells" => return Ok(sheet),
            Event::Eof => return Err(Unusual),
            _ => {}
        }
    }
}

/// Everything up to the end of the sheet's data.
fn cells<'p>(xml: &mut Xml<'p>, sheet: &mut TextSheet<'p>, strings: usize) -> Result<(), Unusual> {
    let (mut row, mut column) = (0, 0);
    loop {
        match next(xml)? {
            Event::Start(tag) => match local(tag.name()) {
                "row" => {
                    let mut number = Ok(row);
                    attributes(&tag, |name, value| {
                        if name == "r" {
                            number = one_less(value);
                        }
                    })?;
                    row = number?;
                }
                "c" => {
                    let (mut place, mut is_shared) = (Ok((row, column)), false);
                    attributes(&tag, |name, value| match name {
                        "r" => place = position(value),
                        "t" => is_shared = value == "s",
                        _ => {}
                    })?;
                    let place = place?;
                    let text = value(xml, is_shared, strings)?;
                    column = place.1 + 1;
                    sheet.cells.push((place.0, place.1, text));
                }
                "mergeCells" => return Err(Unusual),
                _ => {}
            },
            Event::End(tag) => match local(tag.name()) {
                "row" => (row, column) = (row + 1, 0),
                "sheetData" => return Ok(()),
                _ => {}
            },
            Event::Eof => return Err(Unusual),
            _ => {}
        }
    }
}

/// The value of a cell, up to its end.
fn value<'p>(xml: &mut Xml<'p>, is_shared: bool, strings: usize) -> Result<Text<'p>, Unusual> {
    let mut text = Text::Own(Cow::Borrowed(""));
    loop {
        match next(xml)? {
            Event::Start(tag) => match local(tag.name()) {
                "is" => text = Text::Own(string(xml, tag.name())?),
                "v" if is_shared => text = shared(xml, strings)?,
                _ => return Err(Unusual),
            },
            Event::End(tag) if local(tag.name()) == "c" => return Ok(text),
            Event::Eof => return Err(Unusual),
            _ => {}
        }
    }
}

fn shared<'p>(xml: &mut Xml<'p>, strings: usize) -> Result<Text<'p>, Unusual> {
    let place = match next(xml)? {
        Event::Text(digits) => number(&digits)? as usize,
        Event::End(_) => return Ok(Text::Own(Cow::Borrowed(""))),
        _ => return Err(Unusual),
    };
    let Event::End(_) = next(xml)? else {
        return Err(Unusual);
    };
    (place < strings).then_some(Text::Shared(place)).ok_or(Unusual)
}

/// The cells from one to another in `ref="A1:B2"`.
fn area(tag: &BytesStart<'_>) -> Result<Area, Unusual> {
    let mut area = Err(Unusual);
    attributes(tag, |name, value| {
        if name == "ref" {
            let (first, last) = value.split_once(':').unwrap_or((value, value));
            area = position(first).and_then(|first| Ok(Area::between(first, position(last)?)));
        }
    })?;
    // calamine takes one end from the other.
    area.ok().filter(Area::is_upright).ok_or(Unusual)
}

/// Row and column from 0 of `B7`.
fn position(name: &str) -> Result<(u32, u32), Unusual> {
    let letters = name.bytes().take_while(u8::is_ascii_uppercase).count();
    let (letters, digits) = name.split_at_checked(letters).ok_or(Unusual)?;
    if letters.is_empty() || letters.len() > 3 {
        return Err(Unusual);
    }
    let column = letters
        .bytes()
        .fold(0, |column, letter| column * 26 + u32::from(letter - b'A') + 1);
    Ok((one_less(digits)?, column - 1))
}

fn one_less(digits: &str) -> Result<u32, Unusual> {
    number(digits)?.checked_sub(1).ok_or(Unusual)
}

fn number(digits: &str) -> Result<u32, Unusual> {
    if digits.is_empty() || digits.len() > 7 {
        return Err(Unusual);
    }
    digits.bytes().try_fold(0, |number, digit| {
        digit
            .is_ascii_digit()
            .then(|| number * 10 + u32::from(digit - b'0'))
            .ok_or(Unusual)
    })
}

#[cfg(test)]
mod tests;
