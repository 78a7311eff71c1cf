//! Takes in a submission: limits, files to originals, archive, judge, receipt.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use domain::ids::ItemId;
use intake::archive::{SubmittedReturn, submitted};
use intake::reading::UploadedFile;
use store::{Archived, News, Store};

use super::draft::Draft;
use super::incoming::{Incoming, IncomingFile, check_length, receive};
use super::page::{UNKNOWN_FORM, respond};
use super::visit::{Visit, follow};
use crate::frame::HeadArrived;
use crate::refusal::Refusal;
use crate::settings::SiteState;
use crate::token::new_link_token;

/// `POST /s/{token}`.
pub(super) async fn submit(
    site: web::Data<SiteState>,
    token: web::Path<String>,
    now: HeadArrived,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Refusal> {
    let now = now.0;
    let visit = follow(&site.store, &token).await?;
    check_length(&request, site.settings.max_request_bytes)?;
    site.store.ready().await?;
    if visit.all_closed(now) {
        return respond(&site, &visit, Draft::empty(), vec![CLOSED.to_owned()], now).await;
    }
    let Incoming { fields, files } = receive(&request, payload, &site.settings).await?;
    let draft = Draft::read(&fields).ok_or(UNKNOWN_FORM)?;
    let problems = draft.problems(files.len(), |item| is_open(&visit, item, now));
    if !problems.is_empty() {
        return respond(&site, &visit, draft, with_file_hint(problems, files.len()), now).await;
    }
    let files = make_durable(&site.store, files).await?;
    let archived = submitted(&site.store, as_return(&visit, &draft, files.clone(), now)).await?;
    if !is_same(&site.store, &visit, archived, &draft, &files).await? {
        let problem = format!("{RESENT_WITH_CHANGES}（来件号 {}）", archived.arrival);
        let draft = Draft {
            key: new_link_token(),
            ..draft
        };
        return respond(
            &site,
            &visit,
            draft,
            with_file_hint(vec![problem], files.len()),
            now,
        )
        .await;
    }
    site.judge().await;
    let receipt = format!("/s/{}/receipts/{}", visit.token, archived.arrival);
    Ok(HttpResponse::SeeOther()
        .insert_header((header::LOCATION, receipt))
        .finish())
}

const CLOSED: &str = "本通知各征集项均已截止，网页不再接收材料。";

const RESENT_WITH_CHANGES: &str =
    "本页此前已经提交过一次，本次内容与上次不同，尚未登记。如需补充或更正，请核对后再次提交。";

fn with_file_hint(mut problems: Vec<String>, files: usize) -> Vec<String> {
    if files > 0 {
        problems.push(format!("已填写的内容已保留；所选的 {files} 个文件须重新选择。"));
    }
    problems
}

fn is_open(visit: &Visit, item: &str, now: DateTime<Utc>) -> bool {
    let item = ItemId::parse(item).ok().and_then(|id| visit.notice.item(&id));
    item.is_some_and(|item| !visit.is_closed(item, now))
}

async fn make_durable(store: &Store, files: Vec<IncomingFile>) -> Result<Vec<UploadedFile>, Refusal> {
    let mut durable = Vec::new();
    for file in files {
        let (sha256, bytes) = store.put_original_file(&file.path).await?;
        durable.push(UploadedFile {
            name: file.name,
            sha256,
            bytes,
        });
    }
    Ok(durable)
}

fn as_return(
    visit: &Visit,
    draft: &Draft,
    files: Vec<UploadedFile>,
    received_at: DateTime<Utc>,
) -> SubmittedReturn {
    SubmittedReturn {
        society: visit.society.code.clone(),
        notice: visit.notice.id.clone(),
        idempotency_key: draft.key.clone(),
        filled_by: draft.filled_by.clone(),
        contact: draft.contact.clone(),
        pieces: draft.typed(),
        files,
        received_at,
    }
}

/// Whether what is archived under the key is what came now. It is not when somebody goes back in the browser, changes
/// something and submits again: that must be said, or it would be lost.
async fn is_same(
    store: &Store,
    visit: &Visit,
    archived: Archived,
    draft: &Draft,
    files: &[UploadedFile],
) -> Result<bool, Refusal> {
    match archived.news {
        News::NewArrival => return Ok(true),
        News::NewSighting | News::KnownSighting => {}
    }
    let (_, known) = visit.arrival(store, archived.arrival).await?;
    Ok(known.is_some_and(|known| {
        known.filled_by == draft.filled_by
            && known.contact == draft.contact
            && known.pieces == draft.typed()
            && known.files == files
    }))
}
