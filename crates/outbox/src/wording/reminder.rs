//! 报送提醒 and 逾期提醒: what is missing, until when, how to send it.

use domain::deadline::Due;
use domain::ids::ItemId;
use domain::notice::{CollectionItem, ExpectedOf, NilReport, Per};
use domain::reminder::{Gap, Lack, MissingItem};
use serde::Serialize;

use super::{Common, Facts, LONGEST_NAME};
use crate::deadline_words::{self, Passed, TimeLimit};
use crate::text::{cut, in_book_marks, one_line, quoted};

/// So many persons are named; of more, the first.
const NAMED: usize = 5;

#[derive(Serialize)]
pub(super) struct AboutMissing {
    #[serde(flatten)]
    common: Common,
    /// 尚未报送, 待重新报送, 待补充, or several of them.
    standing: String,
    /// Whether something came of everything that is missing.
    only_incomplete: bool,
    /// Whether everything that is missing is overdue, the last stage included.
    all_overdue: bool,
    /// Whether everything that is missing has a fixed end.
    all_dated: bool,
    missing: Vec<MissingFacts>,
    mailboxes: Vec<MailboxFacts>,
    /// The society's own page, as its invitation told it.
    link: Option<String>,
    nil: Option<NilFacts>,
}

#[derive(Serialize)]
struct MissingFacts {
    title: String,
    /// 截止时间：2022年10月24日，已逾期.
    when: String,
    /// `nothing`, `incomplete`, `sent_back` or `withdrawn`.
    lack: &'static str,
    /// 李文静的照片或视频.
    lacking: Vec<String>,
    /// 照片或视频, where the item asks for it and all of it is missing.
    media: Option<String>,
    /// Whether each person sends a piece.
    by_person: bool,
}

#[derive(Serialize)]
pub(super) struct MailboxFacts {
    /// Titles, with 、 between them.
    pub(super) items: String,
    pub(super) address: String,
}

/// What may be answered with 无.
#[derive(Serialize)]
pub(super) struct NilFacts {
    pub(super) items: String,
    /// 表名 in 《》, where the notice has a form.
    pub(super) form: Option<String>,
}

impl Facts<'_> {
    pub(super) fn about_missing(self) -> AboutMissing {
        let missing = &self.letter.missing;
        let nil = |item: &CollectionItem, lack| {
            item.nil_report == NilReport::Allowed && matches!(lack, Lack::Nothing | Lack::Withdrawn)
        };
        AboutMissing {
            common: self.common(),
            standing: self.standing(),
            only_incomplete: missing.iter().all(|missing| missing.lack == Lack::Incomplete),
            all_overdue: missing
                .iter()
                .all(|missing| self.overdue(self.notice.item(&missing.item), missing) == Passed::All),
            all_dated: missing.iter().all(|missing| missing.ends.is_some()),
            missing: missing.iter().map(|missing| self.entry(missing)).collect(),
            mailboxes: self.mailboxes(|item| missing.iter().any(|missing| missing.item == item.id)),
            link: self.letter.enclosed.link.as_deref().map(one_line),
            nil: self.titles(nil).map(|items| NilFacts {
                items,
                form: self.form(),
            }),
        }
    }

    /// To which mailbox which of these items go.
    pub(super) fn mailboxes(self, wanted: impl Fn(&CollectionItem) -> bool) -> Vec<MailboxFacts> {
        let routes = self.notice.mailboxes.iter();
        let served = routes.map(|route| {
            let items = self.notice.items.iter();
            let items = items.filter(|item| route.items.contains(&item.id) && wanted(item));
            let titles: Vec<String> = items.map(|item| cut(&item.title, 40)).collect();
            MailboxFacts {
                items: titles.join("、"),
                address: one_line(&route.address),
            }
        });
        served.filter(|served| !served.items.is_empty()).collect()
    }

    /// Whether an item is asked of this society, or of nobody in particular.
    pub(super) fn asks_of(self, item: &CollectionItem) -> bool {
        item.expected_of.includes(&self.society.category) || item.expected_of == ExpectedOf::Nobody
    }

    pub(super) fn form(self) -> Option<String> {
        let form = self.notice.form.as_ref()?;
        Some(in_book_marks(&one_line(&form.title)))
    }

    /// 尚未报送, 待补充, or both.
    fn standing(self) -> String {
        let words: [(&[Lack], _); 3] = [
            (&[Lack::Nothing], "尚未报送"),
            (&[Lack::SentBack, Lack::Withdrawn], "待重新报送"),
            (&[Lack::Incomplete], "待补充"),
        ];
        let said = words.iter().filter(|(lacks, _)| {
            let mut all = self.letter.missing.iter();
            all.any(|missing| lacks.contains(&missing.lack))
        });
        let said: Vec<&str> = said.map(|(_, word)| *word).collect();
        match said.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{}或{last}", rest.join("、")),
            _ => said.concat(),
        }
    }

    fn entry(self, missing: &MissingItem) -> MissingFacts {
        let item = self.notice.item(&missing.item);
        MissingFacts {
            title: self.title(&missing.item),
            when: self.when(item, missing),
            lack: missing.lack.as_str(),
            lacking: lacking(item, &missing.gaps),
            media: item
                .filter(|_| missing.lack != Lack::Incomplete)
                .and_then(media_asked_for),
            by_person: item.is_some_and(|item| item.per == Per::Person),
        }
    }

    pub(super) fn title(self, id: &ItemId) -> String {
        self.notice
            .item(id)
            .map_or_else(|| id.to_string(), |item| one_line(&item.title))
    }

    /// The notice's own words for the deadline, unless another end holds for this society.
    fn when(self, item: Option<&CollectionItem>, missing: &MissingItem) -> String {
        let last = missing
            .ends
            .map(|ends| deadline_words::last_day(ends, self.notice.zone));
        let passed = self.overdue(item, missing).remark("已逾期");
        match (item, last) {
            (Some(item), None) => deadline_words::undated(&item.deadline),
            (None, None) => "请及时报送".to_owned(),
            (Some(item), Some(_)) if matches!(item.deadline.due, Due::Stages(_)) => {
                let until = TimeLimit::of(self.notice, item, &self.society.code, self.now).until;
                format!("截止时间：{until}{passed}")
            }
            (_, Some(last)) if missing.extended => format!("截止时间：已延期至{last}{passed}"),
            (None, Some(last)) => format!("截止时间：{last}{passed}"),
            (Some(item), Some(last)) => {
                let said = deadline_words::phrase(&item.deadline);
                let this_time = match item.deadline.due {
                    Due::Recurring { .. } => format!("，本期为{last}"),
                    Due::Date(_)
                    | Due::At(_)
                    | Due::Window { .. }
                    | Due::Prompt
                    | Due::BeforeEvent { .. }
                    | Due::AfterEvent { .. }
                    | Due::Rolling
                    | Due::Stages(_) => String::new(),
                };
                format!("截止时间：{said}{this_time}{passed}")
            }
        }
    }

    /// How much of what is missing is overdue: of stages some may be open.
    fn overdue(self, item: Option<&CollectionItem>, missing: &MissingItem) -> Passed {
        if !missing.overdue {
            return Passed::Nothing;
        }
        let stages = item.map(|item| Passed::of(self.notice, item, &self.society.code, self.now));
        stages
            .filter(|passed| matches!(passed, Passed::Stages(_)))
            .unwrap_or(Passed::All)
    }

    /// The missing items of which something holds, in the notice's order.
    fn titles(self, holds: impl Fn(&CollectionItem, Lack) -> bool) -> Option<String> {
        let known = self.letter.missing.iter();
        let known = known.filter_map(|missing| Some((self.notice.item(&missing.item)?, missing.lack)));
        let titles: Vec<String> = known
            .filter(|(item, lack)| holds(item, *lack))
            .map(|(item, _)| cut(&item.title, 40))
            .collect();
        (!titles.is_empty()).then(|| titles.join("、"))
    }
}

