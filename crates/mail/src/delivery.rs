//! What a delivery report says: about which letter, and what became of each of its recipients.
//!
//! RFC 3464 where the report keeps to it. 163 leaves out the blank line between the fields of the message and those of
//! the recipient; QQ and older programs write sentences only.

use crate::charset;
use crate::model::ParsedMail;

/// How much of the sentences of a report is looked at, in bytes: below may follow the whole letter.
const SENTENCES: usize = 8 * 1024;
/// How much of its fields, in bytes.
const FIELDS: usize = 64 * 1024;
/// How many Message-IDs and how many recipients: each of our letters has one of both.
const MOST: usize = 20;

/// A delivery report as it was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeliveryReport {
    /// Message-IDs of the letters that it may be about, without angle brackets, the most certain first.
    pub about: Vec<String>,
    /// What became of each recipient; empty when it says so in sentences only.
    pub recipients: Vec<ReportedRecipient>,
    /// Its sentences, the beginning of them.
    pub sentences: String,
}

/// What became of one recipient.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReportedRecipient {
    /// `Final-Recipient`: the address at the server that tried last, lower-case.
    pub address: Option<String>,
    /// `Original-Recipient`: the address as the sender had given it, lower-case.
    pub original: Option<String>,
    /// `Action`, lower-case: failed, delayed, delivered, relayed or expanded.
    pub action: Option<String>,
    /// `Status`, for example `5.1.1`.
    pub status: Option<String>,
    /// `Diagnostic-Code` without its type: what the server answered.
    pub diagnostic: Option<String>,
}

/// Reads a letter that [`crate::machine::classify`] calls a bounce.
///
/// What names the returned letter itself goes before what merely stands in its thread: a colleague's own letter that
/// comes back answers ours, and is not ours.
pub fn report(mail: &ParsedMail) -> DeliveryReport {
    let texts: Vec<Vec<(String, String)>> = mail.reports.iter().map(|text| fields(text)).collect();
    let (statuses, headers): (Vec<_>, Vec<_>) = texts.into_iter().partition(|fields| is_status(fields));
    let sentences = sentences(mail);
    let inner = mail.nested.first().into_iter();
    let inner = inner.flat_map(|inner| inner.original_message_id.iter().chain(&inner.message_id));
    let stated = mail.original_message_id.iter().chain(inner).cloned();
    let stated: Vec<String> = stated
        .chain(headers.iter().flat_map(|fields| ids(fields)))
        .collect();
    let answered = mail.in_reply_to.iter().chain(&mail.references).cloned();
    let about = [stated, quoted_ids(&sentences), answered.collect()]
        .into_iter()
        .find(|ids| !ids.is_empty())
        .unwrap_or_default();
    DeliveryReport {
        about: distinct(&about),
        recipients: recipients(statuses.iter().flatten()),
        sentences: said(&sentences).to_owned(),
    }
}

/// Bare, each once.
fn distinct(ids: &[String]) -> Vec<String> {
    let mut distinct: Vec<String> = Vec::new();
    for id in ids.iter().take(MOST) {
        let id = id.trim().trim_start_matches('<').trim_end_matches('>');
        if !id.is_empty() && !distinct.iter().any(|known| known == id) {
            distinct.push(id.to_owned());
        }
    }
    distinct
}

/// Whether these are the fields of a report, and not the header of a letter.
fn is_status(fields: &[(String, String)]) -> bool {
    fields.iter().any(|(name, _)| {
        matches!(
            name.as_str(),
            "reporting-mta" | "final-recipient" | "original-recipient"
        )
    })
}

fn ids(fields: &[(String, String)]) -> impl Iterator<Item = String> {
    let ids = fields.iter().filter(|(name, _)| is_message_id(name));
    ids.map(|(_, id)| id.clone())
}

fn is_message_id(name: &str) -> bool {
    matches!(
        name,
        "message-id" | "original-message-id" | "x-original-message-id" | "x-microsoft-original-message-id"
    )
}

