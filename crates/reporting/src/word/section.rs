//! Sections: paper, margins, document grid, page numbers.

use std::fmt::Write as _;

use super::xml::{DECLARATION, MAIN};

/// Margins of A4 in twentieths of a point.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Margins {
    /// 天头.
    pub(crate) top: u16,
    /// Right margin.
    pub(crate) right: u16,
    /// Bottom margin.
    pub(crate) bottom: u16,
    /// 订口.
    pub(crate) left: u16,
    /// From the lower edge of the paper to the foot.
    pub(crate) foot: u16,
}

/// 文档网格: lines on a page and characters in a line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Grid {
    /// Height of a line in twentieths of a point.
    pub(crate) line: u16,
    /// What is added to the width of each character, in 4,096ths of a point.
    pub(crate) character: i16,
}

/// How pages are numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Numbers {
    /// 1, 2, 3 from 1.
    Arabic,
    /// I, II, III from I.
    Roman,
}

/// Where a section begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    /// On the next page.
    NextPage,
    /// On the next right-hand page.
    OddPage,
}

/// What stands at the foot of its pages.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Foot {
    /// Nothing.
    Empty,
    /// — 1 —, right on odd pages and left on even ones.
    Numbered(Numbers),
}

/// A section.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Section {
    /// Where it begins.
    pub(crate) start: Start,
    /// Margins.
    pub(crate) margins: Margins,
    /// Grid.
    pub(crate) grid: Option<Grid>,
    /// Foot.
    pub(crate) foot: Foot,
}

impl Margins {
    /// GB/T 9704-2012: 37 mm above, 28 mm left, 35 mm below, 26 mm right. The dash of the page number stands 7 mm below
    /// the text: in the middle of a line of 18 points whose lower edge is 24.8 mm above that of the paper.
    pub(crate) const OFFICIAL: Self = Self {
        top: 2_098,
        right: 1_474,
        bottom: 1_984,
        left: 1_588,
        foot: 1_408,
    };
}

impl Grid {
    /// GB/T 9704-2012: 22 lines of 28 characters of 16 points in 156 mm × 225 mm.
    pub(crate) const OFFICIAL: Self = Self {
        line: 579,
        character: -849,
    };
}

/// Relations of the feet.
pub(super) const ODD: u32 = 1;
pub(super) const EVEN: u32 = 2;
const EMPTY_ODD: u32 = 3;
const EMPTY_EVEN: u32 = 4;

/// Parts of the feet with their relations.
pub(super) fn feet() -> [(u32, &'static str, String); 4] {
    [
        (ODD, "word/footer1.xml", foot("right", "right")),
        (EVEN, "word/footer2.xml", foot("left", "left")),
        (EMPTY_ODD, "word/footer3.xml", empty()),
        (EMPTY_EVEN, "word/footer4.xml", empty()),
    ]
}

const SONG: &str = "<w:rPr><w:rFonts w:ascii=\"宋体\" w:hAnsi=\"宋体\" w:eastAsia=\"宋体\" w:cs=\"宋体\" \
                    w:hint=\"eastAsia\"/><w:sz w:val=\"28\"/><w:szCs w:val=\"28\"/></w:rPr>";

/// 4号宋体 between dashes, one character from the margin.
fn foot(align: &str, side: &str) -> String {
    let mut runs = String::new();
    for content in [
        "<w:t xml:space=\"preserve\">— </w:t>",
        "<w:fldChar w:fldCharType=\"begin\"/>",
        "<w:instrText xml:space=\"preserve\"> PAGE </w:instrText>",
        "<w:fldChar w:fldCharType=\"separate\"/>",
        "<w:t>1</w:t>",
        "<w:fldChar w:fldCharType=\"end\"/>",
        "<w:t xml:space=\"preserve\"> —</w:t>",
    ] {
        let _ = write!(runs, "<w:r>{SONG}{content}</w:r>");
    }
    format!(
        "{DECLARATION}<w:ftr xmlns:w=\"{MAIN}\"><w:p><w:pPr><w:snapToGrid w:val=\"0\"/><w:spacing w:before=\"0\" \
         w:after=\"0\" w:line=\"360\" w:lineRule=\"exact\"/><w:ind w:{side}Chars=\"100\" w:{side}=\"280\" \
         w:firstLineChars=\"0\" w:firstLine=\"0\"/><w:jc w:val=\"{align}\"/></w:pPr>{runs}</w:p></w:ftr>"
    )
}

fn empty() -> String {
    format!(
        "{DECLARATION}<w:ftr xmlns:w=\"{MAIN}\"><w:p><w:pPr><w:spacing w:line=\"360\" w:lineRule=\"exact\"/>\
         </w:pPr></w:p></w:ftr>"
    )
}

impl Section {
    /// The properties.
    pub(super) fn element(&self) -> String {
        let (odd, even, numbers) = match self.foot {
            Foot::Empty => (EMPTY_ODD, EMPTY_EVEN, ""),
            Foot::Numbered(Numbers::Arabic) => (ODD, EVEN, "<w:pgNumType w:fmt=\"decimal\" w:start=\"1\"/>"),
            Foot::Numbered(Numbers::Roman) => {
                (ODD, EVEN, "<w:pgNumType w:fmt=\"upperRoman\" w:start=\"1\"/>")
            }
        };
        let start = match self.start {
            Start::NextPage => "nextPage",
            Start::OddPage => "oddPage",
        };
        let grid = self.grid.map_or_else(String::new, |grid| {
            format!(
                "<w:docGrid w:type=\"linesAndChars\" w:linePitch=\"{}\" w:charSpace=\"{}\"/>",
                grid.line, grid.character
            )
        });
        let Margins {
            top,
            right,
            bottom,
            left,
            foot,
        } = self.margins;
        format!(
            "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId{odd}\"/><w:footerReference w:type=\"even\" \
             r:id=\"rId{even}\"/><w:type w:val=\"{start}\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar \
             w:top=\"{top}\" w:right=\"{right}\" w:bottom=\"{bottom}\" w:left=\"{left}\" w:header=\"851\" \
             w:footer=\"{foot}\" w:gutter=\"0\"/>{numbers}{grid}</w:sectPr>"
        )
    }
}
