//! `mailbox check`: what a mail server is and does, for the first day with a real provider.

use anyhow::{Context as _, bail};
use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use intake_imap::{FolderCheck, MailboxCheck, MailboxSettings, ReceivedBy, Unwatched};

use super::poll;
use crate::settings::{Settings, WrongUsage};
use crate::telemetry::say;
use crate::wiring::now;

/// QQ shows 30 days unless told otherwise; a mailbox whose oldest message is younger may be such a one.
const SHORT_SIGHT: TimeDelta = TimeDelta::days(32);
/// From how full a mailbox is said to be so, in percent.
const NEARLY_FULL: u8 = 80;
/// China has one time zone and no summer time.
const CHINA: FixedOffset = FixedOffset::east_opt(8 * 60 * 60).expect("within a day");

pub(super) async fn check(settings: &Settings, name: &str) -> anyhow::Result<()> {
    let mailboxes = poll::mailboxes(settings)?;
    let Some(mailbox) = mailboxes.iter().find(|mailbox| mailbox.mailbox.as_str() == name) else {
        let names: Vec<&str> = mailboxes.iter().map(|mailbox| mailbox.mailbox.as_str()).collect();
        return Err(WrongUsage(format!(
            "no [[imap]] section has mailbox = {name:?}; configured: {}",
            if names.is_empty() {
                "none".to_owned()
            } else {
                names.join(", ")
            }
        ))
        .into());
    };
    say(&format!(
        "邮箱 {}：{}:{}，只读检查，不改动邮箱。",
        mailbox.mailbox, mailbox.host, mailbox.port
    ));
    let check = match intake_imap::check(mailbox).await {
        Ok(check) => check,
        Err(error) => {
            say(&format!("[异常] {}", error.kind().advice()));
            return Err(error).with_context(|| format!("check mailbox {name}"));
        }
    };
    for line in lines(&check) {
        say(&line);
    }
    let hints = hints(&check, mailbox, now());
    for hint in &hints {
        say(&format!("[提示] {hint}"));
    }
    let unread = check.folders.iter().filter(|folder| folder.failure.is_some());
    match unread.count() {
        0 => Ok(()),
        count => bail!("{count} folder(s) of mailbox {name} cannot be read, see above"),
    }
}

fn lines(check: &MailboxCheck) -> Vec<String> {
    let quota = match check.quota_percent {
        Some(percent) => format!("已用 {percent}%"),
        None => "服务器未提供".to_owned(),
    };
    let mut lines = vec![
        format!("服务器问候：{}", given(&check.greeting)),
        format!("登录前能力：{}", given(&check.before_login.join(" "))),
        format!("登录后能力：{}", given(&check.after_login.join(" "))),
        format!(
            "服务器标识（ID）：{}",
            given(check.server.as_deref().unwrap_or_default())
        ),
        format!("容量：{quota}"),
    ];
    for folder in &check.folders {
        lines.extend(folder_lines(folder));
    }
    lines.push("收件箱最新邮件的 Received 行（自上而下，只列写入主机和时间）：".to_owned());
    if check.received.is_empty() {
        lines.push("  （无邮件）".to_owned());
    }
    for (number, received) in (1..).zip(&check.received) {
        let hosts: Vec<String> = received.iter().map(received_line).collect();
        lines.push(format!("  {number}. {}", given(&hosts.join(" ← "))));
    }
    lines
}

fn folder_lines(folder: &FolderCheck) -> Vec<String> {
    let name = if folder.shown == folder.name {
        folder.name.clone()
    } else {
        format!("{}（{}）", folder.shown, folder.name)
    };
    let why = match folder.unwatched {
        None => return watched_lines(&name, folder),
        Some(Unwatched::NotSelectable) => "只用于存放下级文件夹",
        Some(Unwatched::Own) => "存放本单位自己的邮件（已发送、草稿或已删除）",
        Some(Unwatched::Configured) => "按配置不读取",
    };
    vec![format!("文件夹 {name}：不读取，{why}")]
}

