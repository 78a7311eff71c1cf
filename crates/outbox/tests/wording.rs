//! Letters in full, as a society reads them.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod support;

use chrono::{DateTime, Utc};
use domain::deadline::{Deadline, Due};
use domain::finding::{Finding, FindingCode};
use domain::ids::ArrivalId;
use domain::letter::{Letter, LetterKind, LetterLine, SentBy};
use domain::notice::MediaKind;
use domain::reminder::{Gap, Lack};
use domain::submission::{SubmissionId, SubmissionStatus};
use outbox::Transport;
use support::{
    MESSAGE_ID, acknowledgement, at, completion, correction_request, late_receipt, letter, line, notice, now,
    receipt_with_corrections, reminder, render, settings, society, under_review,
};

fn in_full(letter: &Letter, now: DateTime<Utc>) -> String {
    let settings = settings(Transport::Folder("outbox".into()));
    let rendered = render(letter, MESSAGE_ID, &notice(), &society(), &settings, now).unwrap();
    format!("主题：{}\n\n{}", rendered.subject, rendered.body)
}

#[test]
fn a_receipt_says_what_to_mend() {
    insta::assert_snapshot!(in_full(&receipt_with_corrections(), now()));
}

#[test]
fn how_much_is_asked_for_is_said_where_it_is_known() {
    let mut notice = notice();
    notice.items[0].characters.min = Some(1000);
    notice.items[1].requires.any_of = vec![MediaKind::Photo];
    notice.items[2].characters.max = Some(300);
    let mut letter = receipt_with_corrections();
    let of_society = notice.items[2].title.clone();
    letter.corrections = vec![
        Finding::at(FindingCode::MissingMedia, "李文静"),
        Finding::at(FindingCode::TooFewCharacters, "张明远"),
        Finding::at(FindingCode::TooManyCharacters, of_society),
    ];
    let settings = settings(Transport::Folder("outbox".into()));
    let rendered = render(&letter, MESSAGE_ID, &notice, &society(), &settings, now()).unwrap();
    for said in [
        "1．“李文静”：缺少照片，请补充发送，文件名请写明姓名。",
        "2．“张明远”：字数少于要求（应不少于1000字，现有812字），请补充。",
        "3．“科技工作者建言献策”：字数超过要求（应不超过300字，现有356字），请压缩。",
    ] {
        assert!(rendered.body.contains(said), "{}", rendered.body);
    }
}

#[test]
fn what_was_changed_of_earlier_mail_is_said_and_asks_for_nothing() {
    let mut letter = receipt_with_corrections();
    letter.corrections =
        vec![Finding::at(FindingCode::Restated, "张明远").with_remark("职务由“理事”更正为“常务理事”。")];
    let told = "、情况说明\n1．“张明远”：文字未变，登记的职务、单位、身份或题目已按来件更正，\
                原登记留存备查。职务由“理事”更正为“常务理事”。";
    let text = in_full(&letter, now());
    assert!(text.contains(told) && !text.contains("需要补充或更正"), "{text}");
    letter.lines.clear();
    let text = in_full(&letter, now());
    assert!(text.contains("没有需要新增登记的材料，情况说明如下。"), "{text}");
    assert!(text.contains(told) && !text.contains("登记的内容不变"), "{text}");
}

#[test]
fn a_withdrawn_text_that_comes_again_is_not_told_as_corrected() {
    let mut letter = receipt_with_corrections();
    letter.lines.truncate(2);
    letter.lines[1].status = SubmissionStatus::Withdrawn;
    letter.corrections = vec![
        Finding::at(FindingCode::Restated, "张明远").with_remark("职务由“理事”更正为“常务理事”。"),
        Finding::at(FindingCode::StillWithdrawn, "张明远"),
    ];
    let text = in_full(&letter, now());
    assert!(text.contains("“张明远”：与已撤回的材料内容相同"), "{text}");
    assert!(!text.contains("已按来件更正"), "{text}");
}

#[test]
fn a_photo_alone_is_not_confirmed_like_an_essay() {
    let mut letter = receipt_with_corrections();
    letter.corrections.clear();
    letter.lines.truncate(1);
    letter.lines[0].status = SubmissionStatus::Accepted;
    letter.lines[0].submission = Some(SubmissionId {
        arrival: ArrivalId::new(3),
        ordinal: 1,
    });
    let text = in_full(&letter, now());
    for words in [
        "贵单位补充的照片、视频等文件已收到，并与此前报送的材料合并登记",
        "本次合并登记1件",
    ] {
        assert!(text.contains(words), "{text}");
    }
}