/// 李文静、王强的照片或视频; 材料1件（已报2件，应不少于3件）.
fn lacking(item: Option<&CollectionItem>, gaps: &[Gap]) -> Vec<String> {
    let media = item.and_then(media_asked_for);
    let media = media.unwrap_or_else(|| "照片或视频".to_owned());
    let texts = gaps.iter().filter_map(|gap| match gap {
        Gap::Text(person) => Some(person.as_deref()),
        Gap::Media(_) | Gap::Pieces { .. } => None,
    });
    let media_of = gaps.iter().filter_map(|gap| match gap {
        Gap::Media(person) => Some(person.as_deref()),
        Gap::Text(_) | Gap::Pieces { .. } => None,
    });
    let further = gaps.iter().filter_map(|gap| match gap {
        Gap::Pieces { have, need } => Some(format!(
            "材料{}件（已报{have}件，应不少于{need}件）",
            need.saturating_sub(*have)
        )),
        Gap::Text(_) | Gap::Media(_) => None,
    });
    let named: [(Vec<Option<&str>>, String); 2] =
        [(texts.collect(), "正文".to_owned()), (media_of.collect(), media)];
    let named = named
        .into_iter()
        .filter_map(|(persons, what)| of_whom(&persons, &what));
    named.chain(further).collect()
}

/// 照片或视频, as the item asks for it.
pub(super) fn media_asked_for(item: &CollectionItem) -> Option<String> {
    let kinds: Vec<&str> = item.requires.any_of.iter().map(|kind| kind.label()).collect();
    (!kinds.is_empty()).then(|| kinds.join("或"))
}

fn of_whom(persons: &[Option<&str>], what: &str) -> Option<String> {
    let mut names: Vec<String> = Vec::new();
    for name in persons.iter().flatten() {
        let name = quoted(name, LONGEST_NAME);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let first = names.iter().take(NAMED).cloned().collect::<Vec<_>>().join("、");
    let unnamed = persons.iter().filter(|name| name.is_none()).count();
    match (names.len(), unnamed) {
        (0, 0) => None,
        (0, 1) => Some(what.to_owned()),
        (0, _) => Some(format!("{unnamed}件材料的{what}")),
        (count, 0) if count > NAMED => Some(format!("{first}等{count}人的{what}")),
        (_, 0) => Some(format!("{first}的{what}")),
        (count, _) if count > NAMED => Some(format!(
            "{first}等{count}人的{what}，以及未署名的{unnamed}件材料的{what}"
        )),
        (_, _) => Some(format!("{first}的{what}，以及未署名的{unnamed}件材料的{what}")),
    }
}
