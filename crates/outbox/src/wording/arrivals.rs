//! 回执, 退回补充, 收悉 and 收到待核: what came, what was registered of it, what should be mended.

use domain::deadline::Timeliness;
use domain::finding::FindingCode;
use domain::letter::{Fate, Letter, LetterEvent, LetterKind, LetterLine, News};
use domain::notice::CollectionItem;
use domain::submission::SubmissionStatus;
use serde::Serialize;

use super::corrections::{Corrections, is_asked_for};
use super::earlier::Undone;
use super::{Common, Facts, LONGEST_NAME};
use crate::deadline_words::{self, TimeLimit};
use crate::text::{in_book_marks, one_line, quoted};

#[derive(Serialize)]
pub(super) struct AboutArrivals {
    #[serde(flatten)]
    common: Common,
    /// The arrival that the letter answers; the first of several.
    arrival: ArrivalFacts,
    arrivals: Vec<ArrivalFacts>,
    #[serde(flatten)]
    wanted: Wanted,
    /// Whether anything was registered.
    registered: bool,
    /// How many pieces were registered in all, each once: several arrivals may have brought one.
    total: usize,
    /// Whether the arrivals name more pieces than that.
    shared: bool,
    /// How many pieces of all were sent back and have not come anew, each once.
    returned: usize,
    /// How many pieces of all the society took back, each once.
    withdrawn: usize,
    /// The society's own page, in letters to its registered addresses.
    link: Option<String>,
    #[serde(flatten)]
    times: Times,
}

/// What the society is to do.
#[derive(Serialize)]
struct Wanted {
    /// What the subject begins with: what is asked for, and what a decision changed.
    mark: String,
    /// Whether the society should do something.
    asks: bool,
    /// Whether a text is to come again as a whole.
    revise: bool,
}

/// Until when the items are asked for of which a letter speaks.
#[derive(Serialize)]
struct Times {
    /// Where the same holds for all.
    until: Option<String>,
    /// For each of them, where it differs.
    deadlines: Vec<TimeLimit>,
    /// Whether any of these is a fixed end: else nobody can be asked to do something before it.
    dated: bool,
    /// Whether one of these ends has passed.
    passed: bool,
}

#[derive(Serialize)]
pub(super) struct Acknowledgement {
    #[serde(flatten)]
    common: Common,
    arrival: ArrivalHead,
    /// Whether the mail waits for a person; else a receipt went to the society.
    waits: bool,
}

#[derive(Serialize)]
struct ArrivalHead {
    number: Option<i64>,
    /// 2022年10月20日 16:03.
    received: Option<String>,
    /// By which both sides can tell that they speak of the same mail.
    check: String,
    /// Who sent it, when that was not the recipient.
    sender: Option<String>,
    /// Whether that one is registered, too.
    sender_is_registered: bool,
    /// Subject of what that one sent.
    subject: Option<String>,
    /// Where the last letter about it went, when that was another address.
    elsewhere: Option<String>,
}

#[derive(Serialize)]
struct ArrivalFacts {
    #[serde(flatten)]
    head: ArrivalHead,
    /// `first_verdict`, `ruling` or `completion`.
    event: Option<&'static str>,
    /// Whether a decision was made before this one, and something was said of the arrival.
    again: bool,
    /// Whether it waits for a person.
    held: bool,
    /// What it wants, when it brings nothing: `question`, `withdrawal` or `correction`.
    request: Option<&'static str>,
    #[serde(flatten)]
    undone: Undone,
    /// How many were registered.
    pieces: usize,
    /// How many of these another arrival had brought, which this one completed.
    completing: usize,
    /// How many of these lack something.
    incomplete: usize,
    /// How many of these came late.
    late: usize,
    /// How many of these were sent back and have not come anew.
    returned: usize,
    /// How many of these the society took back.
    withdrawn: usize,
    /// What of this the society has not been told yet.
    news: NewsFacts,
    /// The registered pieces under their items, in the notice's order.
    items: Vec<ItemFacts>,
    /// Titles of the items that are reported as nil, in the notice's order.
    nil: Vec<String>,
    /// Sentences that say what should be mended.
    corrections: Vec<String>,
    /// Those of these that are asked for the first time.
    fresh: Vec<String>,
    /// The others: the society was asked for them before, and they are still open.
    open: Vec<String>,
    /// Sentences that ask for nothing: what was not registered, what was changed of earlier mail, what the office decides.
    noted: Vec<String>,
    /// How much was not registered that was taken back before.
    #[serde(skip)]
    withheld: usize,
    /// Number of the arrival in the same letter that asks for the same.
    same_as: Option<i64>,
    /// Whether a text is asked for again that was sent back: for the first time, or as before.
    #[serde(skip)]
    revise: (bool, bool),
    /// Whether something was to be mended, and has all been since.
    mended: bool,
    /// Numbers of later arrivals of which something was registered, in a letter that asks for something to be sent again.
    later: Vec<i64>,
}

