//! Authors who are named more than once: a second text of theirs, or their signature below the first.

use std::collections::BTreeSet;

/// Those who were named above, and who of them was the last.
#[derive(Default)]
pub(super) struct Authors {
    known: BTreeSet<String>,
    last: Option<String>,
}

/// Whether an author was named above.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Again {
    First,
    /// He was, and the text above this line is another's.
    Other,
    /// The text above this line is his own.
    Same,
}

impl Authors {
    pub(super) fn again(&self, name: &str) -> Again {
        if self.last.as_deref() == Some(name) {
            Again::Same
        } else if self.known.contains(name) {
            Again::Other
        } else {
            Again::First
        }
    }

    pub(super) fn begin(&mut self, name: String) {
        self.known.insert(name.clone());
        self.last = Some(name);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{lines, read};
    use crate::document::Block;
    use crate::interpret::FoundPiece;
    use crate::interpret::sample::{centered, digest, expected, paragraph, with};

    const A: &str = "学习报告使我认识到，科技自立自强不是一句口号，而是一次一次试验干出来的。";
    const B: &str = "下一步，我将结合本职工作，继续在基层开展服务。";

    fn of(blocks: &[Block]) -> Vec<FoundPiece> {
        with(|vocabulary| read(&lines(blocks), None, vocabulary))
    }

    /// Lines with `*` in front are centred.
    fn blocks(text: &str) -> Vec<Block> {
        let block = |line: &str| line.strip_prefix('*').map_or_else(|| paragraph(line), centered);
        text.lines().map(block).collect()
    }

    fn check(text: &str, want: &[(&str, &str, &str)]) {
        assert_eq!(digest(&of(&blocks(text))), expected(want), "{text}");
    }

    #[test]
    fn the_first_author_may_come_again_behind_others() {
        let want = [
            ("张晓明", "理事", A),
            ("李国强", "理事", B),
            ("张晓明", "监事", A),
        ];
        for text in [
            format!("张晓明，理事\n{A}\n李国强，理事\n{B}\n张晓明，监事\n{A}"),
            format!("张晓明（理事）\n{A}\n李国强（理事）\n{B}\n张晓明（监事）\n{A}"),
            format!(
                "华夏光学学会理事 张晓明\n{A}\n华夏光学学会理事 李国强\n{B}\n华夏光学学会监事 张晓明\n{A}"
            ),
            format!("*张晓明，理事\n{A}\n*李国强，理事\n{B}\n*张晓明，监事\n{A}"),
            format!(
                "坐住冷板凳\n张晓明，理事\n{A}\n灯火长明照前路\n李国强，理事\n{B}\n星空与大地\n张晓明，监事\n{A}"
            ),
            format!("*张晓明理事学习感悟\n{A}\n*李国强理事学习感悟\n{B}\n*张晓明监事学习感悟\n{A}"),
            format!(
                "1、《坐住冷板凳》——张晓明（理事）\n{A}\n2、《灯火长明》——李国强（理事）\n{B}\n3、《山高水长》——张晓明（监事）\n{A}"
            ),
        ] {
            check(&text, &want);
        }
        for (one, two) in [
            ("作者：张晓明", "作者：李国强"),
            ("华夏光学学会 张晓明", "华夏光学学会 李国强"),
            ("坐住冷板凳  张晓明", "灯火长明　　李国强"),
        ] {
            check(
                &format!("{one}\n{A}\n{two}\n{B}\n{one}\n{A}"),
                &[("张晓明", "", A), ("李国强", "", B), ("张晓明", "", A)],
            );
        }
    }

    #[test]
    fn several_may_come_again() {
        let (one, two) = ("张晓明，理事", "李国强，秘书长");
        let (a, b) = (("张晓明", "理事", A), ("李国强", "秘书长", B));
        check(
            &format!("{one}\n{A}\n{two}\n{B}\n{one}\n{A}\n{two}\n{B}"),
            &[a, b, a, b],
        );
        check(
            &format!("{one}\n{A}\n{two}\n{B}\n{two}\n{B}\n{one}\n{A}"),
            &[a, b, b, a],
        );
        check(
            &format!("*{one}\n{A}\n*{two}\n{B}\n*王建军，理事\n{B}\n*{one}\n{A}"),
            &[a, b, ("王建军", "理事", B), a],
        );
        let headed = format!("一、坚持问题导向\n{A}");
        check(
            &format!("{one}\n{A}\n{two}\n{B}\n{one}\n{headed}"),
            &[a, b, ("张晓明", "理事", &headed)],
        );
    }

    #[test]
    fn a_signature_and_a_name_without_a_text_begin_nothing() {
        check(
            &format!("张晓明，理事\n{A}\n张晓明，理事\n李国强，理事\n{B}\n李国强，理事"),
            &[("张晓明", "理事", A), ("李国强", "理事", B)],
        );
        let text = format!("{B}\n张晓明");
        check(
            &format!("*坐住冷板凳\n*张晓明，理事\n{A}\n*灯火长明\n*李国强，理事\n{text}\n2022年10月18日"),
            &[("张晓明", "理事", A), ("李国强", "理事", &text)],
        );
    }

    #[test]
    fn a_text_that_could_not_be_told_from_the_next_says_both_authors() {
        let (short, quoted) = (
            "要把论文写在大地上。",
            "科技自立自强不是一句口号，而是一次一次试验干出来的。",
        );
        let text = format!("张晓明，理事\n{A}\n李国强，理事\n{short}\n张晓明，监事\n{short}");
        let want = [
            ("张晓明", "理事", A),
            ("李国强", "理事", short),
            ("张晓明", "监事", short),
        ];
        check(&text, &want);
        for (text, both) in [
            (
                format!(
                    "*坐住冷板凳\n张晓明，理事\n{A}\n*灯火长明\n李国强，理事\n{quoted}\n——张晓明，理事\n{B}"
                ),
                "李国强，理事；张晓明，理事",
            ),
            (
                format!(
                    "*坐住冷板凳\n张晓明，理事\n{B}\n*灯火长明\n李国强，理事\n{}\n张晓明，监事\n{B}",
                    A.trim_end_matches('。')
                ),
                "李国强，理事；张晓明，监事",
            ),
        ] {
            let pieces = of(&blocks(&text));
            assert_eq!(pieces.len(), 2, "{text}");
            assert_eq!(pieces[0].person.as_ref().unwrap().name, "张晓明");
            assert_eq!(pieces[1].person, None, "{text}");
            assert_eq!(pieces[1].authors.as_deref(), Some(both), "{text}");
        }
    }
}
