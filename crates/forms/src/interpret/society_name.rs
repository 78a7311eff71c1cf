//! Lines that are nothing but the name of a society.

use super::lines::{length, trim};
use super::position;
use super::word_list::WordList;

static ENDS: WordList = WordList::new(
    "学会 协会 研究会 促进会 联合会 分会 委员会 专委会 工作委员会 专业委员会 学会党委 协会党委 研究会党委",
);

/// Characters with which titles begin and no society's name: 走进华夏光学学会, 在学会.
const TITLE_FIRST: [char; 24] = [
    '走', '感', '情', '扎', '相', '致', '与', '在', '为', '爱', '回', '难', '奋', '建', '向', '心', '把',
    '让', '从', '论', '谈', '记', '忆', '做',
];

/// True for a line that is nothing but the name of a society, or of a branch of one: no title of a text.
pub(super) fn is_society(line: &str) -> bool {
    let line = trim(line);
    (4..=30).contains(&length(line))
        && ENDS.ends(line)
        && position::is_organisation(line)
        && !line.starts_with(TITLE_FIRST)
}

/// True for a line that is nothing but the name of an organisation, on which no title ends: 把论文写进高原台站.
pub(super) fn is_unit(line: &str) -> bool {
    let line = trim(line);
    (4..=30).contains(&length(line)) && position::is_organisation(line) && !line.starts_with(TITLE_FIRST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_societies_are_told_from_titles() {
        for name in [
            "华夏光学学会",
            "华夏优选法与统筹法研究会",
            "华夏光学学会科普工作委员会",
            "华夏光学学会青年分会",
            "华夏光学学会党委",
        ] {
            assert!(is_society(name), "{name}");
        }
        for title in [
            "我与光学学会",
            "走进华夏光学学会",
            "情系华夏光学学会",
            "学习体会",
            "学会",
            "让学会成为科技工作者之家",
            "建设有温度、可信赖的学会",
        ] {
            assert!(!is_society(title), "{title}");
        }
    }
}
