//! Splits the body of a multipart at its boundary.

use crate::header::first_line;

/// A boundary at the end of a line is believed from this length on (163's delivery reports need it).
const LONG_BOUNDARY: usize = 10;

/// The parts of a multipart.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Parts<'a> {
    /// Header and body of each part.
    pub(crate) entities: Vec<&'a [u8]>,
    /// Whether the closing boundary came last.
    pub(crate) is_closed: bool,
    /// Whether the last part ends where the body does, without a boundary behind it.
    pub(crate) last_is_open: bool,
}

/// Splits `body`; only whole lines are boundaries, so that one boundary may begin another.
///
/// Parts after a closing boundary are taken too: nested multiparts may reuse their parent's boundary.
pub(crate) fn split<'a>(body: &'a [u8], boundary: &[u8]) -> Parts<'a> {
    let mut found = Parts::default();
    let mut begin = None;
    let mut rest = body;
    while !rest.is_empty() {
        let line_begin = body.len() - rest.len();
        let (line, after) = first_line(rest);
        rest = after;
        let Some(delimiter) = delimiter(line, boundary) else {
            continue;
        };
        if let Some(begin) = begin {
            let part = body.get(begin..line_begin + delimiter.offset).unwrap_or_default();
            found.entities.push(if delimiter.offset == 0 {
                without_line_end(part)
            } else {
                part
            });
        }
        begin = (!delimiter.is_closing).then_some(body.len() - rest.len());
        found.is_closed = delimiter.is_closing;
    }
    if let Some(part) = begin
        .and_then(|begin| body.get(begin..))
        .filter(|part| !part.trim_ascii().is_empty())
    {
        let before = before_cut_boundary(part, boundary);
        found.last_is_open = before.is_none();
        found.entities.push(before.unwrap_or(part));
    }
    found
}

/// What stands before a boundary that the end of the message cuts in two: that much is whole.
fn before_cut_boundary<'a>(part: &'a [u8], boundary: &[u8]) -> Option<&'a [u8]> {
    let begin = part.iter().rposition(|byte| *byte == b'\n')? + 1;
    let (before, line) = part.split_at_checked(begin)?;
    let rest = line.strip_prefix(b"--")?;
    let is_begun = !rest.is_empty() && [boundary, b"-"].concat().starts_with(rest);
    is_begun.then(|| without_line_end(before))
}

/// The boundary of a multipart that does not name its own: the first `--line` before a MIME header.
pub(crate) fn guess_boundary(body: &[u8]) -> Option<&[u8]> {
    let mut rest = body;
    while !rest.is_empty() {
        let (line, after) = first_line(rest);
        rest = after;
        let is_header = after
            .get(..8)
            .is_some_and(|name| name.eq_ignore_ascii_case(b"content-"));
        if let Some(boundary) = line.strip_prefix(b"--").filter(|b| !b.is_empty() && is_header) {
            return Some(boundary.trim_ascii_end());
        }
    }
    None
}

struct Delimiter {
    /// Where in its line it begins.
    offset: usize,
    is_closing: bool,
}

fn delimiter(line: &[u8], boundary: &[u8]) -> Option<Delimiter> {
    let line = line.trim_ascii_end();
    if line.len() < boundary.len() + 2 {
        return None;
    }
    let (before, is_closing) = match line.strip_suffix(boundary) {
        Some(before) => (before, false),
        None => (line.strip_suffix(b"--")?.strip_suffix(boundary)?, true),
    };
    let offset = before.strip_suffix(b"--")?.len();
    (offset == 0 || boundary.len() >= LONG_BOUNDARY).then_some(Delimiter { offset, is_closing })
}

/// The line end before a boundary belongs to the boundary.
fn without_line_end(part: &[u8]) -> &[u8] {
    let part = part.strip_suffix(b"\n").unwrap_or(part);
    part.strip_suffix(b"\r").unwrap_or(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_boundary_that_begins_another_is_not_confused_with_it() {
        let found = split(b"--a\n\nx\n--ab\ny\n--a--\n", b"a");
        assert_eq!(
            found,
            Parts {
                entities: vec![&b"\nx\n--ab\ny"[..]],
                is_closed: true,
                last_is_open: false
            }
        );
    }

    #[test]
    fn a_missing_closing_boundary_is_seen() {
        let found = split(b"pre\r\n--a\r\n\r\nx\r\n--a\r\n\r\ny", b"a");
        assert_eq!(
            found,
            Parts {
                entities: vec![&b"\r\nx"[..], b"\r\ny"],
                is_closed: false,
                last_is_open: true
            }
        );
    }

    #[test]
    fn a_part_before_a_boundary_that_is_cut_in_two_is_whole() {
        let found = split(b"--ab\n\nx\n--a", b"ab");
        assert_eq!((found.entities, found.last_is_open), (vec![&b"\nx"[..]], false));
        let found = split(b"--ab\n\nx\n--", b"ab");
        assert_eq!(
            (found.entities, found.last_is_open),
            (vec![&b"\nx\n--"[..]], true)
        );
    }

    #[test]
    fn a_boundary_right_behind_text_ends_the_part() {
        let found = split(
            b"--boundary-1\n\nx--boundary-1\n\ny\n--boundary-1--",
            b"boundary-1",
        );
        assert_eq!(found.entities, [&b"\nx"[..], b"\ny"]);
    }

    #[test]
    fn parts_after_a_closing_boundary_are_kept() {
        assert_eq!(
            split(b"--a\n1\n--a--\n--a\n2\n--a--\n", b"a").entities,
            [&b"1"[..], b"2"]
        );
    }

    #[test]
    fn a_boundary_is_guessed_before_a_mime_header() {
        assert_eq!(
            guess_boundary(b"-- sig\n--x1\nContent-Type: text/plain\n\n"),
            Some(&b"x1"[..])
        );
        assert_eq!(guess_boundary(b"--x1\nhello"), None);
    }
}
