//! Text of one paragraph: runs, fields, tracked changes.

use std::borrow::Cow;

use memchr::memchr3;

use super::body::{Story, choice};
use super::styles::{Style, toggle};
use crate::document::Block;
use crate::read::limits::Refusal;
use crate::read::xml::Node;

/// A paragraph while it is read.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) text: String,
    /// Blocks of text boxes anchored here.
    pub(super) boxes: Vec<Block>,
    bold_runs: usize,
    plain_runs: usize,
}

/// Where a complex field is: its instruction is not text, its result is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Instruction,
    Result,
}

impl Draft {
    pub(super) fn is_bold(&self) -> bool {
        self.bold_runs > 0 && self.plain_runs == 0
    }

    fn push(&mut self, text: &str, bold: bool) {
        self.text.push_str(text);
        if !text.chars().all(char::is_whitespace) {
            if bold {
                self.bold_runs += 1;
            } else {
                self.plain_runs += 1;
            }
        }
    }
}

impl Story<'_, '_, '_> {
    /// Reads what stands in a paragraph or in an element inside it that is transparent for its text.
    pub(super) fn runs(
        &mut self,
        container: Node<'_>,
        style: Style,
        draft: &mut Draft,
    ) -> Result<(), Refusal> {
        for node in container.children() {
            match node.name() {
                "w:r" => self.run(node, style, draft)?,
                "w:ins" | "w:moveTo" | "w:hyperlink" | "w:smartTag" | "w:customXml" | "w:fldSimple"
                | "w:dir" | "w:bdo" => self.runs(node, style, draft)?,
                "w:sdt" => self.inside_control(node, |story, content| story.runs(content, style, draft))?,
                "mc:AlternateContent" => {
                    if let Some(choice) = choice(node) {
                        self.runs(choice, style, draft)?;
                    }
                }
                "m:oMath" | "m:oMathPara" => self.formula(node, draft),
                _ => {}
            }
        }
        Ok(())
    }

    fn run(&mut self, run: Node<'_>, style: Style, draft: &mut Draft) -> Result<(), Refusal> {
        let properties = run.child("w:rPr");
        let own = properties
            .and_then(|node| node.child("w:rStyle"))
            .and_then(|node| node.attribute("w:val"));
        let named = self.styles.named(own);
        let switch = |name, named: Option<bool>, of_paragraph: Option<bool>| {
            let own = properties.and_then(|properties| toggle(properties, name));
            own.or(named).or(of_paragraph).unwrap_or(false)
        };
        if switch("w:vanish", named.hidden, style.hidden) {
            self.fields_of(run);
            return Ok(());
        }
        let bold = switch("w:b", named.bold, style.bold);
        self.pieces(run, style, draft, bold)
    }

    fn pieces(&mut self, run: Node<'_>, style: Style, draft: &mut Draft, bold: bool) -> Result<(), Refusal> {
        for node in run.children() {
            match node.name() {
                "w:fldChar" => self.field(node),
                "mc:AlternateContent" => {
                    if let Some(choice) = choice(node) {
                        self.pieces(choice, style, draft, bold)?;
                    }
                }
                "w:drawing" | "w:pict" => self.shapes(node, draft)?,
                "w:ruby" => {
                    if let Some(base) = node.child("w:rubyBase") {
                        self.runs(base, style, draft)?;
                    }
                }
                _ if self.is_silent() => {}
                "w:t" => draft.push(&text_of(node), bold),
                "w:tab" | "w:ptab" => draft.text.push('\t'),
                "w:br" | "w:cr" => draft.text.push('\n'),
                "w:noBreakHyphen" => draft.text.push('-'),
                "w:footnoteReference" | "w:endnoteReference" => self.note(node, draft)?,
                "w:sym" => draft.text.extend(symbol(node)),
                _ => {}
            }
        }
        Ok(())
    }

    fn is_silent(&self) -> bool {
        self.prompts > 0 || self.fields.contains(&Field::Instruction)
    }

    fn field(&mut self, node: Node<'_>) {
        match node.attribute("w:fldCharType") {
            Some("begin") => self.fields.push(Field::Instruction),
            Some("separate") => {
                if let Some(field) = self.fields.last_mut() {
                    *field = Field::Result;
                }
            }
            Some("end") => {
                self.fields.pop();
            }
            Some(_) | None => {}
        }
    }

    fn fields_of(&mut self, run: Node<'_>) {
        for node in run.children().filter(|node| node.name() == "w:fldChar") {
            self.field(node);
        }
    }

    fn formula(&self, node: Node<'_>, draft: &mut Draft) {
        for child in node.children() {
            if child.name() == "m:t" && !self.is_silent() {
                draft.text.push_str(&child.text());
            } else {
                self.formula(child, draft);
            }
        }
    }
}

