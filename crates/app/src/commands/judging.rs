//! `process` and `replay`.

use anyhow::bail;
use domain::ids::ArrivalId;
use intake::replay::{Apply, replay as judge_again};

use crate::cli::ReplayArguments;
use crate::settings::Settings;
use crate::telemetry::say;
use crate::wiring::{clock, judge};

pub(super) async fn process(settings: &Settings) -> anyhow::Result<()> {
    let judged = judge(settings, super::store(settings).await?)?
        .process_pending(&clock())
        .await?;
    say(&format!("核验 {judged} 件。"));
    Ok(())
}

pub(super) async fn replay(settings: &Settings, arguments: ReplayArguments) -> anyhow::Result<()> {
    let store = super::store(settings).await?;
    let ids = match arguments.what.arrival {
        Some(number) => vec![ArrivalId::new(number)],
        None => store.arrival_ids().await?,
    };
    if let [only] = ids.as_slice()
        && store.arrival(*only).await?.is_none()
    {
        bail!("there is no arrival {only}; `zhengji export` lists them");
    }
    let judge = judge(settings, store)?;
    let apply = if arguments.apply { Apply::Yes } else { Apply::No };
    let mut differences = std::collections::BTreeSet::new();
    for id in &ids {
        differences.extend(judge_again(&judge, *id, apply, &clock()).await?);
    }
    for difference in &differences {
        say(&format!("{}: {}", difference.arrival, difference.what));
    }
    let done = if arguments.apply { "，已记录" } else { "" };
    say(&format!(
        "重新核验 {} 件，不同 {} 处{done}。",
        ids.len(),
        differences.len()
    ));
    Ok(())
}
