//! One essay: what stands above the text, the text, what stands below it.

mod affiliation;
mod remarks;

use domain::person::Person;
use domain::text::name_key;

use affiliation::{known_name, numbered_author, office_line};
pub(super) use remarks::is_count;
pub(super) use remarks::is_remark_on_paper;
use remarks::{PAPERS, is_of_the_paper, is_sent_by, without_count};

use super::{Line, is_preliminary, is_title, split};
use crate::interpret::authors;
use crate::interpret::fields::{Field, fields};
use crate::interpret::file_name;
use crate::interpret::heads::{self, Sure, only_name};
use crate::interpret::labels::{Label, label_only};
use crate::interpret::letter::is_contact_line;
use crate::interpret::lines::{
    bracketed, ends_sentence, has_sentence, is_date, length, trim, without_number,
};
use crate::interpret::names::{self, Likelihood};
use crate::interpret::persons::{apply, both};
use crate::interpret::position::{self, Care, Duty};
use crate::interpret::signature;
use crate::interpret::society_name::is_society;
use crate::interpret::word_list::WordList;
use crate::interpret::wording::{is_attached, is_nil, is_seal_or_date};
use crate::interpret::{FoundPiece, Words};

/// Reads the lines of one essay.
pub(super) fn read(lines: &[Line], hint: Option<Person>, vocabulary: Words<'_>) -> Option<FoundPiece> {
    let mut essay = Essay {
        piece: FoundPiece::default(),
        name: None,
        in_title: None,
        duty: None,
        below_society: false,
        unit: None,
        hinted: hint.as_ref().map(|person| name_key(&person.name)),
        vocabulary,
    };
    let taken = lines
        .iter()
        .take(10)
        .enumerate()
        .take_while(|(at, line)| essay.head_line(line, lines.get(at + 1)))
        .count();
    let mut body: Vec<&str> = lines.iter().skip(taken).map(|line| line.text.as_str()).collect();
    let mut signed = None;
    for _ in 0..6 {
        let Some(last) = body.last().copied().filter(|_| body.len() > 1) else {
            break;
        };
        let above = body.iter().rev().nth(1).copied();
        let Some(left) = essay.tail_line(last, above, &mut signed) else {
            break;
        };
        body.pop();
        if !left.is_empty() {
            // The signature stood behind the last sentence of the text.
            return essay.finish(body.into_iter().map(str::to_owned).chain([left]).collect(), hint);
        }
    }
    essay.finish(body.into_iter().map(str::to_owned).collect(), hint)
}

struct Essay<'a> {
    piece: FoundPiece,
    /// A name on a line of its own, whose office may stand on the next.
    name: Option<String>,
    /// Whom the title names: 张三理事长学习感悟.
    in_title: Option<Person>,
    /// An office on a line of its own, whose holder is named on the line above (below the text) or below (above it).
    duty: Option<Duty>,
    /// The name of the society stands above, where a title would.
    below_society: bool,
    /// His unit on a line of its own above his name.
    unit: Option<String>,
    /// The name by which the file goes, in matching form.
    hinted: Option<String>,
    vocabulary: Words<'a>,
}

/// Ends of a line that names the society or its party organisation as the author, under a title.
static COLLECTIVE_AUTHORS: WordList = WordList::new(
    "党委 党总支 党支部 党组 党组织 秘书处 办公室 理事会 委员会 学会 协会 研究会 促进会 联合会",
);

