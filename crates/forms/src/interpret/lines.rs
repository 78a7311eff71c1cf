//! Single lines: trimming, numbers in front, dates, sentence ends.

mod tidy;

use std::borrow::Cow;

use domain::text::{is_blank, match_key};
use memchr::{memchr_iter, memchr2, memchr2_iter};

use super::bytes::has_more_han;
use super::form_label::is_common_han;
use crate::document::{Block, Cell};
pub(super) use tidy::{is_page_number, is_rule, tidied, tidy, tidy_parts};

/// Without white space of any width at both ends.
pub(super) fn trim(text: &str) -> &str {
    // Most texts begin and end with a letter, and are looked at no further.
    let bytes = text.as_bytes();
    if begins_with_letter(bytes) && ends_with_letter(bytes) {
        text
    } else {
        trimmed(text)
    }
}

/// True for most texts that begin with no white space.
fn begins_with_letter(bytes: &[u8]) -> bool {
    match bytes {
        [b'!'..=b'~' | 0xE5..=0xE9, ..] => true,
        // From U+4E00, and U+FF00 to U+FF7F.
        [0xE4, second, ..] => *second >= 0xB8,
        [0xEF, second, ..] => matches!(second, 0xBC | 0xBD),
        _ => false,
    }
}

/// True for most texts that end with no white space.
fn ends_with_letter(bytes: &[u8]) -> bool {
    match bytes {
        [.., 0xE5..=0xE9, _, _] | [.., b'!'..=b'~'] => true,
        [.., 0xE4, second, _] => *second >= 0xB8,
        [.., 0xEF, second, _] => matches!(second, 0xBC | 0xBD),
        // From U+3001.
        [.., 0xE3, 0x80, third] => *third > 0x80,
        _ => false,
    }
}

fn trimmed(text: &str) -> &str {
    let mut letters = text.chars();
    let begun = loop {
        let rest = letters.as_str();
        if !letters.next().is_some_and(is_blank) {
            break rest;
        }
    };
    let mut letters = begun.chars();
    loop {
        let rest = letters.as_str();
        if !letters.next_back().is_some_and(is_blank) {
            break rest;
        }
    }
}

/// Number of characters that are not white space.
pub(super) fn length(text: &str) -> usize {
    text.chars().filter(|c| !is_blank(*c)).count()
}

/// True when more characters than that are no white space; looks no further than it must.
pub(super) fn is_longer(text: &str, than: usize) -> bool {
    let few = text.len() <= than || (text.len() <= 4 * than && text.chars().count() <= than);
    if few {
        return false;
    }
    if text.len() > 3 * than && has_more_han(text, than) {
        return true;
    }
    let (mut left, mut bytes) = (than, text.as_bytes());
    loop {
        let after = match bytes {
            // Most of a text: ASCII, U+3001 to U+303F, U+4E00 to U+9FFF, U+FF00 to U+FF7F.
            [b'!'..=b'~', after @ ..]
            | [0xE3, 0x80, 0x81..=0xBF, after @ ..]
            | [0xE4, 0xB8..=0xBF, _, after @ ..]
            | [0xE5..=0xE9, _, _, after @ ..]
            | [0xEF, 0xBC | 0xBD, _, after @ ..] => after,
            [] => return false,
            _ => {
                let rest = text.get(text.len() - bytes.len()..).unwrap_or_default();
                return rest.chars().filter(|c| !is_blank(*c)).nth(left).is_some();
            }
        };
        if left == 0 {
            return true;
        }
        (left, bytes) = (left - 1, after);
    }
}

/// True for a cell with a paragraph longer than that, so that the text of the cell is longer too; without putting that
/// together.
pub(super) fn holds_longer(cell: &Cell, than: usize) -> bool {
    let longer = |block: &Block| matches!(block, Block::Paragraph(only) if is_longer(&only.text, than));
    cell.blocks.iter().any(longer)
}

/// Without any white space.
pub(super) fn dense(text: &str) -> String {
    let mut dense = String::with_capacity(text.len());
    dense.extend(text.chars().filter(|c| !is_blank(*c)));
    dense
}

