//! `process`, `replay` and `reconcile`.

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

pub(super) async fn reconcile(settings: &Settings) -> anyhow::Result<()> {
    let store = super::store(settings).await?;
    let mut difference_found = false;
    for row in store.mailbox_counts().await? {
        let settled = row.accepted + row.held + row.ignored + row.duplicate + row.pending;
        let difference = row.arrivals.abs_diff(settled);
        difference_found |= difference != 0;
        say(&format!(
            "{} {}：见到 {}，其中早于通知 {}，无法取回 {}；来件 {}：已登记 {}，待核对 {}，不予登记 {}，重复 {}，待核验 {}；差额 {difference}",
            row.mailbox,
            row.folder,
            row.sightings,
            row.before_start,
            row.not_retrievable,
            row.arrivals,
            row.accepted,
            row.held,
            row.ignored,
            row.duplicate,
            row.pending
        ));
    }
    if difference_found {
        bail!("sightings and verdicts do not add up; run `zhengji process`, then `zhengji verify`");
    }
    Ok(())
}
