//! Whose a letter is, as the whole program decides it: strangers, replies to our letters, servers' findings, questions.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use tests::office::{NOTICE, Office, On};
use tests::site::{Site, add_account};

const PASSWORD: &str = "华夏-测试-口令-2022";
const STRANGER: &str = "member@mail.example";
const OF_OPTICS: &str = "office@optics.example";

fn essay(person: &str, text: &str) -> String {
    format!("姓名：{person}　职务：理事长\n感悟：\n{text}我们将把成果用到最需要的地方，让更多的人了解科学。")
}

fn office() -> Office {
    let settings = [
        ("ZHENGJI__LETTERS__MODE", "auto"),
        ("ZHENGJI__SMTP__FROM", "征集系统 <noreply@post.example>"),
    ];
    Office::open(On::Sqlite, &settings).unwrap().unwrap()
}

/// A letter of 20 October 2022 as a file, a minute younger than the one written before it.
fn write(office: &Office, name: &str, (from, subject): (&str, &str), headers: &str, body: &str) -> PathBuf {
    let path = office.zhengji.data().join(format!("{name}.eml"));
    let minute = fs::read_dir(office.zhengji.data())
        .unwrap()
        .filter(|entry| {
            entry
                .as_ref()
                .unwrap()
                .path()
                .extension()
                .is_some_and(|end| end == "eml")
        })
        .count();
    let letter = format!(
        "{headers}Received: from a.example by mx1.office.example; Thu, 20 Oct 2022 08:{minute:02}:00 +0800\n\
         From: {from}\nTo: kjstdw@office.example\nSubject: {subject}\nMessage-ID: <{name}@a.example>\n\
         Date: Thu, 20 Oct 2022 07:00:00 +0800\nMIME-Version: 1.0\n\
         Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{body}\n"
    );
    fs::write(&path, letter).unwrap();
    path
}

/// Verdict, society and reasons of a letter.
fn outcome(export: &Value, name: &str) -> (String, String, String) {
    let arrivals = export["arrivals"].as_array().unwrap();
    let id = format!("{name}@a.example");
    let arrival = arrivals
        .iter()
        .find(|arrival| arrival["message_id"] == *id)
        .unwrap();
    let word = |key: &str| arrival[key].as_str().unwrap_or("-").to_owned();
    let reasons = arrival["reasons"].as_array().unwrap().iter();
    let reasons: Vec<&str> = reasons.map(|reason| reason.as_str().unwrap()).collect();
    (word("verdict"), word("society"), reasons.join(" "))
}

fn is(verdict: &str, society: &str, reasons: &str) -> (String, String, String) {
    (verdict.to_owned(), society.to_owned(), reasons.to_owned())
}

/// Letters that went out: recipient, Message-ID, whole text.
fn sent(office: &Office) -> Vec<(String, String, String)> {
    office.zhengji.ok(&["send"]).unwrap();
    let mut letters: Vec<_> = fs::read_dir(office.zhengji.data().join("outbox"))
        .unwrap()
        .map(|entry| {
            let text = fs::read_to_string(entry.unwrap().path()).unwrap();
            let field = |name: &str| {
                let line = text.lines().find(|line| line.starts_with(name)).unwrap();
                let value = line.split_once(": ").unwrap().1;
                let value = value.rsplit_once('<').map_or(value, |(_, rest)| rest);
                value.trim_end_matches('>').to_owned()
            };
            (field("To:"), field("Message-ID:"), text.clone())
        })
        .collect();
    letters.sort();
    letters
}

