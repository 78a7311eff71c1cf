//! Files for the office, as attachments.

use std::path::PathBuf;

use actix_web::body::{MessageBody, SizedStream};
use actix_web::http::header;
use actix_web::{HttpResponse, HttpResponseBuilder, web};
use domain::arrival::Door;
use domain::ids::{ArrivalId, SocietyCode};
use domain::selection::Selection;
use futures_util::stream::try_unfold;
use reporting::{Links, Snapshot};
use serde::Deserialize;
use tokio::fs::File;
use tokio::io::AsyncReadExt as _;

use super::notice_id;
use crate::blank;
use crate::frame::HeadArrived;
use crate::refusal::Refusal;
use crate::session::SignedIn;
use crate::settings::SiteState;
use crate::shown;

/// How much of a file is in memory while it is sent, in bytes.
pub(super) const PIECE: usize = 64 << 10;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The ledger as a workbook, drawn now.
pub(super) async fn workbook(
    site: web::Data<SiteState>,
    _signed: SignedIn,
    id: web::Path<String>,
    now: HeadArrived,
) -> Result<HttpResponse, Refusal> {
    let ledger = site.store.ledger(&notice_id(&id)?, now.0).await?;
    let day = ledger
        .taken_at
        .with_timezone(&ledger.notice.zone)
        .format("%Y%m%d");
    let name = format!("{}报送情况{day}.xlsx", ledger.notice.title);
    let bytes = web::block(move || {
        reporting::workbook(&Snapshot::new(ledger, Selection::default()), &Links::default())
    })
    .await??;
    Ok(download(XLSX, &shown::attachment(&name, "ledger.xlsx")).body(bytes))
}

/// For whom a blank form is wanted.
#[derive(Deserialize)]
pub(super) struct ForWhom {
    /// A code, or empty for the form that anybody may take.
    #[serde(default)]
    society: String,
}

/// The blank form of a notice, for one society or for anybody.
pub(super) async fn blank(
    site: web::Data<SiteState>,
    _signed: SignedIn,
    path: web::Path<(String, String)>,
    whom: web::Query<ForWhom>,
    now: HeadArrived,
) -> Result<HttpResponse, Refusal> {
    let (id, file) = path.into_inner();
    let (id, format) = (notice_id(&id)?, blank::format_of(&file)?);
    let notices = site.store.notices().await?;
    let notice = notices
        .iter()
        .find(|notice| notice.id == id)
        .ok_or(Refusal::NotFound)?;
    let directory = site.store.directory().await?;
    let society = match whom.society.as_str() {
        "" => None,
        code => {
            let code = SocietyCode::parse(code).map_err(|_| Refusal::NotFound)?;
            Some(directory.get(&code).ok_or(Refusal::NotFound)?)
        }
    };
    blank::answer(&site, notice, society, format, now.0).await
}

/// The original of an arrival, byte for byte.
pub(super) async fn original(
    site: web::Data<SiteState>,
    _signed: SignedIn,
    id: web::Path<i64>,
) -> Result<HttpResponse, Refusal> {
    let stored = site
        .store
        .arrival(ArrivalId::new(*id))
        .await?
        .ok_or(Refusal::NotFound)?;
    let extension = match stored.arrival.door {
        Door::Mail => "eml",
        Door::Upload | Door::Form | Door::Manual => "json",
    };
    let disposition = shown::attachment(
        &format!("来件{id}.{extension}"),
        &format!("arrival-{id}.{extension}"),
    );
    kept(&site, &stored.arrival.original, &disposition).await
}

/// What is kept under this hash, sent piece by piece once its bytes were hashed again.
async fn kept(site: &SiteState, sha256: &str, disposition: &str) -> Result<HttpResponse, Refusal> {
    let (path, bytes) = site.store.original_file(sha256).await?;
    let body = streamed(path, bytes).await?;
    Ok(download("application/octet-stream", disposition).body(body))
}

/// A file of this size, sent piece by piece.
pub(super) async fn streamed(path: PathBuf, bytes: u64) -> std::io::Result<impl MessageBody + 'static> {
    let pieces = try_unfold(File::open(path).await?, |mut file| async move {
        let mut piece = vec![0; PIECE];
        let read = file.read(&mut piece).await?;
        piece.truncate(read);
        Ok::<_, std::io::Error>((read > 0).then(|| (piece.into(), file)))
    });
    Ok(SizedStream::new(bytes, Box::pin(pieces)))
}

pub(super) fn download(kind: &'static str, disposition: &str) -> HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    response
        .insert_header((header::CONTENT_TYPE, kind))
        .insert_header((header::CONTENT_DISPOSITION, disposition));
    response
}
