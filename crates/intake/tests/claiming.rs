//! Whose an arrival is, which notice it answers, which item each piece is for.

mod support;

use domain::finding::FindingCode;
use domain::ids::SocietyCode;
use domain::ruling::Decision;
use intake::claim::{Claim, Trust};
use intake::reading::read_mail;
use support::letters::{
    REGISTERED, STRANGER, TEXT, form, letter, letter_around, letter_of_files, letter_with, placed, reasons,
};
use support::{at, notice};

#[test]
fn the_form_names_the_society_even_when_a_stranger_sends_it() {
    let claim = placed(letter(STRANGER, "kjstdw", "统计表", &form("华夏光学学会")).claim());
    assert_eq!(claim.society.as_str(), "A-01");
    assert_eq!(claim.trust, Trust::MayAdd);
    let items: Vec<&str> = claim.pieces.iter().map(|piece| piece.item.as_str()).collect();
    assert_eq!(items, ["key-few", "advice"]);
    assert_eq!(claim.pieces[0].person.as_ref().unwrap().name, "张甲");
    assert_eq!(claim.forms.len(), 1);
}

#[test]
fn a_similar_name_is_never_taken_for_a_society() {
    let claim = letter(REGISTERED, "kjstdw", "统计表", &form("华夏光学研究会")).claim();
    assert_eq!(reasons(&claim).first(), Some(&FindingCode::AmbiguousSociety));
    let Claim::Unplaced { suggestions, .. } = claim else {
        panic!("held with suggestions")
    };
    assert!(suggestions.contains(&SocietyCode::parse("A-01").unwrap()));
}

#[test]
fn the_form_of_one_society_from_the_address_of_another_is_held() {
    let claim = letter(REGISTERED, "kjstdw", "统计表", &form("华夏声学学会")).claim();
    assert_eq!(reasons(&claim).first(), Some(&FindingCode::SocietyConflict));
}

#[test]
fn the_subject_names_the_society_when_nothing_else_does() {
    let body = "姓名：张甲　职务：理事长\n感悟：\n学习报告使我深受鼓舞，我们将把成果用到最需要的地方。";
    let subject = "华夏光学工程学会“关键少数”学习感悟";
    assert_eq!(
        placed(letter(STRANGER, "kjstdw", subject, body).claim())
            .society
            .as_str(),
        "A-02"
    );
    let nobody = letter(STRANGER, "kjstdw", "“关键少数”学习感悟", body).claim();
    assert_eq!(reasons(&nobody).first(), Some(&FindingCode::UnknownSociety));
}

#[test]
fn a_clerk_assigns_the_society_and_the_letter_is_judged_as_theirs() {
    let unknown = letter(STRANGER, "kjstdw", "统计表", &form("某某会"));
    let ruled = unknown.ruled(Decision::AssignSociety(SocietyCode::parse("A-03").unwrap()));
    let claim = placed(ruled.claim());
    assert_eq!(claim.society.as_str(), "A-03");
    assert_eq!(claim.trust, Trust::MayReplace);
}

#[test]
fn a_label_in_the_subject_goes_before_the_mailbox() {
    let subject = "华夏光学学会青年科技工作者学习党的二十大精神感悟";
    let claim = placed(letter(REGISTERED, "kjstdw", subject, &form("华夏光学学会")).claim());
    assert_eq!(claim.pieces[0].item.as_str(), "youth");
    assert_eq!(
        claim.pieces[1].item.as_str(),
        "advice",
        "row three is advice whatever the subject says"
    );
}

#[test]
fn a_letter_with_nothing_usable_says_why() {
    let cases = [
        ("", FindingCode::NoContent),
        ("老师您好，附件为我会统计表，请查收。", FindingCode::NoContent),
        ("请问统计表可否延期到下周报送？", FindingCode::QuestionOnly),
        (
            "材料较大，已上传网盘：https://pan.baidu.com/s/1abc 提取码 x1",
            FindingCode::ExternalLink,
        ),
    ];
    for (body, reason) in cases {
        assert_eq!(
            reasons(&letter(REGISTERED, "kjstdw", "报送", body).claim()),
            [reason],
            "{body}"
        );
    }
}

