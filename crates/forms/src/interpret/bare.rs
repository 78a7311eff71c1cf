//! Documents in which nothing but a heading or a name stands: 王丙感悟, 张三（理事长）.

use domain::text::name_key;

use super::heads;
use super::labels::label_only;
use super::lines::{has_sentence, is_longer};
use super::names;
use super::signature;
use super::{FoundPiece, Interpretation, Words};
use crate::document::Document;

/// Longest heading, in characters.
const LONGEST: usize = 40;

/// Takes the pieces out whose text only repeats a title or a name, and keeps in mind whose text is missing.
pub(super) fn take_out(found: &mut Interpretation, document: &Document, vocabulary: Words<'_>) {
    // Below a heading alone the text may be in a picture.
    let pictured = !document.pictures.is_empty();
    let (bare, texts): (Vec<_>, Vec<_>) = std::mem::take(&mut found.pieces)
        .into_iter()
        .partition(|piece| piece.text.is_empty() || !pictured && is_bare(piece, vocabulary));
    found.pieces = texts;
    let whose = bare
        .into_iter()
        .map(|piece| piece.person.map_or(piece.text, |person| person.name));
    let authors = found.pieces.iter().filter_map(|piece| piece.person.as_ref());
    let wrote: Vec<String> = authors.map(|person| name_key(&person.name)).collect();
    found
        .textless
        .extend(whose.filter(|name| !wrote.contains(&name_key(name))));
}

fn is_bare(piece: &FoundPiece, vocabulary: Words<'_>) -> bool {
    let name = piece.person.as_ref().map(|person| name_key(&person.name));
    let own = |other: &str| name.as_ref().is_some_and(|name| *name == name_key(other));
    let repeats = |line: &str| {
        let named = || names::plausible(line).is_some_and(|(name, _)| own(&name));
        let author = || heads::author(line).or_else(|| signature::author(line));
        piece.title.as_deref() == Some(line)
            || named()
            || author().is_some_and(|person| own(&person.name))
            || label_only(line, vocabulary.items).is_some()
    };
    !is_longer(&piece.text, LONGEST) && !has_sentence(&piece.text) && piece.text.lines().all(repeats)
}

#[cfg(test)]
mod tests {
    use crate::document::Document;
    use crate::interpret::Place;
    use crate::interpret::sample::{centered, paragraph, with};

    #[test]
    fn a_heading_without_a_text_is_no_piece() {
        for (lines, file, whose) in [
            (vec!["王丙感悟"], "王丙感悟.docx", "王丙"),
            (vec!["王丙"], "王丙感悟.docx", "王丙"),
            (vec!["王丙，秘书长"], "王丙感悟.docx", "王丙"),
            (vec!["王丙学习感悟", "王丙（秘书长）"], "材料.docx", "王丙"),
        ] {
            for kind in [paragraph, centered] {
                let document = Document {
                    blocks: lines.iter().map(|line| kind(line)).collect(),
                    ..Document::default()
                };
                let found = with(|words| super::super::interpret_by(&document, Place::File(file), words));
                assert!(found.pieces.is_empty(), "{lines:?}: {:?}", found.pieces);
                assert_eq!(found.textless, [whose], "{lines:?}");
            }
        }
        let document = Document {
            blocks: vec![paragraph("深受鼓舞，倍感振奋。")],
            ..Document::default()
        };
        let found = with(|words| super::super::interpret_by(&document, Place::File("王丙感悟.docx"), words));
        assert_eq!((found.pieces.len(), found.textless.len()), (1, 0));
    }
}
