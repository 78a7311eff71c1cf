//! What an archive does not hold, and why: nothing is left out silently.

use std::io;

use domain::arrival::Arrival;
use domain::ids::ArrivalId;
use domain::submission::{Submission, SubmissionId};

use super::attached::AttachedFile;
use super::entry::{Entry, EntryKind};

/// Something that an archive does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absent {
    /// What it is.
    pub kind: EntryKind,
    /// Its name as it was sent, or its path where it would have stood.
    pub name: String,
    /// SHA-256; empty when unknown.
    pub sha256: String,
    /// Size in bytes, when known.
    pub bytes: Option<u64>,
    /// The arrival that brought it.
    pub arrival: Option<ArrivalId>,
    /// The pieces that it belongs to.
    pub pieces: Vec<SubmissionId>,
    /// Why.
    pub why: Why,
}

/// Why something is not in an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// Photos and videos were not asked for.
    Omitted,
    /// It stands in the original only, for example a letter's own text, or was recorded without its hash.
    OnlyInOriginal,
    /// The arrival's original no longer gives it.
    NotFound,
    /// It cannot be read: how the system failed.
    Unreadable(io::ErrorKind),
    /// Its bytes are not those that were recorded; what could be read stands at this path.
    Damaged(String),
}

impl Why {
    /// The word in the list for programs.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Omitted => "omitted",
            Self::OnlyInOriginal => "only_in_original",
            Self::NotFound => "not_found",
            Self::Unreadable(_) => "unreadable",
            Self::Damaged(_) => "damaged",
        }
    }

    /// True when something that should be there is not.
    pub const fn is_loss(&self) -> bool {
        match self {
            Self::Omitted | Self::OnlyInOriginal => false,
            Self::NotFound | Self::Unreadable(_) | Self::Damaged(_) => true,
        }
    }

    /// Why, for the people of the office.
    pub fn sentence(&self) -> String {
        match self {
            Self::Omitted => "按要求未单独收入影像文件，邮件原件中的影像不受影响".to_owned(),
            Self::OnlyInOriginal => "未单独成为文件，见原件".to_owned(),
            Self::NotFound => "原件中未能找到该文件，请核对原件".to_owned(),
            Self::Unreadable(kind) => {
                let reason = match kind {
                    io::ErrorKind::NotFound => "原件缺失",
                    io::ErrorKind::PermissionDenied => "没有读取权限",
                    io::ErrorKind::InvalidData => "原件已损坏",
                    io::ErrorKind::UnexpectedEof => "原件不完整",
                    _ => "存储读取失败",
                };
                format!("无法读取（{reason}），请由管理员运行 zhengji verify 检查并从备份中恢复")
            }
            Self::Damaged(path) => {
                format!("内容与登记的 SHA-256 不符，已按现状收入“{path}”，请从备份中恢复后重新归档")
            }
        }
    }
}

impl Absent {
    pub(super) fn attachment(file: &AttachedFile<'_>, first: &Submission, why: Why) -> Self {
        Self {
            kind: EntryKind::Attachment,
            name: file.name.to_owned(),
            sha256: file.sha256.to_owned(),
            bytes: file.bytes,
            arrival: Some(first.id.arrival),
            pieces: file.pieces.iter().map(|(_, piece)| piece.id).collect(),
            why,
        }
    }

    pub(super) fn uploads(arrival: &Arrival, source: &io::Error) -> Self {
        Self {
            kind: EntryKind::Upload,
            name: "网页上传的文件（清单无法读取）".to_owned(),
            sha256: String::new(),
            bytes: None,
            arrival: Some(arrival.id),
            pieces: Vec::new(),
            why: Why::Unreadable(source.kind()),
        }
    }

    pub(super) fn entry(entry: &Entry, why: Why) -> Self {
        Self {
            kind: entry.kind,
            name: entry.sent_as.clone().unwrap_or_else(|| entry.path.clone()),
            sha256: entry.content.sha256().unwrap_or_default().to_owned(),
            bytes: entry.content.bytes(),
            arrival: entry.arrival,
            pieces: entry.pieces.clone(),
            why,
        }
    }
}
