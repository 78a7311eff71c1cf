//! Receipts to one address: the first at once, the others as one letter at the end of the hour.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod support;

use domain::finding::{Finding, FindingCode};
use domain::ids::ArrivalId;
use domain::letter::{Letter, LetterEvent, LetterKey, LetterKind, LetterLine, LetterState};
use domain::submission::{SubmissionId, SubmissionStatus};
use outbox::Delivered;
use support::office::Office;
use support::sink::{Answer, Sink};
use support::{at, letter, line, receipt_with_corrections, settings, under_review};

/// What stands in the letter with this name.
fn read(office: &Office, name: &str) -> (String, String) {
    let path = office.folder.path().join("outbox").join(name);
    let mail = mail::parse(&std::fs::read(path).unwrap());
    (mail.subject, mail.text.unwrap().text)
}

#[tokio::test]
async fn the_first_leaves_at_once_and_the_others_together() {
    let office = Office::with_letters(0).await;
    let settings = settings(office.outbox());
    office.enqueue(0, &letter()).await;
    assert_eq!(office.send(&settings).await.sent, 1);
    let second = Letter {
        lines: vec![line("advice", "张明远", Some("守护粮食安全的责任与担当"))],
        ..letter()
    };
    office.enqueue(1, &second).await;
    office.enqueue(2, &receipt_with_corrections()).await;
    office.enqueue(3, &letter()).await;
    let delivered = office.send(&settings).await;
    assert_eq!((delivered.sent, delivered.retried), (0, 3));
    let waiting = office.letters(LetterState::Queued).await;
    assert!(waiting.iter().all(|record| !record.may_have_left()));
    assert!(waiting[0].last_error.as_ref().unwrap().contains("合并"));
    office.wait(59);
    assert_eq!(office.send(&settings).await, Delivered::default());
    office.wait(1);
    assert_eq!(office.send(&settings).await.sent, 1);
    assert_eq!(
        office.letters(LetterState::Sent).await.len(),
        4,
        "none stays unanswered"
    );
    assert_eq!(
        office.files(),
        ["1-first_verdict-receipt.eml", "2-first_verdict-receipt.eml"]
    );
    let (subject, text) = read(&office, "2-first_verdict-receipt.eml");
    insta::assert_snapshot!(format!("主题：{subject}\n\n{text}"));
}

#[tokio::test]
async fn that_something_waits_for_a_person_is_said_an_hour_later_and_with_the_receipts() {
    let office = Office::with_letters(0).await;
    let settings = settings(office.outbox());
    office.enqueue(0, &under_review()).await;
    assert_eq!(
        office.send(&settings).await,
        Delivered::default(),
        "most is decided by then"
    );
    office.wait(30);
    office.enqueue(1, &letter()).await;
    assert_eq!(office.send(&settings).await.sent, 1);
    office.wait(30);
    office.enqueue(2, &receipt_with_corrections()).await;
    assert_eq!(office.send(&settings).await.sent, 0);
    office.wait(30);
    assert_eq!(office.send(&settings).await.sent, 1);
    assert_eq!(office.letters(LetterState::Sent).await.len(), 3);
    let (subject, text) = read(&office, "1-first_verdict-under_review.eml");
    insta::assert_snapshot!(format!("主题：{subject}\n\n{text}"));
}

#[tokio::test]
async fn what_may_name_no_notice_leaves_alone() {
    let office = Office::with_letters(0).await;
    let settings = settings(office.outbox());
    let open = Letter {
        corrections: vec![Finding::new(FindingCode::AmbiguousNotice)],
        ..under_review()
    };
    office.enqueue(0, &open).await;
    office.wait(60);
    office.enqueue(1, &letter()).await;
    office.enqueue(2, &receipt_with_corrections()).await;
    assert_eq!(office.send(&settings).await.sent, 2);
    assert_eq!(
        office.files(),
        ["1-first_verdict-under_review.eml", "2-first_verdict-receipt.eml"]
    );
    let (subject, text) = read(&office, "1-first_verdict-under_review.eml");
    assert!(
        !subject.contains("学习会议精神") && !text.contains("41号"),
        "{text}"
    );
    let (_, text) = read(&office, "2-first_verdict-receipt.eml");
    assert!(text.contains("来件号：2") || text.contains("41号"), "{text}");
}

