//! Several essays in one document: where each of them begins, by author lines above the texts or signatures below.

use domain::person::Person;
use domain::text::{name_key, squash};

pub(super) mod signed;
mod titled;

use super::again::{Again, Authors};
use super::piece::is_count;
use super::{Line, is_text, is_title, named_inside};
use crate::interpret::lines::{ends_sentence, is_date, length, trim};
use crate::interpret::names::{self, Likelihood};
use crate::interpret::society_name::is_society;
use crate::interpret::{Words, authors, signature};
use signed::signed_ends;
pub(super) use titled::{named_in_title, titled};

/// Cuts a document at its authors, each with the title above; the whole document when it has but one. With it, whether
/// some of the authors stand between texts without a title or a mark.
pub(super) fn split(lines: &[Line], vocabulary: Words<'_>) -> (Vec<Vec<Line>>, bool) {
    let (starts, loose) = starts(lines, vocabulary);
    (cut(lines, &starts, vocabulary), loose)
}

fn cut(lines: &[Line], starts: &[usize], vocabulary: Words<'_>) -> Vec<Vec<Line>> {
    // Signed at the end: the first author line has a whole text above it.
    let begins = starts.first().is_some_and(|first| {
        let above = lines.iter().take(*first);
        *first <= 2 && !above.into_iter().any(is_text)
    });
    if begins && starts.len() >= 2 {
        let ends = starts.iter().skip(1).copied().chain([lines.len()]);
        let headed = starts.iter().zip(ends);
        return headed
            .filter_map(|(start, end)| lines.get(*start..end))
            .flat_map(signed::apart)
            .collect();
    }
    if begins {
        return signed::apart(lines);
    }
    if let Some((above, below)) = starts.first().and_then(|first| lines.split_at_checked(*first))
        && signed::is_signed_below(above)
    {
        return [above, below]
            .into_iter()
            .flat_map(|part| split(part, vocabulary).0)
            .collect();
    }
    let ends = signed_ends(lines);
    if ends.len() < 2 {
        return vec![lines.to_vec()];
    }
    let rest = ends.last().copied().filter(|end| *end < lines.len());
    let ends: Vec<usize> = ends.into_iter().chain(rest.map(|_| lines.len())).collect();
    let starts = [0].into_iter().chain(ends.iter().copied());
    starts
        .zip(&ends)
        .filter_map(|(start, end)| lines.get(start..*end).map(<[Line]>::to_vec))
        .collect()
}

/// Where essays begin, and whether one of the places is told by the texts around it only.
fn starts(lines: &[Line], vocabulary: Words<'_>) -> (Vec<usize>, bool) {
    let (mut starts, mut named, mut loose) = (Vec::new(), Vec::new(), false);
    let mut authors = Authors::default();
    // Whether a text stands between the last author and this line.
    let mut text = false;
    for (at, line) in lines.iter().enumerate() {
        let opened =
            opened_by(lines, at).or_else(|| stands_like_name(lines, at, named.first().map(|(at, _)| *at)));
        let Some((name, whole)) = opened else {
            text |= is_text(line);
            continue;
        };
        let mut above = if whole { 0 } else { titles_above(lines, at) };
        let title = marked(lines, at.checked_sub(above)) && above > 0;
        // A poem has no stops, and its last line is no title.
        let poem = !text && title && named.last().is_some_and(|(last, _)| last + 4 <= at);
        if poem {
            (above, text) = (1 + usize::from(is_dated(lines, at)), true);
        }
        let marked = marked(lines, at.checked_sub(1)) && above > 0;
        let apart =
            whole || (at <= 2 && !text) || is_apart(lines, at) || title || below_plain_title(lines, at);
        let again = authors.again(&name);
        let between = text && stands_between(lines, at, again);
        let begins = match again {
            Again::First => apart || between,
            Again::Other => text && (marked || (apart || between) && has_text_near(lines, at)),
            // His own name once more may sign the text above; a name between two texts is for the reader of heads.
            Again::Same => {
                loose |= between && !apart;
                marked && text
            }
        };
        if !begins || (!starts.is_empty() && !text) {
            continue;
        }
        authors.begin(name);
        starts.push(at - above);
        named.push((at, apart));
        text = false;
    }
    let inside = named_inside::inside(lines, &named, vocabulary);
    let is_outside = |(at, _): &(usize, bool)| !inside.contains(at);
    loose |= named.iter().any(|line| is_outside(line) && !line.1);
    let starts = starts.into_iter().zip(&named);
    (
        starts
            .filter(|(_, line)| is_outside(line))
            .map(|(start, _)| start)
            .collect(),
        loose,
    )
}

