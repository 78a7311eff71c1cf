//! Texts of several authors: nobody is chosen, and the text is not somebody else's.

use super::tokens::Token;
use super::{Reader, titles};
use crate::interpret::authors;
use crate::interpret::fields::Field;
use crate::interpret::lines::{ends_sentence, trim};

impl Reader {
    /// Takes a line that names several authors, above their text or below it. Inside a paragraph of somebody's text it is
    /// a list of names.
    pub(super) fn by_several(&mut self, line: &str, next: Option<&Token<'_>>, closing: bool) -> bool {
        let apart = self.open.lines.last().is_none_or(|above| ends_sentence(above));
        if !apart || !authors::are_several(line) {
            return false;
        }
        let text = next.is_some_and(titles::is_text) && !closing;
        let nobodys = self.open.person.is_none() && self.open.authors.is_none();
        if text {
            self.flush();
            self.open.authors = Some(trim(line).to_owned());
        } else if nobodys && !self.open.lines.is_empty() {
            self.push(line);
            self.open.authors = Some(trim(line).to_owned());
            self.flush();
        } else {
            return false;
        }
        true
    }

    /// 作者：张晓明、李国强.
    pub(super) fn begin_several(&mut self, value: &str) -> bool {
        let several = authors::are_several(value);
        if several {
            self.open.authors = Some(trim(value).to_owned());
            self.pending.clear();
        }
        several
    }

    /// 职务：理事长、秘书长 below several names says of each of them what they are.
    pub(super) fn are_of_several(&mut self, first: Option<Field>, line: &str) -> bool {
        let stated = matches!(first, Some(Field::Unit | Field::Duty)) && self.open.lines.is_empty();
        match &mut self.open.authors {
            Some(authors) if stated => {
                authors.push('，');
                authors.push_str(trim(line));
                true
            }
            Some(_) | None => false,
        }
    }
}

/// The lines of a text with the line that names its authors.
pub(super) fn with_authors(mut lines: Vec<String>, authors: Option<&String>) -> Vec<String> {
    if let Some(line) = authors.filter(|line| !lines.is_empty() && !lines.contains(line)) {
        lines.insert(0, line.clone());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use crate::interpret::labels::Titles;
    use crate::interpret::sample::{check_cell, digest, expected, items};

    const A: &str = "学习报告使我认识到，科技自立自强不是一句口号，要久久为功。";

    #[test]
    fn a_text_of_two_is_nobodys_and_not_of_the_person_before() {
        for line in [
            "2. 张晓明、李国强 合著",
            "文/张晓明 李国强",
            "张晓明（理事长）、李国强（秘书长）",
        ] {
            let text = format!("{line}\n{A}");
            check_cell(
                &format!("1. 王建军（理事）\n{A}\n{text}\n3. 赵敏（理事）\n{A}"),
                &[("王建军", "理事", A), ("", "", &text), ("赵敏", "理事", A)],
            );
        }
        let fields = format!(
            "姓名：张晓明、李国强\n职务：理事长、秘书长\n感悟：{A}\n姓名：赵敏\n职务：理事\n感悟：{A}"
        );
        let found = read(
            &fields.lines().map(str::to_owned).collect::<Vec<_>>(),
            &Titles::new(&items()),
            None,
        );
        let names = "张晓明、李国强，职务：理事长、秘书长";
        let first = format!("{names}\n{A}");
        assert_eq!(
            digest(&found.pieces),
            expected(&[("", "", &first), ("赵敏", "理事", A)])
        );
        assert_eq!(found.pieces[0].authors.as_deref(), Some(names));
    }

    #[test]
    fn two_may_sign_below_their_text() {
        let text = format!("{A}\n张晓明、李国强");
        check_cell(&text, &[("", "", &text)]);
    }
}
