//! The brief, read again from the page that LibreOffice makes of it.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "functions that build and open documents for tests fail like tests"
)]

mod opened;
mod societies;

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use domain::deadline::{Due, Timeliness};
use domain::finding::FindingCode;
use domain::notice::{ExpectedOf, Obligation};
use domain::selection::Selection;
use domain::submission::SubmissionStatus;
use opened::{binary, part, rendered};
use reporting::Snapshot;
use societies::{Sample, at, item, society};

/// The page holds these words, whatever the white space.
fn says(text: &str, words: &[&str]) {
    for words in words {
        assert!(text.contains(words), "{words} is missing in {text}");
    }
}

#[test]
fn the_usual_state_of_210_societies_stands_on_one_page() {
    let snapshot = Sample::usual().snapshot();
    let totals: Vec<_> = (0..3).map(|place| snapshot.ledger.totals(place)).collect();
    let sum = |figure: fn(&domain::ledger::ItemTotals) -> u32| totals.iter().map(figure).sum::<u32>();
    let (expected, submitted) = (sum(|one| one.expected), sum(|one| one.submitted));
    let (on_time, late) = (sum(|one| one.on_time), sum(|one| one.late));
    assert_eq!(expected, 630);
    let page = rendered(&snapshot);
    assert_eq!(page.pages, 1);
    let percent = |part: u32| format!("{:.1}%", f64::from(part) * 100.0 / 630.0);
    says(
        &page.text,
        &[
            "《关于组织全国学会深入学习宣传贯彻大会精神的通知》报送情况简报",
            "华夏科协科技社团党委统计截至2022年10月25日9时30分（北京时间）",
            "征集4项（应报3项、鼓励报送1项），应报学会210个。应报项目均已截止。",
            &format!("应报630项次，已报{submitted}项次，报送率{}", percent(submitted)),
            &format!("按时{on_time}项次，按时率{}；迟报{late}项次", percent(on_time)),
            "待人工核对来件17件，核对前不计入报送数，其中未收到可用材料11件、未能确定报送学会6件。",
            "科技工作者建言献策（鼓励报送）",
            "理科（46个学会）138",
            &format!("快照编号：{}", snapshot.id),
            "—1—",
        ],
    );
    let owing = snapshot.ledger.rows.iter().filter(|row| {
        let states = snapshot.ledger.notice.items.iter().zip(&row.states);
        states.take(3).any(|(item, state)| state.owes(item))
    });
    let owing: Vec<&str> = owing.map(|row| row.society.name.as_str()).collect();
    says(
        &page.text,
        &[
            &format!("尚未报齐的学会{}个", owing.len()),
            owing[0],
            "名单及联系电话见汇总工作簿",
        ],
    );
    let named = owing
        .iter()
        .filter(|name| page.text.contains(&format!("{name}、")) || page.text.contains(&format!("{name}等")))
        .count();
    says(
        &page.text,
        &[&format!("等，其余{}个名单及联系电话见", owing.len() - named)],
    );
}

#[test]
fn charts_have_cached_values_and_a_workbook_with_the_same() {
    let bytes = reporting::brief(&Sample::usual().snapshot()).unwrap();
    let document = part(&bytes, "word/document.xml");
    assert_eq!(document.matches("<c:chart ").count(), 2);
    for (number, series) in [(1, vec!["报送率", "按时率"]), (2, vec!["来件数"])] {
        let chart = part(&bytes, &format!("word/charts/chart{number}.xml"));
        let relations = part(&bytes, &format!("word/charts/_rels/chart{number}.xml.rels"));
        let target = format!("../embeddings/Microsoft_Excel_Sheet{number}.xlsx");
        assert!(relations.contains(&target) && chart.contains("<c:externalData r:id=\"rId1\">"));
        let cached: Vec<String> = chart
            .split("<c:v>")
            .skip(1)
            .map(|rest| rest.split_once("</c:v>").unwrap().0.to_owned())
            .collect();
        let book = binary(
            &bytes,
            &format!("word/embeddings/Microsoft_Excel_Sheet{number}.xlsx"),
        );
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(book)).unwrap();
        let range = book.worksheet_range("Sheet1").unwrap();
        let mut expected = Vec::new();
        for (column, name) in (1..).zip(&series) {
            expected.push((*name).to_owned());
            for place in [0, column] {
                let values = range.rows().skip(1).map(|row| row[place].clone());
                expected.extend(values.map(|value| match value {
                    Data::Float(number) => number.to_string(),
                    other => other.to_string(),
                }));
            }
        }
        assert_eq!(cached, expected, "chart {number}");
        assert!(range.height() > 5);
    }
    let kinds = part(&bytes, "[Content_Types].xml");
    assert!(kinds.contains("PartName=\"/word/charts/chart1.xml\"") && kinds.contains("Extension=\"xlsx\""));
}

