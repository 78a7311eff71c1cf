//! Reminders as an operator sends them: to those and only those who are missing something, once.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::fs;

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Asia::Shanghai;
use tests::office::{NOTICE, Office, On};
use tests::zhengji::repository;

const OF_OPTICS: &str = "office@optics.example";
const SOCIETY: &str = "A-06";

/// The notice of the samples, due on this day, with a round on the day before it and one on the day after it, at any
/// hour.
fn import(office: &Office, due: NaiveDate) {
    let text = fs::read_to_string(repository().join("config/notices/cast-2022-41.toml")).unwrap();
    let (text, _) = text.split_once("[reminders]").unwrap();
    let text = text
        .replace("date = 2022-10-24", &format!("date = {due}"))
        .replace("截止时间：2022年10月24日", "截止时间：见通知");
    // One required item is enough; the others are encouraged and never chased.
    let (head, rest) = text.split_once("id = \"key-few\"").unwrap();
    let text = format!(
        "{}id = \"key-few\"{}",
        head.replace("obligation = \"required\"", "obligation = \"encouraged\""),
        rest.replacen("obligation = \"required\"", "obligation = \"KEPT\"", 1)
            .replace("obligation = \"required\"", "obligation = \"encouraged\"")
            .replace("KEPT", "required")
    );
    let policy = "[reminders]\noffsets = [-1, 1]\nhour = 0\nuntil = 24\nworkdays_only = false\ncap = 2\n";
    let path = office.zhengji.data().join("notice.toml");
    fs::write(&path, format!("{text}\n{policy}")).unwrap();
    office
        .zhengji
        .ok(&["notice", "import", path.to_str().unwrap()])
        .unwrap();
}

fn office(due_in_days: i64) -> Office {
    let settings = [("ZHENGJI__SMTP__FROM", "征集系统 <noreply@post.example>")];
    let office = Office::open(On::Sqlite, &settings).unwrap().unwrap();
    import(&office, today(due_in_days));
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
    assert!(
        listed(&office, "awaiting_approval").is_empty(),
        "a preview writes nothing"
    );
    run(&["remind"]);
    let waiting = listed(&office, "awaiting_approval");
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
    assert!(listed(&office, "awaiting_approval").is_empty());
}

#[test]
fn wrong_words_are_explained() {
    let office = office(1);
    for (arguments, part) in [
        (vec!["remind", "--now", "tomorrow"], "2022-10-21T09:00:00+08:00"),
        (vec!["remind", "--notice", "nothing"], "notice list"),
        (vec!["letters", "list", "--state", "gone"], "awaiting_approval"),
        (vec!["letters", "cancel", "7"], "letters list"),
    ] {
        let ended = office.zhengji.run(&arguments).unwrap();
        assert_eq!(ended.status, Some(2), "{arguments:?}");
        assert!(ended.stderr.contains(part), "{}", ended.stderr);
    }
}
