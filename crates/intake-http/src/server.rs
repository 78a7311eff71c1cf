//! Binds, routes, stops gracefully.

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::middleware::from_fn;
use actix_web::{App, HttpServer, Route, guard, web};
use chrono::{DateTime, Utc};

use crate::frame::frame;
use crate::refusal::Refusal;
use crate::settings::SiteState;
use crate::{assets, office, portal, probes};

/// How long a request's head may take, in seconds.
const HEAD_SECONDS: u64 = 30;

/// How long running requests may take to end when the server stops, in seconds.
const STOP_SECONDS: u64 = 30;

/// Serves until the process is told to stop.
pub async fn serve(state: SiteState) -> io::Result<()> {
    let (server, address) = bind(state)?;
    tracing::info!(%address, "the site listens");
    server.await
}

/// Begins to listen and says where; port 0 takes a free one. Nothing is answered until the server is awaited.
pub fn bind(state: SiteState) -> io::Result<(Server, SocketAddr)> {
    std::fs::create_dir_all(&state.settings.upload_folder)?;
    remove_leftovers(&state.settings.upload_folder, (state.now)());
    let listen = state.settings.listen;
    let site = web::Data::new(state);
    let server = HttpServer::new(move || {
        App::new()
            .app_data(site.clone())
            .app_data(web::FormConfig::default().limit(256 * 1024))
            .wrap(from_fn(frame))
            .configure(routes)
    })
    .client_request_timeout(Duration::from_secs(HEAD_SECONDS))
    .client_disconnect_timeout(Duration::from_secs(5))
    .keep_alive(Duration::from_secs(15))
    .shutdown_timeout(STOP_SECONDS)
    .bind(listen)?;
    let address = server.addrs().first().copied().unwrap_or(listen);
    Ok((server.run(), address))
}

/// GET and HEAD: neither ever writes.
pub(crate) fn read() -> Route {
    web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
}

fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/healthz", read().to(probes::alive))
        .route("/readyz", read().to(probes::ready))
        .route("/assets/{name}", read().to(assets::asset))
        .configure(portal::routes)
        .configure(office::routes)
        .default_service(web::to(async || Err::<&str, _>(Refusal::NotFound)));
}

/// Files that came in, or that were taken out of letters, left behind by a process that was killed. Their requests were
/// never answered.
fn remove_leftovers(folder: &Path, now: DateTime<Utc>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let is_upload = entry
            .file_name()
            .to_string_lossy()
            .starts_with(portal::UPLOAD_PREFIX);
        let modified = entry
            .metadata()
            .and_then(|data| data.modified())
            .map(DateTime::<Utc>::from);
        if is_upload && modified.is_ok_and(|modified| now - modified > chrono::Duration::days(1)) {
            let path = entry.path();
            // Another process may have removed it just now.
            let _ = if path.is_dir() {
                std::fs::remove_dir_all(path)
            } else {
                std::fs::remove_file(path)
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_process_left_is_removed_after_a_day() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::create_dir(path("upload-taken-out")).unwrap();
        std::fs::write(path("upload-taken-out").join("file"), "x").unwrap();
        std::fs::write(path("upload-file"), "x").unwrap();
        std::fs::write(path("other"), "x").unwrap();
        let made = DateTime::<Utc>::from(std::fs::metadata(path("other")).unwrap().modified().unwrap());
        remove_leftovers(folder.path(), made + chrono::Duration::hours(1));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3);
        remove_leftovers(folder.path(), made + chrono::Duration::days(2));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
