//! Address lists, split on the raw bytes and decoded afterwards.

use crate::model::Address;
use crate::{file_name, words};

/// Reads a raw, unfolded address list. Group names are dropped, their members kept.
pub(crate) fn parse(raw: &[u8]) -> Vec<Address> {
    split(raw)
        .into_iter()
        .map(address)
        .filter(|a| *a != Address::default())
        .collect()
}

/// The ids in a `Message-ID`, `In-Reply-To` or `References` value, without angle brackets.
pub(crate) fn ids(raw: &[u8]) -> Vec<String> {
    let text = words::decode(raw);
    let bracketed: Vec<String> = text
        .split('<')
        .skip(1)
        .filter_map(|rest| rest.split_once('>'))
        .map(|(id, _)| bare(id))
        .collect();
    if bracketed.is_empty() {
        return text
            .split_whitespace()
            .map(bare)
            .filter(|id| !id.is_empty())
            .collect();
    }
    bracketed.into_iter().filter(|id| !id.is_empty()).collect()
}

/// The address of a `Return-Path`: empty for the null sender.
pub(crate) fn path(raw: &[u8]) -> String {
    without_route(&bare(&words::decode(raw))).to_lowercase()
}

fn bare(id: &str) -> String {
    id.chars()
        .filter(|c| !c.is_whitespace() && !c.is_control() && *c != '<' && *c != '>')
        .collect()
}

/// One piece per address: at commas and semicolons outside of quotes, comments, brackets and words.
fn split(raw: &[u8]) -> Vec<&[u8]> {
    let mut pieces = Vec::new();
    let (mut begin, mut at) = (0, 0);
    let (mut is_quoted, mut is_angled, mut comments) = (false, false, 0u32);
    while let Some(byte) = raw.get(at) {
        let ahead = raw.get(at..).unwrap_or_default();
        let is_free = !is_quoted && !is_angled && comments == 0;
        let mut length = 1;
        match byte {
            b'=' => length = words::word_length(ahead).unwrap_or(1),
            b'\\' if matches!(ahead, [_, b'"' | b'\\', ..]) => length = 2,
            b'"' if comments == 0 => is_quoted = !is_quoted,
            b'(' if !is_quoted => comments += 1,
            b')' if !is_quoted => comments = comments.saturating_sub(1),
            b'<' if !is_quoted && comments == 0 => is_angled = true,
            b'>' if !is_quoted => is_angled = false,
            b',' | b';' if is_free => {
                pieces.push(raw.get(begin..at).unwrap_or_default());
                begin = at + 1;
            }
            // The name of a group; an address before the colon is something else.
            b':' if is_free && !raw.get(begin..at).unwrap_or_default().contains(&b'@') => begin = at + 1,
            0x81..=0xFE if matches!(ahead, [_, 0x40..=0x7E, ..]) => length = 2,
            _ => {}
        }
        at += length;
    }
    pieces.push(raw.get(begin..).unwrap_or_default());
    pieces
}

fn address(piece: &[u8]) -> Address {
    let piece = piece.trim_ascii();
    let open = piece.iter().rposition(|b| *b == b'<');
    let Some(open) = open else {
        let (outside, comment) = comment(piece);
        let text = words::decode(outside.trim_ascii());
        if text.contains('@') {
            return Address {
                name: display(comment),
                address: without_route(&bare(&text)).to_lowercase(),
            };
        }
        return Address {
            name: display(outside),
            address: String::new(),
        };
    };
    let inside = piece.get(open + 1..).unwrap_or_default();
    let inside = inside.split(|b| *b == b'>').next().unwrap_or_default();
    let before = piece.get(..open).unwrap_or_default();
    Address {
        name: display(before),
        address: without_route(&bare(&words::decode(inside))).to_lowercase(),
    }
}

