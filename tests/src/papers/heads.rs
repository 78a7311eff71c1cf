//! Where and how the lines at the head stand, and what their labels and those of the rows are called.

use super::Paper;
use super::word::{bold, cell, file, grid, heading, line, lines, run, runs, styled, table};
use super::writing::{CONTACT, FILLER, LABELS, SOCIETY, TITLE, advice, essay, rows, two_persons, wide};

/// A form with this head above the ordinary rows.
fn headed(path: &str, head: &str) -> Paper {
    let body = heading(TITLE) + head + &rows("无", &two_persons(), advice(1));
    Paper::new(path, file(&body))
}

/// A form with these rows in front of the ordinary ones, in one table of `columns` columns.
fn in_table(path: &str, above: Vec<Vec<super::word::Cell>>, columns: u8) -> Paper {
    let mut all = above;
    for (label, answer) in LABELS.iter().zip(["无", two_persons().as_str(), advice(1)]) {
        all.push(vec![cell(label), wide(answer, columns - 1)]);
    }
    Paper::new(path, file(&(heading(TITLE) + &table(&all))))
}

/// A form with other labels.
fn labelled(path: &str, head: [&str; 3], labels: [&str; 3]) -> Paper {
    let [society, filler, contact] = head;
    let head = [
        format!("{society}{SOCIETY}"),
        format!("{filler}{FILLER}"),
        format!("{contact}{CONTACT}"),
    ];
    let head: String = head.iter().map(|text| line(text)).collect();
    let [first, second, third] = labels;
    let answers = two_persons();
    let body = grid(&[&[first, "无"], &[second, &answers], &[third, advice(1)]]);
    Paper::new(path, file(&(heading(TITLE) + &head + &body)))
}

pub(super) fn papers() -> Vec<Paper> {
    [places(), words()].concat()
}

