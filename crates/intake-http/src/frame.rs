//! What is done around every request: number, time, cross-site check, security headers, refusal pages, one log line.

use std::future::{Ready, ready};
use std::time::Instant;

use actix_web::body::BoxBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, FromRequest, HttpMessage as _, HttpRequest, HttpResponse, web};
use askama::Template;
use chrono::{DateTime, Utc};

use crate::refusal::{Notice, Refusal};
use crate::settings::SiteState;
use crate::token::request_number;
use crate::ways::missing;

/// Longest path and query.
const MAX_URI: usize = 2048;

/// When the head of the request arrived, by the server's clock.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HeadArrived(pub DateTime<Utc>);

/// Marks an answer whose page a handler wrote itself, whatever its status.
struct OwnPage;

/// A page with any status.
pub(crate) fn page(status: StatusCode, template: &impl Template) -> Result<HttpResponse, Refusal> {
    Ok(text(status, "text/html; charset=utf-8", template.render()?))
}

/// A text with any status.
pub(crate) fn text(status: StatusCode, kind: &'static str, body: String) -> HttpResponse {
    let mut response = HttpResponse::build(status)
        .insert_header((header::CONTENT_TYPE, kind))
        .body(body);
    response.extensions_mut().insert(OwnPage);
    response
}

/// `same-origin` and not `no-referrer`: under the latter browsers send `Origin: null` with every form, and over plain
/// HTTP, where they send no `Sec-Fetch-Site` either, our own forms could not be told from those of strangers. Other
/// sites learn nothing in either case.
const HEADERS: [(&str, &str); 6] = [
    (
        "content-security-policy",
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; \
         base-uri 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("x-robots-tag", "noindex"),
];

/// The frame around every request.
pub(crate) async fn frame(
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let begun = Instant::now();
    let number = request_number();
    let refused = admit(&request);
    let mut response = match refused {
        Some(refusal) => request.error_response(refusal),
        None => next.call(request).await?,
    };
    finish(&mut response, &number);
    log(&response, &number, begun);
    Ok(response)
}

/// Notes the time, and refuses what no page should have to think about.
fn admit(request: &ServiceRequest) -> Option<Refusal> {
    let site = request.app_data::<web::Data<SiteState>>()?;
    request.extensions_mut().insert(HeadArrived((site.now)()));
    if request.uri().to_string().len() > MAX_URI {
        return Some(Refusal::Unreadable("地址过长，请核对链接。"));
    }
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    (!reads && is_foreign(request.headers(), &site.settings.origin())).then_some(Refusal::CrossSite)
}

/// Whether another site's page made the browser send this. Browsers say so in `Sec-Fetch-Site` (over TLS) or in
/// `Origin`; a program that sends neither has no session to abuse.
fn is_foreign(headers: &HeaderMap, public_origin: &str) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if let Some(site) = text("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text("origin").map(str::to_lowercase) else {
        return false;
    };
    let host = text("host").unwrap_or_default().to_lowercase();
    let own = [
        public_origin.to_owned(),
        format!("http://{host}"),
        format!("https://{host}"),
    ];
    !own.contains(&origin)
}

fn finish(response: &mut ServiceResponse<BoxBody>, number: &str) {
    let status = response.status();
    if status.is_client_error() || status.is_server_error() || response.response().error().is_some() {
        explain(response, number);
    }
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        // A file that strangers sent comes with a policy of its own.
        if !headers.contains_key(name) {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if let Ok(value) = HeaderValue::from_str(number) {
        headers.insert(HeaderName::from_static("x-request-id"), value);
    }
}

/// Replaces a bare refusal by the page that explains it. Pages that a handler wrote itself are left alone.
fn explain(response: &mut ServiceResponse<BoxBody>, number: &str) {
    let refusal = response
        .response()
        .error()
        .and_then(|error| error.as_error::<Refusal>());
    if response.response().extensions().contains::<OwnPage>() {
        return;
    }
    let status = response.status();
    if let Some(refusal) = refusal.filter(|refusal| refusal.is_ours()) {
        tracing::error!(request = number, error = %chain(refusal), "a request failed");
    }
    if let Some(Refusal::SignIn { next }) = refusal
        && matches!(*response.request().method(), Method::GET | Method::HEAD)
    {
        let target = format!("/office/sign-in?next={next}");
        *response.response_mut() = HttpResponse::SeeOther()
            .insert_header((header::LOCATION, target))
            .finish();
        return;
    }
    let status = if status == StatusCode::SEE_OTHER {
        StatusCode::UNAUTHORIZED
    } else {
        status
    };
    let mut notice = refusal.map_or_else(|| Notice::of(status), Refusal::notice);
    let path = response.request().path().to_owned();
    if matches!(refusal, None | Some(Refusal::NotFound)) && status == StatusCode::NOT_FOUND {
        missing(&path).clone_into(&mut notice.text);
    }
    *response.response_mut() = if path.starts_with("/api") {
        problem(status, notice.title, number)
    } else {
        HttpResponse::build(status)
            .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
            .body(notice.page(status, &path, number))
    };
}

fn problem(status: StatusCode, title: &str, number: &str) -> HttpResponse {
    let body = serde_json::json!({
        "type": "about:blank", "title": title, "status": status.as_u16(), "instance": format!("urn:request:{number}"),
    });
    HttpResponse::build(status)
        .insert_header((header::CONTENT_TYPE, "application/problem+json"))
        .body(body.to_string())
}

fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

/// One line without the path: it may hold a society's secret.
fn log(response: &ServiceResponse<BoxBody>, number: &str, begun: Instant) {
    let route = response.request().match_pattern().unwrap_or_default();
    tracing::info!(
        request = number,
        method = %response.request().method(),
        route,
        status = response.status().as_u16(),
        ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
        "answered"
    );
}

impl FromRequest for HeadArrived {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let found = request.extensions().get::<Self>().copied();
        ready(found.ok_or_else(|| actix_web::error::ErrorInternalServerError("outside the frame")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn foreign(pairs: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        is_foreign(&headers, "https://zj.office.example")
    }

    #[test]
    fn only_pages_of_this_site_may_send() {
        assert!(!foreign(&[("sec-fetch-site", "same-origin")]));
        assert!(foreign(&[("sec-fetch-site", "same-site")]));
        assert!(foreign(&[
            ("sec-fetch-site", "cross-site"),
            ("origin", "https://zj.office.example")
        ]));
        assert!(!foreign(&[("origin", "https://ZJ.office.example")]));
        assert!(!foreign(&[
            ("origin", "http://10.0.0.1:8080"),
            ("host", "10.0.0.1:8080")
        ]));
        assert!(foreign(&[
            ("origin", "https://evil.example"),
            ("host", "zj.office.example")
        ]));
        assert!(foreign(&[("origin", "null")]));
        assert!(!foreign(&[]));
    }
}