impl Essay<'_> {
    /// Takes a line before the text; false when the text begins with it.
    fn head_line(&mut self, line: &Line, next: Option<&Line>) -> bool {
        let text = line.text.as_str();
        let remark = || self.is_headed() && line.marked && next.is_some() && is_remark_on_paper(text);
        if is_date(text) || is_preliminary(text, self.vocabulary) || is_count(text) || remark() {
            return true;
        }
        if let Some(found) = fields(text).filter(|_| length(text) <= 90) {
            return self.fields(&found);
        }
        if self.piece.person.is_none()
            && (line.marked || self.is_headed() || next.is_some())
            && let Some(author) = signature::author(text).or_else(|| numbered_author(text))
        {
            self.piece.person = Some(author);
            return true;
        }
        if self.by_several(text) {
            return false;
        }
        if self.unit_above(text)
            || self.unit_line_above(text, next)
            || self.duty_line(text)
            || self.duty_above(text, next)
            || self.name_line(line, next)
        {
            return true;
        }
        self.title_line(line, next)
    }

    /// Whether a title, or the society's name in its place, stands above.
    const fn is_headed(&self) -> bool {
        self.piece.title.is_some() || self.below_society
    }

    fn fields(&mut self, found: &[(Field, String)]) -> bool {
        if found
            .iter()
            .any(|(field, value)| *field == Field::Text && !value.is_empty())
        {
            return false;
        }
        if let Some((Field::Name, value)) = found.first()
            && self.by_several(value)
        {
            return false;
        }
        for (field, value) in found {
            match field {
                Field::Name => {
                    self.piece.person = heads::named(value).or_else(|| names::stated(value).map(only_name));
                }
                Field::Unit | Field::Duty => apply(self.piece.person.as_mut(), *field, value),
                Field::Title => self.piece.title = Some(value.clone()).filter(|value| !value.is_empty()),
                Field::Text | Field::Other => {}
            }
        }
        true
    }

    /// 张晓明、李国强 合著 stays with the text: whose it is nobody says.
    fn by_several(&mut self, text: &str) -> bool {
        let several = self.piece.person.is_none() && authors::are_several(text);
        if several {
            self.piece.authors = Some(trim(text).to_owned());
        }
        several
    }

    /// 华夏光学学会理事长 below or above the line with the name alone.
    fn duty_line(&mut self, text: &str) -> bool {
        let waits = self.name.is_some()
            || self
                .piece
                .person
                .as_ref()
                .is_some_and(|person| person.positions.is_empty());
        if !waits || has_sentence(text) || length(text) > 60 {
            return false;
        }
        let Some(duty) = position::duty(text.trim_matches(['（', '）', '(', ')']), Care::Strict) else {
            return false;
        };
        if let Some(name) = self.name.take() {
            self.piece.person = Some(heads::assemble(name, duty));
        } else {
            apply(self.piece.person.as_mut(), Field::Duty, text);
        }
        true
    }

    /// 华夏光学学会理事长 above the line with the name alone.
    fn duty_above(&mut self, text: &str, next: Option<&Line>) -> bool {
        let named = next.is_some_and(|next| known_name(&next.text).is_some());
        let waits = self.piece.person.is_none() && self.name.is_none();
        if waits && named {
            self.duty = office_line(text);
        }
        self.duty.is_some() && waits && named
    }

    fn name_line(&mut self, line: &Line, next: Option<&Line>) -> bool {
        let is_placed =
            self.is_headed() || self.duty.is_some() || line.marked || self.opens(&line.text, next);
        if self.piece.person.is_some() || self.name.is_some() || !is_placed {
            return false;
        }
        let follows = next.is_some_and(|next| position::duty(&next.text, Care::Strict).is_some());
        let rare = || {
            self.is_rare(line, next)
                .then(|| (line.text.clone(), Likelihood::Known))
        };
        match names::plausible(line.text.trim_matches(['（', '）', '(', ')'])).or_else(rare) {
            Some((name, sure)) if sure == Likelihood::Known || follows || rare().is_some() => {
                match self.duty.take() {
                    Some(duty) => self.piece.person = Some(heads::assemble(name, duty)),
                    None => self.name = Some(name),
                }
                true
            }
            Some(_) | None => false,
        }
    }

    /// A rare surname in a marked line between a title and a text.
    fn is_rare(&self, line: &Line, next: Option<&Line>) -> bool {
        let above_text = next.is_some_and(|next| has_sentence(&next.text));
        line.marked && self.piece.title.is_some() && above_text && names::is_rare(&line.text)
    }

    /// Whether a name alone in the first line is the author's, though nothing marks it: that of the file, or one above a
    /// title or, where it is hardly a word, above the text.
    fn opens(&self, text: &str, next: Option<&Line>) -> bool {
        let Some((name, next)) = known_name(text).zip(next) else {
            return false;
        };
        if file_name::is_word(&name) {
            return false;
        }
        let is_hinted = self.hinted.as_ref().is_some_and(|hint| *hint == name_key(&name));
        let is_common = length(&name) == 3 && name.starts_with(COMMON_SURNAMES);
        let above_title = is_title(next) && !has_sentence(&next.text) && !speaks_of_a_person(&next.text);
        is_hinted || is_common && (above_title || has_sentence(&next.text))
    }

    fn title_line(&mut self, line: &Line, next: Option<&Line>) -> bool {
        let text = line.text.as_str();
        if let Some(title) = &mut self.piece.title {
            let sender = text
                .strip_suffix("联合报送")
                .or_else(|| text.strip_suffix("共同报送"));
            let longest = if sender.is_some() { 60 } else { 30 };
            let is_author = COLLECTIVE_AUTHORS.ends(sender.unwrap_or(text));
            if line.marked && next.is_some() && length(text) <= longest && is_author {
                return true;
            }
            if let Some(label) = bracketed_label(text, self.vocabulary) {
                self.piece.label = label.item().or(self.piece.label.take());
                return true;
            }
            let continued = text.starts_with("——")
                || (line.marked && title.chars().count() <= 40 && self.piece.person.is_none());
            let short = length(text) <= 40
                && !has_sentence(text)
                && next.is_some()
                && !position::ends_with_office(text);
            if continued
                && short
                && (line.marked || text.starts_with("——"))
                && self.name.is_none()
                && numbered_heading(text).is_none()
            {
                if !is_remark_on_paper(text) {
                    title.push_str(text);
                }
                return true;
            }
            return false;
        }
        if let Some((title, person)) = split::titled(text).filter(|_| self.piece.person.is_none()) {
            self.piece.title = Some(title);
            self.piece.person = Some(person);
            return true;
        }
        if next.is_some() && is_society(text) {
            self.below_society = true;
            return true;
        }
        if !is_title(line) || next.is_none() || (!line.marked && numbered_heading(text).is_some()) {
            return false;
        }
        let label = label_only(text.trim_matches(['【', '】']), self.vocabulary.items);
        // A label above the real title is a heading; as the only heading it is the title as well.
        let real_title_follows = next.is_some_and(|next| {
            is_title(next) && !speaks_of_a_person(&next.text) && numbered_heading(&next.text).is_none()
        });
        if let Some(Label::Item(item)) = &label {
            self.piece.label = Some(item.clone());
        }
        let is_remark = is_remark_on_paper(text) && split::named_in_title(line).is_none();
        let is_heading = label.is_some() || is_remark;
        if !is_heading || !real_title_follows {
            self.in_title = split::named_in_title(line);
            self.piece.title = Some(text.to_owned());
        }
        true
    }

    /// Takes a line behind the text; `None` when it belongs to the text. Text before a signature on the same line is
    /// returned.
    fn tail_line(&mut self, line: &str, above: Option<&str>, signed: &mut Option<Person>) -> Option<String> {
        let text = heads::without_tail(line);
        if is_seal_or_date(line)
            || is_seal_or_date(text)
            || is_contact_line(text)
            || self.about_author(text)
            || is_of_the_paper(line)
        {
            return Some(String::new());
        }
        if self.piece.authors.is_none() && self.by_several(text) {
            return None;
        }
        if let Some((left, person, sure)) = signature::signature(text) {
            // “…” / ——艾青: whom the text quotes.
            let quoted = sure == Sure::Weak && above.is_some_and(is_quotation);
            let free = self.piece.person.is_none() && !quoted && (sure == Sure::Strong || signed.is_none());
            if !free && !self.is_by(&person.name) {
                return is_sent_by(text).then(String::new);
            }
            self.sign(person, signed);
            return Some(left);
        }
        if has_sentence(text) || length(text) > 60 || ends_sentence(text) {
            return None;
        }
        if let Some(person) = signature::author(text).or_else(|| self.own_name(text)) {
            let own = self.piece.person.is_none() || self.is_by(&person.name);
            if own {
                self.sign(person, signed);
            }
            return (own || is_sent_by(text)).then(String::new);
        }
        if let Some(duty) = office_line(text)
            && self.office_below(duty, above, signed)
        {
            return Some(String::new());
        }
        self.unit_line(text, signed.is_some())
    }

    fn is_by(&self, name: &str) -> bool {
        self.piece
            .person
            .as_ref()
            .is_some_and(|known| name_key(&known.name) == name_key(name))
    }

    /// A name alone signs when its surname is known or the author has it.
    fn own_name(&self, text: &str) -> Option<Person> {
        let (name, sure) = names::plausible(text)?;
        (sure == Likelihood::Known || self.is_by(&name)).then_some(())?;
        Some(match self.duty.clone() {
            Some(duty) => heads::assemble(name, duty),
            None => only_name(name),
        })
    }

    fn sign(&mut self, person: Person, signed: &mut Option<Person>) {
        match &mut self.piece.person {
            Some(known) if known.positions.is_empty() && known.affiliation.is_none() => {
                *known = person.clone();
            }
            Some(_) => {}
            None => self.piece.person = Some(person.clone()),
        }
        *signed = Some(person);
    }

    fn is_remark(&self) -> bool {
        let piece = &self.piece;
        let bare = piece.person.is_none() && piece.title.is_none() && piece.label.is_none();
        bare && !has_sentence(&piece.text) && length(&piece.text) < REMARK
    }

    fn finish(mut self, mut body: Vec<String>, hint: Option<Person>) -> Option<FoundPiece> {
        if let Some(name) = self.name.take().filter(|_| self.piece.person.is_none()) {
            self.piece.person = Some(only_name(name));
        }
        let own = self.piece.person.take().or(self.in_title.take());
        self.piece.person = own.or(hint.filter(|_| self.piece.authors.is_none()));
        if let Some(person) = self.piece.person.as_mut() {
            person.affiliation = person.affiliation.take().or(self.unit.take());
            self.piece.authors = None;
        }
        if let Some(line) = split::another(&body, self.piece.person.as_ref()) {
            let authors = self.piece.person.take().map(|person| both(&person, &line));
            self.piece.authors = authors.or(self.piece.authors.take());
        }
        if self.piece.title.as_deref().is_some_and(is_nil) {
            // 零报告 as the title: a paper that says that there is nothing.
            return None;
        }
        // 推荐表 says what the paper is, not what its text is called.
        let title = self.piece.title.take().filter(|title| !PAPERS.ends(title));
        self.piece.title = title.map(|title| without_count(&title).to_owned());
        let heading = body.first().filter(|_| body.len() > 1);
        if let Some(label) = heading.and_then(|line| label_only(line, self.vocabulary.items)) {
            // 建言献策 on a line of its own above the text.
            self.piece.label = label.item().or(self.piece.label.take());
            body.remove(0);
        }
        if let Some(first) = body.first_mut() {
            // 正文：, 感悟： in front of the text.
            if let Some((_, rest)) = fields(first)
                .and_then(|found| found.into_iter().next())
                .filter(|(field, _)| *field == Field::Text)
            {
                *first = rest;
            }
        }
        body.retain(|line| !line.is_empty());
        if body.is_empty() {
            let title = self.piece.title.take().filter(|title| length(title) >= 12);
            if title.is_none() && self.piece.person.is_some() {
                // Nothing but a name and a short title: the text is missing.
                return Some(self.piece);
            }
            body.push(title?);
        }
        self.piece.text = body.join("\n");
        if self.is_remark() {
            return None;
        }
        (!is_nil(&self.piece.text) && !is_attached(&self.piece.text)).then_some(self.piece)
    }
}

