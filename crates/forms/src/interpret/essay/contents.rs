//! 目录 in front of several essays: it names their titles, which may be marked by nothing else, and is nobody's text.

use std::collections::BTreeMap;

use domain::text::match_key;

use super::{Line, is_title};
use crate::interpret::lines::{dense, has_sentence, is_longer, length, trim, without_number};
use crate::interpret::names::{self, Likelihood};

/// Lines in which the heading 目录 is looked for.
const SOUGHT: usize = 12;

/// Fewer characters are a name or a number, not a title.
const SHORTEST_TITLE: usize = 4;

/// A document behind its table of contents.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Essays {
    /// What stands above 目录.
    pub(super) cover: Vec<Line>,
    /// What stands below the last entry, the titles marked as such.
    pub(super) lines: Vec<Line>,
}

/// Takes a document apart at its table of contents. `None` when it has none, or when that names somebody who is named
/// nowhere else.
pub(super) fn behind_contents(lines: &[Line]) -> Option<Essays> {
    let is_heading = |line: &Line| matches!(dense(&line.text).as_str(), "目录" | "目次" | "目錄");
    let heading = lines.iter().take(SOUGHT).position(is_heading)?;
    let cover = lines.get(..heading)?;
    if !cover.iter().all(is_title) {
        return None;
    }
    let places = places(lines);
    let (mut titles, mut names, mut end) = (Vec::new(), Vec::new(), heading + 1);
    for line in lines.iter().skip(heading + 1) {
        // The first title once more: here the essays begin.
        if titles.contains(&key(&line.text)) {
            break;
        }
        let Some(entry) = entry(&line.text) else { break };
        let parts = entry.parts.iter().map(|part| key(part));
        let again = |title: &String| {
            let last = places.get(title).is_some_and(|last| *last > end);
            last && title.chars().count() >= SHORTEST_TITLE
        };
        let repeated: Vec<String> = parts.filter(again).collect();
        if repeated.is_empty() && !entry.paged {
            break;
        }
        titles.extend(repeated);
        names.extend(entry.parts.iter().filter_map(|part| known_name(part)));
        end += 1;
    }
    let mut essays = lines.get(end..)?.to_vec();
    let stays = |name: &String| {
        essays
            .iter()
            .any(|line| dense(&line.text).contains(name.as_str()))
    };
    if titles.is_empty() || !names.iter().all(stays) {
        return None;
    }
    mark(&mut essays, &titles);
    Some(Essays {
        cover: cover.to_vec(),
        lines: essays,
    })
}

/// What an entry of a table of contents says, and whether a page number ends it.
struct Entry<'a> {
    /// The whole entry, and what stands before and behind the marks in it.
    parts: Vec<&'a str>,
    paged: bool,
}

fn entry(line: &str) -> Option<Entry<'_>> {
    let line = without_number(line);
    if is_longer(line, 80) || has_sentence(line) {
        return None;
    }
    let bare = line.trim_end_matches(|c: char| c.is_ascii_digit());
    let leads = bare.ends_with(['…', '.', '·', '\t', ' ', '\u{3000}', '—', '-']);
    let paged = bare.len() < line.len() && leads;
    let line = trim(if paged { bare } else { line });
    let mark = |c: char| {
        matches!(
            c,
            '…' | '\t' | '：' | ':' | '（' | '(' | '）' | ')' | ' ' | '\u{3000}'
        )
    };
    let dots = |c: char| matches!(c, '…' | '.' | '·' | '—');
    let cut = line.split(mark).map(|part| part.trim_matches(dots));
    let whole = line.trim_end_matches(dots);
    let parts = std::iter::once(whole)
        .chain(cut)
        .map(trim)
        .filter(|part| !part.is_empty())
        .collect();
    Some(Entry { parts, paged })
}

fn key(text: &str) -> String {
    match_key(without_number(text))
}

/// The last line that says each short text.
fn places(lines: &[Line]) -> BTreeMap<String, usize> {
    let short = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| !is_longer(&line.text, 60));
    short.map(|(at, line)| (key(&line.text), at)).collect()
}

fn known_name(text: &str) -> Option<String> {
    let (name, sure) = names::plausible(text)?;
    (sure == Likelihood::Known).then_some(name)
}

/// Marks the titles, and the names alone below them.
fn mark(lines: &mut [Line], titles: &[String]) {
    let mut below = false;
    for line in lines {
        let title = length(&line.text) <= 60 && titles.contains(&key(&line.text));
        line.marked |= title || (below && known_name(&line.text).is_some());
        below = title;
    }
}

#[cfg(test)]
mod tests {
    use super::super::{lines, read};
    use crate::interpret::sample::{digest, expected, paragraph, with};

    const A: &str = "学习报告使我认识到，科技自立自强不是一句口号，而是一次一次试验干出来的。";
    const B: &str = "下一步，我将结合本职工作，继续在基层开展服务。";

    fn check(contents: &str, essays: &str, want: &[(&str, &str, &str)]) {
        let blocks: Vec<_> = contents.lines().chain(essays.lines()).map(paragraph).collect();
        let pieces = with(|vocabulary| read(&lines(&blocks), None, vocabulary));
        assert_eq!(digest(&pieces), expected(want), "{contents}");
    }

    #[test]
    fn unmarked_titles_are_told_by_the_table_of_contents() {
        let essays = format!(
            "坐住冷板凳\n张晓明（华夏光学学会理事长）\n{A}\n{B}\n让创新之光照进县域\n李国强（秘书长）\n{B}\n{A}"
        );
        let (first, second) = (format!("{A}\n{B}"), format!("{B}\n{A}"));
        let want = [
            ("张晓明", "理事长", first.as_str()),
            ("李国强", "秘书长", second.as_str()),
        ];
        for contents in [
            "目录\n1. 坐住冷板凳……张晓明 1\n2. 让创新之光照进县域……李国强 2",
            "华夏光学学会“关键少数”学习感悟汇编\n目　录\n坐住冷板凳\t1\n让创新之光照进县域\t3",
            "目录\n一、张晓明：坐住冷板凳\n二、李国强：让创新之光照进县域",
            "目录\n坐住冷板凳\n让创新之光照进县域",
        ] {
            check(contents, &essays, &want);
        }
    }

    #[test]
    fn nobody_who_is_named_in_the_contents_alone_is_left_out() {
        let whole = format!("坐住冷板凳……张晓明 1\n坐住冷板凳\n{A}");
        let blocks: Vec<_> = ["目录"].into_iter().chain(whole.lines()).map(paragraph).collect();
        let pieces = with(|vocabulary| read(&lines(&blocks), None, vocabulary));
        assert!(pieces[0].text.contains("张晓明"), "{pieces:?}");
    }
}
