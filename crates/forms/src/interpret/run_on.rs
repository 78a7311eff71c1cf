//! Persons written one behind the other in a single paragraph: `1.张三，理事长：…。2.李四，秘书长：…`.

use super::heads::{self, Sure};
use super::lines::numbered;

/// The lines with such paragraphs taken apart; `None` when there are none.
///
/// Only a paragraph that begins with a numbered person is looked at, and only behind the end of a sentence: a numbered
/// list of thoughts stays whole.
pub(super) fn apart(lines: &[String]) -> Option<Vec<String>> {
    let cut: Vec<Vec<&str>> = lines.iter().map(|line| persons(line)).collect();
    let several = cut.iter().any(|parts| parts.len() > 1);
    several.then(|| cut.into_iter().flatten().map(str::to_owned).collect())
}

fn persons(line: &str) -> Vec<&str> {
    let Some((style, _)) = numbered(line) else {
        return vec![line];
    };
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
        return vec![line];
    }
    starts.retain(|at| line.get(*at..).and_then(person) == Some(style));
    starts.insert(0, 0);
    let stops = starts.iter().skip(1).copied().chain([line.len()]);
    starts
        .iter()
        .zip(stops)
        .filter_map(|(start, stop)| line.get(*start..stop))
        .collect()
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