/// How many pieces a decision changed since the last letter about the arrival.
#[derive(Serialize)]
struct NewsFacts {
    /// Sent back.
    returned: usize,
    /// Taken back by the society.
    withdrawn: usize,
    /// Registered again that were sent back or taken back.
    restored: usize,
}

#[derive(Serialize)]
struct ItemFacts {
    title: String,
    pieces: Vec<PieceFacts>,
}

#[derive(Serialize)]
struct PieceFacts {
    person: Option<String>,
    /// In 《》.
    title: Option<String>,
    characters: u32,
    attachments: u32,
    status: String,
    late: bool,
    /// Whether it came in place of an earlier version.
    updated: bool,
    /// Whether an earlier letter said already that it was sent back or taken back.
    told: bool,
    /// What an earlier letter called it, if that was otherwise.
    formerly: Option<String>,
}

impl<'a> Facts<'a> {
    /// The letter that says of several receipts what they have in common: all that was registered, all that should be
    /// mended. `told` are the receipts of which it speaks.
    pub(crate) fn in_one(lead: &Letter, told: &[&Letter]) -> Letter {
        if let [only] = told {
            // Of the letters about one arrival the last; it goes where the first would.
            return Letter {
                recipient: lead.recipient.clone(),
                ..(*only).clone()
            };
        }
        let all = || told.iter();
        Letter {
            lines: all().flat_map(|letter| letter.lines.iter().cloned()).collect(),
            nil_items: all()
                .flat_map(|letter| letter.nil_items.iter().cloned())
                .collect(),
            corrections: all()
                .flat_map(|letter| letter.corrections.iter().cloned())
                .collect(),
            ..lead.clone()
        }
    }

    pub(super) fn about_arrivals(self) -> AboutArrivals {
        let mut several: Vec<ArrivalFacts> = self
            .receipts
            .iter()
            .map(|letter| Facts { letter, ..self }.arrival())
            .collect();
        ask_once(&mut several);
        let registered = !self.letter.lines.is_empty();
        let asks = several
            .iter()
            .any(|arrival| !arrival.corrections.is_empty() || arrival.incomplete > 0);
        AboutArrivals {
            common: self.common(),
            arrival: self.arrival(),
            wanted: Wanted {
                mark: mark(&several),
                asks,
                revise: several.iter().any(|arrival| arrival.revise.0 || arrival.revise.1),
            },
            total: self.told().registered_once(),
            shared: self.told().registered_once()
                < self
                    .letter
                    .lines
                    .iter()
                    .filter(|line| line.status.counts())
                    .count(),
            returned: self.told().once(|status| status == SubmissionStatus::SentBack),
            withdrawn: self.told().once(|status| status == SubmissionStatus::Withdrawn),
            arrivals: several,
            registered,
            link: self.meanwhile.link.as_deref().map(one_line),
            times: self.times(),
        }
    }

    /// To somebody of whom the roster knows nothing: that the mail came, and neither of whom nor what.
    pub(super) fn acknowledgement(self) -> Acknowledgement {
        Acknowledgement {
            common: Common {
                society: None,
                ..self.common()
            },
            arrival: self.head(),
            waits: self.letter.society.is_nobodys(),
        }
    }

