//! Words that only reports use.

use domain::arrival::{Door, ReceivedBy};
use domain::deadline::Timeliness;
use domain::submission::{AttachmentKind, Source, SourcePart, SubmissionStatus};

pub(crate) const fn door(door: Door) -> &'static str {
    match door {
        Door::Mail => "电子邮件",
        Door::Upload => "网页上传",
        Door::Form => "网页填报",
        Door::Manual => "人工登记",
    }
}

/// On what a time of receipt rests.
pub(crate) const fn basis(by: ReceivedBy) -> &'static str {
    match by {
        ReceivedBy::ReceivedHeader => "邮件传输记录",
        ReceivedBy::InternalDate => "邮箱服务器记录",
        ReceivedBy::ServerClock => "本系统时钟",
        ReceivedBy::Clerk => "工作人员登记",
    }
}

pub(crate) const fn status(status: SubmissionStatus) -> &'static str {
    match status {
        SubmissionStatus::Accepted => "合格",
        SubmissionStatus::Incomplete => "待补充",
        SubmissionStatus::SentBack => "已退回",
        SubmissionStatus::Withdrawn => "已撤回",
    }
}

/// The answer to 是否迟报.
pub(crate) const fn lateness(timeliness: Timeliness) -> &'static str {
    match timeliness {
        Timeliness::OnTime => "否",
        Timeliness::Late => "是",
        Timeliness::Undated => "不限时",
    }
}

pub(crate) const fn attachment(kind: AttachmentKind) -> &'static str {
    match kind {
        AttachmentKind::Photo => "照片",
        AttachmentKind::Video => "视频",
        AttachmentKind::Document => "文档",
        AttachmentKind::Scan => "扫描件",
        AttachmentKind::Other => "其他",
    }
}

/// The file from which a text came, or what stands in its place.
pub(crate) fn source(source: &Source) -> String {
    let part = match source.part {
        SourcePart::Body => "邮件正文",
        SourcePart::FormField => "网页填报",
        SourcePart::Cell | SourcePart::Document => "（文件无名称）",
    };
    source.attachment.clone().unwrap_or_else(|| part.to_owned())
}
