//! 退信 — letters of ours that came back, and which addresses are passed over for it.

use chrono::{DateTime, Duration, Utc};

use crate::ids::ArrivalId;
use crate::letter::LetterKey;

/// What a delivery report says of a letter that could not be delivered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Returned {
    /// Message-IDs of the letters that it may be about, without angle brackets, the most certain first.
    pub about: Vec<String>,
    /// What failed for good.
    pub failures: Vec<Failure>,
    /// Whether it says plainly that delivery failed. What a server only hints at is listed and moves no letter.
    pub certain: bool,
}

/// One delivery that failed for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The addresses of which the report says so, lower-case, in its order: the one that was tried last, since one that is
    /// passed on has not failed itself. Without a form that can be read, all that its sentences name.
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
    /// The delivery report; `None` when the server refused the address at once.
    pub arrival: Option<ArrivalId>,
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

/// How servers say it where no enhanced status code does, lower-case; the Chinese ones as 163, QQ and Coremail write.
/// What stands first in their answer counts: advice comes after it.
const WORDS: &[(ReturnReason, &[&str])] = &[
    // What is said of us says nothing of the address.
    (
        ReturnReason::Refused,
        &[
            "sender",
            "client host",
            "client not",
            "your hostname",
            "your host",
            "spf",
            "dkim",
            "dmarc",
            "ptr",
            "spam",
            "blocked",
            "blacklist",
            "greylist",
            "reputation",
            "policy",
            "denied",
            "not authorized",
            "rate limit",
            "too many",
            "发件人",
            "拒收",
            "拒绝",
            "垃圾邮件",
            "黑名单",
            "频率",
        ],
    ),
    (
        ReturnReason::MailboxFull,
        &[
            "mailbox is full",
            "mailbox full",
            "over quota",
            "overquota",
            "quota exceeded",
            "exceeded storage",
            "storage allocation",
            "over its limit",
            "insufficient storage",
            "space not enough",
            "空间不足",
            "容量不足",
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
    (ReturnReason::NoSuchAddress, NO_SUCH_USER),
    (
        ReturnReason::NoSuchAddress,
        &[
            "host not found",
            "domain not found",
            "unrouteable",
            "unroutable",
            "域名不存在",
        ],
    ),
];

/// Words that name the recipient, whatever the status says.
const NO_SUCH_USER: &[&str] = &[
    "user unknown",
    "unknown user",
    "no such user",
    "user not found",
    "user doesn't exist",
    "user does not exist",
    "invalid user",
    "no such recipient",
    "recipient not found",
    "recipient unknown",
    "invalid recipient",
    "no such mailbox",
    "no mailbox here",
    "mailbox not found",
    "mailbox does not exist",
    "address does not exist",
    "account is disabled",
    "account does not exist",
    "account that you tried to reach does not exist",
    "用户不存在",
    "收件人不存在",
    "地址不存在",
    "邮箱不存在",
    "帐号不存在",
    "账号不存在",
    "）不存在",
    ")不存在",
    "无此用户",
    "无效的收件人",
    "已停用",
    "被停用",
    "已注销",
    "被冻结",
    "被禁用",
];

impl ReturnReason {
    /// What an enhanced status code (RFC 3463) says, else the server's own words.
    pub fn of(status: Option<&str>, said: &str) -> Self {
        let parts: Vec<&str> = status.unwrap_or_default().split('.').collect();
        let said = said.to_lowercase();
        let by_words = first_of(WORDS, &said);
        let names_user = || {
            let named = NO_SUCH_USER.iter().any(|word| said.contains(word));
            (named && by_words == Some(Self::NoSuchAddress)).then_some(Self::NoSuchAddress)
        };
        match parts.as_slice() {
            // Exchange Online says so of users that it does not know (docs: NDR 5.4.1).
            ["5", "4", "1"] if said.contains("recipient address rejected") => Self::NoSuchAddress,
            // 5.1.7 and 5.1.8 speak of the sender's address.
            [_, "1", "7" | "8"] => Self::Refused,
            // Many servers give 5.7.1 for everything; only what they say of the user is nearer.
            [_, "7", _] => names_user().unwrap_or(Self::Refused),
            [_, "1", _] if by_words == Some(Self::Refused) => Self::Refused,
            [_, "1", _] | ["5", "2", "1"] | [_, "4", "4"] => Self::NoSuchAddress,
            [_, "2", "2"] => Self::MailboxFull,
            [_, "2" | "3", "3" | "4"] => Self::TooLarge,
            _ => by_words.unwrap_or(Self::Other),
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

/// The reason whose words stand first.
fn first_of(known: &[(ReturnReason, &[&str])], said: &str) -> Option<ReturnReason> {
    let found = known.iter().filter_map(|(reason, words)| {
        let places = words.iter().filter_map(|word| said.find(word));
        places.min().map(|place| (place, *reason))
    });
    found.min_by_key(|(place, _)| *place).map(|(_, reason)| reason)
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
        for (status, said, reason) in [
            (Some("5.1.1"), "", ReturnReason::NoSuchAddress),
            (Some("5.2.2"), "user unknown", ReturnReason::MailboxFull),
            (Some("5.7.1"), "550 User not found", ReturnReason::NoSuchAddress),
            (Some("5.7.1"), "", ReturnReason::Refused),
            (Some("5.3.4"), "", ReturnReason::TooLarge),
            (Some("5.0.0"), "", ReturnReason::Other),
            (
                Some("5.4.1"),
                "550 5.4.1 Recipient address rejected: Access denied",
                ReturnReason::NoSuchAddress,
            ),
            (None, "收件人空间不足", ReturnReason::MailboxFull),
            (
                None,
                "该用户不存在。如为垃圾邮件，请与管理员联系",
                ReturnReason::NoSuchAddress,
            ),
            (
                None,
                "对方拒收。请确认收件人不存在拼写错误",
                ReturnReason::Refused,
            ),
            (
                None,
                "Sorry, no mailbox here by that name. (#5.1.1)",
                ReturnReason::NoSuchAddress,
            ),
            (None, "550 Invalid User", ReturnReason::NoSuchAddress),
            (None, "Mailbox space not enough", ReturnReason::MailboxFull),
        ] {
            assert_eq!(ReturnReason::of(status, said), reason, "{status:?} {said}");
        }
    }

    #[test]
    fn what_a_server_says_of_us_accuses_no_address() {
        for (status, said) in [
            (Some("5.7.25"), "cannot find your hostname, host not found"),
            (Some("5.7.1"), "Sender domain not exist"),
            (
                Some("5.7.1"),
                "Client host blocked, PTR of your address does not exist",
            ),
            (None, "550 Client not exist in SPF"),
            (Some("5.1.8"), "Sender address rejected: Domain not found"),
            (Some("5.1.1"), "Sender address rejected: Domain not found"),
            (None, "451 recipient rejected: greylisting policy"),
            (Some("4.2.1"), "rate limit exceeded"),
            (Some("5.2.0"), "not authorized"),
        ] {
            let reason = ReturnReason::of(status, said);
            assert_eq!(reason, ReturnReason::Refused, "{status:?} {said}");
            assert_eq!(reason.shunned_for(), Some(Duration::zero()));
        }
        assert_eq!(
            ReturnReason::of(Some("5.7.1"), "mailbox unavailable: message blocked as spam"),
            ReturnReason::Refused
        );
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
            certain: true,
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
