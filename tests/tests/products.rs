//! Products by command and on the office's page, made by the real program on the sample data.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use tests::http::{Answer, Part};
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
        name.to_string_lossy().starts_with(".zhengji-making-")
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

/// A clerk at the office's page.
struct Clerk {
    site: Site,
    cookie: String,
    csrf: String,
}

impl Clerk {
    fn sign_in(office: &Office) -> Self {
        add_account(&office.zhengji, "clerk", "clerk", PASSWORD).unwrap();
        let site = Site::start(&office.zhengji).unwrap();
        let cookie = site.sign_in("clerk", PASSWORD).unwrap();
        let page = site.get("/office", &[("Cookie", &cookie)]).unwrap().text();
        let csrf = between(&page, "name=\"csrf\" value=\"", "\"").unwrap().to_owned();
        Self { site, cookie, csrf }
    }

    /// Asks for a product with these files of the office's own: field, name, bytes.
    fn ask(&self, kind: &str, files: &[(&str, &str, &[u8])]) -> Answer {
        let fields = [("csrf", self.csrf.as_bytes()), ("kind", kind.as_bytes())];
        let fields = fields.map(|(name, value)| (name, None, value));
        let files = files
            .iter()
            .map(|(field, name, bytes)| (*field, Some(*name), *bytes));
        let parts: Vec<Part<'_>> = fields.into_iter().chain(files).collect();
        self.site
            .submit_as(&list(), &[("Cookie", &self.cookie)], &parts)
            .unwrap()
    }

    /// The list of products once none is being made.
    fn list(&self) -> String {
        let begun = Instant::now();
        loop {
            let page = self
                .site
                .get(&list(), &[("Cookie", &self.cookie)])
                .unwrap()
                .text();
            if !page.contains("http-equiv=\"refresh\"") {
                return page;
            }
            assert!(begun.elapsed() < PATIENCE, "{page}");
            thread::yield_now();
        }
    }

    /// Asks for a product, waits until it is made and fetches it; also what the list says of it.
    fn fetched(&self, kind: &str, files: &[(&str, &str, &[u8])]) -> (Vec<u8>, String) {
        assert_eq!(self.ask(kind, files).status, 303);
        let page = self.list();
        let path = between(&page, "<td><a href=\"", "\"").unwrap_or_else(|| panic!("{kind}: {page}"));
        let file = self.site.get(path, &[("Cookie", &self.cookie)]).unwrap();
        assert_eq!(file.status, 200, "{kind}");
        let row = between(&page, "<tbody>", "</tr>").unwrap().to_owned();
        (file.body, row)
    }
}

fn list() -> String {
    format!("/office/notices/{NOTICE}/products")
}

fn made_on_the_page(on: On) {
    // `tests/run` always names a PostgreSQL; a test run by hand may do without.
    let Some(office) = office(on) else { return };
    let clerk = Clerk::sign_in(&office);
    let (workbook, _) = clerk.fetched("workbook", &[]);
    let sheets = forms::read::workbook_rows(&workbook).unwrap();
    assert!(sheets.len() > 5, "{}", sheets.len());
    for kind in ["compilation", "archive", "brief", "similar"] {
        assert!(clerk.fetched(kind, &[]).0.starts_with(b"PK"), "{kind}");
    }
    with_files_of_the_office(&clerk);
    assert_eq!(clerk.site.stop().unwrap(), Some(0));
}

/// A template with titles that are known and one that is not.
fn template() -> Vec<u8> {
    let titles = ["序号", "学会名称", "姓名", "正文", "领导批示"].map(|title| (title, 12));
    let mut bytes = Vec::new();
    let nothing = Box::new(|| -> Box<dyn Iterator<Item = _>> { Box::new(std::iter::empty()) });
    reporting::write_list("本委台账", &titles, nothing, &mut bytes).unwrap();
    bytes
}

