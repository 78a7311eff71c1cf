//! `demo`: the main job on sample data, from the mailbox to the letters and the products.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use chrono::{DateTime, Utc};
use domain::ledger::{ItemState, Ledger};
use domain::letter::LetterState;
use domain::notice::Notice;
use domain::product::{ArchiveWish, CompilationWish, Product};
use domain::selection::Selection;
use include_dir::{Dir, include_dir};
use intake::archive::{SubmittedReturn, submitted};
use intake::kept::KeptFiles;
use intake::reading::{TypedPiece, UploadedFile};
use reporting::Snapshot;
use store::{Role, Store};

use super::{configuration_data, ingest, letters, output, report, serve, staff};
use crate::settings::{LetterMode, Settings, Transport};
use crate::telemetry::say;
use crate::wiring::{clock, judge, now, open_store, readers};
use crate::workshop::Order;

static SAMPLES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../config/samples");
const NOTICE: &str = include_str!("../../../../config/notices/cast-2022-41.toml");

/// When the sample return came in by the page: the other samples are from these days, too.
const SAMPLE_UPLOAD_AT: &str = "2022-10-21T10:15:00+08:00";

pub(super) async fn run(
    data: Option<&Path>,
    no_serve: bool,
    listen: Option<SocketAddr>,
) -> anyhow::Result<()> {
    let folder = demo_folder(data)?;
    let mut settings = Settings::load(None, Some(&folder))?;
    settings.letters.mode = LetterMode::Auto;
    // A demo writes to nobody, whatever the environment says of the office's server.
    settings.smtp.transport = Transport::Folder;
    if !no_serve {
        let listen = free(listen.unwrap_or(settings.http.listen))?;
        settings.http.public_url = format!("http://{listen}");
        settings.http.listen = listen;
    }
    std::fs::create_dir_all(&folder).with_context(|| format!("make the folder {}", folder.display()))?;
    let samples = folder.join("samples");
    SAMPLES
        .extract(&samples)
        .or_else(|_| {
            std::fs::create_dir_all(&samples)?;
            SAMPLES.extract(&samples)
        })
        .with_context(|| format!("write the samples to {}", samples.display()))?;
    let store = open_store(&settings).await?;
    let notice = take_in(&settings, &store, &samples).await?;
    let delivered = outbox::deliver(&store, &letters::outbox_settings(&settings)?, &now).await?;
    let ledger = store.ledger(&notice.id, now()).await.context("draw the ledger")?;
    let products = products(&settings, &store, &folder, &ledger).await?;
    let export = folder.join("export.json");
    output::write_whole(
        &export,
        serde_json::to_string_pretty(&reporting::export(&ledger))?.as_bytes(),
    )?;
    summary(&ledger);
    for (title, path) in products {
        say(&format!("{title}：{}", path.display()));
    }
    say(&format!("数据（JSON）：{}", export.display()));
    let letters = store.letters(Some(LetterState::Sent)).await?.len();
    say(&format!(
        "信件 {letters} 件，同一地址的回执合并后为 {} 封，只写入文件夹，没有发给任何人（.eml）：{}",
        delivered.sent,
        settings.path(&settings.smtp.folder).display()
    ));
    say(&format!("原始来件：{}", samples.join("mail").display()));
    if no_serve {
        return Ok(());
    }
    sign_in(&settings, &store, &ledger).await?;
    serve::run_on(&settings, store).await
}

/// Every product of the whole ledger, each with where it is.
async fn products(
    settings: &Settings,
    store: &Store,
    folder: &Path,
    ledger: &Ledger,
) -> anyhow::Result<Vec<(&'static str, PathBuf)>> {
    let kept = KeptFiles::new(store.clone(), readers(settings)?);
    let all = [
        (Product::Workbook, "报送情况"),
        (Product::Compilation(CompilationWish::default()), "材料汇编"),
        (Product::Archive(ArchiveWish::default()), "归档包"),
        (Product::Brief, "情况报告"),
        (Product::Similar, "相近文本"),
    ];
    let mut made = Vec::new();
    for (product, name) in all {
        let kind = product.kind();
        let path = folder.join(format!("{}-{name}.{}", ledger.notice.id, kind.extension()));
        let order = Order {
            snapshot: Snapshot::new(ledger.clone(), Selection::default()),
            product,
            template: None,
            references: Vec::new(),
        };
        report::write(&kept, order, path.clone()).await?;
        made.push((kind.title(), path));
    }
    Ok(made)
}

/// The address where the site will listen, found out before anything is written: the addresses that are printed must be
/// those of this site and not of whatever listens there.
fn free(listen: SocketAddr) -> anyhow::Result<SocketAddr> {
    let taken = std::net::TcpListener::bind(listen).and_then(|listener| listener.local_addr());
    taken.with_context(|| {
        format!(
            "{listen} cannot be listened on, maybe since another program does; end that one, or choose another port: \
             zhengji demo --listen 127.0.0.1:8081"
        )
    })
}