#[test]
fn a_stranger_is_told_nothing_and_the_society_everything() {
    let office = office();
    let from = (STRANGER, "华夏光学学会“关键少数”学习感悟");
    let vouched = "Authentication-Results: mx1.office.example; dmarc=pass\n";
    let letter = write(&office, "first", from, vouched, &essay("张甲", ""));
    office.ingest("kjstdw", &letter).unwrap();
    let export = office.export().unwrap();
    assert_eq!(outcome(&export, "first"), is("accepted", "A-06", ""));
    let letters = sent(&office);
    let recipients: Vec<&str> = letters.iter().map(|(to, _, _)| to.as_str()).collect();
    assert_eq!(recipients, [STRANGER, OF_OPTICS]);
    assert!(letters[0].1.contains("acknowledgement") && letters[1].1.contains("receipt"));
    let lengths: Vec<usize> = letters.iter().map(|(_, _, text)| text.len()).collect();
    assert!(lengths[0] < lengths[1], "{lengths:?}");
    let forged = "Authentication-Results: mx1.office.example; dmarc=fail (p=none)\n";
    let from = ("someone@elsewhere.example", from.1);
    let letter = write(&office, "forged", from, forged, &essay("李乙", ""));
    office.ingest("kjstdw", &letter).unwrap();
    let recipients: Vec<String> = sent(&office).into_iter().map(|(to, _, _)| to).collect();
    assert_eq!(recipients, [STRANGER, OF_OPTICS]);
    let list = office.zhengji.ok(&["letters", "list"]).unwrap();
    let to = |address: &str| list.lines().filter(|line| line.contains(address)).count();
    assert_eq!(
        to(OF_OPTICS),
        2,
        "the second receipt waits for the end of the hour: {list}"
    );
    assert_eq!(
        to(from.0),
        0,
        "an address that may be forged gets nothing: {list}"
    );
}

