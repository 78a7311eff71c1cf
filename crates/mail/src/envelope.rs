//! The header of a message: who, to whom, when, about what, and by what machine.

use crate::header::Header;
use crate::model::{Address, AuthenticationField, Defect, MachineSign, ParsedMail};
use crate::{addresses, dates, file_name, words};

/// Headers that vacation programs put on their letters.
const AUTOMATIC_REPLY: [&str; 5] = [
    "x-autoreply",
    "x-autorespond",
    "x-auto-reply",
    "x-mail-autoreply",
    "x-autoreply-from",
];
/// Headers that only mailing lists and bulk senders write.
const LIST: [&str; 3] = ["list-id", "list-post", "list-unsubscribe"];

/// Reads the header fields into an otherwise empty [`ParsedMail`].
pub(crate) fn read(header: &Header) -> ParsedMail {
    let addresses = |name| {
        header
            .all(name)
            .flat_map(addresses::parse)
            .collect::<Vec<Address>>()
    };
    let ids = |name| header.all(name).flat_map(addresses::ids).collect::<Vec<String>>();
    let texts = |name| header.all(name).map(text).collect::<Vec<String>>();
    let first_id = |name| ids(name).into_iter().next();
    let date_raw = header.first("date").map(text);
    let mut mail = ParsedMail {
        message_id: first_id("message-id"),
        in_reply_to: ids("in-reply-to"),
        references: ids("references"),
        original_message_id: first_id("x-cm-original-message-id")
            .or_else(|| first_id("x-microsoft-original-message-id")),
        from: addresses("from"),
        sender: addresses("sender").into_iter().next(),
        reply_to: addresses("reply-to"),
        to: addresses("to"),
        cc: addresses("cc"),
        subject: header.first("subject").map(text).unwrap_or_default(),
        date: date_raw.as_deref().and_then(dates::rfc3339),
        date_raw,
        received: header
            .all("received")
            .map(|value| dates::received(&text(value)))
            .collect(),
        return_path: header.first("return-path").map(addresses::path),
        delivered_to: texts("delivered-to"),
        authentication_results: header
            .all_below("authentication-results", "received")
            .map(|(received_above, value)| AuthenticationField {
                text: text(value),
                received_above,
            })
            .collect(),
        resent_from: addresses("resent-from"),
        machine_signs: signs(header),
        ..ParsedMail::default()
    };
    mail.defects = defects(header, &mail);
    mail
}

fn text(value: &[u8]) -> String {
    file_name::one_line(&words::decode(value))
}

fn defects(header: &Header, mail: &ParsedMail) -> Vec<Defect> {
    let people = [&mail.from, &mail.reply_to, &mail.to, &mail.cc];
    let mut shown = people
        .into_iter()
        .flatten()
        .map(|address| &address.name)
        .chain([&mail.subject]);
    let is_lossy = shown.any(|text| text.contains('\u{FFFD}'));
    [
        (header.is_malformed, Defect::MalformedHeader),
        (is_lossy, Defect::UndecodableHeader),
        (
            mail.date_raw.is_some() && mail.date.is_none(),
            Defect::UnreadableDate,
        ),
    ]
    .into_iter()
    .filter_map(|(is_there, defect)| is_there.then_some(defect))
    .collect()
}

fn signs(header: &Header) -> Vec<MachineSign> {
    let value = |name: &str| {
        header
            .first(name)
            .map(|raw| text(raw).to_lowercase())
            .filter(|v| !v.is_empty())
    };
    let keyword = |name: &str| {
        let value = value(name)?;
        value.split([';', ' ']).next().map(str::to_owned)
    };
    let mut signs = Vec::new();
    signs.extend(
        keyword("auto-submitted")
            .filter(|k| k != "no")
            .map(MachineSign::AutoSubmitted),
    );
    let is_bulk = |k: &String| matches!(k.as_str(), "bulk" | "junk" | "list" | "auto_reply" | "auto-reply");
    signs.extend(keyword("precedence").filter(is_bulk).map(MachineSign::Precedence));
    let suppressed = value("x-auto-response-suppress").filter(|v| v != "none");
    // Exchange's out-of-office notice bears both; the second alone is on mail that a rule passed on.
    let is_away = suppressed.as_ref().is_some_and(|v| v.contains("all"))
        && header.has("x-ms-exchange-inbox-rules-loop");
    signs.extend(suppressed.map(MachineSign::ResponseSuppress));
    signs.extend(value("x-loop").map(MachineSign::Loop));
    let is_yes = |name: &&str| value(name).is_some_and(|v| !matches!(v.as_str(), "no" | "false" | "0"));
    let marks = AUTOMATIC_REPLY.into_iter().filter(is_yes);
    let marks = marks.chain(is_away.then_some("x-ms-exchange-inbox-rules-loop"));
    signs.extend(marks.map(|name| MachineSign::AutoReplyMark(name.to_owned())));
    let lists = LIST.into_iter().filter(|name| header.has(name));
    signs.extend(lists.map(|name| MachineSign::ListHeader(name.to_owned())));
    let by_program = Some("feedback-id").filter(|name| header.has(name));
    signs.extend(by_program.map(|name| MachineSign::SentByProgram(name.to_owned())));
    if header
        .first("return-path")
        .map(addresses::path)
        .is_some_and(|path| path.is_empty())
    {
        signs.push(MachineSign::NullSender);
    }
    if header.has("x-zhengji") {
        signs.push(MachineSign::OwnMark);
    }
    signs
}
