//! File names and paths that every system can unpack: Windows is the strictest, Linux counts bytes.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization as _;

/// Longest step of a path, in UTF-16 units: Explorer unpacks below a folder of its own within 260.
const LONGEST_STEP: usize = 80;
/// Longest step, in bytes of UTF-8: file systems of Linux take 255.
const LONGEST_STEP_BYTES: usize = 240;
/// Longest name of a folder, in UTF-16 units.
const LONGEST_FOLDER: usize = 40;
/// Longest ending of a file, in characters.
const LONGEST_ENDING: usize = 10;

/// The paths given out in one archive.
#[derive(Debug, Default)]
pub(super) struct Paths {
    taken: BTreeSet<String>,
    /// The last number given behind a stem: a thousand files of one name are not counted from the beginning each time.
    last: BTreeMap<String, u32>,
}

impl Paths {
    /// `folder/stem.ending`, with `（2）` and so on behind the stem where another file has that path already, also when
    /// case and composition of characters do not count. `folder` comes from [`folder`] or is a name of ours.
    pub(super) fn give(&mut self, folder: &str, stem: &str, ending: &str) -> String {
        let ending = match ending {
            "" => String::new(),
            ending => format!(".{ending}"),
        };
        let stem = tidy(stem);
        let path = |mark: &str| {
            let name = step(&stem, &format!("{mark}{ending}"), LONGEST_STEP);
            if folder.is_empty() {
                name
            } else {
                format!("{folder}/{name}")
            }
        };
        let mut given = path("");
        let wanted = key(&given);
        while !self.taken.insert(key(&given)) {
            let last = self.last.entry(wanted.clone()).or_insert(1);
            *last += 1;
            given = path(&format!("（{last}）"));
        }
        given
    }
}

/// What two paths share that are the same file on some system.
fn key(path: &str) -> String {
    let upper: String = path.nfc().flat_map(char::to_uppercase).collect();
    upper.to_lowercase().nfc().collect()
}

/// A name for a folder.
pub(super) fn folder(name: &str) -> String {
    step(&tidy(name), "", LONGEST_FOLDER)
}

/// The stem of a file's name and its ending without the dot, lower-case; no ending when it is none that a program would
/// know.
pub(super) fn stem_and_ending(name: &str) -> (String, String) {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name).trim();
    match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.trim().is_empty() && is_ending(ending) => {
            (stem.to_owned(), ending.to_ascii_lowercase())
        }
        _ => (name.to_owned(), String::new()),
    }
}

fn is_ending(text: &str) -> bool {
    (1..=LONGEST_ENDING).contains(&text.len()) && text.chars().all(|c| c.is_ascii_alphanumeric())
}

/// Without what no file name may hold, in NFC. Marks that Windows forbids become their full-width forms.
fn tidy(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    for character in text.nfc() {
        let character = match character {
            '<' => '＜',
            '>' => '＞',
            ':' => '：',
            '"' => '＂',
            '/' => '／',
            '\\' => '＼',
            '|' => '｜',
            '?' => '？',
            '*' => '＊',
            other if other.is_whitespace() => ' ',
            other => other,
        };
        let is_double_space = character == ' ' && name.ends_with(' ');
        if !is_double_space && !is_invisible(character) {
            name.push(character);
        }
    }
    name.trim().to_owned()
}

/// Control characters, marks of direction and width, and what is no character.
fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{FFFE}' | '\u{FFFF}')
}

/// One step of a path: shortened before `behind` where it is too long, never ending in a dot or a space, never the name
/// of a device.
fn step(stem: &str, behind: &str, longest: usize) -> String {
    let stem = stem.trim_end_matches(['.', ' ']);
    let stem = if stem.is_empty() { "未命名" } else { stem };
    let guard = if is_device(stem) { "_" } else { "" };
    let room = longest.saturating_sub(units(behind) + guard.len());
    let room_bytes = LONGEST_STEP_BYTES.saturating_sub(behind.len() + guard.len());
    format!("{guard}{}{behind}", shortened(stem, room, room_bytes))
}

