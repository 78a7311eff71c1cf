//! The style sheet and the icon, under names that change with their content.

use std::sync::LazyLock;

use actix_web::http::header;
use actix_web::{HttpResponse, web};

use crate::refusal::Refusal;
use crate::token::token_hash;

const STYLE: &str = include_str!("../assets/site.css");
const ICON: &str = include_str!("../assets/icon.svg");

static STYLE_NAME: LazyLock<String> = LazyLock::new(|| file_name("site", STYLE, "css"));
static ICON_NAME: LazyLock<String> = LazyLock::new(|| file_name("icon", ICON, "svg"));

fn file_name(stem: &str, content: &str, extension: &str) -> String {
    let digest: String = token_hash(content).chars().take(16).collect();
    format!("{stem}.{digest}.{extension}")
}

/// Where pages find the style sheet.
pub(crate) fn style() -> String {
    format!("/assets/{}", *STYLE_NAME)
}

/// Where pages find the icon.
pub(crate) fn icon() -> String {
    format!("/assets/{}", *ICON_NAME)
}

pub(crate) async fn asset(name: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let (content, kind) = match name.into_inner() {
        name if name == *STYLE_NAME => (STYLE, "text/css; charset=utf-8"),
        name if name == *ICON_NAME => (ICON, "image/svg+xml"),
        _ => return Err(Refusal::NotFound),
    };
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, kind))
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .body(content))
}
