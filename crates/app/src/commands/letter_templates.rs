//! The words of letters: templates that a notice brings, and `letters preview`.

use std::path::Path;

use anyhow::{Context as _, bail};
use domain::ids::NoticeId;
use outbox::{TemplateName, Templates, check_template};
use store::{Store, TemplateTexts, notice_file};

use crate::cli::PreviewArguments;
use crate::settings::{Settings, WrongUsage};
use crate::telemetry::say;
use crate::wiring::now;

/// Reads the templates that `[letters] templates` names, from the folder beside the notice file, and tries each; or says
/// every problem and fails. Empty when the notice brings none.
pub(super) fn read(notice_file: &Path, toml: &str) -> anyhow::Result<TemplateTexts> {
    let Some(name) = notice_file::letter_templates_folder(toml) else {
        return Ok(TemplateTexts::new());
    };
    let folder = notice_file.parent().unwrap_or(Path::new("")).join(name);
    let entries = std::fs::read_dir(&folder)
        .with_context(|| format!("read the folder {} ([letters] templates)", folder.display()))?;
    let (mut texts, mut problems) = (TemplateTexts::new(), Vec::new());
    for entry in entries {
        let path = entry.context("read a folder of templates")?.path();
        match template(&path) {
            Ok((name, text)) => drop(texts.insert(name.as_str().to_owned(), text)),
            Err(problem) => problems.push(format!("{}：{problem}", path.display())),
        }
    }
    if problems.is_empty() {
        return Ok(texts);
    }
    problems.sort();
    for problem in &problems {
        say(problem);
    }
    bail!(
        "{} problem(s) in the templates of {}; nothing was imported",
        problems.len(),
        notice_file.display()
    )
}

fn template(path: &Path) -> Result<(TemplateName, String), String> {
    let stem = path
        .file_stem()
        .and_then(|stem| stem.to_str())
        .unwrap_or_default();
    let is_text = path.extension().is_some_and(|ending| ending == "txt");
    let name = TemplateName::parse(stem).filter(|_| is_text).ok_or_else(|| {
        let known: Vec<String> = TemplateName::ALL
            .iter()
            .map(|name| format!("{name}.txt"))
            .collect();
        format!("不是信函模板的文件名，应为 {} 之一", known.join("、"))
    })?;
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("无法读取（{error}），请另存为 UTF-8 编码的文本文件"))?;
    check_template(name, &text).map_err(|error| error.to_string())?;
    Ok((name, text))
}

/// The notice's own words.
pub(super) async fn of(store: &Store, notice: &NoticeId) -> anyhow::Result<Templates> {
    let mut all = store.letter_templates().await?;
    let own = all.remove(notice).unwrap_or_default();
    Ok(Templates::of(
        own.iter().map(|(name, text)| (name.as_str(), text.as_str())),
    ))
}

/// The digest as it would be written now.
async fn digest(settings: &Settings, store: &Store) -> anyhow::Result<()> {
    let outbox = super::letters::outbox_settings(settings)?;
    match outbox::digest(store, &outbox, now()).await? {
        Some(text) => say(&format!("主题：{}\n\n{}", text.subject, text.body.trim_end())),
        None => say("目前没有需要告知的情况，今日不发摘要。"),
    }
    Ok(())
}

/// `letters preview`: a letter of a kind to a fictional society.
pub(super) async fn preview(
    settings: &Settings,
    store: &Store,
    arguments: &PreviewArguments,
) -> anyhow::Result<()> {
    if arguments.kind == TemplateName::Digest.as_str() {
        return digest(settings, store).await;
    }
    let name = TemplateName::parse(&arguments.kind).ok_or_else(|| {
        let known: Vec<&str> = TemplateName::ALL.iter().map(|name| name.as_str()).collect();
        WrongUsage(format!("{:?}: one of {}", arguments.kind, known.join(", ")))
    })?;
    if arguments.source {
        say(name.standard().trim_end());
        return Ok(());
    }
    let notices = store.notices().await?;
    let notice = match &arguments.notice {
        None => None,
        Some(id) => Some(
            notices
                .iter()
                .find(|notice| notice.id.as_str() == id)
                .ok_or_else(|| {
                    WrongUsage(format!(
                        "--notice {id:?}: no such notice (see `zhengji notice list`)"
                    ))
                })?,
        ),
    };
    let templates = match (&arguments.template, notice) {
        (Some(file), _) => {
            let text = std::fs::read_to_string(file).with_context(|| format!("read {}", file.display()))?;
            check_template(name, &text)?;
            Templates::of([(name.as_str(), text.as_str())])
        }
        (None, Some(notice)) => of(store, &notice.id).await?,
        (None, None) => Templates::default(),
    };
    let outbox = super::letters::outbox_settings(settings)?;
    let mut contacts = store.contacts().await?;
    let contact = notice.and_then(|notice| contacts.remove(&notice.id));
    let text = outbox::preview(name, &templates, (notice, contact.as_ref()), &outbox, now())?;
    say(&format!("主题：{}\n\n{}", text.subject, text.body.trim_end()));
    Ok(())
}
