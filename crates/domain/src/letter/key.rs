//! The names of letters, as people and commands use them.

use std::fmt;

use super::{LetterCause, LetterEvent, LetterKey, LetterKind};
use crate::ids::{ArrivalId, NoticeId, SocietyCode};

/// Stands in the keys of a trial's letters.
const TRIAL: &str = "trial";

impl LetterKey {
    /// The key of a letter about an arrival.
    pub const fn about(arrival: ArrivalId, event: LetterEvent, kind: LetterKind) -> Self {
        Self {
            cause: LetterCause::Arrival { arrival, event },
            kind,
        }
    }

    /// The arrival that it answers, and what happened to it.
    pub const fn answers(&self) -> Option<(ArrivalId, LetterEvent)> {
        match &self.cause {
            LetterCause::Arrival { arrival, event } => Some((*arrival, *event)),
            LetterCause::Round { .. } | LetterCause::Extension { .. } | LetterCause::Invitation { .. } => {
                None
            }
        }
    }

    /// Whether both stand for the same letter: a round has one, whatever its kind will be when it leaves.
    pub fn names_the_letter_of(&self, other: &Self) -> bool {
        match self.cause {
            LetterCause::Arrival { .. } => self == other,
            LetterCause::Round { .. } | LetterCause::Extension { .. } | LetterCause::Invitation { .. } => {
                self.cause == other.cause
            }
        }
    }

    /// Reads what `Display` wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let (rest, kind) = text.rsplit_once('/')?;
        let kind = LetterKind::parse(kind)?;
        let parts: Vec<&str> = rest.split('/').collect();
        let cause = match (kind, parts.as_slice()) {
            (LetterKind::Invitation, [notice, society]) => invitation(notice, society, false)?,
            (LetterKind::Invitation, [notice, society, TRIAL]) => invitation(notice, society, true)?,
            (LetterKind::Extension, [notice, society, decision]) => LetterCause::Extension {
                notice: notice_of(notice)?,
                society: society_of(society)?,
                decision: decision.parse().ok()?,
            },
            (LetterKind::Invitation | LetterKind::Extension, _) => return None,
            (_, [arrival, event]) => LetterCause::Arrival {
                arrival: ArrivalId::new(arrival.parse().ok()?),
                event: LetterEvent::parse(event)?,
            },
            (_, [notice, society, day]) => round(notice, society, day, false)?,
            (_, [notice, society, day, TRIAL]) => round(notice, society, day, true)?,
            _ => return None,
        };
        Some(Self { cause, kind })
    }
}

impl fmt::Display for LetterKey {
    /// `17/first_verdict/receipt`, `17/ruling-2/receipt`, `cast-2022-41/A-01/2022-10-21/reminder`, `cast-2022-41/A-01/3/extension`,
    /// `cast-2022-41/A-01/invitation`, and in a trial `cast-2022-41/A-01/2022-10-21/trial/reminder`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.kind.as_str();
        match &self.cause {
            LetterCause::Arrival { arrival, event } => {
                write!(formatter, "{arrival}/{event}/{kind}")
            }
            LetterCause::Round {
                notice,
                society,
                day,
                trial,
            } => {
                place(formatter, notice, society)?;
                write!(formatter, "{day}/{}{kind}", mark_of(*trial))
            }
            LetterCause::Extension {
                notice,
                society,
                decision,
            } => {
                place(formatter, notice, society)?;
                write!(formatter, "{decision}/{kind}")
            }
            LetterCause::Invitation {
                notice,
                society,
                trial,
            } => {
                place(formatter, notice, society)?;
                write!(formatter, "{}{kind}", mark_of(*trial))
            }
        }
    }
}

fn place(formatter: &mut fmt::Formatter<'_>, notice: &NoticeId, society: &SocietyCode) -> fmt::Result {
    let (notice, society) = (escaped(notice.as_str()), escaped(society.as_str()));
    write!(formatter, "{notice}/{society}/")
}

const fn mark_of(trial: bool) -> &'static str {
    if trial { "trial/" } else { "" }
}

fn round(notice: &str, society: &str, day: &str, trial: bool) -> Option<LetterCause> {
    Some(LetterCause::Round {
        notice: notice_of(notice)?,
        society: society_of(society)?,
        day: day.parse().ok()?,
        trial,
    })
}

fn invitation(notice: &str, society: &str, trial: bool) -> Option<LetterCause> {
    Some(LetterCause::Invitation {
        notice: notice_of(notice)?,
        society: society_of(society)?,
        trial,
    })
}

fn notice_of(part: &str) -> Option<NoticeId> {
    NoticeId::parse(&unescaped(part)).ok()
}

fn society_of(part: &str) -> Option<SocietyCode> {
    SocietyCode::parse(&unescaped(part)).ok()
}

/// An identifier without the character that separates the parts of a key.
fn escaped(id: &str) -> String {
    id.replace('%', "%25").replace('/', "%2F")
}

fn unescaped(part: &str) -> String {
    part.replace("%2F", "/").replace("%25", "%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_as_it_was_written() {
        for text in [
            "17/first_verdict/receipt",
            "17/ruling/receipt",
            "17/ruling-2/correction_request",
            "cast-2022-41/A-01/2022-10-21/reminder",
            "cast-2022-41/B%2F02/2022-10-21/trial/overdue",
            "cast-2022-41/A-01/3/extension",
            "cast-2022-41/A-01/invitation",
            "17/A-01/trial/invitation",
        ] {
            let key = LetterKey::parse(text).unwrap();
            assert_eq!(key.to_string(), text);
        }
        for text in [
            "17/receipt",
            "17/ruling-1/receipt",
            "17/ruling-02/receipt",
            "cast-2022-41/invitation",
            "a/b/c/extension",
            "a/b/c/d/e/receipt",
        ] {
            assert_eq!(LetterKey::parse(text), None, "{text}");
        }
    }
}
