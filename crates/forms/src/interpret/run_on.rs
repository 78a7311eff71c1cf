//! Persons written one behind the other in a single paragraph: `1.张三，理事长：…。2.李四，秘书长：…`.

use super::heads::{self, Sure};
use super::lines::numbered;

/// The lines with such paragraphs taken apart; `None` when there are none.
///
/// Only a paragraph that begins with a numbered person is looked at, and only behind the end of a sentence: a numbered
/// list of thoughts stays whole.
pub(super) fn apart(lines: &[String]) -> Option<Vec<String>> {
    let cut: Vec<Option<Vec<&str>>> = lines.iter().map(|line| persons(line)).collect();
    if cut.iter().all(Option::is_none) {
        return None;
    }
    let parts = cut.into_iter().zip(lines);
    let parts = parts.flat_map(|(parts, line)| parts.unwrap_or_else(|| vec![line]));
    Some(parts.map(str::to_owned).collect())
}

/// The parts of a paragraph of several persons; `None` for any other.
fn persons(line: &str) -> Option<Vec<&str>> {
    let (style, _) = numbered(line)?;
    let ends = |c: char| matches!(c, '。' | '！' | '？' | '；' | '”' | '）');
    let marks = line.char_indices().filter(|(_, c)| ends(*c));
    let mut starts: Vec<usize> = marks
        .map(|(at, mark)| at + mark.len_utf8())
        .filter(|at| {
            line.get(*at..)
                .and_then(numbered)
                .is_some_and(|(found, _)| found == style)
        })
        .collect();
    if starts.is_empty() || person(line).is_none() {
        return None;
    }
    starts.retain(|at| line.get(*at..).and_then(person) == Some(style));
    if starts.is_empty() {
        return None;
    }
    starts.insert(0, 0);
    let stops = starts.iter().skip(1).copied().chain([line.len()]);
    let parts = starts.iter().zip(stops);
    Some(parts.filter_map(|(start, stop)| line.get(*start..stop)).collect())
}

/// How the person is numbered with whom a text begins.
fn person(text: &str) -> Option<super::lines::Numbering> {
    let (style, _) = numbered(text)?;
    let start: String = text.chars().take(100).collect();
    let head = heads::head(&start)?;
    let office = !head.person.positions.is_empty() || !head.person.tags.is_empty();
    (head.sure == Sure::Strong && office).then_some(style)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbered_persons_are_taken_apart() {
        let of = |line: &str| apart(&[line.to_owned()]).map(|lines| lines.len());
        assert_eq!(
            of("1.周知行，理事长：认真学习。2.冯向晚，秘书长：抓好落实。"),
            Some(2)
        );
        assert_eq!(of("1.周知行，理事长：一要学习。2.建好平台，用好人才。"), None);
        assert_eq!(of("一要学习。2.冯向晚，秘书长：抓好落实。"), None);
    }
}
