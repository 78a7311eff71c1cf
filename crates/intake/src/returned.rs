//! Delivery reports about letters of ours.

use domain::finding::{Finding, FindingCode};
use domain::returned::{Failure, ReturnReason, Returned};
use mail::delivery::{DeliveryReport, ReportedRecipient, report};

use crate::claim::Claim;
use crate::reading::Reading;

/// Characters of a server's answer that are kept.
const LONGEST_ANSWER: usize = 300;

/// Addresses in its sentences that are looked at.
const MOST_ADDRESSES: usize = 20;

/// What sentences say while the server goes on trying, lower-case.
const STILL_TRYING: &[&str] = &[
    "warning only",
    "warning message only",
    "do not need to resend",
    "not need to resend",
    "keep trying",
    "still trying",
    "will be retried",
    "will retry",
    "继续为您投递",
    "继续投递",
    "继续尝试",
    "无需重发",
];

/// What they say when it has given up, lower-case.
const GIVEN_UP: &[&str] = &[
    "could not be delivered",
    "couldn't be delivered",
    "cannot be delivered",
    "not be delivered to",
    "unable to deliver",
    "undeliverable",
    "delivery failed",
    "delivery has failed",
    "delivery to the following",
    "permanent",
    "giving up",
    "returned to sender",
    "returning message",
    "退回",
    "退信",
    "无法投递",
    "未能送达",
    "无法送达",
    "投递失败",
    "发送失败",
];

/// 163 tells in this way that a letter could not be called back; the letter itself was delivered.
const CALLED_BACK: &str = "撤回";

/// What an arrival that is a delivery report says of a letter of ours that failed for good.
pub(crate) fn returned(claim: &Claim, reading: &Reading) -> Option<Returned> {
    if *claim != Claim::Ignored(Finding::new(FindingCode::Bounce)) {
        return None;
    }
    let mail = reading.mail.as_ref()?;
    let report = report(mail);
    let (failures, certain) = if report.recipients.is_empty() {
        if mail.subject.contains(CALLED_BACK) {
            return None;
        }
        let (failure, certain) = by_sentences(&report);
        (vec![failure], certain)
    } else {
        (by_fields(&report), true)
    };
    (!failures.is_empty()).then_some(Returned {
        about: report.about,
        failures,
        certain,
    })
}

fn by_fields(report: &DeliveryReport) -> Vec<Failure> {
    let failed = report.recipients.iter().filter(|recipient| has_failed(recipient));
    failed
        .map(|recipient| {
            let said = recipient.diagnostic.as_ref().unwrap_or(&report.sentences);
            let address = recipient.address.as_ref().or(recipient.original.as_ref());
            Failure {
                addresses: address.into_iter().cloned().collect(),
                reason: ReturnReason::of(recipient.status.as_deref(), said),
                said: one_line(said),
            }
        })
        .collect()
}

/// RFC 3464 knows failed, delayed, delivered, relayed and expanded; some servers have words of their own.
fn has_failed(recipient: &ReportedRecipient) -> bool {
    match (recipient.action.as_deref(), &recipient.status) {
        (Some("delayed" | "delivered" | "relayed" | "expanded"), _) => false,
        (Some(action), _) if action.starts_with("fail") || action == "expired" => true,
        (_, Some(status)) => status.starts_with('5'),
        (_, None) => false,
    }
}

/// What stands in sentences, and whether they say plainly that delivery failed.
fn by_sentences(report: &DeliveryReport) -> (Failure, bool) {
    let lower = report.sentences.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let reason = ReturnReason::of(None, &lower);
    let certain = !says(STILL_TRYING) && (says(GIVEN_UP) || reason == ReturnReason::NoSuchAddress);
    let failure = Failure {
        addresses: addresses(&lower),
        reason,
        said: one_line(&report.sentences),
    };
    (failure, certain)
}

/// Everything in a text that looks like a mail address.
fn addresses(text: &str) -> Vec<String> {
    let in_address = |c: char| c.is_ascii_alphanumeric() || "@._-+%=".contains(c);
    let words = text.split(|c| !in_address(c)).map(|word| word.trim_matches('.'));
    let found = words.filter(|word| {
        word.split_once('@')
            .is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.') && !domain.contains('@'))
    });
    let mut distinct: Vec<String> = Vec::new();
    for address in found.take(MOST_ADDRESSES) {
        if !distinct.iter().any(|known| known == address) {
            distinct.push(address.to_owned());
        }
    }
    distinct
}

