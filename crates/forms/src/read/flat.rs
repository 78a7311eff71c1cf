//! Office files in one XML file: flat OPC (ECMA-376, part 2; Word's “Word XML document”) and flat OpenDocument
//! (ODF 1.3, part 3, 3.1.2; .fodt, .fods). They hold what a package holds, part by part: so the package is put together
//! again, and read as one.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::limits::{Allowance, Refusal};
use super::office::{self, Office};
use super::package::Package;
use super::{Content, Format, web_archive};

/// What the root of flat OPC is called, whatever its prefix.
const PACKAGE: &str = "package";

/// Reads the file as the package that it stands for.
pub(super) fn read(text: &str, allowance: &mut Allowance<'_>) -> Result<Content, Refusal> {
    let text = text.trim_start_matches('\u{FEFF}');
    let parts = Splitter::new(text, allowance)?.split()?;
    let packed = pack(parts)?;
    allowance.spend_bytes(packed.len() as u64)?;
    let mut package = Package::open(&packed, allowance)?;
    let office = office::recognise(&mut package, allowance)?;
    let format = match office {
        Office::Word(_) => Format::WordXml,
        Office::Ods | Office::Odt => Format::FlatOpenDocument,
        Office::Workbook | Office::BinaryWorkbook | Office::Closed | Office::None => {
            return Err(Refusal::Unreadable);
        }
    };
    match office::read(&office, &packed, &mut package, allowance)? {
        Content::Document { document, .. } => Ok(Content::Document { format, document }),
        other => Ok(other),
    }
}

/// A part of a package: its name and its bytes.
type Part = (String, Vec<u8>);

/// A zip file of the parts as they are, which costs no time.
fn pack(parts: Vec<Part>) -> Result<Vec<u8>, Refusal> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in parts {
        zip.start_file(name, stored).map_err(|_| Refusal::Unreadable)?;
        zip.write_all(&bytes).map_err(|_| Refusal::Unreadable)?;
    }
    let packed = zip.finish().map_err(|_| Refusal::Unreadable)?;
    Ok(packed.into_inner())
}

/// An element on the way from the root to where the reader is.
struct Open {
    local: String,
    /// Where its tag begins, where the name in it ends, where the tag ends.
    tag: (usize, usize, usize),
    /// The namespaces that it declares, as they stand there.
    namespaces: Vec<(String, String)>,
}

struct Splitter<'t> {
    text: &'t str,
    reader: Reader<&'t [u8]>,
    open: Vec<Open>,
    parts: Vec<Part>,
    /// Name of the part of flat OPC that is open.
    name: String,
    /// What stands in its place instead of a stretch of the text.
    edits: Vec<(usize, usize, String)>,
    deepest: usize,
    most: usize,
}

impl<'t> Splitter<'t> {
    fn new(text: &'t str, allowance: &Allowance<'_>) -> Result<Self, Refusal> {
        if text.len() as u64 > allowance.bytes_left() {
            return Err(Refusal::Unsafe);
        }
        Ok(Self {
            text,
            reader: Reader::from_str(text),
            open: Vec::new(),
            parts: Vec::new(),
            name: String::new(),
            edits: Vec::new(),
            deepest: allowance.limits.xml_depth,
            most: allowance.limits.entries,
        })
    }

