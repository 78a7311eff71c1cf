//! 成果文件 — what the office hands on, and how it may be asked for.

use std::collections::BTreeSet;

use crate::ids::ItemId;
use crate::selection::Selection;

/// What kind of product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProductKind {
    /// 工作簿: tables (.xlsx).
    Workbook,
    /// 汇编: the texts (.docx).
    Compilation,
    /// 归档包: originals and all that was made of them (.zip).
    Archive,
    /// 情况报告: one page (.docx).
    Brief,
    /// 相近文本: nearly identical texts (.xlsx).
    Similar,
}

impl ProductKind {
    /// All, in the order in which people are offered them.
    pub const ALL: [Self; 5] = [
        Self::Workbook,
        Self::Compilation,
        Self::Archive,
        Self::Brief,
        Self::Similar,
    ];

    /// The word of commands and addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Workbook => "workbook",
            Self::Compilation => "compilation",
            Self::Archive => "archive",
            Self::Brief => "brief",
            Self::Similar => "similar",
        }
    }

    /// Reads the word of `as_str`.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Workbook => "工作簿",
            Self::Compilation => "材料汇编",
            Self::Archive => "归档包",
            Self::Brief => "情况报告",
            Self::Similar => "相近文本核查表",
        }
    }

    /// Ending of its file, without a dot.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Workbook | Self::Similar => "xlsx",
            Self::Compilation | Self::Brief => "docx",
            Self::Archive => "zip",
        }
    }

    /// Media type of its file.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Workbook | Self::Similar => {
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            }
            Self::Compilation | Self::Brief => {
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
            }
            Self::Archive => "application/zip",
        }
    }
}

/// A product as it was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductWish {
    /// Of which part of the ledger.
    pub selection: Selection,
    /// Which product, with its options.
    pub product: Product,
}

/// A product with its options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Product {
    /// 工作簿.
    Workbook,
    /// 汇编.
    Compilation(CompilationWish),
    /// 归档包.
    Archive(ArchiveWish),
    /// 情况报告.
    Brief,
    /// 相近文本.
    Similar,
}

/// How a compilation is wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CompilationWish {
    /// 专题, in this order, each as `heading` or `heading=word|word`; none: by discipline and society.
    pub themes: Vec<String>,
    /// The items that are grouped by theme; none: all.
    pub themed: BTreeSet<ItemId>,
    /// Names, affiliations and positions are left out.
    pub anonymous: bool,
}

/// How an archive is wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ArchiveWish {
    /// How attachments are named, with fields in braces; `None`: the usual way.
    pub pattern: Option<String>,
    /// Photos, videos and other attachments are left out; originals stay whole.
    pub without_media: bool,
    /// 保管期限, when it was decided.
    pub retention: Option<Retention>,
    /// An original that cannot be read is listed as missing; otherwise no archive is made.
    pub list_missing: bool,
    /// 全宗号, from which numbers of records are made.
    pub fonds: Option<String>,
}

/// 保管期限 of an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retention {
    /// 永久.
    Permanent,
    /// 定期30年.
    ThirtyYears,
    /// 定期10年.
    TenYears,
}

impl Retention {
    /// All, longest first.
    pub const ALL: [Self; 3] = [Self::Permanent, Self::ThirtyYears, Self::TenYears];

    /// The word of commands.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Permanent => "permanent",
            Self::ThirtyYears => "30",
            Self::TenYears => "10",
        }
    }

    /// Reads the word of `as_str`.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }

    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Permanent => "永久",
            Self::ThirtyYears => "定期30年",
            Self::TenYears => "定期10年",
        }
    }
}

impl Product {
    /// Which kind it is.
    pub const fn kind(&self) -> ProductKind {
        match self {
            Self::Workbook => ProductKind::Workbook,
            Self::Compilation(_) => ProductKind::Compilation,
            Self::Archive(_) => ProductKind::Archive,
            Self::Brief => ProductKind::Brief,
            Self::Similar => ProductKind::Similar,
        }
    }
}