/// The text, or its beginning and an ellipsis. The whole name stands in the archive's list.
fn shortened(text: &str, longest: usize, longest_bytes: usize) -> String {
    if units(text) <= longest && text.len() <= longest_bytes {
        return text.to_owned();
    }
    let (mut room, mut room_bytes) = (longest.saturating_sub(1), longest_bytes.saturating_sub(3));
    let mut short = String::new();
    for character in text.chars() {
        let left = room.checked_sub(character.len_utf16());
        let left_bytes = room_bytes.checked_sub(character.len_utf8());
        let (Some(left), Some(left_bytes)) = (left, left_bytes) else {
            break;
        };
        (room, room_bytes) = (left, left_bytes);
        short.push(character);
    }
    format!("{}…", short.trim_end_matches(['.', ' ']))
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Names that Windows keeps for devices, whatever ending follows (learn.microsoft.com, "Naming Files, Paths, and
/// Namespaces").
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim().to_ascii_uppercase();
    let is_port = |port: &str| {
        let number = stem
            .strip_prefix(port)
            .map(|rest| rest.chars().collect::<Vec<_>>());
        matches!(number.as_deref(), Some(['0'..='9' | '¹' | '²' | '³']))
    };
    matches!(
        stem.as_str(),
        "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$"
    ) || is_port("COM")
        || is_port("LPT")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(stem: &str, ending: &str) -> String {
        Paths::default().give("", stem, ending)
    }

    #[test]
    fn names_keep_to_the_rules_of_windows() {
        for (stem, ending, path) in [
            ("0001-华夏学会-张三-感悟", "docx", "0001-华夏学会-张三-感悟.docx"),
            (
                "甲<乙>:\"丙\"/丁\\戊|己?庚*",
                "txt",
                "甲＜乙＞：＂丙＂／丁＼戊｜己？庚＊.txt",
            ),
            ("CON", "txt", "_CON.txt"),
            ("con.照片", "jpg", "_con.照片.jpg"),
            ("Com1", "", "_Com1"),
            ("lpt³", "pdf", "_lpt³.pdf"),
            ("NUL ", "", "_NUL"),
            ("CONTENT", "txt", "CONTENT.txt"),
            ("COM10", "txt", "COM10.txt"),
            ("尾点...", "", "尾点"),
            ("尾空 . ", "jpg", "尾空.jpg"),
            ("..", "", "未命名"),
            (" \u{3000}\n", "doc", "未命名.doc"),
            ("照\u{202E}gpj\u{0}.\u{7}片", "exe", "照gpj.片.exe"),
            ("两  处\t空格", "", "两 处 空格"),
            ("e\u{301}", "", "é"),
        ] {
            assert_eq!(given(stem, ending), path, "{stem:?}");
        }
    }

    #[test]
    fn long_names_keep_their_ending_and_their_difference() {
        for long in [
            "题".repeat(300),
            "x".repeat(300),
            "𠮷".repeat(300),
            "é".repeat(300),
        ] {
            let mut paths = Paths::default();
            let all: Vec<String> = (0..12).map(|_| paths.give("附件", &long, "docx")).collect();
            for path in &all {
                let name = path.strip_prefix("附件/").unwrap();
                assert!(
                    units(name) <= LONGEST_STEP && name.len() <= LONGEST_STEP_BYTES,
                    "{name}"
                );
                assert!(name.contains('…') && name.rsplit_once('.').unwrap().1 == "docx");
            }
            assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 12);
            assert!(all[11].ends_with("（12）.docx"));
        }
    }

    #[test]
    fn paths_differ_also_where_case_and_composition_do_not_count() {
        let mut paths = Paths::default();
        let names = [
            "Photo",
            "PHOTO",
            "photo",
            "é",
            "e\u{301}",
            "E\u{301}",
            "ß",
            "SS",
            "photo（2）",
        ];
        let given: Vec<String> = names.iter().map(|name| paths.give("附件", name, "jpg")).collect();
        let folded: BTreeSet<String> = given.iter().map(|path| key(path)).collect();
        assert_eq!(folded.len(), names.len(), "{given:?}");
        assert_eq!(given[1], "附件/PHOTO（2）.jpg");
        assert_eq!(given[8], "附件/photo（2）（2）.jpg");
        assert_eq!(paths.give("原件", "photo", "jpg"), "原件/photo.jpg");
    }

    #[test]
    fn endings_are_those_that_programs_know() {
        for (name, stem, ending) in [
            ("感悟文章/张三.DOCX", "张三", "docx"),
            ("附件1.统计表", "附件1.统计表", ""),
            ("2022.10.24 照片", "2022.10.24 照片", ""),
            (".jpg", ".jpg", ""),
            ("C:\\照片\\a.jpeg", "a", "jpeg"),
            ("没有", "没有", ""),
        ] {
            assert_eq!(
                stem_and_ending(name),
                (stem.to_owned(), ending.to_owned()),
                "{name}"
            );
        }
    }
}
