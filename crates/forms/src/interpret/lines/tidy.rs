//! Paragraphs as lines that say something.

use domain::text::is_blank;
use memchr::memchr2;

use super::{broken, dense, trim};

/// Splits paragraphs at forced line breaks, trims, drops blank lines.
pub(in crate::interpret) fn tidy<S: AsRef<str>>(lines: impl IntoIterator<Item = S>) -> Vec<String> {
    let mut tidied = Vec::new();
    for line in lines {
        tidied.extend(tidy_parts(line.as_ref()).map(str::to_owned));
    }
    tidied
}

/// The same of one paragraph, which is not copied.
pub(in crate::interpret) fn tidy_parts(text: &str) -> impl Iterator<Item = &str> {
    let parts = broken(text).map(trim);
    parts.filter(|part| !part.is_empty() && !is_rule(part) && !is_page_number(part))
}

/// The same of lines that are mostly tidy already, which are not copied.
pub(in crate::interpret) fn tidied(lines: impl Iterator<Item = String>) -> Vec<String> {
    let mut tidied = Vec::with_capacity(lines.size_hint().0);
    for line in lines {
        if trim(&line).len() == line.len() && memchr2(b'\n', b'\r', line.as_bytes()).is_none() {
            if !line.is_empty() && !is_rule(&line) && !is_page_number(&line) {
                tidied.push(line);
            }
        } else {
            tidied.extend(tidy([line]));
        }
    }
    tidied
}

/// A line of nothing but dashes or the like, which separates texts.
pub(in crate::interpret) fn is_rule(line: &str) -> bool {
    let rule = |c: char| {
        matches!(
            c,
            '-' | '—'
                | '–'
                | '─'
                | '━'
                | '='
                | '＝'
                | '*'
                | '_'
                | '～'
                | '~'
                | '※'
                | '★'
                | '☆'
                | '◆'
                | '◇'
                | '＊'
        )
    };
    let longest = if line.starts_with(['*', '※', '★', '☆', '◆', '◇', '＊']) {
        2
    } else {
        4
    };
    line.chars().nth(longest).is_some() && line.chars().all(rule)
}

/// A line of nothing but the number of a page: - 1 -, 第2页, 第 2 页 共 3 页.
pub(in crate::interpret) fn is_page_number(line: &str) -> bool {
    let dashes = |c: char| matches!(c, '-' | '—' | '–' | '－' | '·');
    let begins = |c: char| c == '第' || dashes(c);
    if line.len() > 40 || !line.chars().find(|c| !is_blank(*c)).is_some_and(begins) {
        return false;
    }
    let line = dense(line);
    let digits = |text: &str| (1..=4).contains(&text.len()) && text.chars().all(|c| c.is_ascii_digit());
    let number = line.trim_matches(dashes);
    if line.starts_with(dashes) && line.ends_with(dashes) && digits(number) {
        return true;
    }
    let Some((page, rest)) = line.strip_prefix('第').and_then(|rest| rest.split_once('页')) else {
        return false;
    };
    let rest = rest.trim_start_matches(['，', ',', '/']);
    let all = rest.strip_prefix('共').and_then(|rest| rest.strip_suffix('页'));
    digits(page) && (rest.is_empty() || all.is_some_and(digits))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{holds_longer, is_longer, joined};
    use super::*;
    use crate::document::{Block, Cell, Paragraph};

    fn texts() -> impl Strategy<Value = Vec<String>> {
        let piece = prop::sample::select(vec![
            "一",
            "学会",
            "第2页",
            "共3页",
            "- 1 -",
            "·",
            "1",
            "--",
            "———",
            "=",
            "※",
            "\n",
            "\r",
            " ",
            "\u{3000}",
            "a",
            "，",
            "𠮷",
        ]);
        let text = prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat());
        prop::collection::vec(text, 0..4)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn lines_that_are_not_copied_are_the_same(texts in texts()) {
            prop_assert_eq!(tidied(texts.clone().into_iter()), tidy(&texts));
        }

        #[test]
        fn a_cell_with_a_longer_paragraph_is_longer(texts in texts(), than in 0..20_usize) {
            let paragraph = |text: String| Block::Paragraph(Paragraph { text, ..Paragraph::default() });
            let cell = Cell {
                column: 0,
                column_span: 1,
                row_span: 1,
                blocks: texts.into_iter().map(paragraph).collect(),
            };
            prop_assert!(!holds_longer(&cell, than) || is_longer(&joined(&cell), than));
        }
    }
}
