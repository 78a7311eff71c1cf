//! The message as bytes, read back by our own reader.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod support;

use domain::letter::Letter;
use mail::machine::{Machine, classify};
use mail::{MachineSign, ParsedMail};
use outbox::{OutboxError, OutboxSettings, Transport};
use support::{MESSAGE_ID, letter, notice, now, receipt_with_corrections, render, settings, society};

fn here() -> OutboxSettings {
    settings(Transport::Folder("outbox".into()))
}

fn bytes(letter: &Letter, settings: &OutboxSettings) -> Vec<u8> {
    render(letter, MESSAGE_ID, &notice(), &society(), settings, now())
        .unwrap()
        .bytes
}

fn head(bytes: &[u8]) -> String {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    text.split_once("\r\n\r\n").unwrap().0.to_owned()
}

fn names(bytes: &[u8]) -> Vec<String> {
    let head = head(bytes);
    let fields = head.split("\r\n").filter(|line| !line.starts_with([' ', '\t']));
    fields
        .map(|line| line.split_once(':').unwrap().0.to_owned())
        .collect()
}

#[test]
fn a_letter_reads_back_as_it_was_written() {
    let rendered = render(
        &receipt_with_corrections(),
        MESSAGE_ID,
        &notice(),
        &society(),
        &here(),
        now(),
    )
    .unwrap();
    let mail: ParsedMail = mail::parse(&rendered.bytes);
    assert_eq!(mail.defects, []);
    assert_eq!(mail.message_id.as_deref(), Some(MESSAGE_ID));
    assert_eq!(mail.in_reply_to, ["20221020160300.A1B2@zhibao.example"]);
    assert_eq!(mail.subject, rendered.subject);
    assert_eq!(mail.text.as_ref().unwrap().text.trim(), rendered.body.trim());
    assert_eq!(mail.from[0].address, "noreply@office.example");
}

#[test]
fn the_head_is_complete() {
    insta::assert_snapshot!(head(&bytes(&receipt_with_corrections(), &here())));
}

#[test]
fn a_letter_that_comes_back_is_known_for_a_machines() {
    let mail = mail::parse(&bytes(&letter(), &here()));
    assert!(mail.machine_signs.contains(&MachineSign::OwnMark));
    for own in ["noreply@office.example", "kjstdw@office.example"] {
        assert_eq!(classify(&mail, &[own]), Some(Machine::OwnLetter));
    }
    assert!(mail::machine::answer_forbidden(&mail));
}

#[test]
fn the_same_letter_gives_the_same_bytes() {
    let letter = receipt_with_corrections();
    assert_eq!(bytes(&letter, &here()), bytes(&letter, &here()));
}

#[test]
fn all_is_short_lines_of_ascii() {
    let mut society = society();
    society.name = "华夏".repeat(60);
    let rendered = render(
        &receipt_with_corrections(),
        MESSAGE_ID,
        &notice(),
        &society,
        &here(),
        now(),
    )
    .unwrap();
    assert!(rendered.bytes.is_ascii());
    let text = String::from_utf8(rendered.bytes).unwrap();
    assert!(
        text.split("\r\n")
            .all(|line| line.len() <= 100 && !line.contains(['\r', '\n'])),
        "{text}"
    );
}

#[test]
fn nobodys_text_adds_a_header() {
    let expected = names(&bytes(&letter(), &here()));
    let attack = "x\r\nBcc: all@societies.example\r\n\r\nhello";
    let mut letter = receipt_with_corrections();
    letter.lines[0].person = Some(attack.into());
    letter.corrections[0].place = Some(attack.into());
    let (mut notice, mut society, mut settings) = (notice(), society(), here());
    notice.title = attack.into();
    notice.issuer = attack.into();
    society.name = attack.into();
    settings.from = format!("{attack} <noreply@office.example>");
    let rendered = render(&letter, MESSAGE_ID, &notice, &society, &settings, now()).unwrap();
    assert_eq!(names(&rendered.bytes), expected);
    assert!(!head(&rendered.bytes).contains("\r\n\r\n"));
}

#[test]
fn an_identifier_that_would_break_a_header_is_left_out() {
    for wrong in [
        "a@b.example>\r\nBcc: c@d.example",
        "",
        "张@b.example",
        "a b@c.example",
    ] {
        let letter = Letter {
            in_reply_to: Some(wrong.into()),
            ..letter()
        };
        let names = names(&bytes(&letter, &here()));
        assert!(!names.contains(&"In-Reply-To".to_owned()), "{wrong}");
        assert!(!names.contains(&"Bcc".to_owned()), "{wrong}");
    }
}

#[test]
fn a_letter_goes_to_exactly_one_address() {
    for wrong in [
        "a@b.example, c@d.example",
        "a@b.example\r\nBcc: c@d.example",
        "<a@b.example> c@d.example",
        "",
    ] {
        let letter = Letter {
            recipient: wrong.into(),
            ..letter()
        };
        let result = render(&letter, MESSAGE_ID, &notice(), &society(), &here(), now());
        assert!(matches!(result, Err(OutboxError::Unsendable { .. })), "{wrong}");
    }
}

#[test]
fn a_trials_letter_goes_to_the_trials_address_only() {
    let settings = OutboxSettings {
        redirect_to: Some("clerk@office.example".into()),
        ..here()
    };
    let head = head(&bytes(&letter(), &settings));
    assert!(head.contains("\r\nTo: clerk@office.example\r\n"), "{head}");
    assert!(
        head.contains("\r\nX-Zhengji-Intended: office@zhibao.example\r\n"),
        "{head}"
    );
}
