//! The header block of a message or part: raw fields, unfolded, nothing decoded.

use std::borrow::Cow;

/// Bytes of one unfolded value; what goes beyond is left out. 2000 recipients fit.
const LONGEST_VALUE: usize = 256 * 1024;

/// Fields of one header; more is no mail program's, and each costs more memory than its bytes.
const MOST_FIELDS: usize = 10_000;

/// The fields of one header block, topmost first.
#[derive(Debug, Default)]
pub(crate) struct Header {
    fields: Vec<Field>,
    /// Whether there were lines that are no fields, or too much of anything.
    pub(crate) is_malformed: bool,
}

#[derive(Debug)]
struct Field {
    name: String,
    value: Vec<u8>,
}

impl Header {
    /// Splits an entity into its header and its body. LF and CRLF are both line ends.
    ///
    /// When the first line is no field, everything is body: a part may begin without a blank line.
    pub(crate) fn split(entity: &[u8]) -> (Self, &[u8]) {
        let mut header = Self::default();
        let mut rest = entity;
        while !rest.is_empty() {
            let (line, after) = first_line(rest);
            if line.is_empty() {
                return (header, after);
            }
            let is_folded = line.first().is_some_and(|b| matches!(b, b' ' | b'\t'));
            if header.fields.len() == MOST_FIELDS && !is_folded {
                header.is_malformed = true;
            } else if is_folded && !header.fields.is_empty() {
                header.unfold(line);
            } else if let Some(mut field) = field(line) {
                header.is_malformed |= field.value.len() > LONGEST_VALUE;
                field.value.truncate(LONGEST_VALUE);
                header.fields.push(field);
            } else if header.fields.is_empty() {
                return (header, entity);
            } else {
                header.is_malformed = true;
            }
            rest = after;
        }
        (header, rest)
    }

    /// The first value of the field `name` (lower-case).
    pub(crate) fn first(&self, name: &str) -> Option<&[u8]> {
        self.fields
            .iter()
            .find(|field| field.name == name)
            .map(|field| field.value.as_slice())
    }

    /// All values of the field `name` (lower-case), topmost first.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.fields
            .iter()
            .filter(move |field| field.name == name)
            .map(|field| field.value.as_slice())
    }

    /// All values of the field `name`, topmost first, each with the number of fields `counted` above it.
    pub(crate) fn all_below<'a>(
        &'a self,
        name: &'a str,
        counted: &'a str,
    ) -> impl Iterator<Item = (usize, &'a [u8])> {
        let mut above = 0;
        self.fields.iter().filter_map(move |field| {
            above += usize::from(field.name == counted);
            (field.name == name).then_some((above, field.value.as_slice()))
        })
    }

    /// Whether the field `name` (lower-case) is there.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.first(name).is_some()
    }

    fn unfold(&mut self, line: &[u8]) {
        let Some(field) = self.fields.last_mut() else {
            return;
        };
        if field.value.len() + line.len() > LONGEST_VALUE {
            self.is_malformed = true;
            return;
        }
        field.value.push(b' ');
        field.value.extend_from_slice(line.trim_ascii());
    }
}

/// A message whose lines end with CR alone, as old Mac programs wrote them, with LF instead. Servers on the way may have
/// put lines of their own above it, and an end below it.
pub(crate) fn with_line_feeds(raw: &[u8]) -> Cow<'_, [u8]> {
    let written = raw.trim_ascii_end();
    let above = written
        .iter()
        .rposition(|b| *b == b'\n')
        .map_or(0, |last| last + 1);
    let (head, rest) = written.split_at(above);
    let first = rest.split(|b| *b == b'\r').next().unwrap_or_default();
    let is_old = rest.contains(&b'\r') && field(first).is_some() && is_all_header(head);
    if !is_old {
        return Cow::Borrowed(raw);
    }
    let with_lf = |b: &u8| if *b == b'\r' { b'\n' } else { *b };
    Cow::Owned(head.iter().copied().chain(rest.iter().map(with_lf)).collect())
}

/// Whether no blank line ends the header among these whole lines.
fn is_all_header(lines: &[u8]) -> bool {
    let mut lines = lines.split_inclusive(|b| *b == b'\n');
    lines.all(|line| !line.trim_ascii().is_empty())
}

