//! `letters returns` and `letters clear`: what came back, and which addresses are passed over for it.

use domain::returned::ReturnRecord;
use store::Store;

use super::waiting::moment;
use crate::settings::WrongUsage;
use crate::telemetry::say;
use crate::wiring::now;

pub(super) async fn list(store: &Store) -> anyhow::Result<()> {
    let returns = store.returns().await?;
    let shunned = store.shunned_addresses(now()).await?;
    for record in &returns {
        say(&line(record));
    }
    say(&format!("共 {} 次退信。", returns.len()));
    let directory = store.directory().await?;
    let (of_societies, of_strangers): (Vec<_>, Vec<_>) = shunned
        .iter()
        .partition(|(address, _)| !directory.registered(address).is_empty());
    for (addresses, meaning) in [
        (
            of_societies,
            "以下邮箱暂不使用，发给学会的邮件改用名录中的其他邮箱；收到该邮箱来件后自动恢复，也可执行 `zhengji letters clear 邮箱`：",
        ),
        (
            of_strangers,
            "以下邮箱不在名录中，发给它们的邮件被退回，不再改发：",
        ),
    ] {
        if !addresses.is_empty() {
            say(meaning);
        }
        for (address, reason) in addresses {
            say(&format!("{address}\t{}", reason.words()));
        }
    }
    Ok(())
}

fn line(record: &ReturnRecord) -> String {
    let letter = match &record.letter {
        Some(key) => key.to_string(),
        None => "未能对应到本系统发出的邮件".to_owned(),
    };
    let report = match record.arrival {
        Some(arrival) => format!("来件 {arrival}"),
        None => "发送时即被拒".to_owned(),
    };
    let whose = if record.names_recipient || record.letter.is_none() {
        ""
    } else {
        "（退信的是其转发地址）"
    };
    format!(
        "{}\t{letter}\t{}{whose}\t{}\t{report}\t{}",
        moment(record.noted_at),
        record.recipient,
        record.reason.words(),
        record.said
    )
}

pub(super) async fn clear(store: &Store, address: &str, by: &str) -> anyhow::Result<()> {
    let address = address.trim().to_lowercase();
    if store.clear_returns(&address, by, now()).await? == 0 {
        return Err(WrongUsage(format!(
            "{address:?} is not passed over; `zhengji letters returns` lists the addresses that are"
        ))
        .into());
    }
    say(&format!("已恢复使用 {address}。"));
    Ok(())
}
