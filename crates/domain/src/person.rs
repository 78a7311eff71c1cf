//! 人员 — a person whom a piece names.

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
        let keys = |values: &[String]| {
            values
                .iter()
                .map(|v| crate::text::match_key(v))
                .collect::<Vec<_>>()
        };
        let (mine, theirs) = (keys(&self.positions), keys(&other.positions));
        let positions_differ =
            !mine.is_empty() && !theirs.is_empty() && !mine.iter().any(|position| theirs.contains(position));
        let affiliations_differ = match (&self.affiliation, &other.affiliation) {
            (Some(mine), Some(theirs)) => crate::text::match_key(mine) != crate::text::match_key(theirs),
            (None, _) | (_, None) => false,
        };
        positions_differ || affiliations_differ
    }
}
