//! `zhengji mailbox check`, as an operator runs it on the first day.

use std::fs;

use tests::zhengji::{Ended, Zhengji};

use crate::bench::Bench;
use crate::scripted::Quirk;

/// Runs the check with this configuration of the mailbox.
async fn check(bench: &Bench, more: &str) -> Ended {
    let zhengji = Zhengji::new().unwrap();
    let file = zhengji.data().join("zhengji.toml");
    let text = format!(
        "[[imap]]\nmailbox = \"kjstdw\"\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\nuser = \"kjstdw\"\n{more}\n",
        bench.settings.port
    );
    fs::write(&file, text).unwrap();
    let run = move || {
        let config = file.to_string_lossy().into_owned();
        zhengji
            .run(&["--config", &config, "mailbox", "check", "kjstdw"])
            .unwrap()
    };
    tokio::task::spawn_blocking(run).await.unwrap()
}

#[tokio::test]
async fn the_check_tells_what_the_server_is_and_does_and_changes_nothing() {
    let bench = Bench::new(&[Quirk::NeedsId, Quirk::Quota(91), Quirk::LargeUidvalidity]).await;
    let ended = check(&bench, "password = \"pw\"").await;
    assert_eq!(ended.status, Some(0), "{}", ended.stderr);
    for told in [
        "服务器问候：scripted",
        "登录前能力：IMAP4REV1 SASL-IR ID",
        "登录后能力：IMAP4REV1 XLIST ID LITERAL+ UIDPLUS QUOTA",
        "服务器标识（ID）：Mailtech Coremail Imap",
        "容量：已用 91%",
        "文件夹 INBOX：读取，邮件 3 封，最早 2022-10-24 09:00",
        "EXISTS 3，UIDVALIDITY 1666390893380，UIDNEXT 未提供，PERMANENTFLAGS (\\Seen \\Deleted)",
        "1. mx.office.example 2022-10-24T09:00:13+08:00",
        "[提示] 服务器不主动通知新邮件（无 IDLE），系统每 120 秒查看一次。",
        "[提示] 邮箱容量已用 91%",
        "received_host = \"mx.office.example\"",
    ] {
        assert!(
            ended.stdout.contains(told),
            "{told} is missing in\n{}",
            ended.stdout
        );
    }
    assert!(
        !ended.stdout.contains("@huaxia.example"),
        "no address is shown: {}",
        ended.stdout
    );
    assert_eq!((bench.heard(" SELECT "), bench.heard(" STORE ")), (0, 0));
}

#[tokio::test]
#[expect(
    clippy::disallowed_methods,
    reason = "the program under test compares with today"
)]
async fn a_mailbox_that_shows_thirty_days_only_is_suspected() {
    let bench = Bench::new(&[]).await;
    let today = chrono::Utc::now().format("%d-%b-%Y 09:00:05 +0800").to_string();
    bench.script(|script| {
        for uid in 11..=13 {
            script.dates.insert(uid, today.clone());
        }
    });
    let ended = check(&bench, "password = \"pw\"").await;
    assert!(ended.stdout.contains("收取选项"), "{}", ended.stdout);
}

#[tokio::test]
async fn a_refused_token_ends_the_check_with_what_to_do() {
    let bench = Bench::new(&[Quirk::RejectsInitialResponse]).await;
    bench.script(|script| "t0ken".clone_into(&mut script.token));
    let ended = check(&bench, "auth = \"xoauth2\"\npassword = \"wrong\"").await;
    assert_eq!(ended.status, Some(1));
    assert!(ended.stdout.contains("授权码"), "{}", ended.stdout);
    assert!(
        ended
            .stderr
            .contains("the authorization code or password was refused"),
        "{}",
        ended.stderr
    );
}
