//! A Postfix of our own, unpacked, that takes letters by STARTTLS or TLS with a password and delivers them into a
//! Dovecot. Nothing can leave the machine: mail for other domains is refused.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, ensure};
use tempfile::TempDir;

use crate::dovecot::Dovecot;
use crate::ports::free_port;
use crate::process::Running;
use crate::servers::{certificates, start, unpacked, unprivileged};

/// The only domain it knows.
pub const DOMAIN: &str = "office.example";

/// A running server, stopped with this value.
#[derive(Debug)]
pub struct Postfix {
    // Stopped before its folder goes.
    _process: Running,
    folder: TempDir,
    starttls: u16,
    tls: u16,
}

impl Postfix {
    /// Starts it before this Dovecot; it takes letters for `recipients` (names without the domain), which Dovecot may
    /// know or refuse. `None` where it cannot run: it needs root, or namespaces and several user numbers.
    pub fn start(dovecot: &Dovecot, recipients: &[&str]) -> anyhow::Result<Option<Self>> {
        let Some(namespaces) = namespaces() else {
            return Ok(None);
        };
        let tree = unpacked::tree("postfix")?;
        let delivery = dovecot.for_delivery().context("a Dovecot started for delivery")?;
        let folder = TempDir::with_prefix("zj-postfix-")?;
        let path = folder.path();
        fs::set_permissions(path, fs::Permissions::from_mode(0o755))?;
        for name in ["conf", "spool", "data", "log", "tls"] {
            fs::create_dir(path.join(name))?;
        }
        certificates::make(&path.join("tls"))?;
        let (starttls, tls) = (free_port()?, free_port()?);
        let fill = |template: &str| {
            template
                .replace("@FOLDER@", &path.display().to_string())
                .replace("@TREE@", &tree.display().to_string())
                .replace("@DOMAIN@", DOMAIN)
                .replace("@STARTTLS_PORT@", &starttls.to_string())
                .replace("@TLS_PORT@", &tls.to_string())
                .replace("@LMTP_PORT@", &delivery.lmtp.to_string())
                .replace("@SASL_PORT@", &delivery.passwords.to_string())
        };
        fs::write(path.join("conf/main.cf"), fill(SETTINGS))?;
        fs::write(path.join("conf/master.cf"), fill(PROCESSES))?;
        fs::write(path.join("inside.sh"), fill(INSIDE))?;
        let known: Vec<String> = recipients
            .iter()
            .map(|name| format!("{name}@{DOMAIN} ok\n"))
            .collect();
        fs::write(path.join("conf/mailboxes"), known.concat())?;
        let users = [
            ("passwd", "postfix:x:64601:64601::/:/usr/sbin/nologin\n"),
            ("group", "postfix:x:64601:\npostdrop:x:64602:\n"),
        ];
        for (name, further) in users {
            let own = fs::read_to_string(Path::new("/etc").join(name))?;
            let others: Vec<&str> = own.lines().filter(|line| !line.starts_with("post")).collect();
            fs::write(path.join(name), format!("{}\n{further}", others.join("\n")))?;
        }
        let mut command = Command::new("unshare");
        command
            .args(namespaces)
            .arg("bash")
            .arg(path.join("inside.sh"))
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        let process =
            start::greeting_with("Postfix", &mut command, starttls, &path.join("stderr"), *b"220 ")?;
        Ok(Some(Self {
            _process: process,
            folder,
            starttls,
            tls,
        }))
    }

    /// Port for STARTTLS.
    pub fn starttls(&self) -> u16 {
        self.starttls
    }

    /// Port for implicit TLS.
    pub fn tls(&self) -> u16 {
        self.tls
    }

    /// PEM file of the authority that signed the server's certificate, for `localhost` and `127.0.0.1`.
    pub fn authority(&self) -> PathBuf {
        self.folder.path().join("tls/ca.pem")
    }

    /// What it logged.
    pub fn log(&self) -> anyhow::Result<String> {
        let log = fs::read(self.folder.path().join("log/mail.log"))?;
        ensure!(!log.is_empty(), "Postfix logs nothing");
        Ok(String::from_utf8_lossy(&log).into_owned())
    }
}

