//! The same text once more, with something else stated beside it: another office, unit or title, or another name.

use domain::characters;
use domain::finding::{Finding, FindingCode};
use domain::quotation::in_quotation_marks;
use domain::submission::{Submission, SubmissionStatus};
use domain::text::match_key;
use store::TextKey;

use super::chain::key;
use super::misnamed::LEAST_OF_ITS_OWN;
use super::pieces::{Planned, Target};
use super::{Chain, Effect, State};
use crate::claim::{ClaimedPiece, Intent, Placed};

/// What a piece with a registered text states otherwise than it is registered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Restatement {
    differences: Vec<Difference>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Difference {
    what: &'static str,
    registered: String,
    stated: String,
}

impl Restatement {
    /// What differs. A letter that says that it corrects states whatever it states; another one only what contradicts
    /// what is registered: of the same essay in a form and in a file, one says more than the other.
    pub(super) fn of(chain: &Chain, piece: &ClaimedPiece, intent: Intent) -> Self {
        let corrects = intent == Intent::Replaces;
        let mut differences = Vec::new();
        let mut add = |what, registered: &str, stated: &str| {
            differences.push(Difference {
                what,
                registered: registered.to_owned(),
                stated: stated.to_owned(),
            });
        };
        if let (Some(known), Some(stated)) = (&chain.person, &piece.person) {
            for (what, known, stated) in [
                ("职务", &known.positions, &stated.positions),
                ("身份", &known.tags, &stated.tags),
            ] {
                if states_otherwise(known, stated, corrects) {
                    add(what, &known.join("、"), &stated.join("、"));
                }
            }
            let (known, stated) = (known.affiliation.as_deref(), stated.affiliation.as_deref());
            if let Some(stated) = stated.filter(|stated| is_other(known, stated, corrects)) {
                add("单位", known.unwrap_or_default(), stated);
            }
        }
        let known = chain.current.title.as_deref();
        let titled = piece.title.as_deref();
        if let Some(stated) = titled.filter(|stated| is_other(known, stated, corrects)) {
            add("题目", known.unwrap_or_default(), stated);
        }
        Self { differences }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.differences.is_empty()
    }

    /// What was changed by it.
    fn made(&self, name: &str) -> Finding {
        Finding::at(FindingCode::Restated, name).with_remark(sentence(self.changes()))
    }

    /// What is changed by it, each in a few words.
    pub(super) fn changes(&self) -> impl Iterator<Item = String> {
        self.differences.iter().map(|one| {
            let stated = in_quotation_marks(&one.stated);
            if one.registered.is_empty() {
                return format!("{}补充为{stated}", one.what);
            }
            format!(
                "{}由{}更正为{stated}",
                one.what,
                in_quotation_marks(&one.registered)
            )
        })
    }

    /// What was left as it is registered.
    fn refused(&self, name: &str) -> Finding {
        let said = self.differences.iter().map(|one| {
            let registered = match one.registered.as_str() {
                "" => "未登记".to_owned(),
                known => format!("登记为{}", in_quotation_marks(known)),
            };
            format!(
                "{}{registered}，来件为{}",
                one.what,
                in_quotation_marks(&one.stated)
            )
        });
        Finding::at(FindingCode::NotRestated, name).with_remark(sentence(said))
    }
}

pub(super) fn sentence(said: impl Iterator<Item = String>) -> String {
    let said: Vec<String> = said.collect();
    format!("{}。", said.join("；"))
}

/// Of a correction, whether anything else is stated; else whether something is stated that is not registered, beside
/// something that is.
fn states_otherwise(known: &[String], stated: &[String], corrects: bool) -> bool {
    let (mut known, mut stated): (Vec<String>, Vec<String>) = (keys(known), keys(stated));
    if stated.is_empty() {
        return false;
    }
    if corrects {
        known.sort();
        stated.sort();
        return known != stated;
    }
    !known.is_empty() && stated.iter().any(|one| !known.contains(one))
}

fn keys(texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| match_key(text)).collect()
}

/// The same of what is one. That a part of it is left out or added contradicts nothing.
fn is_other(known: Option<&str>, stated: &str, corrects: bool) -> bool {
    let stated = match_key(stated);
    let known = known.map(match_key).unwrap_or_default();
    if corrects {
        return known != stated;
    }
    !known.contains(&stated) && !known.is_empty() && !stated.contains(&known)
}

