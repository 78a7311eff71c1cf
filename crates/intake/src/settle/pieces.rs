//! Versions: which earlier piece a piece repeats, revises, or stands beside.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::characters;
use domain::correction::Dismissal;
use domain::deadline::Timeliness;
use domain::finding::{Finding, FindingCode};
use domain::grounds::PersonGround;
use domain::ids::ArrivalId;
use domain::notice::{CollectionItem, Per};
use domain::person::Person;
use domain::submission::{Standing, Submission, SubmissionId, SubmissionStatus};
use domain::text::{is_same_name, match_key};
use domain::verdict::Outcome;
use store::TextKey;

use super::chain::{key, slot};
use super::misnamed::Misnamed;
use super::restated::Restatement;
use super::{Chain, Effect, Member, State, check};
use crate::claim::{About, ClaimedPiece, Intent, Placed};

/// Where a piece goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// It equals what is current in this chain.
    Same(usize),
    /// It has the text that is current in this chain, and states something else beside it.
    Restated(usize),
    /// It is a new version in this chain.
    Revision(usize),
    /// It is an earlier version of this chain, and only passed on.
    Earlier(usize),
    /// It stands beside everything else.
    New,
}

/// A piece that has come, with the keys by which its chain is found.
#[derive(Debug)]
struct Sought<'a> {
    piece: &'a ClaimedPiece,
    text: TextKey,
    name_key: Option<String>,
    slot: u64,
}

impl<'a> Sought<'a> {
    fn new(piece: &'a ClaimedPiece) -> Self {
        let name_key = key(piece.person.as_ref());
        Self {
            piece,
            text: TextKey::of(&piece.text),
            slot: slot(&piece.item, name_key.as_deref()),
            name_key,
        }
    }
}

#[derive(Debug)]
pub(super) struct Planned {
    pub target: Target,
    /// A piece of the same name is there whose office or affiliation contradicts this one's, or came in the same letter
    /// with another text.
    pub same_name: bool,
    /// What it states otherwise than the chain with its text.
    pub restatement: Restatement,
    /// The chains of the wrong name, when the letter corrects a name; only one of them can be meant.
    pub misnamed: Vec<usize>,
}

fn is_namesake(one: &ClaimedPiece, other: &ClaimedPiece) -> bool {
    one.item == other.item && one.person.is_some() && names_agree(one.person.as_ref(), other.person.as_ref())
}

