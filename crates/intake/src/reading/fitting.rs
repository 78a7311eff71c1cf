//! A reading as JSON that the site can hold: what is too long is left out, said to be left out, and looked at in the
//! original by a person.

use std::io::{Error, Write};

use forms::read::Content;
use mail::{Defect, ParsedMail};
use serde::Serialize;

use super::Reading;

/// The longest JSON of a reading, in bytes: a thousand persons who write a thousand characters each need 3 MiB.
pub const LONGEST_READING: usize = 4 << 20;

/// The reading as JSON of at most [`LONGEST_READING`] bytes. Where that is too short the longest files become
/// [`Content::Unsafe`] and the longest letters lose their text ([`Defect::TextTooLong`]); where that does not help the
/// reading is marked `failed`.
pub(crate) fn fitting_json(reading: Reading) -> serde_json::Result<Vec<u8>> {
    fitting(reading, LONGEST_READING)
}

fn fitting(mut reading: Reading, longest: usize) -> serde_json::Result<Vec<u8>> {
    if let Some(json) = json_within(&reading, longest)? {
        return Ok(json);
    }
    leave_out_longest(&mut reading, longest)?;
    match json_within(&reading, longest)? {
        Some(json) => Ok(json),
        None => serde_json::to_vec(&Reading::failed()),
    }
}

/// `None` when it is longer than that; it is not made to its end then.
fn json_within(reading: &Reading, longest: usize) -> serde_json::Result<Option<Vec<u8>>> {
    let mut json = Bounded {
        bytes: Vec::new(),
        longest,
    };
    match serde_json::to_writer(&mut json, reading) {
        Ok(()) => Ok(Some(json.bytes)),
        Err(error) if error.is_io() => Ok(None),
        Err(error) => Err(error),
    }
}

/// What can be left out of a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Share {
    /// The document of the part with this index.
    Part(usize),
    /// The text of the letter with this index, in the order of [`letters`].
    Text(usize),
}

fn leave_out_longest(reading: &mut Reading, longest: usize) -> serde_json::Result<()> {
    let mut shares = Vec::new();
    for (index, part) in reading.parts.iter().enumerate() {
        if let Content::Document { document, .. } = &part.file.content {
            shares.push((json_length(document)?, Share::Part(index)));
        }
    }
    if let Some(mail) = &mut reading.mail {
        for (index, letter) in letters(mail).into_iter().enumerate() {
            let texts = json_length(&letter.text)? + json_length(&letter.other_text)?;
            let length = texts + json_length(&letter.html)? + json_length(&letter.links)?;
            shares.push((length, Share::Text(index)));
        }
    }
    shares.sort_unstable();
    let mut length = json_length(reading)?;
    while let Some((share_length, share)) = shares.pop().filter(|_| length > longest) {
        leave_out(reading, share);
        length = length.saturating_sub(share_length);
    }
    Ok(())
}

fn leave_out(reading: &mut Reading, share: Share) {
    match share {
        Share::Part(index) => {
            if let Some(part) = reading.parts.get_mut(index) {
                part.file.content = Content::Unsafe;
            }
        }
        Share::Text(index) => {
            let letter = reading
                .mail
                .as_mut()
                .and_then(|mail| letters(mail).into_iter().nth(index));
            if let Some(letter) = letter {
                (*letter.text, *letter.html) = (None, None);
                *letter.other_text = None;
                letter.links.clear();
                if !letter.defects.contains(&Defect::TextTooLong) {
                    letter.defects.push(Defect::TextTooLong);
                }
            }
        }
    }
}

/// What a letter says, and what it says of itself.
struct Letter<'m> {
    text: &'m mut Option<mail::TextBody>,
    other_text: &'m mut Option<String>,
    html: &'m mut Option<String>,
    links: &'m mut Vec<mail::Link>,
    defects: &'m mut Vec<Defect>,
}

/// A letter and those inside it, from outside inwards.
fn letters(mail: &mut ParsedMail) -> Vec<Letter<'_>> {
    let mut all = vec![Letter {
        text: &mut mail.text,
        other_text: &mut mail.other_text,
        html: &mut mail.html,
        links: &mut mail.links,
        defects: &mut mail.defects,
    }];
    all.extend(mail.nested.iter_mut().flat_map(letters));
    all
}

fn json_length(value: &impl Serialize) -> serde_json::Result<usize> {
    let mut length = Length(0);
    serde_json::to_writer(&mut length, value)?;
    Ok(length.0)
}

/// Counts the bytes that are written.
struct Length(usize);

impl Write for Length {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Keeps what is written until it is too much.
struct Bounded {
    bytes: Vec<u8>,
    longest: usize,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.bytes.len() + bytes.len() > self.longest {
            return Err(Error::other("too long"));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::read_mail;

    fn letter(text: &str, files: &[(&str, &str)]) -> Reading {
        let mut raw = format!(
            "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n\
             --b\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"
        );
        for (name, text) in files {
            let head =
                "--b\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename=";
            raw += &[head, name, "\n\n", text, "\n"].concat();
        }
        read_mail((raw + "--b--\n").as_bytes())
    }

    fn fitted(reading: &Reading, longest: usize) -> Reading {
        let json = fitting(reading.clone(), longest).unwrap();
        assert!(json.len() <= longest);
        serde_json::from_slice(&json).unwrap()
    }

    fn is_left_out(reading: &Reading) -> Vec<bool> {
        let parts = reading.parts.iter();
        parts.map(|part| part.file.content == Content::Unsafe).collect()
    }

    #[test]
    fn a_reading_that_fits_is_kept_as_it_is() {
        let reading = letter("short", &[("a.txt", "one"), ("b.txt", "two")]);
        let whole = serde_json::to_vec(&reading).unwrap();
        assert_eq!(fitting(reading, whole.len()).unwrap(), whole);
    }

    #[test]
    fn the_longest_file_is_left_out_and_the_others_are_kept() {
        let long = "long ".repeat(2_000);
        let reading = letter("short", &[("a.txt", "one"), ("b.txt", &long), ("c.txt", "two")]);
        let fitted = fitted(&reading, 9_000);
        assert_eq!(is_left_out(&fitted), [false, true, false]);
        assert_eq!(fitted.parts[1].file.sha256, reading.parts[1].file.sha256);
        assert_eq!(fitted.parts[2], reading.parts[2]);
    }

    #[test]
    fn a_text_that_is_left_out_is_said_to_be_too_long() {
        let reading = letter(&"long ".repeat(2_000), &[("a.txt", "one")]);
        let fitted = fitted(&reading, 9_000);
        let mail = fitted.mail.unwrap();
        assert_eq!(mail.text, None);
        assert!(mail.defects.contains(&Defect::TextTooLong));
        assert_eq!(fitted.parts, reading.parts);
    }

    #[test]
    fn a_reading_that_is_too_long_without_any_text_has_failed() {
        let mut reading = letter("short", &[]);
        reading.mail.as_mut().unwrap().subject = "long ".repeat(2_000);
        assert!(fitted(&reading, 9_000).failed);
    }
}
