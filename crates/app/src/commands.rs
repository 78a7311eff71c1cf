//! One file per command.

mod blank_form;
mod choose;
mod configuration_data;
mod demo;
mod doctor;
mod extend;
mod form_file;
mod ingest;
mod invite;
mod judging;
mod letter_templates;
mod letter_view;
mod letters;
mod links;
mod mailbox;
mod notice_changes;
mod outgoing;
mod output;
mod poll;
mod reconcile;
mod remind;
mod report;
mod returns;
mod roster_changes;
mod serve;
mod staff;
mod waiting;
mod ways;

use anyhow::Context as _;

use crate::cli::{Cli, Command, MailboxCommand};
use crate::settings::{Settings, WrongUsage};
use crate::wiring;
use intake::reader::ReaderLimits;

/// How long work that nobody waits for may go on at the end.
const LAST_WORK: std::time::Duration = std::time::Duration::from_secs(2);

/// Runs the command to its end.
pub(crate) fn run(cli: Cli) -> anyhow::Result<()> {
    if let Command::Reader {
        memory_bytes,
        cpu_seconds,
        converters,
    } = cli.command
    {
        return intake::reader::serve(
            std::io::stdin().lock(),
            std::io::stdout().lock(),
            ReaderLimits {
                memory_bytes,
                cpu_seconds,
            },
            serde_json::from_str(&converters).context("read what converters there are")?,
        )
        .context("read documents for the parent process");
    }
    // Fails only when a provider is installed already, which is just as good.
    drop(rustls::crypto::ring::default_provider().install_default());
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    if !matches!(cli.command, Command::Serve | Command::Demo { .. }) {
        // A command computes in threads of its own and in reader processes: what waits for them all is woken sooner on
        // one thread than on several by turns.
        runtime.worker_threads(1);
    }
    let runtime = runtime.enable_all().build().context("start the runtime")?;
    let done = runtime.block_on(dispatch(cli));
    // A product that is still being computed when the site is told to stop has been given back.
    runtime.shutdown_timeout(LAST_WORK);
    done
}

async fn dispatch(cli: Cli) -> anyhow::Result<()> {
    if let Command::Demo { no_serve, listen } = &cli.command {
        if cli.config.is_some() {
            return Err(WrongUsage(
                "演示使用自带的设置，不读取 --config；正式运行请用 `zhengji serve --config …` \
                 (the demo has settings of its own and reads no configuration file)"
                    .into(),
            )
            .into());
        }
        return demo::run(cli.data.as_deref(), *no_serve, *listen).await;
    }
    let settings = Settings::load(cli.config.as_deref(), cli.data.as_deref())?;
    match cli.command {
        Command::Demo { .. } | Command::Reader { .. } => Ok(()),
        Command::Serve => serve::run(&settings).await,
        Command::Migrate => configuration_data::migrate(&settings).await,
        Command::Notice(command) => configuration_data::notice(&settings, command).await,
        Command::Roster(command) => configuration_data::roster(&settings, command).await,
        Command::Ingest { mailbox, paths } => ingest::run(&settings, &mailbox, &paths).await,
        Command::Poll { .. } => poll::once(&settings).await,
        Command::Mailbox(MailboxCommand::Check { name }) => mailbox::check(&settings, &name).await,
        Command::Process => judging::process(&settings).await,
        Command::Replay(arguments) => judging::replay(&settings, arguments).await,
        Command::Reconcile { json } => reconcile::run(&settings, json).await,
        Command::Send => letters::send(&settings).await,
        Command::Report(command) => report::run(&settings, command).await,
        Command::Choose(arguments) => choose::run(&settings, arguments).await,
        Command::Remind(arguments) => remind::run(&settings, arguments).await,
        Command::Invite(arguments) => invite::run(&settings, &arguments).await,
        Command::Extend(arguments) => extend::run(&settings, &arguments).await,
        Command::Letters(command) => outgoing::run(&settings, command).await,
        Command::Export { notice } => output::export(&settings, &notice).await,
        Command::Staff(command) => staff::run(&settings, command).await,
        Command::Links(command) => links::run(&settings, &command).await,
        Command::Verify => output::verify(&settings).await,
        Command::Doctor => doctor::run(&settings, cli.data.as_deref()).await,
    }
}

/// Opens the store as configured.
async fn store(settings: &Settings) -> anyhow::Result<store::Store> {
    wiring::open_store(settings).await
}
