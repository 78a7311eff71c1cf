//! For whoever watches the service.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use store::StoreError;

use crate::frame;
use crate::settings::SiteState;

/// The process answers.
pub(crate) async fn alive() -> HttpResponse {
    plain(StatusCode::OK, "ok\n".to_owned())
}

/// The service can take in submissions. Mailboxes that cannot be read, or that another process
/// reads, are listed, and are no reason to restart it.
pub(crate) async fn ready(site: web::Data<SiteState>) -> HttpResponse {
    match check(&site).await {
        Ok(()) => {
            let lines = (site.mailbox_lines)();
            let lines = lines
                .iter()
                .map(|line| format!("mailbox: {}\n", crate::shown::name(&line.probe)));
            plain(
                StatusCode::OK,
                std::iter::once("ok\n".to_owned()).chain(lines).collect(),
            )
        }
        Err(error) => plain(StatusCode::SERVICE_UNAVAILABLE, format!("{error}\n")),
    }
}

async fn check(site: &SiteState) -> Result<(), StoreError> {
    site.store.check_schema().await?;
    site.store.ready().await
}

fn plain(status: StatusCode, text: String) -> HttpResponse {
    frame::text(status, "text/plain; charset=utf-8", text)
}
