//! Mailboxes to be taken in: many societies, each letter with texts of its own.

use std::fs;
use std::path::{Path, PathBuf};

use ::tests::build::form::Style;
use ::tests::build::mime::{File, Mail};
use ::tests::build::people::{Notation, Person};
use ::tests::build::persona::Persona;
use ::tests::samples::letter::{at, by, delivered, essay, filled, form_file, letter, own, photo};
use ::tests::samples::societies::{SOCIETIES, Society, roster};
use ::tests::samples::texts::{ESSAYS, pick};
use anyhow::Context as _;
use chrono::{DateTime, FixedOffset};
use tempfile::TempDir;

/// What lies in a mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Of ten letters four with a Word form, two with an Excel form, two with an essay, one with a form in the letter
    /// itself and one with a photo beside a form.
    Mixed,
    /// Forms in the letter itself.
    TextOnly,
}

impl Kind {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Mixed => "mixed",
            Self::TextOnly => "text only",
        }
    }
}

/// A mailbox on the disk, removed with this value.
#[derive(Debug)]
pub(crate) struct Mailbox {
    folder: TempDir,
    pub(crate) messages: u32,
}

impl Mailbox {
    /// Writes a mailbox with this many messages, and the roster beside it.
    pub(crate) fn write(kind: Kind, messages: u32) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        for part in ["cur", "new", "tmp"] {
            fs::create_dir_all(folder.path().join("maildir").join(part))?;
        }
        fs::write(folder.path().join("roster.xlsx"), roster())?;
        for number in 0..messages {
            let raw = message(kind, usize::try_from(number)?);
            let name = format!("maildir/new/{}.M{number:05}P1.mx1", 1_666_000_000 + number);
            fs::write(folder.path().join(name), raw).context("write a letter")?;
        }
        Ok(Self { folder, messages })
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn maildir(&self) -> PathBuf {
        self.folder.path().join("maildir")
    }

    pub(crate) fn roster(&self) -> PathBuf {
        self.folder.path().join("roster.xlsx")
    }
}

pub(crate) const SURNAMES: [&str; 16] = [
    "赵", "钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈", "褚", "卫", "蒋", "沈", "韩", "杨",
];
const GIVEN: [&str; 12] = [
    "远舟", "景行", "知微", "若谷", "云峤", "怀瑾", "听澜", "既白", "承泽", "砚秋", "向晚", "松泉",
];

pub(crate) fn person(number: usize) -> String {
    format!(
        "{}{}",
        pick(&SURNAMES, number),
        pick(&GIVEN, number / SURNAMES.len())
    )
}

pub(crate) fn society(number: usize) -> &'static Society {
    SOCIETIES
        .iter()
        .cycle()
        .nth(number % SOCIETIES.len())
        .unwrap_or_else(|| ::tests::samples::societies::society("A-01"))
}

/// An essay that nobody else has sent.
pub(crate) fn text(number: usize) -> String {
    format!("{}（第{number}稿）", pick(ESSAYS, number))
}

fn message(kind: Kind, number: usize) -> Vec<u8> {
    let society = society(number);
    let minute = u32::try_from(number % (24 * 60)).unwrap_or(0);
    let day = 18 + u32::try_from(number / (24 * 60) % 5).unwrap_or(0);
    let sent = at(
        day,
        minute / 60,
        minute % 60,
        u32::try_from(number % 60).unwrap_or(0),
    );
    letter_of(
        kind,
        number,
        society,
        [2 * number, 2 * number + 1].map(person),
        sent,
    )
}

/// One of ten kinds of letters by a society, with an essay of each of two persons.
pub(crate) fn letter_of(
    kind: Kind,
    number: usize,
    society: &Society,
    [one, other]: [String; 2],
    sent: DateTime<FixedOffset>,
) -> Vec<u8> {
    let persona = [Persona::Qq, Persona::Netease, Persona::Foxmail];
    let persona = persona.get(number % 3).copied().unwrap_or(Persona::Qq);
    let subject = format!("报送学习党的二十大精神情况统计表（{number}）");
    let mail = letter(society, persona, "kjstdw", &subject, sent);
    let pieces = [
        own(society, &one, "常务理事", &text(2 * number)),
        by(
            Person::new(&other, "东屏理工大学", "教授、副理事长"),
            &text(2 * number + 1),
        ),
    ];
    let form = filled(society, &pieces, Notation::Numbered, number);
    let mail: Mail = match (kind, number % 10) {
        (Kind::TextOnly, _) | (Kind::Mixed, 8) => mail.text(&form.plain()),
        (Kind::Mixed, 0..=3) => mail.file(form_file(society, &form, Style::default())),
        (Kind::Mixed, 4 | 5) => {
            let name = format!("{}统计表.xlsx", society.name);
            mail.file(File::new(&name, form.xlsx(Style::default())))
        }
        (Kind::Mixed, 6 | 7) => {
            let author = format!("{} {one} 理事", society.name);
            let paper = essay("学习党的二十大精神的感悟", &author, &text(2 * number));
            mail.file(File::new(&format!("感悟-{one}.docx"), paper.docx()))
        }
        (Kind::Mixed, _) => mail
            .file(form_file(society, &form, Style::default()))
            .file(photo(&format!("{one}.jpg"))),
    };
    delivered("kjstdw", "bench", &mail).bytes
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_letter_is_like_another() {
        for kind in [Kind::Mixed, Kind::TextOnly] {
            let mailbox = Mailbox::write(kind, 40).unwrap();
            let letters: BTreeSet<Vec<u8>> = fs::read_dir(mailbox.maildir().join("new"))
                .unwrap()
                .map(|entry| fs::read(entry.unwrap().path()).unwrap())
                .collect();
            assert_eq!(letters.len(), 40);
        }
    }
}
