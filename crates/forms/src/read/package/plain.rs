//! A package once more, with the parts that were unpacked already as they are: whoever reads it next has nothing to unpack.

use std::collections::BTreeMap;

use zip::CompressionMethod;

use super::Package;

/// Signatures of PKWARE's APPNOTE.TXT, 4.3.7, 4.3.12 and 4.3.16.
const LOCAL: &[u8] = b"PK\x03\x04";
const CENTRAL: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";

/// Version 2.0 of the format, and the 1st of January 1980: nobody asks a part for its age.
const VERSION: u16 = 20;
const DATE: u16 = 0x21;

const STORED: u16 = 0;
const DEFLATED: u16 = 8;

/// A member as it is written down.
struct Written<'n> {
    name: &'n [u8],
    method: u16,
    checksum: u32,
    packed: u32,
    size: u32,
}

impl Package<'_> {
    /// The package with these members (by index) as they are, the others as they were; `None` for one with anything that
    /// office programs do not write.
    pub(in crate::read) fn plain(&mut self, unpacked: &BTreeMap<usize, Vec<u8>>) -> Option<Vec<u8>> {
        let (mut package, mut directory) = (Vec::new(), Vec::new());
        let count = self.zip.len();
        for index in 0..count {
            let entry = self.zip.by_index_data(index).ok()?;
            let name = entry.name_raw().to_vec();
            if entry.encrypted() || !name.is_ascii() {
                return None;
            }
            let (method, checksum, size) = (entry.compression(), entry.crc32(), entry.size());
            let (method, data, size) = match (unpacked.get(&index), method) {
                (Some(bytes), _) => (STORED, bytes.as_slice(), bytes.len() as u64),
                (None, CompressionMethod::Stored) => (STORED, self.packed(index)?, size),
                (None, CompressionMethod::Deflated) => (DEFLATED, self.packed(index)?, size),
                (None, _) => return None,
            };
            let written = Written {
                name: &name,
                method,
                checksum,
                packed: u32::try_from(data.len()).ok()?,
                size: u32::try_from(size).ok()?,
            };
            let offset = u32::try_from(package.len()).ok()?;
            package.extend_from_slice(LOCAL);
            written.put(&mut package)?;
            package.extend_from_slice(&name);
            package.extend_from_slice(data);
            directory.extend_from_slice(CENTRAL);
            put(&mut directory, &[VERSION]);
            written.put(&mut directory)?;
            // No comment, first disk, no attributes.
            put(&mut directory, &[0; 5]);
            directory.extend_from_slice(&offset.to_le_bytes());
            directory.extend_from_slice(&name);
        }
        let (start, length) = (package.len(), directory.len());
        package.append(&mut directory);
        package.extend_from_slice(END);
        let count = u16::try_from(count).ok()?;
        put(&mut package, &[0, 0, count, count]);
        package.extend_from_slice(&u32::try_from(length).ok()?.to_le_bytes());
        package.extend_from_slice(&u32::try_from(start).ok()?.to_le_bytes());
        put(&mut package, &[0]);
        Some(package)
    }
}

impl Written<'_> {
    /// What stands in both headers: from the version needed to the lengths of name and extra fields, of which there are none.
    fn put(&self, bytes: &mut Vec<u8>) -> Option<()> {
        put(bytes, &[VERSION, 0, self.method, 0, DATE]);
        for number in [self.checksum, self.packed, self.size] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        put(bytes, &[u16::try_from(self.name.len()).ok()?, 0]);
        Some(())
    }
}

fn put(bytes: &mut Vec<u8>, numbers: &[u16]) {
    for number in numbers {
        bytes.extend_from_slice(&number.to_le_bytes());
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use zip::write::SimpleFileOptions;
    use zip::{CompressionMethod, ZipWriter};

    use super::*;
    use crate::read::convert::NoConverters;
    use crate::read::limits::{Allowance, Limits};
    use crate::read::package::Bound;

    fn packed(members: &[(&str, CompressionMethod, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, method, bytes) in members {
            let options = SimpleFileOptions::default().compression_method(*method);
            zip.start_file(*name, options).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn a_package_made_plain_holds_the_same() {
        let text = "一二三四五六七八九十".repeat(40);
        let members = [
            ("xl/workbook.xml", CompressionMethod::Deflated, text.as_bytes()),
            (
                "xl/media/image1.png",
                CompressionMethod::Stored,
                b"\x89PNG".as_slice(),
            ),
            ("xl/printer.bin", CompressionMethod::Deflated, text.as_bytes()),
            ("empty.xml", CompressionMethod::Deflated, b"".as_slice()),
        ];
        let limits = Limits::default();
        let mut allowance = Allowance::new(&limits, &NoConverters);
        let bytes = packed(&members);
        let mut package = Package::open(&bytes, &allowance).unwrap();
        let unpacked = BTreeMap::from([(0, text.clone().into_bytes()), (3, Vec::new())]);
        let plain = package.plain(&unpacked).unwrap();
        let mut again = Package::open(&plain, &allowance).unwrap();
        let names: Vec<String> = again.members().into_iter().map(|member| member.name).collect();
        assert!(
            names
                .iter()
                .map(String::as_str)
                .eq(members.map(|(name, _, _)| name))
        );
        for (index, (_, _, bytes)) in members.iter().enumerate() {
            let read = again.read(index, Bound::Bytes, &mut allowance);
            assert_eq!(read.ok().as_deref(), Some(*bytes));
        }
        assert!(memchr::memmem::find(&plain, text.as_bytes()).is_some());
        let standard = zip::ZipArchive::new(Cursor::new(plain)).unwrap();
        assert_eq!(standard.len(), members.len());
    }

    #[test]
    fn a_name_that_could_be_read_in_two_ways_is_left_alone() {
        let bytes = packed(&[("xl/工作簿.xml", CompressionMethod::Deflated, b"<x/>".as_slice())]);
        let limits = Limits::default();
        let allowance = Allowance::new(&limits, &NoConverters);
        let mut package = Package::open(&bytes, &allowance).unwrap();
        assert_eq!(package.plain(&BTreeMap::new()), None);
    }
}
