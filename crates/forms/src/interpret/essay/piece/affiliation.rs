//! What is said of the author above or below the text: his unit, his offices.

use domain::person::Person;

use super::{Essay, Line, numbered_heading};
use crate::interpret::heads::{self, Sure, only_name};
use crate::interpret::lines::{bracketed, has_sentence, length, trim};
use crate::interpret::names::{self, Likelihood};
use crate::interpret::persons::merge;
use crate::interpret::position::{self, Care, Duty};
use crate::interpret::signature;
use crate::interpret::society_name::is_unit;

impl Essay<'_> {
    /// （华夏光学学会，北京 100081） below the name.
    pub(super) fn unit_above(&mut self, text: &str) -> bool {
        let Some((inside, "")) = bracketed(text).filter(|_| length(text) <= 60 && !has_sentence(text)) else {
            return false;
        };
        let Some((unit, _)) = inside.split_once(['，', ',', '；', ' ', '\u{3000}']) else {
            return false;
        };
        let waits = self.name.is_some()
            || self
                .piece
                .person
                .as_ref()
                .is_some_and(|one| one.affiliation.is_none());
        if !waits || !position::is_organisation(unit) || position::duty(inside, Care::Strict).is_some() {
            return false;
        }
        let named = self.name.take().map(only_name);
        self.piece.person = self.piece.person.take().or(named);
        if let Some(person) = &mut self.piece.person {
            person.affiliation = Some(unit.to_owned());
        }
        true
    }

    /// 华夏光学学会 between the title and the line that names the author.
    pub(super) fn unit_line_above(&mut self, text: &str, next: Option<&Line>) -> bool {
        let waits = self.piece.person.is_none() && self.name.is_none() && self.piece.title.is_some();
        if !waits || !is_unit(text) {
            return false;
        }
        let named = |next: &Line| signature::author(&next.text).is_some() || known_name(&next.text).is_some();
        let is_unit = next.is_some_and(named);
        if is_unit {
            self.unit = Some(text.to_owned());
        }
        is_unit
    }

    /// （作者系华夏光学学会理事长）, 作者单位：… below the text: what its author is.
    pub(super) fn about_author(&mut self, text: &str) -> bool {
        let line = match bracketed(trim(text)) {
            Some((inside, "" | "。")) => inside,
            _ => trim(text),
        };
        let line = line.strip_prefix("本文").unwrap_or(line);
        let told = [
            "作者简介",
            "作者单位",
            "作者现任",
            "作者系",
            "作者为",
            "作者是",
            "作者职务",
        ]
        .iter()
        .find_map(|word| line.strip_prefix(word));
        let Some(told) = told.filter(|_| length(line) <= 60) else {
            return false;
        };
        let told = trim(told.trim_start_matches(['：', ':', '为'])).trim_end_matches('。');
        if let Some(person) = heads::named(told) {
            let own = self.piece.person.is_none() || self.is_by(&person.name);
            if own {
                self.describe(person);
            }
            return own;
        }
        let Some(duty) = position::duty(told, Care::Strict) else {
            return false;
        };
        if self.piece.person.is_none() {
            self.piece.person = self.name.take().map(only_name);
        }
        if let Some(person) = self
            .piece
            .person
            .as_mut()
            .filter(|person| person.positions.is_empty())
        {
            merge(person, duty);
        }
        true
    }

    /// 华夏光学学会理事长 above or below the name that signs.
    pub(super) fn office_below(
        &mut self,
        duty: Duty,
        above: Option<&str>,
        signed: &mut Option<Person>,
    ) -> bool {
        if let Some(person) = signed {
            let same = self
                .piece
                .person
                .as_mut()
                .filter(|known| known.name == person.name);
            if let Some(known) = same.filter(|known| known.positions.is_empty()) {
                merge(known, duty);
                return true;
            }
            return false;
        }
        let free = |name: &String| self.piece.person.is_none() || self.is_by(name);
        if above.and_then(known_name).is_none_or(|name| !free(&name)) {
            return false;
        }
        self.duty = Some(duty);
        true
    }

    /// What is said of the author adds to what stands above the text.
    fn describe(&mut self, person: Person) {
        match &mut self.piece.person {
            Some(known) if known.positions.is_empty() => {
                let affiliation = known.affiliation.take();
                *known = person;
                known.affiliation = affiliation.or(known.affiliation.take());
            }
            Some(_) => {}
            None => self.piece.person = Some(person),
        }
    }

    /// The society above the one who signs, or alone.
    pub(super) fn unit_line(&mut self, text: &str, signed: bool) -> Option<String> {
        let bare = text
            .strip_prefix("供稿单位")
            .or_else(|| text.strip_prefix("报送单位"));
        let unit = trim(bare.unwrap_or(text).trim_start_matches(['：', ':']));
        let (_, unit) = signature::without_author_word(unit);
        // （华夏光学学会供稿）
        let inside = bracketed(unit).filter(|(_, behind)| behind.is_empty());
        let unit = inside.map_or(unit, |(inside, _)| inside.strip_suffix("供稿").unwrap_or(inside));
        if !position::is_organisation(unit) {
            return None;
        }
        let person = self.piece.person.as_mut().filter(|_| signed);
        if let Some(person) = person.filter(|person| person.affiliation.is_none()) {
            person.affiliation = Some(unit.to_owned());
        }
        Some(String::new())
    }
}

