//! A notice that changes while letters wait: what changes is said, and what the society's page asks follows it.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::fs;

use tests::office::{NOTICE, Office, On};
use tests::site::{Site, add_account};
use tests::zhengji::repository;

const PASSWORD: &str = "华夏-测试-口令-2022";
const RECEIPT: &str = "1/first_verdict/receipt";
const DUE: &str = "date = 2022-10-24";

/// Imports the notice of the samples with other words in it; what is said.
fn import(office: &Office, change: impl Fn(String) -> String) -> String {
    let text = fs::read_to_string(repository().join("config/notices/cast-2022-41.toml")).unwrap();
    let path = office.zhengji.data().join("notice.toml");
    fs::write(&path, change(text)).unwrap();
    office
        .zhengji
        .ok(&["notice", "import", path.to_str().unwrap()])
        .unwrap()
}

#[test]
fn another_deadline_is_said_and_what_was_approved_waits_again_with_the_reason() {
    let office = Office::open(On::Sqlite, &[]).unwrap().unwrap();
    office.ingest_essay().unwrap();
    office.zhengji.ok(&["letters", "approve", RECEIPT]).unwrap();
    let told = import(&office, |text| text.replacen(DUE, "date = 2022-10-31", 1));
    for line in [
        "截止时间变更：全国学会党组织对未来发展的谋划，原为2022年10月24日前（含当日），现为2022年10月31日前（含当日）",
        "已批准而尚未发出的邮件 1 封转回待审核",
        "与所引原文“截止时间：2022年10月24日”不一致",
    ] {
        assert!(told.contains(line), "{line} in {told}");
    }
    assert!(!told.contains("新增") && !told.contains("删除"), "{told}");
    let waiting = || {
        office
            .zhengji
            .ok(&["letters", "list", "--state", "awaiting_approval"])
            .unwrap()
    };
    let why = "通知截止时间已变更，需重新审核";
    assert!(waiting().contains(why), "{}", waiting());
    office.zhengji.ok(&["process"]).unwrap();
    assert!(
        waiting().contains(why),
        "also when it is written anew: {}",
        waiting()
    );
    add_account(&office.zhengji, "clerk", "clerk", PASSWORD).unwrap();
    let site = Site::start(&office.zhengji).unwrap();
    let cookie = site.sign_in("clerk", PASSWORD).unwrap();
    let page = site
        .get("/office/letters", &[("Cookie", cookie.as_str())])
        .unwrap()
        .text();
    assert!(page.contains(why), "{page}");
    office.zhengji.ok(&["letters", "approve", RECEIPT]).unwrap();
    let queued = office
        .zhengji
        .ok(&["letters", "list", "--state", "queued"])
        .unwrap();
    assert!(queued.contains(RECEIPT) && !queued.contains(why), "{queued}");
}

#[test]
fn items_that_come_and_go_are_named_and_days_that_cannot_be_meant() {
    let office = Office::open(On::Sqlite, &[]).unwrap().unwrap();
    let told = import(&office, |text| {
        text.replace("\"plan\"", "\"plans\"")
            .replacen(DUE, "date = 2022-10-01", 1)
    });
    let title = "全国学会党组织对未来发展的谋划";
    for line in [
        format!("新增征集项：{title}"),
        format!("删除征集项：{title}"),
        "早于成文日期 2022-10-17".to_owned(),
        "已经过去，此后收到的按迟报登记".to_owned(),
    ] {
        assert!(told.contains(&line), "{line} in {told}");
    }
    assert!(!told.contains("转回待审核"), "{told}");
}

#[test]
fn the_societys_page_asks_what_its_receipt_asks_and_says_whom_one_can_call() {
    let office = Office::open(On::Sqlite, &[]).unwrap().unwrap();
    let told = import(&office, |text| {
        text.replace(
            "nil_report_allowed = false",
            "nil_report_allowed = false\ncharacters = { min = 800 }",
        )
    });
    assert!(told.contains("已导入"), "{told}");
    office.ingest_essay().unwrap();
    let shown = office.zhengji.ok(&["letters", "show", RECEIPT]).unwrap();
    assert!(
        shown.contains("需要补充或更正") && shown.contains("“张甲”"),
        "{shown}"
    );
    add_account(&office.zhengji, "clerk", "clerk", PASSWORD).unwrap();
    let site = Site::start(&office.zhengji).unwrap();
    let cookie = site.sign_in("clerk", PASSWORD).unwrap();
    let link = site.new_link(&cookie, NOTICE, "A-06").unwrap();
    let page = site.get(&link, &[]).unwrap().text();
    for told in [
        "请补充或更正",
        "来件 1",
        "“张甲”",
        "联系人：林老师，电话：010-55500001",
    ] {
        assert!(page.contains(told), "{told} in {page}");
    }
    // A longer text takes the place of the short one.
    let long = "我们将把成果用到最需要的地方，让更多的人了解科学。".repeat(40);
    let letter = format!(
        "Received: from a.example by mx1.office.example; Thu, 20 Oct 2022 11:00:00 +0800\n\
         From: office@optics.example\nTo: kjstdw@office.example\nSubject: 关键少数学习感悟（更正，以此为准）\n\
         Message-ID: <longer@a.example>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\
         Content-Transfer-Encoding: 8bit\n\n姓名：张甲　职务：理事长\n感悟：\n{long}\n"
    );
    let path = office.zhengji.data().join("longer.eml");
    fs::write(&path, letter).unwrap();
    office.ingest("kjstdw", &path).unwrap();
    let page = site.get(&link, &[]).unwrap().text();
    assert!(!page.contains("请补充或更正"), "{page}");
}
