//! The sheets with texts: marked passages, passages of many, what was not compared.

use std::collections::BTreeMap;

use domain::ids::SocietyCode;
use domain::submission::SubmissionId;

use super::pairs::kind;
use super::print::{Sheet, Value};
use super::wording::Wording;
use crate::similar::{CROWD, Mark, RUN, Similarity};

/// 相同段落: each pair in full, side by side, and what quotes.
pub(super) fn marked(wording: &Wording<'_>, similarity: &Similarity) -> Sheet {
    let identical: usize = similarity.groups.iter().map(|group| group.pieces.len() - 1).sum();
    let text = |piece: SubmissionId, marks: &[Mark]| {
        let label = [
            wording.society(piece),
            wording.person(piece),
            wording.title(piece),
        ]
        .join("\n");
        [Value::text(label), Value::Text(wording.marked(piece, marks))]
    };
    let mut rows = Vec::new();
    for (number, pair) in (identical + 1..).zip(&similarity.pairs) {
        let mut row = vec![Value::Count(number), Value::text(kind(pair.kind))];
        for side in [&pair.left, &pair.right] {
            row.extend(text(side.piece, &side.marks));
        }
        rows.push(row);
    }
    let quoting = identical + similarity.pairs.len() + 1;
    for (number, quotation) in (quoting..).zip(&similarity.quotations) {
        let mut row = vec![Value::Count(number), Value::text("引用文件")];
        row.extend(text(quotation.piece, &quotation.marks));
        row.extend([Value::text("（参照文件）"), Value::Nothing]);
        rows.push(row);
    }
    if rows.is_empty() {
        rows.push(vec![Value::text("无")]);
    }
    Sheet {
        name: "相同段落",
        title: "相同段落对照".to_owned(),
        notes: vec![
            wording.heading(),
            "说明：序号与“雷同情况”表一致；红色加粗为两篇相同的文字，蓝色下划线为引用参照文件的文字。\
             材料全文照录，一行写不下的接下一行；完全相同的材料不再对照。"
                .to_owned(),
        ],
        columns: vec![
            ("序号", 6),
            ("类型", 10),
            ("甲篇", 16),
            ("甲篇全文", 60),
            ("乙篇", 16),
            ("乙篇全文", 60),
        ],
        is_list: false,
        rows,
    }
}

/// 共用段落: what more than [`CROWD`] texts have.
pub(super) fn common(wording: &Wording<'_>, similarity: &Similarity) -> Sheet {
    let mut rows = Vec::new();
    for (number, passage) in (1..).zip(&similarity.common) {
        let Some(first) = passage.pieces.first() else {
            continue;
        };
        let marks = [Mark {
            range: passage.range.clone(),
            is: crate::similar::Marked::Shared,
        }];
        let text: String = wording
            .marked(*first, &marks)
            .into_iter()
            .filter(|words| words.marked.is_some())
            .map(|words| words.text)
            .collect();
        let mut societies: BTreeMap<&SocietyCode, usize> = BTreeMap::new();
        for code in passage.pieces.iter().filter_map(|piece| wording.code(*piece)) {
            *societies.entry(code).or_default() += 1;
        }
        let list: Vec<String> = societies
            .iter()
            .map(|(code, count)| format!("{code}（{count}篇）"))
            .collect();
        rows.push(vec![
            Value::Count(number),
            Value::text(text),
            Value::Count(passage.pieces.len()),
            Value::Count(societies.len()),
            Value::text(list.join("、")),
        ]);
    }
    Sheet {
        name: "共用段落",
        title: format!("{CROWD}篇以上材料共有的文字"),
        notes: vec![
            wording.heading(),
            format!(
                "说明：按首篇所用文字列出；篇数为含有该段或其中连续{RUN}字以上的材料数，完全相同的材料按一篇计。"
            ),
        ],
        columns: vec![
            ("序号", 6),
            ("共有文字", 80),
            ("篇数", 8),
            ("学会数", 8),
            ("学会编号", 60),
        ],
        is_list: false,
        rows,
    }
}

/// 未比对: texts that are too short.
pub(super) fn too_short(wording: &Wording<'_>, similarity: &Similarity) -> Sheet {
    let row = |(number, piece): (usize, &SubmissionId)| {
        vec![
            Value::Count(number),
            Value::text(piece.to_string()),
            Value::text(wording.society(*piece)),
            Value::text(wording.person(*piece)),
            Value::text(wording.title(*piece)),
            Value::Text(wording.marked(*piece, &[])),
        ]
    };
    Sheet {
        name: "未比对",
        title: format!("不足{RUN}字、未参加比对的材料"),
        notes: vec![wording.heading()],
        columns: vec![
            ("序号", 6),
            ("编号", 10),
            ("学会", 30),
            ("姓名", 12),
            ("题目", 40),
            ("正文", 40),
        ],
        is_list: false,
        rows: (1..).zip(&similarity.too_short).map(row).collect(),
    }
}
