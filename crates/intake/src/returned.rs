//! Delivery reports about letters of ours.

use domain::finding::{Finding, FindingCode};
use domain::returned::{Failure, ReturnReason, Returned};
use mail::delivery::{DeliveryReport, ReportedRecipient, report};

use crate::claim::Claim;
use crate::reading::Reading;

/// Characters of a server's answer that are kept.
const LONGEST_ANSWER: usize = 300;

/// What sentences say while the server goes on trying, lower-case.
const STILL_TRYING: &[&str] = &[
    "delayed",
    "will be retried",
    "will retry",
    "still trying",
    "延迟",
    "继续尝试",
    "稍后重试",
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
    let failures = if report.recipients.is_empty() {
        if mail.subject.contains(CALLED_BACK) {
            return None;
        }
        by_sentences(&report).into_iter().collect()
    } else {
        by_fields(&report)
    };
    (!failures.is_empty()).then_some(Returned {
        about: report.about,
        failures,
    })
}

fn by_fields(report: &DeliveryReport) -> Vec<Failure> {
    let failed = report.recipients.iter().filter(|recipient| has_failed(recipient));
    failed
        .map(|recipient| {
            let said = recipient.diagnostic.as_ref().unwrap_or(&report.sentences);
            let addresses = recipient.original.iter().chain(&recipient.address);
            Failure {
                addresses: addresses.cloned().collect(),
                reason: ReturnReason::of(recipient.status.as_deref(), said),
                said: one_line(said),
            }
        })
        .collect()
}

fn has_failed(recipient: &ReportedRecipient) -> bool {
    match (&recipient.action, &recipient.status) {
        (Some(action), _) => action == "failed",
        (None, Some(status)) => status.starts_with('5'),
        (None, None) => false,
    }
}

fn by_sentences(report: &DeliveryReport) -> Option<Failure> {
    let lower = report.sentences.to_lowercase();
    if STILL_TRYING.iter().any(|words| lower.contains(words)) {
        return None;
    }
    Some(Failure {
        addresses: addresses(&lower),
        reason: ReturnReason::of(None, &lower),
        said: one_line(&report.sentences),
    })
}

/// Everything in a text that looks like a mail address.
fn addresses(text: &str) -> Vec<String> {
    let in_address = |c: char| c.is_ascii_alphanumeric() || "@._-+%=".contains(c);
    let words = text.split(|c| !in_address(c)).map(|word| word.trim_matches('.'));
    let mut found: Vec<String> = words
        .filter(|word| {
            word.split_once('@').is_some_and(|(local, domain)| {
                !local.is_empty() && domain.contains('.') && !domain.contains('@')
            })
        })
        .map(str::to_owned)
        .collect();
    found.sort();
    found.dedup();
    found
}

fn one_line(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
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
        assert_eq!(
            read("Subject: =?utf-8?B?6YCA5L+h?=\n\n服务器将继续尝试投递。\n"),
            None
        );
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
}
