//! Forms of other notices: sent in by mistake, and with a notice file of their own.

use super::Paper;
use super::word::{cell, file, grid, heading, line, lines, table};
use super::workbook::{Tab, workbook};
use super::writing::{SOCIETY, advice, essay, wide};

const SURVEY: &str = "学会网络安全自查情况表";

pub(super) fn papers() -> Vec<Paper> {
    [strangers(), own()].concat()
}

/// What the sample notice did not ask for.
fn strangers() -> Vec<Paper> {
    let receipt = grid(&[
        &["单位", "姓名", "职务", "手机", "是否住宿"],
        &[SOCIETY, "周知行", "理事长", "19900001234", "是"],
        &[SOCIETY, "冯向晚", "秘书长", "19900005678", "否"],
    ]);
    let statistics = grid(&[
        &["指标名称", "计量单位", "数量"],
        &["个人会员", "人", "20318"],
        &["学术会议", "场", "42"],
        &["科技期刊", "种", "3"],
    ]);
    let nomination = table(&[
        vec![cell("姓名"), cell("温知夏"), cell("性别"), cell("女")],
        vec![cell("工作单位"), wide("江滨理工大学", 3)],
        vec![
            cell("主要成果"),
            wide("在传感材料方向取得多项成果，获发明专利五项。", 3),
        ],
        vec![cell("推荐意见"), wide("同意推荐。", 3)],
    ]);
    vec![
        Paper::new(
            "other-notices/receipt-for-a-meeting.docx",
            file(&(heading("会议回执") + &receipt)),
        ),
        Paper::new(
            "other-notices/yearly-statistics.docx",
            file(&(heading("2022年度综合统计年报表") + &line("填报单位：华夏光学学会") + &statistics)),
        ),
        Paper::new(
            "other-notices/nomination.docx",
            file(&(heading("青年人才托举工程推荐表") + &nomination)),
        ),
        Paper::new(
            "other-notices/security-survey.docx",
            file(
                &(heading(SURVEY)
                    + &lines("单位名称：华夏光学学会\n联系人：李文静")
                    + &grid(&[
                        &["自查发现的问题", "官网后台口令强度不足。"],
                        &["整改措施", "已更换口令并限制访问来源。"],
                    ])),
            ),
        ),
    ]
}

/// The form of `another-notice/notice.toml`.
fn own() -> Vec<Paper> {
    let problems = "1. 官网后台口令强度不足，三名管理员共用一个账号。\n2. 一台旧服务器没有及时打补丁。";
    let measures = "已更换口令、停用共用账号，旧服务器将在本月底前下线。";
    let head =
        heading(SURVEY) + &lines("支部名称：华夏光学学会党支部\n联系人：李文静\n联系电话：010-55501234");
    let form = |problems: &str, measures: &str, advice: &str| {
        grid(&[
            &["自查发现的问题", problems],
            &["整改措施及完成时限", measures],
            &["对网络安全工作的意见建议", advice],
        ])
    };
    let essays = format!("1. 周知行，{SOCIETY}党支部书记\n{}", essay(10));
    let study = heading("党支部主题学习情况") + &heading("华夏光学学会党支部　周知行") + &lines(essay(10));
    let labels: &[&[&str]] = &[
        &[SURVEY],
        &["支部名称", "华夏声学学会党支部", "联系人", "何叙"],
        &["联系电话", "=2155505678"],
        &["自查发现的问题", "未发现问题。"],
        &["整改措施及完成时限", "无"],
        &["对网络安全工作的意见建议", advice(1)],
    ];
    vec![
        Paper::new(
            "another-notice/filled-in.docx",
            file(&(head.clone() + &form(problems, measures, advice(1)))),
        ),
        Paper::new(
            "another-notice/spaced-labels-and-nil.docx",
            file(
                &(head.clone().replace("支部名称：", "支 部 名 称 : ")
                    + &grid(&[
                        &["自查发现\n的问题", "无"],
                        &["整改措施\n及完成时限", "见附件"],
                        &["对网络安全工作的\n意见建议", &essays],
                    ])),
            ),
        ),
        Paper::new(
            "another-notice/as-workbook.xlsx",
            workbook(&[Tab::new("自查表", labels)]),
        ),
        Paper::new(
            "another-notice/prompts-left.docx",
            file(
                &(head
                    + &form(
                        "（请逐条列出，没有发现的填“无”）",
                        "（注明责任人）",
                        "（可另附页）",
                    )),
            ),
        ),
        Paper::new("another-notice/an-essay-for-the-other-item.docx", file(&study)),
    ]
}
