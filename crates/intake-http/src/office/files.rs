//! 查看、下载 — the files that an arrival brought, taken out of the kept original when somebody asks for them.
//!
//! What a stranger sent is shown by the browser only where its own first bytes say that it is a picture, a PDF or a text,
//! under a type that we set, in a sandbox; everything else is a download.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use actix_web::http::header::{self, HeaderName};
use actix_web::{HttpResponse, web};
use domain::ids::ArrivalId;
use intake::reading::{Content, Format};
use sha2::{Digest as _, Sha256};
use store::StoredArrival;
use tempfile::TempDir;

use super::downloads::{PIECE, download, streamed};
use crate::portal::{UPLOAD_PREFIX, manifest};
use crate::refusal::Refusal;
use crate::sent::reading;
use crate::session::SignedIn;
use crate::settings::SiteState;
use crate::shown;
use crate::token::hex;

/// How much of a text is looked at to learn its encoding, in bytes.
const LOOKED_AT: u64 = 1 << 20;

/// A picture or text is shown bare, out of reach of the site's cookies and pages.
const SANDBOX: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/// A file with its name and where its bytes are.
struct Found {
    name: String,
    is_text: bool,
    path: PathBuf,
    bytes: u64,
    /// Where it lies when it was taken out; removed with this, after the file was opened.
    _folder: Option<TempDir>,
}

/// `GET /office/arrivals/{id}/files/{sha256}`: as a download, whatever it is.
pub(super) async fn file(
    site: web::Data<SiteState>,
    _signed: SignedIn,
    path: web::Path<(i64, String)>,
) -> Result<HttpResponse, Refusal> {
    let (id, sha256) = path.into_inner();
    let found = found(&site, ArrivalId::new(id), &sha256).await?;
    as_download(&found, id).await
}

/// `GET /office/arrivals/{id}/files/{sha256}/view`: in the browser where that is safe, else as a download.
pub(super) async fn view(
    site: web::Data<SiteState>,
    _signed: SignedIn,
    path: web::Path<(i64, String)>,
) -> Result<HttpResponse, Refusal> {
    let (id, sha256) = path.into_inner();
    let found = found(&site, ArrivalId::new(id), &sha256).await?;
    let head = head(&found.path).await?;
    let Some(kind) = shown_as(&head, found.is_text) else {
        return as_download(&found, id).await;
    };
    let disposition = shown::inline(&found.name, &plain_name(id));
    let body = streamed(found.path.clone(), found.bytes).await?;
    Ok(download(kind, &disposition)
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((HeaderName::from_static("content-security-policy"), SANDBOX))
        .body(body))
}

async fn as_download(found: &Found, id: i64) -> Result<HttpResponse, Refusal> {
    let disposition = shown::attachment(&found.name, &plain_name(id));
    let body = streamed(found.path.clone(), found.bytes).await?;
    Ok(download("application/octet-stream", &disposition).body(body))
}

fn plain_name(id: i64) -> String {
    format!("arrival-{id}-file")
}

/// Only what is listed on the arrival's page is given out.
async fn found(site: &SiteState, id: ArrivalId, sha256: &str) -> Result<Found, Refusal> {
    let stored = site.store.arrival(id).await?.ok_or(Refusal::NotFound)?;
    let manifest = manifest(&site.store, &stored).await?;
    let uploaded = manifest
        .iter()
        .flat_map(|manifest| &manifest.files)
        .find(|file| file.sha256 == sha256);
    let reading = reading(&site.store, &stored.arrival.original).await?;
    let read = reading.as_ref().and_then(|reading| {
        reading
            .sent_files()
            .into_iter()
            .find(|file| file.sha256 == sha256)
    });
    let is_text = read.and_then(|file| file.content).is_some_and(|content| {
        matches!(
            content,
            Content::Document {
                format: Format::Text,
                ..
            }
        )
    });
    let name = read
        .map(|file| file.name)
        .or(uploaded.map(|file| file.name.as_str()));
    let name = name.ok_or(Refusal::NotFound)?.to_owned();
    let (path, bytes, folder) = if uploaded.is_some() {
        let (path, bytes) = site.store.original_file(sha256).await?;
        (path, bytes, None)
    } else {
        taken_out(site, &stored, sha256).await?
    };
    Ok(Found {
        name,
        is_text,
        path,
        bytes,
        _folder: folder,
    })
}

