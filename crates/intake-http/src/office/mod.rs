//! The office's console.

mod after;
mod arrival;
mod arrivals;
mod choices;
mod choosing;
mod dealings;
mod downloads;
mod drafts;
mod files;
mod held;
mod ledger;
mod letters;
mod links;
mod overview;
mod pieces;
mod products;
mod products_files;
mod products_form;
mod reconcile;
mod returns;
mod rulings;
mod sign_in;
mod times;
mod told;

use actix_web::web;
use domain::ids::NoticeId;

use crate::refusal::Refusal;
use crate::server::read;
use crate::session::SignedIn;

/// What every page of the console shows of whoever is signed in.
struct Who {
    name: String,
    role: &'static str,
    csrf: String,
    may_rule: bool,
}

impl From<&SignedIn> for Who {
    fn from(signed: &SignedIn) -> Self {
        Self {
            name: signed.name.clone(),
            role: signed.role_label(),
            csrf: signed.csrf.clone(),
            may_rule: signed.may_rule(),
        }
    }
}

fn notice_id(text: &str) -> Result<NoticeId, Refusal> {
    NoticeId::parse(text).map_err(|_| Refusal::NotFound)
}

pub(crate) fn routes(config: &mut web::ServiceConfig) {
    config.service(
        web::scope("/office")
            .service(web::resource("").route(read().to(overview::show)))
            .service(
                web::resource("/sign-in")
                    .route(read().to(sign_in::form))
                    .route(web::post().to(sign_in::sign_in)),
            )
            .service(web::resource("/sign-out").route(web::post().to(sign_in::sign_out)))
            .service(web::resource("/reconcile").route(read().to(reconcile::show)))
            .service(web::resource("/notices/{id}").route(read().to(ledger::show)))
            .service(web::resource("/notices/{id}/held").route(read().to(held::show)))
            .service(web::resource("/notices/{id}/arrivals").route(read().to(arrivals::show)))
            .service(web::resource("/notices/{id}/workbook.xlsx").route(read().to(downloads::workbook)))
            .service(web::resource("/notices/{id}/blank/{file}").route(read().to(downloads::blank)))
            .service(
                web::resource("/notices/{id}/products")
                    .route(read().to(products::show))
                    .route(web::post().to(products::request)),
            )
            .service(web::resource("/notices/{id}/products/new").route(read().to(products_form::form)))
            .service(web::resource("/notices/{id}/products/{number}/file").route(read().to(products::file)))
            .service(
                web::resource("/notices/{id}/products/{number}/remove")
                    .route(web::post().to(products::remove)),
            )
            .service(
                web::resource("/notices/{id}/choices")
                    .route(read().to(choosing::show))
                    .route(web::post().to(choosing::choose)),
            )
            .configure(of_an_arrival)
            .service(web::resource("/notices/{id}/dealings").route(read().to(dealings::show)))
            .configure(letter_routes)
            .service(
                web::resource("/links/{notice}")
                    .route(read().to(links::form))
                    .route(web::post().to(links::make)),
            ),
    );
}

fn of_an_arrival(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/arrivals/{id}").route(read().to(arrival::show)))
        .service(web::resource("/arrivals/{id}/original").route(read().to(downloads::original)))
        .service(web::resource("/arrivals/{id}/files/{sha256}").route(read().to(files::file)))
        .service(web::resource("/arrivals/{id}/files/{sha256}/view").route(read().to(files::view)))
        .service(web::resource("/arrivals/{id}/assign").route(web::post().to(rulings::assign)))
        .service(web::resource("/arrivals/{id}/accept").route(web::post().to(rulings::accept)))
        .service(web::resource("/arrivals/{id}/settle").route(web::post().to(rulings::settle)))
        .service(web::resource("/arrivals/{id}/ignore").route(web::post().to(rulings::ignore)))
        .service(
            web::resource("/arrivals/{id}/pieces/{ordinal}")
                .app_data(web::FormConfig::default().limit(pieces::LARGEST_FORM))
                .route(web::post().to(pieces::correct)),
        )
        .service(web::resource("/arrivals/{id}/drafts").route(web::post().to(drafts::keep)))
        .service(web::resource("/arrivals/{id}/restore").route(web::post().to(pieces::restore)));
}

/// The last of them takes every key, so the others come before it.
fn letter_routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/letters/returns")
                .route(read().to(returns::show))
                .route(web::post().to(returns::clear)),
        )
        .service(
            web::resource("/letters")
                .route(read().to(letters::show))
                .route(web::post().to(letters::approve)),
        )
        .service(web::resource("/letters/cancel").route(web::post().to(letters::cancel)))
        .service(web::resource("/letters/{key:.+}").route(read().to(letters::one)));
}
