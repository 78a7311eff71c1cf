//! 采用 — the pieces of an item, to be read and marked, and the marks that need a decision.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use askama::Template;
use domain::ids::ArrivalId;
use domain::ledger::Ledger;
use domain::notice::Notice;
use domain::society::Society;
use domain::submission::{Submission, SubmissionId};
use serde::Deserialize;
use store::{Choice, ChoiceState, Chosen};

use super::{Who, notice_id};
use crate::frame::{self, HeadArrived};
use crate::refusal::Refusal;
use crate::session::SignedIn;
use crate::settings::SiteState;
use crate::wording::{self, Mark};

/// How many pieces stand on one page.
const PER_PAGE: usize = 100;

#[derive(Template)]
#[template(path = "office/choices.html")]
struct ChoicesPage {
    who: Who,
    id: String,
    title: String,
    /// Marks that no longer count.
    open: Vec<OpenView>,
    items: Vec<ItemTab>,
    /// Place of the item that is shown, from 0.
    item: usize,
    page: usize,
    pages: usize,
    pieces: Vec<PieceRow>,
}

struct ItemTab {
    title: String,
    chosen: usize,
    all: usize,
}

struct PieceRow {
    id: String,
    arrival: String,
    society: String,
    person: String,
    positions: String,
    title: String,
    characters: u32,
    status: Mark,
    text: String,
    chosen: bool,
}

