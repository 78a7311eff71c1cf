//! Whether a machine wrote a letter.

use serde::{Deserialize, Serialize};

use crate::model::{MachineSign, ParsedMail};

/// What kind of machine wrote a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Machine {
    /// A letter could not be delivered or recalled.
    Bounce,
    /// A vacation notice or another answer without a person.
    AutomaticReply,
    /// Sent through a mailing list or by a bulk sender.
    MailingList,
    /// Our own letter coming back.
    OwnLetter,
    /// A read receipt.
    ReadReceipt,
    /// An invitation without other documents.
    Calendar,
}

/// Subjects of delivery reports, lower-case; they count only together with a system's address.
const BOUNCE_SUBJECTS: [&str; 12] = [
    "退信",
    "撤回邮件",
    "投递失败",
    "发送失败",
    "mail delivery failed",
    "无法投递",
    "未送达",
    "undeliver",
    "delivery status notification",
    "delivery failure",
    "failure notice",
    "returned mail",
];

/// Characters of a note that a server writes without any form.
const LONGEST_NOTE: usize = 400;

/// The machine that wrote this, or `None` for a person.
///
/// A subject such as 自动回复 alone is no sign, nor are `Precedence` and `X-Auto-Response-Suppress`.
/// `own_addresses` are our mailboxes and the sender of our letters; a colleague's letter from one of them is a
/// person's. A letter that bears our mark is ours from whatever address: the sender may have been another one once.
pub fn classify(mail: &ParsedMail, own_addresses: &[&str]) -> Option<Machine> {
    let has = |test: fn(&MachineSign) -> bool| mail.machine_signs.iter().any(test);
    let is_marked = has(|sign| *sign == MachineSign::OwnMark);
    let is_automatic =
        has(|sign| matches!(sign, MachineSign::AutoSubmitted(_))) || has_own_loop(mail, own_addresses);
    if is_bounce(mail) {
        Some(Machine::Bounce)
    } else if has(|sign| *sign == MachineSign::DispositionReport) || is_plain_receipt(mail) {
        Some(Machine::ReadReceipt)
    } else if is_marked || is_automatic && is_from_one_of(mail, own_addresses) {
        Some(Machine::OwnLetter)
    } else if has(|sign| matches!(sign, MachineSign::ListHeader(_))) {
        Some(Machine::MailingList)
    } else if has(|sign| *sign == MachineSign::Calendar) && mail.files.iter().all(is_calendar) {
        Some(Machine::Calendar)
    } else if is_automatic
        || has(|sign| matches!(sign, MachineSign::AutoReplyMark(_) | MachineSign::NullSender))
    {
        Some(Machine::AutomaticReply)
    } else {
        None
    }
}

/// Beginnings of addresses that nobody reads, without what parts their words: `no_reply`, `noreply2`, `bounce-17`.
const UNATTENDED: [&str; 6] = [
    "noreply",
    "donotreply",
    "mailerdaemon",
    "postmaster",
    "bounce",
    "notification",
];

/// Whether no automatic answer may be sent: any sign of a machine, however weak, forbids it.
pub fn answer_forbidden(mail: &ParsedMail) -> bool {
    let mut addresses = mail.from.iter().take(1).chain(&mail.reply_to);
    !mail.machine_signs.is_empty() || addresses.any(|address| is_unattended(&address.address))
}

fn is_unattended(address: &str) -> bool {
    let local = address.rsplit_once('@').map_or("", |(local, _)| local);
    let name: String = local.chars().filter(char::is_ascii_alphabetic).collect();
    let name = name.to_ascii_lowercase();
    name == "system" || UNATTENDED.iter().any(|beginning| name.starts_with(beginning))
}

/// A read receipt without the form of one: 已读：统计表, 您发给 … 的邮件《统计表》已于 … 阅读.
fn is_plain_receipt(mail: &ParsedMail) -> bool {
    let subject = mail.subject.trim().to_lowercase();
    let is_named = ["已读:", "已读：", "已读回执", "read:", "read：", "read receipt"]
        .iter()
        .any(|known| subject.starts_with(known));
    if !is_named || !mail.files.is_empty() {
        return false;
    }
    let text = crate::visible_text(mail).to_lowercase();
    let is_short = text.chars().count() <= LONGEST_NOTE;
    let of_read = [
        ("您发给", "阅读"),
        ("您的邮件", "阅读"),
        ("的邮件", "已被阅读"),
        ("your message", "read"),
    ];
    is_short
        && of_read
            .iter()
            .any(|(sent, read)| text.contains(sent) && text.contains(read))
}

fn is_bounce(mail: &ParsedMail) -> bool {
    let has = |sign: &MachineSign| mail.machine_signs.contains(sign);
    let is_null = has(&MachineSign::NullSender);
    let is_system = is_null || is_local(mail, &["postmaster", "mailer-daemon"]);
    let subject = mail.subject.to_lowercase();
    let is_named = BOUNCE_SUBJECTS.iter().any(|known| subject.contains(known));
    has(&MachineSign::DeliveryReport)
        || is_system && has(&MachineSign::DeliveryStatusPart)
        || is_null && is_named
        || is_system && is_named && !may_be_a_persons(mail)
}

/// A person may write from postmaster@: an answer, with a file, or at length.
fn may_be_a_persons(mail: &ParsedMail) -> bool {
    let is_person = !is_local(mail, &["mailer-daemon"]);
    is_person
        && (!mail.files.is_empty()
            || !mail.in_reply_to.is_empty()
            || crate::visible_text(mail).chars().count() > LONGEST_NOTE)
}

fn is_local(mail: &ParsedMail, names: &[&str]) -> bool {
    local_part(mail).is_some_and(|local| names.contains(&local))
}

