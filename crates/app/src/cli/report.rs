//! Arguments of `report` and `choose`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use domain::filter::Filter;

#[derive(Debug, Subcommand)]
pub(crate) enum ReportCommand {
    /// The consolidated workbook (.xlsx).
    Workbook {
        #[command(flatten)]
        common: ReportArguments,
    },
    /// Pieces that are the same, nearly the same or borrow from each other (.xlsx).
    Similar {
        #[command(flatten)]
        common: ReportArguments,
        /// A text whose quotation is no borrowing, for example the report that everybody studied: .txt, .docx or any
        /// other document that can be read. May be repeated.
        #[arg(long, value_name = "FILE")]
        reference: Vec<PathBuf>,
    },
}

/// What every product takes: the notice, the file, and which part of the ledger.
#[derive(Debug, Args)]
pub(crate) struct ReportArguments {
    /// The notice.
    #[arg(long, value_name = "ID")]
    pub notice: String,
    /// Where it is written; replaced only once the new one is whole.
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    #[command(flatten)]
    pub filter: FilterArguments,
}

/// Which part of the ledger; several values by repeating or with commas.
#[derive(Debug, Args)]
#[command(next_help_heading = "Filters")]
pub(crate) struct FilterArguments {
    /// Only these items, by identifier or title.
    #[arg(long, value_name = "ITEM")]
    pub item: Vec<String>,
    /// Only societies of these disciplines (the roster's 类别).
    #[arg(long, value_name = "NAME")]
    pub discipline: Vec<String>,
    /// Only these societies, by code or name.
    #[arg(long, value_name = "CODE")]
    pub society: Vec<String>,
    /// Only pieces that the office chose.
    #[arg(long)]
    pub chosen: bool,
    /// Only what was received from then on: a day or a moment in the notice's zone, or RFC 3339.
    #[arg(long, value_name = "TIME")]
    pub from: Option<String>,
    /// Only what was received before then; a day is included.
    #[arg(long, value_name = "TIME")]
    pub until: Option<String>,
}

impl FilterArguments {
    /// The filter as written.
    pub(crate) fn filter(self) -> Filter {
        Filter {
            items: self.item,
            categories: self.discipline,
            societies: self.society,
            chosen_only: self.chosen,
            from: self.from,
            until: self.until,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct ChooseArguments {
    /// The notice.
    #[arg(long, value_name = "ID")]
    pub notice: String,
    /// Take the mark back.
    #[arg(long)]
    pub undo: bool,
    /// Whose decision it is.
    #[arg(long, value_name = "NAME", default_value = "命令行")]
    pub clerk: String,
    /// Pieces, by their number in the workbook and in `export`, for example 12-1; none: list the marks.
    #[arg(value_name = "SUBMISSION")]
    pub pieces: Vec<String>,
}
