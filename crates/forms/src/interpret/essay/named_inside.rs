//! Others whom the essay of one person names on lines of their own: whoever is quoted or spoken of wrote none of it.

use domain::text::name_key;

use super::{Line, is_title, split};
use crate::interpret::labels::label_only;
use crate::interpret::persons::both;
use crate::interpret::signature;
use crate::interpret::word_list::WordList;
use crate::interpret::{FoundPiece, Words};

/// Words of headings above the texts of several persons.
static COMMON: WordList = WordList::new(
    "感悟 体会 心得 学习 汇编 选编 材料 情况 学会 协会 研究会 建议 建言 发言 摘录 摘登 摘编 二十大 精神 报送 感言 事迹 理事 青年 少数",
);

/// More lines than these that name others are heads of their texts.
const MOST: usize = 2;

/// Whether a line is the title of one text, and not a heading above several.
pub(super) fn is_own_title(line: &Line, vocabulary: Words<'_>) -> bool {
    line.marked
        && is_title(line)
        && !COMMON.is_mentioned(&line.text)
        && signature::author(&line.text).is_none()
        && label_only(&line.text, vocabulary.items).is_none()
}

/// Whether an essay has one title of its own, above all texts, and its author below that title as it is marked, or below
/// the text.
pub(super) fn is_of_one(lines: &[Line], vocabulary: Words<'_>) -> bool {
    let Some(title) = lines
        .iter()
        .take(2)
        .position(|line| is_own_title(line, vocabulary))
    else {
        return false;
    };
    let below = || lines.iter().skip(title + 1);
    let author = |line: &Line| line.marked && signature::author(&line.text).is_some();
    let headed = below().take(2).any(author);
    let titled = below()
        .skip(2)
        .any(|line| line.marked && is_title(line) && !author(line));
    !titled && (headed || split::signed::is_signed_below(lines))
}

/// The piece without a person where a text of somebody with an office stands in it, too.
pub(super) fn with_others(mut piece: FoundPiece, several: &[FoundPiece]) -> FoundPiece {
    let own = piece.person.as_ref().map(|person| name_key(&person.name));
    let mut others = several.iter().filter_map(|piece| piece.person.as_ref());
    let other = others.find(|person| !person.positions.is_empty() && own != Some(name_key(&person.name)));
    if let Some(other) = other
        && let Some(person) = piece.person.take()
    {
        let named = [vec![other.name.clone()], other.positions.clone()].concat();
        piece.authors = Some(both(&person, &named.join("，")));
    }
    piece
}

/// Of the lines that name authors, with whether a place above tells that they do: those inside the text of the first,
/// who stands below his title, while they are marked by nothing and have no title.
pub(super) fn inside(lines: &[Line], authors: &[(usize, bool)], vocabulary: Words<'_>) -> Vec<usize> {
    let Some((first, (at, true))) = authors.split_first().map(|(first, rest)| (rest, *first)) else {
        return Vec::new();
    };
    let marked = |at: usize| lines.get(at).is_some_and(|line| line.marked);
    let titled = lines.iter().take(at).any(|line| is_own_title(line, vocabulary));
    let loose: Vec<usize> = first
        .iter()
        .filter(|(at, apart)| !apart && !marked(*at))
        .map(|(at, _)| *at)
        .collect();
    let is_inside = marked(at) && titled && (1..=MOST).contains(&loose.len());
    if is_inside { loose } else { Vec::new() }
}