fn with_files_of_the_office(clerk: &Clerk) {
    let template = template();
    let (workbook, row) = clerk.fetched("workbook", &[("template", "本委台账.xlsx", &template)]);
    let sheets = forms::read::workbook_rows(&workbook).unwrap();
    assert_eq!(sheets.len(), 1, "the office's own sheet alone");
    let text = format!("{sheets:?}");
    assert!(text.contains("领导批示") && text.contains("华夏"), "{text}");
    assert!(
        row.contains("模板：本委台账.xlsx") && row.contains("未能识别、未填写的列：领导批示"),
        "{row}"
    );
    // What a piece takes from a text that may be quoted is a quotation, and no pair.
    let piece = text_of_a_piece(&workbook);
    let (plain, _) = clerk.fetched("similar", &[]);
    let (quoting, row) = clerk.fetched("similar", &[("reference", "大会报告.txt", piece.as_bytes())]);
    assert!(row.contains("参照文件：大会报告.txt"), "{row}");
    let shown = |bytes: &[u8]| format!("{:?}", forms::read::workbook_rows(bytes).unwrap());
    assert!(shown(&plain).contains("未提供") && !shown(&quoting).contains("未提供"));
    assert_ne!(shown(&plain), shown(&quoting));
}

/// The longest text in a workbook.
fn text_of_a_piece(workbook: &[u8]) -> String {
    let sheets = forms::read::workbook_rows(workbook).unwrap();
    let cells = sheets.iter().flat_map(|(_, rows)| rows.iter().flatten());
    cells.max_by_key(|cell| cell.chars().count()).unwrap().clone()
}

#[test]
fn a_file_that_no_product_can_be_made_with_is_refused_in_words() {
    let office = office(On::Sqlite).unwrap();
    let clerk = Clerk::sign_in(&office);
    let template = template();
    let large = vec![b'x'; 21 << 20];
    for (status, kind, files, words) in [
        (
            422,
            "workbook",
            vec![("template", "旧台账.xls", &b"\xD0\xCF\x11\xE0"[..])],
            "旧台账.xls”不是 .xlsx 文件",
        ),
        (
            422,
            "brief",
            vec![("template", "a.xlsx", &template[..])],
            "只用于工作簿",
        ),
        (
            422,
            "workbook",
            vec![("reference", "a.txt", &b"text"[..])],
            "只用于相近文本核查表",
        ),
        (
            422,
            "similar",
            vec![("reference", "空.txt", &b""[..])],
            "空.txt”是空的",
        ),
        (
            422,
            "workbook",
            vec![
                ("template", "a.xlsx", &template[..]),
                ("template", "b.xlsx", &template[..]),
            ],
            "只能使用一个模板",
        ),
        (
            400,
            "similar",
            vec![("reference", "a.txt", &large[..])],
            "合计不得超过 20 MB",
        ),
    ] {
        let answer = clerk.ask(kind, &files);
        let page = answer.text();
        assert_eq!(answer.status, status, "{words}: {page}");
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(clerk.list().contains("尚未制作成果文件"), "nothing was begun");
    assert_eq!(clerk.site.stop().unwrap(), Some(0));
}

#[test]
fn what_only_making_shows_is_said_beside_the_product() {
    let office = office(On::Sqlite).unwrap();
    let clerk = Clerk::sign_in(&office);
    assert_eq!(
        clerk
            .ask(
                "workbook",
                &[("template", "不是表.xlsx", b"PK\x03\x04 no workbook")]
            )
            .status,
        303
    );
    assert_eq!(
        clerk.ask("similar", &[("reference", "空白.txt", b" \n ")]).status,
        303
    );
    let page = clerk.list();
    assert!(
        page.contains("模板无法填写") && page.contains("参照文件中没有可识别的文字"),
        "{page}"
    );
    assert_eq!(clerk.site.stop().unwrap(), Some(0));
}

#[test]
fn a_product_asked_for_on_the_page_is_made_and_fetched() {
    made_on_the_page(On::Sqlite);
}

#[test]
fn a_product_asked_for_on_the_page_is_made_and_fetched_on_postgresql() {
    made_on_the_page(On::Postgres);
}
