//! The readers from outside: bytes in, documents out.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::format_push_string,
    clippy::format_collect,
    reason = "functions that build files for tests may fail loudly and need not be fast"
)]

mod archive;
mod docx;
mod docx_notes;
mod docx_numbers;
mod flat;
mod hostile;
mod kinds;
mod odt;
mod seven_zip;
mod shown;
mod support;
mod web;
mod web_archive;
mod workbook;
mod workbook_pictures;
mod xlsb;
