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
        /// A workbook of the office's own (.xlsx) with a row of column titles: filled in by these, keeping its formats.
        #[arg(long, value_name = "FILE")]
        template: Option<PathBuf>,
    },
    /// The texts as a document for printing (.docx, GB/T 9704-2012).
    Compilation {
        #[command(flatten)]
        common: ReportArguments,
        /// Group pieces by theme: a word, or a heading with words, as in 人才培养=人才|青年. May be repeated.
        #[arg(long, value_name = "THEME")]
        group_by: Vec<String>,
        /// Group only the pieces of these items by theme.
        #[arg(long, value_name = "ITEM", requires = "group_by")]
        group_item: Vec<String>,
        /// Leave out names, affiliations and positions.
        #[arg(long)]
        anonymous: bool,
    },
    /// Everything that was received, sent and made, for ten or thirty years (.zip).
    Archive {
        #[command(flatten)]
        common: ReportArguments,
        /// How attachments are named, for example {序号}-{学会}-{姓名}-{题目}.
        #[arg(long, value_name = "PATTERN")]
        pattern: Option<String>,
        /// Only list photos and videos; originals stay whole.
        #[arg(long)]
        no_media: bool,
        /// Retention (保管期限): permanent, 30 or 10 years.
        #[arg(long, value_name = "YEARS", value_parser = ["permanent", "30", "10"])]
        retention: Option<String>,
        /// 全宗号 of the office, from which numbers of records (DA/T 22-2015) are made.
        #[arg(long, value_name = "NUMBER")]
        fonds: Option<String>,
        /// Make the archive although an original cannot be read, and list what is missing.
        #[arg(long)]
        list_missing: bool,
    },
    /// One page of figures for the leadership (.docx).
    Brief {
        #[command(flatten)]
        common: ReportArguments,
        /// Also write it as PDF beside the file, where LibreOffice is installed.
        #[arg(long)]
        pdf: bool,
    },
    /// Pieces that are the same, nearly the same or borrow from each other (.xlsx).
    Similar {
        #[command(flatten)]
        common: ReportArguments,
        /// A text whose quotation is no borrowing, for example the report that everybody studied: .txt, .docx or
        /// another document that the program reads by itself. May be repeated.
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
