//! 退信 — letters that came back, and the addresses that are passed over for it.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use askama::Template;
use chrono_tz::Asia::Shanghai;
use domain::directory::Directory;
use domain::returned::ReturnRecord;
use serde::Deserialize;

use super::Who;
use crate::frame::{self, HeadArrived};
use crate::refusal::Refusal;
use crate::session::SignedIn;
use crate::settings::SiteState;
use crate::wording;

#[derive(Template)]
#[template(path = "office/returns.html")]
struct ReturnsPage {
    who: Who,
    shunned: Vec<ShunnedView>,
    returns: Vec<ReturnView>,
    total: usize,
}

/// An address to which no letter goes at this moment.
struct ShunnedView {
    address: String,
    /// Whose address the roster says that it is.
    societies: String,
    reason: &'static str,
}

struct ReturnView {
    noted: String,
    address: String,
    /// The report is about an address to which ours passes on.
    is_passed_on: bool,
    letter: &'static str,
    key: Option<String>,
    reason: &'static str,
    said: String,
    arrival: Option<i64>,
    is_cleared: bool,
}

#[derive(Deserialize)]
pub(super) struct Cleared {
    csrf: String,
    address: String,
}

/// So many are shown, the latest first.
const SHOWN: usize = 200;

pub(super) async fn show(
    site: web::Data<SiteState>,
    signed: SignedIn,
    now: HeadArrived,
) -> Result<HttpResponse, Refusal> {
    let directory = site.store.directory().await?;
    let shunned = site.store.shunned_addresses(now.0).await?;
    let returns = site.store.returns().await?;
    let page = ReturnsPage {
        who: Who::from(&signed),
        shunned: shunned
            .into_iter()
            .map(|(address, reason)| ShunnedView {
                societies: societies(&directory, &address),
                reason: reason.words(),
                address,
            })
            .collect(),
        total: returns.len(),
        returns: returns.into_iter().rev().take(SHOWN).map(view).collect(),
    };
    frame::page(StatusCode::OK, &page)
}

/// A person says that an address can be used again.
pub(super) async fn clear(
    site: web::Data<SiteState>,
    signed: SignedIn,
    now: HeadArrived,
    form: web::Form<Cleared>,
) -> Result<HttpResponse, Refusal> {
    signed.check_ruling(&form.csrf)?;
    // None: mail from it, or somebody else, has freed it a moment ago, which is what was wanted.
    site.store
        .clear_returns(&form.address, &signed.name, now.0)
        .await?;
    Ok(HttpResponse::SeeOther()
        .insert_header((header::LOCATION, "/office/letters/returns"))
        .finish())
}

fn societies(directory: &Directory, address: &str) -> String {
    let societies = directory.registered(address);
    let names: Vec<&str> = societies.iter().map(|society| society.name.as_str()).collect();
    names.join("、")
}

fn view(record: ReturnRecord) -> ReturnView {
    ReturnView {
        noted: wording::short_moment(record.noted_at, Shanghai),
        is_passed_on: record.letter.is_some() && !record.names_recipient,
        letter: match &record.letter {
            Some(key) => key.kind.label(),
            None => "未能对应到本系统发出的邮件",
        },
        key: record.letter.map(|key| key.to_string()),
        reason: record.reason.words(),
        arrival: record.arrival.map(domain::ids::ArrivalId::number),
        is_cleared: record.cleared_at.is_some(),
        address: record.recipient,
        said: record.said,
    }
}
