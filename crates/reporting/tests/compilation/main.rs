//! The compilation, opened again by a reader of its own.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "functions that build and open documents for tests fail like tests"
)]

mod anonymous;
#[path = "../workbook/crowd.rs"]
mod crowd;
mod geometry;
mod headings;
mod opened;
mod pdf;
mod photos;
#[path = "../workbook/sample.rs"]
mod sample;
mod second_reader;
mod sources;

use domain::ids::ItemId;
use domain::return_form::Delegates;
use domain::selection::Selection;
use domain::submission::{Standing, SubmissionStatus};
use opened::Opened;
use reporting::{CompilationOptions, Snapshot, Theme, compilation};
use sample::{Sample, person};
use sources::Files;

const ON_TIME: &str = "2022-10-20T16:03:05+08:00";
const LATE: &str = "2022-10-25T08:01:00+08:00";

fn made(sample: Sample, selection: Selection, options: &CompilationOptions) -> Opened {
    let snapshot = Snapshot::new(sample.ledger(), selection);
    Opened::new(&compilation(&snapshot, options, &Files::default()).unwrap())
}

fn plain(sample: Sample) -> Opened {
    made(sample, Selection::default(), &CompilationOptions::default())
}

/// Three societies of two disciplines, out of order in the roster.
fn societies() -> Sample {
    let mut sample = Sample::new();
    sample.society("A-01", "华夏物理学会", "理科");
    sample.society("B-01", "华夏桥梁学会", "工科");
    sample.society("A-02", "华夏化学学会", "理科");
    for (number, code) in [(1, "A-01"), (2, "B-01"), (3, "A-02")] {
        sample.arrival(number, code, ON_TIME);
    }
    sample
}

/// A piece of somebody with a position.
fn piece(sample: &mut Sample, code: &str, item: &str, name: &str, position: &str) {
    let piece = sample.piece(1, code, item, &format!("{name}的感悟。"));
    piece.attachments.clear();
    piece.title = Some(format!("{name}谈学习"));
    let mut person = person(name);
    person.positions = vec![position.to_owned()];
    piece.person = Some(person);
}

#[test]
fn chapters_stand_by_item_and_in_them_discipline_society_position_and_name() {
    let mut sample = societies();
    piece(&mut sample, "B-01", "key-few", "甲一", "理事长");
    piece(&mut sample, "A-02", "key-few", "赵乙", "理事");
    piece(&mut sample, "A-01", "key-few", "张丙", "副理事长");
    piece(&mut sample, "A-01", "key-few", "李丁", "副理事长");
    piece(&mut sample, "A-01", "key-few", "王戊", "理事长");
    piece(&mut sample, "A-01", "advice", "刘己", "秘书长");
    let opened = plain(sample);
    let headings: Vec<String> = opened
        .lines()
        .into_iter()
        .filter(|line| ["Heading1", "Heading2", "Heading3", "Heading4"].contains(&line.style.as_str()))
        .map(|line| line.text)
        .collect();
    assert_eq!(
        headings,
        [
            "“关键少数”学习感悟",
            "一、理科",
            "（一）华夏物理学会",
            "王戊谈学习",
            "李丁谈学习",
            "张丙谈学习",
            "（二）华夏化学学会",
            "赵乙谈学习",
            "二、工科",
            "（一）华夏桥梁学会",
            "甲一谈学习",
            "建言献策",
            "一、理科",
            "（一）华夏物理学会",
            "刘己谈学习"
        ]
    );
    let authors = opened.of_style("Heading5");
    assert_eq!(authors[0], "华夏大学物理学院  理事长  王戊（二十大代表）");
}

#[test]
fn a_piece_without_a_title_names_its_author_once() {
    let mut sample = societies();
    piece(&mut sample, "A-01", "key-few", "王戊", "理事长");
    piece(&mut sample, "A-02", "key-few", "赵乙", "理事");
    let of_zhao = sample
        .submissions
        .iter_mut()
        .find(|piece| piece.society.as_str() == "A-02");
    of_zhao.unwrap().title = None;
    let opened = plain(sample);
    assert_eq!(opened.of_style("Heading4"), ["王戊谈学习", "赵乙"]);
    assert_eq!(opened.of_style("Shuming"), ["华夏大学物理学院  理事  二十大代表"]);
    assert_eq!(
        opened.of_style("Heading5"),
        ["华夏大学物理学院  理事长  王戊（二十大代表）"]
    );
    let entries = opened.of_style("TOC4");
    assert!(entries[1].starts_with("赵乙\t"), "{entries:?}");
    assert_eq!(
        opened.of_style("TOC5").len(),
        1,
        "one line for the piece without a title"
    );
}

