//! Names that were wrong: a letter says so, and a clerk confirms it; or a clerk says it of a later version.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::characters;
use domain::finding::{Finding, FindingCode};
use domain::grounds::PersonGround;
use domain::quotation::in_quotation_marks;
use domain::submission::SubmissionStatus;
use domain::text::{match_key, name_key};
use store::TextKey;

use super::chain::key;
use super::pieces::Target;
use super::restated::{Restatement, sentence};
use super::{Chain, Effect, State};
use crate::claim::{About, ClaimedPiece, Intent, Naming, Placed, shared_percent};

/// Texts with fewer characters may be alike by chance.
pub(super) const LEAST_OF_ITS_OWN: u32 = 20;

/// So much of the shorter text stands in another version of it.
const SHARED: usize = 60;

/// Of more it is not said whose name it may be.
const MOST_NAMED: usize = 5;

/// The chains of which a piece may be, under another name.
#[derive(Debug, Clone, Default)]
pub(super) struct Misnamed {
    /// Those of which the letter says that their name is to be this one.
    said: Vec<usize>,
    /// Those that may be meant by what it says of this name.
    perhaps: Vec<usize>,
    /// The one that it would be a version of, had a clerk not said whose it is.
    pub by_clerk: Option<usize>,
}

impl Misnamed {
    /// The chains of the wrong name, for a piece that goes there.
    pub(super) fn of(self, target: Target, chains: &[Arc<Chain>]) -> Vec<usize> {
        let counts = |index: &usize| {
            let chain = chains.get(*index);
            chain.is_some_and(|chain| chain.current.status.counts())
        };
        match target {
            Target::New if self.said.is_empty() => self.perhaps,
            Target::New => self.said,
            Target::Same(at) | Target::Restated(at) | Target::Revision(at) => {
                let others = self.said.into_iter().filter(|index| *index != at);
                others.filter(counts).collect()
            }
            Target::Earlier(_) => Vec::new(),
        }
    }
}

