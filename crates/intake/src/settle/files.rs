//! The files of a piece that is there: what comes for it later.

use std::sync::Arc;

use domain::finding::{Finding, FindingCode};
use domain::ids::ArrivalId;
use domain::notice::CollectionItem;
use domain::quotation::in_quotation_marks;
use domain::submission::{Attachment, Standing, Submission, SubmissionStatus};
use domain::text::match_key;

use super::pieces::{Planned, Target};
use super::{Chain, Effect, Member, State};
use crate::claim::{About, ClaimedPiece, Intent, Placed, Trust, holds_name, speaks_of_media};

impl State<'_> {
    /// The same text once more: whatever else comes with it.
    pub(super) fn repeat(
        &mut self,
        index: usize,
        (piece, plan): (&ClaimedPiece, &Planned),
        name: &str,
        (member, effect): (Member<'_>, &mut Effect),
    ) {
        let not_restated = Self::not_restated(&plan.restatement, name);
        effect.findings.extend(not_restated);
        for file in &piece.attachments {
            effect.fresh |= self.take_file(index, file, member, effect);
        }
        effect.findings.extend(self.still_dismissed(index, name));
    }

    /// The files beside a text of which only something else is restated.
    pub(super) fn take_files_of_restated(
        &mut self,
        index: usize,
        (piece, plan): (&ClaimedPiece, &Planned),
        name: &str,
        (member, effect): (Member<'_>, &mut Effect),
    ) {
        if !matches!(plan.target, Target::Restated(_)) {
            return;
        }
        for file in &piece.attachments {
            let is_earlier =
                |known: &Attachment| known.kind == file.kind && !effect.files.contains(&known.sha256);
            let current = self.known(index).and_then(|chain| chain.newest());
            let has_another = current.is_some_and(|current| current.attachments.iter().any(is_earlier));
            let said = effect.findings.len();
            let is_new = self.take_file(index, file, member, effect);
            if is_new && has_another && effect.findings.len() == said {
                effect.findings.push(Finding::at(FindingCode::AnotherMedia, name));
            }
        }
        if let Some(current) = self.known_mut(index).and_then(Chain::newest_mut) {
            current.completed_by = None;
        }
    }

    /// Adds a file that is not there yet; true when it was not. A second photo of a piece that has one from earlier mail
    /// takes its place when the letter says so; else both are kept, and a person is told.
    pub(super) fn take_file(
        &mut self,
        index: usize,
        file: &Attachment,
        member: Member<'_>,
        effect: &mut Effect,
    ) -> bool {
        let notice = self.notice;
        let Some(current) = self.known(index).and_then(|chain| chain.newest()).cloned() else {
            return false;
        };
        if current
            .attachments
            .iter()
            .any(|known| known.sha256 == file.sha256)
        {
            return false;
        }
        let Some(item) = notice.item(&current.item) else {
            return false;
        };
        let is_earlier = |known: &Attachment| {
            let serves = known.serves(item) && file.serves(item) && known.kind == file.kind;
            serves && !effect.files.contains(&known.sha256)
        };
        let earlier: Vec<&Attachment> = current
            .attachments
            .iter()
            .filter(|known| is_earlier(known))
            .collect();
        let place = current.place(item);
        let is_replaced = !earlier.is_empty() && self.replaces_files(index, member);
        if is_replaced {
            let said = replaced(&earlier, file);
            let finding = Finding::at(FindingCode::MediaReplaced, place).with_remark(said);
            effect.findings.push(finding);
        } else if !earlier.is_empty() && current.id.arrival != member.arrival.id {
            effect
                .findings
                .push(Finding::at(FindingCode::AnotherMedia, place));
        }
        let kept = current
            .attachments
            .iter()
            .filter(|known| !is_replaced || !is_earlier(known));
        let files: Vec<Attachment> = kept.chain([file]).cloned().collect();
        effect.files.insert(file.sha256.clone());
        if let Some(current) = self.known_mut(index).and_then(Chain::newest_mut) {
            current.attachments = files;
            current.completed_by = Some(member.arrival.id);
        }
        self.refresh(index);
        true
    }

    /// Whether an arrival that may replace says that its photos take the place of those of this piece: in words, or
    /// because it corrects and brings nothing else.
    fn replaces_files(&self, index: usize, member: Member<'_>) -> bool {
        let placed = member.placed;
        if placed.trust == Trust::MayAdd && !placed.accepted_by_clerk {
            return false;
        }
        let is_said = self.says_of_media(index, About::Media, placed);
        is_said || (placed.intent == Intent::Replaces && placed.pieces.is_empty())
    }

    /// Whether a letter says this of the photos of a piece: of whom it names, or of all when it names nobody.
    fn says_of_media(&self, index: usize, about: About, placed: &Placed) -> bool {
        if !placed.speaks_of(about) {
            return false;
        }
        let name = self.settled.chains.get(index).and_then(|chain| chain.name());
        let all = self.settled.names();
        let mut said = placed.said.iter().filter(|said| said.about == about);
        said.any(|said| {
            let key = match_key(&said.words);
            let named: Vec<&String> = all.iter().filter(|name| holds_name(&key, name, &all)).collect();
            named.is_empty() || name.as_ref().is_some_and(|name| named.contains(&name))
        })
    }

    /// A revision that comes without photo or video keeps those of the version before it, unless its letter or the remark
    /// with which that was sent back says otherwise, or it brings some of which it is not yet known whose they are.
    pub(super) fn keep_media(
        &mut self,
        target: Target,
        new: &mut Submission,
        member: Member<'_>,
        effect: &mut Effect,
    ) {
        let (Target::Revision(index), Some(item)) = (target, self.notice.item(&new.item)) else {
            return;
        };
        let placed = member.placed;
        let serves = |file: &Attachment| file.serves(item);
        let brings = new.attachments.iter().any(serves)
            || placed.loose_media.iter().any(|media| serves(&media.attachment));
        if brings || self.says_of_media(index, About::MediaTaken, placed) {
            return;
        }
        let Some(versions) = self.known(index).and_then(|chain| chain.versions()) else {
            return;
        };
        let versions = versions.to_vec();
        let mut current = versions.iter().filter(|one| one.standing == Standing::Current);
        let Some(before) = current.next() else {
            return;
        };
        let kept: Vec<Attachment> = before
            .attachments
            .iter()
            .filter(|file| serves(file))
            .cloned()
            .collect();
        let name = new.place(item).to_owned();
        if kept.is_empty() || self.was_sent_back_for_media(before, item) {
            return;
        }
        let said = kept.iter().map(|file| {
            let brought_by = brought_by(&versions, file).unwrap_or(before.id.arrival);
            format!("{}沿用来件{brought_by}", in_quotation_marks(&file.name))
        });
        let said: Vec<String> = said.collect();
        let finding = Finding::at(FindingCode::MediaKept, name);
        effect
            .findings
            .push(finding.with_remark(format!("{}。", said.join("；"))));
        new.attachments.extend(kept);
    }

    /// Whether a person of the office sent it back and spoke of its photo.
    fn was_sent_back_for_media(&mut self, piece: &Submission, item: &CollectionItem) -> bool {
        if piece.status != SubmissionStatus::SentBack {
            return false;
        }
        let remark = self.remark(piece.id.arrival, piece.place(item));
        // Of several remarks it is not certain which one is meant.
        remark.is_none_or(|remark| speaks_of_media(&remark))
    }
}

/// Which arrival brought a file of a piece: that of the first version with it, or what completed that.
fn brought_by(versions: &[Arc<Submission>], file: &Attachment) -> Option<ArrivalId> {
    let has = |one: &&Arc<Submission>| one.attachments.iter().any(|known| known.sha256 == file.sha256);
    let first = versions.iter().find(has)?;
    let is_last = first
        .attachments
        .last()
        .is_some_and(|last| last.sha256 == file.sha256);
    let completing = first.completed_by.filter(|_| is_last);
    Some(completing.unwrap_or(first.id.arrival))
}

/// Which files a file replaces. The same name twice would tell nobody anything.
fn replaced(earlier: &[&Attachment], file: &Attachment) -> String {
    let now = in_quotation_marks(&file.name);
    if earlier.iter().any(|old| old.name == file.name) {
        return format!("新旧文件同名（{now}），以本次来件的文件为准。");
    }
    let names: Vec<String> = earlier.iter().map(|old| in_quotation_marks(&old.name)).collect();
    format!("原文件为{}，现为{now}。", names.join("、"))
}
