//! `extend`: a deadline is put off for a society, or that is revoked.

use anyhow::Context as _;
use chrono::NaiveDate;
use domain::extension::ExtensionDecision;
use domain::ids::ItemId;
use domain::letter::Letter;
use domain::notice::Notice;
use domain::society::Society;
use store::{NewExtension, Store};

use super::waiting::moment;
use crate::cli::ExtendArguments;
use crate::settings::{Settings, WrongUsage};
use crate::telemetry::say;
use crate::wiring::{clock, judge, letter_modes, now};

/// Who decides on the command line; the site notes the account.
const OPERATOR: &str = "命令行";

pub(super) async fn run(settings: &Settings, arguments: &ExtendArguments) -> anyhow::Result<()> {
    let store = super::store(settings).await?;
    let notice = super::blank_form::find(&store, &arguments.notice).await?;
    let Some(code) = &arguments.society else {
        return list(&store, &notice).await;
    };
    let directory = store.directory().await?;
    let society = super::blank_form::named(directory.societies(), code)?;
    decide(settings, store, &notice, society, arguments).await
}

async fn decide(
    settings: &Settings,
    store: Store,
    notice: &Notice,
    society: &Society,
    arguments: &ExtendArguments,
) -> anyhow::Result<()> {
    let item = arguments.item.as_deref();
    let item = item.map(|item| item_of(notice, item)).transpose()?;
    let reason = arguments.reason.as_deref().map_or("", str::trim);
    if reason.is_empty() {
        return Err(WrongUsage("--reason: say why, for whoever looks at it later".into()).into());
    }
    refuse_what_is_over(notice, arguments)?;
    if !changes(notice, society, item.as_ref(), arguments.until) {
        return Err(WrongUsage(format!(
            "{} stands as it is: nothing would change; `zhengji extend {}` lists what was decided",
            society.code, notice.id
        ))
        .into());
    }
    let granted = granted_longer(notice, society, item.as_ref(), arguments.until);
    let letter = told(notice, society, item.as_ref(), arguments.until)?;
    let is_told = letter.is_some();
    let decision = NewExtension {
        notice: notice.id.clone(),
        society: society.code.clone(),
        item,
        until: arguments.until,
        reason: reason.to_owned(),
        by: OPERATOR.to_owned(),
        letter,
    };
    store
        .decide_extension(&decision, letter_modes(settings), &settings.letters.domain, now())
        .await?;
    say(&format!(
        "{} {}：{}。",
        society.code,
        society.name,
        match arguments.until {
            Some(until) => format!("已延期至 {until}（含当日）"),
            None => "已撤销延期".to_owned(),
        }
    ));
    match (arguments.until, is_told) {
        (Some(_), true) => super::waiting::tell(&store).await?,
        (Some(until), false) if until < today(notice) => {
            say("该日已过：已收到的材料按新的时间重新核验，未写入延期通知。");
            if let Some(granted) = granted {
                say(&format!(
                    "此前已同意该学会延期至 {granted}，现改为更早的 {until}：系统不会另发邮件，请直接告知学会。"
                ));
            }
        }
        (Some(_), false) => say("名录中没有该学会的邮箱，延期通知未写入，请电话告知。"),
        (None, _) => say("撤销不会另发邮件，请告知学会。"),
    }
    judge(settings, store)?
        .process_pending(&clock())
        .await
        .context("judge what the society sent once more")?;
    Ok(())
}

/// A day that is over is most often a slip of the pen. Who means it says so.
fn refuse_what_is_over(notice: &Notice, arguments: &ExtendArguments) -> Result<(), WrongUsage> {
    let today = today(notice);
    match arguments.until {
        Some(until) if until < today && !arguments.backdated => Err(WrongUsage(format!(
            "--until {until}：该日已过（今天是 {today}），未作改动。如要把该日以前收到的材料追认为按时，请加 --backdated \
             (that day is over, nothing was changed; --backdated counts what came until then as in time)"
        ))),
        Some(_) | None => Ok(()),
    }
}

/// Whether the decision makes any item end at another time than now.
fn changes(notice: &Notice, society: &Society, only: Option<&ItemId>, until: Option<NaiveDate>) -> bool {
    let mut items = notice.items.iter();
    items.any(|item| {
        let in_force = notice.extension(item, &society.code);
        let in_force = in_force.map(|extension| extension.until);
        let has_end = item.deadline.ends(notice.zone, now()).is_some();
        only.is_none_or(|only| *only == item.id) && in_force != until && (has_end || until.is_none())
    })
}

/// The latest day that was granted before and is taken back by this one.
fn granted_longer(
    notice: &Notice,
    society: &Society,
    only: Option<&ItemId>,
    until: Option<NaiveDate>,
) -> Option<NaiveDate> {
    let items = notice.items.iter();
    let items = items.filter(|item| only.is_none_or(|only| *only == item.id));
    let granted = items.filter_map(|item| notice.extension(item, &society.code));
    let granted = granted.map(|extension| extension.until);
    granted
        .filter(|granted| until.is_some_and(|until| until < *granted))
        .max()
}

/// The letter that tells it, if there is anything to tell: who gets time that is over is judged by it, and need not be
/// told to use it.
fn told(
    notice: &Notice,
    society: &Society,
    only: Option<&ItemId>,
    until: Option<NaiveDate>,
) -> Result<Option<Letter>, WrongUsage> {
    let Some(until) = until else {
        return Ok(None);
    };
    let items = outbox::put_off(notice, society, only, until, now());
    if items.is_empty() {
        return Err(WrongUsage(format!(
            "--until {until}: no item has a fixed deadline before that day, nothing would change"
        )));
    }
    if until < today(notice) {
        return Ok(None);
    }
    Ok(outbox::extension(notice, society, items))
}

fn today(notice: &Notice) -> NaiveDate {
    now().with_timezone(&notice.zone).date_naive()
}

fn item_of(notice: &Notice, text: &str) -> Result<ItemId, WrongUsage> {
    let item = ItemId::parse(text)
        .ok()
        .filter(|item| notice.item(item).is_some());
    item.ok_or_else(|| {
        let known: Vec<&str> = notice.items.iter().map(|item| item.id.as_str()).collect();
        WrongUsage(format!("--item {text:?}: one of {}", known.join(", ")))
    })
}

async fn list(store: &Store, notice: &Notice) -> anyhow::Result<()> {
    let decisions = store.extension_decisions(&notice.id).await?;
    for decision in &decisions {
        say(&line(decision));
    }
    say(&format!("共 {} 条。", decisions.len()));
    Ok(())
}

fn line(decision: &ExtensionDecision) -> String {
    let item = decision.item.as_ref();
    format!(
        "{}\t{}\t{}\t{}\t{}\t{}，{}",
        decision.id,
        decision.society,
        item.map_or_else(|| "全部事项".to_owned(), ToString::to_string),
        decision
            .until
            .map_or_else(|| "撤销延期".to_owned(), |until| format!("延期至 {until}")),
        decision.reason,
        decision.by,
        moment(decision.at)
    )
}
