//! What reading an original gave: derived, stored under (original, reader version), made again at will.

mod fitting;
mod shown;
mod taken_out;

pub use forms::read::{Content, Format};
use forms::read::{Convert, Frame, Limits, NoConverters, ReadFile, read_file_with};
use mail::{Inline, Integrity, MailFile, ParsedMail};
use serde::{Deserialize, Serialize};

pub use self::fitting::LONGEST_READING;
pub(crate) use self::fitting::fitting_json;
pub use self::shown::SentFile;
pub use self::taken_out::{Container, Give, take_out};

/// Grows whenever `mail` or the readers of `forms` give a different result for some original, and whenever what is claimed
/// from a reading or how it is settled changes: nothing is continued that was settled otherwise.
pub const READER_VERSION: u32 = 14;

/// How often messages inside messages are opened.
const NESTED_MESSAGES: usize = 5;

/// What an original says, before anybody asks what it means.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// The letter, for mail.
    pub mail: Option<ParsedMail>,
    /// What was submitted on the society's page, for uploads.
    pub upload: Option<UploadManifest>,
    /// Every file, members of archives included, in reading order.
    pub parts: Vec<ReadPart>,
    /// True when the reader process failed on this original.
    pub failed: bool,
}

/// One file of an arrival.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadPart {
    /// The file.
    pub file: ReadFile,
    /// True for a picture that the HTML body shows.
    pub shown_in_body: bool,
    /// True when it came inside a forwarded message.
    pub forwarded: bool,
}

impl ReadPart {
    /// True for a photo or video of which something can be seen.
    pub const fn is_media(&self) -> bool {
        let is_media = matches!(self.file.content, Content::Photo { .. } | Content::Video);
        is_media && !matches!(self.file.frame, Frame::Nothing)
    }
}

/// The original of an upload: the confirmed values and the hashes of the files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadManifest {
    /// 学会编号, from the capability link.
    pub society: String,
    /// The notice, from the capability link.
    pub notice: String,
    /// Distinguishes two submissions with the same content.
    pub idempotency_key: String,
    /// 填表人, as typed.
    pub filled_by: String,
    /// 联系方式, as typed.
    pub contact: String,
    /// Pieces typed into the form.
    pub pieces: Vec<TypedPiece>,
    /// Uploaded files, originals of their own.
    pub files: Vec<UploadedFile>,
}

/// One piece typed into the web form. Empty texts mean "not given".
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedPiece {
    /// 征集项.
    pub item: String,
    /// 姓名.
    pub name: String,
    /// 单位.
    pub affiliation: String,
    /// 职务, separated by `、`.
    pub positions: String,
    /// 题目.
    pub title: String,
    /// 正文.
    pub text: String,
}

/// A file of an upload.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadedFile {
    /// Name as the browser sent it.
    pub name: String,
    /// SHA-256 of its original.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
}

impl Reading {
    /// Of an original on which the reader failed.
    pub(crate) fn failed() -> Self {
        Self {
            failed: true,
            ..Self::default()
        }
    }

    /// Whether a file waits for a program that was not there: the next reading may give more.
    pub fn lacks_converter(&self) -> bool {
        self.parts
            .iter()
            .any(|part| part.file.content == Content::Unconverted)
    }
}

/// Reads a letter with everything in it, without the help of programs.
pub fn read_mail(raw: &[u8]) -> Reading {
    read_mail_with(raw, &NoConverters)
}

/// Reads a letter with everything in it.
pub fn read_mail_with(raw: &[u8], converters: &dyn Convert) -> Reading {
    let limits = Limits::default();
    let mail = mail::parse(raw);
    let mut parts = Vec::new();
    if !is_delivery_report(&mail) {
        collect(&mail, 0, (&limits, converters), &mut parts);
    }
    Reading {
        mail: Some(mail),
        upload: None,
        parts,
        failed: false,
    }
}

/// Reads what was submitted on a society's page; `files` in the order of the manifest.
pub fn read_upload(manifest: UploadManifest, files: &[Vec<u8>], converters: &dyn Convert) -> Reading {
    let limits = Limits::default();
    let parts = manifest
        .files
        .iter()
        .zip(files)
        .flat_map(|(file, bytes)| read_file_with(&file.name, bytes, &limits, converters))
        .map(|file| ReadPart {
            file,
            shown_in_body: false,
            forwarded: false,
        })
        .collect();
    Reading {
        mail: None,
        upload: Some(manifest),
        parts,
        failed: false,
    }
}

/// The letter inside a delivery report is not the society's: its files must not be read as a submission.
fn is_delivery_report(mail: &ParsedMail) -> bool {
    mail.machine_signs
        .iter()
        .any(|sign| matches!(sign, mail::MachineSign::DeliveryReport))
}

/// What reading may cost, and who helps.
type Means<'m> = (&'m Limits, &'m dyn Convert);

fn collect(mail: &ParsedMail, depth: usize, means: Means<'_>, parts: &mut Vec<ReadPart>) {
    for file in &mail.files {
        let shown_in_body = file.inline == Inline::ReferencedByHtml;
        parts.extend(read_attached(file, means).into_iter().map(|file| ReadPart {
            file,
            shown_in_body,
            forwarded: depth > 0,
        }));
    }
    if depth < NESTED_MESSAGES {
        for nested in &mail.nested {
            collect(nested, depth + 1, means, parts);
        }
    }
}

/// What came of a file that is known to be damaged counts only if its format proves that it is whole.
fn read_attached(file: &MailFile, (limits, converters): Means<'_>) -> Vec<ReadFile> {
    let mut files = read_file_with(&file.name, &file.bytes, limits, converters);
    if let Some(closed) = unopened(file) {
        files.truncate(1);
        for file in &mut files {
            file.content = closed.clone();
        }
        return files;
    }
    if file.integrity == Integrity::Whole || files.first().is_some_and(|file| proves_itself(&file.content)) {
        return files;
    }
    files.truncate(1);
    for file in &mut files {
        file.content = Content::Unreadable;
    }
    files
}

/// What of a letter was too deep to be taken apart, or is sealed: the text of its parts is nobody's document.
fn unopened(file: &MailFile) -> Option<Content> {
    match file.content_type.as_str() {
        "message/rfc822"
        | "message/global"
        | "message/news"
        | "application/pkcs7-mime"
        | "application/x-pkcs7-mime" => Some(Content::ClosedLetter),
        multipart if multipart.starts_with("multipart/") => Some(Content::Unsafe),
        _ => None,
    }
}

/// Whether content of this kind, once read, is whole: zip and 7z have their directory at the end and a checksum for
/// every member.
fn proves_itself(content: &Content) -> bool {
    match content {
        Content::Document { format, .. } => match format {
            Format::Docx | Format::Xlsx | Format::Ods | Format::Odt | Format::Xlsb => true,
            Format::Doc
            | Format::Rtf
            | Format::WordXml
            | Format::FlatOpenDocument
            | Format::Xls
            | Format::SheetXml
            | Format::Pdf
            | Format::Html
            | Format::Text => false,
        },
        // The members are read, or said not to be readable; what is said of the rest holds for a part of it too.
        Content::Archive
        | Content::ClosedArchive
        | Content::ClosedLetter
        | Content::Encrypted
        | Content::Unsafe
        | Content::Unreadable => true,
        Content::Photo { .. } | Content::Video | Content::Scan | Content::Unconverted | Content::Other => {
            false
        }
    }
}
