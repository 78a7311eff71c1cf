//! Text set in two columns, told from text over the whole page by the empty strip between them.

use super::flow::{self, Measure, TextLine};
use super::words::Word;

/// Width of the strip that is looked for, in Han characters; Word sets columns two apart, LibreOffice less.
const STRIP: f64 = 0.9;
/// Lines that a column has at least where it is met first.
const LINES: usize = 4;
/// Narrowest column, in Han characters: below it is the column of a roster without lines around its cells.
const NARROWEST: f64 = 8.0;
/// Places that are tried for the edge of the second column.
const TRIES: usize = 8;

/// Edges of two columns of a document.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Columns {
    pub(super) left: f64,
    right: f64,
    /// Where the second column begins; it is as wide.
    second: f64,
}

impl Columns {
    pub(super) fn measure(self) -> Measure {
        Measure {
            left: self.left,
            right: self.right,
            middle: Some(f64::midpoint(self.left, self.right)),
            em: None,
        }
    }
}

/// Words of a page in the order in which they are read.
#[derive(Debug, PartialEq)]
pub(super) enum Part {
    Whole(Vec<Word>),
    /// The words of the second column are moved to where the first one stands.
    Columns(Columns, Vec<Word>, Vec<Word>),
}

/// Parts a page. `known` are the columns of the page before: what is left of them on a last page may be too short to
/// tell.
pub(super) fn parts(words: Vec<Word>, known: Option<Columns>) -> Vec<Part> {
    let lines = flow::lines(words.clone(), 0);
    let em = flow::usual_em(&lines);
    let candidates = known.into_iter().map(|known| (known.second, Some(known)));
    let candidates = candidates.chain(edges(&words).into_iter().map(|edge| (edge, None)));
    for (second, known) in candidates {
        let Some((top, bottom)) = clear(&words, second, em) else {
            continue;
        };
        let (inside, outside): (Vec<Word>, Vec<Word>) = words.iter().cloned().partition(|word| {
            let (_, y) = word.middle();
            top <= y && y <= bottom
        });
        let (first, other): (Vec<Word>, Vec<Word>) =
            inside.into_iter().partition(|word| word.left < second - em * 0.2);
        let Some(columns) = columns(&first, &other, second, known, em) else {
            continue;
        };
        let (above, below): (Vec<Word>, Vec<Word>) =
            outside.into_iter().partition(|word| word.middle().1 < top);
        let moved = other.into_iter().map(|word| Word {
            left: word.left - columns.second + columns.left,
            right: word.right - columns.second + columns.left,
            ..word
        });
        return vec![
            Part::Whole(above),
            Part::Columns(columns, first, moved.collect()),
            Part::Whole(below),
        ];
    }
    vec![Part::Whole(words)]
}

/// Where many words begin, the most frequent place first.
fn edges(words: &[Word]) -> Vec<f64> {
    let mut lefts: Vec<f64> = words.iter().map(|word| word.left).collect();
    lefts.sort_by(f64::total_cmp);
    let mut edges: Vec<(usize, f64)> = lefts
        .chunk_by(|one, other| other - one < 0.5)
        .filter(|run| run.len() >= LINES)
        .filter_map(|run| Some((run.len(), *run.first()?)))
        .collect();
    edges.sort_by(|(one, _), (other, _)| other.cmp(one));
    edges.into_iter().take(TRIES).map(|(_, edge)| edge).collect()
}

/// From where to where on the page nothing stands in the strip before an edge: the stretch with most words.
fn clear(words: &[Word], edge: f64, em: f64) -> Option<(f64, f64)> {
    let (from, to) = (edge - STRIP * em, edge - 0.1 * em);
    let mut across: Vec<f64> = words
        .iter()
        .filter(|word| word.left < to && word.right > from)
        .map(|word| word.middle().1)
        .collect();
    across.sort_by(f64::total_cmp);
    // What stands beside a word in the strip is on its line.
    let margin = 0.6 * em;
    let tops = std::iter::once(f64::NEG_INFINITY).chain(across.iter().map(|y| y + margin));
    let bottoms = across
        .iter()
        .map(|y| y - margin)
        .chain(std::iter::once(f64::INFINITY));
    let mut heights: Vec<f64> = words.iter().map(|word| word.middle().1).collect();
    heights.sort_by(f64::total_cmp);
    let below = |y: f64| heights.partition_point(|height| *height < y);
    tops.zip(bottoms)
        .filter(|(top, bottom)| top < bottom)
        .max_by_key(|(top, bottom)| below(*bottom) - below(*top).min(below(*bottom)))
}

