//! Which of the two forms of one text is read: programs write both, and some write only a pointer into one of them.

use std::collections::BTreeSet;

use crate::html;
use crate::quoted::strip_quoted;

/// Letters that one form may have beyond the other without saying anything else: 此致敬礼, the caption of a picture.
const TOO_FEW: usize = 8;
/// So many are something else, however long the text is.
const MANY: usize = 100;
/// Letters of the longest pointer from one form to the other.
const LONGEST_POINTER: usize = 80;
/// What a pointer speaks of: 您的邮件客户端不支持HTML格式，请用浏览器查看。
const POINTERS: [&str; 9] = [
    "html",
    "超文本",
    "网页",
    "浏览器",
    "客户端",
    "不支持",
    "无法显示",
    "无法正常显示",
    "纯文本",
];

/// What is read of a text in two forms.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Chosen {
    /// The text that is read.
    pub(crate) text: String,
    /// Whether it is that of the HTML.
    pub(crate) is_html: bool,
    /// The text of the other form, where it says something that is not in `text`.
    pub(crate) other: Option<String>,
}

/// The form that says more. Both are quoted as the sender's program quotes; what only a quotation has, says nothing.
pub(crate) fn choose(plain: &str, html: &str) -> Chosen {
    let kept = |other| Chosen {
        text: plain.trim_end().to_owned(),
        is_html: false,
        other,
    };
    if letters(plain).eq(html_letters(html)) {
        return kept(None);
    }
    let page = html::text(html);
    let (own_plain, own_page) = (strip_quoted(plain), strip_quoted(&page));
    let page_says_more = Words::of(&own_page).say_more_than(&Words::of(plain));
    let plain_says_more = Words::of(&own_plain).say_more_than(&Words::of(&page));
    if !page_says_more || plain_says_more && is_pointer(&own_page) {
        return kept(None);
    }
    if !plain_says_more || is_pointer(&own_plain) {
        return Chosen {
            text: page,
            is_html: true,
            other: None,
        };
    }
    if letters(&own_page).count() > letters(&own_plain).count() {
        Chosen {
            text: page,
            is_html: true,
            other: Some(plain.trim_end().to_owned()),
        }
    } else {
        kept(Some(page))
    }
}

/// What a text is compared by: Chinese characters. Addresses of links and of pictures stand in one form only.
fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| *c >= '\u{2E80}' && c.is_alphanumeric())
}

/// The letters of HTML without parsing it; where that misses something, the parser is asked.
fn html_letters(html: &str) -> impl Iterator<Item = char> {
    let texts = html.split('<').map(|piece| match piece.split_once('>') {
        Some((tag, text)) if !is_no_text(tag) => text,
        _ => "",
    });
    texts.flat_map(letters)
}

/// Whether what follows a tag is shown to nobody.
fn is_no_text(tag: &str) -> bool {
    ["style", "script", "title"].iter().any(|name| {
        tag.get(..name.len())
            .is_some_and(|begin| begin.eq_ignore_ascii_case(name))
    })
}

fn is_pointer(text: &str) -> bool {
    let words: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .take(2 * LONGEST_POINTER + 1)
        .flat_map(char::to_lowercase)
        .collect();
    words.chars().count() <= LONGEST_POINTER && POINTERS.iter().any(|word| words.contains(word))
}

/// The letters of a text with the pairs of neighbours among them: in whatever order lines and cells stand, nearly all
/// pairs of one form are in the other.
struct Words {
    letters: Vec<char>,
    pairs: BTreeSet<(char, char)>,
}

impl Words {
    fn of(text: &str) -> Self {
        let letters: Vec<char> = letters(text).collect();
        let pairs = letters.windows(2).filter_map(pair).collect();
        Self { letters, pairs }
    }

    fn say_more_than(&self, other: &Self) -> bool {
        let all = self.letters.len();
        if other.letters.is_empty() {
            return all > 0;
        }
        let new = self
            .letters
            .windows(2)
            .filter_map(pair)
            .filter(|pair| !other.pairs.contains(pair))
            .count();
        new >= MANY || new > TOO_FEW && new * 10 > all || new * 2 > all
    }
}

fn pair(neighbours: &[char]) -> Option<(char, char)> {
    match neighbours {
        [left, right] => Some((*left, *right)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ESSAY: &str =
        "学习二十大精神心得体会，立足岗位，服务科技工作者，推动学会高质量发展，把论文写在祖国的大地上。";
    const OTHER: &str =
        "我会建议设立青年专项，支持基层学会开展科普活动，扩大开放合作，加强人才培养与国际交流工作。";

    #[test]
    fn the_same_text_in_both_forms_is_the_plain_one() {
        let html = format!("<style>p{{font-family:微软雅黑}}</style><p>{ESSAY}</p><p>此致敬礼</p>");
        let chosen = choose(&format!("{ESSAY}\n此致\n敬礼\n"), &html);
        assert_eq!(chosen.text, format!("{ESSAY}\n此致\n敬礼"));
        assert_eq!((chosen.is_html, chosen.other), (false, None));
    }

    #[test]
    fn a_pointer_and_a_part_give_way_to_the_page() {
        for plain in [
            "您的邮件客户端不支持HTML格式，请使用浏览器查看本邮件。",
            "Please view this message in an HTML-capable client.",
            "学习二十大精神心得体会",
            "见正文",
        ] {
            let html = format!("<p>见正文</p><p>{ESSAY}</p>");
            let chosen = choose(plain, &html);
            assert_eq!(chosen.text, format!("见正文\n{ESSAY}"), "{plain}");
            assert_eq!((chosen.is_html, chosen.other), (true, None), "{plain}");
        }
    }

    #[test]
    fn a_page_that_points_to_the_text_gives_way_to_it() {
        let chosen = choose(ESSAY, "<p>请以纯文本方式查看本邮件的全部内容</p>");
        assert_eq!((chosen.is_html, chosen.other), (false, None));
    }

    #[test]
    fn of_two_different_texts_the_longer_is_read_and_the_other_is_kept() {
        let html = format!("<p>{OTHER}</p><p>{OTHER}</p>");
        let chosen = choose(ESSAY, &html);
        assert!(chosen.is_html);
        assert_eq!(chosen.other.as_deref(), Some(ESSAY));
        let chosen = choose(&format!("{ESSAY}{ESSAY}"), &format!("<p>{OTHER}</p>"));
        assert!(!chosen.is_html);
        assert_eq!(chosen.other.as_deref(), Some(OTHER));
    }

    #[test]
    fn a_quotation_that_only_the_text_marks_is_nothing_new() {
        let plain = "好的\n\n> 学习二十大精神心得体会，立足岗位，服务科技工作者，推动学会高质量发展，把论文写在祖国的大地上。";
        let html = format!("<p>好的</p><div>{ESSAY}</div>");
        assert!(!choose(plain, &html).is_html);
    }
}