#[test]
fn before_anything_came_the_page_says_so() {
    let mut sample = Sample::new();
    sample.taken_at = at("2022-10-18T09:00:00+08:00");
    let page = rendered(&sample.snapshot());
    assert_eq!(page.pages, 1);
    says(
        &page.text,
        &[
            "应报项目均未到截止时间，以下为阶段性数据。目前尚未收到来件。",
            "已报0项次，报送率0.0%",
            "尚无合格材料。",
            "截止时间未到，尚未报齐的学会210个（未报630项次）",
            "没有迟报。没有待人工核对的来件。",
        ],
    );
}

#[test]
fn who_may_have_answered_is_counted_apart_from_the_names() {
    let mut sample = Sample::new();
    sample.held("2022-10-18T09:00:00+08:00", FindingCode::FormNotFilled);
    let page = rendered(&sample.snapshot());
    says(
        &page.text,
        &[
            "名单及联系电话见汇总工作簿。尚未报齐的学会中，1个另有来件待核对，可能已经报送。",
            "待人工核对来件1件，核对前不计入报送数，其中统计表为空白表1件。",
        ],
    );
}

#[test]
fn items_without_a_deadline_have_no_rate_of_being_on_time() {
    let mut sample = Sample::new();
    for item in &mut sample.notice.items {
        item.deadline.due = Due::Prompt;
    }
    sample.societies.truncate(3);
    for code in ["A-01", "A-02", "A-03"] {
        for item in ["plan", "key-few", "youth"] {
            let (status, time) = (SubmissionStatus::Accepted, Timeliness::Undated);
            sample.piece(code, item, "2022-10-20T10:00:00+08:00", status, time);
        }
    }
    let snapshot = sample.snapshot();
    let page = rendered(&snapshot);
    assert_eq!(page.pages, 1);
    says(
        &page.text,
        &[
            "应报项目均未规定固定截止时间，不统计按时率和迟报。",
            "已报9项次，报送率100.0%；待补充0项次，未报0项次。收到合格材料9篇，11106字。",
            "应报项目均已报齐。",
            "及时报送",
        ],
    );
    let (body, _) = page.text.split_once("注：").unwrap();
    assert!(!body.contains("，按时率"), "{body}");
    let chart = part(&reporting::brief(&snapshot).unwrap(), "word/charts/chart1.xml");
    assert!(!chart.contains("按时率"));
}

#[test]
fn many_items_categories_and_a_long_title_still_stand_on_one_page() {
    let mut sample = Sample::usual();
    sample.notice.title =
        "关于组织全国学会、协会、研究会深入学习宣传贯彻大会精神并报送有关情况的补充通知".repeat(2);
    sample.notice.items[1].deadline.due = Due::Prompt;
    for number in 0..20 {
        let title = format!("第{number}项关于进一步做好有关专项工作情况的书面报告及其附件");
        sample
            .notice
            .items
            .push(item(&format!("extra-{number}"), &title, Obligation::Required));
    }
    for number in 0..40 {
        let code = format!("X-{number:02}");
        sample.societies.push(society(
            &code,
            &format!("华夏第{number}研究会"),
            &format!("第{number}类新兴学科"),
        ));
    }
    let page = rendered(&sample.snapshot());
    assert_eq!(page.pages, 1, "{}", page.text);
    says(
        &page.text,
        &[
            "应报项目中已截止22项、未规定固定截止时间1项。",
            "见汇总工作簿",
            "有固定截止时间的应报",
        ],
    );
}

#[test]
fn where_nobody_is_expected_nothing_is_owed() {
    let mut sample = Sample::usual();
    for item in &mut sample.notice.items {
        item.expected_of = ExpectedOf::Nobody;
    }
    let page = rendered(&sample.snapshot());
    assert_eq!(page.pages, 1);
    says(
        &page.text,
        &[
            "应报学会0个",
            "未确定应报学会，不统计报送率。收到合格材料",
            "没有未报名单",
        ],
    );
}

#[test]
fn a_selection_is_said() {
    let ledger = Sample::usual().snapshot().ledger;
    let selection = Selection {
        categories: ["理科".to_owned()].into(),
        ..Selection::default()
    };
    let page = rendered(&Snapshot::new(ledger, selection));
    assert_eq!(page.pages, 1);
    says(&page.text, &["应报学会46个", "统计范围：学会类别为理科"]);
}

#[test]
fn what_is_not_in_the_selection_is_not_said_to_be_nowhere() {
    let ledger = Sample::usual().snapshot().ledger;
    let selection = Selection {
        until: Some(ledger.taken_at - chrono::TimeDelta::days(3_000)),
        ..Selection::default()
    };
    let page = rendered(&Snapshot::new(ledger, selection));
    says(
        &page.text,
        &[
            "所选范围内没有来件。",
            "所选范围内没有合格材料。",
            "所选范围内没有待人工核对的来件。",
        ],
    );
    assert!(!page.text.contains("尚未收到来件") && !page.text.contains("尚无合格材料"));
}

#[test]
fn the_same_snapshot_gives_the_same_bytes() {
    let make = || reporting::brief(&Sample::usual().snapshot()).unwrap();
    assert!(make() == make());
}
