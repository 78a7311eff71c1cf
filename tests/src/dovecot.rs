//! A Dovecot of our own in a temporary folder, on free ports of loopback, never running as root.

use std::fs;
use std::io::Read as _;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{MetadataExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use chrono::{DateTime, Utc};
use tempfile::TempDir;

/// nobody and nogroup of Debian, which have a passwd entry.
const NOBODY: (u32, u32) = (65534, 65534);
/// The password of every user.
pub const PASSWORD: &str = "pw";
/// How long a start may take before it counts as failed.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running server, stopped with this value.
#[derive(Debug)]
pub struct Dovecot {
    folder: TempDir,
    process: Child,
    plain: u16,
    tls: u16,
}

impl Dovecot {
    /// Starts it with these users, [`PASSWORD`] being the password of each.
    pub fn start(users: &[&str]) -> anyhow::Result<Self> {
        let folder = TempDir::with_prefix("zj-dovecot-")?;
        let path = folder.path();
        for name in ["run", "state", "mail", "tls"] {
            fs::create_dir(path.join(name))?;
        }
        certificates(&path.join("tls"))?;
        let lines: Vec<String> = users
            .iter()
            .map(|user| format!("{user}:{{PLAIN}}{PASSWORD}::::::\n"))
            .collect();
        fs::write(path.join("users"), lines.concat())?;
        let (user, group) = identity()?;
        let (plain, tls) = (free_port()?, free_port()?);
        fs::write(
            path.join("dovecot.conf"),
            configuration(path, &user, &group, plain, tls),
        )?;
        give_away(path)?;
        let mut command = if running_as_root() {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups", "dovecot"]);
            command
        } else {
            Command::new("dovecot")
        };
        let process = command
            .args(["-F", "-c"])
            .arg(path.join("dovecot.conf"))
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("setpriv of util-linux and dovecot of dovecot-imapd")?;
        let server = Self {
            folder,
            process,
            plain,
            tls,
        };
        server.await_greeting()?;
        Ok(server)
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
        let mut maildir = self.maildir(user);
        if !folder.is_empty() {
            maildir = maildir.join(format!(".{folder}"));
        }
        for part in ["cur", "new", "tmp"] {
            fs::create_dir_all(maildir.join(part))?;
        }
        let waiting = maildir.join("tmp").join(name);
        fs::write(&waiting, raw)?;
        fs::File::options()
            .write(true)
            .open(&waiting)?
            .set_modified(date.into())?;
        give_away(&self.maildir(user))?;
        fs::rename(waiting, maildir.join("new").join(name))?;
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

    fn await_greeting(&self) -> anyhow::Result<()> {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.plain)) {
                stream.set_read_timeout(Some(PATIENCE))?;
                let mut first = [0_u8; 4];
                if stream.read_exact(&mut first).is_ok() && &first == b"* OK" {
                    return Ok(());
                }
            }
            std::thread::yield_now();
        }
        let log = fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
        bail!("no greeting from Dovecot: {log}")
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        // SIGTERM, so that it takes its children with it.
        let asked = Command::new("kill").arg(self.process.id().to_string()).status();
        if !asked.is_ok_and(|status| status.success()) {
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
    }
}

fn running_as_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|metadata| metadata.uid() == 0)
}

/// User and group that the server runs as.
fn identity() -> anyhow::Result<(String, String)> {
    if running_as_root() {
        return Ok(("nobody".to_owned(), "nogroup".to_owned()));
    }
    let name = |flag| -> anyhow::Result<String> {
        let output = Command::new("id").arg(flag).output()?;
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    };
    Ok((name("-un")?, name("-gn")?))
}

/// Makes a tree belong to the user that the server runs as.
fn give_away(path: &Path) -> anyhow::Result<()> {
    if !running_as_root() {
        return Ok(());
    }
    chown(path, Some(NOBODY.0), Some(NOBODY.1))?;
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            give_away(&entry?.path())?;
        }
    }
    Ok(())
}

fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

fn certificates(folder: &Path) -> anyhow::Result<()> {
    let script = r#"set -e
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=Test CA" -addext "basicConstraints=critical,CA:TRUE" \
  -addext "keyUsage=critical,keyCertSign,cRLSign" -keyout ca.key -out ca.pem
openssl req -newkey rsa:2048 -nodes -subj "/CN=localhost" -keyout server.key -out server.csr
printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n' > ext
openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile ext -out server.pem"#;
    let output = Command::new("sh")
        .args(["-c", script])
        .current_dir(folder)
        .output()?;
    ensure!(
        output.status.success(),
        "openssl: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}

fn configuration(folder: &Path, user: &str, group: &str, plain: u16, tls: u16) -> String {
    let replacements = [
        ("FOLDER", folder.display().to_string()),
        ("USER", user.to_owned()),
        ("GROUP", group.to_owned()),
        ("PLAIN_PORT", plain.to_string()),
        ("TLS_PORT", tls.to_string()),
    ];
    let mut text = CONFIGURATION.to_owned();
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
