//! What a command asks for, before anything of the store is known.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use domain::filter::Filter;
use domain::notice::Notice;
use domain::product::{ArchiveWish, CompilationWish, Product, Retention};
use reporting::Theme;
use reporting::archive::NamePattern;

use crate::cli::{ReportArguments, ReportCommand};
use crate::settings::WrongUsage;
use crate::workshop::words_of;

/// The product once the notice is known.
type OfNotice = Box<dyn FnOnce(&Notice) -> anyhow::Result<Product> + Send>;

/// A command taken apart, its files read.
pub(super) struct Wish {
    pub notice: String,
    pub out: PathBuf,
    pub filter: Filter,
    pub product: OfNotice,
    pub template: Option<Vec<u8>>,
    pub references: Vec<String>,
    /// Also as PDF.
    pub pdf: bool,
}

impl Wish {
    /// Refuses at once what no notice could mean.
    pub(super) fn of(command: ReportCommand) -> anyhow::Result<Self> {
        match command {
            ReportCommand::Workbook { common, template } => {
                let template = template.map(|file| bytes(&file, "--template")).transpose()?;
                Ok(Self {
                    template,
                    ..Self::plain(common, known(Product::Workbook))
                })
            }
            ReportCommand::Compilation {
                common,
                group_by,
                group_item,
                anonymous,
            } => {
                if let Some(wrong) = group_by.iter().find(|text| Theme::parse(text).is_none()) {
                    return Err(WrongUsage(format!(
                        "--group-by：“{wrong}”不是专题。写法如 人才培养，或 人才培养=人才|青年"
                    ))
                    .into());
                }
                Ok(Self::plain(common, compilation(group_by, group_item, anonymous)))
            }
            ReportCommand::Archive {
                common,
                pattern,
                no_media,
                retention,
                fonds,
                list_missing,
            } => {
                if let Some(pattern) = &pattern {
                    NamePattern::parse(pattern)
                        .map_err(|fault| WrongUsage(format!("--pattern：{}", fault.sentence())))?;
                }
                let wish = ArchiveWish {
                    pattern,
                    without_media: no_media,
                    retention: retention.as_deref().and_then(Retention::parse),
                    list_missing,
                    fonds,
                };
                Ok(Self::plain(common, known(Product::Archive(wish))))
            }
            ReportCommand::Brief { common, pdf } => Ok(Self {
                pdf,
                ..Self::plain(common, known(Product::Brief))
            }),
            ReportCommand::Similar { common, reference } => Ok(Self {
                references: reference
                    .iter()
                    .map(|file| text(file))
                    .collect::<Result<_, _>>()?,
                ..Self::plain(common, known(Product::Similar))
            }),
        }
    }

    fn plain(common: ReportArguments, product: OfNotice) -> Self {
        Self {
            notice: common.notice,
            out: common.out,
            filter: common.filter.filter(),
            product,
            template: None,
            references: Vec::new(),
            pdf: false,
        }
    }
}

fn known(product: Product) -> OfNotice {
    Box::new(|_| Ok(product))
}

fn compilation(themes: Vec<String>, items: Vec<String>, anonymous: bool) -> OfNotice {
    Box::new(move |notice| {
        let named = Filter {
            items,
            ..Filter::default()
        };
        let nobody = domain::directory::Directory::default();
        let selection = named
            .selection(notice, &nobody)
            .map_err(|fault| WrongUsage(format!("--group-item：{fault}")))?;
        Ok(Product::Compilation(CompilationWish {
            themes,
            themed: selection.items,
            anonymous,
        }))
    })
}

fn bytes(file: &Path, option: &str) -> anyhow::Result<Vec<u8>> {
    std::fs::read(file).with_context(|| format!("{option}：无法读取 {}", file.display()))
}

/// The words of a reference, in whatever format it is.
fn text(file: &Path) -> anyhow::Result<String> {
    let bytes = bytes(file, "--reference")?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    words_of(&name, &bytes).map_err(|_| {
        WrongUsage(format!(
            "--reference {}：文件中没有可识别的文字。请提供 .txt 或 .docx 文件",
            file.display()
        ))
        .into()
    })
}
