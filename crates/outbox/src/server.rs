//! The mail server that takes our letters over.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use domain::rates::Rates;
use lettre::Address;

use crate::dkim::Dkim;
use crate::error::OutboxError;
use crate::text::address;

/// A mail server, and how it is spoken to.
#[derive(Debug, Clone)]
pub struct SmtpServer {
    /// Host name; the server's certificate must be for it.
    pub host: String,
    /// Port.
    pub port: u16,
    /// How the connection is protected.
    pub tls: SmtpTls,
    /// User name; empty: no sign-in.
    pub user: String,
    /// Password or 授权码.
    pub password: Password,
    /// Further certificates to trust, PEM.
    pub ca_file: Option<PathBuf>,
    /// Address to which letters come back that cannot be delivered; else that of `from`.
    pub envelope_from: Option<String>,
    /// How many connections one process opens at most. The first must have been taken before others are opened.
    pub connections: u32,
    /// How long connecting with TLS and sign-in may take, and each command.
    pub patience: Duration,
    /// How long the server may think about a letter that it has in full. RFC 5321, section 4.5.3.2.6, asks for ten
    /// minutes: who gives up earlier sends twice what a slow server takes in the end.
    pub patience_for_letter: Duration,
    /// How fast letters may leave.
    pub rates: Rates,
    /// With what letters are signed.
    pub dkim: Option<Dkim>,
}

/// How a connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmtpTls {
    /// TLS from the start.
    Implicit,
    /// Plain at first, then STARTTLS, without which nothing is sent.
    StartTls,
    /// Not at all; only to a loopback address.
    None,
}

/// A password that does not show itself.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// Wraps a password.
    pub fn new(password: impl Into<String>) -> Self {
        Self(password.into())
    }

    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Password(…)")
    }
}

impl SmtpServer {
    /// A server without sign-in, over one connection, with a minute of patience, ten for a letter, at any rate.
    pub fn new(host: impl Into<String>, port: u16, tls: SmtpTls) -> Self {
        Self {
            host: host.into(),
            port,
            tls,
            user: String::new(),
            password: Password::default(),
            ca_file: None,
            envelope_from: None,
            connections: 1,
            patience: Duration::from_mins(1),
            patience_for_letter: Duration::from_mins(10),
            rates: Rates::default(),
            dkim: None,
        }
    }

    /// Finds what would make every letter fail, without connecting.
    pub(crate) fn check(&self) -> Result<(), OutboxError> {
        let wrong = |what| Err(OutboxError::Settings { what });
        if self.host.trim().is_empty() {
            return wrong("the SMTP host is empty");
        }
        if self.tls == SmtpTls::None && !is_loopback(&self.host) {
            return wrong("SMTP without TLS is allowed to a loopback address only");
        }
        if self.connections == 0 {
            return wrong("SMTP needs at least one connection");
        }
        if self.patience.is_zero() || self.patience_for_letter.is_zero() {
            return wrong("an SMTP server needs some time to answer");
        }
        self.envelope()?;
        Ok(())
    }

    /// Where what cannot be delivered comes back to, if not to the sender.
    pub(crate) fn envelope(&self) -> Result<Option<Address>, OutboxError> {
        let Some(text) = &self.envelope_from else {
            return Ok(None);
        };
        address(text).map(Some).ok_or(OutboxError::Settings {
            what: "`envelope_from` is not one mail address",
        })
    }

    /// How long one letter may take at most, from the first look at the connection to the last answer: to connect, for
    /// sender, recipient, the wish to hand over and a last word, and the answer to the letter.
    pub(crate) fn longest(&self) -> Duration {
        self.patience
            .saturating_mul(6)
            .saturating_add(self.patience_for_letter)
    }
}

/// Whether only this computer is meant.
pub(crate) fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}
