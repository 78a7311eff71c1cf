//! `migrate`, `notice` and `roster`.

use std::path::Path;

use anyhow::{Context as _, bail};
use domain::ids::NoticeId;
use domain::notice::Notice;
use domain::society::Society;
use store::{RosterChange, Store, notice_file};

use super::{notice_changes, roster_changes};
use crate::cli::{NoticeCommand, RosterCommand};
use crate::roster_file;
use crate::settings::Settings;
use crate::telemetry::say;
use crate::wiring::now;

pub(super) async fn migrate(settings: &Settings) -> anyhow::Result<()> {
    let store = Store::open(
        &settings.local_url(&settings.database.url),
        &settings.local_url(&settings.originals.url),
    )
    .await
    .context("open database and originals")?;
    store
        .migrate()
        .await
        .context("bring the database to this version's schema")?;
    say("数据库结构已是最新。");
    Ok(())
}

pub(super) async fn notice(settings: &Settings, command: NoticeCommand) -> anyhow::Result<()> {
    let store = super::store(settings).await?;
    match command {
        NoticeCommand::Import { file } => {
            let Imported {
                notice,
                is_new,
                changes,
            } = import_notice(&store, &file).await?;
            say(&format!(
                "{} {}（{}），征集项 {} 个。",
                if is_new {
                    "已导入通知"
                } else {
                    "通知未变化，未重新导入："
                },
                notice.id,
                notice.title,
                notice.items.len()
            ));
            for line in changes {
                say(&line);
            }
            for line in notice_changes::doubts(&notice, now()) {
                say(&format!("提示：{line}"));
            }
            if let Some(line) = super::ways::missing(&notice, super::ways::site(settings).as_deref()) {
                say(&format!("提示：{line}"));
            }
        }
        NoticeCommand::Export { id } => {
            let id = NoticeId::parse(&id).context("parse the notice id")?;
            match store.notice_source(&id).await? {
                Some(source) => say(source.trim_end()),
                None => bail!("there is no notice {id}; `zhengji notice list` lists them"),
            }
        }
        NoticeCommand::List => {
            for notice in store.notices().await? {
                let number = notice.number.as_ref().map_or("", |number| number.as_str());
                say(&format!(
                    "{}\t{number}\t{}\t{}",
                    notice.id, notice.issued_on, notice.title
                ));
            }
        }
        NoticeCommand::Form(arguments) => super::blank_form::write(&store, &arguments).await?,
    }
    Ok(())
}

/// A notice that was taken in.
pub(super) struct Imported {
    pub notice: Notice,
    /// Whether anything was imported: it may all be there.
    pub is_new: bool,
    /// What is otherwise than before, in lines.
    pub changes: Vec<String>,
}

/// Imports a notice file with its form and its templates, or says every problem in it and imports nothing. `false`: all
/// of it is there as it is, and nothing was touched, since an import has everything judged anew.
pub(super) async fn import_notice(store: &Store, file: &Path) -> anyhow::Result<Imported> {
    let text = std::fs::read_to_string(file).with_context(|| format!("read {}", file.display()))?;
    let templates = super::letter_templates::read(file, &text)?;
    let notice = notice_file::parse(&text).map_err(|problems| {
        for problem in &problems {
            let line = problem.line.map_or(String::new(), |line| format!(":{line}"));
            say(&format!(
                "{}{line}: {}: {}",
                file.display(),
                problem.key,
                problem.what
            ));
        }
        anyhow::anyhow!(
            "{} problem(s) in {}; nothing was imported",
            problems.len(),
            file.display()
        )
    })?;
    let form = super::form_file::read(&notice, file, &text)?;
    let before = store.notice_source(&notice.id).await?;
    let is_known = before.as_deref() == Some(text.as_str())
        && store.form_file(&notice.id).await? == form
        && store
            .letter_templates()
            .await?
            .remove(&notice.id)
            .unwrap_or_default()
            == templates;
    if is_known {
        return Ok(Imported {
            notice,
            is_new: false,
            changes: Vec::new(),
        });
    }
    let (notice, put_back) = store.change_notice(&text, now()).await?;
    let before = before.and_then(|before| notice_file::parse(&before).ok());
    let changes = before.map_or_else(Vec::new, |before| {
        notice_changes::changes(&before, &notice, put_back)
    });
    store.put_letter_templates(&notice.id, &templates, now()).await?;
    store.put_form_file(&notice.id, form.as_ref(), now()).await?;
    Ok(Imported {
        notice,
        is_new: true,
        changes,
    })
}

pub(super) async fn roster(settings: &Settings, command: RosterCommand) -> anyhow::Result<()> {
    let store = super::store(settings).await?;
    match command {
        RosterCommand::Import { file, dry_run } => {
            let before = store.directory().await?;
            let societies = read_roster(&file)?;
            let (differences, warnings) = (
                roster_changes::differences(&before, &societies),
                roster_changes::shared_addresses(&before, &societies),
            );
            let change = if dry_run {
                differences.count()
            } else {
                store.import_roster(&societies, now()).await?
            };
            if dry_run {
                for line in differences.lines() {
                    say(&line);
                }
            }
            let done = if dry_run {
                "（试运行，未导入）"
            } else {
                ""
            };
            say(&format!(
                "名录{done}：新增 {}，变更 {}，不变 {}，名录中有而文件中没有 {}。",
                change.added, change.changed, change.unchanged, change.absent
            ));
            for line in warnings {
                say(&line);
            }
        }
        RosterCommand::Export { file } => {
            let bytes = reporting::roster(store.directory().await?.societies())
                .context("make the roster workbook")?;
            super::output::write_whole(&file, &bytes)?;
            say(&format!("已写入 {}", file.display()));
        }
    }
    Ok(())
}

/// Imports a roster, or says every problem in it and imports nothing.
pub(super) async fn import_roster(store: &Store, file: &Path) -> anyhow::Result<RosterChange> {
    Ok(store.import_roster(&read_roster(file)?, now()).await?)
}

/// Reads a roster, or says every problem in it.
fn read_roster(file: &Path) -> anyhow::Result<Vec<Society>> {
    let bytes = std::fs::read(file).with_context(|| format!("read {}", file.display()))?;
    roster_file::parse(&bytes).map_err(|problems| {
        for problem in &problems {
            say(&format!("{}：{}", problem.place, problem.what));
        }
        anyhow::anyhow!(
            "{} problem(s) in {}; nothing was imported",
            problems.len(),
            file.display()
        )
    })
}
