//! A Courier of our own, unpacked. It has its places under /etc, /usr and /run compiled in, so it runs in a mount
//! namespace in which the unpacked tree lies over /usr and /etc; nobody outside sees any of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, ensure};
use tempfile::TempDir;

use crate::ports::free_port;
use crate::process::Running;
use crate::servers::{MailServer, PASSWORD, Renumbered, certificates, start, unpacked, unprivileged};

/// A running server, stopped with this value.
#[derive(Debug)]
pub struct Courier {
    // Stopped before its folder goes.
    _process: Running,
    folder: TempDir,
    plain: u16,
    tls: u16,
}

impl Courier {
    /// Starts it with these users, [`PASSWORD`] being the password of each.
    pub fn start(users: &[&str]) -> anyhow::Result<Self> {
        let tree = unpacked::tree("courier")?;
        let unshare = unshare()?;
        let folder = TempDir::with_prefix("zj-courier-")?;
        let path = folder.path();
        for name in ["etc", "run/courier/authdaemon", "tls"] {
            fs::create_dir_all(path.join(name))?;
        }
        certificates::make(&path.join("tls"))?;
        let (plain, tls) = (free_port()?, free_port()?);
        write_users(path, users)?;
        write_accounts(path)?;
        fs::write(path.join("etc/authdaemonrc"), AUTHENTICATION)?;
        fs::write(
            path.join("settings"),
            SETTINGS.replace("@FOLDER@", &path.display().to_string()),
        )?;
        let (user, group) = unprivileged::numbers()?;
        let fill = |template: &str| {
            template
                .replace("@FOLDER@", &path.display().to_string())
                .replace("@LIBRARIES@", &unpacked::libraries(&tree))
                .replace("@TREE@", &tree.display().to_string())
                .replace("@USER@", &user.to_string())
                .replace("@GROUP@", &group.to_string())
                .replace("@PLAIN_PORT@", &plain.to_string())
                .replace("@TLS_PORT@", &tls.to_string())
        };
        fs::write(path.join("mounts.sh"), fill(MOUNTS) + &fill(descent()))?;
        fs::write(path.join("serve.sh"), fill(SERVE))?;
        unprivileged::give_away(path)?;
        let mut command = Command::new("unshare");
        command
            .args(unshare)
            .arg("bash")
            .arg(path.join("mounts.sh"))
            .current_dir(path)
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        let process = start::greeting("Courier", &mut command, plain, &path.join("stderr"))?;
        Ok(Self {
            _process: process,
            folder,
            plain,
            tls,
        })
    }
}

impl MailServer for Courier {
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
        "INBOX."
    }

    /// By a lower UIDVALIDITY in the list of UIDs, all messages numbered anew.
    fn renumber(&self, user: &str) -> anyhow::Result<Renumbered> {
        let list = self
            .folder
            .path()
            .join("mail")
            .join(user)
            .join("Maildir/courierimapuiddb");
        let known = fs::read_to_string(&list).context("the list of UIDs")?;
        let mut first = known.lines().next().unwrap_or_default().split(' ');
        let (version, validity) = (first.next().unwrap_or_default(), first.next());
        let validity: u32 = validity.context("UIDVALIDITY")?.parse()?;
        fs::write(&list, format!("{version} {} 1\n", validity - 1))?;
        Ok(Renumbered::Kept)
    }
}

/// How to enter a mount namespace: root may, others by a user namespace.
fn unshare() -> anyhow::Result<&'static [&'static str]> {
    let arguments: &[&str] = if unprivileged::running_as_root() {
        &["--mount"]
    } else {
        &["--user", "--map-root-user", "--mount"]
    };
    let output = Command::new("unshare").args(arguments).arg("true").output();
    let output = output.context("unshare of util-linux")?;
    ensure!(
        output.status.success(),
        "Courier needs a mount namespace, and this machine refuses one ({}). Run the tests as root with CAP_SYS_ADMIN \
         (container: --privileged) or allow user namespaces (sysctl kernel.unprivileged_userns_clone=1)",
        String::from_utf8_lossy(&output.stderr).trim()
    );
    Ok(arguments)
}

fn write_users(folder: &Path, users: &[&str]) -> anyhow::Result<()> {
    let output = Command::new("openssl")
        .args(["passwd", "-6", PASSWORD])
        .output()?;
    let password = String::from_utf8(output.stdout)?;
    let (owner, group) = unprivileged::numbers()?;
    let mut lines = String::new();
    for user in users {
        let home = folder.join("mail").join(user);
        let maildir = home.join("Maildir");
        for part in ["cur", "new", "tmp"] {
            fs::create_dir_all(maildir.join(part))?;
        }
        let (home, maildir) = (home.display(), maildir.display());
        lines.extend([
            format!("{user}\tuid={owner}|gid={group}|home={home}|mail={maildir}|"),
            format!("systempw={}\n", password.trim()),
        ]);
    }
    let file = folder.join("etc/userdb");
    fs::write(&file, lines)?;
    // Others must not read the passwords, or makeuserdb refuses.
    for private in [folder.join("etc"), file] {
        let mode = if private.is_dir() { 0o700 } else { 0o600 };
        fs::set_permissions(private, std::os::unix::fs::PermissionsExt::from_mode(mode))?;
    }
    Ok(())
}

