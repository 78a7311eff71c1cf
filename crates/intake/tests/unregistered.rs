//! Texts beside what is registered: in the letter, in a letter that is passed on, in a document that only seems to cover.

mod support;

use domain::finding::FindingCode;
use intake::claim::Placed;
use support::letters::{Letter, REGISTERED, form, letter, letter_around, placed, reasons};

const FILE: (&str, &str) = (
    "张甲感悟.txt",
    "坐住冷板凳\n作者：张甲　理事长\n学习报告使我深受鼓舞，我们将把成果用到最需要的地方。下一步要立足岗位，久久为功。",
);
const ESSAY: &str = "作为一名基层科研人员，我体会到创新是第一动力，要把论文写在祖国大地上，把课题做到群众的急需处。\
                     面对新征程，我要弘扬科学家精神，淡泊名利，潜心研究，甘当人梯，奖掖后学。";
const BEGINNING: &str = "作为一名基层科研人员，我体会到创新是第一…";
const HEADER: &str = "-------- 转发邮件信息 --------\n发件人：李某 <li@univ.example>\n发送日期：2022-10-19 09:12:11\n\
                      收件人：x\n主题：感悟\n\n";

fn said(placed: &Placed, code: FindingCode) -> Vec<&str> {
    let all = placed.holds.iter().chain(&placed.findings);
    let found = all.filter(|finding| finding.code == code);
    found.filter_map(|finding| finding.place.as_deref()).collect()
}

fn beside(subject: &str, body: &str, files: &[(&str, &str)]) -> Letter {
    let files = [&[FILE], files].concat();
    letter_around(REGISTERED, "kjstdw", subject, body, &files)
}

fn authors(placed: &Placed) -> Vec<&str> {
    let persons = placed.pieces.iter().filter_map(|piece| piece.person.as_ref());
    persons.map(|person| person.name.as_str()).collect()
}

#[test]
fn a_text_in_the_letter_beside_a_file_is_said() {
    for body in [
        format!("请查收附件。\n\n{ESSAY}\n\n王丙，理事"),
        format!("附件为理事长感悟，秘书长王丙的感悟为：{ESSAY}"),
    ] {
        let claimed = placed(beside("关键少数感悟", &body, &[]).claim());
        let places = said(&claimed, FindingCode::UnregisteredText);
        assert_eq!(places, [format!("邮件正文：{BEGINNING}")], "{body}");
        assert_eq!(authors(&claimed), ["张甲"]);
        assert!(claimed.holds.is_empty());
    }
    let advice = "附件为理事长感悟。\n对科协工作的建议：建议设立青年科学家专项，扩大名额，提高资助强度，放宽年龄限制。";
    let claimed = placed(beside("关键少数感悟", advice, &[]).claim());
    assert_eq!(
        said(&claimed, FindingCode::UnregisteredText),
        ["邮件正文：建议设立青年科学家专项，扩大名额，提高资…"]
    );
}

#[test]
fn a_text_that_the_letter_introduces_by_its_author_is_registered() {
    let body = format!("请查收附件。另，我会秘书长王丙同志的感悟如下：\n\n{ESSAY}");
    let claimed = placed(beside("关键少数感悟", &body, &[]).claim());
    assert_eq!(authors(&claimed), ["张甲", "王丙"]);
    assert_eq!(said(&claimed, FindingCode::UnregisteredText), [""; 0]);
}

#[test]
fn words_around_a_file_are_no_text_that_is_missed() {
    let repeated = format!("请查收附件。\n\n{}", FILE.1);
    for body in [
        "老师您好：\n根据通知要求，我会高度重视，组织全体理事认真学习党的二十大精神，共征集到感悟1篇。现报送，请查收。\n\n\
         华夏光学学会秘书处\n地址：华夏市光明路一号\n电话：010-55501234",
        "附件：\n1. 张甲感悟.txt\n\n本邮件及其附件含有保密信息，仅限于发送给上面地址中列出的个人或群组。禁止任何其他人以任何\
         形式使用本邮件中的信息。如果您错收了本邮件，请您立即电话或邮件通知发件人并删除本邮件！",
        repeated.as_str(),
    ] {
        let claimed = placed(beside("关键少数感悟", body, &[]).claim());
        assert_eq!(said(&claimed, FindingCode::UnregisteredText), [""; 0], "{body}");
        assert_eq!(authors(&claimed), ["张甲"], "{body}");
    }
    let form = form("华夏光学学会");
    let claimed = placed(beside("统计表", &format!("老师好，统计表如下。\n{form}"), &[]).claim());
    assert_eq!(said(&claimed, FindingCode::UnregisteredText), [""; 0]);
}

