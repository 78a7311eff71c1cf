//! 延期通知: which items were put off, and until when.

use domain::notice::CollectionItem;
use serde::Serialize;

use super::reminder::MailboxFacts;
use super::{Common, Facts};
use crate::deadline_words;
use crate::text::one_line;

#[derive(Serialize)]
pub(super) struct AboutExtension {
    #[serde(flatten)]
    common: Common,
    items: Vec<PutOff>,
    /// The new last day, where it is the same for all.
    until: Option<String>,
    /// Whether another day may have been told before.
    replaces: bool,
    /// Whether the notice asks the society for anything else.
    others: bool,
    mailboxes: Vec<MailboxFacts>,
    /// The society's own page.
    link: Option<String>,
}

#[derive(Serialize)]
struct PutOff {
    title: String,
    /// What the notice says.
    before: String,
    /// 2022年10月28日.
    until: String,
}

impl Facts<'_> {
    pub(super) fn about_extension(self) -> AboutExtension {
        let missing = self.letter.missing.iter();
        let items: Vec<PutOff> = missing
            .filter_map(|missing| {
                Some(PutOff {
                    title: self.title(&missing.item),
                    before: deadline_words::before(
                        &self.notice.item(&missing.item)?.deadline,
                        missing.ends?,
                        self.notice.zone,
                    ),
                    until: deadline_words::last_day(missing.ends?, self.notice.zone),
                })
            })
            .collect();
        let is_put_off = |item: &CollectionItem| self.letter.missing.iter().any(|one| one.item == item.id);
        let first = items.first().map(|item| item.until.clone());
        AboutExtension {
            common: self.common(),
            until: first.filter(|first| items.iter().all(|item| item.until == *first)),
            items,
            replaces: self.letter.missing.iter().any(|missing| missing.replaces),
            others: {
                let mut items = self.notice.items.iter();
                items.any(|item| self.asks_of(item) && !is_put_off(item))
            },
            mailboxes: self.mailboxes(is_put_off),
            link: self.meanwhile.link.as_deref().map(one_line),
        }
    }
}