#[test]
fn machines_are_not_answered_and_their_documents_are_not_lost() {
    let automatic = letter_with(
        REGISTERED,
        "kjstdw",
        "自动回复",
        "已收到",
        "Auto-Submitted: auto-replied\n",
    );
    assert_eq!(reasons(&automatic.claim()), [FindingCode::AutomaticReply]);
    let own = letter_with(
        "kjstdw@office.example",
        "kjstdw",
        "提醒",
        "请报送",
        "Auto-Submitted: auto-generated\n",
    );
    assert_eq!(reasons(&own.claim()), [FindingCode::OwnLetter]);
    let raw = "Auto-Submitted: auto-generated\nFrom: office@a-01.example\nMIME-Version: 1.0\n\
               Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nx\n--b\n\
               Content-Type: text/html; name=form.html\nContent-Disposition: attachment; filename=form.html\n\n\
               <table><tr><td>1</td></tr></table>\n--b--\n";
    let mut with_document = automatic;
    with_document.reading = read_mail(raw.as_bytes());
    assert_eq!(
        reasons(&with_document.claim()).first(),
        Some(&FindingCode::MachineWithDocument)
    );
}

#[test]
fn a_letter_older_than_the_notice_is_none_of_its_business() {
    let mut old = letter(REGISTERED, "kjstdw", "统计表", &form("华夏光学学会"));
    old.arrival.received.as_mut().unwrap().at = at("2022-10-16T23:59:00+08:00");
    assert_eq!(reasons(&old.claim()), [FindingCode::BeforeStart]);
}

#[test]
fn a_mailbox_of_two_notices_never_forces_a_guess() {
    let mut unclear = letter(REGISTERED, "kjstdw", "材料", "请查收。");
    let mut second = notice();
    second.id = domain::ids::NoticeId::parse("second").unwrap();
    second.title = "关于开展年度统计的通知".into();
    second.form.as_mut().unwrap().title = "年度统计表".into();
    unclear.notices.push(second);
    assert_eq!(reasons(&unclear.claim()), [FindingCode::AmbiguousNotice]);
    let decided = unclear.ruled(Decision::AssignNotice(notice().id));
    assert_eq!(placed(decided.claim()).notice.as_str(), "test-41");
}

#[test]
fn without_a_trusted_time_a_person_must_say_when() {
    let mut undated = letter(REGISTERED, "kjstdw", "统计表", &form("华夏光学学会"));
    undated.arrival.received = None;
    assert_eq!(reasons(&undated.claim()), [FindingCode::NoTrustedTime]);
    let decided = undated.ruled(Decision::ReceivedAt(at("2022-10-20T09:00:00+08:00")));
    assert!(reasons(&decided.claim()).is_empty());
}

#[test]
fn a_registered_sender_that_fails_authentication_may_only_add() {
    let failing = letter_with(
        REGISTERED,
        "kjstdw",
        "统计表",
        &form("华夏光学学会"),
        "Authentication-Results: mx1.office.example; dmarc=fail header.from=a-01.example\n",
    );
    assert_eq!(placed(failing.claim()).trust, Trust::MayAdd);
    let foreign = letter_with(
        REGISTERED,
        "kjstdw",
        "统计表",
        &form("华夏光学学会"),
        "Authentication-Results: mx.elsewhere.example; dmarc=fail\n",
    );
    assert_eq!(
        placed(foreign.claim()).trust,
        Trust::MayReplace,
        "another server's word counts for nothing"
    );
}

#[test]
fn one_unclear_piece_does_not_hold_the_clear_ones() {
    let mut letter = letter(REGISTERED, "kjstdw", "报送材料", "");
    let essay = |name: &str, text: &str| intake::reading::ReadPart {
        file: forms::read::read_file(name, text.as_bytes(), &forms::read::Limits::default()).remove(0),
        shown_in_body: false,
        forwarded: false,
    };
    let text = "我们将把成果用到最需要的地方，把论文写在祖国大地上，让更多的人了解科学的方法与精神。";
    letter
        .reading
        .parts
        .push(essay("建言献策.txt", &format!("关于观测保障的建议\n{text}")));
    letter
        .reading
        .parts
        .push(essay("随笔.txt", &format!("一点随想\n{text}{text}")));
    let claim = placed(letter.claim());
    assert_eq!(claim.pieces.len(), 1);
    assert!(claim.holds.is_empty());
    assert!(
        claim
            .findings
            .iter()
            .any(|finding| finding.code == FindingCode::AmbiguousItem)
    );
}

