//! 空白表 — the form that the office sends out, made of the notice or of the office's own file.

mod custom;
mod docx;
pub(crate) mod package;
mod parts;
mod template;
mod xlsx;
pub(crate) mod xml;

use domain::form_code::FormCode;
use domain::notice::{FormHeader, FormTemplate, HeaderField, Notice};

pub use template::own_file;

use crate::ReportError;

/// A form that nobody has filled in yet.
#[derive(Debug, Clone, Copy)]
pub struct BlankForm<'a> {
    /// Whose form it is.
    pub notice: &'a Notice,
    /// Its labels and prompts.
    pub form: &'a FormTemplate,
    /// 学会名称, written where the form asks for it; `None`: left open.
    pub society: Option<&'a str>,
    /// The hidden code.
    pub code: &'a FormCode,
}

impl BlankForm<'_> {
    /// What stands behind the label of a head line.
    fn stated(&self, header: &FormHeader) -> &str {
        match header.field {
            HeaderField::Society => self.society.unwrap_or_default(),
            HeaderField::FilledBy | HeaderField::Contact | HeaderField::Further(_) => "",
        }
    }
}

/// The form as a Word document: A4, title, head lines, one row of the table for each row of the form.
///
/// # Errors
/// When the document cannot be packed.
pub fn blank_docx(blank: &BlankForm<'_>) -> Result<Vec<u8>, ReportError> {
    docx::write(blank)
}

/// The form as a workbook of one sheet.
///
/// # Errors
/// When a limit of the file format is exceeded.
pub fn blank_xlsx(blank: &BlankForm<'_>) -> Result<Vec<u8>, ReportError> {
    xlsx::write(blank)
}