fn has_own_loop(mail: &ParsedMail, own_addresses: &[&str]) -> bool {
    mail.machine_signs.iter().any(|sign| match sign {
        MachineSign::Loop(value) => {
            value.contains("zhengji")
                || own_addresses
                    .iter()
                    .any(|own| value.contains(&own.to_lowercase()))
        }
        _ => false,
    })
}

fn is_from_one_of(mail: &ParsedMail, own_addresses: &[&str]) -> bool {
    mail.from.iter().any(|from| {
        own_addresses
            .iter()
            .any(|own| from.address.eq_ignore_ascii_case(own))
    })
}

fn is_calendar(file: &crate::MailFile) -> bool {
    matches!(file.content_type.as_str(), "text/calendar" | "application/ics")
}

fn local_part(mail: &ParsedMail) -> Option<&str> {
    mail.from.first()?.address.split_once('@').map(|(local, _)| local)
}

#[cfg(test)]
mod tests {
    use super::{Machine, answer_forbidden, classify};
    use crate::parse;

    const OWN: [&str; 1] = ["kjstdw@office.example"];

    fn kind(header: &str) -> Option<Machine> {
        classify(&parse(format!("{header}\n\nx\n").as_bytes()), &OWN)
    }

    #[test]
    fn auto_submitted_no_is_a_person() {
        assert_eq!(kind("From: a@huaxia.example\nAuto-Submitted: no"), None);
    }

    #[test]
    fn a_list_beats_an_automatic_reply() {
        let header = "From: a@huaxia.example\nAuto-Submitted: auto-replied\nList-Id: <all>";
        assert_eq!(kind(header), Some(Machine::MailingList));
    }

    #[test]
    fn our_loop_mark_tells_our_letter_from_an_answer_to_it() {
        let own = "From: KJSTDW@office.example\nX-Loop: kjstdw@office.example";
        assert_eq!(kind(own), Some(Machine::OwnLetter));
        let answer = "From: a@huaxia.example\nX-Loop: kjstdw@office.example";
        assert_eq!(kind(answer), Some(Machine::AutomaticReply));
        assert_eq!(kind("From: a@huaxia.example\nX-Loop: other@huaxia.example"), None);
    }

    #[test]
    fn a_letter_with_our_mark_is_ours_from_whatever_address() {
        let marked = "From: former@elsewhere.example\nX-Zhengji: receipt\nAuto-Submitted: auto-replied";
        assert_eq!(kind(marked), Some(Machine::OwnLetter));
        assert!(answer_forbidden(&parse(format!("{marked}\n\n").as_bytes())));
    }

    #[test]
    fn an_exchange_away_notice_is_told_by_both_of_its_headers() {
        let rule = "From: a@huaxia.example\nX-MS-Exchange-Inbox-Rules-Loop: a";
        assert_eq!(kind(rule), None);
        let away = format!("{rule}\nX-Auto-Response-Suppress: All");
        assert_eq!(kind(&away), Some(Machine::AutomaticReply));
    }

    #[test]
    fn a_postmaster_who_writes_an_essay_is_a_person() {
        let essay = "我们将把成果用到最需要的地方，让更多的人了解科学。".repeat(20);
        let letter = format!(
            "From: postmaster@huaxia.example\nContent-Type: text/plain; charset=utf-8\n\
             Subject: =?utf-8?B?5YWz5LqO6YCA5L+h55qE6K+05piO?=\n\n{essay}\n"
        );
        assert_eq!(classify(&parse(letter.as_bytes()), &OWN), None);
    }

    #[test]
    fn a_read_receipt_in_plain_words_is_a_machines() {
        let letter = |subject: &str, text: &str| {
            let head = "From: a@huaxia.example\nContent-Type: text/plain; charset=utf-8\nSubject: ";
            classify(&parse(format!("{head}{subject}\n\n{text}\n").as_bytes()), &[])
        };
        let text = "您发给 office@huaxia.example 的邮件《【回执】统计表》已于 2022年10月21日 11:05 阅读。";
        assert_eq!(letter("已读：【回执】统计表", text), Some(Machine::ReadReceipt));
        assert_eq!(
            letter("Read: receipt", "Your message was read."),
            Some(Machine::ReadReceipt)
        );
        assert_eq!(letter("已读：【回执】统计表", "材料已阅读，现报送修改稿。"), None);
        assert_eq!(letter("统计表", text), None);
    }

    #[test]
    fn a_bounce_needs_more_than_its_subject() {
        assert_eq!(kind("From: a@huaxia.example\nSubject: 退信"), None);
        assert_eq!(
            kind("From: PostMaster@huaxia.example\nSubject: 退信"),
            Some(Machine::Bounce)
        );
    }

    #[test]
    fn an_address_that_nobody_reads_is_not_answered() {
        let forbidden = |header: &str| answer_forbidden(&parse(format!("{header}\n\n").as_bytes()));
        for local in [
            "noreply",
            "No-Reply",
            "no_reply",
            "noreply+77",
            "noreply2",
            "do_not_reply",
            "bounce",
            "bounces-17=a",
            "notifications",
            "mailer-daemon",
            "postmaster2",
            "system",
        ] {
            assert!(forbidden(&format!("From: {local}@huaxia.example")), "{local}");
        }
        let person = "From: a@huaxia.example";
        assert!(forbidden(&format!("{person}\nReply-To: no-reply@huaxia.example")));
        assert!(forbidden(&format!("{person}\nFeedback-ID: 17:campaign:huaxia")));
        assert_eq!(kind(&format!("{person}\nFeedback-ID: 17:campaign:huaxia")), None);
        for local in ["a", "systems-biology", "reply", "office"] {
            assert!(!forbidden(&format!("From: {local}@huaxia.example")), "{local}");
        }
    }
}
