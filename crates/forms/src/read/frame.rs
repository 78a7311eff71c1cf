//! How much of a picture or film came: a header shows nobody, and a piece at its end is not missed.

use memchr::memmem;
use serde::{Deserialize, Serialize};

use super::Content;

/// How much of a photo or video is there, as far as its format tells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Frame {
    /// To its end, or nobody can tell.
    #[default]
    Whole,
    /// Its end is missing: most of it can be seen.
    Cut,
    /// Next to nothing: a header, or a film without what plays it.
    Nothing,
}

impl Frame {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "what serde asks for")]
    pub(super) fn is_whole(&self) -> bool {
        *self == Self::Whole
    }
}

/// The smallest files of formats that are not taken apart here, in bytes: anything shorter is a header.
const LEAST_PICTURE: usize = 32;
const LEAST_HEIF: usize = 200;
const LEAST_FILM: usize = 256;
/// Points for which a JPEG or PNG has at least one byte, be they all white: less is what is left of a header.
const POINTS_OF_A_BYTE: u64 = 64;
const POINTS_OF_A_PNG_BYTE: u64 = 1_000;

pub(super) fn of(content: &Content, bytes: &[u8]) -> Frame {
    match content {
        Content::Photo { width, height } => picture(bytes, u64::from(*width) * u64::from(*height)),
        Content::Video => film(bytes),
        Content::Document { .. }
        | Content::Scan
        | Content::Archive
        | Content::ClosedArchive
        | Content::ClosedLetter
        | Content::Other
        | Content::Encrypted
        | Content::Unreadable
        | Content::Unconverted
        | Content::Unsafe => Frame::Whole,
    }
}

fn picture(bytes: &[u8], points: u64) -> Frame {
    let least = |least: usize| {
        if bytes.len() < least {
            Frame::Nothing
        } else {
            Frame::Whole
        }
    };
    match bytes {
        [0xFF, 0xD8, rest @ ..] => jpeg(rest, points),
        [0x89, b'P', b'N', b'G', _, _, _, _, chunks @ ..] => png(chunks, points),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => least(LEAST_HEIF),
        _ => least(LEAST_PICTURE),
    }
}

/// `bytes` behind the first marker. What is there counts from the scan on, which is the picture itself: a preview in the
/// head is none.
fn jpeg(bytes: &[u8], points: u64) -> Frame {
    let Some(scan) = scan(bytes) else {
        return Frame::Nothing;
    };
    let ended = memmem::rfind(scan, &[0xFF, 0xD9]);
    match ended {
        Some(0) => Frame::Nothing,
        Some(_) => Frame::Whole,
        None => cut(scan.len(), points, POINTS_OF_A_BYTE),
    }
}

/// What follows the head of the first scan; `None` when it does not come to that, or no size was said before it.
fn scan(bytes: &[u8]) -> Option<&[u8]> {
    let (mut rest, mut framed) = (bytes, false);
    loop {
        match rest {
            // Bytes that fill, and markers without content.
            [0xFF, 0xFF, ..] => rest = rest.get(1..)?,
            [0xFF, 0x01 | 0xD0..=0xD8, ..] => rest = rest.get(2..)?,
            [0xFF, marker, high, low, ..] => {
                let after = rest.get(2 + usize::from(u16::from_be_bytes([*high, *low]))..)?;
                framed |= matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC);
                if *marker == 0xDA {
                    return Some(after).filter(|_| framed);
                }
                rest = after;
            }
            // Readers pass over what stands between segments.
            [_, ..] => rest = rest.get(memchr::memchr(0xFF, rest.get(1..)?)? + 1..)?,
            [] => return None,
        }
    }
}

fn png(chunks: &[u8], points: u64) -> Frame {
    let (mut rest, mut data) = (chunks, 0);
    while let Some((head, behind)) = rest.split_at_checked(8) {
        let [a, b, c, d, kind @ ..] = head else { break };
        let length = usize::try_from(u32::from_be_bytes([*a, *b, *c, *d])).unwrap_or(usize::MAX);
        match kind {
            b"IEND" if data > 0 => return Frame::Whole,
            b"IDAT" => data += length.min(behind.len()),
            _ => {}
        }
        rest = length
            .checked_add(4)
            .and_then(|skipped| behind.get(skipped..))
            .unwrap_or_default();
    }
    cut(data, points, POINTS_OF_A_PNG_BYTE)
}

/// Of a picture whose end is missing, with so many bytes of points.
fn cut(bytes: usize, points: u64, points_of_a_byte: u64) -> Frame {
    if bytes == 0 || (bytes as u64).saturating_mul(points_of_a_byte) < points {
        Frame::Nothing
    } else {
        Frame::Cut
    }
}

fn film(bytes: &[u8]) -> Frame {
    const BOXES: [&[u8]; 4] = [b"ftyp", b"moov", b"mdat", b"wide"];
    let kind = bytes.get(4..8).unwrap_or_default();
    if BOXES.contains(&kind) {
        boxes(bytes)
    } else if bytes.len() < LEAST_FILM {
        Frame::Nothing
    } else {
        Frame::Whole
    }
}

/// The outermost boxes of MP4 and QuickTime: nothing can be played without the one that says where the rest lies, which
/// many programs write at the end.
fn boxes(bytes: &[u8]) -> Frame {
    let (mut rest, mut has_index, mut has_data, mut is_cut) = (bytes, false, false, false);
    while let Some([a, b, c, d, kind @ ..]) = rest.get(..8) {
        let short = u32::from_be_bytes([*a, *b, *c, *d]);
        let length = match short {
            0 => rest.len() as u64,
            1 => rest
                .get(8..16)
                .and_then(|long| long.try_into().ok())
                .map_or(u64::MAX, u64::from_be_bytes),
            _ => u64::from(short),
        };
        has_index |= matches!(kind, b"moov" | b"moof");
        has_data |= matches!(kind, b"mdat" | b"moof") && rest.len() > 8;
        is_cut |= length > rest.len() as u64;
        let next = usize::try_from(length.max(8)).unwrap_or(usize::MAX);
        rest = rest.get(next..).unwrap_or_default();
    }
    match (has_index && has_data, is_cut) {
        (false, _) => Frame::Nothing,
        (true, true) => Frame::Cut,
        (true, false) => Frame::Whole,
    }
}
