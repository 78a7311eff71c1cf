//! What an earlier letter about the same arrival said otherwise.

use domain::finding::{Finding, FindingCode};
use domain::letter::{Before, LetterLine, ToldBefore};
use domain::quotation::in_quotation_marks;
use domain::renaming;
use domain::submission::SubmissionStatus;
use serde::Serialize;

use super::{Facts, LONGEST_NAME};
use crate::text::{in_book_marks, quoted};

/// Of what was said before, what is no material any more.
#[derive(Serialize)]
pub(super) struct Undone {
    /// Whether a clerk found that nothing of the arrival is material.
    set_aside: bool,
    /// Whether nothing of it was registered before either: it was only said that a person is at it.
    refused: bool,
    /// Pieces that were sent back before and are asked for no more.
    lifted: Vec<String>,
    /// Pieces of which it was said that they are registered, and which are not by themselves any more.
    unlisted: Vec<String>,
    /// The same of what is joined to another, with that.
    joined: Vec<String>,
}

impl Undone {
    pub(super) const fn is_any(&self) -> bool {
        (self.set_aside && !self.refused)
            || !self.lifted.is_empty()
            || !self.unlisted.is_empty()
            || !self.joined.is_empty()
    }

    pub(super) const fn is_refused(&self) -> bool {
        self.refused
    }
}

impl<'a> Facts<'a> {
    pub(super) fn undone(self) -> Undone {
        let set_aside = self.letter.is_set_aside();
        // Of what is no material as a whole its pieces need not be named one by one.
        let unlisted = if set_aside {
            Vec::new()
        } else {
            self.gone(SubmissionStatus::counts)
        };
        Undone {
            set_aside,
            refused: set_aside && self.before().is_none(),
            lifted: self.gone(|status| status == SubmissionStatus::SentBack),
            unlisted,
            joined: self.joined(),
        }
    }

    /// What is not carried out of what a letter asks for of which nothing is registered.
    pub(super) fn refused(self) -> Vec<String> {
        if !self.letter.is_set_aside() {
            return Vec::new();
        }
        let is_new = self.before().is_none();
        let findings = self.letter.corrections.iter();
        let sentences = findings.filter_map(|finding| {
            if finding.code == FindingCode::NameCorrection {
                return Some(stays_named(finding, is_new));
            }
            let differs = finding.code == FindingCode::DifferingCopy;
            differs.then(|| "来件与此前收到的同一邮件内容不一致，仍以此前登记的内容为准。".to_owned())
        });
        let mut refused: Vec<String> = sentences.collect();
        refused.dedup();
        refused
    }

    /// What was said of the arrival before.
    pub(super) fn before(self) -> Option<&'a Before> {
        let (own, _) = self.letter.key.answers()?;
        self.meanwhile.before(own)
    }

    /// Pieces that an earlier letter said stood so, and that are none any more.
    fn gone(self, stood: impl Fn(SubmissionStatus) -> bool) -> Vec<String> {
        let gone = self.before().map_or(&[][..], |before| &before.gone);
        let gone = gone.iter().filter(|told| stood(told.status));
        gone.map(|told| self.name(told)).collect()
    }

    /// Pieces that are one now, each with the one to which it is joined.
    fn joined(self) -> Vec<String> {
        let joined = self.before().map_or(&[][..], |before| &before.joined);
        let joined = joined.iter();
        joined
            .map(|(part, whole)| format!("{}与{}", self.name(part), self.name(whole)))
            .collect()
    }

    /// By what its society knows a piece of which an earlier letter told.
    fn name(self, told: &ToldBefore) -> String {
        let item = self.notice.item(&told.item);
        let item = item.map_or(told.item.as_str(), |item| item.title.as_str());
        let item = quoted(item, LONGEST_NAME);
        let title = told.title.as_deref();
        let title = title.map(|title| in_book_marks(&quoted(title, LONGEST_NAME)));
        match (&told.person, title) {
            (Some(person), Some(title)) => {
                format!("{}{title}", in_quotation_marks(&quoted(person, LONGEST_NAME)))
            }
            (Some(person), None) => {
                format!("{}（{item}）", in_quotation_marks(&quoted(person, LONGEST_NAME)))
            }
            (None, title) => format!("{}{}", in_quotation_marks(&item), title.unwrap_or_default()),
        }
    }

    /// What an earlier letter called a piece: by another person, or under another item.
    pub(super) fn formerly(self, line: &LetterLine) -> Option<String> {
        let told = self.before()?.formerly(line.submission?)?;
        if told.person == line.person {
            let item = self.notice.item(&told.item)?;
            return Some(in_quotation_marks(&quoted(&item.title, LONGEST_NAME)));
        }
        let person = told
            .person
            .as_deref()
            .map(|name| in_quotation_marks(&quoted(name, LONGEST_NAME)));
        Some(person.unwrap_or_else(|| "单位报送".to_owned()))
    }
}

/// That a name is not corrected, or not any more.
fn stays_named(finding: &Finding, is_new: bool) -> String {
    let name = |name: &str| in_quotation_marks(&quoted(name, LONGEST_NAME));
    let names = finding.remark.as_deref().and_then(renaming::names);
    let Some((wrong, right)) = names else {
        let right = finding.place.as_deref().map(name).unwrap_or_default();
        return format!("{right}：来信所提的姓名更正未予办理，登记的姓名不变。");
    };
    let (wrong, right) = (name(wrong), name(right));
    if is_new {
        format!("来信所提的姓名更正（由{wrong}更正为{right}）未予办理，仍按{wrong}登记。")
    } else {
        format!("此前告知的姓名更正（由{wrong}更正为{right}）已取消，恢复按{wrong}登记。")
    }
}
