//! 通知函: what is asked of the society, until when, and how to send it.

use domain::notice::{CollectionItem, NilReport, Obligation, Per};
use serde::Serialize;

use super::reminder::{MailboxFacts, NilFacts, media_asked_for};
use super::{Common, Facts};
use crate::deadline_words::{self, Passed, TimeLimit};
use crate::text::{cut, in_book_marks, one_line};

#[derive(Serialize)]
pub(super) struct Invitation {
    #[serde(flatten)]
    common: Common,
    items: Vec<AskedFor>,
    /// Whether every item has a fixed end.
    all_dated: bool,
    /// Whether the end of any, and of every item has passed; of stages the first, and the last.
    any_passed: bool,
    all_passed: bool,
    mailboxes: Vec<MailboxFacts>,
    /// The society's own page.
    link: Option<String>,
    /// Names of the files that go with the letter.
    files: Vec<String>,
    nil: Option<NilFacts>,
}

#[derive(Serialize)]
struct AskedFor {
    title: String,
    /// 面向对象.
    audience: Option<String>,
    /// 截止时间：2022年10月24日，已过.
    when: String,
    required: bool,
    /// 照片或视频, where the item asks for it.
    media: Option<String>,
    /// Whether each person sends a piece.
    by_person: bool,
}

impl Facts<'_> {
    /// Of the items only those that are asked of this society, or of nobody in particular.
    pub(super) fn invitation(self) -> Invitation {
        let asked = || {
            let items = self.notice.items.iter();
            items.filter(|item| self.asks_of(item))
        };
        let nil = asked().filter(|item| item.nil_report == NilReport::Allowed);
        let nil: Vec<String> = nil.map(|item| cut(&item.title, 40)).collect();
        Invitation {
            common: self.common(),
            all_dated: asked().all(|item| self.notice.ends(item, &self.society.code, self.now).is_some()),
            any_passed: asked().any(|item| self.passed(item) != Passed::Nothing),
            all_passed: asked().all(|item| self.passed(item) == Passed::All),
            items: asked()
                .map(|item| {
                    let audience = one_line(&item.audience);
                    AskedFor {
                        title: one_line(&item.title),
                        audience: Some(audience).filter(|audience| !audience.is_empty()),
                        when: self.asked_until(item),
                        required: item.obligation == Obligation::Required,
                        media: media_asked_for(item),
                        by_person: item.per == Per::Person,
                    }
                })
                .collect(),
            mailboxes: self.mailboxes(|item| self.asks_of(item)),
            link: self.letter.enclosed.link.as_deref().map(one_line),
            files: {
                let files = self.letter.enclosed.files.iter();
                files.map(|file| self.called(&file.name)).collect()
            },
            nil: (!nil.is_empty()).then(|| NilFacts {
                items: nil.join("、"),
                form: self.form(),
            }),
        }
    }

    /// What to call a file: the form by its title, without whose copy it is.
    fn called(self, file: &str) -> String {
        let name = one_line(stem(file));
        let title = self.notice.form.as_ref().map(|form| one_line(&form.title));
        in_book_marks(
            &title
                .filter(|title| name.ends_with(title.as_str()))
                .unwrap_or(name),
        )
    }

    fn asked_until(self, item: &CollectionItem) -> String {
        if item.deadline.ends(self.notice.zone, self.now).is_none() {
            return deadline_words::undated(&item.deadline);
        }
        let until = TimeLimit::of(self.notice, item, &self.society.code, self.now).until;
        format!("截止时间：{until}{}", self.passed(item).remark("已过"))
    }

    fn passed(self, item: &CollectionItem) -> Passed {
        Passed::of(self.notice, item, &self.society.code, self.now)
    }
}

/// A file's name without what its kind adds to it.
fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}
