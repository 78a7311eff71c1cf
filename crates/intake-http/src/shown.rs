//! Names that strangers chose, made safe to show and to put into a header.

use std::fmt::Write as _;

/// A name without control, direction and invisible characters: they could make `exe.docx` of `xcod.exe`.
pub(crate) fn name(raw: &str) -> String {
    let cleaned: String = raw.chars().filter(|c| !is_deceptive(*c)).collect();
    let trimmed = cleaned.trim();
    if trimmed.is_empty() {
        "（无名称）".to_owned()
    } else {
        trimmed.to_owned()
    }
}

/// The last part of a path: old browsers send the whole one.
pub(crate) fn base_name(raw: &str) -> &str {
    raw.rsplit(['/', '\\']).next().unwrap_or(raw)
}

/// `Content-Disposition` of a download with any name (RFC 6266, RFC 8187). `plain` is for old programs, ASCII only.
pub(crate) fn attachment(full: &str, plain: &str) -> String {
    format!("attachment; {}", file_name(full, plain))
}

/// The same of a file that the browser shows.
pub(crate) fn inline(full: &str, plain: &str) -> String {
    format!("inline; {}", file_name(full, plain))
}

fn file_name(full: &str, plain: &str) -> String {
    let mut encoded = String::new();
    for byte in name(base_name(full)).bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing into a String never fails.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    format!("filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

fn is_deceptive(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{061C}'
            | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
}

#[cfg(test)]
mod tests {
    use super::{attachment, base_name, name};

    #[test]
    fn shown_names_hide_nothing() {
        assert_eq!(name("a\u{202E}cod.exe\r\n"), "acod.exe");
        assert_eq!(name("\u{0}"), "（无名称）");
        assert_eq!(base_name(r"C:\文件\表.docx"), "表.docx");
    }

    #[test]
    fn a_download_keeps_its_chinese_name() {
        assert_eq!(
            attachment("../台账 1.xlsx", "ledger.xlsx"),
            "attachment; filename=\"ledger.xlsx\"; filename*=UTF-8''%E5%8F%B0%E8%B4%A6%201.xlsx"
        );
    }
}
