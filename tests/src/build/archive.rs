//! ZIP files as people make them: names in GBK without a mark, and contents behind a password.

use super::charset::encode;
use super::crc32;

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
    let mut file = Vec::new();
    let mut directory = Vec::new();
    for (name, content) in members {
        let name = match names {
            Names::Utf8 => name.as_bytes().to_vec(),
            Names::Gbk => encode(name, "gbk"),
        };
        let data = match secrecy {
            Secrecy::Open => content.to_vec(),
            Secrecy::Encrypted => scrambled(content),
        };
        let offset = length(file.len());
        let fields = member_fields(content, &data, &name, names, secrecy);
        file.extend_from_slice(b"PK\x03\x04");
        file.extend_from_slice(&fields);
        file.extend_from_slice(&name);
        file.extend_from_slice(&data);
        directory.extend_from_slice(b"PK\x01\x02\x14\x00");
        directory.extend_from_slice(&fields);
        directory.extend_from_slice(&[0; 10]);
        directory.extend_from_slice(&offset.to_le_bytes());
        directory.extend_from_slice(&name);
    }
    finish(file, &directory, members.len())
}

/// What the local header and the directory share, from the version needed to the length of the extra field.
fn member_fields(content: &[u8], data: &[u8], name: &[u8], names: Names, secrecy: Secrecy) -> Vec<u8> {
    let flags = match names {
        Names::Utf8 => 0x0800_u16,
        Names::Gbk => 0,
    } | match secrecy {
        Secrecy::Open => 0,
        Secrecy::Encrypted => 1,
    };
    let mut fields = Vec::new();
    fields.extend_from_slice(&20_u16.to_le_bytes());
    fields.extend_from_slice(&flags.to_le_bytes());
    fields.extend_from_slice(&0_u16.to_le_bytes()); // stored
    fields.extend_from_slice(&0x4800_u16.to_le_bytes()); // 09:00
    fields.extend_from_slice(&0x5554_u16.to_le_bytes()); // 2022-10-20
    fields.extend_from_slice(&crc32(content).to_le_bytes());
    fields.extend_from_slice(&length(data.len()).to_le_bytes());
    fields.extend_from_slice(&length(content.len()).to_le_bytes());
    fields.extend_from_slice(&u16::try_from(name.len()).unwrap_or(u16::MAX).to_le_bytes());
    fields.extend_from_slice(&0_u16.to_le_bytes());
    fields
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
    fn an_encrypted_member_is_marked_and_does_not_open_without_a_password() {
        let file = zip(&[("a.docx", b"content")], Names::Utf8, Secrecy::Encrypted);
        let mut archive = ::zip::ZipArchive::new(Cursor::new(file)).unwrap();
        assert!(archive.by_index(0).is_err());
    }
}
