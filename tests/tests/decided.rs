//! What clerks decide is told once: of a name that a society corrects, whether it is confirmed, refused or taken back, and
//! of texts that have been sent anew.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::fs;

use tests::clerk::Clerk;
use tests::office::{Office, On};

const A: &str = "学习报告使我深受鼓舞，我们将把成果用到最需要的地方，让更多的人了解科学。";

fn office(paused: bool) -> Office {
    let settings = [
        ("ZHENGJI__LETTERS__MODE", "auto"),
        ("ZHENGJI__SMTP__FROM", "征集系统 <noreply@post.example>"),
    ];
    let office = Office::open(On::Sqlite, &settings).unwrap().unwrap();
    if paused {
        office.zhengji.ok(&["letters", "pause"]).unwrap();
    }
    sends(
        &office,
        20,
        "“关键少数”学习感悟",
        &format!("1. 张甲，理事长\n{A}\n"),
    );
    if !paused {
        letters(&office);
    }
    let corrects = format!("上次报送的姓名有误，张甲应为张申，请予更正。\n\n1. 张申，常务理事\n{A}\n");
    sends(&office, 21, "更正：“关键少数”学习感悟", &corrects);
    office
}

/// The society writes on this day of October.
fn sends(office: &Office, day: u32, subject: &str, text: &str) {
    let letter = office.zhengji.data().join(format!("{day}.eml"));
    let text = format!(
        "Received: from a.example by mx1.office.example; {day} Oct 2022 08:00:00 +0800\n\
         From: office@optics.example\nTo: kjstdw@office.example\nSubject: {subject}\n\
         Message-ID: <{day}@a.example>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\
         Content-Transfer-Encoding: 8bit\n\n{text}"
    );
    fs::write(&letter, text).unwrap();
    office.ingest("kjstdw", &letter).unwrap();
}

/// Sends what is due; subject and plain text of every letter that has left, oldest first.
fn letters(office: &Office) -> Vec<(String, String)> {
    office.zhengji.ok(&["send"]).unwrap();
    let files = fs::read_dir(office.zhengji.data().join("outbox")).unwrap();
    let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    files.sort_by_key(|file| fs::metadata(file).unwrap().modified().unwrap());
    let read = |file| {
        let raw = fs::read(file).unwrap();
        let parsed = mail::parse(&raw);
        (parsed.subject.clone(), mail::visible_text(&parsed).to_owned())
    };
    files.into_iter().map(read).collect()
}

/// As if what was written and sent had been long ago: what waits for more to come, or for a person, is due.
fn an_hour_passes(office: &Office) {
    let database = rusqlite::Connection::open(office.zhengji.data().join("zhengji.db")).unwrap();
    let earlier = ["due_at", "began_at", "sent_at", "gathers_from"]
        .map(|time| format!("{time} = '2000' || substr({time}, 5)"));
    let update = format!("UPDATE letters SET {}", earlier.join(", "));
    database.execute(&update, []).unwrap();
    letters(office);
}

#[test]
fn a_text_under_a_wrong_name_and_under_the_right_one_is_one_piece() {
    let office = office(true);
    let clerk = Clerk::sign_in(&office.zhengji).unwrap();
    assert_eq!(clerk.decide(2, "accept", &[]).unwrap(), 303);
    let shown = office
        .zhengji
        .ok(&["letters", "show", "1/first_verdict/receipt"])
        .unwrap();
    assert!(shown.contains("姓名已更正为“张申”，见来件2"), "{shown}");
    office.zhengji.ok(&["letters", "resume"]).unwrap();
    let told = letters(&office);
    let [(_, text)] = told.as_slice() else {
        panic!("one letter: {told:?}")
    };
    for words in [
        "共登记材料1件（同一材料补充或更新后只计一件）",
        "1．张甲\n　　字数36，无附件，姓名已更正为“张申”，见来件2",
        "1．张申\n　　字数36，无附件，已登记",
        "姓名由“张甲”更正为“张申”；职务由“理事长”更正为“常务理事”。",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains("撤回"), "{text}");
}

