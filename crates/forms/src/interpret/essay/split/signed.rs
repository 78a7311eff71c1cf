//! Essays that are signed below the text, alone or behind others whose author stands above.

use domain::text::name_key;

use super::{DASHES, Line, is_text, is_title, opened_by};
use crate::interpret::lines::{ends_sentence, is_date, length};
use crate::interpret::names::{self, Likelihood};
use crate::interpret::{heads, position, signature};

/// Behind the signatures that stand below a text and above the next title or the end.
pub(super) fn signed_ends(lines: &[Line]) -> Vec<usize> {
    let closing = is_closed(lines);
    let mut ends = Vec::new();
    let mut text = false;
    for (at, line) in lines.iter().enumerate() {
        if !text || line.marked || !is_signed(&line.text) {
            text |= is_text(line);
            continue;
        }
        let below = lines.iter().skip(at + 1);
        let dates = below
            .take_while(|line| is_date(&line.text) || position::is_organisation(&line.text) && !line.marked)
            .count();
        let end = at + 1 + dates;
        let alike = closing && closes(lines, at) && lines.get(end).is_some_and(is_text);
        if end == lines.len() || alike || begins_next(lines, end, dates > 0) {
            ends.push(end);
            text = false;
        }
    }
    ends
}

/// Whether the last text is signed below: then a name alone between two texts signs the upper one.
fn is_closed(lines: &[Line]) -> bool {
    // Below a title a name between two texts is rather a heading: the next essay would have a title too.
    is_signed_below(lines) && !lines.iter().any(|line| line.marked && is_title(line))
}

/// Whether these lines are a text that is signed below, but for the date.
pub(in crate::interpret::essay) fn is_signed_below(lines: &[Line]) -> bool {
    let mut from_end = lines.iter().rev();
    let last = from_end.find(|line| !is_date(&line.text));
    last.is_some_and(|line| is_signed(&line.text) && !line.text.starts_with(DASHES))
        && lines.iter().any(is_text)
}

/// Directly below the end of a text, and not as somebody who is quoted.
fn closes(lines: &[Line], at: usize) -> bool {
    let above = at.checked_sub(1).and_then(|at| lines.get(at));
    above.is_some_and(|line| ends_sentence(&line.text) || position::is_organisation(&line.text))
        && lines.get(at).is_some_and(|line| !line.text.starts_with(DASHES))
}

/// Whether the next essay begins here, below a signature: a marked title; below a dated one any title above a text, or
/// the text itself.
fn begins_next(lines: &[Line], at: usize, dated: bool) -> bool {
    let Some(next) = lines.get(at) else { return false };
    let titled = is_title(next) && (next.marked || dated && lines.get(at + 1).is_some_and(is_text));
    titled || dated && is_text(next)
}

fn is_signed(text: &str) -> bool {
    signer(text).is_some()
}

/// Who signs with this line.
fn signer(text: &str) -> Option<String> {
    let text = heads::without_tail(text);
    if length(text) > 60 {
        return None;
    }
    let bare = names::plausible(text).filter(|(_, sure)| *sure == Likelihood::Known);
    let name = bare.map(|(name, _)| name);
    name.or_else(|| signature::author(text).map(|author| author.name))
}

/// Takes off what others have signed below, behind an essay whose author stands above: each from its marked title on.
pub(super) fn apart(lines: &[Line]) -> Vec<Vec<Line>> {
    let whole = || vec![lines.to_vec()];
    let Some((head, author)) = (0..lines.len().min(4)).find_map(|at| Some((at, opened_by(lines, at)?.0)))
    else {
        return whole();
    };
    let mut begins = vec![0];
    let mut from = head + 1;
    for end in signed_ends(lines) {
        let signed = lines.get(from..end).unwrap_or_default();
        let by = signed.iter().rev().find_map(|line| signer(&line.text));
        let is_other = by.is_some_and(|name| name_key(&name) != author);
        if is_other && let Some(title) = title_inside(signed) {
            begins.push(from + title);
        }
        from = end;
    }
    if begins.len() < 2 {
        return whole();
    }
    let ends = begins.iter().skip(1).copied().chain([lines.len()]);
    let parts = begins.iter().zip(ends);
    parts
        .filter_map(|(begin, end)| lines.get(*begin..end).map(<[Line]>::to_vec))
        .collect()
}

/// The last marked title with a text below it; the first line, or one below a text.
fn title_inside(lines: &[Line]) -> Option<usize> {
    let mut titles = (0..lines.len()).rev().filter(|at| {
        let is_headed = lines.get(*at).is_some_and(|line| line.marked && is_title(line));
        is_headed && (*at == 0 || lines.iter().take(*at).any(is_text))
    });
    titles.find(|at| lines.iter().skip(*at + 1).any(is_text))
}

#[cfg(test)]
mod tests {
    use crate::document::Block;
    use crate::interpret::FoundPiece;
    use crate::interpret::essay::{lines, read};
    use crate::interpret::sample::{centered, digest, expected, paragraph, with};

    const A: &str = "学习报告使我认识到，科技自立自强不是一句口号，而是一次一次试验干出来的。";
    const B: &str = "下一步，我将结合本职工作，继续在基层开展服务。";

    /// Lines with `*` in front are centred.
    fn of(text: &str) -> Vec<FoundPiece> {
        let block = |line: &str| line.strip_prefix('*').map_or_else(|| paragraph(line), centered);
        let blocks: Vec<Block> = text.lines().map(block).collect();
        with(|vocabulary| read(&lines(&blocks), None, vocabulary))
    }

    #[test]
    fn one_with_the_author_above_and_one_signed_below_are_two() {
        let (headed, signed) = (
            format!("*坐住冷板凳\n*华夏光学学会理事 张晓明\n{A}\n"),
            format!("*灯火长明\n{B}\n华夏光学学会监事 李国强\n"),
        );
        let (one, two) = (("张晓明", "理事", A), ("李国强", "监事", B));
        for (text, want) in [
            (format!("{headed}{signed}"), [one, two]),
            (format!("{signed}{headed}"), [two, one]),
        ] {
            let pieces = of(&text);
            assert_eq!(digest(&pieces), expected(&want), "{text}");
            assert!(pieces.iter().all(|piece| piece.title.is_some()), "{text}");
        }
    }

    #[test]
    fn texts_without_titles_are_taken_apart_by_who_signs() {
        let want = [("张晓明", "", A), ("李国强", "", B)];
        for form in ["{}", "撰稿：{}", "报送人：{}", "签名：{}"] {
            let by = |name: &str| form.replace("{}", name);
            let text = format!("{A}\n{}\n{B}\n{}", by("张晓明"), by("李国强"));
            assert_eq!(digest(&of(&text)), expected(&want), "{text}");
        }
    }

    #[test]
    fn whom_a_text_names_between_its_paragraphs_does_not_sign_it() {
        let text = format!("*坐住冷板凳\n{A}\n王建国\n{B}\n李国强");
        assert_eq!(of(&text).len(), 1);
    }
}
