//! Signing in and out.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use chrono::{DateTime, Duration, Utc};
use serde::Deserialize;
use store::{LoginOutcome, Staff};
use tokio::sync::Semaphore;

use crate::client;
use crate::frame::{self, HeadArrived};
use crate::password;
use crate::refusal::Refusal;
use crate::session::{self, HOURS, SignedIn};
use crate::settings::SiteState;
use crate::token::{new_link_token, token_hash};

/// So many wrong passwords from one address in [`WINDOW_MINUTES`] close an account to that address for as long.
const MAX_BAD: u32 = 5;

/// So many from anywhere close it to every address from which nobody signed in lately: guessing from many addresses
/// stays slow, and whoever guesses does not lock out the clerk at the usual desk.
const MAX_BAD_ANYWHERE: u32 = 50;

/// How long an address is known after somebody signed in from it, in days.
const KNOWN_DAYS: i64 = 30;

const WINDOW_MINUTES: i64 = 15;

/// Longest name and password that are looked at.
const MAX_INPUT: usize = 256;

/// Each check takes 19 MiB: strangers may not take all there is.
static CHECKS: Semaphore = Semaphore::const_new(4);

#[derive(Template)]
#[template(path = "office/sign_in.html")]
struct SignInPage {
    name: String,
    next: String,
    problem: &'static str,
}

#[derive(Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
pub(super) struct Credentials {
    name: String,
    password: String,
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
pub(super) struct SignOut {
    csrf: String,
}

pub(super) async fn form(wanted: web::Query<Wanted>) -> Result<HttpResponse, Refusal> {
    let next = own_path(&wanted.next).to_owned();
    frame::page(
        StatusCode::OK,
        &SignInPage {
            name: String::new(),
            next,
            problem: "",
        },
    )
}

pub(super) async fn sign_in(
    site: web::Data<SiteState>,
    request: HttpRequest,
    now: HeadArrived,
    form: web::Form<Credentials>,
) -> Result<HttpResponse, Refusal> {
    let Credentials { name, password, next } = form.into_inner();
    let (name, now) = (name.trim().to_owned(), now.0);
    let again = |status, problem| {
        frame::page(
            status,
            &SignInPage {
                name: name.clone(),
                next: own_path(&next).to_owned(),
                problem,
            },
        )
    };
    if name.chars().count() > MAX_INPUT || password.chars().count() > MAX_INPUT {
        return again(StatusCode::UNAUTHORIZED, WRONG);
    }
    let address = client::address(&request, &site.settings.proxies);
    if is_closed(&site, &name, &address, now).await? {
        return again(StatusCode::TOO_MANY_REQUESTS, WAIT);
    }
    let Some(staff) = check(&site, &name, password).await? else {
        let note = site.store.note_login(&name, &address, LoginOutcome::Bad, now);
        note.await?;
        return again(StatusCode::UNAUTHORIZED, WRONG);
    };
    let note = site.store.note_login(&name, &address, LoginOutcome::Good, now);
    note.await?;
    if let Some(old) = session::presented(&request, &site.settings) {
        site.store.close_session(&token_hash(&old)).await?;
    }
    let (token, csrf) = (new_link_token(), new_link_token());
    let expires = now + Duration::hours(HOURS);
    site.store
        .open_session(&token_hash(&token), &staff.name, &csrf, now, expires)
        .await?;
    Ok(HttpResponse::SeeOther()
        .insert_header((header::LOCATION, own_path(&next)))
        .cookie(session::cookie(&site.settings, token))
        .finish())
}

const WRONG: &str = "用户名或密码不正确。";

const WAIT: &str = "登录失败次数过多，请 15 分钟后再试；急需登录的，请联系管理员。";

/// Whether too many wrong passwords came under this name.
async fn is_closed(site: &SiteState, name: &str, address: &str, now: DateTime<Utc>) -> Result<bool, Refusal> {
    let since = now - Duration::minutes(WINDOW_MINUTES);
    let known = now - Duration::days(KNOWN_DAYS);
    let tries = site.store.login_tries(name, address, since, known).await?;
    Ok(tries.bad_from_address >= MAX_BAD || (tries.bad >= MAX_BAD_ANYWHERE && !tries.is_known))
}

/// The account, when the password is right and the account is open.
async fn check(site: &SiteState, name: &str, password: String) -> Result<Option<Staff>, Refusal> {
    let staff = site.store.staff(name).await?.filter(|staff| !staff.disabled);
    let stored = staff.as_ref().map(|staff| staff.password_hash.clone());
    // The semaphore is never closed.
    let _permit = CHECKS.acquire().await.ok();
    let right = web::block(move || password::is_right(&password, stored.as_deref())).await?;
    Ok(staff.filter(|_| right))
}

pub(super) async fn sign_out(
    site: web::Data<SiteState>,
    signed: SignedIn,
    request: HttpRequest,
    form: web::Form<SignOut>,
) -> Result<HttpResponse, Refusal> {
    signed.check_form(&form.csrf)?;
    if let Some(token) = session::presented(&request, &site.settings) {
        site.store.close_session(&token_hash(&token)).await?;
    }
    Ok(HttpResponse::SeeOther()
        .insert_header((header::LOCATION, "/office/sign-in"))
        .cookie(session::removal(&site.settings))
        .finish())
}

/// Only pages of the console are returned to, never another site.
fn own_path(next: &str) -> &str {
    let plain = next
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.'));
    if plain && (next == "/office" || next.starts_with("/office/")) {
        next
    } else {
        "/office"
    }
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn signing_in_leads_nowhere_else() {
        assert_eq!(own_path("/office/notices/a-1"), "/office/notices/a-1");
        for foreign in [
            "//evil.example",
            "https://evil.example",
            "/office/\\evil",
            "/officeevil",
            "",
            "/s/x",
        ] {
            assert_eq!(own_path(foreign), "/office", "{foreign}");
        }
    }
}
