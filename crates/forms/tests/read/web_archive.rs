//! Web pages in a single file, as Word, Excel and browsers save them.

use forms::document::{Document, lines_of};
use forms::read::{Content, Format};

use crate::support::{content, grid, png, table};

const WORD: &str =
    "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"----=_NextPart_01D8E4A0\"";
const BROWSER: &str = "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://a.example/\r\nSubject: =?utf-8?Q?x?=\r\nDate: Thu, 20 Oct 2022 09:00:00 -0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"----=_NextPart_01D8E4A0\"";
const MARK: &str = "------=_NextPart_01D8E4A0";

fn part(location: &str, kind: &str, encoding: &str, content: &str) -> String {
    format!(
        "{MARK}\r\nContent-Location: file:///C:/D0A5/{location}\r\nContent-Transfer-Encoding: {encoding}\r\nContent-Type: {kind}\r\n\r\n{content}\r\n"
    )
}

fn archive(head: &str, parts: &[String]) -> Vec<u8> {
    format!(
        "{head}\r\n\r\n此文档为“单个文件网页”，也称为“Web 档案”文件。\r\n\r\n{}{MARK}--\r\n",
        parts.concat()
    )
    .into_bytes()
}

/// Quoted-printable with a soft break after every few characters.
fn quoted(bytes: &[u8]) -> String {
    let code = |byte: &u8| match byte {
        b'=' | 0x80.. => format!("={byte:02X}"),
        _ => char::from(*byte).to_string(),
    };
    let codes: Vec<String> = bytes.iter().map(code).collect();
    let lines: Vec<String> = codes.chunks(20).map(<[String]>::concat).collect();
    lines.join("=\r\n")
}

fn gbk(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    let letters = base64::engine::general_purpose::STANDARD.encode(bytes);
    let lines: Vec<&str> = letters
        .as_bytes()
        .chunks(76)
        .map(|line| str::from_utf8(line).unwrap())
        .collect();
    lines.join("\r\n")
}

fn document(bytes: &[u8]) -> Document {
    match content("感悟.doc", bytes) {
        Content::Document {
            format: Format::Html,
            document,
        } => document,
        other => panic!("not read: {other:?}"),
    }
}

#[test]
fn a_page_saved_by_word_is_read_with_the_pictures_that_it_shows() {
    let page = "<html><body><p>学习感悟=好</p><!--[if gte vml 1]><v:imagedata src=\"a.files/image001.png\"/><![endif]--><p><img width=3 src=\"a.files/image002.png\"></p></body></html>";
    let image = base64(&png(300, 200));
    let parts = [
        part(
            "a.htm",
            "text/html; charset=\"gb2312\"",
            "quoted-printable",
            &quoted(&gbk(page)),
        ),
        part(
            "a.files/header.htm",
            "text/html; charset=\"gb2312\"",
            "quoted-printable",
            &quoted(&gbk("<p>页眉</p>")),
        ),
        part(
            "a.files/image001.png",
            "image/png",
            "base64",
            &base64(&png(600, 400)),
        ),
        part("a.files/image002.png", "image/png", "base64", &image),
        part(
            "a.files/filelist.xml",
            "text/xml; charset=\"utf-8\"",
            "quoted-printable",
            "<xml/>",
        ),
    ];
    for head in [WORD, BROWSER] {
        let document = document(&archive(head, &parts));
        assert_eq!(lines_of(&document.blocks), ["学习感悟=好"]);
        let pictures: Vec<(&str, u32, Option<u32>)> = document
            .pictures
            .iter()
            .map(|picture| (picture.name.as_str(), picture.width, picture.line))
            .collect();
        assert_eq!(pictures, [("image002.png", 300, Some(1))]);
    }
}

#[test]
fn the_sheets_of_a_workbook_stand_in_pages_of_their_own() {
    let frame = "<html><frameset><frame src=\"a.files/sheet001.htm\"></frameset></html>";
    let sheet = "<table><tr><td>姓名</td><td>周知行</td></tr></table>";
    let parts = [
        part(
            "a.htm",
            "text/html; charset=\"us-ascii\"",
            "quoted-printable",
            &quoted(frame.as_bytes()),
        ),
        part("a.files/tabstrip.htm", "text/html", "8bit", "<p>Sheet1</p>"),
        part(
            "a.files/sheet001.htm",
            "text/html; charset=\"gb2312\"",
            "base64",
            &base64(&gbk(sheet)),
        ),
    ];
    let document = document(&archive(WORD, &parts));
    assert_eq!(grid(table(&document)), [["0+1×1 姓名", "1+1×1 周知行"]]);
}

#[test]
fn what_was_cut_off_or_has_no_page_is_unreadable() {
    let page = part("a.htm", "text/html", "8bit", "<p>学习感悟</p>");
    let whole = archive(WORD, &[page]);
    let cut = &whole[..whole.len() - MARK.len() - 4];
    assert_eq!(content("感悟.mht", cut), Content::Unreadable);
    let image = part("a.png", "image/png", "base64", &base64(&png(300, 200)));
    assert_eq!(content("感悟.mht", &archive(WORD, &[image])), Content::Unreadable);
}

#[test]
fn a_letter_with_pictures_in_its_text_stays_a_letter() {
    let head = format!("From: a@huaxia.example\r\nTo: b@huaxia.example\r\nSubject: x\r\n{WORD}");
    let page = part("a.htm", "text/html", "8bit", "<p>学习感悟</p>");
    assert_eq!(content("x.eml", &archive(&head, &[page])), Content::ClosedLetter);
}

#[test]
fn archives_inside_archives_have_an_end() {
    let mut bytes = archive(WORD, &[part("a.htm", "text/html", "8bit", "<p>x</p>")]);
    for level in 0..6 {
        let mark = format!("inner{level}");
        let inner = String::from_utf8(bytes).unwrap();
        bytes = format!("MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary={mark}\r\n\r\n--{mark}\r\n{inner}\r\n--{mark}--\r\n").into_bytes();
    }
    assert_eq!(content("x.mht", &bytes), Content::Unsafe);
}
