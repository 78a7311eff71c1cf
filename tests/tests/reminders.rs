//! Reminders as an operator sends them: to those and only those who are missing something, once.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::fs;

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Asia::Shanghai;
use tests::office::{NOTICE, Office, On};
use tests::rounds::{self, ANY_HOUR};

const OF_OPTICS: &str = "office@optics.example";
const SOCIETY: &str = "A-06";

fn import(office: &Office, due: NaiveDate, hours: &str) {
    rounds::import(office, due, hours).unwrap();
}

fn office(due_in_days: i64) -> Office {
    let settings = [("ZHENGJI__SMTP__FROM", "征集系统 <noreply@post.example>")];
    let office = Office::open(On::Sqlite, &settings).unwrap().unwrap();
    import(&office, today(due_in_days), ANY_HOUR);
    office
}

#[expect(clippy::disallowed_methods, reason = "the program under test reads the clock")]
fn now() -> DateTime<Utc> {
    Utc::now()
}

fn today(later: i64) -> NaiveDate {
    now().with_timezone(&Shanghai).date_naive() + chrono::Duration::days(later)
}

/// What `letters list` shows in this state, without the line that counts.
fn listed(office: &Office, state: &str) -> Vec<String> {
    let told = office.zhengji.ok(&["letters", "list", "--state", state]).unwrap();
    let lines = told.lines().filter(|line| line.contains('\t'));
    lines.map(str::to_owned).collect()
}

fn essay(office: &Office) {
    let letter = format!(
        "Received: from a.example by mx1.office.example; {}\nFrom: {OF_OPTICS}\nTo: kjstdw@office.example\n\
         Subject: 关键少数学习感悟\nMessage-ID: <answer@a.example>\nMIME-Version: 1.0\n\
         Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n\
         姓名：张甲　职务：理事长\n感悟：\n我们将把成果用到最需要的地方，让更多的人了解科学。\n",
        now().to_rfc2822()
    );
    let path = office.zhengji.data().join("answer.eml");
    fs::write(&path, letter).unwrap();
    office.ingest("kjstdw", &path).unwrap();
}

#[test]
fn who_answered_while_the_letter_waited_is_not_reminded() {
    let office = office(1);
    let run = |arguments: &[&str]| office.zhengji.ok(arguments).unwrap();
    let preview = run(&["remind", "--dry-run"]);
    assert!(preview.contains("收件人：office@optics.example"), "{preview}");
    assert!(
        preview.contains("【报送提醒】") && preview.contains("预览"),
        "{preview}"
    );
    assert!(
        !preview.contains("青年科技工作者"),
        "what is encouraged is not asked for: {preview}"
    );
    assert!(listed(&office, "待审核").is_empty(), "a preview writes nothing");
    run(&["remind"]);
    let waiting = listed(&office, "待审核");
    assert!(waiting.len() > 20, "{waiting:?}");
    assert!(run(&["remind"]).contains("写入提醒 0 封"));
    let key = format!("{NOTICE}/{SOCIETY}/{}/reminder", today(0));
    let shown = run(&["letters", "show", &key]);
    assert!(shown.contains("“关键少数”学习党的二十大精神感悟"), "{shown}");

    essay(&office);
    let cancelled = waiting[0].split('\t').next().unwrap();
    assert!(!cancelled.contains(SOCIETY), "another society");
    run(&["letters", "cancel", cancelled]);
    run(&["letters", "approve", "--all"]);
    run(&["letters", "pause"]);
    assert!(run(&["send"]).contains("发出 0 封"));
    run(&["letters", "resume"]);
    // The receipt for the essay goes out as well.
    let sent = run(&["send"]);
    let due = waiting.len() - 2;
    assert!(sent.contains(&format!("发出 {} 封", due + 1)), "{sent} of {due}");
    assert!(sent.contains("不再需要 1 封"), "{sent}");
    let over = listed(&office, "cancelled").join("\n");
    assert!(over.contains(&key) && over.contains("已报送"), "{over}");
    let outbox = office.zhengji.data().join("outbox");
    let letters: Vec<String> = fs::read_dir(outbox)
        .unwrap()
        .map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap())
        .filter(|letter| letter.contains("X-Zhengji: reminder"))
        .collect();
    assert_eq!(letters.len(), due);
    assert!(letters.iter().all(|letter| {
        letter.contains("Auto-Submitted: auto-generated")
            && letter.contains("Reply-To: kjstdw@office.example")
            && !letter.contains(OF_OPTICS)
    }));
    assert!(
        run(&["remind"]).contains("写入提醒 0 封"),
        "also not to the one that was cancelled"
    );
}

