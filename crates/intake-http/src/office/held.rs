//! 待人工核对 — arrivals that wait for a decision, registered ones of which a part could not be used, and letters that
//! bring no return.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use domain::arrival::Arrival;
use domain::ids::SocietyCode;
use domain::ledger::{ArrivalRecord, Ledger};
use domain::task::{Task, task};
use domain::verdict::{Judgement, Verdict};
use serde::Deserialize;

use super::{Who, notice_id};
use crate::frame::{self, HeadArrived};
use crate::refusal::Refusal;
use crate::sent::{SentView, reading, sent};
use crate::session::SignedIn;
use crate::settings::SiteState;
use crate::wording::{self, Remark};

/// How many arrivals of each kind stand on one page.
const TASKS_OF_A_PAGE: usize = 100;

#[derive(Template)]
#[template(path = "office/held.html")]
struct HeldPage {
    who: Who,
    id: String,
    title: String,
    held: Tasks,
    follow: Tasks,
    answer: Tasks,
    page: usize,
    pages: usize,
}

/// Those of one kind that stand on this page, and how many there are.
struct Tasks {
    all: usize,
    shown: Vec<TaskView>,
}

#[derive(Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    page: usize,
}

struct TaskView {
    id: i64,
    received: String,
    door: &'static str,
    sender: String,
    subject: String,
    society: String,
    suggestions: String,
    remarks: Vec<Remark>,
    files: Vec<SentView>,
}

pub(super) async fn show(
    site: web::Data<SiteState>,
    signed: SignedIn,
    id: web::Path<String>,
    wanted: web::Query<Wanted>,
    now: HeadArrived,
) -> Result<HttpResponse, Refusal> {
    let ledger = site.store.ledger(&notice_id(&id)?, now.0).await?;
    let [held, follow, answer] =
        [Task::Decide, Task::Follow, Task::Answer].map(|wanted| of_kind(&ledger, wanted));
    let most = held.len().max(follow.len()).max(answer.len());
    let pages = most.div_ceil(TASKS_OF_A_PAGE).max(1);
    let page = wanted.page.clamp(1, pages);
    let page = HeldPage {
        who: Who::from(&signed),
        id: ledger.notice.id.to_string(),
        title: ledger.notice.title.clone(),
        held: tasks(&site, &ledger, &held, page).await?,
        follow: tasks(&site, &ledger, &follow, page).await?,
        answer: tasks(&site, &ledger, &answer, page).await?,
        page,
        pages,
    };
    frame::page(StatusCode::OK, &page)
}

fn of_kind(ledger: &Ledger, wanted: Task) -> Vec<(&ArrivalRecord, &Judgement)> {
    let judged = ledger
        .arrivals
        .iter()
        .filter_map(|record| Some((record, record.judgement.as_ref()?)));
    judged
        .filter(|(_, judgement)| task(judgement) == Some(wanted))
        .collect()
}

/// Those of one kind that stand on a page, counted from 1.
async fn tasks(
    site: &SiteState,
    ledger: &Ledger,
    found: &[(&ArrivalRecord, &Judgement)],
    page: usize,
) -> Result<Tasks, Refusal> {
    let mut shown = Vec::new();
    for (record, judgement) in found
        .iter()
        .skip((page - 1) * TASKS_OF_A_PAGE)
        .take(TASKS_OF_A_PAGE)
    {
        let reading = reading(&site.store, &record.arrival.original).await?;
        let files = sent(reading.as_ref(), None);
        shown.push(view(ledger, &record.arrival, judgement, files));
    }
    Ok(Tasks {
        all: found.len(),
        shown,
    })
}

fn view(ledger: &Ledger, arrival: &Arrival, judgement: &Judgement, files: Vec<SentView>) -> TaskView {
    let suggestions: &[SocietyCode] = match &judgement.verdict {
        Verdict::Held { suggestions, .. } => suggestions,
        Verdict::Accepted { .. } | Verdict::Ignored | Verdict::Duplicate { .. } => &[],
    };
    let name = |code| {
        ledger
            .society(code)
            .map_or_else(|| code.to_string(), |society| society.name.clone())
    };
    TaskView {
        id: arrival.id.number(),
        received: wording::received(arrival.received, ledger.notice.zone),
        door: wording::door(arrival.door),
        sender: arrival.sender.clone().unwrap_or_default(),
        subject: arrival.subject.clone(),
        society: judgement.verdict.society().map(name).unwrap_or_default(),
        suggestions: suggestions.iter().map(name).collect::<Vec<_>>().join("、"),
        remarks: wording::remarks(Some(judgement)),
        files,
    }
}
