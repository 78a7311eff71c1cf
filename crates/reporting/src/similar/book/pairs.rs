//! 雷同情况 — the list of pairs.

use domain::submission::SubmissionId;

use super::print::{Sheet, Value};
use super::wording::Wording;
use crate::similar::matching::BESIDE;
use crate::similar::{CROWD, Kind, NEARLY, PASSAGE, Pair, Quotation, RUN, Side, Similarity};

pub(super) fn sheet(wording: &Wording<'_>, similarity: &Similarity) -> Sheet {
    let columns = vec![
        ("序号", 6),
        ("类型", 8),
        ("范围", 8),
        ("甲篇编号", 7),
        ("甲篇学会", 16),
        ("甲篇姓名", 8),
        ("甲篇题目", 17),
        ("甲篇\n字数", 7),
        ("甲篇\n相同字数", 8),
        ("甲篇\n占比", 7),
        ("乙篇编号", 7),
        ("乙篇学会", 16),
        ("乙篇姓名", 8),
        ("乙篇题目", 17),
        ("乙篇\n字数", 7),
        ("乙篇\n相同字数", 8),
        ("乙篇\n占比", 7),
        ("最长一处\n字数", 8),
        ("备注", 16),
    ];
    let mut rows = identical(wording, similarity);
    for pair in &similarity.pairs {
        rows.push(row(wording, similarity, pair));
    }
    for quotation in &similarity.quotations {
        rows.push(quoting(wording, quotation));
    }
    if rows.is_empty() {
        rows.push(vec![Value::text("无")]);
    } else {
        for (number, row) in (1..).zip(&mut rows) {
            row.insert(0, Value::Count(number));
        }
    }
    Sheet {
        name: "雷同情况",
        title: format!("《{}》报送材料雷同情况", wording.notice()),
        notes: notes(wording, similarity),
        columns,
        is_list: true,
        rows,
    }
}

fn notes(wording: &Wording<'_>, similarity: &Similarity) -> Vec<String> {
    let mut notes = vec![
        wording.heading(),
        format!(
            "说明：1.比对现行有效的材料{}篇（已被替代、已撤回的不比对），不计标点、空格，不分全半角、大小写和繁简体，\
             字数均照此计算。2.相同文字指两篇中连续{RUN}字以上一致的文字，以及紧邻其前后、连续{BESIDE}字以上一致的文字；\
             占比＝该篇相同字数÷该篇字数，均不含引用参照文件的字数。3.高度相似指两篇占比均达到{}；部分借用指未达到\
             前述比例，但有一处相同文字达到{PASSAGE}字。4.完全相同的材料，逐篇与同组第一篇对列，与其他材料的对照只列第一篇。\
             5.结果只说明文字相同，性质由人工认定。",
            similarity.compared,
            percent(NEARLY),
        ),
        match similarity.references {
            0 => "参照文件：未提供，引用文件原文的文字也计作相同文字。".to_owned(),
            count => format!(
                "参照文件：{count}份，与其一致的文字视为引用，不计作学会之间的相同文字；引用一处达到{PASSAGE}字的材料列入本表，零星引用不列。"
            ),
        },
    ];
    if !similarity.common.is_empty() {
        notes.push(format!(
            "注意：有{}段文字为{CROWD}篇以上材料所共有，列入“共用段落”表；仅有此类段落相同的材料不在本表成对列出。",
            similarity.common.len()
        ));
    }
    if similarity.crowds > 0 {
        notes.push(format!(
            "注意：有的材料彼此相近的超过{CROWD}篇，此类材料只与其中靠前的几篇对照，没有两两全部对照。"
        ));
    }
    if !similarity.too_short.is_empty() {
        notes.push(format!(
            "注意：另有{}篇不足{RUN}字，未参加比对，见“未比对”表。",
            similarity.too_short.len()
        ));
    }
    notes
}

fn percent(share: f64) -> String {
    format!("{:.0}%", share * 100.0)
}

fn identical(wording: &Wording<'_>, similarity: &Similarity) -> Vec<Vec<Value>> {
    let mut rows = Vec::new();
    for (number, group) in (1..).zip(&similarity.groups) {
        let Some((first, others)) = group.pieces.split_first() else {
            continue;
        };
        for other in others {
            let mut row = vec![
                Value::text("完全相同"),
                Value::text(wording.relation(*first, *other)),
            ];
            for piece in [first, other] {
                row.extend(names(wording, *piece));
                row.extend([
                    Value::Count(group.length),
                    Value::Count(group.length),
                    Value::Share(1.0),
                ]);
            }
            row.push(Value::Count(group.length));
            row.push(Value::text(format!(
                "第{number}组，共{}篇完全相同",
                group.pieces.len()
            )));
            rows.push(row);
        }
    }
    rows
}

fn names(wording: &Wording<'_>, piece: SubmissionId) -> [Value; 4] {
    [
        Value::text(piece.to_string()),
        Value::text(wording.society(piece)),
        Value::text(wording.person(piece)),
        Value::text(wording.title(piece)),
    ]
}

fn row(wording: &Wording<'_>, similarity: &Similarity, pair: &Pair) -> Vec<Value> {
    let (left, right) = (&pair.left, &pair.right);
    let mut row = vec![
        Value::text(kind(pair.kind)),
        Value::text(wording.relation(left.piece, right.piece)),
    ];
    for side in [left, right] {
        row.extend(names(wording, side.piece));
        row.extend([
            Value::Count(side.length),
            Value::Count(side.shared),
            Value::Share(side.share()),
        ]);
    }
    row.push(Value::Count(pair.longest));
    let remarks: Vec<String> = [("甲篇", left), ("乙篇", right)]
        .iter()
        .flat_map(|(name, side)| remarks(similarity, name, side))
        .collect();
    row.push(Value::text(remarks.join("\n")));
    row
}

fn remarks(similarity: &Similarity, name: &str, side: &Side) -> Vec<String> {
    let mut remarks = Vec::new();
    let groups = (1..).zip(&similarity.groups);
    for (number, group) in groups.filter(|(_, group)| group.pieces.first() == Some(&side.piece)) {
        remarks.push(format!(
            "{name}另有{}篇与之完全相同（第{number}组）",
            group.pieces.len() - 1
        ));
    }
    if side.quoted > 0 {
        remarks.push(format!("{name}另引用文件{}字", side.quoted));
    }
    remarks
}

pub(super) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::NearlyTheSame => "高度相似",
        Kind::Borrowed => "部分借用",
    }
}

#[expect(clippy::cast_precision_loss, reason = "texts stay far below 2^53 characters")]
fn quoting(wording: &Wording<'_>, quotation: &Quotation) -> Vec<Value> {
    let share = quotation.quoted as f64 / quotation.length.max(1) as f64;
    let mut row = vec![Value::text("引用文件"), Value::text("参照文件")];
    row.extend(names(wording, quotation.piece));
    row.extend([
        Value::Count(quotation.length),
        Value::Count(quotation.quoted),
        Value::Share(share),
    ]);
    row.push(Value::Nothing);
    row.push(Value::text("（参照文件）"));
    row.extend((0..6).map(|_| Value::Nothing));
    row.push(Value::text("引用字数占全篇的比例，不属于雷同"));
    row
}