#[test]
fn readers_are_not_shown_the_number_of_the_snapshot() {
    let mut sample = societies();
    piece(&mut sample, "A-01", "key-few", "王戊", "理事长");
    let snapshot = Snapshot::new(sample.ledger(), Selection::default());
    let document = compilation(&snapshot, &CompilationOptions::default(), &Files::default()).unwrap();
    let opened = Opened::new(&document);
    assert!(!opened.document().contains(&snapshot.id));
    assert!(opened.part("docProps/core.xml").contains(&snapshot.id));
}

#[test]
fn the_table_of_contents_is_a_field_that_already_says_what_it_will_say() {
    let mut sample = societies();
    piece(&mut sample, "A-01", "key-few", "王戊", "理事长");
    piece(&mut sample, "B-01", "advice", "刘己", "秘书长");
    let opened = plain(sample);
    let document = opened.document();
    assert!(document.contains(
        "<w:instrText xml:space=\"preserve\"> TOC \\o &quot;1-5&quot; \\n 5-5 \\h \\z \\u </w:instrText>"
    ));
    assert_eq!(
        document.matches("fldCharType=\"begin\"").count(),
        document.matches("fldCharType=\"end\"").count()
    );
    for level in 1..=5 {
        let entries = opened.of_style(&format!("TOC{level}"));
        let entries: Vec<&str> = entries
            .iter()
            .map(|entry| entry.split('\t').next().unwrap())
            .collect();
        assert_eq!(entries, opened.of_style(&format!("Heading{level}")));
    }
    for link in document.split("w:anchor=\"").skip(1) {
        let target = link.split('"').next().unwrap();
        assert!(document.contains(&format!("w:name=\"{target}\"")), "{target}");
    }
}

#[test]
fn every_character_is_found_again() {
    let mut sample = societies();
    let text = "首段：𠮷野家、喆、㐂、\u{30EDE}、😀👨‍👩‍👧❤️。\n=SUM(A1) <w:p> & \"引号\"\t制表\n\n  　　缩进 中  空格\r\n坏\u{1}字\u{FFFF}末段";
    sample.piece(1, "A-01", "key-few", text).title = Some("题\u{7}目&<一>".to_owned());
    let long = "长文".repeat(40_000);
    sample.piece(3, "A-02", "youth", &long).person = None;
    let opened = plain(sample);
    let lines = opened.lines();
    let body: Vec<&str> = lines
        .iter()
        .filter(|line| ["Zhengwen", "Normal"].contains(&line.style.as_str()))
        .map(|line| line.text.as_str())
        .collect();
    for paragraph in [
        "首段：𠮷野家、喆、㐂、\u{30EDE}、😀👨‍👩‍👧❤️。",
        "=SUM(A1) <w:p> & \"引号\"\t制表",
        "  　　缩进 中  空格",
        "坏\u{FFFD}字\u{FFFD}末段",
        long.as_str(),
    ] {
        assert!(body.contains(&paragraph), "{paragraph:.20} is missing");
    }
    assert_eq!(
        opened.of_style("Heading4"),
        ["题\u{FFFD}目&<一>", "立足岗位  勇攀高峰"]
    );
    assert!(
        lines
            .iter()
            .any(|line| line.text.contains("1篇中有无法印出的控制字符"))
    );
}

