//! One arrival: what is known of it, and what a clerk can decide.

use std::collections::BTreeSet;
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use chrono_tz::Tz;
use domain::correction::Change;
use domain::directory::Directory;
use domain::ids::{ArrivalId, SocietyCode};
use domain::letter::LetterRecord;
use domain::notice::Notice;
use domain::ruling::{Decision, Ruling};
use domain::submission::{Submission, SubmissionId};
use domain::task::{self, Task, task};
use domain::verdict::{Judgement, Verdict};
use intake::reading::{Reading, UploadManifest};
use intake::reception::Reception;
use serde::Deserialize;
use store::{ChoiceState, SightingTimes, StoredArrival};

use super::Who;
use super::after::{After, after};
use super::choices::{self, ChoiceView};
use super::drafts::{self, GroupView};
use super::pieces::{self, ChoiceOf, PieceView};
use super::times::{TimeView, times};
use super::told::{self, ToldView};
use crate::frame::{self, HeadArrived};
use crate::portal::manifest;
use crate::refusal::Refusal;
use crate::sent::{SentView, reading, sent};
use crate::session::SignedIn;
use crate::settings::SiteState;
use crate::shown;
use crate::wording::{self, Mark, Remark};

/// How much of a letter's text is shown, in characters.
const EXCERPT: usize = 20_000;

#[derive(Template)]
#[template(path = "office/arrival.html")]
struct ArrivalPage {
    who: Who,
    /// After a decision.
    after: Option<After>,
    id: i64,
    facts: Vec<(&'static str, String)>,
    times: Vec<TimeView>,
    verdict: Mark,
    is_held: bool,
    remarks: Vec<Remark>,
    /// Of which a clerk has to choose.
    drafts: Vec<GroupView>,
    files: Vec<SentView>,
    /// File name and what optical recognition read on it.
    recognised: Vec<(String, String)>,
    excerpt: String,
    has_more: bool,
    /// How much beside what is registered waits for a decision.
    open: usize,
    pieces: Vec<PieceView>,
    rulings: Vec<RulingView>,
    told: Vec<ToldView>,
    /// That what has left says what holds no longer.
    overtaken: Option<String>,
    societies: Vec<ChoiceView>,
    notices: Vec<ChoiceView>,
    items: Vec<ChoiceView>,
    needs_time: bool,
    zone: String,
}

#[derive(Deserialize)]
pub(super) struct Wanted {
    /// Given after a decision.
    decided: Option<u8>,
}

struct RulingView {
    decided: String,
    clerk: String,
    what: String,
    /// A correction that can be taken back.
    is_correction: bool,
}

/// What the store and the reader know.
pub(super) struct Known {
    pub(super) stored: StoredArrival,
    sightings: Vec<SightingTimes>,
    pub(super) judgement: Option<Judgement>,
    pub(super) rulings: Vec<Ruling>,
    pub(super) reading: Option<Reading>,
    manifest: Option<UploadManifest>,
    pub(super) submissions: Vec<Submission>,
    pub(super) chosen: BTreeSet<SubmissionId>,
    /// What was written about it, oldest first.
    pub(super) letters: Vec<LetterRecord>,
    pub(super) notices: Vec<Notice>,
    pub(super) directory: Directory,
    /// The office's own side of the mail, by which an arrival is judged.
    pub(super) reception: Arc<Reception>,
}

pub(super) async fn show(
    site: web::Data<SiteState>,
    signed: SignedIn,
    id: web::Path<i64>,
    wanted: web::Query<Wanted>,
    now: HeadArrived,
) -> Result<HttpResponse, Refusal> {
    let known = known(&site, ArrivalId::new(*id)).await?;
    let after = match wanted.decided {
        Some(_) => Some(after(&site, &known, now.0).await?),
        None => None,
    };
    let page = ArrivalPage {
        after,
        ..page(&signed, &known)
    };
    frame::page(StatusCode::OK, &page)
}

pub(super) async fn known(site: &SiteState, id: ArrivalId) -> Result<Known, Refusal> {
    let store = &site.store;
    let mut stored = store.arrival(id).await?.ok_or(Refusal::NotFound)?;
    let rulings = store.rulings(id).await?;
    stored.arrival = stored.arrival.as_ruled(&rulings);
    let mut submissions = match &stored.placed {
        Some((notice, society)) => store.society_facts(notice, society).await?.submissions,
        None => Vec::new(),
    };
    submissions.retain(|submission| submission.id.arrival == id || submission.completed_by == Some(id));
    let choices = match &stored.placed {
        Some((notice, _)) => store.choices(notice).await?,
        None => Vec::new(),
    };
    let chosen = choices
        .iter()
        .filter(|choice| choice.state == ChoiceState::InForce)
        .map(|choice| choice.piece)
        .collect();
    Ok(Known {
        judgement: store.judgement(id).await?,
        sightings: store.sighting_times(id).await?,
        rulings,
        reading: reading(store, &stored.arrival.original).await?,
        manifest: manifest(store, &stored).await?,
        submissions,
        chosen,
        letters: store.letters_about(id).await?,
        notices: store.notices().await?,
        directory: store.directory().await?,
        reception: Arc::clone(&site.reception),
        stored,
    })
}

/// Scanned papers with the text that a program proposes for them.
fn recognised(reading: &Reading) -> Vec<(String, String)> {
    let files = reading.parts.iter().map(|part| &part.file);
    let texts = files.filter_map(|file| Some((shown::name(&file.name), file.recognised.clone()?)));
    texts.filter(|(_, text)| !text.is_empty()).collect()
}

fn page(signed: &SignedIn, known: &Known) -> ArrivalPage {
    let notice = known.notice();
    let zone = notice.map_or(Tz::Asia__Shanghai, |notice| notice.zone);
    let (excerpt, has_more) = excerpt(known);
    ArrivalPage {
        who: Who::from(signed),
        after: None,
        id: known.stored.arrival.id.number(),
        facts: facts(known, zone),
        times: times(
            &known.stored.arrival,
            &known.sightings,
            known.reading.as_ref(),
            zone,
        ),
        verdict: wording::verdict(known.judgement.as_ref()),
        is_held: known
            .judgement
            .as_ref()
            .is_some_and(|j| matches!(j.verdict, Verdict::Held { .. })),
        remarks: wording::remarks(known.as_it_stands().as_ref()),
        drafts: drafts::views(known),
        files: sent(known.reading.as_ref(), known.manifest.as_ref()),
        recognised: known.reading.as_ref().map(recognised).unwrap_or_default(),
        excerpt,
        has_more,
        open: known.judgement.as_ref().map_or(0, open),
        pieces: pieces::views(known),
        rulings: known
            .rulings
            .iter()
            .map(|ruling| ruling_view(ruling, known, zone))
            .collect(),
        told: told::views(known, zone),
        overtaken: told::overtaken(known),
        societies: choices::societies(known),
        notices: choices::notices(known),
        items: choices::items(known),
        needs_time: known.stored.arrival.received.is_none(),
        zone: if zone == Tz::Asia__Shanghai {
            "北京时间".to_owned()
        } else {
            zone.name().to_owned()
        },
    }
}

impl Known {
    /// The notice, when it is certain or there is only one.
    pub(super) fn notice(&self) -> Option<&Notice> {
        let certain = self
            .judgement
            .as_ref()
            .and_then(|judgement| judgement.verdict.notice());
        let certain = certain.or(self.stored.placed.as_ref().map(|(notice, _)| notice));
        match (certain, self.notices.as_slice()) {
            (Some(id), notices) => notices.iter().find(|notice| notice.id == *id),
            (None, [only]) => Some(only),
            (None, _) => None,
        }
    }

