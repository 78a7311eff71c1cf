//! What letters say in their own words: that there is nothing, that they replace, whose letter they pass on.

mod support;

use domain::finding::FindingCode;
use domain::notice::{NilReport, Notice};
use domain::submission::Standing;
use intake::claim::{Claim, FormOrigin, Intent, Placed};
use intake::reading::read_mail;
use support::letters::{Letter, REGISTERED, TEXT, letter, placed, reasons};
use support::settled::settled;
use support::{arrival, item, notice, piece, placed as placed_pieces};

fn with_nil_allowed(mut letter: Letter, items: &[&str]) -> Letter {
    let mut notice: Notice = notice();
    for one in &mut notice.items {
        if items.contains(&one.id.as_str()) {
            one.nil_report = NilReport::Allowed;
        }
    }
    letter.notices = vec![notice];
    letter
}

#[test]
fn a_letter_may_be_a_nil_report() {
    let words = "您好，经研究，我会无建言献策，特此回复。\n华夏光学学会";
    let say =
        |allowed: &[&str]| with_nil_allowed(letter(REGISTERED, "kjstdw", "回复", words), allowed).claim();
    let claim = placed(say(&["advice"]));
    assert!(claim.holds.is_empty() && claim.pieces.is_empty());
    assert_eq!(claim.forms[0].origin, FormOrigin::Letter);
    assert_eq!(claim.forms[0].nil_items, [item("advice")]);
    assert_eq!(reasons(&say(&[])), [FindingCode::NoContent]);
}

#[test]
fn a_nil_report_by_letter_leaves_the_form_before_it() {
    let form = Letter {
        ..letter(
            REGISTERED,
            "kjstdw",
            "统计表",
            &support::letters::form("华夏光学学会"),
        )
    };
    let nil = with_nil_allowed(
        letter(REGISTERED, "kjstdw", "回复", "我会无建言献策。"),
        &["advice"],
    );
    let arrivals: Vec<(_, Placed)> = vec![
        (arrival(1, 0), placed(form.claim())),
        (arrival(2, 1), placed(nil.claim())),
    ];
    let forms = settled(&arrivals).return_forms;
    let standing: Vec<Standing> = forms.iter().map(|form| form.standing).collect();
    assert_eq!(standing, [Standing::Current, Standing::Current]);
}

#[test]
fn a_letter_says_in_its_own_words_that_it_replaces() {
    for (words, intent) in [
        ("上一封有误，请以本邮件为准。", Intent::Replaces),
        ("以此次附件为准", Intent::Replaces),
        ("请问以哪个为准？", Intent::Adds),
        ("工作中要以质量为准。", Intent::Adds),
    ] {
        let words = format!("{words}\n\n姓名：张甲　职务：理事长\n感悟：\n{TEXT}");
        let claim = placed(letter(REGISTERED, "kjstdw", "感悟", &words).claim());
        assert_eq!(claim.intent, intent, "{words}");
    }
}

#[test]
fn what_names_the_item_is_no_title_by_which_an_earlier_piece_is_replaced() {
    let titled = |title: &str, text: &str| {
        let mut one = piece("advice", None, text);
        one.title = Some(title.to_owned());
        placed_pieces(vec![one])
    };
    for (title, current) in [("建言献策", 2), ("华夏光学学会建言献策", 2), ("加强基础研究", 1)]
    {
        let found = settled(&[
            (arrival(1, 0), titled(title, "建议设立专项，支持青年人员。")),
            (arrival(2, 1), titled(title, "建议开放平台，共享数据。")),
        ]);
        let standing = found.submissions.iter().map(|piece| piece.standing);
        assert_eq!(
            standing.filter(|one| *one == Standing::Current).count(),
            current,
            "{title}"
        );
    }
}

#[test]
fn the_letter_of_another_society_that_is_passed_on_is_a_conflict() {
    let words = |from: &str| {
        format!(
            "这个发错到我们这里了，转给你们。\n\n---------- 转发邮件 ----------\n发件人：某某 <{from}>\n\
             发送日期：2022-10-19\n收件人：{REGISTERED}\n主题：感悟\n\n附件是我会的感悟。"
        )
    };
    let pass = |subject: &str, from: &str| {
        let mut passed = letter(REGISTERED, "kjstdw", subject, "");
        let raw = format!(
            "From: {REGISTERED}\nSubject: {subject}\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n\
             --b\nContent-Type: text/plain; charset=utf-8\n\n{}\n--b\nContent-Type: application/octet-stream\n\
             Content-Disposition: attachment; filename=\"key-few.txt\"\n\n{TEXT}{TEXT}\n--b--\n",
            words(from)
        );
        passed.reading = read_mail(raw.as_bytes());
        passed.claim()
    };
    let other = "office@a-02.example";
    assert_eq!(
        reasons(&pass("转发：感悟", other)).first(),
        Some(&FindingCode::SocietyConflict)
    );
    assert!(matches!(pass("转发：感悟", REGISTERED), Claim::Placed(_)));
    assert!(matches!(pass("回复：感悟", other), Claim::Placed(_)));
    let by_name = pass(
        "转发：感悟",
        "somebody@c.example>\n\n这是华夏声学学会的感悟。\n<x",
    );
    assert_eq!(reasons(&by_name).first(), Some(&FindingCode::SocietyConflict));
    assert!(matches!(
        pass("转发：感悟", "somebody@c.example"),
        Claim::Placed(_)
    ));
}

