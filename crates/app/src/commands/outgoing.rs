//! `letters`: what is in the outbox, and what a person does about it.

use anyhow::{Context as _, bail};
use domain::letter::{LetterKey, LetterRecord, LetterState};
use store::Store;

use crate::cli::LettersCommand;
use crate::settings::{Settings, WrongUsage};
use crate::telemetry::say;
use crate::wiring::now;

/// Who decides on the command line; the site notes the account.
const OPERATOR: &str = "命令行";

pub(super) async fn run(settings: &Settings, command: LettersCommand) -> anyhow::Result<()> {
    let store = super::store(settings).await?;
    match command {
        LettersCommand::List { state, notice } => list(&store, state.as_deref(), notice.as_deref()).await,
        LettersCommand::Show { letter } => show(settings, &store, &letter).await,
        LettersCommand::Approve { letters, all } => {
            let letters = if all {
                let waiting = store.letters(Some(LetterState::AwaitingApproval)).await?;
                waiting.into_iter().map(|record| record.letter.key).collect()
            } else {
                keys(&letters)?
            };
            let mut approved = 0;
            for key in &letters {
                approved += u32::from(store.approve_letter(key, OPERATOR, now()).await?);
            }
            say(&format!(
                "批准发送 {approved} 封，其余 {} 封不在待审核状态。",
                letters.len() as u64 - u64::from(approved)
            ));
            Ok(())
        }
        LettersCommand::Cancel { letters } => {
            for key in keys(&letters)? {
                if store.cancel_letter(&key, "由工作人员取消").await? {
                    say(&format!("已取消 {key}"));
                } else {
                    bail!("{key} cannot be cancelled: it has left, or was given up before");
                }
            }
            Ok(())
        }
        LettersCommand::Pause => {
            store.pause_outbox(Some((now(), OPERATOR))).await?;
            say("已暂停发信。恢复请执行 `zhengji letters resume`。");
            Ok(())
        }
        LettersCommand::Resume => {
            store.pause_outbox(None).await?;
            say("已恢复发信。");
            Ok(())
        }
    }
}

async fn list(store: &Store, state: Option<&str>, notice: Option<&str>) -> anyhow::Result<()> {
    let state = state
        .map(|word| {
            LetterState::parse(word).ok_or_else(|| {
                WrongUsage(format!(
                    "--state {word:?}: one of awaiting_approval, queued, sent, failed, cancelled"
                ))
            })
        })
        .transpose()?;
    if let Some((since, by)) = store.outbox_pause().await? {
        say(&format!("发信已暂停（{since}，{by}）。"));
    }
    let letters = store.letters(state).await?;
    let wanted = |record: &&LetterRecord| notice.is_none_or(|id| record.letter.notice.as_str() == id);
    let mut count = 0;
    for record in letters.iter().filter(wanted) {
        count += 1;
        let error = record
            .last_error
            .as_deref()
            .map_or_else(String::new, |error| format!("\t{error}"));
        say(&format!(
            "{}\t{}\t{}\t{}{error}",
            record.letter.key,
            record.state.as_str(),
            record.letter.society,
            record.letter.recipient
        ));
    }
    say(&format!("共 {count} 封。"));
    Ok(())
}

async fn show(settings: &Settings, store: &Store, letter: &str) -> anyhow::Result<()> {
    let key = key(letter)?;
    let letters = store.letters(None).await?;
    let record = letters
        .iter()
        .find(|record| record.letter.key == key)
        .with_context(|| format!("there is no letter {key}; `zhengji letters list` lists them"))?;
    let notices = store.notices().await?;
    let notice = notices
        .iter()
        .find(|notice| notice.id == record.letter.notice)
        .context("the notice of the letter exists")?;
    let directory = store.directory().await?;
    let society = directory
        .get(&record.letter.society)
        .context("the society of the letter is in the roster")?;
    let outbox = super::letters::outbox_settings(settings)?;
    let rendered = outbox::render(
        &record.letter,
        &record.message_id,
        notice,
        society,
        &outbox,
        now(),
    )?;
    say(&format!(
        "状态：{}\n收件人：{}\nMessage-ID：<{}>\n主题：{}\n\n{}",
        record.state.as_str(),
        record.letter.recipient,
        record.message_id,
        rendered.subject,
        rendered.body
    ));
    Ok(())
}

fn keys(texts: &[String]) -> Result<Vec<LetterKey>, WrongUsage> {
    texts.iter().map(|text| key(text)).collect()
}

fn key(text: &str) -> Result<LetterKey, WrongUsage> {
    LetterKey::parse(text).ok_or_else(|| {
        WrongUsage(format!(
            "{text:?} is no letter; `zhengji letters list` shows how they are called"
        ))
    })
}