/// The mailbox alone: RFC 5322 has readers take a route before it (`@relay.example:a@b.example`) and pass it over.
pub(crate) fn without_route(address: &str) -> &str {
    let route = address
        .trim_start_matches(',')
        .strip_prefix('@')
        .and_then(|rest| rest.split_once(':'));
    match route {
        Some((_, mailbox)) if mailbox.contains('@') => mailbox,
        _ => address,
    }
}

/// Separates `address (name)`.
fn comment(piece: &[u8]) -> (&[u8], &[u8]) {
    let Some(open) = piece.iter().position(|b| *b == b'(') else {
        return (piece, b"");
    };
    let inside = piece.get(open + 1..).unwrap_or_default();
    (
        piece.get(..open).unwrap_or_default(),
        inside.strip_suffix(b")").unwrap_or(inside),
    )
}

fn display(raw: &[u8]) -> String {
    let raw = raw.trim_ascii();
    let inner = raw
        .strip_prefix(b"\"")
        .and_then(|rest| rest.strip_suffix(b"\""))
        .unwrap_or(raw);
    let mut text = words::decode(inner);
    if text.contains('\\') {
        text = text.replace("\\\"", "\"").replace("\\\\", "\\");
    }
    let text = file_name::one_line(&text);
    let unquoted = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    unquoted.unwrap_or(&text).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(raw: &[u8]) -> (String, String) {
        let mut all = parse(raw);
        assert_eq!(all.len(), 1, "{all:?}");
        let first = all.remove(0);
        (first.name, first.address)
    }

    #[test]
    fn a_quoted_encoded_word_is_decoded_as_qq_means_it() {
        let (name, address) = one(b"\"=?gb18030?B?zbO8xrHt?=\" <A@QQ.example>");
        assert_eq!((name.as_str(), address.as_str()), ("统计表", "a@qq.example"));
    }

    #[test]
    fn raw_gbk_names_are_read() {
        let mut raw = encoding_rs::GB18030.encode("参謀,").0.into_owned();
        raw.insert(0, b'"');
        raw.extend_from_slice(b"\" <a@b.example>");
        assert_eq!(one(&raw), ("参謀,".to_owned(), "a@b.example".to_owned()));
    }

    #[test]
    fn commas_in_quotes_words_and_comments_do_not_split() {
        let all = parse(b"\"a, b\" <a@x.example>, =?utf-8?Q?c,d?= <c@x.example>; e@x.example (f, g)");
        let names: Vec<_> = all.iter().map(|a| a.name.as_str()).collect();
        assert_eq!(names, ["a, b", "c,d", "f, g"]);
    }

    #[test]
    fn members_of_a_group_are_kept() {
        assert_eq!(parse(b"undisclosed-recipients:;"), []);
        assert_eq!(parse(b"office: a@x.example, b@x.example;").len(), 2);
    }

    #[test]
    fn a_route_is_no_part_of_an_address() {
        for raw in [
            "<@relay.example:a@x.example>",
            "甲 <@relay.example,@second.example:A@x.example>",
            "<,@relay.example:a@x.example>",
            "@relay.example:a@x.example",
        ] {
            assert_eq!(one(raw.as_bytes()).1, "a@x.example", "{raw}");
        }
        assert_eq!(path(b"<@relay.example:a@x.example>"), "a@x.example");
        assert_eq!(one(b"<\"a:b\"@x.example>").1, "\"a:b\"@x.example");
        let both = parse(b"<@r.example,@s.example:a@x.example>, b@x.example");
        assert_eq!(both.len(), 2, "{both:?}");
    }

    #[test]
    fn a_name_without_an_address_is_kept() {
        assert_eq!(
            one("华夏茶学会".as_bytes()),
            ("华夏茶学会".to_owned(), String::new())
        );
    }

    #[test]
    fn ids_are_found_with_and_without_brackets() {
        assert_eq!(ids(b"<a@b> <c@d>"), ["a@b", "c@d"]);
        assert_eq!(ids(b" a@b "), ["a@b"]);
    }
}