    fn head(self) -> ArrivalHead {
        let received = self.letter.received_at;
        let sent_by = self.letter.sent_by.as_ref();
        ArrivalHead {
            number: self.letter.key.answers().map(|(arrival, _)| arrival.number()),
            received: received.map(|at| deadline_words::moment(at, self.notice.zone)),
            check: self.letter.original.chars().take(16).collect(),
            sender: sent_by.map(|sent_by| quoted(&sent_by.address, LONGEST_NAME)),
            sender_is_registered: sent_by.is_some_and(|sent_by| self.society.is_registered(&sent_by.address)),
            elsewhere: self
                .before()
                .and_then(|before| before.elsewhere.as_deref())
                .map(|address| quoted(address, LONGEST_NAME)),
            subject: sent_by
                .map(|sent_by| quoted(&sent_by.subject, LONGEST_NAME))
                .filter(|subject| !subject.is_empty()),
        }
    }

    fn arrival(self) -> ArrivalFacts {
        let lines = &self.letter.lines;
        let count = |holds: &dyn Fn(&LetterLine) -> bool| lines.iter().filter(|line| holds(line)).count();
        let incomplete = count(&|line| self.told().is_open(line));
        let Corrections {
            all: corrections,
            fresh,
            open,
            revise,
        } = self.corrections();
        let news = |what| count(&|line| self.told().news(line) == Some(what));
        let is_over = |line: &LetterLine| self.told().fate(line).is_over();
        let own = self.letter.key.answers().map(|(arrival, _)| arrival);
        let had_lack = self.letter.corrections.iter().any(is_asked_for)
            || lines
                .iter()
                .any(|line| line.status == SubmissionStatus::Incomplete);
        ArrivalFacts {
            head: self.head(),
            event: self.letter.key.answers().map(|(_, event)| event.word()),
            again: matches!(self.letter.key.answers(), Some((own, LetterEvent::Ruling(2..)))
                if self.meanwhile.before(own).is_some()),
            held: self.letter.key.kind == LetterKind::UnderReview,
            request: self.request(),
            undone: self.undone(),
            noted: self.noted(),
            withheld: self.withheld().count(),
            same_as: None,
            revise,
            pieces: lines.len(),
            completing: count(&|line| line.submission.is_some_and(|id| Some(id.arrival) != own)),
            incomplete,
            late: count(&|line| is_late(line)),
            returned: count(&|line| line.status == SubmissionStatus::SentBack && !is_over(line)),
            withdrawn: count(&|line| line.status == SubmissionStatus::Withdrawn && !is_over(line)),
            news: NewsFacts {
                returned: news(News::SentBack),
                withdrawn: news(News::Withdrawn),
                restored: news(News::Restored),
            },
            items: self.registered(),
            nil: self.nil(),
            mended: had_lack && incomplete == 0 && corrections.is_empty(),
            corrections,
            fresh,
            open,
            later: self
                .meanwhile
                .later
                .iter()
                .map(|arrival| arrival.number())
                .collect(),
        }
    }

    fn registered(self) -> Vec<ItemFacts> {
        let known = self.notice.items.iter();
        let known = known.map(|item| (&item.id, item.title.as_str()));
        let unknown = self.letter.lines.iter().map(|line| &line.item);
        let unknown = unknown
            .filter(|id| self.notice.item(id).is_none())
            .map(|id| (id, id.as_str()));
        let mut seen = Vec::new();
        let mut items = Vec::new();
        for (id, title) in known.chain(unknown) {
            let lines = self.letter.lines.iter().filter(|line| line.item == *id);
            let pieces: Vec<PieceFacts> = lines.map(|line| self.piece(line)).collect();
            if pieces.is_empty() || seen.contains(&id) {
                continue;
            }
            seen.push(id);
            items.push(ItemFacts {
                title: one_line(title),
                pieces,
            });
        }
        items
    }

    fn piece(self, line: &LetterLine) -> PieceFacts {
        let title = line.title.as_deref();
        let fate = self.told().fate(line);
        PieceFacts {
            person: line.person.as_deref().map(|name| quoted(name, LONGEST_NAME)),
            title: title.map(|title| in_book_marks(&quoted(title, LONGEST_NAME))),
            characters: line.characters,
            attachments: line.attachments,
            status: self.stands(line, fate),
            late: is_late(line),
            updated: line.replaces.is_some()
                && line.status.counts()
                && !fate.is_over()
                && !self.is_restated(line),
            told: fate == Fate::Stands && self.was_told(line),
            formerly: self.formerly(line),
        }
    }

