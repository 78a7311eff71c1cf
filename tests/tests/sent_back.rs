//! A clerk sends a piece back, or withdraws it for its society: it does not count, the society is told once, and what it
//! sends then is another version.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]

use std::fs;

use serde_json::Value;
use tests::clerk::Clerk;
use tests::office::{Office, On};

const A: &str = "学习报告使我深受鼓舞，我们将把成果用到最需要的地方，让更多的人了解科学。";
const B: &str = "我体会最深的是人才强国，要把培养青年人才的责任扛起来，压担子、搭台子。";
const REMARK: &str = "请结合本单位工作补充具体事例。";

fn office(on: On) -> Option<Office> {
    let settings = [
        ("ZHENGJI__LETTERS__MODE", "auto"),
        ("ZHENGJI__SMTP__FROM", "征集系统 <noreply@post.example>"),
    ];
    let office = Office::open(on, &settings).unwrap()?;
    sends(&office, 20, "“关键少数”学习感悟", &both(A, B));
    Some(office)
}

fn both(of_zhang: &str, of_zhou: &str) -> String {
    format!("1. 张甲，理事长\n{of_zhang}\n2. 周丙，理事\n{of_zhou}\n")
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

/// Person and status of every version that is current, by name.
fn standing(office: &Office) -> Vec<(String, String)> {
    let export = office.export().unwrap();
    let rows = export["submissions"].as_array().unwrap().iter();
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let rows = rows.filter(|row| row["current"] == true);
    let mut rows: Vec<_> = rows
        .map(|row| (word(&row["person"]["name"]), word(&row["status"])))
        .collect();
    rows.sort_unstable();
    rows
}

fn own(rows: [(&str, &str); 2]) -> Vec<(String, String)> {
    rows.map(|(name, status)| (name.to_owned(), status.to_owned()))
        .to_vec()
}

fn codes(office: &Office, arrival: usize) -> Vec<String> {
    let export = office.export().unwrap();
    let reasons = export["arrivals"][arrival]["reasons"].as_array().unwrap().iter();
    reasons
        .map(|reason| reason.as_str().unwrap().to_owned())
        .collect()
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

fn what_is_sent_back_does_not_count_until_it_comes_anew(on: On) {
    let Some(office) = office(on) else { return };
    assert_eq!(letters(&office).len(), 1, "the receipt");
    let clerk = Clerk::sign_in(&office.zhengji).unwrap();
    let send_back = |piece, remark| {
        let fields = [("change", "send_back"), ("remark", remark)];
        clerk.correct((1, piece), &fields).unwrap()
    };
    assert_eq!(send_back(1, " \r\n"), 400, "a society must know what to mend");
    assert_eq!(send_back(1, REMARK), 303);
    assert_eq!(send_back(1, REMARK), 400, "sent back already");
    assert_eq!(
        standing(&office),
        own([("周丙", "accepted"), ("张甲", "sent_back")])
    );
    let told = letters(&office);
    assert_eq!(told.len(), 2, "{told:?}");
    let (subject, text) = &told[1];
    assert!(subject.starts_with("【请修改】"), "{subject}");
    let words = [
        format!("“张甲”：已退回，请按退回意见修改后重新报送。退回意见：{REMARK}"),
        "其中已退回1件".into(),
    ];
    assert!(words.iter().all(|words| text.contains(words)), "{text}");
    let page = clerk.page(1).unwrap();
    assert!(page.contains("已退回") && page.contains(REMARK), "{page}");

    // Another decision about the same mail is told as well, and none twice.
    assert_eq!(send_back(2, "请署职务。"), 303);
    let told = office.zhengji.ok(&["replay", "--all", "--apply"]).unwrap();
    assert!(told.contains("不同 0 处"), "{told}");
    assert_eq!(letters(&office).len(), 3);

    sends(&office, 21, "补报", &both(A, &format!("{B}{A}")));
    let now = own([("周丙", "accepted"), ("张甲", "sent_back")]);
    assert_eq!(
        standing(&office),
        now,
        "the same text is still sent back, another one is a version"
    );
    assert!(codes(&office, 1).contains(&"still_sent_back".to_owned()));
    sends(&office, 22, "补报", &format!("1. 张甲，理事长\n{B}{B}\n"));
    assert_eq!(
        standing(&office),
        own([("周丙", "accepted"), ("张甲", "accepted")])
    );
    assert_eq!(clerk.stop().unwrap(), Some(0));
}

#[test]
fn what_is_sent_back_does_not_count_until_it_comes_anew_on_sqlite() {
    what_is_sent_back_does_not_count_until_it_comes_anew(On::Sqlite);
}

#[test]
fn what_is_sent_back_does_not_count_until_it_comes_anew_on_postgres() {
    what_is_sent_back_does_not_count_until_it_comes_anew(On::Postgres);
}

#[test]
fn a_receipt_that_waits_says_what_a_decision_about_another_mail_made_of_it() {
    let office = office(On::Sqlite).unwrap();
    office.zhengji.ok(&["letters", "pause"]).unwrap();
    sends(&office, 21, "再报", &both(A, B));
    let show = || {
        office
            .zhengji
            .ok(&["letters", "show", "2/first_verdict/receipt"])
            .unwrap()
    };
    assert!(show().contains("无需重复发送"), "{}", show());
    let clerk = Clerk::sign_in(&office.zhengji).unwrap();
    let fields = [("change", "send_back"), ("remark", REMARK)];
    assert_eq!(clerk.correct((1, 1), &fields).unwrap(), 303);
    assert!(show().contains("文字与已退回的材料相同"), "{}", show());
    assert_eq!(clerk.take_back(1, "1").unwrap(), 303);
    assert!(
        show().contains("无需重复发送") && !show().contains("已退回"),
        "{}",
        show()
    );
    let text = office
        .zhengji
        .ok(&["letters", "show", "1/ruling-2/receipt"])
        .unwrap();
    assert!(
        text.contains("已予登记") && !text.contains("以本次通知为准"),
        "nothing was said before: {text}"
    );
}

#[test]
fn a_society_that_asks_for_it_has_a_piece_withdrawn_by_a_clerk() {
    let office = office(On::Sqlite).unwrap();
    office.zhengji.ok(&["letters", "pause"]).unwrap();
    sends(
        &office,
        21,
        "关于撤回张甲感悟的函",
        "我学会前日报送的张甲同志的感悟有误，请予撤回。\n",
    );
    assert_eq!(codes(&office, 1), ["withdrawal_request"]);
    assert_eq!(
        standing(&office),
        own([("周丙", "accepted"), ("张甲", "accepted")]),
        "nobody but a person decides that"
    );
    let list = office.zhengji.ok(&["letters", "list"]).unwrap();
    assert!(list.contains("2/first_verdict/under_review"), "{list}");
    let clerk = Clerk::sign_in(&office.zhengji).unwrap();
    assert_eq!(clerk.correct((1, 1), &[("change", "withdraw")]).unwrap(), 303);
    assert_eq!(
        standing(&office),
        own([("周丙", "accepted"), ("张甲", "withdrawn")])
    );
    let show = |key| office.zhengji.ok(&["letters", "show", key]).unwrap();
    let text = show("1/ruling/receipt");
    assert!(
        text.contains("贵单位要求撤回的材料已撤回") && text.contains("其中已撤回1件"),
        "{text}"
    );
    let text = show("1/first_verdict/receipt");
    assert!(text.contains("已取消"), "the other stands instead of it: {text}");
    // What a clerk takes back counts again, and the society hears it.
    assert_eq!(clerk.take_back(1, "1").unwrap(), 303);
    assert_eq!(
        standing(&office),
        own([("周丙", "accepted"), ("张甲", "accepted")])
    );
    let text = show("1/ruling-2/receipt");
    assert!(text.contains("已予登记") && !text.contains("已撤回"), "{text}");
}

#[test]
fn a_clerk_sees_what_an_arrival_has_been_told_and_to_whom() {
    let office = office(On::Sqlite).unwrap();
    office.zhengji.ok(&["send"]).unwrap();
    office.zhengji.ok(&["letters", "pause"]).unwrap();
    let clerk = Clerk::sign_in(&office.zhengji).unwrap();
    let page = clerk.page(1).unwrap();
    assert!(
        page.contains("就此来件的通知邮件") && page.contains("/office/letters/1/first_verdict/receipt"),
        "{page}"
    );
    let told = "如有必要，请直接联系该学会说明";
    assert!(!page.contains(told), "{page}");
    // The society keeps a receipt of what is another's now, and no letter says so.
    let given = |code| [("society", code), ("item", ""), ("received", "")];
    assert_eq!(clerk.decide(1, "assign", &given("A-01")).unwrap(), 303);
    let page = clerk.page(1).unwrap();
    assert!(page.contains(told) && page.contains("现已归属其他学会"), "{page}");
    assert_eq!(clerk.decide(1, "ignore", &[]).unwrap(), 303);
    let page = clerk.page(1).unwrap();
    assert!(page.contains("现已按不予登记处理"), "{page}");
    assert_eq!(clerk.decide(1, "assign", &given("A-06")).unwrap(), 303);
    assert_eq!(clerk.decide(1, "accept", &[]).unwrap(), 303);
    assert!(!clerk.page(1).unwrap().contains(told));
}

/// An office that has sent back the first of two pieces; the society has heard of it.
fn sent_back_and_told() -> (Office, Clerk) {
    let office = office(On::Sqlite).unwrap();
    letters(&office);
    let clerk = Clerk::sign_in(&office.zhengji).unwrap();
    let back = [("change", "send_back"), ("remark", REMARK)];
    assert_eq!(clerk.correct((1, 1), &back).unwrap(), 303);
    letters(&office);
    (office, clerk)
}

/// The society's text as it reads it, without what every letter has.
fn opening(text: &str) -> &str {
    text.split("通知：").next().unwrap()
}

#[test]
fn a_letter_after_a_further_decision_tells_that_one_and_keeps_the_earlier_as_open() {
    let (office, clerk) = sent_back_and_told();
    assert_eq!(clerk.correct((1, 2), &[("change", "withdraw")]).unwrap(), 303);
    let told = letters(&office);
    let (subject, text) = &told[2];
    assert!(subject.starts_with("【已撤回】"), "{subject}");
    assert!(
        opening(text).contains("按贵单位要求，贵单位报送的材料中有1件已撤回")
            && opening(text).contains("此前已请贵单位修改的1件材料仍待重新报送")
            && !opening(text).contains("予以退回"),
        "{text}"
    );
    let (before, open) = text.split_once("此前已通知、尚待贵单位办理的事项").unwrap();
    assert!(!before.contains(REMARK) && open.contains(REMARK), "{text}");
    assert!(before.contains("已退回（此前已通知）"), "{text}");

    // What was sent back comes anew: of that there is no more to say than that.
    sends(&office, 21, "补报", &format!("1. 张甲，理事长\n{B}{A}\n"));
    letters(&office);
    assert_eq!(clerk.take_back(1, "2").unwrap(), 303);
    let told = letters(&office);
    let (subject, text) = told.last().unwrap();
    assert!(subject.starts_with("【恢复登记】"), "{subject}");
    assert!(
        opening(text).contains("有1件恢复登记") && !text.contains(REMARK),
        "{text}"
    );
}

#[test]
fn letters_that_never_left_are_no_earlier_word() {
    let office = office(On::Sqlite).unwrap();
    letters(&office);
    office.zhengji.ok(&["letters", "pause"]).unwrap();
    let clerk = Clerk::sign_in(&office.zhengji).unwrap();
    let back = [("change", "send_back"), ("remark", REMARK)];
    assert_eq!(clerk.correct((1, 1), &back).unwrap(), 303);
    assert_eq!(clerk.correct((1, 2), &[("change", "withdraw")]).unwrap(), 303);
    let show = |key| office.zhengji.ok(&["letters", "show", key]).unwrap();
    let text = show("1/ruling-2/correction_request");
    assert!(
        text.contains("【请修改、已撤回】") && !text.contains("此前已"),
        "{text}"
    );
    assert!(
        opening(&text).contains("有1件已撤回") && opening(&text).contains("另有1件经审核予以退回"),
        "{text}"
    );
}

#[test]
fn a_list_says_who_cancelled_a_letter_and_a_preview_with_what_it_leaves_as_one() {
    let office = office(On::Sqlite).unwrap();
    office.zhengji.ok(&["letters", "pause"]).unwrap();
    sends(&office, 21, "另一件", &format!("1. 李乙，理事\n{B}{B}\n"));
    let show = |key| office.zhengji.ok(&["letters", "show", key]).unwrap();
    let text = show("1/first_verdict/receipt");
    assert!(
        text.contains("与同一邮箱届时待发的其他回执（目前有来件2）合并为一封"),
        "{text}"
    );
    let clerk = Clerk::sign_in(&office.zhengji).unwrap();
    let back = [("change", "send_back"), ("remark", REMARK)];
    assert_eq!(clerk.correct((1, 1), &back).unwrap(), 303);
    let second = "2/first_verdict/receipt";
    office.zhengji.ok(&["letters", "cancel", second]).unwrap();
    let list = office
        .zhengji
        .ok(&["letters", "list", "--state", "cancelled"])
        .unwrap();
    let line = |key| list.lines().find(|line| line.starts_with(key)).unwrap();
    assert!(
        line("1/first_verdict/receipt").contains("已取消（系统）"),
        "{list}"
    );
    assert!(
        line("1/first_verdict/receipt").contains("已由处理意见后的通知代替"),
        "{list}"
    );
    assert!(line(second).contains("已取消（人工）"), "{list}");
}

#[test]
fn a_newer_version_that_was_sent_back_too_is_no_revision() {
    let (office, clerk) = sent_back_and_told();
    sends(&office, 21, "补报", &format!("1. 张甲，理事长\n{B}{A}\n"));
    letters(&office);
    let again = [("change", "send_back"), ("remark", "请再补充数据。")];
    assert_eq!(clerk.correct((2, 1), &again).unwrap(), 303);
    letters(&office);
    assert_eq!(clerk.correct((1, 2), &[("change", "withdraw")]).unwrap(), 303);
    let told = letters(&office);
    let (subject, text) = told.last().unwrap();
    assert!(
        subject.starts_with("【已撤回】") && !text.contains("不必再次发送"),
        "{text}"
    );
}

/// A mail of the society with the essays of two young people, and another with the photo of the first.
fn sends_essays_and_a_photo(office: &Office) {
    use tests::build::picture::jpeg;
    let head = |day: u32, subject: &str| {
        format!(
            "Received: from a.example by mx1.office.example; {day} Oct 2022 08:00:00 +0800\n\
             From: office@optics.example\nTo: dwxcb@office.example\nSubject: {subject}\n\
             Message-ID: <young{day}@a.example>\nMIME-Version: 1.0\n"
        )
    };
    let essays = format!(
        "{}Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n\
         1. 钱丁，研究员\n{A}\n2. 吴辛，研究员\n{B}\n",
        head(18, "青年科技工作者学习感悟")
    );
    let mut photo = format!(
        "{}Content-Type: image/jpeg\nContent-Transfer-Encoding: binary\n\
         Content-Disposition: attachment; filename=\"钱丁.jpg\"\n\n",
        head(19, "青年感悟照片")
    )
    .into_bytes();
    photo.extend(jpeg(640, 480, 7));
    for (name, bytes) in [("essays.eml", essays.into_bytes()), ("photo.eml", photo)] {
        let path = office.zhengji.data().join(name);
        fs::write(&path, bytes).unwrap();
        office.ingest("dwxcb", &path).unwrap();
        letters(office);
    }
}

#[test]
fn a_letter_after_a_decision_does_not_ask_for_a_photo_that_has_come() {
    let settings = [
        ("ZHENGJI__LETTERS__MODE", "auto"),
        ("ZHENGJI__SMTP__FROM", "征集系统 <noreply@post.example>"),
    ];
    let office = Office::open(On::Sqlite, &settings).unwrap().unwrap();
    sends_essays_and_a_photo(&office);
    assert_eq!(
        standing(&office),
        own([("吴辛", "incomplete"), ("钱丁", "accepted")])
    );
    let clerk = Clerk::sign_in(&office.zhengji).unwrap();
    assert_eq!(clerk.correct((1, 2), &[("change", "withdraw")]).unwrap(), 303);
    let text = office
        .zhengji
        .ok(&["letters", "show", "1/ruling/receipt"])
        .unwrap();
    assert!(text.contains("【已撤回】"), "{text}");
    assert!(!text.contains("缺少照片") && !text.contains("补发"), "{text}");
}

/// A letter as it would leave.
fn shown(office: &Office, key: &str) -> String {
    office.zhengji.ok(&["letters", "show", key]).unwrap()
}

#[test]
fn what_is_no_material_after_it_was_sent_back_is_asked_for_no_more() {
    let (office, clerk) = sent_back_and_told();
    office.zhengji.ok(&["letters", "pause"]).unwrap();
    assert_eq!(clerk.correct((1, 1), &[("change", "drop")]).unwrap(), 303);
    let text = shown(&office, "1/ruling-2/receipt");
    let lifted =
        "此前退回的“张甲”（“关键少数”学习党的二十大精神感悟），经再次核对不作为报送材料，不必再按退回意见";
    assert!(
        text.contains("【登记变更】") && opening(&text).contains(lifted),
        "{text}"
    );
    assert_eq!(clerk.correct((1, 1), &[("change", "drop")]).unwrap(), 303);
    let list = office.zhengji.ok(&["letters", "list"]).unwrap();
    let waiting = list.lines().find(|line| line.contains("待发送")).unwrap();
    let text = shown(&office, waiting.split('\t').next().unwrap());
    assert!(
        text.contains("其中的材料不作为报送材料登记") && opening(&text).contains(lifted),
        "{text}"
    );
    assert!(
        !text.contains("补发") && !text.contains("未收到可用材料"),
        "{text}"
    );
}

#[test]
fn what_is_not_registered_after_it_was_sent_back_is_asked_for_no_more() {
    let (office, clerk) = sent_back_and_told();
    office.zhengji.ok(&["letters", "pause"]).unwrap();
    assert_eq!(clerk.decide(1, "ignore", &[]).unwrap(), 303);
    let text = shown(&office, "1/ruling-2/receipt");
    assert!(text.contains("【登记变更】"), "{text}");
    assert!(
        text.contains("不必再按退回意见") && !text.contains("补发"),
        "{text}"
    );
    office.zhengji.ok(&["replay", "--all", "--apply"]).unwrap();
    assert!(shown(&office, "1/ruling-2/receipt").contains("待发送"));
    assert_eq!(clerk.decide(1, "accept", &[]).unwrap(), 303);
    let list = office.zhengji.ok(&["letters", "list"]).unwrap();
    assert!(
        !list.contains("待发送") && list.contains("1/ruling-2/receipt\t已取消"),
        "{list}"
    );
}

#[test]
fn what_was_decided_is_told_of_a_piece_that_has_another_name_since() {
    let (office, clerk) = sent_back_and_told();
    office.zhengji.ok(&["letters", "pause"]).unwrap();
    assert_eq!(clerk.take_back(1, "1").unwrap(), 303);
    let renamed = [
        ("change", "values"),
        ("name", "张贾"),
        ("affiliation", ""),
        ("positions", "理事长"),
        ("title", ""),
        ("text", A),
        ("item", "key-few"),
    ];
    assert_eq!(clerk.correct((1, 1), &renamed).unwrap(), 303);
    let text = shown(&office, "1/ruling-3/receipt");
    assert!(text.contains("【恢复登记】"), "{text}");
    assert!(text.contains("1．张贾（此前通知中列为“张甲”）"), "{text}");
}

#[test]
fn a_letter_that_a_decision_cancelled_stays_in_the_list_whatever_is_decided_then() {
    let office = office(On::Sqlite).unwrap();
    office.zhengji.ok(&["letters", "pause"]).unwrap();
    let clerk = Clerk::sign_in(&office.zhengji).unwrap();
    assert_eq!(clerk.decide(1, "ignore", &[]).unwrap(), 303);
    let is_kept = || {
        let list = office.zhengji.ok(&["letters", "list"]).unwrap();
        let mut lines = list.lines();
        lines.any(|line| line.starts_with("1/first_verdict/receipt") && line.contains("已取消（系统）"))
    };
    assert!(is_kept());
    assert_eq!(clerk.decide(1, "accept", &[]).unwrap(), 303);
    assert!(is_kept());
    shown(&office, "1/ruling-2/receipt");
}
