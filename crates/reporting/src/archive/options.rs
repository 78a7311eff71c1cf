//! What an archive is asked to be.

use std::fmt;

use super::pattern::NamePattern;
use crate::compilation::CompilationOptions;

/// How an archive is made.
#[derive(Debug, Clone)]
pub struct ArchiveOptions {
    /// How attachments are named.
    pub naming: NamePattern,
    /// Whether photos and videos go in as files of their own.
    pub media: Media,
    /// What happens when something that was kept cannot be read.
    pub unreadable: Unreadable,
    /// Retention and numbers of the records.
    pub filing: Filing,
    /// How the compilation in it is made; none when missing.
    pub compilation: Option<CompilationOptions>,
    /// Documents that the office adds, for example the notice as it was issued.
    pub enclosures: Vec<Enclosure>,
}

impl Default for ArchiveOptions {
    /// Everything, under the usual names.
    fn default() -> Self {
        Self {
            naming: NamePattern::default(),
            media: Media::default(),
            unreadable: Unreadable::default(),
            filing: Filing::default(),
            compilation: Some(CompilationOptions::default()),
            enclosures: Vec::new(),
        }
    }
}

/// Whether photos and videos go in as files of their own. Those inside a letter stay in it: originals are never changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Media {
    /// They do.
    #[default]
    Included,
    /// They are listed only, with size and hash.
    Omitted,
}

/// What happens when something that was kept cannot be read, or is no longer what it was.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Unreadable {
    /// No archive is made.
    #[default]
    Refused,
    /// The archive is made, and its list says what is missing and why.
    Listed,
}

/// A document that the office adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enclosure {
    /// What it is.
    pub kind: EnclosureKind,
    /// File name; made safe for Windows.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What a document that the office adds is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnclosureKind {
    /// 通知: the notice itself, or a file from which it was set up.
    Notice,
    /// Another product or paper of the office, for example the brief.
    Paper,
}

/// 归档 — what the numbers of records (DA/T 22-2015) are made from. Nothing is guessed: without a 全宗号 there are no
/// 档号, and every number that is given must be one of the office's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filing {
    /// 全宗号, for example `Z109`.
    pub fonds: Option<String>,
    /// 档案门类代码: `WS` for 文书档案.
    pub category: String,
    /// 归档年度; the year of the notice when missing.
    pub year: Option<i32>,
    /// 机构（问题）代码, for example `BGS`; left out when missing.
    pub organ: Option<String>,
    /// 保管期限 of the notice and of what was made from the returns.
    pub products: Retention,
    /// 保管期限 of what was received.
    pub received: Retention,
    /// 件号 of the first record of each 保管期限.
    pub first_number: u32,
}

/// 保管期限 (国家档案局令第8号).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Retention {
    /// 永久.
    Permanent,
    /// 定期30年.
    ThirtyYears,
    /// 定期10年.
    TenYears,
}

impl Retention {
    /// The code in a 档号.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Permanent => "Y",
            Self::ThirtyYears => "D30",
            Self::TenYears => "D10",
        }
    }

    /// The word that people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Permanent => "永久",
            Self::ThirtyYears => "30年",
            Self::TenYears => "10年",
        }
    }

    /// Reads a code or a word: `Y`, `D30`, `D10`, 永久, 30年, 10年, 30, 10.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let all = [Self::Permanent, Self::ThirtyYears, Self::TenYears];
        all.into_iter().find(|one| {
            let years = one.label().trim_end_matches('年');
            text.eq_ignore_ascii_case(one.code()) || text == one.label() || text == years
        })
    }
}

impl fmt::Display for Retention {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.label())
    }
}

impl Default for Filing {
    fn default() -> Self {
        Self {
            fonds: None,
            category: "WS".to_owned(),
            year: None,
            organ: None,
            products: Retention::ThirtyYears,
            received: Retention::TenYears,
            first_number: 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retention_is_read_from_codes_and_words() {
        for (text, meant) in [
            ("永久", Some(Retention::Permanent)),
            ("y", Some(Retention::Permanent)),
            ("D30", Some(Retention::ThirtyYears)),
            ("30年", Some(Retention::ThirtyYears)),
            ("10", Some(Retention::TenYears)),
            ("20年", None),
            ("", None),
        ] {
            assert_eq!(Retention::parse(text), meant, "{text}");
        }
    }
}
