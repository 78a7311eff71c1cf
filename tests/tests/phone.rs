//! Tables on a phone: what a row is about stays readable, and the page itself does not scroll sideways.

use tests::browser::Browser;
use tests::office::{NOTICE, Office, On};
use tests::site::{Site, add_account};

const PASSWORD: &str = "华夏-测试-口令-2022";

/// The narrowest first cell of a table with a heading 征集项 or 文件名, in CSS pixels; the page's width and the window's.
const WIDTHS: &str = "const named = [...document.querySelectorAll('table')]\
    .filter(table => /^(征集项|文件名)$/.test(table.querySelector('th')?.innerText ?? ''));\
    const cells = named.flatMap(table => [...table.querySelectorAll('tbody tr')].map(row => row.cells[0]));\
    const narrowest = Math.min(...cells.map(cell => cell.getBoundingClientRect().width));\
    return [cells.length, narrowest, document.documentElement.scrollWidth, window.innerWidth].map(Math.round)";

#[test]
fn the_first_column_of_a_table_keeps_its_width_on_a_phone() {
    let office = Office::open(On::Sqlite, &[]).unwrap().unwrap();
    let letter = Office::sample("kjstdw").join("04-form-from-qq.eml");
    office.ingest("kjstdw", &letter).unwrap();
    add_account(&office.zhengji, "clerk", "clerk", PASSWORD).unwrap();
    let site = Site::start(&office.zhengji).unwrap();
    let cookie = site.sign_in("clerk", PASSWORD).unwrap();
    let export = office.export().unwrap();
    let society = export
        .pointer("/arrivals/0/society")
        .and_then(|code| code.as_str());
    let link = site.new_link(&cookie, NOTICE, society.unwrap()).unwrap();
    let browser = Browser::open().unwrap();
    browser.visit(&site.url("/office/sign-in")).unwrap();
    browser.type_into("input[name=name]", "clerk").unwrap();
    browser.type_into("input[name=password]", PASSWORD).unwrap();
    let button = browser.find("main button").unwrap();
    browser.click(&button).unwrap();
    browser.wait_for("概览").unwrap();
    let receipt = format!("{link}/receipts/1");
    for path in ["/office", "/office/arrivals/1", &receipt] {
        browser.visit(&site.url(path)).unwrap();
        browser.picture(390).unwrap();
        let found = browser.run(WIDTHS).unwrap();
        let found: Vec<i64> = serde_json::from_value(found).unwrap();
        let &[cells, narrowest, page, window] = found.as_slice() else {
            panic!("{found:?}");
        };
        assert!(window <= 520, "as wide as a phone: {window}");
        assert!(cells > 0 && narrowest >= 120, "{path}: {found:?}");
        assert!(page <= window, "{path}: {found:?}");
    }
}
