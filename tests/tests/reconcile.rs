//! `reconcile` as an operator and the office read it.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use chrono::DateTime;
use domain::ids::MailboxName;
use store::{FolderPass, Store};
use tests::dovecot::{Dovecot, PASSWORD};
use tests::office::{Office, On};
use tests::site::{Site, add_account};

const ACCOUNT: &str = "华夏-测试-口令-2022";
const VIRUS_FOLDER: &str = "&dcVr0mWHTvZZOQ-";

fn letter(number: u32, route: &str) -> Vec<u8> {
    format!(
        "Received: from {route} by mx.office.example; Mon, 24 Oct 2022 09:00:00 +0800\r\nFrom: <s{number}@huaxia.example>\r\n\
         Date: Mon, 24 Oct 2022 09:00:00 +0800\r\nMessage-ID: <{number}@huaxia.example>\r\nSubject: letter {number}\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\n华夏学会第{number}封来信\r\n"
    )
    .into_bytes()
}

/// A mailbox with an old letter, two letters, one of them twice, and a folder with a Chinese name.
fn filled(dovecot: &Dovecot) {
    let put = |folder: &str, name: &str, number: u32, date: &str| {
        let date = DateTime::parse_from_rfc3339(date).unwrap().to_utc();
        dovecot
            .deliver("kjstdw", folder, name, &letter(number, name), date)
            .unwrap();
    };
    put("", "old", 1, "2021-01-01T01:00:00Z");
    put("", "new", 2, "2022-10-24T01:00:00Z");
    put("", "twice", 2, "2022-10-24T01:00:00Z");
    put(VIRUS_FOLDER, "other", 3, "2022-10-24T01:00:00Z");
}

/// The cells of the line that begins with these, told apart by two spaces.
fn cells<'a>(text: &'a str, beginning: [&str; 2]) -> Vec<&'a str> {
    let lines = text.lines().map(|line| {
        line.split("  ")
            .map(str::trim)
            .filter(|cell| !cell.is_empty())
            .collect::<Vec<_>>()
    });
    let mut lines = lines.filter(|cells| cells.starts_with(&beginning));
    lines.next().unwrap()
}

/// An office that has read such a mailbox once.
fn office() -> Office {
    let dovecot = Dovecot::start(&["kjstdw"]).unwrap();
    filled(&dovecot);
    let mut office = Office::open(On::Sqlite, &[]).unwrap().unwrap();
    assert!(
        office
            .zhengji
            .ok(&["reconcile"])
            .unwrap()
            .contains("尚未读取任何邮箱")
    );
    office.zhengji = office
        .zhengji
        .configuration(&format!(
            "[[imap]]\nmailbox = \"kjstdw\"\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\nuser = \"kjstdw\"\n\
             password = \"{PASSWORD}\"\n",
            dovecot.plain()
        ))
        .unwrap();
    office.zhengji.ok(&["poll", "--once"]).unwrap();
    office
}

#[test]
fn what_the_server_holds_and_what_is_kept_add_up() {
    let told = office().zhengji.ok(&["reconcile"]).unwrap();
    let (server, verdicts) = told.split_once("存档与核验：").unwrap();
    assert_eq!(
        cells(server, ["kjstdw", "收件箱"])[3..],
        ["3", "2", "1", "0", "0", "0"]
    );
    assert_eq!(
        cells(server, ["kjstdw", "病毒文件夹"])[3..],
        ["1", "1", "0", "0", "0", "0"]
    );
    let inbox = cells(verdicts, ["kjstdw", "收件箱"]);
    assert_eq!(
        inbox[2..6],
        ["2", "0", "1", "1"],
        "two messages, one arrival, one copy"
    );
    assert_eq!(inbox.last(), Some(&"0"));
    let total = cells(verdicts, ["合计", "（同一来件计一次）"]);
    assert_eq!(total[2..6], ["3", "0", "2", "1"]);
    assert!(told.contains("无法取回的邮件：0 封"), "{told}");
}

#[test]
fn the_console_shows_the_same() {
    let office = office();
    add_account(&office.zhengji, "viewer", "viewer", ACCOUNT).unwrap();
    let site = Site::start(&office.zhengji).unwrap();
    let cookie = site.sign_in("viewer", ACCOUNT).unwrap();
    let cookie = [("Cookie", cookie.as_str())];
    let overview = site.get("/office", &cookie).unwrap().text();
    assert!(overview.contains("href=\"/office/reconcile\""), "{overview}");
    let page = site.get("/office/reconcile", &cookie).unwrap();
    assert_eq!(page.status, 200);
    let page = page.text();
    for text in ["差额 0", "<td>病毒文件夹</td>", "没有。", "服务器上 = 已存档"] {
        assert!(page.contains(text), "{text}: {page}");
    }
    assert_eq!(site.stop().unwrap(), Some(0));
}

#[test]
fn a_message_of_which_nothing_is_known_is_named_and_the_command_fails() {
    let office = office();
    list_one_more(&office);
    let failed = office.zhengji.run(&["reconcile"]).unwrap();
    assert_eq!(failed.status, Some(1));
    assert!(
        failed.stdout.contains("系统没有记录（UID）：99"),
        "{}",
        failed.stdout
    );
    assert!(
        failed.stderr.contains("1 message(s) do not add up"),
        "{}",
        failed.stderr
    );
    let failed = office.zhengji.run(&["reconcile", "--json"]).unwrap();
    assert_eq!(failed.status, Some(1));
    let told: serde_json::Value = serde_json::from_str(&failed.stdout).unwrap();
    assert_eq!(
        (&told["schema"], &told["difference"]),
        (&"zhengji.reconcile/1".into(), &1.into())
    );
    assert_eq!(
        told["folders"][1]["on_server"]["unaccounted"],
        serde_json::json!([99])
    );
}

/// As if a pass had listed a message of which nothing is known.
fn list_one_more(office: &Office) {
    let data = office.zhengji.data();
    let database = format!("sqlite:{}", data.join("zhengji.db").display());
    let originals = format!("file:{}", data.join("originals").display());
    let pass = FolderPass {
        mailbox: MailboxName::parse("kjstdw").unwrap(),
        folder: "INBOX".to_owned(),
        uidvalidity: 7,
        uids: [99].into(),
        unlisted: 0,
        finished_at: DateTime::UNIX_EPOCH,
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = Store::open(&database, &originals).await.unwrap();
        store.note_folder_pass(&pass).await.unwrap();
    });
}
