//! Paragraph styles.

use std::fmt::Write as _;

use super::font::Font;
use super::xml::{DECLARATION, MAIN};

/// How the characters of a paragraph look.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Face {
    /// Font.
    pub(crate) font: Font,
    /// Size in half points: 32 is 3号, 44 is 2号.
    pub(crate) half_points: u16,
    /// Bold.
    pub(crate) bold: bool,
    /// What is added to the width of each character, in twentieths of a point.
    pub(crate) spacing: i8,
}

/// Where the lines of a paragraph begin and end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    /// At both margins.
    Both,
    /// At the left one.
    Left,
    /// In the middle.
    Centre,
}

/// How high a line is, in twentieths of a point.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Line {
    /// Always as high as this, whatever font is at hand.
    Exact(u16),
    /// As high as what stands in it, for pictures.
    Content,
}

/// How a paragraph stands on the page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Layout {
    /// Alignment.
    pub(crate) align: Align,
    /// Indent of the first line, in hundredths of a character.
    pub(crate) first_line: u16,
    /// Indent of all lines from the left, in hundredths of a character.
    pub(crate) left: u16,
    /// Indent of all lines from the right, in hundredths of a character.
    pub(crate) right: u16,
    /// Height of a line.
    pub(crate) line: Line,
    /// Room before and after the paragraph, in twentieths of a point.
    pub(crate) around: (u16, u16),
    /// Level in the outline, from 0; `None`: running text.
    pub(crate) outline: Option<u8>,
    /// Whether the next paragraph must begin on the same page.
    pub(crate) keep_next: bool,
    /// Whether it begins a page.
    pub(crate) new_page: bool,
    /// Where a dotted line to the right ends, in twentieths of a point.
    pub(crate) dots_to: Option<u16>,
}

/// A paragraph style.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    /// Identifier, unique in the document.
    pub(crate) id: &'static str,
    /// Name as word processors show it; built-in ones have English names, for example `heading 1`.
    pub(crate) name: &'static str,
    /// Characters.
    pub(crate) face: Face,
    /// Place.
    pub(crate) layout: Layout,
}

impl Face {
    /// As wide as the font is, not bold.
    pub(crate) const fn new(font: Font, half_points: u16) -> Self {
        Self {
            font,
            half_points,
            bold: false,
            spacing: 0,
        }
    }

    /// 3号, 28 characters of which fill the 156 mm of a line of GB/T 9704-2012.
    pub(crate) const fn official(font: Font) -> Self {
        Self {
            spacing: -6,
            ..Self::new(font, 32)
        }
    }

    /// Run properties.
    pub(super) fn properties(self) -> String {
        let (chinese, latin) = (self.font.chinese(), self.font.latin());
        let bold = if self.bold { "<w:b/>" } else { "" };
        let spacing = match self.spacing {
            0 => String::new(),
            spacing => format!("<w:spacing w:val=\"{spacing}\"/>"),
        };
        let size = self.half_points;
        format!(
            "<w:rFonts w:ascii=\"{latin}\" w:hAnsi=\"{latin}\" w:eastAsia=\"{chinese}\" w:cs=\"{latin}\" \
             w:hint=\"eastAsia\"/>{bold}<w:snapToGrid w:val=\"0\"/>{spacing}<w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/>"
        )
    }
}

impl Layout {
    /// Lines of this height from margin to margin.
    pub(crate) const fn lines(line: Line) -> Self {
        Self {
            align: Align::Both,
            first_line: 0,
            left: 0,
            right: 0,
            line,
            around: (0, 0),
            outline: None,
            keep_next: false,
            new_page: false,
            dots_to: None,
        }
    }