    /// The judgement, without what has come since.
    fn as_it_stands(&self) -> Option<Judgement> {
        let judgement = self.judgement.as_ref()?;
        let now = |notice| judgement.as_it_stands(notice, &self.submissions);
        Some(self.notice().map_or_else(|| judgement.clone(), now))
    }

    pub(super) fn society(&self) -> Option<&SocietyCode> {
        let certain = self
            .judgement
            .as_ref()
            .and_then(|judgement| judgement.verdict.society());
        certain.or(self.stored.placed.as_ref().map(|(_, society)| society))
    }

    pub(super) fn society_name(&self, code: &SocietyCode) -> String {
        self.directory
            .get(code)
            .map_or_else(|| code.to_string(), |society| format!("{code} {}", society.name))
    }
}

fn facts(known: &Known, zone: Tz) -> Vec<(&'static str, String)> {
    let arrival = &known.stored.arrival;
    let received = arrival.received.map_or_else(
        || "缺少可信时间".to_owned(),
        |received| {
            format!(
                "{}，依据：{}",
                wording::moment(received.at, zone),
                wording::basis(received.by)
            )
        },
    );
    let mailboxes = arrival
        .mailboxes
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("、");
    let all = [
        (
            "学会",
            known
                .society()
                .map(|code| known.society_name(code))
                .unwrap_or_default(),
        ),
        (
            "通知",
            known
                .notice()
                .map(|notice| notice.title.clone())
                .unwrap_or_default(),
        ),
        ("收到时间", received),
        ("方式", wording::door(arrival.door).to_owned()),
        ("发件人", arrival.sender.clone().unwrap_or_default()),
        ("主题", arrival.subject.clone()),
        ("征集邮箱", mailboxes),
        ("原件大小", wording::size(arrival.bytes)),
        ("原件校验值", arrival.original.clone()),
    ];
    all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

/// The beginning of the letter, or what was typed, and whether there is more.
fn excerpt(known: &Known) -> (String, bool) {
    let letter = known.reading.as_ref().and_then(Reading::letter_text);
    let typed = known.manifest.as_ref().map(|manifest| {
        let pieces = manifest.pieces.iter().map(|piece| {
            format!("{} {} {}\n{}", piece.item, piece.name, piece.title, piece.text)
                .trim()
                .to_owned()
        });
        pieces.collect::<Vec<_>>().join("\n\n")
    });
    let text = letter.or(typed).unwrap_or_default();
    let text = text.trim();
    let shown = text.chars().take(EXCERPT).collect();
    (shown, text.chars().count() > EXCERPT)
}

fn ruling_view(ruling: &Ruling, known: &Known, zone: Tz) -> RulingView {
    let what = match &ruling.decision {
        Decision::AssignSociety(code) => format!("归属学会：{}", known.society_name(code)),
        Decision::AssignNotice(notice) => format!("归属通知：{notice}"),
        Decision::AssignItem(item) => format!("征集项：{item}"),
        Decision::ReceivedAt(at) => format!("收到时间：{}", wording::moment(*at, zone)),
        Decision::Accept => "予以登记".to_owned(),
        Decision::Ignore => "不予登记".to_owned(),
        Decision::Noted(_) => "遗留问题核对完毕".to_owned(),
        Decision::Correct(correction) => wording::correction(correction),
    };
    RulingView {
        decided: wording::short_moment(ruling.decided_at, zone),
        clerk: ruling.clerk.clone(),
        what,
        is_correction: matches!(&ruling.decision, Decision::Correct(correction) if correction.change != Change::Restore),
    }
}

/// How much beside what is registered nobody has decided.
fn open(judgement: &Judgement) -> usize {
    match task(judgement) {
        Some(Task::Follow) => task::open(judgement).len(),
        Some(Task::Decide | Task::Answer) | None => 0,
    }
}
