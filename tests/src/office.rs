//! An office at work: the real program on a database of its own, with notice and roster imported.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde_json::Value;

use crate::postgres::Database;
use crate::zhengji::{Zhengji, repository, unit_environment};

/// The notice of the samples.
pub const NOTICE: &str = "cast-2022-41";
/// Its mailboxes.
pub const MAILBOXES: [&str; 3] = ["dwzzb", "kjstdw", "dwxcb"];

/// On which database the office works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    /// The embedded default.
    Sqlite,
    /// The server of `tests/run`.
    Postgres,
}

/// The program with everything that it needs for the samples.
#[derive(Debug)]
pub struct Office {
    /// The program.
    pub zhengji: Zhengji,
    // Dropped after the program's folder.
    _database: Option<Database>,
}

impl Office {
    /// A fresh office with the embedded database and the environment of the unit of systemd.
    pub fn deployed() -> anyhow::Result<Self> {
        let environment = unit_environment()?;
        let settings: Vec<(&str, &str)> = environment
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        Self::open(On::Sqlite, &settings)?.context("SQLite is always there")
    }

    /// A fresh office; `None` when there is no PostgreSQL to work on.
    pub fn open(on: On, settings: &[(&str, &str)]) -> anyhow::Result<Option<Self>> {
        let mut zhengji = Zhengji::new()?;
        for (name, value) in settings {
            zhengji = zhengji.setting(name, value);
        }
        let database = match on {
            On::Sqlite => None,
            On::Postgres => match Database::create()? {
                None => return Ok(None),
                Some(database) => {
                    zhengji = zhengji.setting("ZHENGJI__DATABASE__URL", &database.url());
                    Some(database)
                }
            },
        };
        zhengji.ok(&["migrate"])?;
        let config = repository().join("config");
        // A notice that a test writes finds its form beside it.
        std::fs::copy(
            config.join("samples/template.docx"),
            zhengji.data().join("template.docx"),
        )
        .context("copy the form")?;
        zhengji.ok(&[
            Path::new("notice"),
            Path::new("import"),
            &config.join("notices/cast-2022-41.toml"),
        ])?;
        zhengji.ok(&[
            Path::new("roster"),
            Path::new("import"),
            &config.join("samples/roster.xlsx"),
        ])?;
        Ok(Some(Self {
            zhengji,
            _database: database,
        }))
    }

    /// The folder of a mailbox of the samples.
    pub fn sample(mailbox: &str) -> PathBuf {
        repository().join("config/samples/mail").join(mailbox)
    }

    /// Takes in files or folders as mail of a mailbox.
    pub fn ingest(&self, mailbox: &str, path: &Path) -> anyhow::Result<String> {
        self.zhengji.ok(&[
            "ingest".as_ref(),
            "--mailbox".as_ref(),
            mailbox.as_ref(),
            path.as_os_str(),
        ])
    }

    /// Takes in a mail with an essay of one person, complete as it is; its society is registered.
    pub fn ingest_essay(&self) -> anyhow::Result<String> {
        const LETTER: &str = "Received: from a.example by mx1.office.example; Thu, 20 Oct 2022 10:00:00 +0800\n\
            From: office@optics.example\nTo: kjstdw@office.example\nSubject: 关键少数学习感悟\n\
            Message-ID: <answer@a.example>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\
            Content-Transfer-Encoding: 8bit\n\n姓名：张甲　职务：理事长\n感悟：\n\
            我们将把成果用到最需要的地方，让更多的人了解科学。\n";
        let path = self.zhengji.data().join("answer.eml");
        std::fs::write(&path, LETTER).context("write the letter")?;
        self.ingest("kjstdw", &path)
    }

    /// The sample mailboxes, in this order.
    pub fn ingest_samples(&self, mailboxes: [&str; 3]) -> anyhow::Result<()> {
        for mailbox in mailboxes {
            self.ingest(mailbox, &Self::sample(mailbox))?;
        }
        Ok(())
    }

    /// `export` as JSON.
    pub fn export(&self) -> anyhow::Result<Value> {
        let text = self.zhengji.ok(&["export", "--notice", NOTICE])?;
        serde_json::from_str(&text).context("the export is JSON")
    }

    /// How many arrivals have no verdict yet.
    pub fn unjudged(&self) -> anyhow::Result<usize> {
        let export = self.export()?;
        Ok(list(&export, "arrivals")
            .iter()
            .filter(|arrival| arrival.get("verdict").is_none_or(Value::is_null))
            .count())
    }

