//! In whose name mail comes: a sender whose name is another society's, a stranger who writes for a branch.

use domain::finding::{Finding, FindingCode};
use domain::ids::SocietyCode;
use domain::society::Society;
use domain::text::match_key;

use super::society::words_of_letter;
use super::{ClaimedPiece, Evidence, foreign};

/// What the names of branches end with.
const BRANCHES: [&str; 3] = ["分会", "委员会", "专委会"];
/// Characters between a society's name and that.
const LONGEST_BRANCH: usize = 12;

/// Adds what is said of the names.
pub(super) fn say(
    findings: &mut Vec<Finding>,
    evidence: Evidence<'_>,
    society: &SocietyCode,
    pieces: &[ClaimedPiece],
) {
    let Some(society) = evidence.directory.get(society) else {
        return;
    };
    findings.extend(named_for_another(evidence, society));
    findings.extend(foreign::signed(evidence, society, pieces));
    if !pieces.is_empty() {
        findings.extend(of_branch(evidence, society, pieces));
    }
}

/// The sender calls himself another society, and not the one of which the mail is.
fn named_for_another(evidence: Evidence<'_>, society: &Society) -> Option<Finding> {
    let from = evidence.reading.mail.as_ref()?.from.first()?;
    let named = evidence.directory.mentioned(&from.name);
    let is_another = named.iter().all(|one| one.code != society.code);
    let first = named.first().filter(|_| is_another)?;
    Some(Finding::at(FindingCode::SenderNamedOtherwise, &first.name))
}

/// The branch of the society in whose name a stranger writes.
fn of_branch(evidence: Evidence<'_>, society: &Society, pieces: &[ClaimedPiece]) -> Option<Finding> {
    let sender = evidence.arrival.sender.as_deref()?;
    evidence
        .reading
        .mail
        .as_ref()
        .filter(|_| !society.is_registered(sender))?;
    let files = evidence.reading.parts.iter().map(|part| part.file.name.clone());
    let units = pieces
        .iter()
        .filter_map(|piece| piece.person.as_ref()?.affiliation.clone());
    let titles = pieces.iter().filter_map(|piece| piece.title.clone());
    let texts = [evidence.arrival.subject.as_str(), words_of_letter(evidence)].map(str::to_owned);
    let mut texts = texts.into_iter().chain(files).chain(units).chain(titles);
    let named = texts.find_map(|text| branch(&text, &match_key(&society.name)))?;
    Some(Finding::at(FindingCode::SentByBranch, named))
}

/// 华夏光学学会激光分会, where that stands in a text.
fn branch(text: &str, society: &str) -> Option<String> {
    let key = match_key(text);
    key.split(society).skip(1).find_map(|behind| {
        let line = behind.split(['\n', ',', '。', ';', ':', '(', ' ']).next()?;
        let ends = BRANCHES
            .iter()
            .filter_map(|word| Some(line.find(word)? + word.len()));
        let body = line.get(..ends.min()?)?;
        let is_name = body.chars().count() <= LONGEST_BRANCH && !body.contains(['、', '和', '及']);
        is_name.then(|| format!("{society}{body}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_branch_stands_behind_the_name_of_its_society() {
        let named = |text: &str| branch(text, "华夏光学学会");
        assert_eq!(
            named("华夏光学学会激光分会\n张甲").as_deref(),
            Some("华夏光学学会激光分会")
        );
        assert_eq!(
            named("报送华夏光学学会青年工作委员会的感悟").as_deref(),
            Some("华夏光学学会青年工作委员会")
        );
        assert_eq!(named("华夏光学学会，现将各分会材料报送如下"), None);
        assert_eq!(named("激光分会"), None);
    }
}
