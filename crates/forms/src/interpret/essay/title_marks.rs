//! Titles in 《》 on a line of their own.

use super::Line;
use crate::interpret::lines::in_title_marks;

/// Marks 《把论文写在大地上》 above a text as a title; one beside others is an entry of a list.
pub(super) fn mark(lines: &mut [Line]) {
    let is_titled = |line: &Line| in_title_marks(&line.text).is_some();
    let titled: Vec<bool> = lines.iter().map(is_titled).collect();
    for (at, line) in lines.iter_mut().enumerate() {
        let beside = [at.checked_sub(1), Some(at + 1)];
        let listed = beside.iter().flatten().any(|at| titled.get(*at) == Some(&true));
        if let Some(title) = in_title_marks(&line.text).filter(|_| !listed) {
            line.text = title.to_owned();
            line.marked = true;
        }
    }
}
