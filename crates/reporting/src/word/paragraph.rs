//! Paragraphs: runs of text, breaks, fields, bookmarks, pictures.

use std::fmt::Write as _;

use super::font::{self, Reach};
use super::measure::Measure;
use super::pages::Extent;
use super::picture::{self, Picture};
use super::style::{Face, Line, Style, spacing};
use super::xml::{escaped, push_character};

/// A paragraph in the making.
#[derive(Debug, Clone)]
pub(crate) struct Paragraph {
    style: &'static Style,
    /// Of the section that ends with it.
    pub(super) section: String,
    begins_page: bool,
    /// Beyond what the style says.
    keeps_next: bool,
    /// In place of what the style has.
    room_after: Option<u16>,
    content: String,
    measure: Measure,
    /// What stays free on either side beyond what the style leaves, in twentieths of a point.
    sides: u32,
    /// Height of its pictures, in twentieths of a point.
    picture: u32,
    first_bookmark: Option<u32>,
}

/// 156 mm: the width of the text between the margins of official documents.
const WIDTH: u32 = 8_844;
/// What a line with a picture takes beside it.
const BESIDE_PICTURE: u32 = 40;

/// What stands in a run of characters that need the same font.
struct Run<'a> {
    properties: &'a str,
    open: bool,
}

impl Paragraph {
    /// An empty one.
    pub(crate) fn new(style: &'static Style) -> Self {
        Self {
            style,
            section: String::new(),
            begins_page: false,
            keeps_next: false,
            room_after: None,
            content: String::new(),
            measure: Measure::new(style, WIDTH),
            sides: 0,
            picture: 0,
            first_bookmark: None,
        }
    }

    /// An empty one that will hold this text: where that takes several lines, they are about equally long (排列对称,
    /// 长短适宜: GB/T 9704-2012, 7.3.1). No break is put into the text, which a table of contents repeats.
    pub(crate) fn balanced(style: &'static Style, text: &str) -> Self {
        let lines = |room| {
            let mut measure = Measure::new(style, room);
            text.chars()
                .for_each(|character| measure.put(character, style.face));
            measure.lines()
        };
        let (needed, character) = (lines(WIDTH), u32::from(style.face.half_points) * 10);
        let mut room = WIDTH;
        while needed > 1 && room > 2 * character && lines(room - character) == needed {
            room -= character;
        }
        // Half a character more, since programs differ a little in how wide they set a line.
        let room = WIDTH.min(room + character / 2);
        Self {
            measure: Measure::new(style, room),
            sides: (WIDTH - room) / 2,
            ..Self::new(style)
        }
    }

    /// One that holds this text.
    pub(crate) fn of(style: &'static Style, text: &str) -> Self {
        Self::new(style).text(text)
    }

    /// Begins a page with it.
    #[must_use]
    pub(crate) const fn on_new_page(mut self) -> Self {
        self.begins_page = true;
        self
    }

    /// Has it stand, as a whole, on the page on which the next one begins.
    pub(crate) const fn keep_with_next(&mut self) {
        self.keeps_next = true;
    }

    /// Whether a picture stands in it.
    pub(crate) const fn has_picture(&self) -> bool {
        self.picture > 0
    }

    /// What it takes on a page, in twentieths of a point.
    pub(crate) fn height(&self) -> u32 {
        let extent = self.extent();
        extent.before + extent.lines * extent.line + extent.after
    }

    /// Leaves this room after it, in twentieths of a point, in place of what the style leaves.
    #[must_use]
    pub(crate) const fn with_room_after(mut self, room: u16) -> Self {
        self.room_after = Some(room);
        self
    }

    /// Adds text as the style has it. `\n` becomes a line break, a tab a tab; nothing is left out.
    #[must_use]
    pub(crate) fn text(self, text: &str) -> Self {
        let face = self.style.face;
        self.runs(face, "", text)
    }

    /// Adds text that looks otherwise.
    #[must_use]
    pub(crate) fn text_as(self, face: Face, text: &str) -> Self {
        self.runs(face, &face.properties(), text)
    }

    fn runs(mut self, face: Face, properties: &str, text: &str) -> Self {
        let mut now = Reach::Usual;
        let mut own = of_reach(face, properties, now);
        let mut run = Run {
            properties: &own,
            open: false,
        };
        for character in text.chars() {
            let reach = font::reach(character);
            if reach != now && reach != Reach::Joined {
                run.close(&mut self.content);
                now = reach;
                own = of_reach(face, properties, now);
                run = Run {
                    properties: &own,
                    open: false,
                };
            }
            run.put(&mut self.content, character);
            self.measure.put(character, face);
        }
        run.close(&mut self.content);
        self
    }

    /// Marks everything added by `inside` with a name for references; the number must be unique in the document.
    #[must_use]
    pub(crate) fn bookmarked(mut self, number: u32, inside: impl FnOnce(Self) -> Self) -> Self {
        let name = bookmark(number);
        self.first_bookmark = self.first_bookmark.or(Some(number));
        let _ = write!(
            self.content,
            "<w:bookmarkStart w:id=\"{number}\" w:name=\"{name}\"/>"
        );
        let mut paragraph = inside(self);
        let _ = write!(paragraph.content, "<w:bookmarkEnd w:id=\"{number}\"/>");
        paragraph
    }

