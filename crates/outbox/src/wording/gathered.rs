//! Several receipts as one letter: each arrival with its number, what was registered of it and what should be mended.

use domain::letter::Letter;

use super::{Facts, HAN_NUMBERS, LONGEST_NAME};
use crate::text::cut;

impl<'a> Facts<'a> {
    /// The letter that says of several receipts what they have in common: all that was registered, all that should be
    /// mended.
    pub(crate) fn in_one(lead: &Letter, others: &[Letter]) -> Letter {
        let mut letter = lead.clone();
        for other in others {
            letter.lines.extend(other.lines.iter().cloned());
            letter.corrections.extend(other.corrections.iter().cloned());
        }
        letter
    }

    /// The whole letter but for signature and foot; `self.letter` is [`Facts::in_one`] of these receipts.
    pub(super) fn several(self, receipts: &'a [&'a Letter]) -> Vec<Vec<String>> {
        let mut paragraphs = vec![
            vec![format!("{}：", cut(&self.society.name, LONGEST_NAME))],
            vec![format!(
                "　　贵单位近期发来的{}件来件均已收到，登记情况如下，请核对。",
                receipts.len()
            )],
            self.subject_matter(),
        ];
        for (place, letter) in receipts.iter().enumerate() {
            let number = HAN_NUMBERS
                .get(place)
                .map_or_else(|| (place + 1).to_string(), |number| (*number).to_owned());
            paragraphs.push(Facts { letter, ..self }.part(&number));
        }
        paragraphs.push(self.what_to_do());
        paragraphs
    }

    /// One arrival.
    fn part(self, number: &str) -> Vec<String> {
        let arrival = self.letter.key.answers();
        let arrival = arrival.map_or_else(String::new, |(arrival, _)| arrival.to_string());
        let mut lines = vec![format!("{number}、来件{arrival}")];
        lines.extend(self.received());
        lines.push(self.check_code());
        if self.letter.lines.is_empty() {
            lines.push(self.opening().trim_start_matches('　').to_owned());
        } else {
            lines.push(self.summary());
            lines.extend(self.registered());
        }
        let corrections = self.corrections();
        if !corrections.is_empty() {
            lines.push(String::new());
            lines.push("需要补充或更正：".to_owned());
            lines.extend(corrections);
        }
        lines
    }
}
