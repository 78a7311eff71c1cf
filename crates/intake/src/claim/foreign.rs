//! Signs that a part of what came is of another society than the one that sends it.

use domain::directory::Identified;
use domain::finding::{Finding, FindingCode};
use domain::society::Society;
use domain::submission::SourcePart;
use forms::document::Block;
use forms::read::Content as FileContent;

use super::content::Content;
use super::society::{conflicts, words_of_letter};
use super::{ClaimedPiece, Evidence};

/// The other societies that a file name names, none of them the sender's.
pub(super) fn bears_another<'a>(
    evidence: Evidence<'a>,
    name: &str,
    registered: &[&Society],
) -> Option<Vec<&'a Society>> {
    let named = evidence.directory.mentioned(name);
    let is_another = !named.is_empty() && named.iter().all(|society| conflicts(&society.code, registered));
    is_another.then_some(named)
}

/// The society of the form and those whose name a document bears that brings a text beside it.
pub(super) fn beside_form<'a>(
    evidence: Evidence<'a>,
    content: &Content,
    own: &'a Society,
) -> Option<Vec<&'a Society>> {
    let documents = content
        .found
        .iter()
        .filter(|found| found.part == SourcePart::Document);
    let mut names = documents.filter_map(|found| found.file.as_deref());
    let others = names
        .find_map(|name| bears_another(evidence, name, &[own]))
        .or_else(|| Some(spoken_for(evidence, &[own])).filter(|others| !others.is_empty()))?;
    Some(std::iter::once(own).chain(others).collect())
}

/// One for each author of a text outside a form who signs for other societies of the roster alone.
pub(super) fn signed(evidence: Evidence<'_>, own: &Society, pieces: &[ClaimedPiece]) -> Vec<Finding> {
    let texts = pieces
        .iter()
        .filter(|piece| matches!(piece.source.part, SourcePart::Document | SourcePart::Body));
    let mut findings: Vec<Finding> = Vec::new();
    for person in texts.filter_map(|piece| piece.person.as_ref()) {
        let words = person.affiliation.iter().chain(&person.positions);
        let words: Vec<&str> = words.map(String::as_str).collect();
        let others = bears_another(evidence, &words.join("\n"), &[own]);
        let Some(other) = others.as_deref().and_then(<[_]>::first) else {
            continue;
        };
        let place = format!("{}（{}）", person.name, other.name);
        if findings.iter().all(|known| known.place.as_ref() != Some(&place)) {
            findings.push(Finding::at(FindingCode::SignedForAnother, place));
        }
    }
    findings
}

/// The society whose name stands alone on one of the first or last lines of a document: a heading, or a signature. None
/// when the sender's own stands so, too, or nothing is known of the sender.
pub(super) fn signed_by_another<'a>(
    evidence: Evidence<'a>,
    registered: &[&Society],
) -> Option<Vec<&'a Society>> {
    const LINES: usize = 4;
    const LONGEST: usize = 40;
    if registered.is_empty() {
        return None;
    }
    let signs = |lines: Vec<&str>| {
        let lines = lines.into_iter().filter(|line| line.chars().count() <= LONGEST);
        let named: Vec<&Society> = lines
            .filter_map(|line| match evidence.directory.identify(without_office(line)) {
                Identified::Certain(society) => Some(society),
                Identified::Several(_) | Identified::Similar(_) | Identified::Unknown => None,
            })
            .collect();
        let other = !named.is_empty() && named.iter().all(|society| conflicts(&society.code, registered));
        other.then_some(named)
    };
    let letter = words_of_letter(evidence).lines().map(str::trim);
    let letter: Vec<&str> = letter.filter(|line| !line.is_empty()).collect();
    let end = letter.len().saturating_sub(LINES);
    if let Some(named) = signs(letter.get(end..).unwrap_or_default().to_vec()) {
        return Some(named);
    }
    evidence.reading.parts.iter().find_map(|part| {
        let FileContent::Document { document, .. } = &part.file.content else {
            return None;
        };
        signs(paragraphs_at_ends(&document.blocks, LINES))
    })
}

/// A signature without the office that signs for the society: 华夏声学学会秘书处, 华夏声学学会（秘书处）.
fn without_office(line: &str) -> &str {
    const OFFICES: [&str; 4] = ["秘书处", "办公室", "党支部", "理事会"];
    let bare = line.trim_end_matches(['）', ')']);
    let society = OFFICES.iter().find_map(|office| bare.strip_suffix(office));
    society.map_or(line, |society| society.trim_end_matches(['（', '(', ' ']))
}

/// Texts of the first and last paragraphs that say something, of a document that is no form.
fn paragraphs_at_ends(blocks: &[Block], number: usize) -> Vec<&str> {
    let texts: Vec<&str> = blocks
        .iter()
        .filter_map(|block| match block {
            Block::Paragraph(paragraph) => Some(paragraph.text.trim()),
            Block::Table(_) => None,
        })
        .filter(|text| !text.is_empty())
        .collect();
    let from = texts.len().saturating_sub(number);
    let last = texts.iter().skip(from.max(number));
    texts.iter().take(number).chain(last).copied().collect()
}

/// Other societies for whom a registered sender says that it sends: 受华夏声学学会委托，代为报送.
pub(super) fn spoken_for<'a>(evidence: Evidence<'a>, registered: &[&Society]) -> Vec<&'a Society> {
    const FOR: [&str; 6] = ["代为", "代报", "代发", "代交", "转报", "转交"];
    const SENDING: [&str; 5] = ["报送", "提交", "上报", "发送", "报来"];
    const LONGEST: usize = 80;
    const LONGEST_HEAD: usize = 40;
    if registered.is_empty() {
        return Vec::new();
    }
    let sends = |line: &&str| {
        let says = |words: &[&str]| words.iter().any(|word| line.contains(word));
        let in_place_of = || {
            let mut named = evidence.directory.mentioned(line).into_iter();
            line.contains('代') && named.any(|society| line.contains(&format!("代{}", society.name)))
        };
        let for_other = line.contains("委托") || line.trim_start().starts_with('代') || in_place_of();
        line.chars().count() <= LONGEST && (says(&FOR) || (for_other && says(&SENDING)))
    };
    let lines = || words_of_letter(evidence).split(['\n', '。']);
    let said: Vec<Vec<&Society>> = lines()
        .filter(sends)
        .map(|line| evidence.directory.mentioned(line))
        .collect();
    let mut named: Vec<&Society> = said.iter().flatten().copied().collect();
    // 代声学学会转报如下: which one it is stands on another line.
    if said.iter().any(Vec::is_empty) {
        let heads = lines().filter(|line| line.chars().count() <= LONGEST_HEAD);
        let around = heads.chain([evidence.arrival.subject.as_str()]);
        let around: Vec<&Society> = around
            .flat_map(|line| evidence.directory.mentioned(line))
            .collect();
        if around.iter().all(|society| conflicts(&society.code, registered)) {
            named.extend(around);
        }
    }
    named.retain(|society| conflicts(&society.code, registered));
    named
}
