//! Archives that unfold to far more than they weigh.

use super::{Bomb, package};
use crate::build::crc32;

const MEBIBYTE: usize = 1 << 20;

pub(super) fn bombs() -> Vec<Bomb> {
    vec![
        Bomb::file("six-hundred-megabytes.zip", six_hundred_megabytes),
        Bomb::file("sixteen-times-nested.zip", move || {
            nested(&six_hundred_megabytes(), 2, 16)
        }),
        Bomb::file("five-deep.zip", move || nested(&six_hundred_megabytes(), 5, 1)),
        Bomb::file("thirty-deep.zip", move || nested(b"x", 30, 1)),
        Bomb::file("sixty-thousand-members.zip", sixty_thousand_members),
        Bomb::file("overlapping.zip", move || overlapping(1_000, 10 * MEBIBYTE)),
        Bomb::file("paths.zip", paths),
        Bomb::file("lying-size.zip", lying),
        Bomb::file("document-in-zip-in-zip.zip", move || {
            nested(&six_documents(), 2, 6)
        }),
        Bomb::file("header.7z", seven_zip_header),
    ]
}

/// A document of zeros, beyond all that one file may unfold to.
fn six_hundred_megabytes() -> Vec<u8> {
    package::zip(&[("zeros.docx", vec![0; 600 * MEBIBYTE])])
}

fn sixty_thousand_members() -> Vec<u8> {
    let members: Vec<(String, &[u8])> = (0..60_000)
        .map(|number| (format!("{number}.txt"), b"x".as_slice()))
        .collect();
    package::zip(&members)
}

/// Names that lead out of a folder.
fn paths() -> Vec<u8> {
    let names = [
        "../../../../etc/cron.d/x.txt",
        "/etc/passwd",
        r"C:\Windows\x.txt",
        r"..\x.txt",
        "a/\0b.txt",
    ];
    package::zip(&names.map(|name| (name, b"x")))
}

/// `content` in `level` archives, each of which holds `copies` of the one inside.
fn nested(content: &[u8], levels: u32, copies: u32) -> Vec<u8> {
    (0..levels).fold(content.to_vec(), |inner, level| {
        let members: Vec<(String, &[u8])> = (0..copies)
            .map(|copy| (format!("{level}-{copy}.zip"), inner.as_slice()))
            .collect();
        package::zip(&members)
    })
}

/// Documents of a few kilobytes whose text is as large as one part may be.
fn six_documents() -> Vec<u8> {
    let body = format!(
        r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:body></w:document>"#,
        "x".repeat(60 * MEBIBYTE)
    );
    let document = package::office("word/document.xml", &[("word/document.xml", body.as_bytes())]);
    let members: Vec<(String, &[u8])> = (0..6)
        .map(|copy| (format!("{copy}.docx"), document.as_slice()))
        .collect();
    package::zip(&members)
}

/// Many directory entries that point to one and the same compressed member (after David Fifield, "A better zip bomb").
fn overlapping(entries: u16, size: usize) -> Vec<u8> {
    let member = Member::new(&vec![0; size], u32::try_from(size).unwrap_or(u32::MAX));
    let mut file = member.local(b"a");
    let start = file.len();
    for entry in 0..entries {
        file.extend(member.entry(format!("f{entry:05}.txt").as_bytes(), 0));
    }
    end(file, entries, start)
}

/// 300 MB whose headers say that they are ten bytes.
fn lying() -> Vec<u8> {
    let member = Member::new(&vec![0; 300 * MEBIBYTE], 10);
    let mut file = member.local(b"a.txt");
    let start = file.len();
    file.extend(member.entry(b"a.txt", 0));
    end(file, 1, start)
}

struct Member {
    packed: Vec<u8>,
    checksum: u32,
    size: u32,
}

impl Member {
    /// Compressed; its headers claim `size` bytes.
    fn new(content: &[u8], size: u32) -> Self {
        let (packed, checksum) = package::deflated(content);
        Self {
            packed,
            checksum,
            size,
        }
    }

    fn fields(&self, name: &[u8]) -> Vec<u8> {
        let packed = u32::try_from(self.packed.len()).unwrap_or(u32::MAX);
        let length = u16::try_from(name.len()).unwrap_or(u16::MAX);
        let mut fields = vec![20, 0, 0, 0, 8, 0, 0, 0, 0, 0];
        for number in [self.checksum, packed, self.size] {
            fields.extend(number.to_le_bytes());
        }
        fields.extend(length.to_le_bytes());
        fields.extend([0; 2]);
        fields
    }

    fn local(&self, name: &[u8]) -> Vec<u8> {
        [b"PK\x03\x04", self.fields(name).as_slice(), name, &self.packed].concat()
    }

    fn entry(&self, name: &[u8], offset: u32) -> Vec<u8> {
        let fields = self.fields(name);
        [
            b"PK\x01\x02\x14\0",
            fields.as_slice(),
            &[0; 10],
            &offset.to_le_bytes(),
            name,
        ]
        .concat()
    }
}

fn end(mut file: Vec<u8>, entries: u16, start: usize) -> Vec<u8> {
    let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX).to_le_bytes();
    let (size, start) = (number(file.len() - start), number(start));
    let entries = entries.to_le_bytes();
    file.extend(
        [
            b"PK\x05\x06\0\0\0\0".as_slice(),
            &entries,
            &entries,
            &size,
            &start,
            &[0; 2],
        ]
        .concat(),
    );
    file
}

/// A header that is said to be as long as a 64-bit number can say.
fn seven_zip_header() -> Vec<u8> {
    let mut start = Vec::new();
    for number in [0_u64, u64::MAX >> 1, 0] {
        start.extend(number.to_le_bytes());
    }
    start.truncate(20);
    let mut file = b"7z\xBC\xAF\x27\x1C\0\x04".to_vec();
    file.extend(crc32(&start).to_le_bytes());
    file.extend(start);
    file.extend([0; 64]);
    file
}
