//! winmail.dat: the Transport Neutral Encapsulation Format of Outlook and Exchange (MS-OXTNEF).

use crate::mapi::{self, Bytes, OutlookContent, OutlookFile, OutlookLetter, Properties, Value};

const SIGNATURE: u32 = 0x223E_9F78;
/// Letters attached to letters.
const DEEPEST: usize = 5;

const CODEPAGE: u32 = 0x0006_9007;
const SUBJECT: u32 = 0x0001_8004;
const BODY: u32 = 0x0002_800C;
const PROPERTIES: u32 = 0x0006_9003;
const ATTACHMENT_BEGINS: u32 = 0x0006_9002;
const ATTACHMENT_TITLE: u32 = 0x0001_8010;
const ATTACHMENT_DATA: u32 = 0x0006_800F;
const ATTACHMENT_PROPERTIES: u32 = 0x0006_9005;

/// Whether the bytes are this format, whatever their name.
pub(crate) fn is_envelope(bytes: &[u8]) -> bool {
    Bytes(bytes).long() == Some(SIGNATURE)
}

/// Opens the envelope as far as it goes.
pub(crate) fn read(bytes: &[u8]) -> OutlookLetter {
    at_depth(bytes, 0)
}

fn at_depth(bytes: &[u8], depth: usize) -> OutlookLetter {
    let mut envelope = Envelope::default();
    let mut rest = Bytes(bytes);
    // Signature and key.
    rest.take(6);
    while !rest.0.is_empty() {
        if rest
            .attribute()
            .and_then(|attribute| envelope.take(&attribute))
            .is_none()
        {
            envelope.is_damaged = true;
            break;
        }
    }
    envelope.finish(depth)
}

struct Attribute<'b> {
    id: u32,
    data: &'b [u8],
}

impl<'b> Bytes<'b> {
    /// Level, id, length, data and the sum of the data's bytes. `None` when cut off or changed.
    fn attribute(&mut self) -> Option<Attribute<'b>> {
        self.byte()?;
        let id = self.long()?;
        let length = usize::try_from(self.long()?).ok()?;
        let data = self.take(length)?;
        let sum = data
            .iter()
            .fold(0u16, |sum, byte| sum.wrapping_add(u16::from(*byte)));
        (self.short()? == sum).then_some(Attribute { id, data })
    }
}

#[derive(Default)]
struct Envelope {
    properties: Properties,
    attachments: Vec<Attached>,
    is_damaged: bool,
}

#[derive(Default)]
struct Attached {
    properties: Properties,
    data: Option<Vec<u8>>,
}

impl Envelope {
    fn take(&mut self, attribute: &Attribute<'_>) -> Option<()> {
        let data = attribute.data;
        match attribute.id {
            CODEPAGE => self.properties.codepage = Bytes(data).long(),
            SUBJECT => self.narrow(mapi::SUBJECT, data),
            BODY => self.narrow(mapi::BODY, data),
            PROPERTIES => list(data, &mut self.properties)?,
            ATTACHMENT_BEGINS => {
                let mut attached = Attached::default();
                attached.properties.codepage = self.properties.codepage;
                self.attachments.push(attached);
            }
            ATTACHMENT_TITLE => {
                let name = Value::Narrow(data.to_vec());
                let attached = self.attachments.last_mut()?;
                attached.properties.values.insert(mapi::FILE_NAME, name);
            }
            ATTACHMENT_DATA => self.attachments.last_mut()?.data = Some(data.to_vec()),
            ATTACHMENT_PROPERTIES => list(data, &mut self.attachments.last_mut()?.properties)?,
            _ => {}
        }
        Some(())
    }

    /// A text outside the list of properties; the list knows better.
    fn narrow(&mut self, id: u16, data: &[u8]) {
        let value = Value::Narrow(data.to_vec());
        self.properties.values.entry(id).or_insert(value);
    }

    fn finish(self, depth: usize) -> OutlookLetter {
        let mut letter = OutlookLetter {
            properties: self.properties,
            attachments: Vec::new(),
            is_damaged: self.is_damaged,
        };
        for mut attached in self.attachments {
            let object = attached.properties.take_bytes(mapi::DATA);
            // An object stands behind the 16 bytes that name its interface.
            let inner = object
                .as_deref()
                .and_then(|bytes| bytes.get(16..))
                .filter(|bytes| is_envelope(bytes));
            let content = match (inner, attached.data) {
                (Some(inner), _) if depth < DEEPEST => {
                    Some(OutlookContent::Letter(Box::new(at_depth(inner, depth + 1))))
                }
                (Some(inner), _) => Some(OutlookContent::File(inner.to_vec())),
                (None, data) => data.or(object).map(OutlookContent::File),
            };
            match content {
                Some(content) => letter.attachments.push(OutlookFile {
                    properties: attached.properties,
                    content,
                }),
                None => letter.is_damaged = true,
            }
        }
        letter
    }
}

/// A list of properties (MS-OXTNEF 2.1.3.4). `None` when it is cut off or of an unknown type.
fn list(data: &[u8], into: &mut Properties) -> Option<()> {
    let mut rest = Bytes(data);
    let count = rest.long()?;
    for _ in 0..count {
        let kind = rest.short()?;
        let id = rest.short()?;
        if id >= 0x8000 {
            skip_name(&mut rest)?;
        }
        let value = property(&mut rest, kind)?;
        // What is named has no fixed number.
        if id < 0x8000 {
            into.values.insert(id, value);
        }
    }
    Some(())
}

fn skip_name(rest: &mut Bytes<'_>) -> Option<()> {
    rest.take(16)?;
    if rest.long()? == 0 {
        rest.long()?;
    } else {
        rest.padded()?;
    }
    Some(())
}

/// The first value; the others of a property with several are passed over. `None` when cut off.
fn property(rest: &mut Bytes<'_>, kind: u16) -> Option<Value> {
    const SEVERAL: u16 = 0x1000;
    let single = kind & !SEVERAL;
    let is_long = matches!(single, 0x000D | 0x001E | 0x001F | 0x0102);
    if !is_long && kind & SEVERAL == 0 {
        return fixed(rest, single);
    }
    let count = rest.long()?;
    // A value may be empty: without this, the count alone could keep us busy.
    if usize::try_from(count).ok()? > rest.0.len() {
        return None;
    }
    let mut first = None;
    for _ in 0..count {
        let value = if is_long {
            mapi::value(single, rest.padded()?)
        } else {
            fixed(rest, single)?
        };
        first.get_or_insert(value);
    }
    Some(first.unwrap_or(Value::Other))
}

/// A value of fixed length. `None` when cut off or of an unknown type.
fn fixed(rest: &mut Bytes<'_>, kind: u16) -> Option<Value> {
    let length = match kind {
        0x0003 => return rest.long().map(Value::Number),
        0x0040 => return rest.double().map(Value::Time),
        0x0000 | 0x0001 => 0,
        // Short numbers and truth values are filled up to four bytes.
        0x0002 | 0x0004 | 0x000A | 0x000B => 4,
        0x0005 | 0x0006 | 0x0007 | 0x0014 => 8,
        0x0048 => 16,
        _ => return None,
    };
    rest.take(length).map(|_| Value::Other)
}