impl State<'_> {
    /// For each piece of an arrival.
    pub(super) fn misnamed(&mut self, placed: &Placed) -> Vec<Misnamed> {
        let speaks = placed.speaks_of(About::Name);
        let mut all = if speaks { self.settled.names() } else { Vec::new() };
        let names = placed.pieces.iter().filter_map(|piece| piece.person.as_ref());
        all.extend(names.filter(|_| speaks).map(|person| match_key(&person.name)));
        let sentences = placed.said.iter().filter(|said| said.about == About::Name);
        let namings: Vec<Naming> = sentences.map(|said| Naming::of(said, &all)).collect();
        let pieces = placed.pieces.iter();
        pieces
            .map(|piece| {
                let by_clerk = self.recognised_as(piece);
                let (said, perhaps) = if namings.is_empty() {
                    Default::default()
                } else {
                    self.named_wrongly(piece, placed, &namings)
                };
                Misnamed {
                    said,
                    perhaps,
                    by_clerk,
                }
            })
            .collect()
    }

    /// The chains of which the sentences say that their name is this piece's, and those of which they may say it.
    fn named_wrongly(
        &mut self,
        piece: &ClaimedPiece,
        placed: &Placed,
        namings: &[Naming],
    ) -> (Vec<usize>, Vec<usize>) {
        let Some(person) = piece.person.as_ref() else {
            return (Vec::new(), Vec::new());
        };
        let right = match_key(&person.name);
        let text = TextKey::of(&piece.text);
        let others: Vec<(usize, String, bool)> = (0..)
            .zip(&self.settled.chains)
            .filter(|(_, chain)| chain.item == piece.item)
            .filter_map(|(index, chain)| {
                let is_same = chain.current.text == text;
                let is_there = is_same || chain.current.status != SubmissionStatus::Withdrawn;
                let name = chain.name().filter(|name| is_there && *name != right)?;
                // Who sends something of the other one too does not say that there is none.
                let is_beside = || placed.pieces.iter().any(|other| is_of(other, chain));
                (is_same || !is_beside()).then_some((index, name, is_same))
            })
            .collect();
        let of = |fits: &dyn Fn(&(usize, String, bool)) -> bool| -> Vec<usize> {
            let fitting: Vec<&(usize, String, bool)> = others.iter().filter(|one| fits(one)).collect();
            let has_same = fitting.iter().any(|(_, _, is_same)| *is_same);
            let fitting = fitting
                .into_iter()
                .filter(|(_, _, is_same)| *is_same || !has_same);
            fitting.map(|(index, _, _)| *index).collect()
        };
        let said = of(&|(_, name, _)| namings.iter().any(|naming| naming.corrects(name, &right)));
        let is_own = characters::count(&piece.text) >= LEAST_OF_ITS_OWN;
        let same = of(&|(_, name, is_same)| {
            let mut namings = namings.iter();
            *is_same
                && is_own
                && namings
                    .any(|naming| naming.names(&right) && (naming.speaks_of_names() || naming.names(name)))
        });
        if !said.is_empty() || !same.is_empty() {
            return (said, same);
        }
        if !namings
            .iter()
            .any(|naming| naming.speaks_of_names() && naming.states(&right))
        {
            return (said, same);
        }
        let named = of(&|(_, name, _)| namings.iter().any(|naming| naming.names(name)));
        let perhaps = if named.is_empty() { of(&|_| true) } else { named };
        let alike: Vec<usize> = perhaps
            .iter()
            .copied()
            .filter(|index| self.is_alike(*index, piece))
            .collect();
        (said, if alike.is_empty() { perhaps } else { alike })
    }

    /// The chain of the person that was recognised, where a clerk said another one, and the text is a version of it.
    fn recognised_as(&mut self, piece: &ClaimedPiece) -> Option<usize> {
        let origin = &piece.source.origin;
        let by_clerk = origin.corrected && origin.grounds.person == Some(PersonGround::Clerk);
        let named = origin.named.as_deref().filter(|_| by_clerk).map(name_key)?;
        if key(piece.person.as_ref())? == named {
            return None;
        }
        let text = TextKey::of(&piece.text);
        let chains = self.settled.chains.iter().enumerate();
        let of_name = chains.filter(|(_, chain)| chain.item == piece.item);
        let of_name = of_name.filter(|(_, chain)| chain.name_key().as_ref() == Some(&named));
        let of_name: Vec<(usize, bool)> = of_name
            .map(|(index, chain)| (index, chain.current.text == text))
            .collect();
        let mut same = of_name.iter().filter(|(_, is_same)| *is_same);
        let index = same.next().map(|(index, _)| *index);
        index.or_else(|| {
            let mut indices = of_name.into_iter().map(|(index, _)| index);
            indices.find(|index| self.is_alike(*index, piece))
        })
    }

    /// Whether the text that counts is another version of this one.
    fn is_alike(&mut self, index: usize, piece: &ClaimedPiece) -> bool {
        let current = self.known(index).and_then(|chain| chain.newest());
        current.is_some_and(|current| shared_percent(&current.text, &piece.text) >= SHARED)
    }

    /// Says which names a letter corrects of which nothing came under the right one.
    pub(super) fn say_stated(&self, placed: &Placed, effect: &mut Effect) {
        let is_done = |finding: &Finding| finding.code == FindingCode::NameCorrected;
        if !placed.speaks_of(About::Name) || effect.findings.iter().any(is_done) {
            return;
        }
        let all = self.settled.names();
        for said in placed.said.iter().filter(|said| said.about == About::Name) {
            let naming = Naming::of(said, &all);
            let mut chains = self.settled.chains.iter();
            let speaks_of_known = naming.speaks_of_names()
                && chains.any(|chain| {
                    let name = chain.name().filter(|_| chain.current.status.counts());
                    name.is_some_and(|name| naming.is_wrong(&name))
                });
            if speaks_of_known {
                let stated = Finding::at(FindingCode::NameStated, &said.words);
                effect.findings.push(stated);
            }
        }
    }

    /// What a clerk has to confirm.
    pub(super) fn name_correction(&self, wrong: &[usize], piece: &ClaimedPiece) -> Finding {
        let chains = wrong.iter().filter_map(|index| self.settled.chains.get(*index));
        let persons = chains.filter_map(|chain| chain.person.as_ref());
        let names: BTreeSet<&str> = persons.map(|person| person.name.as_str()).collect();
        let stated = piece.person.as_ref().map_or("", |person| person.name.as_str());
        let right = in_quotation_marks(stated);
        let said = if names.len() > MOST_NAMED {
            format!("姓名更正为{right}，来信未写明原姓名")
        } else {
            let names: Vec<String> = names.into_iter().map(in_quotation_marks).collect();
            format!("姓名由{}更正为{right}", names.join("或"))
        };
        let only = <&[usize; 1]>::try_from(wrong).ok();
        let only = only.and_then(|[wrong]| self.settled.chains.get(*wrong));
        let beside = only.map(|chain| Restatement::of(chain, piece, Intent::Replaces));
        let said = std::iter::once(said).chain(beside.iter().flat_map(Restatement::changes));
        Finding::at(FindingCode::NameCorrection, stated).with_remark(sentence(said))
    }

    /// The piece of the wrong name counts no more; its photo is the other's. Of several nobody said which it is.
    pub(super) fn correct_name(
        &mut self,
        wrong: &[usize],
        right: usize,
        piece: &ClaimedPiece,
        effect: &mut Effect,
    ) {
        let &[wrong] = wrong else {
            return;
        };
        let finding = self.name_correction(&[wrong], piece);
        let Some(known) = self.known(wrong).and_then(|chain| chain.newest()).cloned() else {
            return;
        };
        effect.fresh = true;
        effect.touched.insert(wrong);
        let brings = !known.attachments.is_empty();
        self.set_status(wrong, SubmissionStatus::Withdrawn);
        if let Some(current) = self.known_mut(right).and_then(Chain::newest_mut) {
            for file in known.attachments {
                if current
                    .attachments
                    .iter()
                    .all(|other| other.sha256 != file.sha256)
                {
                    current.attachments.push(file);
                }
            }
            if brings {
                // By which it is known that they are of another mail.
                current.completed_by.get_or_insert(current.id.arrival);
            }
        }
        self.refresh(right);
        effect.findings.push(Finding {
            code: FindingCode::NameCorrected,
            ..finding
        });
    }
}

/// Whether a piece goes by the name of a chain.
fn is_of(piece: &ClaimedPiece, chain: &Chain) -> bool {
    piece.item == chain.item && piece.person.is_some() && key(piece.person.as_ref()) == chain.name_key()
}
