//! A letter that is filled in like a card: `项目：…`, `题目：…`, `姓名：…`, `正文：…`, or the same labels in brackets.

use domain::ids::ItemId;

use crate::interpret::fields::{Field, fields};
use crate::interpret::form_label::is_other_label;
use crate::interpret::header_words::is_filler_or_contact;
use crate::interpret::labels::item_label;
use crate::interpret::lines::{at_colon, bracketed, dense, without_number};
use crate::interpret::word_list::WordList;
use crate::interpret::{FoundPiece, Words, persons};

/// What stands before the item that a card is for.
static PROJECT: WordList = WordList::new(
    "项目 项目名称 征集项 征集项目 征集内容 报送项目 报送类别 报送内容 所属项目 栏目 类别 材料类别",
);

/// What a line of a card states.
enum Entry {
    Project(String),
    Fields(Vec<(Field, String)>),
    /// Who sends it, and what nobody asked for.
    Aside,
}

/// The piece of a card for one person; `None` for letters that are none, or name their item and their fields as texts do
/// everywhere else.
pub(super) fn read(lines: &[String], vocabulary: Words<'_>) -> Option<FoundPiece> {
    let begin = lines.iter().position(|line| entry(line).is_some())?;
    let card = lines.get(begin..)?;
    let (mut item, mut stated, mut odd) = (None, Vec::new(), false);
    let mut taken = 0;
    for line in card {
        let Some(found) = entry(line) else { break };
        taken += 1;
        odd |= line.starts_with('【');
        match found {
            Entry::Project(value) => {
                odd = true;
                item = item.or_else(|| item_label(&value, vocabulary.items));
            }
            Entry::Fields(found) => stated.extend(found),
            Entry::Aside => {}
        }
        if stated.last().is_some_and(|(field, _)| *field == Field::Text) {
            break;
        }
    }
    let text = card.get(taken..)?;
    let names = |line: &String| matches!(entry(line), Some(Entry::Fields(found)) if has_name(&found));
    let is_one = has_name(&stated) && !text.iter().any(names);
    (odd && is_one).then_some(())?;
    piece(&stated, text, item, vocabulary)
}

fn has_name(found: &[(Field, String)]) -> bool {
    found.iter().any(|(field, _)| *field == Field::Name)
}

/// The same as it is usually written, read as it usually is.
fn piece(
    stated: &[(Field, String)],
    text: &[String],
    item: Option<ItemId>,
    vocabulary: Words<'_>,
) -> Option<FoundPiece> {
    const USUAL: [(Field, &str); 5] = [
        (Field::Name, "姓名"),
        (Field::Unit, "单位"),
        (Field::Duty, "职务"),
        (Field::Title, "题目"),
        (Field::Text, "正文"),
    ];
    let mut lines = Vec::new();
    for (usual, label) in USUAL {
        let values = stated
            .iter()
            .filter(|(field, value)| *field == usual && !value.is_empty());
        lines.extend(values.map(|(_, value)| format!("{label}：{value}")));
    }
    let has_text = stated
        .iter()
        .any(|(field, value)| *field == Field::Text && !value.is_empty());
    if !has_text {
        lines.push("正文：".to_owned());
    }
    lines.extend(text.iter().cloned());
    let mut pieces = persons::read(&lines, vocabulary.items, item).pieces;
    let only = pieces.pop().filter(|_| pieces.is_empty())?;
    only.person.is_some().then_some(only)
}

fn entry(line: &str) -> Option<Entry> {
    let inside = bracketed(line).filter(|_| line.starts_with('【'));
    if let Some((_, value)) = inside.filter(|(label, _)| PROJECT.has(&dense(label))) {
        return Some(Entry::Project(value.trim_start_matches(['：', ':']).to_owned()));
    }
    if let Some(found) = fields(line) {
        return Some(Entry::Fields(found));
    }
    let (label, value) = at_colon(without_number(line))?;
    if PROJECT.has(&dense(label)) {
        return Some(Entry::Project(value.to_owned()));
    }
    (is_filler_or_contact(label) || is_other_label(label)).then_some(Entry::Aside)
}

#[cfg(test)]
mod tests {
    use super::super::super::sample::with;
    use super::*;

    const A: &str = "学习报告使我认识到，科技自立自强不是一句口号，而是一次一次试验干出来的。";

    fn of(text: &str) -> Option<FoundPiece> {
        let lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
        with(|vocabulary| read(&lines, vocabulary))
    }

    #[test]
    fn a_card_is_the_piece_of_its_person() {
        for (card, affiliation) in [
            (
                format!("项目：建言献策\n题目：守住初心\n姓名：张三\n正文：{A}"),
                None,
            ),
            (
                format!(
                    "【项目】建言献策\n【题目】守住初心\n【姓名】张三\n【单位】华夏光学学会\n【正文】{A}"
                ),
                Some("华夏光学学会"),
            ),
            (
                format!(
                    "学会名称：华夏光学学会\n联系人：李办\n联系电话：13800000001\n征集项目：建言献策\n题目：守住初心\n姓名：张三\n{A}"
                ),
                Some("华夏光学学会"),
            ),
            (
                format!("老师好：\n1、征集项目：建言献策\n2、题目：守住初心\n3、姓名：张三\n4、正文：\n{A}"),
                None,
            ),
        ] {
            let piece = of(&card).unwrap_or_default();
            let person = piece.person.unwrap_or_default();
            assert_eq!(
                (
                    person.name.as_str(),
                    person.affiliation.as_deref(),
                    piece.title.as_deref(),
                    piece.text.as_str()
                ),
                ("张三", affiliation, Some("守住初心"), A),
                "{card}"
            );
            assert_eq!(piece.label.as_ref().map(ItemId::as_str), Some("advice"), "{card}");
        }
    }

    #[test]
    fn what_is_no_card_is_left_to_others() {
        for text in [
            format!("姓名：张三\n题目：守住初心\n正文：{A}"),
            format!("项目：建言献策\n{A}"),
            format!("项目：建言献策\n姓名：张三\n正文：{A}\n姓名：李四\n正文：{A}"),
        ] {
            assert_eq!(of(&text), None, "{text}");
        }
    }
}
