//! Names of files: chosen among the candidates, made safe, or made from the content.

use crate::charset;
use crate::params::Parameterised;

/// The name that the sender gave, and `None` when there is none.
///
/// Order: `filename*`, `filename`, `name*`, `name`; a candidate that stands in for a name comes after the others, one
/// that cannot be decoded last.
pub(crate) fn given(disposition: &Parameterised, content_type: &Parameterised) -> Option<String> {
    let candidates: Vec<String> = disposition
        .texts("filename")
        .into_iter()
        .chain(content_type.texts("name"))
        .map(|name| safe(&name))
        .filter(|name| !name.is_empty())
        .collect();
    let telling = candidates.iter().find(|name| !is_substitute(name));
    let readable = candidates.iter().find(|name| !name.contains('\u{FFFD}'));
    telling.or(readable).or_else(|| candidates.first()).cloned()
}

/// What programs write for a name that they could not read: QQ Mail `tcmime.1.2.bin`, Outlook `ATT00001.dat`, others
/// question marks.
fn is_substitute(name: &str) -> bool {
    let lower = name.to_lowercase();
    let (stem, ending) = lower.rsplit_once('.').unwrap_or((&lower, ""));
    let numbered = stem
        .strip_prefix("att")
        .is_some_and(|number| number.len() == 5 && number.chars().all(|c| c.is_ascii_digit()));
    let is_tcmime = stem.starts_with("tcmime.") && ending == "bin";
    name.contains('\u{FFFD}') || numbered || is_tcmime || stem.chars().all(|c| c == '?')
}

/// A name for the `place`-th file (from 1) of a letter, which has none: `附件1.docx`.
pub(crate) fn made(place: usize, content_type: &str, bytes: &[u8]) -> String {
    let extension = sniffed(bytes).or_else(|| declared(content_type)).unwrap_or("bin");
    format!("附件{place}.{extension}")
}

/// Text on one line, NFC, without control characters and marks of direction.
pub(crate) fn one_line(text: &str) -> String {
    let spaced: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .filter(|c| !is_invisible(*c))
        .collect();
    charset::nfc(spaced.trim())
}

/// A name without path, control and direction characters, NFC; empty when nothing is left.
pub(crate) fn safe(name: &str) -> String {
    let shown: String = name
        .chars()
        .filter(|c| !c.is_control() && !is_invisible(*c))
        .collect();
    let last = shown.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    if last.chars().all(|c| c == '.') {
        String::new()
    } else {
        charset::nfc(last)
    }
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{FEFF}')
        || ('\u{202A}'..='\u{202E}').contains(&c)
        || ('\u{2066}'..='\u{2069}').contains(&c)
}

fn sniffed(bytes: &[u8]) -> Option<&'static str> {
    let magics: [(&[u8], &str); 14] = [
        (b"%PDF-", "pdf"),
        (b"\xFF\xD8\xFF", "jpg"),
        (b"\x89PNG\r\n", "png"),
        (b"GIF8", "gif"),
        (b"BM", "bmp"),
        (b"II*\0", "tif"),
        (b"MM\0*", "tif"),
        (b"Rar!", "rar"),
        (b"7z\xBC\xAF\x27\x1C", "7z"),
        (b"{\\rtf", "rtf"),
        (b"x\x9F>\"", "dat"),
        (b"BEGIN:VCALENDAR", "ics"),
        (b"BEGIN:VCARD", "vcf"),
        (b"\x1F\x8B", "gz"),
    ];
    let has = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    if bytes.starts_with(b"PK\x03\x04") {
        let parts: [(&[u8], &str); 3] = [(b"word/", "docx"), (b"xl/", "xlsx"), (b"ppt/", "pptx")];
        return Some(
            parts
                .iter()
                .find(|(part, _)| has(part))
                .map_or("zip", |(_, extension)| extension),
        );
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        let streams: [(&[u8], &str); 3] = [
            (b"W\0o\0r\0d\0D\0", "doc"),
            (b"W\0o\0r\0k\0b\0", "xls"),
            (b"P\0o\0w\0e\0r\0P\0", "ppt"),
        ];
        return Some(
            streams
                .iter()
                .find(|(name, _)| has(name))
                .map_or("ole", |(_, extension)| extension),
        );
    }
    match bytes.get(4..12) {
        Some(b"ftypheic" | b"ftypmif1") => return Some("heic"),
        Some(b"ftypqt  ") => return Some("mov"),
        Some(brand) if brand.starts_with(b"ftyp") => return Some("mp4"),
        _ => {}
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Some("webp");
    }
    magics
        .iter()
        .find(|(magic, _)| bytes.starts_with(magic))
        .map(|(_, extension)| *extension)
}

