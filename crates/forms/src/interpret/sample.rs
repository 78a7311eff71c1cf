//! A notice and small documents for the tests of this folder.

use domain::ids::ItemId;
use domain::notice::{CollectionItem, FormHeader, FormRow, FormTemplate, HeaderField, Per, RowContent};
use domain::person::Person;

use super::labels::Titles;
use super::words::{Prepared, Words};
use super::{FoundPiece, Vocabulary, persons};
use crate::document::{Block, Cell, Paragraph, Row, Table};

fn item(id: &str, title: &str, aliases: &[&str], per: Per) -> CollectionItem {
    CollectionItem {
        aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
        ..CollectionItem::new(ItemId::parse(id).unwrap(), title, per)
    }
}

pub(super) fn items() -> Vec<CollectionItem> {
    vec![
        item(
            "plan",
            "学会党组织对未来发展的谋划",
            &["未来设想", "谋划未来发展设想"],
            Per::Society,
        ),
        item(
            "key-few",
            "“关键少数”学习党的二十大精神感悟",
            &["关键少数感悟"],
            Per::Person,
        ),
        item(
            "youth",
            "青年科技工作者学习党的二十大精神感悟",
            &["青年感悟"],
            Per::Person,
        ),
        item("advice", "科技工作者建言献策", &["建言献策"], Per::Either),
    ]
}

pub(super) fn template() -> FormTemplate {
    let header = |label: &str, field| FormHeader {
        label: label.to_owned(),
        field,
    };
    let row = |label: &str, field: &str, content, prompts: &[&str]| FormRow {
        label: label.to_owned(),
        field: field.to_owned(),
        content,
        prompts: prompts.iter().map(|prompt| (*prompt).to_owned()).collect(),
    };
    let ids =
        |names: &[&str]| RowContent::Pieces(names.iter().map(|name| ItemId::parse(name).unwrap()).collect());
    FormTemplate {
        title: "全国学会学习党的二十大精神情况统计表".to_owned(),
        headers: vec![
            header("学会名称", HeaderField::Society),
            header("填表人", HeaderField::FilledBy),
            header("联系方式", HeaderField::Contact),
        ],
        rows: vec![
            row(
                "学会理事、40岁以下青年科技工作者作为党的二十大参会代表的基本情况",
                "delegates",
                RowContent::Delegates,
                &[
                    "（如有学会理事作为二十大代表参会，请填写此内容）",
                    "填写示例：",
                    "1. 张三，中国xx学会理事长、党委书记",
                ],
            ),
            row(
                "学习贯彻党的二十大精神的感悟（未来设想）",
                "insights",
                ids(&["key-few", "youth", "plan"]),
                &["（在填写感悟时请注明姓名、职务及感悟内容，字数不限，可另附页）"],
            ),
            row("建言献策", "advice", ids(&["advice"]), &["（可另附页）"]),
        ],
    }
}

pub(super) fn with<R>(read: impl FnOnce(Words<'_>) -> R) -> R {
    let (items, template) = (items(), template());
    let prepared = Prepared::new(Vocabulary {
        template: Some(&template),
        items: &items,
    });
    read(prepared.words())
}

pub(super) fn paragraph(text: &str) -> Block {
    Block::Paragraph(Paragraph {
        text: text.to_owned(),
        ..Paragraph::default()
    })
}

pub(super) fn centered(text: &str) -> Block {
    Block::Paragraph(Paragraph {
        text: text.to_owned(),
        centered: true,
        ..Paragraph::default()
    })
}

pub(super) fn cell(column: u32, text: &str) -> Cell {
    Cell {
        column,
        column_span: 1,
        row_span: 1,
        blocks: text.split('\n').map(paragraph).collect(),
    }
}

/// Rows of cells that stand one beside the other.
pub(super) fn table(rows: &[&[&str]]) -> Block {
    let row = |cells: &&[&str]| Row {
        cells: cells
            .iter()
            .enumerate()
            .map(|(at, text)| cell(u32::try_from(at).unwrap(), text))
            .collect(),
    };
    Block::Table(Table {
        sheet: None,
        row_numbers: Vec::new(),
        rows: rows.iter().map(row).collect(),
    })
}

/// Name, positions joined by 、 and text of each piece.
pub(super) fn digest(pieces: &[FoundPiece]) -> Vec<(String, String, String)> {
    let person = |piece: &FoundPiece| piece.person.clone().unwrap_or_default();
    pieces
        .iter()
        .map(|piece| {
            (
                person(piece).name,
                person(piece).positions.join("、"),
                piece.text.clone(),
            )
        })
        .collect()
}

/// What a digest should be.
pub(super) fn expected(rows: &[(&str, &str, &str)]) -> Vec<(String, String, String)> {
    rows.iter()
        .map(|(name, positions, text)| ((*name).to_owned(), (*positions).to_owned(), (*text).to_owned()))
        .collect()
}

/// Name, affiliation and positions joined by 、 of a person.
pub(super) fn short(person: &Person) -> (String, String, String) {
    (
        person.name.clone(),
        person.affiliation.clone().unwrap_or_default(),
        person.positions.join("、"),
    )
}

/// Reads the lines of a cell and holds them against name, positions and text of each piece.
pub(super) fn check_cell(text: &str, want: &[(&str, &str, &str)]) {
    let lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    let found = persons::read(&lines, &Titles::new(&items()), None);
    assert_eq!(digest(&found.pieces), expected(want), "{text}");
}