    /// Makes everything added by `inside` a link to a bookmark of this document.
    #[must_use]
    pub(crate) fn linked(mut self, number: u32, inside: impl FnOnce(Self) -> Self) -> Self {
        let name = bookmark(number);
        let _ = write!(self.content, "<w:hyperlink w:anchor=\"{name}\" w:history=\"1\">");
        let mut paragraph = inside(self);
        paragraph.content += "</w:hyperlink>";
        paragraph
    }

    /// A field, with what it shows until it is computed.
    #[must_use]
    pub(crate) fn field(self, instruction: &str, shown: &str) -> Self {
        let mut paragraph = self.field_begins(instruction);
        paragraph = paragraph.text(shown);
        paragraph.field_ends()
    }

    /// The page on which a bookmark stands.
    #[must_use]
    pub(crate) fn page_of(self, number: u32, shown: &str) -> Self {
        self.field(&format!("PAGEREF {} \\h", bookmark(number)), shown)
    }

    /// Begins a field that ends in this or a later paragraph; what follows is what it shows.
    #[must_use]
    pub(super) fn field_begins(mut self, instruction: &str) -> Self {
        let _ = write!(
            self.content,
            "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText xml:space=\"preserve\"> {} \
             </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>",
            escaped(instruction)
        );
        self
    }

    /// Ends the field.
    #[must_use]
    pub(super) fn field_ends(mut self) -> Self {
        self.content += "<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>";
        self
    }

    /// Adds a picture in the line.
    #[must_use]
    pub(crate) fn picture(mut self, picture: &Picture) -> Self {
        self.picture = self.picture.max(picture.height());
        self.drawing(&picture::element(picture))
    }

    /// Adds an element of a run that this writer has no word for, for example the drawing of a chart.
    #[must_use]
    pub(crate) fn drawing(mut self, element: &str) -> Self {
        let _ = write!(self.content, "<w:r>{element}</w:r>");
        self
    }

    /// The element.
    pub(super) fn push(&self, out: &mut String) {
        let page = if self.begins_page {
            "<w:pageBreakBefore/>"
        } else {
            ""
        };
        let keep = if self.keeps_next {
            "<w:keepNext/><w:keepLines/>"
        } else {
            ""
        };
        let (id, section, content) = (self.style.id, &self.section, &self.content);
        let layout = &self.style.layout;
        let room = self.room_after.map_or_else(String::new, |after| {
            spacing(layout.line, (layout.around.0, after))
        });
        let sides = match self.sides {
            0 => String::new(),
            sides => format!(
                "<w:ind w:leftChars=\"0\" w:left=\"{sides}\" w:rightChars=\"0\" w:right=\"{sides}\"/>"
            ),
        };
        let _ = write!(
            out,
            "<w:p><w:pPr><w:pStyle w:val=\"{id}\"/>{keep}{page}{room}{sides}{section}</w:pPr>{content}</w:p>"
        );
    }

    /// What it takes on a page.
    pub(super) fn extent(&self) -> Extent {
        let layout = &self.style.layout;
        let line = match layout.line {
            Line::Exact(height) => u32::from(height),
            Line::Content => self.picture + BESIDE_PICTURE,
        };
        Extent {
            lines: self.measure.lines(),
            line,
            before: u32::from(layout.around.0),
            after: u32::from(self.room_after.unwrap_or(layout.around.1)),
            keep_next: layout.keep_next || self.keeps_next,
            new_page: self.begins_page || layout.new_page,
            bookmark: self.first_bookmark,
        }
    }
}

/// The name of a bookmark.
pub(super) fn bookmark(number: u32) -> String {
    format!("_Toc{number:08}")
}

/// Run properties with a font that has the characters.
fn of_reach(face: Face, properties: &str, reach: Reach) -> String {
    let fonts = match face.font.reaching(reach) {
        None if properties.is_empty() => "<w:rFonts w:hint=\"eastAsia\"/>".to_owned(),
        None => return format!("<w:rPr>{properties}</w:rPr>"),
        Some(name) => format!(
            "<w:rFonts w:ascii=\"{name}\" w:hAnsi=\"{name}\" w:eastAsia=\"{name}\" w:cs=\"{name}\" \
             w:hint=\"eastAsia\"/>"
        ),
    };
    let rest = properties.split_once("/>").map_or("", |(_, rest)| rest);
    format!("<w:rPr>{fonts}{rest}</w:rPr>")
}

impl Run<'_> {
    fn put(&mut self, out: &mut String, character: char) {
        let element = match character {
            '\n' | '\r' => "<w:br/>",
            '\t' => "<w:tab/>",
            _ => "",
        };
        if element.is_empty() {
            if !self.open {
                let _ = write!(out, "<w:r>{}<w:t xml:space=\"preserve\">", self.properties);
                self.open = true;
            }
            push_character(out, character);
        } else {
            self.close(out);
            let _ = write!(out, "<w:r>{}{element}</w:r>", self.properties);
        }
    }

    fn close(&mut self, out: &mut String) {
        if self.open {
            out.push_str("</w:t></w:r>");
            self.open = false;
        }
    }
}
