//! Reads a notice file and says everything that is wrong with it.

use std::fmt;

use domain::notice::Notice;

/// One thing that is wrong with a notice file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeProblem {
    /// Line from 1, when known.
    pub line: Option<usize>,
    /// The key, for example `item[2].deadline.date`; empty for the file as a whole.
    pub key: String,
    /// What is wrong and what is allowed.
    pub what: String,
}

impl fmt::Display for NoticeProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(formatter, "line {line}: ")?;
        }
        if !self.key.is_empty() {
            write!(formatter, "{}: ", self.key)?;
        }
        formatter.write_str(&self.what)
    }
}

/// Reads a notice file. On failure says all that is wrong, in the order of the file.
pub fn parse(text: &str) -> Result<Notice, Vec<NoticeProblem>> {
    todo!("{text}")
}
