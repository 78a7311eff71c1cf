//! The files that go with a letter.

use domain::letter::Letter;
use store::Store;

use crate::error::OutboxError;

/// A file that goes with a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attachment {
    /// Its name.
    pub(crate) name: String,
    /// Its media type.
    pub(crate) media_type: String,
    /// Its bytes.
    pub(crate) bytes: Vec<u8>,
}

/// Reads what goes with a letter. A letter is never sent without what it says is enclosed.
pub(crate) async fn read(store: &Store, letter: &Letter) -> Result<Vec<Attachment>, OutboxError> {
    let mut files = Vec::with_capacity(letter.enclosed.files.len());
    for file in &letter.enclosed.files {
        files.push(Attachment {
            name: file.name.clone(),
            media_type: file.media_type.clone(),
            bytes: store.original(&file.sha256).await?,
        });
    }
    Ok(files)
}
