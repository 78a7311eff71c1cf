//! What an arrival says of itself: whose it is, which notice it answers, which pieces it brings. Pure.
//!
//! A claim depends on its own arrival only (with roster, notices and rulings); what other arrivals change is
//! decided by [`crate::settle`].

mod announced;
mod any_of;
mod aside;
mod attached;
pub(crate) mod code;
mod content;
mod corrections;
mod correspondence;
mod decided;
mod dictionary;
mod foreign;
mod links;
mod listed;
mod media;
mod naming;
mod notice;
mod replacing;
mod roles;
mod route;
mod said;
mod signed;
mod society;
mod trust;
mod versions;

use std::sync::Arc;

use domain::arrival::Arrival;
use domain::correction::Dismissal;
use domain::directory::Directory;
use domain::finding::{Finding, FindingCode};
use domain::form_code::IssuedForm;
use domain::ids::{ItemId, NoticeId, SocietyCode};
use domain::letter::Answered;
use domain::notice::Notice;
use domain::person::Person;
use domain::return_form::Delegates;
use domain::ruling::Ruling;
use domain::submission::{Attachment, Source};
use domain::text::without_nul;
use forms::interpret::Prepared;

use crate::reading::Reading;
use crate::reception::Reception;

use decided::Decided;
pub(crate) use dictionary::Dictionary;

/// Everything that a claim is made from.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// The arrival.
    pub arrival: &'a Arrival,
    /// Its reading.
    pub reading: &'a Reading,
    /// What clerks decided about it, oldest first.
    pub rulings: &'a [Ruling],
    /// The letter of ours that it answers.
    pub thread: Option<&'a Answered>,
    /// What the hidden codes of its forms stand for, as far as we gave them out.
    pub issued: &'a [IssuedForm],
    /// All notices.
    pub notices: &'a [Notice],
    /// The roster.
    pub directory: &'a Directory,
    /// What the office knows of its own side of the mail.
    pub reception: &'a Reception,
}

/// What an arrival says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// Written by a machine, or ruled to be no submission.
    Ignored(Finding),
    /// Society or notice is uncertain: a person must look.
    Unplaced {
        /// The notice, when certain.
        notice: Option<NoticeId>,
        /// Why, all reasons.
        findings: Vec<Finding>,
        /// Societies that it might be, likeliest first.
        suggestions: Vec<SocietyCode>,
    },
    /// Society and notice are certain.
    Placed(Box<Placed>),
}

/// An arrival of a certain society for a certain notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The notice.
    pub notice: NoticeId,
    /// The society.
    pub society: SocietyCode,
    /// Reasons for which a person must look although society and notice are certain.
    pub holds: Vec<Finding>,
    /// What else was found.
    pub findings: Vec<Finding>,
    /// Return forms.
    pub forms: Vec<ClaimedForm>,
    /// Pieces, in reading order.
    pub pieces: Vec<ClaimedPiece>,
    /// Photos and videos that no piece of this arrival took, with the words around them.
    pub loose_media: Vec<LooseMedia>,
    /// Whether it may replace what is there.
    pub trust: Trust,
    /// Whether it says that it replaces (更正, 修改稿 …) or answers our correction request.
    pub intent: Intent,
    /// What its letter says of what its society sent before.
    pub said: Vec<Said>,
    /// True when a clerk accepted it although something asked for a person.
    pub accepted_by_clerk: bool,
    /// True when something could not be read that can perhaps be read another time.
    pub provisional: bool,
}

impl Placed {
    /// Whether its letter says this of what was sent before.
    pub(crate) fn speaks_of(&self, about: About) -> bool {
        self.said.iter().any(|said| said.about == about)
    }

    /// Whether a piece came in a message that was forwarded, and nothing says that it corrects.
    pub(crate) fn only_passes_on(&self, piece: &ClaimedPiece) -> bool {
        piece.source.origin.forwarded && self.intent == Intent::Adds && !self.accepted_by_clerk
    }
}

impl ClaimedPiece {
    /// As it will be recorded: what is compared with what is recorded must not differ from it.
    fn make_storable(&mut self) {
        let replace = |text: &mut String| {
            if text.contains('\0') {
                *text = without_nul(text);
            }
        };
        replace(&mut self.text);
        let source = &mut self.source;
        let origin = &mut source.origin;
        let others = [
            &mut self.title,
            &mut source.attachment,
            &mut origin.named,
            &mut origin.message_id,
        ];
        others.into_iter().flatten().for_each(replace);
    }
}

impl ClaimedForm {
    /// Whether it brings anything by itself. The page asks for the head only, which says who sends.
    pub(crate) fn brings_answers(&self) -> bool {
        match self.origin {
            FormOrigin::Document | FormOrigin::Letter => true,
            FormOrigin::Page => false,
        }
    }