fn one_line(text: &str) -> String {
    let shown: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let line = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    let end = line
        .char_indices()
        .nth(LONGEST_ANSWER)
        .map_or(line.len(), |(end, _)| end);
    line.get(..end).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(letter: &str) -> Option<Returned> {
        let reading = Reading {
            mail: Some(mail::parse(letter.as_bytes())),
            ..Reading::default()
        };
        returned(&Claim::Ignored(Finding::new(FindingCode::Bounce)), &reading)
    }

    #[test]
    fn a_delay_and_a_success_are_no_return() {
        for action in ["delayed", "delivered", "relayed"] {
            let letter = format!(
                "From: MAILER-DAEMON@mx.example\n\
                Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n\
                --b\nContent-Type: message/delivery-status\n\n\
                Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; a@huaxia.example\n\
                Action: {action}\nStatus: 4.4.1\n--b--\n"
            );
            assert_eq!(read(&letter), None, "{action}");
        }
        for hint in [
            "服务器将继续尝试投递，48小时内继续为您投递。",
            "WARNING ONLY: your message could not be delivered yet. We keep trying.",
            "Thank you for your message.",
        ] {
            let found = read(&format!("Content-Type: text/plain; charset=utf-8\n\n{hint}\n")).unwrap();
            assert!(!found.certain, "it is listed and moves nothing: {hint}");
        }
    }

    #[test]
    fn sentences_name_address_and_reason() {
        let letter = "From: PostMaster@qq.example\nContent-Type: text/plain; charset=utf-8\n\
            Message-ID: <x@qq.example>\n\n抱歉，您的邮件被退回来了。\n收件人：Nobody@huaxia.example\n\
            原因：该用户不存在。\nMessage-ID: <zj.3@office.example>\n";
        let found = read(letter).unwrap();
        assert_eq!(found.about, ["zj.3@office.example"]);
        let failure = found.failures.first().unwrap();
        assert!(failure.addresses.contains(&"nobody@huaxia.example".to_owned()));
        assert_eq!(failure.reason, ReturnReason::NoSuchAddress);
    }

    #[test]
    fn what_a_server_could_not_call_back_was_delivered() {
        let letter = "From: postmaster@163.example\nContent-Type: text/html; charset=utf-8\n\
            Subject: =?utf-8?B?6YCa55+l77yaW+aSpOWbnumCruS7tuWksei0pV0=?=\n\n<p>撤回失败：对方已读取。</p>\n";
        assert_eq!(read(letter), None);
    }

    #[test]
    fn a_persons_mail_is_no_report() {
        let reading = Reading {
            mail: Some(mail::parse(
                b"Subject: x\n\nFinal-Recipient: rfc822; a@b.example\nAction: failed\n",
            )),
            ..Reading::default()
        };
        let claim = Claim::Ignored(Finding::new(FindingCode::AutomaticReply));
        assert_eq!(returned(&claim, &reading), None);
    }

    #[test]
    fn advice_to_try_again_does_not_hide_a_return() {
        let found = read(
            "Content-Type: text/plain; charset=utf-8\n\n\
             您的邮件被退回来了。收件人：a@huaxia.example 原因：该用户不存在。请稍后重试。\n",
        )
        .unwrap();
        assert!(found.certain);
        assert_eq!(found.failures[0].addresses, ["a@huaxia.example"]);
    }

    #[test]
    fn an_alias_whose_member_failed_is_not_accused() {
        let found = read(
            "From: MAILER-DAEMON@mx.example\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n\
             --b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n\
             Original-Recipient: rfc822; office@huaxia.example\nFinal-Recipient: rfc822; p@huaxia.example\n\
             Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 \u{1b}[31mUser unknown\n--b--\n",
        )
        .unwrap();
        let (failure, named) = found.of_recipient("office@huaxia.example").unwrap();
        assert!(!named);
        assert!(!failure.said.contains('\u{1b}'), "{}", failure.said);
    }
}
