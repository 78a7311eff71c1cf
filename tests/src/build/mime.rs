//! Letters as real programs write them.

use chrono::{DateTime, FixedOffset};

use super::charset::{base64_lines, encode, encoded_words, quoted_printable};
use super::file_name::{Spelling, parameter};
use super::persona::{Html, Persona};
use super::seed;

/// How the bytes of a part travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transfer {
    /// base64.
    Base64,
    /// quoted-printable.
    QuotedPrintable,
    /// 8bit.
    EightBit,
}

/// How Subject and display name are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Headers {
    /// RFC 2047 encoded words.
    Words,
    /// Bare GB18030 bytes.
    RawGb,
}

/// How a file hangs in the letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disposition {
    /// attachment.
    Attachment,
    /// inline, as Apple Mail marks real documents too.
    Inline,
    /// Shown in the HTML body by its Content-ID.
    InBody,
}

/// A file in a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    name: String,
    content: Vec<u8>,
    spelling: Option<Spelling>,
    disposition: Disposition,
}

impl File {
    /// An attachment whose name is spelled as the program does.
    pub fn new(name: &str, content: Vec<u8>) -> Self {
        Self {
            name: name.to_owned(),
            content,
            spelling: None,
            disposition: Disposition::Attachment,
        }
    }

    /// The name spelled otherwise.
    #[must_use]
    pub fn spelled(mut self, spelling: Spelling) -> Self {
        self.spelling = Some(spelling);
        self
    }

    /// Hung otherwise.
    #[must_use]
    pub fn disposed(mut self, disposition: Disposition) -> Self {
        self.disposition = disposition;
        self
    }

    fn content_id(&self) -> String {
        format!("{:08X}", seed(&self.name) >> 32)
    }

    fn part(&self, persona: Persona, charset: &str) -> Part {
        let spelling = self.spelling.unwrap_or(persona.habits().spelling);
        let mut kind = media_type(&self.name, persona).as_bytes().to_vec();
        let plainer = match spelling {
            Spelling::Extended | Spelling::Continued | Spelling::ExtendedGb => Spelling::Words,
            other => other,
        };
        kind.extend(parameter("name", &self.name, plainer, charset));
        let mut headers = vec![
            ("Content-Type".to_owned(), kind),
            ("Content-Transfer-Encoding".to_owned(), b"base64".to_vec()),
        ];
        let mut disposition = match self.disposition {
            Disposition::Attachment => b"attachment".to_vec(),
            Disposition::Inline | Disposition::InBody => b"inline".to_vec(),
        };
        disposition.extend(parameter("filename", &self.name, spelling, charset));
        headers.push(("Content-Disposition".to_owned(), disposition));
        if self.disposition == Disposition::InBody {
            headers.push((
                "Content-ID".to_owned(),
                format!("<{}>", self.content_id()).into_bytes(),
            ));
        }
        Part {
            headers,
            body: base64_lines(&self.content),
        }
    }
}

fn media_type(name: &str, persona: Persona) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "mp4" => "video/mp4",
        _ if persona == Persona::Qq => "application/octet-stream",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "zip" => "application/zip",
        _ => "application/octet-stream",
    }
}

/// A MIME part: headers and encoded body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Headers with their values as bytes.
    pub headers: Vec<(String, Vec<u8>)>,
    /// Encoded body.
    pub body: Vec<u8>,
}

impl Part {
    /// A part of these headers and a body that is ready.
    pub fn new(headers: &[(&str, &str)], body: &str) -> Self {
        let headers = headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec()));
        Self {
            headers: headers.collect(),
            body: body.as_bytes().to_vec(),
        }
    }

    /// A text.
    pub fn text(text: &str, subtype: &str, charset: &str, transfer: Transfer) -> Self {
        let raw = encode(text, charset);
        let (label, body) = match transfer {
            Transfer::Base64 => ("base64", base64_lines(&raw)),
            Transfer::QuotedPrintable => ("quoted-printable", quoted_printable(&raw)),
            Transfer::EightBit => ("8bit", [raw, b"\n".to_vec()].concat()),
        };
        let mut part = Self::new(
            &[
                ("Content-Type", &format!("text/{subtype}; charset=\"{charset}\"")),
                ("Content-Transfer-Encoding", label),
            ],
            "",
        );
        part.body = body;
        part
    }

    /// A multipart of these parts; `further` are parameters with their leading semicolon.
    pub fn multipart(subtype: &str, parts: &[Self], boundary: &str, further: &str) -> Self {
        let mut whole = Self::new(
            &[(
                "Content-Type",
                &format!("multipart/{subtype};\n\tboundary=\"{boundary}\"{further}"),
            )],
            "This is a multi-part message in MIME format.\n\n",
        );
        for part in parts {
            whole.body.extend_from_slice(format!("--{boundary}\n").as_bytes());
            whole.body.extend(part.bytes());
            whole.body.push(b'\n');
        }
        whole
            .body
            .extend_from_slice(format!("--{boundary}--\n").as_bytes());
        whole
    }

    /// The part as it stands in a letter, with LF line ends.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (name, value) in &self.headers {
            bytes.extend_from_slice(name.as_bytes());
            bytes.extend_from_slice(b": ");
            bytes.extend_from_slice(value);
            bytes.push(b'\n');
        }
        bytes.push(b'\n');
        bytes.extend_from_slice(&self.body);
        bytes
    }
}

