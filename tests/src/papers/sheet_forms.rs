//! The return form as a workbook.

use super::Paper;
use super::workbook::{Tab, workbook};
use super::writing::{CONTACT, FILLER, LABELS, SOCIETY, TITLE, advice, essay, two_persons};

#[expect(clippy::too_many_lines, reason = "a list of documents, one below the other")]
pub(super) fn papers() -> Vec<Paper> {
    let two = two_persons();
    let [first, second, third] = LABELS;
    let rows: &[&[&str]] = &[
        &[TITLE],
        &["学会名称", SOCIETY],
        &["填表人", FILLER],
        &["联系方式", CONTACT],
        &[first, "无"],
        &[second, &two],
        &[third, advice(1)],
    ];
    let with = |at: usize, row: &[&str]| {
        let mut tab = Tab::new("统计表", rows);
        if let Some(place) = tab.rows.get_mut(at) {
            *place = row.iter().map(|text| (*text).to_owned()).collect();
        }
        tab
    };
    let below: &[&[&str]] = &[
        &[TITLE],
        &[
            "学会名称：华夏光学学会",
            "填表人：李文静",
            "联系方式：010-55501234",
        ],
        &[first, "无"],
        &[second, "1. 周知行，华夏光学学会理事长"],
        &["", essay(0)],
        &["", "2. 冯向晚，华夏光学学会秘书长"],
        &["", essay(3)],
        &[third, advice(1)],
    ];
    let other: &[&[&str]] = &[
        &[TITLE],
        &["学会名称", "华夏声学学会"],
        &["填表人", "何叙"],
        &["联系方式", "=2155505678"],
        &[first, "暂无"],
        &[
            second,
            "1. 段如海，华夏声学学会理事长\n声学是听得见的科学，我们要把研究做到车间里、病房里去。",
        ],
        &[third, ""],
    ];
    let blank: &[&[&str]] = &[
        &[TITLE],
        &["学会名称", ""],
        &["填表人", ""],
        &["联系方式", ""],
        &[first, ""],
        &[second, ""],
        &[third, ""],
    ];
    let example = Tab::new(
        "填写示例",
        &[
            &[TITLE],
            &["学会名称", "××学会"],
            &[first, "1. 张三，中国xx学会理事长、党委书记"],
            &[second, ""],
            &[third, ""],
        ],
    );
    let paper =
        |name: &str, tabs: &[Tab]| Paper::new(&format!("form-as-workbook/{name}.xlsx"), workbook(tabs));
    vec![
        paper("label-and-answer", &[Tab::new("统计表", rows).merged(&["A1:B1"])]),
        paper(
            "number-for-the-contact",
            &[with(3, &["联系方式", "=19900001234"])],
        ),
        paper(
            "number-in-scientific-notation",
            &[with(3, &["联系方式", "=1.9900001234E10"])],
        ),
        paper(
            "answer-over-several-rows",
            &[Tab::new("统计表", below).merged(&["A1:C1", "A4:A7"])],
        ),
        paper(
            "two-societies-on-two-sheets",
            &[Tab::new("光学", rows), Tab::new("声学", other)],
        ),
        paper("blank", &[Tab::new("统计表", blank)]),
        paper(
            "blank-sheets-behind",
            &[
                Tab::new("统计表", rows),
                Tab::new("Sheet2", &[]),
                Tab::new("Sheet3", &[]),
            ],
        ),
        paper("example-on-a-second-sheet", &[Tab::new("统计表", rows), example]),
        paper(
            "old-draft-on-a-hidden-sheet",
            &[
                Tab::new("统计表", rows),
                Tab {
                    hidden: Some("veryHidden"),
                    ..Tab::new("旧稿", other)
                },
            ],
        ),
    ]
}
