//! Two drafts of one text in one letter: a clerk reads both on the arrival's page, says which one counts, and that holds
//! when everything is judged again.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]

use std::fs;

use tests::office::{Office, On};
use tests::site::{Site, add_account, between};

const PASSWORD: &str = "华夏-测试-口令-2022";
const A: &str = "学习报告使我深受鼓舞，我们将把成果用到最需要的地方，让更多的人了解科学。";
const B: &str = "我体会最深的是人才强国，要把培养青年人才的责任扛起来，压担子、搭台子。";
const PAGE: &str = "/office/arrivals/1";

fn office() -> Option<Office> {
    let wordings = [("ZHENGJI__INTAKE__GATEWAY_WORDINGS", "[\"华夏卫士已处置\"]")];
    let office = Office::open(On::Sqlite, &wordings).unwrap()?;
    let letter = office.zhengji.data().join("first.eml");
    let file = |name: &str, text: &str| {
        format!(
            "--b\nContent-Type: application/octet-stream\nContent-Transfer-Encoding: 8bit\n\
             Content-Disposition: attachment; filename=\"{name}\"\n\n学习感悟\n张甲 理事长\n{text}\n"
        )
    };
    let text = format!(
        "Received: from a.example by mx1.office.example; Thu, 20 Oct 2022 08:00:00 +0800\n\
         From: office@optics.example\nTo: kjstdw@office.example\nSubject: “关键少数”学习感悟\n\
         Message-ID: <first@a.example>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n\
         --b\nContent-Type: text/plain; charset=utf-8\n\n请查收\n{}{}{}--b--\n",
        file("张甲感悟1.txt", &format!("{A}{B}")),
        file("张甲感悟2.txt", &format!("{A}{B}谨此报告。")),
        // What the gateway of the office's configuration left of a third file is no draft.
        file("张甲感悟3.txt", &format!("{A}{B}华夏卫士已处置。")),
    );
    fs::write(&letter, text).unwrap();
    office.ingest("kjstdw", &letter).unwrap();
    Some(office)
}

fn texts(office: &Office) -> Vec<String> {
    let export = office.export().unwrap();
    let rows = export["submissions"].as_array().unwrap().iter();
    rows.map(|row| row["text"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_clerk_reads_both_drafts_and_says_which_counts() {
    let Some(office) = office() else { return };
    assert_eq!(texts(&office), [""; 0]);
    add_account(&office.zhengji, "clerk", "clerk", PASSWORD).unwrap();
    let site = Site::start(&office.zhengji).unwrap();
    let cookie = site.sign_in("clerk", PASSWORD).unwrap();
    let page = || site.get(PAGE, &[("Cookie", &cookie)]).unwrap().text();
    let post = |path: &str, fields: &[(&str, &str)]| {
        let page = page();
        let csrf = between(&page, "name=\"csrf\" value=\"", "\"").unwrap();
        let seen = between(&page, "name=\"seen\" value=\"", "\"").unwrap_or_default();
        let fields = [&[("csrf", csrf), ("seen", seen)], fields].concat();
        let answer = site.post(path, &[("Cookie", &cookie)], &fields);
        answer.unwrap().status
    };
    let shown = page();
    for words in [
        "多份稿件：张甲",
        "张甲感悟1.txt",
        "张甲感悟2.txt",
        "以此稿为准",
        "比最长的一稿少 5 字",
        A,
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }

    assert_eq!(post(&format!("{PAGE}/accept"), &[]), 303);
    assert_eq!(texts(&office), [""; 0], "nobody has said which of them");
    assert!(page().contains("以此稿为准"));

    let drafts = format!("{PAGE}/drafts");
    assert_eq!(post(&drafts, &[("keep", "2")]), 400, "there is no third");
    assert_eq!(post(&drafts, &[("keep", "1")]), 303);
    let chosen = [format!("{A}{B}谨此报告。")];
    assert_eq!(texts(&office), chosen);
    assert!(!page().contains("以此稿为准"));
    let told = office.zhengji.ok(&["replay", "--all", "--apply"]).unwrap();
    assert!(told.contains("不同 0 处"), "{told}");
    assert_eq!(texts(&office), chosen);
    assert_eq!(site.stop().unwrap(), Some(0));
}