#[test]
fn a_quotation_within_a_quotation_has_single_marks() {
    let mut letter = receipt_with_corrections();
    letter.corrections = vec![Finding::at(FindingCode::EncryptedFile, "“关键少数”学习感悟.docx")];
    let text = in_full(&letter, now());
    assert!(text.contains("“‘关键少数’学习感悟.docx”：文件设有密码"), "{text}");
}

#[test]
fn a_completion_is_confirmed() {
    insta::assert_snapshot!(in_full(&completion(), now()));
}

#[test]
fn a_late_return_is_registered_as_late() {
    insta::assert_snapshot!(in_full(&late_receipt(), at("2022-10-25T09:15:00+08:00")));
}

#[test]
fn a_duplicate_need_not_be_sent_again() {
    insta::assert_snapshot!(in_full(&letter(), now()));
}

/// The society has not sent it from any address that is known, and would not know what the letter is about.
#[test]
fn who_is_told_of_anothers_mail_learns_whose() {
    let mut letter = late_receipt();
    letter.sent_by = Some(SentBy {
        address: "li@elsewhere.example".into(),
        subject: "报送材料\r\nhttp://elsewhere.example".into(),
    });
    letter.lines[0].replaces = Some(SubmissionId {
        arrival: ArrivalId::new(3),
        ordinal: 1,
    });
    insta::assert_snapshot!(in_full(&letter, at("2022-10-25T09:15:00+08:00")));
}

#[test]
fn a_nil_report_is_called_one() {
    let mut letter = letter();
    letter.nil_items = vec![notice().items[1].id.clone()];
    insta::assert_snapshot!(in_full(&letter, now()));
}

#[test]
fn a_stranger_learns_that_the_mail_came_and_nothing_else() {
    let text = in_full(&acknowledgement(), now());
    for secret in [society().name.as_str(), "李文静", "守护粮食安全", "补充材料.zip"] {
        assert!(!text.contains(secret), "{secret}");
    }
    insta::assert_snapshot!(text);
}

#[test]
fn a_correction_request_says_what_to_send() {
    insta::assert_snapshot!(in_full(&correction_request(), now()));
}

#[test]
fn what_waits_for_a_person_is_confirmed_as_received() {
    let waits = in_full(&under_review(), now());
    assert!(!waits.contains("李文静"), "what it holds is not decided: {waits}");
    insta::assert_snapshot!(waits);
    let photos = Letter {
        corrections: vec![
            Finding::new(FindingCode::AwaitingText),
            Finding::new(FindingCode::ClockDisagreement),
        ],
        ..under_review()
    };
    insta::assert_snapshot!("photos_wait_for_their_text", in_full(&photos, now()));
}

#[test]
fn a_letter_without_material_is_told_what_is_done_about_it_and_promised_no_result() {
    for (name, code) in [
        ("a_question_is_answered_by_the_office", FindingCode::QuestionOnly),
        ("a_withdrawal_is_looked_at", FindingCode::WithdrawalRequest),
        (
            "a_correction_in_words_is_looked_at",
            FindingCode::CorrectionInWords,
        ),
    ] {
        let letter = Letter {
            corrections: vec![Finding::new(code)],
            lines: Vec::new(),
            ..under_review()
        };
        let text = in_full(&letter, now());
        assert!(!text.contains("核对结果") && !text.contains("补发"), "{text}");
        insta::assert_snapshot!(name, text);
    }
}

#[test]
fn after_the_deadline_nobody_is_asked_to_answer_before_it() {
    let text = in_full(&correction_request(), at("2022-10-25T00:00:00+08:00"));
    assert!(text.contains("请尽快直接回复"), "{text}");
    assert!(!text.contains("请在截止时间前"), "{text}");
}

#[test]
fn what_only_the_office_should_know_is_not_told() {
    let text = in_full(&receipt_with_corrections(), now()) + &in_full(&correction_request(), now());
    assert!(!text.contains("高度相近"), "{text}");
    assert!(!text.contains("人工确认"), "{text}");
}

#[test]
fn a_trial_names_the_recipient_that_was_meant() {
    let mut settings = settings(Transport::Folder("outbox".into()));
    settings.redirect_to = Some("clerk@office.example".into());
    let rendered = render(&letter(), MESSAGE_ID, &notice(), &society(), &settings, now()).unwrap();
    assert!(rendered.body.starts_with("【试运行】"), "{}", rendered.body);
    assert!(
        rendered.body.contains("office@zhibao.example"),
        "{}",
        rendered.body
    );
}

#[test]
fn a_long_title_is_cut_and_an_essay_never_repeated() {
    let mut letter = completion();
    letter.lines[0].title = Some("学".repeat(3000));
    letter.lines[0].person = Some("李\r\n文静".into());
    let text = in_full(&letter, now());
    assert!(text.chars().count() < 600, "{text}");
    assert!(text.contains("1．李 文静"), "{text}");
}

