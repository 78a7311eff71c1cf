//! What tags mean for the text.

use html5ever::tokenizer::Tag;

/// Web pages cannot span more either.
pub(super) const SPAN_CAP: u32 = 1_000;

pub(super) fn is_silent(name: &str) -> bool {
    matches!(
        name,
        "head" | "script" | "style" | "noscript" | "template" | "svg" | "iframe"
    )
}

pub(super) fn stands_in_head(name: &str) -> bool {
    matches!(name, "meta" | "link" | "title" | "base" | "xml") || is_silent(name) || name.contains(':')
}

pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "li"
            | "dl"
            | "dt"
            | "dd"
            | "blockquote"
            | "section"
            | "article"
            | "header"
            | "footer"
            | "main"
            | "aside"
            | "address"
            | "fieldset"
            | "form"
            | "hr"
            | "caption"
            | "thead"
            | "tbody"
            | "tfoot"
            | "figure"
            | "figcaption"
            | "includetail"
            | "sign"
    )
}

fn attribute<'t>(tag: &'t Tag, name: &str) -> Option<&'t str> {
    tag.attrs
        .iter()
        .find(|attribute| &*attribute.name.local == name)
        .map(|attribute| &*attribute.value)
}

pub(super) fn span(tag: &Tag, name: &str) -> u32 {
    attribute(tag, name)
        .and_then(|value| value.trim().parse().ok())
        .unwrap_or(1)
        .clamp(1, SPAN_CAP)
}

pub(super) fn is_centered(tag: &Tag) -> bool {
    let style = attribute(tag, "style")
        .unwrap_or_default()
        .to_ascii_lowercase()
        .replace(' ', "");
    attribute(tag, "align").is_some_and(|align| align.eq_ignore_ascii_case("center"))
        || style.contains("text-align:center")
}