/// The lines between forced line breaks.
pub(super) fn broken(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some(end) = memchr2(b'\n', b'\r', text.as_bytes()) else {
            return rest.take();
        };
        let (line, after) = text.split_at_checked(end)?;
        rest = after.get(1..);
        Some(line)
    })
}

/// All text of a cell in one line.
pub(super) fn joined(cell: &Cell) -> Cow<'_, str> {
    match cell.blocks.as_slice() {
        [] => Cow::Borrowed(""),
        [Block::Paragraph(only)] if !only.text.contains('\n') => Cow::Borrowed(&only.text),
        _ => Cow::Owned(cell.lines().concat()),
    }
}

/// True when the text holds the end of a sentence.
pub(super) fn has_sentence(text: &str) -> bool {
    let bytes = text.as_bytes();
    if memchr2(b'!', b'?', bytes).is_some() {
        return true;
    }
    // 。 is E3 80 82, ！ is EF BC 81, ？ is EF BC 9F, ； is EF BC 9B.
    memchr2_iter(0xE3, 0xEF, bytes).any(|at| {
        matches!(
            bytes.get(at..),
            Some([0xE3, 0x80, 0x82, ..] | [0xEF, 0xBC, 0x81 | 0x9B | 0x9F, ..])
        )
    })
}

/// True when the text holds a full stop.
pub(super) fn has_full_stop(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr_iter(0xE3, bytes).any(|at| matches!(bytes.get(at..), Some([0xE3, 0x80, 0x82, ..])))
}

/// True when the text ends like a sentence, perhaps inside closing quotes.
pub(super) fn ends_sentence(text: &str) -> bool {
    let text = trim(text).trim_end_matches(['”', '’', '"', '）', ')', '》', '」']);
    text.ends_with(['。', '！', '？', '；', '!', '?', ';', '…'])
}

/// How a line is numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Numbering {
    /// `1.` `1、` `1)`
    Arabic,
    /// `（1）`
    ArabicInBrackets,
    /// `一、`
    Chinese,
    /// `（一）`
    ChineseInBrackets,
    /// `①` `⑴` `⒈`
    Sign,
}

/// The number in front of a line and what follows it. `1.5 倍` and `2022年` are no numbering.
pub(super) fn numbered(text: &str) -> Option<(Numbering, &str)> {
    let is_word = |first: char| is_common_han(first) && !is_numeral(first);
    if text.starts_with(is_word) {
        return None;
    }
    let text = trim(text);
    let first = text.chars().next()?;
    if is_word(first) {
        return None;
    }
    if matches!(first, '①'..='⒛' | '㈠'..='㈩' | '❶'..='❿') {
        let rest = text
            .strip_prefix(first)?
            .trim_start_matches(['.', '．', '、', ' ', '\u{3000}']);
        return Some((Numbering::Sign, trim(rest)));
    }
    let inner = text.strip_prefix(['（', '(']);
    let body = inner.unwrap_or(text);
    let (taken, rest, chinese) = if let Some((taken, rest)) = leading(body, is_digit) {
        (taken, rest, false)
    } else {
        let (taken, rest) = leading(body, is_numeral)?;
        (taken, rest, true)
    };
    let rest = trim(rest);
    // Of a thousand persons the last are numbered like years.
    if taken > 3 && (chinese || !counts_thousands(inner.is_some(), rest)) {
        return None;
    }
    if inner.is_some() {
        let rest = rest
            .strip_prefix(['）', ')'])?
            .trim_start_matches(['.', '．', '、', '：', ':']);
        let style = if chinese {
            Numbering::ChineseInBrackets
        } else {
            Numbering::ArabicInBrackets
        };
        return Some((style, trim(rest)));
    }
    let rest = rest.strip_prefix(['.', '．', '、', '）', ')', '：', ':', '，', ','])?;
    let decimal = rest.starts_with(is_digit);
    (!decimal).then(|| {
        (
            if chinese {
                Numbering::Chinese
            } else {
                Numbering::Arabic
            },
            trim(rest),
        )
    })
}