#[tokio::test]
async fn what_is_refused_together_is_tried_again_alone() {
    let office = Office::with_letters(0).await;
    for number in 0..3 {
        office.enqueue(number, &letter()).await;
    }
    let sink = Sink::start(&[
        Answer::Content("554 5.6.0 content refused"),
        Answer::Content("554 5.6.0 content refused"),
    ])
    .await;
    let settings = settings(sink.transport());
    assert_eq!(office.send(&settings).await.retried, 1);
    office.wait(5);
    let delivered = office.send(&settings).await;
    assert_eq!((delivered.sent, delivered.failed), (2, 1), "one spoils no other");
    assert_eq!(sink.letters().len(), 2);
    let sent = office.letters(LetterState::Sent).await;
    assert!(
        sent.iter()
            .all(|record| record.attempts == 2 && record.refused == 1)
    );
}

/// This text, as a letter about this arrival tells of it.
fn piece(arrival: i64, lines: Vec<LetterLine>) -> Letter {
    Letter {
        received_at: Some(at("2022-10-20T16:00:00+08:00") + chrono::Duration::minutes(arrival)),
        lines,
        ..letter()
    }
}

/// Text number 1 of an arrival.
fn text_of(arrival: i64) -> SubmissionId {
    SubmissionId {
        arrival: ArrivalId::new(arrival),
        ordinal: 1,
    }
}

/// A letter after another receipt, with these in it, each written about the arrival of its place, from 2.
async fn together(letters: &[Letter]) -> (String, String) {
    let office = Office::with_letters(0).await;
    let settings = settings(office.outbox());
    office.enqueue(0, &letter()).await;
    assert_eq!(office.send(&settings).await.sent, 1);
    for (number, letter) in (1..).zip(letters) {
        office.enqueue(number, letter).await;
    }
    office.wait(60);
    assert_eq!(office.send(&settings).await.sent, 1);
    let name = office
        .files()
        .into_iter()
        .find(|name| !name.starts_with("1-"))
        .unwrap();
    read(&office, &name)
}

#[tokio::test]
async fn what_another_arrival_in_the_letter_brought_is_not_asked_for() {
    let text = LetterLine {
        submission: Some(text_of(2)),
        ..line("youth", "汤和", Some("把论文写在田野上"))
    };
    let without_photo = LetterLine {
        status: SubmissionStatus::Incomplete,
        attachments: 0,
        ..text.clone()
    };
    let lacks = Letter {
        corrections: vec![Finding::at(FindingCode::MissingMedia, "汤和")],
        ..piece(2, vec![without_photo])
    };
    let (subject, body) = together(&[lacks.clone(), piece(3, vec![text.clone()])]).await;
    insta::assert_snapshot!(format!("主题：{subject}\n\n{body}"));
    // Another person's photo mends nothing.
    let another = LetterLine {
        submission: Some(text_of(3)),
        ..text
    };
    let (subject, body) = together(&[lacks, piece(3, vec![another])]).await;
    assert!(subject.starts_with("【请补充】"), "{subject}");
    assert!(body.contains("“汤和”：缺少"), "{body}");
}

#[tokio::test]
async fn a_version_that_another_arrival_replaced_says_so() {
    let first = LetterLine {
        submission: Some(text_of(2)),
        ..line("youth", "汤和", Some("把论文写在田野上"))
    };
    let second = LetterLine {
        submission: Some(text_of(3)),
        replaces: Some(text_of(2)),
        characters: 1530,
        ..first.clone()
    };
    let short = Letter {
        corrections: vec![Finding::at(FindingCode::TooFewCharacters, "汤和")],
        ..piece(2, vec![first])
    };
    let (subject, body) = together(&[short, piece(3, vec![second])]).await;
    insta::assert_snapshot!(format!("主题：{subject}\n\n{body}"));
}