/// The columns that these words stand in, if they do.
fn columns(first: &[Word], other: &[Word], second: f64, known: Option<Columns>, em: f64) -> Option<Columns> {
    let (one, two) = (flow::lines(first.to_vec(), 0), flow::lines(other.to_vec(), 0));
    if let Some(known) = known {
        let within = |lines: &[TextLine], left: f64| {
            lines.iter().all(|line| {
                line.left > left - 0.5 * em && line.right < left + known.right - known.left + 0.5 * em
            })
        };
        return (!one.is_empty() && within(&one, known.left) && within(&two, second)).then_some(known);
    }
    let ((left, right), (begin, end)) = (prose(&one)?, prose(&two)?);
    let alike = ((right - left) - (end - begin)).abs() < 1.5 * em && (begin - second).abs() < 0.5 * em;
    alike.then_some(Columns {
        left,
        right: right.max(end - begin + left),
        second: begin,
    })
}

/// The edges of lines that are running text: most of them full from one edge to the other. A list of people or labels
/// beside each other is read across.
fn prose(lines: &[TextLine]) -> Option<(f64, f64)> {
    let left = lines.iter().map(|line| line.left).fold(f64::INFINITY, f64::min);
    let right = lines
        .iter()
        .map(|line| line.right)
        .fold(f64::NEG_INFINITY, f64::max);
    let is_full = |line: &&TextLine| {
        line.left < left + 2.6 * line.em
            && line.right > right - 2.2 * line.em
            && right - left > NARROWEST * line.em
            && !line.text.contains("  ")
            && !flow::begins_item(&line.text)
    };
    let full = lines.iter().filter(is_full).count();
    (full >= LINES && full * 5 >= lines.len() * 3).then_some((left, right))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line of characters 10 wide, 20 below the one before.
    fn word(text: &str, left: f64, row: u32) -> Word {
        let top = f64::from(row) * 20.0;
        let length = u32::try_from(text.chars().count()).unwrap();
        Word {
            left,
            top,
            right: left + 10.0 * f64::from(length),
            bottom: top + 13.0,
            text: text.to_owned(),
        }
    }

    /// A title over two columns of five lines.
    fn page(first: &str, second: &str) -> Vec<Word> {
        let mut words = vec![word("坐住冷板凳与啃硬骨头", 70.0, 0)];
        for row in 1..=5 {
            words.push(word(first, 0.0, row));
            words.push(word(second, 120.0, row));
        }
        words
    }

    fn texts(words: &[Word]) -> Vec<String> {
        let lines = flow::lines(words.to_vec(), 0);
        lines.into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn the_first_column_is_read_before_the_second() {
        let words = page("一二三四五六七八九十", "甲乙丙丁戊己庚辛壬癸");
        let parts = parts(words, None);
        let [
            Part::Whole(above),
            Part::Columns(columns, first, second),
            Part::Whole(below),
        ] = parts.as_slice()
        else {
            panic!("{parts:?}");
        };
        assert_eq!(texts(above), ["坐住冷板凳与啃硬骨头"]);
        assert_eq!(texts(first), ["一二三四五六七八九十"; 5]);
        assert_eq!(texts(second), ["甲乙丙丁戊己庚辛壬癸"; 5]);
        assert!(below.is_empty());
        assert_eq!((columns.left, columns.right), (0.0, 100.0));
        assert!(second.iter().all(|word| word.left < 1.0));
    }

    #[test]
    fn a_list_of_people_is_read_across() {
        for (first, second) in [
            ("张晓明", "华夏学会常务理事长单位"),
            ("姓名：张晓明李大钊王", "职务：华夏学会理事长"),
            ("1. 张晓明华夏学会理", "6. 李大钊华夏学会理"),
        ] {
            let words = page(first, second);
            assert_eq!(parts(words.clone(), None), [Part::Whole(words)]);
        }
    }

    #[test]
    fn a_last_page_goes_on_in_the_columns_of_the_page_before() {
        let known = Columns {
            left: 0.0,
            right: 100.0,
            second: 120.0,
        };
        let rest = vec![word("甲丁句）。", 0.0, 0), word("完。", 120.0, 0)];
        assert_eq!(parts(rest.clone(), None).len(), 1);
        assert_eq!(parts(rest, Some(known)).len(), 3);
        let whole = vec![word("一二三四五六七八九十甲乙丙丁", 0.0, 0)];
        assert_eq!(parts(whole.clone(), Some(known)), [Part::Whole(whole)]);
    }
}
