//! What the office reads before it approves a letter is what leaves.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tests::build::picture::jpeg;
use tests::office::{MAILBOXES, Office, On};
use tests::site::{Site, add_account};

const OF_OPTICS: &str = "office@optics.example";

/// Takes in a mail of the society, dated by its number.
fn take_in(office: &Office, number: u32, subject: &str, text: &str) {
    let letter = format!(
        "Received: from a.example by mx1.office.example; Thu, 20 Oct 2022 10:{number:02}:00 +0800\nFrom: {OF_OPTICS}\n\
         To: dwxcb@office.example\nSubject: {subject}\nMessage-ID: <answer{number}@a.example>\nMIME-Version: 1.0\n\
         Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}\n"
    );
    let path = office.zhengji.data().join(format!("answer{number}.eml"));
    fs::write(&path, letter).unwrap();
    office.ingest("dwxcb", &path).unwrap();
}

const ESSAY: &str =
    "姓名：张甲　职务：工程师\n青年科技工作者学习感悟：\n我们将把成果用到最需要的地方，让更多的人了解科学。";

/// The photo that the essay lacks.
fn take_in_photo(office: &Office) {
    let letter = format!(
        "Received: from a.example by mx1.office.example; Fri, 21 Oct 2022 10:00:00 +0800\nFrom: {OF_OPTICS}\n\
         To: dwxcb@office.example\nSubject: =?utf-8?B?6Z2S5bm05oSf5oKf54Wn54mH?=\nMessage-ID: <photo@a.example>\n\
         MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=xyz\n\n--xyz\n\
         Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n补发张甲的照片。\n--xyz\n\
         Content-Type: image/jpeg; name=\"张甲.jpg\"\n\
         Content-Disposition: attachment; filename=\"张甲.jpg\"\nContent-Transfer-Encoding: base64\n\n\
         {}\n--xyz--\n",
        STANDARD.encode(jpeg(640, 480, 7))
    );
    let path = office.zhengji.data().join("photo.eml");
    fs::write(&path, letter).unwrap();
    office.ingest("dwxcb", &path).unwrap();
}

#[test]
fn a_receipt_approved_days_later_asks_for_nothing_that_has_come() {
    let office = Office::open(On::Sqlite, &[]).unwrap().unwrap();
    take_in(&office, 1, "青年感悟", ESSAY);
    let show = || {
        office
            .zhengji
            .ok(&["letters", "show", "1/first_verdict/receipt"])
            .unwrap()
    };
    assert!(show().contains("【请补充】"), "{}", show());
    take_in_photo(&office);
    let shown = show();
    for told in ["主题：【回执】", "已由来件2补充完整", "不必再补充"] {
        assert!(shown.contains(told), "{told} in {shown}");
    }
    office
        .zhengji
        .ok(&["letters", "approve", "1/first_verdict/receipt"])
        .unwrap();
    assert!(office.zhengji.ok(&["send"]).unwrap().contains("发出 1 封"));
    let left = show();
    assert!(
        left.contains("状态：已发送") && left.contains("已由来件2补充完整"),
        "{left}"
    );
    assert!(!left.contains("缺少照片"), "{left}");
}

#[test]
fn the_page_shows_a_letter_as_the_command_does_before_and_after_it_left() {
    let office = Office::open(On::Sqlite, &[]).unwrap().unwrap();
    take_in(&office, 1, "青年感悟", ESSAY);
    add_account(&office.zhengji, "clerk", "clerk", "华夏-正确-2022").unwrap();
    let site = Site::start(&office.zhengji).unwrap();
    let cookie = site.sign_in("clerk", "华夏-正确-2022").unwrap();
    let headers = [("Cookie", cookie.as_str())];
    let page = || {
        site.get("/office/letters/1/first_verdict/receipt", &headers)
            .unwrap()
            .text()
    };
    let told = || {
        let told = office
            .zhengji
            .ok(&["letters", "show", "1/first_verdict/receipt"])
            .unwrap();
        let (head, body) = told.split_once("\n\n").unwrap();
        let subject = head.lines().find_map(|line| line.strip_prefix("主题：")).unwrap();
        (subject.to_owned(), body.trim_end().to_owned())
    };
    let (subject, body) = told();
    assert!(
        subject.contains("【请补充】") && body.contains("缺少照片或视频"),
        "{body}"
    );
    assert!(body.contains("\n联系人：林老师，电话：010-55500001\n"), "{body}");
    let of_address = |body: &str| body.replace("http://127.0.0.1:8080", &site.url(""));
    let list = site.get("/office/letters", &headers).unwrap().text();
    for page in [list, page()] {
        assert!(page.contains(&subject), "{subject} in {page}");
        let shown = page
            .split("<pre>")
            .nth(1)
            .unwrap()
            .split("</pre>")
            .next()
            .unwrap();
        assert_eq!(of_address(shown).trim_end(), of_address(&body));
        assert!(page.contains("收件人：office@optics.example"), "{page}");
    }
    office.zhengji.ok(&["letters", "approve", "--all"]).unwrap();
    office.zhengji.ok(&["send"]).unwrap();
    let (left, body) = told();
    assert_eq!(left, subject);
    let page = page();
    let shown = page
        .split("<pre>")
        .nth(1)
        .unwrap()
        .split("</pre>")
        .next()
        .unwrap();
    assert_eq!(shown.trim_end(), body);
    assert!(
        page.contains("已发送") && !page.contains("以发出时的情况为准"),
        "{page}"
    );
}

#[test]
fn what_left_is_listed_with_the_latest_first_and_counted_by_mails() {
    let settings = [
        ("ZHENGJI__LETTERS__MODE", "auto"),
        ("ZHENGJI__SMTP__FROM", "征集系统 <noreply@post.example>"),
    ];
    let office = Office::open(On::Sqlite, &settings).unwrap().unwrap();
    office.ingest_samples(MAILBOXES).unwrap();
    office.zhengji.ok(&["send"]).unwrap();
    let told = office
        .zhengji
        .ok(&["letters", "list", "--state", "sent"])
        .unwrap();
    let sent = told.lines().filter(|line| line.contains('\t')).count();
    let within = told.lines().filter(|line| line.contains("合并为一封")).count();
    assert!(within > 0 && sent > within, "{told}");
    add_account(&office.zhengji, "clerk", "clerk", "华夏-正确-2022").unwrap();
    let site = Site::start(&office.zhengji).unwrap();
    let cookie = site.sign_in("clerk", "华夏-正确-2022").unwrap();
    let list = |state: &str| {
        let path = format!("/office/letters?state={state}");
        site.get(&path, &[("Cookie", cookie.as_str())]).unwrap().text()
    };
    let page = list("sent");
    let counted = format!(
        "共 {} 封（同一地址的回执合并发出，分列为 {sent} 件）",
        sent - within
    );
    assert!(page.contains(&counted), "{counted} in {page}");
    let first = told.lines().find(|line| line.contains('\t')).unwrap();
    let first = first.split('\t').next().unwrap();
    let (before, _) = page.split_once(&format!("/office/letters/{first}\"")).unwrap();
    let above = before.matches("class=\"card letter\"").count();
    assert_eq!(above, sent, "the first that was written stands last: {first}");
}
