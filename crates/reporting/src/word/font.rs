//! Fonts by name, never embedded, and which of them has which character.
//!
//! The fonts of official documents hold the 6,763 characters of GB 2312 only. What they lack is asked of a font that
//! has it, run by run, so that a name is never printed as a box.

use std::sync::LazyLock;

use encoding_rs::GBK;

/// A font of official documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Font {
    /// 小标宋, for titles.
    Title,
    /// 黑体.
    Hei,
    /// 楷体.
    Kai,
    /// 仿宋, for the text.
    FangSong,
    /// 宋体, for page numbers.
    Song,
}

/// Which font of a family a character needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// The usual one.
    Usual,
    /// One that holds GBK.
    Wide,
    /// 宋体, which also holds Extension A and the compatibility ideographs.
    Basic,
    /// Extensions B to F.
    ExtensionB,
    /// Extension G and later.
    ExtensionG,
    /// Emoji.
    Emoji,
    /// Belongs to the character before it: variation selectors, joiners.
    Joined,
}

/// Every font that a document may name, with what stands in where it is missing: name, other names, PANOSE family.
pub(super) const TABLE: &[(&str, &str, &str)] = &[
    ("方正小标宋简体", "方正小标宋_GBK,宋体,SimSun", "roman"),
    ("黑体", "SimHei", "modern"),
    ("楷体_GB2312", "楷体,KaiTi", "modern"),
    ("楷体", "KaiTi", "modern"),
    ("仿宋_GB2312", "仿宋,FangSong", "modern"),
    ("仿宋", "FangSong", "modern"),
    ("宋体", "SimSun", "auto"),
    ("SimSun-ExtB", "宋体-ExtB", "modern"),
    ("SimSun-ExtG", "宋体-ExtG", "modern"),
    ("Segoe UI Emoji", "Noto Color Emoji", "swiss"),
    ("Times New Roman", "Liberation Serif", "roman"),
];

impl Font {
    /// The name for Chinese characters.
    pub(super) const fn chinese(self) -> &'static str {
        match self {
            Self::Title => "方正小标宋简体",
            Self::Hei => "黑体",
            Self::Kai => "楷体_GB2312",
            Self::FangSong => "仿宋_GB2312",
            Self::Song => "宋体",
        }
    }

    /// The name for Latin letters and digits.
    pub(super) const fn latin(self) -> &'static str {
        match self {
            Self::Hei => "黑体",
            Self::Song => "宋体",
            Self::Title | Self::Kai | Self::FangSong => "Times New Roman",
        }
    }

    /// The font that has such characters; `None`: this one.
    pub(super) const fn reaching(self, reach: Reach) -> Option<&'static str> {
        match (reach, self) {
            (Reach::Usual | Reach::Joined, _) | (Reach::Wide, Self::Hei | Self::Song) => None,
            (Reach::Wide, Self::Kai) => Some("楷体"),
            (Reach::Wide, Self::FangSong) => Some("仿宋"),
            (Reach::Wide, Self::Title) | (Reach::Basic, _) => Some("宋体"),
            (Reach::ExtensionB, _) => Some("SimSun-ExtB"),
            (Reach::ExtensionG, _) => Some("SimSun-ExtG"),
            (Reach::Emoji, _) => Some("Segoe UI Emoji"),
        }
    }
}

/// Which of the first 65,536 characters stand in GB 2312, and which else in GBK.
static REPERTOIRE: LazyLock<Vec<Option<Reach>>> = LazyLock::new(|| {
    let mut known = vec![None; 0x1_0000];
    for lead in 0x81..=0xFE_u8 {
        for trail in (0x40..=0xFE_u8).filter(|trail| *trail != 0x7F) {
            let reach = if (0xA1..=0xF7).contains(&lead) && trail >= 0xA1 {
                Reach::Usual
            } else {
                Reach::Wide
            };
            let pair = [lead, trail];
            let (text, _, failed) = GBK.decode(&pair);
            let place = text
                .chars()
                .next()
                .and_then(|c| usize::try_from(u32::from(c)).ok());
            if let Some(slot) = place.filter(|_| !failed).and_then(|place| known.get_mut(place)) {
                *slot = Some(reach);
            }
        }
    }
    known
});

/// What a character needs.
pub(super) fn reach(character: char) -> Reach {
    match character {
        '\0'..='\u{2DF}' => Reach::Usual,
        '\u{200D}' | '\u{20E3}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0000}'..='\u{E0FFF}' => Reach::Joined,
        '\u{1F000}'..='\u{1FAFF}' => Reach::Emoji,
        '\u{20000}'..='\u{2FFFF}' => Reach::ExtensionB,
        '\u{30000}'..='\u{3FFFF}' => Reach::ExtensionG,
        _ => of_the_basic_plane(character),
    }
}

fn of_the_basic_plane(character: char) -> Reach {
    let known = usize::try_from(u32::from(character))
        .ok()
        .and_then(|place| REPERTOIRE.get(place).copied())
        .flatten();
    match (known, character) {
        (Some(known), _) => known,
        (None, '\u{2600}'..='\u{27BF}' | '\u{2B00}'..='\u{2BFF}') => Reach::Emoji,
        (None, '\u{2E80}'..='\u{9FFF}' | '\u{E000}'..='\u{FAFF}') => Reach::Basic,
        (None, _) => Reach::Usual,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_the_usual_fonts_lack_are_known() {
        let reaches: Vec<Reach> = "中，①A喆镕㐂𠮷𰻞😀❤".chars().map(reach).collect();
        assert_eq!(
            reaches,
            [
                Reach::Usual,
                Reach::Usual,
                Reach::Usual,
                Reach::Usual,
                Reach::Wide,
                Reach::Wide,
                Reach::Basic,
                Reach::ExtensionB,
                Reach::ExtensionG,
                Reach::Emoji,
                Reach::Emoji
            ]
        );
        assert_eq!(reach('\u{FE0F}'), Reach::Joined);
        assert_eq!(Font::FangSong.reaching(Reach::Wide), Some("仿宋"));
        assert_eq!(Font::Hei.reaching(Reach::Wide), None);
    }

    #[test]
    fn every_font_that_may_be_asked_for_is_in_the_table() {
        for font in [Font::Title, Font::Hei, Font::Kai, Font::FangSong, Font::Song] {
            let others = [
                Reach::Wide,
                Reach::Basic,
                Reach::ExtensionB,
                Reach::ExtensionG,
                Reach::Emoji,
            ];
            let names = others.into_iter().filter_map(|reach| font.reaching(reach));
            for name in names.chain([font.chinese(), font.latin()]) {
                assert!(TABLE.iter().any(|(known, _, _)| *known == name), "{name}");
            }
        }
    }
}
