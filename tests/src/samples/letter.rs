//! Short words for saying what lies in the sample mailboxes.

use chrono::{DateTime, Duration, FixedOffset, NaiveDate};

use super::societies::Society;
use super::texts;
use crate::build::docx::Essay;
use crate::build::form::{Form, Style};
use crate::build::mime::{Delivery, File, Mail};
use crate::build::people::{Notation, Person, Piece, lines};
use crate::build::persona::Persona;
use crate::build::{picture, seed};

/// One letter in one mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Name of the mailbox.
    pub mailbox: &'static str,
    /// What is odd about it, in English, for the file name.
    pub oddity: &'static str,
    /// The letter as it lies there.
    pub bytes: Vec<u8>,
}

/// A moment of October 2022 in Beijing.
///
/// # Panics
///
/// For a moment that does not exist.
pub fn at(day: u32, hour: u32, minute: u32, second: u32) -> DateTime<FixedOffset> {
    let zone = FixedOffset::east_opt(8 * 3600).expect("eight hours are an offset");
    NaiveDate::from_ymd_opt(2022, 10, day)
        .and_then(|date| date.and_hms_opt(hour, minute, second))
        .and_then(|moment| moment.and_local_timezone(zone).single())
        .expect("samples name moments that exist")
}

/// The address of a mailbox.
pub fn address(mailbox: &str) -> String {
    format!("{mailbox}@office.example")
}

/// A letter from the society's first registered address.
pub fn letter(
    society: &Society,
    persona: Persona,
    mailbox: &str,
    subject: &str,
    sent: DateTime<FixedOffset>,
) -> Mail {
    let display = format!("{}秘书处", society.name);
    Mail::new(
        persona,
        (&display, society.address()),
        &address(mailbox),
        subject,
        sent,
    )
    .text(&polite(society))
}

/// What a letter with an attachment usually says.
pub fn polite(society: &Society) -> String {
    format!(
        "各位老师：\n　　您好！现将我会有关材料报送，请查收。如有问题请与{}联系，电话{}。\n　　此致\n敬礼！\n\n{}秘书处",
        society.contact, society.phone, society.name
    )
}

/// The letter, received four seconds after it was sent.
pub fn delivered(mailbox: &'static str, oddity: &'static str, mail: &Mail) -> Sample {
    delivered_at(mailbox, oddity, mail, Some(mail.sent + Duration::seconds(4)))
}

/// The letter, received at a moment, or without a trace of it.
pub fn delivered_at(
    mailbox: &'static str,
    oddity: &'static str,
    mail: &Mail,
    received: Option<DateTime<FixedOffset>>,
) -> Sample {
    let bytes = mail.render(&Delivery {
        address: address(mailbox),
        received,
    });
    Sample {
        mailbox,
        oddity,
        bytes,
    }
}

/// A person of the society itself and their text.
pub fn own(society: &Society, name: &str, positions: &str, text: &str) -> Piece {
    by(Person::new(name, society.name, positions), text)
}

/// A person and their text.
pub fn by(person: Person, text: &str) -> Piece {
    Piece {
        person,
        paragraphs: text.split('\n').map(str::to_owned).collect(),
    }
}

/// A form without answers in its rows, but for 无 in the first.
pub fn form(society: &Society) -> Form {
    Form {
        society: society.name.to_owned(),
        filled_by: society.contact.to_owned(),
        contact: society.phone.to_owned(),
        rows: [vec!["无".to_owned()], Vec::new(), Vec::new()],
    }
}

/// A form with these persons in the second row and one suggestion in the third.
pub fn filled(society: &Society, pieces: &[Piece], notation: Notation, suggestion: usize) -> Form {
    let mut form = form(society);
    let [_, insights, advice] = &mut form.rows;
    *insights = lines(pieces, notation);
    *advice = vec![texts::pick(texts::SUGGESTIONS, suggestion).to_owned()];
    form
}

/// The form as `学会名称-统计表.docx`.
pub fn form_file(society: &Society, form: &Form, style: Style) -> File {
    File::new(
        &format!("{}-学习党的二十大精神情况统计表.docx", society.name),
        form.docx(style),
    )
}

/// An essay in a Word file of its own.
pub fn essay(title: &str, author: &str, text: &str) -> Essay {
    Essay {
        title: Some(title.to_owned()),
        author: Some(author.to_owned()),
        paragraphs: text.split('\n').map(str::to_owned).collect(),
        pictures: Vec::new(),
    }
}

/// A photograph that is different for every name.
pub fn photo(name: &str) -> File {
    File::new(name, picture_of(name))
}

/// The same as bytes.
pub fn picture_of(name: &str) -> Vec<u8> {
    picture::jpeg(1280, 960, seed(name))
}