    /// The ledger as a story: what came, its verdict, what counts in the end. Free of numbers that depend on the order
    /// of processing.
    pub fn transcript(&self) -> anyhow::Result<String> {
        transcript(&self.export()?)
    }
}

/// Tells an export as a story, sorted by file.
pub fn transcript(export: &Value) -> anyhow::Result<String> {
    let mut names = BTreeMap::new();
    let mut story = BTreeMap::new();
    for arrival in list(export, "arrivals") {
        let mut files: Vec<String> = list(arrival, "files")
            .iter()
            .map(|file| short(word(file)))
            .collect();
        files.sort();
        let name = files
            .first()
            .cloned()
            .unwrap_or_else(|| word(&arrival["original"]).to_owned());
        names.insert(word(&arrival["id"]).to_owned(), name.clone());
        let text = format!(
            "{} | {} {} [{}] {} | {}\n",
            files.join(" + "),
            word(&arrival["verdict"]),
            word(&arrival["society"]),
            words(&arrival["reasons"]),
            word(&arrival["received_at"]),
            list(arrival, "outcomes")
                .iter()
                .map(outcome)
                .collect::<Vec<_>>()
                .join(" ")
        );
        anyhow::ensure!(
            story.insert(name.clone(), text).is_none(),
            "{name} is counted twice"
        );
    }
    add(&mut story, &names, export, "return_forms", form_line)?;
    add(&mut story, &names, export, "submissions", submission_line)?;
    Ok(story.into_values().collect())
}

fn form_line(form: &Value) -> String {
    format!(
        "  form {} filled by {}, {}, delegates {}{}\n",
        current(form),
        word(&form["filled_by"]),
        word(&form["contact"]),
        list(form, "delegates")
            .iter()
            .map(person)
            .collect::<Vec<_>>()
            .join("；"),
        if form["delegates_nil"] == true { "无" } else { "" }
    )
}

fn submission_line(row: &Value) -> String {
    format!(
        "  {} {} r{} {} {} | {} | {} | {}字 {} | {}\n",
        word(&row["item"]),
        current(row),
        row["revision"],
        word(&row["status"]),
        word(&row["timeliness"]),
        person(&row["person"]),
        word(&row["title"]),
        row["characters"],
        row.pointer("/source/part").map_or("-", word),
        list(row, "attachments")
            .iter()
            .map(|file| word(&file["name"]).to_owned())
            .collect::<Vec<_>>()
            .join(" ")
    )
}

fn add(
    story: &mut BTreeMap<String, String>,
    names: &BTreeMap<String, String>,
    export: &Value,
    rows: &str,
    tell: impl Fn(&Value) -> String,
) -> anyhow::Result<()> {
    let mut told: Vec<(String, String)> = Vec::new();
    for row in list(export, rows) {
        let name = names
            .get(word(&row["arrival"]))
            .with_context(|| format!("{rows} of an unknown arrival"))?;
        told.push((name.clone(), tell(row)));
    }
    for (name, text) in told {
        if let Some(entry) = story.get_mut(&name) {
            let _ = write!(entry, "{text}");
        }
    }
    Ok(())
}

/// The list under this key of an export, empty when there is none.
pub fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map(Vec::as_slice).unwrap_or_default()
}

/// The text of a value of an export, `-` when it is none.
pub fn word(value: &Value) -> &str {
    value.as_str().unwrap_or("-")
}

fn words(value: &Value) -> String {
    value
        .as_array()
        .into_iter()
        .flatten()
        .map(word)
        .collect::<Vec<_>>()
        .join(" ")
}

fn short(path: &str) -> String {
    let mut parts: Vec<&str> = path.rsplit('/').take(2).collect();
    parts.reverse();
    parts.join("/")
}

fn current(row: &Value) -> &'static str {
    if row["current"] == true {
        "current"
    } else {
        "superseded"
    }
}

fn person(person: &Value) -> String {
    let parts = [
        word(&person["name"]).to_owned(),
        word(&person["affiliation"]).to_owned(),
    ];
    format!("{} {}", parts.join(" "), words(&person["positions"]))
        .trim()
        .to_owned()
}

fn outcome(outcome: &Value) -> String {
    format!(
        "{}={}/{}",
        word(&outcome["item"]),
        word(&outcome["status"]),
        word(&outcome["timeliness"])
    )
}
