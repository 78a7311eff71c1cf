//! Copies of one mail that differ: one was cut off on its way, or a gateway wrote into it.

use domain::finding::{Finding, FindingCode};

use super::State;
use super::pieces::{Planned, Target};
use crate::claim::{ClaimedPiece, Placed};

impl State<'_> {
    /// One finding for each piece that would replace the same piece of another copy of its own mail. Which of the two is
    /// as it was sent only a person can tell: a text that ends earlier may be cut off, and one that goes on may have been
    /// added to.
    pub(super) fn differing_copies(&mut self, placed: &Placed, planned: &[Planned]) -> Vec<Finding> {
        if placed.accepted_by_clerk {
            return Vec::new();
        }
        let mut findings = Vec::new();
        for (piece, plan) in placed.pieces.iter().zip(planned) {
            if let Target::Revision(index) = plan.target
                && self.is_differing_copy(piece, index)
            {
                let name = piece.person.as_ref().map(|person| person.name.as_str());
                findings.push(Finding {
                    code: FindingCode::DifferingCopy,
                    place: name.map(str::to_owned),
                    remark: None,
                });
            }
        }
        findings
    }

    fn is_differing_copy(&mut self, piece: &ClaimedPiece, index: usize) -> bool {
        let Some(message) = &piece.source.origin.message_id else {
            return false;
        };
        let current = self.known(index).and_then(|chain| chain.newest());
        current.is_some_and(|current| {
            current.source.origin.message_id.as_ref() == Some(message)
                && holds_other(&current.text, &piece.text)
        })
    }
}

/// Whether one of two texts holds the other. A character that was cut in two is no part of either.
fn holds_other(one: &str, other: &str) -> bool {
    let words = |text: &str| -> String {
        let kept = text.chars().filter(|letter| !letter.is_whitespace());
        let words: String = kept.collect();
        words.trim_end_matches(char::REPLACEMENT_CHARACTER).to_owned()
    };
    let (one, other) = (words(one), words(other));
    one.contains(&other) || other.contains(&one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_was_cut_or_added_to_is_held_by_the_other() {
        assert!(holds_other("我深受鼓舞，\n多出成果。", "我深受鼓舞，多\u{fffd}"));
        assert!(holds_other(
            "我深受鼓舞。",
            "提醒：外部邮件\n我深受 鼓舞。\n本邮件经过扫描"
        ));
        assert!(!holds_other("我深受鼓舞，多出成果。", "我深受鼓舞，早出成果。"));
    }
}
