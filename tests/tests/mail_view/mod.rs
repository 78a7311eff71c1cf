//! A letter as it is read, in lines that a person can check against the letter.

use std::fmt::Write as _;

use forms::document::lines_of;
use forms::read::Content;
use intake::reading::{ReadPart, Reading, read_mail};
use mail::{Address, Defect, ParsedMail, machine};

/// The mailbox that the letters were sent to.
const OFFICE: &str = "kjstdw@office.example";

/// Everything that is read from a letter.
pub(crate) fn shown(raw: &[u8]) -> String {
    let reading: Reading = read_mail(raw);
    let mut view = View::default();
    let Some(mail) = &reading.mail else {
        return "no letter".to_owned();
    };
    view.mail(mail);
    view.line("machine", &format!("{:?}", machine::classify(mail, &[OFFICE])));
    view.line("answer forbidden", &machine::answer_forbidden(mail).to_string());
    view.line("identity", &mail::identity(mail));
    for part in &reading.parts {
        view.line("read", &part_line(part));
    }
    view.text
}

#[derive(Default)]
struct View {
    text: String,
    indent: usize,
}

impl View {
    fn line(&mut self, name: &str, value: &str) {
        let margin = "    ".repeat(self.indent);
        let mut lines = value.lines();
        let first = lines.next().unwrap_or_default();
        let _ = writeln!(self.text, "{margin}{name}: {first}");
        for more in lines {
            let _ = writeln!(self.text, "{margin}  | {more}");
        }
    }

    fn given<T: std::fmt::Debug>(&mut self, name: &str, value: Option<&T>) {
        if let Some(value) = value {
            self.line(name, &format!("{value:?}"));
        }
    }

    fn each(&mut self, name: &str, values: impl IntoIterator<Item = String>) {
        for value in values {
            self.line(name, &value);
        }
    }

    fn head(&mut self, mail: &ParsedMail) {
        self.line("subject", &mail.subject);
        self.each("from", mail.from.iter().map(address));
        self.each("sender", mail.sender.iter().map(address));
        self.each("reply to", mail.reply_to.iter().map(address));
        self.each("to", mail.to.iter().map(address));
        self.each("cc", mail.cc.iter().map(address));
        self.given("date", mail.date.as_ref());
        if mail.date.is_none() {
            self.given("date as written", mail.date_raw.as_ref());
        }
        self.given("message id", mail.message_id.as_ref());
        self.given("original message id", mail.original_message_id.as_ref());
        self.each("in reply to", mail.in_reply_to.clone());
        self.each("references", mail.references.clone());
        self.given("return path", mail.return_path.as_ref());
        self.each("delivered to", mail.delivered_to.clone());
        let hops = mail.received.iter();
        self.each("received", hops.map(|hop| format!("{:?} {:?}", hop.by, hop.date)));
        let results = mail.authentication_results.iter();
        self.each("authentication", results.map(|field| field.text.clone()));
        self.each("sign", mail.machine_signs.iter().map(|sign| format!("{sign:?}")));
    }

    fn mail(&mut self, mail: &ParsedMail) {
        self.head(mail);
        self.each(
            "defect",
            mail.defects.iter().map(|defect: &Defect| format!("{defect:?}")),
        );
        self.given("charset", mail.text.as_ref().map(|body| &body.charset));
        self.line("text", mail::visible_text(mail));
        self.given("other text", mail.other_text.as_ref());
        if let Some(html) = &mail.html {
            self.line("html", &format!("{} characters", html.chars().count()));
        }
        self.each("report", mail.reports.clone());
        for file in &mail.files {
            let described = format!(
                "{} ({:?}) {} {} bytes {:?} {:?} {}",
                file.name, file.named, file.content_type, file.size, file.inline, file.integrity, file.sha256
            );
            self.line("file", &described);
        }
        for link in &mail.links {
            let described = format!(
                "{} name {:?} size {:?} expires {:?}",
                link.url, link.name, link.size, link.expires
            );
            self.line("link", &described);
        }
        self.each("leaf", mail.leaf_hashes.clone());
        for nested in &mail.nested {
            self.line("nested", "");
            self.indent += 1;
            self.mail(nested);
            self.indent -= 1;
        }
    }
}

fn address(address: &Address) -> String {
    format!("{} <{}>", address.name, address.address)
}

fn part_line(part: &ReadPart) -> String {
    let mut content = match &part.file.content {
        Content::Document { format, document } => {
            let text = lines_of(&document.blocks).join(" / ");
            let text: String = text.chars().take(80).collect();
            format!("{format:?} document “{text}”")
        }
        other => format!("{other:?}"),
    };
    if part.shown_in_body {
        content.push_str(", shown in the body");
    }
    if part.forwarded {
        content.push_str(", forwarded");
    }
    format!("{}: {content}", part.file.name)
}
