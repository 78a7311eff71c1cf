//! A letter that waited for days asks for nothing that other mail has brought since, and what may have left says the
//! same again.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may fail loudly"
)]

mod support;

use domain::deadline::Timeliness;
use domain::finding::{Finding, FindingCode};
use domain::ids::ArrivalId;
use domain::letter::{Enclosed, Letter, LetterCause, LetterKey, LetterKind, LetterLine, LetterState};
use domain::person::Person;
use domain::submission::{Source, SourcePart, Standing, Submission, SubmissionId, SubmissionStatus};
use store::{LetterMode, LetterModes};
use support::office::{NOTICE, Office};
use support::sink::{Answer, Sink};
use support::{FIRST, correction_request, letter, line, notice, settings, society};

const PIECE: SubmissionId = SubmissionId {
    arrival: ArrivalId::new(1),
    ordinal: 1,
};

fn person(name: &str) -> Person {
    Person {
        name: name.into(),
        affiliation: None,
        positions: Vec::new(),
        tags: Vec::new(),
    }
}

/// The piece as the first mail brought it: without its photo.
fn incomplete() -> Submission {
    Submission {
        id: PIECE,
        notice: notice().id,
        society: society().code,
        item: notice().items[2].id.clone(),
        piece: 1,
        revision: 1,
        standing: Standing::Current,
        status: SubmissionStatus::Incomplete,
        timeliness: Timeliness::OnTime,
        person: Some(person("李文静")),
        title: None,
        text: "已学".into(),
        characters: 2,
        source: Source::new(None, SourcePart::Body),
        attachments: Vec::new(),
        completed_by: None,
    }
}

/// The same once the second mail has brought the photo.
fn completed() -> Submission {
    Submission {
        status: SubmissionStatus::Accepted,
        completed_by: Some(ArrivalId::new(2)),
        ..incomplete()
    }
}

/// What the first mail is answered with.
fn asks_for_photo() -> Letter {
    Letter {
        lines: vec![LetterLine {
            status: SubmissionStatus::Incomplete,
            attachments: 0,
            submission: Some(PIECE),
            ..line("advice", "李文静", None)
        }],
        corrections: vec![Finding::at(FindingCode::MissingMedia, "李文静")],
        ..letter()
    }
}

/// The only letter in the folder of the outbox.
fn read(office: &Office) -> (String, String) {
    let files = office.files();
    assert_eq!(files.len(), 1, "{files:?}");
    let path = office.folder.path().join("outbox").join(&files[0]);
    let mail = mail::parse(&std::fs::read(path).unwrap());
    (mail.subject, mail.text.unwrap().text)
}

#[tokio::test]
async fn a_receipt_asks_for_nothing_that_has_come_since() {
    let office = Office::with_letters(0).await;
    office
        .register(0, vec![incomplete()], Some(&asks_for_photo()))
        .await;
    office.register(1, vec![completed()], None).await;
    assert_eq!(office.send(&settings(office.outbox())).await.sent, 1);
    let (subject, text) = read(&office);
    insta::assert_snapshot!(format!("主题：{subject}\n\n{text}"));
}

#[tokio::test]
async fn in_one_letter_an_arrival_is_not_said_to_have_completed_itself() {
    let office = Office::with_letters(0).await;
    let settings = settings(office.outbox());
    office.enqueue(0, &letter()).await;
    assert_eq!(office.send(&settings).await.sent, 1);
    let (text, photo) = (ArrivalId::new(2), ArrivalId::new(3));
    let piece = SubmissionId {
        arrival: text,
        ordinal: 1,
    };
    let of_text = |submission: Submission| Submission {
        id: piece,
        completed_by: submission.completed_by.map(|_| photo),
        ..submission
    };
    let about_piece = |letter: Letter| Letter {
        lines: vec![LetterLine {
            submission: Some(piece),
            ..letter.lines[0].clone()
        }],
        ..letter
    };
    let brings_photo = Letter {
        lines: vec![line("advice", "李文静", None)],
        ..letter()
    };
    let (asks, brings) = (about_piece(asks_for_photo()), about_piece(brings_photo));
    office.register(1, vec![of_text(incomplete())], Some(&asks)).await;
    office
        .register(2, vec![of_text(completed())], Some(&brings))
        .await;
    office.wait(60);
    assert_eq!(office.send(&settings).await.sent, 1);
    let files = office.files();
    let name = files.iter().find(|name| !name.starts_with("1-")).unwrap();
    let path = office.folder.path().join("outbox").join(name);
    let text = mail::parse(&std::fs::read(path).unwrap()).text.unwrap().text;
    let of_photo = text.split("二、来件3").nth(1).unwrap();
    assert!(of_photo.contains("附件1个，已登记"), "{text}");
    assert!(!of_photo.contains("补充完整"), "{text}");
    assert_eq!(text.matches("已由来件3补充完整").count(), 1, "{text}");
}

