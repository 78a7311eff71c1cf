//! What is said beside material that is registered: an author whom the file's name denies, another society, a question.

mod support;

use domain::finding::FindingCode;
use domain::ruling::Decision;
use intake::claim::{About, Intent, Placed};
use support::letters::{REGISTERED, STRANGER, TEXT, form, letter, letter_around, letter_of_files, placed};

const LONG: &str =
    "回顾党的百年历程，老一辈科学家以身许国的故事令人感动，青年一代更应甘坐冷板凳，勇闯无人区。";

fn places(placed: &Placed, code: FindingCode) -> Vec<String> {
    let all = placed.holds.iter().chain(&placed.findings);
    let found = all.filter(|finding| finding.code == code);
    found.filter_map(|finding| finding.place.clone()).collect()
}

#[test]
fn a_file_that_names_somebody_else_than_its_text_is_said() {
    let file = |name: &str, text: &str| {
        let files = [(name, text)];
        placed(letter_of_files(REGISTERED, "kjstdw", "关键少数感悟", &files).claim())
    };
    let by = |author: &str, title: &str| format!("{title}\n作者：{author}\n{TEXT}\n{LONG}");
    let claimed = file("张三感悟.txt", &by("李四", "坐住冷板凳"));
    let author = claimed.pieces.first().and_then(|piece| piece.person.clone());
    assert_eq!(author.map(|person| person.name).as_deref(), Some("李四"));
    let said = places(&claimed, FindingCode::NamedOtherwise);
    assert_eq!(said, ["张三感悟.txt（文中署名：李四）"]);
    for (name, text) in [
        ("张三感悟.txt", by("张三", "坐住冷板凳")),
        ("张三、李四感悟.txt", by("李四", "坐住冷板凳")),
        ("感悟.txt", by("李四", "坐住冷板凳")),
        ("张三.txt", by("李四", "我眼中的张三")),
    ] {
        let claimed = file(name, &text);
        assert_eq!(places(&claimed, FindingCode::NamedOtherwise), [""; 0], "{name}");
    }
}

#[test]
fn a_society_with_which_something_is_sent_together_is_named() {
    let form = form("华夏光学学会");
    let sent = |subject: &str, name: &str| {
        placed(letter_of_files(REGISTERED, "kjstdw", subject, &[(name, &form)]).claim())
    };
    for (subject, name) in [
        ("华夏光学学会、华夏声学学会联合报送统计表", "统计表.txt"),
        ("统计表", "华夏光学学会、华夏声学学会联合填报.txt"),
    ] {
        let claimed = sent(subject, name);
        assert_eq!(claimed.society.to_string(), "A-01");
        assert_eq!(
            places(&claimed, FindingCode::JointReport),
            ["华夏声学学会"],
            "{subject}"
        );
    }
    let claimed = sent("统计表", "统计表.txt");
    assert_eq!(places(&claimed, FindingCode::JointReport), [""; 0]);
    let body = format!("该活动系与华夏声学学会联合开展。\n{form}");
    let claimed = placed(letter(REGISTERED, "kjstdw", "统计表", &body).claim());
    assert_eq!(places(&claimed, FindingCode::JointReport), [""; 0]);
}

#[test]
fn a_question_beside_material_is_said_and_the_material_counts() {
    let form = form("华夏光学学会");
    let with =
        |words: &str| placed(letter(REGISTERED, "kjstdw", "统计表", &format!("{words}\n\n{form}")).claim());
    let asks = with("老师好，统计表如下。请问照片可否后补？");
    assert_eq!(places(&asks, FindingCode::AlsoQuestion), ["请问照片可否后补？"]);
    assert_eq!((asks.pieces.len(), asks.holds.len()), (2, 0));
    assert_eq!(
        places(
            &with("老师好，统计表如下，收到请回复。"),
            FindingCode::AlsoQuestion
        ),
        [""; 0]
    );
}

