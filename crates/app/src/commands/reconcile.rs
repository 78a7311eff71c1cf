//! `reconcile`: what the servers hold, what is kept, what became of it, and that it adds up.

mod json;

use anyhow::{Context as _, bail};
use chrono::{DateTime, Utc};
use intake_imap::FailureKind;
use store::{MailboxCounts, MailboxHealth, OnServer, Presence, Reconciliation, Tally, Unretrieved};

use crate::settings::Settings;
use crate::table::Table;
use crate::telemetry::say;
use crate::wiring::folder_name;

/// Everything that is told.
struct Found {
    reconciliation: Reconciliation,
    unretrieved: Vec<Unretrieved>,
    health: Vec<MailboxHealth>,
    /// Configured mailboxes that nobody has read yet.
    unread: Vec<String>,
}

pub(super) async fn run(settings: &Settings, as_json: bool) -> anyhow::Result<()> {
    let store = super::store(settings).await?;
    let health = store.mailbox_health().await?;
    let configured = settings.imap.iter().map(|imap| imap.mailbox.clone());
    let found = Found {
        reconciliation: store.reconciliation().await?,
        unretrieved: store.unretrieved().await?,
        unread: configured
            .filter(|name| health.iter().all(|known| known.mailbox.as_str() != name))
            .collect(),
        health,
    };
    if as_json {
        say(&serde_json::to_string_pretty(&found.json()).context("write JSON")?);
    } else {
        found.tables().iter().for_each(|line| say(line));
    }
    match found.reconciliation.difference() {
        0 => Ok(()),
        difference => bail!(
            "{difference} message(s) do not add up; run `zhengji poll --once` and `zhengji process`, then `zhengji verify`"
        ),
    }
}

impl Found {
    fn tables(&self) -> Vec<String> {
        let folders = &self.reconciliation.folders;
        if folders.is_empty() {
            return vec!["尚未读取任何邮箱。".to_owned()];
        }
        let mut lines = Vec::new();
        if folders.iter().any(|folder| !folder.folder.is_empty()) {
            lines.push("服务器与存档：服务器上 = 已存档 + 早于通知 + 无法取回 + 未列出 + 差额".to_owned());
            lines.extend(server_table(folders).lines());
            lines.extend(folders.iter().filter_map(unaccounted));
            lines.push(String::new());
        }
        lines.push(
            "存档与核验：存档邮件 = 来件 + 同件副本；来件 = 已登记 + 待核对 + 不予登记 + 重复 + 待核验 + 差额"
                .to_owned(),
        );
        lines.extend(verdict_table(&self.reconciliation).lines());
        lines.push(String::new());
        for (presence, what) in [
            (Presence::Listed, "无法取回的邮件"),
            (Presence::Left, "未及取回即已不在服务器上的邮件"),
        ] {
            let missing: Vec<&Unretrieved> = self
                .unretrieved
                .iter()
                .filter(|missing| missing.presence == presence)
                .collect();
            if presence == Presence::Listed || !missing.is_empty() {
                lines.push(format!("{what}：{} 封", missing.len()));
            }
            if !missing.is_empty() {
                lines.extend(unretrieved_table(&missing).lines());
            }
        }
        let states = self.health.iter().map(state);
        let unread = self
            .unread
            .iter()
            .map(|name| format!("{name}：已配置，尚未读取过"));
        let states: Vec<String> = states.chain(unread).collect();
        if !states.is_empty() {
            lines.extend([String::new(), "邮箱状态".to_owned()]);
            lines.extend(states);
        }
        lines.extend([
            String::new(),
            format!("差额合计：{}", self.reconciliation.difference()),
        ]);
        lines
    }
}

fn server_table(folders: &[MailboxCounts]) -> Table {
    let headings = [
        "邮箱",
        "文件夹",
        "最近完整读取",
        "服务器上",
        "已存档",
        "早于通知",
        "无法取回",
        "未列出",
        "差额",
    ];
    let mut table = Table::new(&headings, 3);
    for folder in folders.iter().filter(|folder| !folder.folder.is_empty()) {
        let mut cells = vec![folder.mailbox.to_string(), folder_name(&folder.folder)];
        match &folder.on_server {
            None => {
                cells.push("尚未完整读取".to_owned());
                cells.extend(["-"; 6].map(str::to_owned));
            }
            Some(server) => {
                cells.push(moment(server.finished_at));
                cells.extend(server_figures(server).map(|figure| figure.to_string()));
            }
        }
        table.row(cells);
    }
    table
}

