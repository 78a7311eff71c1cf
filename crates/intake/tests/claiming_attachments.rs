//! Which pages and pictures belong to whom, and what is said of those that are missing or unread.

mod support;

use domain::finding::{Finding, FindingCode};
use forms::document::Picture;
use forms::read::Content;
use intake::claim::Placed;
use support::letters::{Letter, REGISTERED, form, letter, letter_of_files, placed};

fn form_with_advice(advice: &str) -> String {
    form("华夏光学学会").replace("建议设立专项，支持青年人员长期开展观测。", advice)
}

#[test]
fn a_row_that_is_said_to_be_attached_and_did_not_come_is_asked_for() {
    let form = form_with_advice("详见附件");
    let lost = placed(letter(REGISTERED, "kjstdw", "统计表", &form).claim());
    let asked: Vec<&str> = lost
        .findings
        .iter()
        .filter(|finding| finding.code == FindingCode::MissingAttachment)
        .filter_map(|finding| finding.place.as_deref())
        .collect();
    assert_eq!(asked, ["建言献策"]);

    let text = "学会高质量发展的思考\n李乙 理事\n学会应当加强分支机构管理，破除四唯，加大对青年人员的支持。";
    let files = [("统计表.txt", form.as_str()), ("材料.txt", text)];
    let came = placed(letter_of_files(REGISTERED, "kjstdw", "报送学习情况", &files).claim());
    let items: Vec<&str> = came.pieces.iter().map(|piece| piece.item.as_str()).collect();
    assert_eq!(items, ["key-few", "advice"]);
    assert!(
        came.findings
            .iter()
            .all(|finding| finding.code != FindingCode::MissingAttachment)
    );
}

#[test]
fn attachments_go_to_the_rows_that_name_their_numbers() {
    let form = form_with_advice("见附件2").replace(
        "1. 张甲，理事长\n学习报告使我深受鼓舞，我们将把成果用到最需要的地方。",
        "见附件1",
    );
    let one = "踔厉奋发\n张甲 理事长\n收看了大会开幕会直播，倍感振奋，要把论文写在祖国大地上。";
    let two = "关于人才评价的思考\n李乙 理事\n应当完善评价体系，破除四唯，加大对青年人员的支持。";
    let files = [
        ("统计表.txt", form.as_str()),
        ("附件1.txt", one),
        ("附件2.txt", two),
    ];
    let came = placed(letter_of_files(REGISTERED, "kjstdw", "报送学习情况", &files).claim());
    let items: Vec<&str> = came.pieces.iter().map(|piece| piece.item.as_str()).collect();
    assert_eq!(items, ["key-few", "advice"]);
}

/// Pictures in a form of several persons, as its reader tells them.
fn with_pictures(mut letter: Letter, lines: &[u32]) -> Letter {
    let part = letter.reading.parts.first_mut().expect("a file");
    if let Content::Document { document, .. } = &mut part.file.content {
        document.pictures = lines
            .iter()
            .zip(1..)
            .map(|(line, number)| Picture {
                name: format!("image{number}.jpeg"),
                sha256: format!("{number:064}"),
                bytes: 90_000,
                width: 800,
                height: 600,
                line: Some(*line),
                rows: None,
            })
            .collect();
    }
    letter
}

const YOUNG: &str = "青年感悟\n\n学会名称：华夏光学学会\n\n1. 张甲，华夏光学学会理事\n学习报告使我深受鼓舞，我们将把成果用到最需要的地方。\n\n2. 李乙，华夏光学学会理事\n我从事大坝安全工作已经三年，今后要把经验写进标准，把教训写进教材。\n";

fn young(lines: &[u32]) -> Placed {
    let letter = letter_of_files(REGISTERED, "dwxcb", "青年感悟", &[("青年感悟.txt", YOUNG)]);
    placed(with_pictures(letter, lines).claim())
}

/// The places of findings about photos that may be anybody's.
fn unassigned(placed: &Placed) -> Vec<&str> {
    let about = placed
        .findings
        .iter()
        .filter(|finding| finding.code == FindingCode::UnassignedMedia);
    about.filter_map(|finding| finding.place.as_deref()).collect()
}

