//! 空白表 — the form of a notice for a society to fill in, as a file with a hidden code.

use actix_web::HttpResponse;
use actix_web::http::header;
use chrono::{DateTime, Utc};
use domain::form_code::FormCode;
use domain::notice::{FormTemplate, Notice};
use domain::society::Society;
use reporting::{BlankForm, ReportError};
use store::{FormFile, Store, StoreError};

use crate::refusal::Refusal;
use crate::settings::SiteState;
use crate::shown;
use crate::token::new_link_token;

/// In which format a blank form is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlankFormat {
    /// Word.
    Docx,
    /// Excel.
    Xlsx,
}

/// A blank form as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlankFile {
    /// What to call it: the society's name, if any, and the form's title.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Of what it was made.
    pub made_of: MadeOf,
}

/// Of what a blank form was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MadeOf {
    /// The office's own file.
    OwnFile,
    /// The labels of the notice.
    Notice,
    /// The labels of the notice, since the office's own file cannot be filled in.
    NoticeInstead,
}

/// Why there is no blank form.
#[derive(Debug, thiserror::Error)]
pub enum BlankError {
    /// The notice has no `[form]`.
    #[error("the notice has no form")]
    NoForm,
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
    /// The file could not be made.
    #[error("the file could not be made")]
    Report(#[from] ReportError),
}

impl BlankFormat {
    /// The ending of the file name.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// The format by the last part of a request's path.
pub(crate) fn format_of(file: &str) -> Result<BlankFormat, Refusal> {
    match file {
        "form.docx" => Ok(BlankFormat::Docx),
        "form.xlsx" => Ok(BlankFormat::Xlsx),
        _ => Err(Refusal::NotFound),
    }
}

/// The answer that downloads a blank form.
pub(crate) async fn answer(
    site: &SiteState,
    notice: &Notice,
    society: Option<&Society>,
    format: BlankFormat,
    now: DateTime<Utc>,
) -> Result<HttpResponse, Refusal> {
    let file = blank_form(&site.store, notice, society, format, now).await?;
    let plain = format!("form.{}", format.ending());
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, format.media_type()))
        .insert_header((header::CONTENT_DISPOSITION, shown::attachment(&file.name, &plain)))
        .body(file.bytes))
}

impl From<BlankError> for Refusal {
    fn from(error: BlankError) -> Self {
        match error {
            BlankError::NoForm => Self::NotFound,
            BlankError::Store(error) => Self::Store(error),
            BlankError::Report(error) => Self::Workbook(error),
        }
    }
}

/// Makes the blank form of a notice, for a society or for anybody, and keeps which code it bears.
///
/// # Errors
/// When the notice has no form, or the store or the writer fails.
pub async fn blank_form(
    store: &Store,
    notice: &Notice,
    society: Option<&Society>,
    format: BlankFormat,
    now: DateTime<Utc>,
) -> Result<BlankFile, BlankError> {
    let form = notice.form.as_ref().ok_or(BlankError::NoForm)?;
    let code = store
        .form_code(
            &notice.id,
            society.map(|society| &society.code),
            &new_form_code(),
            now,
        )
        .await?;
    let own = store.form_file(&notice.id).await?;
    let blank = BlankForm {
        notice,
        form,
        society: society.map(|society| society.name.as_str()),
        code: &code,
    };
    let (bytes, made_of) = match format {
        BlankFormat::Xlsx => (reporting::blank_xlsx(&blank)?, MadeOf::Notice),
        BlankFormat::Docx => docx(own.as_ref(), &blank)?,
    };
    Ok(BlankFile {
        name: blank_name(form, society, format),
        bytes,
        made_of,
    })
}

/// What a blank form is called.
pub fn blank_name(form: &FormTemplate, society: Option<&Society>, format: BlankFormat) -> String {
    let whose = society.map_or(String::new(), |society| format!("{}—", society.name));
    format!("{whose}{}.{}", form.title, format.ending())
}

fn docx(own: Option<&FormFile>, blank: &BlankForm<'_>) -> Result<(Vec<u8>, MadeOf), ReportError> {
    let Some(own) = own else {
        return Ok((reporting::blank_docx(blank)?, MadeOf::Notice));
    };
    match reporting::own_file(&own.bytes, blank) {
        Some(bytes) => Ok((bytes, MadeOf::OwnFile)),
        None => Ok((reporting::blank_docx(blank)?, MadeOf::NoticeInstead)),
    }
}

/// A code that nobody else has.
fn new_form_code() -> FormCode {
    FormCode::parse(&format!("{}{}", FormCode::PREFIX, new_link_token()))
        .expect("a random token has the shape of a code")
}

#[cfg(test)]
mod tests {
    use super::new_form_code;

    #[test]
    fn every_code_is_new() {
        assert_ne!(new_form_code(), new_form_code());
    }
}
