//! Titles with nothing but the name of the author below: 坐住冷板凳 / 张三 / text.

use domain::person::Person;

use super::tokens::{Line, Token};
use super::{Open, Reader};
use crate::interpret::heads::{self, Sure};
use crate::interpret::lines::{ends_sentence, has_sentence, is_longer, length, without_number};
use crate::interpret::names::{self, Likelihood};
use crate::interpret::position::{self, Care};

/// Characters of the longest line that is a name and nothing else.
const LONGEST_NAME: usize = 8;

impl Reader {
    /// Takes a section of such texts and of nothing else.
    pub(super) fn titled_by_bare_names(&mut self, tokens: &[Token<'_>]) -> bool {
        let is_name = |line: &Line<'_>| !is_longer(line.text, LONGEST_NAME);
        if !tokens.get(1).and_then(line).is_some_and(is_name) {
            return false;
        }
        let lines: Option<Vec<&Line<'_>>> = tokens.iter().map(line).collect();
        let Some(lines) = lines.filter(|lines| begins(lines, 0).is_some()) else {
            return false;
        };
        let starts: Vec<usize> = (0..lines.len())
            .filter(|at| begins(&lines, *at).is_some())
            .collect();
        let headed =
            |at: usize| starts.contains(&at) || at.checked_sub(1).is_some_and(|at| starts.contains(&at));
        let other = |(at, line): (usize, &&Line<'_>)| {
            let strong = || line.head().is_some_and(|head| head.sure == Sure::Strong);
            !headed(at) && !is_longer(line.text, 60) && strong()
        };
        if lines.iter().enumerate().any(other) {
            return false;
        }
        let ends = starts.iter().skip(1).copied().chain([lines.len()]);
        for (start, end) in starts.iter().zip(ends) {
            let Some((title, person)) = begins(&lines, *start) else {
                continue;
            };
            let text = lines.get(start + 2..end).unwrap_or_default();
            self.open = Open {
                person: Some(person),
                title,
                lines: text.iter().map(|line| line.text.to_owned()).collect(),
                label: self.section.clone(),
                ..Open::default()
            };
            self.flush();
        }
        true
    }
}

fn line<'a, 't>(token: &'a Token<'t>) -> Option<&'a Line<'t>> {
    match token {
        Token::Line(line) => Some(line),
        Token::Section(..) | Token::Marker(..) | Token::Fields(..) => None,
    }
}

/// The title, and the author named below it, of the text that begins here: in the first line or below the end of another.
fn begins(lines: &[&Line<'_>], at: usize) -> Option<(Option<String>, Person)> {
    let (title, name, text) = (
        lines.get(at)?.text,
        lines.get(at + 1)?.text,
        lines.get(at + 2)?.text,
    );
    if is_longer(name, LONGEST_NAME) || is_longer(title, 60) || !is_text(text) {
        return None;
    }
    let ended = at.checked_sub(1).and_then(|above| lines.get(above));
    let own = ended.is_none_or(|above| ends_sentence(above.text));
    let (name, sure) = names::plausible(name)?;
    if !own || sure != Likelihood::Known || length(&name) < 2 {
        return None;
    }
    // 华夏光学学会理事 above the name is his office.
    let duty = position::duty(title, Care::Strict).filter(|duty| !duty.positions.is_empty());
    if let Some(duty) = duty {
        return Some((None, heads::assemble(name, duty)));
    }
    let bare = without_number(title);
    let shaped = (3..=40).contains(&length(bare))
        && !ends_sentence(bare)
        && !has_sentence(bare)
        && !bare.ends_with(['：', ':', '，', ',', '、'])
        && heads::head(title).is_none();
    shaped.then(|| (Some(bare.to_owned()), heads::only_name(name)))
}

fn is_text(text: &str) -> bool {
    has_sentence(text) && is_longer(text, 19)
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use crate::interpret::labels::Titles;
    use crate::interpret::sample::{check_cell as check, items};

    const A: &str = "学习报告使我认识到，科技自立自强不是一句口号，而是一次一次试验干出来的。";
    const B: &str = "下一步，我将结合本职工作，继续在基层开展服务，把论文写在大地上。";

    #[test]
    fn a_name_alone_below_a_title_is_the_author_of_the_text() {
        let text = format!("坐住冷板凳\n张三\n{A}\n{B}\n2. 灯火长明\n李四\n{B}");
        check(&text, &[("张三", "", &format!("{A}\n{B}")), ("李四", "", B)]);
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let found = read(&lines, &Titles::new(&items()), None);
        let titles: Vec<_> = found.pieces.iter().map(|piece| piece.title.as_deref()).collect();
        assert_eq!(titles, [Some("坐住冷板凳"), Some("灯火长明")]);
        check(
            &format!("华夏光学学会理事\n张三\n{A}\n华夏光学学会监事\n李四\n{B}"),
            &[("张三", "理事", A), ("李四", "监事", B)],
        );
    }

    #[test]
    fn names_inside_a_text_without_a_title_take_nothing() {
        let text = format!("{A}\n身边的榜样\n张三\n{B}");
        check(&text, &[("", "", &text)]);
    }
}
