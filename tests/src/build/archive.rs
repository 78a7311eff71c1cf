//! ZIP files as people make them: names in GBK without a mark, and contents behind a password.

use super::charset::encode;
use super::crc32;
use super::deflate::deflate;

/// How the names inside a ZIP file are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// UTF-8, marked as such.
    Utf8,
    /// GBK without a mark, as the file manager of a Chinese Windows does.
    Gbk,
}

/// Whether the contents are said to be encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrecy {
    /// Readable.
    Open,
    /// Marked as encrypted; the contents are scrambled and cannot be read with any password.
    Encrypted,
}

/// A ZIP file whose members are stored without compression.
pub fn zip(members: &[(&str, &[u8])], names: Names, secrecy: Secrecy) -> Vec<u8> {
    let members: Vec<Member> = members
        .iter()
        .map(|(name, content)| Member::stored(name, content, names, secrecy))
        .collect();
    written(&members)
}

/// A ZIP file whose members are compressed where that makes them smaller.
pub(super) fn packed(members: &[(&str, &[u8])]) -> Vec<u8> {
    let members: Vec<Member> = members
        .iter()
        .map(|(name, content)| Member::packed(name, content))
        .collect();
    written(&members)
}

struct Member {
    name: Vec<u8>,
    flags: u16,
    method: u16,
    checksum: u32,
    size: usize,
    data: Vec<u8>,
}

impl Member {
    fn stored(name: &str, content: &[u8], names: Names, secrecy: Secrecy) -> Self {
        let (name, mark) = match names {
            Names::Utf8 => (name.as_bytes().to_vec(), 0x0800),
            Names::Gbk => (encode(name, "gbk"), 0),
        };
        let (data, lock) = match secrecy {
            Secrecy::Open => (content.to_vec(), 0),
            Secrecy::Encrypted => (scrambled(content), 1),
        };
        Self {
            name,
            flags: mark | lock,
            method: 0,
            checksum: crc32(content),
            size: content.len(),
            data,
        }
    }

    fn packed(name: &str, content: &[u8]) -> Self {
        let mut member = Self::stored(name, content, Names::Utf8, Secrecy::Open);
        let smaller = deflate(content);
        if smaller.len() < content.len() {
            member.method = 8;
            member.data = smaller;
        }
        member
    }

    /// What the local header and the directory share, from the version needed to the length of the extra field.
    fn fields(&self) -> Vec<u8> {
        let name_length = u16::try_from(self.name.len()).unwrap_or(u16::MAX);
        let mut fields = Vec::new();
        for short in [20, self.flags, self.method, NINE_O_CLOCK, OCTOBER_20TH_2022] {
            fields.extend_from_slice(&short.to_le_bytes());
        }
        for long in [self.checksum, length(self.data.len()), length(self.size)] {
            fields.extend_from_slice(&long.to_le_bytes());
        }
        fields.extend_from_slice(&name_length.to_le_bytes());
        fields.extend_from_slice(&[0, 0]);
        fields
    }
}

const NINE_O_CLOCK: u16 = 0x4800;
const OCTOBER_20TH_2022: u16 = 0x5554;

fn written(members: &[Member]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut directory = Vec::new();
    for member in members {
        let offset = length(file.len());
        let fields = member.fields();
        file.extend_from_slice(b"PK\x03\x04");
        file.extend_from_slice(&fields);
        file.extend_from_slice(&member.name);
        file.extend_from_slice(&member.data);
        directory.extend_from_slice(b"PK\x01\x02\x14\x00");
        directory.extend_from_slice(&fields);
        directory.extend_from_slice(&[0; 10]);
        directory.extend_from_slice(&offset.to_le_bytes());
        directory.extend_from_slice(&member.name);
    }
    finish(file, &directory, members.len())
}

fn finish(mut file: Vec<u8>, directory: &[u8], members: usize) -> Vec<u8> {
    let start = length(file.len());
    let members = u16::try_from(members).unwrap_or(u16::MAX).to_le_bytes();
    file.extend_from_slice(directory);
    file.extend_from_slice(b"PK\x05\x06\x00\x00\x00\x00");
    file.extend_from_slice(&members);
    file.extend_from_slice(&members);
    file.extend_from_slice(&length(directory.len()).to_le_bytes());
    file.extend_from_slice(&start.to_le_bytes());
    file.extend_from_slice(&[0, 0]);
    file
}

/// Twelve bytes of encryption header, then bytes that tell nothing.
fn scrambled(content: &[u8]) -> Vec<u8> {
    let mut state = 0x9E37_79B9_u32;
    (0..content.len() + 12)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state.to_be_bytes()[0]
        })
        .collect()
}

fn length(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read as _};

    use super::*;

    #[test]
    fn an_independent_reader_opens_the_archive_and_finds_gbk_bytes_for_the_name() {
        let file = zip(&[("统计表.docx", b"content")], Names::Gbk, Secrecy::Open);
        let mut archive = ::zip::ZipArchive::new(Cursor::new(file)).unwrap();
        let mut member = archive.by_index(0).unwrap();
        assert_eq!(member.name_raw(), encode("统计表.docx", "gbk"));
        let mut content = String::new();
        member.read_to_string(&mut content).unwrap();
        assert_eq!(content, "content");
    }

    #[test]
    fn an_independent_reader_unpacks_what_was_compressed() {
        let repeating = "学会党组织谋划未来发展，学会党组织建言献策。\n".repeat(400);
        let varied: Vec<u8> = (0..40_000_u32)
            .map(|at| (at.wrapping_mul(at) >> 7).to_le_bytes()[0])
            .collect();
        let file = packed(&[
            ("a.xml", repeating.as_bytes()),
            ("b.bin", &varied),
            ("c.txt", b""),
        ]);
        let mut archive = ::zip::ZipArchive::new(Cursor::new(file)).unwrap();
        for (index, expected) in [repeating.as_bytes(), &varied, b""].into_iter().enumerate() {
            let mut content = Vec::new();
            archive
                .by_index(index)
                .unwrap()
                .read_to_end(&mut content)
                .unwrap();
            assert!(content == expected, "member {index}");
        }
        assert_eq!(
            archive.by_index(0).unwrap().compression(),
            ::zip::CompressionMethod::Deflated
        );
    }

    #[test]
    fn an_encrypted_member_is_marked_and_does_not_open_without_a_password() {
        let file = zip(&[("a.docx", b"content")], Names::Utf8, Secrecy::Encrypted);
        let mut archive = ::zip::ZipArchive::new(Cursor::new(file)).unwrap();
        assert!(archive.by_index(0).is_err());
    }
}
