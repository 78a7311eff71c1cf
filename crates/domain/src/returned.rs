//! 退信 — letters of ours that came back, and which addresses are passed over for it.

use chrono::{DateTime, Duration, Utc};

use crate::ids::ArrivalId;
use crate::letter::LetterKey;

/// What a delivery report says of a letter that could not be delivered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Returned {
    /// Message-IDs of the letters that it may be about, without angle brackets, the most certain first.
    pub about: Vec<String>,
    /// What failed for good; empty when the report speaks of delays and successes only.
    pub failures: Vec<Failure>,
}

/// One delivery that failed for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The addresses of which the report says so, lower-case: as it was given and as it was tried last. Without a form
    /// that can be read, all that its sentences name.
    pub addresses: Vec<String>,
    /// Why.
    pub reason: ReturnReason,
    /// What the server said, on one line.
    pub said: String,
}

/// Why a letter came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReturnReason {
    /// 地址不存在或已停用.
    NoSuchAddress,
    /// 收件箱已满.
    MailboxFull,
    /// 对方拒收, as junk or by a rule.
    Refused,
    /// 邮件过大.
    TooLarge,
    /// 其他原因.
    Other,
}

/// A letter of ours that came back, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnRecord {
    /// The delivery report.
    pub arrival: ArrivalId,
    /// Which letter; `None` when the report could not be tied to one.
    pub letter: Option<LetterKey>,
    /// The address that it had been sent to; empty without a letter.
    pub recipient: String,
    /// Whether the report names that address itself, and not one to which it passes on.
    pub names_recipient: bool,
    /// Why.
    pub reason: ReturnReason,
    /// What the server said.
    pub said: String,
    /// When it had been sent.
    pub sent_at: Option<DateTime<Utc>>,
    /// When the report was read.
    pub noted_at: DateTime<Utc>,
    /// When a person said that the address can be used again.
    pub cleared_at: Option<DateTime<Utc>>,
}

const ALL_REASONS: [ReturnReason; 5] = [
    ReturnReason::NoSuchAddress,
    ReturnReason::MailboxFull,
    ReturnReason::Refused,
    ReturnReason::TooLarge,
    ReturnReason::Other,
];

/// How servers say it where no enhanced status code does, lower-case. The Chinese ones as 163, QQ and Coremail write.
const WORDS: &[(ReturnReason, &[&str])] = &[
    (
        ReturnReason::MailboxFull,
        &[
            "mailbox is full",
            "mailbox full",
            "over quota",
            "overquota",
            "quota exceeded",
            "insufficient storage",
            "空间不足",
            "邮箱已满",
            "信箱已满",
            "容量已满",
        ],
    ),
    (
        ReturnReason::TooLarge,
        &[
            "message too large",
            "size limit",
            "exceeds the maximum",
            "超过大小",
            "邮件过大",
            "大小超过",
        ],
    ),
    (
        ReturnReason::NoSuchAddress,
        &[
            "user unknown",
            "unknown user",
            "no such user",
            "user not found",
            "not exist",
            "mailbox not found",
            "mailbox unavailable",
            "invalid recipient",
            "recipient rejected",
            "account is disabled",
            "host not found",
            "domain not found",
            "不存在",
            "无此用户",
            "已停用",
            "已注销",
            "被冻结",
            "被禁用",
        ],
    ),
    (
        ReturnReason::Refused,
        &[
            "spam",
            "blocked",
            "denied",
            "reputation",
            "policy",
            "拒收",
            "拒绝",
            "垃圾邮件",
            "黑名单",
        ],
    ),
];

impl ReturnReason {
    /// What an enhanced status code (RFC 3463) says, else the server's own words.
    pub fn of(status: Option<&str>, said: &str) -> Self {
        let parts: Vec<&str> = status.unwrap_or_default().split('.').collect();
        let by_status = match parts.as_slice() {
            // 5.1.7 and 5.1.8 speak of the sender's address.
            [_, "7", _] | [_, "1", "7" | "8"] => Some(Self::Refused),
            [_, "1", _] | [_, "2", "0" | "1"] | [_, "4", "4"] => Some(Self::NoSuchAddress),
            [_, "2", "2"] => Some(Self::MailboxFull),
            [_, "2" | "3", "3" | "4"] => Some(Self::TooLarge),
            _ => None,
        };
        let said = said.to_lowercase();
        let by_words = WORDS
            .iter()
            .find(|(_, words)| words.iter().any(|word| said.contains(word)))
            .map(|(reason, _)| *reason);
        // Many servers give 5.2.0 or 5.7.1 for everything; their words are nearer.
        let vague = matches!(parts.as_slice(), [_, "2", "0"] | [_, "7", _]);
        match (by_words, by_status) {
            (Some(words), None) => words,
            (Some(words), Some(_)) if vague => words,
            (_, Some(status)) => status,
            (None, None) => Self::Other,
        }
    }

