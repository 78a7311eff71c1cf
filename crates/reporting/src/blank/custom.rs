//! The custom property that holds the hidden code ([ECMA-376] part 1, 22.3).

use domain::form_code::FormCode;

use super::xml::escaped;

/// Where it stands in the package.
pub(super) const PART: &str = "docProps/custom.xml";
/// Its content type.
pub(super) const KIND: &str = "application/vnd.openxmlformats-officedocument.custom-properties+xml";
/// The type of the relation from the package to it.
pub(super) const RELATION: &str =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties";
const NAMESPACE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties";
const TYPES: &str = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes";
/// The set of properties that users define; the only one in this part.
const SET: &str = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}";
/// Identifiers 0 and 1 are taken by the format.
const FIRST: u32 = 2;

/// A whole part with the code alone.
pub(super) fn part(code: &FormCode) -> String {
    format!(
        "{}<Properties xmlns=\"{NAMESPACE}\">{}</Properties>",
        super::xml::DECLARATION,
        property(code, FIRST)
    )
}

/// The part with the code in place of an older one. `None` when it is no such part.
pub(super) fn with_code(part: &str, code: &FormCode) -> Option<String> {
    let (mut kept, mut highest, mut rest) = (String::new(), FIRST - 1, part);
    while let Some((before, found)) = rest.split_once("<property ") {
        let (property, after) = found.split_once("</property>")?;
        kept.push_str(before);
        let attribute = |name: &str| property.split_once(&format!("{name}=\""))?.1.split('"').next();
        if attribute("name") != Some(FormCode::PROPERTY) {
            kept = format!("{kept}<property {property}</property>");
            highest = highest.max(attribute("pid")?.parse().ok()?);
        }
        rest = after;
    }
    kept.push_str(rest);
    super::xml::with_last_child(&kept, &property(code, highest.checked_add(1)?))
}

fn property(code: &FormCode, id: u32) -> String {
    format!(
        "<property xmlns=\"{NAMESPACE}\" fmtid=\"{SET}\" pid=\"{id}\" name=\"{}\">\
         <vt:lpwstr xmlns:vt=\"{TYPES}\">{}</vt:lpwstr></property>",
        FormCode::PROPERTY,
        escaped(code.as_str())
    )
}

#[cfg(test)]
mod tests {
    use domain::form_code::FormCode;

    use super::{part, with_code};

    fn code(letter: &str) -> FormCode {
        FormCode::parse(&format!("zjf_{}", letter.repeat(43))).unwrap()
    }

    #[test]
    fn a_new_code_takes_the_place_of_an_old_one_and_leaves_other_properties() {
        let other = "<property fmtid=\"{0}\" pid=\"7\" name=\"KSOProductBuildVer\"><vt:lpwstr>1</vt:lpwstr></property>";
        let old = part(&code("a")).replace("</Properties>", &format!("{other}</Properties>"));
        let new = with_code(&old, &code("b")).unwrap();
        assert!(new.contains(other) && new.contains("pid=\"8\""), "{new}");
        assert!(new.contains(code("b").as_str()) && !new.contains(code("a").as_str()));
        assert_eq!(with_code("damaged", &code("b")), None);
    }
}
