//! OpenDocument text (.odt, .ott) → document, from its XML: ODF 1.3, part 3.

mod body;
mod lists;
mod paragraph;
mod styles;
mod table;

use self::body::Story;
use self::lists::Lists;
use self::styles::Styles;
use super::limits::{Allowance, Refusal};
use super::package::Package;
use super::{properties, workbook};
use crate::document::Document;
use crate::read::xml::Tree;

/// Reads the text. Headers and footers stand in another part and are left out.
pub(super) fn read(package: &mut Package<'_>, allowance: &mut Allowance<'_>) -> Result<Document, Refusal> {
    workbook::refuse_encrypted(package, allowance)?;
    let content = package
        .tree("content.xml", allowance)?
        .ok_or(Refusal::Unreadable)?;
    let shared = package.tree("styles.xml", allowance)?;
    let root = content.root();
    let text = root
        .child("office:body")
        .and_then(|body| body.child("office:text"))
        .ok_or(Refusal::Unreadable)?;
    let (mut styles, mut lists) = (Styles::default(), Lists::default());
    // The automatic styles of the shared part are those of headers and footers, under the same names.
    let shared = shared.as_deref().map(Tree::root);
    // A flat file has the named styles beside its text.
    let named = shared.unwrap_or(root).child("office:styles");
    for group in named.into_iter().chain(root.child("office:automatic-styles")) {
        styles.add(group);
        lists.add(group);
    }
    let mut story = Story::new(styles, lists, package, allowance);
    let blocks = story.blocks(text)?;
    let pictures = story.into_pictures();
    let meta = properties::open_document(package, allowance)?;
    Ok(Document {
        blocks,
        pictures,
        title_property: meta.title,
        form_code: meta.form_code,
        ..Document::default()
    })
}