pub(super) fn is_numeral(character: char) -> bool {
    matches!(
        character,
        '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十'
    )
}

fn is_digit(character: char) -> bool {
    character.is_ascii_digit() || matches!(character, '０'..='９')
}

/// How many characters of a class lead, one to four, and the rest after them.
fn leading(text: &str, class: impl Fn(char) -> bool) -> Option<(usize, &str)> {
    let mut rest = text.chars();
    for taken in 0..=4 {
        let behind = rest.as_str();
        if !rest.next().is_some_and(&class) {
            return (taken > 0).then_some((taken, behind));
        }
    }
    None
}

/// True for `1000. 张三` by what follows the digits; `2022. 10. 20` and `（2022）41号` are years.
fn counts_thousands(in_brackets: bool, rest: &str) -> bool {
    let behind = rest.strip_prefix(['.', '．', '、', '）', ')']);
    behind.is_some_and(|behind| {
        let behind = trim(behind);
        let year = ['年', '月', '日', '号', '版', '-', '—'];
        let alone = in_brackets && behind.is_empty();
        !alone && !behind.starts_with(year) && !behind.starts_with(is_digit)
    })
}

/// The line without its number, if it has one.
pub(super) fn without_number(text: &str) -> &str {
    numbered(text).map_or_else(|| trim(text), |(_, rest)| rest)
}

/// True for a line that is only a date: 2022年10月20日, 二〇二二年十月, 2022-10-20.
pub(super) fn is_date(text: &str) -> bool {
    let text = match bracketed(trim(text)) {
        Some((inside, "")) => inside,
        _ => text,
    };
    let foreign = |c: char| {
        let of_a_date = is_numeral(c) || matches!(c, '零' | '年' | '月' | '日' | '期' | '时' | '间');
        is_common_han(c) && !of_a_date
    };
    if text.chars().any(foreign) {
        return false;
    }
    let key = match_key(text);
    let key = key.trim_start_matches("日期:").trim_start_matches("时间:");
    let plain = key
        .chars()
        .all(|c| c.is_ascii_digit() || "〇零一二三四五六七八九十年月日-./".contains(c));
    let marks = key.chars().filter(|c| matches!(c, '-' | '.' | '/')).count();
    plain
        && (5..=16).contains(&key.chars().count())
        && ((key.contains('年') && key.contains('月')) || marks == 2)
}

/// What stands before and after each full- or half-width colon.
pub(super) fn colons(text: &str) -> impl Iterator<Item = (&str, &str)> {
    // ： is EF BC 9A, of which the last byte is rare.
    memchr2_iter(b':', 0x9A, text.as_bytes()).filter_map(move |last| {
        let first = match text.as_bytes().get(..=last)? {
            [.., b':'] => last,
            [.., 0xEF, 0xBC, 0x9A] => last - 2,
            _ => return None,
        };
        Some((text.get(..first)?, text.get(last + 1..)?))
    })
}

/// The part before and after the first full- or half-width colon.
pub(super) fn at_colon(text: &str) -> Option<(&str, &str)> {
    let (left, right) = colons(text).next()?;
    (!right.starts_with("//")).then(|| (trim(left), trim(right)))
}

/// The text inside a bracket that begins the line, and what follows the bracket that closes it.
pub(super) fn bracketed(text: &str) -> Option<(&str, &str)> {
    let open = text.chars().next()?;
    let closers: &[char] = match open {
        '（' | '(' => &['）', ')'],
        '【' => &['】'],
        '[' | '［' => &[']', '］'],
        '〔' => &['〕'],
        '〖' => &['〗'],
        '〈' => &['〉'],
        '《' => &['》'],
        '「' => &['」'],
        _ => return None,
    };
    let openers: &[char] = if matches!(open, '（' | '(') {
        &['（', '(']
    } else {
        &[]
    };
    let mut depth = 0_usize;
    for (at, character) in text.char_indices() {
        if character == open || openers.contains(&character) {
            depth += 1;
        } else if closers.contains(&character) {
            depth -= 1;
            if depth == 0 {
                let inside = text.get(open.len_utf8()..at)?;
                let after = text.get(at + character.len_utf8()..)?;
                return Some((trim(inside), trim(after)));
            }
        }
    }
    None
}

