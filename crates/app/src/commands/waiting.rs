//! Why letters are still in the outbox.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::Asia::Shanghai;
use domain::letter::{LetterRecord, LetterState};
use store::Store;

use crate::telemetry::say;

/// Says what keeps letters back, and what a person can do about it. Says nothing when none waits.
pub(super) async fn tell(store: &Store) -> anyhow::Result<()> {
    if let Some((since, by)) = store.outbox_pause().await? {
        say(&format!(
            "发信已于 {} 由{by}暂停，恢复请执行 `zhengji letters resume`。",
            moment(since)
        ));
    }
    let unapproved = store.letters(Some(LetterState::AwaitingApproval)).await?.len();
    if unapproved > 0 {
        say(&format!(
            "待审核 {unapproved} 封：`zhengji letters list --state awaiting_approval` 查看，`zhengji letters approve --all` 批准。"
        ));
    }
    for (day, reader, why) in store.digests_not_sent().await? {
        say(&format!("{day} 的每日摘要未能发给 {reader}：{why}。"));
    }
    for (why, (count, from)) in reasons(&store.letters(Some(LetterState::Queued)).await?) {
        say(&format!(
            "待发送 {count} 封，{} 起再次处理：{why}。",
            moment(from)
        ));
    }
    Ok(())
}

/// Reasons, how many letters each keeps back, and when the first of these is looked at again.
fn reasons(letters: &[LetterRecord]) -> BTreeMap<&str, (usize, DateTime<Utc>)> {
    let mut reasons = BTreeMap::new();
    for record in letters {
        let why = match &record.last_error {
            Some(why) => why.trim_end_matches('。'),
            None if record.may_have_left() => "正在发送，或发送时程序中断",
            None => "尚未开始发送",
        };
        let (count, from) = reasons.entry(why).or_insert((0, record.due_at));
        *count += 1;
        *from = (*from).min(record.due_at);
    }
    reasons
}

/// The office's time.
pub(super) fn moment(at: DateTime<Utc>) -> impl std::fmt::Display {
    at.with_timezone(&Shanghai).format("%Y-%m-%d %H:%M")
}