fn declared(content_type: &str) -> Option<&'static str> {
    Some(match content_type {
        "text/plain" => "txt",
        "text/html" => "html",
        "text/csv" => "csv",
        "text/calendar" => "ics",
        "message/rfc822" | "message/global" => "eml",
        "application/msword" => "doc",
        "application/vnd.ms-excel" => "xls",
        "image/heic" => "heic",
        "audio/mpeg" => "mp3",
        "video/mp4" => "mp4",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(disposition: &str, content_type: &str) -> Option<String> {
        given(
            &Parameterised::parse(disposition.as_bytes()),
            &Parameterised::parse(content_type.as_bytes()),
        )
    }

    #[test]
    fn the_order_is_extended_before_plain_and_disposition_before_type() {
        let disposition = "attachment; filename=b.doc; filename*=utf-8''a.doc";
        assert_eq!(name(disposition, "x/y; name=c.doc").unwrap(), "a.doc");
        assert_eq!(
            name("attachment; filename=b.doc", "x/y; name=c.doc").unwrap(),
            "b.doc"
        );
        assert_eq!(name("attachment", "x/y; name=c.doc").unwrap(), "c.doc");
        assert_eq!(name("attachment", "x/y"), None);
    }

    #[test]
    fn a_candidate_that_can_be_decoded_is_preferred() {
        let disposition = "attachment; filename*=utf-8''%E8%A1%FF%FF%FF.doc";
        assert_eq!(
            name(disposition, "x/y; name=\"=?utf-8?B?6KGo?=.doc\"").unwrap(),
            "表.doc"
        );
    }

    #[test]
    fn what_stands_in_for_a_name_is_taken_when_there_is_no_other() {
        let named = "x/y; name=\"=?utf-8?B?6KGo?=.doc\"";
        for substitute in ["tcmime.12.34.bin", "ATT00001.dat", "????.doc"] {
            let disposition = format!("attachment; filename=\"{substitute}\"");
            assert_eq!(name(&disposition, named).unwrap(), "表.doc");
            assert_eq!(name(&disposition, "x/y").unwrap(), substitute);
        }
        assert_eq!(
            name("attachment; filename=attach.doc", named).unwrap(),
            "attach.doc"
        );
    }

    #[test]
    fn paths_controls_and_direction_marks_are_removed() {
        assert_eq!(
            name("a; filename=\"C:\\x\\表\u{202E}cod.exe\"", "").unwrap(),
            "表cod.exe"
        );
        assert_eq!(name("a; filename=\"../../etc/passwd\"", "").unwrap(), "passwd");
        assert_eq!(name("a; filename=\"..\"", ""), None);
    }

    #[test]
    fn a_nameless_file_is_named_by_its_content() {
        assert_eq!(made(2, "application/octet-stream", b"%PDF-1.4"), "附件2.pdf");
        assert_eq!(
            made(1, "application/octet-stream", b"PK\x03\x04....word/document.xml"),
            "附件1.docx"
        );
        assert_eq!(made(1, "text/calendar", b"x"), "附件1.ics");
        assert_eq!(made(1, "x/y", b""), "附件1.bin");
    }
}
