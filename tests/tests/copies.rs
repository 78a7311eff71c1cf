//! A mail that comes twice and is not the same, and an earlier one that is only passed on.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use serde_json::Value;
use tests::office::{Office, On};

const SOCIETY: &str = "office@optics.example";
const EARLIER: &str =
    "报告使我深受鼓舞，作为一名科技工作者倍感振奋。我们将把成果用到最需要的地方，让更多的人了解科学。";
const LATER: &str = "我体会最深的是人才强国，要把培养青年人才的责任扛起来。";

/// Headers of a letter of that day of October 2022.
fn head(day: u32, id: &str, subject: &str) -> String {
    format!(
        "Received: from a.example by mx1.office.example; {day} Oct 2022 08:00:00 +0800\n\
         From: {SOCIETY}\nTo: kjstdw@office.example\nSubject: {subject}\nMessage-ID: <{id}@a.example>\n\
         Date: {day} Oct 2022 08:00:00 +0800\nMIME-Version: 1.0\n"
    )
}

fn plain(text: &str) -> String {
    format!("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}\n")
}

fn essay(text: &str) -> String {
    plain(&format!("1. 张甲，理事长\n{text}"))
}

fn ingest(office: &Office, name: &str, letter: &str) {
    let path = office.zhengji.data().join(format!("{name}.eml"));
    std::fs::write(&path, letter).unwrap();
    office.ingest("kjstdw", &path).unwrap();
}

/// Verdict and reasons of each arrival, and the texts that count.
fn outcome(export: &Value) -> (Vec<String>, Vec<String>) {
    let arrivals = export["arrivals"].as_array().unwrap().iter();
    let judged = arrivals.map(|arrival| {
        let reasons = arrival["reasons"].as_array().unwrap().iter();
        let reasons: Vec<&str> = reasons.map(|reason| reason.as_str().unwrap()).collect();
        format!("{} {}", arrival["verdict"].as_str().unwrap(), reasons.join(" "))
            .trim_end()
            .to_owned()
    });
    let submissions = export["submissions"].as_array().unwrap().iter();
    let current = submissions.filter(|submission| submission["current"] == true);
    let texts = current.map(|submission| submission["text"].as_str().unwrap().to_owned());
    (judged.collect(), texts.collect())
}

#[test]
fn a_copy_that_was_cut_off_on_its_way_replaces_nothing() {
    let office = Office::open(On::Sqlite, &[]).unwrap().unwrap();
    let whole = head(18, "one", "“关键少数”感悟") + &essay(EARLIER);
    let cut = whole.split_once("科学").unwrap().0.to_owned();
    ingest(&office, "whole", &whole);
    ingest(&office, "cut", &cut.replacen("08:00:00", "08:00:40", 1));
    let (judged, texts) = outcome(&office.export().unwrap());
    assert_eq!(judged, ["accepted", "held differing_copy"]);
    assert_eq!(texts, [EARLIER]);
}

#[test]
fn an_earlier_mail_attached_to_a_question_replaces_nothing() {
    let office = Office::open(On::Sqlite, &[]).unwrap().unwrap();
    let first = head(18, "one", "“关键少数”感悟") + &essay(EARLIER);
    let second = head(19, "two", "更正：“关键少数”感悟") + &essay(LATER);
    let asks = format!(
        "{}Content-Type: multipart/mixed; boundary=b\n\n--b\n{}--b\n\
         Content-Type: message/rfc822\nContent-Disposition: attachment\n\n{first}\n--b--\n",
        head(20, "three", "转发：“关键少数”感悟"),
        plain("请问材料收到了吗？18日发的邮件如附。"),
    );
    for (name, letter) in [("first", &first), ("second", &second), ("asks", &asks)] {
        ingest(&office, name, letter);
    }
    let (judged, texts) = outcome(&office.export().unwrap());
    assert_eq!(
        judged,
        ["accepted", "accepted supersedes", "duplicate earlier_version"]
    );
    assert_eq!(texts, [LATER]);
}