#[test]
fn pictures_under_several_persons_are_given_to_them() {
    let placed = young(&[4, 6]);
    let photos: Vec<Vec<&str>> = placed
        .pieces
        .iter()
        .map(|piece| {
            piece
                .attachments
                .iter()
                .map(|photo| photo.name.as_str())
                .collect()
        })
        .collect();
    assert_eq!(photos, [["image1.jpeg"], ["image2.jpeg"]]);
    assert!(unassigned(&placed).is_empty());
}

#[test]
fn a_picture_between_two_persons_is_given_to_neither_and_said() {
    let placed = young(&[4]);
    assert!(placed.pieces.iter().all(|piece| piece.attachments.is_empty()));
    assert_eq!(unassigned(&placed), ["青年感悟.txt：image1.jpeg"]);
}

#[test]
fn a_picture_that_nobody_asked_for_is_not_said() {
    let text = form("华夏光学学会");
    let letter = letter_of_files(REGISTERED, "kjstdw", "统计表", &[("统计表.txt", &text)]);
    let mut letter = with_pictures(letter, &[9]);
    if let Content::Document { document, .. } = &mut letter.reading.parts[0].file.content {
        document.pictures[0].line = None;
    }
    assert!(unassigned(&placed(letter.claim())).is_empty());
}

#[test]
fn a_scanned_page_among_pages_of_text_is_said() {
    let text = form("华夏光学学会");
    let mut letter = letter_of_files(REGISTERED, "kjstdw", "统计表", &[("统计表.pdf", &text)]);
    if let Content::Document { document, .. } = &mut letter.reading.parts[0].file.content {
        document.unread_pages = vec![2, 3];
    }
    let placed = placed(letter.claim());
    let scanned = Finding::at(FindingCode::ScannedDocument, "统计表.pdf第2、3页");
    assert!(placed.findings.contains(&scanned), "{:?}", placed.findings);
    assert_eq!(placed.pieces.len(), 2);
}

#[test]
fn a_picture_of_a_pdf_that_could_not_be_kept_is_said_where_a_photo_is_asked_for() {
    let unkept = |item: &str, mailbox: &str, text: &str| {
        let mut letter = letter_of_files(REGISTERED, mailbox, item, &[("感悟.pdf", text)]);
        if let Content::Document { document, .. } = &mut letter.reading.parts[0].file.content {
            document.unkept_pictures = vec![1, 3];
        }
        placed(letter.claim())
    };
    let asked = unkept("青年感悟", "dwxcb", YOUNG);
    assert_eq!(unassigned(&asked), ["感悟.pdf第1、3页的图片"]);
    let unasked = unkept("统计表", "kjstdw", &form("华夏光学学会"));
    assert!(unassigned(&unasked).is_empty());
}

#[test]
fn a_file_of_no_known_kind_is_named_to_the_society() {
    let noise = "\u{1}\u{2}\u{3}\u{0}noise\u{0}\u{1}";
    let codes = |placed: &Placed| -> Vec<(FindingCode, Option<String>)> {
        let all = placed.holds.iter().chain(&placed.findings);
        all.map(|finding| (finding.code, finding.place.clone())).collect()
    };
    let unread = |name: &str| (FindingCode::UnreadableFile, Some(name.to_owned()));
    let alone = letter_of_files(REGISTERED, "kjstdw", "报送感悟", &[("感悟.pages", noise)]);
    assert_eq!(codes(&placed(alone.claim())), [unread("感悟.pages")]);

    let form = form("华夏光学学会");
    let files = [("统计表.txt", form.as_str()), ("感悟.caj", noise)];
    let beside = placed(letter_of_files(REGISTERED, "kjstdw", "报送统计表", &files).claim());
    assert!(!beside.pieces.is_empty());
    assert!(codes(&beside).contains(&unread("感悟.caj")));

    let files = [
        ("统计表.txt", form.as_str()),
        ("smime.p7s", noise),
        ("名片.vcf", "BEGIN:VCARD\nFN:x\nEND:VCARD"),
    ];
    let accessories = placed(letter_of_files(REGISTERED, "kjstdw", "报送统计表", &files).claim());
    assert!(
        codes(&accessories)
            .iter()
            .all(|(code, _)| *code != FindingCode::UnreadableFile)
    );
}
