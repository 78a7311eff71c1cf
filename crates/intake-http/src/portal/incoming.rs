//! Reads a submission: small fields into memory, files to the disk as they come.

use std::io::Write as _;

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::HttpRequest;
use actix_web::error::PayloadError;
use actix_web::http::header;
use actix_web::web::Payload;
use futures_util::StreamExt as _;
use tempfile::{NamedTempFile, TempPath};

use super::paced::paced;
use super::{MAX_TEXT, UPLOAD_PREFIX};
use crate::fields::Fields;
use crate::refusal::Refusal;
use crate::settings::HttpSettings;
use crate::shown;

/// Longest file name that is kept, in characters.
const MAX_NAME: usize = 255;

/// What came.
#[derive(Debug, Default)]
pub(crate) struct Incoming {
    pub fields: Fields,
    pub files: Vec<IncomingFile>,
}

/// A file that came; removed again unless it becomes an original.
#[derive(Debug)]
pub(crate) struct IncomingFile {
    /// The field of the form that it came in.
    pub field: String,
    pub name: String,
    pub path: TempPath,
}

/// Refuses what says itself that it is too large, before any of it is read.
pub(crate) fn check_length(request: &HttpRequest, max: u64) -> Result<(), Refusal> {
    let stated = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok());
    match stated.map(str::parse::<u64>) {
        Some(Ok(length)) if length > max => Err(Refusal::TooLarge { max }),
        Some(Ok(_)) | None => Ok(()),
        Some(Err(_)) => Err(Refusal::Unreadable("请求的长度无法识别。")),
    }
}

/// Reads the whole submission.
pub(crate) async fn receive(
    request: &HttpRequest,
    payload: Payload,
    settings: &HttpSettings,
) -> Result<Incoming, Refusal> {
    let max = settings.max_request_bytes;
    let mut multipart = Multipart::new(request.headers(), Box::pin(paced(payload, max)));
    let mut incoming = Incoming::default();
    let mut text_left = MAX_TEXT;
    while let Some(field) = multipart.next().await {
        let mut field = field.map_err(|error| refusal(&error, max))?;
        let name = field.name().unwrap_or_default().to_owned();
        let file = field
            .content_disposition()
            .and_then(|given| given.get_filename())
            .map(ToOwned::to_owned);
        match file {
            // A file input in which nothing was chosen comes as an empty file without a name.
            Some(file) if file.is_empty() => drain(&mut field, max).await?,
            Some(_) if incoming.files.len() >= settings.max_files => {
                return Err(Refusal::Unreadable(
                    "文件个数超过限制，本次内容未登记，请打包或分几次提交。",
                ));
            }
            Some(file) => incoming
                .files
                .push(keep(&mut field, name, &file, settings).await?),
            None => {
                let value = text(&mut field, &mut text_left, max).await?;
                incoming.fields.add(name, value);
            }
        }
    }
    Ok(incoming)
}

async fn drain(field: &mut Field, max: u64) -> Result<(), Refusal> {
    while let Some(chunk) = field.next().await {
        chunk.map_err(|error| refusal(&error, max))?;
    }
    Ok(())
}

async fn text(field: &mut Field, left: &mut usize, max: u64) -> Result<String, Refusal> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.next().await {
        let chunk = chunk.map_err(|error| refusal(&error, max))?;
        *left = left
            .checked_sub(chunk.len())
            .ok_or(Refusal::TooLarge { max: MAX_TEXT as u64 })?;
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes)
        .map_err(|_| Refusal::Unreadable("填写的内容编码无法识别，请换用其他浏览器重试。"))
}

/// Writes a file to the disk as it comes. The writes are small and the disk is local: a blocking pool would cost more.
async fn keep(
    field: &mut Field,
    of_form: String,
    name: &str,
    settings: &HttpSettings,
) -> Result<IncomingFile, Refusal> {
    let mut file = tempfile::Builder::new()
        .prefix(UPLOAD_PREFIX)
        .tempfile_in(&settings.upload_folder)?;
    while let Some(chunk) = field.next().await {
        let chunk = chunk.map_err(|error| refusal(&error, settings.max_request_bytes))?;
        file.write_all(&chunk)?;
    }
    file.flush()?;
    let name = shown::base_name(name).chars().take(MAX_NAME).collect();
    Ok(IncomingFile {
        field: of_form,
        name,
        path: NamedTempFile::into_temp_path(file),
    })
}

fn refusal(error: &MultipartError, max: u64) -> Refusal {
    match error {
        MultipartError::Payload(PayloadError::Overflow) => Refusal::TooLarge { max },
        MultipartError::Payload(_) | MultipartError::Incomplete => Refusal::TooSlow,
        _ => Refusal::Unreadable("提交的内容不完整或格式不正确，本次内容未登记，请返回重新提交。"),
    }
}
