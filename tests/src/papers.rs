//! Documents as societies send them, each odd in one way: the built part of `tests/corpus/forms`.

mod answers;
mod around;
mod arrangements;
mod careless;
mod containers;
mod essays;
mod heads;
mod links;
mod marks;
mod notices;
mod people;
mod pictures;
mod sheet_forms;
mod sheets;
mod tables;
mod texts;
mod word;
mod workbook;
mod writing;

/// A document of the corpus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// `family/oddity.extension`.
    pub path: String,
    /// Bytes of the file.
    pub content: Vec<u8>,
}

impl Paper {
    fn new(path: &str, content: Vec<u8>) -> Self {
        Self {
            path: path.to_owned(),
            content,
        }
    }
}

/// All built documents.
pub fn papers() -> Vec<Paper> {
    [
        heads::papers(),
        tables::papers(),
        answers::papers(),
        people::papers(),
        essays::papers(),
        marks::papers(),
        links::papers(),
        sheets::papers(),
        sheet_forms::papers(),
        containers::papers(),
        texts::papers(),
        notices::papers(),
        pictures::papers(),
        arrangements::papers(),
        careless::papers(),
        around::papers(),
    ]
    .concat()
}
