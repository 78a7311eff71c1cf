//! Archives whose products cannot be made: either there is none, and an error says what failed, or it is whole and says
//! what lacks.

use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};

use domain::arrival::Door;
use domain::ids::ArrivalId;
use reporting::archive::Media;
use reporting::{ArchiveOptions, ReportError, Scratch, Sources, UploadedFile, archive};

use crate::sample::{Sample, Shelf, file, paths, usual};
use crate::{listing, made};

/// A store on a disk that gives trouble.
struct Troubled<'s> {
    shelf: &'s Shelf,
    /// A file that cannot be read.
    unreadable: String,
    /// Bytes that fit beside the archive.
    room: usize,
}

impl Sources for Troubled<'_> {
    fn original(&self, sha256: &str) -> io::Result<Box<dyn Read + '_>> {
        self.shelf.original(sha256)
    }

    fn attachment(&self, arrival: ArrivalId, sha256: &str) -> io::Result<Option<Box<dyn Read + '_>>> {
        if sha256 == self.unreadable {
            let words = "the disk gives this block no longer";
            return Err(io::Error::new(io::ErrorKind::InvalidData, words));
        }
        self.shelf.attachment(arrival, sha256)
    }

    fn uploaded(&self, arrival: ArrivalId) -> io::Result<Vec<UploadedFile>> {
        self.shelf.uploaded(arrival)
    }

    fn scratch(&self) -> io::Result<Box<dyn Scratch>> {
        Ok(Box::new(Full {
            out: Cursor::new(Vec::new()),
            room: self.room,
        }))
    }
}

/// Takes no more than it has room for.
struct Full {
    out: Cursor<Vec<u8>>,
    room: usize,
}

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.out.get_ref().len() + bytes.len() > self.room {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Read for Full {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.out.read(bytes)
    }
}

impl Seek for Full {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.out.seek(to)
    }
}

fn troubled<'s>(sample: &'s Sample, unreadable: &str, room: usize) -> Troubled<'s> {
    Troubled {
        shelf: &sample.shelf,
        unreadable: unreadable.to_owned(),
        room,
    }
}

/// What went wrong; what was written until then must not pass for an archive.
fn failed(sample: &Sample, options: &ArchiveOptions, sources: &dyn Sources, room: usize) -> ReportError {
    let mut out = Full {
        out: Cursor::new(Vec::new()),
        room,
    };
    let error = archive(&sample.snapshot(), options, sources, &mut out, &mut |_| {}).unwrap_err();
    // A lenient reader may take the end of a workbook in it for its own.
    let found = zip::ZipArchive::new(out.out);
    assert!(found.is_err() || found.unwrap().by_name("归档清单.txt").is_err());
    error
}

fn photo_of(sample: &Sample) -> String {
    let files = sample
        .ledger
        .submissions
        .iter()
        .flat_map(|piece| &piece.attachments);
    files.map(|file| file.sha256.clone()).next().unwrap()
}

/// The text of the compilation in an archive.
fn compilation(archive: &[u8]) -> String {
    let document = file(archive, "汇编.docx");
    String::from_utf8(file(&document, "word/document.xml")).unwrap()
}

/// All that the error says, with its causes.
fn said(error: &dyn std::error::Error) -> String {
    let mut said = error.to_string();
    let mut cause = error.source();
    while let Some(found) = cause {
        said = format!("{said}: {found}");
        cause = found.source();
    }
    said
}

#[test]
fn without_a_photo_that_the_compilation_needs_there_is_no_archive() {
    let sample = usual();
    let sources = troubled(&sample, &photo_of(&sample), usize::MAX);
    // Photos are no files of their own here: only the compilation asks for it.
    let options = ArchiveOptions {
        media: Media::Omitted,
        ..ArchiveOptions::default()
    };
    let error = said(&failed(&sample, &options, &sources, usize::MAX));
    assert!(
        error.contains("something for the compilation cannot be read") && error.contains("block"),
        "{error}"
    );
}

