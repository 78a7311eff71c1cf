//! Titles above the names of authors, and what tells a name from a word.

use domain::person::Person;
use domain::text::name_key;

use super::Reader;
use super::tokens::Token;
use crate::interpret::fields::{Field, field};
use crate::interpret::heads;
use crate::interpret::lines::{
    at_colon, bracketed, ends_sentence, has_sentence, in_title_marks, is_longer, length, numbered,
    without_number,
};
use crate::interpret::position::{self, Care};
use crate::interpret::word_list::WordList;
use crate::interpret::wording::{is_attachment_mark, is_seal_or_date};

/// Characters of the longest line that is a name and nothing else.
const LONGEST_NAME: usize = 16;

/// The person whom a line in round brackets names, with nothing else in it.
pub(super) fn in_brackets(line: &str) -> Option<Person> {
    let (inside, rest) = bracketed(line).filter(|_| line.starts_with(['（', '(']))?;
    let person = heads::named(inside).filter(|_| rest.is_empty() && numbered(line).is_none())?;
    (!person.positions.is_empty()).then_some(person)
}

/// 《把论文写在大地上》 above a text, taken from its lines.
pub(super) fn above_text(lines: &mut Vec<String>) -> Option<String> {
    let (first, rest) = lines.split_first()?;
    let title = in_title_marks(first).filter(|_| rest.first().is_some_and(|line| has_sentence(line)))?;
    let title = title.to_owned();
    lines.remove(0);
    Some(title)
}

/// A line shaped like a title above a text, taken from the lines of one who signs below.
pub(super) fn of_signed(lines: &mut Vec<String>) -> Option<String> {
    let (first, rest) = lines.split_first()?;
    let is_title = is_shaped(first) && rest.first().is_some_and(|line| has_sentence(line));
    let title = in_title_marks(first).unwrap_or(first).to_owned();
    is_title.then(|| lines.remove(0)).map(|_| title)
}

/// Words of lines that lead to what follows.
static LEADS: WordList =
    WordList::new("报送 现将 如下 以下 汇总 名单 提交 附件 附上 共计 感悟: 学会 理事 负责人 人员");

/// Shaped like a title, and nothing that leads into a list or says what was sent.
fn is_shaped(line: &str) -> bool {
    (4..=40).contains(&length(line))
        && !line.ends_with(['：', ':', '，', ',', '、'])
        && !has_sentence(line)
        && !is_attachment_mark(line)
        && !is_seal_or_date(line)
        && position::duty(line, Care::Strict).is_none()
        && !LEADS.is_mentioned(line)
}

impl Reader {
    /// The title above the first author of all.
    pub(super) fn title_of_first(&mut self) -> Option<String> {
        let nobodys = self.open.person.is_none() && self.open.authors.is_none() && self.open.title.is_none();
        match self.open.lines.as_slice() {
            [only] if nobodys && self.found.pieces.is_empty() && is_shaped(only) => {
                let title = self.open.lines.pop();
                title.map(|title| without_number(&title).to_owned())
            }
            _ => None,
        }
    }

    /// Begins the text of the person in brackets.
    pub(super) fn begin_named_above(&mut self, line: &str) {
        self.flush();
        self.open.person = in_brackets(line);
    }

    /// The title of 题目：… with nothing below it yet, for the author who is named next.
    pub(super) fn stated_title(&mut self) -> Option<String> {
        let waits = self.open.person.is_none() && self.open.authors.is_none() && self.open.lines.is_empty();
        if waits { self.open.title.take() } else { None }
    }

    /// True when a text stands above that has come to its end.
    pub(super) fn ends_above(&self) -> bool {
        self.open.lines.last().is_some_and(|line| ends_sentence(line))
    }

    /// The title above 作者：…, perhaps numbered: the first line of all, or one below the end of a sentence.
    pub(super) fn title_above(&mut self) -> Option<String> {
        let (line, text) = self.open.lines.split_last()?;
        let title = without_number(line);
        let shaped = (4..=40).contains(&length(title)) && !title.ends_with(['：', ':', '，', ',', '、']);
        let own = shaped && !has_sentence(title) && !is_attachment_mark(line) && !is_seal_or_date(line);
        let nobodys = self.open.person.is_none() && self.open.authors.is_none() && self.open.title.is_none();
        let apart = text.last().map_or(nobodys, |above| ends_sentence(above));
        let title = title.to_owned();
        if !own || !apart {
            return None;
        }
        self.open.lines.pop();
        Some(title)
    }

    /// The title that stands above the name of the next author, below the last sentence of the one before.
    pub(super) fn title_of_next(&mut self) -> Option<String> {
        let own_name = name_key(&self.open.person.as_ref()?.name);
        let (title, text) = self.open.lines.split_last()?;
        let shaped = (2..=40).contains(&length(title)) && !title.ends_with(['：', ':', '，', ',', '、']);
        let own = shaped && !has_sentence(title) && !is_attachment_mark(title) && !is_seal_or_date(title);
        // His own name may stand below a photo of him.
        let aside = |line: &&String| {
            !is_attachment_mark(line) && (is_longer(line, LONGEST_NAME) || name_key(line) != own_name)
        };
        let above = text.iter().rev().find(aside);
        // Below a numbered heading of a text the text goes on: the last line of all is a title.
        if own && above.is_some_and(|line| ends_sentence(line)) {
            self.open
                .lines
                .pop()
                .map(|title| without_number(&title).to_owned())
        } else {
            None
        }
    }
}

