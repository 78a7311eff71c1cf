//! Products by command and on the office's page, made by the real program on the sample data.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use tests::office::{MAILBOXES, NOTICE, Office, On};
use tests::site::{Site, add_account, between};

const PASSWORD: &str = "华夏-测试-口令-2022";
/// Making the largest of the samples' products takes a few seconds at most.
const PATIENCE: Duration = Duration::from_mins(2);

fn office(on: On) -> Option<Office> {
    let office = Office::open(on, &[]).unwrap()?;
    office.ingest_samples(MAILBOXES).unwrap();
    Some(office)
}

fn report(office: &Office, arguments: &[&str], out: &Path) -> String {
    let common = ["--notice", NOTICE, "--out", out.to_str().unwrap()];
    office
        .zhengji
        .ok(&[&["report"], arguments, &common].concat())
        .unwrap()
}

fn out(office: &Office, name: &str) -> PathBuf {
    office.zhengji.data().join(name)
}

#[test]
fn every_product_is_written_and_nothing_half_written_is_left() {
    let office = office(On::Sqlite).unwrap();
    for (kind, name, begins) in [
        ("workbook", "a.xlsx", b"PK"),
        ("compilation", "b.docx", b"PK"),
        ("archive", "c.zip", b"PK"),
        ("brief", "d.docx", b"PK"),
        ("similar", "e.xlsx", b"PK"),
    ] {
        let path = out(&office, name);
        let said = report(&office, &[kind], &path);
        assert!(said.contains("快照编号"), "{said}");
        assert!(std::fs::read(&path).unwrap().starts_with(begins), "{kind}");
    }
    let left = std::fs::read_dir(office.zhengji.data()).unwrap();
    let temporary = left.filter(|entry| {
        let name = entry.as_ref().unwrap().file_name();
        name.to_string_lossy().starts_with(".tmp")
    });
    assert_eq!(temporary.count(), 0, "nothing half-written is left");
}

#[test]
fn filters_show_less_and_say_what_there_is() {
    let office = office(On::Sqlite).unwrap();
    let path = out(&office, "part.xlsx");
    let pieces = |arguments: &[&str]| -> usize {
        let said = report(&office, &[&["workbook"], arguments].concat(), &path);
        between(&said, "现行材料 ", " 份").unwrap().parse().unwrap()
    };
    let all = pieces(&[]);
    let one = pieces(&["--item", "advice"]);
    let others = pieces(&["--item", "key-few,plan，youth"]);
    assert_eq!(one + others, all);
    assert!(one > 0 && others > 0);
    assert_eq!(pieces(&["--chosen"]), 0);
    let before = pieces(&["--until", "2022-10-20"]);
    assert_eq!(before + pieces(&["--from", "2022-10-21"]), all);
    for (arguments, words) in [
        (["--item", "poem"], "可选：plan"),
        (["--discipline", "诗歌"], "名录中没有学会类别“诗歌”"),
        (["--society", "华夏诗歌学会甲"], "名录中没有学会"),
        (["--until", "明天"], "无法识别"),
    ] {
        let command = ["report", "workbook", "--notice", NOTICE, "--out", "never.xlsx"];
        let ended = office.zhengji.run(&[&command[..], &arguments].concat()).unwrap();
        assert_eq!(ended.status, Some(2), "{}", ended.stderr);
        assert!(ended.stderr.contains(words), "{words}: {}", ended.stderr);
    }
}

#[test]
fn chosen_pieces_alone_are_compiled_until_their_mark_is_taken_back() {
    let office = office(On::Sqlite).unwrap();
    let export = office.export().unwrap();
    let piece = export["submissions"]
        .as_array()
        .unwrap()
        .iter()
        .find(|piece| piece["current"] == true && piece["status"] == "accepted")
        .unwrap();
    let id = piece["id"].as_str().unwrap();
    let choose = |arguments: &[&str]| {
        let command = ["choose", "--notice", NOTICE];
        office.zhengji.ok(&[&command[..], arguments].concat()).unwrap()
    };
    assert!(choose(&[id]).contains("新采用 1 份"));
    assert!(choose(&[]).contains(&format!("{id}　")));
    let path = out(&office, "chosen.docx");
    let said = report(&office, &["compilation", "--chosen"], &path);
    assert!(said.contains("现行材料 1 份"), "{said}");
    assert!(choose(&["--undo", id]).contains("已取消采用 1 份"));
    let said = report(&office, &["compilation", "--chosen"], &path);
    assert!(
        said.contains("现行材料 0 份") && said.contains("没有现行材料"),
        "{said}"
    );
    let unknown = office
        .zhengji
        .run(&["choose", "--notice", NOTICE, "999-1"])
        .unwrap();
    assert_eq!(unknown.status, Some(1));
    assert!(unknown.stderr.contains("999-1"), "{}", unknown.stderr);
}

/// Asks for a product on the page, waits until it is made and fetches it.
fn fetched(site: &Site, cookie: &str, csrf: &str, kind: &str) -> Vec<u8> {
    let (list, headers) = (format!("/office/notices/{NOTICE}/products"), [("Cookie", cookie)]);
    let fields = [("csrf", csrf), ("kind", kind)];
    assert_eq!(site.post(&list, &headers, &fields).unwrap().status, 303);
    let begun = Instant::now();
    let page = loop {
        let page = site.get(&list, &headers).unwrap().text();
        if !page.contains("http-equiv=\"refresh\"") {
            break page;
        }
        assert!(begun.elapsed() < PATIENCE, "{page}");
        thread::yield_now();
    };
    let path = between(&page, "<td><a href=\"", "\"").unwrap_or_else(|| panic!("{kind}: {page}"));
    let file = site.get(path, &headers).unwrap();
    assert_eq!(file.status, 200, "{kind}");
    file.body
}

fn made_on_the_page(on: On) {
    // `tests/run` always names a PostgreSQL; a test run by hand may do without.
    let Some(office) = office(on) else { return };
    add_account(&office.zhengji, "clerk", "clerk", PASSWORD).unwrap();
    let site = Site::start(&office.zhengji).unwrap();
    let cookie = site.sign_in("clerk", PASSWORD).unwrap();
    let page = site.get("/office", &[("Cookie", &cookie)]).unwrap().text();
    let csrf = between(&page, "name=\"csrf\" value=\"", "\"").unwrap();
    let workbook = fetched(&site, &cookie, csrf, "workbook");
    let sheets = forms::read::workbook_rows(&workbook).unwrap();
    assert!(sheets.len() > 5, "{}", sheets.len());
    for kind in ["compilation", "archive", "brief", "similar"] {
        assert!(fetched(&site, &cookie, csrf, kind).starts_with(b"PK"), "{kind}");
    }
    assert_eq!(site.stop().unwrap(), Some(0));
}

#[test]
fn a_product_asked_for_on_the_page_is_made_and_fetched() {
    made_on_the_page(On::Sqlite);
}

#[test]
fn a_product_asked_for_on_the_page_is_made_and_fetched_on_postgresql() {
    made_on_the_page(On::Postgres);
}
