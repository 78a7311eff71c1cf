//! Identifiers: distinct types, so that one cannot be passed for another.

use std::fmt;

/// Why a text is no identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidId {
    /// Nothing, or only white space.
    #[error("must not be empty")]
    Empty,
    /// Longer than 64 characters.
    #[error("must have at most 64 characters")]
    TooLong,
    /// A control character or white space inside.
    #[error("must not contain white space or control characters")]
    Space,
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// Accepts 1 to 64 characters without white space.
            pub fn parse(text: &str) -> Result<Self, InvalidId> {
                check(text).map(|()| Self(text.to_owned()))
            }

            /// The identifier as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    };
}

fn check(text: &str) -> Result<(), InvalidId> {
    if text.trim().is_empty() {
        Err(InvalidId::Empty)
    } else if text.chars().count() > 64 {
        Err(InvalidId::TooLong)
    } else if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        Err(InvalidId::Space)
    } else {
        Ok(())
    }
}

text_id! {
    /// 通知标识 — the short name of a notice, for example `cast-2022-41`.
    NoticeId
}
text_id! {
    /// 征集项标识 — the short name of an item within its notice, for example `key-few`.
    ItemId
}
text_id! {
    /// 学会编号 — the code under which the roster lists a society, for example `A-01`.
    SocietyCode
}

impl SocietyCode {
    /// Stands where a letter goes to somebody of whose society nothing is known yet. No roster has it.
    pub fn nobodys() -> Self {
        Self(NOBODYS.to_owned())
    }

    /// Whether it stands for no society.
    pub fn is_nobodys(&self) -> bool {
        self.0 == NOBODYS
    }
}

const NOBODYS: &str = "-";

text_id! {
    /// 邮箱名称 — the name by which notices and configuration refer to a mailbox, for example `kjstdw`.
    MailboxName
}

/// 来件号 — the number of an arrival in archive order. Given by the store only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ArrivalId(i64);

impl ArrivalId {
    /// Wraps a number that the store gave out.
    pub const fn new(number: i64) -> Self {
        Self(number)
    }

    /// The number.
    pub const fn number(self) -> i64 {
        self.0
    }
}

impl fmt::Display for ArrivalId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_is_short_and_without_spaces() {
        assert_eq!(SocietyCode::parse("A-01").unwrap().as_str(), "A-01");
        assert_eq!(SocietyCode::parse(" "), Err(InvalidId::Empty));
        assert_eq!(ItemId::parse("a b"), Err(InvalidId::Space));
        assert_eq!(ItemId::parse(&"x".repeat(65)), Err(InvalidId::TooLong));
    }
}