/// The first line without its end, and what follows it.
pub(crate) fn first_line(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = bytes.iter().position(|b| *b == b'\n').unwrap_or(bytes.len());
    let line = bytes.get(..end).unwrap_or_default();
    let after = bytes.get(end + 1..).unwrap_or_default();
    // Programs that take LF for CRLF twice make CRCRLF.
    let length = line.iter().rposition(|b| *b != b'\r').map_or(0, |last| last + 1);
    (line.get(..length).unwrap_or_default(), after)
}

/// Whether the bytes are a whole message of their own, as in an `.eml` file.
pub(crate) fn looks_like_message(bytes: &[u8]) -> bool {
    let (header, _) = Header::split(without_mbox_line(bytes));
    let known = [
        "date",
        "subject",
        "to",
        "message-id",
        "received",
        "mime-version",
        "return-path",
    ];
    header.has("from") && known.iter().filter(|name| header.has(name)).count() >= 2
}

/// Skips what some programs put before the first field: blank lines and the separator of mbox files.
pub(crate) fn without_mbox_line(raw: &[u8]) -> &[u8] {
    let bytes = raw
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(raw)
        .trim_ascii_start();
    if bytes.starts_with(b"From ") || bytes.starts_with(b">From ") {
        return first_line(bytes).1;
    }
    bytes
}

fn field(line: &[u8]) -> Option<Field> {
    let colon = line.iter().position(|b| *b == b':')?;
    let name = line.get(..colon)?.trim_ascii_end();
    if name.is_empty() || !name.iter().all(u8::is_ascii_graphic) {
        return None;
    }
    let name = name.iter().map(|b| char::from(b.to_ascii_lowercase())).collect();
    Some(Field {
        name,
        value: line.get(colon + 1..)?.trim_ascii().to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folded_lines_are_joined_by_one_space() {
        let (header, body) = Header::split(b"Subject: a\r\n\t b\r\nX: 1\r\n\r\nbody");
        assert_eq!(header.first("subject"), Some(&b"a b"[..]));
        assert_eq!(body, b"body");
    }

    #[test]
    fn a_value_without_end_is_cut_and_reported() {
        let raw = format!("Subject: {}\r\nX: 1\r\n\r\n", "a".repeat(LONGEST_VALUE + 1));
        let (header, _) = Header::split(raw.as_bytes());
        assert_eq!(header.first("subject").map(<[u8]>::len), Some(LONGEST_VALUE));
        assert_eq!(header.first("x"), Some(&b"1"[..]));
        assert!(header.is_malformed);
    }

    #[test]
    fn fields_without_end_are_left_out_and_reported() {
        let raw = format!("{}Subject: x\n\nbody", "X: 1\n".repeat(MOST_FIELDS));
        let (header, body) = Header::split(raw.as_bytes());
        assert_eq!(
            (header.all("x").count(), header.first("subject")),
            (MOST_FIELDS, None)
        );
        assert!(header.is_malformed);
        assert_eq!(body, b"body");
    }

    #[test]
    fn a_line_end_that_was_converted_twice_is_one() {
        let (header, body) = Header::split(b"A: 1\r\r\nB: 2\r\r\n\r\r\nbody");
        assert_eq!(
            (header.first("a"), header.first("b")),
            (Some(&b"1"[..]), Some(&b"2"[..]))
        );
        assert_eq!(body, b"body");
    }

    #[test]
    fn lines_that_are_no_fields_are_skipped_and_reported() {
        let (header, body) = Header::split(b"A: 1\nthis is none\nB: 2\n\nbody");
        assert_eq!(header.first("b"), Some(&b"2"[..]));
        assert!(header.is_malformed);
        assert_eq!(body, b"body");
    }

    #[test]
    fn text_without_a_header_is_all_body() {
        let (header, body) = Header::split("您好，见附件。\n\n谢谢".as_bytes());
        assert!(header.fields.is_empty());
        assert_eq!(body, "您好，见附件。\n\n谢谢".as_bytes());
    }

    #[test]
    fn the_separator_of_an_mbox_is_no_header() {
        let (header, _) = Header::split(without_mbox_line(b"From a@b Mon Sep\nSubject: x\n\n"));
        assert_eq!(header.first("subject"), Some(&b"x"[..]));
    }
}