#[test]
fn nobody_is_reminded_before_a_round_or_of_a_round_that_is_over() {
    let office = office(2);
    assert!(office.zhengji.ok(&["remind"]).unwrap().contains("写入提醒 0 封"));
    let tomorrow = (now() + Days::new(1)).to_rfc3339();
    let ahead = office.zhengji.run(&["remind", "--now", &tomorrow]).unwrap();
    assert_eq!(ahead.status, Some(2), "{}", ahead.stdout);
    assert!(ahead.stderr.contains("--dry-run"), "{}", ahead.stderr);
    let preview = office
        .zhengji
        .ok(&["remind", "--dry-run", "--now", &tomorrow])
        .unwrap();
    assert!(preview.contains("【报送提醒】"), "{preview}");
    assert!(listed(&office, "待审核").is_empty());
}

#[test]
fn what_waits_is_explained_and_what_was_sent_is_shown() {
    let office = office(1);
    let run = |arguments: &[&str]| office.zhengji.ok(arguments).unwrap();
    run(&["remind"]);
    let waiting = listed(&office, "待审核");
    let sent = run(&["send"]);
    assert!(sent.contains(&format!("待审核 {} 封", waiting.len())), "{sent}");
    let keys: Vec<&str> = waiting
        .iter()
        .filter_map(|line| line.split('\t').next())
        .collect();
    run(&["letters", "cancel", keys[0]]);
    let both = office
        .zhengji
        .run(&["letters", "cancel", keys[0], keys[1]])
        .unwrap();
    assert_eq!(both.status, Some(1), "{}", both.stdout);
    assert!(
        both.stdout.contains(&format!("未取消 {}：此前已取消", keys[0])),
        "{}",
        both.stdout
    );
    assert!(
        both.stdout.contains(&format!("已取消 {}", keys[1])),
        "{}",
        both.stdout
    );
    run(&["letters", "approve", keys[2], keys[3]]);
    run(&["letters", "pause"]);
    let paused = run(&["send"]);
    assert!(paused.contains("由命令行暂停"), "{paused}");
    assert!(paused.contains("待发送 2 封"), "{paused}");
    run(&["letters", "resume"]);
    run(&["send"]);
    let before = run(&["letters", "show", keys[2]]);
    assert!(
        before.contains("状态：已发送") && before.contains("主题：【报送提醒】"),
        "{before}"
    );
    // Whatever the notice says later, the letter is shown as it left.
    import(&office, today(3), ANY_HOUR);
    assert_eq!(run(&["letters", "show", keys[2]]), before);
    let gone = office.zhengji.run(&["letters", "cancel", keys[2]]).unwrap();
    assert!(gone.stdout.contains("发出"), "{}", gone.stdout);
}

#[test]
fn a_preview_in_the_evening_shows_what_leaves_in_the_morning() {
    let office = office(1);
    import(&office, today(1), "hour = 9\nuntil = 18\nworkdays_only = false");
    let evening = format!("{}T20:00:00+08:00", today(0));
    let preview = office
        .zhengji
        .ok(&["remind", "--dry-run", "--now", &evening])
        .unwrap();
    let morning = format!("收件人：{OF_OPTICS}（不在发送时段，{} 09:00 起发出）", today(1));
    assert!(preview.contains(&morning), "{preview}");
    assert!(preview.contains("本次应提醒 0 个学会，另有"), "{preview}");
    let told = office.zhengji.run(&["doctor"]).unwrap().stdout;
    assert!(told.contains("[正常] 工作日历"), "{told}");
    import(
        &office,
        "2031-03-03".parse().unwrap(),
        "hour = 9\nuntil = 18\nworkdays_only = true",
    );
    let told = office.zhengji.run(&["doctor"]).unwrap().stdout;
    assert!(told.contains("[提示] 工作日历：工作日历缺少 2031 年"), "{told}");
}

#[test]
fn wrong_words_are_explained() {
    let office = office(1);
    for (arguments, part) in [
        (vec!["remind", "--now", "tomorrow"], "2022-10-21T09:00:00+08:00"),
        (vec!["remind", "--notice", "nothing"], "cast-2022-41"),
        (vec!["letters", "list", "--state", "gone"], "awaiting_approval"),
        (vec!["letters", "cancel", "7"], "letters list"),
    ] {
        let ended = office.zhengji.run(&arguments).unwrap();
        assert_eq!(ended.status, Some(2), "{arguments:?}");
        assert!(ended.stderr.contains(part), "{}", ended.stderr);
    }
}
