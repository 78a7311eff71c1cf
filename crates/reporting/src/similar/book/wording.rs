//! What pieces and societies are called.

use std::collections::BTreeMap;

use domain::ids::SocietyCode;
use domain::submission::{Submission, SubmissionId};
use domain::text::is_same_name;

use super::print::Words;
use crate::Snapshot;
use crate::page::Page;
use crate::similar::Mark;
use crate::view::View;

/// The pieces of a snapshot by number.
pub(super) struct Wording<'a> {
    snapshot: &'a Snapshot,
    view: &'a View<'a>,
    pieces: BTreeMap<SubmissionId, &'a Submission>,
    names: BTreeMap<&'a SocietyCode, &'a str>,
}

impl<'a> Wording<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, view: &'a View<'a>) -> Self {
        let ledger = &snapshot.ledger;
        let societies = ledger.rows.iter().map(|row| &row.society);
        Self {
            snapshot,
            view,
            pieces: ledger.submissions.iter().map(|piece| (piece.id, piece)).collect(),
            names: societies
                .map(|society| (&society.code, society.name.as_str()))
                .collect(),
        }
    }

    pub(super) fn page(&self) -> Page {
        Page::of(self.view)
    }

    pub(super) fn notice(&self) -> &str {
        &self.snapshot.ledger.notice.title
    }

    /// 文号, 发文机关, time and 快照编号, and below what was selected.
    pub(super) fn heading(&self) -> String {
        let scope = self.view.scope().map(|scope| format!("\n{scope}"));
        self.view.heading() + &scope.unwrap_or_default()
    }

    pub(super) fn society(&self, id: SubmissionId) -> String {
        let Some(piece) = self.pieces.get(&id) else {
            return String::new();
        };
        let code = &piece.society;
        match self.names.get(code) {
            Some(name) => format!("{code} {name}"),
            None => format!("{code}（不在名录）"),
        }
    }

    /// The society's code of a piece.
    pub(super) fn code(&self, id: SubmissionId) -> Option<&'a SocietyCode> {
        self.pieces.get(&id).map(|piece| &piece.society)
    }

    pub(super) fn person(&self, id: SubmissionId) -> String {
        let person = self.pieces.get(&id).and_then(|piece| piece.person.as_ref());
        person.map_or_else(|| "（学会）".to_owned(), |person| person.name.clone())
    }

    /// 题目, and the item below.
    pub(super) fn title(&self, id: SubmissionId) -> String {
        let Some(piece) = self.pieces.get(&id) else {
            return String::new();
        };
        let title = piece.title.as_deref().unwrap_or("（无题）");
        let item = self.snapshot.ledger.notice.item(&piece.item);
        let item = item.map_or(piece.item.as_str(), |item| item.title.as_str());
        format!("{title}\n征集项：{item}")
    }

    /// Whose the two pieces are.
    pub(super) fn relation(&self, one: SubmissionId, other: SubmissionId) -> &'static str {
        let (Some(one), Some(other)) = (self.pieces.get(&one), self.pieces.get(&other)) else {
            return "";
        };
        if one.society != other.society {
            return "跨学会";
        }
        match (&one.person, &other.person) {
            (Some(one), Some(other)) if is_same_name(&one.name, &other.name) => "同一人",
            _ => "同一学会",
        }
    }

    /// The text as it was sent, with its marks.
    pub(super) fn marked(&self, id: SubmissionId, marks: &[Mark]) -> Vec<Words> {
        let Some(piece) = self.pieces.get(&id) else {
            return Vec::new();
        };
        let mut words: Vec<Words> = Vec::new();
        let mut marks = marks.iter().peekable();
        for (place, character) in piece.text.chars().enumerate() {
            while marks.peek().is_some_and(|mark| mark.range.end <= place) {
                marks.next();
            }
            let mark = marks.peek().filter(|mark| mark.range.contains(&place));
            let marked = mark.map(|mark| mark.is);
            match words.last_mut() {
                Some(last) if last.marked == marked => last.text.push(character),
                _ => words.push(Words {
                    marked,
                    text: character.to_string(),
                }),
            }
        }
        words
    }
}