impl State<'_> {
    /// What a piece states otherwise than the chain whose text it has. Where a clerk said how it is, or several have that
    /// text, nothing is changed: `true` then.
    pub(super) fn restatement(
        &self,
        index: usize,
        piece: &ClaimedPiece,
        intent: Intent,
    ) -> (Restatement, bool) {
        let Some(chain) = self.settled.chains.get(index) else {
            return (Restatement::default(), false);
        };
        let restatement = Restatement::of(chain, piece, intent);
        let by_clerk = chain.current.corrected.is_some();
        let text = chain.current.text;
        let alike = self.settled.chains.iter().filter(|other| {
            other.slot == chain.slot && other.current.text == text && other.item == chain.item
        });
        let refused = by_clerk || alike.count() > 1;
        if refused && intent == Intent::Adds {
            return (Restatement::default(), false);
        }
        (restatement, refused)
    }

    /// Whether a letter that is passed on states of the text in this chain what was perhaps stated before it was
    /// restated.
    pub(super) fn is_passed_on(&self, piece: &ClaimedPiece, index: usize, placed: &Placed) -> bool {
        let text = TextKey::of(&piece.text);
        let versions = self.settled.chains.get(index).map_or(0, |chain| {
            let alike = chain.texts.iter().filter(|known| **known == text);
            alike.count()
        });
        placed.only_passes_on(piece) && versions > 1
    }

    /// Puts a version with the same text in the place of the one that counts. What it does not state stays, and it came
    /// in time if that one did.
    pub(super) fn restate(
        &mut self,
        index: usize,
        mut new: Submission,
        restatement: &Restatement,
        name: &str,
        effect: &mut Effect,
    ) {
        let Some(known) = self.known(index).and_then(|chain| chain.newest()).cloned() else {
            return;
        };
        if let (Some(person), Some(stated)) = (&known.person, &new.person) {
            new.person = Some(person.restated(stated));
        }
        new.attachments.clone_from(&known.attachments);
        new.title = new.title.or(known.title);
        new.timeliness = known.timeliness;
        if let Some(chain) = self.known_mut(index) {
            chain.supersede(new);
        }
        self.refresh(index);
        effect.findings.push(restatement.made(name));
        if known.status == SubmissionStatus::Withdrawn {
            effect
                .findings
                .push(Finding::at(FindingCode::StillWithdrawn, name));
            self.set_status(index, SubmissionStatus::Withdrawn);
        }
    }

    /// What is said of a statement that changes nothing.
    pub(super) fn not_restated(restatement: &Restatement, name: &str) -> Option<Finding> {
        (!restatement.is_empty()).then(|| restatement.refused(name))
    }

    /// Whether the text is there already as another piece of somebody or of the society, though that was sent back: a name
    /// that was mended, a slip in copying, or the same sent in two ways.
    pub(super) fn is_anothers_text(&self, piece: &ClaimedPiece) -> bool {
        if characters::count(&piece.text) < LEAST_OF_ITS_OWN {
            return false;
        }
        let text = TextKey::of(&piece.text);
        let name = key(piece.person.as_ref());
        let mut others = self.settled.chains.iter();
        others.any(|chain| {
            let is_own = || name.is_some() && chain.name_key() == name;
            chain.current.text == text && (chain.item == piece.item || is_own())
        })
    }

    /// What no clerk has confirmed yet: corrections of names, and of what stands beside a text that was sent back, since
    /// only who sent it back knows whether that was what it lacked.
    pub(super) fn to_confirm(&self, placed: &Placed, planned: &[Planned]) -> Vec<Finding> {
        let unconfirmed = placed.pieces.iter().zip(planned);
        unconfirmed
            .filter(|_| !placed.accepted_by_clerk)
            .filter_map(|(piece, plan)| match (plan.misnamed.as_slice(), plan.target) {
                ([], Target::Restated(index)) => self.restates_sent_back(index, piece),
                ([], _) => None,
                (wrong, _) => Some(self.name_correction(wrong, piece)),
            })
            .collect()
    }

    fn restates_sent_back(&self, index: usize, piece: &ClaimedPiece) -> Option<Finding> {
        let chain = self.settled.chains.get(index)?;
        let name = piece.person.as_ref().map(|person| person.name.clone());
        (chain.current.status == SubmissionStatus::SentBack).then_some(Finding {
            code: FindingCode::StillSentBack,
            place: name,
            remark: None,
        })
    }
}
