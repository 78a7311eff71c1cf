//! A Cyrus of our own, unpacked.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, ensure};
use tempfile::TempDir;

use crate::imap_client::Client;
use crate::ports::free_port;
use crate::process::Running;
use crate::servers::{MailServer, PASSWORD, Renumbered, certificates, start, unpacked, unprivileged};

/// Who may make and delete mailboxes.
const ADMINISTRATOR: &str = "cyrus";
/// Everything that a list of rights can grant.
const ALL_RIGHTS: &str = "lrswipkxtecda";

/// A running server, stopped with this value.
#[derive(Debug)]
pub struct Cyrus {
    // Stopped before its folder goes.
    _process: Running,
    folder: TempDir,
    plain: u16,
    tls: u16,
}

impl Cyrus {
    /// Starts it with these users, [`PASSWORD`] being the password of each.
    pub fn start(users: &[&str]) -> anyhow::Result<Self> {
        let tree = unpacked::tree("cyrus")?;
        let folder = TempDir::with_prefix("zj-cyrus-")?;
        let path = folder.path();
        for name in [
            "spool",
            "run",
            "socket",
            "proc",
            "state/db",
            "state/user",
            "state/quota",
            "tls",
        ] {
            fs::create_dir_all(path.join(name))?;
        }
        certificates::make(&path.join("tls"))?;
        let (plain, tls) = (free_port()?, free_port()?);
        let (user, _) = unprivileged::names()?;
        let fill = |template: &str| {
            template
                .replace("@FOLDER@", &path.display().to_string())
                .replace("@TREE@", &tree.display().to_string())
                .replace("@USER@", &user)
                .replace("@PLAIN_PORT@", &plain.to_string())
                .replace("@TLS_PORT@", &tls.to_string())
        };
        fs::write(path.join("imapd.conf"), fill(SETTINGS))?;
        fs::write(path.join("cyrus.conf"), fill(PROCESSES))?;
        unprivileged::give_away(path)?;
        for user in users.iter().chain([&ADMINISTRATOR]) {
            add_user(&tree, path, user)?;
        }
        let mut master = unpacked_command(&tree, &tree.join("usr/lib/cyrus/bin/master"));
        master
            .arg("-C")
            .arg(path.join("imapd.conf"))
            .arg("-M")
            .arg(path.join("cyrus.conf"))
            .arg("-p")
            .arg(path.join("run/master.pid"))
            .current_dir(path);
        let process = start::greeting("Cyrus", &mut master, plain, &path.join("stderr"))?;
        Ok(Self {
            _process: process,
            folder,
            plain,
            tls,
        })
    }

    /// Sets what a user may do with the own INBOX, as letters of RFC 4314; `lr` makes it readable only.
    pub fn allow(&self, user: &str, rights: &str) -> anyhow::Result<()> {
        let mut administrator = Client::log_in(self.plain, ADMINISTRATOR)?;
        administrator.ask(&format!("SETACL user/{user} {user} {rights}"))?;
        Ok(())
    }
}

impl MailServer for Cyrus {
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

    /// By deleting and making the mailbox: the new UIDVALIDITY is the old one plus 1.
    fn renumber(&self, user: &str) -> anyhow::Result<Renumbered> {
        let mut administrator = Client::log_in(self.plain, ADMINISTRATOR)?;
        administrator.ask(&format!("SETACL user/{user} {ADMINISTRATOR} {ALL_RIGHTS}"))?;
        administrator.ask(&format!("DELETE user/{user}"))?;
        administrator.ask(&format!("CREATE user/{user}"))?;
        Ok(Renumbered::Emptied)
    }
}

/// A program of the unpacked tree with its libraries.
fn unpacked_command(tree: &Path, program: &Path) -> Command {
    let mut command = unprivileged::command(program);
    // The mechanisms are packages of their own, which may be installed or unpacked.
    let machine = format!("usr/lib/{}-linux-gnu/sasl2", std::env::consts::ARCH);
    let mechanisms = [tree.join(&machine), Path::new("/").join(&machine)];
    let mechanisms = mechanisms.map(|folder| folder.display().to_string()).join(":");
    command
        .env("LD_LIBRARY_PATH", unpacked::libraries(tree))
        .env("SASL_PATH", mechanisms);
    command
}

fn add_user(tree: &Path, folder: &Path, user: &str) -> anyhow::Result<()> {
    let mut child = unpacked_command(tree, &tree.join("usr/sbin/saslpasswd2"))
        .args(["-p", "-c", "-u", "localhost", "-f"])
        .arg(folder.join("sasldb2"))
        .arg(user)
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("saslpasswd2 of sasl2-bin")?;
    child
        .stdin
        .take()
        .context("standard input")?
        .write_all(PASSWORD.as_bytes())?;
    let output = child.wait_with_output()?;
    ensure!(
        output.status.success(),
        "saslpasswd2: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}

/// The realm of the users, `localhost`, must be the server's name.
const SETTINGS: &str = "\
cyrus_user: @USER@
servername: localhost
configdirectory: @FOLDER@/state
defaultpartition: default
partition-default: @FOLDER@/spool
proc_path: @FOLDER@/proc
mboxname_lockpath: @FOLDER@/run/lock
idlesocket: @FOLDER@/socket/idle
admins: cyrus
allowplaintext: yes
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: @FOLDER@/sasldb2
sasl_mech_list: PLAIN LOGIN
virtdomains: off
unixhierarchysep: yes
altnamespace: yes
autocreate_quota: 0
duplicatesuppression: no
tls_server_cert: @FOLDER@/tls/server.pem
tls_server_key: @FOLDER@/tls/server.key
tls_sessions_db_path: @FOLDER@/state/tls_sessions.db
imapidlepoll: 60
";

/// Without `-d` the notifier of IDLE leaves the foreground, and IDLE falls back to looking once a minute.
const PROCESSES: &str = r#"
START {
  recover cmd="@TREE@/usr/lib/cyrus/bin/ctl_cyrusdb -C @FOLDER@/imapd.conf -r"
}
SERVICES {
  imap  cmd="@TREE@/usr/lib/cyrus/bin/imapd -C @FOLDER@/imapd.conf"    listen="127.0.0.1:@PLAIN_PORT@" prefork=0 maxchild=50 proto="tcp4"
  imaps cmd="@TREE@/usr/lib/cyrus/bin/imapd -s -C @FOLDER@/imapd.conf" listen="127.0.0.1:@TLS_PORT@"   prefork=0 maxchild=50 proto="tcp4"
}
DAEMON {
  idled cmd="@TREE@/usr/lib/cyrus/bin/idled -d -C @FOLDER@/imapd.conf"
}
"#;
