//! Where the programs are that convert documents.

use std::path::PathBuf;

use intake::convert::ConverterSettings;

use crate::settings::Settings;

/// What switches a program off.
const OFF: &str = "off";

/// Where programs are looked for. Not along PATH: what runs must not depend on who started the service.
const FOLDERS: [&str; 6] = [
    "/usr/local/bin",
    "/usr/bin",
    "/bin",
    "/usr/lib/libreoffice/program",
    "/opt/libreoffice/program",
    "/opt/homebrew/bin",
];

/// The converters as configured, as far as they are there.
pub(crate) fn converters(settings: &Settings) -> ConverterSettings {
    let configured = &settings.converters;
    ConverterSettings {
        office: find(&configured.soffice, "soffice", settings),
        pdf_words: find(&configured.pdftotext, "pdftotext", settings),
        pdf_drawing: find(&configured.pdftocairo, "pdftocairo", settings),
        pdf_pages: find(&configured.pdftoppm, "pdftoppm", settings),
        recognition: find(&configured.tesseract, "tesseract", settings),
        memory_bytes: configured.memory_mb.saturating_mul(1024 * 1024),
        seconds: configured.seconds,
    }
}

fn find(configured: &str, name: &str, settings: &Settings) -> Option<PathBuf> {
    match configured {
        OFF => None,
        "" => FOLDERS
            .iter()
            .map(|folder| PathBuf::from(folder).join(name))
            .find(|path| path.is_file()),
        path => Some(settings.path(path)).filter(|path| path.is_file()),
    }
}