/// Whom a line names as the author of the text below, and whether the line is the title as well.
fn opened_by(lines: &[Line], at: usize) -> Option<(String, bool)> {
    let line = lines.get(at)?;
    if length(&line.text) > 60 {
        return None;
    }
    if let Some(author) = signature::author(&line.text) {
        return Some((name_key(&author.name), false));
    }
    if authors::are_several(&line.text) {
        return Some((squash(&line.text), false));
    }
    let titled = titled(&line.text).map(|(_, person)| person);
    if let Some(author) = titled.or_else(|| named_in_title(line)) {
        return Some((name_key(&author.name), true));
    }
    let above = at.checked_sub(1).and_then(|at| lines.get(at))?;
    let bare = (line.marked && above.marked && is_title(above)) || below_plain_title(lines, at);
    if line.marked && bare && names::is_rare(&line.text) && lines.get(at + 1).is_some_and(is_text) {
        return Some((name_key(&line.text), false));
    }
    let (name, sure) = names::plausible(&line.text).filter(|_| bare)?;
    (sure == Likelihood::Known).then(|| (name_key(&name), false))
}

/// Two or three characters that are marked where the name of the author before stood: rather another name than a title.
fn stands_like_name(lines: &[Line], at: usize, before: Option<usize>) -> Option<(String, bool)> {
    let line = |back: usize| at.checked_sub(back).and_then(|at| lines.get(at));
    let own = line(0).filter(|line| line.marked && length(&line.text) <= 3)?;
    let titled = line(1).is_some_and(|line| line.marked && is_title(line));
    let ended = line(2).is_some_and(|line| ends_sentence(&line.text));
    if !titled || !ended || !lines.get(at + 1).is_some_and(is_text) {
        return None;
    }
    let is_name = |line: &Line| {
        let known = names::plausible(&line.text).is_some_and(|(_, sure)| sure == Likelihood::Known);
        line.marked && (known || names::is_rare(&line.text))
    };
    before.and_then(|at| lines.get(at)).filter(|line| is_name(line))?;
    let (name, _) = names::plausible(&own.text)?;
    Some((name_key(&name), false))
}

fn marked(lines: &[Line], at: Option<usize>) -> bool {
    at.and_then(|at| lines.get(at)).is_some_and(|line| line.marked)
}

/// An author line inside a document is marked itself or stands below a title.
fn is_apart(lines: &[Line], at: usize) -> bool {
    marked(lines, Some(at)) || marked(lines, at.checked_sub(1))
}

/// A name alone, or an author with what he is, below a short line, with a text below and the end of another above: title
/// and author of the next essay, though nothing marks them.
fn below_plain_title(lines: &[Line], at: usize) -> bool {
    let line = |back: usize| at.checked_sub(back).and_then(|at| lines.get(at));
    let author = |line: &Line| length(&line.text) <= 40 && signature::author(&line.text).is_some();
    let bare = line(0).is_some_and(|line| length(&line.text) <= 4);
    let name = bare || line(0).is_some_and(author);
    let unit = line(1).is_some_and(|line| is_society(&line.text))
        && line(2).is_some_and(|line| is_title(line) && !is_society(&line.text));
    let unit = usize::from(unit);
    let titled = line(1 + unit).is_some_and(|line| {
        let longer = unit > 0 || length(&line.text) > 4 || (!bare && names::plausible(&line.text).is_none());
        is_title(line) && longer && !author(line)
    });
    let ended = line(2 + unit).is_none_or(|line| ends_sentence(&line.text) || is_separator(&line.text));
    // Below a unit （2022年10月20日） stands above the text; without brackets it would be that of a signature.
    let is_day = |line: &Line| unit > 0 && line.text.starts_with(['（', '(']) && is_date(&line.text);
    let dates = usize::from(lines.get(at + 1).is_some_and(is_day));
    name && titled && ended && lines.get(at + 1 + dates).is_some_and(is_text)
}

