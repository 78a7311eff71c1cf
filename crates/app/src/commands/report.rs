//! `report`: products for whoever sits at the command line.

mod bar;
mod pdf;
mod wish;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use domain::filter::Filter;
use intake::kept::KeptFiles;
use reporting::Snapshot;
use store::Store;

use self::wish::Wish;
use crate::cli::ReportCommand;
use crate::settings::{Settings, WrongUsage};
use crate::telemetry::say;
use crate::wiring::readers;
use crate::workshop::{Order, Steps, Supplies, explained, make};

pub(super) async fn run(settings: &Settings, command: ReportCommand) -> anyhow::Result<()> {
    let Wish {
        notice,
        out,
        filter,
        product,
        template,
        references,
        pdf,
    } = Wish::of(command)?;
    let store = super::store(settings).await?;
    let snapshot = snapshot(&store, &notice, &filter).await?;
    let order = Order {
        product: product(&snapshot.ledger.notice)?,
        snapshot,
        template,
        references,
    };
    let kept = KeptFiles::new(store.clone(), readers(settings)?);
    let (order, remarks) = write(&kept, order, out.clone()).await?;
    tell(&order, &out, &remarks);
    if pdf {
        match pdf::beside(settings, &out).await? {
            Some(file) => say(&format!("已写入 {}", file.display())),
            None => say("未安装 LibreOffice，未生成 PDF；需要的软件包见 zhengji doctor。"),
        }
    }
    Ok(())
}

/// The selected part of the ledger, frozen.
async fn snapshot(store: &Store, notice: &str, filter: &Filter) -> anyhow::Result<Snapshot> {
    let ledger = super::output::ledger(store, notice).await?;
    let directory = store.directory().await.context("read the roster")?;
    let selection = filter
        .selection(&ledger.notice, &directory)
        .map_err(|fault| WrongUsage(fault.to_string()))?;
    Ok(Snapshot::new(ledger, selection))
}

/// Writes beside the target and renames, so that a half-written product is never found under its name. Gives the order
/// back, with what somebody should know of the product.
pub(super) async fn write(
    kept: &KeptFiles,
    order: Order,
    out: PathBuf,
) -> anyhow::Result<(Order, Vec<String>)> {
    let temporary = super::output::folder_of(&out).to_path_buf();
    let supplies = Supplies::gather(kept, &order, temporary).await?;
    let steps = Arc::new(Steps::default());
    let bar = bar::Bar::over(order.product.kind(), Arc::clone(&steps));
    let made = tokio::task::spawn_blocking(move || {
        let mut file = super::output::beside(&out)?;
        let remarks = make(&order, &supplies, &steps, &mut file)?;
        super::output::put(file, &out)?;
        Ok::<_, anyhow::Error>((order, remarks))
    });
    let made = made.await.context("make the product")?;
    bar.end().await;
    made.map_err(|error| match explained(&error) {
        Some(words) => error.context(words),
        None => error,
    })
}

/// What was written, and what somebody should know of it.
fn tell(order: &Order, out: &Path, remarks: &[String]) {
    let ledger = &order.snapshot.ledger;
    let pieces = ledger.submissions.iter().filter(|piece| piece.counts()).count();
    say(&format!(
        "已写入 {}（{}，现行材料 {pieces} 份，快照编号 {}）",
        out.display(),
        order.product.kind().title(),
        order.snapshot.id
    ));
    for remark in remarks {
        say(remark);
    }
}
