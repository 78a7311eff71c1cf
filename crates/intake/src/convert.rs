//! The programs that convert documents, run one at a time by the reader process: LibreOffice for texts and workbooks of
//! old or foreign formats, poppler for PDF.

mod office;
mod program;
mod recognition;

use std::cell::Cell;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use forms::read::{Conversion, Convert, Format, NotConverted};
use serde::{Deserialize, Serialize};

use self::program::{Bounds, Ending, Workplace};

/// Which programs there are, and what they may cost.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ConverterSettings {
    /// LibreOffice's `soffice`.
    pub office: Option<PathBuf>,
    /// Poppler's `pdftotext`.
    pub pdf_words: Option<PathBuf>,
    /// Poppler's `pdftocairo`.
    pub pdf_drawing: Option<PathBuf>,
    /// Poppler's `pdftoppm`.
    pub pdf_pages: Option<PathBuf>,
    /// `tesseract`, which needs its data for `chi_sim`.
    pub recognition: Option<PathBuf>,
    /// Address space of one program, in bytes.
    pub memory_bytes: u64,
    /// How long all conversions of one original may take, in seconds.
    pub seconds: u64,
}

/// Programs that work in the folder for temporary files of this process.
#[derive(Debug)]
pub struct Converters {
    settings: ConverterSettings,
    folder: PathBuf,
    left: Cell<Duration>,
}

impl Converters {
    /// Programs that keep their files in `folder`, which nobody else uses.
    pub fn new(settings: ConverterSettings, folder: PathBuf) -> Self {
        let left = Cell::new(Duration::from_secs(settings.seconds));
        Self {
            settings,
            folder,
            left,
        }
    }

    /// Grants the time for another original.
    pub fn begin_original(&self) {
        self.left.set(Duration::from_secs(self.settings.seconds));
    }

    /// Runs a program and charges its time.
    fn run(&self, place: &Workplace, program: &Path, arguments: &[OsString]) -> Result<Ending, NotConverted> {
        let left = self.left.get();
        let ending = self.run_for(left, place, program, arguments);
        match ending {
            // Others before it used the time up: this file may be as good as any.
            Ending::TooLong if left < Duration::from_secs(self.settings.seconds) => {
                Err(NotConverted::Unavailable)
            }
            Ending::NotStarted => Err(NotConverted::Unavailable),
            ending @ (Ending::TooLong | Ending::Status(_)) => Ok(ending),
        }
    }

    /// Runs a program for so long at most, and charges its time.
    fn run_for(&self, time: Duration, place: &Workplace, program: &Path, arguments: &[OsString]) -> Ending {
        let bounds = Bounds {
            time,
            memory_bytes: self.settings.memory_bytes,
        };
        let (ending, spent) = program::run(place, program, arguments, bounds);
        self.left.set(self.left.get().saturating_sub(spent));
        ending
    }

    fn poppler(
        &self,
        program: Option<&PathBuf>,
        options: &[&str],
        last_page: u32,
        bytes: &[u8],
    ) -> Result<Vec<u8>, NotConverted> {
        let program = program.ok_or(NotConverted::Unavailable)?;
        let place = Workplace::new(&self.folder, "pdf", bytes)?;
        let made = place.folder().join("made");
        let mut arguments: Vec<OsString> = options.iter().map(OsString::from).collect();
        arguments.extend(["-l".into(), last_page.to_string().into()]);
        arguments.extend([place.file().into(), made.clone().into()]);
        match self.run(&place, program, &arguments)? {
            Ending::Status(Some(0)) => place.take(&made),
            Ending::Status(_) if place.complaint().contains("Incorrect password") => {
                Err(NotConverted::Encrypted)
            }
            Ending::Status(_) | Ending::TooLong | Ending::NotStarted => Err(NotConverted::Failed),
        }
    }
}

impl Convert for Converters {
    fn convert(&self, conversion: Conversion, bytes: &[u8]) -> Result<Vec<u8>, NotConverted> {
        if self.left.get().is_zero() {
            return Err(NotConverted::Unavailable);
        }
        match conversion {
            Conversion::Docx(format) => self.office(format, "docx:MS Word 2007 XML", bytes),
            Conversion::Xlsx(format) => self.office(format, "xlsx:Calc MS Excel 2007 XML", bytes),
            Conversion::PdfWords { last_page } => self.poppler(
                self.settings.pdf_words.as_ref(),
                &["-bbox-layout", "-enc", "UTF-8"],
                last_page,
                bytes,
            ),
            Conversion::PdfDrawing { last_page } => {
                let program = self.settings.pdf_drawing.as_ref();
                self.poppler(program, &["-svg"], last_page, bytes)
            }
            Conversion::ScanText { last_page } => self.scan_text(last_page, bytes),
            Conversion::PictureText => self.picture_text(bytes),
        }
    }
}

/// The file ending and LibreOffice's name of its import filter; `None` for formats that nobody asks it to convert.
///
/// With the filter named, a file that is not what it seems is refused; without, it is taken for text.
fn import(format: Format) -> Option<(&'static str, &'static str)> {
    match format {
        Format::Doc => Some(("doc", "MS Word 97")),
        Format::Rtf => Some(("rtf", "Rich Text Format")),
        Format::WordXml => Some(("xml", "MS Word 2003 XML")),
        Format::Xls => Some(("xls", "MS Excel 97")),
        Format::Xlsb => Some(("xlsb", "Calc MS Excel 2007 Binary")),
        Format::SheetXml => Some(("xml", "MS Excel 2003 XML")),
        Format::Docx
        | Format::Odt
        | Format::FlatOpenDocument
        | Format::Xlsx
        | Format::Ods
        | Format::Pdf
        | Format::Html
        | Format::Text => None,
    }
}