#[test]
fn the_piece_of_the_wrong_name_is_not_told_as_withdrawn_at_the_societys_wish() {
    let office = office(false);
    let clerk = Clerk::sign_in(&office.zhengji).unwrap();
    assert_eq!(clerk.decide(2, "accept", &[]).unwrap(), 303);
    // Another decision about the first mail is told.
    assert_eq!(
        clerk
            .decide(1, "assign", &[("received", "2022-10-19T08:00")])
            .unwrap(),
        303
    );
    office.zhengji.ok(&["letters", "pause"]).unwrap();
    let list = office.zhengji.ok(&["letters", "list"]).unwrap();
    let shown = office
        .zhengji
        .ok(&["letters", "show", "1/ruling/receipt"])
        .unwrap();
    assert!(shown.contains("姓名已更正为“张申”，见来件2"), "{list}{shown}");
    assert!(!shown.contains("撤回"), "{shown}");
}

#[test]
fn a_correction_of_a_name_that_is_taken_back_is_told() {
    let office = office(false);
    let clerk = Clerk::sign_in(&office.zhengji).unwrap();
    assert_eq!(clerk.decide(2, "accept", &[]).unwrap(), 303);
    an_hour_passes(&office);
    assert_eq!(clerk.decide(2, "ignore", &[]).unwrap(), 303);
    let shown = office
        .zhengji
        .ok(&["letters", "show", "2/ruling-2/receipt"])
        .unwrap();
    let words = "此前告知的姓名更正（由“张甲”更正为“张申”）已取消，恢复按“张甲”登记。";
    assert!(shown.contains(words) && shown.contains("【登记变更】"), "{shown}");
}

#[test]
fn a_correction_of_a_name_that_a_clerk_refuses_is_answered() {
    let office = office(false);
    an_hour_passes(&office);
    let clerk = Clerk::sign_in(&office.zhengji).unwrap();
    assert_eq!(clerk.decide(2, "ignore", &[]).unwrap(), 303);
    let show = || {
        office
            .zhengji
            .ok(&["letters", "show", "2/ruling/receipt"])
            .unwrap()
    };
    let words = "来信所提的姓名更正（由“张甲”更正为“张申”）未予办理，仍按“张甲”登记。";
    assert!(
        show().contains(words) && show().contains("核对，未予登记"),
        "{}",
        show()
    );
    let told = office.zhengji.ok(&["replay", "--all", "--apply"]).unwrap();
    assert!(told.contains("不同 0 处"), "{told}");
    assert!(show().contains(words), "{}", show());
}

#[test]
fn a_decision_about_a_text_of_whose_new_version_the_society_has_heard_is_not_told() {
    let office = office(false);
    let clerk = Clerk::sign_in(&office.zhengji).unwrap();
    an_hour_passes(&office);
    let fields = [("change", "send_back"), ("remark", "请补充事例。")];
    assert_eq!(clerk.correct((1, 1), &fields).unwrap(), 303);
    letters(&office);
    let anew = format!("1. 张甲，理事长\n{A}{A}\n");
    sends(&office, 22, "更正：“关键少数”学习感悟", &anew);
    an_hour_passes(&office);
    let count = letters(&office).len();
    assert_eq!(clerk.take_back(1, "1").unwrap(), 303);
    an_hour_passes(&office);
    assert_eq!(letters(&office).len(), count);
    let list = office.zhengji.ok(&["letters", "list"]).unwrap();
    assert!(list.contains("1/ruling-2/receipt\t已取消"), "{list}");
}

#[test]
fn a_decision_that_is_overtaken_is_not_told_within_another_letter_either() {
    let office = office(false);
    let clerk = Clerk::sign_in(&office.zhengji).unwrap();
    an_hour_passes(&office);
    let fields = [("change", "send_back"), ("remark", "请补充事例。")];
    assert_eq!(clerk.correct((1, 1), &fields).unwrap(), 303);
    letters(&office);
    let anew = format!("1. 张甲，理事长\n{A}{A}\n");
    sends(&office, 22, "更正：“关键少数”学习感悟", &anew);
    an_hour_passes(&office);
    office.zhengji.ok(&["letters", "pause"]).unwrap();
    sends(
        &office,
        23,
        "“关键少数”学习感悟",
        &format!("1. 周丙，理事\n另外，{A}\n"),
    );
    assert_eq!(clerk.take_back(1, "1").unwrap(), 303);
    office.zhengji.ok(&["letters", "resume"]).unwrap();
    an_hour_passes(&office);
    let told = letters(&office);
    let (_, newest) = told.last().unwrap();
    assert!(
        newest.contains("周丙") && !newest.contains("恢复登记"),
        "{newest}"
    );
    let list = office.zhengji.ok(&["letters", "list"]).unwrap();
    assert!(list.contains("1/ruling-2/receipt\t已取消"), "{list}");
}

