//! Where a piece stands when a letter that tells of it leaves.

use domain::letter::{Fate, LetterLine};
use domain::quotation::in_quotation_marks;
use domain::submission::SubmissionStatus;

use super::{Facts, LONGEST_NAME};
use crate::text::quoted;

impl Facts<'_> {
    /// Where a piece stands when the letter leaves, and under which name.
    pub(super) fn stands(self, line: &LetterLine, fate: Fate) -> String {
        let renamed = line.submission.and_then(|id| self.meanwhile.renamed(id));
        renamed.map_or_else(
            || standing(line.status, fate),
            |renamed| {
                let name = in_quotation_marks(&quoted(&renamed.name, LONGEST_NAME));
                format!("姓名已更正为{name}，见来件{}", renamed.by)
            },
        )
    }
}

/// The same of a piece that has its name.
fn standing(status: SubmissionStatus, fate: Fate) -> String {
    match fate {
        Fate::Completed(by) => format!("已由来件{by}补充完整"),
        Fate::Accepted => "已登记".to_owned(),
        Fate::PartOf(whole) => format!("已与来件{whole}合并登记"),
        Fate::Replaced(by) => format!("已由来件{by}更新，以来件{by}为准"),
        Fate::Renamed(by) => format!("姓名已由来件{by}更正"),
        Fate::Stands => match status {
            SubmissionStatus::Accepted => "已登记",
            SubmissionStatus::Incomplete => "待补充",
            SubmissionStatus::SentBack => "已退回",
            SubmissionStatus::Withdrawn => "已撤回",
        }
        .to_owned(),
    }
}
