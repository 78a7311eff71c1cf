//! Pictures that claim or hold very many points.

use super::Bomb;
use crate::build::crc32;

pub(super) fn bombs() -> Vec<Bomb> {
    vec![
        Bomb::file("50000x50000.png", move || png(50_000, 50_000)),
        Bomb::file("largest.png", move || png(u32::MAX >> 1, u32::MAX >> 1)),
        Bomb::file("largest.gif", gif),
        Bomb::file("largest.jpg", jpeg),
        Bomb::file("script.svg", move || {
            br#"<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>"#
                .to_vec()
        }),
    ]
}

/// A PNG file that says it is this large; its points are a few bytes that unfold to zeros.
pub(super) fn png(width: u32, height: u32) -> Vec<u8> {
    let mut header = [width.to_be_bytes(), height.to_be_bytes()].concat();
    header.extend([8, 6, 0, 0, 0]);
    // zlib: one stored block without content, Adler-32 of nothing.
    let points = [0x78, 0x01, 0x01, 0, 0, 0xFF, 0xFF, 0, 0, 0, 1];
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, content) in [(b"IHDR", header.as_slice()), (b"IDAT", &points), (b"IEND", &[])] {
        let named = [kind.as_slice(), content].concat();
        file.extend(u32::try_from(content.len()).unwrap_or(u32::MAX).to_be_bytes());
        file.extend(&named);
        file.extend(crc32(&named).to_be_bytes());
    }
    file
}

fn gif() -> Vec<u8> {
    let frame = b"\x2C\0\0\0\0\xFF\xFF\xFF\xFF\0\x02\x01\0\0";
    [
        b"GIF89a\xFF\xFF\xFF\xFF\0\0\0".as_slice(),
        &frame.repeat(100_000),
        b"\x3B",
    ]
    .concat()
}

fn jpeg() -> Vec<u8> {
    let size = b"\xFF\xC0\0\x0B\x08\xFF\xFF\xFF\xFF\x01\x01\x11\0";
    [
        b"\xFF\xD8\xFF\xE0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0".as_slice(),
        size,
        b"\xFF\xD9",
    ]
    .concat()
}
