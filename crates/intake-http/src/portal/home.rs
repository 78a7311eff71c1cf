//! The front page.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use crate::frame;
use crate::refusal::Refusal;

#[derive(Template)]
#[template(path = "home.html")]
struct Home;

pub(crate) async fn home() -> Result<HttpResponse, Refusal> {
    frame::page(StatusCode::OK, &Home)
}
