//! `letters`: what is in the outbox, and what a person does about it.

use anyhow::{Context as _, bail};
use domain::letter::{CANCELLED_BY_OPERATOR, LetterKey, LetterRecord, LetterState};
use outbox::Text;
use store::{Cancellation, DigestRecord, Retry, Store};

use super::letter_view;
use super::waiting::moment;
use crate::cli::LettersCommand;
use crate::settings::{Settings, WrongUsage};
use crate::telemetry::say;
use crate::wiring::now;

/// Who decides on the command line; the site notes the account.
const OPERATOR: &str = "命令行";

/// With what names of digests begin.
const DIGEST: &str = "digest/";

pub(super) async fn run(settings: &Settings, command: LettersCommand) -> anyhow::Result<()> {
    let store = super::store(settings).await?;
    match command {
        LettersCommand::List { state, notice } => list(&store, state.as_deref(), notice.as_deref()).await,
        LettersCommand::Show { letter } => show(settings, &store, &letter).await,
        LettersCommand::Approve { letters, all } => {
            let letters = if all {
                let waiting = store.letters(Some(LetterState::AwaitingApproval)).await?;
                waiting.into_iter().map(|record| record.letter.key).collect()
            } else if letters.is_empty() {
                return Err(WrongUsage(
                    "请写明要批准的邮件，或用 --all 批准全部待审核的邮件 (name letters as `zhengji letters list` \
                     shows them, or give --all for all that wait)"
                        .into(),
                )
                .into());
            } else {
                keys(&letters)?
            };
            approve(&store, &letters).await
        }
        LettersCommand::Cancel { letters } => cancel(&store, &keys(&letters)?).await,
        LettersCommand::Retry { letters } => retry(&store, &keys(&letters)?).await,
        LettersCommand::Preview(arguments) => {
            super::letter_templates::preview(settings, &store, &arguments).await
        }
        LettersCommand::Returns => super::returns::list(&store).await,
        LettersCommand::Clear { address } => super::returns::clear(&store, &address, OPERATOR).await,
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

/// Approves what waits for it, and says of each other letter why not.
async fn approve(store: &Store, keys: &[LetterKey]) -> anyhow::Result<()> {
    let mut approved = 0_usize;
    for key in keys {
        if store.approve_letter(key, OPERATOR, now()).await? {
            approved += 1;
            continue;
        }
        let refused = match store.letter(key).await? {
            Some(record) => not_to_approve(&record),
            None => "没有这封邮件；`zhengji letters list` 列出全部邮件。".to_owned(),
        };
        say(&format!("未批准 {key}：{refused}"));
    }
    say(&format!("批准发送 {approved} 封。"));
    if approved < keys.len() {
        bail!(
            "{} of {} letters were not approved, see above",
            keys.len() - approved,
            keys.len()
        );
    }
    Ok(())
}

/// Why a letter is not approved that does not wait for it.
fn not_to_approve(record: &LetterRecord) -> String {
    match record.state {
        LetterState::Queued => "此前已批准或无需批准，正待发送。".to_owned(),
        // Somebody else sent it back to waiting between the two looks.
        LetterState::AwaitingApproval => "刚刚转为待审核，请再批准一次。".to_owned(),
        LetterState::InDoubt => "可能已发出，不能批准。".to_owned(),
        LetterState::Sent | LetterState::Failed | LetterState::Cancelled | LetterState::Returned => {
            let why = record.last_error.as_deref();
            let why = why.map_or(String::new(), |why| format!("（{why}）"));
            format!("邮件{}，不能批准{why}。", record.state.label())
        }
    }
}

/// Cancels what can be cancelled, and says of each letter what became of it.
async fn cancel(store: &Store, keys: &[LetterKey]) -> anyhow::Result<()> {
    let mut failures = 0;
    for key in keys {
        let refused = match store.cancel_letter(key, CANCELLED_BY_OPERATOR).await {
            Ok(Cancellation::Done) => {
                say(&format!("已取消 {key}"));
                continue;
            }
            Ok(Cancellation::TooLate(record)) => too_late(&record),
            Err(error) => format!("{:#}", anyhow::Error::from(error)),
        };
        failures += 1;
        say(&format!("未取消 {key}：{refused}"));
    }
    if failures > 0 {
        bail!(
            "{failures} of {} letters were not cancelled, see above",
            keys.len()
        );
    }
    Ok(())
}

/// Sends again what was given up, and says of each letter what became of it.
async fn retry(store: &Store, keys: &[LetterKey]) -> anyhow::Result<()> {
    let mut failures = 0;
    for key in keys {
        let refused = match store.retry_letter(key, now()).await {
            Ok(Retry::Done) => {
                say(&format!("将重新发送 {key}"));
                continue;
            }
            Ok(Retry::NotGivenUp(record)) => not_given_up(&record),
            Err(error) => format!("{:#}", anyhow::Error::from(error)),
        };
        failures += 1;
        say(&format!("不重发 {key}：{refused}"));
    }
    if failures > 0 {
        bail!(
            "{failures} of {} letters are not sent again, see above",
            keys.len()
        );
    }
    Ok(())
}

fn not_given_up(record: &LetterRecord) -> String {
    match record.state {
        LetterState::AwaitingApproval => "待审核，批准后即发出。".to_owned(),
        LetterState::Queued => "尚在待发送，无需重发。".to_owned(),
        LetterState::Sent
        | LetterState::Failed
        | LetterState::Cancelled
        | LetterState::InDoubt
        | LetterState::Returned => too_late(record),
    }
}

fn too_late(record: &LetterRecord) -> String {
    match record.state {
        LetterState::Sent => match record.sent_at {
            Some(at) => format!("已于 {} 发出。", moment(at)),
            None => "已发出。".to_owned(),
        },
        LetterState::Failed => "此前已因无法投递而终止。".to_owned(),
        LetterState::Cancelled => "此前已取消。".to_owned(),
        LetterState::Returned => "已发出，但被退回。".to_owned(),
        LetterState::InDoubt | LetterState::Queued | LetterState::AwaitingApproval => format!(
            "已开始发送，可能已发出，不能取消。请凭邮件标识 <{}> 向收件单位或邮件服务商核实；\
             如需停止重发，请执行 `zhengji letters pause`。",
            record.message_id
        ),
    }
}

async fn list(store: &Store, state: Option<&str>, notice: Option<&str>) -> anyhow::Result<()> {
    let state = state
        .map(|word| {
            LetterState::parse(word)
                .or_else(|| LetterState::by_label(word))
                .ok_or_else(|| {
                    WrongUsage(format!(
                        "--state {word:?}: one of awaiting_approval, queued, sent, failed, cancelled, in_doubt, returned"
                    ))
                })
        })
        .transpose()?;
    if let Some(id) = notice {
        super::blank_form::find(store, id).await?;
    }
    if let Some((since, by)) = store.outbox_pause().await? {
        say(&format!("发信已暂停（{}，{by}）。", moment(since)));
    }
    let letters = store.letters(state).await?;
    let wanted = |record: &&LetterRecord| notice.is_none_or(|id| record.letter.notice.as_str() == id);
    let mut count = 0;
    for record in letters.iter().filter(wanted) {
        count += 1;
        let mut line = format!(
            "{}\t{}\t{}\t{}",
            record.letter.key,
            record.label(),
            record.letter.society,
            record.letter.recipient
        );
        for remark in remarks(record) {
            line.push('\t');
            line.push_str(&remark);
        }
        say(&line);
    }
    say(&format!("共 {count} 封。"));
    if notice.is_none() {
        digests(store, state).await?;
    }
    Ok(())
}

/// The digests for the clerks, which are about no notice.
async fn digests(store: &Store, state: Option<LetterState>) -> anyhow::Result<()> {
    let digests = store.digests().await?;
    let wanted = |digest: &&DigestRecord| state.is_none_or(|state| state.as_str() == digest.state);
    let mut count = 0;
    for digest in digests.iter().filter(wanted) {
        count += 1;
        let why = digest.last_error.as_ref();
        say(&format!(
            "{DIGEST}{}/{}\t{}{}",
            digest.day,
            digest.reader,
            digest_state(digest),
            why.map_or(String::new(), |why| format!("\t{why}"))
        ));
    }
    if count > 0 {
        say(&format!("每日摘要 {count} 封。"));
    }
    Ok(())
}

/// Where a digest stands, in the word that people read.
fn digest_state(digest: &DigestRecord) -> &str {
    match LetterState::parse(&digest.state) {
        Some(state) => state.label(),
        None => &digest.state,
    }
}

/// A digest as it was sent, else as it will be.
async fn show_digest(store: &Store, name: &str) -> anyhow::Result<()> {
    let digests = store.digests().await?;
    let digest = digests
        .iter()
        .find(|digest| name == format!("{}/{}", digest.day, digest.reader))
        .with_context(|| format!("there is no digest {name}; `zhengji letters list` lists them"))?;
    let (subject, body) = match &digest.sent_original {
        Some(sha256) => {
            let Text { subject, body } = letter_view::sent(store, sha256).await?;
            (subject, body)
        }
        None => (digest.subject.clone(), digest.body.clone()),
    };
    say(&format!(
        "状态：{}\n收件人：{}\n主题：{subject}\n\n{body}",
        digest_state(digest),
        digest.reader
    ));
    Ok(())
}

/// What else there is to know of a letter.
fn remarks(record: &LetterRecord) -> Vec<String> {
    let in_doubt = record.may_have_left().then(|| "可能已发出".to_owned());
    let redirected = record.redirected_to.as_deref();
    let redirected = redirected.map(|address| format!("试运行，实际发至 {address}"));
    let gathered = record
        .sent_with
        .as_ref()
        .map(|_| "与其他来件的回执合并为一封发出".to_owned());
    let returned = (record.returned > 0).then(|| format!("曾退信 {} 次", record.returned));
    let all = [
        in_doubt,
        redirected,
        gathered,
        returned,
        record.last_error.clone(),
    ];
    all.into_iter().flatten().collect()
}

/// A letter as it was sent, else as it would be sent now.
async fn show(settings: &Settings, store: &Store, letter: &str) -> anyhow::Result<()> {
    if let Some(digest) = letter.strip_prefix(DIGEST) {
        return show_digest(store, digest).await;
    }
    let key = key(letter)?;
    let record = store
        .letter(&key)
        .await?
        .with_context(|| format!("there is no letter {key}; `zhengji letters list` lists them"))?;
    let shown = letter_view::one(store, &super::letters::outbox_settings(settings)?, &record).await?;
    let Text { subject, body } = shown.text?;
    let mut lines = vec![
        format!("状态：{}", record.label()),
        format!("收件人：{}", shown.recipient),
        format!("Message-ID：<{}>", record.message_id),
    ];
    let remarks = remarks(&record).into_iter().chain(shown.remark);
    lines.extend(remarks.map(|remark| format!("备注：{remark}")));
    lines.push(format!("主题：{subject}"));
    say(&format!("{}\n\n{body}", lines.join("\n")));
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
