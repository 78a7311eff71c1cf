//! Other people's text, made fit for a line of ours.

use lettre::Address;

/// One line: control characters and line ends become spaces, marks that turn the direction of writing are dropped.
pub(crate) fn one_line(text: &str) -> String {
    let spaced: String = text
        .chars()
        .filter(|c| !is_invisible(*c))
        .map(|c| {
            if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') {
                ' '
            } else {
                c
            }
        })
        .collect();
    spaced
        .split(' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// [`one_line`], at most `limit` characters, the rest as `…`.
pub(crate) fn cut(text: &str, limit: usize) -> String {
    let line = one_line(text);
    match line.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

/// What a sender wrote, to be repeated in a letter of ours: [`cut`], and nothing in it that a mail program would make a
/// link of.
pub(crate) fn quoted(text: &str, limit: usize) -> String {
    let line = cut(text, limit).replace("://", "：//").replace('@', "＠");
    let characters: Vec<char> = line.chars().collect();
    let mut said = String::with_capacity(line.len());
    for (place, character) in characters.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|before| characters.get(before));
        let after: String = characters
            .iter()
            .skip(place + 1)
            .take_while(|c| c.is_ascii_alphanumeric())
            .collect();
        let joins = *character == '.'
            && before.is_some_and(char::is_ascii_alphanumeric)
            && after.starts_with(|c: char| c.is_ascii_alphabetic());
        let is_kind = FILE_KINDS.contains(&after.to_ascii_lowercase().as_str());
        said.push(if joins && !is_kind { '．' } else { *character });
    }
    said
}

/// Endings of file names that societies send, which no program takes for a host's.
const FILE_KINDS: &[&str] = &[
    "doc", "docx", "docm", "wps", "rtf", "odt", "xls", "xlsx", "xlsm", "et", "ods", "csv", "pdf", "ppt",
    "pptx", "txt", "htm", "html", "jpg", "jpeg", "png", "heic", "webp", "gif", "bmp", "mp4", "avi", "rar",
    "7z", "eml", "msg",
];

/// A title in 《》, inner ones as 〈〉.
pub(crate) fn in_book_marks(title: &str) -> String {
    let title = title.trim();
    let bare = title
        .strip_prefix('《')
        .and_then(|rest| rest.strip_suffix('》'))
        .filter(|inner| !inner.contains(['《', '》']))
        .unwrap_or(title);
    format!("《{}》", bare.replace('《', "〈").replace('》', "〉"))
}

/// One plain ASCII mail address.
pub(crate) fn address(text: &str) -> Option<Address> {
    let text = text.trim();
    if !text.chars().all(|c| c.is_ascii_graphic()) {
        return None;
    }
    text.parse().ok()
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_host_is_named_in_what_is_repeated() {
        assert_eq!(
            quoted("张甲evil.com 请看 www.evil.cn/x.docx", 60),
            "张甲evil．com 请看 www．evil．cn/x.docx"
        );
        assert_eq!(quoted("report.v2.docx", 60), "report．v2.docx");
        assert_eq!(quoted("统计表.docx", 60), "统计表.docx");
        assert_eq!(quoted("e\u{ad}vil 3.5 A. B", 60), "evil 3.5 A. B");
    }

    #[test]
    fn a_line_has_no_line_ends_and_no_hidden_marks() {
        assert_eq!(one_line("a\r\nBcc: b\u{202e}c\u{0}"), "a Bcc: bc");
    }

    #[test]
    fn text_is_cut_between_characters() {
        assert_eq!(cut("学习感悟", 2), "学习…");
        assert_eq!(cut("学习", 2), "学习");
    }

    #[test]
    fn nothing_a_sender_wrote_becomes_a_link() {
        assert_eq!(
            quoted("张三 https://evil.example WWW.evil.example a@evil.example", 99),
            "张三 https：//evil．example WWW．evil．example a＠evil．example"
        );
        assert_eq!(quoted("统计表.docx", 99), "统计表.docx");
    }

    #[test]
    fn titles_bear_their_marks_once() {
        assert_eq!(in_book_marks("《体会》"), "《体会》");
        assert_eq!(in_book_marks("读《报告》有感"), "《读〈报告〉有感》");
        assert_eq!(in_book_marks("《甲》与《乙》"), "《〈甲〉与〈乙〉》");
    }

    #[test]
    fn an_address_is_one_address() {
        assert!(address("office@huaxia.example").is_some());
        for wrong in [
            "",
            "a",
            "a@huaxia.example\r\nBcc: b@c.example",
            "a@b.example,c@d.example",
            "张@huaxia.example",
        ] {
            assert!(address(wrong).is_none(), "{wrong}");
        }
    }
}
