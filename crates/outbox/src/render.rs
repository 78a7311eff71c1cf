//! A letter as RFC 5322 bytes.

use chrono::{DateTime, Utc};
use chrono_tz::Asia::Shanghai;
use domain::letter::{Letter, LetterCause, LetterKey, LetterKind, Meanwhile, in_order};
use domain::notice::{Contact, Notice};
use domain::society::Society;
use lettre::Address;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MessageBuilder};

use crate::enclosed::Attachment;
use crate::error::OutboxError;
use crate::html::html;
use crate::message;
use crate::settings::OutboxSettings;
use crate::templates::{Templates, Text};
use crate::text::{address, one_line};
use crate::wording::Facts;

/// A letter in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderedLetter {
    /// 主题.
    pub subject: String,
    /// 正文, lines separated by `\n`.
    pub body: String,
    /// The message as it is sent, ASCII only, lines separated by CRLF.
    pub bytes: Vec<u8>,
    pub(crate) sender: Address,
    pub(crate) recipient: Address,
}

/// What a letter is about.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// The notice.
    pub notice: &'a Notice,
    /// To whom.
    pub society: &'a Society,
    /// The notice's own words, where it has any.
    pub templates: &'a Templates,
    /// Whom of the office one can ask.
    pub contact: Option<&'a Contact>,
}

/// Writes a letter; the same letter, settings and `now` give the same bytes.
///
/// `message_id` is without angle brackets. Fails with [`OutboxError::Settings`] when the sender or the trial's
/// recipient is no address, with [`OutboxError::Unsendable`] when the letter's own recipient or Message-ID is none, and
/// with [`OutboxError::Template`] when the notice's own template cannot word it.
pub fn render(
    letter: &Letter,
    message_id: &str,
    about: About<'_>,
    settings: &OutboxSettings,
    now: DateTime<Utc>,
) -> Result<RenderedLetter, OutboxError> {
    let bundle = Bundle {
        lead: letter,
        gathered: &[],
        meanwhile: &Meanwhile::default(),
        files: &[],
    };
    render_with(bundle, message_id, about, settings, now)
}

/// A letter in words alone, without the files that go with it.
pub fn words(
    letter: &Letter,
    about: About<'_>,
    settings: &OutboxSettings,
    now: DateTime<Utc>,
) -> Result<Text, OutboxError> {
    words_with(letter, &Meanwhile::default(), about, settings, now)
}

/// [`words`], by what had come meanwhile.
pub(crate) fn words_with(
    letter: &Letter,
    meanwhile: &Meanwhile,
    about: About<'_>,
    settings: &OutboxSettings,
    now: DateTime<Utc>,
) -> Result<Text, OutboxError> {
    let facts = Facts {
        letter,
        receipts: &[letter],
        meanwhile,
        contact: about.contact,
        notice: about.notice,
        society: about.society,
        settings,
        now,
    };
    Ok(facts.text(about.templates)?)
}

/// What leaves as one letter.
#[derive(Clone, Copy)]
pub(crate) struct Bundle<'a> {
    pub(crate) lead: &'a Letter,
    /// Further receipts to the same society.
    pub(crate) gathered: &'a [Letter],
    pub(crate) meanwhile: &'a Meanwhile,
    pub(crate) files: &'a [Attachment],
}

/// [`render`] for a letter with all that goes with it.
pub(crate) fn render_with(
    bundle: Bundle<'_>,
    message_id: &str,
    about: About<'_>,
    settings: &OutboxSettings,
    now: DateTime<Utc>,
) -> Result<RenderedLetter, OutboxError> {
    let Bundle {
        lead,
        gathered,
        meanwhile,
        files,
    } = bundle;
    let receipts = in_order(std::iter::once(lead).chain(gathered));
    let letter = &Facts::in_one(lead, &receipts);
    let sender = settings.sender()?;
    let intended = address(&letter.recipient).ok_or(OutboxError::Unsendable {
        what: "the recipient is not one mail address",
    })?;
    let redirect = settings.redirect()?;
    let recipient = redirect.clone().unwrap_or_else(|| intended.clone());
    let About { notice, society, .. } = about;
    let facts = Facts {
        letter,
        receipts: &receipts,
        meanwhile,
        contact: about.contact,
        notice,
        society,
        settings,
        now,
    };
    let Text { subject, body } = facts.text(about.templates)?;
    let to = addressee(letter, society, &recipient, redirect.is_some());
    let mut builder = Message::builder()
        .date(now.into())
        .from(sender.clone())
        .to(to)
        .subject(subject.clone())
        .raw_header(
            id_header("Message-ID", message_id).ok_or(OutboxError::Unsendable {
                what: "the Message-ID is not one",
            })?,
        );
    if let Some(mailbox) = reply_to(letter, notice) {
        builder = builder.reply_to(Mailbox::new(None, mailbox));
    }
    if redirect.is_some() {
        builder = mark(builder, "X-Zhengji-Intended", intended.as_ref());
    }
    let builder = thread(automatic(builder, &letter.key), letter.in_reply_to.as_deref());
    let page = html(&body, settings.site());
    let mut message = message::write(builder, message_id, (&body, &page), files)?;
    message::date(&mut message, now, notice.zone);
    Ok(RenderedLetter {
        subject,
        body,
        bytes: message.formatted(),
        sender: sender.email,
        recipient,
    })
}

