//! Persons whom a text lists: 课题组成员包括： and a line for each.

use std::ops::Range;

use super::tokens::Token;

/// The lines from here on that are the list which the line above announces; none where a text of the first person
/// follows.
pub(super) fn below(tokens: &[Token<'_>], at: usize) -> Range<usize> {
    let above = at.checked_sub(1).and_then(|at| tokens.get(at));
    let announced = above.is_some_and(|token| {
        matches!(token, Token::Line(line) if line.text.ends_with(['：', ':']) && line.head().is_none())
    });
    if !announced {
        return at..at;
    }
    let names = tokens.iter().skip(at).take_while(|token| is_named(token)).count();
    if names < 2 { at..at } else { at..at + names }
}

/// A person and what he is, and nothing else.
fn is_named(token: &Token<'_>) -> bool {
    let Token::Line(line) = token else { return false };
    let head = line.head();
    head.is_some_and(|head| head.rest.is_empty() && !head.person.positions.is_empty())
}

#[cfg(test)]
mod tests {
    use crate::interpret::sample::check_cell;

    const A: &str = "学习报告使我认识到，科技自立自强不是一句口号。";

    #[test]
    fn persons_whom_a_text_lists_write_none_of_it() {
        let text =
            format!("{A}\n参加座谈的有：\n李国强，华夏光学学会副理事长\n王建军，华夏光学学会秘书长\n{A}");
        check_cell(&format!("张晓明，理事长\n{text}"), &[("张晓明", "理事长", &text)]);
    }
}
