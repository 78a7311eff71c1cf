//! 汇总表 — one person in a row: 序号, 姓名, 单位, 职务, 类别, 内容.

mod above;
mod beside;
mod continued;
mod rows;
mod wide;

use domain::ids::ItemId;
use domain::person::Person;
use domain::text::match_key;

use super::FoundPiece;
use super::authors;
use super::fields::{Field, field, fields};
use super::heads;
use super::labels::{INSIGHT, Label, Titles, item_label, label_only};
use super::lines::{holds_longer, is_longer, joined, length, tidy, trim};
use super::names;
use super::persons::apply;
use super::wording::{is_attached, is_nil};
use crate::document::{Cell, Row};
use above::heads_from_above;
use rows::Reader;

#[derive(Debug, Clone, PartialEq, Eq)]
enum Column {
    Name,
    Person(Field),
    /// 学会名称: whose row it is.
    Society,
    Category,
    Title,
    Text(Option<ItemId>),
    /// 理由: what goes with the text, under this head.
    Beside(String),
    Other,
}

/// A row of a sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) person: Option<Person>,
    pub(super) pieces: Vec<FoundPiece>,
    /// True when a text cell says that the text is attached.
    pub(super) attached: bool,
}

/// What a sheet holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Sheet {
    pub(super) entries: Vec<Entry>,
    /// Lines above the head of the table.
    pub(super) above: Vec<String>,
    /// Names of societies in a column of their own.
    pub(super) societies: Vec<String>,
    /// Texts in cells that are nobody's and no label's.
    pub(super) unread: Vec<String>,
    /// True when the row that shows how to fill in the sheet was left in.
    pub(super) example: bool,
    /// The columns, and the item that the rows are for, at its end.
    columns: Vec<(u32, Column)>,
    label: Option<ItemId>,
}

impl Sheet {
    pub(super) fn pieces(&self) -> impl Iterator<Item = FoundPiece> {
        self.entries.iter().flat_map(|entry| entry.pieces.clone())
    }
}

/// Reads a table as a sheet; `None` when no row of it is the head of one. `outside` names it from outside, the nearest
/// last: the name of its sheet in the workbook, headings above it.
pub(super) fn read(rows: &[Row], outside: &[String], items: &Titles<'_>) -> Option<Sheet> {
    let mut numbered = rows.iter().enumerate().take(12);
    let (at, _) = numbered.find_map(|(at, row)| Some((at, head(row, items)?)))?;
    let rows = &*wide::whole_texts(rows, at, items);
    let mut columns = rows.get(at).and_then(|row| head(row, items))?;
    columns.extend(heads_from_above(rows, at, items));
    columns.sort_by_key(|(column, _)| *column);
    let above: Vec<String> = tidy(
        rows.iter()
            .take(at)
            .flat_map(|row| &row.cells)
            .flat_map(Cell::lines),
    );
    let label = outside
        .iter()
        .chain(&above)
        .rev()
        .find_map(|line| item_label(line, items));
    let mut reader = Reader::new(columns, label, items);
    rows.iter().skip(at + 1).for_each(|row| reader.row(row));
    Some(Sheet {
        above,
        ..reader.finish()
    })
}

