//! What a clerk can choose from when an arrival must be assigned.

use domain::ids::SocietyCode;
use domain::notice::Notice;
use domain::verdict::Verdict;

use super::arrival::Known;

/// One choice of a list.
pub(super) struct ChoiceView {
    pub value: String,
    pub label: String,
    /// It might be this one.
    pub suggested: bool,
    /// It is this one at present.
    pub chosen: bool,
}

/// The roster, suggestions first.
pub(super) fn societies(known: &Known) -> Vec<ChoiceView> {
    let suggested: &[SocietyCode] = match known.judgement.as_ref().map(|judgement| &judgement.verdict) {
        Some(Verdict::Held { suggestions, .. }) => suggestions,
        Some(Verdict::Accepted { .. } | Verdict::Ignored | Verdict::Duplicate { .. }) | None => &[],
    };
    let chosen = known.society();
    let choice = |code: &SocietyCode, suggested| ChoiceView {
        value: code.to_string(),
        label: known.society_name(code),
        suggested,
        chosen: !suggested && chosen == Some(code),
    };
    let all = known.directory.societies().iter().map(|society| &society.code);
    let first = suggested.iter().map(|code| choice(code, true));
    first.chain(all.map(|code| choice(code, false))).collect()
}

pub(super) fn notices(known: &Known) -> Vec<ChoiceView> {
    let chosen = known.notice().map(|notice| &notice.id);
    let choice = |notice: &Notice| ChoiceView {
        value: notice.id.to_string(),
        label: notice.title.clone(),
        suggested: false,
        chosen: chosen == Some(&notice.id),
    };
    known.notices.iter().map(choice).collect()
}

/// Items of the notice; without a certain notice those of all, with its name in front.
pub(super) fn items(known: &Known) -> Vec<ChoiceView> {
    let certain = known.notice();
    let shown = known
        .notices
        .iter()
        .filter(|notice| certain.is_none_or(|certain| certain.id == notice.id));
    shown
        .flat_map(|notice| notice.items.iter().map(move |item| (notice, item)))
        .map(|(notice, item)| ChoiceView {
            value: item.id.to_string(),
            label: match certain {
                Some(_) => item.title.clone(),
                None => format!("{}：{}", notice.title, item.title),
            },
            suggested: false,
            chosen: false,
        })
        .collect()
}
