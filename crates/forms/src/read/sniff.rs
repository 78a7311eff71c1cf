//! What a file is, by its first bytes. Names only say what it should have been.

use super::{Format, plain, web_archive, xml};

/// What a reader is chosen by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Zip,
    SevenZip,
    Rar,
    /// A letter in a file: winmail.dat (MS-OXTNEF 2.1.3.1), or an internet message.
    Letter,
    /// Word, Excel, WPS and Outlook files before 2007, and encrypted ones of today.
    Compound,
    Photo,
    Video,
    Html(String),
    /// A web page with its pictures in a single file.
    WebArchive,
    Text(String),
    Pdf,
    /// The parts of an office package in one XML file.
    Flat(String),
    /// A single file that a program must convert.
    Convertible(Format),
    /// A document in a format without a reader.
    Closed,
    Unknown,
}

pub(super) fn recognise(bytes: &[u8]) -> Kind {
    if is_zip(bytes) {
        Kind::Zip
    } else if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
        Kind::Compound
    } else if bytes.starts_with(b"7z\xBC\xAF\x27\x1C") {
        Kind::SevenZip
    } else if bytes.starts_with(b"Rar!\x1A\x07") {
        Kind::Rar
    } else if bytes.starts_with(b"\x78\x9F\x3E\x22") {
        Kind::Letter
    } else if is_pdf(bytes) {
        Kind::Pdf
    } else if bytes.starts_with(b"{\\rtf") {
        Kind::Convertible(Format::Rtf)
    } else if is_photo(bytes) {
        Kind::Photo
    } else if is_video(bytes) {
        Kind::Video
    } else {
        plain::decode(bytes).map_or_else(|| marked_up(bytes), text_kind)
    }
}

fn is_zip(bytes: &[u8]) -> bool {
    [&b"PK\x03\x04"[..], b"PK\x05\x06", b"PK\x07\x08PK\x03\x04"]
        .iter()
        .any(|magic| bytes.starts_with(magic))
}

/// Some programs write a line of their own before the header, which readers allow for.
fn is_pdf(bytes: &[u8]) -> bool {
    let head = bytes.get(..1024).unwrap_or(bytes);
    head.windows(5).any(|window| window == b"%PDF-")
}

fn at(bytes: &[u8], start: usize, magic: &[u8]) -> bool {
    bytes.get(start..).is_some_and(|rest| rest.starts_with(magic))
}

fn is_photo(bytes: &[u8]) -> bool {
    const BRANDS: [&[u8]; 8] = [
        b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif",
    ];
    let magic: [&[u8]; 6] = [
        b"\x89PNG\r\n\x1A\n",
        b"\xFF\xD8\xFF",
        b"GIF87a",
        b"GIF89a",
        b"II*\0",
        b"MM\0*",
    ];
    let heic = at(bytes, 4, b"ftyp") && BRANDS.iter().any(|brand| at(bytes, 8, brand));
    let webp = bytes.starts_with(b"RIFF") && at(bytes, 8, b"WEBP");
    // `BM` alone begins many texts: the reserved fields of a bitmap are zero.
    let bitmap = bytes.starts_with(b"BM") && at(bytes, 6, &[0; 4]);
    magic.iter().any(|magic| bytes.starts_with(magic)) || heic || webp || bitmap
}

fn is_video(bytes: &[u8]) -> bool {
    const AUDIO: [&[u8]; 3] = [b"M4A ", b"M4B ", b"M4P "];
    let magic: [&[u8]; 4] = [
        &[0x1A, 0x45, 0xDF, 0xA3],
        b"FLV\x01",
        &[0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11],
        &[0, 0, 1, 0xBA],
    ];
    let mp4 = at(bytes, 4, b"ftyp") && !AUDIO.iter().any(|brand| at(bytes, 8, brand));
    let old_mov = [&b"moov"[..], b"mdat", b"wide"]
        .iter()
        .any(|kind| at(bytes, 4, kind));
    let avi = bytes.starts_with(b"RIFF") && at(bytes, 8, b"AVI ");
    magic.iter().any(|magic| bytes.starts_with(magic)) || mp4 || old_mov || avi
}

/// The lines of the header that a text begins with, if it does.
fn fields(head: &str) -> impl Iterator<Item = &str> + Clone {
    head.lines().take_while(|line| {
        line.starts_with([' ', '\t'])
            || line
                .split_once(':')
                .is_some_and(|(name, _)| !name.is_empty() && name.chars().all(|c| c.is_ascii_graphic()))
    })
}

/// Whether lower-case text begins with the header of an internet message: `name: value` lines, some of them telling.
fn is_message(head: &str) -> bool {
    const TELLING: [&str; 7] = [
        "date:",
        "subject:",
        "to:",
        "message-id:",
        "received:",
        "mime-version:",
        "return-path:",
    ];
    let has = |name: &str| fields(head).any(|line| line.starts_with(name));
    has("from:") && TELLING.iter().filter(|name| has(name)).count() >= 2
}

fn text_kind(text: String) -> Kind {
    const HTML: [&str; 7] = [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<meta",
        "<table",
        "<div",
    ];
    let head: String = text
        .trim_start()
        .chars()
        .take(2_000)
        .collect::<String>()
        .to_ascii_lowercase();
    let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| head.starts_with(prefix));
    if starts(&HTML) || (starts(&["<?xml", "<!--"]) && head.contains("<html")) {
        Kind::Html(text)
    } else if web_archive::is_head(fields(&head)) {
        Kind::WebArchive
    } else if is_message(&head) {
        Kind::Letter
    } else if is_flat_package(&head) {
        Kind::Flat(text)
    } else if starts(&["<?xml"]) {
        office_xml(&head)
    } else if starts(&["<svg"]) {
        Kind::Unknown
    } else {
        Kind::Text(text)
    }
}

