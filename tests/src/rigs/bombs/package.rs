//! ZIP files and office packages that hold what they are told to.

use std::fmt::Write as _;
use std::io::{Cursor, Read as _, Write as _};

use zip::write::SimpleFileOptions;

const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// A compressed ZIP file.
pub(super) fn zip<N: AsRef<str>, C: AsRef<[u8]>>(members: &[(N, C)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_level(Some(9));
    for (name, content) in members {
        // Writing into memory does not fail; a file that is not complete would be seen as such.
        let _ = writer.start_file(name.as_ref(), options);
        let _ = writer.write_all(content.as_ref());
    }
    writer.finish().map(Cursor::into_inner).unwrap_or_default()
}

/// The compressed bytes of a content, and its CRC-32.
pub(super) fn deflated(content: &[u8]) -> (Vec<u8>, u32) {
    let (mut packed, mut checksum) = (Vec::new(), 0);
    let file = zip(&[("a", content)]);
    if let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(file))
        && let Ok(mut member) = archive.by_index_raw(0)
    {
        checksum = member.crc32();
        let _ = member.read_to_end(&mut packed);
    }
    (packed, checksum)
}

/// An office package whose main part is this.
pub(super) fn office(main: &str, parts: &[(&str, &[u8])]) -> Vec<u8> {
    let types = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>"#;
    let root = relations(&[("rId1", "officeDocument", main)]);
    let mut members = vec![
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", root.as_bytes()),
    ];
    members.extend_from_slice(parts);
    zip(&members)
}

/// Relationships: id, kind, target.
pub(super) fn relations(list: &[(&str, &str, &str)]) -> String {
    let mut text = format!(r#"<Relationships xmlns="{PACKAGE}">"#);
    for (id, kind, target) in list {
        let _ = write!(
            text,
            r#"<Relationship Id="{id}" Type="{RELATIONS}/{kind}" Target="{target}"/>"#
        );
    }
    text + "</Relationships>"
}