#[test]
fn a_piece_that_is_joined_to_another_is_told_as_a_part_of_it() {
    let office = office(false);
    let (b, c) = (format!("另外，{A}"), format!("此外还有，{A}"));
    let three = format!("1. 周丙，理事\n{A}\n2. 吴丁，理事\n{b}\n3. 郑戊，理事\n{c}\n");
    sends(&office, 22, "“关键少数”学习感悟", &three);
    an_hour_passes(&office);
    let clerk = Clerk::sign_in(&office.zhengji).unwrap();
    let fields = [("change", "send_back"), ("remark", "请补充事例。")];
    assert_eq!(clerk.correct((3, 3), &fields).unwrap(), 303);
    letters(&office);
    assert_eq!(clerk.correct((3, 1), &[("change", "join")]).unwrap(), 303);
    office.zhengji.ok(&["letters", "pause"]).unwrap();
    let shown = office
        .zhengji
        .ok(&["letters", "show", "3/ruling-2/correction_request"])
        .unwrap();
    let words = "此前分别登记的“吴丁”（“关键少数”学习党的二十大精神感悟）与\
                 “周丙”（“关键少数”学习党的二十大精神感悟），经核对为同一件材料，已合并登记。";
    assert!(
        shown.contains(words) && !shown.contains("不再单独登记"),
        "{shown}"
    );
}

#[test]
fn a_piece_that_is_dropped_or_goes_by_another_name_is_told() {
    let office = office(false);
    let own = format!("{A}我们要久久为功。");
    let two = format!("1. 李乙，理事\n{own}\n2. 王丙，理事\n把论文写在祖国大地上，{A}\n");
    sends(&office, 22, "“关键少数”学习感悟", &two);
    letters(&office);
    an_hour_passes(&office);
    let before = letters(&office).len();
    let clerk = Clerk::sign_in(&office.zhengji).unwrap();
    let fields = [
        ("change", "values"),
        ("name", "李易"),
        ("affiliation", ""),
        ("positions", "理事"),
        ("title", ""),
        ("text", &own),
        ("item", "key-few"),
    ];
    assert_eq!(clerk.correct((3, 1), &fields).unwrap(), 303);
    assert_eq!(clerk.correct((3, 2), &[("change", "drop")]).unwrap(), 303);
    an_hour_passes(&office);
    let told = letters(&office);
    let Some((_, text)) = told.get(before..).and_then(<[_]>::first) else {
        panic!("nobody is told: {told:?}")
    };
    assert!(text.contains("李易（此前通知中列为“李乙”）"), "{text}");
    assert!(text.contains("此前已登记的“王丙”"), "{text}");
    assert_eq!(clerk.stop().unwrap(), Some(0));
}

#[test]
fn who_waits_still_after_a_correction_hears_that_the_mail_came() {
    let office = office(true);
    let clerk = Clerk::sign_in(&office.zhengji).unwrap();
    let queued = || {
        office
            .zhengji
            .ok(&["letters", "list", "--state", "queued"])
            .unwrap()
    };
    assert!(queued().contains("2/first_verdict/under_review"), "{}", queued());
    // Held still, since the name is to be confirmed: only the time of its receipt was entered.
    let at = [("received", "2022-10-21T08:30")];
    assert_eq!(clerk.decide(2, "assign", &at).unwrap(), 303);
    assert!(queued().contains("2/ruling/under_review"), "{}", queued());
    assert_eq!(clerk.decide(2, "assign", &at).unwrap(), 303);
    assert!(queued().contains("2/ruling-2/under_review"), "{}", queued());
    assert_eq!(queued().matches("under_review").count(), 1, "{}", queued());
    assert_eq!(clerk.stop().unwrap(), Some(0));
}
