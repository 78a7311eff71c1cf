//! Word documents (docx, docm, dotx; transitional and strict) as Word shows them.

mod body;
mod notes;
mod numbering;
pub(super) mod numerals;
mod paragraph;
mod pictures;
mod styles;
mod table;

use self::body::Story;
use self::numbering::Numbering;
pub(super) use self::pictures::Relations;
pub(super) use self::pictures::read as picture;
use self::styles::Styles;
pub(super) use self::styles::is_heading_name;
use super::limits::{Allowance, Refusal};
use super::package::Package;
use super::properties;
use crate::document::{Block, Document};

/// Reads the main document part `main`, for example `word/document.xml`.
pub(super) fn read(
    package: &mut Package<'_>,
    main: &str,
    allowance: &mut Allowance<'_>,
) -> Result<Document, Refusal> {
    let tree = package.tree(main, allowance)?.ok_or(Refusal::Unreadable)?;
    let (folder, file) = main.rsplit_once('/').unwrap_or(("", main));
    let relations = Relations::read(package, folder, file, allowance)?;
    let styles = match relations.target_of_type("/styles") {
        Some(part) => package.tree(&part, allowance)?,
        None => None,
    };
    let numbering = match relations.target_of_type("/numbering") {
        Some(part) => package.tree(&part, allowance)?,
        None => None,
    };
    let styles = styles.map(|tree| tree.made(Styles::read)).unwrap_or_default();
    let numbering = numbering.as_deref().map(Numbering::read).unwrap_or_default();
    let root = tree.root();
    let body = root
        .child("w:body")
        .filter(|_| root.name() == "w:document")
        .ok_or(Refusal::Unreadable)?;
    let mut story = Story::new(styles, numbering, relations, package, allowance);
    let blocks = story.blocks(body)?;
    let (pictures, foreign) = story.finish();
    // The whole text may stand in an embedded web page that only Word can import: better said than taken for empty.
    if foreign && !has_text(&blocks) {
        return Err(Refusal::Unreadable);
    }
    let title_property = title(package, allowance)?;
    let form_code = properties::ooxml(package, allowance)?;
    Ok(Document {
        blocks,
        pictures,
        title_property,
        form_code,
        ..Document::default()
    })
}

fn has_text(blocks: &[Block]) -> bool {
    crate::document::lines_of(blocks)
        .iter()
        .any(|line| !line.trim().is_empty())
}

/// Title from the core properties. Damage there is no reason to refuse the text.
pub(super) fn title(
    package: &mut Package<'_>,
    allowance: &mut Allowance<'_>,
) -> Result<Option<String>, Refusal> {
    let tree = match package.tree("docprops/core.xml", allowance) {
        Ok(tree) => tree,
        Err(Refusal::Unsafe) => return Err(Refusal::Unsafe),
        Err(Refusal::Unreadable | Refusal::Encrypted | Refusal::Unconverted) => None,
    };
    let title = tree.and_then(|tree| {
        tree.root()
            .child("dc:title")
            .map(|title| title.text().trim().to_owned())
    });
    Ok(title.filter(|title| !title.is_empty()))
}
