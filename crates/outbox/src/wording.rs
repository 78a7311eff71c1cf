//! What a letter says, as facts for its template: which lines, which sentences, until when. Official tone: facts, what
//! to do, no blame; nothing of other societies, no essay text.

mod arrivals;
mod corrections;
mod correspondence;
pub(crate) mod digest;
mod earlier;
mod extension;
mod invitation;
mod reminder;
mod standing;

use chrono::{DateTime, Utc};
use domain::letter::{Letter, LetterKind, Meanwhile, Told};
use domain::notice::{Contact, Notice};
use domain::society::Society;
use minijinja::Value;
use minijinja::value::Serde;
use serde::Serialize;

use crate::deadline_words;
use crate::settings::OutboxSettings;
use crate::templates::{TemplateName, TemplateProblem, Templates, Text};
use crate::text::{cut, in_book_marks, one_line};

/// Characters of a name, a title or a file name that are repeated to the sender.
const LONGEST_NAME: usize = 60;

/// What a letter is written from.
#[derive(Clone, Copy)]
pub(crate) struct Facts<'a> {
    pub(crate) letter: &'a Letter,
    /// The receipts of which the letter is made, when they are several.
    pub(crate) receipts: &'a [&'a Letter],
    /// What had come by other mail when it is worded.
    pub(crate) meanwhile: &'a Meanwhile,
    /// Whom of the office one can ask.
    pub(crate) contact: Option<&'a Contact>,
    pub(crate) notice: &'a Notice,
    pub(crate) society: &'a Society,
    pub(crate) settings: &'a OutboxSettings,
    pub(crate) now: DateTime<Utc>,
}

/// What every letter may say.
#[derive(Serialize)]
struct Common {
    notice: NoticeFacts,
    /// Full name; nobody's in a letter to somebody of whom the roster knows nothing.
    society: Option<String>,
    /// 2022年10月20日.
    today: String,
    /// 2022年10月20日 16:05.
    now: String,
    /// Address of the site, if others can reach it.
    site: Option<String>,
    /// Whether an answer to the letter reaches somebody.
    replies: bool,
    /// Whom of the office one can ask.
    contact: Option<ContactFacts>,
    /// Whether nobody knows yet which notice the mail answers: then the letter names none.
    notice_is_open: bool,
}

#[derive(Serialize)]
struct ContactFacts {
    person: String,
    phone: Option<String>,
}

#[derive(Serialize)]
struct NoticeFacts {
    /// In 《》.
    title: String,
    /// For a subject, without 关于 and 的通知.
    short_title: String,
    number: Option<String>,
    issuer: String,
}

impl<'a> Facts<'a> {
    /// The letter in words. A letter of a trial says so first, whatever its template says.
    pub(crate) fn text(self, templates: &Templates) -> Result<Text, TemplateProblem> {
        // The notice's own words are for those who answer it.
        let standard = Templates::default();
        let templates = if self.letter.is_unplaced() {
            &standard
        } else {
            templates
        };
        let mut text = templates.write(self.template(), self.values())?;
        if self.settings.redirect_to.is_some() {
            let meant = one_line(&self.letter.recipient);
            text.body = format!("【试运行】本邮件未发给学会，原定收件人：{meant}\n\n{}", text.body);
        }
        Ok(text)
    }

    /// The same as products know it.
    fn told(self) -> Told<'a> {
        Told {
            letter: self.letter,
            receipts: self.receipts,
            meanwhile: self.meanwhile,
            notice: self.notice,
        }
    }

    fn template(self) -> TemplateName {
        match self.letter.key.kind {
            LetterKind::Receipt | LetterKind::UnderReview if self.receipts.len() > 1 => {
                TemplateName::Receipts
            }
            kind => TemplateName::of(kind),
        }
    }

    /// What the template may say.
    pub(crate) fn values(self) -> Value {
        match self.letter.key.kind {
            LetterKind::Receipt | LetterKind::CorrectionRequest | LetterKind::UnderReview => {
                Value::from(Serde(self.about_arrivals()))
            }
            LetterKind::Acknowledgement => Value::from(Serde(self.acknowledgement())),
            LetterKind::Reminder | LetterKind::Overdue => Value::from(Serde(self.about_missing())),
            LetterKind::Extension => Value::from(Serde(self.about_extension())),
            LetterKind::Invitation => Value::from(Serde(self.invitation())),
        }
    }

    fn common(self) -> Common {
        Common {
            notice: NoticeFacts {
                title: in_book_marks(&one_line(&self.notice.title)),
                short_title: short_title(&self.notice.title),
                number: self
                    .notice
                    .number
                    .as_ref()
                    .map(|number| one_line(number.as_str())),
                issuer: one_line(&self.notice.issuer),
            },
            society: Some(cut(&self.society.name, LONGEST_NAME)),
            today: deadline_words::day(self.now.with_timezone(&self.notice.zone).date_naive()),
            now: deadline_words::moment(self.now, self.notice.zone),
            site: self.settings.site().map(one_line),
            replies: !self.notice.mailboxes.is_empty(),
            contact: self.contact.map(|contact| ContactFacts {
                person: cut(&contact.person, LONGEST_NAME),
                phone: contact.phone.as_deref().map(one_line),
            }),
            notice_is_open: self.letter.notice_is_open(),
        }
    }
}

/// The title without 关于 and 的通知, for a subject.
fn short_title(title: &str) -> String {
    let title = one_line(title);
    let bare = title.trim_matches(['《', '》']);
    let bare = bare.strip_prefix("关于").unwrap_or(bare);
    let bare = bare.strip_suffix("的通知").unwrap_or(bare);
    cut(bare, 30)
}