/// The title below the name of the author, taken from the lines of his text: the only line without a stop above a text.
pub(super) fn below_author(lines: &mut Vec<String>) -> Option<String> {
    let (first, rest) = lines.split_first()?;
    let is_heading = |line: &str| !is_longer(line, 30) && !ends_sentence(line);
    let is_title = |line: &str| {
        length(line) >= 4
            && is_heading(line)
            && !has_sentence(line)
            && !line.ends_with(['：', ':', '，', ',', '、', '；', ';'])
            && !line.starts_with(['—', '-', '“', '（', '('])
            && numbered(line).is_none()
            && heads::head(line).is_none()
    };
    let (last, inner) = rest.split_last()?;
    let is_text = |line: &String| has_sentence(line) && is_longer(line, 19);
    let own = is_title(first) && rest.first().is_some_and(is_text) && is_text(last);
    let alone = own && !inner.iter().any(|line| is_heading(line));
    alone.then(|| lines.remove(0))
}

/// Whether the last line of several is nothing but the author's name, as below a photo of him.
pub(super) fn ends_with_name(lines: &[String], person: Option<&Person>) -> bool {
    let own = |person: &Person| {
        lines
            .last()
            .is_some_and(|line| name_key(line) == name_key(&person.name))
    };
    lines.len() > 1 && person.is_some_and(own)
}

/// Takes 感悟： off the beginning of somebody's text.
pub(super) fn without_label(lines: &mut Vec<String>) {
    let Some(first) = lines.first_mut() else { return };
    if !first.chars().take(7).any(|c| matches!(c, '：' | ':')) {
        return;
    }
    let labelled =
        at_colon(first).filter(|(label, _)| !is_longer(label, 6) && field(label) == Some(Field::Text));
    if let Some((_, rest)) = labelled {
        *first = rest.to_owned();
        lines.retain(|line| !line.is_empty());
    }
}

/// True for a line of somebody's text, or of what somebody is.
pub(super) fn is_text(token: &Token<'_>) -> bool {
    match token {
        Token::Line(line) => {
            has_sentence(line.text)
                || length(line.text) >= 20
                || position::duty(line.text, Care::Strict).is_some()
        }
        Token::Section(..) | Token::Marker(..) | Token::Fields(..) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use crate::interpret::labels::Titles;
    use crate::interpret::sample::{check_cell as check, items};

    const A: &str = "学习报告使我认识到，科技自立自强不是一句口号。";

    #[test]
    fn the_title_above_the_next_author_is_no_text_of_the_one_before() {
        let text = format!("张三，理事长\n{A}\n附件3\n扎根一线写忠诚\n李四，秘书长\n{A}");
        check(&text, &[("张三", "理事长", A), ("李四", "秘书长", A)]);
        let lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
        let found = read(&lines, &Titles::new(&items()), None);
        assert_eq!(found.pieces[1].title.as_deref(), Some("扎根一线写忠诚"));
    }

    #[test]
    fn signed_and_dated_texts_below_titles_in_marks_are_taken_apart() {
        let one =
            |title: &str, name: &str| format!("《{title}》\n{A}\n{name}（华夏学会理事）\n2024年5月18日\n");
        let text = format!("{}{}", one("灯火长明", "张三"), one("一粒种子", "李四"));
        let text = text.trim_end();
        check(text, &[("张三", "理事", A), ("李四", "理事", A)]);
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let found = read(&lines, &Titles::new(&items()), None);
        let titles: Vec<_> = found.pieces.iter().map(|piece| piece.title.as_deref()).collect();
        assert_eq!(titles, [Some("灯火长明"), Some("一粒种子")]);
    }

    #[test]
    fn a_title_that_a_field_states_stands_above_its_author() {
        let one = |title: &str, name: &str| {
            format!("标题：{title}\n姓名：{name}\n作者单位：华夏学会\n正文：\n{A}\n")
        };
        let text = format!("{}{}", one("灯火不熄", "张三"), one("一粒种子", "李四"));
        check(&text, &[("张三", "", A), ("李四", "", A)]);
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let found = read(&lines, &Titles::new(&items()), None);
        let titles: Vec<_> = found.pieces.iter().map(|piece| piece.title.as_deref()).collect();
        assert_eq!(titles, [Some("灯火不熄"), Some("一粒种子")]);
        let one = |title: &str, name: &str| format!("题目：{title}\n{name}（理事）\n{A}\n");
        let text = format!("{}{}", one("听涛", "张三"), one("观海", "李四"));
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let found = read(&lines, &Titles::new(&items()), None);
        let titles: Vec<_> = found.pieces.iter().map(|piece| piece.title.as_deref()).collect();
        assert_eq!(titles, [Some("听涛"), Some("观海")]);
    }

    #[test]
    fn words_of_a_table_inside_a_text_are_no_persons() {
        let text = format!("{A}\n年份\n项目数\n2021\n12\n{A}");
        check(&format!("1. 张三，理事长\n{text}"), &[("张三", "理事长", &text)]);
        check(
            &format!("1. 张三，理事长\n{A}\n李四\n{A}"),
            &[("张三", "理事长", A), ("李四", "", A)],
        );
    }

    #[test]
    fn names_in_brackets_stand_above_or_below_all_texts() {
        let want = [("张三", "理事长", A), ("李四", "秘书长", A)];
        check(&format!("（张三　理事长）\n{A}\n（李四　秘书长）\n{A}"), &want);
        check(&format!("{A}\n（张三，理事长）\n{A}\n（李四，秘书长）"), &want);
        check(
            &format!("张三（理事长）\n{A}\n----------\n李四（秘书长）\n{A}\n（共86字）")
                .replace("----------\n", ""),
            &want,
        );
    }

    #[test]
    fn name_body_and_office_may_stand_on_lines_of_their_own() {
        check(
            &format!("张三\n华夏光学学会\n理事长、党委书记\n{A}\n李四\n华夏光学学会\n秘书长\n{A}"),
            &[("张三", "理事长、党委书记", A), ("李四", "秘书长", A)],
        );
    }
}
