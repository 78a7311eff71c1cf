//! Letters of a structure that few programs make: nothing of them is taken for what it is not, and all of it is said.

mod support;

use domain::finding::{Finding, FindingCode};
use support::letters::{Letter, REGISTERED, STRANGER, TEXT, form, letter_with, placed, reasons};

/// What a person writes, by name.
fn essay(name: &str) -> String {
    format!("青年感悟\n\n姓名：{name}\n单位：东屏理工大学\n职务：讲师\n\n{TEXT}\n")
}

/// A letter of a registered sender with this field in front of its own, and this body.
fn odd(field: &str, body: &str) -> Letter {
    letter_with(REGISTERED, "dwxcb", "青年感悟", body, &format!("{field}\n"))
}

/// A letter that brings somebody's text and this part.
fn with_part(part: &str) -> Letter {
    let body = format!(
        "--b\nContent-Type: text/plain; charset=utf-8\n\n{}\n--b\n{part}\n--b--",
        essay("周丙")
    );
    odd("Content-Type: multipart/mixed; boundary=b", &body)
}

#[test]
fn a_name_that_the_sender_s_program_broke_is_whole() {
    let broken = essay("孙修文")
        .replace("孙修文", "孙修 \n文")
        .replace("，", "， \n");
    let field = "Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes";
    let pieces = placed(odd(field, &broken).claim()).pieces;
    assert_eq!(pieces.len(), 1);
    assert_eq!(pieces[0].person.as_ref().unwrap().name, "孙修文");
    assert_eq!(pieces[0].text, TEXT);
}

#[test]
fn what_is_encoded_in_an_unknown_way_is_nobody_s_text() {
    let head = "Content-Type: text/plain; name=a.txt\nContent-Disposition: attachment; filename=a.txt";
    let claim = placed(
        with_part(&format!(
            "{head}\nContent-Transfer-Encoding: x-uuencode\n\nbegin 644 a.txt\n#0V%T\n`\nend"
        ))
        .claim(),
    );
    assert_eq!(claim.pieces.len(), 1);
    assert!(
        claim
            .findings
            .contains(&Finding::at(FindingCode::UnreadableFile, "a.txt"))
    );
    let body = "begin 644 a.txt\n#0V%T\n`\nend";
    let alone = odd("Content-Transfer-Encoding: X-UUE", body);
    assert_eq!(reasons(&alone.claim()), [FindingCode::UnreadableFile]);
}

#[test]
fn of_two_words_on_the_encoding_the_one_that_says_something_counts() {
    let encoded = "6Z2S5bm05oSf5oKfCgrlp5PlkI3vvJrlkajkuJkK";
    for field in [
        "Content-Transfer-Encoding: 7bit\nContent-Transfer-Encoding: base64",
        "Content-Transfer-Encoding: base-64",
        "Content-Transfer-Encoding: BASE64\nContent-Transfer-Encoding: 8bit",
    ] {
        let mail = odd(field, encoded).reading.mail.unwrap();
        assert_eq!(mail.text.unwrap().text, "青年感悟\n\n姓名：周丙", "{field}");
    }
    let unknown = odd("Content-Transfer-Encoding: utf-8", &essay("周丙"));
    assert_eq!(placed(unknown.claim()).pieces.len(), 1, "no encoding is meant");
}

#[test]
fn a_piece_of_a_message_and_a_file_that_is_elsewhere_are_said_to_be_incomplete() {
    let partial = odd(
        "Content-Type: message/partial; id=\"1@a.example\"; number=2; total=3",
        &essay("周丙"),
    );
    let lost = [FindingCode::UnreadableFile, FindingCode::IncompleteMessage];
    assert_eq!(reasons(&partial.claim()), lost);
    let claim = placed(
        with_part(
            "Content-Type: message/external-body; access-type=anon-ftp; site=ftp.example; name=form.docx\n\n\
             Content-Type: application/msword\n",
        )
        .claim(),
    );
    assert_eq!(claim.pieces.len(), 1);
    assert!(
        lost.iter()
            .all(|code| claim.findings.iter().any(|finding| finding.code == *code))
    );
}

#[test]
fn a_letter_too_deep_to_be_opened_is_no_text() {
    let deep = |levels: usize| {
        let inner = "Content-Type: message/rfc822\n\nSubject: x\n".repeat(levels);
        let text = format!(
            "{inner}Content-Type: text/plain; charset=utf-8\n\n{}",
            essay("周丙")
        );
        odd("Content-Type: message/rfc822", &format!("Subject: x\n{text}"))
    };
    assert_eq!(
        placed(deep(4).claim()).pieces[0].person.as_ref().unwrap().name,
        "周丙"
    );
    assert_eq!(reasons(&deep(5).claim()), [FindingCode::UnopenedLetter]);
}

#[test]
fn what_is_sealed_or_packed_in_an_unknown_way_is_named_beside_what_is_read() {
    for (kind, name, code) in [
        ("application/pkcs7-mime", "smime.p7m", FindingCode::UnopenedLetter),
        ("application/x-tar", "感悟.tar", FindingCode::DamagedArchive),
        ("application/gzip", "感悟.tar.gz", FindingCode::DamagedArchive),
    ] {
        let head = format!("Content-Type: {kind}; name=\"{name}\"\nContent-Transfer-Encoding: base64");
        let claim = placed(with_part(&format!("{head}\n\nAAECAwQF\n")).claim());
        assert_eq!(claim.pieces.len(), 1, "{name}");
        let named = Finding::at(code, name);
        assert!(claim.findings.contains(&named), "{name}: {:?}", claim.findings);
    }
}

#[test]
fn parts_too_deep_to_be_taken_apart_are_no_text() {
    let outer = |level| format!("Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n");
    let outer: String = (0..20).map(outer).collect();
    let claim = placed(with_part(&format!("{outer}\n{}", essay("李丁"))).claim());
    assert_eq!(claim.pieces.len(), 1);
    assert!(
        claim
            .findings
            .iter()
            .any(|finding| finding.code == FindingCode::UnsafeFile)
    );
}

#[test]
fn a_registered_sender_s_text_is_not_ignored_for_the_way_on_which_it_came() {
    let ways = [
        "List-Id: <all.a-01.example>",
        "Auto-Submitted: auto-generated",
        "X-Autoreply: yes",
    ];
    for way in ways {
        for text in [essay("周丙"), form("华夏光学学会")] {
            let codes = reasons(&odd(way, &text).claim());
            assert_eq!(codes.first(), Some(&FindingCode::MachineWithDocument), "{way}");
        }
        let answer = odd(
            way,
            "您好，我会已收到来信，将尽快处理。\n\n联系人：周丙\n电话：010-55500001\n",
        );
        assert_ne!(
            reasons(&answer.claim()).first(),
            Some(&FindingCode::MachineWithDocument),
            "{way}"
        );
        let strange = letter_with(STRANGER, "dwxcb", "青年感悟", &essay("周丙"), &format!("{way}\n"));
        assert_eq!(reasons(&strange.claim()).len(), 1, "a stranger's list: {way}");
    }
}
