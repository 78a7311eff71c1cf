//! Letters per second through a server on this machine that keeps each on its disk before it takes it, beside a bare loop
//! over lettre's own transport with the same messages: ours also looks once more whether each society still owes, words
//! the letter, archives its bytes and writes down that it left, so that nothing is lost or sent twice.

use std::sync::Arc;
use std::time::{Duration, Instant};

use ::tests::smtp_sink::SmtpSink;
use anyhow::{Context as _, ensure};
use chrono::{DateTime, Utc};
use domain::ids::SocietyCode;
use domain::society::Society;
use domain::workdays::WorkCalendar;
use lettre::address::{Address, Envelope};
use lettre::transport::smtp::PoolConfig;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};
use outbox::{OutboxSettings, SmtpServer, SmtpTls, Transport};
use store::{LetterMode, LetterModes, Store};
use tempfile::TempDir;

/// As many as there are societies of the national kind.
const SOCIETIES: u32 = 210;
const FROM: &str = "noreply@office.example";

const NOTICE: &str = r#"
[notice]
id = "bench-NUMBER"
title = "关于征集学习会议精神感悟和建言献策的通知（NUMBER）"
issuer = "华夏科技社团党委"
issued_on = 2022-10-17

[[mailbox]]
name = "kjstdw"
address = "kjstdw@office.example"
items = ["advice"]

[[item]]
id = "advice"
title = "科技工作者建言献策"
per = "either"
obligation = "required"
expected_of = "all"
deadline = { date = 2022-10-24, phrase = "2022年10月24日" }

[reminders]
offsets = [-1]
hour = 0
until = 24
workdays_only = false
cap = 2
"#;

/// An office whose reminders wait to leave.
struct Office {
    store: Store,
    letters: u64,
    _folder: TempDir,
}

impl Office {
    async fn open(letters: u32) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let database = format!("sqlite:{}", folder.path().join("zhengji.db").display());
        let originals = format!("file:{}", folder.path().join("originals").display());
        let store = Store::open(&database, &originals).await?;
        store.migrate().await?;
        store.import_roster(&roster()?, morning()?).await?;
        for number in 0..letters.div_ceil(SOCIETIES) {
            let notice = NOTICE.replace("NUMBER", &number.to_string());
            store.import_notice(&notice, morning()?).await?;
        }
        let calendar = WorkCalendar::default();
        let folder_only = settings(Transport::Folder(folder.path().into()), &calendar);
        let (schedule, modes) = (folder_only.schedule(), LetterModes::all(LetterMode::Auto));
        let written = outbox::remind(&store, schedule, modes, "office.example", morning()?).await?;
        ensure!(written >= u64::from(letters), "{written} reminders for {letters}");
        Ok(Self {
            store,
            letters: written,
            _folder: folder,
        })
    }
}

fn morning() -> anyhow::Result<DateTime<Utc>> {
    Ok(DateTime::parse_from_rfc3339("2022-10-23T09:00:00+08:00")?.to_utc())
}

fn roster() -> anyhow::Result<Vec<Society>> {
    (1..=SOCIETIES)
        .map(|number| {
            Ok(Society {
                code: SocietyCode::parse(&format!("A-{number:03}"))?,
                name: format!("华夏第{number}学会"),
                category: "理科".into(),
                aliases: Vec::new(),
                former_names: Vec::new(),
                addresses: vec![format!("office@s{number}.example")],
                contacts: Vec::new(),
                phones: Vec::new(),
                further: Vec::new(),
            })
        })
        .collect()
}

fn settings(transport: Transport, calendar: &WorkCalendar) -> OutboxSettings {
    OutboxSettings {
        transport,
        from: format!("征集系统 <{FROM}>"),
        redirect_to: None,
        public_url: None,
        calendar: calendar.clone(),
    }
}

/// What one run took, and the messages that it sent.
struct Run {
    seconds: f64,
    messages: Vec<(Envelope, Vec<u8>)>,
}

async fn ours(letters: u32, connections: u32) -> anyhow::Result<Run> {
    let office = Office::open(letters).await?;
    let kept = tempfile::tempdir()?;
    let sink = SmtpSink::start(Some(kept.path()))?;
    let server = SmtpServer {
        connections,
        ..SmtpServer::new("127.0.0.1", sink.port(), SmtpTls::None)
    };
    let settings = settings(Transport::Smtp(server), &WorkCalendar::default());
    let (begun, morning) = (Instant::now(), morning()?);
    let clock = move || morning + begun.elapsed();
    let done = outbox::deliver(&office.store, &settings, &clock).await?;
    let seconds = begun.elapsed().as_secs_f64();
    ensure!(
        u64::from(done.sent) == office.letters,
        "{done:?} of {}",
        office.letters
    );
    let from: Address = FROM.parse()?;
    let mut messages = Vec::new();
    for record in office.store.letters(None).await? {
        let original = record.sent_original.context("what was sent is archived")?;
        let to = record.letter.recipient.parse()?;
        let bytes = office.store.original(&original).await?;
        messages.push((Envelope::new(Some(from.clone()), vec![to])?, bytes));
    }
    Ok(Run { seconds, messages })
}

/// As many tasks as connections, each sending one letter after another.
async fn bare(messages: Vec<(Envelope, Vec<u8>)>, connections: u32) -> anyhow::Result<f64> {
    let kept = tempfile::tempdir()?;
    let sink = SmtpSink::start(Some(kept.path()))?;
    let transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous("127.0.0.1")
        .port(sink.port())
        .pool_config(PoolConfig::new().max_size(connections))
        .build();
    let count = messages.len();
    let messages = Arc::new(messages);
    let begun = Instant::now();
    let tasks: Vec<_> = (0..connections as usize)
        .map(|first| {
            let (transport, messages) = (transport.clone(), Arc::clone(&messages));
            tokio::spawn(async move {
                for (envelope, bytes) in messages.iter().skip(first).step_by(connections as usize) {
                    transport.send_raw(envelope, bytes).await?;
                }
                anyhow::Ok(())
            })
        })
        .collect();
    for task in tasks {
        task.await??;
    }
    let seconds = begun.elapsed().as_secs_f64();
    ensure!(sink.count() == count, "{} of {count}", sink.count());
    Ok(seconds)
}

#[expect(clippy::print_stdout, reason = "what a benchmark prints is its result")]
pub(crate) fn bench(letters: u32, rounds: u32) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_keep_alive(Duration::from_secs(1))
        .build()?;
    println!("| connections | letters | ours, letters/s | bare lettre loop, letters/s | ours of it |");
    println!("|---|---|---|---|---|");
    for connections in [1, 4] {
        let (mut own, mut others, mut count) = (Vec::new(), Vec::new(), 0_u32);
        for _ in 0..rounds.max(1) {
            let run = runtime.block_on(ours(letters, connections))?;
            count = u32::try_from(run.messages.len())?;
            own.push(f64::from(count) / run.seconds);
            let seconds = runtime.block_on(bare(run.messages, connections))?;
            others.push(f64::from(count) / seconds);
        }
        let (own, others) = (median(own), median(others));
        println!(
            "| {connections} | {count} | {own:.0} | {others:.0} | {:.2} |",
            own / others
        );
    }
    Ok(())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}
