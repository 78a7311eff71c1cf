//! What Outlook's own formats share: properties by number, and a letter made of them.
//!
//! Numbers and types as in MS-OXPROPS and MS-OXCDATA 2.11.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta};

use crate::charset;
use crate::envelope;
use crate::header::Header;
use crate::model::{Address, ParsedMail};

pub(crate) const SUBJECT: u16 = 0x0037;
pub(crate) const BODY: u16 = 0x1000;
pub(crate) const DATA: u16 = 0x3701;
pub(crate) const FILE_NAME: u16 = 0x3704;
const SUBMITTED: u16 = 0x0039;
const REPRESENTED_NAME: u16 = 0x0042;
const REPRESENTED_ADDRESS: u16 = 0x0065;
const TRANSPORT_HEADER: u16 = 0x007D;
const SENDER_NAME: u16 = 0x0C1A;
const SENDER_ADDRESS: u16 = 0x0C1F;
const HTML: u16 = 0x1013;
const MESSAGE_ID: u16 = 0x1035;
const DISPLAY_NAME: u16 = 0x3001;
const LONG_FILE_NAME: u16 = 0x3707;
const MIME_TYPE: u16 = 0x370E;
const CONTENT_ID: u16 = 0x3712;
const INTERNET_CODEPAGE: u16 = 0x3FDE;
const MESSAGE_CODEPAGE: u16 = 0x3FFD;
const SENDER_SMTP: u16 = 0x5D01;
const REPRESENTED_SMTP: u16 = 0x5D02;

/// The value of a property, as far as one is of use here.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    /// PT_STRING8: in the codepage of the letter.
    Narrow(Vec<u8>),
    /// PT_UNICODE.
    Wide(String),
    /// PT_BINARY and PT_OBJECT.
    Bytes(Vec<u8>),
    /// PT_LONG.
    Number(u32),
    /// PT_SYSTIME: tenths of microseconds since 1601.
    Time(u64),
    /// What is of no use here.
    Other,
}

/// The value of a string or of bytes, by its type.
pub(crate) fn value(kind: u16, bytes: &[u8]) -> Value {
    match kind {
        0x001E => Value::Narrow(bytes.to_vec()),
        0x001F => {
            let units = bytes.chunks_exact(2).map(|pair| match pair {
                [low, high] => u16::from_le_bytes([*low, *high]),
                _ => 0,
            });
            let text = char::decode_utf16(units).map(|c| c.unwrap_or('\u{FFFD}'));
            Value::Wide(text.collect())
        }
        0x0102 | 0x000D => Value::Bytes(bytes.to_vec()),
        _ => Value::Other,
    }
}

/// The properties of a letter or of an attachment.
#[derive(Debug, Clone, Default)]
pub(crate) struct Properties {
    pub(crate) values: BTreeMap<u16, Value>,
    /// Codepage of [`Value::Narrow`] when no property names it.
    pub(crate) codepage: Option<u32>,
}

impl Properties {
    fn number(&self, id: u16) -> Option<u32> {
        match self.values.get(&id)? {
            Value::Number(number) => Some(*number),
            Value::Narrow(_) | Value::Wide(_) | Value::Bytes(_) | Value::Time(_) | Value::Other => None,
        }
    }

    /// A text that is not empty.
    pub(crate) fn text(&self, id: u16) -> Option<String> {
        let codepage = self.number(MESSAGE_CODEPAGE).or(self.codepage);
        let text = match self.values.get(&id)? {
            Value::Wide(text) => text.clone(),
            Value::Narrow(bytes) => charset::decode(without_end(bytes), codepage.and_then(label)).text,
            Value::Bytes(bytes) => {
                let codepage = self.number(INTERNET_CODEPAGE).or(codepage);
                charset::decode(without_end(bytes), codepage.and_then(label)).text
            }
            Value::Number(_) | Value::Time(_) | Value::Other => return None,
        };
        let text = charset::nfc(text.trim_end_matches('\0'));
        (!text.trim().is_empty()).then_some(text)
    }

    fn first_text(&self, ids: &[u16]) -> Option<String> {
        ids.iter().find_map(|id| self.text(*id))
    }

    /// Bytes, whatever they are.
    pub(crate) fn take_bytes(&mut self, id: u16) -> Option<Vec<u8>> {
        match self.values.remove(&id)? {
            Value::Bytes(bytes) | Value::Narrow(bytes) => Some(bytes),
            Value::Wide(_) | Value::Number(_) | Value::Time(_) | Value::Other => None,
        }
    }

    fn time(&self, id: u16) -> Option<String> {
        let Value::Time(ticks) = self.values.get(&id)? else {
            return None;
        };
        let since_1601 = TimeDelta::microseconds(i64::try_from(ticks / 10).ok()?);
        // 1601-01-01 in seconds before 1970.
        let time = DateTime::from_timestamp(-11_644_473_600, 0)?.checked_add_signed(since_1601)?;
        Some(time.to_rfc3339())
    }