#[test]
fn a_text_of_nobody_that_nothing_names_is_no_answer() {
    let news = format!("第八届青年论坛\n10月19日，论坛在线上举行，120人参加。{TEXT}");
    for mailbox in ["kjstdw", "dwxcb"] {
        let held = letter_of_files(REGISTERED, mailbox, "论坛", &[("论坛.txt", &news)]).claim();
        assert_eq!(reasons(&held), [FindingCode::AmbiguousItem], "{mailbox}");
    }
    let titled = letter_of_files(REGISTERED, "kjstdw", "建言献策", &[("1.txt", &news)]);
    assert_eq!(placed(titled.claim()).pieces[0].item.as_str(), "advice");
    let plan = letter_of_files(REGISTERED, "dwzzb", "材料", &[("1.txt", &news)]);
    assert_eq!(placed(plan.claim()).pieces[0].item.as_str(), "plan");
}

#[test]
fn a_body_of_the_society_is_the_society_for_its_own_address_only() {
    let form = form("华夏光学学会学术部");
    let own = placed(letter(REGISTERED, "kjstdw", "统计表", &form).claim());
    assert_eq!((own.society.as_str(), own.holds.len()), ("A-01", 0));
    let strange = letter(STRANGER, "kjstdw", "统计表", &form).claim();
    assert_eq!(reasons(&strange).first(), Some(&FindingCode::AmbiguousSociety));
}

#[test]
fn a_file_that_bears_another_society_is_not_the_senders() {
    let text = format!("张甲（理事长）\n{TEXT}");
    let files = [
        ("华夏光学学会+张甲.txt", text.as_str()),
        ("华夏声学学会+李乙.txt", text.as_str()),
    ];
    let held = letter_of_files(REGISTERED, "kjstdw", "华夏光学学会“关键少数”感悟", &files).claim();
    assert_eq!(reasons(&held).first(), Some(&FindingCode::SocietyConflict));
    let beside_form = |name: &str| {
        let own = form("华夏光学学会");
        let files = [("统计表.txt", own.as_str()), (name, text.as_str())];
        letter_of_files(REGISTERED, "kjstdw", "统计表和感悟", &files).claim()
    };
    let for_another = |words: &str| {
        let own = form("华夏光学学会");
        let files = [("统计表.txt", own.as_str()), ("张甲感悟.txt", text.as_str())];
        letter_around(REGISTERED, "kjstdw", "统计表和感悟", words, &files).claim()
    };
    for words in [
        "现报送统计表，附件2系受华夏声学学会委托代报的感悟。",
        "现报送统计表，附件2为代华夏声学学会报送的感悟。",
    ] {
        let claim = for_another(words);
        assert_eq!(
            reasons(&claim).first(),
            Some(&FindingCode::SocietyConflict),
            "{words}"
        );
    }
    assert!(matches!(
        for_another("现报送统计表和张甲的感悟。"),
        Claim::Placed(_)
    ));
    let held = beside_form("华夏声学学会-张甲-感悟.txt");
    assert_eq!(reasons(&held).first(), Some(&FindingCode::SocietyConflict));
    for name in ["张甲-感悟.txt", "华夏光学学会与华夏声学学会-张甲-感悟.txt"] {
        assert!(matches!(beside_form(name), Claim::Placed(_)), "{name}");
    }
}

#[test]
fn a_delegates_row_that_names_nobody_recognisably_is_said() {
    let sentence = "我会有一位理事参加了大会，具体情况请见有关报道。";
    let body = form("华夏光学学会").replace("\n无\n", &format!("\n{sentence}\n"));
    let claim = placed(letter(REGISTERED, "kjstdw", "统计表", &body).claim());
    assert!(
        claim
            .findings
            .iter()
            .any(|finding| finding.code == FindingCode::UnreadDelegates)
    );
}

