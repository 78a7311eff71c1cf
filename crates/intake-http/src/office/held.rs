//! 待人工核对 — arrivals that wait for a decision, registered ones of which a part could not be used, and letters that
//! bring no return.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use domain::arrival::Arrival;
use domain::ids::SocietyCode;
use domain::ledger::Ledger;
use domain::verdict::{Judgement, Verdict};

use super::arrival::{FileView, files, reading};
use super::tasks::{Task, task};
use super::{Who, notice_id};
use crate::frame::{self, HeadArrived};
use crate::refusal::Refusal;
use crate::session::SignedIn;
use crate::settings::SiteState;
use crate::wording::{self, Remark};

#[derive(Template)]
#[template(path = "office/held.html")]
struct HeldPage {
    who: Who,
    id: String,
    title: String,
    held: Vec<TaskView>,
    follow: Vec<TaskView>,
    answer: Vec<TaskView>,
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
    files: Vec<FileView>,
}

pub(super) async fn show(
    site: web::Data<SiteState>,
    signed: SignedIn,
    id: web::Path<String>,
    now: HeadArrived,
) -> Result<HttpResponse, Refusal> {
    let ledger = site.store.ledger(&notice_id(&id)?, now.0).await?;
    let (mut held, mut follow, mut answer) = (Vec::new(), Vec::new(), Vec::new());
    for record in &ledger.arrivals {
        let Some(judgement) = &record.judgement else {
            continue;
        };
        let Some(task) = task(judgement) else {
            continue;
        };
        let reading = reading(&site.store, &record.arrival.original).await?;
        let files = reading.as_ref().map(files).unwrap_or_default();
        let list = match task {
            Task::Decide => &mut held,
            Task::Follow => &mut follow,
            Task::Answer => &mut answer,
        };
        list.push(view(&ledger, &record.arrival, judgement, files));
    }
    let page = HeldPage {
        who: Who::from(&signed),
        id: ledger.notice.id.to_string(),
        title: ledger.notice.title.clone(),
        held,
        follow,
        answer,
    };
    frame::page(StatusCode::OK, &page)
}

fn view(ledger: &Ledger, arrival: &Arrival, judgement: &Judgement, files: Vec<FileView>) -> TaskView {
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