    /// The plain text of a letter, lines ended by `\n`.
    pub(crate) fn plain(&self) -> Option<String> {
        self.text(BODY).map(|text| text.replace("\r\n", "\n"))
    }

    /// The HTML of a letter.
    pub(crate) fn html(&self) -> Option<String> {
        self.text(HTML)
    }

    /// The header of a letter: as it came through the internet, else as Outlook keeps it.
    pub(crate) fn head(&self) -> ParsedMail {
        let transported = self.text(TRANSPORT_HEADER).unwrap_or_default();
        let mut mail = envelope::read(&Header::split(transported.as_bytes()).0);
        if mail.subject.is_empty() {
            let subject = self.text(SUBJECT).unwrap_or_default();
            mail.subject = crate::file_name::one_line(&subject);
        }
        if mail.from.is_empty() {
            mail.from.extend(self.from());
        }
        if mail.date.is_none() {
            mail.date = self.time(SUBMITTED);
            mail.date_raw.clone_from(&mail.date);
        }
        if mail.message_id.is_none() {
            mail.message_id = self
                .text(MESSAGE_ID)
                .map(|id| id.trim().trim_matches(['<', '>']).to_owned());
        }
        mail
    }

    fn from(&self) -> Option<Address> {
        let addresses = [SENDER_SMTP, REPRESENTED_SMTP, SENDER_ADDRESS, REPRESENTED_ADDRESS];
        // Within an Exchange organisation the address is a directory path without @.
        let address = addresses
            .iter()
            .filter_map(|id| self.text(*id))
            .find(|text| text.contains('@'))
            .unwrap_or_default();
        let name = self
            .first_text(&[SENDER_NAME, REPRESENTED_NAME])
            .unwrap_or_default();
        (!address.is_empty() || !name.is_empty()).then(|| Address {
            name: crate::file_name::one_line(&name),
            address: address.trim().to_lowercase(),
        })
    }

    /// The name of an attachment.
    pub(crate) fn file_name(&self) -> Option<String> {
        self.first_text(&[LONG_FILE_NAME, FILE_NAME, DISPLAY_NAME])
            .map(|name| crate::file_name::safe(&name))
            .filter(|name| !name.is_empty())
    }

    /// The declared type of an attachment, lower-case.
    pub(crate) fn content_type(&self) -> String {
        self.text(MIME_TYPE).map_or_else(
            || "application/octet-stream".to_owned(),
            |text| text.trim().to_lowercase(),
        )
    }

    /// The id by which the HTML shows an attachment.
    pub(crate) fn content_id(&self) -> Option<String> {
        self.text(CONTENT_ID)
            .map(|id| id.trim().trim_matches(['<', '>']).to_owned())
    }
}

fn without_end(bytes: &[u8]) -> &[u8] {
    let end = bytes
        .iter()
        .rposition(|byte| *byte != 0)
        .map_or(0, |last| last + 1);
    bytes.get(..end).unwrap_or_default()
}

/// The charset of a Windows codepage; `None` leaves it to the bytes.
fn label(codepage: u32) -> Option<&'static str> {
    Some(match codepage {
        936 | 20936 | 51936 | 54936 => "gb18030",
        950 => "big5",
        932 => "shift_jis",
        949 => "euc-kr",
        1250 => "windows-1250",
        1251 => "windows-1251",
        1252 => "windows-1252",
        65001 => "utf-8",
        _ => return None,
    })
}

/// A letter in one of Outlook's own formats.
#[derive(Debug, Default)]
pub(crate) struct OutlookLetter {
    pub(crate) properties: Properties,
    pub(crate) attachments: Vec<OutlookFile>,
    /// Whether something in it could not be read.
    pub(crate) is_damaged: bool,
}

/// An attachment of such a letter.
#[derive(Debug)]
pub(crate) struct OutlookFile {
    pub(crate) properties: Properties,
    pub(crate) content: OutlookContent,
}

/// What is attached.
#[derive(Debug)]
pub(crate) enum OutlookContent {
    File(Vec<u8>),
    Letter(Box<OutlookLetter>),
}

/// Reads little-endian values from the front of bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bytes<'b>(pub(crate) &'b [u8]);

impl<'b> Bytes<'b> {
    pub(crate) fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    pub(crate) fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    pub(crate) fn short(&mut self) -> Option<u16> {
        self.take(2)?.try_into().ok().map(u16::from_le_bytes)
    }

    pub(crate) fn long(&mut self) -> Option<u32> {
        self.take(4)?.try_into().ok().map(u32::from_le_bytes)
    }

    pub(crate) fn double(&mut self) -> Option<u64> {
        self.take(8)?.try_into().ok().map(u64::from_le_bytes)
    }

    /// A length in front of so many bytes, filled up to a multiple of four.
    pub(crate) fn padded(&mut self) -> Option<&'b [u8]> {
        let length = usize::try_from(self.long()?).ok()?;
        let taken = self.take(length)?;
        self.take(length.next_multiple_of(4) - length)?;
        Some(taken)
    }
}
