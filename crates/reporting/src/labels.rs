//! Words that only reports use.

use domain::arrival::{Door, ReceivedBy};
use domain::deadline::Timeliness;
use domain::letter::{LetterEvent, LetterRecord, LetterState};
use domain::submission::{AttachmentKind, Source, SourcePart, Standing, SubmissionStatus};

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

pub(crate) const fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Current => "现行",
        Standing::Superseded => "已替代",
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
pub(crate) fn source(source: &Source) -> &str {
    let part = match source.part {
        SourcePart::Body => "邮件正文",
        SourcePart::FormField => "网页填报",
        SourcePart::Cell | SourcePart::Document => "（文件无名称）",
    };
    source.attachment.as_deref().unwrap_or(part)
}

/// Why a letter was written.
pub(crate) const fn occasion(event: LetterEvent) -> &'static str {
    match event {
        LetterEvent::FirstVerdict => "首次核验",
        LetterEvent::Ruling(_) => "人工处理",
        LetterEvent::Completion => "补充完毕",
    }
}

/// What became of a letter.
pub(crate) const fn letter_state(record: &LetterRecord) -> &'static str {
    match record.state {
        LetterState::AwaitingApproval => "待审核",
        LetterState::Queued if record.may_have_left() => "待发送（可能已发出）",
        LetterState::Queued if record.returned > 0 => "待发送（已退信）",
        LetterState::Queued => "待发送",
        LetterState::Sent if record.redirected_to.is_some() => "已发送（试运行）",
        LetterState::Sent if record.returned > 0 => "已发送（曾退信）",
        LetterState::Sent => "已发送",
        LetterState::Failed => "发送失败",
        LetterState::Cancelled => "已取消",
        LetterState::InDoubt => "可能已发出",
        LetterState::Returned => "已退信",
    }
}

/// To whom a letter was written, and where it went instead.
pub(crate) fn letter_recipient(record: &LetterRecord) -> String {
    let recipient = &record.letter.recipient;
    match &record.redirected_to {
        Some(address) => format!("{recipient}（试运行，实际发至{address}）"),
        None => recipient.clone(),
    }
}
