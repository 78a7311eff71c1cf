//! `choose`: marks pieces as chosen, takes marks back, lists them.

use std::collections::BTreeSet;

use anyhow::{Context as _, bail};
use domain::ids::{ArrivalId, NoticeId};
use domain::submission::SubmissionId;
use store::{Choice, ChoiceState, Chosen, Store};

use crate::cli::ChooseArguments;
use crate::settings::{Settings, WrongUsage};
use crate::telemetry::say;
use crate::wiring::now;

pub(super) async fn run(settings: &Settings, arguments: ChooseArguments) -> anyhow::Result<()> {
    let notice = super::output::notice_id(&arguments.notice)?;
    let pieces = arguments
        .pieces
        .iter()
        .map(|text| piece(text))
        .collect::<anyhow::Result<BTreeSet<_>>>()?;
    let store = super::store(settings).await?;
    if pieces.is_empty() {
        if arguments.undo {
            return Err(WrongUsage("--undo：请写明要取消采用的材料编号，如 12-1".into()).into());
        }
        return list(&store, &notice).await;
    }
    if arguments.undo {
        let number = store
            .take_back_choices(&notice, &pieces, &arguments.clerk, now())
            .await
            .context("take marks back")?;
        say(&format!("已取消采用 {number} 份。"));
        return Ok(());
    }
    match store.choose(&notice, &pieces, &arguments.clerk, now()).await? {
        Chosen::Done(number) => {
            say(&format!("已采用 {} 份，其中新采用 {number} 份。", pieces.len()));
            Ok(())
        }
        Chosen::NotCurrent(unknown) => {
            let unknown: Vec<String> = unknown.iter().map(ToString::to_string).collect();
            bail!(
                "未采用任何材料：{} 不是该通知的现行材料（不存在、已被替换、已退回或已撤回）。编号见 zhengji export 的 submissions",
                unknown.join("、")
            )
        }
    }
}

fn piece(text: &str) -> anyhow::Result<SubmissionId> {
    let parsed = text
        .split_once('-')
        .and_then(|(arrival, ordinal)| Some((arrival.parse().ok()?, ordinal.parse().ok()?)));
    let (arrival, ordinal) = parsed.ok_or_else(|| {
        WrongUsage(format!(
            "“{text}”不是材料编号；编号形如 12-1，见 zhengji export 的 submissions"
        ))
    })?;
    Ok(SubmissionId {
        arrival: ArrivalId::new(arrival),
        ordinal,
    })
}

async fn list(store: &Store, notice: &NoticeId) -> anyhow::Result<()> {
    let choices = store.choices(notice).await.context("read the marks")?;
    for choice in &choices {
        say(&line(choice));
    }
    let counting = choices
        .iter()
        .filter(|choice| choice.state == ChoiceState::InForce)
        .count();
    say(&format!(
        "采用标记 {} 个，有效 {counting} 个，需重新确认 {} 个。",
        choices.len(),
        choices.len() - counting
    ));
    Ok(())
}

fn line(choice: &Choice) -> String {
    let state = match choice.state {
        ChoiceState::InForce => "有效".to_owned(),
        ChoiceState::Replaced(Some(by)) => format!("需重新确认：已被 {by} 替换"),
        ChoiceState::Replaced(None) => "需重新确认：已被替换".to_owned(),
        ChoiceState::Changed => "需重新确认：内容已更正".to_owned(),
        ChoiceState::NoLongerCounts => "需重新确认：已退回或撤回".to_owned(),
        ChoiceState::Gone => "需重新确认：材料已不存在".to_owned(),
    };
    format!(
        "{}　{}　{}　{}　{}",
        choice.piece,
        choice.society,
        choice.item,
        choice.name.as_deref().unwrap_or("（学会）"),
        state
    )
}
