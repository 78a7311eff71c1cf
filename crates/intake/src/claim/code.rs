//! What the hidden codes of returned forms say. A code says which form it is, never who sent it.

use domain::form_code::{FormCode, IssuedForm};
use domain::notice::Notice;
use domain::society::Society;
use forms::document::Document;

use super::Evidence;
use crate::reading::Reading;

/// The codes in the documents of a reading, each once.
pub(crate) fn codes(reading: &Reading) -> Vec<FormCode> {
    let mut codes: Vec<FormCode> = documents(reading)
        .filter_map(|document| FormCode::parse(document.form_code.as_deref()?))
        .collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

fn documents(reading: &Reading) -> impl Iterator<Item = &Document> {
    reading
        .parts
        .iter()
        .filter_map(|part| part.file.content.document())
}

/// True for a document with a code that we never gave out, or whose notice or society is gone.
pub(super) fn is_unknown(evidence: Evidence<'_>, document: &Document) -> bool {
    let Some(text) = &document.form_code else {
        return false;
    };
    let issued = evidence
        .issued
        .iter()
        .find(|issued| issued.code.as_str() == text.trim());
    !issued.is_some_and(|issued| {
        notice(evidence, issued).is_some()
            && issued
                .society
                .as_ref()
                .is_none_or(|society| evidence.directory.get(society).is_some())
    })
}

/// The notices whose forms came back, each once.
pub(super) fn notices(evidence: Evidence<'_>) -> Vec<&Notice> {
    let mut found: Vec<&Notice> = Vec::new();
    for notice in evidence
        .issued
        .iter()
        .filter_map(|issued| notice(evidence, issued))
    {
        if found.iter().all(|known| known.id != notice.id) {
            found.push(notice);
        }
    }
    found
}

fn notice<'a>(evidence: Evidence<'a>, issued: &IssuedForm) -> Option<&'a Notice> {
    evidence.notices.iter().find(|notice| notice.id == issued.notice)
}

/// The societies for which the forms of this notice were made that came back, each once.
pub(super) fn societies<'a>(evidence: Evidence<'a>, notice: &Notice) -> Vec<&'a Society> {
    let mut found: Vec<&Society> = Vec::new();
    for society in evidence
        .issued
        .iter()
        .filter(|issued| issued.notice == notice.id)
        .filter_map(|issued| evidence.directory.get(issued.society.as_ref()?))
    {
        if found.iter().all(|known| known.code != society.code) {
            found.push(society);
        }
    }
    found
}
