//! Files read through the real reader processes, with the programs that convert them.

use std::time::Duration;

use forms::read::ReadFile;
use intake::convert::ConverterSettings;
use intake::reader::{Blob, ReaderPool, ReaderSettings, Request};
use intake::reading::{UploadManifest, UploadedFile};

pub(crate) fn all_programs() -> ConverterSettings {
    ConverterSettings {
        office: Some("/usr/bin/soffice".into()),
        pdf_words: Some("/usr/bin/pdftotext".into()),
        pdf_drawing: Some("/usr/bin/pdftocairo".into()),
        pdf_pages: Some("/usr/bin/pdftoppm".into()),
        recognition: Some("/usr/bin/tesseract".into()),
        memory_bytes: 1 << 30,
        seconds: 120,
    }
}

/// What reader processes make of files.
pub(crate) fn read_files(files: &[(&str, &[u8])], converters: &ConverterSettings) -> Vec<ReadFile> {
    let program = tests::zhengji::program().unwrap();
    let pool = ReaderPool::new(ReaderSettings {
        program,
        arguments: vec![
            "reader".into(),
            "--memory-bytes=1073741824".into(),
            "--cpu-seconds=60".into(),
            format!("--converters={}", serde_json::to_string(converters).unwrap()),
        ],
        processes: 1,
        time: Duration::from_mins(4),
        originals_per_child: 200,
    });
    let manifest = UploadManifest {
        files: files
            .iter()
            .map(|(name, bytes)| UploadedFile {
                name: (*name).to_owned(),
                sha256: String::new(),
                bytes: bytes.len() as u64,
            })
            .collect(),
        ..UploadManifest::default()
    };
    let blobs: Vec<Blob> = files
        .iter()
        .map(|(_, bytes)| Blob::Bytes(bytes.to_vec()))
        .collect();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let answer = runtime
        .block_on(pool.read(&Request::Upload(manifest), &blobs))
        .unwrap();
    assert!(!answer.reading.failed);
    answer.reading.parts.into_iter().map(|part| part.file).collect()
}