#[test]
fn when_what_lacks_is_to_be_listed_the_compilation_names_the_photo_and_keeps_every_text() {
    let sample = usual();
    let sources = troubled(&sample, &photo_of(&sample), usize::MAX);
    let (whole, _) = made(&sample, &listing());
    let all = paths(&whole);
    for media in [Media::Included, Media::Omitted] {
        let options = ArchiveOptions { media, ..listing() };
        let mut out = Vec::new();
        let archived = archive(&sample.snapshot(), &options, &sources, &mut out, &mut |_| {}).unwrap();
        let text = compilation(&out);
        assert!(
            text.contains("会场.JPG（照片，原件读不出，未排入本汇编，请见归档文件）"),
            "{text}"
        );
        for name in ["张明远", "李青", "王禾", "赵小萌"] {
            assert!(
                text.contains(name) && compilation(&whole).contains(name),
                "{name}"
            );
        }
        let losses: Vec<&str> = archived
            .absent
            .iter()
            .filter(|absent| absent.why.is_loss())
            .map(|absent| absent.name.as_str())
            .collect();
        let lacks = if media == Media::Included {
            vec!["会场.JPG"]
        } else {
            Vec::new()
        };
        assert_eq!(losses, lacks);
        let list = String::from_utf8(file(&out, "归档清单.txt")).unwrap();
        assert_eq!(list.contains("无法读取（原件已损坏）"), media == Media::Included);
        assert!(!list.contains("block"), "{list}");
        assert!(paths(&out).iter().all(|path| all.contains(path)));
        assert!(paths(&out).contains(&"汇总工作簿.xlsx".to_owned()));
    }
}

#[test]
fn without_room_for_the_compilation_there_is_no_archive_even_when_what_lacks_is_listed() {
    let sample = usual();
    for options in [ArchiveOptions::default(), listing()] {
        let error = said(&failed(
            &sample,
            &options,
            &troubled(&sample, "", 1_000),
            usize::MAX,
        ));
        assert!(error.contains("storage"), "{error}");
    }
}

#[test]
fn a_disk_that_fills_up_in_any_part_leaves_no_archive() {
    let sample = usual();
    let options = listing();
    let sources = troubled(&sample, "", usize::MAX);
    let mut whole = Vec::new();
    archive(&sample.snapshot(), &options, &sources, &mut whole, &mut |_| {}).unwrap();
    // Every tenth of it: in attachments, in the middle of the workbook, of the compilation, of the lists.
    for tenth in 0..10 {
        let error = failed(&sample, &options, &sources, whole.len() * tenth / 10);
        assert!(said(&error).contains("storage"), "{error:?}");
    }
}

#[test]
fn a_photo_of_an_earlier_completion_is_found_in_the_arrival_that_brought_it() {
    let mut sample = usual();
    let photo = [0xFD; 2_000];
    // Two letters completed the piece; it names the later one only.
    sample.arrival(5, "A-01", Door::Mail, b"Subject: photo\r\n\r\nphoto");
    sample.arrival(6, "A-01", Door::Mail, b"Subject: more\r\n\r\nmore");
    let hash = sample.bring(5, &photo);
    let piece = &mut sample.ledger.submissions[0];
    piece.completed_by = Some(ArrivalId::new(6));
    piece.attachments[0].sha256.clone_from(&hash);
    piece.attachments[0].bytes = 2_000;
    let (bytes, archived) = made(&sample, &ArchiveOptions::default());
    assert_eq!(archived.absent, []);
    let attached = paths(&bytes).into_iter().filter(|path| path.starts_with("附件/"));
    assert_eq!(attached.filter(|path| file(&bytes, path) == photo).count(), 1);
    // These bytes are no photo; that they were read says that they were found.
    assert!(compilation(&bytes).contains("会场.JPG（照片，"));
    assert!(!compilation(&bytes).contains("来件中未找到该文件"));
}
