//! What a society and a clerk do on the site, in a real browser, on the sample data.
//!
//! `ZHENGJI_TEST_PICTURES=FOLDER` keeps pictures of the pages, as on a desk and on a phone.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]

use std::path::{Path, PathBuf};

use tests::browser::Browser;
use tests::build::form::{Form, Style};
use tests::http::{Answer, Part};
use tests::office::{MAILBOXES, NOTICE, Office, On};
use tests::site::{Site, add_account, between};

const PASSWORD: &str = "华夏-测试-口令-2022";

struct Desk {
    // Dropped in this order: nobody looks at a site that is gone, and no site works for an office that is gone.
    browser: Browser,
    site: Site,
    office: Office,
}

impl Desk {
    /// The office with all samples taken in, its site, and a browser that shows nothing yet.
    fn open() -> Self {
        let office = Office::open(On::Sqlite, &[]).unwrap().unwrap();
        office.ingest_samples(MAILBOXES).unwrap();
        add_account(&office.zhengji, "clerk", "clerk", PASSWORD).unwrap();
        let site = Site::start(&office.zhengji).unwrap();
        let browser = Browser::open().unwrap();
        Self {
            browser,
            site,
            office,
        }
    }

    fn visit(&self, path: &str) {
        self.browser.visit(&self.site.url(path)).unwrap();
    }

    fn click(&self, selector: &str) {
        let element = self.browser.find(selector).unwrap();
        self.browser.click(&element).unwrap();
    }

    fn press(&self, label: &str) {
        let path = format!("//main//*[self::button or self::a][contains(., '{label}')]");
        let element = self.browser.find_path(&path).unwrap();
        self.browser.click(&element).unwrap();
    }

    fn sign_in(&self, password: &str) {
        self.browser.type_into("input[name=name]", "clerk").unwrap();
        self.browser.type_into("input[name=password]", password).unwrap();
        self.press("登录");
    }

    /// The text of the row of a table in which these words stand.
    fn row(&self, words: &str) -> String {
        let row = self
            .browser
            .find_path(&format!("//tr[contains(., '{words}')]"))
            .unwrap();
        self.browser.text(&row).unwrap()
    }

    /// What a clerk's browser would fetch.
    fn fetch(&self, path: &str) -> Answer {
        let cookie = self.site.sign_in("clerk", PASSWORD).unwrap();
        self.site.get(path, &[("Cookie", &cookie)]).unwrap()
    }

    /// Keeps pictures of the page for people, when they named a folder for it.
    #[expect(
        clippy::disallowed_methods,
        reason = "whoever wants to look names a folder by environment"
    )]
    fn keep_picture(&self, name: &str) {
        if let Ok(folder) = std::env::var("ZHENGJI_TEST_PICTURES") {
            for (device, width) in [("desk", 1280), ("phone", 500)] {
                let file = PathBuf::from(&folder).join(format!("{name}-{device}.png"));
                std::fs::write(file, self.browser.picture(width).unwrap()).unwrap();
            }
        }
    }

    /// The number of the arrival that came as this sample.
    fn arrival(&self, mailbox: &str, sample: &str) -> String {
        let export = self.office.export().unwrap();
        let arrivals = export["arrivals"].as_array().unwrap();
        let file = format!("{mailbox}/{sample}");
        let found = arrivals.iter().find(|arrival| {
            let files = arrival["files"].as_array().unwrap();
            files.iter().any(|name| name.as_str().unwrap().ends_with(&file))
        });
        found.unwrap()["id"].as_str().unwrap().to_owned()
    }
}

/// A filled form on the disk, for 华夏植物学会, of which nothing counts among the samples.
fn form_on_disk(desk: &Desk) -> PathBuf {
    let form = Form {
        society: "华夏植物学会".to_owned(),
        filled_by: "苏怀瑾".to_owned(),
        contact: "010-55501004".to_owned(),
        rows: [
            vec!["无".to_owned()],
            vec![
                "1. 苏怀瑾，华夏植物学会理事长".to_owned(),
                "学习报告使我深受鼓舞，将把植物资源保护的成果用到最需要的地方。".to_owned(),
            ],
            Vec::new(),
        ],
    };
    let path = desk.office.zhengji.data().join("统计表（华夏植物学会）.docx");
    std::fs::write(&path, form.docx(Style::default())).unwrap();
    path
}

