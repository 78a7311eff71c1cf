//! Nobody who writes stays without an answer, and nobody is answered who only says thank you.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::fs;

use tests::build::xlsx::{Cell, Sheet};
use tests::clerk::Clerk;
use tests::office::{Office, On};

const OF_OPTICS: &str = "office@optics.example";

fn office() -> Office {
    Office::open(On::Sqlite, &[("ZHENGJI__LETTERS__MODE", "auto")])
        .unwrap()
        .unwrap()
}

/// A letter of the society arrives.
fn write(office: &Office, number: u32, subject: &str, text: &str) {
    write_as(office, number, (OF_OPTICS, ""), subject, text);
}

/// A letter of somebody arrives, to which the receiving server says this about its sender.
fn write_as(office: &Office, number: u32, (sender, standing): (&str, &str), subject: &str, text: &str) {
    let letter = format!(
        "{standing}Received: from a.example by mx1.office.example; Thu, 20 Oct 2022 10:00:00 +0800\nFrom: {sender}\n\
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
        shown.contains("【来信收到】") && shown.contains("工作人员另行答复"),
        "{shown}"
    );
}

#[test]
fn what_wants_nothing_to_be_sent_is_asked_for_nothing_and_promised_no_result() {
    let office = office();
    let run = |arguments: &[&str]| office.zhengji.ok(arguments).unwrap();
    write(&office, 1, "咨询", "请问每个学会可以报几名？");
    write(&office, 2, "更正", "张甲同志职务应为副理事长，请更正。");
    for (key, mark, words) in [
        (
            "1/first_verdict/under_review",
            "【来信收到】",
            "来信所提问题由工作人员另行答复",
        ),
        (
            "2/first_verdict/under_review",
            "【收到待核】",
            "来信要求更正已报送的内容",
        ),
    ] {
        let shown = run(&["letters", "show", key]);
        assert!(shown.contains(mark) && shown.contains(words), "{shown}");
        assert!(!shown.contains("核对结果") && !shown.contains("补发"), "{shown}");
    }
    // Whoever is refused before that has left hears nothing of it, and of a question nothing by a machine.
    let clerk = Clerk::sign_in(&office.zhengji).unwrap();
    for arrival in [1, 2] {
        assert_eq!(clerk.decide(arrival, "ignore", &[]).unwrap(), 303);
    }
    for state in ["queued", "awaiting_approval", "sent"] {
        let letters = run(&["letters", "list", "--state", state]);
        assert!(
            !letters.contains("under_review") && !letters.contains("receipt"),
            "{letters}"
        );
    }
    assert_eq!(clerk.stop().unwrap(), Some(0));
}

#[test]
fn a_form_that_answers_nothing_is_told_what_is_owed() {
    let office = office();
    let nothing = "全国学会学习党的二十大精神情况统计表\n\n学会名称：华夏光学学会\n填表人：钱戊\n联系方式：010-55500001\n\n\
                   一、学会理事、40岁以下青年科技工作者作为党的二十大参会代表的基本情况：\n无\n\n\
                   二、学习贯彻党的二十大精神的感悟（未来设想）：\n无\n\n三、建言献策：\n暂无";
    write(&office, 1, "统计表", nothing);
    let shown = office
        .zhengji
        .ok(&["letters", "show", "1/first_verdict/receipt"])
        .unwrap();
    assert!(!shown.contains("已登记的内容不变"), "{shown}");
    assert!(
        shown.contains("统计表已收到，各栏填写为“无”")
            && shown.contains("下列事项须报送材料，目前尚未收到贵单位的材料"),
        "{shown}"
    );
}

const OWN: &str = "张甲，理事长\n我们将把成果用到最需要的地方，让更多的人了解科学。";
const OTHER: &str = "作为一名基层科研人员，我体会到创新是第一动力，要把论文写在祖国大地上，把课题做到群众的急需处，久久为功。";

