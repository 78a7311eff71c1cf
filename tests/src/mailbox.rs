//! `[[imap]]` tables for servers of our own.

use std::fmt::Write as _;
use std::path::PathBuf;

use crate::servers::{MailServer, PASSWORD};

/// How the connection to a mailbox is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protection {
    /// Not at all; allowed on loopback.
    None,
    /// STARTTLS on the plain port.
    StartTls,
    /// TLS from the first byte.
    Implicit,
}

impl Protection {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::None, Self::StartTls, Self::Implicit];

    const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::StartTls => "starttls",
            Self::Implicit => "implicit",
        }
    }
}

/// A mailbox of the configuration.
#[derive(Debug, Clone)]
pub struct Mailbox {
    name: String,
    port: u16,
    protection: Protection,
    authority: Option<PathBuf>,
    user: String,
    password: String,
    further: String,
}

impl Mailbox {
    /// The mailbox `name` on a port of loopback, without encryption, read as `user` and looked at once an hour.
    pub fn plain(name: &str, port: u16, user: &str) -> Self {
        Self {
            name: name.to_owned(),
            port,
            protection: Protection::None,
            authority: None,
            user: user.to_owned(),
            password: PASSWORD.to_owned(),
            further: String::new(),
        }
    }

    /// The same on a server, protected in this way.
    pub fn protected(name: &str, server: &dyn MailServer, user: &str, protection: Protection) -> Self {
        let mut mailbox = Self::plain(name, server.plain(), user);
        mailbox.protection = protection;
        if protection != Protection::None {
            mailbox.authority = Some(server.authority());
        }
        if protection == Protection::Implicit {
            mailbox.port = server.tls();
        }
        mailbox
    }

    /// With another password.
    #[must_use]
    pub fn password(mut self, password: &str) -> Self {
        password.clone_into(&mut self.password);
        self
    }

    /// With one more key, `value` as TOML writes it.
    #[must_use]
    pub fn key(mut self, key: &str, value: &str) -> Self {
        self.further.extend([key, " = ", value, "\n"]);
        self
    }

    /// Its table.
    pub fn table(&self) -> String {
        let mut text = format!(
            "[[imap]]\nmailbox = \"{}\"\nhost = \"127.0.0.1\"\nport = {}\ntls = \"{}\"\nuser = \"{}\"\npassword = \"{}\"\n",
            self.name,
            self.port,
            self.protection.word(),
            self.user,
            self.password
        );
        if let Some(authority) = &self.authority {
            let _ = writeln!(text, "ca_file = \"{}\"", authority.display());
        }
        if !self.further.contains("poll_seconds") {
            text.push_str("poll_seconds = 3600\n");
        }
        text + &self.further
    }
}