#[test]
fn a_letter_sent_for_another_society_is_a_conflict() {
    let text = format!("姓名：张甲　职务：理事长\n感悟：\n{TEXT}");
    let say = |words: &str| letter(REGISTERED, "kjstdw", "感悟", &format!("{words}\n{text}")).claim();
    let claim = say("受华夏声学学会委托，代为报送其感悟，请查收。");
    assert_eq!(reasons(&claim).first(), Some(&FindingCode::SocietyConflict));
    let signed = |signature: &str| {
        letter(
            REGISTERED,
            "kjstdw",
            "感悟",
            &format!("{text}\n\n{signature}\n2022年10月20日"),
        )
        .claim()
    };
    for signature in ["华夏声学学会", "华夏声学学会秘书处", "华夏声学学会（秘书处）"]
    {
        let claim = signed(signature);
        assert_eq!(
            reasons(&claim).first(),
            Some(&FindingCode::SocietyConflict),
            "{signature}"
        );
    }
    assert!(matches!(signed("华夏光学学会秘书处"), Claim::Placed(_)));
    let elsewhere = say("代声学学会转报如下。\n华夏声学学会感悟：");
    assert_eq!(reasons(&elsewhere).first(), Some(&FindingCode::SocietyConflict));
    for words in [
        "受华夏光学学会理事长委托，代为报送感悟，请查收。",
        "现转报感悟，请查收。",
    ] {
        assert!(matches!(say(words), Claim::Placed(_)), "{words}");
    }
}

#[test]
fn what_a_text_tells_of_another_society_is_no_conflict() {
    let text = format!("姓名：张甲\n感悟：\n我们曾受华夏声学学会委托开展调查。{TEXT}");
    let claim = letter(REGISTERED, "kjstdw", "感悟", &text).claim();
    assert!(matches!(claim, Claim::Placed(_)));
}

#[test]
fn a_list_that_the_letter_repeats_counts_once() {
    let list = |mark: &str| format!("1{mark}建议设立专项，支持青年人员。\n2{mark}建议开放平台，共享数据。");
    let raw = format!(
        "From: {REGISTERED}\nSubject: s\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n\
         --b\nContent-Type: text/plain; charset=utf-8\n\n我会建言献策如下：\n{}\n--b\n\
         Content-Type: application/octet-stream\nContent-Disposition: attachment; filename=\"list.txt\"\n\n\
         建言献策\n{}\n--b--\n",
        list("、"),
        list(". ")
    );
    let mut twice = letter(REGISTERED, "kjstdw", "建言献策", "");
    twice.reading = read_mail(raw.as_bytes());
    assert_eq!(placed(twice.claim()).pieces.len(), 1);
}

#[test]
fn a_summary_table_in_the_letter_is_read_by_its_cells() {
    let raw = format!(
        "From: {REGISTERED}\nSubject: s\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n\n\
         --b\nContent-Type: text/plain; charset=utf-8\n\n见下表\n--b\nContent-Type: text/html; charset=utf-8\n\n\
         <p>见下表</p><table><tr><th>姓名</th><th>职务</th><th>感悟</th></tr>\
         <tr><td>张甲</td><td>理事长</td><td>{TEXT}</td></tr><tr><td>李乙</td><td>理事</td><td>{TEXT}{TEXT}</td></tr>\
         </table>\n--b--\n"
    );
    let mut table = letter(REGISTERED, "kjstdw", "关键少数感悟", "");
    table.reading = read_mail(raw.as_bytes());
    let pieces = placed(table.claim()).pieces;
    let names: Vec<_> = pieces
        .iter()
        .map(|piece| piece.person.as_ref().unwrap().name.as_str())
        .collect();
    assert_eq!(names, ["张甲", "李乙"]);
}