fn is_separator(text: &str) -> bool {
    text.chars()
        .all(|c| matches!(c, '*' | '-' | '—' | '=' | '·' | '…' | '＊' | '※'))
}

/// Marks in front of whoever signs, or is quoted.
const DASHES: [char; 6] = ['—', '–', '―', '─', '－', '-'];

/// Between the end of one paragraph and another. Below somebody who is an author already a heading may stand above it, but
/// —— in front of him may be that of a quotation.
fn stands_between(lines: &[Line], at: usize, again: Again) -> bool {
    let above = at.checked_sub(1).and_then(|at| lines.get(at));
    let below = if again == Again::Other {
        !lines.get(at).is_some_and(|line| line.text.starts_with(DASHES)) && has_text_near(lines, at)
    } else {
        lines.get(at + 1).is_some_and(is_text)
    };
    above.is_some_and(|line| ends_sentence(&line.text)) && below
}

/// Whether a text begins on one of the next two lines.
fn has_text_near(lines: &[Line], at: usize) -> bool {
    lines.iter().skip(at + 1).take(2).any(is_text)
}

/// 华夏光学学会 between a title and its author, though nothing marks them.
fn is_below_unit(lines: &[Line], at: usize, dates: usize) -> bool {
    let above = |back: usize| at.checked_sub(dates + back).and_then(|at| lines.get(at));
    let unit = above(1).is_some_and(|line| is_society(&line.text));
    let title = |line: &Line| is_title(line) && !is_society(&line.text);
    unit && above(2).is_some_and(title) && above(3).is_none_or(|line| ends_sentence(&line.text))
}

fn is_dated(lines: &[Line], at: usize) -> bool {
    let above = at.checked_sub(1).and_then(|at| lines.get(at));
    above.is_some_and(|line| is_date(&line.text))
}

/// How many lines above an author are the title, with the date below it: a second one where both are marked, or where
/// —— continues it, as the text above may end without a stop.
fn titles_above(lines: &[Line], at: usize) -> usize {
    let above = |back: usize| at.checked_sub(back).and_then(|at| lines.get(at));
    let dates = usize::from(is_dated(lines, at));
    let dates = dates + usize::from(is_below_unit(lines, at, dates));
    let Some(title) = above(dates + 1).filter(|line| is_title(line)) else {
        return 0;
    };
    let goes_on = |higher: &&Line| {
        is_title(higher) && (title.text.starts_with("——") || (title.marked && higher.marked))
    };
    let titles = dates + 1 + usize::from(above(dates + 2).is_some_and(|higher| goes_on(&higher)));
    titles + usize::from(above(titles + 1).is_some_and(|higher| is_count(&higher.text)))
}

