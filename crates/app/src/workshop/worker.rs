//! Makes what the office asked for on its page, one product at a time, beside other processes that do so too.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use chrono::TimeDelta;
use domain::product::Product;
use intake::kept::KeptFiles;
use reporting::Snapshot;
use store::{ProductDraft, ProductFacts, ReportClaim, ReportFile, Store, StoreError, Trouble};
use tokio::sync::Notify;
use tokio::sync::watch::Receiver;
use tokio::task::JoinHandle;

use super::making::{Order, Supplies, explained, file_name, is_of_the_disk, make};
use super::reference::words_of;
use super::steps::{Steps, Stopped};
use crate::wiring::now;

/// How often products that wait are looked for without being called: another process may have been asked.
const ROUND: Duration = Duration::from_secs(15);
/// How often whoever makes a product says that it lives and how far it is.
const SIGN_OF_LIFE: Duration = Duration::from_secs(2);
/// How long after the last sign of life another process begins anew.
const LEASE: TimeDelta = TimeDelta::seconds(60);
/// After so many attempts it is given up.
const MAX_ATTEMPTS: u32 = 3;
/// How often old products are looked for, in rounds.
const ROUNDS_PER_TIDY: u32 = 240;

const GIVEN_UP: &str = "多次制作均未完成，可能因数据量过大或服务中断。请缩小范围后重试，或联系管理员。";
const DISK: &str = "存储或数据库暂时无法使用，稍后自动重试。如持续出现，请联系管理员检查磁盘空间。";
const BROKEN: &str = "制作过程中发生错误，已记录。请联系管理员，并告知成果文件编号。";

/// What making products needs.
pub(crate) struct Workshop {
    /// Where it is told of wishes, finds what came, and keeps what it made.
    pub kept: KeptFiles,
    /// A folder with room for the attachments of a few letters.
    pub temporary: PathBuf,
    /// Rung when somebody asked.
    pub bell: Arc<Notify>,
    /// After how many days products are removed; 0: never.
    pub keep_days: u32,
}

/// Makes products until told to stop; what is begun then is given back.
pub(crate) async fn make_in_rounds(workshop: Workshop, mut stop: Receiver<bool>) {
    let mut round = 0_u32;
    while !*stop.borrow() {
        if round.is_multiple_of(ROUNDS_PER_TIDY) {
            tidy(&workshop).await;
        }
        round = round.wrapping_add(1);
        while !*stop.borrow() && is_made(&workshop, &mut stop).await {}
        tokio::select! {
            () = workshop.bell.notified() => {}
            _ = stop.changed() => {}
            () = tokio::time::sleep(ROUND) => {}
        }
    }
}

async fn tidy(workshop: &Workshop) {
    let days = i64::from(workshop.keep_days);
    // Even when all are kept, files that belong to nothing go.
    let before = if days == 0 {
        chrono::DateTime::UNIX_EPOCH
    } else {
        now() - TimeDelta::days(days)
    };
    if let Err(error) = workshop.kept.store().expire_reports(before).await {
        tracing::error!(error = %anyhow::Error::from(error), "removing old products");
    }
}

/// Takes up the next product; `false` when there is none or the store is in trouble.
async fn is_made(workshop: &Workshop, stop: &mut Receiver<bool>) -> bool {
    let store = workshop.kept.store();
    let claimed = store.claim_report(now(), LEASE, MAX_ATTEMPTS, GIVEN_UP).await;
    let claim = match claimed {
        Ok(Some(claim)) => claim,
        Ok(None) => return false,
        Err(error) => {
            tracing::error!(error = %anyhow::Error::from(error), "looking for products to make");
            return false;
        }
    };
    if let Err(error) = work(workshop, &claim, stop).await {
        tracing::error!(report = claim.id, error = %format!("{error:#}"), "making a product");
        let (why, trouble) = judged(&error);
        let noted = store.fail_report(&claim, why, trouble, MAX_ATTEMPTS, now()).await;
        if let Err(error) = noted {
            tracing::error!(report = claim.id, error = %anyhow::Error::from(error), "noting that a product failed");
            return false;
        }
    }
    true
}

