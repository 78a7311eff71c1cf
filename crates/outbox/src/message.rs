//! The parts of a message: the text twice, as text and as HTML, and files beside it.
//!
//! All of it is base64, so that no line is long and none begins with the marks between the parts, which are made from
//! the Message-ID: the same letter gives the same bytes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use lettre::message::header::{
    ContentDisposition, ContentTransferEncoding, ContentType, Header, HeaderName, HeaderValue, Headers,
};
use lettre::message::{Body, Message, MessageBuilder, MultiPart, MultiPartKind, SinglePart};

use crate::enclosed::Attachment;
use crate::error::OutboxError;
use crate::text::one_line;

/// An encoded word has at most 75 characters (RFC 2047, section 2); these bytes with their frame have 72.
const BYTES_IN_WORD: usize = 45;

/// Puts a message together.
pub(crate) fn write(
    head: MessageBuilder,
    message_id: &str,
    (text, html): (&str, &str),
    attachments: &[Attachment],
) -> Result<Message, OutboxError> {
    let both = multipart(MultiPartKind::Alternative, message_id)
        .singlepart(text_part(ContentType::TEXT_PLAIN, text)?)
        .singlepart(text_part(ContentType::TEXT_HTML, html)?);
    let whole = if attachments.is_empty() {
        both
    } else {
        let mut all = multipart(MultiPartKind::Mixed, message_id).multipart(both);
        for attachment in attachments {
            all = all.singlepart(file_part(attachment)?);
        }
        all
    };
    head.multipart(whole).map_err(|_| OutboxError::Unsendable {
        what: "the message cannot be put together",
    })
}

/// Dates a message as clocks at the office show it. lettre knows only UTC, and puts a date of its own where it finds
/// none that it wrote.
pub(crate) fn date(message: &mut Message, at: DateTime<Utc>, zone: Tz) {
    let at = at.with_timezone(&zone).format("%a, %d %b %Y %H:%M:%S %z");
    let name = HeaderName::new_from_ascii_str("Date");
    message
        .headers_mut()
        .insert_raw(HeaderValue::new(name, at.to_string()));
}

fn multipart(kind: MultiPartKind, message_id: &str) -> MultiPart {
    let name = if matches!(kind, MultiPartKind::Alternative) {
        "text"
    } else {
        "all"
    };
    // At most 70 characters (RFC 2046, section 5.1.1), of those that need no quotation marks; `=_` is in no base64.
    let tail: Vec<char> = message_id
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .rev()
        .take(50)
        .collect();
    let mark: String = tail.into_iter().rev().collect();
    MultiPart::builder()
        .kind(kind)
        .boundary(format!("=_{name}_{mark}"))
        .build()
}

fn text_part(kind: ContentType, text: &str) -> Result<SinglePart, OutboxError> {
    let body = Body::new_with_encoding(text.to_owned(), ContentTransferEncoding::Base64).map_err(|_| {
        OutboxError::Unsendable {
            what: "the text cannot be encoded",
        }
    })?;
    Ok(SinglePart::builder().header(kind).body(body))
}

fn file_part(attachment: &Attachment) -> Result<SinglePart, OutboxError> {
    let unsendable = |what| OutboxError::Unsendable { what };
    // Nothing but a media type gets into the header.
    ContentType::parse(&attachment.media_type)
        .map_err(|_| unsendable("the media type of a file that goes with it is none"))?;
    let body = Body::new_with_encoding(attachment.bytes.clone(), ContentTransferEncoding::Base64)
        .map_err(|_| unsendable("a file that goes with it cannot be encoded"))?;
    let name = file_name(&attachment.name);
    let words = encoded_words(&name);
    Ok(SinglePart::builder()
        .header(NamedType(format!(
            "{};\r\n name=\"{words}\"",
            attachment.media_type
        )))
        .header(NamedDisposition(disposition(&name, &words)))
        .body(body))
}

/// A name on one line that no header and no file system takes for anything else.
fn file_name(name: &str) -> String {
    let line = one_line(name);
    line.chars()
        .map(|c| if matches!(c, '"' | '\\' | '/') { '_' } else { c })
        .collect()
}

/// QQ and Outlook read only RFC 2047 in `filename`, though that is none of its places, and show `tcmime.*.bin` or
/// `ATT00001.dat` for RFC 2231 alone; others go by the standard. So the name stands there both ways.
fn disposition(name: &str, words: &str) -> String {
    let mut headers = Headers::new();
    headers.set(ContentDisposition::attachment(name));
    let standard = headers.to_string();
    let standard = standard.trim_end();
    let standard = standard.strip_prefix("Content-Disposition: ").unwrap_or(standard);
    match standard.strip_prefix("attachment;") {
        Some(parameters) if !name.is_ascii() => {
            format!("attachment;\r\n filename=\"{words}\";{parameters}")
        }
        _ => standard.to_owned(),
    }
}

/// A text as encoded words of RFC 2047, one on a line, each of whole characters; ASCII as it is.
fn encoded_words(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut chunks = vec![String::new()];
    for c in text.chars() {
        if chunks
            .last()
            .is_none_or(|chunk| chunk.len() + c.len_utf8() > BYTES_IN_WORD)
        {
            chunks.push(String::new());
        }
        if let Some(chunk) = chunks.last_mut() {
            chunk.push(c);
        }
    }
    let words = chunks
        .iter()
        .map(|chunk| format!("=?UTF-8?B?{}?=", STANDARD.encode(chunk)));
    words.collect::<Vec<_>>().join("\r\n ")
}