    /// As it will be recorded.
    fn storable(self) -> Self {
        let storable = |text: Option<String>| text.map(|text| without_nul(&text));
        Self {
            filled_by: storable(self.filled_by),
            contact: storable(self.contact),
            ..self
        }
    }
}

impl Placed {
    /// About how much memory it takes, in bytes.
    pub(crate) fn weight(&self) -> usize {
        let pieces = self
            .pieces
            .iter()
            .map(|piece| size_of::<ClaimedPiece>() + piece.text.len());
        let media = self
            .loose_media
            .iter()
            .map(|media| size_of::<LooseMedia>() + media.context.len());
        size_of::<Self>() + pieces.sum::<usize>() + media.sum::<usize>()
    }
}

/// Whether an arrival may replace what is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// A registered sender, a capability link or a clerk's word.
    MayReplace,
    /// Unregistered, or failing the receiving server's authentication.
    MayAdd,
}

/// What an arrival says about earlier ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intent {
    /// It replaces.
    Replaces,
    /// It says nothing.
    Adds,
}

/// A return form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedForm {
    /// Where it was filled in.
    pub origin: FormOrigin,
    /// 填表人, as written.
    pub filled_by: Option<String>,
    /// 联系方式, as written.
    pub contact: Option<String>,
    /// 代表名单.
    pub delegates: Delegates,
    /// Items answered with 无.
    pub nil_items: Vec<ItemId>,
}

/// Where a form was filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormOrigin {
    /// In a document or a letter.
    Document,
    /// In the words of a letter that says that there is nothing: no head, and no answer to anything else.
    Letter,
    /// On the society's page, which asks for the head only.
    Page,
}

/// A piece with a certain item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedPiece {
    /// 征集项.
    pub item: ItemId,
    /// Whose piece.
    pub person: Option<Person>,
    /// 题目.
    pub title: Option<String>,
    /// 正文.
    pub text: String,
    /// Where the text came from.
    pub source: Source,
    /// Photos, videos and further files of the piece.
    pub attachments: Vec<Attachment>,
    /// Why it does not count, when a clerk said so.
    pub dismissal: Option<Dismissal>,
}

/// A photo or video without a piece in its own arrival.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LooseMedia {
    /// The file.
    pub attachment: Attachment,
    /// File name in matching form: a person named there owns it.
    pub context: String,
    /// Subject and letter in matching form, for when the file name names nobody.
    pub around: Arc<str>,
    /// Which pieces it may complete.
    pub reach: Reach,
}

pub use links::LinkProvider;
pub(crate) use media::holds_name;
pub(crate) use naming::Naming;
pub(crate) use said::speaks_of_media;
pub use said::{About, Said};
pub(crate) use trust::own_addresses;
pub use versions::Draft;
pub(crate) use versions::shared_percent;

/// Which pieces a loose photo may complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Those of persons named beside it, else the only one that waits.
    OnlyWaiting,
    /// Those of persons named beside it alone: nothing says that it was sent for an item that asks for photos.
    Named,
}

impl Claim {
    /// Of an arrival that the program cannot cope with.
    pub(crate) fn unprocessable() -> Self {
        Self::Unplaced {
            notice: None,
            findings: vec![Finding::new(FindingCode::Unprocessable)],
            suggestions: Vec::new(),
        }
    }
}

/// Makes the claim of an arrival.
pub fn claim(evidence: Evidence<'_>) -> Claim {
    claim_by(evidence, &Dictionary::default())
}

/// The same, with words that other arrivals have made comparable. Reads from top to bottom as the questions a clerk would
/// ask.
pub(crate) fn claim_by<'a>(evidence: Evidence<'a>, dictionary: &Dictionary<'a>) -> Claim {
    let decided = Decided::from(evidence.rulings);
    if decided.ignore {
        return Claim::Ignored(Finding::new(FindingCode::AssignedByClerk));
    }
    if let Some(claim) = trust::machine(evidence, dictionary).filter(|_| !decided.accept) {
        return claim;
    }
    let notice = match notice::choose(evidence, decided.notice) {
        notice::Chosen::One(notice) => notice,
        notice::Chosen::BeforeStart => return Claim::Ignored(Finding::new(FindingCode::BeforeStart)),
        notice::Chosen::Unclear(candidates) => return unclear(evidence, &candidates, dictionary),
    };
    let words = dictionary.of(notice);
    let content = content::gather(evidence, notice, &words);
    match society::identify(evidence, notice, &content, decided.society) {
        society::Found::One(society) => Claim::Placed(Box::new(place(
            evidence,
            notice,
            &words,
            society.clone(),
            content,
            decided,
        ))),
        society::Found::Unclear { code, suggestions } => {
            let mut findings = vec![Finding::new(code)];
            findings.extend(content.holds(evidence));
            Claim::Unplaced {
                notice: Some(notice.id.clone()),
                findings,
                suggestions,
            }
        }
    }
}