#[tokio::test]
async fn what_one_arrival_brought_and_another_completed_is_counted_once() {
    let named = |name: &str, ordinal| LetterLine {
        submission: Some(SubmissionId {
            ordinal,
            ..text_of(2)
        }),
        ..line("youth", name, None)
    };
    let (complete, lacking) = (named("李文静", 1), named("汤和", 2));
    let lacking = LetterLine {
        status: SubmissionStatus::Incomplete,
        attachments: 0,
        ..lacking
    };
    let completed = named("汤和", 2);
    let (_, body) = together(&[piece(2, vec![complete, lacking]), piece(3, vec![completed])]).await;
    assert!(
        body.contains("共登记材料2件（同一材料补充或更新后只计一件）"),
        "{body}"
    );
    assert!(body.contains("本次合并登记1件。"), "{body}");
    let (_, body) = together(&[
        piece(2, vec![named("李文静", 1)]),
        piece(3, vec![named("汤和", 2)]),
    ])
    .await;
    assert!(body.contains("共登记材料2件，"), "{body}");
}

#[tokio::test]
async fn receipts_stand_in_the_order_in_which_their_arrivals_came() {
    let undated = Letter {
        received_at: None,
        ..letter()
    };
    let (_, body) = together(&[undated, piece(9, Vec::new()), piece(3, Vec::new())]).await;
    let headings = body.lines().filter(|line| line.contains("、来件"));
    let headings: Vec<&str> = headings.collect();
    assert_eq!(headings, ["一、来件4", "二、来件3", "三、来件2"], "{body}");
}

#[tokio::test]
async fn what_was_withdrawn_or_sent_back_is_not_counted_as_registered() {
    let office = Office::with_letters(0).await;
    let settings = settings(office.outbox());
    office.enqueue(0, &letter()).await;
    assert_eq!(office.send(&settings).await.sent, 1);
    let of = |number, status, name: &str| LetterLine {
        status,
        submission: Some(SubmissionId {
            arrival: ArrivalId::new(number),
            ordinal: 1,
        }),
        ..line("advice", name, None)
    };
    let withdrawn = Letter {
        key: LetterKey::about(ArrivalId::new(2), LetterEvent::Ruling(1), LetterKind::Receipt),
        lines: vec![of(2, SubmissionStatus::Withdrawn, "张明远")],
        ..letter()
    };
    let remark = "请补充具体事例。";
    let photo = Letter {
        lines: vec![
            of(1, SubmissionStatus::SentBack, "李文静"),
            of(3, SubmissionStatus::Accepted, "赵敏"),
        ],
        corrections: vec![Finding::at(FindingCode::RevisionAwaited, "李文静").with_remark(remark)],
        ..letter()
    };
    office.enqueue(1, &withdrawn).await;
    office.enqueue(2, &photo).await;
    office.wait(60);
    assert_eq!(office.send(&settings).await.sent, 1);
    let (subject, text) = read(&office, "2-ruling-receipt.eml");
    assert!(subject.starts_with("【请修改、已撤回】"), "{subject}");
    for said in [
        "共登记材料1件，另有已退回1件、已撤回1件（不计入报送情况），登记情况如下",
        "按贵单位要求，1件材料已撤回，不再计入报送情况。",
        "1件材料已退回，尚待贵单位按退回意见修改后重新报送。",
        remark,
    ] {
        assert!(text.contains(said), "{text}");
    }
}

#[tokio::test]
async fn what_two_arrivals_lack_is_asked_for_once_and_what_changed_stands_in_the_subject() {
    let office = Office::with_letters(0).await;
    let settings = settings(office.outbox());
    office.enqueue(0, &letter()).await;
    assert_eq!(office.send(&settings).await.sent, 1);
    let still = Finding::at(FindingCode::StillSentBack, "张明远").with_remark("请补写");
    let repeated = |number| Letter {
        key: LetterKey::about(
            ArrivalId::new(number),
            LetterEvent::FirstVerdict,
            LetterKind::Receipt,
        ),
        lines: Vec::new(),
        corrections: vec![still.clone()],
        ..letter()
    };
    office.enqueue(1, &repeated(2)).await;
    office.enqueue(2, &repeated(3)).await;
    office.wait(60);
    assert_eq!(office.send(&settings).await.sent, 1);
    let (subject, text) = read(&office, "2-first_verdict-receipt.eml");
    assert!(subject.starts_with("【请修改】"), "{subject}");
    assert_eq!(text.matches("请按退回意见修改后重新报送").count(), 1, "{text}");
    assert!(text.contains("事项同来件2，不再重复。"), "{text}");
}
