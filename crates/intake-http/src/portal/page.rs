//! A society's page: what is asked, where it stands, the form.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::{DateTime, Utc};
use domain::arrival::Arrival;
use domain::finding::Finding;
use domain::ledger::ItemState;
use domain::letter::{Known, ReceiptOrder, still_asked};
use domain::notice::{CollectionItem, Obligation};
use domain::quotation::in_quotation_marks;
use domain::renaming::Renaming;
use domain::submission::{Standing, Submission, SubmissionStatus};
use domain::verdict::{HeldAs, Judgement, Verdict};
use store::SocietyFacts;

use super::draft::{Draft, MAX_PIECES};
use super::visit::{Visit, follow};
use crate::blank;
use crate::fields::Fields;
use crate::frame::{self, HeadArrived};
use crate::refusal::Refusal;
use crate::settings::SiteState;
use crate::wording::{self, Mark};

#[derive(Template)]
#[template(path = "society.html")]
pub(super) struct SocietyPage {
    society: String,
    title: String,
    number: String,
    issuer: String,
    token: String,
    items: Vec<ItemView>,
    receipts: Vec<ReceiptView>,
    /// What the receipts ask for and nothing has brought since.
    asked: Vec<AskedView>,
    /// Whom of the office one can ask.
    contact: String,
    mailboxes: Vec<MailboxView>,
    has_form: bool,
    max_bytes: String,
    max_files: usize,
    closed: bool,
    draft: Draft,
    may_extend: bool,
    problems: Vec<String>,
}

struct ItemView {
    id: String,
    title: String,
    audience: String,
    needs: String,
    due: String,
    remaining: Mark,
    state: Mark,
    missing: Vec<String>,
    closed: bool,
}

struct ReceiptView {
    arrival: i64,
    received: String,
    door: &'static str,
    verdict: Mark,
}

struct AskedView {
    arrival: i64,
    lines: Vec<String>,
}

struct MailboxView {
    address: String,
    items: String,
}

pub(super) async fn show(
    site: web::Data<SiteState>,
    token: web::Path<String>,
    now: HeadArrived,
) -> Result<HttpResponse, Refusal> {
    let visit = follow(&site.store, &token).await?;
    respond(&site, &visit, Draft::empty(), Vec::new(), now.0).await
}

/// `GET /s/{token}/blank/form.docx`: the society's own blank form.
pub(super) async fn blank(
    site: web::Data<SiteState>,
    path: web::Path<(String, String)>,
    now: HeadArrived,
) -> Result<HttpResponse, Refusal> {
    let (token, file) = path.into_inner();
    let format = blank::format_of(&file)?;
    let visit = follow(&site.store, &token).await?;
    blank::answer(&site, &visit.notice, Some(&visit.society), format, now.0).await
}

/// The same page with two more blocks and what was typed; nothing is stored.
pub(super) async fn more(
    site: web::Data<SiteState>,
    token: web::Path<String>,
    now: HeadArrived,
    form: web::Form<Vec<(String, String)>>,
) -> Result<HttpResponse, Refusal> {
    let visit = follow(&site.store, &token).await?;
    let mut draft = Draft::read(&Fields::from(form.into_inner())).ok_or(UNKNOWN_FORM)?;
    draft.extend();
    respond(&site, &visit, draft, Vec::new(), now.0).await
}

pub(super) const UNKNOWN_FORM: Refusal =
    Refusal::Unreadable("提交的内容无法识别，未予登记。请重新打开填报链接后再提交。");

/// The page with a draft and what is wrong with it.
pub(super) async fn respond(
    site: &SiteState,
    visit: &Visit,
    draft: Draft,
    problems: Vec<String>,
    now: DateTime<Utc>,
) -> Result<HttpResponse, Refusal> {
    let facts = visit.facts(&site.store).await?;
    let status = if problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let notice = &visit.notice;
    let contact = site.store.contacts().await?.remove(&notice.id);
    let page = SocietyPage {
        society: visit.society.name.clone(),
        title: notice.title.clone(),
        number: notice
            .number
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        issuer: notice.issuer.clone(),
        token: visit.token.clone(),
        items: items(visit, &facts, now),
        receipts: receipts(visit, &facts),
        asked: asked(visit, &facts),
        contact: contact.map_or_else(String::new, |contact| wording::contact(&contact)),
        mailboxes: mailboxes(visit),
        has_form: notice.form.is_some(),
        max_bytes: wording::size(site.settings.max_request_bytes),
        max_files: site.settings.max_files,
        closed: visit.all_closed(now),
        may_extend: draft.pieces.len() < MAX_PIECES,
        draft,
        problems,
    };
    frame::page(status, &page)
}

