//! What the office decides about a compilation.

use std::collections::BTreeMap;

use domain::ids::ItemId;

/// What a compilation shows beyond the selection of its snapshot.
#[derive(Debug, Clone, Default)]
pub struct CompilationOptions {
    /// 书名; `None`: made of the notice's title.
    pub title: Option<String>,
    /// 专题: pieces of these items stand by theme instead of by discipline and society.
    pub themes: BTreeMap<ItemId, Vec<Theme>>,
    /// 匿名: nothing tells whose a piece is.
    pub anonymous: bool,
    /// 职务次序, the highest first, words of the same rank together; empty: the usual one.
    pub ranks: Vec<Vec<String>>,
    /// Whether each piece begins a page.
    pub each_on_new_page: bool,
    /// A photo whose own original cannot be read is named where it would stand; otherwise no compilation is made.
    pub name_unreadable: bool,
}

/// 专题 — a heading, and the words by which pieces belong to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    /// What stands above its pieces.
    pub heading: String,
    /// A piece with any of them in its title or text belongs to it.
    pub words: Vec<String>,
}

impl Theme {
    /// Reads `人才培养` or `人才培养=人才|青年`; `None` when no word is given.
    pub fn parse(text: &str) -> Option<Self> {
        let (heading, words) = text.split_once(['=', '＝']).unwrap_or((text, text));
        let words: Vec<String> = words
            .split(['|', '｜'])
            .map(str::trim)
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
        let heading = heading.trim().to_owned();
        (!heading.is_empty() && !words.is_empty()).then_some(Self { heading, words })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_is_a_word_or_a_heading_with_words() {
        let theme = |heading: &str, words: &[&str]| {
            Some(Theme {
                heading: heading.into(),
                words: words.iter().map(|word| (*word).to_owned()).collect(),
            })
        };
        assert_eq!(Theme::parse(" 人才 "), theme("人才", &["人才"]));
        assert_eq!(
            Theme::parse("人才培养＝人才|青年｜"),
            theme("人才培养", &["人才", "青年"])
        );
        assert_eq!(Theme::parse("人才培养="), None);
        assert_eq!(Theme::parse("  "), None);
    }
}
