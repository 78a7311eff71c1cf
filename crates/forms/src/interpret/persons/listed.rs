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
