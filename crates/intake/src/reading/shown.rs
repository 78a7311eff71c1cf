//! What a person is shown of an arrival: every file that came, and what the letter says.

use std::collections::BTreeSet;

use forms::read::Content;
use mail::{Inline, ParsedMail};

use super::{NESTED_MESSAGES, Reading};

/// A file that came, whatever was made of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SentFile<'r> {
    /// Name as shown to people.
    pub name: &'r str,
    /// SHA-256 of its bytes, lower-case hexadecimal.
    pub sha256: &'r str,
    /// Size in bytes.
    pub bytes: u64,
    /// What it turned out to be; `None` where nobody reads it: the letter inside a delivery report is not the society's.
    pub content: Option<&'r Content>,
    /// True for a picture that the HTML body shows.
    pub shown_in_body: bool,
    /// True when it came inside a forwarded message.
    pub forwarded: bool,
}

impl Reading {
    /// Every file, members of archives after their archive, then what is attached and was not read.
    pub fn sent_files(&self) -> Vec<SentFile<'_>> {
        let read = self.parts.iter().map(|part| SentFile {
            name: &part.file.name,
            sha256: &part.file.sha256,
            bytes: part.file.bytes,
            content: Some(&part.file.content),
            shown_in_body: part.shown_in_body,
            forwarded: part.forwarded,
        });
        let mut files: Vec<SentFile<'_>> = read.collect();
        let known: BTreeSet<&str> = files.iter().map(|file| file.sha256).collect();
        if let Some(mail) = &self.mail {
            add_unread(mail, 0, &known, &mut files);
        }
        files
    }

    /// What the letter says, with what is quoted in it, and then what the letters inside it say, each under its subject.
    pub fn letter_text(&self) -> Option<String> {
        let mut texts = Vec::new();
        add_text(self.mail.as_ref()?, 0, &mut texts);
        let text = texts.join("\n\n");
        (!text.trim().is_empty()).then(|| text.trim().to_owned())
    }
}

fn add_unread<'r>(mail: &'r ParsedMail, depth: usize, known: &BTreeSet<&str>, files: &mut Vec<SentFile<'r>>) {
    let unread = mail
        .files
        .iter()
        .filter(|file| !known.contains(file.sha256.as_str()));
    files.extend(unread.map(|file| SentFile {
        name: &file.name,
        sha256: &file.sha256,
        bytes: file.size,
        content: None,
        shown_in_body: file.inline == Inline::ReferencedByHtml,
        forwarded: depth > 0,
    }));
    if depth < NESTED_MESSAGES {
        for nested in &mail.nested {
            add_unread(nested, depth + 1, known, files);
        }
    }
}

fn add_text(mail: &ParsedMail, depth: usize, texts: &mut Vec<String>) {
    if depth > 0 {
        texts.push(format!("〔转发的邮件：{}〕", mail.subject));
    }
    let text = match &mail.text {
        Some(body) => &body.text,
        None => mail::visible_text(mail),
    };
    texts.extend(Some(text.trim().to_owned()).filter(|text| !text.is_empty()));
    if depth < NESTED_MESSAGES {
        for nested in &mail.nested {
            add_text(nested, depth + 1, texts);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::reading::read_mail;

    #[test]
    fn a_letter_of_html_alone_and_what_was_forwarded_are_shown() {
        let reading = read_mail(
            "From: a@hx.example\r\nSubject: =?utf-8?B?6L2s?=\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
             --b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>见<b>附件</b>。</p>\r\n\
             --b\r\nContent-Type: message/rfc822\r\n\r\nFrom: b@hx.example\r\nSubject: inner\r\n\
             Content-Type: text/plain; charset=utf-8\r\n\r\n里面的话\r\n--b--\r\n"
                .as_bytes(),
        );
        assert_eq!(
            reading.letter_text().as_deref(),
            Some("见附件。\n\n〔转发的邮件：inner〕\n\n里面的话")
        );
    }

    #[test]
    fn what_a_delivery_report_brings_is_listed_although_nobody_reads_it() {
        let reading = read_mail(
            b"From: <mailer-daemon@hx.example>\r\nReturn-Path: <>\r\n\
              Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
              --b\r\nContent-Type: text/plain\r\n\r\nfailed\r\n\
              --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; hx.example\r\n\r\n\
              Final-Recipient: rfc822; a@hx.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\
              --b\r\nContent-Type: image/png; name=a.png\r\nContent-Disposition: attachment; filename=a.png\r\n\
              Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--b--\r\n",
        );
        assert!(reading.parts.is_empty());
        let files = reading.sent_files();
        let found = files.iter().find(|file| file.name == "a.png");
        assert!(
            found.is_some_and(|file| file.content.is_none() && file.bytes == 8),
            "{files:?}"
        );
    }
}