/// A header that is written as it stands.
macro_rules! written_header {
    ($name:ident, $field:literal) => {
        #[derive(Clone)]
        struct $name(String);

        impl Header for $name {
            fn name() -> HeaderName {
                HeaderName::new_from_ascii_str($field)
            }

            fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
                Ok(Self(text.to_owned()))
            }

            fn display(&self) -> HeaderValue {
                HeaderValue::dangerous_new_pre_encoded(Self::name(), self.0.clone(), self.0.clone())
            }
        }
    };
}

written_header!(NamedType, "Content-Type");
written_header!(NamedDisposition, "Content-Disposition");

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::process::{Command, Stdio};

    use super::*;

    const ID: &str = "zj.17.first_verdict.receipt.0123456789ab@office.example";
    const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    const TEXT: &str = "华夏学会：\n\n　　请填写附件。\n";
    const NAMES: [&str; 5] = [
        "附件1：全国学会学习宣传贯彻大会精神情况统计表（华夏植物保护学会，二〇二二年十月填写）.docx",
        "统计表.xlsx",
        "form.docx",
        "a \"b\"\r\nBcc: x@y.example/..\\c.docx",
        "表𠮷.docx",
    ];
    /// The same as a receiver shows them.
    const SHOWN: [&str; 5] = [
        NAMES[0],
        NAMES[1],
        NAMES[2],
        "a _b_ Bcc: x@y.example_.._c.docx",
        NAMES[4],
    ];

    fn message() -> Vec<u8> {
        let head = Message::builder()
            .from("noreply@office.example".parse().unwrap())
            .to("office@zhibao.example".parse().unwrap())
            .date(std::time::UNIX_EPOCH);
        let files = NAMES.map(|name| Attachment {
            name: name.into(),
            media_type: DOCX.into(),
            bytes: name.repeat(40).into_bytes(),
        });
        write(head, ID, (TEXT, "<p>华夏学会：</p>"), &files)
            .unwrap()
            .formatted()
    }

    #[test]
    fn our_own_reader_finds_text_and_files_as_they_were_given() {
        let bytes = message();
        let mail = mail::parse(&bytes);
        assert_eq!(mail.defects, []);
        assert_eq!(mail.text.unwrap().text.trim(), TEXT.trim());
        let names: Vec<&str> = mail.files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, SHOWN);
        for (file, name) in mail.files.iter().zip(NAMES) {
            assert_eq!(file.bytes, name.repeat(40).as_bytes());
        }
    }

    #[test]
    fn the_same_message_has_the_same_bytes_all_short_lines_of_ascii() {
        let bytes = message();
        assert_eq!(bytes, message());
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.is_ascii());
        for line in text.split("\r\n") {
            assert!(line.len() <= 150 && !line.contains(['\r', '\n']), "{line}");
        }
        assert!(!text.contains("\r\nBcc"), "{text}");
    }

    /// QQ and Outlook read the one, everybody else the other.
    #[test]
    fn a_chinese_name_stands_there_both_ways() {
        let words = encoded_words("统计表.xlsx");
        assert_eq!(words, "=?UTF-8?B?57uf6K6h6KGoLnhsc3g=?=");
        let text = String::from_utf8(message()).unwrap();
        let plain = text.replace("\r\n", "");
        assert!(plain.contains(&format!("{DOCX}; name=\"{words}\"")), "{text}");
        assert!(
            plain.contains(&format!("filename=\"{words}\"; filename*0*=utf-8''%E7%BB%9F")),
            "{text}"
        );
        let long = encoded_words(NAMES[0]);
        assert!(
            long.lines().count() > 2 && long.lines().all(|word| word.trim().len() <= 75),
            "{long}"
        );
    }

    #[test]
    fn python_finds_the_same() {
        const READ: &str = "import sys, email, email.policy, json\n\
            m = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)\n\
            text = m.get_body(('plain',)).get_content().replace('\\r\\n', '\\n'); html = m.get_body(('html',)).get_content()\n\
            print('\\x1e'.join([text.strip(), html.strip(), str(len(m.defects))] + \
            [a.get_filename() for a in m.iter_attachments()]))";
        let mut child = Command::new("python3")
            .args(["-c", READ])
            .env("PYTHONIOENCODING", "utf-8")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(&message()).unwrap();
        let output = child.wait_with_output().unwrap();
        let told = String::from_utf8(output.stdout).unwrap();
        let told: Vec<&str> = told.trim_end_matches('\n').split('\u{1e}').collect();
        let mut expected = vec![TEXT.trim(), "<p>华夏学会：</p>", "0"];
        expected.extend(SHOWN);
        assert_eq!(told, expected);
    }

    #[test]
    fn what_is_no_media_type_is_not_sent() {
        let wrong = Attachment {
            name: "a".into(),
            media_type: "text/plain\r\nBcc: x@y.example".into(),
            bytes: Vec::new(),
        };
        let head = Message::builder().date(std::time::UNIX_EPOCH);
        let head = head
            .from("a@b.example".parse().unwrap())
            .to("a@b.example".parse().unwrap());
        assert!(matches!(
            write(head, ID, ("", ""), &[wrong]),
            Err(OutboxError::Unsendable { .. })
        ));
    }
}
