//! The workbook, opened again.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "functions that build and open workbooks for tests fail like tests"
)]

mod crowd;
mod opened;
mod sample;
mod second_reader;
mod selection;
mod sheets;
mod template;

use domain::deadline::Timeliness;
use domain::finding::FindingCode;
use domain::ids::{ArrivalId, ItemId};
use domain::notice::NoticeNumber;
use domain::return_form::Delegates;
use domain::selection::Selection;
use domain::submission::{Standing, SubmissionStatus};
use opened::{Cell, Opened};
use reporting::{Links, Snapshot};
use sample::{Sample, person};

const ON_TIME: &str = "2022-10-20T16:03:05+08:00";
const LATE: &str = "2022-10-25T08:01:00+08:00";

fn open(sample: Sample) -> Opened {
    Opened::new(&reporting::workbook(&whole(sample), &Links::default()).unwrap())
}

/// Everything that the sample tells.
fn whole(sample: Sample) -> Snapshot {
    Snapshot::new(sample.ledger(), Selection::default())
}

fn row<'a>(rows: &'a [Vec<String>], holding: &str) -> &'a [String] {
    rows.iter()
        .find(|row| row.iter().any(|cell| cell == holding))
        .unwrap()
}

/// Five societies: one in time, one late, one incomplete, one nil, one silent; out of category order.
fn five() -> Sample {
    let mut sample = Sample::new();
    sample.society("A-01", "华夏物理学会", "理科");
    sample.society("B-01", "华夏桥梁学会", "工科");
    sample.society("A-02", "华夏化学学会", "理科");
    sample.society("B-02", "华夏隧道学会", "工科");
    sample.society("A-03", "华夏数学学会", "理科");
    sample.arrival(1, "A-01", ON_TIME);
    sample.arrival(2, "B-01", LATE);
    sample.arrival(3, "A-02", ON_TIME);
    sample.arrival(4, "B-02", ON_TIME);
    sample.piece(1, "A-01", "key-few", "牢记嘱托，砥砺前行。");
    sample.piece(2, "B-01", "key-few", "以科技报国。").timeliness = Timeliness::Late;
    sample.piece(3, "A-02", "key-few", "待补照片。").status = SubmissionStatus::Incomplete;
    sample.form(4, "B-02", Delegates::Nil).nil_items = vec![ItemId::parse("key-few").unwrap()];
    sample.form(
        1,
        "A-01",
        Delegates::Persons(vec![person("张大同"), person("阿依努尔·图尔逊")]),
    );
    sample
}

#[test]
fn sheets_come_in_the_order_of_the_office() {
    let tabs = open(five()).tabs();
    assert_eq!(
        tabs,
        [
            "概览",
            "报送进度",
            "“关键少数”学习感悟",
            "二十大代表学习感悟",
            "青年科技工作者感悟",
            "建言献策",
            "代表名单",
            "人员名单",
            "填报情况",
            "未报名单",
            "迟报名单",
            "零报告",
            "待人工核对",
            "来信",
            "附件目录",
            "历次版本",
            "通知邮件",
            "来件登记"
        ]
    );
}

#[test]
fn no_section_of_the_overview_is_torn_that_has_room_on_a_page() {
    let breaks = |days: u32| -> Vec<u32> {
        let mut sample = five();
        for day in 0..days {
            let at = format!("2022-{:02}-{:02}T08:00:00+08:00", 10 + day / 28, 1 + day % 28);
            sample.arrival(i64::from(100 + day), "A-01", &at);
        }
        let opened = open(sample);
        let breaks = opened.xml("概览").split("<brk id=\"").skip(1);
        breaks
            .map(|rest| rest.split('"').next().unwrap().parse().unwrap())
            .collect()
    };
    let rows = open(five()).rows("概览");
    let heading = |text: &str| rows.iter().position(|row| row[0] == text).unwrap();
    let (categories, days) = (heading("三、各类别报送情况"), heading("四、每日来件"));
    // The charts stand above both, on 15 rows that have no cells.
    let number = |row: usize| u32::try_from(row).unwrap() + 15;
    assert_eq!(breaks(0), [number(categories)]);
    assert_eq!(breaks(20), [number(categories), number(days)]);
    // What no page holds begins where it stands.
    assert_eq!(breaks(50), [number(categories)]);
}

