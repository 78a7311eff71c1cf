//! Tags and texts of XML as office programs write it, told apart without a look at the same bytes twice.
//!
//! What is given here is what quick-xml gives. At anything else (comments, marked sections, a type of document, single
//! quotation marks, names beyond ASCII, blanks in an end tag, whatever is not well-formed) the part is left to quick-xml,
//! which reads it from the beginning and decides what it means.

use std::borrow::Cow;

use memchr::{memchr2, memchr3, memmem};
use quick_xml::events::{BytesRef, BytesStart, BytesText};

use crate::compare::equal;

/// The tags and texts of a part, one after the other.
pub(super) struct Plain<'t> {
    text: &'t str,
    at: usize,
    /// Names of the elements that are open.
    open: Vec<Name<'t>>,
    /// The attributes of a tag before, up to its end: the next ones are mostly the same.
    before: &'t [u8],
}

/// A name, and as many of its first eight bytes as it has.
struct Name<'t> {
    whole: &'t [u8],
    first: u64,
    mask: u64,
}

impl<'t> Name<'t> {
    /// The name of so many bytes that begins a text.
    fn of(text: &'t [u8], length: usize) -> Self {
        let missing = 8_usize.saturating_sub(length).min(7);
        let mask = u64::MAX >> (8 * missing);
        Self {
            whole: text.get(..length).unwrap_or_default(),
            first: first(text) & mask,
            mask,
        }
    }

    fn begins(&self, text: &[u8]) -> bool {
        first(text) & self.mask == self.first && (self.whole.len() <= 8 || text.starts_with(self.whole))
    }
}

/// The first eight bytes of a text; behind its end there are zeros, which stand in no name.
fn first(text: &[u8]) -> u64 {
    let near_end = || {
        let bytes = text.iter().take(8).rev();
        bytes.fold(0, |first, byte| first << 8 | u64::from(*byte))
    };
    text.first_chunk()
        .map_or_else(near_end, |bytes| u64::from_le_bytes(*bytes))
}

/// What stands next in a part.
pub(super) enum Piece<'t> {
    /// The tag that begins an element.
    Start(BytesStart<'t>),
    /// The tag that is a whole element.
    Empty(BytesStart<'t>),
    /// The tag that ends an element.
    End,
    /// A text, its line ends made `\n`.
    Text(Cow<'t, str>),
    /// `&amp;` and the like.
    Reference(BytesRef<'t>),
}

/// Something that is for quick-xml to read.
pub(super) struct Unusual;

impl<'t> Plain<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            at: declaration(text.as_bytes()),
            open: Vec::with_capacity(16),
            before: &[],
        }
    }

    /// `None` at the end of the part, at which no element is open.
    pub(super) fn next(&mut self) -> Result<Option<Piece<'t>>, Unusual> {
        let bytes = self.text.as_bytes();
        match bytes.get(self.at..) {
            Some([b'<', b'/', ..]) => self.end().map(Some),
            Some([b'<', ..]) => self.tag().map(Some),
            Some([b'&', rest @ ..]) => {
                let length = memchr3(b';', b'&', b'<', rest).ok_or(Unusual)?;
                let name = self.take(self.at + 1, self.at + 1 + length)?;
                if bytes.get(self.at) != Some(&b';') {
                    return Err(Unusual);
                }
                self.at += 1;
                Ok(Some(Piece::Reference(BytesRef::new(name))))
            }
            Some([_, ..]) => {
                let rest = bytes.get(self.at..).unwrap_or_default();
                let length = memchr2(b'<', b'&', rest).unwrap_or(rest.len());
                let text = self.take(self.at, self.at + length)?;
                Ok(Some(Piece::Text(BytesText::from_escaped(text).xml10_content())))
            }
            Some([]) | None if self.open.is_empty() => Ok(None),
            Some([]) | None => Err(Unusual),
        }
    }

    /// The text between two places, behind which it goes on.
    fn take(&mut self, from: usize, to: usize) -> Result<&'t str, Unusual> {
        self.at = to;
        self.text.get(from..to).ok_or(Unusual)
    }

    /// The end of the element that is open, with no letter more.
    fn end(&mut self) -> Result<Piece<'t>, Unusual> {
        let name = self.open.pop().ok_or(Unusual)?;
        let rest = self.text.as_bytes().get(self.at + 2..).unwrap_or_default();
        let length = name.whole.len();
        if !name.begins(rest) || rest.get(length) != Some(&b'>') {
            return Err(Unusual);
        }
        self.at += length + 3;
        Ok(Piece::End)
    }

    /// Where the tag ends to which these attributes belong.
    fn tag_end(&mut self, attributes: &'t [u8]) -> Result<usize, Unusual> {
        if let Some((_, inside)) = self.before.split_last()
            && let Some(start) = attributes.get(..self.before.len())
            && equal(start, self.before)
        {
            return Ok(inside.len());
        }
        let mut at = 0;
        loop {
            match attributes.get(at).ok_or(Unusual)? {
                b'"' => {
                    let value = attributes.get(at + 1..).unwrap_or_default();
                    let length = memchr3(b'"', b'<', b'\'', value).ok_or(Unusual)?;
                    if value.get(length) != Some(&b'"') {
                        return Err(Unusual);
                    }
                    at += length + 1;
                }
                b'>' => {
                    self.before = attributes.get(..=at).unwrap_or_default();
                    return Ok(at);
                }
                b'\'' | b'<' => return Err(Unusual),
                _ => {}
            }
            at += 1;
        }
    }

    fn tag(&mut self) -> Result<Piece<'t>, Unusual> {
        let rest = self.text.as_bytes().get(self.at + 1..).unwrap_or_default();
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'_' | b'-' | b'.');
        let name = rest.iter().position(|byte| !is_name(byte)).ok_or(Unusual)?;
        let begins = rest.first().is_some_and(u8::is_ascii_alphabetic);
        let length = match rest.get(name..) {
            _ if !begins => return Err(Unusual),
            Some([b'>', ..]) => name,
            Some([b'/', b'>', ..]) => name + 1,
            Some([b' ' | b'\t' | b'\r' | b'\n', attributes @ ..]) => name + 1 + self.tag_end(attributes)?,
            _ => return Err(Unusual),
        };
        let content = self.take(self.at + 1, self.at + 1 + length)?;
        self.at += 1;
        if let Some(content) = content.strip_suffix('/') {
            return Ok(Piece::Empty(BytesStart::from_content(content, name)));
        }
        self.open.push(Name::of(rest, name));
        Ok(Piece::Start(BytesStart::from_content(content, name)))
    }
}

/// Bytes of the declaration that begins a part; 0 when there is none.
fn declaration(bytes: &[u8]) -> usize {
    if !bytes.starts_with(b"<?xml ") {
        return 0;
    }
    memmem::find(bytes, b"?>").map_or(0, |end| end + 2)
}

#[cfg(test)]
mod tests;
