//! Where letters go, and in whose name.

use std::path::PathBuf;

use chrono::{DateTime, Duration, Utc};
use domain::workdays::WorkCalendar;
use lettre::message::Mailbox;

use crate::error::OutboxError;
use crate::remind::Schedule;
use crate::render::RenderedLetter;
use crate::server::{SmtpServer, is_loopback};
use crate::text::{address, one_line};

/// What goes into a folder belongs to the one who has it for this long.
const LEASE: Duration = Duration::minutes(10);

/// Settings of the outbox.
#[derive(Debug, Clone)]
pub struct OutboxSettings {
    /// How letters leave.
    pub transport: Transport,
    /// The sender, for example `征集系统 <noreply@office.example>`.
    pub from: String,
    /// Trial: every letter goes to this address instead; the letter names whom it was meant for.
    pub redirect_to: Option<String>,
    /// Address of the site as societies reach it. A loopback address is not told to anybody.
    pub public_url: Option<String>,
    /// Working days, for reminders.
    pub calendar: WorkCalendar,
}

/// How letters leave.
#[derive(Debug, Clone)]
pub enum Transport {
    /// One .eml file for each letter in this folder.
    Folder(PathBuf),
    /// Through a mail server.
    Smtp(SmtpServer),
}

impl OutboxSettings {
    /// By what rounds of reminders are found.
    pub const fn schedule(&self) -> Schedule<'_> {
        Schedule {
            calendar: &self.calendar,
            trial: self.redirect_to.is_some(),
        }
    }

    /// Finds what would make every letter fail, without connecting.
    pub fn check(&self) -> Result<(), OutboxError> {
        self.sender()?;
        self.redirect()?;
        if let Transport::Smtp(server) = &self.transport {
            server.check()?;
        }
        Ok(())
    }

    /// For how long what was handed out to be sent belongs to the one who has it: longer than sending may take.
    pub(crate) fn lease(&self) -> Duration {
        match &self.transport {
            Transport::Folder(_) => LEASE,
            Transport::Smtp(server) => Duration::from_std(server.longest()).unwrap_or(LEASE),
        }
    }

    /// What leaves, signed if there is a key.
    pub(crate) fn signed(
        &self,
        mut rendered: RenderedLetter,
        at: DateTime<Utc>,
    ) -> Result<RenderedLetter, OutboxError> {
        if let Transport::Smtp(server) = &self.transport
            && let Some(dkim) = &server.dkim
        {
            let signed = dkim.sign(&rendered.bytes, at);
            rendered.bytes = signed.map_err(|_| OutboxError::Settings {
                what: "the DKIM key does not sign",
            })?;
        }
        Ok(rendered)
    }

    /// The sender of every letter.
    pub(crate) fn sender(&self) -> Result<Mailbox, OutboxError> {
        let wrong = OutboxError::Settings {
            what: "`from` is not one mail address",
        };
        let (name, address_text) = match self.from.rsplit_once('<') {
            Some((name, rest)) => (name, rest.trim_end().strip_suffix('>').unwrap_or(rest)),
            None => ("", self.from.as_str()),
        };
        let Some(found) = address(address_text) else {
            return Err(wrong);
        };
        let name = one_line(name.trim().trim_matches('"'));
        Ok(Mailbox::new((!name.is_empty()).then_some(name), found))
    }

    /// Where letters go in a trial.
    pub(crate) fn redirect(&self) -> Result<Option<lettre::Address>, OutboxError> {
        let Some(text) = &self.redirect_to else {
            return Ok(None);
        };
        address(text).map(Some).ok_or(OutboxError::Settings {
            what: "`redirect_to` is not one mail address",
        })
    }

    /// The site's address, unless only this computer can reach it.
    pub fn site(&self) -> Option<&str> {
        let url = self.public_url.as_deref()?;
        let rest = url.split_once("://")?.1;
        let authority = rest.split_once('/').map_or(rest, |(authority, _)| authority);
        let host = match authority.strip_prefix('[') {
            Some(six) => six.split_once(']')?.0,
            None => authority.split_once(':').map_or(authority, |(host, _)| host),
        };
        (!is_loopback(host)).then_some(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::{Password, SmtpTls};

    fn settings(from: &str) -> OutboxSettings {
        OutboxSettings {
            transport: Transport::Folder("x".into()),
            from: from.into(),
            redirect_to: None,
            public_url: None,
            calendar: WorkCalendar::default(),
        }
    }

    fn smtp(host: &str, tls: SmtpTls) -> OutboxSettings {
        OutboxSettings {
            transport: Transport::Smtp(SmtpServer {
                password: Password::new("geheim"),
                ..SmtpServer::new(host, 25, tls)
            }),
            ..settings("noreply@office.example")
        }
    }

    #[test]
    fn a_sender_may_have_a_chinese_name() {
        let sender = settings("征集系统（测试） <noreply@office.example>")
            .sender()
            .unwrap();
        assert_eq!(sender.name.as_deref(), Some("征集系统（测试）"));
        assert_eq!(sender.email.to_string(), "noreply@office.example");
        assert!(settings("noreply@office.example").sender().is_ok());
        assert!(settings("征集系统").sender().is_err());
        assert!(settings("a@office.example, b@office.example").sender().is_err());
    }

    #[test]
    fn plain_text_smtp_stays_on_this_computer() {
        assert!(smtp("127.0.0.1", SmtpTls::None).check().is_ok());
        assert!(smtp("::1", SmtpTls::None).check().is_ok());
        assert!(smtp("smtp.office.example", SmtpTls::None).check().is_err());
        assert!(smtp("smtp.office.example", SmtpTls::StartTls).check().is_ok());
    }

    #[test]
    fn a_password_does_not_show_itself() {
        let shown = format!("{:?}", smtp("127.0.0.1", SmtpTls::None));
        assert!(!shown.contains("geheim"), "{shown}");
    }

    #[test]
    fn a_loopback_site_is_not_told_to_anybody() {
        let mut settings = settings("noreply@office.example");
        for (url, told) in [
            ("http://127.0.0.1:8080", false),
            ("http://[::1]:8080/", false),
            ("http://localhost/x", false),
            ("https://zhengji.office.example/", true),
        ] {
            settings.public_url = Some(url.into());
            assert_eq!(settings.site().is_some(), told, "{url}");
        }
    }
}