/// The line of another author inside a text: a second essay that could not be told from the first.
pub(super) fn another(body: &[String], author: Option<&Person>) -> Option<String> {
    let other = |name: &str| author.is_none_or(|author| name_key(&author.name) != name_key(name));
    let lines = body.iter().zip(body.iter().skip(1)).zip(body.iter().skip(2));
    let found = lines.into_iter().find(|((above, line), below)| {
        let ended = ends_sentence(above);
        // The last stop may be forgotten; what a colon announces belongs to the text.
        let has_clauses = |text: &str| length(text) >= 20 && text.contains(['，', '。']);
        let forgotten = has_clauses(above) && !above.ends_with(['：', ':']) && has_clauses(below);
        // Persons below each other are a list.
        let listed = signature::author(above).is_some();
        if length(line) > 40 || listed || !(ended || forgotten) {
            return false;
        }
        let bare = names::plausible(line)
            .filter(|(_, sure)| ended && *sure == Likelihood::Known && is_date(below))
            .map(|(name, _)| name);
        let told = signature::author(line)
            .filter(|person| !person.positions.is_empty())
            .map(|person| person.name);
        bare.or(told).is_some_and(|name| other(&name))
    });
    let signed = body
        .last()
        .filter(|line| body.len() > 1 && is_by_another(line, author));
    let found = found.map(|((_, line), _)| line).or(signed);
    found.map(|line| trim(line.trim_start_matches(DASHES)).to_owned())
}

/// 作者：李四 below the text of 张三.
fn is_by_another(line: &str, author: Option<&Person>) -> bool {
    let bare = line.trim_matches(['（', '）', '(', ')']);
    let other =
        |person: &Person| author.is_some_and(|author| name_key(&author.name) != name_key(&person.name));
    length(line) <= 40
        && signature::without_author_word(bare).0
        && signature::author(line).as_ref().is_some_and(other)
}

#[cfg(test)]
mod tests {
    use super::super::{lines, read};
    use crate::document::Block;
    use crate::interpret::FoundPiece;
    use crate::interpret::sample::{centered, paragraph, with};

    const A: &str = "学习报告使我认识到，科技自立自强不是一句口号，而是一次一次试验干出来的。";
    const B: &str = "下一步，我将结合本职工作，继续在基层开展服务。";

    fn of(blocks: &[Block]) -> Vec<FoundPiece> {
        with(|vocabulary| read(&lines(blocks), None, vocabulary))
    }

    fn short(piece: &FoundPiece) -> (Option<&str>, Option<&str>, &str) {
        let name = piece.person.as_ref().map(|person| person.name.as_str());
        (piece.title.as_deref(), name, piece.text.as_str())
    }

    #[test]
    fn essays_of_one_author_and_titles_that_name_him_are_taken_apart() {
        let blocks = [
            centered("坐住冷板凳"),
            centered("张晓明（理事长）"),
            paragraph(A),
            centered("让创新之光照进县域"),
            centered("张晓明（理事长）"),
            paragraph(B),
        ];
        assert_eq!(
            of(&blocks).iter().map(short).collect::<Vec<_>>(),
            [
                (Some("坐住冷板凳"), Some("张晓明"), A),
                (Some("让创新之光照进县域"), Some("张晓明"), B)
            ]
        );
        let blocks = [
            centered("张晓明理事长学习感悟"),
            paragraph(A),
            centered("李国强秘书长学习感悟"),
            paragraph(B),
        ];
        let found: Vec<_> = of(&blocks)
            .iter()
            .map(|piece| short(piece).1.map(str::to_owned))
            .collect();
        assert_eq!(found, [Some("张晓明".to_owned()), Some("李国强".to_owned())]);
        let blocks = [
            centered("感悟"),
            paragraph("张晓明（理事长）"),
            paragraph(A),
            paragraph("李国强（秘书长）"),
            paragraph(B),
            centered("建言献策"),
            paragraph("王建军（理事）"),
            paragraph(A),
        ];
        let found: Vec<_> = of(&blocks)
            .iter()
            .map(|piece| short(piece).1.map(str::to_owned))
            .collect();
        assert_eq!(
            found,
            ["张晓明", "李国强", "王建军"].map(|name| Some(name.to_owned()))
        );
    }

