//! Listings and messages.

use std::fmt::Write as _;

use super::{Answer, Quirk, Script, set};

/// Where and how much of a message was asked for: `BODY.PEEK[]<0.1048576>`.
fn partial(rest: &str) -> Option<(usize, usize)> {
    let (_, after) = rest.split_once("BODY.PEEK[]<")?;
    let (offset, length) = after.split_once('>')?.0.split_once('.')?;
    Some((offset.parse().unwrap(), length.parse().unwrap()))
}

fn uid(rest: &str) -> u32 {
    rest.split(' ').nth(2).unwrap().parse().unwrap()
}

impl Script {
    pub(super) fn listing(&self, tag: &str, rest: &str) -> Answer {
        let by_uid = rest.starts_with("UID ");
        let bad = || Answer::said(format!("{tag} BAD UID parameters!\r\n"));
        let detailed = rest.contains("INTERNALDATE");
        if self.has(Quirk::CannotList) || detailed && self.has(Quirk::CannotDescribe) {
            return bad();
        }
        let asked = rest.trim_start_matches("UID ").split(' ').nth(1).unwrap();
        let count = u32::try_from(self.messages.len()).unwrap();
        let largest = if by_uid {
            self.messages.keys().next_back().copied().unwrap_or(0)
        } else {
            count
        };
        let Some(ranges) = set::parse(asked, largest) else {
            return bad();
        };
        let several = asked.contains(':');
        let mut text = String::new();
        for (number, (uid, raw)) in (1..).zip(&self.messages) {
            let key = if by_uid { *uid } else { number };
            let is_omitted = several && self.has(Quirk::Omits(number));
            if is_omitted || !ranges.iter().any(|range| range.contains(&key)) {
                continue;
            }
            let details = if detailed {
                self.details(*uid, raw)
            } else {
                String::new()
            };
            write!(text, "* {number} FETCH (UID {uid}{details})\r\n").unwrap();
            if self.has(Quirk::Chatters) {
                write!(text, "* {number} FETCH (FLAGS (\\Seen))\r\n").unwrap();
            }
        }
        if self.has(Quirk::CutsListing) {
            return Answer::last(text);
        }
        write!(text, "{tag} OK FETCH completed\r\n").unwrap();
        Answer::said(text)
    }

    fn details(&self, uid: u32, raw: &[u8]) -> String {
        let misstated = self.quirks.iter().find_map(|quirk| match quirk {
            Quirk::MisstatesSize(size) => Some(*size as usize),
            _ => None,
        });
        let size = misstated.unwrap_or(raw.len());
        if self.has(Quirk::NoDates) {
            return format!(" RFC822.SIZE {size} INTERNALDATE NIL");
        }
        let usual = "24-Oct-2022 09:00:05 +0800".to_owned();
        let date = self.dates.get(&uid).unwrap_or(&usual);
        format!(" RFC822.SIZE {size} INTERNALDATE \"{date}\"")
    }

    pub(super) fn header(&self, tag: &str, rest: &str) -> Answer {
        let uid = uid(rest);
        let raw = self.messages.get(&uid).unwrap();
        let end = raw.windows(4).position(|bytes| bytes == b"\r\n\r\n").unwrap() + 4;
        let mut bytes = format!("* 1 FETCH (UID {uid} BODY[HEADER] {{{end}}}\r\n").into_bytes();
        bytes.extend(raw.iter().take(end));
        bytes.extend_from_slice(format!(")\r\n{tag} OK FETCH completed\r\n").as_bytes());
        Answer::said(bytes)
    }

    pub(super) fn message(&mut self, tag: &str, rest: &str) -> Answer {
        let uid = uid(rest);
        let ok = format!("{tag} OK FETCH completed\r\n");
        if self.has(Quirk::AnnouncesTooMuch) {
            // The number below 2^32, which parsers take for one.
            return Answer::said(format!(
                "* 1 FETCH (UID {uid} BODY[] {{4294967295}}\r\nSubject: x\r\n"
            ));
        }
        if self.has(Quirk::Babbles(uid)) {
            return Answer::said(format!("* 1 FETCH (UID {uid} ENVELOPE (\"sina.com\\\")\r\n{ok}"));
        }
        if self.has(Quirk::HandsOutNothing(uid)) || !self.messages.contains_key(&uid) {
            return Answer::said(ok);
        }
        match partial(rest) {
            Some((offset, _)) if offset > 0 && self.take(Quirk::ChangesBetweenSlices) => {
                self.messages
                    .get_mut(&uid)
                    .unwrap()
                    .extend_from_slice(b"more\r\n");
                self.message(tag, rest)
            }
            Some(_) if self.has(Quirk::NilSlices) => {
                Answer::said(format!("* 1 FETCH (UID {uid} BODY[] NIL)\r\n{ok}"))
            }
            Some((offset, length)) if !self.has(Quirk::IgnoresPartial) => {
                self.slice(tag, uid, offset, length)
            }
            Some(_) | None => self.whole(uid, &ok),
        }
    }

    fn slice(&self, tag: &str, uid: u32, offset: usize, length: usize) -> Answer {
        let raw = self.messages.get(&uid).unwrap();
        if offset >= raw.len() && self.has(Quirk::RefusesBeyondEnd) {
            return Answer::said(format!("{tag} NO out of range\r\n"));
        }
        let begin = offset.min(raw.len());
        let piece = raw.get(begin..(begin + length).min(raw.len())).unwrap();
        let origin = offset + usize::from(self.has(Quirk::WrongOrigin));
        let size = self.details(uid, raw);
        let size = size.split(" INTERNALDATE").next().unwrap();
        let mut bytes = format!(
            "* 1 FETCH (UID {uid}{size} BODY[]<{origin}> {{{}}}\r\n",
            piece.len()
        )
        .into_bytes();
        let cut = self
            .quirks
            .iter()
            .any(|quirk| matches!(quirk, Quirk::CutsSlicesFrom(from) if offset >= *from));
        if cut {
            bytes.extend(piece.iter().take(piece.len() / 2));
            return Answer::last(bytes);
        }
        bytes.extend_from_slice(piece);
        bytes.extend_from_slice(format!(")\r\n{tag} OK FETCH completed\r\n").as_bytes());
        Answer::said(bytes)
    }

    fn whole(&self, uid: u32, ok: &str) -> Answer {
        let raw = self.messages.get(&uid).unwrap();
        let mut bytes = Vec::new();
        if self.has(Quirk::Chatters) {
            bytes.extend_from_slice(b"* 3 FETCH (UID 999 BODY[] {7}\r\nnot it\n)\r\n* 4 EXISTS\r\n");
        }
        bytes.extend_from_slice(format!("* 1 FETCH (UID {uid} BODY[] {{{}}}\r\n", raw.len()).as_bytes());
        if self.has(Quirk::CutsMessage(uid)) || self.has(Quirk::Stalls(uid)) {
            bytes.extend(raw.iter().take(raw.len() / 2));
            let end = self.has(Quirk::CutsMessage(uid));
            return Answer { bytes, end };
        }
        bytes.extend_from_slice(raw);
        bytes.extend_from_slice(b")\r\n");
        if self.has(Quirk::Chatters) {
            bytes.extend_from_slice(b"* 2 FETCH (FLAGS (\\Seen))\r\n");
        }
        let end = self.has(Quirk::CutsBeforeOk(uid));
        if !end {
            bytes.extend_from_slice(ok.as_bytes());
        }
        Answer { bytes, end }
    }
}
