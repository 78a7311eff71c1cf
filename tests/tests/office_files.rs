//! The page of an arrival: before a clerk decides, everything that came is seen there, also what is inside of archives;
//! after a decision it says what became of it and which one waits next.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::fs;
use std::path::Path;

use tests::build::archive::{Names, Secrecy, zip};
use tests::build::picture::png;
use tests::http::Answer;
use tests::office::{NOTICE, Office, On};
use tests::site::{Site, add_account, between};

const PASSWORD: &str = "华夏-测试-口令-2022";
const SVG: &[u8] = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";
const PAGE: &[u8] = b"<!doctype html><script>alert(1)</script>";

/// The desk with one letter of somebody unknown.
struct Desk {
    site: Site,
    cookie: String,
    office: Office,
}

impl Desk {
    fn open(files: &[(&str, &[u8])]) -> Self {
        Self::with(|office| {
            let letter = office.zhengji.data().join("letter.eml");
            write_letter(&letter, files);
            office.ingest("kjstdw", &letter).unwrap();
        })
    }

    fn with(prepare: impl FnOnce(&Office)) -> Self {
        let office = Office::open(On::Sqlite, &[]).unwrap().unwrap();
        prepare(&office);
        add_account(&office.zhengji, "clerk", "clerk", PASSWORD).unwrap();
        let site = Site::start(&office.zhengji).unwrap();
        let cookie = site.sign_in("clerk", PASSWORD).unwrap();
        Self { site, cookie, office }
    }

    fn get(&self, path: &str) -> Answer {
        self.site.get(path, &[("Cookie", &self.cookie)]).unwrap()
    }

    /// Presses a button of the arrival's page; the page that follows.
    fn decide(&self, arrival: u32, what: &str, fields: &[(&str, &str)]) -> String {
        let page = format!("/office/arrivals/{arrival}");
        let shown = self.get(&page).text();
        let csrf = between(&shown, "name=\"csrf\" value=\"", "\"").unwrap();
        let cookie = [("Cookie", self.cookie.as_str())];
        let fields = [&[("csrf", csrf)], fields].concat();
        let answer = self.site.post(&format!("{page}/{what}"), &cookie, &fields);
        let answer = answer.unwrap();
        assert_eq!(answer.status, 303, "{}", answer.text());
        self.get(answer.header("location").unwrap()).text()
    }

    /// The row of a file on the arrival's page.
    fn row(&self, name: &str) -> String {
        let page = self.get("/office/arrivals/1").text();
        let mut rows = page.split("<tr>").map(str::to_owned);
        rows.find(|row| row.contains(name) && row.contains("/files/"))
            .unwrap_or_else(|| panic!("{name} is not on the page: {page}"))
    }

    /// What comes behind a link of the row of a file.
    fn follow(&self, name: &str, label: &str) -> Option<Answer> {
        let row = self.row(name);
        let link = row
            .split("<a ")
            .find(|link| link.contains(&format!(">{label}<")))?;
        let path = link.split_once("href=\"")?.1.split('"').next()?;
        Some(self.get(path))
    }
}

fn write_letter(path: &Path, files: &[(&str, &[u8])]) {
    use base64::Engine as _;
    let text = String::from(
        "Received: from a.example by mx1.office.example; Thu, 20 Oct 2022 08:00:00 +0800\n\
         From: somebody@unknown.example\nTo: kjstdw@office.example\nSubject: files\n\
         Message-ID: <files@a.example>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n\
         --b\nContent-Type: text/html; charset=utf-8\n\n<p>请看<b>附件</b>，<img src=\"https://evil.example/x\"></p>\n",
    );
    let mut parts = Vec::new();
    for (name, bytes) in files {
        let body = base64::engine::general_purpose::STANDARD.encode(bytes);
        parts.push(format!(
            "--b\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename=\"{name}\"\n\
             Content-Transfer-Encoding: base64\n\n{body}\n"
        ));
    }
    fs::write(path, text + &parts.concat() + "--b--\n").unwrap();
}

#[test]
fn every_file_of_a_held_letter_is_there_before_the_decision() {
    let picture = png(60, 40);
    let inside = zip(
        &[("in/report.pdf", b"%PDF-1.4\n%%EOF".as_slice())],
        Names::Utf8,
        Secrecy::Open,
    );
    let desk = Desk::open(&[
        ("photo.png", &picture),
        ("note.txt", "调研提纲".as_bytes()),
        ("page.txt", PAGE),
        ("drawing.svg", SVG),
        ("all.zip", &inside),
    ]);
    let held = desk.get("/office/notices/cast-2022-41/held").text();
    assert!(held.contains("photo.png</a>"), "{held}");
    let page = desk.get("/office/arrivals/1").text();
    assert!(
        page.contains("请看附件") && !page.contains("evil.example"),
        "{page}"
    );
    assert!(desk.row("photo.png").contains("图片 60×40"));
    for (name, bytes) in [
        ("photo.png", picture.as_slice()),
        ("note.txt", "调研提纲".as_bytes()),
        ("page.txt", PAGE),
        ("drawing.svg", SVG),
        ("all.zip", &inside),
        ("in/report.pdf", b"%PDF-1.4\n%%EOF"),
    ] {
        let answer = desk.follow(name, "下载").unwrap();
        assert_eq!(answer.status, 200, "{name}");
        assert_eq!(answer.body, bytes, "{name}");
        assert_eq!(answer.header("content-type"), Some("application/octet-stream"));
        let disposition = answer.header("content-disposition").unwrap();
        assert!(disposition.starts_with("attachment; "), "{disposition}");
    }
}

