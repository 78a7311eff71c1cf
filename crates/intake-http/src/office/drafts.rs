//! 多份稿件 — drafts of one text in one arrival: a clerk reads them beside each other and says which one counts.

use actix_web::{HttpResponse, web};
use domain::correction::{Change, Correction, Values};
use domain::finding::FindingCode;
use domain::ids::ArrivalId;
use domain::ruling::Decision;
use domain::verdict::Verdict;
use intake::claim::{Draft, Evidence, drafts};
use serde::Deserialize;

use super::arrival::{Known, known};
use super::rulings::decide;
use crate::frame::HeadArrived;
use crate::refusal::Refusal;
use crate::session::SignedIn;
use crate::settings::SiteState;
use crate::shown;

/// How much of a draft is shown at once, in characters; the rest can be unfolded.
const BEGINNING: usize = 200;

/// Drafts of one text.
pub(super) struct GroupView {
    /// Tells whether they are still what the clerk was shown.
    pub seen: String,
    /// Whose text it is.
    pub person: String,
    pub drafts: Vec<DraftView>,
}

pub(super) struct DraftView {
    /// Its place among them.
    pub number: usize,
    pub file: String,
    pub title: String,
    pub characters: usize,
    /// How its length differs from that of the longest.
    pub difference: String,
    pub beginning: String,
    /// The whole text, where the beginning is not all of it.
    pub text: Option<String>,
}

/// The drafts for which an arrival is held.
pub(super) fn views(known: &Known) -> Vec<GroupView> {
    groups(known).iter().map(|group| view(group)).collect()
}

fn groups(known: &Known) -> Vec<Vec<Draft>> {
    let waits = known.judgement.as_ref().is_some_and(|judgement| {
        matches!(judgement.verdict, Verdict::Held { .. })
            && judgement
                .findings
                .iter()
                .any(|finding| finding.code == FindingCode::UnclearVersion)
    });
    let (Some(notice), Some(reading), true) = (known.notice(), known.reading.as_ref(), waits) else {
        return Vec::new();
    };
    let evidence = Evidence {
        arrival: &known.stored.arrival,
        reading,
        rulings: &known.rulings,
        thread: None,
        issued: &[],
        notices: &known.notices,
        directory: &known.directory,
        reception: &known.reception,
    };
    drafts(evidence, notice)
}

fn view(group: &[Draft]) -> GroupView {
    let length = |draft: &Draft| draft.text.chars().filter(|c| !c.is_whitespace()).count();
    let longest = group.iter().map(length).max().unwrap_or_default();
    let view = |(number, draft): (usize, &Draft)| {
        let characters = length(draft);
        let beginning: String = draft.text.chars().take(BEGINNING).collect();
        let is_all = beginning.len() == draft.text.len();
        DraftView {
            number,
            file: shown::name(draft.file.as_deref().unwrap_or_default()),
            title: draft.title.clone().unwrap_or_default(),
            characters,
            difference: match longest - characters {
                0 => "篇幅最长".to_owned(),
                less => format!("比最长的一稿少 {less} 字"),
            },
            beginning,
            text: (!is_all).then(|| draft.text.clone()),
        }
    };
    GroupView {
        seen: seen(group),
        person: group
            .iter()
            .find_map(|draft| draft.person.as_ref())
            .map_or_else(|| "（学会）".to_owned(), |person| person.name.clone()),
        drafts: group.iter().enumerate().map(view).collect(),
    }
}

fn seen(group: &[Draft]) -> String {
    let marks = group.iter().map(|draft| {
        let mark = &draft.mark;
        format!("{}-{}-{}", mark.sha256, mark.fingerprint, mark.share)
    });
    marks.collect::<Vec<_>>().join("-")
}

#[derive(Deserialize)]
pub(super) struct Kept {
    csrf: String,
    seen: String,
    /// The draft that counts; `all` where they are texts of their own.
    keep: String,
}

pub(super) async fn keep(
    site: web::Data<SiteState>,
    signed: SignedIn,
    id: web::Path<i64>,
    now: HeadArrived,
    form: web::Form<Kept>,
) -> Result<HttpResponse, Refusal> {
    signed.check_ruling(&form.csrf)?;
    let arrival = ArrivalId::new(*id);
    let known = known(&site, arrival).await?;
    let groups = groups(&known);
    let group = groups
        .iter()
        .find(|group| seen(group) == form.seen)
        .ok_or(CHANGED)?;
    let decisions = decisions(group, &form.keep).ok_or(CHANGED)?;
    decide(&site, &signed, arrival, decisions, now.0).await
}

const CHANGED: Refusal = Refusal::Unreadable("稿件已发生变化，未作处理。请返回刷新后重试。");

/// Corrections, so that they hold for the same words whenever the original is read again: the others are no material, or
/// each is confirmed as it is.
fn decisions(group: &[Draft], keep: &str) -> Option<Vec<Decision>> {
    let correct = |draft: &Draft, change| {
        Decision::Correct(Box::new(Correction {
            mark: draft.mark.clone(),
            change,
        }))
    };
    if keep == "all" {
        let confirmed = |draft: &Draft| {
            let (person, title) = (draft.person.clone(), draft.title.clone());
            let text = None;
            correct(draft, Change::Values(Values { person, title, text }))
        };
        return Some(group.iter().map(confirmed).collect());
    }
    let kept: usize = keep.parse().ok().filter(|kept| *kept < group.len())?;
    let others = group.iter().enumerate().filter(|(number, _)| *number != kept);
    Some(others.map(|(_, draft)| correct(draft, Change::Drop)).collect())
}
