//! Which name a sentence corrects, and to which: 张甲的感悟，姓名应为张申; 误将张申写成张甲.

use domain::text::match_key;

use super::Said;

/// Behind the wrong name, before the right one.
const TO_RIGHT: &[&str] = &[
    "应为",
    "应是",
    "应该为",
    "应该是",
    "应写为",
    "改为",
    "改成",
    "更正为",
    "更改为",
    "修改为",
    "变更为",
    "更名为",
    "更名",
    "实为",
    "姓名为",
    "姓名是",
    "名字是",
];

/// Behind the right name, before the wrong one.
const TO_WRONG: &[&str] = &[
    "误写为",
    "误写成",
    "误写",
    "误为",
    "误作",
    "误填为",
    "错写为",
    "错写成",
    "写错为",
    "写成",
    "写为",
];

/// The first character that stands for a name: none that anybody writes.
const FIRST: u32 = 0xF_0000;

/// A sentence in which each known name is one character.
#[derive(Debug)]
pub(crate) struct Naming {
    key: String,
    /// In matching form, the longest first: 王海燕 is not 王海.
    names: Vec<String>,
}

impl Naming {
    /// Of a sentence and the names, in matching form, of which it may speak.
    pub(crate) fn of(said: &Said, all: &[String]) -> Self {
        let mut key = match_key(&said.words);
        let held = all.iter().filter(|name| !name.is_empty() && key.contains(*name));
        let mut names: Vec<String> = held.cloned().collect();
        names.sort_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
        names.dedup();
        for (name, mark) in names.iter().zip(marks()) {
            key = key.replace(name.as_str(), mark.encode_utf8(&mut [0; 4]));
        }
        Self { key, names }
    }

    /// Whether it speaks of names at all: 姓名应为张申.
    pub(crate) fn speaks_of_names(&self) -> bool {
        self.key.contains("姓名") || self.key.contains("名字")
    }

    /// Whether it names somebody.
    pub(crate) fn names(&self, name: &str) -> bool {
        self.mark(name).is_some_and(|mark| self.key.contains(mark))
    }

    /// Whether it says that this is the right name, of whomever.
    pub(crate) fn states(&self, right: &str) -> bool {
        let mark = self.mark(right);
        mark.is_some_and(|mark| self.before(mark).any(|before| ends_with(before, TO_RIGHT)))
    }

    /// Whether it says that this name is wrong, whatever the right one is.
    pub(crate) fn is_wrong(&self, name: &str) -> bool {
        let Some(mark) = self.mark(name) else {
            return false;
        };
        let mut behind = self.key.split(mark).skip(1);
        let is_to_be = behind.any(|behind| {
            let own = behind.split(is_mark).next().unwrap_or_default();
            TO_RIGHT.iter().any(|word| own.contains(word))
        });
        is_to_be || self.before(mark).any(|before| ends_with(before, TO_WRONG))
    }

    /// Whether it says that one name is to be the other.
    pub(crate) fn corrects(&self, wrong: &str, right: &str) -> bool {
        let (Some(wrong), Some(right)) = (self.mark(wrong), self.mark(right)) else {
            return false;
        };
        self.joins(wrong, TO_RIGHT, right) || self.joins(right, TO_WRONG, wrong)
    }

    /// Whether the words stand right before the second, and nobody else between the two.
    fn joins(&self, first: char, words: &[&str], second: char) -> bool {
        self.before(second).any(|before| {
            let between = before.rsplit_once(first).map(|(_, between)| between);
            between.is_some_and(|between| !between.contains(is_mark) && ends_with(between, words))
        })
    }

    /// What stands before each place of a name.
    fn before(&self, mark: char) -> impl Iterator<Item = &str> {
        let places = self.key.match_indices(mark);
        places.filter_map(|(at, _)| self.key.get(..at))
    }

    fn mark(&self, name: &str) -> Option<char> {
        let mut marked = self.names.iter().zip(marks());
        marked.find(|(known, _)| *known == name).map(|(_, mark)| mark)
    }
}

fn marks() -> impl Iterator<Item = char> {
    (FIRST..).map_while(char::from_u32)
}

fn is_mark(character: char) -> bool {
    u32::from(character) >= FIRST
}

/// 应为“, 写成了.
fn ends_with(text: &str, words: &[&str]) -> bool {
    let text = text.trim_end_matches(|last: char| !last.is_alphanumeric() || last == '了');
    words.iter().any(|word| text.ends_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::About;

    #[test]
    fn the_wrong_name_is_told_from_the_right_one() {
        let all: Vec<String> = ["张甲", "张申", "李乙", "李义", "王海", "王海燕"]
            .map(str::to_owned)
            .into();
        for (words, wrong, right, want) in [
            ("张甲的感悟，姓名应为张申", "张甲", "张申", true),
            ("张甲的感悟，姓名应为张申", "张申", "张甲", false),
            ("误将张申写成了“张甲”", "张甲", "张申", true),
            ("误将张申写成了“张甲”", "张申", "张甲", false),
            ("张甲应为张申、李乙应为李义", "李乙", "李义", true),
            ("张甲应为张申、李乙应为李义", "张甲", "李义", false),
            ("张甲职务应为理事，李乙职务应为监事", "张甲", "李乙", false),
            ("王海应为王海燕", "王海", "王海燕", true),
            ("王海燕应为王海", "王海燕", "王海", true),
        ] {
            let words = words.to_owned();
            let about = About::Name;
            let naming = Naming::of(&Said { about, words }, &all);
            assert_eq!(naming.corrects(wrong, right), want, "{naming:?}");
            assert!(
                !want || naming.is_wrong(wrong) && !naming.is_wrong(right),
                "{naming:?}"
            );
        }
    }
}
