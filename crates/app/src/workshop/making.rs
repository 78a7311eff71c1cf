//! Makes one product of a frozen ledger. Blocks.

use std::io::{self, BufWriter, Seek, Write};
use std::path::PathBuf;

use anyhow::Context as _;
use domain::product::{ArchiveWish, CompilationWish, Product};
use domain::submission::Submission;
use intake::kept::KeptFiles;
use products::KeptSources;
use reporting::archive::{Enclosure, EnclosureKind, Filing, Media, NamePattern, Retention, Unreadable};
use reporting::{ArchiveOptions, CompilationOptions, Links, Snapshot, TemplateFault, Theme};
use store::{ChoiceState, Store};
use tokio::runtime::Handle;

use super::reference::NoWords;
use super::steps::{Steps, Watched};

/// How much of a product is gathered before it is written, in bytes.
const BUFFER: usize = 256 * 1024;

/// What is to be made.
#[derive(Debug)]
pub(crate) struct Order {
    /// Of what.
    pub snapshot: Snapshot,
    /// What.
    pub product: Product,
    /// A workbook of the office's own that is filled in, for [`Product::Workbook`].
    pub template: Option<Vec<u8>>,
    /// Texts with which pieces are compared, for [`Product::Similar`].
    pub references: Vec<String>,
}

/// Where products find what the ledger only names.
#[derive(Debug, Clone)]
pub(crate) struct Supplies {
    kept: KeptFiles,
    runtime: Handle,
    temporary: PathBuf,
    /// The file from which the notice was set up.
    notice: Option<String>,
    /// Pieces that were chosen and have been replaced or corrected since.
    void_choices: usize,
}

impl Supplies {
    /// For the products of one notice; `temporary` is a folder with room for the attachments of a few letters.
    pub(crate) async fn gather(kept: &KeptFiles, order: &Order, temporary: PathBuf) -> anyhow::Result<Self> {
        let store: &Store = kept.store();
        let id = &order.snapshot.ledger.notice.id;
        let notice = store.notice_source(id).await.context("read the notice")?;
        let choices = store.choices(id).await.context("read which pieces are chosen")?;
        let void = choices
            .iter()
            .filter(|choice| choice.state != ChoiceState::InForce);
        Ok(Self {
            kept: kept.clone(),
            runtime: Handle::current(),
            temporary,
            notice,
            void_choices: void.count(),
        })
    }

    fn sources(&self, snapshot: &Snapshot) -> anyhow::Result<KeptSources> {
        let (kept, runtime) = (self.kept.clone(), self.runtime.clone());
        KeptSources::new(kept, runtime, &snapshot.ledger, &self.temporary)
            .context("make room for attachments")
    }
}

/// Writes the product; gives what somebody should know of it, in words for the office.
pub(crate) fn make<W: Write + Seek>(
    order: &Order,
    supplies: &Supplies,
    steps: &Steps,
    out: W,
) -> anyhow::Result<Vec<String>> {
    let mut out = BufWriter::with_capacity(BUFFER, Watched::new(out, steps));
    let snapshot = &order.snapshot;
    let mut remarks = Vec::new();
    match &order.product {
        Product::Workbook => match &order.template {
            None => {
                reporting::write_workbook(snapshot, &Links::default(), &mut out)
                    .context("make the workbook")?;
            }
            Some(template) => {
                let filled = reporting::fill_and_tell(snapshot, template).context("fill in the template")?;
                remarks = filled.sentences();
                out.write_all(&filled.bytes).context("write the workbook")?;
            }
        },
        Product::Compilation(wish) => {
            let (options, sources) = (compilation(wish, snapshot), supplies.sources(snapshot)?);
            let made = reporting::compilation_to(snapshot, &options, &sources, out)
                .context("make the compilation")?;
            remarks = unread(made.unread);
            out = made.out;
        }
        Product::Archive(wish) => remarks = archive(wish, snapshot, supplies, steps, &mut out)?,
        Product::Brief => {
            let bytes = reporting::brief(snapshot).context("make the brief")?;
            out.write_all(&bytes).context("write the brief")?;
        }
        Product::Similar => {
            let references: Vec<&str> = order.references.iter().map(String::as_str).collect();
            let similarity = reporting::similar(snapshot, &references);
            let bytes = reporting::similar_workbook(snapshot, &similarity).context("compare the pieces")?;
            out.write_all(&bytes).context("write the comparison")?;
        }
    }
    out.flush().context("write the product")?;
    remarks.extend(of_scope(snapshot, supplies.void_choices));
    Ok(remarks)
}

