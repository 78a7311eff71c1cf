//! How many lines a text takes, by the rules by which word processors set Chinese: every character is as wide as its
//! font is high, Latin letters have the widths of Times New Roman, words stay whole, and some marks begin or end no
//! line.

use super::font::{self, Font, Reach};
use super::style::{Face, Style, indents};

/// Widths of Times New Roman from the space to the tilde, in thousandths of its size.
const TIMES: [u32; 95] = [
    250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278, 500, 500, 500, 500, 500,
    500, 500, 500, 500, 500, 278, 278, 564, 564, 564, 444, 921, 722, 667, 667, 722, 611, 556, 722, 722, 333,
    389, 722, 611, 889, 722, 722, 556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469,
    500, 333, 444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500, 500, 500, 333, 389,
    278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541,
];
/// What begins no line.
const NEVER_FIRST: &str =
    "!%),.:;>?]}¢¨°·ˇˉ―‖’”…‰′″›℃∶、。〃〉》」』】〕〗〞！＂％＇），．：；？］｀｜｝～￠";
/// What ends no line.
const NEVER_LAST: &str = "$([{£¥‘“〈《「『【〔〖〝＄（［｛￡￥";

/// What may hang over the margin instead of pulling the character before it to the next line.
const MAY_HANG: &str = "!,.:;?、。！，．：；？";

/// Lines in the making. Widths are in twentieths of a point.
#[derive(Debug, Clone)]
pub(super) struct Measure {
    /// Room of the current and of every later line.
    room: u32,
    later: u32,
    /// What stands in the current line.
    line: Vec<(char, u32)>,
    used: u32,
    /// Lines that are full.
    full: u32,
}

impl Measure {
    /// Lines between the margins of this page, indented as the style says.
    pub(super) fn new(style: &Style, page: u32) -> Self {
        let (first, sides) = indents(style);
        let later = page.saturating_sub(sides);
        Self {
            room: later.saturating_sub(first),
            later,
            line: Vec::new(),
            used: 0,
            full: 0,
        }
    }

    /// How many lines there are by now; an empty paragraph has one.
    pub(super) const fn lines(&self) -> u32 {
        self.full + 1
    }

    pub(super) fn put(&mut self, character: char, face: Face) {
        if matches!(character, '\n' | '\r') {
            self.line_ends();
            return;
        }
        let width = width(character, face);
        // Blanks hang over the margin, and so does one mark.
        let hangs = character == ' ' || (self.used <= self.room && MAY_HANG.contains(character));
        if self.used + self.gap(character, face) + width > self.room && !hangs {
            let rest = self.line.split_off(self.place_to_break(character));
            self.line_ends();
            for (character, width) in rest {
                self.push(character, width, face);
            }
        }
        self.push(character, width, face);
    }

    fn push(&mut self, character: char, width: u32, face: Face) {
        self.used += self.gap(character, face) + width;
        self.line.push((character, width));
    }

    /// What word processors put between Chinese and a Latin letter or a digit beside it.
    fn gap(&self, character: char, face: Face) -> u32 {
        match self.line.last() {
            Some((before, _)) if are_spaced(*before, character) => u32::from(face.half_points) * 2,
            Some(_) | None => 0,
        }
    }

    fn line_ends(&mut self) {
        self.line.clear();
        self.full += 1;
        self.used = 0;
        self.room = self.later;
    }

    /// How much of the line stays when this character no longer fits.
    fn place_to_break(&self, next: char) -> usize {
        let mut after = next;
        for (place, (before, _)) in self.line.iter().enumerate().rev() {
            if may_break(*before, after) {
                return place + 1;
            }
            after = *before;
        }
        self.line.len()
    }
}

fn may_break(before: char, after: char) -> bool {
    if before == ' ' || after == ' ' {
        return before == ' ' && after != ' ';
    }
    let is_word = |character: char| !is_wide(character);
    let opens = before == '-' || (before == '/' && after.is_ascii_alphabetic());
    let is_whole = (is_word(before) && is_word(after) && !opens)
        || (before == after && matches!(before, '—' | '…'))
        || font::reach(after) == Reach::Joined;
    !is_whole && !NEVER_FIRST.contains(after) && !NEVER_LAST.contains(before)
}

/// Whether the two are set apart by a fifth of a character.
fn are_spaced(before: char, after: char) -> bool {
    let is_chinese = |character: char| character >= '\u{2E80}';
    (is_chinese(before) && after.is_ascii_alphanumeric())
        || (before.is_ascii_alphanumeric() && is_chinese(after))
}

/// Whether it stands in a Chinese font and takes a whole square.
fn is_wide(character: char) -> bool {
    !matches!(character, '\0'..='\u{2FF}') || character == '·'
}

fn width(character: char, face: Face) -> u32 {
    let size = u32::from(face.half_points) * 10;
    let square = match character {
        _ if font::reach(character) == Reach::Joined => return 0,
        _ if is_wide(character) => size,
        ' '..='~' if face.font.latin() == Font::FangSong.latin() => {
            let place = usize::try_from(u32::from(character) - 0x20).unwrap_or_default();
            TIMES
                .get(place)
                .map_or(size / 2, |thousandths| size * thousandths / 1_000)
        }
        _ => size / 2,
    };
    square.saturating_add_signed(i32::from(face.spacing))
}

#[cfg(test)]
mod tests {
    use super::super::style::{Layout, Line};
    use super::*;

    static STYLE: Style = Style {
        id: "Normal",
        name: "Normal",
        face: Face::official(Font::FangSong),
        layout: Layout {
            first_line: 200,
            ..Layout::lines(Line::Exact(579))
        },
    };

    fn lines(text: &str) -> u32 {
        let mut measure = Measure::new(&STYLE, 8_844);
        text.chars()
            .for_each(|character| measure.put(character, STYLE.face));
        measure.lines()
    }

    #[test]
    fn a_line_holds_28_characters_and_the_first_26() {
        assert_eq!(lines(""), 1);
        assert_eq!(lines(&"永".repeat(26)), 1);
        assert_eq!(lines(&"永".repeat(27)), 2);
        assert_eq!(lines(&"永".repeat(26 + 28)), 2);
        assert_eq!(lines(&"永".repeat(26 + 28 + 1)), 3);
    }

    #[test]
    fn a_full_stop_begins_no_line_and_a_word_stays_whole() {
        let text = |begin: usize, end: &str| format!("{}{end}", "永".repeat(begin));
        // One mark hangs over the margin; of two, the last character before them goes with the second.
        assert_eq!(lines(&text(26, "。")), 1);
        assert_eq!(lines(&text(26, "。”")), 2);
        assert_eq!(lines(&format!("{}；；{}", "永".repeat(26), "永".repeat(25))), 2);
        assert_eq!(lines(&format!("{}；；{}", "永".repeat(26), "永".repeat(27))), 3);
        assert_eq!(lines(&text(25, "“永”")), 2);
        assert_eq!(lines(&format!("{}internationalisation", "永".repeat(20))), 2);
        assert_eq!(lines(&"w".repeat(200)), 6);
        assert_eq!(lines("一\n二\n三"), 3);
    }
}