#[tokio::test]
async fn a_later_version_is_named_and_what_was_wrong_with_the_one_before_is_not_asked_for() {
    let office = Office::with_letters(0).await;
    let too_short = Letter {
        lines: vec![LetterLine {
            submission: Some(PIECE),
            ..line("advice", "李文静", None)
        }],
        corrections: vec![
            Finding::at(FindingCode::TooFewCharacters, "李文静"),
            Finding::at(FindingCode::MissingText, "王强"),
            Finding::at(FindingCode::MissingText, "赵敏"),
        ],
        ..letter()
    };
    let before = Submission {
        standing: Standing::Superseded,
        ..completed()
    };
    let second = |ordinal, piece, revision, name| Submission {
        id: SubmissionId {
            arrival: ArrivalId::new(2),
            ordinal,
        },
        piece,
        revision,
        person: Some(person(name)),
        completed_by: None,
        ..completed()
    };
    office.register(0, vec![incomplete()], Some(&too_short)).await;
    office
        .register(
            1,
            vec![before, second(1, 1, 2, "李文静"), second(2, 2, 1, "王强")],
            None,
        )
        .await;
    assert_eq!(office.send(&settings(office.outbox())).await.sent, 1);
    let (subject, text) = read(&office);
    assert!(
        subject.starts_with("【请补充】"),
        "something is missing still: {subject}"
    );
    assert!(text.contains("已由来件2更新，以来件2为准"), "{text}");
    assert!(
        text.contains("“赵敏”") && !text.contains("“王强”") && !text.contains("字数少于"),
        "{text}"
    );
}

#[tokio::test]
async fn what_may_have_left_is_repeated_whatever_has_come_since() {
    let office = Office::with_letters(0).await;
    office
        .register(0, vec![incomplete()], Some(&asks_for_photo()))
        .await;
    let sink = Sink::start(&[Answer::TakeAndHangUp, Answer::Take]).await;
    office.deliver(sink.transport()).await.unwrap();
    office.register(1, vec![completed()], None).await;
    office.wait(60);
    office.deliver(sink.transport()).await.unwrap();
    let letters = sink.letters();
    assert_eq!(letters.len(), 2);
    assert_eq!(letters[0], letters[1], "the same to the byte");
    assert_eq!(office.letters(LetterState::Sent).await.len(), 1);
}

#[tokio::test]
async fn what_certainly_did_not_leave_is_looked_at_anew() {
    let office = Office::with_letters(0).await;
    office
        .register(0, vec![incomplete()], Some(&asks_for_photo()))
        .await;
    let sink = Sink::start(&[Answer::Content("451 later"), Answer::Take]).await;
    office.deliver(sink.transport()).await.unwrap();
    office.register(1, vec![completed()], None).await;
    office.wait(60);
    assert_eq!(office.deliver(sink.transport()).await.unwrap().sent, 1);
    let sent = office.only(LetterState::Sent).await;
    assert!(sent.subject.unwrap().starts_with("【回执】"));
}

#[tokio::test]
async fn who_is_asked_to_send_all_again_learns_what_was_registered_since() {
    let office = Office::with_letters(0).await;
    office.register(0, Vec::new(), Some(&correction_request())).await;
    let second = Submission {
        id: SubmissionId {
            arrival: ArrivalId::new(2),
            ordinal: 1,
        },
        ..incomplete()
    };
    office.register(1, vec![second], None).await;
    assert_eq!(office.send(&settings(office.outbox())).await.sent, 1);
    let (_, text) = read(&office);
    assert!(
        text.contains("另外收到的来件2已有材料登记；上列内容如已在其中报送，不必再次发送。"),
        "{text}"
    );
}