/// The part that speaks TLS changes to the user `courier`, which must be there and be the one that the server runs as.
fn write_accounts(folder: &Path) -> anyhow::Result<()> {
    let (user, group) = unprivileged::numbers()?;
    let lines = [
        (
            "passwd",
            format!("courier:x:{user}:{group}::/nonexistent:/usr/sbin/nologin\n"),
        ),
        ("group", format!("courier:x:{group}:\n")),
    ];
    for (name, line) in lines {
        let known = fs::read_to_string(Path::new("/etc").join(name))?;
        let others = known.lines().filter(|known| !known.starts_with("courier:"));
        let all: Vec<String> = others.map(|line| format!("{line}\n")).collect();
        fs::write(folder.join(name), all.concat() + &line)?;
    }
    Ok(())
}

/// From the root of the namespace to the user.
fn descent() -> &'static str {
    if unprivileged::running_as_root() {
        "exec setpriv --reuid=@USER@ --regid=@GROUP@ --clear-groups bash @FOLDER@/serve.sh\n"
    } else {
        "exec unshare --user --map-user=@USER@ --map-group=@GROUP@ bash @FOLDER@/serve.sh\n"
    }
}

const MOUNTS: &str = "\
set -e
mount -t overlay overlay -o lowerdir=@TREE@/usr:/usr /usr
mount -t overlay overlay -o lowerdir=@TREE@/etc:/etc /etc
mount --bind @FOLDER@/etc /etc/courier
mount --bind @FOLDER@/run /run
mount --bind @FOLDER@/passwd /etc/passwd
mount --bind @FOLDER@/group /etc/group
";

const SERVE: &str = r#"set -e
export LD_LIBRARY_PATH=@LIBRARIES@ PATH=/usr/sbin:/usr/bin:/sbin:/bin
makeuserdb
while IFS='=' read -r name value; do export "$name=$value"; done < @FOLDER@/settings
login=/usr/lib/courier/courier/imaplogin
listen="couriertcpd -address=127.0.0.1 -maxprocs=40 -maxperip=40 -nodnslookup -noidentlookup"
/usr/lib/courier/courier-authlib/authdaemond & children=$!
$listen @PLAIN_PORT@ $login /usr/bin/imapd Maildir & children="$children $!"
export IMAP_TLS=1 IMAP_STARTTLS=NO
$listen @TLS_PORT@ /usr/bin/couriertls -server -tcpd $login /usr/bin/imapd Maildir & children="$children $!"
trap 'kill $children; exit 0' TERM INT
wait
"#;

const AUTHENTICATION: &str = "\
authmodulelist=\"authuserdb\"
authmodulelistorig=\"authuserdb\"
daemons=2
authdaemonvar=/run/courier/authdaemon
DEBUG_LOGIN=0
DEFAULTOPTIONS=\"\"
LOGGEROPTS=\"\"
";

/// IDLE looks every `IMAP_IDLE_TIMEOUT` seconds.
const SETTINGS: &str = "\
IMAP_CAPABILITY=IMAP4rev1 UIDPLUS CHILDREN NAMESPACE THREAD=ORDEREDSUBJECT THREAD=REFERENCES SORT QUOTA IDLE AUTH=PLAIN
IMAP_CAPABILITY_TLS=IMAP4rev1 UIDPLUS CHILDREN NAMESPACE THREAD=ORDEREDSUBJECT THREAD=REFERENCES SORT QUOTA IDLE AUTH=PLAIN
IMAP_KEYWORDS=1
IMAP_ACL=1
IMAP_PROXY=0
IMAP_IDLE_TIMEOUT=2
IMAP_MAILBOX_SANITY_CHECK=1
IMAP_DISABLETHREADSORT=0
IMAP_CHECK_ALL_FOLDERS=0
IMAP_OBSOLETE_CLIENT=0
IMAP_UMASK=022
IMAP_USELOCKS=1
IMAP_SHAREDINDEXFILE=/etc/courier/shared/index
IMAP_ENHANCEDIDLE=0
IMAP_TRASHFOLDERNAME=Trash
IMAP_EMPTYTRASH=
IMAP_MOVE_EXPUNGE_TO_TRASH=0
IMAP_STARTTLS=YES
IMAP_TLS_REQUIRED=0
COURIERTLS=/usr/bin/couriertls
TLS_PROTOCOL=
TLS_CERTFILE=@FOLDER@/tls/both.pem
TLS_VERIFYPEER=NONE
TLS_TRUSTCERTS=/etc/ssl/certs/ca-certificates.crt
MAILDIRPATH=Maildir
";