    /// Whether the version has the text of the one before it.
    fn is_restated(self, line: &LetterLine) -> bool {
        let item = self.notice.item(&line.item).map(|item| item.title.as_str());
        let mut said = self.letter.corrections.iter();
        said.any(|finding| {
            let place = finding.place.as_deref();
            finding.code == FindingCode::Restated && place.is_some_and(|place| line.is_called(place, item))
        })
    }

    fn nil(self) -> Vec<String> {
        let items = self.notice.items.iter();
        let nil = items.filter(|item| self.letter.nil_items.contains(&item.id));
        nil.map(|item| one_line(&item.title)).collect()
    }

    /// Whether it was sent back or taken back, and an earlier letter said so.
    fn was_told(self, line: &LetterLine) -> bool {
        let is_own = self.letter.key.answers().is_some_and(|(own, event)| {
            matches!(event, LetterEvent::Ruling(_)) && line.submission.is_some_and(|id| id.arrival == own)
        });
        is_own && !line.status.counts() && self.told().news(line).is_none()
    }

    /// The items that the letter speaks of; all of the notice when it names none.
    fn items(self) -> impl Iterator<Item = &'a CollectionItem> {
        let lines = &self.letter.lines;
        let spoken_of =
            move |item: &&CollectionItem| lines.is_empty() || lines.iter().any(|line| line.item == item.id);
        self.notice.items.iter().filter(spoken_of)
    }

    fn times(self) -> Times {
        let untils = self.untils();
        let dated = untils.iter().any(|until| until.is_fixed);
        let (until, deadlines) = deadline_words::alike(untils);
        Times {
            until,
            deadlines,
            dated,
            passed: self.untils_passed(),
        }
    }

    fn untils(self) -> Vec<TimeLimit> {
        let society = &self.society.code;
        self.items()
            .map(|item| TimeLimit::of(self.notice, item, society, self.now))
            .collect()
    }

    fn untils_passed(self) -> bool {
        deadline_words::any_passed(self.items(), self.notice, &self.society.code, self.now)
    }
}

/// Whether a piece that counts came late. Of what was sent back or withdrawn nothing is registered as late.
fn is_late(line: &LetterLine) -> bool {
    line.timeliness == Timeliness::Late && line.status.counts()
}

/// Leaves out of each arrival what one before it in the same letter asks for in the same words.
fn ask_once(several: &mut [ArrivalFacts]) {
    let mut asked: Vec<(String, Option<i64>)> = Vec::new();
    for arrival in several {
        let own = arrival.head.number;
        let mut same_as = None;
        arrival.corrections.retain(|sentence| {
            let known = asked.iter().find(|(known, _)| known == sentence);
            same_as = same_as.or(known.and_then(|(_, by)| *by));
            known.is_none()
        });
        asked.extend(arrival.corrections.iter().map(|sentence| (sentence.clone(), own)));
        arrival.same_as = same_as;
    }
}

/// What is asked for and what a decision changed, in the words with which a subject begins.
fn mark(several: &[ArrivalFacts]) -> String {
    let any = |holds: &dyn Fn(&ArrivalFacts) -> bool| several.iter().any(holds);
    let mut words = Vec::new();
    let is_open = |arrival: &ArrivalFacts| !arrival.open.is_empty();
    let asks =
        |arrival: &ArrivalFacts| !arrival.fresh.is_empty() || arrival.incomplete > 0 && !is_open(arrival);
    if any(&|arrival| arrival.news.returned > 0 || arrival.revise.0) {
        words.push("请修改");
    } else if any(&asks) {
        words.push("请补充");
    }
    for (word, holds) in [
        ("已撤回", any(&|arrival| arrival.news.withdrawn > 0)),
        ("恢复登记", any(&|arrival| arrival.news.restored > 0)),
        ("登记变更", any(&|arrival| arrival.undone.is_any())),
    ] {
        if holds {
            words.push(word);
        }
    }
    if !words.is_empty() {
        return words.join("、");
    }
    let otherwise = if any(&|arrival| arrival.revise.1) {
        "请修改"
    } else if any(&is_open) {
        "请补充"
    } else if any(&|arrival| arrival.undone.is_refused() || arrival.withheld > 0 && arrival.pieces == 0) {
        "未予登记"
    } else {
        "回执"
    };
    otherwise.to_owned()
}