    /// For how long no letter goes to the address; `None`: until mail comes from it or a person clears it. Zero where
    /// the letter was at fault and not the address.
    pub const fn shunned_for(self) -> Option<Duration> {
        match self {
            Self::NoSuchAddress => None,
            Self::MailboxFull | Self::Other => Some(Duration::days(3)),
            Self::Refused | Self::TooLarge => Some(Duration::zero()),
        }
    }

    /// The word in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoSuchAddress => "no_such_address",
            Self::MailboxFull => "mailbox_full",
            Self::Refused => "refused",
            Self::TooLarge => "too_large",
            Self::Other => "other",
        }
    }

    /// Reads the word of [`ReturnReason::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        ALL_REASONS.into_iter().find(|reason| reason.as_str() == text)
    }

    /// For people of the office.
    pub const fn words(self) -> &'static str {
        match self {
            Self::NoSuchAddress => "地址不存在或已停用",
            Self::MailboxFull => "收件箱已满",
            Self::Refused => "对方服务器拒收",
            Self::TooLarge => "邮件超过对方限制的大小",
            Self::Other => "投递失败",
        }
    }
}

impl Returned {
    /// What the report says of a letter that went to this address: the failure that names it, else the first, and
    /// whether it names the address.
    pub fn of_recipient(&self, recipient: &str) -> Option<(&Failure, bool)> {
        let recipient = recipient.to_lowercase();
        let named = self
            .failures
            .iter()
            .find(|failure| failure.addresses.contains(&recipient));
        let first = self.failures.first();
        named
            .map(|failure| (failure, true))
            .or_else(|| first.map(|failure| (failure, false)))
    }
}

impl ReturnRecord {
    /// Whether its address is passed over at this moment, when no mail has come from it since.
    pub fn shuns(&self, now: DateTime<Utc>) -> bool {
        let lasts = self.reason.shunned_for();
        self.names_recipient
            && self.cleared_at.is_none()
            && lasts.is_none_or(|lasts| now < self.noted_at + lasts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clear_status_goes_before_words_and_words_before_a_vague_one() {
        let reason = ReturnReason::of;
        assert_eq!(reason(Some("5.1.1"), ""), ReturnReason::NoSuchAddress);
        assert_eq!(reason(Some("5.2.2"), "user unknown"), ReturnReason::MailboxFull);
        assert_eq!(
            reason(Some("5.7.1"), "550 User not found"),
            ReturnReason::NoSuchAddress
        );
        assert_eq!(reason(Some("5.7.1"), ""), ReturnReason::Refused);
        assert_eq!(reason(Some("5.3.4"), ""), ReturnReason::TooLarge);
        assert_eq!(reason(None, "收件人空间不足"), ReturnReason::MailboxFull);
        assert_eq!(reason(None, "该用户不存在。"), ReturnReason::NoSuchAddress);
        assert_eq!(reason(Some("5.0.0"), ""), ReturnReason::Other);
    }

    #[test]
    fn words_of_the_table_are_read_back() {
        for reason in ALL_REASONS {
            assert_eq!(ReturnReason::parse(reason.as_str()), Some(reason));
        }
    }

    #[test]
    fn a_letter_that_was_passed_on_and_came_back_does_not_accuse_its_address() {
        let report = Returned {
            about: Vec::new(),
            failures: vec![Failure {
                addresses: vec!["box@elsewhere.example".into()],
                reason: ReturnReason::NoSuchAddress,
                said: String::new(),
            }],
        };
        let (_, named) = report.of_recipient("office@huaxia.example").unwrap();
        assert!(!named);
        assert!(report.of_recipient("BOX@elsewhere.example").unwrap().1);
    }
}