/// Subject, words, and what such a letter is.
const LETTERS: &[(&str, &str, FindingCode)] = &[
    (
        "关于撤回感悟的函",
        "我会报送的张甲同志感悟有误，请予撤回。",
        FindingCode::WithdrawalRequest,
    ),
    (
        "说明",
        "昨日的统计表作废，我会不再报送。",
        FindingCode::WithdrawalRequest,
    ),
    (
        "请勿采用",
        "前日发去的建言献策请不要采用，谢谢！",
        FindingCode::WithdrawalRequest,
    ),
    ("关于撤回感悟的函", "", FindingCode::WithdrawalRequest),
    (
        "取消",
        "张甲的感悟我们想取消，请知悉。",
        FindingCode::WithdrawalRequest,
    ),
    (
        "退回",
        "请将我会昨日报送的材料退回，我们修改后再报。",
        FindingCode::WithdrawalRequest,
    ),
    (
        "上一封",
        "上一封邮件发错了，请不要登记。",
        FindingCode::WithdrawalRequest,
    ),
    (
        "withdraw",
        "Please withdraw our submission of yesterday.",
        FindingCode::WithdrawalRequest,
    ),
    ("谢谢", "材料撤回一事已知悉，谢谢。", FindingCode::Unrelated),
    ("更正", "昨日的统计表作废，请以附件为准。", FindingCode::NoContent),
    (
        "更正",
        "昨日附件发错了，正确的附件稍后补发。",
        FindingCode::NoContent,
    ),
    (
        "建言献策",
        "建议撤销不合理的评审环节，过期的制度作废。",
        FindingCode::NoContent,
    ),
    ("重报", "前件作废，请查收。", FindingCode::NoContent),
    (
        "更正",
        "吕新川同志职务应为副理事长，请更正。",
        FindingCode::CorrectionInWords,
    ),
    (
        "关于更正统计表的函",
        "贵办：我会报送的统计表中，联系方式有误，应为010-55509999，特此更正。",
        FindingCode::CorrectionInWords,
    ),
    (
        "回复：统计表",
        "更正一下：填表人应为王小芳。",
        FindingCode::CorrectionInWords,
    ),
    (
        "更正",
        "更正：统计表中吕新川的职务应为“副理事长”，请改正。",
        FindingCode::CorrectionInWords,
    ),
    (
        "回复：华夏光学学会报送统计表",
        "老师您好，刚才发的统计表里“王心怡”的名字写错了，应为“王欣怡”，请帮忙更正，谢谢！",
        FindingCode::CorrectionInWords,
    ),
    (
        "联系人变更",
        "老师好，我会联系人变更为吕小明，电话13800000000，今后请联系他。",
        FindingCode::CorrectionInWords,
    ),
    ("咨询", "请问填错了怎么办？", FindingCode::QuestionOnly),
];

#[test]
fn who_wants_something_back_and_brings_nothing_is_asked_for_nothing() {
    for (subject, words, code) in LETTERS {
        let claim = letter(REGISTERED, "kjstdw", subject, words).claim();
        assert_eq!(reasons(&claim), [*code], "{words}");
    }
    let text = letter(
        REGISTERED,
        "kjstdw",
        "“关键少数”学习感悟",
        &format!("张甲，理事长\n{TEXT}应撤销的撤销。"),
    );
    assert_eq!(placed(text.claim()).pieces.len(), 1);
    // The request itself, signed and sealed, comes as a file; nobody registers it as a text.
    let subject = "关于撤回张甲同志感悟的函";
    let words = format!("张甲，理事长\n{TEXT}");
    let claim = letter(REGISTERED, "kjstdw", subject, &words).claim();
    assert!(
        reasons(&claim).contains(&FindingCode::WithdrawalBeside),
        "{:?}",
        reasons(&claim)
    );
    let replaced = format!("请撤回前稿，以本次为准。\n{words}");
    let claim = letter(REGISTERED, "kjstdw", "撤回前稿", &replaced).claim();
    assert_eq!(reasons(&claim), [FindingCode::NoContent; 0]);
}

#[test]
fn a_letter_of_two_societies_in_one_from_is_a_question() {
    for from in [
        format!("From: {REGISTERED}, office@a-03.example\n"),
        format!("From: {REGISTERED}\nFrom: office@a-03.example\n"),
    ] {
        let raw = format!("{from}Subject: s\n\n张甲，理事长\n{TEXT}\n");
        let mut joint = letter(REGISTERED, "kjstdw", "关键少数感悟", "");
        joint.reading = read_mail(raw.as_bytes());
        assert_eq!(reasons(&joint.claim()), [FindingCode::AmbiguousSociety], "{from}");
    }
}
