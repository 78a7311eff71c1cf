//! Letters whose text comes in two forms, plain and HTML, that do not say the same.

mod support;

use domain::finding::FindingCode;
use intake::claim::Placed;
use intake::reading::read_mail;
use support::letters::{REGISTERED, TEXT, letter, placed};

const OTHER: &str =
    "回顾党的百年历程，老一辈科学家以身许国的故事令人感动，青年一代更应甘坐冷板凳，勇闯无人区。";

fn essay(text: &str) -> String {
    format!("学习党的二十大精神感悟\n张甲，理事长\n{text}{text}{text}")
}

fn page(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| format!("<p>{line}</p>")).collect();
    lines.concat()
}

fn claimed(plain: &str, html: &str) -> Placed {
    let raw = format!(
        "From: {REGISTERED}\nSubject: s\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n\n\
         --b\nContent-Type: text/plain; charset=utf-8\n\n{plain}\n--b\nContent-Type: text/html; charset=utf-8\n\n\
         <html><body>{html}</body></html>\n--b--\n"
    );
    let mut twofold = letter(REGISTERED, "kjstdw", "关键少数感悟", "");
    twofold.reading = read_mail(raw.as_bytes());
    placed(twofold.claim())
}

fn codes(placed: &Placed) -> Vec<FindingCode> {
    placed.findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn an_essay_that_only_the_page_has_is_read_once() {
    let whole = claimed(&essay(TEXT), &page(&essay(TEXT)));
    assert_eq!(whole.pieces.len(), 1);
    for plain in [
        "请使用支持HTML的客户端查看",
        " ",
        "您好：",
        "学习党的二十大精神感悟",
    ] {
        let claimed = claimed(plain, &page(&essay(TEXT)));
        assert!(claimed.holds.is_empty(), "{plain}: {:?}", claimed.holds);
        assert_eq!(claimed.pieces.len(), 1, "{plain}");
        assert_eq!(claimed.pieces[0].text, whole.pieces[0].text, "{plain}");
        assert!(!codes(&claimed).contains(&FindingCode::DifferentTexts), "{plain}");
    }
}

#[test]
fn two_different_essays_in_the_two_forms_are_said_and_one_counts() {
    for (plain, html) in [(TEXT, OTHER), (OTHER, TEXT)] {
        let claimed = claimed(&essay(plain), &page(&essay(html)));
        assert_eq!(claimed.pieces.len(), 1);
        assert!(codes(&claimed).contains(&FindingCode::DifferentTexts));
    }
}

#[test]
fn the_form_that_brings_something_is_read_and_the_choice_is_said() {
    let chatter = "老师您好，请查收，谢谢！\n祝工作顺利！\n".repeat(12);
    for (plain, html) in [
        (essay(TEXT), page(&chatter)),
        (chatter.clone(), page(&essay(TEXT))),
    ] {
        let claimed = claimed(&plain, &html);
        assert_eq!(claimed.pieces.len(), 1);
        assert!(claimed.pieces[0].text.contains(TEXT));
    }
    let claimed = claimed(&essay(TEXT), &page(&chatter));
    assert!(codes(&claimed).contains(&FindingCode::DifferentTexts));
}