#[test]
fn a_receipt_names_what_beside_the_registered_text_was_not_registered() {
    let office = office();
    let offered = "从QQ邮箱发来的超大附件\n\n李乙感悟.docx (128.03M, 2022年11月27日 21:59 到期)进入下载页面：\
                   https://wx.mail.qq.com/ftn/download?func=3&key=1&code=ab";
    write(&office, 1, "关键少数感悟", &format!("{OWN}\n\n{offered}"));
    let passed_on = format!(
        "请查收。\n\n{OWN}\n\n-------- 转发邮件信息 --------\n发件人：李某 <li@univ.example>\n发送日期：2022-10-19\n\
         收件人：x\n主题：感悟\n\n王丙，理事\n{OTHER}"
    );
    write(&office, 2, "转发：关键少数感悟", &passed_on);
    let shown = |key: &str| office.zhengji.ok(&["letters", "show", key]).unwrap();
    let asked = shown("1/first_verdict/receipt");
    assert!(
        asked.contains("李乙感悟.docx") && asked.contains("请在链接到期前改为普通附件重新发送"),
        "{asked}"
    );
    let told = shown("2/first_verdict/receipt");
    assert!(
        told.contains("转发的来信：作为一名基层科研人员") && told.contains("由工作人员核对"),
        "{told}"
    );
    let export = office.export().unwrap();
    let text = export.pointer("/submissions/0/text").unwrap().as_str().unwrap();
    assert_eq!(text, OWN.lines().last().unwrap());
}

