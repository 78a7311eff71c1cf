//! `remind`: who is due, and their letters.

use std::collections::BTreeSet;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use domain::ids::NoticeId;
use domain::letter::Letter;
use domain::notice::Contact;
use domain::reminder::Reason;
use outbox::{About, OutboxSettings, Round, Templates};
use store::{LetterMode, Store};

use crate::cli::RemindArguments;
use crate::settings::{Settings, WrongUsage};
use crate::telemetry::say;
use crate::wiring::{letter_modes, now};

pub(super) async fn run(settings: &Settings, arguments: RemindArguments) -> anyhow::Result<()> {
    let store = super::store(settings).await?;
    let outbox = super::letters::outbox_settings(settings)?;
    let at = match &arguments.now {
        Some(text) => DateTime::parse_from_rfc3339(text)
            .map_err(|error| {
                WrongUsage(format!(
                    "--now {text:?}: {error}; for example 2022-10-21T09:00:00+08:00"
                ))
            })?
            .with_timezone(&Utc),
        None => now(),
    };
    if !arguments.dry_run && at > now() {
        return Err(WrongUsage(
            "--now lies ahead: letters of a round that has not come would stand in the way of it; add --dry-run".into(),
        )
        .into());
    }
    let notices = match &arguments.notice {
        Some(wanted) => vec![super::blank_form::find(&store, wanted).await?],
        None => store.notices().await?,
    };
    for notice in notices {
        let round = outbox::due(&store, &notice.id, outbox.schedule(), at).await?;
        if arguments.dry_run {
            let templates = super::letter_templates::of(&store, &notice.id).await?;
            let contact = store.contacts().await?.remove(&notice.id);
            preview(&round, &outbox, (&templates, contact.as_ref()), at)?;
        } else {
            write(settings, &store, &notice.id, &round).await?;
        }
    }
    Ok(())
}

/// The notice's own templates, and whom of the office one can ask.
type Words<'a> = (&'a Templates, Option<&'a Contact>);

/// Every letter with its address and its whole text, and who gets none although something is due.
fn preview(
    round: &Round,
    settings: &OutboxSettings,
    words: Words<'_>,
    at: DateTime<Utc>,
) -> anyhow::Result<()> {
    let notice = &round.ledger.notice;
    for letter in &round.due {
        print(round, letter, settings, words, (at, ""))?;
    }
    for (until, letter) in &round.waiting {
        let from = until.with_timezone(&notice.zone).format("%Y-%m-%d %H:%M");
        print(
            round,
            letter,
            settings,
            words,
            (*until, &format!("（不在发送时段，{from} 起发出）")),
        )?;
    }
    tell(round);
    let waiting = match round.waiting.len() {
        0 => String::new(),
        count => format!("，另有 {count} 个等待发送时段"),
    };
    say(&format!(
        "{}：本次应提醒 {} 个学会{waiting}（预览，未写入发件箱）。",
        notice.title,
        round.due.len()
    ));
    Ok(())
}

fn print(
    round: &Round,
    letter: &Letter,
    settings: &OutboxSettings,
    words: Words<'_>,
    (at, remark): (DateTime<Utc>, &str),
) -> anyhow::Result<()> {
    let rendered = rendered(round, letter, settings, words, at)?;
    say(&format!(
        "收件人：{}{remark}\n主题：{}\n\n{}\n{}",
        letter.recipient,
        rendered.subject,
        rendered.body,
        "=".repeat(60)
    ));
    Ok(())
}

fn rendered(
    round: &Round,
    letter: &Letter,
    settings: &OutboxSettings,
    words: Words<'_>,
    at: DateTime<Utc>,
) -> anyhow::Result<outbox::RenderedLetter> {
    let ledger = &round.ledger;
    let society = ledger
        .society(&letter.society)
        .context("the society of a letter is in the roster")?;
    Ok(outbox::render(
        letter,
        "preview@zhengji.invalid",
        About {
            notice: &ledger.notice,
            society,
            templates: words.0,
            contact: words.1,
        },
        settings,
        at,
    )?)
}

async fn write(settings: &Settings, store: &Store, notice: &NoticeId, round: &Round) -> anyhow::Result<()> {
    tell(round);
    let fresh = store
        .enqueue_letters(
            &round.due,
            letter_modes(settings),
            &settings.letters.domain,
            now(),
        )
        .await?;
    let modes = letter_modes(settings);
    let written: BTreeSet<&str> = round
        .due
        .iter()
        .map(|letter| what_follows(modes.of(letter.key.kind)))
        .collect();
    let written: String = written.into_iter().collect();
    say(&format!("{notice}：写入提醒 {fresh} 封{written}。"));
    Ok(())
}

const fn what_follows(mode: LetterMode) -> &'static str {
    match mode {
        LetterMode::Off => "（此类邮件已关闭，未写入）",
        LetterMode::Approve => "，待审核（`zhengji letters list --state awaiting_approval`）",
        LetterMode::Auto => "，待发送",
    }
}

fn tell(round: &Round) {
    let notice = &round.ledger.notice;
    for (society, reason) in &round.passed_over {
        let why = match reason {
            Reason::AnswerHeld => "有待人工核对的来件，可能是其报送，暂不提醒",
            Reason::Capped => "已达提醒次数上限",
            Reason::NoAddress => "缺少地址：名录中没有邮箱，请补充后自动发出，或电话联系",
        };
        say(&format!("{} {}：{why}。", society.code, society.name));
    }
    if let Some(until) = round.waiting.iter().map(|(until, _)| *until).min() {
        let until = until.with_timezone(&notice.zone).format("%Y-%m-%d %H:%M");
        say(&format!(
            "当前不在发送时段，{} 封提醒将于 {until} 起写入发件箱。",
            round.waiting.len()
        ));
    }
    if !round.unknown_years.is_empty() {
        say(&format!("注意：{}", missing_years(&round.unknown_years)));
    }
}

/// What is to be done about years that the calendar does not know.
pub(super) fn missing_years(years: &BTreeSet<i32>) -> String {
    let years: Vec<String> = years.iter().map(|year| format!("{year} 年")).collect();
    format!(
        "工作日历缺少 {} 的放假安排，提醒日期按周一至周五（扣除元旦、劳动节、国庆节固定假日）推算；\
         请按国务院办公厅通知在 [letters] workdays 所指文件中补充（格式见 config/workdays.toml）。",
        years.join("、")
    )
}
