//! What the site needs to know and to call.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::letter::LetterRecord;
use futures_util::future::BoxFuture;
use intake::kept::KeptFiles;
use intake::reception::Reception;
use store::Store;

/// Judges what was archived and waits. Called after a society submitted and after a clerk decided.
pub type Processor = Arc<dyn Fn() -> BoxFuture<'static, ()> + Send + Sync>;

/// Tells the time.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// A line for each mailbox of which there is something to say; none when all is well.
pub type MailboxLines = Arc<dyn Fn() -> Vec<MailboxLine> + Send + Sync>;

/// Tells whoever makes products that one was asked for.
pub type ProductWanted = Arc<dyn Fn() + Send + Sync>;

/// Draws letters as they left, or as they would leave now, each in its place.
pub type LetterPreviewer =
    Arc<dyn Fn(Vec<LetterRecord>) -> BoxFuture<'static, Vec<LetterPreview>> + Send + Sync>;

/// A letter as its reader gets it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LetterPreview {
    /// For whom it is meant: one address.
    pub recipient: String,
    /// Where it goes instead, in a trial.
    pub redirected_to: Option<String>,
    /// 主题; empty when it cannot be worded.
    pub subject: String,
    /// 正文, as plain text.
    pub body: String,
    /// Whether these are the words that left; else they are those that would leave now.
    pub has_left: bool,
    /// Why it would not leave now, or cannot be shown, for the office.
    pub remark: Option<String>,
}

/// What there is to say of a mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxLine {
    /// How much it matters.
    pub kind: LineKind,
    /// In English, for `/readyz`.
    pub probe: String,
    /// In Chinese, with what to do, for the office.
    pub shown: String,
}

/// How much a line matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// Nobody reads the mailbox as it should be read.
    Alarm,
    /// Another process reads it.
    Standby,
}

/// How the site is reached and what it accepts.
#[derive(Debug, Clone)]
pub struct HttpSettings {
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// The address that people use, for example `https://zj.office.example`. Links are made with it, and session
    /// cookies travel over TLS only when it begins with `https:`.
    pub public_url: String,
    /// Largest request in bytes, all files of one submission together.
    pub max_request_bytes: u64,
    /// Most files of one submission.
    pub max_files: usize,
    /// Proxies before the site, whose word is taken for where a request comes from.
    pub proxies: Vec<IpAddr>,
    /// Where files lie while they come in: on the same disk as the originals.
    pub upload_folder: PathBuf,
}

/// Everything behind the pages.
#[derive(Clone)]
pub struct SiteState {
    /// Where all is kept.
    pub store: Store,
    /// Originals and the files inside them.
    pub kept: KeptFiles,
    /// How the site is reached.
    pub settings: HttpSettings,
    /// The office's own side of the mail, by which arrivals are judged.
    pub reception: Arc<Reception>,
    /// Judges what waits.
    pub process: Processor,
    /// Tells the time.
    pub now: Clock,
    /// What there is to say of the mailboxes.
    pub mailbox_lines: MailboxLines,
    /// Called after a product was asked for, so that it is begun at once.
    pub product_wanted: ProductWanted,
    /// After how many days products are removed; 0: never.
    pub keep_days: u32,
    /// Draws letters for the people who approve them.
    pub letter_previews: LetterPreviewer,
    /// A folder of a mailbox as people call it.
    pub folder_name: fn(&str) -> String,
}

/// How long an answer waits for the verdict. After that the page says that it is still open.
const PATIENCE: Duration = Duration::from_secs(10);

impl SiteState {
    /// The alarms among the lines of the mailboxes, in Chinese.
    pub(crate) fn alarms(&self) -> Vec<String> {
        let lines = (self.mailbox_lines)().into_iter();
        lines
            .filter(|line| line.kind == LineKind::Alarm)
            .map(|line| line.shown)
            .collect()
    }

    /// Judges what waits. Judging goes on when the browser goes away or patience ends: everything is durable already.
    pub(crate) async fn judge(&self) {
        let judging = tokio::spawn((self.process)());
        // A panic while judging is the processor's to report; the page shows that the verdict is still open.
        let _ = tokio::time::timeout(PATIENCE, judging).await;
    }
}

impl HttpSettings {
    /// Settings with 200 MiB and 50 files for one submission, and a proxy on this machine, if there is one.
    pub fn new(listen: SocketAddr, public_url: impl Into<String>, upload_folder: impl Into<PathBuf>) -> Self {
        Self {
            listen,
            public_url: public_url.into(),
            max_request_bytes: 200 * 1024 * 1024,
            max_files: 50,
            proxies: vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()],
            upload_folder: upload_folder.into(),
        }
    }

    /// Whether session cookies may travel over TLS only.
    pub fn secure_cookies(&self) -> bool {
        self.public_url.to_lowercase().starts_with("https:")
    }

    /// Scheme, host and port of the public address, as browsers write them into `Origin`.
    pub(crate) fn origin(&self) -> String {
        let (scheme, rest) = self
            .public_url
            .split_once("://")
            .unwrap_or(("http", &self.public_url));
        let host = rest.split('/').next().unwrap_or_default();
        format!("{scheme}://{host}").to_lowercase()
    }

    /// The page of a society.
    pub(crate) fn link(&self, token: &str) -> String {
        format!("{}/s/{token}", self.public_url.trim_end_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::HttpSettings;

    #[test]
    fn links_and_cookies_follow_the_public_address() {
        let listen = "127.0.0.1:0".parse().unwrap();
        let settings = HttpSettings::new(listen, "https://ZJ.office.example/", "/tmp");
        assert!(settings.secure_cookies());
        assert_eq!(settings.origin(), "https://zj.office.example");
        assert_eq!(settings.link("abc"), "https://ZJ.office.example/s/abc");
    }
}