#[test]
fn who_sent_a_text_that_is_not_understood_does_not_hear_that_nothing_came() {
    let office = office();
    write(&office, 1, "关键少数感悟", &format!("请查收。\n\n{OTHER}"));
    let listed = office.zhengji.ok(&["letters", "list"]).unwrap();
    assert!(listed.contains("1/first_verdict/under_review"), "{listed}");
    let shown = office
        .zhengji
        .ok(&["letters", "show", "1/first_verdict/under_review"])
        .unwrap();
    assert!(
        shown.contains("【收到待核】") && !shown.contains("未收到可用材料"),
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

const PASSED: &str = "Authentication-Results: mx1.office.example; dmarc=pass\n";
const FAILED: &str = "Authentication-Results: mx1.office.example; dmarc=fail\n";

#[test]
fn a_stranger_learns_that_the_mail_came_if_the_server_vouches_for_him() {
    let office = office();
    let stranger = "someone@elsewhere.example";
    let text = "老师您好，现报送我单位的学习情况，具体内容稍后补充，请查收。";
    let senders = [
        (stranger, PASSED),
        (stranger, FAILED),
        (stranger, ""),
        // The field stands below our Received line: it came with the letter.
        (
            "someone@elsewhere.example\nAuthentication-Results: mx1.office.example; dmarc=pass",
            "",
        ),
        ("noreply@elsewhere.example", PASSED),
    ];
    for (number, sender) in (1..).zip(senders) {
        write_as(&office, number, sender, "报送材料", text);
    }
    let run = |arguments: &[&str]| office.zhengji.ok(arguments).unwrap();
    let listed = run(&["letters", "list"]);
    let line = "1/first_verdict/acknowledgement\t待发送\t-\tsomeone@elsewhere.example";
    assert!(listed.contains(line) && listed.contains("共 1 封"), "{listed}");
    let shown = run(&["letters", "show", "1/first_verdict/acknowledgement"]);
    assert!(shown.contains("来件已收到并存档，正由工作人员核对。"), "{shown}");
}

#[test]
fn who_is_registered_is_told_even_if_the_notice_is_uncertain() {
    let office = office();
    let file = tests::zhengji::repository().join("config/notices/cast-2022-41.toml");
    let other = fs::read_to_string(file).unwrap();
    let other = other
        .replace("cast-2022-41", "cast-2022-42")
        .replace("41号", "42号");
    let path = office.zhengji.data().join("other.toml");
    fs::write(&path, other).unwrap();
    office
        .zhengji
        .ok(&["notice".as_ref(), "import".as_ref(), path.as_os_str()])
        .unwrap();
    write(
        &office,
        1,
        "报送材料",
        "老师您好，现报送我单位的学习情况，请查收。",
    );
    let shown = office
        .zhengji
        .ok(&["letters", "show", "1/first_verdict/under_review"])
        .unwrap();
    assert!(shown.contains("主题：【收到待核】来件已收到（"), "{shown}");
    assert!(!shown.contains("通知：《"), "{shown}");
}

#[test]
fn a_stranger_who_writes_for_a_society_learns_that_the_mail_came_under_the_same_rule() {
    let office = office();
    let essay = |name: &str| {
        format!(
            "华夏光学学会\n姓名：{name}　职务：理事长\n感悟：\n{name}认为我们将把成果用到最需要的地方，\
             让更多的人了解科学。"
        )
    };
    let about = "华夏光学学会 关键少数学习感悟";
    for (number, standing) in [(1, PASSED), (2, ""), (3, FAILED)] {
        let sender = format!("someone{number}@elsewhere.example");
        write_as(&office, number, (&sender, standing), about, &essay("张甲"));
    }
    let held = "华夏光学学会材料见链接 https://pan.baidu.com/s/1abcdefg 提取码 abcd";
    for (number, standing) in [(4, PASSED), (5, ""), (6, FAILED)] {
        let sender = format!("someone{number}@elsewhere.example");
        write_as(&office, number, (&sender, standing), about, held);
    }
    let listed = office.zhengji.ok(&["letters", "list"]).unwrap();
    let told: Vec<&str> = listed
        .lines()
        .filter(|line| line.contains("/acknowledgement"))
        .collect();
    assert_eq!(
        told,
        [
            "1/first_verdict/acknowledgement\t待发送\tA-06\tsomeone1@elsewhere.example",
            "4/first_verdict/acknowledgement\t待发送\t-\tsomeone4@elsewhere.example",
        ],
        "{listed}"
    );
    let shown = office
        .zhengji
        .ok(&["letters", "show", "4/first_verdict/acknowledgement"])
        .unwrap();
    assert!(!shown.contains("光学"), "{shown}");
}

#[test]
fn an_answer_goes_back_to_the_mailbox_that_was_written_to() {
    let office = office();
    let text = "姓名：张甲　职务：理事长\n感悟：\n我们将把成果用到最需要的地方，让更多的人了解科学。";
    write(&office, 1, "关键少数学习感悟", text);
    let sent = office.zhengji.ok(&["send"]).unwrap();
    assert!(sent.contains("发出 1 封"), "{sent}");
    let folder = office.zhengji.data().join("outbox");
    let path = fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    let letter = fs::read_to_string(path).unwrap();
    // The first mailbox of the notice is another one.
    assert!(letter.contains("Reply-To: kjstdw@office.example\r\n"), "{letter}");
}

#[test]
fn who_asks_for_something_is_answered_however_politely_he_does() {
    let office = office();
    let asked = [
        "您好，请问截止时间可以延长吗？",
        "我单位申请延期至本月底报送，恳请批准。谢谢！",
    ];
    for (number, text) in (1..).zip(asked) {
        write(&office, number, "申请", text);
    }
    let letters = office.zhengji.ok(&["letters", "list"]).unwrap();
    for number in 1..=2 {
        let key = format!("{number}/first_verdict/under_review");
        assert!(letters.contains(&key), "{letters}");
    }
}

#[test]
fn an_advertisement_is_not_answered() {
    let office = office();
    let text = "本公司代开各类发票，优惠促销，欢迎来电咨询，退订请回复TD。";
    write_as(&office, 1, ("someone@elsewhere.example", PASSED), "优惠", text);
    let letters = office.zhengji.ok(&["letters", "list"]).unwrap();
    assert!(letters.contains("共 0 封"), "{letters}");
}

#[test]
fn who_writes_for_two_societies_is_no_stranger() {
    let office = office();
    let row = |cells: [&str; 4]| cells.map(Cell::from).to_vec();
    let sheet = Sheet {
        name: "学会名录".to_owned(),
        rows: vec![
            row(["编号", "学会名称", "类别", "邮箱"]),
            row(["A-06", "华夏光学学会", "理科", OF_OPTICS]),
            row(["A-08", "华夏力学学会", "理科", OF_OPTICS]),
        ],
        merged: Vec::new(),
    };
    let roster = office.zhengji.data().join("roster.xlsx");
    fs::write(&roster, sheet.workbook()).unwrap();
    let run = |arguments: &[&str]| office.zhengji.ok(arguments).unwrap();
    run(&["roster", "import", roster.to_str().unwrap()]);
    let text = "老师您好，现报送我单位的学习情况，具体内容稍后补充，请查收。";
    write(&office, 1, "报送材料", text);
    write_as(&office, 2, (OF_OPTICS, FAILED), "报送材料", text);
    let listed = run(&["letters", "list"]);
    let line = format!("1/first_verdict/acknowledgement\t待发送\t-\t{OF_OPTICS}");
    assert!(listed.contains(&line) && listed.contains("共 1 封"), "{listed}");
}
