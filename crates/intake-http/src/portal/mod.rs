//! The pages of societies: what is asked, the form, receipts.

mod draft;
mod home;
pub(crate) mod incoming;
mod paced;
mod page;
mod receipt;
mod submit;
mod visit;

use actix_web::web;

use crate::server::read;

pub(crate) use visit::manifest;

/// Incoming files are named so that leftovers can be recognised.
pub(crate) const UPLOAD_PREFIX: &str = "upload-";

/// Largest text part of a submission in bytes, all fields together.
const MAX_TEXT: usize = 4 * 1024 * 1024;

pub(crate) fn routes(config: &mut web::ServiceConfig) {
    config.route("/", read().to(home::home)).service(
        web::scope("/s/{token}")
            .app_data(web::FormConfig::default().limit(MAX_TEXT))
            .service(
                web::resource("")
                    .route(read().to(page::show))
                    .route(web::post().to(submit::submit)),
            )
            .service(web::resource("/more").route(web::post().to(page::more)))
            .service(web::resource("/blank/{file}").route(read().to(page::blank)))
            .service(web::resource("/receipts/{arrival}").route(read().to(receipt::show))),
    );
}