#[test]
fn different_deadlines_stand_beside_their_items() {
    let mut notice = notice();
    notice.items[1].deadline.phrase = None;
    notice.items[2].deadline = Deadline {
        due: Due::Prompt,
        phrase: None,
    };
    let settings = settings(Transport::Folder("outbox".into()));
    let letter = receipt_with_corrections();
    let rendered = render(&letter, MESSAGE_ID, &notice, &society(), &settings, now()).unwrap();
    let stated: Vec<&str> = rendered
        .body
        .lines()
        .skip_while(|line| *line != "截止时间：")
        .take(4)
        .collect();
    assert_eq!(
        stated,
        [
            "截止时间：",
            "　　“关键少数”学习会议精神感悟：2022年10月24日。",
            "　　青年科技工作者学习会议精神感悟：2022年10月24日。",
            "　　科技工作者建言献策：及时报送。",
        ]
    );
}

#[test]
fn a_form_with_nothing_new_may_still_need_mending() {
    let mut letter = letter();
    letter.corrections.push(Finding::new(FindingCode::MissingContact));
    let text = in_full(&letter, now());
    assert!(text.starts_with("主题：【请补充】"), "{text}");
    assert!(!text.contains("无需重复发送"), "{text}");
}

#[test]
fn without_a_mailbox_no_reply_is_asked_for() {
    let mut notice = notice();
    notice.mailboxes.clear();
    let settings = settings(Transport::Folder("outbox".into()));
    let rendered = render(
        &correction_request(),
        MESSAGE_ID,
        &notice,
        &society(),
        &settings,
        now(),
    )
    .unwrap();
    assert!(!rendered.body.contains("回复"), "{}", rendered.body);
}

#[test]
fn who_is_missing_something_is_reminded_of_all_of_it() {
    insta::assert_snapshot!(in_full(
        &reminder(LetterKind::Reminder),
        at("2022-10-21T09:00:00+08:00")
    ));
}

#[test]
fn when_everything_is_overdue_the_time_has_passed_for_all_of_it() {
    let mut letter = reminder(LetterKind::Overdue);
    letter.missing.truncate(1);
    let text = in_full(&letter, at("2022-10-25T09:00:00+08:00"));
    assert!(text.contains("规定的报送时间已过"), "{text}");
    assert!(text.contains("一、尚未报送的事项\n"), "{text}");
}

#[test]
fn what_was_sent_back_or_withdrawn_is_asked_for_again() {
    let mut letter = reminder(LetterKind::Reminder);
    letter.missing.truncate(2);
    for (missing, lack) in letter.missing.iter_mut().zip([Lack::SentBack, Lack::Withdrawn]) {
        missing.lack = lack;
        missing.gaps.clear();
    }
    let text = in_full(&letter, at("2022-10-21T09:00:00+08:00"));
    for said in [
        "一、待重新报送的事项\n",
        "此前报送的材料已退回，请重新报送。",
        "此前报送的材料已按贵单位要求撤回，请另行报送。",
    ] {
        assert!(text.contains(said), "{text}");
    }
}

#[test]
fn the_notices_own_words_stand_where_nothing_has_a_fixed_end() {
    let mut letter = reminder(LetterKind::Reminder);
    letter.missing.truncate(1);
    letter.missing[0].ends = None;
    let title = "1．“关键少数”学习会议精神感悟";
    let meeting = Due::BeforeEvent {
        event: "年度学术会议".into(),
        on: None,
    };
    for (due, phrase, wanted) in [
        (Due::Prompt, None, "请及时报送"),
        (
            Due::Prompt,
            Some("学习活动结束后及时报送。"),
            "时间要求：学习活动结束后及时报送",
        ),
        (meeting, None, "时间要求：年度学术会议前"),
    ] {
        assert_eq!(first_entry(&letter, due, phrase), format!("{title}（{wanted}）"));
    }
    letter.missing[0].ends = Some(at("2022-11-06T00:00:00+08:00"));
    assert_eq!(
        first_entry(&letter, Due::Recurring { day_of_month: 5 }, None),
        format!("{title}（截止时间：每月5日前（含当日），本期为2022年11月5日）")
    );
}

/// The line of the first item, which is due like this.
fn first_entry(letter: &Letter, due: Due, phrase: Option<&str>) -> String {
    let mut notice = notice();
    notice.items.first_mut().unwrap().deadline = Deadline {
        due,
        phrase: phrase.map(str::to_owned),
    };
    let settings = settings(Transport::Folder("outbox".into()));
    let rendered = render(letter, MESSAGE_ID, &notice, &society(), &settings, now()).unwrap();
    let mut lines = rendered.body.lines();
    lines.find(|line| line.starts_with("1．")).unwrap().to_owned()
}