#[test]
fn a_clerks_item_goes_before_the_mailbox_and_an_unknown_one_is_no_item() {
    let body = "姓名：张甲　职务：理事长\n感悟：\n学习报告使我深受鼓舞，我们将把成果用到最需要的地方。";
    let ruled = |item: &str| {
        let decision = Decision::AssignItem(support::item(item));
        placed(
            letter(REGISTERED, "kjstdw", "关键少数感悟", body)
                .ruled(decision)
                .claim(),
        )
    };
    assert_eq!(ruled("youth").pieces[0].item.as_str(), "youth");
    assert_eq!(ruled("nonsense").pieces[0].item.as_str(), "key-few");
}

#[test]
fn a_text_called_an_insight_is_no_advice_when_its_author_was_not_read() {
    let text = format!("学习党的二十大精神心得体会\n{TEXT}");
    let letter = letter_of_files(REGISTERED, "kjstdw", "报送材料", &[("学习感悟.txt", &text)]);
    let items: Vec<String> = placed(letter.claim())
        .pieces
        .iter()
        .map(|piece| piece.item.as_str().to_owned())
        .collect();
    assert_eq!(items, ["key-few"]);
}

#[test]
fn a_form_says_the_same_in_every_mailbox() {
    for mailbox in ["kjstdw", "dwxcb", "dwzzb"] {
        let claim = placed(letter(REGISTERED, mailbox, "统计表", &form("华夏光学学会")).claim());
        let items: Vec<&str> = claim.pieces.iter().map(|piece| piece.item.as_str()).collect();
        assert_eq!(items, ["key-few", "advice"], "{mailbox}");
    }
    let young = form("华夏光学学会").replace("张甲，理事长", "张甲，青年托举人才");
    let claim = placed(letter(REGISTERED, "kjstdw", "统计表", &young).claim());
    assert_eq!(claim.pieces[0].item.as_str(), "youth");
}

#[test]
fn a_subject_that_names_several_items_tells_none() {
    let essay = |name: &str, office: &str| format!("践行使命\n{name}（{office}）\n{TEXT}");
    let leader = essay("张甲", "理事长");
    let held = letter_of_files(
        REGISTERED,
        "kjstdw",
        "关键少数+建言献策",
        &[("张甲.txt", &leader)],
    );
    assert_eq!(reasons(&held.claim()), [FindingCode::AmbiguousItem]);

    let young = essay("李国强", "研究员");
    let files = [("张甲.txt", leader.as_str()), ("青年-李国强.txt", young.as_str())];
    let both = letter_of_files(REGISTERED, "kjstdw", "“关键少数”及青年感悟", &files);
    let items: Vec<String> = placed(both.claim())
        .pieces
        .iter()
        .map(|piece| piece.item.as_str().to_owned())
        .collect();
    assert_eq!(items, ["key-few", "youth"]);
}

#[test]
fn an_arrival_of_thousands_of_pieces_is_held_and_never_accepted() {
    let piece = |number: usize| intake::reading::TypedPiece {
        item: "advice".into(),
        text: format!("第{number}条建议：{TEXT}"),
        ..intake::reading::TypedPiece::default()
    };
    let mut many = letter(REGISTERED, "kjstdw", "建议", "");
    let manifest = |count: usize| intake::reading::UploadManifest {
        pieces: (0..count).map(piece).collect(),
        ..intake::reading::UploadManifest::default()
    };
    many.reading.upload = Some(manifest(2_001));
    let many = many
        .ruled(Decision::AssignSociety(SocietyCode::parse("A-01").unwrap()))
        .ruled(Decision::Accept);
    let held = placed(many.claim());
    let codes: Vec<FindingCode> = held.holds.iter().map(|hold| hold.code).collect();
    assert_eq!((held.pieces.len(), codes), (0, vec![FindingCode::TooManyPieces]));
}