/// 1. 张三，理事长 above the only text.
pub(super) fn numbered_author(text: &str) -> Option<Person> {
    numbered_heading(text)?;
    let head = heads::head(text)?;
    (head.sure == Sure::Strong && head.rest.is_empty()).then_some(head.person)
}

/// A line that is nothing but somebody's office: an organisation alone is none.
pub(super) fn office_line(text: &str) -> Option<Duty> {
    let duty = position::duty(text.trim_matches(['（', '）', '(', ')']), Care::Strict)?;
    (!duty.positions.is_empty() && length(text) <= 60).then_some(duty)
}

pub(super) fn known_name(text: &str) -> Option<String> {
    let (name, sure) = names::plausible(text.trim_matches(['（', '）', '(', ')']))?;
    (sure == Likelihood::Known).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::super::super::{lines, read};
    use crate::interpret::sample::{centered, paragraph, table, with};

    const A: &str = "学习报告使我认识到，科技自立自强不是一句口号，而是一次一次试验干出来的。";

    #[test]
    fn what_the_paper_is_called_and_who_approves_are_no_part_of_the_text() {
        let card = [
            ["姓名", "张三"],
            ["单位", "华夏光学学会"],
            ["主要事迹", A],
            ["推荐单位意见", "同意推荐。"],
        ];
        let rows: Vec<&[&str]> = card.iter().map(<[&str; 2]>::as_slice).collect();
        let blocks = [centered("优秀志愿者推荐表"), table(&rows)];
        let pieces = with(|vocabulary| read(&lines(&blocks), None, vocabulary));
        assert_eq!((pieces[0].title.as_deref(), pieces[0].text.as_str()), (None, A));
    }

    #[test]
    fn lines_about_the_author_and_the_office_are_no_text() {
        for tail in [
            "供稿：华夏光学学会秘书处",
            "（华夏光学学会供稿）",
            "（本文作者系华夏光学学会会员）\n二〇二四年五月二十日",
        ] {
            let mut blocks = vec![centered("向光而行"), paragraph(A), paragraph(A)];
            blocks.extend(tail.lines().map(paragraph));
            let hint = crate::interpret::file_name::person("张三.docx");
            let pieces = with(|vocabulary| read(&lines(&blocks), hint.clone(), vocabulary));
            assert_eq!(pieces[0].text, format!("{A}\n{A}"), "{tail}");
        }
        let blocks = [centered("向光而行"), centered("通讯员 于嘉玉"), paragraph(A)];
        let pieces = with(|vocabulary| read(&lines(&blocks), None, vocabulary));
        assert_eq!(pieces[0].person.as_ref().unwrap().name, "于嘉玉");
    }

    #[test]
    fn the_only_person_of_a_document_may_have_a_number() {
        for (head, positions) in [
            ("1. 张三，理事长", "理事长"),
            ("一、张三（女），理事长", "理事长"),
            ("1. 张三（理事长）感悟", "理事长"),
        ] {
            let blocks = [paragraph(head), paragraph(A)];
            let pieces = with(|vocabulary| read(&lines(&blocks), None, vocabulary));
            let person = pieces[0].person.clone().unwrap_or_default();
            assert_eq!(
                (
                    person.name.as_str(),
                    person.positions.join("、").as_str(),
                    pieces[0].text.as_str()
                ),
                ("张三", positions, A),
                "{head}"
            );
        }
    }

    #[test]
    fn nobody_is_given_a_document_with_an_unclear_head_in_it() {
        let hint = || crate::interpret::file_name::person("王五感悟.docx");
        for (first, second, whose) in [
            ("1. 张三，理事长", "2. 李四（见习）", ["", ""]),
            ("1. 张三（见习）", "2. 李四，理事长", ["", "李四"]),
        ] {
            let blocks = [first, A, second, A].map(paragraph);
            let pieces = with(|vocabulary| read(&lines(&blocks), hint(), vocabulary));
            for (piece, name) in pieces.iter().zip(whose) {
                assert_eq!(piece.person.clone().unwrap_or_default().name, name, "{first}");
            }
            assert!(!pieces.is_empty());
        }
    }

    #[test]
    fn a_unit_with_its_place_stands_below_the_name() {
        let blocks = [
            centered("愿做一粒铺路石"),
            centered("张三"),
            centered("（华夏光学学会，北京 100081）"),
            paragraph(A),
        ];
        let pieces = with(|vocabulary| read(&lines(&blocks), None, vocabulary));
        let person = pieces[0].person.clone().unwrap();
        assert_eq!(
            (person.name.as_str(), person.affiliation.as_deref()),
            ("张三", Some("华夏光学学会"))
        );
        assert_eq!(
            (pieces[0].title.as_deref(), pieces[0].text.as_str()),
            (Some("愿做一粒铺路石"), A)
        );
    }
}