#[test]
fn many_persons_are_not_all_named() {
    let mut letter = reminder(LetterKind::Reminder);
    letter.missing.remove(0);
    let persons = ["甲", "乙", "丙", "丁", "戊", "己"];
    letter.missing[0].gaps = persons.map(|name| Gap::Media(Some(format!("王{name}")))).into();
    let text = in_full(&letter, at("2022-10-21T09:00:00+08:00"));
    assert!(
        text.contains("尚缺：王甲、王乙、王丙、王丁、王戊等6人的照片或视频。"),
        "{text}"
    );
}

#[test]
fn what_did_not_come_in_time_is_named_without_blame() {
    insta::assert_snapshot!(in_full(
        &reminder(LetterKind::Overdue),
        at("2022-10-25T09:00:00+08:00")
    ));
}

#[test]
fn a_receipt_states_the_end_that_holds_for_the_society() {
    let mut notice = notice();
    let item = notice.items[0].id.clone();
    let until = chrono::NaiveDate::from_ymd_opt(2022, 10, 28).unwrap();
    notice
        .extensions
        .insert((society().code, item), domain::deadline::Extension { until });
    let settings = settings(Transport::Folder("outbox".into()));
    let now = at("2022-10-25T09:00:00+08:00");
    let mut letter = correction_request();
    letter.lines = vec![support::line("key-few", "张明远", None)];
    let rendered = render(&letter, MESSAGE_ID, &notice, &society(), &settings, now).unwrap();
    assert!(
        rendered
            .body
            .contains("截止时间：2022年10月28日（已延期）。\n请在截止时间前直接回复"),
        "{}",
        rendered.body
    );
}

#[test]
fn who_is_not_named_is_not_forgotten() {
    let lacking = |persons: &[Option<&str>]| {
        let mut letter = reminder(LetterKind::Reminder);
        letter.missing.remove(0);
        let gaps = persons.iter().map(|name| Gap::Media(name.map(str::to_owned)));
        letter.missing[0].gaps = gaps.collect();
        let text = in_full(&letter, at("2022-10-21T09:00:00+08:00"));
        let (_, rest) = text.split_once("尚缺：").unwrap();
        rest.split_once('。').unwrap().0.to_owned()
    };
    let wang = Some("王甲");
    assert_eq!(lacking(&[None]), "照片或视频");
    assert_eq!(lacking(&[None, None]), "2件材料的照片或视频");
    assert_eq!(
        lacking(&[wang, None, None]),
        "王甲的照片或视频，以及未署名的2件材料的照片或视频"
    );
    assert_eq!(lacking(&[wang, Some("李乙"), wang]), "王甲、李乙的照片或视频");
}

#[test]
fn pieces_of_one_name_that_were_sent_back_are_told_apart() {
    let piece = |item: &str, ordinal| LetterLine {
        status: SubmissionStatus::SentBack,
        submission: Some(SubmissionId {
            arrival: ArrivalId::new(1),
            ordinal,
        }),
        ..line(item, "张明远", None)
    };
    let sent_back = Letter {
        lines: vec![piece("key-few", 1), piece("key-few", 2), piece("advice", 3)],
        corrections: vec![Finding::at(FindingCode::SentBack, "张明远").with_remark("请补写")],
        ..correction_request()
    };
    let text = in_full(&sent_back, now());
    for (number, place) in [
        "“关键少数”学习会议精神感悟第1件",
        "“关键少数”学习会议精神感悟第2件",
        "科技工作者建言献策",
    ]
    .into_iter()
    .enumerate()
    {
        let said = format!("{}．“张明远”（{place}）：已退回", number + 1);
        assert!(text.contains(&said), "{text}");
    }
}

#[test]
fn a_request_says_which_mail_of_another_address_is_meant() {
    let letter = Letter {
        sent_by: Some(SentBy {
            address: "someone@163.example".into(),
            subject: "学习感悟".into(),
        }),
        ..correction_request()
    };
    let text = in_full(&letter, now());
    assert!(
        text.contains("来件邮箱：someone＠163．example（不是贵单位在名录中登记的邮箱）")
            && text.contains("来件主题：学习感悟"),
        "{text}"
    );
}

#[test]
fn what_was_withdrawn_and_comes_once_more_asks_for_nothing() {
    let letter = Letter {
        lines: Vec::new(),
        corrections: vec![Finding::at(FindingCode::StillWithdrawn, "张明远")],
        ..letter()
    };
    let text = in_full(&letter, now());
    assert!(text.starts_with("主题：【未予登记】"), "{text}");
    assert!(
        text.contains("如需恢复报送，请来信说明") && !text.contains("补发"),
        "{text}"
    );
}