#[expect(clippy::too_many_lines, reason = "a list of documents, one below the other")]
fn places() -> Vec<Paper> {
    let three = [("学会名称", SOCIETY), ("填表人", FILLER), ("联系方式", CONTACT)];
    let underlined = three.map(|(label, value)| {
        runs(&(run(&format!("{label}：")) + &styled(r#"<w:u w:val="single"/>"#, &format!("    {value}    "))))
    });
    let signed =
        format!("填表人：{FILLER}\n联系方式：{CONTACT}\n学会名称（盖章）：{SOCIETY}\n2022年10月20日");
    vec![
        headed(
            "head-lines/paragraphs.docx",
            &lines("学会名称：华夏光学学会\n填表人：李文静\n联系方式：010-55501234"),
        ),
        headed(
            "head-lines/all-in-one-line.docx",
            &line("学会名称：华夏光学学会      填表人：李文静      联系方式：010-55501234"),
        ),
        headed(
            "head-lines/one-line-with-tabs.docx",
            &line("学会名称：华夏光学学会\t填表人：李文静\t联系方式：010-55501234"),
        ),
        headed(
            "head-lines/one-paragraph-with-line-breaks.docx",
            &line("学会名称：华夏光学学会\n填表人：李文静\n联系方式：010-55501234"),
        ),
        headed("head-lines/underlined-blanks.docx", &underlined.concat()),
        headed(
            "head-lines/spaced-and-half-width.docx",
            &lines("学 会 名 称 :华夏光学学会\n填　表　人: 李文静\n联 系 方 式 :010-55501234"),
        ),
        headed(
            "head-lines/bold-labels-in-brackets.docx",
            &(bold("【学会名称】华夏光学学会")
                + &bold("【填表人】李文静")
                + &bold("【联系方式】010-55501234")),
        ),
        in_table(
            "head-lines/label-and-value-in-one-cell.docx",
            three
                .map(|(label, value)| vec![wide(&format!("{label}：{value}"), 2)])
                .to_vec(),
            2,
        ),
        in_table(
            "head-lines/label-and-value-in-two-cells.docx",
            three
                .map(|(label, value)| vec![cell(label), cell(value)])
                .to_vec(),
            2,
        ),
        in_table(
            "head-lines/three-pairs-in-a-row.docx",
            vec![
                three
                    .iter()
                    .flat_map(|(label, value)| [cell(label), cell(value)])
                    .collect(),
            ],
            6,
        ),
        in_table(
            "head-lines/labels-above-values.docx",
            vec![
                three.map(|(label, _)| cell(label)).to_vec(),
                three.map(|(_, value)| cell(value)).to_vec(),
            ],
            3,
        ),
        in_table(
            "head-lines/label-broken-over-lines.docx",
            vec![
                vec![cell("学会\n名称"), cell(SOCIETY), cell("填表\n人"), cell(FILLER)],
                vec![cell("联系\n方式："), wide(CONTACT, 3)],
            ],
            4,
        ),
        Paper::new(
            "head-lines/below-the-table.docx",
            file(&(heading(TITLE) + &rows("无", &two_persons(), advice(1)) + &lines(&signed))),
        ),
        Paper::new(
            "head-lines/society-above-the-rest-below.docx",
            file(
                &(heading(TITLE)
                    + &line(&format!("学会名称：{SOCIETY}"))
                    + &rows("无", &two_persons(), advice(1))
                    + &line(&format!("填表人：{FILLER}        联系方式：{CONTACT}"))),
            ),
        ),
    ]
}

#[expect(clippy::too_many_lines, reason = "a list of documents, one below the other")]
fn words() -> Vec<Paper> {
    let usual = ["学会名称：", "填表人：", "联系方式："];
    let spaced = [
        "学会理事、40 岁以下 青年科技工作者作为\n党的二十大参会代表 的基本情况",
        "学习贯彻党的二十大精神 的感悟\n(未来设想)",
        "建　言　献　策",
    ];
    let whole = essay(2);
    let bare = format!(
        "一、{}：无\n二、{}：\n周知行，{SOCIETY}理事长\n{whole}\n三、建言献策：\n{}",
        LABELS[0],
        LABELS[1],
        advice(4)
    );
    vec![
        labelled(
            "reworded-labels/reporting-unit.docx",
            ["填报单位：", "填报人：", "联系电话："],
            LABELS,
        ),
        labelled(
            "reworded-labels/unit-with-seal.docx",
            ["单位名称（盖章）：", "经办人：", "手机："],
            LABELS,
        ),
        labelled(
            "reworded-labels/sending-unit.docx",
            ["报送单位:", "联系人:", "联系人电话:"],
            LABELS,
        ),
        labelled(
            "reworded-labels/society-full-name.docx",
            ["学会全称：", "填表人姓名：", "联系电话及邮箱："],
            LABELS,
        ),
        labelled(
            "reworded-labels/short-rows.docx",
            usual,
            [
                "二十大代表基本情况",
                "学习感悟（未来设想）",
                "意见建议（建言献策）",
            ],
        ),
        labelled(
            "reworded-labels/rows-without-bracket.docx",
            usual,
            [
                "党的二十大参会代表的基本情况",
                "学习贯彻党的二十大精神的感悟",
                "建言献策情况",
            ],
        ),
        labelled("spaced-labels/spaces-and-breaks.docx", usual, spaced),
        labelled(
            "spaced-labels/numbered-rows.docx",
            usual,
            [
                "一、学会理事、40岁以下青年科技工作者作为党的二十大参会代表的基本情况",
                "二、学习贯彻党的二十大精神的感悟（未来设想）",
                "三、建言献策",
            ],
        ),
        labelled(
            "spaced-labels/colons-and-stars.docx",
            usual,
            [
                "* 学会理事、40岁以下青年科技工作者作为党的二十大参会代表的基本情况：",
                "* 学习贯彻党的二十大精神的感悟(未来设想):",
                "* 建言献策:",
            ],
        ),
        labelled(
            "spaced-labels/prompt-in-the-label-cell.docx",
            usual,
            [
                LABELS[0],
                "学习贯彻党的二十大精神的感悟（未来设想）\n（在填写感悟时请注明姓名、职务及感悟内容，字数不限，可另附页）",
                "建言献策\n（可另附页）",
            ],
        ),
        Paper::new(
            "spaced-labels/no-table-at-all.docx",
            file(
                &(heading(TITLE)
                    + &lines("学会名称：华夏光学学会\n填表人：李文静\n联系方式：010-55501234")
                    + &lines(&bare)),
            ),
        ),
    ]
}
