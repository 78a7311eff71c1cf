//! The words of texts with which pieces are compared.

use forms::document::lines_of;
use forms::read::Limits;

/// A reference text in which nothing can be read.
#[derive(Debug, thiserror::Error)]
#[error("no words are found in the reference text {name}")]
pub(crate) struct NoWords {
    /// Name of the file.
    pub name: String,
}

/// The words of a file, in whatever format it is.
pub(crate) fn words_of(name: &str, bytes: &[u8]) -> Result<String, NoWords> {
    let read = forms::read::read_file(name, bytes, &Limits::default());
    let text = read
        .iter()
        .find_map(|file| file.content.document())
        .map(|document| lines_of(&document.blocks).join("\n"));
    text.filter(|text| !text.trim().is_empty())
        .ok_or_else(|| NoWords {
            name: name.to_owned(),
        })
}
