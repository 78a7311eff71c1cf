//! 已取消 — who took a letter out of the outbox. The reason that stands with it begins accordingly.

use super::{LetterRecord, LetterState};

/// Before and behind the name of who cancelled a letter.
const BY: &str = "由";
const CANCELLED: &str = "取消";

/// What stands with a letter that a person cancelled: who, and why if that was said.
pub fn cancelled_by(name: &str, reason: &str) -> String {
    match reason {
        "" => format!("{BY} {name} {CANCELLED}"),
        reason => format!("{BY} {name} {CANCELLED}：{reason}"),
    }
}

/// What stands with a letter that was cancelled from the command line, which knows no names.
pub const CANCELLED_BY_OPERATOR: &str = "由工作人员取消";

impl LetterRecord {
    /// Where it stands, in a word; of what was cancelled also whether a person did so. Why stands in
    /// [`LetterRecord::last_error`].
    pub fn label(&self) -> &'static str {
        match (self.state, self.last_error.as_deref()) {
            (LetterState::Cancelled, Some(why)) if is_persons(why) => "已取消（人工）",
            (LetterState::Cancelled, Some(_)) => "已取消（系统）",
            (state, _) => state.label(),
        }
    }
}

fn is_persons(why: &str) -> bool {
    why.strip_prefix(BY).is_some_and(|rest| rest.contains(CANCELLED))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_cancelled_is_told_from_what_the_program_did() {
        for why in [
            cancelled_by("王老师", ""),
            cancelled_by("王老师", "已电话说明"),
            CANCELLED_BY_OPERATOR.to_owned(),
        ] {
            assert!(is_persons(&why), "{why}");
        }
        for why in [
            "已由处理意见后的通知代替",
            "处理意见已有变更，此通知不再发出",
            "由于已报送",
        ] {
            assert!(!is_persons(why), "{why}");
        }
    }
}