    fn place(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    /// The parts of the package, in order.
    fn split(mut self) -> Result<Vec<Part>, Refusal> {
        let mut root = None;
        loop {
            let before = self.place();
            match self.reader.read_event().map_err(|_| Refusal::Unreadable)? {
                Event::Start(start) => {
                    let opened = self.opened(&start, before)?;
                    root.get_or_insert_with(|| opened.local.clone());
                    if opened.local == "document" && self.open.is_empty() {
                        self.kind_of_document(&start)?;
                    }
                    self.open.push(opened);
                    if self.open.len() > self.deepest {
                        return Err(Refusal::Unsafe);
                    }
                }
                Event::End(_) => {
                    let closed = self.open.pop().ok_or(Refusal::Unreadable)?;
                    self.closed(&closed, before)?;
                }
                Event::DocType(_) => return Err(Refusal::Unsafe),
                Event::Eof => break,
                Event::Empty(_)
                | Event::Text(_)
                | Event::CData(_)
                | Event::GeneralRef(_)
                | Event::Comment(_)
                | Event::PI(_)
                | Event::Decl(_) => {}
            }
            if self.parts.len() > self.most {
                return Err(Refusal::Unsafe);
            }
        }
        if !self.open.is_empty() {
            return Err(Refusal::Unreadable);
        }
        if root.is_some_and(|root| root == "document") {
            let content = edited(self.text, &self.edits);
            self.parts.push(("content.xml".to_owned(), content.into_bytes()));
        }
        Ok(self.parts)
    }

    fn opened(&mut self, start: &BytesStart<'_>, before: usize) -> Result<Open, Refusal> {
        let mut namespaces = Vec::new();
        for attribute in start.attributes().with_checks(false) {
            let attribute = attribute.map_err(|_| Refusal::Unreadable)?;
            let key = attribute.key.into_inner().to_owned();
            if attribute.key.as_namespace_binding().is_some() {
                namespaces.push((key, attribute.value.as_ref().to_owned()));
            } else if attribute.key.local_name().into_inner() == "name"
                && self.within(&[PACKAGE])
                && start.local_name().into_inner() == "part"
            {
                let name = attribute
                    .normalized_value(XmlVersion::Implicit1_0)
                    .map_err(|_| Refusal::Unreadable)?;
                name.trim_start_matches('/').clone_into(&mut self.name);
            }
        }
        let name = start.name().into_inner().len();
        Ok(Open {
            local: start.local_name().into_inner().to_owned(),
            tag: (before, before + 1 + name, self.place()),
            namespaces,
        })
    }

    /// Whether exactly these elements are open.
    fn within(&self, locals: &[&str]) -> bool {
        self.open.len() == locals.len()
            && self
                .open
                .iter()
                .zip(locals)
                .all(|(open, local)| open.local == *local)
    }

    /// The kind of an OpenDocument file stands in its root.
    fn kind_of_document(&mut self, start: &BytesStart<'_>) -> Result<(), Refusal> {
        for attribute in start.attributes().with_checks(false) {
            let attribute = attribute.map_err(|_| Refusal::Unreadable)?;
            if attribute.key.local_name().into_inner() == "mimetype" {
                let kind = attribute.value.as_bytes().to_vec();
                self.parts.push(("mimetype".to_owned(), kind));
            }
        }
        Ok(())
    }

    /// `end`: where the closing tag begins.
    fn closed(&mut self, closed: &Open, end: usize) -> Result<(), Refusal> {
        let inside = self.text.get(closed.tag.2..end).ok_or(Refusal::Unreadable)?;
        if self.within(&[PACKAGE, "part"]) {
            let bytes = match closed.local.as_str() {
                "xmlData" => self.with_namespaces(inside, closed).into_bytes(),
                "binaryData" => web_archive::base64(inside.as_bytes()).ok_or(Refusal::Unreadable)?,
                _ => return Ok(()),
            };
            self.parts.push((std::mem::take(&mut self.name), bytes));
        } else if closed.local == "binary-data" && self.open.last().is_some_and(|open| open.local == "image")
        {
            self.picture(inside, closed.tag.0)?;
        } else if closed.local == "meta" && self.within(&["document"]) {
            let whole = self.text.get(closed.tag.0..self.place()).unwrap_or_default();
            let meta = format!("<meta>{}</meta>", self.with_namespaces(whole, closed));
            self.parts.push(("meta.xml".to_owned(), meta.into_bytes()));
        }
        Ok(())
    }

    /// A picture written down where it is shown; the text gets its name instead.
    fn picture(&mut self, data: &str, begin: usize) -> Result<(), Refusal> {
        let bytes = web_archive::base64(data.as_bytes()).ok_or(Refusal::Unreadable)?;
        let name = format!("Pictures/image{}{}", self.edits.len() / 2 + 1, ending(&bytes));
        let reference = format!(" xmlns:xlink=\"http://www.w3.org/1999/xlink\" xlink:href=\"{name}\"");
        let image = self.open.last().ok_or(Refusal::Unreadable)?.tag.1;
        self.edits.push((image, image, reference));
        self.edits.push((begin, self.place(), String::new()));
        self.parts.push((name, bytes));
        Ok(())
    }

    /// An element cut out of the text, with the namespaces that stood around it.
    fn with_namespaces(&self, element: &str, around: &Open) -> String {
        let mut declared: Vec<&(String, String)> = Vec::new();
        for open in self.open.iter().chain([around]) {
            for namespace in &open.namespaces {
                declared.retain(|known| known.0 != namespace.0);
                declared.push(namespace);
            }
        }
        let Some((before, tag)) = first_tag(element) else {
            return element.to_owned();
        };
        let name = tag
            .find(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))
            .unwrap_or(tag.len());
        let (name, rest) = tag.split_at(name);
        let own = rest.split('>').next().unwrap_or_default();
        let mut whole = format!("{before}{name}");
        for (key, value) in declared {
            if !own.contains(&format!("{key}=")) {
                let _ = write!(whole, " {key}=\"{value}\"");
            }
        }
        whole + rest
    }
}

/// What stands before the first tag of an element, and the rest from behind its `<`.
fn first_tag(text: &str) -> Option<(&str, &str)> {
    let places = text.match_indices('<').map(|(place, _)| place + 1);
    let at = places.into_iter().find(|place| {
        !text
            .get(*place..)
            .is_some_and(|rest| rest.starts_with(['?', '!']))
    })?;
    text.split_at_checked(at)
}

/// The text with other words in some places, which do not overlap.
fn edited(text: &str, edits: &[(usize, usize, String)]) -> String {
    let mut made = String::with_capacity(text.len());
    let mut from = 0;
    for (begin, end, instead) in edits {
        made.push_str(text.get(from..*begin).unwrap_or_default());
        made.push_str(instead);
        from = *end;
    }
    made + text.get(from..).unwrap_or_default()
}

fn ending(bytes: &[u8]) -> &'static str {
    match bytes {
        [0xFF, 0xD8, 0xFF, ..] => ".jpeg",
        [0x89, b'P', b'N', b'G', ..] => ".png",
        _ => "",
    }
}