/// The society by its name; the bare address in a trial, and of somebody of whom nothing is known.
fn addressee(letter: &Letter, society: &Society, recipient: &Address, in_trial: bool) -> Mailbox {
    let name = match letter.key.kind {
        LetterKind::Receipt
        | LetterKind::CorrectionRequest
        | LetterKind::Reminder
        | LetterKind::Overdue
        | LetterKind::UnderReview
        | LetterKind::Extension
        | LetterKind::Invitation => Some(one_line(&society.name)),
        LetterKind::Acknowledgement => None,
    };
    Mailbox::new(name.filter(|_| !in_trial), recipient.clone())
}

/// Mail within the office, to one of its clerks.
pub(crate) fn render_within(
    reader: &str,
    message_id: &str,
    text: Text,
    settings: &OutboxSettings,
    now: DateTime<Utc>,
) -> Result<RenderedLetter, OutboxError> {
    let unsendable = |what| OutboxError::Unsendable { what };
    let recipient = address(reader).ok_or(unsendable("`digest_to` holds what is not one mail address"))?;
    let sender = settings.sender()?;
    let id = id_header("Message-ID", message_id).ok_or(unsendable("the Message-ID is not one"))?;
    let builder = Message::builder()
        .date(now.into())
        .from(sender.clone())
        .to(Mailbox::new(None, recipient.clone()))
        .subject(text.subject.clone())
        .raw_header(id);
    let builder = mark(builder, "Auto-Submitted", "auto-generated");
    let builder = mark(builder, "X-Auto-Response-Suppress", "All");
    let builder = mark(builder, "X-Zhengji", "digest");
    let page = html(&text.body, settings.site());
    let mut message = message::write(builder, message_id, (&text.body, &page), &[])?;
    message::date(&mut message, now, Shanghai);
    Ok(RenderedLetter {
        subject: text.subject,
        body: text.body,
        bytes: message.formatted(),
        sender: sender.email,
        recipient,
    })
}

/// The mailbox to which the mail came that is answered, else the one that serves what is missing, else the notice's
/// first.
fn reply_to(letter: &Letter, notice: &Notice) -> Option<Address> {
    if let Some(came_to) = letter.reply_to.as_deref().and_then(address) {
        return Some(came_to);
    }
    let missing = letter.missing.first();
    let serving = missing.and_then(|missing| {
        let mut routes = notice.mailboxes.iter();
        routes.find(|route| route.items.contains(&missing.item))
    });
    let route = serving.or_else(|| notice.mailboxes.first())?;
    address(&route.address)
}

/// Says to machines that a machine writes (RFC 3834), so that none answers and our own intake knows it.
fn automatic(builder: MessageBuilder, key: &LetterKey) -> MessageBuilder {
    let submitted = match key.cause {
        LetterCause::Arrival { .. } => "auto-replied",
        LetterCause::Round { .. } | LetterCause::Extension { .. } | LetterCause::Invitation { .. } => {
            "auto-generated"
        }
    };
    let builder = mark(builder, "Auto-Submitted", submitted);
    let builder = mark(builder, "X-Auto-Response-Suppress", "All");
    mark(builder, "X-Zhengji", key.kind.as_str())
}

/// Puts the letter under the mail that it answers. An identifier that would break the header is left out.
fn thread(builder: MessageBuilder, answered: Option<&str>) -> MessageBuilder {
    let Some(id) = answered else {
        return builder;
    };
    let headers = ["In-Reply-To", "References"]
        .into_iter()
        .filter_map(|name| id_header(name, id));
    headers.fold(builder, MessageBuilder::raw_header)
}

fn mark(builder: MessageBuilder, name: &'static str, value: &str) -> MessageBuilder {
    builder.raw_header(HeaderValue::new(
        HeaderName::new_from_ascii_str(name),
        value.to_owned(),
    ))
}

/// `<id>` on one line: lettre would fold a long one, which some servers do not read.
fn id_header(name: &'static str, id: &str) -> Option<HeaderValue> {
    let fits = |c: char| c.is_ascii_graphic() && !matches!(c, '<' | '>');
    if id.is_empty() || id.len() > 900 || !id.chars().all(fits) {
        return None;
    }
    let value = format!("<{id}>");
    Some(HeaderValue::dangerous_new_pre_encoded(
        HeaderName::new_from_ascii_str(name),
        value.clone(),
        value,
    ))
}
