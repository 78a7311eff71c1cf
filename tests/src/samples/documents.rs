//! Essays in documents of their own, summary sheets, archives, and what comes in several versions.

use super::letter::{Sample, at, delivered, delivered_at, essay, filled, form, form_file, letter, own};
use super::societies::society;
use super::texts::{ESSAYS, PLANS, SUGGESTIONS, pick};
use crate::build::archive::{Names, Secrecy, zip};
use crate::build::form::Style;
use crate::build::mime::File;
use crate::build::people::Notation;
use crate::build::persona::Persona;
use crate::build::xlsx::{Cell, Sheet};

/// 见附件 in the cell, the essays beside it.
pub(super) fn essays_attached() -> Sample {
    let society = society("B-01");
    let mut form = form(society);
    let [_, insights, advice] = &mut form.rows;
    *insights = vec!["见附件".to_owned()];
    *advice = vec![pick(SUGGESTIONS, 1).to_owned()];
    let first = essay(
        "让一束光走得更远",
        "华夏光学工程学会理事长　谢远舟",
        pick(ESSAYS, 13),
    );
    let second = essay(
        "坐住冷板凳　啃下硬骨头",
        "华夏光学工程学会党委书记　邹景和",
        pick(ESSAYS, 7),
    );
    let mail = letter(
        society,
        Persona::Qq,
        "kjstdw",
        "华夏光学工程学会“关键少数”学习感悟",
        at(19, 11, 2, 30),
    )
    .file(form_file(society, &form, Style::default()))
    .file(File::new("“关键少数”感悟-谢远舟.docx", first.docx()))
    .file(File::new("“关键少数”感悟-邹景和.docx", second.docx()));
    delivered("kjstdw", "essays-as-documents", &mail)
}

/// 汇总表: a person in a row, the item in a column.
pub(super) fn summary_sheet() -> Sample {
    let society = society("D-01");
    let rows = [
        ("孔望舒", "理事长", "“关键少数”感悟", pick(ESSAYS, 2)),
        ("沈齐", "党委书记", "“关键少数”感悟", pick(ESSAYS, 9)),
        ("韩泽", "理事", "建言献策", pick(SUGGESTIONS, 5)),
        ("苏桐", "会员", "建言献策", pick(SUGGESTIONS, 2)),
    ];
    let mut sheet = Sheet {
        name: "汇总表".to_owned(),
        ..Sheet::default()
    };
    sheet.rows.push(vec![Cell::from("学习感悟及建言献策汇总表")]);
    sheet
        .rows
        .push(vec![Cell::from(format!("学会名称：{}", society.name).as_str())]);
    sheet.merged = vec!["A1:F1".to_owned(), "A2:F2".to_owned()];
    sheet.rows.push(
        ["序号", "姓名", "单位", "职务", "类别", "内容"]
            .map(Cell::from)
            .to_vec(),
    );
    for (number, (name, position, item, text)) in (1..).zip(rows) {
        let mut row = vec![Cell::Number(number)];
        row.extend([name, society.name, position, item, text].map(Cell::from));
        sheet.rows.push(row);
    }
    let mail = letter(
        society,
        Persona::Outlook,
        "kjstdw",
        "报送学习感悟及建言献策汇总表",
        at(20, 10, 50, 1),
    );
    delivered(
        "kjstdw",
        "summary-sheet",
        &mail.file(File::new("华夏药理学会汇总表.xlsx", sheet.workbook())),
    )
}

pub(super) fn zip_with_gbk_names() -> Sample {
    let society = society("B-03");
    let mut form = form(society);
    let [_, insights, advice] = &mut form.rows;
    *insights = vec!["另附页".to_owned()];
    *advice = vec![pick(SUGGESTIONS, 6).to_owned()];
    let text = essay(
        "把产线当作实验室",
        "华夏智能制造学会理事长　戚行",
        pick(ESSAYS, 9),
    )
    .docx();
    let archive = zip(
        &[
            ("统计表.docx", &form.docx(Style::default())),
            ("附页/“关键少数”感悟-戚行.docx", &text),
        ],
        Names::Gbk,
        Secrecy::Open,
    );
    let mail = letter(
        society,
        Persona::Foxmail,
        "kjstdw",
        "华夏智能制造学会材料",
        at(21, 8, 30, 30),
    );
    delivered(
        "kjstdw",
        "zip-with-gbk-names",
        &mail.file(File::new("华夏智能制造学会材料.zip", archive)),
    )
}

/// The correction of the first letter of 华夏光学学会: one text changed, one person added.
pub(super) fn correction() -> Sample {
    let society = society("A-06");
    let longer = format!("{}学会还将向西部高校开放两条测试光路。", pick(ESSAYS, 13));
    let pieces = [
        own(society, "周知行", "理事长、党委书记", &longer),
        own(society, "冯向晚", "秘书长", pick(ESSAYS, 1)),
        own(society, "姜澈", "理事", pick(ESSAYS, 6)),
    ];
    let form = filled(society, &pieces, Notation::Numbered, 0);
    let text = "各位老师：\n　　我会19日所报统计表中理事长的文字有修改，并补充一位理事，以此件为准，给您添麻烦了。\n\n华夏光学学会秘书处";
    let mail = letter(
        society,
        Persona::Qq,
        "kjstdw",
        "【更正】报送学习党的二十大精神情况统计表",
        at(21, 17, 5, 5),
    )
    .text(text);
    delivered(
        "kjstdw",
        "correction",
        &mail.file(form_file(society, &form, Style::default())),
    )
}

