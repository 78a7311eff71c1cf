//! 职务次序 — who comes before whom.

use domain::person::Person;
use domain::text::squash;

/// The usual order; words in one line have the same rank.
const USUAL: &[&[&str]] = &[
    &["理事长", "会长", "主席", "理事会主席"],
    &["党委书记"],
    &["常务副理事长", "常务副会长", "常务副主席", "执行副理事长"],
    &["副理事长", "副会长", "副主席"],
    &["党委副书记"],
    &["监事长", "监事会主席"],
    &["秘书长"],
    &["常务副秘书长", "专职副秘书长"],
    &["副秘书长"],
    &["副监事长"],
    &["理事长助理", "会长助理"],
    &["常务理事"],
    &["理事"],
    &["监事"],
    &["纪委书记", "党委委员", "纪委委员", "纪检委员"],
    &["党总支书记", "党支部书记"],
    &["名誉理事长", "名誉会长", "名誉主席"],
    &["原理事长", "原会长", "前理事长", "前会长"],
    &["主任委员", "分会主任", "分会会长"],
    &["副主任委员"],
    &["委员"],
    &["会员"],
];

/// The words of an order with their ranks, the longest first: 副理事长 is no 理事长.
#[derive(Debug)]
pub(super) struct Ranks {
    words: Vec<(String, usize)>,
    lowest: usize,
}

impl Ranks {
    /// The office's order, or the usual one where it has none.
    pub(super) fn new(own: &[Vec<String>]) -> Self {
        let mut words: Vec<(String, usize)> = if own.is_empty() {
            let usual = USUAL.iter().zip(1..);
            usual
                .flat_map(|(words, rank)| words.iter().map(move |word| ((*word).to_owned(), rank)))
                .collect()
        } else {
            let own = own.iter().zip(1..);
            own.flat_map(|(words, rank)| words.iter().map(move |word| (squash(word), rank)))
                .filter(|(word, _)| !word.is_empty())
                .collect()
        };
        let lowest = words.iter().map(|(_, rank)| rank + 1).max().unwrap_or(1);
        words.sort_by_key(|(word, rank)| (std::cmp::Reverse(word.chars().count()), *rank));
        Self { words, lowest }
    }

    /// 0 for the society as a whole, then by the highest position held; who holds none of them comes last.
    pub(super) fn of(&self, person: Option<&Person>) -> usize {
        let Some(person) = person else { return 0 };
        let ranks = person.positions.iter().map(|position| self.of_position(position));
        ranks.min().unwrap_or(self.lowest)
    }

    fn of_position(&self, position: &str) -> usize {
        let position = squash(position);
        let found = self
            .words
            .iter()
            .find(|(word, _)| position.contains(word.as_str()));
        found.map_or(self.lowest, |(_, rank)| *rank)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holding(positions: &[&str]) -> Person {
        Person {
            positions: positions.iter().map(|position| (*position).to_owned()).collect(),
            ..Person::default()
        }
    }

    #[test]
    fn a_chairman_comes_before_his_deputies_however_they_are_written() {
        let ranks = Ranks::new(&[]);
        let order: Vec<usize> = [
            &["华夏物理学会理事长"][..],
            &["常务 副理事长"],
            &["副理事长"],
            &["秘书长"],
            &["副秘书长"],
            &["常务理事"],
            &["理事"],
            &["高级工程师"],
        ]
        .iter()
        .map(|positions| ranks.of(Some(&holding(positions))))
        .collect();
        assert!(order.is_sorted_by(|one, next| one < next), "{order:?}");
        assert_eq!(
            ranks.of(Some(&holding(&["教授", "副理事长"]))),
            ranks.of(Some(&holding(&["副会长"])))
        );
        assert_eq!(ranks.of(Some(&holding(&[]))), ranks.of(Some(&holding(&["教授"]))));
        assert_eq!(ranks.of(None), 0);
    }

    #[test]
    fn the_office_may_have_its_own_order() {
        let own = [vec!["秘书长".to_owned()], vec!["理事长".to_owned()]];
        let ranks = Ranks::new(&own);
        assert!(ranks.of(Some(&holding(&["秘书长"]))) < ranks.of(Some(&holding(&["理事长"]))));
    }
}
