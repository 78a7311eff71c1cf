//! The command line.

mod report;

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};

pub(crate) use report::{ChooseArguments, ReportArguments, ReportCommand};

/// Collects what learned societies send in answer to a notice: by mail or form, read, checked, answered, compiled.
#[derive(Debug, Parser)]
#[command(name = "zhengji", version, arg_required_else_help = true)]
pub(crate) struct Cli {
    /// Configuration file (TOML). Every key can also be given as ZHENGJI__SECTION__KEY in the environment.
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Folder for the SQLite database and the originals; nothing else is needed.
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// The main job on sample data: takes in mail and an upload, writes the products, then serves the site.
    Demo {
        /// Stop after writing.
        #[arg(long)]
        no_serve: bool,
        /// Where to serve the site, with port 0 on one that is free; else `ZHENGJI__HTTP__LISTEN`, else
        /// 127.0.0.1:8080.
        #[arg(long, value_name = "ADDRESS:PORT")]
        listen: Option<std::net::SocketAddr>,
    },
    /// Run the site, the pollers and the outbox, as configured.
    Serve,
    /// Bring the database to this version's schema.
    Migrate,
    /// Notices as files.
    #[command(subcommand)]
    Notice(NoticeCommand),
    /// Societies, their names, addresses and contacts.
    #[command(subcommand)]
    Roster(RosterCommand),
    /// Take in .eml files, mbox files or Maildir folders as if they had arrived in a mailbox. Safe to repeat.
    Ingest {
        /// The mailbox, by the name that notices use.
        #[arg(long, value_name = "NAME")]
        mailbox: String,
        /// Files and folders.
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
    /// Look into the configured IMAP mailboxes.
    Poll {
        /// One pass over every mailbox, then end.
        #[arg(long, required = true)]
        once: bool,
    },
    /// Mailboxes on the first day.
    #[command(subcommand)]
    Mailbox(MailboxCommand),
    /// Judge every archived arrival that has no verdict yet.
    Process,
    /// Judge again from the originals and print what would differ. Never creates a letter.
    Replay(ReplayArguments),
    /// Count per mailbox and folder what the server holds, what was seen and what became of it.
    Reconcile {
        /// Print JSON (zhengji.reconcile/1) instead of tables.
        #[arg(long)]
        json: bool,
    },
    /// Deliver what is in the outbox, once.
    Send,
    /// Put the reminders that are due into the outbox. Safe to repeat: one letter for each society and round.
    Remind(RemindArguments),
    /// Write to societies what a notice asks of them, with the link to their page and the blank form. Safe to repeat: one
    /// letter for each society.
    Invite(InviteArguments),
    /// Put a deadline off for a society, or take that back; without a society, list what was decided.
    Extend(ExtendArguments),
    /// What is in the outbox.
    #[command(subcommand)]
    Letters(LettersCommand),
    /// Write a product: everything, or the part that the filters name.
    #[command(subcommand)]
    Report(ReportCommand),
    /// Mark pieces as chosen (采用), for `report … --chosen`; without pieces, list the marks.
    Choose(ChooseArguments),
    /// Print everything about a notice as JSON (zhengji.export/1).
    Export {
        /// The notice.
        #[arg(long, value_name = "ID")]
        notice: String,
    },
    /// Office accounts.
    #[command(subcommand)]
    Staff(StaffCommand),
    /// Links to the pages of societies.
    #[command(subcommand)]
    Links(LinksCommand),
    /// Hash every original again and check every reference.
    Verify,
    /// Check configuration, database, originals, mailboxes and mail transport; one line each, with the mend.
    Doctor,
    /// Reads untrusted documents for the parent process.
    #[command(hide = true)]
    Reader {
        /// Address space of the process, in bytes.
        #[arg(long)]
        memory_bytes: u64,
        /// Processor time for one original, in seconds.
        #[arg(long)]
        cpu_seconds: u64,
        /// The programs that convert documents, as JSON.
        #[arg(long, default_value = "{}")]
        converters: String,
    },
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct ReplayWhat {
    /// One arrival, by its number.
    #[arg(value_name = "ARRIVAL")]
    pub arrival: Option<i64>,
    /// Every arrival.
    #[arg(long)]
    pub all: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ReplayArguments {
    #[command(flatten)]
    pub what: ReplayWhat,
    /// Record the differences.
    #[arg(long)]
    pub apply: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum MailboxCommand {
    /// Log in to a mailbox and report what its server is and does. Changes and stores nothing.
    Check {
        /// The mailbox, by the name that notices use.
        name: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum NoticeCommand {
    /// Import a notice file; an existing notice with the same id is replaced.
    Import { file: PathBuf },
    /// Print a notice file.
    Export { id: String },
    /// List the notices.
    List,
    /// Write the blank form of a notice, with a hidden code by which a returned one is recognised.
    Form(FormArguments),
}

#[derive(Debug, Args)]
pub(crate) struct FormArguments {
    /// The notice.
    #[arg(long, value_name = "ID")]
    pub notice: String,
    /// For this society, with its name filled in; without it and without --all, for anybody.
    #[arg(long, value_name = "CODE", conflicts_with = "all")]
    pub society: Option<String>,
    /// One file for each society of the roster, into a folder.
    #[arg(long)]
    pub all: bool,
    /// Word or Excel. Only Word is made of the office's own file, if the notice has one.
    #[arg(long, value_enum, default_value_t = FormFormat::Docx)]
    pub format: FormFormat,
    /// The file, or with --all the folder.
    #[arg(long, value_name = "FILE|DIR")]
    pub out: PathBuf,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum FormFormat {
    Docx,
    Xlsx,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RosterCommand {
    /// Import the roster workbook.
    Import {
        file: PathBuf,
        /// Only say what would change.
        #[arg(long)]
        dry_run: bool,
    },
    /// Write the roster as a workbook.
    Export { file: PathBuf },
}

#[derive(Debug, Args)]
pub(crate) struct RemindArguments {
    /// Only this notice.
    #[arg(long, value_name = "ID")]
    pub notice: Option<String>,
    /// Print every letter with its address and text, and write nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// As if it were this moment. Before a letter leaves, it is looked at once more by the true clock.
    #[arg(long, value_name = "RFC3339")]
    pub now: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct InviteArguments {
    /// The notice.
    pub notice: String,
    /// Codes of societies; without any, all of the roster.
    pub societies: Vec<String>,
    /// Print every letter with its address and text, and write nothing.
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ExtendArguments {
    /// The notice.
    pub notice: String,
    /// The society's code.
    #[arg(requires = "change")]
    pub society: Option<String>,
    /// Only this item; without it, all that have a fixed deadline.
    #[arg(long, value_name = "ITEM", requires = "society")]
    pub item: Option<String>,
    /// The new last day, to its end: 2022-10-28.
    #[arg(long, value_name = "DAY", group = "change", requires = "society", value_parser = day)]
    pub until: Option<NaiveDate>,
    /// The day is over: what came until then counts as in time, and the society is not told.
    #[arg(long, requires = "until")]
    pub backdated: bool,
    /// Take back what was granted.
    #[arg(long, group = "change", requires = "society")]
    pub revoke: bool,
    /// Why; kept with the decision, the society is not told.
    #[arg(long, value_name = "TEXT", requires = "society")]
    pub reason: Option<String>,
}

/// A day as the office writes it on the command line.
fn day(text: &str) -> Result<NaiveDate, String> {
    NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").map_err(|_| {
        "日期须写成 年-月-日，如 2022-10-28 (a day is written YYYY-MM-DD, for example 2022-10-28)".to_owned()
    })
}

#[derive(Debug, Subcommand)]
pub(crate) enum LettersCommand {
    /// List letters: key, state, society, recipient.
    List {
        /// awaiting_approval, queued, sent, failed, cancelled, in_doubt or returned; or the Chinese word as listed.
        #[arg(long)]
        state: Option<String>,
        /// Only of this notice.
        #[arg(long, value_name = "ID")]
        notice: Option<String>,
    },
    /// Print a letter as it was sent, or as it would be sent now.
    Show {
        /// The key, as `letters list` shows it.
        letter: String,
    },
    /// Let letters that wait for approval go out.
    Approve {
        /// Keys; for all that wait, --all.
        letters: Vec<String>,
        /// All that wait.
        #[arg(long, conflicts_with = "letters")]
        all: bool,
    },
    /// Take letters of which nothing can have left out of the outbox for good.
    Cancel {
        /// Keys.
        #[arg(required = true)]
        letters: Vec<String>,
    },
    /// Send letters again that were given up and of which nothing has left.
    Retry {
        /// Keys.
        #[arg(required = true)]
        letters: Vec<String>,
    },
    /// Print a letter of a kind as a fictional society would get it.
    Preview(PreviewArguments),
    /// List letters that came back, and the addresses that are passed over for it.
    Returns,
    /// Use an address again from which a letter came back.
    Clear {
        /// The address.
        address: String,
    },
    /// Stop sending, in all processes.
    Pause,
    /// Go on sending.
    Resume,
}

#[derive(Debug, Args)]
pub(crate) struct PreviewArguments {
    /// receipt, receipts, correction_request, acknowledgement, under_review, reminder, overdue, extension, invitation; or
    /// digest, as it would be written now.
    pub kind: String,
    /// About this notice and in its words, instead of a fictional one.
    #[arg(long, value_name = "ID")]
    pub notice: Option<String>,
    /// In the words of this file.
    #[arg(long, value_name = "FILE", conflicts_with = "source")]
    pub template: Option<PathBuf>,
    /// Print the standard template itself, to begin one's own with.
    #[arg(long)]
    pub source: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum StaffCommand {
    /// Add an account or replace its password, read from the first line of standard input; without one, a password
    /// is made and printed once.
    Add {
        name: String,
        /// admin, clerk or viewer.
        #[arg(long)]
        role: String,
    },
    /// Shut an account out, at once and from every page; `staff add` lets it in again.
    Disable { name: String },
}

#[derive(Debug, Subcommand)]
pub(crate) enum LinksCommand {
    /// Make every link of a society for a notice useless, for example when one was passed on. A new one is made on the
    /// office's page.
    Revoke {
        /// The notice.
        notice: String,
        /// The society's code.
        society: String,
    },
}