#[test]
fn a_reply_to_our_letter_is_the_societys_and_replaces_nothing_for_a_stranger() {
    let office = office();
    let from = (OF_OPTICS, "“关键少数”学习感悟");
    let letter = write(&office, "first", from, "", &essay("张甲", ""));
    office.ingest("kjstdw", &letter).unwrap();
    let (_, id, _) = sent(&office).remove(0);
    let answers = format!("In-Reply-To: <other@a.example>\nReferences: <first@a.example> <{id}>\n");
    let quoted = "\n\n------------------ 原始邮件 ------------------\n发件人: 征集系统\n\n姓名：周丙　职务：理事长\n感悟：\n旧稿旧稿旧稿。";
    let subject = "回复: 补充“关键少数”学习感悟";
    let letters = [
        ("adds", STRANGER, essay("李乙", "")),
        ("replaces", STRANGER, essay("张甲", "此稿已改。")),
        ("another", "office@ocean.example", essay("王丁", "")),
    ];
    for (name, from, body) in &letters {
        let letter = write(
            &office,
            name,
            (from, subject),
            &answers,
            &format!("{body}{quoted}"),
        );
        office.ingest("kjstdw", &letter).unwrap();
    }
    let export = office.export().unwrap();
    // The essay of the fixture is the same for both, which is said.
    assert_eq!(outcome(&export, "adds"), is("accepted", "A-06", "same_text"));
    assert_eq!(
        outcome(&export, "replaces"),
        is("held", "A-06", "unverified_replacement")
    );
    assert_eq!(outcome(&export, "another"), is("held", "-", "society_conflict"));
    let people: Vec<&str> = export["submissions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["person"]["name"].as_str().unwrap())
        .collect();
    assert_eq!(people, ["张甲", "李乙"], "the quoted original is no content");
}

#[test]
fn the_servers_that_are_believed_are_those_of_the_configuration() {
    let office = office();
    let config = office.zhengji.data().join("zhengji.toml");
    let subject = "“关键少数”学习感悟";
    let letter = write(&office, "first", (OF_OPTICS, subject), "", &essay("张甲", ""));
    office.ingest("kjstdw", &letter).unwrap();
    // The mailbox lies behind a server that knows nothing of who was let in at the gate.
    let inside = "Received: from mx1.office.example by store.inner.example; Thu, 20 Oct 2022 09:00:00 +0800\n\
                  Authentication-Results: mx1.office.example; spf=softfail smtp.mailfrom=optics.example\n";
    let failing = write(
        &office,
        "failing",
        (OF_OPTICS, subject),
        inside,
        &essay("张甲", "此稿已改。"),
    );
    fs::write(
        &config,
        "[[imap]]\nmailbox = \"kjstdw\"\nhost = \"imap.office.example\"\nuser = \"kjstdw\"\n\
         received_host = [\"*.office.example\"]\n",
    )
    .unwrap();
    let ingest = [
        "--config",
        config.to_str().unwrap(),
        "ingest",
        "--mailbox",
        "kjstdw",
        failing.to_str().unwrap(),
    ];
    office.zhengji.ok(&ingest).unwrap();
    let export = office.export().unwrap();
    assert_eq!(
        outcome(&export, "failing"),
        is("held", "A-06", "unverified_replacement")
    );
    let arrivals = export["arrivals"].as_array().unwrap();
    let received = arrivals.last().unwrap()["received_at"].as_str().unwrap();
    assert!(
        received.starts_with("2022-10-20T08:"),
        "{received}: the time of the gate counts"
    );
    let wrong = fs::read_to_string(&config)
        .unwrap()
        .replace("*.office", "* office");
    fs::write(&config, wrong).unwrap();
    let ended = office.zhengji.run(&ingest).unwrap();
    assert_eq!(ended.status, Some(2));
    assert!(ended.stderr.contains("received_host"), "{}", ended.stderr);
}

#[test]
fn a_question_stands_apart_from_what_needs_a_decision() {
    let office = office();
    let letters = [
        (
            "question",
            OF_OPTICS,
            "请教",
            "请问青年感悟的照片有尺寸要求吗？盼复。",
        ),
        ("thanks", OF_OPTICS, "回复：通知", "收到，谢谢！"),
        ("forgotten", OF_OPTICS, "统计表", "您好，统计表见附件，请查收。"),
    ];
    for (name, from, subject, body) in letters {
        let letter = write(&office, name, (from, subject), "", body);
        office.ingest("kjstdw", &letter).unwrap();
    }
    let export = office.export().unwrap();
    assert_eq!(outcome(&export, "question"), is("held", "A-06", "question_only"));
    assert_eq!(outcome(&export, "thanks"), is("held", "A-06", "unrelated"));
    assert_eq!(outcome(&export, "forgotten"), is("held", "A-06", "no_content"));
    let told = office.zhengji.ok(&["replay", "--all"]).unwrap();
    assert!(told.contains("不同 0 处"), "{told}");
    add_account(&office.zhengji, "clerk", "clerk", PASSWORD).unwrap();
    let site = Site::start(&office.zhengji).unwrap();
    let cookie = site.sign_in("clerk", PASSWORD).unwrap();
    let get = |path: &str| site.get(path, &[("Cookie", &cookie)]).unwrap().text();
    let overview = get("/office");
    assert!(
        overview.contains("待人工核对（1）") && overview.contains("来信（2）"),
        "{overview}"
    );
    let held = get(&format!("/office/notices/{NOTICE}/held"));
    let (decide, answer) = held.split_once("<h1 id=\"answer\">来信（2）").unwrap();
    assert!(
        decide.contains("：统计表</a>") && !decide.contains("：请教</a>"),
        "{held}"
    );
    assert!(
        answer.contains("：请教</a>") && answer.contains("：回复：通知</a>"),
        "{held}"
    );
    let arrival = get("/office/arrivals/1");
    for row in [
        "<td>邮件传输记录</td>",
        "<span class=\"mark good\">采用</span>",
        "<td>发件人写明的时间</td><td>2022年10月20日 07:00:00（北京时间）</td>",
        "<td>首次采集</td>",
    ] {
        assert!(arrival.contains(row), "{row}: {arrival}");
    }
    assert_eq!(site.stop().unwrap(), Some(0));
}
