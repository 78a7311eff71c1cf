//! Copies of one mail that differ: one was cut off on its way, or a gateway wrote into it. And earlier versions that are
//! passed on with words by which they may be meant to count again.

use domain::finding::{Finding, FindingCode};
use store::TextKey;

use super::State;
use super::pieces::{Planned, Target};
use crate::claim::{About, ClaimedPiece, Placed, shared_percent};

/// Two texts that begin with so many equal letters are no two texts.
const BEGINNING: usize = 20;

/// So much of the shorter text stands in the other.
const SHARED: usize = 50;

impl State<'_> {
    /// One finding for each piece that would replace the same piece of another copy of its own mail, or count once more
    /// for another item. Which of the two is as it was sent only a person can tell: a text that ends earlier may be cut
    /// off, and one that goes on may have been added to.
    pub(super) fn differing_copies(&mut self, placed: &Placed, planned: &[Planned]) -> Vec<Finding> {
        if placed.accepted_by_clerk {
            return Vec::new();
        }
        let mut findings = Vec::new();
        for (piece, plan) in placed.pieces.iter().zip(planned) {
            let differs = match plan.target {
                Target::Revision(index) => self.is_differing_copy(piece, index),
                Target::New => self.counts_for_another_item(piece),
                Target::Same(_) | Target::Restated(_) | Target::Earlier(_) => false,
            };
            let returns = matches!(plan.target, Target::Earlier(_)) && placed.speaks_of(About::Return);
            let code = if differs {
                FindingCode::DifferingCopy
            } else if returns {
                FindingCode::EarlierVersion
            } else {
                continue;
            };
            let name = piece.person.as_ref().map(|person| person.name.clone());
            findings.push(Finding {
                code,
                place: name,
                remark: None,
            });
        }
        findings
    }

    fn is_differing_copy(&mut self, piece: &ClaimedPiece, index: usize) -> bool {
        let text = self.text_of_copy(piece, index);
        text.is_some_and(|text| resembles(&text, &piece.text))
    }

    /// The same text of the same mail under another item: the copies reached mailboxes that collect different things.
    fn counts_for_another_item(&mut self, piece: &ClaimedPiece) -> bool {
        let key = TextKey::of(&piece.text);
        let chains = self.settled.chains.iter().enumerate();
        let elsewhere = chains.filter(|(_, chain)| chain.item != piece.item && chain.current.text == key);
        let elsewhere: Vec<usize> = elsewhere.map(|(index, _)| index).collect();
        let mut elsewhere = elsewhere.into_iter();
        elsewhere.any(|index| self.text_of_copy(piece, index).is_some())
    }

    /// The text that counts in this chain, when another copy of this piece's mail brought it.
    fn text_of_copy(&mut self, piece: &ClaimedPiece, index: usize) -> Option<String> {
        let message = piece.source.origin.message_id.as_ref()?;
        let current = self.known(index)?.newest()?;
        let is_copy = current.source.origin.message_id.as_ref() == Some(message);
        is_copy.then(|| current.text.clone())
    }
}

/// Whether two texts are one that was changed on its way: one holds the other, they begin alike, or they share most of
/// their words. A character that was cut in two is no part of either.
fn resembles(one: &str, other: &str) -> bool {
    let words = |text: &str| -> String {
        let kept = text.chars().filter(|letter| !letter.is_whitespace());
        let words: String = kept.collect();
        words.trim_end_matches(char::REPLACEMENT_CHARACTER).to_owned()
    };
    let (first, second) = (words(one), words(other));
    let alike = first
        .chars()
        .zip(second.chars())
        .take_while(|(first, second)| first == second);
    first.contains(&second)
        || second.contains(&first)
        || alike.count() >= BEGINNING
        || shared_percent(one, other) >= SHARED
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_was_changed_on_its_way_resembles_what_was_sent() {
        assert!(resembles("我深受鼓舞，\n多出成果。", "我深受鼓舞，多\u{fffd}"));
        assert!(resembles(
            "我深受鼓舞。",
            "提醒：外部邮件\n我深受 鼓舞。\n本邮件经过扫描"
        ));
        let whole =
            "作为一名基层科研人员，我体会到创新是第一动力，要把论文写在祖国大地上，把课题做到群众的急需处。";
        let cut = "作为一名基层科研人员，我体会到创新是第一动力[内容过长，已被截断]";
        assert!(resembles(whole, cut));
        let marked = whole
            .replacen("作为一名", "【外部】作为", 1)
            .replacen("祖国", "��", 1);
        assert!(resembles(whole, &marked));
        assert!(!resembles("我深受鼓舞，多出成果。", "我深受鼓舞，早出成果。"));
        assert!(!resembles(
            whole,
            "学习报告以后，我更加明确了肩上的责任，将继续做好学科建设和青年人才培养。"
        ));
    }
}