#[tokio::test]
async fn what_came_later_is_told_by_when_it_was_received_and_not_by_its_number() {
    let brought = |arrival, piece| Submission {
        id: SubmissionId {
            arrival: ArrivalId::new(arrival),
            ordinal: 1,
        },
        piece,
        ..incomplete()
    };
    let office = Office::with_letters(0).await;
    // Another mailbox was fetched first: 来件1 is the youngest, 来件3 the oldest.
    office.wait(60);
    office.register(0, vec![brought(1, 1)], None).await;
    office.wait(-30);
    office.register(1, Vec::new(), Some(&correction_request())).await;
    office.wait(-30);
    office.register(2, vec![brought(3, 2)], None).await;
    office.wait(60);
    assert_eq!(office.send(&settings(office.outbox())).await.sent, 1);
    let (_, text) = read(&office);
    assert!(
        text.contains("另外收到的来件1已有材料登记；"),
        "the one that was received later, and no other: {text}"
    );
}

const LINK: &str = "https://zhengji.office.example/s/link-of-the-society";
/// SHA-256 of the last part of the link.
const TOKEN_HASH: &str = "7ebfae6deeeeff96f1a9e68155810be534f52944ef5a13c4117c11362e003ab3";

/// Has the society been told its link in an invitation that left.
async fn invited() -> Office {
    let office = Office::with_letters(0).await;
    let cause = LetterCause::Invitation {
        notice: notice().id,
        society: society().code,
        trial: false,
    };
    let invitation = Letter {
        key: LetterKey {
            cause,
            kind: LetterKind::Invitation,
        },
        enclosed: Enclosed {
            link: Some(LINK.into()),
            files: Vec::new(),
        },
        ..letter()
    };
    let auto = LetterModes::all(LetterMode::Auto);
    let store = &office.store;
    store
        .put_link(TOKEN_HASH, &notice().id, &society().code, office.now())
        .await
        .unwrap();
    store
        .enqueue_letters(&[invitation], auto, "office.example", office.now())
        .await
        .unwrap();
    let sink = Sink::start(&[Answer::Take]).await;
    assert_eq!(office.deliver(sink.transport()).await.unwrap().sent, 1);
    office
}

#[tokio::test]
async fn a_receipt_names_the_societys_own_page_to_its_registered_address_alone() {
    for (recipient, is_told) in [(FIRST, true), ("someone@elsewhere.example", false)] {
        let office = invited().await;
        let receipt = Letter {
            recipient: recipient.into(),
            ..letter()
        };
        office.enqueue(0, &receipt).await;
        assert_eq!(office.send(&settings(office.outbox())).await.sent, 1);
        let (_, text) = read(&office);
        assert_eq!(
            text.contains(&format!("网页填报：{LINK}")),
            is_told,
            "{recipient}: {text}"
        );
        assert_eq!(text.contains("请勿转发给其他单位"), is_told, "{text}");
    }
}

#[tokio::test]
async fn a_link_that_was_revoked_is_told_to_nobody() {
    let office = invited().await;
    let (notice, code) = (notice().id, society().code);
    let revoked = office.store.revoke_links(&notice, &code, office.now());
    assert_eq!(revoked.await.unwrap(), 1);
    office.enqueue(0, &letter()).await;
    assert_eq!(office.send(&settings(office.outbox())).await.sent, 1);
    let (_, text) = read(&office);
    assert!(
        !text.contains("/s/") && text.contains("报送网页：https://zhengji.office.example/"),
        "{text}"
    );
}

#[tokio::test]
async fn a_version_that_lacks_what_the_first_lacked_does_not_make_it_good() {
    let office = Office::with_letters(0).await;
    // Only what the notice asks for can be missing.
    let asks = format!("{NOTICE}requires = {{ text = true, any_of = [\"photo\"] }}\n");
    office.store.import_notice(&asks, office.now()).await.unwrap();
    office
        .register(0, vec![incomplete()], Some(&asks_for_photo()))
        .await;
    let first = Submission {
        standing: Standing::Superseded,
        ..incomplete()
    };
    let second = Submission {
        id: SubmissionId {
            arrival: ArrivalId::new(2),
            ordinal: 1,
        },
        revision: 2,
        text: "已学完".into(),
        ..incomplete()
    };
    office.register(1, vec![first, second], None).await;
    assert_eq!(office.send(&settings(office.outbox())).await.sent, 1);
    let (subject, text) = read(&office);
    assert!(subject.starts_with("【请补充】"), "{subject}");
    assert!(
        text.contains("“李文静”：来件2更新的版本仍缺少照片，请补充发送") && !text.contains("补齐"),
        "{text}"
    );
}
