//! Files that are not what they are called: what a mail gateway leaves where it took an attachment away, and a few bytes of
//! nothing under the name of a document. That is nobody's text.

use domain::text::match_key;
use forms::document::{Block, Document, lines_of};
use forms::interpret::Interpretation;
use forms::read::{Content as FileContent, Format};

use super::endings::promises_more_than_text;
use crate::claim::Evidence;
use crate::reading::ReadPart;

/// What gateways write in the place of an attachment, as known without being configured; in [`match_key`] form.
const WORDINGS: &[&str] = &[
    "附件已被移除",
    "附件被移除",
    "附件已移除",
    "附件已被删除",
    "附件被删除",
    "附件已删除",
    "附件已被隔离",
    "附件被隔离",
    "附件已被拦截",
    "附件被拦截",
    "附件已被阻止",
    "附件已过期",
    "附件已被剥离",
    "附件含有病毒",
    "附件中含有病毒",
    "附件带有病毒",
    "附件包含病毒",
    "附件感染病毒",
    "附件可能含有病毒",
    "文件含有病毒",
    "文件已被隔离",
    "病毒已被删除",
    "病毒已被清除",
    "已被安全网关",
    "被邮件网关",
    "已被反病毒",
    "attachmenthasbeenremoved",
    "attachmentwasremoved",
    "attachmentshavebeenremoved",
    "attachmenthasbeendeleted",
    "attachmentwasdeleted",
    "attachmenthasbeenblocked",
    "attachmentwasblocked",
    "attachmenthasbeenquarantined",
    "attachmentwasstripped",
    "filehasbeenremoved",
    "filehasbeenquarantined",
    "filewasinfected",
    "containedavirus",
    "viruswasfound",
    "viruswasdetected",
];

/// A notice of a gateway is no longer than this, in letters.
const LONGEST_NOTICE: usize = 500;
/// Fewer letters than this are no document that somebody saved under another ending.
const LEAST_TEXT: usize = 40;

/// Whether a text or page stands where something else was. `found` is what it would mean otherwise.
pub(super) fn is_replaced(
    evidence: Evidence<'_>,
    part: &ReadPart,
    document: &Document,
    found: &Interpretation,
) -> bool {
    let FileContent::Document {
        format: Format::Text | Format::Html,
        ..
    } = &part.file.content
    else {
        return false;
    };
    if !found.forms.is_empty() || !found.denied.is_empty() {
        return false;
    }
    let text = match_key(&lines_of(&document.blocks).concat());
    let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
    let has_table = document
        .blocks
        .iter()
        .any(|block| matches!(block, Block::Table(_)));
    let is_short = letters < LEAST_TEXT && !has_table && promises_more_than_text(&part.file.name);
    is_short || letters <= LONGEST_NOTICE && says_removed(evidence, &text)
}

fn says_removed(evidence: Evidence<'_>, text: &str) -> bool {
    let configured = evidence.reception.gateway_wordings.iter();
    WORDINGS.iter().any(|wording| text.contains(wording))
        || configured
            .map(|wording| match_key(wording))
            .any(|wording| !wording.is_empty() && text.contains(&wording))
}
