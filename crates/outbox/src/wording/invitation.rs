//! 通知函: what is asked of the society, until when, and how to send it.

use domain::notice::{NilReport, Obligation};
use serde::Serialize;

use super::reminder::{MailboxFacts, NilFacts};
use super::{Common, Facts};
use crate::deadline_words::{self, Until};
use crate::text::{cut, one_line};

#[derive(Serialize)]
pub(super) struct Invitation {
    #[serde(flatten)]
    common: Common,
    items: Vec<AskedFor>,
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
    /// 截止时间：2022年10月24日.
    when: String,
    required: bool,
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
            items: asked()
                .map(|item| {
                    let audience = one_line(&item.audience);
                    AskedFor {
                        title: one_line(&item.title),
                        audience: Some(audience).filter(|audience| !audience.is_empty()),
                        when: self.asked_until(item),
                        required: item.obligation == Obligation::Required,
                    }
                })
                .collect(),
            mailboxes: self.mailboxes(|item| self.asks_of(item)),
            link: self.letter.enclosed.link.as_deref().map(one_line),
            files: {
                let files = self.letter.enclosed.files.iter();
                files
                    .map(|file| format!("《{}》", one_line(stem(&file.name))))
                    .collect()
            },
            nil: (!nil.is_empty()).then(|| NilFacts {
                items: nil.join("、"),
                form: self.form(),
            }),
        }
    }

    fn asked_until(self, item: &domain::notice::CollectionItem) -> String {
        if self.notice.extension(item, &self.society.code).is_some() {
            let until = Until::of(self.notice, item, &self.society.code).until;
            return format!("截止时间：{until}");
        }
        match item.deadline.ends(self.notice.zone, self.now) {
            Some(_) => format!("截止时间：{}", deadline_words::phrase(&item.deadline)),
            None => deadline_words::undated(&item.deadline),
        }
    }
}

/// A file's name without what its kind adds to it.
fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}
