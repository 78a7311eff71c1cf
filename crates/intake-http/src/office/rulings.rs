//! 人工处理意见 — what a clerk decides becomes an input of judging.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, NaiveDateTime, TimeZone as _, Utc};
use chrono_tz::Tz;
use domain::ids::{ArrivalId, ItemId, NoticeId, SocietyCode};
use domain::ruling::{Decision, Ruling};
use domain::task::{self, Task, task};
use serde::Deserialize;

use crate::frame::HeadArrived;
use crate::refusal::Refusal;
use crate::session::SignedIn;
use crate::settings::SiteState;

#[derive(Deserialize)]
pub(super) struct Assignment {
    csrf: String,
    #[serde(default)]
    society: String,
    #[serde(default)]
    notice: String,
    #[serde(default)]
    item: String,
    /// As `datetime-local` writes it, in the notice's zone.
    #[serde(default)]
    received: String,
}

#[derive(Deserialize)]
pub(super) struct Confirmation {
    csrf: String,
}

pub(super) async fn assign(
    site: web::Data<SiteState>,
    signed: SignedIn,
    id: web::Path<i64>,
    now: HeadArrived,
    form: web::Form<Assignment>,
) -> Result<HttpResponse, Refusal> {
    signed.check_ruling(&form.csrf)?;
    let decisions = decisions(&site, &form, now.0).await?;
    if decisions.is_empty() {
        return Err(Refusal::Unreadable(
            "没有选择任何内容，未作处理。请返回选择学会、征集项或收到时间。",
        ));
    }
    decide(&site, &signed, ArrivalId::new(*id), decisions, now.0).await
}

/// Accepts an arrival, as what was chosen beside the button.
pub(super) async fn accept(
    site: web::Data<SiteState>,
    signed: SignedIn,
    id: web::Path<i64>,
    now: HeadArrived,
    form: web::Form<Assignment>,
) -> Result<HttpResponse, Refusal> {
    signed.check_ruling(&form.csrf)?;
    let mut decisions = decisions(&site, &form, now.0).await?;
    decisions.push(Decision::Accept);
    // What is held shows what stands open beside it only once it is registered.
    decisions.extend(noted(&site, ArrivalId::new(*id)).await?);
    decide(&site, &signed, ArrivalId::new(*id), decisions, now.0).await
}

/// Decides what stands open beside what is registered.
pub(super) async fn settle(
    site: web::Data<SiteState>,
    signed: SignedIn,
    id: web::Path<i64>,
    now: HeadArrived,
    form: web::Form<Confirmation>,
) -> Result<HttpResponse, Refusal> {
    signed.check_ruling(&form.csrf)?;
    let id = ArrivalId::new(*id);
    let decision = noted(&site, id).await?;
    let decision = decision.ok_or(Refusal::Unreadable(
        "来件没有遗留的问题，未作处理。请返回刷新后重试。",
    ))?;
    decide(&site, &signed, id, vec![decision], now.0).await
}

/// That a person has decided all that stands open now.
async fn noted(site: &SiteState, id: ArrivalId) -> Result<Option<Decision>, Refusal> {
    let judgement = site.store.judgement(id).await?;
    let open = judgement.filter(|judgement| task(judgement) == Some(Task::Follow));
    Ok(open.map(|judgement| Decision::Noted(task::open(&judgement).into_iter().collect())))
}

pub(super) async fn ignore(
    site: web::Data<SiteState>,
    signed: SignedIn,
    id: web::Path<i64>,
    now: HeadArrived,
    form: web::Form<Confirmation>,
) -> Result<HttpResponse, Refusal> {
    signed.check_ruling(&form.csrf)?;
    decide(&site, &signed, ArrivalId::new(*id), vec![Decision::Ignore], now.0).await
}

/// Everything chosen must exist: a ruling about something unknown would never take effect.
async fn decisions(
    site: &SiteState,
    form: &Assignment,
    now: DateTime<Utc>,
) -> Result<Vec<Decision>, Refusal> {
    let notices = site.store.notices().await?;
    let mut decisions = Vec::new();
    if !form.notice.is_empty() {
        let id = NoticeId::parse(&form.notice).ok();
        let known = id.filter(|id| notices.iter().any(|notice| notice.id == *id));
        decisions.push(Decision::AssignNotice(known.ok_or(UNKNOWN)?));
    }
    if !form.society.is_empty() {
        let code = SocietyCode::parse(&form.society).map_err(|_| UNKNOWN)?;
        site.store.directory().await?.get(&code).ok_or(UNKNOWN)?;
        decisions.push(Decision::AssignSociety(code));
    }
    if !form.item.is_empty() {
        let id = ItemId::parse(&form.item).ok();
        let known = id.filter(|id| notices.iter().any(|notice| notice.item(id).is_some()));
        decisions.push(Decision::AssignItem(known.ok_or(UNKNOWN)?));
    }
    if !form.received.is_empty() {
        let named = notices.iter().find(|notice| notice.id.as_str() == form.notice);
        let zone = named
            .or(notices.first())
            .map_or(Tz::Asia__Shanghai, |notice| notice.zone);
        decisions.push(Decision::ReceivedAt(received(&form.received, zone, now)?));
    }
    Ok(decisions)
}

const UNKNOWN: Refusal = Refusal::Unreadable("所选的学会、通知或征集项不存在，未作处理。请返回刷新后重试。");

fn received(text: &str, zone: Tz, now: DateTime<Utc>) -> Result<DateTime<Utc>, Refusal> {
    let parsed = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text.trim(), format).ok());
    let moment = parsed.and_then(|local| zone.from_local_datetime(&local).earliest());
    let moment = moment
        .map(|moment| moment.with_timezone(&Utc))
        .filter(|moment| *moment <= now);
    moment.ok_or(Refusal::Unreadable(
        "收到时间无法识别或晚于现在，未作处理。格式如 2022-10-24 17:30。",
    ))
}

pub(super) async fn decide(
    site: &SiteState,
    signed: &SignedIn,
    arrival: ArrivalId,
    decisions: Vec<Decision>,
    now: DateTime<Utc>,
) -> Result<HttpResponse, Refusal> {
    site.store.arrival(arrival).await?.ok_or(Refusal::NotFound)?;
    let ruling = |decision| Ruling {
        arrival,
        decision,
        clerk: signed.name.clone(),
        decided_at: now,
    };
    let rulings: Vec<Ruling> = decisions.into_iter().map(ruling).collect();
    site.store.add_rulings(&rulings).await?;
    site.judge().await;
    let page = format!("/office/arrivals/{arrival}?decided=1");
    Ok(HttpResponse::SeeOther()
        .insert_header((header::LOCATION, page))
        .finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clerk_writes_the_time_of_the_office() {
        let now = DateTime::parse_from_rfc3339("2022-10-30T00:00:00Z")
            .unwrap()
            .with_timezone(&Utc);
        let zone = Tz::Asia__Shanghai;
        let at = received("2022-10-24T23:59", zone, now).unwrap();
        assert_eq!(at.to_rfc3339(), "2022-10-24T15:59:00+00:00");
        assert!(received("2022-10-31T08:00", zone, now).is_err());
        assert!(received("明天", zone, now).is_err());
    }
}
