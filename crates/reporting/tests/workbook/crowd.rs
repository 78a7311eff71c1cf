//! A full ledger: 210 societies of five categories, and as many pieces as wanted.

use domain::deadline::Timeliness;
use domain::finding::FindingCode;
use domain::return_form::Delegates;
use domain::submission::{Attachment, AttachmentKind, Standing, SubmissionStatus};

use crate::sample::{Sample, person};
use crate::{LATE, ON_TIME};

const CATEGORIES: [(&str, &str); 5] = [
    ("A", "理科"),
    ("B", "工科"),
    ("C", "农科"),
    ("D", "医科"),
    ("E", "交叉学科"),
];
const SUBJECTS: [&str; 14] = [
    "物理", "化学", "数学", "桥梁", "隧道", "水稻", "林木", "外科", "护理", "科普", "海洋", "气象", "地质",
    "天文",
];
const ITEMS: [&str; 4] = ["key-few", "delegates", "youth", "advice"];
const SURNAMES: [&str; 8] = ["张", "王", "李", "赵", "欧阳", "阿依努尔·", "陈", "周"];
const PARAGRAPH: &str = "认真学习领会会议精神，结合本学科实际，把科技自立自强落实到学会工作的各个方面；\
    进一步发挥桥梁纽带作用，团结引领广大科技工作者听党话、跟党走，为加快实现高水平科技自立自强贡献力量。";
/// What a spreadsheet might take for something else.
const TRAPS: [&str; 8] = [
    "=SUM(A1:A9)",
    "+8613900000000",
    "-1",
    "@某某",
    "_x0041_甲_x005F_",
    "  前后有空格\u{3000}",
    "http://huaxia.example/a?b=1&c=2",
    "<b>\"引号\"</b>&amp;",
];

/// `pieces` pieces, and beside them earlier versions, forms, what is held and texts that exceed a cell.
pub(crate) fn crowd(pieces: usize) -> Sample {
    let mut sample = Sample::new();
    let mut codes = Vec::new();
    for number in 0..210 {
        let (letter, category) = CATEGORIES[number % 5];
        let code = format!("{letter}-{:02}", number / 5 + 1);
        let name = format!("华夏{}第{}学会", SUBJECTS[number % 14], number / 14 + 1);
        sample.society(&code, &name, category);
        codes.push(code);
    }
    let answering = 180;
    for (number, code) in (1..).zip(&codes[..answering]) {
        let day = format!("10-{}", 17 + number % 8);
        let received = if number % 9 == 0 {
            LATE.to_owned()
        } else {
            ON_TIME.replace("10-20", &day)
        };
        sample.arrival(number, code, &received);
        let delegates = match number % 4 {
            0 => Delegates::Nil,
            1 => Delegates::NotAnswered,
            _ => Delegates::Persons(vec![person("张大同"), person(&format!("李{number}"))]),
        };
        sample.form(number, code, delegates);
    }
    sample.held(901, LATE, FindingCode::AmbiguousSociety, &["A-01", "A-02"]);
    sample.held(902, LATE, FindingCode::QuestionOnly, &["B-03"]);
    for number in 0..pieces {
        let place = number % answering;
        let item = if number % 180 % 11 == 0 {
            "advice"
        } else {
            ITEMS[number / 180 % 4]
        };
        add(&mut sample, number, place, &codes[place], item);
    }
    sample
}

fn add(sample: &mut Sample, number: usize, place: usize, code: &str, item: &str) {
    let text = match number % 5_000 {
        13 => "长文𠮷😀\n".repeat(12_000),
        14 => format!("{}𠮷", "字".repeat(32_766)),
        100..108 => TRAPS[number % 5_000 - 100].to_owned(),
        _ => format!("{}{number}", PARAGRAPH.repeat(1 + number % 7)),
    };
    let arrival = i64::try_from(place + 1).unwrap();
    let piece = sample.piece(arrival, code, item, &text);
    piece.id.ordinal = u32::try_from(number).unwrap();
    piece.title = Some(format!("学习感悟之{number}👩‍🔬"));
    let surname = SURNAMES[number % SURNAMES.len()];
    piece.person = (item != "advice").then(|| person(&format!("{surname}建国{}", number % 997)));
    if (place + 1).is_multiple_of(9) {
        piece.timeliness = Timeliness::Late;
    }
    if number.is_multiple_of(23) {
        piece.status = SubmissionStatus::Incomplete;
    }
    if number % 400 == 7 {
        piece.standing = Standing::Superseded;
    }
    if number.is_multiple_of(3) {
        piece.attachments = vec![Attachment {
            name: format!("照片#{number} 50%.jpg"),
            sha256: format!("{number:064x}"),
            bytes: 345_678,
            kind: if number.is_multiple_of(2) {
                AttachmentKind::Photo
            } else {
                AttachmentKind::Video
            },
        }];
    }
}
