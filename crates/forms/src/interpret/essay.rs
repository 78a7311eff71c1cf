//! Documents of their own: title, author line at either end, text. Several essays in one document are taken apart.

use domain::person::Person;
use domain::text::{match_key, name_key};

use super::fields::{Field, fields};
use super::heads::{self, Sure};
use super::labels::{Label, label_only};
use super::lines::{ends_sentence, has_sentence, is_date, length, trim, without_number};
use super::names::{self, Likelihood};
use super::persons::{self, apply};
use super::position::{self, Care};
use super::wording::{is_attached, is_nil, is_seal_or_date};
use super::{FoundPiece, Vocabulary, form_label, grid, letter};
use crate::document::Block;

/// A line with the marks that tell a title from a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) text: String,
    /// Centred, bold or in a heading style.
    pub(super) marked: bool,
}

/// The lines of blocks, trimmed, without blank ones.
pub(super) fn lines(blocks: &[Block]) -> Vec<Line> {
    let mut lines = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => {
                let marked = paragraph.centered || paragraph.bold || paragraph.heading;
                let parts = paragraph
                    .text
                    .split('\n')
                    .map(trim)
                    .filter(|part| !part.is_empty());
                lines.extend(parts.map(|part| Line {
                    text: part.to_owned(),
                    marked,
                }));
            }
            Block::Table(table) => {
                let rows = table.rows.iter().flat_map(|row| grid::row_lines(&row.cells));
                lines.extend(
                    rows.filter(|text| !text.is_empty())
                        .map(|text| Line { text, marked: false }),
                );
            }
        }
    }
    lines
}

/// Reads a document that is no form; `hint` is the person whom the file name names.
pub(super) fn read(lines: &[Line], hint: Option<Person>, vocabulary: Vocabulary<'_>) -> Vec<FoundPiece> {
    let lines = without_preliminaries(lines, vocabulary);
    if letter::is_official_letter(lines) {
        return Vec::new();
    }
    let texts: Vec<String> = lines.iter().map(|line| line.text.clone()).collect();
    let essays = split(lines);
    if essays.len() >= 2 {
        return essays
            .iter()
            .filter_map(|essay| one(essay, None, vocabulary))
            .collect();
    }
    let several = persons::read(&texts, vocabulary.items, None);
    if several_persons(&several.pieces) || names_then_text(lines) {
        return several.pieces;
    }
    one(lines, hint, vocabulary).into_iter().collect()
}

/// Lines such as 附件2 and 学会名称：… above everything.
fn without_preliminaries<'a>(lines: &'a [Line], vocabulary: Vocabulary<'_>) -> &'a [Line] {
    let skipped = lines
        .iter()
        .take(6)
        .take_while(|line| is_preliminary(&line.text, vocabulary))
        .count();
    lines.get(skipped..).unwrap_or_default()
}

fn is_preliminary(text: &str, vocabulary: Vocabulary<'_>) -> bool {
    let key = match_key(text);
    let bare = key
        .trim_start_matches("附件")
        .trim_start_matches("材料")
        .trim_start_matches("附");
    let attachment = bare.len() < key.len()
        && bare
            .chars()
            .all(|c| c.is_ascii_digit() || "一二三四五六七八九十:.-之".contains(c));
    let title = vocabulary
        .template
        .is_some_and(|template| form_label::is_title(text, template));
    attachment || title || form_label::stated_society(text).is_some()
}

fn several_persons(pieces: &[FoundPiece]) -> bool {
    let mut names: Vec<String> = pieces
        .iter()
        .filter_map(|piece| piece.person.as_ref())
        .map(|person| name_key(&person.name))
        .collect();
    names.sort();
    names.dedup();
    names.len() >= 2
}

/// A document that begins with `姓名：…` and says which part is the text, or with `姓名（职务）：text`.
fn names_then_text(lines: &[Line]) -> bool {
    let Some(first) = lines.first() else { return false };
    let head =
        heads::head(&first.text).is_some_and(|head| head.sure == Sure::Strong && length(&head.rest) > 30);
    let named = fields(&first.text).is_some_and(|found| found.iter().any(|(field, _)| *field == Field::Name));
    let text = lines
        .iter()
        .take(8)
        .filter_map(|line| fields(&line.text))
        .flatten()
        .any(|(field, _)| field == Field::Text);
    head || (named && text)
}

