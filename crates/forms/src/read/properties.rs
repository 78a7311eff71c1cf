//! The one custom document property that we put into forms ourselves: which blank form it was.
//!
//! Damage in the properties is no reason to refuse the text; what is made to do harm is.

use std::rc::Rc;

use domain::form_code::FormCode;

use super::limits::{Allowance, Refusal};
use super::package::Package;
use super::xml::{Node, Tree};

/// Word documents and workbooks: `docProps/custom.xml`.
pub(super) fn ooxml(
    package: &mut Package<'_>,
    allowance: &mut Allowance<'_>,
) -> Result<Option<String>, Refusal> {
    let tree = tree(package, "docprops/custom.xml", allowance)?;
    Ok(tree.and_then(|tree| {
        let property = tree.root().children().find(|node| {
            node.name() == "cp:property" && node.attribute("name") == Some(FormCode::PROPERTY)
        })?;
        value(property.children().next()?)
    }))
}

/// What is asked of the properties of OpenDocument files.
#[derive(Debug, Default)]
pub(super) struct Meta {
    pub(super) title: Option<String>,
    pub(super) form_code: Option<String>,
}

/// OpenDocument: `dc:title` and `meta:user-defined` of `meta.xml`.
pub(super) fn open_document(
    package: &mut Package<'_>,
    allowance: &mut Allowance<'_>,
) -> Result<Meta, Refusal> {
    let tree = tree(package, "meta.xml", allowance)?;
    let Some(meta) = tree.as_ref().and_then(|tree| tree.root().child("office:meta")) else {
        return Ok(Meta::default());
    };
    let is_ours = |node: &Node<'_>| {
        node.name() == "meta:user-defined" && node.attribute("meta:name") == Some(FormCode::PROPERTY)
    };
    let title = meta.child("dc:title").map(|title| title.text().trim().to_owned());
    Ok(Meta {
        title: title.filter(|title| !title.is_empty()),
        form_code: meta.children().find(is_ours).and_then(value),
    })
}

/// OLE files: the property and the code stand in a stream of a few hundred bytes ([MS-OLEPS] 2.21), in one byte per
/// character or two. Writers put small streams down in one piece, so that the prefix finds the code without following
/// sector chains; when they do not, the form has no code.
pub(super) fn compound(bytes: &[u8]) -> Option<String> {
    let narrow = FormCode::PREFIX.as_bytes();
    let wide: Vec<u8> = narrow.iter().flat_map(|byte| [*byte, 0]).collect();
    let at = |needle: &[u8]| bytes.windows(needle.len()).position(|window| window == needle);
    let length = narrow.len() + FormCode::LENGTH;
    let code = if let Some(start) = at(narrow) {
        bytes.get(start..start + length)?.to_vec()
    } else {
        let start = at(&wide)?;
        let units = bytes.get(start..start + 2 * length)?.chunks_exact(2);
        units.filter_map(|unit| unit.first().copied()).collect()
    };
    FormCode::parse(str::from_utf8(&code).ok()?).map(|code| code.as_str().to_owned())
}

fn tree(
    package: &mut Package<'_>,
    part: &str,
    allowance: &mut Allowance<'_>,
) -> Result<Option<Rc<Tree>>, Refusal> {
    match package.tree(part, allowance) {
        Ok(tree) => Ok(tree),
        Err(Refusal::Unsafe) => Err(Refusal::Unsafe),
        Err(Refusal::Unreadable | Refusal::Encrypted | Refusal::Unconverted) => Ok(None),
    }
}

/// The value, unless it is far too long to be a code.
fn value(node: Node<'_>) -> Option<String> {
    Some(node.text().trim().to_owned()).filter(|text| !text.is_empty() && text.len() <= 256)
}
