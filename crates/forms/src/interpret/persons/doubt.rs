//! A line inside somebody's text that is perhaps the head of the next: nothing says so for sure, so nobody is chosen.

use domain::person::Person;

use super::Reader;
use super::listing::with_number;
use crate::interpret::fields::Field;
use crate::interpret::lines::{Numbering, bracketed, has_sentence, length};
use crate::interpret::names::{self, Likelihood};

impl Reader {
    /// 发言人：李四 inside the text of somebody who is named otherwise.
    pub(super) fn speaks_inside(&mut self, first: Option<Field>, line: &str) -> bool {
        const SPEAKERS: [&str; 4] = ["发言人", "汇报人", "主讲人", "交流人"];
        let inside = self.open.person.is_some() && !self.open.by_field && !self.open.lines.is_empty();
        let speaks =
            inside && first == Some(Field::Name) && SPEAKERS.iter().any(|word| line.starts_with(word));
        if speaks {
            self.open.doubt = self.open.doubt.take().or(Some(line.to_owned()));
            self.push(line);
        }
        speaks
    }

    /// Notes that the number of a head does not follow that of the open text, which holds a line in between.
    pub(super) fn doubt_before(&mut self, line: &str) {
        let (Some((style, own)), Some((found, next, _))) = (self.open.number, with_number(line)) else {
            return;
        };
        if style == found && next > own + 1 {
            let between = |line: &&String| is_numbered_between(line, own, next) || begins_with_name(line);
            self.open.doubt = self.open.lines.iter().find(between).cloned();
        }
    }
}

/// The line of a text that perhaps begins the next: with the number behind that of the text, and a name and a bracket, or
/// behind two that have an author each. A list of the text's own begins with 1.
pub(super) fn in_text(lines: &[String], number: Option<(Numbering, usize)>) -> Option<String> {
    let (style, own) = number?;
    let mut counts_anew = false;
    lines
        .iter()
        .find(|line| {
            with_number(line).is_some_and(|(found, next, rest)| {
                counts_anew |= found == style && next == 1;
                let goes_on = found == style && next == own + 1;
                goes_on && (is_name_and_bracket(rest) || own >= 2 && !counts_anew)
            })
        })
        .cloned()
}

/// Both as the authors of a text of which it is not clear where the first one's ends.
pub(in crate::interpret) fn both(person: &Person, line: &str) -> String {
    let first = [vec![person.name.clone()], person.positions.clone()].concat();
    format!("{}；{line}", first.join("，"))
}

fn is_numbered_between(line: &str, own: usize, next: usize) -> bool {
    with_number(line).is_some_and(|(_, number, _)| own < number && number < next)
}

/// A short line that begins with a known surname and a mark behind the name.
fn begins_with_name(line: &str) -> bool {
    let end = line.find(['（', '(', '，', ',', '、', ' ', '\u{3000}', '：', ':']);
    let name = end.and_then(|end| line.get(..end)).unwrap_or_default();
    length(line) <= 40 && !has_sentence(line) && is_known(name)
}

/// 张三（某某）, perhaps with some words behind it.
fn is_name_and_bracket(text: &str) -> bool {
    let at = text.find(['（', '(']);
    let Some((name, note)) = at.and_then(|at| text.split_at_checked(at)) else {
        return false;
    };
    is_known(name) && bracketed(note).is_some() && length(text) <= 40 && !has_sentence(text)
}

fn is_known(name: &str) -> bool {
    names::plausible(name).is_some_and(|(_, sure)| sure == Likelihood::Known)
}

#[cfg(test)]
mod tests {
    use super::super::{Found, read};
    use crate::interpret::labels::Titles;
    use crate::interpret::sample::{digest, expected, items};

    const A: &str = "学习报告使我认识到，科技自立自强不是一句口号。";

    fn of(text: &str) -> Found {
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        read(&lines, &Titles::new(&items()), None)
    }

    #[test]
    fn nobody_is_given_a_text_that_perhaps_holds_the_next_head() {
        for (line, last) in [
            ("2. 李四（见习）", ""),
            ("2. 李四（见习）", "3. 王五，理事"),
            ("2. 李四先生天文发烧友一名", "3. 王五，理事"),
            ("2、 某位不愿具名者", "3. 王五，理事"),
            ("李四（见习）", "3. 王五，理事"),
        ] {
            let text = format!("1. 张三，理事长\n{A}\n{line}\n{A}\n{last}\n{A}");
            let text = if last.is_empty() {
                text.split_once("\n\n").unwrap().0.to_owned()
            } else {
                text
            };
            let found = of(&text);
            let merged = format!("{A}\n{line}\n{A}");
            let mut want = vec![("", "", merged.as_str())];
            if !last.is_empty() {
                want.push(("王五", "理事", A));
            }
            assert_eq!(digest(&found.pieces), expected(&want), "{text}");
            let authors = format!("张三，理事长；{line}");
            assert_eq!(found.pieces[0].authors.as_deref(), Some(authors.as_str()));
            assert!(found.doubtful);
        }
    }

    #[test]
    fn a_number_behind_those_of_two_authors_is_perhaps_nobodys() {
        let of_two = format!("1. 张三，理事长\n{A}\n2. 李四，理事\n{A}");
        let found = of(&format!("{of_two}\n3. 建议扩大国际合作。\n{A}"));
        let merged = format!("{A}\n3. 建议扩大国际合作。\n{A}");
        let want = [("张三", "理事长", A), ("", "", merged.as_str())];
        assert_eq!(digest(&found.pieces), expected(&want));
        assert!(found.doubtful);
        let own = format!("{A}\n1. 加强研究\n2. 培养人才\n3. 扩大合作");
        let found = of(&format!("1. 张三，理事长\n{A}\n2. 李四，理事\n{own}"));
        let want = [("张三", "理事长", A), ("李四", "理事", own.as_str())];
        assert_eq!(digest(&found.pieces), expected(&want));
        assert!(!found.doubtful);
    }

    #[test]
    fn numbers_and_names_inside_a_text_leave_it_to_its_author() {
        for inside in [
            "1. 加强基础研究\n2. 培养青年人才（压担子）",
            "2. 张衡（东汉）发明了地动仪，今天的我们更应当创新。",
            "（二）完善制度",
            "李四光（地质学家）",
        ] {
            let text = format!("{A}\n{inside}\n{A}");
            let found = of(&format!("1. 张三，理事长\n{text}\n2. 王五，理事\n{A}"));
            assert_eq!(
                digest(&found.pieces),
                expected(&[("张三", "理事长", text.as_str()), ("王五", "理事", A)]),
                "{inside}"
            );
            assert!(!found.doubtful);
        }
    }

    #[test]
    fn a_number_left_out_is_no_doubt() {
        let found = of(&format!("1. 张三，理事长\n{A}\n3. 王五，理事\n{A}"));
        assert_eq!(
            digest(&found.pieces),
            expected(&[("张三", "理事长", A), ("王五", "理事", A)])
        );
    }
}