/// Surnames of many people with which no word of titles begins.
const COMMON_SURNAMES: [char; 32] = [
    '王', '李', '张', '刘', '陈', '杨', '赵', '吴', '徐', '孙', '胡', '朱', '郭', '梁', '宋', '郑', '谢',
    '韩', '唐', '冯', '董', '曹', '袁', '邓', '许', '沈', '曾', '彭', '吕', '蒋', '蔡', '魏',
];

/// Fewer characters than this, without the end of a sentence, are nobody's text: 请先解压.
const REMARK: usize = 8;

/// “……” as a paragraph of its own.
fn is_quotation(line: &str) -> bool {
    let text = trim(line);
    text.ends_with(['”', '"', '」', '』'])
        && (text.starts_with(['“', '"', '「', '『']) || ends_sentence(text))
}

/// 【关键少数】 below a title.
fn bracketed_label(text: &str, vocabulary: Words<'_>) -> Option<Label> {
    let (inside, _) = bracketed(text).filter(|(_, behind)| behind.is_empty())?;
    label_only(inside, vocabulary.items)
}

/// An author line, a name, an office or a field: no title.
fn speaks_of_a_person(text: &str) -> bool {
    signature::author(text).is_some()
        || fields(text).is_some()
        || position::duty(text, Care::Strict).is_some()
        || names::plausible(text).is_some_and(|(_, sure)| sure == Likelihood::Known)
}

/// 一、… is a heading inside the text, not the title.
fn numbered_heading(text: &str) -> Option<&str> {
    let rest = without_number(text);
    (rest.len() < trim(text).len()).then_some(rest)
}