    /// Paragraph properties, in the order of the schema; `size` in half points.
    fn properties(&self, size: u16) -> String {
        let mut out = String::new();
        if self.keep_next {
            out += "<w:keepNext/><w:keepLines/>";
        }
        if self.new_page {
            out += "<w:pageBreakBefore/>";
        }
        // A page has all its lines, even where one of a paragraph is alone on it.
        out += "<w:widowControl w:val=\"0\"/>";
        // Writing into a String never fails.
        if let Some(place) = self.dots_to {
            let _ = write!(
                out,
                "<w:tabs><w:tab w:val=\"right\" w:leader=\"dot\" w:pos=\"{place}\"/></w:tabs>"
            );
        }
        // The height of lines and the spacing of characters make the grid by themselves: word processors differ in
        // how they put characters on it that are wider than its cells, as those of 3号 are.
        out += "<w:snapToGrid w:val=\"0\"/>";
        out += &spacing(self.line, self.around);
        let (first, left, right) = (self.first_line, self.left, self.right);
        let _ = write!(
            out,
            "<w:ind w:leftChars=\"{left}\" w:left=\"{}\" w:rightChars=\"{right}\" w:right=\"{}\" \
             w:firstLineChars=\"{first}\" w:firstLine=\"{}\"/>",
            width(left, size),
            width(right, size),
            width(first, size)
        );
        let align = match self.align {
            Align::Both => "both",
            Align::Left => "left",
            Align::Centre => "center",
        };
        let _ = write!(out, "<w:jc w:val=\"{align}\"/>");
        if let Some(level) = self.outline {
            let _ = write!(out, "<w:outlineLvl w:val=\"{level}\"/>");
        }
        out
    }
}

/// Hundredths of characters in twentieths of a point, for readers that do not count in characters. A
/// character of 3号 is 6 narrower than its size; rounded down, so that no line loses a character.
fn width(hundredths: u16, half_points: u16) -> u32 {
    let character = (u32::from(half_points) * 1_000).saturating_sub(420);
    u32::from(hundredths) * character / 10_000
}

/// Indents of the first line and of both sides together, in twentieths of a point.
pub(super) fn indents(style: &Style) -> (u32, u32) {
    let of = |hundredths| width(hundredths, style.face.half_points);
    let layout = &style.layout;
    (of(layout.first_line), of(layout.left) + of(layout.right))
}

/// The element for the height of lines and the room around a paragraph.
pub(super) fn spacing(line: Line, (before, after): (u16, u16)) -> String {
    let line = match line {
        Line::Exact(height) => format!("w:line=\"{height}\" w:lineRule=\"exact\""),
        Line::Content => "w:line=\"240\" w:lineRule=\"auto\"".to_owned(),
    };
    format!("<w:spacing w:before=\"{before}\" w:after=\"{after}\" {line}/>")
}

/// The part that tells the styles. The first is the one that everything else is measured by: the document grid counts
/// in its characters.
pub(super) fn part(styles: &[&Style]) -> String {
    let mut out = format!("{DECLARATION}<w:styles xmlns:w=\"{MAIN}\"><w:docDefaults><w:rPrDefault><w:rPr>");
    if let Some(first) = styles.first() {
        out += &first.face.properties();
    }
    out += "<w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\" w:bidi=\"ar-SA\"/></w:rPr></w:rPrDefault>\
            <w:pPrDefault/></w:docDefaults>";
    for (place, style) in styles.iter().enumerate() {
        out += &element(style, place == 0);
    }
    out += "<w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name w:val=\"Normal Table\"/>\
            <w:uiPriority w:val=\"99\"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w=\"0\" \
            w:type=\"dxa\"/><w:tblCellMar><w:top w:w=\"0\" w:type=\"dxa\"/><w:left w:w=\"108\" w:type=\"dxa\"/>\
            <w:bottom w:w=\"0\" w:type=\"dxa\"/><w:right w:w=\"108\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr>\
            </w:style></w:styles>";
    out
}

fn element(style: &Style, is_first: bool) -> String {
    let (default, based_on) = if is_first {
        (" w:default=\"1\"", "")
    } else {
        ("", "<w:basedOn w:val=\"Normal\"/>")
    };
    format!(
        "<w:style w:type=\"paragraph\"{default} w:styleId=\"{}\"><w:name w:val=\"{}\"/>{based_on}<w:qFormat/>\
         <w:pPr>{}</w:pPr><w:rPr>{}</w:rPr></w:style>",
        style.id,
        style.name,
        style.layout.properties(style.face.half_points),
        style.face.properties()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_characters_of_size_three_are_never_wider_than_two_cells_of_the_grid() {
        // 156 mm in 28 cells: 8844 / 28 = 315.86 each.
        assert_eq!(width(200, 32), 631);
    }
}
