//! A sheet that goes on in a table without a head of its own: on the next page, below 续表, on a second sheet.

use super::rows::Reader;
use super::{Column, Entry, Sheet, head};
use crate::document::Row;
use crate::interpret::labels::Titles;

impl Sheet {
    /// Takes in a table that goes on without a head of its own, on the next page; false when it is none.
    pub(in crate::interpret) fn take_in(&mut self, rows: &[Row], items: &Titles<'_>) -> bool {
        let is_one = self.columns.iter().any(|(_, column)| *column == Column::Name)
            && !rows.iter().any(|row| head(row, items).is_some());
        if !is_one {
            return false;
        }
        let mut reader = Reader::new(self.columns.clone(), self.label.clone(), items);
        for row in rows {
            reader.row(row);
        }
        let more = reader.finish();
        let named = |entry: &Entry| entry.person.is_some() && (entry.attached || !entry.pieces.is_empty());
        if more.entries.is_empty() || !more.entries.iter().all(named) || !more.unread.is_empty() {
            return false;
        }
        self.entries.extend(more.entries);
        self.example |= more.example;
        let new = more.societies.into_iter();
        let new: Vec<String> = new.filter(|name| !self.societies.contains(name)).collect();
        self.societies.extend(new);
        true
    }
}

#[cfg(test)]
mod tests {
    use crate::document::Document;
    use crate::interpret::sample::{centered, digest, expected, paragraph, table, with};
    use crate::interpret::{Place, interpret_by};

    const A: &str = "学习报告使我认识到，科技自立自强不是一句口号，而是一次一次试验干出来的。";

    #[test]
    fn a_table_that_goes_on_without_its_head_has_the_same_columns() {
        for between in [paragraph(""), centered("感悟汇总表（续）")] {
            let document = Document {
                blocks: vec![
                    table(&[&["序号", "姓名", "职务", "感悟"], &["1", "张晓明", "理事长", A]]),
                    between,
                    table(&[&["2", "李国强", "秘书长", A], &["3", "王建军", "理事", A]]),
                ],
                ..Document::default()
            };
            let found = with(|vocabulary| interpret_by(&document, Place::File("1.docx"), vocabulary));
            let want = [
                ("张晓明", "理事长", A),
                ("李国强", "秘书长", A),
                ("王建军", "理事", A),
            ];
            assert_eq!(digest(&found.pieces), expected(&want));
        }
    }

    #[test]
    fn another_table_below_is_none_of_it() {
        let document = Document {
            blocks: vec![
                table(&[&["序号", "姓名", "职务", "感悟"], &["1", "张晓明", "理事长", A]]),
                table(&[&["1", "台站", "十二个"], &["2", "观测", "三百次"]]),
            ],
            ..Document::default()
        };
        let found = with(|vocabulary| interpret_by(&document, Place::File("1.docx"), vocabulary));
        assert_eq!(digest(&found.pieces), expected(&[("张晓明", "理事长", A)]));
    }
}
