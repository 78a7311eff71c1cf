//! How the document wants to be treated, and the fonts that it names.

use std::fmt::Write as _;

use super::font;
use super::xml::{DECLARATION, MAIN};

/// As a Chinese Word or WPS writes them; punctuation is never squeezed, so that a line of the grid holds what it should.
pub(super) fn part() -> String {
    let compatibility: String = [
        "spaceForUL",
        "balanceSingleByteDoubleByteWidth",
        "doNotLeaveBackslashAlone",
        "ulTrailSpace",
        "doNotExpandShiftReturn",
        "adjustLineHeightInTable",
        "useFELayout",
    ]
    .iter()
    .fold(String::new(), |out, name| out + "<w:" + name + "/>");
    let modern: String = [
        ("compatibilityMode", 15),
        ("overrideTableStyleFontSizeAndJustification", 1),
        ("enableOpenTypeFeatures", 1),
        ("doNotFlipMirrorIndents", 1),
        ("differentiateMultirowTableHeaders", 1),
    ]
    .iter()
    .fold(String::new(), |mut out, (name, value)| {
        // Writing into a String never fails.
        let _ = write!(
            out,
            "<w:compatSetting w:name=\"{name}\" w:uri=\"http://schemas.microsoft.com/office/word\" \
             w:val=\"{value}\"/>"
        );
        out
    });
    format!(
        "{DECLARATION}<w:settings xmlns:w=\"{MAIN}\"><w:zoom w:percent=\"100\"/><w:bordersDoNotSurroundHeader/>\
         <w:bordersDoNotSurroundFooter/><w:defaultTabStop w:val=\"420\"/><w:evenAndOddHeaders/>\
         <w:drawingGridHorizontalSpacing w:val=\"158\"/><w:drawingGridVerticalSpacing w:val=\"579\"/>\
         <w:characterSpacingControl w:val=\"doNotCompress\"/><w:compat>{compatibility}{modern}</w:compat>\
         <w:themeFontLang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/><w:decimalSymbol w:val=\".\"/>\
         <w:listSeparator w:val=\",\"/></w:settings>"
    )
}

/// The fonts, with what stands in for them.
pub(super) fn fonts() -> String {
    let mut out = format!("{DECLARATION}<w:fonts xmlns:w=\"{MAIN}\">");
    for (name, others, family) in font::TABLE {
        let charset = if name.is_ascii() && !name.starts_with("SimSun") {
            "00"
        } else {
            "86"
        };
        let _ = write!(
            out,
            "<w:font w:name=\"{name}\"><w:altName w:val=\"{others}\"/><w:charset w:val=\"{charset}\"/><w:family \
             w:val=\"{family}\"/><w:pitch w:val=\"default\"/></w:font>"
        );
    }
    out + "</w:fonts>"
}