/// What to tell the office, and whether trying again may help.
fn judged(error: &anyhow::Error) -> (&'static str, Trouble) {
    let of_the_store = |cause: &(dyn std::error::Error + 'static)| {
        matches!(
            cause.downcast_ref(),
            Some(StoreError::Unavailable { .. } | StoreError::Full { .. })
        )
    };
    if is_of_the_disk(error) || error.chain().any(of_the_store) {
        (DISK, Trouble::Passing)
    } else {
        (explained(error).unwrap_or(BROKEN), Trouble::Lasting)
    }
}

async fn work(workshop: &Workshop, claim: &ReportClaim, stop: &mut Receiver<bool>) -> anyhow::Result<()> {
    let store = workshop.kept.store();
    let ledger = store
        .ledger(&claim.notice, now())
        .await
        .context("draw the ledger")?;
    let files = store
        .report_files(claim.id)
        .await
        .context("read the office's own files")?;
    let snapshot = Snapshot::new(ledger, claim.wish.selection.clone());
    let order = ordered(snapshot, claim.wish.product.clone(), files).await?;
    let supplies = Supplies::gather(&workshop.kept, &order, workshop.temporary.clone()).await?;
    let draft = store.product_draft().await.context("begin the file")?;
    let steps = Arc::new(Steps::default());
    let making = begin(order, supplies, draft, Arc::clone(&steps));
    match watch(store, claim, making, &steps, stop).await {
        Ok((draft, facts)) => {
            if !store.finish_report(claim, draft, &facts, now()).await? {
                tracing::warn!(report = claim.id, "a product was taken over or removed meanwhile");
            }
            Ok(())
        }
        // Somebody else has it, nobody wants it, or this process ends and has given it back.
        Err(error) if error.chain().any(is_stop) => Ok(()),
        Err(error) => Err(error),
    }
}

/// The order with the office's own files: the template of a workbook, or the words of texts that may be quoted.
async fn ordered(snapshot: Snapshot, product: Product, files: Vec<ReportFile>) -> anyhow::Result<Order> {
    let mut order = Order {
        snapshot,
        product,
        template: None,
        references: Vec::new(),
    };
    match order.product {
        Product::Workbook => order.template = files.into_iter().next().map(|file| file.bytes),
        Product::Similar => {
            let reading = tokio::task::spawn_blocking(move || {
                let texts = files.iter().map(|file| words_of(&file.name, &file.bytes));
                texts.collect::<Result<_, _>>()
            });
            order.references = reading.await.context("read what may be quoted")??;
        }
        Product::Compilation(_) | Product::Archive(_) | Product::Brief => {}
    }
    Ok(order)
}

fn is_stop(cause: &(dyn std::error::Error + 'static)) -> bool {
    cause.is::<Stopped>()
        || cause
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref)
            .is_some_and(<dyn std::error::Error + Send + Sync>::is::<Stopped>)
}

type Made = (ProductDraft, ProductFacts);

fn begin(
    order: Order,
    supplies: Supplies,
    mut draft: ProductDraft,
    steps: Arc<Steps>,
) -> JoinHandle<anyhow::Result<Made>> {
    tokio::task::spawn_blocking(move || {
        let remarks = make(&order, &supplies, &steps, &mut draft)?;
        let facts = ProductFacts {
            remarks,
            taken_at: order.snapshot.ledger.taken_at,
            snapshot: order.snapshot.id.clone(),
            file_name: file_name(&order),
        };
        Ok((draft, facts))
    })
}

/// Waits for the product and says meanwhile that it is being made.
async fn watch(
    store: &Store,
    claim: &ReportClaim,
    mut making: JoinHandle<anyhow::Result<Made>>,
    steps: &Steps,
    stop: &mut Receiver<bool>,
) -> anyhow::Result<Made> {
    loop {
        tokio::select! {
            made = &mut making => return made.context("make the product")?,
            _ = stop.changed() => {
                steps.stop();
                store.give_back_report(claim).await?;
                // What computes without writing is not waited for: its claim is void.
                return Err(Stopped.into());
            }
            () = tokio::time::sleep(SIGN_OF_LIFE) => {
                let (done, total) = steps.now();
                // Trouble with the database ends in the lease running out, not here.
                if matches!(store.renew_report(claim, now(), LEASE, done, total).await, Ok(false)) {
                    steps.stop();
                    return Err(Stopped.into());
                }
            }
        }
    }
}
