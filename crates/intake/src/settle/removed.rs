//! What a letter says is no longer sent, or leaves out of what it corrects. Nothing is taken away by that: a person of
//! the office decides, and the society is told so. A list of delegates that a newer form leaves out counts with it.

use std::sync::Arc;

use domain::finding::{Finding, FindingCode};
use domain::ids::ArrivalId;
use domain::return_form::{Delegates, ReturnForm};
use domain::submission::{SourcePart, Standing, Submission};
use domain::text::{match_key, name_key};

use super::{Effect, Member, State};
use crate::claim::{About, FormOrigin, Intent, Said, holds_name};

/// How delegates are named where they are left out.
const DELEGATES: &str = "代表名单";

/// What earlier mail brought that counts.
#[derive(Debug, Default)]
pub(super) struct Earlier {
    /// Chains of pieces from rows of forms, when this arrival corrects them.
    rows: Vec<usize>,
    /// Chains of all that an earlier mail brought, when the letter says that it does not count as a whole.
    of_mail: Vec<usize>,
    /// The arrival whose list of delegates counts.
    delegates: Option<ArrivalId>,
}

/// The arrival whose list of delegates counts with a form.
fn list_of(form: &ReturnForm) -> Option<ArrivalId> {
    let own = matches!(form.delegates, Delegates::Persons(_)).then_some(form.arrival);
    let counts = form.standing == Standing::Current;
    own.or(form.delegates_from).filter(|_| counts)
}