/// Without `xml:space="preserve"` the blanks at both ends belong to the layout of the file.
fn text_of(node: Node<'_>) -> Cow<'_, str> {
    let laid_out = |c: char| matches!(c, '\n' | '\r' | '\t');
    let text = match node.only_text() {
        Some(text) if memchr3(b'\n', b'\r', b'\t', text.as_bytes()).is_none() => Cow::Borrowed(text),
        Some(_) | None => Cow::Owned(node.text().replace(laid_out, " ")),
    };
    match text {
        text if node.attribute("xml:space") == Some("preserve") => text,
        Cow::Borrowed(text) => Cow::Borrowed(text.trim_matches(' ')),
        Cow::Owned(text) => Cow::Owned(text.trim_matches(' ').to_owned()),
    }
}

/// Check marks and boxes of the symbol fonts, letters and signs of the font Symbol; other symbols have no text.
fn symbol(node: Node<'_>) -> Option<char> {
    let font = node.attribute("w:font")?;
    let code = u32::from_str_radix(node.attribute("w:char")?, 16).ok()?;
    let two = font == "Wingdings 2";
    match (code & 0xFF, font.starts_with("Wingdings")) {
        (0x52, true) if two => Some('☑'),
        (0x50, true) if two => Some('✓'),
        (0xA3, true) if two => Some('□'),
        (0xFE, true) => Some('☑'),
        (0xFC, true) => Some('✓'),
        (0xFD, true) => Some('☒'),
        (0xA8 | 0x6F, true) => Some('□'),
        (_, true) => None,
        (place, false) if font == "Symbol" && (code == place || code == 0xF000 + place) => {
            SIGNS.iter().find(|(at, _)| *at == place).map(|(_, sign)| *sign)
        }
        (_, false) => char::from_u32(code).filter(|_| !(0xE000..0xF900).contains(&code)),
    }
}

/// What the font Symbol has at the places that formulas in a text use.
const SIGNS: [(u32, char); 58] = [
    (0x25, '%'),
    (0x2A, '∗'),
    (0x2B, '+'),
    (0x2D, '−'),
    (0x3C, '<'),
    (0x3D, '='),
    (0x3E, '>'),
    (0x7E, '∼'),
    (0x44, 'Δ'),
    (0x46, 'Φ'),
    (0x47, 'Γ'),
    (0x4C, 'Λ'),
    (0x50, 'Π'),
    (0x51, 'Θ'),
    (0x53, 'Σ'),
    (0x57, 'Ω'),
    (0x59, 'Ψ'),
    (0x61, 'α'),
    (0x62, 'β'),
    (0x63, 'χ'),
    (0x64, 'δ'),
    (0x65, 'ε'),
    (0x66, 'φ'),
    (0x67, 'γ'),
    (0x68, 'η'),
    (0x6A, 'ϕ'),
    (0x6B, 'κ'),
    (0x6C, 'λ'),
    (0x6D, 'μ'),
    (0x6E, 'ν'),
    (0x70, 'π'),
    (0x71, 'θ'),
    (0x72, 'ρ'),
    (0x73, 'σ'),
    (0x74, 'τ'),
    (0x77, 'ω'),
    (0x78, 'ξ'),
    (0x79, 'ψ'),
    (0x7A, 'ζ'),
    (0xA2, '′'),
    (0xA3, '≤'),
    (0xA5, '∞'),
    (0xAB, '↔'),
    (0xAC, '←'),
    (0xAD, '↑'),
    (0xAE, '→'),
    (0xAF, '↓'),
    (0xB0, '°'),
    (0xB1, '±'),
    (0xB3, '≥'),
    (0xB4, '×'),
    (0xB7, '•'),
    (0xB8, '÷'),
    (0xB9, '≠'),
    (0xBA, '≡'),
    (0xBB, '≈'),
    (0xD6, '√'),
    (0xD7, '⋅'),
];