#[test]
fn a_sentence_that_asks_and_takes_back_is_quoted_once() {
    let body = format!(
        "老师好，统计表如下。请问能否删除上次报送的感悟？\n\n{}",
        form("华夏光学学会")
    );
    let claimed = placed(letter(REGISTERED, "kjstdw", "统计表", &body).claim());
    let codes: Vec<FindingCode> = claimed.findings.iter().map(|finding| finding.code).collect();
    for code in [FindingCode::AlsoQuestion, FindingCode::AlsoWithdrawal] {
        assert!(codes.contains(&code), "{codes:?}");
    }
    assert_eq!(
        places(&claimed, FindingCode::AlsoQuestion),
        ["请问能否删除上次报送的感悟？"]
    );
    assert_eq!(places(&claimed, FindingCode::AlsoWithdrawal), [""; 0]);
}

#[test]
fn a_request_to_withdraw_beside_material_is_said_and_the_material_counts() {
    let form = form("华夏光学学会");
    let with =
        |words: &str| placed(letter(REGISTERED, "kjstdw", "统计表", &format!("{words}\n\n{form}")).claim());
    for asked in ["另：李乙的感悟不再报送。", "附件2作废，请删除上次的。"] {
        let claimed = with(&format!("老师好，统计表如下。{asked}"));
        assert_eq!(places(&claimed, FindingCode::AlsoWithdrawal), [asked]);
        assert_eq!((claimed.pieces.len(), claimed.holds.len()), (2, 0));
    }
    for words in [
        "老师好，统计表如下，收到请回复。",
        "老师好，上次的表作废，以此件为准。",
    ] {
        assert_eq!(
            places(&with(words), FindingCode::AlsoWithdrawal),
            [""; 0],
            "{words}"
        );
    }
}

#[test]
fn a_letter_that_says_that_it_replaces_the_one_before_does_so() {
    let form = form("华夏光学学会");
    let sent = |subject: &str, words: &str| {
        let files = [("统计表.txt", form.as_str())];
        placed(letter_around(REGISTERED, "kjstdw", subject, words, &files).claim())
    };
    for (subject, words, whole) in [
        (
            "统计表-修改",
            "老师好，之前发的版本有误，烦请替换为附件版本，给您添麻烦了。",
            true,
        ),
        ("统计表", "请替换为附件版本。", false),
        ("统计表", "昨日所报材料请删除，重新报送如附件。", true),
        (
            "附件发错，请忽略上一封",
            "上一封邮件附件发错，请忽略，正确的见附件。",
            true,
        ),
    ] {
        let claimed = sent(subject, words);
        assert_eq!(
            (claimed.holds.len(), claimed.intent),
            (0, Intent::Replaces),
            "{words}"
        );
        assert_eq!(places(&claimed, FindingCode::AlsoWithdrawal), [""; 0], "{words}");
        let said = claimed.said.iter().any(|said| said.about == About::Mail);
        assert_eq!(said, whole, "{words}");
    }
    let plain = sent("统计表", "请查收，如有误请告知，我们重新报送。");
    assert_eq!((plain.holds.len(), plain.intent), (0, Intent::Adds));
}

#[test]
fn whose_subject_takes_something_back_beside_material_is_asked_which_is_meant() {
    let form = form("华夏光学学会");
    let files = [("统计表.txt", form.as_str())];
    let letter = letter_around(
        REGISTERED,
        "kjstdw",
        "关于撤回李乙同志感悟的函",
        "请查收。",
        &files,
    );
    let claimed = placed(letter.claim());
    let holds: Vec<FindingCode> = claimed.holds.iter().map(|hold| hold.code).collect();
    assert_eq!(holds, [FindingCode::WithdrawalBeside]);
    let accepted = placed(letter.ruled(Decision::Accept).claim());
    assert_eq!(accepted.holds, []);
    assert_eq!(
        places(&accepted, FindingCode::AlsoWithdrawal),
        ["关于撤回李乙同志感悟的函"],
        "what is to be withdrawn nobody has said by that"
    );
}

#[test]
fn a_list_of_the_authors_beside_their_texts_is_no_file_in_vain() {
    let essay = format!("坐住冷板凳\n作者：张三\n{TEXT}\n{LONG}");
    let with = |list: &str| {
        let files = [("张三感悟.txt", essay.as_str()), ("名单.csv", list)];
        placed(letter_of_files(REGISTERED, "kjstdw", "关键少数感悟", &files).claim())
    };
    let own = with("序号,姓名,职务\n1,张三,理事长\n2,李四,理事\n");
    assert_eq!(places(&own, FindingCode::UnusedFile), [""; 0]);
    let other = with("编号,年份,数量\n1,2021,30\n2,2022,40\n");
    assert_eq!(places(&other, FindingCode::UnusedFile), ["名单.csv"]);
}

