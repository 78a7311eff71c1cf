//! A Dovecot of our own in a temporary folder, on free ports of loopback, never running as root.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use tempfile::TempDir;

use crate::ports::free_port;
use crate::process::Running;
pub use crate::servers::PASSWORD;
use crate::servers::unprivileged::{self, give_away};
use crate::servers::{MailServer, Renumbered, certificates, start};

/// A running server, stopped with this value.
#[derive(Debug)]
pub struct Dovecot {
    // Stopped before its folder goes.
    _process: Running,
    folder: TempDir,
    plain: u16,
    tls: u16,
    for_delivery: Option<ForDelivery>,
}

/// What a server that delivers mail asks of the one that keeps it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ForDelivery {
    /// Port on which letters are taken by LMTP.
    pub(crate) lmtp: u16,
    /// Port on which passwords are checked.
    pub(crate) passwords: u16,
}

impl Dovecot {
    /// Starts it with these users, [`PASSWORD`] being the password of each.
    pub fn start(users: &[&str]) -> anyhow::Result<Self> {
        Self::start_with(users, None)
    }

    /// The same for [`crate::servers::postfix::Postfix`].
    pub fn start_for_delivery(users: &[&str]) -> anyhow::Result<Self> {
        let ports = ForDelivery {
            lmtp: free_port()?,
            passwords: free_port()?,
        };
        Self::start_with(users, Some(ports))
    }

    /// The ports for delivery, if it was started for that.
    pub(crate) fn for_delivery(&self) -> Option<ForDelivery> {
        self.for_delivery
    }

    fn start_with(users: &[&str], for_delivery: Option<ForDelivery>) -> anyhow::Result<Self> {
        let folder = TempDir::with_prefix("zj-dovecot-")?;
        let path = folder.path();
        for name in ["run", "state", "mail", "tls"] {
            fs::create_dir(path.join(name))?;
        }
        certificates::make(&path.join("tls"))?;
        let lines: Vec<String> = users
            .iter()
            .map(|user| format!("{user}:{{PLAIN}}{PASSWORD}::::::\n"))
            .collect();
        fs::write(path.join("users"), lines.concat())?;
        let (user, group) = unprivileged::names()?;
        let (plain, tls) = (free_port()?, free_port()?);
        fs::write(
            path.join("dovecot.conf"),
            configuration(path, (&user, &group), (plain, tls), for_delivery),
        )?;
        give_away(path)?;
        let mut command = unprivileged::command("dovecot");
        command.args(["-F", "-c"]).arg(path.join("dovecot.conf"));
        let process = start::greeting("Dovecot", &mut command, plain, &path.join("stderr"))?;
        Ok(Self {
            _process: process,
            folder,
            plain,
            tls,
            for_delivery,
        })
    }

    /// Port for plain text and STARTTLS.
    pub fn plain(&self) -> u16 {
        self.plain
    }

    /// Port for implicit TLS.
    pub fn tls(&self) -> u16 {
        self.tls
    }

    /// PEM file of the authority that signed the server's certificate, for `localhost` and `127.0.0.1`.
    pub fn authority(&self) -> PathBuf {
        self.folder.path().join("tls/ca.pem")
    }

    /// Puts a message into a folder (`""` is INBOX) under a file name of its own; `date` becomes INTERNALDATE.
    pub fn deliver(
        &self,
        user: &str,
        folder: &str,
        name: &str,
        raw: &[u8],
        date: DateTime<Utc>,
    ) -> anyhow::Result<()> {
        self.deliver_all(user, folder, [(name.to_owned(), raw.to_vec())], date)
    }

    /// Puts many messages into a folder at once, each under a file name of its own.
    pub fn deliver_all(
        &self,
        user: &str,
        folder: &str,
        messages: impl IntoIterator<Item = (String, Vec<u8>)>,
        date: DateTime<Utc>,
    ) -> anyhow::Result<()> {
        let mut maildir = self.maildir(user);
        if !folder.is_empty() {
            maildir = maildir.join(format!(".{folder}"));
        }
        if !maildir.join("new").is_dir() {
            for part in ["cur", "new", "tmp"] {
                fs::create_dir_all(maildir.join(part))?;
            }
            give_away(&self.maildir(user))?;
        }
        for (name, raw) in messages {
            let waiting = maildir.join("tmp").join(&name);
            fs::write(&waiting, raw)?;
            fs::File::options()
                .write(true)
                .open(&waiting)?
                .set_modified(date.into())?;
            give_away(&waiting)?;
            fs::rename(waiting, maildir.join("new").join(name))?;
        }
        Ok(())
    }