/// Cuts a document at author lines of different persons, each with the title above it.
fn split(lines: &[Line]) -> Vec<Vec<Line>> {
    let mut starts = Vec::new();
    let mut names = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let author = (length(&line.text) <= 60)
            .then(|| heads::author(&line.text))
            .flatten();
        let Some(author) = author.filter(|_| at == 0 || is_apart(lines, at)) else {
            continue;
        };
        let name = name_key(&author.name);
        if !names.contains(&name) {
            names.push(name);
            let above = lines
                .iter()
                .take(at)
                .rev()
                .take(2)
                .take_while(|line| is_title(line))
                .count();
            starts.push(at - above);
        }
    }
    // Signed at the end: the first author line has a whole text above it.
    let begins = starts.first().is_some_and(|first| *first <= 2);
    if starts.len() < 2 || !begins {
        return vec![lines.to_vec()];
    }
    let ends = starts.iter().skip(1).copied().chain([lines.len()]);
    starts
        .iter()
        .zip(ends)
        .filter_map(|(start, end)| lines.get(*start..end).map(<[Line]>::to_vec))
        .collect()
}

/// An author line inside a document is marked itself or stands below a title.
fn is_apart(lines: &[Line], at: usize) -> bool {
    let marked = |at: Option<usize>| at.and_then(|at| lines.get(at)).is_some_and(|line| line.marked);
    marked(Some(at)) || marked(at.checked_sub(1)) || at <= 2
}