/// Has a reader process take the file out of the original; what it gives must be what was listed.
async fn taken_out(
    site: &SiteState,
    stored: &StoredArrival,
    sha256: &str,
) -> Result<(PathBuf, u64, Option<TempDir>), Refusal> {
    // Named as what comes in, so that a start after a crash removes it.
    let folder = tempfile::Builder::new()
        .prefix(UPLOAD_PREFIX)
        .tempdir_in(&site.settings.upload_folder)?;
    let wanted = BTreeSet::from([sha256.to_owned()]);
    let mut taken = site
        .kept
        .take_out(&stored.arrival, &wanted, folder.path())
        .await?;
    let path = taken.remove(sha256).ok_or(Refusal::NotTakenOut)?;
    let hashed = path.clone();
    let (hash, bytes) = web::block(move || hash(&hashed)).await??;
    if hash != sha256 {
        return Err(Refusal::NotTakenOut);
    }
    Ok((path, bytes, Some(folder)))
}

fn hash(path: &Path) -> io::Result<(String, u64)> {
    let (mut file, mut hash) = (File::open(path)?, Sha256::new());
    let (mut piece, mut bytes) = (vec![0; PIECE], 0);
    loop {
        let read = file.read(&mut piece)?;
        let Some(read) = piece.get(..read).filter(|read| !read.is_empty()) else {
            break;
        };
        hash.update(read);
        bytes += read.len() as u64;
    }
    Ok((hex(&hash.finalize()), bytes))
}

async fn head(path: &Path) -> Result<Vec<u8>, Refusal> {
    let path = path.to_path_buf();
    let read = web::block(move || {
        let mut head = Vec::new();
        File::open(path)?.take(LOOKED_AT).read_to_end(&mut head)?;
        Ok::<_, io::Error>(head)
    });
    Ok(read.await??)
}

/// The type under which a browser may show a file, by its first bytes. What the reader took for a text and is none of
/// UTF-8 and UTF-16 is in the Chinese national standard.
fn shown_as(head: &[u8], is_text: bool) -> Option<&'static str> {
    if head.starts_with(b"\xFF\xD8\xFF") {
        Some("image/jpeg")
    } else if head.starts_with(b"\x89PNG\r\n\x1A\n") {
        Some("image/png")
    } else if head.starts_with(b"%PDF-") {
        Some("application/pdf")
    } else if !is_text {
        None
    } else if head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") {
        Some("text/plain; charset=utf-16")
    } else if std::str::from_utf8(head).map_or_else(|error| error.error_len().is_none(), |_| true) {
        Some("text/plain; charset=utf-8")
    } else {
        Some("text/plain; charset=gb18030")
    }
}

#[cfg(test)]
mod tests {
    use super::shown_as;

    #[test]
    fn only_pictures_papers_and_texts_are_shown() {
        assert_eq!(shown_as(b"\xFF\xD8\xFF\xE0", false), Some("image/jpeg"));
        assert_eq!(shown_as(b"%PDF-1.7", false), Some("application/pdf"));
        assert_eq!(shown_as("你".as_bytes(), true), Some("text/plain; charset=utf-8"));
        let cut = "你".as_bytes().get(..2).unwrap();
        assert_eq!(shown_as(cut, true), Some("text/plain; charset=utf-8"));
        assert_eq!(shown_as(b"\xC4\xE3", true), Some("text/plain; charset=gb18030"));
        for not_shown in [&b"<svg/>"[..], b"<html>", b"PK\x03\x04", b"GIF89a", b""] {
            assert_eq!(shown_as(not_shown, false), None);
        }
    }
}
