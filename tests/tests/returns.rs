//! A letter comes back through the mailbox, as real servers write it, and goes to the next address of its society.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use tests::build::xlsx::{Cell, Sheet};
use tests::office::{Office, On};

const FIRST: &str = "office@optics.example";
const SECOND: &str = "secretary@optics.example";

/// An office with one society that has two addresses, whose essay came from the first.
fn office(on: On) -> Option<Office> {
    let office = Office::open(on, &[("ZHENGJI__LETTERS__MODE", "auto")]).unwrap()?;
    let roster = office.zhengji.data().join("roster.xlsx");
    fs::write(&roster, roster_of(&format!("{FIRST}；{SECOND}"))).unwrap();
    office
        .zhengji
        .ok(&["roster", "import", roster.to_str().unwrap()])
        .unwrap();
    let letter = format!(
        "Received: from a.example by mx1.office.example; Thu, 20 Oct 2022 10:00:00 +0800\nFrom: {FIRST}\n\
         To: kjstdw@office.example\nSubject: 关键少数学习感悟\nMessage-ID: <answer@a.example>\nMIME-Version: 1.0\n\
         Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n\
         姓名：张甲　职务：理事长\n感悟：\n我们将把成果用到最需要的地方，让更多的人了解科学。\n"
    );
    take_in(&office, "answer.eml", &letter);
    Some(office)
}

fn roster_of(addresses: &str) -> Vec<u8> {
    let row = |cells: [&str; 4]| cells.map(Cell::from).to_vec();
    let sheet = Sheet {
        name: "学会名录".to_owned(),
        rows: vec![
            row(["编号", "学会名称", "类别", "邮箱"]),
            row(["A-06", "华夏光学学会", "理科", addresses]),
        ],
        merged: Vec::new(),
    };
    sheet.workbook()
}

fn take_in(office: &Office, name: &str, letter: &str) {
    let path = office.zhengji.data().join(name);
    fs::write(&path, letter).unwrap();
    office.ingest("kjstdw", &path).unwrap();
}

/// The letters in the outbox folder: Message-ID, recipient, everything.
fn outbox(office: &Office) -> Vec<(String, String, String)> {
    let folder: PathBuf = office.zhengji.data().join("outbox");
    let mut letters: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    letters.sort();
    letters
        .iter()
        .map(|path| {
            let text = fs::read_to_string(path).unwrap();
            let mail = mail::parse(text.as_bytes());
            let recipient = mail.to.first().unwrap().address.clone();
            (mail.message_id.unwrap(), recipient, text)
        })
        .collect()
}

/// As Postfix writes it, with the header of the letter only.
fn from_postfix(id: &str, address: &str) -> String {
    format!(
        "Return-Path: <>\nReceived: by mx1.office.example (Postfix); Thu, 20 Oct 2022 10:05:00 +0800\n\
         From: MAILER-DAEMON@mx1.office.example (Mail Delivery System)\nSubject: Undelivered Mail Returned to Sender\n\
         To: noreply@office.example\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\n\
         Message-ID: <4F71@mx1.office.example>\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"4F40.1/mx1.office.example\"\n\n\
         --4F40.1/mx1.office.example\nContent-Description: Notification\nContent-Type: text/plain; charset=us-ascii\n\n\
         <{address}>: host mx.optics.example said: 550 5.1.1 User unknown\n\n\
         --4F40.1/mx1.office.example\nContent-Description: Delivery report\nContent-Type: message/delivery-status\n\n\
         Reporting-MTA: dns; mx1.office.example\nX-Postfix-Queue-ID: 4F40\n\n\
         Final-Recipient: rfc822; {address}\nOriginal-Recipient: rfc822;{address}\nAction: failed\nStatus: 5.1.1\n\
         Remote-MTA: dns; mx.optics.example\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\n\n\
         --4F40.1/mx1.office.example\nContent-Description: Undelivered Message Headers\n\
         Content-Type: text/rfc822-headers\n\nFrom: noreply@office.example\nMessage-ID:\n <{id}>\n\
         --4F40.1/mx1.office.example--\n"
    )
}