#[test]
fn what_is_shown_is_shown_harmlessly_and_pages_of_strangers_are_not() {
    let picture = png(60, 40);
    let desk = Desk::open(&[
        ("photo.png", &picture),
        ("note.txt", "调研提纲".as_bytes()),
        ("old.txt", b"\xB5\xF7\xD1\xD0\xCC\xE1\xB8\xD9\xA1\xA3"),
        ("page.png", PAGE),
        ("drawing.svg", SVG),
    ]);
    for (name, kind) in [
        ("photo.png", "image/png"),
        ("note.txt", "text/plain; charset=utf-8"),
        ("old.txt", "text/plain; charset=gb18030"),
    ] {
        let shown = desk.follow(name, "查看").unwrap();
        assert_eq!(shown.header("content-type"), Some(kind), "{name}");
        assert_eq!(shown.header("x-content-type-options"), Some("nosniff"));
        let policy = shown.header("content-security-policy").unwrap();
        assert!(policy.ends_with("sandbox"), "{policy}");
        let disposition = shown.header("content-disposition").unwrap();
        assert!(disposition.starts_with("inline; "), "{disposition}");
    }
    for name in ["page.png", "drawing.svg"] {
        assert!(desk.follow(name, "查看").is_none(), "{name}");
        let row = desk.row(name);
        let path = row.split("href=\"").nth(1).unwrap().split('"').next().unwrap();
        let asked = desk.get(&format!("{path}/view"));
        assert_eq!(
            asked.header("content-type"),
            Some("application/octet-stream"),
            "{name}"
        );
    }
}

#[test]
fn after_a_decision_the_page_says_what_became_of_it_and_leads_to_the_next() {
    let desk = Desk::with(|office| {
        for name in ["27-unknown-sender-no-society.eml", "30-near-name.eml"] {
            office
                .ingest("kjstdw", &Office::sample("kjstdw").join(name))
                .unwrap();
        }
    });
    let before = desk.get("/office/arrivals/1").text();
    assert!(before.contains("/held\">待人工核对</a> ›"), "{before}");
    assert!(!before.contains("role=\"status\""), "nothing was decided");
    let registered = desk.decide(1, "assign", &[("society", "A-02")]);
    assert!(registered.contains("已登记来件 1。"), "{registered}");
    let next = between(&registered, "下一件待核对：", "</a>").unwrap();
    assert!(
        next.starts_with("<a href=\"/office/arrivals/2\">来件 2"),
        "{next}"
    );
    assert!(
        registered.contains("/arrivals\">全部来件</a> ›") && !registered.contains("/held\">待人工核对</a> ›")
    );
    let still = desk.decide(2, "accept", &[]);
    assert!(
        still.contains("来件 2 仍待人工核对") && still.contains("没有其他待核对的来件"),
        "{still}"
    );
    let ignored = desk.decide(2, "ignore", &[]);
    assert!(ignored.contains("来件 2 已按不予登记处理。"), "{ignored}");
    assert!(ignored.contains("没有待核对的来件。"), "{ignored}");
}

#[test]
fn a_photo_that_completes_an_earlier_text_is_not_said_to_have_brought_the_text() {
    let desk = Desk::with(|office| {
        for name in ["06-without-photo.eml", "07-photo-later.eml"] {
            office
                .ingest("dwxcb", &Office::sample("dwxcb").join(name))
                .unwrap();
        }
    });
    let [text, photo] = [1, 2].map(|id| desk.get(&format!("/office/arrivals/{id}")).text());
    assert!(
        photo.contains("出处：<a href=\"/office/arrivals/1\">来件 1</a>"),
        "{photo}"
    );
    assert!(
        photo.contains("附件由本件补齐：") && text.contains("附件由来件 2 补齐："),
        "{text}"
    );
    let society = desk.office.export().unwrap()["arrivals"][1]["society"]
        .as_str()
        .unwrap()
        .to_owned();
    let link = desk.site.new_link(&desk.cookie, NOTICE, &society).unwrap();
    let receipt = desk.get(&format!("{link}/receipts/2")).text();
    assert!(receipt.contains("正文见来件 1，附件由本件补齐"), "{receipt}");
    let name = between(&photo, "附件由本件补齐：", "<").unwrap();
    assert!(receipt.contains(&format!("<td>{name}")), "{receipt}");
}