struct OpenView {
    id: String,
    arrival: String,
    society: String,
    item: String,
    person: String,
    clerk: String,
    chosen_at: String,
    what: &'static str,
    /// The piece that may be marked in its stead.
    instead: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Place {
    #[serde(default)]
    item: usize,
    #[serde(default)]
    page: usize,
}

pub(super) async fn show(
    site: web::Data<SiteState>,
    signed: SignedIn,
    id: web::Path<String>,
    place: web::Query<Place>,
    now: HeadArrived,
) -> Result<HttpResponse, Refusal> {
    let notice = notice_id(&id)?;
    let ledger = site.store.ledger(&notice, now.0).await?;
    let choices = site.store.choices(&notice).await?;
    frame::page(StatusCode::OK, &page(&signed, &ledger, &choices, &place))
}

fn page(signed: &SignedIn, ledger: &Ledger, choices: &[Choice], place: &Place) -> ChoicesPage {
    let notice = &ledger.notice;
    let societies: BTreeMap<_, &Society> = ledger
        .rows
        .iter()
        .map(|row| (&row.society.code, &row.society))
        .collect();
    let item = place.item.min(notice.items.len().saturating_sub(1));
    let of_item: Vec<_> = notice
        .items
        .get(item)
        .map(|item| {
            ledger
                .current(&item.id)
                .filter(|(_, piece)| piece.counts())
                .collect()
        })
        .unwrap_or_default();
    let pages = of_item.len().div_ceil(PER_PAGE).max(1);
    let page = place.page.min(pages - 1);
    let shown = of_item.iter().skip(page * PER_PAGE).take(PER_PAGE);
    let void = choices
        .iter()
        .filter(|choice| choice.state != ChoiceState::InForce);
    ChoicesPage {
        who: Who::from(signed),
        id: notice.id.to_string(),
        title: notice.title.clone(),
        open: void.map(|choice| open(choice, notice, &societies)).collect(),
        items: notice
            .items
            .iter()
            .map(|item| {
                let pieces = ledger.current(&item.id).filter(|(_, piece)| piece.counts());
                let (mut all, mut chosen) = (0, 0);
                for (_, piece) in pieces {
                    all += 1;
                    chosen += usize::from(ledger.chosen.contains(&piece.id));
                }
                ItemTab {
                    title: item.title.clone(),
                    chosen,
                    all,
                }
            })
            .collect(),
        item,
        page,
        pages,
        pieces: shown
            .map(|(society, piece)| row(society, piece, ledger.chosen.contains(&piece.id)))
            .collect(),
    }
}

fn row(society: &Society, piece: &Submission, chosen: bool) -> PieceRow {
    let person = piece.person.as_ref();
    PieceRow {
        id: piece.id.to_string(),
        arrival: piece.id.arrival.to_string(),
        society: format!("{} {}", society.code, society.name),
        person: person.map_or_else(|| "（学会）".to_owned(), |person| person.name.clone()),
        positions: person
            .map(|person| person.positions.join("、"))
            .unwrap_or_default(),
        title: piece.title.clone().unwrap_or_default(),
        characters: piece.characters,
        status: wording::status(piece.status),
        text: piece.text.clone(),
        chosen,
    }
}

fn open(
    choice: &Choice,
    notice: &Notice,
    societies: &BTreeMap<&domain::ids::SocietyCode, &Society>,
) -> OpenView {
    let (what, instead) = match choice.state {
        // Only void marks are listed.
        ChoiceState::InForce => ("有效", None),
        ChoiceState::Replaced(Some(by)) => ("学会报送了新版本", Some(by)),
        ChoiceState::Replaced(None) => ("已被新版本替换，请在下面的列表中另行选择", None),
        ChoiceState::Changed => ("采用后内容有更正", Some(choice.piece)),
        ChoiceState::NoLongerCounts => ("已退回或撤回", None),
        ChoiceState::Gone => ("重新核验后该材料已不存在", None),
    };
    OpenView {
        id: choice.piece.to_string(),
        arrival: instead
            .map_or(choice.piece.arrival, |piece| piece.arrival)
            .to_string(),
        society: societies.get(&choice.society).map_or_else(
            || choice.society.to_string(),
            |society| format!("{} {}", society.code, society.name),
        ),
        item: notice
            .item(&choice.item)
            .map_or_else(|| choice.item.to_string(), |item| item.title.clone()),
        person: choice.name.clone().unwrap_or_else(|| "（学会）".to_owned()),
        clerk: choice.clerk.clone(),
        chosen_at: wording::short_moment(choice.chosen_at, notice.zone),
        what,
        instead: instead.map(|piece| piece.to_string()),
    }
}

#[derive(Deserialize)]
pub(super) struct Decided {
    csrf: String,
    /// The piece that is marked or whose mark is taken back.
    piece: String,
    /// `choose`, `undo`, or `replace`: the mark of `piece` is taken back and `instead` is marked.
    change: String,
    #[serde(default)]
    instead: String,
    /// `arrival`: back to the arrival's page; otherwise to the list.
    #[serde(default)]
    back: String,
    #[serde(default)]
    item: usize,
    #[serde(default)]
    page: usize,
}

const UNKNOWN: Refusal =
    Refusal::Unreadable("该材料已不是现行材料（已被替换、更正、退回或撤回），未作处理。请返回刷新后重试。");

pub(super) async fn choose(
    site: web::Data<SiteState>,
    signed: SignedIn,
    id: web::Path<String>,
    now: HeadArrived,
    form: web::Form<Decided>,
) -> Result<HttpResponse, Refusal> {
    signed.check_ruling(&form.csrf)?;
    let notice = notice_id(&id)?;
    let piece = number(&form.piece)?;
    let (marked, void) = match form.change.as_str() {
        "choose" => (Some(piece), None),
        "undo" => (None, Some(piece)),
        "replace" => (Some(number(&form.instead)?), Some(piece)),
        _ => return Err(UNKNOWN),
    };
    if let Some(marked) = marked {
        let all = BTreeSet::from([marked]);
        match site.store.choose(&notice, &all, &signed.name, now.0).await? {
            Chosen::Done(_) => {}
            Chosen::NotCurrent(_) => return Err(UNKNOWN),
        }
    }
    if let Some(void) = void.filter(|void| marked != Some(*void)) {
        let all = BTreeSet::from([void]);
        site.store
            .take_back_choices(&notice, &all, &signed.name, now.0)
            .await?;
    }
    let page = if form.back == "arrival" {
        format!("/office/arrivals/{}#piece-{piece}", piece.arrival)
    } else {
        format!(
            "/office/notices/{notice}/choices?item={}&page={}",
            form.item, form.page
        )
    };
    Ok(HttpResponse::SeeOther()
        .insert_header((header::LOCATION, page))
        .finish())
}

fn number(text: &str) -> Result<SubmissionId, Refusal> {
    let parts = text
        .split_once('-')
        .and_then(|(arrival, ordinal)| Some((arrival.parse().ok()?, ordinal.parse().ok()?)));
    let (arrival, ordinal) = parts.ok_or(UNKNOWN)?;
    Ok(SubmissionId {
        arrival: ArrivalId::new(arrival),
        ordinal,
    })
}
