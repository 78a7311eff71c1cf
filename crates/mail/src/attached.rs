//! What is attached: a file, or a letter in one of its many forms.

use std::borrow::Cow;

use crate::file_name;
use crate::identity::sha256;
use crate::mapi::{OutlookContent, OutlookFile, OutlookLetter};
use crate::model::{Defect, Inline, Integrity, MailFile, Name};
use crate::read::{DEEPEST_MESSAGE, Reading, Scope};
use crate::{header, outlook, tnef};

/// An attachment, decoded.
#[derive(Debug)]
pub(crate) struct Attached<'a> {
    pub(crate) name: Option<String>,
    pub(crate) content_type: String,
    pub(crate) content_id: Option<String>,
    pub(crate) inline: Inline,
    pub(crate) integrity: Integrity,
    /// Envelopes around it: winmail.dat inside winmail.dat, and so on.
    pub(crate) envelopes: usize,
    pub(crate) bytes: Cow<'a, [u8]>,
}

impl Attached<'_> {
    /// A message by its name, or a nameless one of no type.
    pub(crate) fn is_message(&self) -> bool {
        let is_eml = self
            .name
            .as_ref()
            .is_some_and(|name| name.to_lowercase().ends_with(".eml"));
        let may_be = is_eml || self.name.is_none() && self.content_type == "application/octet-stream";
        may_be && header::looks_like_message(&self.bytes)
    }
}

impl Reading<'_> {
    /// Opens what can be opened and keeps the rest as files.
    pub(crate) fn attached(&mut self, attached: Attached<'_>) {
        if attached.is_message() {
            if self.message_depth < DEEPEST_MESSAGE {
                return self.inner(&attached.bytes, crate::part::End::Unknown);
            }
            self.defect(Defect::TooDeep);
            return self.keep(attached);
        }
        let is_envelope = tnef::is_envelope(&attached.bytes);
        let is_plain = !is_envelope && !outlook::is_letter(&attached.bytes);
        if is_plain || self.scope == Scope::Outline {
            return self.keep(attached);
        }
        if attached.envelopes >= DEEPEST_MESSAGE {
            self.defect(Defect::TooDeep);
            return self.keep(attached);
        }
        let letter = if is_envelope {
            tnef::read(&attached.bytes)
        } else {
            outlook::read(&attached.bytes)
        };
        // An envelope out of which nothing came is a file that nobody could open, and no empty letter.
        let is_empty = letter.attachments.is_empty()
            && (is_envelope || letter.properties.plain().or(letter.properties.html()).is_none());
        let is_closed = if is_empty || letter.is_damaged {
            Closed::Yes
        } else {
            Closed::No
        };
        let opened = if is_envelope {
            self.unpack(letter, attached.envelopes + 1)
        } else if is_empty {
            Opened::InPart
        } else {
            self.letter(letter)
        };
        if is_closed == Closed::Yes || opened == Opened::InPart {
            self.keep(attached);
        }
    }

    /// The envelope's content as this letter's own: its files, and its text when there is no other.
    fn unpack(&mut self, letter: OutlookLetter, envelopes: usize) -> Opened {
        let texts = (letter.properties.plain(), letter.properties.html());
        self.spare_texts.get_or_insert(texts);
        self.attachments(letter.attachments, envelopes)
    }

    /// A letter inside this one.
    fn letter(&mut self, letter: OutlookLetter) -> Opened {
        if self.message_depth >= DEEPEST_MESSAGE {
            self.defect(Defect::TooDeep);
            return Opened::InPart;
        }
        let mut inner = Reading::begin(
            letter.properties.head(),
            self.scope,
            self.message_depth + 1,
            self.left,
        );
        if letter.is_damaged {
            inner.defect(Defect::EncodingProblem);
        }
        inner.spare_texts = Some((letter.properties.plain(), letter.properties.html()));
        let opened = inner.attachments(letter.attachments, 0);
        self.mail.nested.push(inner.finish());
        opened
    }

    fn attachments(&mut self, attachments: Vec<OutlookFile>, envelopes: usize) -> Opened {
        let mut opened = Opened::Whole;
        for OutlookFile { properties, content } in attachments {
            let Some(left) = self.left.parts.checked_sub(1) else {
                self.defect(Defect::TooManyParts);
                return Opened::InPart;
            };
            self.left.parts = left;
            match content {
                OutlookContent::File(bytes) => {
                    self.attached(Attached {
                        name: properties.file_name(),
                        content_type: properties.content_type(),
                        content_id: properties.content_id(),
                        inline: Inline::Attachment,
                        integrity: Integrity::Whole,
                        envelopes,
                        bytes: bytes.into(),
                    });
                }
                OutlookContent::Letter(letter) => {
                    if letter.is_damaged {
                        opened = Opened::InPart;
                    }
                    opened = opened.and(self.letter(*letter));
                }
            }
        }
        opened
    }

    /// Keeps a file as it is.
    fn keep(&mut self, attached: Attached<'_>) {
        if attached
            .name
            .as_ref()
            .is_some_and(|name| name.contains('\u{FFFD}'))
        {
            self.defect(Defect::UndecodableFileName);
        }
        let place = self.mail.files.len() + 1;
        let made = || file_name::made(place, &attached.content_type, &attached.bytes);
        self.mail.files.push(MailFile {
            named: if attached.name.is_some() {
                Name::Given
            } else {
                Name::Made
            },
            name: attached.name.unwrap_or_else(made),
            content_type: attached.content_type,
            content_id: attached.content_id,
            inline: attached.inline,
            integrity: attached.integrity,
            sha256: sha256(&attached.bytes),
            size: attached.bytes.len() as u64,
            bytes: attached.bytes.into_owned(),
        });
    }
}

/// Whether an envelope must be kept beside what came out of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Closed {
    Yes,
    No,
}

/// How much of a letter was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Opened {
    Whole,
    InPart,
}

impl Opened {
    fn and(self, other: Self) -> Self {
        if self == Self::Whole { other } else { self }
    }
}