    #[test]
    fn signed_and_dated_essays_are_taken_apart_though_nothing_marks_their_titles() {
        for (one, two) in [("《坐住冷板凳》", "《灯火长明》"), ("坐住冷板凳", "灯火长明")]
        {
            let blocks: Vec<Block> = [
                one,
                A,
                "张晓明（华夏光学学会理事）",
                "2024年5月18日",
                two,
                B,
                "李国强（华夏光学学会会员）",
                "2024年5月19日",
            ]
            .map(paragraph)
            .into();
            assert_eq!(
                of(&blocks).iter().map(short).collect::<Vec<_>>(),
                [
                    (Some("坐住冷板凳"), Some("张晓明"), A),
                    (Some("灯火长明"), Some("李国强"), B)
                ],
                "{one}"
            );
        }
    }

    #[test]
    fn essays_below_titles_and_units_that_nothing_marks_are_taken_apart() {
        let one = ["山高水长", "华夏光学学会 张晓明", A];
        let two = ["向下扎根 向上生长", "华夏光学学会 李国强", B];
        let blocks: Vec<Block> = one.into_iter().chain(two).map(paragraph).collect();
        assert_eq!(
            of(&blocks).iter().map(short).collect::<Vec<_>>(),
            [
                (Some("山高水长"), Some("张晓明"), A),
                (Some("向下扎根 向上生长"), Some("李国强"), B)
            ]
        );
    }

    #[test]
    fn a_unit_on_a_line_of_its_own_stands_between_title_and_author() {
        let one = [
            "坐住冷板凳",
            "华夏光学学会",
            "理事长 张晓明",
            "（2022年10月20日）",
            A,
        ];
        let two = ["灯火长明", "华夏光学学会", "李国强", "（2022年10月20日）", B];
        let blocks: Vec<Block> = one.into_iter().chain(two).map(paragraph).collect();
        assert_eq!(
            of(&blocks).iter().map(short).collect::<Vec<_>>(),
            [
                (Some("坐住冷板凳"), Some("张晓明"), A),
                (Some("灯火长明"), Some("李国强"), B)
            ]
        );
    }

    #[test]
    fn title_and_author_on_one_line_begin_an_essay() {
        for (one, two) in [
            ("仰望与躬行  张晓明", "平凡的光　　李国强"),
            (
                "1、《仰望与躬行》——张晓明（华夏光学学会会员）",
                "2、《平凡的光》——李国强（理事）",
            ),
        ] {
            let blocks: Vec<Block> = [one, A, two, B].map(paragraph).into();
            assert_eq!(
                of(&blocks).iter().map(short).collect::<Vec<_>>(),
                [
                    (Some("仰望与躬行"), Some("张晓明"), A),
                    (Some("平凡的光"), Some("李国强"), B)
                ],
                "{one}"
            );
        }
    }

    #[test]
    fn two_authors_are_no_title_and_nobody_is_chosen() {
        let blocks = [centered("坐住冷板凳"), centered("张晓明　李国强"), paragraph(A)];
        let text = format!("张晓明　李国强\n{A}");
        assert_eq!(short(&of(&blocks)[0]), (Some("坐住冷板凳"), None, text.as_str()));
    }

    #[test]
    fn the_essay_of_two_authors_is_not_of_the_author_before() {
        let blocks = [
            centered("坐住冷板凳"),
            centered("张晓明（理事长）"),
            paragraph(A),
            centered("让创新之光照进县域"),
            centered("李国强、王建军 合著"),
            paragraph(B),
        ];
        let text = format!("李国强、王建军 合著\n{B}");
        assert_eq!(
            of(&blocks).iter().map(short).collect::<Vec<_>>(),
            [
                (Some("坐住冷板凳"), Some("张晓明"), A),
                (Some("让创新之光照进县域"), None, text.as_str())
            ]
        );
    }

    #[test]
    fn the_authors_that_a_field_names_stay_with_the_text() {
        for line in ["作者：张晓明、李国强", "撰稿人：张晓明 李国强"] {
            let pieces = of(&[centered("坐住冷板凳"), paragraph(line), paragraph(A)]);
            let text = format!("{line}\n{A}");
            assert_eq!(short(&pieces[0]), (Some("坐住冷板凳"), None, text.as_str()));
            assert!(pieces[0].authors.is_some());
        }
    }
}