fn items(visit: &Visit, facts: &SocietyFacts, now: DateTime<Utc>) -> Vec<ItemView> {
    let states = visit.row(facts, now).map(|row| row.states).unwrap_or_default();
    visit
        .notice
        .items
        .iter()
        .zip(states)
        .map(|(item, state)| ItemView {
            id: item.id.to_string(),
            title: item.title.clone(),
            audience: item.audience.clone(),
            needs: needs(item),
            due: wording::due_for(&visit.notice, item, &visit.society.code),
            remaining: wording::remaining(visit.notice.ends(item, &visit.society.code, now), now),
            state: wording::state(state),
            missing: missing(visit, item, state, (facts, now)),
            closed: visit.is_closed(item, now),
        })
        .collect()
}

/// What a piece must have, in words.
fn needs(item: &CollectionItem) -> String {
    let media: Vec<_> = item.requires.any_of.iter().map(|kind| kind.label()).collect();
    let mut needs = Vec::new();
    if !media.is_empty() {
        needs.push(format!("须附{}", media.join("或")));
    }
    match (item.characters.min, item.characters.max) {
        (Some(min), Some(max)) => needs.push(format!("{min}至{max}字")),
        (Some(min), None) => needs.push(format!("不少于{min}字")),
        (None, Some(max)) => needs.push(format!("不超过{max}字")),
        (None, None) => {}
    }
    if let Some(min) = item.entries.min.filter(|min| *min > 1) {
        needs.push(format!("不少于{min}份"));
    }
    needs.join("，")
}

/// What is still missing for an item by what is known now, in words.
fn missing(
    visit: &Visit,
    item: &CollectionItem,
    state: ItemState,
    (facts, now): (&SocietyFacts, DateTime<Utc>),
) -> Vec<String> {
    match state {
        ItemState::Outstanding => outstanding(visit, item, facts, now),
        ItemState::Incomplete { .. } => {
            let mut lines = incomplete(item, facts);
            lines.extend(returned(item, facts));
            lines
        }
        ItemState::SentBack | ItemState::Submitted { .. } => returned(item, facts),
        ItemState::NotExpected | ItemState::Nil | ItemState::Exempt => Vec::new(),
    }
}

/// Pieces that were sent back and have not come anew.
fn returned(item: &CollectionItem, facts: &SocietyFacts) -> Vec<String> {
    let current = facts.submissions.iter().filter(|submission| {
        submission.item == item.id
            && submission.standing == Standing::Current
            && submission.status == SubmissionStatus::SentBack
    });
    let line = |submission| format!("{}：已退回，请修改后重新报送。", label(submission));
    current.map(line).collect()
}

/// The same when nothing counts yet. What is held may be what is missing.
fn outstanding(
    visit: &Visit,
    item: &CollectionItem,
    facts: &SocietyFacts,
    now: DateTime<Utc>,
) -> Vec<String> {
    let arrivals = facts.arrivals.iter();
    let judgements = arrivals.filter_map(|(_, _, judgement)| judgement.as_ref());
    let perhaps = judgements.filter(|judgement| judgement.held_as() == Some(HeldAs::PossibleReturn));
    let mut lines = match (item.obligation, perhaps.count()) {
        (Obligation::Encouraged, _) => vec!["自愿报送。".to_owned()],
        (Obligation::Required, 0) => vec!["尚未收到材料。".to_owned()],
        (Obligation::Required, held) => vec![format!(
            "尚未登记材料；另有来件 {held} 件正由工作人员核对，可能即为此项材料。"
        )],
    };
    let ends = visit.notice.ends(item, &visit.society.code, now);
    let withdrawn = facts.submissions.iter().filter(|submission| {
        submission.item == item.id
            && submission.standing == Standing::Current
            && submission.status == SubmissionStatus::Withdrawn
    });
    let renamings = renamings(facts);
    lines.extend(withdrawn.map(|one| {
        let mut renamings = renamings.iter();
        match renamings.find(|renaming| renaming.concerns(one, &facts.submissions)) {
            Some(renaming) => format!(
                "{}：姓名已更正为{}，见来件 {}。",
                label(one),
                in_quotation_marks(&renaming.name),
                renaming.by
            ),
            None => format!("{}：已按贵单位要求撤回。", label(one)),
        }
    }));
    if ends.is_some_and(|ends| ends <= now) && !visit.is_closed(item, now) {
        lines.push("截止时间已过，仍可报送，按迟报登记。".to_owned());
    }
    lines
}