/// What is to be known of what the product was made from.
fn of_scope(snapshot: &Snapshot, void_choices: usize) -> Vec<String> {
    let ledger = &snapshot.ledger;
    let mut remarks = Vec::new();
    let mut pieces = ledger.submissions.iter();
    if !pieces.any(Submission::counts) {
        remarks.push("注意：所选范围内没有现行材料。".to_owned());
    }
    if snapshot.selection.chosen_only && void_choices > 0 {
        remarks.push(format!(
            "注意：另有 {void_choices} 份曾采用的材料已被替换、更正、退回或撤回，未计入；请在工作台“采用”页或用 zhengji choose --notice {} 重新确认。",
            ledger.notice.id
        ));
    }
    remarks
}

/// What is to be known of a compilation with so many photos whose originals cannot be read.
fn unread(photos: usize) -> Vec<String> {
    match photos {
        0 => Vec::new(),
        count => vec![format!(
            "注意：有 {count} 张照片的原件读不出，已在文末列名，未排入汇编。请联系管理员核查原件后重新制作。"
        )],
    }
}

/// Themes that cannot be read were refused when they were given.
fn compilation(wish: &CompilationWish, snapshot: &Snapshot) -> CompilationOptions {
    let themes: Vec<Theme> = wish.themes.iter().filter_map(|text| Theme::parse(text)).collect();
    let items = snapshot.ledger.notice.items.iter().map(|item| &item.id);
    let grouped = items.filter(|id| wish.themed.is_empty() || wish.themed.contains(*id));
    CompilationOptions {
        themes: if themes.is_empty() {
            std::collections::BTreeMap::new()
        } else {
            grouped.map(|id| (id.clone(), themes.clone())).collect()
        },
        anonymous: wish.anonymous,
        name_unreadable: true,
        ..CompilationOptions::default()
    }
}

fn archive(
    wish: &ArchiveWish,
    snapshot: &Snapshot,
    supplies: &Supplies,
    steps: &Steps,
    out: &mut impl Write,
) -> anyhow::Result<Vec<String>> {
    let sources = supplies.sources(snapshot)?;
    let mut options = options(wish)?;
    let notice = &snapshot.ledger.notice;
    options
        .enclosures
        .extend(supplies.notice.iter().map(|source| Enclosure {
            kind: EnclosureKind::Notice,
            name: format!("{}.toml", notice.id),
            bytes: source.clone().into_bytes(),
        }));
    let mut progress = |now: reporting::archive::Progress| steps.set(now.files_done, now.files);
    let archived =
        reporting::archive(snapshot, &options, &sources, out, &mut progress).context("make the archive")?;
    let mut remarks = vec![format!("归档包内文件 {} 个。", archived.files)];
    if !archived.absent.is_empty() {
        remarks.push(format!(
            "注意：有 {} 项未单独收录或读不出，详见归档包内的“归档清单.txt”。",
            archived.absent.len()
        ));
    }
    Ok(remarks)
}

fn options(wish: &ArchiveWish) -> anyhow::Result<ArchiveOptions> {
    let mut options = ArchiveOptions::default();
    if let Some(pattern) = &wish.pattern {
        options.naming = NamePattern::parse(pattern).context("read the pattern for names")?;
    }
    if wish.without_media {
        options.media = Media::Omitted;
    }
    if wish.list_missing {
        options.unreadable = Unreadable::Listed;
    }
    let filing = Filing {
        fonds: wish.fonds.clone(),
        ..Filing::default()
    };
    options.filing = match wish.retention.map(retention) {
        None => filing,
        Some(retention) => Filing {
            products: retention,
            received: retention,
            ..filing
        },
    };
    Ok(options)
}

const fn retention(wish: domain::product::Retention) -> Retention {
    match wish {
        domain::product::Retention::Permanent => Retention::Permanent,
        domain::product::Retention::ThirtyYears => Retention::ThirtyYears,
        domain::product::Retention::TenYears => Retention::TenYears,
    }
}

