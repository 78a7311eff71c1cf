//! Heads in the lines of a page, of which nothing tells whether a full one goes on.

use super::{Head, Sure, head};
use crate::interpret::lines::{is_longer, trim};

/// Longest line of a page that is looked at, in characters.
const LONGEST: usize = 60;

/// Whether a full line is somebody's head and the line below it, full of text, no part of it: 理事 may go on with 长.
pub(in crate::interpret) fn is_whole(line: &str, below: &str) -> bool {
    const GOES_ON: [char; 16] = [
        '长', '会', '级', '委', '员', '、', '，', ',', '；', ';', '。', '：', ':', '）', ')', '（',
    ];
    let (line, below) = (trim(line), trim(below));
    if is_longer(line, LONGEST) || below.starts_with(GOES_ON) {
        return false;
    }
    is_person(line) && !is_person(&format!("{line}{below}"))
}

/// Whether a line is nothing but a person and his office.
pub(in crate::interpret) fn is_person(line: &str) -> bool {
    let named =
        |head: Head| head.sure == Sure::Strong && head.rest.is_empty() && !head.person.positions.is_empty();
    !is_longer(line, 2 * LONGEST) && head(line).is_some_and(named)
}

#[cfg(test)]
mod tests {
    use super::is_whole;

    #[test]
    fn a_full_line_with_a_person_ends_where_a_text_begins() {
        for line in [
            "1. 张晓明，华夏光学学会理事",
            "华夏光学学会理事长 张晓明",
            "张晓明（华夏光学学会理事）",
        ] {
            assert!(is_whole(line, "我所在的团队用了三年时间对"), "{line}");
        }
        for (line, below) in [
            ("1. 张晓明，华夏光学学会理事", "长、党委书记"),
            ("1. 张晓明，华夏光学学会秘书", "长"),
            ("1. 张晓明，华夏光学学会理事", "兼秘书长"),
            ("我所在的团队用了三年时间对", "关键参数长期跟踪"),
            ("1. 张晓明，华夏光学", "学会理事长"),
        ] {
            assert!(!is_whole(line, below), "{line}{below}");
        }
    }
}