/// How `unshare` makes the namespace in which its files lie where it looks for them.
fn namespaces() -> Option<&'static [&'static str]> {
    const OF_ROOT: &[&str] = &["-m"];
    const OF_A_USER: &[&str] = &["-Um", "--map-root-user", "--map-auto"];
    let wanted = if unprivileged::running_as_root() {
        OF_ROOT
    } else {
        OF_A_USER
    };
    let tried = Command::new("unshare")
        .args(wanted)
        .arg("true")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .status();
    tried.is_ok_and(|status| status.success()).then_some(wanted)
}

const SETTINGS: &str = "\
compatibility_level = 3.6
queue_directory = @FOLDER@/spool
data_directory = @FOLDER@/data
mail_owner = postfix
setgid_group = postdrop
maillog_file_prefixes = @FOLDER@
maillog_file = @FOLDER@/log/mail.log
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.@DOMAIN@
mydomain = @DOMAIN@
myorigin = @DOMAIN@
mydestination =
mynetworks = 192.0.2.1/32
alias_maps =
alias_database =
local_recipient_maps =
virtual_mailbox_domains = @DOMAIN@
virtual_mailbox_maps = texthash:@FOLDER@/conf/mailboxes
virtual_transport = lmtp:inet:127.0.0.1:@LMTP_PORT@
default_transport = error:5.1.2 nothing leaves this machine
relay_transport = error:5.1.2 nothing leaves this machine
local_transport = error:5.1.1 no local mailboxes
smtp_dns_support_level = disabled
smtpd_peername_lookup = no
smtpd_client_restrictions =
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_tls_cert_file = @FOLDER@/tls/server.pem
smtpd_tls_key_file = @FOLDER@/tls/server.key
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:@SASL_PORT@
smtpd_sasl_auth_enable = no
mailbox_size_limit = 0
minimal_backoff_time = 5s
maximal_backoff_time = 10s
queue_run_delay = 5s
bounce_queue_lifetime = 60s
maximal_queue_lifetime = 60s
";

const PROCESSES: &str = "\
127.0.0.1:@STARTTLS_PORT@ inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_recipient_restrictions=permit_sasl_authenticated,reject
127.0.0.1:@TLS_PORT@ inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_recipient_restrictions=permit_sasl_authenticated,reject
cleanup   unix  n - n - 0 cleanup
qmgr      unix  n - n 5 1 qmgr
tlsmgr    unix  - - n 1000? 1 tlsmgr
rewrite   unix  - - n - - trivial-rewrite
bounce    unix  - - n - 0 bounce
defer     unix  - - n - 0 bounce
trace     unix  - - n - 0 bounce
verify    unix  - - n - 1 verify
flush     unix  n - n 1000? 0 flush
proxymap  unix  - - n - - proxymap
proxywrite unix - - n - 1 proxymap
error     unix  - - n - - error
retry     unix  - - n - - error
discard   unix  - - n - - discard
lmtp      unix  - - n - - lmtp
anvil     unix  - - n - 1 anvil
scache    unix  - - n - 1 scache
postlog   unix-dgram n - n - 1 postlogd
";

/// `master` stays in the foreground without `-i`, which is for process number 1.
const INSIDE: &str = "\
set -eu
cp @TREE@/usr/share/postfix/dynamicmaps.cf @FOLDER@/conf/
mount -t overlay overlay -o lowerdir=@TREE@/usr:/usr /usr
mkdir -p @FOLDER@/etc/postfix
cp @TREE@/usr/share/postfix/dynamicmaps.cf @FOLDER@/etc/postfix/
mount -t overlay overlay -o lowerdir=@FOLDER@/etc:@TREE@/etc:/etc /etc
mount --bind @FOLDER@/passwd /etc/passwd
mount --bind @FOLDER@/group /etc/group
chown postfix @FOLDER@/data
postfix -c @FOLDER@/conf check
exec /usr/lib/postfix/sbin/master -c @FOLDER@/conf
";
