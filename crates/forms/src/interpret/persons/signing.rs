//! Lines below a text that say whose it is.

use domain::text::name_key;

use super::tokens::{Line, Token};
use super::{Reader, apply, person_of};
use crate::interpret::fields::Field;
use crate::interpret::heads::{Head, Sure};
use crate::interpret::lines::{has_sentence, length};
use crate::interpret::signature;
use crate::interpret::wording::is_introduction;

impl Reader {
    /// 建议人：李四（理事） below a text that nobody has been named for.
    pub(super) fn signs(&mut self, found: &[(Field, String)]) -> bool {
        let [(Field::Name, value), rest @ ..] = found else {
            return false;
        };
        let unsigned = self.open.person.is_none() && has_sentence(&self.open.lines.concat());
        let duties = rest
            .iter()
            .all(|(field, _)| matches!(field, Field::Unit | Field::Duty));
        if !unsigned || !duties || is_introduction(&self.open.lines) {
            return false;
        }
        if self.begin_several(value) {
            self.flush();
            return true;
        }
        let Some(person) = person_of(value) else {
            return false;
        };
        self.open.person = Some(person);
        for (field, value) in rest {
            apply(self.open.person.as_mut(), *field, value);
        }
        self.flush();
        true
    }

    /// The name of the person whose text it is, once more below that text.
    pub(super) fn repeats_name(&mut self, line: &Line<'_>) -> bool {
        let (Some(open), Some(head)) = (&mut self.open.person, line.head()) else {
            return false;
        };
        let same = name_key(&open.name) == name_key(&head.person.name);
        if head.marked || !head.rest.is_empty() || !same || self.open.lines.is_empty() {
            return false;
        }
        if open.positions.is_empty() && open.affiliation.is_none() {
            *open = head.person.clone();
        }
        true
    }
}

/// True when nothing but a date or a seal stands before the end, or before the next person.
pub(super) fn ends_piece(rest: &[Token<'_>]) -> bool {
    match rest.iter().find(|token| !is_seal(token)) {
        Some(Token::Line(line)) => line.head().is_some(),
        Some(Token::Fields(found, _)) => found.iter().any(|(field, _)| *field == Field::Name),
        Some(Token::Section(..)) | None => true,
        Some(Token::Marker(..)) => false,
    }
}

/// True for a line that names a person with what he is.
pub(super) fn is_head(token: Option<&Token<'_>>) -> bool {
    let Some(Token::Line(line)) = token else {
        return false;
    };
    line.head().is_some_and(|head| head.sure == Sure::Strong)
}

pub(super) fn is_seal(token: &Token<'_>) -> bool {
    matches!(token, Token::Line(line) if line.is_seal_or_date())
}

/// The line with which the first text begins: below a heading, when that is somebody's head.
pub(super) fn first_line<'a, 't>(tokens: &'a [Token<'t>]) -> Option<&'a Line<'t>> {
    let line = |at: usize| match tokens.get(at) {
        Some(Token::Line(line)) => Some(line),
        Some(_) | None => None,
    };
    let first = line(0)?;
    let heading = first.head().is_none() && length(first.text) <= 40 && !has_sentence(first.text);
    let second = line(1).filter(|second| heading && second.is_marked());
    Some(second.unwrap_or(first))
}

/// True when the section begins with text and ends with a signature.
pub(super) fn is_signed(tokens: &[Token<'_>]) -> bool {
    let starts_with_head = match tokens.first() {
        Some(Token::Line(line)) => line
            .head()
            .is_some_and(|head| head.sure == Sure::Strong && !line.text.starts_with(['—', '-', '–'])),
        Some(Token::Fields(..) | Token::Marker(..) | Token::Section(..)) | None => true,
    };
    let last = tokens.iter().rev().find(|token| !is_seal(token));
    let ends_with_signature = match last {
        Some(Token::Line(line)) => {
            signature::signature(line.text).is_some()
                || line
                    .head()
                    .is_some_and(|head| head.sure == Sure::Strong && head.rest.is_empty() && !head.marked)
        }
        Some(Token::Fields(..) | Token::Marker(..) | Token::Section(..)) | None => false,
    };
    tokens.len() > 1 && !starts_with_head && ends_with_signature
}

/// Whether a head opens a piece here: unmarked lines are signatures where persons sign behind their texts; names alone count
/// only where the section begins with a head.
pub(super) fn accepted(head: &Head, closing: bool, named: bool) -> bool {
    match head.sure {
        Sure::Strong => head.marked || !closing,
        Sure::Weak => named && !closing,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Found, read};
    use crate::interpret::labels::Titles;
    use crate::interpret::sample::{digest, expected, items};

    const A: &str = "学习报告使我认识到，科技自立自强不是一句口号。";
    const B: &str = "下一步，我将结合本职工作：1. 开展服务；2. 培训人员。";

    fn of(text: &str) -> Found {
        let lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
        read(&lines, &Titles::new(&items()), None)
    }

    #[test]
    fn a_name_and_a_date_below_somebodys_own_text_are_no_piece() {
        let found = of(&format!(
            "张三，理事长\n{A}\n张三\n2022年10月18日\n李四，秘书长\n{B}\n李四\n2022年10月19日"
        ));
        assert_eq!(
            digest(&found.pieces),
            expected(&[("张三", "理事长", A), ("李四", "秘书长", B)])
        );
        assert!(found.textless.is_empty());
    }

    #[test]
    fn a_person_without_a_text_is_kept_in_mind() {
        for (text, pieces) in [
            ("张三，理事长\n李四，秘书长".to_owned(), 0),
            (
                format!("王五，理事\n{A}\n{B}\n张三（理事）\n2022年10月20日\n李四，理事"),
                1,
            ),
        ] {
            let found = of(&text);
            assert_eq!(
                (found.pieces.len(), found.textless.as_slice()),
                (pieces, ["张三".to_owned(), "李四".to_owned()].as_slice()),
                "{text}"
            );
        }
        assert!(
            of("1. 张三，理事长\n2. 李四，秘书长\n感悟见附件")
                .textless
                .is_empty()
        );
    }

    #[test]
    fn a_field_below_a_text_signs_it() {
        let text = "1. 建议加强投入，设立专项。\n2. 建议完善评价，破除四唯。";
        let found = of(&format!("{text}\n建议人：李四（理事）"));
        assert_eq!(digest(&found.pieces), expected(&[("李四", "理事", text)]));
        let found = of(&format!("{text}\n建议人：李四　职务：理事\n2022年10月20日"));
        assert_eq!(digest(&found.pieces), expected(&[("李四", "理事", text)]));
    }
}
