//! What stands in an archive, one value for each file.

use std::sync::Arc;

use domain::ids::ArrivalId;
use domain::submission::SubmissionId;

/// A file of an archive.
#[derive(Debug)]
pub(super) struct Entry {
    /// Path with `/`.
    pub(super) path: String,
    /// What it is.
    pub(super) kind: EntryKind,
    /// Where its bytes come from.
    pub(super) content: Content,
    /// The record (件) that it belongs to, by place in the list of records.
    pub(super) record: usize,
    /// The arrival that it came with, or answers.
    pub(super) arrival: Option<ArrivalId>,
    /// Its name as it was sent.
    pub(super) sent_as: Option<String>,
    /// The pieces that it belongs to.
    pub(super) pieces: Vec<SubmissionId>,
}

/// Where bytes come from.
#[derive(Debug)]
pub(super) enum Content {
    /// Made from the snapshot.
    Made(Made),
    /// An original with its registered hash and size.
    Original {
        /// SHA-256.
        sha256: String,
        /// Size in bytes; `None` where the ledger does not say.
        bytes: Option<u64>,
    },
    /// A file that one of these arrivals brought.
    Attachment {
        /// The likeliest first.
        arrivals: Vec<ArrivalId>,
        /// Looked through after them.
        further: Arc<[ArrivalId]>,
        /// SHA-256.
        sha256: String,
        /// Size in bytes; `None` where the ledger does not say.
        bytes: Option<u64>,
    },
}

/// What is made from the snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Made {
    /// The notice in words.
    Notice,
    /// The workbook.
    Workbook,
    /// The compilation.
    Compilation,
    /// `zhengji.export/1`.
    Ledger,
    /// 来件登记.
    Register,
    /// 往来函件登记.
    Letters,
    /// 归档文件目录.
    Catalogue,
    /// The enclosure at this place.
    Enclosure(usize),
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident $word:literal $label:literal),*) => {
        /// What a file of an archive is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum EntryKind { $($(#[$doc])* $variant),* }

        impl EntryKind {
            /// The word in the list.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// The word that people read.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),* }
            }
        }
    };
}

kinds! {
    /// 通知.
    Notice "notice" "通知",
    /// 汇总工作簿.
    Workbook "workbook" "汇总工作簿",
    /// 汇编.
    Compilation "compilation" "汇编",
    /// Another paper of the office.
    Paper "paper" "其他材料",
    /// 台账数据.
    Ledger "ledger" "台账数据",
    /// 登记簿.
    Register "register" "登记簿",
    /// 归档文件目录.
    Catalogue "catalogue" "归档文件目录",
    /// 原件.
    Original "original" "原件",
    /// A file of an upload that belongs to no piece.
    Upload "upload" "网页上传的其他文件",
    /// 附件.
    Attachment "attachment" "附件",
    /// A letter as it was sent.
    Letter "letter" "函件",
    /// 归档清单.
    Manifest "manifest" "归档清单"
}

impl Content {
    /// Registered hash, of what was received or sent.
    pub(super) fn sha256(&self) -> Option<&str> {
        match self {
            Self::Made(_) => None,
            Self::Original { sha256, .. } | Self::Attachment { sha256, .. } => Some(sha256),
        }
    }

    /// Registered size in bytes.
    pub(super) fn bytes(&self) -> Option<u64> {
        match self {
            Self::Made(_) => None,
            Self::Original { bytes, .. } | Self::Attachment { bytes, .. } => *bytes,
        }
    }
}
