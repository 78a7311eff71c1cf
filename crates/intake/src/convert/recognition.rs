//! Texts of scanned papers by tesseract. What it reads is a proposal for a person.

use std::path::Path;
use std::time::Duration;

use forms::read::NotConverted;

use super::Converters;
use super::program::{Ending, Workplace};

/// Pixels of the longer side of a page: A4 with 220 dots for an inch.
const LONGER_SIDE: &str = "2600";

impl Converters {
    /// Time that may be spent on recognition: documents that need a program come first.
    fn for_recognition(&self) -> Result<Duration, NotConverted> {
        let kept = Duration::from_secs(self.settings.seconds) / 2;
        let left = self.left.get().saturating_sub(kept);
        if left.is_zero() {
            return Err(NotConverted::Unavailable);
        }
        Ok(left)
    }

    /// The texts of the first pages of a PDF, as many as there was time for.
    pub(super) fn scan_text(&self, last_page: u32, bytes: &[u8]) -> Result<Vec<u8>, NotConverted> {
        let pages = self
            .settings
            .pdf_pages
            .as_ref()
            .ok_or(NotConverted::Unavailable)?;
        let recognition = self
            .settings
            .recognition
            .as_ref()
            .ok_or(NotConverted::Unavailable)?;
        let place = Workplace::new(&self.folder, "pdf", bytes)?;
        let mut text = Vec::new();
        for page in 1..=last_page {
            let Ok(time) = self.for_recognition() else { break };
            let picture = place.folder().join("page");
            let number = page.to_string();
            let options = [
                "-gray",
                "-png",
                "-singlefile",
                "-scale-to",
                LONGER_SIDE,
                "-f",
                &number,
                "-l",
                &number,
            ];
            let mut arguments: Vec<_> = options.iter().map(std::ffi::OsString::from).collect();
            arguments.extend([place.file().into(), picture.clone().into()]);
            let picture = picture.with_extension("png");
            let drawn = self.run_for(time, &place, pages, &arguments);
            let read = match drawn {
                Ending::Status(Some(0)) if picture.exists() => self.recognise(&place, recognition, &picture),
                Ending::NotStarted => Err(NotConverted::Unavailable),
                Ending::Status(_) | Ending::TooLong => Err(NotConverted::Failed),
            };
            match read {
                Ok(page) => text.extend(page),
                // Behind the last page there is no picture.
                Err(_) if page > 1 => break,
                Err(reason) => return Err(reason),
            }
            drop(std::fs::remove_file(picture));
        }
        Ok(text)
    }

    /// The text of a picture.
    pub(super) fn picture_text(&self, bytes: &[u8]) -> Result<Vec<u8>, NotConverted> {
        let recognition = self
            .settings
            .recognition
            .as_ref()
            .ok_or(NotConverted::Unavailable)?;
        let place = Workplace::new(&self.folder, "picture", bytes)?;
        self.recognise(&place, recognition, place.file())
    }

    fn recognise(&self, place: &Workplace, program: &Path, picture: &Path) -> Result<Vec<u8>, NotConverted> {
        let time = self.for_recognition()?;
        // `3`: pages of any layout, upright.
        let arguments = [
            picture.into(),
            "text".into(),
            "-l".into(),
            "chi_sim".into(),
            "--psm".into(),
            "3".into(),
        ];
        match self.run_for(time, place, program, &arguments) {
            Ending::Status(Some(0)) => place.take(Path::new("text.txt")),
            Ending::Status(_) | Ending::TooLong => Err(NotConverted::Failed),
            Ending::NotStarted => Err(NotConverted::Unavailable),
        }
    }
}
