//! What a document holds beside what was read: an essay in a place where nobody looks for one is named.

use super::remainder::{Taken, remainder};
use super::{FoundPiece, Interpretation, Words, unread};
use crate::document::{Block, lines_of};

/// So many Chinese characters of prose are a text of somebody.
const PROSE: usize = 80;
/// Bytes of labels, head lines and remarks that need no look.
const REMARKS: usize = 600;

/// Names what is left over where nothing else is named.
pub(super) fn name(found: &mut Interpretation, blocks: &[Block], vocabulary: Words<'_>) {
    if found.unread.is_empty() {
        let beginning = beginning(found, blocks, vocabulary);
        found.unread.extend(beginning);
    }
}

/// The beginning of the prose in which somebody speaks or advises and that is in no piece; of a document from which
/// something was taken.
fn beginning(found: &Interpretation, blocks: &[Block], vocabulary: Words<'_>) -> Option<String> {
    let in_forms = found.forms.iter().flat_map(|form| &form.pieces);
    let pieces: Vec<&FoundPiece> = found.pieces.iter().chain(in_forms).collect();
    let is_told = found
        .forms
        .iter()
        .any(|form| !form.unread.is_empty() || !form.unread_rows.is_empty());
    let taken = pieces.iter().map(|piece| piece.text.len()).sum::<usize>();
    let printed: usize = prompts(vocabulary).map(str::len).sum();
    if pieces.is_empty() || is_told || length(blocks) < taken + printed + REMARKS {
        return None;
    }
    let delegates: Vec<&str> = found
        .forms
        .iter()
        .flat_map(|form| &form.delegates)
        .map(|person| person.name.as_str())
        .collect();
    let is_of_delegate = |line: &str| delegates.iter().any(|name| line.contains(name));
    let lines = lines_of(blocks).into_iter();
    let lines: Vec<String> = lines
        .filter(|line| !is_of_delegate(line) && !unread::is_note(line))
        .collect();
    let texts = pieces
        .iter()
        .flat_map(|piece| [Some(piece.text.as_str()), piece.title.as_deref()])
        .flatten();
    let taken = Taken::new(texts.chain(prompts(vocabulary)));
    let left = remainder(&lines.join("\n"), &taken);
    (left.characters >= PROSE && (left.is_personal || left.is_introduced)).then_some(left.beginning)
}

/// What the template prints.
fn prompts(vocabulary: Words<'_>) -> impl Iterator<Item = &str> {
    let rows = vocabulary
        .template
        .into_iter()
        .flat_map(|template| &template.rows);
    rows.flat_map(|row| row.prompts.iter().map(String::as_str))
}

fn length(blocks: &[Block]) -> usize {
    let of_block = |block: &Block| match block {
        Block::Paragraph(paragraph) => paragraph.text.len(),
        Block::Table(table) => {
            let cells = table.rows.iter().flat_map(|row| &row.cells);
            cells.map(|cell| length(&cell.blocks)).sum()
        }
    };
    blocks.iter().map(of_block).sum()
}

#[cfg(test)]
mod tests {
    use crate::document::{Block, Document};
    use crate::interpret::sample::{centered, paragraph, table, with};
    use crate::interpret::{Interpretation, Place, interpret_by};

    const A: &str = "学习报告使我认识到，科技自立自强不是一句口号，而是一次一次试验干出来的。";

    fn of(blocks: Vec<Block>) -> Interpretation {
        let document = Document {
            blocks,
            ..Document::default()
        };
        with(|vocabulary| interpret_by(&document, Place::File("1.docx"), vocabulary))
    }

    #[test]
    fn a_text_beside_a_sheet_is_named() {
        let more = "去年冬天我和同事在牧区驻点三十天，把设备装到了最需要的地方，也听到了许多建议。";
        let text = format!("作为一名基层科研人员，我体会到创新是第一动力。{}", more.repeat(7));
        let sheet = table(&[&["姓名", "职务", "感悟"], &["张晓明", "理事长", A]]);
        let found = of(vec![sheet.clone(), paragraph(&text)]);
        assert_eq!(found.unread, ["作为一名基层科研人员，我体会到创新是第一…"]);
        assert!(
            of(vec![sheet, paragraph("以上材料均经本人审核。")])
                .unread
                .is_empty()
        );
    }

    #[test]
    fn an_essay_in_front_of_a_form_is_somebodys() {
        let form = [
            centered("全国学会学习党的二十大精神情况统计表"),
            paragraph("学会名称：华夏光学学会"),
            paragraph("填表人：王建军"),
            table(&[&["建言献策", "建议设立专项，支持青年人员长期坐住冷板凳。"]]),
        ];
        let essay = [
            centered("坐住冷板凳"),
            centered("华夏光学学会理事 张晓明"),
            paragraph(&A.repeat(2)),
        ];
        let found = of(essay.into_iter().chain(form).collect());
        let piece = found.pieces.first().unwrap();
        assert_eq!(piece.person.as_ref().unwrap().name, "张晓明");
        assert_eq!(found.forms.len(), 1);
    }
}