/// A letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Program.
    pub persona: Persona,
    /// Display name and address.
    pub from: (String, String),
    /// Addresses.
    pub to: Vec<String>,
    /// 主题.
    pub subject: String,
    /// Text.
    pub text: String,
    /// Files.
    pub files: Vec<File>,
    /// The sender's clock.
    pub sent: DateTime<FixedOffset>,
    /// Which texts it has.
    pub html: Html,
    /// HTML other than the twin of the text.
    pub page: Option<String>,
    /// Charset other than the program's.
    pub charset: Option<&'static str>,
    /// Transfer encoding of the texts other than the program's.
    pub transfer: Option<Transfer>,
    /// How Subject and names are written.
    pub headers: Headers,
    /// Further headers.
    pub further: Vec<(String, String)>,
    /// Envelope sender; the address of `from` when missing.
    pub return_path: Option<String>,
    /// Instead of texts and files.
    pub entity: Option<Part>,
}

/// How a letter reached a mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The mailbox's address.
    pub address: String,
    /// When the mailbox's own server received it; `None`: no Received header at all.
    pub received: Option<DateTime<FixedOffset>>,
}

impl Mail {
    /// A letter without files that arrives as its program writes it.
    pub fn new(
        persona: Persona,
        from: (&str, &str),
        to: &str,
        subject: &str,
        sent: DateTime<FixedOffset>,
    ) -> Self {
        Self {
            persona,
            from: (from.0.to_owned(), from.1.to_owned()),
            to: vec![to.to_owned()],
            subject: subject.to_owned(),
            text: String::new(),
            files: Vec::new(),
            sent,
            html: persona.habits().html,
            page: None,
            charset: None,
            transfer: None,
            headers: Headers::Words,
            further: Vec::new(),
            return_path: None,
            entity: None,
        }
    }

    /// With this text.
    #[must_use]
    pub fn text(mut self, text: &str) -> Self {
        text.clone_into(&mut self.text);
        self
    }

    /// With one more file.
    #[must_use]
    pub fn file(mut self, file: File) -> Self {
        self.files.push(file);
        self
    }

    /// With one more header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.further.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The Message-ID, without angle brackets.
    pub fn message_id(&self) -> String {
        let host = self.from.1.rsplit('@').next().unwrap_or_default();
        format!(
            "{}@{host}",
            self.persona.habits().message_id.replace("{}", &self.stamp("id"))
        )
    }

    /// The letter as it lies in a mailbox.
    pub fn render(&self, delivery: &Delivery) -> Vec<u8> {
        let mut whole = self.body();
        let mut headers = self.transport(delivery);
        headers.extend([
            ("Date".to_owned(), self.sent.to_rfc2822().into_bytes()),
            ("From".to_owned(), self.sender()),
            ("To".to_owned(), self.to.join(", ").into_bytes()),
            ("Subject".to_owned(), self.worded(&self.subject)),
            (
                "Message-ID".to_owned(),
                format!("<{}>", self.message_id()).into_bytes(),
            ),
        ]);
        for (name, value) in self.persona.habits().headers {
            headers.push((
                (*name).to_owned(),
                value.replace("{}", &self.stamp(name)).into_bytes(),
            ));
        }
        headers.extend(
            self.further
                .iter()
                .map(|(name, value)| (name.clone(), value.clone().into_bytes())),
        );
        headers.push(("MIME-Version".to_owned(), b"1.0".to_vec()));
        headers.append(&mut whole.headers);
        whole.headers = headers;
        whole.bytes()
    }

