//! A Dovecot of our own in a temporary folder, never running as root.

use std::fs;
use std::io::Read as _;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{MetadataExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use tempfile::TempDir;

/// nobody and nogroup of Debian, which have a passwd entry.
const NOBODY: (u32, u32) = (65534, 65534);

pub(crate) struct Dovecot {
    folder: TempDir,
    process: Child,
    pub(crate) plain: u16,
    pub(crate) tls: u16,
}

impl Dovecot {
    /// Starts it with users `office1` to `office3`, password `pw`.
    pub(crate) fn start() -> Self {
        let folder = tempfile::Builder::new().prefix("zj").tempdir().unwrap();
        let dir = folder.path();
        for name in ["run", "state", "mail", "tls"] {
            fs::create_dir(dir.join(name)).unwrap();
        }
        certificates(&dir.join("tls"));
        let users = ["office1", "office2", "office3"];
        let lines: String = users
            .iter()
            .map(|user| format!("{user}:{{PLAIN}}pw::::::\n"))
            .collect();
        fs::write(dir.join("users"), lines).unwrap();
        let (plain, tls) = (free_port(), free_port());
        let as_root = fs::metadata(dir).unwrap().uid() == 0;
        let (user, group) = if as_root {
            ("nobody".into(), "nogroup".into())
        } else {
            own_names()
        };
        fs::write(
            dir.join("dovecot.conf"),
            configuration(dir, &user, &group, plain, tls),
        )
        .unwrap();
        give_away(dir, as_root);
        let mut command = if as_root {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups", "dovecot"]);
            command
        } else {
            Command::new("dovecot")
        };
        let process = command
            .args(["-F", "-c"])
            .arg(dir.join("dovecot.conf"))
            .stderr(Stdio::null())
            .spawn()
            .expect("setpriv and dovecot-imapd are installed");
        await_greeting(plain, &dir.join("log"));
        Self {
            folder,
            process,
            plain,
            tls,
        }
    }

    pub(crate) fn authority(&self) -> PathBuf {
        self.folder.path().join("tls/ca.pem")
    }

    /// Puts a message into a folder ("" is INBOX); its file's time becomes INTERNALDATE.
    pub(crate) fn deliver(&self, user: &str, folder: &str, name: &str, raw: &[u8], date: DateTime<Utc>) {
        let mut maildir = self.maildir(user);
        if !folder.is_empty() {
            maildir = maildir.join(format!(".{folder}"));
        }
        for part in ["cur", "new", "tmp"] {
            fs::create_dir_all(maildir.join(part)).unwrap();
        }
        let waiting = maildir.join("tmp").join(name);
        fs::write(&waiting, raw).unwrap();
        fs::File::options()
            .write(true)
            .open(&waiting)
            .unwrap()
            .set_modified(date.into())
            .unwrap();
        let as_root = fs::metadata(self.folder.path().join("tls")).is_ok_and(|_| running_as_root());
        give_away(&self.maildir(user), as_root);
        fs::rename(waiting, maildir.join("new").join(name)).unwrap();
    }

    /// Gives every folder of a mailbox another UIDVALIDITY and numbers its messages anew.
    pub(crate) fn renumber(&self, user: &str, uidvalidity: u32) {
        let root = self.maildir(user);
        let mut folders = vec![root.clone()];
        folders.extend(subfolders(&root));
        for folder in folders {
            for entry in fs::read_dir(&folder).unwrap() {
                let entry = entry.unwrap();
                if entry.file_name().to_string_lossy().starts_with("dovecot") {
                    fs::remove_file(entry.path()).unwrap();
                }
            }
            let list = format!("3 V{uidvalidity} N1 G{uidvalidity:032x}\n");
            fs::write(folder.join("dovecot-uidlist"), list).unwrap();
        }
        give_away(&root, running_as_root());
    }

    /// Names of all message files of a mailbox; flags are part of a name.
    pub(crate) fn message_files(&self, user: &str) -> Vec<String> {
        let root = self.maildir(user);
        let mut folders = vec![root.clone()];
        folders.extend(subfolders(&root));
        let mut names = Vec::new();
        for folder in folders {
            for part in ["cur", "new"] {
                for entry in fs::read_dir(folder.join(part)).into_iter().flatten() {
                    names.push(format!("{part}/{}", entry.unwrap().file_name().to_string_lossy()));
                }
            }
        }
        names.sort();
        names
    }

    fn maildir(&self, user: &str) -> PathBuf {
        self.folder.path().join("mail").join(user)
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        let asked = Command::new("kill").arg(self.process.id().to_string()).status();
        if !asked.is_ok_and(|status| status.success()) {
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
    }
}

fn subfolders(root: &Path) -> Vec<PathBuf> {
    fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir() && path.file_name().unwrap().to_string_lossy().starts_with('.'))
        .collect()
}

fn running_as_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|metadata| metadata.uid() == 0)
}

fn own_names() -> (String, String) {
    let name = |flag| {
        let output = Command::new("id").arg(flag).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    (name("-un"), name("-gn"))
}

fn give_away(path: &Path, as_root: bool) {
    if !as_root {
        return;
    }
    chown(path, Some(NOBODY.0), Some(NOBODY.1)).unwrap();
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            give_away(&entry.unwrap().path(), as_root);
        }
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

fn await_greeting(port: u16, log: &Path) {
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(20) {
        if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) {
            let mut start_of_line = [0_u8; 4];
            if stream.read_exact(&mut start_of_line).is_ok() && &start_of_line == b"* OK" {
                return;
            }
        }
        std::thread::yield_now();
    }
    panic!(
        "no greeting from Dovecot: {}",
        fs::read_to_string(log).unwrap_or_default()
    );
}

fn certificates(folder: &Path) {
    let script = r#"set -e
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=Test CA" -addext "basicConstraints=critical,CA:TRUE" \
  -addext "keyUsage=critical,keyCertSign,cRLSign" -keyout ca.key -out ca.pem
openssl req -newkey rsa:2048 -nodes -subj "/CN=localhost" -keyout server.key -out server.csr
printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n' > ext
openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile ext -out server.pem"#;
    let output = Command::new("sh")
        .args(["-c", script])
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn configuration(dir: &Path, user: &str, group: &str, plain: u16, tls: u16) -> String {
    let dir = dir.display();
    format!(
        "base_dir = {dir}/run
state_dir = {dir}/state
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
log_path = {dir}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{dir}/tls/server.pem
ssl_key = <{dir}/tls/server.key
auth_failure_delay = 0
disable_plaintext_auth = no
auth_mechanisms = plain login
mail_location = maildir:{dir}/mail/%n
mail_uid = {user}
mail_gid = {group}
first_valid_uid = 1
first_valid_gid = 1
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%n {dir}/users
}}
userdb {{
  driver = passwd-file
  args = username_format=%n {dir}/users
  default_fields = uid={user} gid={group} home={dir}/mail/%n
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {tls}
    ssl = yes
  }}
}}
service auth {{
  unix_listener auth-userdb {{
    mode = 0600
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"
    )
}
