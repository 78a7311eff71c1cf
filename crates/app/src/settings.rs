//! The configuration: built-in defaults, then the file, then the environment.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use chrono::NaiveDate;
use figment::Figment;
use figment::providers::{Env, Format as _, Serialized, Toml};
use serde::{Deserialize, Serialize};

/// The command line or the configuration is wrong: exit status 2.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct WrongUsage(pub String);

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    pub http: Http,
    pub database: Database,
    pub originals: Originals,
    #[serde(default)]
    pub imap: Vec<Imap>,
    pub smtp: Smtp,
    pub letters: Letters,
    pub intake: Intake,
    pub reader: Reader,
    pub converters: Converters,
    pub products: Products,
    /// Folder that relative paths start from.
    #[serde(skip)]
    pub base: PathBuf,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Http {
    pub listen: SocketAddr,
    pub public_url: String,
    pub max_request_mb: u64,
    pub max_files: usize,
    /// Reverse proxies whose `X-Forwarded-For` is believed.
    pub proxies: Vec<IpAddr>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Database {
    pub url: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Originals {
    pub url: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Imap {
    pub mailbox: String,
    pub host: String,
    #[serde(default = "imap_port")]
    pub port: u16,
    #[serde(default)]
    pub tls: Tls,
    pub user: String,
    #[serde(default)]
    pub auth: ImapAuth,
    #[serde(default)]
    pub password: String,
    #[serde(default)]
    pub password_file: String,
    #[serde(default)]
    pub ca_file: String,
    #[serde(default)]
    pub folders: Vec<String>,
    #[serde(default)]
    pub except_folders: Vec<String>,
    #[serde(default, deserialize_with = "toml_date")]
    pub since: Option<NaiveDate>,
    #[serde(default)]
    pub received_host: Option<OneOrMore>,
    #[serde(default = "poll_seconds")]
    pub poll_seconds: u64,
    #[serde(default = "alarm_minutes")]
    pub alarm_minutes: u64,
    #[serde(default = "timeout_seconds")]
    pub timeout_seconds: u64,
    #[serde(default = "retry_seconds")]
    pub retry_seconds: u64,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ImapAuth {
    #[default]
    Login,
    XOAuth2,
}

/// A text or a list of texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    pub(crate) fn as_slice(&self) -> &[String] {
        match self {
            Self::One(text) => std::slice::from_ref(text),
            Self::More(texts) => texts,
        }
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(clippy::enum_variant_names, reason = "STARTTLS is the word of the protocol")]
pub(crate) enum Tls {
    #[default]
    Implicit,
    StartTls,
    None,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Smtp {
    pub transport: Transport,
    pub folder: String,
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    pub user: String,
    pub password: String,
    pub password_file: String,
    pub ca_file: String,
    pub from: String,
    pub envelope_from: String,
    pub per_minute: u32,
    pub per_domain_per_minute: u32,
    pub connections: u32,
    pub timeout_seconds: u64,
    pub letter_timeout_seconds: u64,
    pub dkim: Dkim,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Dkim {
    pub domain: String,
    pub selector: String,
    pub key_file: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Transport {
    Folder,
    Smtp,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Letters {
    pub mode: LetterMode,
    pub modes: KindModes,
    pub redirect_to: String,
    pub domain: String,
    pub workdays: String,
    pub digest_to: Vec<String>,
    pub digest_hour: u32,
}

/// Kinds of letters that have a mode of their own.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct KindModes {
    pub receipt: Option<LetterMode>,
    pub correction_request: Option<LetterMode>,
    pub acknowledgement: Option<LetterMode>,
    pub under_review: Option<LetterMode>,
    pub reminder: Option<LetterMode>,
    pub overdue: Option<LetterMode>,
    pub extension: Option<LetterMode>,
    pub invitation: Option<LetterMode>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LetterMode {
    Off,
    Approve,
    Auto,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Intake {
    pub workers: usize,
    pub max_attempts: u32,
    pub lease_seconds: u32,
    pub mailbox_lease_seconds: u32,
    pub link_providers: Vec<intake::claim::LinkProvider>,
    pub gateway_wordings: Vec<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reader {
    pub processes: usize,
    pub memory_mb: u64,
    pub seconds: u64,
    pub documents: u32,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Converters {
    pub soffice: String,
    pub pdftotext: String,
    pub pdftocairo: String,
    pub pdftoppm: String,
    pub tesseract: String,
    pub memory_mb: u64,
    pub seconds: u64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Products {
    pub keep_days: u32,
}

/// A date as TOML writes it, without quotes.
fn toml_date<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    let value = toml::value::Datetime::deserialize(deserializer)?;
    let date = value
        .date
        .ok_or_else(|| serde::de::Error::custom("a date is missing"))?;
    let day = NaiveDate::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day));
    day.map(Some)
        .ok_or_else(|| serde::de::Error::custom("there is no such day"))
}

const fn imap_port() -> u16 {
    993
}

const fn poll_seconds() -> u64 {
    120
}

const fn alarm_minutes() -> u64 {
    10
}

const fn timeout_seconds() -> u64 {
    60
}

const fn retry_seconds() -> u64 {
    5
}

/// The section in which a password comes by environment: `ZHENGJI__IMAP__KJSTDW__PASSWORD`.
const MAILBOX_PASSWORDS: &str = "imap.";

impl Settings {
    /// Reads the configuration. `data` moves database, originals and letters into one folder.
    pub(crate) fn load(config: Option<&Path>, data: Option<&Path>) -> anyhow::Result<Self> {
        let mut figment = Figment::from(Serialized::defaults(defaults(data.is_some())));
        if let Some(file) = config {
            let text = std::fs::read_to_string(file).map_err(|error| {
                WrongUsage(format!("cannot read configuration {}: {error}", file.display()))
            })?;
            figment = figment.merge(Toml::string(&text));
        }
        let environment = Env::prefixed("ZHENGJI__")
            .filter(|key| !key.as_str().starts_with("imap__"))
            .split("__");
        let mut settings: Self = figment
            .merge(environment)
            .extract()
            .map_err(|error| WrongUsage(format!("configuration: {error}")))?;
        settings.base = match (data, config.and_then(Path::parent)) {
            (Some(data), _) => data.to_owned(),
            (None, Some(folder)) => folder.to_owned(),
            (None, None) => PathBuf::new(),
        };
        settings.take_mailbox_passwords();
        Ok(settings)
    }

    fn take_mailbox_passwords(&mut self) {
        let given: Vec<(String, String)> = Env::prefixed("ZHENGJI__")
            .map(|key| key.as_str().replace("__", ".").into())
            .filter(|key| key.as_str().starts_with(MAILBOX_PASSWORDS))
            .iter()
            .map(|(key, value)| (key.as_str().to_lowercase(), value))
            .collect();
        for mailbox in &mut self.imap {
            let key = format!("{MAILBOX_PASSWORDS}{}.password", mailbox.mailbox.to_lowercase());
            if let Some((_, password)) = given.iter().find(|(known, _)| *known == key) {
                mailbox.password.clone_from(password);
            }
        }
    }

    /// A path of the configuration, made absolute by the folder that relative paths start from.
    pub(crate) fn path(&self, text: &str) -> PathBuf {
        self.base.join(text)
    }

    /// `scheme:PATH` with the path made absolute; other URLs as they are.
    pub(crate) fn local_url(&self, url: &str) -> String {
        for scheme in ["sqlite:", "file:"] {
            if let Some(path) = url.strip_prefix(scheme) {
                return format!("{scheme}{}", self.path(path.trim_start_matches("//")).display());
            }
        }
        url.to_owned()
    }
}

/// A password given directly or in a file (its first line).
pub(crate) fn password(direct: &str, file: &str, settings: &Settings) -> anyhow::Result<String> {
    if file.is_empty() {
        return Ok(direct.to_owned());
    }
    let path = settings.path(file);
    let text =
        std::fs::read_to_string(&path).with_context(|| format!("read password file {}", path.display()))?;
    Ok(text.lines().next().unwrap_or_default().trim().to_owned())
}

fn smtp_defaults(folder: &str) -> Smtp {
    Smtp {
        transport: Transport::Folder,
        folder: format!("{folder}outbox"),
        host: "127.0.0.1".into(),
        port: 465,
        tls: Tls::Implicit,
        user: String::new(),
        password: String::new(),
        password_file: String::new(),
        ca_file: String::new(),
        from: "征集系统 <noreply@office.example>".into(),
        envelope_from: String::new(),
        per_minute: 20,
        per_domain_per_minute: 10,
        connections: 1,
        timeout_seconds: 60,
        letter_timeout_seconds: 600,
        dkim: Dkim::default(),
    }
}

fn defaults(in_data_folder: bool) -> Settings {
    let folder = if in_data_folder { "" } else { "data/" };
    Settings {
        http: Http {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: "http://127.0.0.1:8080".into(),
            max_request_mb: 200,
            max_files: 50,
            proxies: vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()],
        },
        database: Database {
            url: format!("sqlite:{folder}zhengji.db"),
        },
        originals: Originals {
            url: format!("file:{folder}originals"),
        },
        imap: Vec::new(),
        smtp: smtp_defaults(folder),
        letters: Letters {
            mode: LetterMode::Approve,
            modes: KindModes::default(),
            redirect_to: String::new(),
            domain: "zhengji.invalid".into(),
            workdays: String::new(),
            digest_to: Vec::new(),
            digest_hour: 8,
        },
        intake: Intake {
            workers: 2,
            max_attempts: 5,
            lease_seconds: 120,
            mailbox_lease_seconds: 60,
            link_providers: Vec::new(),
            gateway_wordings: Vec::new(),
        },
        reader: Reader {
            processes: 2,
            memory_mb: 1024,
            seconds: 30,
            documents: 200,
        },
        converters: Converters {
            soffice: String::new(),
            pdftotext: String::new(),
            pdftocairo: String::new(),
            pdftoppm: String::new(),
            tesseract: String::new(),
            memory_mb: 1024,
            seconds: 60,
        },
        products: Products { keep_days: 90 },
        base: PathBuf::new(),
    }
}