    /// Gives every folder of a mailbox another UIDVALIDITY and numbers its messages anew. No client may be connected.
    pub fn renumber(&self, user: &str, uidvalidity: u32) -> anyhow::Result<()> {
        for folder in self.folders(user)? {
            for entry in fs::read_dir(&folder)? {
                let entry = entry?;
                if entry.file_name().to_string_lossy().starts_with("dovecot") {
                    fs::remove_file(entry.path())?;
                }
            }
            let list = format!("3 V{uidvalidity} N1 G{uidvalidity:032x}\n");
            fs::write(folder.join("dovecot-uidlist"), list)?;
        }
        give_away(&self.maildir(user))
    }

    /// Names of all message files of a mailbox, sorted; flags are part of a name.
    pub fn message_files(&self, user: &str) -> anyhow::Result<Vec<String>> {
        let mut names = Vec::new();
        for folder in self.folders(user)? {
            for part in ["cur", "new"] {
                let Ok(entries) = fs::read_dir(folder.join(part)) else {
                    continue;
                };
                for entry in entries {
                    names.push(format!("{part}/{}", entry?.file_name().to_string_lossy()));
                }
            }
        }
        names.sort();
        Ok(names)
    }

    fn maildir(&self, user: &str) -> PathBuf {
        self.folder.path().join("mail").join(user)
    }

    /// INBOX and its subfolders.
    fn folders(&self, user: &str) -> anyhow::Result<Vec<PathBuf>> {
        let mut folders = vec![self.maildir(user)];
        for entry in fs::read_dir(self.maildir(user))? {
            let entry = entry?;
            if entry.path().is_dir() && entry.file_name().to_string_lossy().starts_with('.') {
                folders.push(entry.path());
            }
        }
        Ok(folders)
    }
}

impl MailServer for Dovecot {
    fn plain(&self) -> u16 {
        self.plain
    }

    fn tls(&self) -> u16 {
        self.tls
    }

    fn authority(&self) -> PathBuf {
        self.folder.path().join("tls/ca.pem")
    }

    fn prefix(&self) -> &'static str {
        ""
    }

    /// By forgetting what it knows of the messages.
    fn renumber(&self, user: &str) -> anyhow::Result<Renumbered> {
        self.renumber(user, 1_700_000_001)?;
        Ok(Renumbered::Kept)
    }
}

fn configuration(
    folder: &Path,
    (user, group): (&str, &str),
    (plain, tls): (u16, u16),
    for_delivery: Option<ForDelivery>,
) -> String {
    let mut replacements = vec![
        ("FOLDER", folder.display().to_string()),
        ("USER", user.to_owned()),
        ("GROUP", group.to_owned()),
        ("PLAIN_PORT", plain.to_string()),
        ("TLS_PORT", tls.to_string()),
    ];
    let mut text = CONFIGURATION.to_owned();
    if let Some(ForDelivery { lmtp, passwords }) = for_delivery {
        text += DELIVERY;
        replacements.extend([
            ("LMTP_PORT", lmtp.to_string()),
            ("SASL_PORT", passwords.to_string()),
        ]);
    }
    for (word, value) in replacements {
        text = text.replace(word, &value);
    }
    text
}

/// Reads nothing of /etc/dovecot; the brace that opens a section must end its line.
const CONFIGURATION: &str = "\
base_dir = FOLDER/run
state_dir = FOLDER/state
default_internal_user = USER
default_internal_group = GROUP
default_login_user = USER
log_path = FOLDER/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <FOLDER/tls/server.pem
ssl_key = <FOLDER/tls/server.key
auth_failure_delay = 0
disable_plaintext_auth = no
auth_mechanisms = plain login
mail_location = maildir:FOLDER/mail/%n
mail_uid = USER
mail_gid = GROUP
first_valid_uid = 1
first_valid_gid = 1
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%n FOLDER/users
}
userdb {
  driver = passwd-file
  args = username_format=%n FOLDER/users
  default_fields = uid=USER gid=GROUP home=FOLDER/mail/%n
}
namespace inbox {
  inbox = yes
  separator = /
}
service imap-login {
  chroot =
  inet_listener imap {
    port = PLAIN_PORT
  }
  inet_listener imaps {
    port = TLS_PORT
    ssl = yes
  }
}
service auth {
  unix_listener auth-userdb {
    mode = 0600
  }
}
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
}
";

/// Further sections for a server that delivers into the mailboxes and checks passwords here.
const DELIVERY: &str = "\
protocols = imap lmtp
auth_username_format = %n
protocol lmtp {
  postmaster_address = postmaster@office.example
}
service lmtp {
  inet_listener lmtp {
    port = LMTP_PORT
  }
}
service auth {
  inet_listener sasl {
    port = SASL_PORT
  }
}
";