#[test]
fn the_note_tells_real_figures_and_what_is_not_printed() {
    let mut sample = societies();
    piece(&mut sample, "A-01", "key-few", "王戊", "理事长");
    sample.piece(2, "B-01", "key-few", "待补照片。").status = SubmissionStatus::Incomplete;
    sample.piece(3, "A-02", "key-few", "退回的稿件。").status = SubmissionStatus::SentBack;
    sample.piece(3, "A-02", "youth", "旧稿。").standing = Standing::Superseded;
    sample.held(9, ON_TIME, domain::finding::FindingCode::UnknownSociety, &[]);
    let opened = plain(sample);
    let text = opened.document();
    let lines: String = opened.lines().into_iter().map(|line| line.text + "\n").collect();
    for words in [
        "统计截至2022年10月25日9时30分（北京时间）",
        "共收录2个学会的稿件2篇，11字。",
        "1篇待补照片、视频等材料，文字已收录，文末注明；1篇已退回，未收录；1件来件待人工核对，未收录。",
        "（该件所需照片或视频等材料待补充。）",
        "附件：李明远.jpg（照片，来件中未找到该文件，未排入本汇编，请见归档文件）",
    ] {
        assert!(lines.contains(words), "{words} is missing in {lines}");
    }
    assert!(!text.contains("退回的稿件") && !text.contains("旧稿"));
    let row: Vec<String> = ["Biaozi", "Shuzi"]
        .iter()
        .flat_map(|style| opened.of_style(style))
        .collect();
    assert_eq!(row[0], "“关键少数”学习感悟");
    assert_eq!(row[4..10], ["3", "1", "1", "0", "2", "11"]);
}

#[test]
fn a_piece_under_several_themes_stands_once_and_is_referred_to() {
    let mut sample = societies();
    for (title, text) in [
        ("建议甲", "加强人才培养，支持基础研究。"),
        ("建议乙", "支持基础研究。"),
        ("建议丙", "改进会风。"),
    ] {
        let piece = sample.piece(1, "A-01", "advice", text);
        piece.title = Some(title.to_owned());
        piece.attachments.clear();
    }
    let themes = ["人才", "研究=基础研究|实验室"].map(|theme| Theme::parse(theme).unwrap());
    let options = CompilationOptions {
        themes: [(ItemId::parse("advice").unwrap(), themes.to_vec())].into(),
        ..CompilationOptions::default()
    };
    let opened = made(sample, Selection::default(), &options);
    let lines: Vec<String> = opened
        .lines()
        .into_iter()
        .filter(|line| ["Heading2", "Heading4", "Beizhu"].contains(&line.style.as_str()))
        .map(|line| line.text)
        .collect();
    assert_eq!(lines[..2], ["一、人才", "建议甲"]);
    assert_eq!(lines[2..4], ["二、研究", "建议乙"]);
    assert!(
        lines[4].starts_with("另见：《建议甲》，列入“人才”，第"),
        "{}",
        lines[4]
    );
    assert_eq!(lines[5..], ["三、其他", "建议丙"]);
    assert!(opened.of_style("Heading5")[0].starts_with("华夏物理学会  "));
}

#[test]
fn a_selection_is_told_and_nothing_else_is_printed() {
    let mut sample = societies();
    piece(&mut sample, "A-01", "key-few", "王戊", "理事长");
    piece(&mut sample, "B-01", "advice", "刘己", "秘书长");
    let selection = Selection {
        items: [ItemId::parse("advice").unwrap()].into(),
        ..Selection::default()
    };
    let opened = made(sample, selection, &CompilationOptions::default());
    let text: String = opened.lines().into_iter().map(|line| line.text + "\n").collect();
    assert!(text.contains("收录范围：征集项限于“建言献策”。"), "{text}");
    assert!(text.contains("刘己谈学习") && !text.contains("王戊"));
}

#[test]
fn an_empty_compilation_says_so() {
    let mut sample = societies();
    sample.form(1, "A-01", Delegates::Nil);
    let opened = plain(sample);
    assert!(
        opened
            .of_style("Zhengwen")
            .iter()
            .any(|text| text == "（本汇编收录范围内没有稿件。）")
    );
}

#[test]
fn the_same_snapshot_gives_the_same_bytes() {
    let document = || {
        let mut sample = societies();
        piece(&mut sample, "A-01", "key-few", "王戊", "理事长");
        let snapshot = Snapshot::new(sample.ledger(), Selection::default());
        compilation(&snapshot, &CompilationOptions::default(), &Files::default()).unwrap()
    };
    assert_eq!(document(), document());
}
