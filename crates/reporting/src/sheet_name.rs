//! Names on tabs, by Excel's rules.

use std::collections::BTreeSet;

use domain::text::match_key;

use crate::text::{clean, shortened, units};

/// Excel's limit, in UTF-16 units.
const LONGEST: usize = 31;

/// The names given out in one workbook.
#[derive(Debug, Default)]
pub(crate) struct SheetNames {
    /// By the form in which domain texts are compared, which is stricter than Excel: no case, width or spaces.
    taken: BTreeSet<String>,
}

impl SheetNames {
    /// Keeps a name of ours from being given to anything else.
    pub(crate) fn reserve(&mut self, name: &str) {
        self.taken.insert(match_key(name));
    }

    /// A name made from this text that no other sheet has.
    pub(crate) fn give(&mut self, wanted: &str) -> String {
        let base = allowed(wanted);
        let mut name = shortened(&base, LONGEST);
        let mut number = 2;
        while !self.taken.insert(match_key(&name)) {
            name = with_ending(&base, &format!("（{number}）"));
            number += 1;
        }
        name
    }

    /// The name of the `number`th sheet on which a sheet continues, from 1.
    pub(crate) fn continued(&mut self, name: &str, number: usize) -> String {
        let ending = match number {
            1 => "（续）".to_owned(),
            more => format!("（续{more}）"),
        };
        self.give(&with_ending(name, &ending))
    }
}

fn with_ending(base: &str, ending: &str) -> String {
    let room = LONGEST.saturating_sub(units(ending));
    format!("{}{ending}", shortened(base, room))
}

/// Without what Excel forbids: `[ ] : * ? / \`, control characters, apostrophes at either end, nothing at all, and
/// `History`, which Excel keeps for itself.
fn allowed(wanted: &str) -> String {
    let cleaned = clean(wanted);
    let name: String = cleaned
        .trim_matches(|c: char| c.is_whitespace() || c == '\'')
        .chars()
        .map(|character| match character {
            '[' => '［',
            ']' => '］',
            ':' => '：',
            '*' => '＊',
            '?' => '？',
            '/' => '／',
            '\\' => '＼',
            '\'' => '’',
            '\n' | '\t' => ' ',
            other => other,
        })
        .collect();
    if match_key(&name).is_empty() {
        "未命名".to_owned()
    } else if name.eq_ignore_ascii_case("history") {
        format!("{name}表")
    } else {
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_to_the_rules_of_excel() {
        let mut names = SheetNames::default();
        names.reserve("报送进度");
        for (wanted, given) in [
            ("报送进度", "报送进度（2）"),
            ("感悟/建言[一]:*?\\", "感悟／建言［一］：＊？＼"),
            ("'青年'", "青年"),
            ("", "未命名"),
            (" \n ", "未命名（2）"),
            ("History", "History表"),
            ("a'b", "a’b"),
            ("abc", "abc"),
            ("ABC", "ABC（2）"),
        ] {
            assert_eq!(names.give(wanted), given);
        }
    }

    #[test]
    fn long_names_are_cut_between_characters_and_stay_different() {
        let mut names = SheetNames::default();
        let long = "😀".repeat(40);
        let given = [
            names.give(&long),
            names.give(&long),
            names.continued(&long, 1),
            names.continued(&long, 2),
        ];
        assert!(given.iter().all(|name| units(name) <= LONGEST), "{given:?}");
        assert_eq!(given.iter().collect::<BTreeSet<_>>().len(), 4);
        assert!(given[1].ends_with("（2）") && given[2].ends_with("（续）") && given[3].ends_with("（续2）"));
    }
}
