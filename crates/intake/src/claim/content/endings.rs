//! What a file is called, where its content says nothing: by it the sender is told what to send instead.

const SLIDES: &[&str] = &["ppt", "pptx", "pptm", "pps", "ppsx", "dps", "key", "odp"];

const ARCHIVES: &[&str] = &["zip", "rar", "7z", "tar", "gz", "tgz", "bz2", "xz", "cab", "iso"];

const MEDIA: &[&str] = &[
    "jpg", "jpeg", "jpe", "jfif", "png", "gif", "bmp", "heic", "heif", "webp", "tif", "tiff", "mp4", "mov",
    "m4v", "avi", "wmv", "flv", "mkv", "mpg", "mpeg", "3gp", "webm", "rmvb",
];

const SOUND: &[&str] = &[
    "mp3", "wav", "m4a", "aac", "amr", "wma", "ogg", "flac", "m4r", "opus",
];

const FOREIGN: &[&str] = &[
    "exe", "msi", "apk", "ipa", "dll", "bat", "cmd", "com", "scr", "vbs", "ps1", "sh", "jar", "py", "dmg",
    "ttf", "otf", "ttc", "psd", "ai", "cdr", "dwg", "dxf", "skp", "xmind", "mmap", "vsd", "vsdx", "mdb",
    "accdb",
];

/// What programs exchange or draw with: beside a letter often nobody's, and perhaps somebody's.
const DATA: &[&str] = &["json", "svg", "xml", "js"];

/// Office documents and PDF.
const DOCUMENTS: &[&str] = &[
    "doc", "docx", "docm", "dot", "dotx", "wps", "wpt", "rtf", "odt", "fodt", "xls", "xlsx", "xlsm", "xlsb",
    "et", "ett", "ods", "fods", "pdf", "ofd",
];

fn has(name: &str, endings: &[&str]) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| {
        let ending = ending.trim();
        endings.iter().any(|known| ending.eq_ignore_ascii_case(known))
    })
}

pub(super) fn is_slides(name: &str) -> bool {
    has(name, SLIDES)
}

pub(super) fn is_archive(name: &str) -> bool {
    has(name, ARCHIVES)
}

pub(super) fn is_media(name: &str) -> bool {
    has(name, MEDIA)
}

pub(super) fn is_sound(name: &str) -> bool {
    has(name, SOUND)
}

pub(super) fn is_foreign(name: &str) -> bool {
    has(name, FOREIGN)
}

pub(super) fn is_data(name: &str) -> bool {
    has(name, DATA)
}

/// Whether a file of this name is no plain text and no page.
pub(super) fn promises_more_than_text(name: &str) -> bool {
    [DOCUMENTS, SLIDES, ARCHIVES, MEDIA]
        .iter()
        .any(|endings| has(name, endings))
}
