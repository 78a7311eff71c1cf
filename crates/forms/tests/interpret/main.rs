//! Whole documents as societies send them, built by hand: forms in every layout, essays, sheets, letters.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "functions that only tests call"
)]

mod layouts;
mod persons;
mod places;

use domain::ids::ItemId;
use domain::notice::{CollectionItem, FormHeader, FormRow, FormTemplate, HeaderField, Per, RowContent};
use forms::document::{Block, Cell, Document, Paragraph, Picture, Row, Table};
use forms::interpret::{FoundForm, FoundPiece, Interpretation, Place, Vocabulary, interpret};
use proptest::strategy::Strategy as _;

const A: &str = "学习报告使我认识到，科技自立自强不是一句口号，而是一次一次试验干出来的。";
const B: &str = "下一步，我将结合本职工作，继续在基层开展服务，让更多的人了解科学。";
const TITLE: &str = "全国学会学习党的二十大精神情况统计表";
const DELEGATES: &str = "学会理事、40岁以下青年科技工作者作为党的二十大参会代表的基本情况";
const INSIGHTS: &str = "学习贯彻党的二十大精神的感悟（未来设想）";

fn item(id: &str, title: &str, alias: &str, per: Per) -> CollectionItem {
    CollectionItem {
        aliases: vec![alias.to_owned()],
        ..CollectionItem::new(ItemId::parse(id).unwrap(), title, per)
    }
}

fn read(document: &Document, place: Place<'_>) -> Interpretation {
    let items = vec![
        item("plan", "学会党组织对未来发展的谋划", "未来设想", Per::Society),
        item(
            "key-few",
            "“关键少数”学习党的二十大精神感悟",
            "关键少数感悟",
            Per::Person,
        ),
        item(
            "youth",
            "青年科技工作者学习党的二十大精神感悟",
            "青年感悟",
            Per::Person,
        ),
        item("advice", "科技工作者建言献策", "建言献策", Per::Either),
    ];
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
    let example = [
        "（如有学会理事作为二十大代表参会，请填写此内容）",
        "填写示例：",
        "1. 张三，中国xx学会理事长、党委书记",
    ];
    let template = FormTemplate {
        title: TITLE.to_owned(),
        headers: vec![
            header("学会名称", HeaderField::Society),
            header("填表人", HeaderField::FilledBy),
            header("联系方式", HeaderField::Contact),
        ],
        rows: vec![
            row(DELEGATES, "delegates", RowContent::Delegates, &example),
            row(
                INSIGHTS,
                "insights",
                ids(&["key-few", "youth", "plan"]),
                &["（在填写感悟时请注明姓名、职务及感悟内容，字数不限，可另附页）"],
            ),
            row("建言献策", "advice", ids(&["advice"]), &["（可另附页）"]),
        ],
    };
    interpret(
        document,
        place,
        Vocabulary {
            template: Some(&template),
            items: &items,
        },
    )
}

fn file(blocks: Vec<Block>) -> Interpretation {
    read(
        &Document {
            blocks,
            ..Document::default()
        },
        Place::File("材料.docx"),
    )
}

fn body(text: &str) -> Interpretation {
    read(
        &Document {
            blocks: text.split('\n').map(paragraph).collect(),
            ..Document::default()
        },
        Place::Body,
    )
}

fn only(found: &Interpretation) -> &FoundForm {
    assert_eq!(found.forms.len(), 1, "{found:#?}");
    &found.forms[0]
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph(Paragraph {
        text: text.to_owned(),
        ..Paragraph::default()
    })
}

fn centered(text: &str) -> Block {
    Block::Paragraph(Paragraph {
        text: text.to_owned(),
        centered: true,
        bold: true,
        heading: false,
    })
}

fn cell(column: u32, row_span: u32, blocks: Vec<Block>) -> Cell {
    Cell {
        column,
        column_span: 1,
        row_span,
        blocks,
    }
}

fn row(texts: &[&str]) -> Row {
    let cells = texts
        .iter()
        .zip(0..)
        .map(|(text, column)| cell(column, 1, text.split('\n').map(paragraph).collect()));
    Row {
        cells: cells.collect(),
    }
}

fn table(rows: &[&[&str]]) -> Block {
    Block::Table(Table {
        sheet: None,
        row_numbers: Vec::new(),
        rows: rows.iter().map(|texts| row(texts)).collect(),
    })
}

/// Row, label, name, positions and text of each piece.
fn digest(pieces: &[FoundPiece]) -> Vec<String> {
    let shown = |piece: &FoundPiece| {
        let person = piece.person.clone().unwrap_or_default();
        let label = piece.label.as_ref().map_or("", |label| label.as_str());
        format!(
            "{}|{label}|{}|{}|{}",
            piece.row.as_deref().unwrap_or(""),
            person.name,
            person.positions.join("、"),
            piece.text
        )
    };
    pieces.iter().map(shown).collect()
}

fn heads(form: &FoundForm) -> [&str; 3] {
    [&form.society, &form.filled_by, &form.contact].map(|value| value.as_deref().unwrap_or(""))
}

fn insights_cell() -> String {
    format!("1. 欧阳　松，华夏光学学会理事长、党委书记\n{A}\n{B}\n2. 李四，秘书长\n{B}")
}

fn insights_pieces() -> Vec<String> {
    vec![
        format!("insights||欧阳松|理事长、党委书记|{A}\n{B}"),
        format!("insights||李四|秘书长|{B}"),
    ]
}

#[test]
fn a_text_whose_last_sentence_has_no_stop_is_a_text() {
    let text = "报告使我深受鼓舞，作为一名科技工作者倍感振奋。我们将把成果用到最需要的地方，让更多的人了解";
    for head in [
        "1. 张甲，理事长",
        "张甲，理事长",
        "姓名：张甲　职务：理事长\n感悟：",
    ] {
        let letter = format!("{head}\n{text}");
        let found = body(&letter);
        let texts: Vec<&str> = found.pieces.iter().map(|piece| piece.text.as_str()).collect();
        assert_eq!(texts, [text], "{letter}");
    }
    // What only says that something is sent is none.
    let covers = "现将我会学习感悟材料随信附上，请查收。联系人李乙，如有问题请随时联系我们，祝工作顺利";
    assert!(body(covers).pieces.is_empty());
}
