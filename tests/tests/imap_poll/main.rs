//! The mail door against a real Dovecot and against a scripted server that misbehaves as real ones have been seen to.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod bench;
mod folders;
mod large;
mod login;
mod mailbox_check;
mod quirks;
mod real_server;
mod scripted;
mod turns;
mod watching;

use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::ids::MailboxName;
use intake::reader::{ReaderPool, ReaderSettings};
use intake_imap::{Auth, FolderRule, MailboxSettings, Password, Timeouts, Tls};
use store::Store;
use tests::dovecot::PASSWORD;

/// For tests whose messages are too small to be given to a reader process: should one be asked for, they fail.
fn no_readers() -> ReaderPool {
    readers_of("/nonexistent/zhengji".into())
}

/// Reader processes as the program has them.
fn readers() -> ReaderPool {
    readers_of(tests::zhengji::program().unwrap())
}

fn readers_of(program: PathBuf) -> ReaderPool {
    ReaderPool::new(ReaderSettings {
        program,
        arguments: ["reader", "--memory-bytes=1073741824", "--cpu-seconds=60"]
            .map(str::to_owned)
            .to_vec(),
        processes: 1,
        time: Duration::from_mins(2),
        originals_per_child: 200,
    })
}

/// A fresh store in a folder.
async fn open_store(folder: &Path) -> Store {
    let database = format!("sqlite:{}", folder.join("zhengji.db").display());
    let originals = format!("file:{}", folder.join("originals").display());
    let store = Store::open(&database, &originals).await.unwrap();
    store.migrate().await.unwrap();
    store
}

fn now() -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2022-10-25T02:00:00Z")
        .unwrap()
        .to_utc()
}

fn settings(mailbox: &str, port: u16) -> MailboxSettings {
    MailboxSettings {
        mailbox: MailboxName::parse(mailbox).unwrap(),
        host: "127.0.0.1".to_owned(),
        port,
        tls: Tls::None,
        user: mailbox.to_owned(),
        auth: Auth::Login,
        password: Password::new(PASSWORD),
        ca_file: None,
        since: None,
        received_host: None,
        folders: FolderRule::default(),
        poll_every: Duration::from_hours(1),
        alarm_after: Duration::from_mins(10),
        timeouts: Timeouts {
            command: Duration::from_secs(10),
            ..Timeouts::default()
        },
        lease: Duration::from_mins(1),
    }
}

/// A letter; letters with the same number are the same message, whatever their route.
fn letter(number: u32, route: &str) -> Vec<u8> {
    format!(
        "Received: from {route} by mx.office.example; Mon, 24 Oct 2022 09:00:{:02} +0800\r\n\
         From: =?utf-8?B?5Y2O5aSP5a2m5Lya?= <s{number}@huaxia.example>\r\n\
         To: office@office.example\r\n\
         Date: Mon, 24 Oct 2022 09:00:00 +0800\r\n\
         Message-ID: <letter-{number}@huaxia.example>\r\n\
         Subject: letter {number}\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\n\
         华夏学会第{number}封来信\r\n",
        number % 60
    )
    .into_bytes()
}
