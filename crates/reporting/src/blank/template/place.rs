//! Finds where a Word document asks for the society's name, and writes it there.
//!
//! The text of the document is looked at without taking the XML apart: nothing but the name is changed, byte for byte.

use std::ops::Range;

use domain::notice::{FormTemplate, HeaderField};
use domain::text::{is_blank, match_key};

use super::super::xml::escaped;

/// A paragraph of the document.
#[derive(Debug, Default)]
struct Paragraph {
    /// Each visible character with the byte behind it.
    characters: Vec<(char, usize)>,
    /// How many cells began before it; 0 outside of tables.
    cell: usize,
    /// How many rows began before it.
    row: usize,
    /// Its whole element.
    bytes: Range<usize>,
}

impl Paragraph {
    fn text(&self) -> String {
        self.characters.iter().map(|(character, _)| character).collect()
    }

    fn is_blank(&self) -> bool {
        self.characters.iter().all(|(character, _)| is_blank(*character))
    }
}

/// The document with the name behind the label of the society: in the same line, or in the next cell of its row.
/// `None` when there is no such place, or something stands there already.
pub(super) fn filled(document: &str, form: &FormTemplate, society: &str) -> Option<String> {
    let labels: Vec<String> = form
        .headers
        .iter()
        .filter(|header| header.field == HeaderField::Society)
        .map(|header| match_key(header.label.trim_end_matches(['：', ':'])))
        .filter(|label| !label.is_empty())
        .collect();
    let paragraphs = paragraphs(document)?;
    let name = escaped(society);
    for (index, paragraph) in paragraphs.iter().enumerate() {
        if let Some(at) = behind_colon(paragraph, &labels) {
            return put(document, at..at, &name);
        }
        let label = match_key(paragraph.text().trim());
        if paragraph.cell > 0 && labels.contains(&label) {
            let beside = paragraphs
                .get(index + 1..)?
                .iter()
                .find(|other| other.cell > paragraph.cell)
                .filter(|other| other.row == paragraph.row && other.is_blank())?;
            return put_into(document, beside.bytes.clone(), &name);
        }
    }
    None
}

/// The byte behind `学会名称：`, when nothing but blanks, lines to write on or another label follows.
fn behind_colon(paragraph: &Paragraph, labels: &[String]) -> Option<usize> {
    let colon = paragraph
        .characters
        .iter()
        .position(|(character, _)| matches!(character, '：' | ':'))?;
    let (before, rest) = paragraph.characters.split_at_checked(colon)?;
    let label: String = before.iter().map(|(character, _)| character).collect();
    let (behind, rest) = rest.split_first()?;
    let next = rest.first().map(|(character, _)| *character);
    let is_free = next.is_none_or(|next| is_blank(next) || next == '_');
    (is_free && labels.contains(&match_key(&label))).then_some(behind.1)
}

fn put(document: &str, at: Range<usize>, text: &str) -> Option<String> {
    Some(format!(
        "{}{text}{}",
        document.get(..at.start)?,
        document.get(at.end..)?
    ))
}

/// Writes into an empty paragraph, in the font of the paragraph's own mark when it has one.
fn put_into(document: &str, bytes: Range<usize>, name: &str) -> Option<String> {
    let old = document.get(bytes.clone())?;
    let properties = old
        .split_once("<w:rPr>")
        .and_then(|(_, rest)| rest.split_once("</w:rPr>"))
        .map(|(properties, _)| format!("<w:rPr>{properties}</w:rPr>"))
        .unwrap_or_default();
    let run = format!("<w:r>{properties}<w:t>{name}</w:t></w:r>");
    let new = match old.strip_suffix("</w:p>") {
        Some(open) => format!("{open}{run}</w:p>"),
        None => format!("{}>{run}</w:p>", old.strip_suffix("/>")?),
    };
    put(document, bytes, &new)
}