#[test]
fn totals_count_what_the_states_say() {
    let rows = open(five()).rows("报送进度");
    let sums = rows
        .iter()
        .position(|row| row.contains(&"合计".to_owned()))
        .unwrap();
    let figures = |label: &str| row(&rows[sums..], label)[2..].to_vec();
    assert_eq!(figures("应报（学会数）"), ["5", "5", "3", "5"]);
    assert_eq!(figures("已报"), ["3", "0", "0", "0"]);
    assert_eq!(figures("其中：按时"), ["1", "0", "0", "0"]);
    assert_eq!(figures("其中：迟报"), ["1", "0", "0", "0"]);
    assert_eq!(figures("待补充"), ["1", "0", "0", "0"]);
    assert_eq!(figures("未报"), ["1", "5", "3", "5"]);
    assert_eq!(figures("按时报送率（按时÷应报）"), ["0.2", "0", "0", "0"]);
    assert_eq!(figures("合格篇数"), ["2", "0", "0", "0"]);
    assert_eq!(
        row(&rows, "理科小计")[1..],
        [
            "3个",
            "应报3，已报1",
            "应报3，已报0",
            "应报3，已报0",
            "应报3，已报0"
        ]
    );
    assert_eq!(
        row(&rows, "工科小计")[1..],
        ["2个", "应报2，已报2", "应报2，已报0", "—", "应报2，已报0"]
    );
}

