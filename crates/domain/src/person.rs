//! 人员 — a person whom a piece names.

use crate::text::{is_same_name, match_key};

/// 人员 — name, affiliation, positions and status tags as a piece states them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// 姓名, as shown: no typesetting spaces.
    pub name: String,
    /// 单位.
    pub affiliation: Option<String>,
    /// 职务 — offices held, in the order written, for example 理事长, 党委书记.
    pub positions: Vec<String>,
    /// 身份 — status such as 二十大代表 or 院士; not an office.
    pub tags: Vec<String>,
}

impl Person {
    /// True when both state affiliation or positions and none of these agree: two persons may share the name.
    pub fn contradicts(&self, other: &Self) -> bool {
        let affiliations_differ = match (&self.affiliation, &other.affiliation) {
            (Some(mine), Some(theirs)) => !is_alike(mine, theirs),
            (None, _) | (_, None) => false,
        };
        affiliations_differ || positions_differ(&self.positions, &other.positions)
    }

    /// The same person as a later mention states it. What that leaves out stays as it was, and so does the name unless it
    /// is another one.
    #[must_use]
    pub fn restated(&self, later: &Self) -> Self {
        let newest = |known: &[String], later: &[String]| {
            let stated = if later.is_empty() { known } else { later };
            stated.to_vec()
        };
        let is_other = !later.name.is_empty() && !is_same_name(&self.name, &later.name);
        let name = if is_other { &later.name } else { &self.name };
        Self {
            name: name.clone(),
            affiliation: later.affiliation.clone().or_else(|| self.affiliation.clone()),
            positions: newest(&self.positions, &later.positions),
            tags: newest(&self.tags, &later.tags),
        }
    }
}

/// Whether both are stated and have nothing in common.
fn positions_differ(mine: &[String], theirs: &[String]) -> bool {
    if mine.is_empty() || theirs.is_empty() || mine.iter().any(|position| theirs.contains(position)) {
        return false;
    }
    let theirs: Vec<String> = theirs.iter().map(|position| match_key(position)).collect();
    !mine.iter().any(|position| theirs.contains(&match_key(position)))
}

/// Most mentions of a person agree to the letter.
fn is_alike(mine: &str, theirs: &str) -> bool {
    mine == theirs || match_key(mine) == match_key(theirs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(affiliation: &str, positions: &[&str]) -> Person {
        Person {
            name: "张大同".to_owned(),
            affiliation: (!affiliation.is_empty()).then(|| affiliation.to_owned()),
            positions: positions.iter().map(|&position| position.to_owned()).collect(),
            tags: Vec::new(),
        }
    }

    #[test]
    fn a_later_mention_changes_what_it_states() {
        let known = Person {
            tags: vec!["院士".to_owned()],
            ..person("华夏大学", &["理事", "教授"])
        };
        let restated = known.restated(&person("", &["常务理事"]));
        assert_eq!(restated.affiliation.as_deref(), Some("华夏大学"));
        assert_eq!(
            (restated.positions, restated.tags),
            (vec!["常务理事".to_owned()], known.tags.clone())
        );
        assert_eq!(known.restated(&person("", &[])), known);
        let named = |name: &str| Person {
            name: name.to_owned(),
            ..known.clone()
        };
        assert_eq!(named("张 三").restated(&named("张三")).name, "张 三");
        assert_eq!(named("张三").restated(&named("张珊")).name, "张珊");
    }

    #[test]
    fn only_what_both_state_in_other_words_contradicts() {
        let known = person("华夏大学（北京）", &["理事长", "党委书记"]);
        let agreeing = [
            known.clone(),
            person("华夏大学(北京)", &["党委 书记", "教授"]),
            person("", &["理事长"]),
            person("华夏大学（北京）", &[]),
        ];
        for other in &agreeing {
            assert!(
                !known.contradicts(other) && !other.contradicts(&known),
                "{other:?}"
            );
        }
        let others = [
            person("华夏学院", &["理事长"]),
            person("华夏大学（北京）", &["秘书长"]),
        ];
        for other in &others {
            assert!(known.contradicts(other) && other.contradicts(&known), "{other:?}");
        }
    }
}
