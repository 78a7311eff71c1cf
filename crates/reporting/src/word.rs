//! A writer of Word documents (.docx), made for official Chinese: document grid, fonts by name, odd and even feet.
//!
//! Own XML over the zip library, because a document of 50,000 pieces has to go out as it is written. Media and other
//! parts go first ([`Package`]), then the text from beginning to end ([`Document`]); the same calls always give the
//! same bytes.

mod contents;
mod document;
mod font;
mod measure;
mod package;
mod pages;
mod paragraph;
mod picture;
mod section;
mod settings;
mod style;
mod table;
mod xml;

pub(crate) use contents::Entry;
pub(crate) use document::Document;
pub(crate) use font::Font;
pub(crate) use package::{About, Package};
pub(crate) use pages::{Pages, Sink};
pub(crate) use paragraph::Paragraph;
pub(crate) use picture::{Picture, Room};
pub(crate) use section::{Foot, Grid, Margins, Numbers, Section, Start};
pub(crate) use style::{Align, Face, Layout, Line, Style};
pub(crate) use table::Table;
pub(crate) use xml::escaped;

#[cfg(test)]
mod tests;
