//! Web pages in a single file (.mht; RFC 2557), which Word and WPS save as .mht or .doc, and browsers as .mhtml.

use std::borrow::Cow;
use std::collections::BTreeSet;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use encoding_rs::Encoding;

use super::limits::{Allowance, Refusal};
use super::{Content, Format, html, image_size, plain, sha256};
use crate::document::{Document, Picture, lines_of, visible_lines};

/// Parts inside parts; programs write one level, or two with an alternative.
const DEPTH: usize = 3;

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// A leaf of the archive.
struct Part {
    /// Lower-case, without parameters.
    kind: String,
    charset: Option<String>,
    /// The last step of `Content-Location`.
    name: String,
    bytes: Vec<u8>,
}

/// Whether the fields at the head of a text, in lower case, are those of a web page and not of a letter.
pub(super) fn is_head<'h>(mut fields: impl Iterator<Item = &'h str> + Clone) -> bool {
    const OF_LETTERS: [&str; 5] = ["to:", "message-id:", "received:", "delivered-to:", "return-path:"];
    let mut all = fields.clone();
    // A page without pictures need not have parts; where it was saved from is said all the same.
    let is_saved = all.clone().any(|field| field.starts_with("content-location:"));
    fields.any(|field| field.contains("multipart/related") || is_saved && field.contains("text/html"))
        && !all.any(|field| OF_LETTERS.iter().any(|name| field.starts_with(name)))
}

/// Reads the page with its pictures.
pub(super) fn read(bytes: &[u8], allowance: &mut Allowance<'_>) -> Result<Content, Refusal> {
    let mut parts = Vec::new();
    split(bytes, 0, &mut parts, allowance)?;
    let pages: Vec<&Part> = parts.iter().filter(|part| part.kind == "text/html").collect();
    let (first, others) = pages.split_first().ok_or(Refusal::Unreadable)?;
    let (mut document, mut shown) = page(first, allowance)?;
    // A workbook is a frame around its sheets; beside the text of a letter there are headers, footers and comments.
    if !has_text(&document) {
        for other in others.iter().filter(|part| !part.name.contains("tabstrip")) {
            let (sheet, pictures) = page(other, allowance)?;
            let above: u32 = lines_of(&document.blocks)
                .iter()
                .map(|line| visible_lines(line))
                .sum();
            document.blocks.extend(sheet.blocks);
            let below = |(name, line): (String, u32)| (name, line.saturating_add(above));
            shown.extend(pictures.into_iter().map(below));
        }
    }
    let mut met = BTreeSet::new();
    for (name, line) in shown {
        let part = parts
            .iter()
            .find(|part| part.kind.starts_with("image/") && part.name == name);
        document.pictures.extend(
            part.filter(|_| met.insert(name.clone()))
                .map(|part| picture(part, line, allowance)),
        );
    }
    Ok(Content::Document {
        format: Format::Html,
        document,
    })
}

fn has_text(document: &Document) -> bool {
    lines_of(&document.blocks)
        .iter()
        .any(|line| !line.trim().is_empty())
}

/// A page, the names of the pictures that it shows, and how many lines of text stand before each.
fn page(part: &Part, allowance: &mut Allowance<'_>) -> Result<(Document, Vec<(String, u32)>), Refusal> {
    let text = part.text().ok_or(Refusal::Unreadable)?;
    allowance.spend_text(&text)?;
    let (document, pictures) = html::with_pictures(&text);
    let named = |(source, line): (String, u32)| (last_step(&source), line);
    Ok((document, pictures.into_iter().map(named).collect()))
}

fn picture(part: &Part, line: u32, allowance: &mut Allowance<'_>) -> Picture {
    let (width, height) = image_size(&part.bytes);
    let sha256 = sha256(&part.bytes);
    allowance.met(&sha256, &part.bytes);
    Picture {
        name: part.name.clone(),
        sha256,
        bytes: part.bytes.len() as u64,
        width,
        height,
        line: Some(line),
        rows: None,
    }
}

fn last_step(location: &str) -> String {
    let step = location.trim().rsplit(['/', '\\']).next().unwrap_or_default();
    step.trim_start_matches("cid:").to_owned()
}