pub(super) fn without_brackets(key: &str) -> Cow<'_, str> {
    if memchr2(b'(', b')', key.as_bytes()).is_none() {
        return Cow::Borrowed(key);
    }
    let mut left = String::with_capacity(key.len());
    let mut depth = 0_usize;
    for character in key.chars() {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            other if depth == 0 => left.push(other),
            _ => {}
        }
    }
    if left.is_empty() {
        Cow::Borrowed(bracketed(key).map_or(key, |(inside, _)| inside))
    } else {
        Cow::Owned(left)
    }
}

/// What stands in 《》 on a line of its own: a title.
pub(super) fn in_title_marks(line: &str) -> Option<&str> {
    let (inside, rest) = bracketed(trim(line)).filter(|_| line.trim_start().starts_with('《'))?;
    (rest.is_empty() && (2..=40).contains(&length(inside)) && !inside.contains('》')).then_some(inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_front_are_told_from_figures() {
        assert_eq!(numbered("1. 张三"), Some((Numbering::Arabic, "张三")));
        assert_eq!(
            numbered("（１）张三"),
            Some((Numbering::ArabicInBrackets, "张三"))
        );
        assert_eq!(numbered("一、建议"), Some((Numbering::Chinese, "建议")));
        assert_eq!(numbered("② 建议"), Some((Numbering::Sign, "建议")));
        assert_eq!(numbered("1000. 张三"), Some((Numbering::Arabic, "张三")));
        assert_eq!(numbered("2022. 10. 20"), None);
        assert_eq!(numbered("2022，我们"), None);
        assert_eq!(numbered("（2022）41号"), None);
        assert_eq!(numbered("1.5倍"), None);
        assert_eq!(numbered("2022年"), None);
        assert_eq!(numbered("一是加强"), None);
    }

    #[test]
    fn quick_ways_say_what_the_plain_ones_say() {
        let texts = [
            "",
            " ",
            "\u{3000}学 会\u{3000}名\u{200B}",
            "a：b:c",
            "姓名：张三；职务:理事长！",
            "\u{FEFF}（丛）\u{65DA}\u{FF1A}\u{FF1A}",
            "𠮷？\u{AD}。",
            "\u{3042}\u{3400}\u{A0}",
            "一二三\u{2003}",
            "\r\n学会\n\n名",
            "称\n",
        ];
        for text in texts {
            let lines = text.split(['\n', '\r']);
            assert!(broken(text).eq(lines), "{text:?}");
            assert_eq!(trim(text), text.trim_matches(is_blank), "{text:?}");
            for than in 0..12 {
                assert_eq!(is_longer(text, than), length(text) > than, "{text:?} {than}");
            }
            assert_eq!(has_full_stop(text), text.contains('。'), "{text:?}");
            let ends = |c: char| "。！？；!?".contains(c);
            assert_eq!(has_sentence(text), text.chars().any(ends), "{text:?}");
            let plain = text.match_indices(['：', ':']);
            let plain = plain.map(|(at, colon)| (text.split_at(at).0, text.split_at(at + colon.len()).1));
            assert!(colons(text).eq(plain), "{text:?}");
        }
    }

    #[test]
    fn dates_are_recognised_in_both_numerals() {
        assert!(is_date("2022年10月20日"));
        assert!(is_date("二○二二年十月二十日"));
        assert!(is_date("2022-10-20"));
        assert!(!is_date("2022年的工作"));
        assert!(!is_date("010-55501234"));
    }

    #[test]
    fn brackets_close_where_they_opened() {
        assert_eq!(
            bracketed("（副研究员（青托））：好"),
            Some(("副研究员（青托）", "：好"))
        );
        assert_eq!(bracketed("【张三 理事】"), Some(("张三 理事", "")));
        assert_eq!(bracketed("（没有完"), None);
    }
}
