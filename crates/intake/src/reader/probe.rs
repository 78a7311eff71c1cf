//! Whether formats that need a program can be read: with a small document, through the same processes.

use forms::read::{Content, Format, ReadFile};

use super::{Blob, ReaderPool, Request};
use crate::IntakeError;
use crate::reading::{UploadManifest, UploadedFile};

const RTF: &[u8] = br"{\rtf1\ansi probe\par}";
/// Without a table of places, which readers make up for.
const PDF: &[u8] = b"%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>> endobj
4 0 obj <</Length 35>> stream
BT /F 12 Tf 20 100 Td (probe) Tj ET
endstream endobj
5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj
trailer <</Root 1 0 R>>
%%EOF
";

/// A small white picture (BMP).
fn blank_picture() -> Vec<u8> {
    const SIDE: u8 = 64;
    const PIXELS: usize = 64 * 64 * 3;
    let mut file = b"BM\x36\x30\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0".to_vec();
    file.extend([SIDE, 0, 0, 0, SIDE, 0, 0, 0, 1, 0, 24, 0]);
    file.extend([0; 24]);
    file.resize(file.len() + PIXELS, 0xFF);
    file
}

impl ReaderPool {
    /// True when texts on pictures are recognised, if only that there is none.
    pub(crate) async fn try_recognition(&self) -> Result<bool, IntakeError> {
        let part = self.probe("扫描.bmp", blank_picture()).await?;
        Ok(part.is_some_and(|file| file.recognised.is_some()))
    }

    /// True when a document comes back read. Formats other than RTF stand for PDF.
    pub(crate) async fn try_format(&self, format: Format) -> Result<bool, IntakeError> {
        let probe = if format == Format::Rtf { RTF } else { PDF };
        let file = self.probe("probe", probe.to_vec()).await?;
        Ok(file.is_some_and(|file| matches!(file.content, Content::Document { .. })))
    }

    async fn probe(&self, name: &str, bytes: Vec<u8>) -> Result<Option<ReadFile>, IntakeError> {
        let manifest = UploadManifest {
            files: vec![UploadedFile {
                name: name.to_owned(),
                sha256: String::new(),
                bytes: bytes.len() as u64,
            }],
            ..UploadManifest::default()
        };
        let answer = self
            .read(&Request::Upload(manifest), &[Blob::Bytes(bytes)])
            .await?;
        Ok(answer.reading.parts.into_iter().next().map(|part| part.file))
    }
}
