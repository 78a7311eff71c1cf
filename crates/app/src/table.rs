//! Tables for terminals, where a Chinese character is as wide as two Latin ones.

/// A table whose columns are aligned: texts to the left, numbers to the right.
#[derive(Debug)]
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
    /// How many columns from the left hold texts.
    texts: usize,
}

impl Table {
    /// A table with these headings, the first `texts` of them over texts.
    pub(crate) fn new(headings: &[&str], texts: usize) -> Self {
        Self {
            rows: vec![headings.iter().map(|heading| (*heading).to_owned()).collect()],
            texts,
        }
    }

    pub(crate) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// The lines, headings first.
    pub(crate) fn lines(&self) -> Vec<String> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns)
            .map(|column| {
                let cells = self.rows.iter().filter_map(|row| row.get(column));
                cells.map(|cell| width(cell)).max().unwrap_or(0)
            })
            .collect();
        self.rows.iter().map(|row| self.line(row, &widths)).collect()
    }

    fn line(&self, row: &[String], widths: &[usize]) -> String {
        let cells = row.iter().zip(widths).enumerate().map(|(column, (cell, wide))| {
            let space = " ".repeat(wide - width(cell));
            if column < self.texts {
                format!("{cell}{space}")
            } else {
                format!("{space}{cell}")
            }
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    }
}

fn width(text: &str) -> usize {
    text.chars()
        .map(|character| if is_wide(character) { 2 } else { 1 })
        .sum()
}

/// Wide and full-width characters of Unicode's annex 11, by blocks.
fn is_wide(character: char) -> bool {
    matches!(character,
        '\u{1100}'..='\u{115F}' | '\u{2E80}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7A3}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FE6F}' | '\u{FF00}'..='\u{FF60}' | '\u{FFE0}'..='\u{FFE6}' | '\u{20000}'..='\u{3FFFD}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_and_latin_cells_end_in_the_same_column() {
        let mut table = Table::new(&["文件夹", "差额"], 1);
        table.row(vec!["INBOX".to_owned(), "0".to_owned()]);
        table.row(vec!["病毒文件夹".to_owned(), "123".to_owned()]);
        assert_eq!(
            table.lines(),
            ["文件夹      差额", "INBOX          0", "病毒文件夹   123"]
        );
    }
}