/// A folder of its own for every demo; nothing that is there is touched.
fn demo_folder(given: Option<&Path>) -> anyhow::Result<PathBuf> {
    let folder = match given {
        Some(folder) => folder.to_owned(),
        None => PathBuf::from(format!("data/demo-{}", now().format("%Y%m%d-%H%M%S"))),
    };
    if folder
        .read_dir()
        .is_ok_and(|mut entries| entries.next().is_some())
    {
        bail!(
            "{} is not empty; the demo wants a fresh folder (leave --data out to get one)",
            folder.display()
        );
    }
    Ok(folder)
}

/// Notice, roster, three mailboxes, and one return by the society's page.
async fn take_in(settings: &Settings, store: &Store, samples: &Path) -> anyhow::Result<Notice> {
    let notice_file = samples.join("cast-2022-41.toml");
    std::fs::write(&notice_file, NOTICE).context("write the sample notice")?;
    let notice = configuration_data::import_notice(store, &notice_file)
        .await?
        .notice;
    let roster = configuration_data::import_roster(store, &samples.join("roster.xlsx")).await?;
    say(&format!("通知：{}", notice.title));
    say(&format!("学会名录：{} 个学会", roster.added));
    for route in &notice.mailboxes {
        let folder = samples.join("mail").join(route.name.as_str());
        let taken = ingest::take_in(settings, store, &route.name, &[folder]).await?;
        say(&format!(
            "邮箱 {}：邮件 {} 封，新来件 {} 件",
            route.name, taken.files, taken.new
        ));
    }
    upload(settings, store, &notice).await?;
    Ok(notice)
}

/// The second door: a society that has sent nothing yet fills in its page.
async fn upload(settings: &Settings, store: &Store, notice: &Notice) -> anyhow::Result<()> {
    let ledger = store.ledger(&notice.id, now()).await?;
    let silent = ledger.rows.iter().find(|row| {
        row.states
            .iter()
            .all(|state| matches!(state, ItemState::Outstanding | ItemState::NotExpected))
    });
    let Some(row) = silent else { return Ok(()) };
    let Some(item) = notice.items.last() else {
        return Ok(());
    };
    let received_at = DateTime::parse_from_rfc3339(SAMPLE_UPLOAD_AT).context("parse the sample time")?;
    let note = store.put_original("（示例附件）调研提纲。\n".as_bytes()).await?;
    let piece = TypedPiece {
        item: item.id.to_string(),
        title: "关于完善青年科技工作者野外观测保障的建议".into(),
        text: "建议统筹野外台站的值守、通信与医疗保障，按年度公布台站开放课题。\n建议把观测数据的整理归档计入工作量，\
               让长期坚守的人员安心工作。"
            .into(),
        ..TypedPiece::default()
    };
    submitted(
        store,
        SubmittedReturn {
            society: row.society.code.clone(),
            notice: notice.id.clone(),
            idempotency_key: "demo".into(),
            filled_by: "示例填表人".into(),
            contact: "010-55500000".into(),
            pieces: vec![piece],
            files: vec![UploadedFile {
                name: "调研提纲.txt".into(),
                sha256: note,
                bytes: 34,
            }],
            received_at: received_at.with_timezone(&Utc),
        },
    )
    .await?;
    judge(settings, store.clone())?.process_pending(&clock()).await?;
    say(&format!("网页报送：{} 报送 1 件", row.society.name));
    Ok(())
}

fn summary(ledger: &Ledger) {
    let count = |word: &str| {
        let verdicts = ledger
            .arrivals
            .iter()
            .filter_map(|record| record.judgement.as_ref());
        verdicts
            .filter(|judgement| judgement.verdict.as_str() == word)
            .count()
    };
    say(&format!(
        "来件 {} 件：已登记 {}，待人工核对 {}，不予登记 {}，重复 {}",
        ledger.arrivals.len(),
        count("accepted"),
        count("held"),
        count("ignored"),
        count("duplicate")
    ));
    for (index, item) in ledger.notice.items.iter().enumerate() {
        let totals = ledger.totals(index);
        say(&format!(
            "  {}：应报 {}，已报 {}（按时 {}，迟报 {}），待补充 {}，未报 {}",
            item.title,
            totals.expected,
            totals.submitted,
            totals.on_time,
            totals.late,
            totals.incomplete,
            totals.outstanding
        ));
    }
}

/// An account for the office and a link for a society that still owes something.
async fn sign_in(settings: &Settings, store: &Store, ledger: &Ledger) -> anyhow::Result<()> {
    let password = staff::add_with_new_password(store, "admin", Role::Admin).await?;
    say(&format!(
        "工作台：{}/office　账号 admin　密码 {password}",
        settings.http.public_url
    ));
    let owing = ledger
        .rows
        .iter()
        .find(|row| row.states.contains(&ItemState::Outstanding));
    if let Some(row) = owing {
        let link = super::links::make(settings, store, &ledger.notice.id, &row.society.code).await?;
        say(&format!("学会报送页（{}）：{link}", row.society.name));
    }
    say("按 Ctrl+C 结束。");
    Ok(())
}