/// What went wrong, in words for the office, where there is something that the office can do about it.
pub(crate) fn explained(error: &anyhow::Error) -> Option<&'static str> {
    use reporting::archive::ArchiveError;
    error.chain().find_map(|cause| {
        if cause.is::<NoWords>() {
            return Some("参照文件中没有可识别的文字。请改用 .docx、.txt 或文字可以复制的文件，再重新制作。");
        }
        let report = cause.downcast_ref::<reporting::ReportError>()?;
        match report {
            reporting::ReportError::Archive(ArchiveError::Source { .. }) => {
                Some("有原件或附件读不出或已损坏。请联系管理员核查原件；急用时可在制作归档包时选择“如有原件损坏或读不出，列明后照常制作”（命令行加 --list-missing）。")
            }
            reporting::ReportError::Template(fault) => Some(unfilled(*fault)),
            reporting::ReportError::Workbook(_)
            | reporting::ReportError::Package(_)
            | reporting::ReportError::Source(_)
            | reporting::ReportError::Write(_)
            | reporting::ReportError::Archive(_) => None,
        }
    })
}

/// Why a template of the office's was not filled in, and what to do.
const fn unfilled(fault: TemplateFault) -> &'static str {
    match fault {
        TemplateFault::NotAWorkbook | TemplateFault::NoHeader => {
            "模板无法填写：应为 .xlsx 文件，且其中一行至少有两个可识别的列标题（如学会名称、姓名、题目）。"
        }
        TemplateFault::TooMuch => "模板无法填写：要填写的行数或列数超出工作表上限。请缩小范围后重新制作。",
        TemplateFault::Formats => {
            "模板无法填写：其中的单元格格式无法识别，日期无法写入。请用 Excel 或 WPS 打开模板，另存为 .xlsx 后重新制作。"
        }
    }
}

/// Whether what went wrong lies with a disk, and trying again may help.
pub(crate) fn is_of_the_disk(error: &anyhow::Error) -> bool {
    explained(error).is_none() && error.chain().any(<dyn std::error::Error>::is::<io::Error>)
}

/// Name of the file for people: notice, product, day, and whether it shows a part only or nobody's name.
pub(crate) fn file_name(order: &Order) -> String {
    let ledger = &order.snapshot.ledger;
    let day = ledger
        .taken_at
        .with_timezone(&ledger.notice.zone)
        .format("%Y%m%d");
    let kind = order.product.kind();
    let marks = marks(&order.product, order.snapshot.selection.is_whole());
    format!(
        "{}{}{marks}{day}.{}",
        ledger.notice.title,
        kind.title(),
        kind.extension()
    )
}

/// What a file's name says of what is not in it.
fn marks(product: &Product, is_whole: bool) -> String {
    let names = match product {
        Product::Compilation(wish) if wish.anonymous => "（匿名）",
        _ => "",
    };
    format!("{names}{}", if is_whole { "" } else { "（部分）" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_what_is_not_in_the_file() {
        let compilation = |anonymous| {
            Product::Compilation(CompilationWish {
                anonymous,
                ..CompilationWish::default()
            })
        };
        assert_eq!(marks(&compilation(false), true), "");
        assert_eq!(marks(&compilation(true), true), "（匿名）");
        assert_eq!(marks(&compilation(true), false), "（匿名）（部分）");
        assert_eq!(marks(&Product::Brief, false), "（部分）");
    }

    #[test]
    fn advice_is_given_only_where_it_can_be_followed() {
        let of = |error: reporting::ReportError| explained(&anyhow::Error::from(error).context("make it"));
        let unread = io::Error::from(io::ErrorKind::Other);
        assert_eq!(of(reporting::ReportError::Source(unread)), None);
        let formats = of(TemplateFault::Formats.into()).unwrap();
        assert!(formats.contains("另存为 .xlsx"), "{formats}");
        assert_ne!(of(TemplateFault::NoHeader.into()).unwrap(), formats);
    }

    #[test]
    fn photos_that_cannot_be_read_are_told() {
        assert_eq!(unread(0), Vec::<String>::new());
        assert!(unread(2).concat().contains("2 张照片的原件读不出"));
    }
}