#[test]
fn a_text_in_a_letter_that_is_passed_on_is_said() {
    let signed = format!("请查收附件。\n\n{HEADER}王丙，理事\n{ESSAY}");
    let claimed = placed(beside("转发：感悟", &signed, &[]).claim());
    let place = [format!("转发的来信：{BEGINNING}")];
    assert_eq!(said(&claimed, FindingCode::UnregisteredText), place);
    let within = format!(
        "From: li@univ.example\nContent-Type: text/plain; charset=utf-8\n\n老师好，我的感悟：\n\n{ESSAY}\n\n王丙"
    );
    let claimed = placed(beside("感悟", "请查收附件。", &[("转发.eml", &within)]).claim());
    assert_eq!(said(&claimed, FindingCode::UnregisteredText), place);

    let ours = HEADER.replace("li@univ.example", "kjstdw@office.example");
    let about = "现就征集学习感悟有关事项说明如下：\n王丙，理事\n";
    for quoted in [
        format!("请查收附件。\n\n{ours}{about}{ESSAY}"),
        format!("请查收附件。\n\n{HEADER}关于征集学习情况的通知\n{about}{ESSAY}"),
        format!("请查收附件。\n\n{HEADER}{}", FILE.1),
    ] {
        let claimed = placed(beside("转发：感悟", &quoted, &[]).claim());
        assert_eq!(said(&claimed, FindingCode::UnregisteredText), [""; 0], "{quoted}");
    }
    let within = within.replace("li@univ.example", "kjstdw@office.example");
    let claimed = placed(beside("感悟", "请查收附件。", &[("转发.eml", &within)]).claim());
    assert_eq!(said(&claimed, FindingCode::UnregisteredText), [""; 0]);
}

#[test]
fn a_text_in_a_document_that_seems_to_cover_others_is_said() {
    let to = "华夏科协科技社团党委：";
    for (name, text) in [
        (
            "函.txt",
            format!(
                "关于报送王丙同志学习感悟的函\n{to}\n现报送我会秘书长王丙同志的学习感悟如下。\n王丙，秘书长\n{ESSAY}\n特此函告，请查收。"
            ),
        ),
        (
            "报送函.txt",
            format!("关于报送学习材料的函\n{to}\n现将我会材料报送如下。\n附件1\n李乙，副理事长\n{ESSAY}"),
        ),
        ("简报.txt", format!("学会工作简报\n王丙，秘书长\n{ESSAY}")),
    ] {
        let claimed = placed(beside("关键少数感悟", "请查收附件。", &[(name, &text)]).claim());
        let place = [format!("{name}：{BEGINNING}")];
        assert_eq!(said(&claimed, FindingCode::UnregisteredText), place, "{name}");
        assert_eq!(authors(&claimed), ["张甲"]);
    }
    let letter = format!(
        "关于报送学习感悟的函\n{to}\n根据通知要求，我会高度重视，组织全体理事认真学习，共征集到感悟1篇，现予报送，请审阅。\n\
         附件：张甲感悟\n华夏光学学会\n2022年10月20日"
    );
    let claimed = placed(beside("关键少数感悟", "请查收附件。", &[("函.txt", &letter)]).claim());
    for code in [FindingCode::UnregisteredText, FindingCode::UnusedFile] {
        assert_eq!(said(&claimed, code), [""; 0]);
    }
    let paper = "学会年会邀请函\n尊敬的各位代表：\n学会定于十一月在华夏市召开学术年会，设十个分会场，邀请院士专家作大会特邀报告，\
                 并举办青年论坛、科普展览和成果发布活动，热忱欢迎各界人士踊跃参加。";
    let claimed = placed(beside("关键少数感悟", "请查收附件。", &[("邀请函.txt", paper)]).claim());
    assert_eq!(said(&claimed, FindingCode::UnusedFile), ["邀请函.txt"]);
    assert_eq!(said(&claimed, FindingCode::UnregisteredText), [""; 0]);
}

#[test]
fn an_empty_file_is_said_to_be_empty() {
    let claimed = placed(beside("关键少数感悟", "请查收附件。", &[("李乙感悟.txt", "  ")]).claim());
    assert_eq!(said(&claimed, FindingCode::EmptyFile), ["李乙感悟.txt"]);
    assert!(claimed.holds.is_empty());
    let claimed = placed(beside("关键少数感悟", "请查收附件。", &[("ATT00001.txt", " ")]).claim());
    assert_eq!(said(&claimed, FindingCode::EmptyFile), [""; 0]);
}

#[test]
fn a_letter_that_may_hold_the_text_is_not_said_to_hold_nothing() {
    let within_forward = format!("请查收。\n\n{HEADER}王丙，理事\n{ESSAY}");
    for (subject, body) in [
        ("关键少数感悟", format!("请查收。\n\n{ESSAY}")),
        (
            "关键少数感悟",
            format!("现报送我会理事长张甲同志的学习感悟，请审阅。\n{ESSAY}"),
        ),
        ("转发：感悟", within_forward.clone()),
        (
            "答复：感悟",
            within_forward.replace("请查收", "收到，谢谢。材料见下"),
        ),
    ] {
        let claim = letter(REGISTERED, "kjstdw", subject, &body).claim();
        assert_eq!(reasons(&claim), [FindingCode::UnregisteredText], "{body}");
    }
    let nothing = "老师您好：\n根据通知要求，现将我会学习感悟报送如下，请查收附件。\n华夏光学学会秘书处";
    let claim = letter(REGISTERED, "kjstdw", "关键少数感悟", nothing).claim();
    assert_eq!(reasons(&claim), [FindingCode::NoContent]);
}
