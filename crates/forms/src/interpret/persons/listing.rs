//! Persons in a numbered list.

use super::Reader;
use crate::interpret::heads::{self, Head, Sure, assemble};
use crate::interpret::lines::{Numbering, bracketed, has_sentence, is_numeral, length, numbered, trim};
use crate::interpret::names::{self, Likelihood};
use crate::interpret::position::{self, Care};

impl Reader {
    /// The head that a line is, also where only its number behind the persons before tells: `3.王强，发烧友`.
    pub(super) fn counted(&mut self, line: &str, head: Option<Head>) -> Option<Head> {
        let Some((style, number, rest)) = with_number(line) else {
            return head;
        };
        let last = self.number.filter(|(known, _)| *known == style);
        let follows = last.is_some_and(|(_, last)| number == last + 1);
        let head = head.or_else(|| if follows { named_only(rest) } else { None });
        if head.is_some() {
            self.number = Some((style, number));
        } else if last.is_some() {
            self.number = None;
        }
        head
    }
}

const NUMERALS: &str = "一二三四五六七八九十";

/// A numbered line, with its number.
pub(in crate::interpret) fn with_number(line: &str) -> Option<(Numbering, usize, &str)> {
    let (style, rest) = numbered(line)?;
    let line = line.trim_start_matches(['（', '(']);
    let behind = line.trim_start_matches(|c: char| c.is_ascii_digit() || is_numeral(c));
    let number = line.get(..line.len() - behind.len())?;
    let chinese = || {
        let is_it = |c: char| number.strip_prefix(c) == Some("");
        NUMERALS.chars().position(is_it)
    };
    let number = number.parse().ok().or_else(|| chinese().map(|at| at + 1))?;
    Some((style, number, rest))
}

/// A list of persons whose first head says nothing that is understood: a line with the number 1, and below it somebody's
/// head with the number 2.
pub(in crate::interpret) fn counts_on(lines: &[String]) -> bool {
    let first = lines.first().and_then(|line| with_number(line));
    let Some((style, 1, _)) = first else { return false };
    let second = |line: &&String| {
        let number = with_number(line);
        number.is_some_and(|(found, number, _)| found == style && number == 2)
    };
    let second = lines.iter().skip(2).find(second);
    second
        .and_then(|line| heads::head(line))
        .is_some_and(|head| head.sure == Sure::Strong)
}

/// `姓名，` and a few words that say what the person is.
fn named_only(text: &str) -> Option<Head> {
    let text = heads::without_asides(text);
    let (name, what) = text.split_once(['，', ',', '、', ' ', '\u{3000}'])?;
    let (name, what) = (without_note(name), trim(what));
    let (name, _) = names::plausible(name).filter(|(_, sure)| *sure == Likelihood::Known)?;
    let short = (2..=20).contains(&length(what)) && !has_sentence(what);
    let duty = position::duty(what, Care::Lenient).filter(|_| short)?;
    Some(Head {
        person: assemble(name, duty),
        rest: String::new(),
        sure: Sure::Strong,
        marked: true,
    })
}

/// 张三 of 张三（某某）.
fn without_note(name: &str) -> &str {
    let note = name.find(['（', '(']).map(|at| name.split_at(at));
    match note {
        Some((name, note)) if bracketed(note).is_some_and(|(_, behind)| behind.is_empty()) => name,
        Some(_) | None => name,
    }
}

#[cfg(test)]
mod tests {
    use crate::interpret::sample::check_cell as check;

    const A: &str = "学习报告使我认识到，科技自立自强不是一句口号。";

    #[test]
    fn the_number_behind_other_persons_makes_a_person() {
        check(
            &format!("1.张三，理事长\n{A}\n2.李四，学生\n{A}\n3.王强，天文发烧友\n{A}\n4.赵六，博士后\n{A}"),
            &[
                ("张三", "理事长", A),
                ("李四", "学生", A),
                ("王强", "天文发烧友", A),
                ("赵六", "博士后", A),
            ],
        );
        let text = format!("1.立场稳，脚步实\n{A}\n2.方向明，决心大\n{A}");
        check(&format!("1.张三，理事长\n{text}"), &[("张三", "理事长", &text)]);
    }

    #[test]
    fn the_thousandth_person_is_a_person_too() {
        check(
            &format!(
                "999. 张三，理事长\n{A}\n1000. 李四，秘书长\n{A}\n1001、王强，天文发烧友\n{A}\n（1002）赵六，理事\n{A}"
            ),
            &[
                ("张三", "理事长", A),
                ("李四", "秘书长", A),
                ("王强", "天文发烧友", A),
                ("赵六", "理事", A),
            ],
        );
        let text = format!("2022. 10. 20\n{A}\n（2022）41号文件");
        check(&format!("1.张三，理事长\n{text}"), &[("张三", "理事长", &text)]);
    }

    #[test]
    fn titles_behind_the_name_and_birth_do_not_hide_a_person() {
        check(
            &format!(
                "张三，理事长\n{A}\n李敏教授（副理事长）\n{A}\n王强院士：{A}\n赵六（女）\n{A}\n钱戊博士\n{A}\n孙武：建议破除四唯，分类评价。"
            ),
            &[
                ("张三", "理事长", A),
                ("李敏", "副理事长、教授", A),
                ("王强", "", A),
                ("赵六", "", A),
                ("钱戊", "博士", A),
                ("孙武", "", "建议破除四唯，分类评价。"),
            ],
        );
    }
}