/// Corrections of names of the society's pieces.
fn renamings(facts: &SocietyFacts) -> Vec<Renaming> {
    let judgements = facts
        .arrivals
        .iter()
        .filter_map(|(_, _, judgement)| judgement.as_ref());
    judgements.flat_map(Renaming::of).collect()
}

fn incomplete(item: &CollectionItem, facts: &SocietyFacts) -> Vec<String> {
    let current = |status| {
        facts.submissions.iter().filter(move |submission| {
            submission.item == item.id
                && submission.standing == Standing::Current
                && submission.status == status
        })
    };
    let needs = needs(item);
    let mut lines: Vec<String> = current(SubmissionStatus::Incomplete)
        .map(|submission| match needs.as_str() {
            "" => format!("{}：待补充。", label(submission)),
            needs => format!("{}：待补充（{needs}）。", label(submission)),
        })
        .collect();
    let accepted = current(SubmissionStatus::Accepted).count();
    if let Some(min) = item.entries.min.filter(|min| *min > 1) {
        lines.push(format!("至少 {min} 份，现有合格 {accepted} 份。"));
    }
    lines
}

/// Person, title or whatever tells a piece from others.
fn label(submission: &Submission) -> String {
    let person = submission.person.as_ref().map(|person| person.name.clone());
    let title = submission.title.as_ref().map(|title| format!("《{title}》"));
    person
        .or(title)
        .unwrap_or_else(|| format!("来件 {} 中的材料", submission.id.arrival))
}

/// What was received last stands first.
fn receipts(visit: &Visit, facts: &SocietyFacts) -> Vec<ReceiptView> {
    let ruled = facts.arrivals.iter();
    let mut arrivals: Vec<(Arrival, Option<&Judgement>)> = ruled
        .map(|(stored, rulings, judgement)| (stored.arrival.as_ruled(rulings), judgement.as_ref()))
        .collect();
    arrivals.sort_by_key(|(arrival, _)| std::cmp::Reverse(arrival.order()));
    arrivals
        .into_iter()
        .map(|(arrival, judgement)| ReceiptView {
            arrival: arrival.id.number(),
            received: wording::received(arrival.received, visit.notice.zone),
            door: wording::door(arrival.door),
            verdict: wording::verdict(judgement),
        })
        .collect()
}

/// What the receipts of registered mail ask for, as it stands now, the latest received last.
fn asked(visit: &Visit, facts: &SocietyFacts) -> Vec<AskedView> {
    let ruled = facts.arrivals.iter();
    let mut arrivals: Vec<(Arrival, &Judgement)> = ruled
        .filter_map(|(stored, rulings, judgement)| {
            Some((stored.arrival.as_ruled(rulings), judgement.as_ref()?))
        })
        .collect();
    arrivals.sort_by_key(|(arrival, _)| arrival.order());
    let order = ReceiptOrder::of(arrivals.iter().map(|(arrival, _)| arrival));
    let renamings = renamings(facts);
    let known = Known {
        notice: &visit.notice,
        pieces: &facts.submissions,
        forms: &facts.return_forms,
        renamings: &renamings,
        order: &order,
    };
    // Of what is held the office decides, and it is said above that it waits.
    let registered = arrivals
        .iter()
        .filter(|(_, judgement)| matches!(judgement.verdict, Verdict::Accepted { .. }));
    let asked = registered.map(|(arrival, judgement)| {
        let findings = still_asked(judgement, known);
        let mut lines: Vec<String> = findings.iter().map(Finding::sentence).collect();
        lines.dedup();
        AskedView {
            arrival: arrival.id.number(),
            lines,
        }
    });
    asked.filter(|asked| !asked.lines.is_empty()).collect()
}

fn mailboxes(visit: &Visit) -> Vec<MailboxView> {
    let title = |id| visit.notice.item(id).map(|item| item.title.clone());
    let routes = visit.notice.mailboxes.iter();
    routes
        .map(|route| MailboxView {
            address: route.address.clone(),
            items: route
                .items
                .iter()
                .filter_map(title)
                .collect::<Vec<_>>()
                .join("、"),
        })
        .collect()
}