#[test]
fn fewer_documents_than_a_letter_announces_are_said() {
    let sent = |body: &str| {
        let files = [
            ("张甲感悟.txt", format!("张甲，理事长\n{TEXT}")),
            ("李乙感悟.txt", format!("李乙，理事\n{LONG}")),
        ];
        let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
        placed(letter_around(REGISTERED, "kjstdw", "关键少数感悟", body, &files).claim())
    };
    let said = |placed: &Placed| {
        let mut findings = placed.findings.iter();
        let found = findings.find(|finding| finding.code == FindingCode::FewerThanAnnounced);
        found.and_then(|finding| finding.remark.clone())
    };
    let fewer = sent("随信附上张甲、李乙、王丙三人的感悟，共3份，请查收。");
    assert_eq!(said(&fewer).as_deref(), Some("写明3份，读到2份。"));
    assert_eq!(places(&fewer, FindingCode::FewerThanAnnounced), ["王丙"]);
    assert_eq!(said(&sent("现报送2篇感悟，请查收。")), None);
    for (words, want) in [
        ("老师好：\n报送张甲、李乙、王丙三人的感悟，请查收。", vec!["王丙"]),
        ("报送张甲、李乙、王丙的感悟。", vec!["王丙"]),
        ("报送张甲、李乙两人的感悟。", vec![]),
        ("报送王丙、赵丁两人的感悟。", vec![]),
        ("此前已报送张甲、王丙两人的感悟。", vec![]),
    ] {
        assert_eq!(
            places(&sent(words), FindingCode::FewerThanAnnounced),
            want,
            "{words}"
        );
    }
}

#[test]
fn a_sender_who_is_called_another_society_is_named() {
    let sent = |name: &str| {
        let from = format!("{name} <{REGISTERED}>");
        let mut letter = letter(&from, "kjstdw", "关键少数感悟", &format!("张甲，理事长\n{TEXT}"));
        letter.arrival.sender = Some(REGISTERED.to_owned());
        placed(letter.claim())
    };
    let said = |placed: &Placed| places(placed, FindingCode::SenderNamedOtherwise);
    assert_eq!(said(&sent("华夏声学学会")), ["华夏声学学会"]);
    for name in ["华夏光学学会", "王小明"] {
        assert_eq!(said(&sent(name)), [""; 0], "{name}");
    }
}

#[test]
fn a_stranger_who_writes_for_a_branch_is_named() {
    let sent = |from: &str, unit: &str| {
        let body = format!("{unit}\n张甲，理事长\n{TEXT}\n");
        placed(letter(from, "kjstdw", "关键少数感悟", &body).claim())
    };
    let said = |placed: &Placed| places(placed, FindingCode::SentByBranch);
    let branch = "华夏光学学会激光分会";
    assert_eq!(said(&sent(STRANGER, branch)), [branch]);
    assert_eq!(said(&sent(REGISTERED, branch)), [""; 0]);
    assert_eq!(said(&sent(STRANGER, "华夏光学学会")), [""; 0]);
}

#[test]
fn a_text_that_is_signed_for_another_society_is_named() {
    let sent = |author: &str| {
        let text = format!("{author}\n{TEXT}\n{LONG}");
        let files = [("感悟.txt", text.as_str())];
        placed(letter_of_files(REGISTERED, "kjstdw", "关键少数感悟", &files).claim())
    };
    let said = |placed: &Placed| places(placed, FindingCode::SignedForAnother);
    let claimed = sent("华夏声学学会理事长 李新川");
    assert_eq!(claimed.society.to_string(), "A-01");
    assert_eq!(said(&claimed), ["李新川（华夏声学学会）"]);
    for author in [
        "华夏光学学会理事长 李新川",
        "华夏光学学会、华夏声学学会理事 李新川",
        "李新川，理事长",
    ] {
        assert_eq!(said(&sent(author)), [""; 0], "{author}");
    }
}