/// Name in lower case and value of each field, unfolded; lines that are no fields are left out.
fn fields(text: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let end = text.floor_char_boundary(FIELDS);
    for line in text.get(..end).unwrap_or_default().lines() {
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = found.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            found.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    found
}

/// A recipient begins where a field comes that the one before has already, and may begin with either address.
fn recipients<'f>(fields: impl Iterator<Item = &'f (String, String)>) -> Vec<ReportedRecipient> {
    let mut found: Vec<ReportedRecipient> = Vec::new();
    for (name, value) in fields {
        let taken = found.last().is_none_or(|last| match name.as_str() {
            "final-recipient" => last.address.is_some(),
            "original-recipient" => last.original.is_some(),
            "action" => last.action.is_some(),
            "status" => last.status.is_some(),
            _ => false,
        });
        let opens = matches!(
            name.as_str(),
            "final-recipient" | "original-recipient" | "action" | "status"
        );
        if opens && taken {
            if found.len() == MOST {
                break;
            }
            found.push(ReportedRecipient::default());
        }
        let Some(last) = found.last_mut() else {
            continue;
        };
        match name.as_str() {
            "final-recipient" => last.address = address(value),
            "original-recipient" => last.original = address(value),
            "action" => last.action = first_word(value),
            "status" => last.status = first_word(value),
            "diagnostic-code" => last.diagnostic = Some(untyped(value).to_owned()),
            _ => {}
        }
    }
    found
}

/// The value behind `rfc822;` or another type.
fn untyped(value: &str) -> &str {
    match value.split_once(';') {
        Some((kind, rest)) if !kind.contains(char::is_whitespace) => rest.trim(),
        _ => value.trim(),
    }
}

fn address(value: &str) -> Option<String> {
    let bare = untyped(value).trim_matches(['<', '>', ' ']);
    let bare = crate::addresses::without_route(bare).to_lowercase();
    bare.contains('@').then_some(bare)
}

fn first_word(value: &str) -> Option<String> {
    value.split_whitespace().next().map(str::to_lowercase)
}

fn sentences(mail: &ParsedMail) -> String {
    let text = match (&mail.text, &mail.html) {
        (Some(body), _) => body.text.clone(),
        (None, Some(html)) => crate::html::text(html),
        (None, None) => String::new(),
    };
    let end = text.floor_char_boundary(SENTENCES);
    charset::nfc(text.get(..end).unwrap_or(&text))
}

/// Message-IDs on lines of their own, where the sentences go on with the header of the letter or name it.
fn quoted_ids(sentences: &str) -> Vec<String> {
    let lines = sentences.lines().filter_map(named);
    lines
        .filter(|(name, _)| is_message_id(&name.to_ascii_lowercase()) || name.ends_with("邮件标识"))
        .map(|(_, id)| id.to_owned())
        .collect()
}

/// What the sentences say before they go on with the letter itself, whose header names addresses too.
fn said(sentences: &str) -> &str {
    let mut length = 0;
    for line in sentences.split_inclusive('\n') {
        let begins_letter = named(line).is_some_and(|(name, _)| {
            let name = name.to_ascii_lowercase();
            matches!(
                name.as_str(),
                "received" | "return-path" | "from" | "date" | "subject"
            ) || is_message_id(&name)
        });
        if begins_letter {
            break;
        }
        length += line.len();
    }
    sentences.get(..length).unwrap_or(sentences)
}

/// Name and value of a line that looks like a field, quoted or not.
fn named(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start_matches(['>', ' ', '\t']);
    let (name, value) = line.split_once([':', '：'])?;
    Some((name.trim(), value.trim()))
}

#[cfg(test)]
mod tests {
    use super::{ReportedRecipient, report};
    use crate::parse;

    fn read(letter: &str) -> super::DeliveryReport {
        report(&parse(letter.as_bytes()))
    }

