//! Whether formats that need a program can be read: with a small document, through the same processes.

use forms::read::{Content, Format};

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

impl ReaderPool {
    /// True when a document comes back read. Formats other than RTF stand for PDF.
    pub(crate) async fn try_format(&self, format: Format) -> Result<bool, IntakeError> {
        let probe = if format == Format::Rtf { RTF } else { PDF };
        let manifest = UploadManifest {
            files: vec![UploadedFile {
                name: "probe".to_owned(),
                sha256: String::new(),
                bytes: probe.len() as u64,
            }],
            ..UploadManifest::default()
        };
        let answer = self
            .read(&Request::Upload(manifest), &[Blob::Bytes(probe.to_vec())])
            .await?;
        let part = answer.reading.parts.first();
        Ok(part.is_some_and(|part| matches!(part.file.content, Content::Document { .. })))
    }
}