impl State<'_> {
    /// What stands before an arrival is applied that brings another form, or takes back the mail before it.
    pub(super) fn earlier(&mut self, member: Member<'_>) -> Earlier {
        let placed = member.placed;
        let of_mail = if placed.speaks_of(About::Mail) {
            self.of_last_mail()
        } else {
            Vec::new()
        };
        let mut forms = placed.forms.iter();
        if !forms.any(|form| form.origin == FormOrigin::Document) {
            return Earlier {
                of_mail,
                ..Earlier::default()
            };
        }
        let of_part = placed.said.iter().any(|said| said.about == About::Unchanged);
        let corrects = placed.intent == Intent::Replaces && !of_part;
        let all = if corrects {
            0..self.settled.chains.len()
        } else {
            0..0
        };
        Earlier {
            rows: all.filter(|index| self.is_of_form(*index)).collect(),
            of_mail,
            delegates: self.settled.forms.iter().filter_map(|form| list_of(form)).max(),
        }
    }

    fn is_of_form(&mut self, index: usize) -> bool {
        let newest = self.newest_counting(index);
        newest.is_some_and(|newest| newest.source.part == SourcePart::Cell)
    }

    fn newest_counting(&mut self, index: usize) -> Option<&Submission> {
        let counts = self.settled.chains.get(index)?.current.status.counts();
        counts.then(|| self.known(index)).flatten()?.newest()
    }

    /// What counts of the mail, of those that brought anything which counts, that was taken in last.
    fn of_last_mail(&mut self) -> Vec<usize> {
        let all = 0..self.settled.chains.len();
        let by: Vec<(usize, ArrivalId)> = all
            .filter_map(|index| Some((index, self.newest_counting(index)?.id.arrival)))
            .collect();
        let last = by.iter().map(|(_, arrival)| *arrival).max();
        let of_last = by.iter().filter(|(_, arrival)| Some(*arrival) == last);
        of_last.map(|(index, _)| *index).collect()
    }

    /// Says what the arrival leaves out of the forms before it, and whom its letter takes back.
    pub(super) fn say_removed(&mut self, member: Member<'_>, before: &Earlier, effect: &mut Effect) {
        let left_out = before
            .rows
            .iter()
            .filter(|index| !effect.touched.contains(*index));
        let names: Vec<String> = left_out.filter_map(|index| self.name_of(*index)).collect();
        let said = names.iter().map(|name| Finding::at(FindingCode::LeftOut, name));
        effect.findings.extend(said);
        let of_mail = before.of_mail.iter();
        let of_mail =
            of_mail.filter(|index| !effect.touched.contains(*index) && !before.rows.contains(index));
        let names: Vec<String> = of_mail.filter_map(|index| self.name_of(*index)).collect();
        let said = names
            .iter()
            .map(|name| Finding::at(FindingCode::RemovalStated, name));
        effect.findings.extend(said);
        if let Some(list) = before.delegates {
            self.keep_delegates(member, list, effect);
        }
        for said in &member.placed.said {
            if said.about == About::Removal {
                self.say_taken_back(said, before, effect);
            }
        }
        self.drop_announced(effect);
        self.say_stated(member.placed, effect);
        // What is said of whom it is about says that it is said.
        let codes = |code| move |finding: &Finding| finding.code == code;
        if effect.findings.iter().any(codes(FindingCode::RemovalStated)) {
            let wider = codes(FindingCode::AlsoWithdrawal);
            effect.findings.retain(|finding| !wider(finding));
        }
    }

    /// Whom a letter names and does not bring may have come before.
    fn drop_announced(&self, effect: &mut Effect) {
        let came = |finding: &Finding| {
            let name = finding.place.as_deref().map(name_key);
            let mut chains = self.settled.chains.iter();
            name.is_some() && chains.any(|chain| chain.name_key() == name)
        };
        effect
            .findings
            .retain(|finding| finding.code != FindingCode::FewerThanAnnounced || !came(finding));
    }

    /// A form that names no delegates leaves the list as it is, unless its letter takes them back.
    fn keep_delegates(&mut self, member: Member<'_>, list: ArrivalId, effect: &mut Effect) {
        let current = |form: &&mut Arc<ReturnForm>| form.standing == Standing::Current;
        let mut now: Vec<_> = self.settled.forms.iter_mut().filter(current).collect();
        let answers = |form: &&mut Arc<ReturnForm>| form.delegates != Delegates::NotAnswered;
        if now.iter().any(answers) {
            return;
        }
        let own = now.iter_mut().find(|form| form.arrival == member.arrival.id);
        let Some(own) = own.filter(|form| form.delegates_from.is_none()) else {
            return;
        };
        if member.placed.speaks_of(About::Delegates) {
            let finding = Finding::at(FindingCode::DelegatesLeftOut, DELEGATES);
            effect.findings.push(finding);
            return;
        }
        Arc::make_mut(own).delegates_from = Some(list);
        let kept = Finding::new(FindingCode::DelegatesKept);
        effect
            .findings
            .push(kept.with_remark(format!("名单见来件{list}。")));
    }

    /// One for each person whom a sentence names and of whom something counts; for the sentence when it names nobody.
    fn say_taken_back(&self, said: &Said, before: &Earlier, effect: &mut Effect) {
        let key = match_key(&said.words);
        let all = self.settled.names();
        let named: Vec<usize> = (0..)
            .zip(&self.settled.chains)
            .filter(|(_, chain)| chain.name().is_some_and(|name| holds_name(&key, &name, &all)))
            .map(|(index, _)| index)
            .collect();
        if named.is_empty() && said.takes_back_plainly() && before.of_mail.is_empty() {
            effect
                .findings
                .push(Finding::at(FindingCode::RemovalStated, &said.words));
        }
        for index in named {
            let counts = self
                .settled
                .chains
                .get(index)
                .is_some_and(|chain| chain.current.status.counts());
            if counts && !effect.touched.contains(&index) {
                let name = self.name_of(index).unwrap_or_default();
                effect
                    .findings
                    .push(Finding::at(FindingCode::RemovalStated, name));
            }
        }
    }

    /// How findings name a piece.
    fn name_of(&self, index: usize) -> Option<String> {
        let chain = self.settled.chains.get(index)?;
        let item = self.notice.item(&chain.item)?;
        let person = chain.person.as_ref();
        Some(person.map_or(&item.title, |person| &person.name).clone())
    }
}