fn server_figures(server: &OnServer) -> [u64; 6] {
    [
        server.listed + server.unlisted,
        server.archived,
        server.before_start,
        server.not_retrievable,
        server.unlisted,
        server.difference(),
    ]
}

fn verdict_table(reconciliation: &Reconciliation) -> Table {
    let headings = [
        "邮箱",
        "文件夹",
        "存档邮件",
        "已不在服务器",
        "来件",
        "同件副本",
        "已登记",
        "待核对",
        "不予登记",
        "重复",
        "待核验",
        "差额",
    ];
    let mut table = Table::new(&headings, 2);
    let figures = |archived: u64, gone: u64, copies: u64, tally: &Tally| {
        let figures = [
            archived,
            gone,
            tally.arrivals,
            copies,
            tally.accepted,
            tally.held,
            tally.ignored,
            tally.duplicate,
            tally.pending,
            tally.difference(),
        ];
        figures.map(|figure| figure.to_string())
    };
    let mut gone = 0;
    for folder in &reconciliation.folders {
        let mut cells = vec![folder.mailbox.to_string(), folder_name(&folder.folder)];
        gone += folder.gone;
        cells.extend(figures(
            folder.archived,
            folder.gone,
            folder.copies(),
            &folder.tally,
        ));
        table.row(cells);
    }
    let mut cells = vec!["合计".to_owned(), "（同一来件计一次）".to_owned()];
    cells.extend(figures(
        reconciliation.archived(),
        gone,
        reconciliation.copies(),
        &reconciliation.tally,
    ));
    table.row(cells);
    table
}

/// What is on the server and not known, by UID.
fn unaccounted(folder: &MailboxCounts) -> Option<String> {
    let server = folder
        .on_server
        .as_ref()
        .filter(|server| !server.unaccounted.is_empty())?;
    let uids: Vec<String> = server.unaccounted.iter().map(ToString::to_string).collect();
    Some(format!(
        "{} {}：下列邮件在服务器上而系统没有记录（UID）：{}",
        folder.mailbox,
        folder_name(&folder.folder),
        uids.join("、")
    ))
}

fn unretrieved_table(unretrieved: &[&Unretrieved]) -> Table {
    let headings = [
        "邮箱",
        "文件夹",
        "UID",
        "首次发现",
        "最近尝试",
        "原因",
        "尝试次数",
    ];
    let mut table = Table::new(&headings, 6);
    for missing in unretrieved {
        table.row(vec![
            missing.mailbox.to_string(),
            folder_name(&missing.folder),
            missing.uid.to_string(),
            moment(missing.since),
            moment(missing.tried_at),
            missing.obstacle.label().to_owned(),
            missing.attempts.to_string(),
        ]);
    }
    table
}

fn state(health: &MailboxHealth) -> String {
    let reader = if health.held {
        "有进程读取"
    } else {
        "当前无进程读取"
    };
    let last = health.last_ok.map_or_else(
        || "尚未完整读取".to_owned(),
        |at| format!("最近完整读取 {}", moment(at)),
    );
    let failure = health.failure.as_ref().map_or_else(String::new, |(kind, since)| {
        let advice = FailureKind::parse(kind).map_or(kind.as_str(), |kind| kind.advice());
        format!("；自 {} 起异常：{advice}", moment(*since))
    });
    let rejected = match health.rejected {
        0 => String::new(),
        number => format!("；已拒绝失效进程的写入 {number} 次"),
    };
    format!("{}：{reader}，{last}{failure}{rejected}", health.mailbox)
}

fn moment(at: DateTime<Utc>) -> String {
    let local = at.with_timezone(&chrono_tz::Asia::Shanghai);
    local.format("%Y-%m-%d %H:%M:%S").to_string()
}