impl State<'_> {
    /// Where every piece of an arrival goes. No two of them go to the same chain: there are no versions within one
    /// arrival.
    pub(super) fn plan(&self, placed: &Placed, misnamed: Vec<Misnamed>) -> Vec<Planned> {
        let mut used = BTreeSet::new();
        let mut planned: Vec<Planned> = Vec::new();
        // Exact repetitions first, so that they are not taken for revisions of something else.
        let same: Vec<(Sought<'_>, Option<usize>)> = placed
            .pieces
            .iter()
            .map(|piece| {
                let sought = Sought::new(piece);
                let index = self.repeated(&sought, &used);
                used.extend(index);
                (sought, index)
            })
            .collect();
        for ((piece, (sought, same)), misnamed) in placed.pieces.iter().zip(same).zip(misnamed) {
            let (restatement, refused) = same.map_or_else(Default::default, |index| {
                self.restatement(index, piece, placed.intent)
            });
            let again = |index| match self.is_passed_on(piece, index, placed) {
                _ if refused || restatement.is_empty() => Target::Same(index),
                true => Target::Earlier(index),
                false => Target::Restated(index),
            };
            let passed_on = || self.passed_on(&sought, placed).map(Target::Earlier);
            let beside = piece.person.is_some() && placed.speaks_of(About::Another);
            let revised = || self.revised(&sought, placed.intent, &used);
            let revised = || revised().filter(|_| !beside || placed.intent == Intent::Replaces);
            let by_clerk = misnamed.by_clerk.filter(|index| !used.contains(index));
            let revised = || revised().or(by_clerk);
            let found = same.map(again).or_else(passed_on);
            let target = found.or_else(|| revised().map(Target::Revision));
            let target = target.unwrap_or(Target::New);
            if let Target::Revision(index) = target {
                used.insert(index);
            }
            let is_earlier = |target| matches!(target, Target::Earlier(_));
            let mut before = placed.pieces.iter().zip(&planned);
            let twice = !is_earlier(target)
                && before.any(|(other, plan)| !is_earlier(plan.target) && is_namesake(other, piece));
            planned.push(Planned {
                target,
                same_name: twice || (target == Target::New && self.has_namesake(&sought)),
                restatement,
                misnamed: misnamed.of(target, &self.settled.chains),
            });
        }
        planned
    }

    fn candidates<'s>(
        &'s self,
        sought: &'s Sought<'_>,
        used: &'s BTreeSet<usize>,
    ) -> impl Iterator<Item = (usize, &'s Chain)> + 's {
        self.settled
            .chains
            .iter()
            .map(Arc::as_ref)
            .enumerate()
            .filter(|(_, chain)| chain.slot == sought.slot)
            .filter(|(_, chain)| chain.item == sought.piece.item && chain.name_key() == sought.name_key)
            .filter(|(index, _)| !used.contains(index))
    }

    fn repeated(&self, sought: &Sought<'_>, used: &BTreeSet<usize>) -> Option<usize> {
        self.candidates(sought, used)
            .filter(|(_, chain)| chain.current.text == sought.text)
            // Of several with that text rather the one of which it states nothing else.
            .max_by_key(|(index, chain)| {
                let agrees = Restatement::of(chain, sought.piece, Intent::Replaces).is_empty();
                (agrees, std::cmp::Reverse(*index))
            })
            .map(|(index, _)| index)
            .or_else(|| self.corrected(sought.piece, used))
    }

    /// The chain of which this is an earlier version that was forwarded: 18日的邮件收到了吗.
    fn passed_on(&self, sought: &Sought<'_>, placed: &Placed) -> Option<usize> {
        let is_asked = placed.only_passes_on(sought.piece);
        let nothing = BTreeSet::new();
        let mut candidates = self.candidates(sought, &nothing);
        let known = candidates.find(|(_, chain)| is_asked && chain.texts.contains(&sought.text));
        known.map(|(index, _)| index)
    }

    /// What is current was recognised as this piece is, and a clerk corrected it: sent again, it is corrected already.
    fn corrected(&self, piece: &ClaimedPiece, used: &BTreeSet<usize>) -> Option<usize> {
        let origin = &piece.source.origin;
        let is_it = |chain: &Chain| {
            let known = chain.current.corrected.as_ref();
            known.is_some_and(|(fingerprint, named)| {
                *fingerprint == origin.fingerprint && *named == origin.named
            })
        };
        let mut chains = self.settled.chains.iter().enumerate();
        chains
            .find(|(index, chain)| !used.contains(index) && is_it(chain))
            .map(|(index, _)| index)
    }

    fn revised(&self, sought: &Sought<'_>, intent: Intent, used: &BTreeSet<usize>) -> Option<usize> {
        let piece = sought.piece;
        let per_society = self.item(piece).is_some_and(|item| item.per == Per::Society);
        let mut candidates = self.candidates(sought, used);
        match &piece.person {
            Some(person) => candidates
                .find(|(_, chain)| {
                    chain
                        .person
                        .as_ref()
                        .is_some_and(|known| !known.contradicts(person))
                })
                .map(|(index, _)| index)
                .or_else(|| self.renamed(sought, intent, used)),
            None if per_society => candidates.next().map(|(index, _)| index),
            None => {
                let known: Vec<(usize, &Chain)> = candidates.collect();
                let by_text = known.iter().find(|(_, chain)| chain.texts.contains(&sought.text));
                let title = piece.title.as_deref().map(match_key);
                let title = title.filter(|title| !self.is_name_of_item(piece, title));
                let by_title = known.iter().find(|(_, chain)| {
                    let known = chain.current.title.as_deref().map(match_key);
                    title.is_some() && known == title
                });
                let latest = known.last().filter(|_| intent == Intent::Replaces);
                by_text.or(by_title).or(latest).map(|(index, _)| *index)
            }
        }
    }

    /// 意见建议 as a title says what it is, and is not the title of one of several.
    fn is_name_of_item(&self, piece: &ClaimedPiece, title: &str) -> bool {
        let named = |item: &CollectionItem| {
            let mut names = std::iter::once(&item.title).chain(&item.aliases);
            names.any(|name| title.ends_with(&match_key(name)))
        };
        self.item(piece).is_some_and(named)
    }

    /// The chain whose current version was recognised as the same person's, before a clerk said whose it is. Only for
    /// what says that it replaces, or was there before: else a second text of that name stays beside it.
    fn renamed(&self, sought: &Sought<'_>, intent: Intent, used: &BTreeSet<usize>) -> Option<usize> {
        let piece = sought.piece;
        let person = piece.person.as_ref()?;
        let is_it = |chain: &Chain| {
            let corrected = chain.current.corrected.as_ref();
            let named = corrected.and_then(|(_, named)| named.as_deref());
            named.is_some_and(|named| is_same_name(named, &person.name))
        };
        let mut chains = self.settled.chains.iter().enumerate();
        chains
            .find(|(index, chain)| {
                let own = chain.item == piece.item && !used.contains(index);
                let meant = intent == Intent::Replaces || chain.texts.contains(&sought.text);
                own && meant && chain.person.is_some() && is_it(chain)
            })
            .map(|(index, _)| index)
    }

    fn has_namesake(&self, sought: &Sought<'_>) -> bool {
        sought.name_key.is_some() && self.candidates(sought, &BTreeSet::new()).next().is_some()
    }

    fn item(&self, piece: &ClaimedPiece) -> Option<&CollectionItem> {
        self.notice.item(&piece.item)
    }

    /// Writes the pieces of an arrival into their chains.
    pub(super) fn apply_pieces(&mut self, member: Member<'_>, planned: Vec<Planned>, effect: &mut Effect) {
        for ((ordinal, piece), plan) in (1..).zip(&member.placed.pieces).zip(planned) {
            let Some(item) = self.notice.item(&piece.item) else {
                continue;
            };
            let timeliness = check::counted_time(member).map_or(Timeliness::Undated, |received| {
                self.notice.timeliness(item, self.society, received)
            });
            let id = SubmissionId {
                arrival: member.arrival.id,
                ordinal,
            };
            let name = piece
                .person
                .as_ref()
                .map_or(item.title.clone(), |person| person.name.clone());
            if plan.same_name {
                effect.findings.push(Finding::at(FindingCode::SameName, &name));
            }
            let is_new = plan.target == Target::New && plan.misnamed.len() != 1;
            if is_new && self.is_anothers_text(piece) {
                effect.findings.push(Finding::at(FindingCode::SameText, &name));
            }
            let target = plan.target;
            let index = match target {
                Target::Same(index) => {
                    self.repeat(index, (piece, &plan), &name, (member, effect));
                    index
                }
                Target::Earlier(index) => {
                    effect
                        .findings
                        .push(Finding::at(FindingCode::EarlierVersion, &name));
                    effect.findings.extend(self.still_dismissed(index, &name));
                    index
                }
                Target::Restated(_) | Target::Revision(_) | Target::New => {
                    effect.fresh = true;
                    let mut new = self.submission(piece, id, timeliness);
                    self.keep_media(target, &mut new, member, effect);
                    let index = self.write((piece, new), &plan, &name, effect);
                    self.take_files_of_restated(index, (piece, &plan), &name, (member, effect));
                    index
                }
            };
            self.correct_name(&plan.misnamed, index, piece, effect);
            effect.touched.insert(index);
            self.take_waiting(index);
            let Some(current) = self.known(index).and_then(|chain| chain.newest().cloned()) else {
                continue;
            };
            effect.findings.extend(current.corrections(item));
            effect.outcomes.push(Outcome {
                item: item.id.clone(),
                status: current.status,
                timeliness: match target {
                    Target::Same(_) | Target::Earlier(_) => timeliness,
                    Target::Restated(_) | Target::Revision(_) | Target::New => current.timeliness,
                },
            });
        }
    }

    /// Writes a version, by what a clerk said of it and of the one before.
    fn write(
        &mut self,
        (piece, new): (&ClaimedPiece, Submission),
        plan: &Planned,
        name: &str,
        effect: &mut Effect,
    ) -> usize {
        let dismissal = piece.dismissal.as_ref();
        if let Target::Restated(index) = plan.target {
            self.restate(index, new, &plan.restatement, name, effect);
            self.dismiss(index, dismissal, name, effect);
            return index;
        }
        let before = self.dismissed_before(plan.target, &new.text);
        let index = self.add_version(plan.target, new, name, effect);
        self.dismiss(index, dismissal, name, effect);
        if let (Some((status, brought_by)), None) = (before, dismissal) {
            effect.findings.extend(self.dismissed(status, brought_by, name));
            self.set_status(index, status);
        }
        index
    }

    fn submission(&self, piece: &ClaimedPiece, id: SubmissionId, timeliness: Timeliness) -> Submission {
        Submission {
            id,
            notice: self.notice.id.clone(),
            society: self.society.clone(),
            item: piece.item.clone(),
            piece: 0,
            revision: 1,
            standing: Standing::Current,
            status: SubmissionStatus::Accepted,
            timeliness,
            person: piece.person.clone(),
            title: piece.title.clone(),
            text: piece.text.clone(),
            characters: characters::count(&piece.text),
            source: piece.source.clone(),
            attachments: piece.attachments.clone(),
            completed_by: None,
        }
    }

    fn add_version(&mut self, target: Target, mut new: Submission, name: &str, effect: &mut Effect) -> usize {
        let index = match target {
            Target::Same(index)
            | Target::Restated(index)
            | Target::Revision(index)
            | Target::Earlier(index) => index,
            Target::New => {
                let index = self.settled.chains.len();
                new.piece = u32::try_from(index).map_or(u32::MAX, |index| index.saturating_add(1));
                self.settled.chains.push(Arc::new(Chain::begin(new.piece, new)));
                self.refresh(index);
                return index;
            }
        };
        if let Some(chain) = self.known_mut(index) {
            keep_renamed(chain, &mut new);
            chain.supersede(new);
            effect.findings.push(Finding::at(FindingCode::Supersedes, name));
        }
        self.refresh(index);
        index
    }

    /// What a clerk said of a version stays, whatever is added to it.
    fn dismiss(&mut self, index: usize, dismissal: Option<&Dismissal>, name: &str, effect: &mut Effect) {
        let status = match dismissal {
            None => return,
            Some(Dismissal::SentBack { remark }) => {
                let finding = Finding::at(FindingCode::SentBack, name).with_remark(remark);
                effect.findings.push(finding);
                SubmissionStatus::SentBack
            }
            Some(Dismissal::Withdrawn) => SubmissionStatus::Withdrawn,
        };
        self.set_status(index, status);
    }

    /// What is said of a piece that comes once more as it was sent back or withdrawn.
    pub(super) fn still_dismissed(&mut self, index: usize, name: &str) -> Option<Finding> {
        let status = self.settled.chains.get(index)?.current.status;
        of_status(status)?;
        let brought_by = self.known(index)?.newest()?.id.arrival;
        self.dismissed(status, brought_by, name)
    }

    /// The same of the version that this arrival brought, with the clerk's remark.
    fn dismissed(&mut self, status: SubmissionStatus, brought_by: ArrivalId, name: &str) -> Option<Finding> {
        let code = of_status(status)?;
        Some(Finding {
            code,
            remark: self.remark(brought_by, name),
            place: Some(name.to_owned()),
        })
    }

    pub(super) fn set_status(&mut self, index: usize, status: SubmissionStatus) {
        if let Some(chain) = self.known_mut(index) {
            chain.set_status(status);
        }
    }

    /// Where the last version with this text stands, when it was dismissed, and which arrival brought it.
    fn dismissed_before(&mut self, target: Target, text: &str) -> Option<(SubmissionStatus, ArrivalId)> {
        let (Target::Revision(index) | Target::Restated(index) | Target::Same(index)) = target else {
            return None;
        };
        let key = TextKey::of(text);
        let is_known = self.settled.chains.get(index)?.texts.contains(&key);
        let versions = is_known.then(|| self.known(index)).flatten()?.versions()?;
        let mut latest_first = versions.iter().rev();
        let same = latest_first.find(|version| TextKey::of(&version.text) == key)?;
        of_status(same.status).map(|_| (same.status, same.id.arrival))
    }

    /// Computes the status of a chain's current version anew.
    pub(super) fn refresh(&mut self, index: usize) {
        let notice = self.notice;
        let Some(chain) = self.settled.chains.get_mut(index) else {
            return;
        };
        let changed = chain.newest().and_then(|current| {
            if still(chain).is_some() {
                return None;
            }
            let status = check::status(notice.item(&current.item)?, current);
            (status != current.status).then_some(status)
        });
        if let Some(status) = changed {
            Arc::make_mut(chain).set_status(status);
        }
    }

    /// A chain whose versions are known; else they are asked for.
    pub(super) fn known(&mut self, index: usize) -> Option<&Chain> {
        let chain = self.settled.chains.get(index)?;
        if chain.versions().is_none() {
            self.absent.pieces.insert(chain.number());
            return None;
        }
        Some(chain)
    }

    /// The same, to be changed.
    pub(super) fn known_mut(&mut self, index: usize) -> Option<&mut Chain> {
        self.known(index)?;
        self.settled.chains.get_mut(index).map(Arc::make_mut)
    }
}

