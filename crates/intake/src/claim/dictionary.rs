//! The words of notices, made comparable once for several arrivals.

use std::cell::RefCell;
use std::rc::Rc;

use domain::notice::Notice;
use forms::interpret::{Prepared, Vocabulary};

/// The words of notices by which documents are interpreted, each made comparable when it is first needed. One for each
/// batch of arrivals.
#[derive(Debug, Default)]
pub(crate) struct Dictionary<'a> {
    known: RefCell<Vec<(&'a Notice, Rc<Prepared<'a>>)>>,
}

impl<'a> Dictionary<'a> {
    pub(super) fn of(&self, notice: &'a Notice) -> Rc<Prepared<'a>> {
        let mut known = self.known.borrow_mut();
        if let Some((_, words)) = known.iter().find(|(other, _)| std::ptr::eq(*other, notice)) {
            return Rc::clone(words);
        }
        let words = Rc::new(Prepared::new(Vocabulary {
            template: notice.form.as_ref(),
            items: &notice.items,
        }));
        known.push((notice, Rc::clone(&words)));
        words
    }
}
