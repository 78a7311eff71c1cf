//! The office's own file of the form, with the society's name and the hidden code put in and everything else kept.

mod place;

use super::package::Parts;
use super::{BlankForm, custom, xml};

const MAIN: &str = "word/document.xml";
const TYPES: &str = "[Content_Types].xml";
const RELATIONS: &str = "_rels/.rels";

/// The office's own .docx as a blank form. `None` when it is no .docx that can be filled in: no Word document, no
/// place for the society's name though one is given, or parts that are not as Word writes them.
pub fn own_file(file: &[u8], blank: &BlankForm<'_>) -> Option<Vec<u8>> {
    let mut parts = Parts::open(file)?;
    let document = parts.text(MAIN)?;
    if let Some(society) = blank.society {
        let filled = place::filled(document, blank.form, society)?;
        parts.put(MAIN, filled);
    }
    add_code(&mut parts, blank)?;
    parts.pack().ok()
}

fn add_code(parts: &mut Parts, blank: &BlankForm<'_>) -> Option<()> {
    if let Some(known) = parts.text(custom::PART) {
        let with_code = custom::with_code(known, blank.code)?;
        parts.put(custom::PART, with_code);
        return Some(());
    }
    let types = xml::with_last_child(
        parts.text(TYPES)?,
        &format!(
            "<Override xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\" \
             PartName=\"/{}\" ContentType=\"{}\"/>",
            custom::PART,
            custom::KIND
        ),
    )?;
    let relations = xml::with_last_child(
        parts.text(RELATIONS)?,
        &format!(
            "<Relationship xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\" \
             Id=\"rIdFormCode\" Type=\"{}\" Target=\"{}\"/>",
            custom::RELATION,
            custom::PART
        ),
    )?;
    parts.put(TYPES, types);
    parts.put(RELATIONS, relations);
    parts.put(custom::PART, custom::part(blank.code));
    Some(())
}