/// An office file in one XML file whose signs no text has: bullets of symbol fonts.
fn marked_up(bytes: &[u8]) -> Kind {
    let Some(text) = xml::decode(bytes)
        .ok()
        .filter(|text| text.trim_start().starts_with('<'))
    else {
        return Kind::Unknown;
    };
    match text_kind(text.into_owned()) {
        kind @ (Kind::Flat(_) | Kind::Convertible(_)) => kind,
        Kind::Zip
        | Kind::SevenZip
        | Kind::Rar
        | Kind::Letter
        | Kind::Compound
        | Kind::Photo
        | Kind::Video
        | Kind::Html(_)
        | Kind::WebArchive
        | Kind::Text(_)
        | Kind::Pdf
        | Kind::Closed
        | Kind::Unknown => Kind::Unknown,
    }
}

/// Flat OPC, and flat OpenDocument; neither has to begin with an XML declaration. Their root element tells: LibreOffice
/// declares the namespaces of OpenDocument in files of Office 2003, too.
fn is_flat_package(head: &str) -> bool {
    let says = |word: &str| head.contains(word);
    match root(head) {
        Some("package") => says("schemas.microsoft.com/office/2006/xmlpackage"),
        Some("document") => says("urn:oasis:names:tc:opendocument:xmlns:"),
        _ => false,
    }
}

/// What the first element is called, without its prefix.
fn root(head: &str) -> Option<&str> {
    let mut rest = head.trim_start();
    loop {
        rest = rest.strip_prefix('<')?;
        let end = match rest.as_bytes() {
            [b'?', ..] => "?>",
            [b'!', b'-', b'-', ..] => "-->",
            // With declarations of its own inside.
            [b'!', ..] if rest.split('>').next().is_some_and(|one| one.contains('[')) => "]>",
            [b'!', ..] => ">",
            _ => break,
        };
        rest = rest.split_once(end)?.1.trim_start();
    }
    let name = rest
        .split(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))
        .next()?;
    Some(name.rsplit_once(':').map_or(name, |(_, local)| local))
}

/// The single XML files of Office 2003; a processing instruction names the program.
fn office_xml(head: &str) -> Kind {
    let says = |word: &str| head.contains(word);
    if says("progid=\"word.document\"") || says("schemas.microsoft.com/office/word/2003/wordml") {
        Kind::Convertible(Format::WordXml)
    } else if says("progid=\"excel.sheet\"") || says("urn:schemas-microsoft-com:office:spreadsheet") {
        Kind::Convertible(Format::SheetXml)
    } else if says("mso-application") || says("schemas.microsoft.com/office") {
        Kind::Closed
    } else {
        Kind::Unknown
    }
}

/// Text that programs write for programs: visiting cards, calendars, shortcuts, keys, data, style sheets.
///
/// Only `.txt` and its like, the endings of documents and names without an ending are somebody's words.
pub(super) fn is_for_programs(name: &str, text: &str) -> bool {
    const HEADS: [&str; 5] = ["begin:v", "[internetshortcut]", "-----begin ", "{\"", "[{"];
    let file = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let foreign = file.rsplit_once('.').is_some_and(|(_, ending)| {
        let ending = ending.trim();
        let spoken = ["text", "md", "eml"]
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known));
        let is_ending = (1..=12).contains(&ending.len())
            && ending.chars().all(|c| c.is_ascii_alphanumeric())
            && ending.chars().any(|c| c.is_ascii_alphabetic());
        is_ending && !spoken && !promises_content(file)
    });
    let head: String = text
        .trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}')
        .chars()
        .take(40)
        .collect::<String>()
        .to_ascii_lowercase();
    foreign || HEADS.iter().any(|start| head.starts_with(start))
}

/// Whether a file that nobody understands goes by a name of what programs put beside a letter: visiting cards, signatures,
/// style sheets, drawings of a letter's background. Any other may be somebody's document.
pub fn is_accessory(name: &str) -> bool {
    const ENDINGS: [&str; 31] = [
        "vcf", "ics", "p7s", "p7m", "p7c", "asc", "sig", "pgp", "cer", "crt", "url", "lnk", "webloc", "css",
        "js", "json", "xml", "rels", "thmx", "mso", "emz", "wmz", "emf", "wmf", "svg", "ini", "db", "plist",
        "tmp", "ico", "ds_store",
    ];
    name.rsplit_once('.').is_some_and(|(_, ending)| {
        let ending = ending.trim();
        ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known))
    })
}

/// Whether the name promises a document, a picture or an archive: then content that nobody knows is damage.
pub(super) fn promises_content(name: &str) -> bool {
    const ENDINGS: [&str; 45] = [
        "doc", "docx", "docm", "dot", "dotx", "wps", "wpt", "rtf", "odt", "fodt", "xls", "xlsx", "xlsm",
        "xlsb", "et", "ett", "ods", "fods", "csv", "ppt", "pptx", "dps", "pdf", "ofd", "txt", "htm", "html",
        "mht", "mhtml", "zip", "rar", "7z", "tar", "gz", "tgz", "bz2", "xz", "cab", "iso", "jpg", "jpeg",
        "png", "gif", "bmp", "heic",
    ];
    name.rsplit_once('.').is_some_and(|(_, ending)| {
        let ending = ending.trim();
        ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known))
    })
}