/// Reads the lines of one essay.
fn one(lines: &[Line], hint: Option<Person>, vocabulary: Vocabulary<'_>) -> Option<FoundPiece> {
    let mut essay = Essay {
        piece: FoundPiece::default(),
        name: None,
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
        let Some(left) = essay.tail_line(last, &mut signed) else {
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
    vocabulary: Vocabulary<'a>,
}

impl Essay<'_> {
    /// Takes a line before the text; false when the text begins with it.
    fn head_line(&mut self, line: &Line, next: Option<&Line>) -> bool {
        let text = line.text.as_str();
        if is_date(text) || is_preliminary(text, self.vocabulary) {
            return true;
        }
        if let Some(found) = fields(text).filter(|_| length(text) <= 90) {
            return self.fields(&found);
        }
        if self.piece.person.is_none()
            && (line.marked || self.piece.title.is_some() || next.is_some())
            && let Some(author) = heads::author(text)
        {
            self.piece.person = Some(author);
            return true;
        }
        if self.duty_line(text) || self.name_line(line, next) {
            return true;
        }
        self.title_line(line, next)
    }

    fn fields(&mut self, found: &[(Field, String)]) -> bool {
        if found
            .iter()
            .any(|(field, value)| *field == Field::Text && !value.is_empty())
        {
            return false;
        }
        for (field, value) in found {
            match field {
                Field::Name => {
                    self.piece.person = heads::named(value).or_else(|| {
                        names::stated(value).map(|name| Person {
                            name,
                            ..Person::default()
                        })
                    });
                }
                Field::Unit | Field::Duty => apply(self.piece.person.as_mut(), *field, value),
                Field::Title => self.piece.title = Some(value.clone()).filter(|value| !value.is_empty()),
                Field::Text | Field::Other => {}
            }
        }
        true
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

    fn name_line(&mut self, line: &Line, next: Option<&Line>) -> bool {
        if self.piece.person.is_some() || self.name.is_some() || (self.piece.title.is_none() && !line.marked)
        {
            return false;
        }
        let follows = next.is_some_and(|next| position::duty(&next.text, Care::Strict).is_some());
        match names::plausible(line.text.trim_matches(['（', '）', '(', ')'])) {
            Some((name, sure)) if sure == Likelihood::Known || follows => {
                self.name = Some(name);
                true
            }
            Some(_) | None => false,
        }
    }

    fn title_line(&mut self, line: &Line, next: Option<&Line>) -> bool {
        let text = line.text.as_str();
        if let Some(title) = &mut self.piece.title {
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
                title.push_str(text);
                return true;
            }
            return false;
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
        if label.is_none() || !real_title_follows {
            self.piece.title = Some(text.to_owned());
        }
        true
    }

    /// Takes a line behind the text; `None` when it belongs to the text. Text before a signature on the same line is returned.
    fn tail_line(&mut self, text: &str, signed: &mut Option<Person>) -> Option<String> {
        if is_seal_or_date(text) {
            return Some(String::new());
        }
        if let Some((left, person, sure)) = heads::signature(text) {
            let known = self.piece.person.as_ref().map(|known| name_key(&known.name));
            let same = known
                .as_ref()
                .is_some_and(|known| *known == name_key(&person.name));
            if same || (known.is_none() && (sure == Sure::Strong || signed.is_none())) {
                self.sign(person, signed);
                return Some(left);
            }
            return None;
        }
        if has_sentence(text) || length(text) > 60 {
            return None;
        }
        let person = heads::author(text).filter(|_| !ends_sentence(text));
        let same = |person: &Person| {
            self.piece
                .person
                .as_ref()
                .is_none_or(|known| name_key(&known.name) == name_key(&person.name))
        };
        if let Some(person) = person.filter(same) {
            self.sign(person, signed);
            return Some(String::new());
        }
        let own = names::plausible(text).is_some_and(|(name, sure)| {
            self.piece
                .person
                .as_ref()
                .map_or(sure == Likelihood::Known, |known| {
                    name_key(&known.name) == name_key(&name)
                })
        });
        if own {
            let (name, _) = names::plausible(text)?;
            self.sign(
                Person {
                    name,
                    ..Person::default()
                },
                signed,
            );
            return Some(String::new());
        }
        let unit = text
            .strip_prefix("供稿单位")
            .or_else(|| text.strip_prefix("报送单位"))
            .unwrap_or(text);
        let unit = trim(unit.trim_start_matches(['：', ':']));
        if !position::is_organisation(unit) {
            return None;
        }
        // The society stands above the one who signs.
        if let Some(person) = self
            .piece
            .person
            .as_mut()
            .filter(|person| signed.is_some() && person.affiliation.is_none())
        {
            person.affiliation = Some(unit.to_owned());
        }
        Some(String::new())
    }

    fn sign(&mut self, person: Person, signed: &mut Option<Person>) {
        if self.piece.person.is_none() {
            self.piece.person = Some(person.clone());
        }
        *signed = Some(person);
    }

    fn finish(mut self, mut body: Vec<String>, hint: Option<Person>) -> Option<FoundPiece> {
        if let Some(name) = self.name.take().filter(|_| self.piece.person.is_none()) {
            self.piece.person = Some(Person {
                name,
                ..Person::default()
            });
        }
        self.piece.person = match (self.piece.person.take(), hint) {
            (None, hint) => hint,
            (Some(person), _) => Some(person),
        };
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
            let title = self.piece.title.take().filter(|title| length(title) >= 12)?;
            body.push(title);
        }
        self.piece.text = body.join("\n");
        (!is_nil(&self.piece.text) && !is_attached(&self.piece.text)).then_some(self.piece)
    }
}

/// An author line, a name, an office or a field: no title.
fn speaks_of_a_person(text: &str) -> bool {
    heads::author(text).is_some()
        || fields(text).is_some()
        || position::duty(text, Care::Strict).is_some()
        || names::plausible(text).is_some_and(|(_, sure)| sure == Likelihood::Known)
}

/// Shaped like a title: short, no end of a sentence; unmarked ones must not lead into a list.
fn is_title(line: &Line) -> bool {
    let text = line.text.as_str();
    let limit = if line.marked { 60 } else { 40 };
    let opens = text.ends_with(['：', ':', '，', ',', '、']);
    (2..=limit).contains(&length(text))
        && !ends_sentence(text)
        && !text.contains('。')
        && !opens
        && !is_date(text)
}

/// 一、… is a heading inside the text, not the title.
fn numbered_heading(text: &str) -> Option<&str> {
    let rest = without_number(text);
    (rest.len() < trim(text).len()).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{centered, paragraph, with};
    use super::*;

    const A: &str = "学习报告使我认识到，科技自立自强不是一句口号，而是一次一次试验干出来的。";
    const B: &str = "下一步，我将结合本职工作，继续在基层开展服务。";

    fn of(blocks: &[Block], file: &str) -> Vec<FoundPiece> {
        with(|vocabulary| read(&lines(blocks), super::super::file_name::person(file), vocabulary))
    }

    fn short(piece: &FoundPiece) -> (Option<&str>, Option<&str>, &str) {
        (
            piece.title.as_deref(),
            piece.person.as_ref().map(|person| person.name.as_str()),
            piece.text.as_str(),
        )
    }

    #[test]
    fn title_and_author_stand_above_the_text() {
        for author in [
            "华夏光学学会理事长 张　三",
            "张三（华夏光学学会理事长）",
            "作者：张三　职务：华夏光学学会理事长",
            "张三\n华夏光学学会理事长",
            "姓名：张三\n单位：华夏光学学会\n职务：理事长",
        ] {
            let mut blocks = vec![centered("把精密光学的路走稳走实")];
            blocks.extend(author.split('\n').map(centered));
            blocks.extend([paragraph(A), paragraph(B)]);
            let pieces = of(&blocks, "统计.docx");
            assert_eq!(pieces.len(), 1, "{author}");
            assert_eq!(
                short(&pieces[0]),
                (
                    Some("把精密光学的路走稳走实"),
                    Some("张三"),
                    format!("{A}\n{B}").as_str()
                ),
                "{author}"
            );
            let person = pieces[0].person.clone().unwrap();
            assert_eq!(
                (person.affiliation.as_deref(), person.positions),
                (Some("华夏光学学会"), vec!["理事长".to_owned()]),
                "{author}"
            );
        }
    }

    #[test]
    fn an_author_may_sign_below_the_text() {
        for tail in [
            "（作者：张三，华夏光学学会理事长）",
            "华夏光学学会\n理事长 张三\n2022年10月20日",
            "——华夏光学学会 张三",
            "供稿人：张三",
        ] {
            let mut blocks = vec![paragraph(A), paragraph(B)];
            blocks.extend(tail.split('\n').map(paragraph));
            assert_eq!(
                short(&of(&blocks, "感悟.docx")[0]),
                (None, Some("张三"), format!("{A}\n{B}").as_str()),
                "{tail}"
            );
        }
    }

    #[test]
    fn the_file_name_names_the_person_when_nothing_else_does() {
        let pieces = of(&[paragraph(A), paragraph(B)], "张三学习感悟.docx");
        assert_eq!(short(&pieces[0]).1, Some("张三"));
        let pieces = of(
            &[centered("华夏光学学会党委对未来发展的谋划"), paragraph(A)],
            "华夏光学学会未来发展谋划.docx",
        );
        assert_eq!(
            short(&pieces[0]),
            (Some("华夏光学学会党委对未来发展的谋划"), None, A)
        );
    }

    #[test]
    fn headings_above_the_title_are_no_title() {
        let blocks = [
            paragraph("附件2"),
            centered("“关键少数”学习感悟"),
            centered("以实干推动高质量发展——工作札记"),
            centered("张三（理事长）"),
            paragraph(A),
            paragraph("一、坚持问题导向"),
            paragraph(B),
        ];
        let pieces = of(&blocks, "1.docx");
        let text = format!("{A}\n一、坚持问题导向\n{B}");
        assert_eq!(
            short(&pieces[0]),
            (
                Some("以实干推动高质量发展——工作札记"),
                Some("张三"),
                text.as_str()
            )
        );
        assert_eq!(pieces[0].label.as_ref().unwrap().as_str(), "key-few");
    }

    #[test]
    fn several_essays_in_one_document_are_taken_apart() {
        let blocks = [
            centered("坐住冷板凳 攻克硬骨头"),
            centered("张三（理事长）"),
            paragraph(A),
            centered("让创新之光照进县域"),
            centered("秘书长 李四"),
            paragraph(B),
        ];
        let pieces = of(&blocks, "感悟.docx");
        assert_eq!(
            pieces.iter().map(short).collect::<Vec<_>>(),
            [
                (Some("坐住冷板凳 攻克硬骨头"), Some("张三"), A),
                (Some("让创新之光照进县域"), Some("李四"), B),
            ]
        );
        let blocks = [
            paragraph("1. 张三，理事长"),
            paragraph(A),
            paragraph("2. 李四，秘书长"),
            paragraph(B),
        ];
        assert_eq!(
            of(&blocks, "感悟.docx").iter().map(short).collect::<Vec<_>>(),
            [(None, Some("张三"), A), (None, Some("李四"), B)]
        );
    }

    #[test]
    fn a_covering_letter_is_no_essay() {
        let blocks = [
            centered("关于报送学习情况统计表的函"),
            paragraph("科技社团党委："),
            paragraph("根据通知要求，我会认真组织学习，现将有关材料报送如下。"),
            paragraph("华夏光学学会"),
        ];
        assert!(of(&blocks, "函.docx").is_empty());
    }
}
