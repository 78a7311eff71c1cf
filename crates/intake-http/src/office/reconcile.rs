//! 邮箱对账 — what the servers hold, what is kept, what became of it, and that it adds up.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::{DateTime, Utc};
use chrono_tz::Asia::Shanghai;
use store::{MailboxCounts, MailboxHealth, OnServer, Presence, Reconciliation, Tally, Unretrieved};

use super::Who;
use crate::frame;
use crate::refusal::Refusal;
use crate::session::SignedIn;
use crate::settings::{LineKind, SiteState};
use crate::wording;

#[derive(Template)]
#[template(path = "office/reconcile.html")]
struct ReconcilePage {
    who: Who,
    difference: u64,
    alarms: Vec<String>,
    states: Vec<String>,
    servers: Vec<ServerView>,
    verdicts: Vec<VerdictView>,
    total: VerdictView,
    /// Listed and not handed out.
    unretrieved: Vec<UnretrievedView>,
    /// Never handed out, and on the server no longer.
    lost: Vec<UnretrievedView>,
}

/// A folder on its server.
struct ServerView {
    mailbox: String,
    folder: String,
    /// `None` before the first complete pass.
    on_server: Option<OnServerView>,
}

struct OnServerView {
    finished: String,
    messages: u64,
    server: OnServer,
    difference: u64,
    unaccounted: String,
}

/// What became of what was archived.
struct VerdictView {
    mailbox: String,
    folder: String,
    archived: u64,
    gone: u64,
    copies: u64,
    tally: Tally,
    difference: u64,
}

struct UnretrievedView {
    mailbox: String,
    folder: String,
    uid: u32,
    since: String,
    tried: String,
    attempts: u32,
    obstacle: &'static str,
}

pub(super) async fn show(site: web::Data<SiteState>, signed: SignedIn) -> Result<HttpResponse, Refusal> {
    let reconciliation = site.store.reconciliation().await?;
    let name = site.folder_name;
    let (unretrieved, lost): (Vec<_>, Vec<_>) = site
        .store
        .unretrieved()
        .await?
        .into_iter()
        .partition(|missing| missing.presence == Presence::Listed);
    let views = |missing: &[Unretrieved]| missing.iter().map(|one| unretrieved_view(one, name)).collect();
    let mut states: Vec<String> = (site.mailbox_lines)()
        .into_iter()
        .filter(|line| line.kind == LineKind::Standby)
        .map(|line| line.shown)
        .collect();
    states.extend(site.store.mailbox_health().await?.iter().map(state));
    let page = ReconcilePage {
        who: Who::from(&signed),
        difference: reconciliation.difference(),
        alarms: site.alarms(),
        states,
        servers: servers(&reconciliation, name),
        verdicts: reconciliation
            .folders
            .iter()
            .map(|folder| verdicts(folder, name))
            .collect(),
        total: total(&reconciliation),
        unretrieved: views(&unretrieved),
        lost: views(&lost),
    };
    frame::page(StatusCode::OK, &page)
}

fn servers(reconciliation: &Reconciliation, name: fn(&str) -> String) -> Vec<ServerView> {
    let folders = reconciliation.folders.iter();
    folders
        .filter(|folder| !folder.folder.is_empty())
        .map(|folder| ServerView {
            mailbox: folder.mailbox.to_string(),
            folder: name(&folder.folder),
            on_server: folder.on_server.clone().map(on_server),
        })
        .collect()
}

fn on_server(server: OnServer) -> OnServerView {
    let uids: Vec<String> = server.unaccounted.iter().map(ToString::to_string).collect();
    OnServerView {
        finished: moment(server.finished_at),
        messages: server.listed + server.unlisted,
        difference: server.difference(),
        unaccounted: uids.join("、"),
        server,
    }
}

fn verdicts(folder: &MailboxCounts, name: fn(&str) -> String) -> VerdictView {
    VerdictView {
        mailbox: folder.mailbox.to_string(),
        folder: name(&folder.folder),
        archived: folder.archived,
        gone: folder.gone,
        copies: folder.copies(),
        tally: folder.tally,
        difference: folder.tally.difference(),
    }
}

fn total(reconciliation: &Reconciliation) -> VerdictView {
    VerdictView {
        mailbox: "合计".to_owned(),
        folder: "（同一来件计一次）".to_owned(),
        archived: reconciliation.archived(),
        gone: reconciliation.folders.iter().map(|folder| folder.gone).sum(),
        copies: reconciliation.copies(),
        tally: reconciliation.tally,
        difference: reconciliation.tally.difference(),
    }
}

fn unretrieved_view(missing: &Unretrieved, name: fn(&str) -> String) -> UnretrievedView {
    UnretrievedView {
        mailbox: missing.mailbox.to_string(),
        folder: name(&missing.folder),
        uid: missing.uid,
        since: moment(missing.since),
        tried: moment(missing.tried_at),
        attempts: missing.attempts,
        obstacle: missing.obstacle.label(),
    }
}

fn state(health: &MailboxHealth) -> String {
    let last = health.last_ok.map_or_else(
        || "尚未完整读取".to_owned(),
        |at| format!("最近完整读取 {}", moment(at)),
    );
    let rejected = match health.rejected {
        0 => String::new(),
        number => format!("；已拒绝失效进程的写入 {number} 次"),
    };
    format!("邮箱 {}：{last}{rejected}。", health.mailbox)
}

fn moment(at: DateTime<Utc>) -> String {
    wording::short_moment(at, Shanghai)
}
