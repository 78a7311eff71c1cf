//! Return forms: the newest counts, unless a stranger sent it.

use std::sync::Arc;

use domain::finding::{Finding, FindingCode};
use domain::return_form::ReturnForm;
use domain::submission::Standing;

use super::{Effect, Member, State};
use crate::claim::{ClaimedForm, FormOrigin, Placed, Trust};

impl State<'_> {
    /// Enters the forms of an arrival. Forms of one arrival stand beside each other; they replace earlier arrivals'.
    pub(super) fn apply_forms(&mut self, member: Member<'_>, effect: &mut Effect) {
        let stranger = member.placed.trust == Trust::MayAdd && !member.placed.accepted_by_clerk;
        for (ordinal, form) in (1..).zip(&member.placed.forms) {
            // The head from the page adds nothing to a form that is there, and is no return without any piece. A form
            // that was there before, current or not, is the same paper sent again.
            let is_needless = !self.settled.forms.is_empty() || member.placed.pieces.is_empty();
            let only_head = !form.brings_answers() && is_needless;
            if only_head || self.settled.forms.iter().any(|known| same(known, form)) {
                continue;
            }
            effect.fresh = true;
            // A letter that there is nothing of one thing stands beside what is said of the others.
            let replaces = form.origin != FormOrigin::Letter;
            let (mut standing, mut has_replaced) = (Standing::Current, false);
            for old in self
                .settled
                .forms
                .iter_mut()
                .filter(|known| known.arrival != member.arrival.id && replaces)
            {
                if stranger && old.standing == Standing::Current {
                    standing = Standing::Superseded;
                } else if old.standing != Standing::Superseded {
                    Arc::make_mut(old).standing = Standing::Superseded;
                    has_replaced = true;
                }
            }
            if has_replaced && member.placed.trust == Trust::MayAdd {
                effect.findings.push(Finding::new(FindingCode::FormReplaced));
            }
            if standing == Standing::Superseded {
                effect.findings.push(Finding::new(FindingCode::FormNotReplaced));
            }
            self.settled.forms.push(Arc::new(ReturnForm {
                notice: self.notice.id.clone(),
                society: self.society.clone(),
                arrival: member.arrival.id,
                ordinal,
                standing,
                filled_by: form.filled_by.clone(),
                contact: form.contact.clone(),
                delegates: form.delegates.clone(),
                delegates_from: None,
                nil_items: form.nil_items.clone(),
            }));
        }
    }
}

/// What is said beforehand of a stranger's form: who accepts it puts it in the place of the society's.
pub(super) fn would_replace(placed: &Placed) -> Option<Finding> {
    let mut forms = placed.forms.iter();
    let has_form = forms.any(|form| form.origin != FormOrigin::Letter && form.brings_answers());
    let is_strangers = placed.trust == Trust::MayAdd && !placed.accepted_by_clerk;
    (has_form && is_strangers).then(|| Finding::new(FindingCode::FormWouldReplace))
}

fn same(known: &ReturnForm, form: &ClaimedForm) -> bool {
    known.filled_by == form.filled_by
        && known.contact == form.contact
        && known.delegates == form.delegates
        && known.nil_items == form.nil_items
}