/// What is typed into the fields of the page.
const TYPED: [(&str, &str); 5] = [
    ("filled_by", "苏怀瑾"),
    ("contact", "010-55501004"),
    ("piece.0.name", "苏怀瑾"),
    ("piece.0.title", "关于加强濒危植物保护的建议"),
    (
        "piece.0.text",
        "建议建立濒危植物迁地保护的国家协调机制，统一数据标准。",
    ),
];

/// Makes the link of a society as a clerk does.
fn make_link(desk: &Desk, society: &str) -> String {
    desk.visit(&format!("/office/links/{NOTICE}"));
    desk.sign_in(PASSWORD);
    desk.click(&format!("select[name=society] option[value='{society}']"));
    desk.press("生成");
    desk.browser.wait_for("链接只在本页显示一次").unwrap();
    let link = desk.browser.find("td.hash").unwrap();
    desk.browser.text(&link).unwrap()
}

/// Fills in the page that is open, and gives the key of its form.
fn fill_in(desk: &Desk, form: &Path) -> String {
    for (name, text) in TYPED {
        desk.browser.type_into(&format!("[name='{name}']"), text).unwrap();
    }
    desk.click("select[name='piece.0.item'] option[value=advice]");
    desk.browser
        .type_into("input[type=file]", form.to_str().unwrap())
        .unwrap();
    desk.click("input[name=declared]");
    desk.keep_picture("society-filled-in");
    let key = "return document.querySelector('input[name=key]').value";
    desk.browser.run(key).unwrap().as_str().unwrap().to_owned()
}

/// Submits the same once more, as after a broken connection.
fn submit_again(desk: &Desk, path: &str, key: &str, form: &Path) -> Answer {
    let file = std::fs::read(form).unwrap();
    let typed = TYPED.iter().map(|(name, text)| (*name, None, text.as_bytes()));
    let further: [Part<'_>; 4] = [
        ("key", None, key.as_bytes()),
        ("piece.0.item", None, b"advice"),
        ("files", Some("统计表（华夏植物学会）.docx"), &file),
        ("declared", None, b"1"),
    ];
    let parts: Vec<Part<'_>> = typed.chain(further).collect();
    desk.site.submit(path, &parts).unwrap()
}

#[test]
fn a_society_fills_in_the_page_of_its_link_and_gets_one_receipt() {
    let desk = Desk::open();
    let browser = &desk.browser;
    let (link, form) = (make_link(&desk, "A-04"), form_on_disk(&desk));
    browser.visit(&link).unwrap();
    assert!(browser.wait_for("华夏植物学会").unwrap().contains("未报"));
    desk.keep_picture("society");
    let key = fill_in(&desk, &form);
    desk.press("提交");

    let receipt = browser.wait_for("已登记").unwrap();
    assert!(
        receipt.contains("材料报送回执") && receipt.contains("统计表（华夏植物学会）.docx"),
        "{receipt}"
    );
    desk.keep_picture("receipt");
    let url = browser.url().unwrap();
    let (_, number) = url.rsplit_once('/').unwrap();
    assert!(desk.row("来件号").contains(number));

    let path = link.replace(&desk.site.url(""), "");
    let again = submit_again(&desk, &path, &key, &form);
    let receipt = format!("{path}/receipts/{number}");
    assert_eq!(
        again.header("location"),
        Some(receipt.as_str()),
        "{}",
        again.text()
    );

    desk.visit(&format!("/office/notices/{NOTICE}"));
    let row = desk.row("A-04");
    assert_eq!(row.matches("已报 1 份").count(), 2, "{row}");
    desk.keep_picture("ledger");
    browser.visit(&link).unwrap();
    assert!(browser.wait_for("已收到的材料").unwrap().contains("已报 1 份"));
    desk.keep_picture("society-afterwards");
}

