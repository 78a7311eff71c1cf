//! Lists with separators (CSV) as a table: by comma, semicolon or tab, with or without quotes.

use crate::document::{Block, Cell, Document, Paragraph, Row, Table};

/// The text as a table; `None` when it is no list.
///
/// A list has at least two rows of three or more cells, all as wide as the first, which names the columns in a few
/// words each. Half-width commas in prose make no such thing.
pub(super) fn document(text: &str) -> Option<Document> {
    let text = text.trim_start_matches('\u{FEFF}');
    let rows = [',', '\t', ';', '；'].iter().find_map(|separator| {
        let rows = rows(text, *separator)?;
        is_list(&rows).then_some(rows)
    })?;
    let rows = rows.into_iter().map(row).collect();
    Some(Document {
        blocks: vec![Block::Table(Table {
            rows,
            ..Table::default()
        })],
        ..Document::default()
    })
}

fn is_list(rows: &[Vec<String>]) -> bool {
    let full = |row: &Vec<String>| row.iter().filter(|cell| !cell.is_empty()).count() > 1;
    let mut wide = rows.iter().skip_while(|row| !full(row));
    let Some(head) = wide.next() else { return false };
    let names = |cell: &String| cell.chars().count() <= 16 && !cell.contains(['。', '，', '：']);
    head.len() >= 3
        && head.iter().all(names)
        && wide.clone().next().is_some()
        && wide.all(|row| row.len() == head.len() || !full(row))
}

/// Rows of cells; `None` when a quote is never closed. Blank lines are left out.
fn rows(text: &str, separator: char) -> Option<Vec<Vec<String>>> {
    let mut rows = Vec::new();
    let mut row = vec![String::new()];
    let (mut quoted, mut characters) = (false, text.chars().peekable());
    while let Some(character) = characters.next() {
        let Some(cell) = row.last_mut() else { break };
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                cell.push('"');
            }
            '"' if quoted || cell.is_empty() => quoted = !quoted,
            other if quoted => cell.push(other),
            '\r' => {}
            '\n' => rows.push(std::mem::replace(&mut row, vec![String::new()])),
            other if other == separator => row.push(String::new()),
            other => cell.push(other),
        }
    }
    rows.push(row);
    rows.retain(|row| row.iter().any(|cell| !cell.trim().is_empty()));
    (!quoted).then_some(rows)
}

fn row(cells: Vec<String>) -> Row {
    let cells = (0_u32..).zip(cells).map(|(column, text)| Cell {
        column,
        column_span: 1,
        row_span: 1,
        blocks: vec![Block::Paragraph(Paragraph {
            text,
            ..Paragraph::default()
        })],
    });
    Row {
        cells: cells.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(text: &str) -> Option<usize> {
        document(text).map(|document| match document.blocks.as_slice() {
            [Block::Table(table)] => table.rows.len(),
            _ => 0,
        })
    }

    #[test]
    fn lists_are_tables_and_prose_is_none() {
        assert_eq!(
            count("姓名,职务,感悟\r\n周知行,理事长,\"一\n二,三\"\r\n"),
            Some(2)
        );
        assert_eq!(count("姓名;职务;感悟\n周知行;理事长;学习\n"), Some(2));
        assert_eq!(count("姓名\t职务\t感悟\n周知行\t理事长\t学习\n"), Some(2));
        assert_eq!(count("汇总表,,\n姓名,职务,感悟\n周知行,理事长,学习\n"), Some(3));
        assert_eq!(count("各位老师,您好,材料见附件\n谢谢,再见\n"), None);
        assert_eq!(count("学习报告,我很受鼓舞.\n"), None);
        assert_eq!(count("姓名,职务,\"感悟\n"), None);
    }
}