    fn transport(&self, delivery: &Delivery) -> Vec<(String, Vec<u8>)> {
        let Some(received) = delivery.received else {
            return Vec::new();
        };
        let host = self.from.1.rsplit('@').next().unwrap_or_default();
        let returns = self.return_path.as_ref().unwrap_or(&self.from.1);
        let address = &delivery.address;
        let top = format!(
            "from out.{host} (out.{host} [203.0.113.9])\n\tby mx1.office.example (Postfix) with ESMTPS id {}\n\tfor <{address}>; {}",
            self.stamp(address),
            received.to_rfc2822()
        );
        let first = format!(
            "from webmail ([198.51.100.24])\n\tby out.{host} (ESMTP) with SMTP id {};\n\t{}",
            self.stamp("smtp"),
            self.sent.to_rfc2822()
        );
        [
            ("Return-Path", format!("<{returns}>")),
            ("Delivered-To", address.clone()),
            ("Received", top),
            ("Received", first),
        ]
        .map(|(name, value)| (name.to_owned(), value.into_bytes()))
        .to_vec()
    }

    fn body(&self) -> Part {
        if let Some(entity) = &self.entity {
            return entity.clone();
        }
        let habits = self.persona.habits();
        let charset = self.charset.unwrap_or(habits.charset);
        let transfer = self.transfer.unwrap_or(habits.transfer);
        let (shown, hung): (Vec<&File>, Vec<&File>) = self
            .files
            .iter()
            .partition(|file| file.disposition == Disposition::InBody);
        let plain = Part::text(&self.text, "plain", charset, transfer);
        let mut page = Part::text(&self.markup(&shown), "html", charset, transfer);
        if !shown.is_empty() {
            let parts: Vec<Part> = shown
                .iter()
                .map(|file| file.part(self.persona, charset))
                .collect();
            page = Part::multipart(
                "related",
                &[vec![page], parts].concat(),
                &self.boundary("related"),
                "",
            );
        }
        let content = match self.html {
            Html::None => plain,
            Html::Only => page,
            Html::Twin => Part::multipart("alternative", &[plain, page], &self.boundary("alternative"), ""),
        };
        if hung.is_empty() {
            return content;
        }
        let parts: Vec<Part> = hung.iter().map(|file| file.part(self.persona, charset)).collect();
        Part::multipart(
            "mixed",
            &[vec![content], parts].concat(),
            &self.boundary("mixed"),
            "",
        )
    }

    fn markup(&self, shown: &[&File]) -> String {
        if let Some(page) = &self.page {
            return page.clone();
        }
        let lines: Vec<String> = self
            .text
            .split('\n')
            .map(|line| line.replace('&', "&amp;").replace('<', "&lt;"))
            .map(|line| format!("<div>{}</div>", if line.is_empty() { "<br>" } else { &line }))
            .collect();
        let pictures: Vec<String> = shown
            .iter()
            .map(|file| format!("<div><img src=\"cid:{}\"></div>", file.content_id()))
            .collect();
        format!(
            "<html><body>{}{}</body></html>",
            lines.join("\n"),
            pictures.concat()
        )
    }

    fn sender(&self) -> Vec<u8> {
        let (display, address) = &self.from;
        if display.is_empty() {
            return address.clone().into_bytes();
        }
        let shown = self.worded(display);
        let quote: &[u8] = match self.headers {
            Headers::Words => b"",
            Headers::RawGb => b"\"",
        };
        [quote, &shown, quote, format!(" <{address}>").as_bytes()].concat()
    }

    fn worded(&self, text: &str) -> Vec<u8> {
        match self.headers {
            _ if text.is_ascii() => text.as_bytes().to_vec(),
            Headers::RawGb => encode(text, "gb18030"),
            Headers::Words => {
                let charset = self.charset.unwrap_or(self.persona.habits().charset);
                encoded_words(text, charset, 45).join("\n ").into_bytes()
            }
        }
    }

    fn boundary(&self, kind: &str) -> String {
        self.persona.habits().boundary.replace("{}", &self.stamp(kind))
    }

    /// An identifier that depends on the letter and `kind` only.
    fn stamp(&self, kind: &str) -> String {
        format!(
            "{:016X}",
            seed(&format!("{kind} {} {} {}", self.from.1, self.subject, self.sent))
        )
    }
}