/// What is said of a piece that comes once more as it was sent back or withdrawn. Nothing tells whether it was on its
/// way before the clerk decided, so it does not count again by itself.
fn still(chain: &Chain) -> Option<FindingCode> {
    of_status(chain.current.status)
}

fn of_status(status: SubmissionStatus) -> Option<FindingCode> {
    match status {
        SubmissionStatus::SentBack => Some(FindingCode::StillSentBack),
        SubmissionStatus::Withdrawn => Some(FindingCode::StillWithdrawn),
        SubmissionStatus::Accepted | SubmissionStatus::Incomplete => None,
    }
}

/// Whom a clerk named instead of the one recognised stays the person of a new version of which no clerk said it.
fn keep_renamed(chain: &Chain, new: &mut Submission) {
    let by_clerk = new.source.origin.grounds.person == Some(PersonGround::Clerk);
    let renamed = chain.newest().is_some_and(|current| {
        let is_other = !names_agree(current.person.as_ref(), new.person.as_ref());
        current.source.origin.corrected && is_other && !by_clerk
    });
    if renamed {
        new.person.clone_from(&chain.person);
        new.source.origin.corrected = true;
        new.source.origin.grounds.person = Some(PersonGround::Clerk);
    }
}

fn names_agree(one: Option<&Person>, other: Option<&Person>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => is_same_name(&one.name, &other.name),
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    }
}