/// 姓名 | 感悟 | 姓名 | 感悟: the columns of each person; a number or category in front is everybody's.
fn side_by_side<'a>(values: &[(&'a Column, String)]) -> Vec<Vec<(&'a Column, String)>> {
    let names =
        |values: &[(&Column, String)]| values.iter().filter(|(kind, _)| **kind == Column::Name).count();
    let kinds = |values: &[(&'a Column, String)]| -> Vec<&'a Column> {
        values.iter().map(|(kind, _)| *kind).collect()
    };
    let count = names(values);
    let general = |kind: &Column| matches!(kind, Column::Other | Column::Category);
    let first = values.iter().take_while(|(kind, _)| general(kind)).count();
    for start in [0, first] {
        let (shared, own) = values.split_at_checked(start).unwrap_or((&[], values));
        if count < 2 || own.len() % count != 0 {
            continue;
        }
        let persons = own.chunks(own.len() / count);
        let alike = |person: &[(&'a Column, String)]| {
            names(person) == 1
                && own
                    .get(..own.len() / count)
                    .is_some_and(|first| kinds(first) == kinds(person))
        };
        if persons.clone().all(alike) {
            return persons.map(|person| [shared, person].concat()).collect();
        }
    }
    vec![values.to_vec()]
}

/// Characters of the longest head of a column.
const LONGEST_HEAD: usize = 24;

/// The columns of a row that is the head of a sheet: a name or a number, and something about persons or a text.
fn head(row: &Row, items: &Titles<'_>) -> Option<Vec<(u32, Column)>> {
    let mut columns: Vec<(u32, Column)> = row
        .cells
        .iter()
        .filter(|cell| !holds_longer(cell, LONGEST_HEAD))
        .filter_map(|cell| Some((cell.column, column(&joined(cell), items)?)))
        .collect();
    if columns.len() < 2 {
        return None;
    }
    above::with_senders(row, &mut columns);
    beside::as_texts(&mut columns);
    let has = |wanted: &dyn Fn(&Column) -> bool| columns.iter().any(|(_, column)| wanted(column));
    let name = has(&|c| matches!(c, Column::Name));
    let duty = has(&|c| matches!(c, Column::Person(_) | Column::Society));
    let text = has(&|c| matches!(c, Column::Text(_)));
    let with = has(&|c| matches!(c, Column::Beside(_)));
    let other = has(&|c| matches!(c, Column::Other | Column::Category | Column::Title)) || with;
    let nonblank = row
        .cells
        .iter()
        .filter(|cell| is_longer(&joined(cell), 0))
        .count();
    let known = columns.len() * 2 >= nonblank;
    let texts = text && other && (columns.len() >= 3 || with);
    (known && ((name && (duty || text)) || texts)).then_some(columns)
}

/// True for a row that names the columns of a sheet of persons.
pub(super) fn is_head(row: &Row, items: &Titles<'_>) -> bool {
    head(row, items).is_some()
}

fn column(text: &str, items: &Titles<'_>) -> Option<Column> {
    let text = trim(text);
    if is_longer(text, LONGEST_HEAD) {
        return None;
    }
    let count = length(text);
    if count == 0 || text.contains(['。', '：', ':']) {
        return None;
    }
    let key = match_key(text);
    match key.as_str() {
        "类别" | "征集项" | "类型" | "栏目" | "事项" | "所属类别" | "材料类别" | "征集类别" | "内容类别"
        | "报送类别" | "征集内容" | "项目" | "征集事项" | "材料类型" | "报送项目" => {
            return Some(Column::Category);
        }
        "序号" | "编号" | "no." | "no" | "字数" | "备注" | "电话" | "联系电话" | "联系方式" | "手机" =>
        {
            return Some(Column::Other);
        }
        "学会名称" | "报送学会" | "填报学会" | "报送单位" | "填报单位" | "学会" | "报送单位名称" =>
        {
            return Some(Column::Society);
        }
        _ if beside::is_beside(&key) => return Some(Column::Beside(text.to_owned())),
        _ => {}
    }
    let key = key.split('(').next().unwrap_or_default().to_owned();
    match field(&key).or_else(|| field(text)) {
        Some(Field::Name) => return Some(Column::Name),
        Some(found @ (Field::Unit | Field::Duty)) => return Some(Column::Person(found)),
        Some(Field::Title) => return Some(Column::Title),
        Some(Field::Text) => return Some(Column::Text(None)),
        Some(Field::Other) => return Some(Column::Other),
        None => {}
    }
    match label_only(text, items).or_else(|| label_only(&key, items)) {
        Some(Label::Item(item)) => Some(Column::Text(Some(item))),
        Some(Label::Neutral) => Some(Column::Text(None)),
        None => {
            // 对策建议, 具体意见
            let advice = ["建议", "意见"].iter().any(|word| key.ends_with(word)) && count <= 8;
            if let Some(item) = item_label(&key, items).filter(|_| advice) {
                return Some(Column::Text(Some(item)));
            }
            // 工作内容 and 会议内容 say what somebody does, not what somebody thought.
            let told = [
                "内容",
                "主要内容",
                "具体内容",
                "文字内容",
                "报送内容",
                "材料内容",
                "正文",
            ]
            .iter()
            .any(|word| {
                let before = key.strip_suffix(word);
                key.starts_with(word) || before.is_some_and(|before| before.ends_with('的'))
            });
            let text = told || INSIGHT.iter().any(|word| key.contains(word)) || key.contains("正文");
            (text && count <= 16).then_some(Column::Text(None))
        }
    }
}

/// 合计 in any cell, perhaps with the number (合计：2篇): the row counts the others.
fn is_total(value: &str) -> bool {
    let key = match_key(value);
    let mut totals = ["合计", "总计", "小计", "共计"].iter();
    let counted = totals.find_map(|word| key.strip_prefix(word));
    counted.is_some_and(|rest| {
        let rest = rest
            .trim_start_matches([':', '('])
            .trim_end_matches([')', '.', '人', '篇', '条', '份', '项']);
        rest.chars().all(|c| c.is_ascii_digit())
    })
}

/// 联系电话：… below the table.
fn is_contact(value: &str) -> bool {
    let found = fields(value).filter(|_| !is_longer(value, 40));
    found.is_some_and(|found| found.iter().all(|(field, _)| *field == Field::Other))
}

fn entry(values: &[(&Column, String)], label: Option<&ItemId>, items: &Titles<'_>) -> Option<Entry> {
    if values.iter().any(|(_, value)| is_total(value)) {
        return None;
    }
    let mut entry = Entry::default();
    let (mut title, mut category, mut authors) = (None, None, None);
    for (column, value) in values.iter().filter(|(_, value)| !value.is_empty()) {
        match column {
            Column::Name if names::are_several(value) || authors::are_several(value) => {
                authors = Some(value.replace('\n', "、"));
            }
            Column::Name => {
                let stated = || names::stated(value).map(heads::only_name);
                let named = heads::named(&value.replace('\n', " "));
                let office = named.clone().filter(|person| !person.positions.is_empty());
                entry.person = office.or_else(stated).or(named);
            }
            Column::Category => category = Some(item_label(value, items)),
            Column::Title => title = Some(value.clone()),
            Column::Person(_) | Column::Society | Column::Text(_) | Column::Beside(_) | Column::Other => {}
        }
    }
    for (column, value) in values.iter().filter(|(_, value)| !value.is_empty()) {
        match column {
            Column::Person(field) => apply(entry.person.as_mut(), *field, value),
            Column::Society => apply(entry.person.as_mut(), Field::Unit, value),
            Column::Text(_) if is_attached(value) => entry.attached = true,
            Column::Text(_) if is_nil(value) || is_contact(value) => {}
            Column::Text(own) => {
                let nearest = category
                    .clone()
                    .unwrap_or_else(|| own.clone().or_else(|| label.cloned()));
                entry.pieces.push(FoundPiece {
                    label: nearest,
                    title: title.clone(),
                    text: value.clone(),
                    ..FoundPiece::default()
                });
            }
            Column::Name | Column::Category | Column::Title | Column::Beside(_) | Column::Other => {}
        }
    }
    beside::add(&mut entry.pieces, values);
    for piece in &mut entry.pieces {
        piece.person.clone_from(&entry.person);
        piece.authors.clone_from(&authors);
    }
    (entry.person.is_some() || !entry.pieces.is_empty()).then_some(entry)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{digest, expected, items, paragraph, table};
    use super::*;
    use crate::document::Block;

    fn of(rows: &[&[&str]]) -> Option<Sheet> {
        let Block::Table(table) = table(rows) else {
            unreachable!("a table was asked for")
        };
        read(&table.rows, &[], &Titles::new(&items()))
    }

    #[test]
    fn each_row_is_a_piece_of_a_person() {
        let sheet = of(&[
            &["“关键少数”学习党的二十大精神感悟汇总表"],
            &["学会名称：华夏光学学会"],
            &["序号", "姓名", "单位", "职务", "感悟内容", "字数"],
            &[
                "1",
                "张　三",
                "华夏光学学会",
                "理事长、党委书记",
                "学习使我认识到。\n要努力。",
                "12",
            ],
            &[
                "2",
                "阿依努尔·图尔逊",
                "",
                "秘书长、二十大代表",
                "脚踏实地。",
                "5",
            ],
        ])
        .unwrap();
        let pieces: Vec<_> = sheet.pieces().collect();
        let want = [
            ("张三", "理事长、党委书记", "学习使我认识到。\n要努力。"),
            ("阿依努尔·图尔逊", "秘书长", "脚踏实地。"),
        ];
        assert_eq!(digest(&pieces), expected(&want));
        assert!(pieces.iter().all(|piece| {
            piece
                .label
                .as_ref()
                .is_some_and(|label| label.as_str() == "key-few")
        }));
        assert_eq!(pieces[1].person.as_ref().unwrap().tags, ["二十大代表"]);
    }

    #[test]
    fn the_category_of_the_row_is_its_label() {
        let sheet = of(&[
            &["学习感悟及建言献策汇总表"],
            &["序号", "姓名", "单位及职务", "类别", "内容"],
            &[
                "1",
                "张三",
                "华夏光学学会理事长",
                "“关键少数”感悟",
                "学习使我认识到。",
            ],
            &["2", "李四", "秘书长", "建言献策", "建议设立专项。"],
        ])
        .unwrap();
        let pieces: Vec<_> = sheet.pieces().collect();
        let labels: Vec<_> = pieces
            .iter()
            .filter_map(|piece| piece.label.as_ref().map(ItemId::as_str))
            .collect();
        assert_eq!(labels, ["key-few", "advice"]);
        assert_eq!(
            pieces[0].person.as_ref().unwrap().affiliation.as_deref(),
            Some("华夏光学学会")
        );
    }

    #[test]
    fn each_text_column_is_a_piece_of_its_own() {
        let sheet = of(&[
            &["姓名", "职务", "学习感悟", "建言献策"],
            &["张三", "理事长", "学习使我认识到。", "建议设立专项。"],
        ])
        .unwrap();
        let labels: Vec<_> = sheet
            .pieces()
            .map(|piece| piece.label.map(|label| label.as_str().to_owned()))
            .collect();
        assert_eq!(labels, [None, Some("advice".to_owned())]);
    }

    #[test]
    fn what_goes_with_a_text_stays_with_it() {
        for (heads, want) in [
            (["序号", "建议内容", "理由"], "建议设立专项。\n理由：投入不足。"),
            (
                ["序号", "存在问题", "意见建议"],
                "存在问题：建议设立专项。\n投入不足。",
            ),
        ] {
            let sheet = of(&[
                &heads,
                &["1", "建议设立专项。", "投入不足。"],
                &["2", "完善评价。", "无"],
            ]);
            let texts: Vec<String> = sheet.unwrap().pieces().map(|piece| piece.text).collect();
            assert_eq!(texts.first().map(String::as_str), Some(want));
        }
        let sheet = of(&[
            &["姓名", "单位", "推荐理由"],
            &["张三", "华夏学会", "长期从事科普。"],
        ])
        .unwrap();
        let pieces: Vec<_> = sheet.pieces().collect();
        assert_eq!(digest(&pieces), expected(&[("张三", "", "长期从事科普。")]));
    }

    #[test]
    fn two_persons_side_by_side_keep_their_texts() {
        for rows in [
            [
                ["序号", "姓名", "感悟", "序号", "姓名", "感悟"],
                ["1", "张三", "学习使我认识到。", "2", "李四", "脚踏实地。"],
            ]
            .map(Vec::from),
            [
                vec!["序号", "姓名", "感悟", "姓名", "感悟"],
                vec!["1", "张三", "学习使我认识到。", "李四", "脚踏实地。"],
            ],
        ] {
            let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
            let pieces: Vec<_> = of(&rows).unwrap().pieces().collect();
            let want = [("张三", "", "学习使我认识到。"), ("李四", "", "脚踏实地。")];
            assert_eq!(digest(&pieces), expected(&want));
        }
    }

    #[test]
    fn a_text_over_two_columns_is_one_text() {
        let rows: [&[&str]; 3] = [
            &["姓名", "职务", "感悟（上）", "感悟（下）"],
            &["张三", "理事长", "学习使我认识到。", "要努力。"],
            &["李四", "秘书长", "脚踏实地。", ""],
        ];
        let want = [
            ("张三", "理事长", "学习使我认识到。\n要努力。"),
            ("李四", "秘书长", "脚踏实地。"),
        ];
        let pieces: Vec<_> = of(&rows).unwrap().pieces().collect();
        assert_eq!(digest(&pieces), expected(&want));
        let Block::Table(mut table) = table(&rows) else {
            unreachable!("a table was asked for")
        };
        let head = &mut table.rows[0].cells;
        head.truncate(3);
        head[2].column_span = 2;
        head[2].blocks = vec![paragraph("感悟内容")];
        let items = items();
        let pieces: Vec<_> = read(&table.rows, &[], &Titles::new(&items))
            .unwrap()
            .pieces()
            .collect();
        assert_eq!(digest(&pieces), expected(&want));
    }

    #[test]
    fn nobody_is_chosen_of_two_in_one_row() {
        let sheet = of(&[
            &["姓名", "职务", "感悟"],
            &["张晓明、李国强", "理事长、秘书长", "脚踏实地。"],
        ]);
        let piece = sheet.unwrap().pieces().next().unwrap();
        assert_eq!(
            (piece.person, piece.authors.as_deref()),
            (None, Some("张晓明、李国强"))
        );
    }

    #[test]
    fn forms_and_lists_are_no_sheets() {
        assert!(of(&[&["学会名称", "华夏光学学会"], &["建言献策", "建议设立专项。"]]).is_none());
        assert!(of(&[&["材料名称", "份数"], &["统计表", "1"]]).is_none());
    }
}