/// As 163 writes it: no blank line between the fields, none behind the last, the letter itself inside.
fn from_163(id: &str, address: &str, letter: &str) -> String {
    let mut report = format!(
        "Received: from mta.163.example by mx1.office.example; Thu, 20 Oct 2022 10:06:00 +0800\n\
         From: Postmaster@163.example\nTo: noreply@office.example\nSubject: =?gb2312?B?z7XNs83L0MU=?=\n\
         X-Mailer: Coremail MTA server\nX-CM-Original-Message-ID: <{id}>\nMIME-Version: 1.0\n\
         Content-Type: Multipart/report; report-type=delivery-status; boundary=\"----=_Part_9\"\n\n\
         ------=_Part_9\nContent-Type: text/plain; charset=gb2312\nContent-Transfer-Encoding: base64\n\n\
         safHuKOsxPq1xNPKvP6xu83Lu9jAtMHLoa2hrQ==\n------=_Part_9\nContent-Type: Message/delivery-status\n\n\
         Reporting-MTA: dns;163.example\nFinal-Recipient: rfc822;{address}\nAction: failed------=_Part_9\n\
         Content-Type: Message/Rfc822\n\n"
    );
    write!(report, "{letter}\n------=_Part_9--\n").unwrap();
    report
}

fn comes_back(on: On) {
    let Some(office) = office(on) else {
        return;
    };
    let run = |arguments: &[&str]| office.zhengji.ok(arguments).unwrap();
    assert!(run(&["send"]).contains("发出 1 封"));
    let (id, recipient, text) = outbox(&office).remove(0);
    assert_eq!(recipient, FIRST);
    let before = office.export().unwrap();

    take_in(&office, "report-163.eml", &from_163(&id, FIRST, &text));
    // Another server on the way reports the same once more.
    take_in(&office, "report-postfix.eml", &from_postfix(&id, FIRST));
    let waiting = run(&["letters", "list", "--state", "queued"]);
    assert!(
        waiting.contains("曾退信 1 次") && waiting.contains("共 1 封"),
        "{waiting}"
    );
    let returns = run(&["letters", "returns"]);
    assert!(
        returns.contains("共 1 次退信") && returns.contains("/receipt"),
        "{returns}"
    );
    assert!(
        returns.contains(&format!("\n{FIRST}\t")),
        "the address is not used for now: {returns}"
    );

    assert!(run(&["send"]).contains("发出 1 封"));
    let sent = outbox(&office);
    let other: Vec<_> = sent
        .iter()
        .filter(|(_, recipient, _)| recipient == SECOND)
        .collect();
    assert_eq!(other.len(), 1, "{sent:?}");
    assert_ne!(other[0].0, id);

    // It comes back from there as well: nobody is left, and the office is told whom to ring up.
    take_in(&office, "report-second.eml", &from_postfix(&other[0].0, SECOND));
    assert!(run(&["send"]).contains("发出 0 封"));
    let waiting = run(&["letters", "list", "--state", "queued"]);
    assert!(waiting.contains("“华夏光学学会”没有可用的邮箱"), "{waiting}");
    run(&["letters", "clear", FIRST]);
    let unknown = office.zhengji.run(&["letters", "clear", FIRST]).unwrap();
    assert_eq!(unknown.status, Some(2), "{}", unknown.stderr);

    // What was returned with the reports is no submission.
    let after = office.export().unwrap();
    assert_eq!(before["submissions"], after["submissions"]);
    assert_eq!(
        run(&["export", "--notice", tests::office::NOTICE])
            .matches("\"ignored\"")
            .count(),
        3
    );
}

#[test]
fn a_letter_that_comes_back_goes_to_the_next_address_on_sqlite() {
    comes_back(On::Sqlite);
}

#[test]
fn a_letter_that_comes_back_goes_to_the_next_address_on_postgresql() {
    comes_back(On::Postgres);
}
