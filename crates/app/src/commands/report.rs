//! `report`: products for whoever sits at the command line.

mod bar;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use domain::filter::Filter;
use domain::product::Product;
use domain::submission::Standing;
use forms::document::lines_of;
use forms::read::Limits;
use reporting::Snapshot;
use store::{ChoiceState, Store};

use crate::cli::{ReportArguments, ReportCommand};
use crate::settings::{Settings, WrongUsage};
use crate::telemetry::say;
use crate::workshop::{Order, Steps, make};

pub(super) async fn run(settings: &Settings, command: ReportCommand) -> anyhow::Result<()> {
    let (common, product, references) = match command {
        ReportCommand::Workbook { common } => (common, Product::Workbook, Vec::new()),
        ReportCommand::Similar { common, reference } => (common, Product::Similar, texts(&reference)?),
    };
    let ReportArguments { notice, out, filter } = common;
    let store = super::store(settings).await?;
    let snapshot = snapshot(&store, &notice, &filter.filter()).await?;
    let order = Order {
        snapshot,
        product,
        references,
    };
    let order = write(order, out.clone()).await?;
    tell(&store, &order, &out).await
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

/// Writes beside the target and renames, so that a half-written product is never found under its name.
pub(super) async fn write(order: Order, out: PathBuf) -> anyhow::Result<Order> {
    let steps = Arc::new(Steps::default());
    let bar = bar::Bar::over(order.product.kind(), Arc::clone(&steps));
    let made = tokio::task::spawn_blocking(move || {
        let mut file = super::output::beside(&out)?;
        make(&order, &steps, &mut file)?;
        super::output::put(file, &out)?;
        Ok::<_, anyhow::Error>(order)
    });
    let made = made.await.context("make the product")?;
    bar.end().await;
    made
}

/// What was written, and what somebody should know of it.
async fn tell(store: &Store, order: &Order, out: &Path) -> anyhow::Result<()> {
    let ledger = &order.snapshot.ledger;
    let pieces = ledger
        .submissions
        .iter()
        .filter(|piece| piece.standing == Standing::Current)
        .count();
    say(&format!(
        "已写入 {}（{}，现行材料 {pieces} 份，快照编号 {}）",
        out.display(),
        order.product.kind().title(),
        order.snapshot.id
    ));
    if pieces == 0 {
        say("注意：所选范围内没有现行材料。");
    }
    if order.snapshot.selection.chosen_only {
        let choices = store
            .choices(&ledger.notice.id)
            .await
            .context("read which pieces are chosen")?;
        let void = choices
            .iter()
            .filter(|choice| choice.state != ChoiceState::InForce)
            .count();
        if void > 0 {
            say(&format!(
                "注意：另有 {void} 份曾采用的材料已被替换或更正，未计入；请在工作台“采用”页或用 zhengji choose --notice {} 重新确认。",
                ledger.notice.id
            ));
        }
    }
    Ok(())
}

/// Reference texts, in whatever format they are.
fn texts(files: &[PathBuf]) -> anyhow::Result<Vec<String>> {
    files.iter().map(|file| text(file)).collect()
}

fn text(file: &Path) -> anyhow::Result<String> {
    let bytes = std::fs::read(file).with_context(|| format!("read the reference {}", file.display()))?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let read = forms::read::read_file(&name, &bytes, &Limits::default());
    let text = read
        .iter()
        .find_map(|file| file.content.document())
        .map(|document| lines_of(&document.blocks).join("\n"));
    text.filter(|text| !text.trim().is_empty()).ok_or_else(|| {
        WrongUsage(format!(
            "--reference {}：文件中没有可识别的文字（支持 .txt、.docx、.xlsx、.html）",
            file.display()
        ))
        .into()
    })
}
