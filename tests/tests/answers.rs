//! Nobody who writes stays without an answer, and nobody is answered who only says thank you.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::fs;

use tests::office::{Office, On};

const OF_OPTICS: &str = "office@optics.example";

fn office() -> Office {
    Office::open(On::Sqlite, &[("ZHENGJI__LETTERS__MODE", "auto")])
        .unwrap()
        .unwrap()
}

/// A letter of the society arrives.
fn write(office: &Office, number: u32, subject: &str, text: &str) {
    let letter = format!(
        "Received: from a.example by mx1.office.example; Thu, 20 Oct 2022 10:00:00 +0800\nFrom: {OF_OPTICS}\n\
         To: kjstdw@office.example\nSubject: {subject}\nMessage-ID: <{number}@optics.example>\nMIME-Version: 1.0\n\
         Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}\n"
    );
    let path = office.zhengji.data().join(format!("{number}.eml"));
    fs::write(&path, letter).unwrap();
    office.ingest("kjstdw", &path).unwrap();
}

#[test]
fn what_waits_for_a_person_is_answered_after_an_hour_unless_it_is_decided_before() {
    let office = office();
    let run = |arguments: &[&str]| office.zhengji.ok(arguments).unwrap();
    write(
        &office,
        1,
        "咨询",
        "老师您好，请问本次征集的截止时间可以延长几天吗？盼复。",
    );
    let waiting = run(&["letters", "list", "--state", "queued"]);
    assert!(waiting.contains("1/first_verdict/under_review"), "{waiting}");
    let sent = run(&["send"]);
    assert!(sent.contains("发出 0 封"), "not before the hour is over: {sent}");
    let shown = run(&["letters", "show", "1/first_verdict/under_review"]);
    assert!(
        shown.contains("【收到待核】") && shown.contains("工作人员核对"),
        "{shown}"
    );
}

#[test]
fn a_thank_you_is_the_end_of_an_exchange() {
    let office = office();
    write(&office, 1, "回复：回执", "收到，谢谢！");
    let letters = office.zhengji.ok(&["letters", "list"]).unwrap();
    assert!(letters.contains("共 0 封"), "{letters}");
}