#[test]
fn a_wrong_password_is_said_and_the_right_one_leads_where_one_wanted_to_go() {
    let desk = Desk::open();
    desk.visit(&format!("/office/notices/{NOTICE}"));
    desk.sign_in("错误的口令");
    let page = desk.browser.wait_for("用户名或密码").unwrap();
    assert!(!page.contains("台账"), "{page}");
    desk.keep_picture("sign-in");
    desk.browser.type_into("input[name=password]", PASSWORD).unwrap();
    desk.press("登录");
    desk.browser.wait_for("应报 24").unwrap();
}

#[test]
fn a_clerk_decides_what_is_held_and_downloads_the_workbook() {
    let desk = Desk::open();
    let browser = &desk.browser;
    desk.visit("/office");
    desk.sign_in(PASSWORD);
    browser.wait_for("征集邮箱对账").unwrap();
    desk.keep_picture("overview");
    desk.press("待人工核对");
    let held = browser.wait_for("待人工核对").unwrap();
    assert!(held.contains("已登记但有问题需处理（1）"), "{held}");
    desk.keep_picture("held");

    let unknown = desk.arrival("kjstdw", "27-unknown-sender-no-society.eml");
    desk.click(&format!("a[href='/office/arrivals/{unknown}'].button"));
    browser.wait_for("未能确定报送学会").unwrap();
    desk.keep_picture("arrival");
    desk.click("select[name=society] option[value='A-04']");
    desk.press("确认归属");
    browser.wait_for("归属学会：A-04 华夏植物学会").unwrap();
    let said = browser.find("[role=status]").unwrap();
    let said = browser.text(&said).unwrap();
    assert!(
        said.starts_with(&format!("已登记来件 {unknown}。")) && said.contains("下一件待核对："),
        "{said}"
    );
    let heading = browser.find("h1").unwrap();
    assert!(browser.text(&heading).unwrap().ends_with("已登记"));
    desk.keep_picture("arrival-assigned");

    let advertisement = desk.arrival("dwxcb", "08-advertisement.eml");
    desk.visit(&format!("/office/arrivals/{advertisement}"));
    desk.press("不予登记");
    browser.wait_for("人工处理意见").unwrap();
    let heading = browser.find("h1").unwrap();
    assert!(browser.text(&heading).unwrap().ends_with("不予登记"));

    let partly = desk.arrival("dwzzb", "04-good-plan-beside-encrypted-archive.eml");
    desk.visit(&format!("/office/arrivals/{partly}"));
    desk.press("予以登记");
    browser.wait_for("人工处理意见").unwrap();
    desk.visit(&format!("/office/notices/{NOTICE}/held"));
    let held = browser.wait_for("待人工核对").unwrap();
    for gone in [&unknown, &advertisement, &partly] {
        assert!(!held.contains(&format!("来件 {gone}：")), "{gone}: {held}");
    }
    assert!(!held.contains("已登记但有问题"), "{held}");
    desk.visit("/office/letters");
    browser.wait_for("批准发送").unwrap();
    desk.keep_picture("letters");
    desk.visit("/");
    desk.keep_picture("home");
    workbook_downloads(&desk);
}

fn workbook_downloads(desk: &Desk) {
    let page = desk.fetch("/office").text();
    let path = between(&page, "href=\"/office/notices/", "/workbook.xlsx\"").unwrap();
    assert!(path.ends_with(NOTICE), "{path}");
    let book = desk.fetch(&format!("/office/notices/{NOTICE}/workbook.xlsx"));
    assert_eq!(book.status, 200);
    assert_eq!(
        book.header("content-type"),
        Some("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    );
    let sheets = forms::read::workbook_rows(&book.body).unwrap();
    assert!(sheets.len() > 4, "{} sheets", sheets.len());
}