/// Nobody can say which notice it answers. When it answers none, that is said too.
fn unclear<'a>(evidence: Evidence<'a>, candidates: &[&'a Notice], dictionary: &Dictionary<'a>) -> Claim {
    let mut codes = vec![FindingCode::AmbiguousNotice];
    let mut contents = candidates
        .iter()
        .map(|notice| content::gather(evidence, notice, &dictionary.of(notice)));
    let kind = contents
        .next()
        .and_then(|content| correspondence::kind(evidence, &content));
    if contents.all(|content| content.is_bare()) {
        codes.extend(kind);
    }
    let suggestions = society::author_societies(evidence);
    Claim::Unplaced {
        notice: None,
        findings: codes.into_iter().map(Finding::new).collect(),
        suggestions: suggestions
            .into_iter()
            .map(|society| society.code.clone())
            .collect(),
    }
}

/// The claim of an arrival that already stands at a notice and society: what it brings, whoever it seems to be of now.
pub fn place_at(evidence: Evidence<'_>, notice: &Notice, society: &SocietyCode) -> Placed {
    let words = Dictionary::default().of(notice);
    let content = content::gather(evidence, notice, &words);
    place(
        evidence,
        notice,
        &words,
        society.clone(),
        content,
        Decided::from(evidence.rulings),
    )
}

/// The texts of an arrival of which a person must say which one counts, in groups of drafts of one text.
pub fn drafts(evidence: Evidence<'_>, notice: &Notice) -> Vec<Vec<Draft>> {
    let words = Dictionary::default().of(notice);
    let content = content::gather(evidence, notice, &words);
    let decided = Decided::from(evidence.rulings);
    route::route(evidence, notice, &words, &content, decided.item)
        .versions
        .drafts
}

fn place(
    evidence: Evidence<'_>,
    notice: &Notice,
    words: &Prepared<'_>,
    society: SocietyCode,
    mut content: content::Content,
    decided: Decided<'_>,
) -> Placed {
    let mut routed = route::route(evidence, notice, words, &content, decided.item);
    content::nil::beside(&mut content, evidence, notice, words, &routed.pieces);
    let brings_nothing = content.holds(evidence);
    let mut holds = brings_nothing.clone();
    let ground = society::ground(evidence, &content, &society, decided.society);
    for piece in &mut routed.pieces {
        piece.source.origin.grounds.society = ground;
    }
    let mut findings = content.findings;
    if !findings.iter().any(|finding| attached::says_lost(finding.code)) {
        findings.extend(routed.missing);
    }
    findings.extend(routed.several);
    aside::say(
        &mut findings,
        evidence,
        &society,
        &content.form_societies,
        &routed.pieces,
    );
    let replacing = replacing::said(evidence, &routed.pieces);
    let intent = trust::intent(evidence, replacing);
    let asked = aside::requests(evidence, &routed.pieces, intent).into_iter();
    findings.extend(asked.filter(|_| brings_nothing.is_empty()));
    findings.extend(routed.versions.chosen);
    holds.extend(routed.versions.unclear);
    if replacing.is_none() && brings_nothing.is_empty() {
        holds.extend(aside::asks_back(evidence));
    }
    if routed.pieces.is_empty() {
        holds.extend(routed.unclear);
    } else {
        findings.extend(routed.unclear);
    }
    if evidence.arrival.received.is_none() && decided.received_at.is_none() {
        holds.push(Finding::new(FindingCode::NoTrustedTime));
    }
    let mut pieces = routed.pieces;
    let mut media = content.media;
    pieces.iter_mut().for_each(ClaimedPiece::make_storable);
    routed.corrected.give_photos(&mut pieces, &mut media);
    holds.extend(routed.corrected.stale());
    let loose_media = media::bind(evidence, notice, media, &mut pieces, &mut findings);
    media::say_unassigned(notice, &pieces, content.unkept, &mut findings);
    decided.apply(evidence, (&brings_nothing, &pieces), &mut holds, &mut findings);
    Placed {
        trust: trust::of_sender(evidence, &society, decided),
        intent,
        said: said::of_earlier(evidence, &pieces, replacing),
        notice: notice.id.clone(),
        society,
        holds,
        findings,
        forms: content.forms.into_iter().map(ClaimedForm::storable).collect(),
        pieces,
        loose_media,
        accepted_by_clerk: decided.accept,
        provisional: evidence.reading.failed || evidence.reading.lacks_converter(),
    }
}