/// The letter of 华夏农学会 once more, unchanged, since nobody had answered.
pub(super) fn sent_again() -> Sample {
    let society = society("C-01");
    let pieces = [
        own(society, "秦嘉禾", "理事长", pick(ESSAYS, 3)),
        own(society, "朱桐", "监事长", pick(ESSAYS, 8)),
    ];
    let form = filled(society, &pieces, Notation::Signed, 2);
    let style = Style {
        layout: crate::build::form::Layout::Merged,
        ..Style::default()
    };
    let file = File::new(&format!("统计表（{}）.xlsx", society.name), form.xlsx(style));
    let mail = letter(
        society,
        Persona::Netease,
        "kjstdw",
        "再次报送学习党的二十大精神情况统计表",
        at(22, 8, 50, 0),
    )
    .text("老师您好，担心上一封没有收到，再发一次，内容没有变化。");
    delivered("kjstdw", "sent-again-unchanged", &mail.file(file))
}

/// The last second of the day.
pub(super) fn last_second() -> Sample {
    let society = society("D-02");
    let form = filled(
        society,
        &[own(society, "曹云", "理事长", pick(ESSAYS, 2))],
        Notation::Numbered,
        5,
    );
    let mail = letter(society, Persona::Qq, "kjstdw", "报送统计表", at(24, 23, 59, 41)).file(form_file(
        society,
        &form,
        Style::default(),
    ));
    delivered_at("kjstdw", "in-the-last-second", &mail, Some(at(24, 23, 59, 59)))
}

/// Sent before midnight by the sender's clock, received after it.
pub(super) fn late() -> Sample {
    let society = society("E-03");
    let form = filled(
        society,
        &[own(society, "柳野", "理事长", pick(ESSAYS, 6))],
        Notation::Numbered,
        3,
    );
    let mail = letter(
        society,
        Persona::Netease,
        "kjstdw",
        "报送统计表",
        at(24, 23, 58, 20),
    )
    .file(form_file(society, &form, Style::default()));
    delivered_at("kjstdw", "late", &mail, Some(at(25, 0, 3, 10)))
}

/// A plan of a society as a document.
pub(super) fn plan_document() -> Sample {
    let society = society("A-01");
    let document = essay(
        "华夏数理学会党组织对未来发展的谋划",
        "华夏数理学会党委",
        pick(PLANS, 0),
    );
    let mail = letter(
        society,
        Persona::Netease,
        "dwzzb",
        "华夏数理学会未来设想",
        at(19, 15, 0, 0),
    );
    delivered(
        "dwzzb",
        "plan-as-document",
        &mail.file(File::new("华夏数理学会-未来设想.docx", document.docx())),
    )
}

/// A plan in the second row of the form.
pub(super) fn plan_in_the_form() -> Sample {
    let society = society("C-03");
    let mut form = form(society);
    let [_, insights, _] = &mut form.rows;
    *insights = vec![format!("未来设想：{}", pick(PLANS, 4))];
    let mail = letter(
        society,
        Persona::Coremail,
        "dwzzb",
        "报送学会党组织谋划未来发展设想",
        at(20, 9, 20, 0),
    );
    delivered(
        "dwzzb",
        "plan-in-the-form",
        &mail.file(form_file(society, &form, Style::default())),
    )
}

pub(super) fn plan_in_the_body() -> Sample {
    let society = society("E-04");
    let text = format!(
        "各位老师：\n　　现将我会党组织对未来发展的谋划报送如下。\n\n未来设想\n{}\n\n华夏优选法与统筹法研究会党支部\n2022年10月20日",
        pick(PLANS, 1)
    );
    let mail = letter(
        society,
        Persona::Apple,
        "dwzzb",
        "双法研究会党支部未来设想",
        at(20, 18, 2, 0),
    )
    .text(&text);
    delivered("dwzzb", "plan-in-the-body", &mail)
}

pub(super) fn plan_final_version() -> Sample {
    let society = society("A-01");
    let text = format!(
        "{}学会党委每年听取一次专题汇报，并向会员代表大会报告。",
        pick(PLANS, 0)
    );
    let document = essay("华夏数理学会党组织对未来发展的谋划", "华夏数理学会党委", &text);
    let mail = letter(
        society,
        Persona::Netease,
        "dwzzb",
        "华夏数理学会未来设想（最终版）",
        at(23, 9, 40, 0),
    );
    delivered(
        "dwzzb",
        "plan-final-version",
        &mail.file(File::new("华夏数理学会-未来设想（最终版）.docx", document.docx())),
    )
}

/// A good plan beside an archive with a password.
pub(super) fn plan_beside_encrypted_archive() -> Sample {
    let society = society("D-03");
    let document = essay("华夏康复医学会未来发展谋划", "华夏康复医学会党委", pick(PLANS, 2));
    let archive = zip(
        &[("background.docx", &document.docx())],
        Names::Utf8,
        Secrecy::Encrypted,
    );
    let mail = letter(
        society,
        Persona::Outlook,
        "dwzzb",
        "华夏康复医学会未来设想",
        at(21, 13, 13, 13),
    )
    .file(File::new("华夏康复医学会-未来设想.docx", document.docx()))
    .file(File::new("背景材料.zip", archive));
    delivered("dwzzb", "good-plan-beside-encrypted-archive", &mail)
}