    #[test]
    fn every_recipient_of_a_report_is_told_apart() {
        let letter = "From: MAILER-DAEMON@mx.office.example\n\
            Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n\
            --b\nContent-Type: message/delivery-status\n\n\
            Reporting-MTA: dns; mx.office.example\n\n\
            Original-Recipient: rfc822;Office@Huaxia.example\n\
            Final-Recipient: rfc822; box1@huaxia.example\nAction: failed\nStatus: 5.2.2 (full)\n\
            Diagnostic-Code: smtp; 552 5.2.2 mailbox\n  is full\n\n\
            Final-Recipient: rfc822; b@huaxia.example\nAction: delayed\nStatus: 4.4.1\n\
            --b\nContent-Type: text/rfc822-headers\n\n\
            Subject: x\nMessage-ID:\n <zj.17.first_verdict.receipt.0a@office.example>\n--b--\n";
        let found = read(letter);
        assert_eq!(found.about, ["zj.17.first_verdict.receipt.0a@office.example"]);
        let first = ReportedRecipient {
            address: Some("box1@huaxia.example".into()),
            original: Some("office@huaxia.example".into()),
            action: Some("failed".into()),
            status: Some("5.2.2".into()),
            diagnostic: Some("552 5.2.2 mailbox is full".into()),
        };
        assert_eq!(found.recipients.first(), Some(&first));
        assert_eq!(found.recipients.len(), 2);
        assert_eq!(found.recipients[1].action.as_deref(), Some("delayed"));
    }

    #[test]
    fn a_report_of_163_without_blank_lines_is_read() {
        let letter = "From: Postmaster@163.example\nX-CM-Original-Message-ID: <zj.1@office.example>\n\
            Content-Type: Multipart/report; report-type=delivery-status; boundary=\"----=_Part_99_2001\"\n\n\
            ------=_Part_99_2001\nContent-Type: message/delivery-status\n\n\
            Reporting-MTA: dns; 163.example\nFinal-Recipient: rfc822;gone@163.example\nAction: failed------=_Part_99_2001\n\
            Content-Type: Message/Rfc822\n\nMessage-ID: <inner@office.example>\n\nx\n------=_Part_99_2001--\n";
        let found = read(letter);
        assert_eq!(found.about, ["zj.1@office.example", "inner@office.example"]);
        assert_eq!(found.recipients[0].address.as_deref(), Some("gone@163.example"));
    }

    #[test]
    fn sentences_may_hold_the_header_of_the_letter() {
        let letter = "From: MAILER-DAEMON@huaxia.example\nSubject: failure notice\n\n\
            <gone@huaxia.example>:\n550 no such user\n\n--- Below this line is a copy of the message.\n\n\
            > Message-Id: <zj.2@office.example>\n";
        let found = read(letter);
        assert_eq!(found.about, ["zj.2@office.example"]);
        assert!(found.recipients.is_empty());
        assert!(found.sentences.contains("gone@huaxia.example"));
    }

    #[test]
    fn a_letter_of_somebody_else_in_our_thread_is_not_ours() {
        let letter = "From: MAILER-DAEMON@mx.example\nReferences: <zj.1@office.example>\n\
            Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n\
            --b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n\
            Final-Recipient: rfc822; gone@huaxia.example\nAction: failed\n\
            --b\nContent-Type: text/rfc822-headers\n\nStatus: RO\nMessage-ID: <clerk@office.example>\n--b--\n";
        let found = read(letter);
        assert_eq!(found.about, ["clerk@office.example"]);
        assert_eq!(found.recipients.len(), 1, "the header of the letter is none");
    }

    #[test]
    fn a_report_of_any_length_is_read_in_parts() {
        let ids: Vec<String> = (0..60_000)
            .map(|number| format!("<{number}@x.example>"))
            .collect();
        let ids = ids.join("\n ");
        let letter =
            format!("From: MAILER-DAEMON@mx.example\nReferences: {ids}\nSubject: failure notice\n\nx\n");
        assert!(read(&letter).about.len() <= 20);
    }
}