/// Adds the leaves of an entity in order. One without its last boundary was cut off.
fn split(
    entity: &[u8],
    depth: usize,
    parts: &mut Vec<Part>,
    allowance: &mut Allowance<'_>,
) -> Result<(), Refusal> {
    let (head, body) = head_and_body(entity);
    let field = |name: &str| field(&head, name);
    let kind = field("content-type").unwrap_or_default();
    let kind_name = kind
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    if kind_name.starts_with("multipart/") {
        let boundary = parameter(kind, "boundary").ok_or(Refusal::Unreadable)?;
        if depth >= DEPTH {
            return Err(Refusal::Unsafe);
        }
        for entity in entities(body, boundary).ok_or(Refusal::Unreadable)? {
            split(entity, depth + 1, parts, allowance)?;
        }
        return Ok(());
    }
    allowance.spend_entries(1)?;
    let encoding = field("content-transfer-encoding").unwrap_or_default();
    let bytes = match encoding.trim().to_ascii_lowercase().as_str() {
        "base64" => base64(body).ok_or(Refusal::Unreadable)?,
        "quoted-printable" => quoted_printable(body),
        _ => body.to_vec(),
    };
    allowance.spend_bytes(bytes.len() as u64)?;
    parts.push(Part {
        charset: parameter(kind, "charset").map(str::to_owned),
        kind: kind_name,
        name: last_step(field("content-location").unwrap_or_default()),
        bytes,
    });
    Ok(())
}

/// The unfolded lines of the head, and what stands behind the empty line.
fn head_and_body(entity: &[u8]) -> (Vec<String>, &[u8]) {
    let mut head: Vec<String> = Vec::new();
    let mut rest = entity;
    while !rest.is_empty() {
        let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |place| place + 1);
        let (line, behind) = rest.split_at_checked(end).unwrap_or((rest, &[]));
        rest = behind;
        let line = String::from_utf8_lossy(line.trim_ascii_end()).into_owned();
        if line.is_empty() {
            break;
        }
        match head.last_mut() {
            Some(last) if line.starts_with([' ', '\t']) => last.push_str(&line),
            Some(_) | None => head.push(line),
        }
    }
    (head, rest)
}

fn field<'h>(head: &'h [String], name: &str) -> Option<&'h str> {
    head.iter().find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.trim().eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// A parameter of a field, with or without quotes.
fn parameter<'f>(field: &'f str, name: &str) -> Option<&'f str> {
    field.split(';').skip(1).find_map(|parameter| {
        let (found, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches('"');
        (found.trim().eq_ignore_ascii_case(name) && !value.is_empty()).then_some(value)
    })
}

/// What stands between the lines of the boundary; `None` when the last one is missing.
fn entities<'b>(body: &'b [u8], boundary: &str) -> Option<Vec<&'b [u8]>> {
    let mark = format!("--{boundary}");
    let (mut entities, mut begin) = (Vec::new(), None);
    for place in memchr::memmem::find_iter(body, mark.as_bytes()) {
        let at_line = place == 0 || body.get(place - 1) == Some(&b'\n');
        let behind = body.get(place + mark.len()..).unwrap_or_default();
        let last = behind.starts_with(b"--");
        if !at_line || !(last || behind.first().is_none_or(u8::is_ascii_whitespace)) {
            continue;
        }
        entities.extend(begin.and_then(|begin| body.get(begin..place)));
        if last {
            return Some(entities);
        }
        let line = memchr::memchr(b'\n', behind).map_or(behind.len(), |end| end + 1);
        begin = Some(place + mark.len() + line);
    }
    None
}

/// Bytes written in base64, with line ends anywhere.
pub(super) fn base64(body: &[u8]) -> Option<Vec<u8>> {
    let letters: Vec<u8> = body
        .iter()
        .copied()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    BASE64.decode(letters).ok()
}

/// Signs that are no code stay as they are.
fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut made = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(place) = memchr::memchr(b'=', rest) {
        let (plain, coded) = rest.split_at_checked(place).unwrap_or((rest, &[]));
        made.extend_from_slice(plain);
        let (byte, length) = match coded {
            [_, b'\r', b'\n', ..] => (None, 3),
            [_, b'\n', ..] => (None, 2),
            [_, high, low, ..] => match (nibble(*high), nibble(*low)) {
                (Some(high), Some(low)) => (Some(high << 4 | low), 3),
                (None, _) | (_, None) => (Some(b'='), 1),
            },
            _ => (Some(b'='), 1),
        };
        made.extend(byte);
        rest = coded.get(length..).unwrap_or_default();
    }
    made.extend_from_slice(rest);
    made
}

fn nibble(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

impl Part {
    /// The page in the charset that it declares; Chinese ones and Unicode are told by the bytes.
    fn text(&self) -> Option<String> {
        let declared = self
            .charset
            .as_deref()
            .and_then(|label| Encoding::for_label(label.as_bytes()))
            .filter(|encoding| !encoding.name().starts_with("GB") && !encoding.name().starts_with("UTF"));
        match declared {
            Some(encoding) => encoding
                .decode_without_bom_handling_and_without_replacement(&self.bytes)
                .map(Cow::into_owned),
            None => plain::decode(&self.bytes),
        }
    }
}