#[test]
fn the_header_stands_once_and_a_filter_leaves_the_sums_alone() {
    let opened = open(five());
    let rows = opened.rows("报送进度");
    let place = |text: &str| rows.iter().position(|row| row.iter().any(|cell| cell == text));
    let headers = rows
        .iter()
        .filter(|row| row.iter().any(|cell| cell == "学会名称"));
    assert_eq!(headers.count(), 1);
    let header = place("编号").unwrap();
    let (last, sums) = (place("B-02").unwrap(), place("合计").unwrap());
    assert!(header < last && last + 1 == sums, "{rows:?}");
    assert_eq!(rows.len(), sums + 8, "nothing below the sums");
    let sheet = opened.xml("报送进度");
    let filter = sheet
        .split("<autoFilter ref=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next();
    assert_eq!(filter, Some(format!("A{}:J{}", header + 1, last + 1).as_str()));
}

#[test]
fn societies_stand_by_category_with_their_states() {
    let rows = open(five()).rows("报送进度");
    let codes: Vec<&str> = rows
        .iter()
        .filter_map(|row| row.get(1).filter(|code| code.contains("-0")))
        .map(String::as_str)
        .collect();
    assert_eq!(codes, ["A-01", "A-02", "A-03", "B-01", "B-02"]);
    let state = |name: &str| row(&rows, name)[4].clone();
    assert_eq!(state("华夏物理学会"), "已报 10-20 16:03");
    assert_eq!(state("华夏化学学会"), "待补充");
    assert_eq!(state("华夏数学学会"), "未报");
    assert_eq!(state("华夏桥梁学会"), "迟报 10-25 08:01");
    assert_eq!(state("华夏隧道学会"), "零报告");
    assert_eq!(row(&rows, "华夏桥梁学会")[6], "—");
}

#[test]
fn the_outstanding_list_names_required_items_only() {
    let rows = open(five()).rows("未报名单");
    let owed = |name: &str| row(&rows, name)[4].clone();
    assert_eq!(owed("华夏隧道学会"), "二十大代表学习感悟（未报）");
    assert_eq!(
        owed("华夏化学学会"),
        "“关键少数”学习感悟（待补充）\n二十大代表学习感悟（未报）\n青年科技工作者感悟（未报）"
    );
    assert_eq!(rows[5][1], "B-01", "roster order, not category order");
}

#[test]
fn cells_have_the_type_of_what_they_hold() {
    let opened = open(five());
    let cells = opened.cells("“关键少数”学习感悟");
    let cell = |reference: &str| cells[reference].clone();
    let number = |value: &str| Cell {
        kind: String::new(),
        value: value.to_owned(),
    };
    assert_eq!(cell("A5"), number("1"));
    assert_eq!(cell("J5"), number("10"));
    let serial: f64 = cell("U5").value.parse().unwrap();
    assert!(
        (serial - (44854.0 + (16.0 * 3600.0 + 185.0) / 86400.0)).abs() < 1e-6,
        "{serial}"
    );
    let phone = opened.cells("未报名单")["I5"].clone();
    assert_eq!(
        (phone.kind.as_str(), phone.value.as_str()),
        ("inlineStr", "010-00000001\n13900000000")
    );
    assert!(
        opened.parts["xl/styles.xml"].contains("yyyy\\-mm\\-dd\\ hh:mm:ss")
            || opened.parts["xl/styles.xml"].contains("yyyy-mm-dd hh:mm:ss")
    );
}

#[test]
fn texts_that_look_like_formulas_or_links_stay_texts() {
    let mut sample = five();
    let texts = [
        "=HYPERLINK(\"http://a.example\")",
        "+1",
        "-1+2",
        "@SUM(A1)",
        "http://b.example",
        "_x0041_<&>",
    ];
    for text in texts {
        sample.piece(1, "A-01", "advice", text).title = Some(text.to_owned());
    }
    let opened = open(sample);
    let cells = opened.cells("建言献策");
    for (text, row) in texts.iter().zip(5..) {
        let cell = &cells[&format!("K{row}")];
        assert_eq!(cell.kind, "inlineStr");
        assert_eq!(cell.value.replace("_x005F_", "_"), *text);
    }
    assert!(
        opened
            .parts
            .values()
            .all(|part| !part.contains("<f>") && !part.contains("<hyperlink"))
    );
    assert!(opened.parts["xl/styles.xml"].contains("quotePrefix=\"1\""));
}

#[test]
fn a_text_longer_than_a_cell_continues_and_says_so() {
    let text = "长文𠮷😀\n".repeat(12_000);
    let mut sample = five();
    sample.piece(1, "A-01", "advice", "短文。");
    sample.piece(1, "A-01", "advice", &text);
    let opened = open(sample);
    let cells = opened.cells("建言献策");
    assert_eq!(cells["R4"].value, "备注");
    assert_eq!(cells["X4"].value, "正文（续1）");
    assert_eq!(cells["Y4"].value, "正文（续2）");
    assert_eq!(
        cells["R6"].value,
        "正文打印显示不全。\n“正文”超出单元格容量，续见“正文（续1）”至“正文（续2）”列。"
    );
    assert!(!cells.contains_key("X5") && !cells.contains_key("R5"));
    assert_eq!(
        format!("{}{}{}", cells["K6"].value, cells["X6"].value, cells["Y6"].value),
        text
    );
    assert!(
        ["K6", "X6", "Y6"]
            .iter()
            .all(|at| cells[*at].value.encode_utf16().count() <= 32_767)
    );
}

#[test]
fn characters_that_xml_cannot_hold_are_replaced_by_a_visible_mark() {
    let mut sample = five();
    sample.piece(1, "A-01", "advice", "甲\u{0}\u{8}乙\u{FFFE}丙");
    let opened = open(sample);
    assert_eq!(
        opened.cells("建言献策")["K5"].value,
        "甲\u{FFFD}\u{FFFD}乙\u{FFFD}丙"
    );
}

#[test]
fn the_register_lists_every_arrival_and_the_held_ones_stand_apart() {
    let mut sample = five();
    sample.held(5, LATE, FindingCode::AmbiguousSociety, &["A-01", "A-02"]);
    sample
        .held(6, LATE, FindingCode::NoTrustedTime, &[])
        .arrival
        .received = None;
    sample.arrival(7, "A-01", LATE).judgement = None;
    let opened = open(sample);
    assert_eq!(opened.rows("来件登记").len(), 4 + 7);
    let held = opened.rows("待人工核对");
    assert_eq!(held[2], ["说明：另有1件来件尚未核验，见“来件登记”。"]);
    assert_eq!(
        held[4][5],
        "“统计表（终稿）.docx”：学会名称与名录不完全一致，未能确定是哪一个学会，请确认。\n收到时间已超过截止时间，按迟报登记。"
    );
    assert_eq!(held[4][6], "A-01 华夏物理学会\nA-02 华夏化学学会");
    assert_eq!(held[5][1], "未能确定");
    // When it was taken in says nothing of when it came.
    let overview = opened.rows("概览");
    let days = overview.iter().position(|row| row[0] == "四、每日来件").unwrap();
    let last = overview.iter().skip(days).rfind(|row| row.len() > 2).unwrap();
    assert_eq!(last[..3], ["收到时间待核", "1", "7"]);
}

#[test]
fn letters_that_bring_no_return_stand_apart_and_hide_no_debt() {
    let mut sample = five();
    sample.held(5, LATE, FindingCode::AmbiguousSociety, &["A-01", "A-03"]);
    sample.held(6, LATE, FindingCode::QuestionOnly, &["A-03"]);
    let opened = open(sample);
    let numbers = |sheet: &str| -> Vec<String> {
        let rows = opened.rows(sheet);
        rows.iter()
            .filter_map(|row| row.first().filter(|cell| cell.parse::<u32>().is_ok()).cloned())
            .collect()
    };
    assert_eq!(numbers("待人工核对"), ["5"]);
    assert_eq!(numbers("来信"), ["6"]);
    let outstanding = opened.rows("未报名单");
    let owes = row(&outstanding, "华夏数学学会");
    assert_eq!(owes[6], "5", "{owes:?}");
}

#[test]
fn superseded_pieces_stay_out_and_those_of_unlisted_societies_stay_in() {
    let mut sample = five();
    sample.piece(1, "A-01", "advice", "旧稿").standing = Standing::Superseded;
    sample.piece(1, "Z-99", "advice", "名录外来稿").completed_by = Some(ArrivalId::new(2));
    sample.piece(1, "A-01", "advice", "新稿").revision = 2;
    let open_again = open(sample);
    let rows = open_again.rows("建言献策");
    assert_eq!(rows.len(), 4 + 2);
    assert!(rows[4].contains(&"新稿".to_owned()));
    assert_eq!(rows[5][2], "（不在名录）");
    assert!(rows[5].contains(&"所缺材料由来件2补充（10-25 08:01）。".to_owned()));
    let earlier = open_again.rows("历次版本");
    assert!(row(&earlier, "旧稿").contains(&"已替代".to_owned()));
}

#[test]
fn delegates_and_forms_come_from_current_forms() {
    let opened = open(five());
    let delegates = opened.rows("代表名单");
    assert_eq!(delegates[4][4], "阿依努尔·图尔逊");
    let forms = opened.rows("填报情况");
    assert_eq!(forms[3][4..8], ["吴敏", "13900000001", "2", "已填报"]);
    assert_eq!(forms[4][6..9], ["0", "零报告", "“关键少数”学习感悟"]);
}

#[test]
fn a_list_of_delegates_that_a_newer_form_leaves_out_is_listed_with_its_source() {
    let mut sample = five();
    let old = sample.forms.iter_mut().find(|form| form.arrival.number() == 1);
    let old = old.unwrap();
    old.standing = Standing::Superseded;
    let (code, list) = (old.society.to_string(), old.delegates.clone());
    assert_eq!(list.persons().len(), 2);
    sample.form(2, &code, Delegates::NotAnswered).delegates_from = Some(ArrivalId::new(1));
    let opened = open(sample);
    let delegates = opened.rows("代表名单");
    let of_first = delegates
        .iter()
        .filter(|row| row.get(8).is_some_and(|cell| cell == "1"));
    assert_eq!(of_first.count(), 2, "{delegates:?}");
    let forms = opened.rows("填报情况");
    let carried = row(&forms, "沿用来件1");
    assert_eq!(carried[6..9], ["2", "沿用来件1", "2"]);
}

#[test]
fn an_empty_sheet_says_so() {
    let opened = open(Sample::new());
    for tab in &opened.tabs()[1..] {
        assert_eq!(opened.rows(tab).last().unwrap(), &["无"], "{tab}");
    }
}

#[test]
fn the_same_ledger_gives_the_same_bytes() {
    let snapshot = whole(five());
    let first = reporting::workbook(&snapshot, &Links::default()).unwrap();
    for _ in 0..4 {
        assert!(reporting::workbook(&snapshot, &Links::default()).unwrap() == first);
    }
    let core = &Opened::new(&first).parts["docProps/core.xml"];
    assert_eq!(core.matches("2022-10-25T01:30:00Z").count(), 2, "{core}");
    assert!(core.contains("华夏科协函学字〔2022〕41号"));
    assert!(core.contains(&format!("快照编号 {}", snapshot.id)));
}

#[test]
fn a_number_with_codes_of_the_page_header_is_printed_as_it_is() {
    let mut sample = Sample::new();
    sample.notice.number = NoticeNumber::parse("科技&P[2022]\n&[Date]41号");
    let opened = open(sample);
    let footer = "<oddFooter>&amp;L科技＆P[2022] ＆[Date]41号&amp;C";
    assert!(opened.xml("来件登记").contains(footer));
}

#[test]
fn what_others_send_of_their_own_accord_is_in_nobodys_count() {
    let mut sample = five();
    sample.piece(4, "B-02", "youth", "自愿报送。");
    let rows = open(sample).rows("报送进度");
    assert_eq!(row(&rows, "华夏隧道学会")[6], "已报 10-20 16:03");
    assert_eq!(row(&rows, "应报（学会数）")[4], "3");
    assert_eq!(row(&rows, "已报")[4], "0");
    assert_eq!(row(&rows, "合格篇数")[4], "1");
}

#[test]
fn every_sheet_is_ready_for_the_printer() {
    let mut sample = five();
    sample.notice.items[0].title = "报送进度".to_owned();
    let snapshot = whole(sample);
    let opened = Opened::new(&reporting::workbook(&snapshot, &Links::default()).unwrap());
    assert_eq!(opened.tabs()[2], "报送进度（2）");
    let stated = format!("统计截至 2022-10-25 09:30（北京时间）　快照 {}", snapshot.id);
    for tab in opened.tabs() {
        let xml = opened.xml(&tab);
        for wanted in [
            "paperSize=\"9\"",
            "orientation=\"landscape\"",
            "&amp;L华夏科协函学字〔2022〕41号&amp;C第 &amp;P 页 共 &amp;N 页",
            &stated,
            "state=\"frozen\"",
        ] {
            assert!(xml.contains(wanted), "{tab}: {wanted}");
        }
        let fits = xml.contains("fitToPage=\"1\"") && xml.contains("fitToHeight=\"0\"");
        assert!(fits, "{tab}: no page beside another");
    }
    let titles = opened.parts["xl/workbook.xml"]
        .matches("_xlnm.Print_Titles")
        .count();
    assert_eq!(titles, opened.tabs().len());
    assert!(opened.xml("来件登记").contains("<autoFilter"));
}