/// All paragraphs that hold no other one; `None` when the prefix is not the one that Word and WPS write.
fn paragraphs(document: &str) -> Option<Vec<Paragraph>> {
    let mut found = Vec::new();
    let mut open: Option<Paragraph> = None;
    let (mut cells, mut rows, mut depth, mut in_text) = (0, 0, 0_usize, false);
    let mut at = 0;
    while let Some(start) = document.get(at..)?.find('<').map(|offset| at + offset) {
        if in_text && let Some(paragraph) = &mut open {
            let text = document.get(at..start)?;
            let behind = |(offset, character): (usize, char)| (character, at + offset + character.len_utf8());
            paragraph.characters.extend(text.char_indices().map(behind));
        }
        let end = start + document.get(start..)?.find('>')? + 1;
        let tag = document.get(start + 1..end - 1)?;
        let closed = tag.ends_with('/');
        match tag.split([' ', '\n', '\r', '\t', '/']).next()? {
            "w:tbl" => depth += 1,
            "w:tr" => rows += 1,
            "w:tc" => cells += 1,
            "w:t" => in_text = !closed,
            "w:tab" | "w:br" => {
                if let Some(paragraph) = &mut open {
                    paragraph.characters.push((' ', end));
                }
            }
            "w:p" => {
                let paragraph = Paragraph {
                    cell: if depth > 0 { cells } else { 0 },
                    row: rows,
                    bytes: start..end,
                    ..Paragraph::default()
                };
                if closed {
                    found.push(paragraph);
                } else {
                    open = Some(paragraph);
                }
            }
            "" => match tag {
                "/w:t" => in_text = false,
                "/w:tbl" => depth = depth.saturating_sub(1),
                "/w:p" => {
                    if let Some(mut paragraph) = open.take() {
                        paragraph.bytes.end = end;
                        found.push(paragraph);
                    }
                }
                _ => {}
            },
            _ => {}
        }
        at = end;
    }
    (!found.is_empty()).then_some(found)
}

#[cfg(test)]
mod tests {
    use domain::notice::{FormHeader, FormTemplate, HeaderField};

    use super::filled;

    fn name(document: &str) -> Option<String> {
        let form = FormTemplate {
            title: "统计表".into(),
            headers: vec![FormHeader {
                label: "学会名称".into(),
                field: HeaderField::Society,
            }],
            rows: Vec::new(),
        };
        filled(document, &form, "甲&乙")
    }

    #[test]
    fn a_name_goes_behind_its_label_however_the_label_is_cut() {
        for (before, after) in [
            (
                "学 会</w:t></w:r><w:r><w:t xml:space=\"preserve\">名称：",
                "　填表人：",
            ),
            ("学会名称:", "____"),
            ("学会名称：", ""),
        ] {
            let with = |name: &str| format!("<w:p><w:r><w:t>{before}{name}{after}</w:t></w:r></w:p><w:p/>");
            assert_eq!(name(&with("")), Some(with("甲&amp;乙")));
        }
    }

    #[test]
    fn a_name_goes_into_the_cell_beside_its_label() {
        let row = |cell: &str| {
            format!(
                "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>学会名称</w:t></w:r></w:p></w:tc><w:tc>{cell}</w:tc></w:tr></w:tbl>"
            )
        };
        assert_eq!(
            name(&row("<w:p w:rsidR=\"1\"/>")),
            Some(row("<w:p w:rsidR=\"1\"><w:r><w:t>甲&amp;乙</w:t></w:r></w:p>"))
        );
        let font = "<w:rPr><w:b/></w:rPr>";
        assert_eq!(
            name(&row(&format!("<w:p><w:pPr>{font}</w:pPr></w:p>"))),
            Some(row(&format!(
                "<w:p><w:pPr>{font}</w:pPr><w:r>{font}<w:t>甲&amp;乙</w:t></w:r></w:p>"
            )))
        );
        assert_eq!(name(&row("<w:p><w:r><w:t>华夏光学学会</w:t></w:r></w:p>")), None);
    }

    #[test]
    fn where_nothing_asks_for_the_name_nothing_is_written() {
        assert_eq!(name("<w:p><w:r><w:t>学会名称变更说明：</w:t></w:r></w:p>"), None);
        assert_eq!(name("<x:p><x:t>学会名称：</x:t></x:p>"), None);
        assert_eq!(name("学会名称："), None);
    }
}
