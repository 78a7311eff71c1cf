//! Whatever bytes come, reading ends without a panic and with the same result each time.

use mail::{Defect, machine};
use proptest::prelude::*;

const LETTER: &str = "From: =?gb18030?B?zbO8xrHt?= <a@huaxia.example>\nTo: b@office.example\n\
    Subject: =?utf-8?B?6KGo?= =?utf-8?Q?=E8=A1=A8?=\nDate: Tue, 1 Sep 2026 10:00:00 +0800 (CST)\n\
    Received: from a by b.example; Tue, 1 Sep 2026 10:00:01 +0800\nMessage-ID: <1@huaxia.example>\n\
    Content-Type: multipart/mixed; boundary=\"b1\"\n\n--b1\nContent-Type: multipart/alternative; boundary=b2\n\n\
    --b2\nContent-Type: text/plain; charset=gbk\nContent-Transfer-Encoding: base64\n\nzbO8xrHt\n\
    --b2\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n<p>=E8=A1=A8</p>\n--b2--\n\
    --b1\nContent-Type: application/msword; name*0*=GBK''%B1%A8; name*1=a.doc\n\
    Content-Transfer-Encoding: base64\n\nAAEC\n--b1\nContent-Type: message/rfc822\n\nFrom: c@d.example\n\nx\n--b1--\n";

fn check(raw: &[u8]) -> Result<(), TestCaseError> {
    let mail = mail::parse(raw);
    prop_assert!(!mail.defects.contains(&Defect::ParserFailed));
    prop_assert_eq!(mail::identity(&mail), mail::identity(&mail::parse(raw)));
    prop_assert_eq!(mail::identity(&mail), mail::identity(&mail::outline(raw)));
    let _ = (
        mail::visible_text(&mail),
        machine::classify(&mail, &["b@office.example"]),
    );
    Ok(())
}

/// What a mutation puts in: bytes on which reading turns.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..6),
        prop::sample::select(vec![
            "\n",
            "\r\n",
            "\n\n",
            "--b1",
            "--b2--",
            "=?",
            "?=",
            "=?gbk?B?",
            "\"",
            ";",
            "(",
            "<",
            ">",
            "*0*=",
            "=",
            "%",
            "'",
            "\\",
            ":",
            "message/rfc822",
            "multipart/digest",
            "base64",
            "> ",
            "写道：",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_are_read(raw in prop::collection::vec(any::<u8>(), 0..2000)) {
        check(&raw)?;
    }

    #[test]
    fn a_scratched_letter_is_read(
        changes in prop::collection::vec((0..LETTER.len(), 0usize..8, piece()), 1..12)
    ) {
        let mut raw = LETTER.as_bytes().to_vec();
        for (at, length, piece) in changes {
            let begin = at.min(raw.len());
            let end = (begin + length).min(raw.len());
            raw.splice(begin..end, piece);
        }
        check(&raw)?;
    }

    #[test]
    fn a_letter_cut_anywhere_is_read(at in 0..LETTER.len()) {
        check(&LETTER.as_bytes()[..at])?;
    }

    #[test]
    fn lines_of_any_text_lose_their_quotations_only(text in "(>? ?[a-z在写道：:@0-9-]{0,12}\n){0,20}") {
        let kept = mail::strip_quoted(&text);
        let lines: Vec<&str> = text.lines().collect();
        prop_assert!(kept.lines().all(|line| line.is_empty() || lines.contains(&line)));
    }
}

#[test]
fn a_message_nested_a_thousandfold_ends_at_the_limit() {
    let raw = "Content-Type: message/rfc822\n\n".repeat(10_000);
    let mut mail = &mail::parse(raw.as_bytes());
    let mut depth = 0;
    while let Some(inner) = mail.nested.first() {
        mail = inner;
        depth += 1;
    }
    assert_eq!(depth, 5);
    assert_eq!(mail.defects, [Defect::TooDeep]);
    assert_eq!(mail.files.len(), 1);
}

#[test]
fn multiparts_nested_a_hundredfold_end_as_a_file() {
    let levels: Vec<String> = (0..100)
        .map(|n| format!("Content-Type: multipart/mixed; boundary=x{n}\n\n--x{n}\n"))
        .collect();
    let raw = levels.concat();
    let mail = mail::parse(raw.as_bytes());
    assert!(mail.defects.contains(&Defect::TooDeep));
    assert_eq!(mail.files.len(), 1);
}

#[test]
fn ten_thousand_parts_end_at_the_limit() {
    let part = "--b\nContent-Type: application/pdf\n\nx\n";
    let raw = format!(
        "Content-Type: multipart/mixed; boundary=b\n\n{}--b--\n",
        part.repeat(10_000)
    );
    let mail = mail::parse(raw.as_bytes());
    assert_eq!(mail.defects, [Defect::TooManyParts]);
    assert_eq!(mail.files.len(), 999);
}

#[test]
fn a_header_full_of_word_beginnings_takes_no_quadratic_time() {
    let raw = format!("Subject: {}\n\n", "=?a?B?x".repeat(20_000));
    assert!(mail::parse(raw.as_bytes()).subject.starts_with("=?a?B?"));
}

#[test]
fn nothing_is_a_mail_without_anything() {
    let mail = mail::parse(b"");
    assert_eq!(mail::visible_text(&mail), "");
    assert!(mail.files.is_empty());
}

/// A letter with these texts, one part each, and a file.
fn letter_of(texts: &[String]) -> String {
    let parts = texts
        .iter()
        .map(|text| format!("--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"));
    format!(
        "Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n{}\
         --b\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\nx\r\n--b--\r\n",
        parts.collect::<String>()
    )
}

#[test]
fn a_text_too_long_to_be_read_is_said_to_be_and_counts_for_the_identity() {
    let line = "学习党的二十大报告，我深受鼓舞。\r\n";
    let long = |last: &str| [&line.repeat((9 << 20) / line.len()), last].concat();
    let raw = letter_of(&["短文".to_owned(), long("a"), "后文".to_owned()]);
    let mail = mail::parse(raw.as_bytes());
    assert_eq!(mail.defects, [Defect::TextTooLong]);
    assert_eq!(mail.text.as_ref().unwrap().text, "短文\n后文");
    assert_eq!((mail.files.len(), mail.leaf_hashes.len()), (1, 4));
    let with_lf = raw.replace("\r\n", "\n");
    assert_eq!(
        mail::identity(&mail),
        mail::identity(&mail::outline(with_lf.as_bytes()))
    );
    let other = letter_of(&["短文".to_owned(), long("b"), "后文".to_owned()]);
    assert_ne!(
        mail::identity(&mail),
        mail::identity(&mail::outline(other.as_bytes()))
    );
}

#[test]
fn texts_that_are_too_long_together_are_said_to_be() {
    let line = "学习党的二十大报告，我深受鼓舞。\r\n";
    let tenth = line.repeat((1 << 20) / line.len());
    let mail = mail::parse(letter_of(&vec![tenth; 10]).as_bytes());
    assert_eq!(mail.defects, [Defect::TextTooLong]);
    assert!(mail.text.unwrap().text.len() <= 8 << 20);
}