fn watched_lines(name: &str, folder: &FolderCheck) -> Vec<String> {
    if let Some(kind) = folder.failure {
        return vec![format!("[异常] 文件夹 {name}：{}", kind.advice())];
    }
    let number = |value: Option<u32>| value.map_or_else(|| "未提供".to_owned(), |value| value.to_string());
    let flags = folder.permanent_flags.as_ref().map(|flags| flags.join(" "));
    vec![
        format!(
            "文件夹 {name}：读取，邮件 {} 封，最早 {}，最新 {}",
            folder.messages,
            moment(folder.oldest),
            moment(folder.newest)
        ),
        format!(
            "  EXISTS {}，UIDVALIDITY {}，UIDNEXT {}，PERMANENTFLAGS {}",
            number(folder.exists),
            folder.uidvalidity,
            number(folder.uidnext),
            flags.map_or_else(|| "未提供".to_owned(), |flags| format!("({flags})"))
        ),
    ]
}

fn hints(check: &MailboxCheck, mailbox: &MailboxSettings, now: DateTime<Utc>) -> Vec<String> {
    let mut hints = Vec::new();
    let watched = || check.folders.iter().filter(|folder| folder.unwatched.is_none());
    let oldest = watched().filter_map(|folder| folder.oldest).min();
    if let Some(oldest) = oldest.filter(|oldest| now - *oldest < SHORT_SIGHT) {
        hints.push(format!(
            "能看到的最早邮件是 {} 的。若邮箱中还有更早的邮件，请在邮箱网页版设置（QQ 邮箱：“收取选项”）中改为收取全部邮件。",
            moment(Some(oldest))
        ));
    }
    if !check.announces {
        hints.push(format!(
            "服务器不主动通知新邮件（无 IDLE），系统每 {} 秒查看一次。",
            mailbox.poll_every.as_secs()
        ));
    }
    if let Some(percent) = check.quota_percent.filter(|percent| *percent >= NEARLY_FULL) {
        hints.push(format!(
            "邮箱容量已用 {percent}%，满后来信会被退回，请及时清理或扩容（已存档的来件可以从邮箱中移走）。"
        ));
    }
    for folder in watched().filter(|folder| folder.failure.is_none()) {
        if folder.unlisted > 0 {
            hints.push(format!(
                "文件夹 {} 中有 {} 封邮件服务器计数但不列出，请在网页版核对。",
                folder.shown, folder.unlisted
            ));
        }
        if folder.uidvalidity == 0 {
            hints.push(format!(
                "文件夹 {} 没有有效的 UIDVALIDITY，系统每次按日期和大小逐封比对。",
                folder.shown
            ));
        }
    }
    if mailbox.received_host.is_none()
        && let Some(host) = topmost(check)
    {
        hints.push(format!(
            "最新邮件最上面的 Received 行由 {host} 写入；如确为本邮箱的服务器，可设置 received_host = \"{host}\"。"
        ));
    }
    hints
}

/// The host that wrote the topmost line of every sample, if it is one and the same.
fn topmost(check: &MailboxCheck) -> Option<&str> {
    let mut hosts = check.received.iter().map(|lines| lines.first()?.host.as_deref());
    let first = hosts.next()??;
    hosts.all(|host| host == Some(first)).then_some(first)
}

fn received_line(line: &ReceivedBy) -> String {
    let host = line.host.as_deref().unwrap_or("（主机不明）");
    let date = line.date.as_deref().unwrap_or("（时间不明）");
    format!("{host} {date}")
}

fn given(text: &str) -> &str {
    if text.is_empty() { "（未提供）" } else { text }
}

fn moment(at: Option<DateTime<Utc>>) -> String {
    match at {
        Some(at) => at.with_timezone(&CHINA).format("%Y-%m-%d %H:%M").to_string(),
        None => "（不明）".to_owned(),
    }
}
