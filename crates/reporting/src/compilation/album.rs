//! The photos of a compilation: each stands once in the document, upright, without where and when it was taken.

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read as _, Seek, Write};

use domain::ids::ArrivalId;
use domain::ledger::Ledger;
use domain::submission::{Attachment, AttachmentKind, Submission};
use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader};
use img_parts::ImageEXIF as _;
use img_parts::jpeg::{Jpeg, markers};
use img_parts::png::Png;

use super::options::CompilationOptions;
use super::plan::Plan;
use super::styles;
use crate::bringers::Bringers;
use crate::word::{Package, Picture, Room};
use crate::{ReportError, Sources};

/// The largest photo that is printed, in bytes and in pixels: 200 million take 600 MB while they are turned.
const LARGEST: u64 = 64 << 20;
const MOST_PIXELS: u64 = 200_000_000;
/// JPEG quality of photos that had to be turned.
const QUALITY: u8 = 92;
/// Two photos and their captions fit on a page.
const ROOM: Room = Room {
    width: 140,
    height: 90,
};

/// A photo as it is printed, or why it is not.
pub(super) enum Photo {
    Printed(Picture),
    Named(&'static str),
}

/// Why a photo is not printed whose original cannot be read: a matter for whoever keeps the originals.
pub(super) const UNREAD: &str = "原件读不出";

/// Photos by SHA-256.
pub(super) struct Album(BTreeMap<String, Photo>);

/// A photo that every word processor shows the same way.
struct Prepared {
    content: Vec<u8>,
    extension: &'static str,
    pixels: (u32, u32),
}

impl Album {
    /// Puts every photo of the plan into the package, one after the other.
    pub(super) fn gather<W: Write + Seek>(
        package: &mut Package<W>,
        ledger: &Ledger,
        plan: &Plan<'_>,
        options: &CompilationOptions,
        sources: &dyn Sources,
    ) -> Result<Self, ReportError> {
        let mut photos = BTreeMap::new();
        let bringers = Bringers::of(ledger);
        let pieces = plan.pieces().filter(|_| !options.anonymous);
        for (piece, file) in pieces.flat_map(|piece| piece.attachments.iter().map(move |file| (piece, file)))
        {
            if file.kind != AttachmentKind::Photo || photos.contains_key(&file.sha256) {
                continue;
            }
            let photo = match read(piece, &bringers, file, options, sources)?.and_then(prepared) {
                Ok(ready) => {
                    let picture = package.picture(&ready.content, ready.extension, ready.pixels, ROOM)?;
                    Photo::Printed(picture.in_lines(styles::LINE_HEIGHT.into()))
                }
                Err(reason) => Photo::Named(reason),
            };
            photos.insert(file.sha256.clone(), photo);
        }
        Ok(Self(photos))
    }

    /// Photos whose originals cannot be read.
    pub(super) fn unread(&self) -> usize {
        let is_unread = |photo: &&Photo| matches!(photo, Photo::Named(reason) if *reason == UNREAD);
        self.0.values().filter(is_unread).count()
    }

    /// What became of a file; `None` for what is no photo.
    pub(super) fn get(&self, file: &Attachment) -> Option<&Photo> {
        self.0
            .get(&file.sha256)
            .filter(|_| file.kind == AttachmentKind::Photo)
    }
}

/// The bytes, from the arrival that brought the piece or one that completed it; or why there are none.
fn read(
    piece: &Submission,
    bringers: &Bringers<'_>,
    file: &Attachment,
    options: &CompilationOptions,
    sources: &dyn Sources,
) -> Result<Result<Vec<u8>, &'static str>, ReportError> {
    if file.bytes > LARGEST {
        return Ok(Err("文件过大"));
    }
    let likely: Vec<ArrivalId> = std::iter::once(piece.id.arrival)
        .chain(piece.completed_by)
        .collect();
    let further = bringers.further(piece);
    let further = further.iter().filter(|arrival| !likely.contains(arrival));
    let mut unread = None;
    for arrival in likely.iter().chain(further) {
        match content(*arrival, file, sources) {
            Ok(None) => {}
            Ok(Some(content)) if content.len() as u64 <= LARGEST => return Ok(Ok(content)),
            Ok(Some(_)) => return Ok(Err("文件过大")),
            Err(error) if is_of_the_file(error.kind()) => unread = Some(error),
            Err(error) => return Err(ReportError::Source(error)),
        }
    }
    match unread {
        None => Ok(Err("来件中未找到该文件")),
        Some(_) if options.name_unreadable => Ok(Err(UNREAD)),
        Some(error) => Err(ReportError::Source(error)),
    }
}

fn content(arrival: ArrivalId, file: &Attachment, sources: &dyn Sources) -> io::Result<Option<Vec<u8>>> {
    let Some(found) = sources.attachment(arrival, &file.sha256)? else {
        return Ok(None);
    };
    let mut content = Vec::new();
    found.take(LARGEST + 1).read_to_end(&mut content)?;
    Ok(Some(content))
}

/// Whether the bytes that were kept are at fault, so that all others can still be printed. A full disk or a database
/// that does not answer is not of one file.
const fn is_of_the_file(kind: io::ErrorKind) -> bool {
    !matches!(
        kind,
        io::ErrorKind::Other
            | io::ErrorKind::StorageFull
            | io::ErrorKind::QuotaExceeded
            | io::ErrorKind::ReadOnlyFilesystem
            | io::ErrorKind::OutOfMemory
    )
}

/// The photo without its EXIF data (which may tell where somebody lives), turned as that says; or why it cannot be
/// printed.
fn prepared(content: Vec<u8>) -> Result<Prepared, &'static str> {
    const DAMAGED: &str = "文件已损坏";
    let (format, extension) = match image::guess_format(&content) {
        Ok(ImageFormat::Jpeg) => (ImageFormat::Jpeg, "jpeg"),
        Ok(ImageFormat::Png) => (ImageFormat::Png, "png"),
        Ok(ImageFormat::WebP) => return Err("WebP格式"),
        Ok(ImageFormat::Gif) => return Err("GIF格式"),
        Ok(ImageFormat::Tiff) => return Err("TIFF格式"),
        Ok(ImageFormat::Bmp) => return Err("BMP格式"),
        Ok(_) | Err(_) if is_heic(&content) => return Err("HEIC格式"),
        Ok(_) | Err(_) => return Err("格式不能识别"),
    };
    let mut decoder = ImageReader::with_format(Cursor::new(&content), format)
        .into_decoder()
        .map_err(|_| DAMAGED)?;
    let pixels = decoder.dimensions();
    if u64::from(pixels.0) * u64::from(pixels.1) > MOST_PIXELS {
        return Err("像素过多");
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    if orientation == Orientation::NoTransforms {
        drop(decoder);
        let content = without_data(content, format).ok_or(DAMAGED)?;
        return Ok(Prepared {
            content,
            extension,
            pixels,
        });
    }
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| DAMAGED)?;
    picture.apply_orientation(orientation);
    let pixels = (picture.width(), picture.height());
    let mut turned = Cursor::new(Vec::new());
    let done = match format {
        ImageFormat::Jpeg => {
            JpegEncoder::new_with_quality(&mut turned, QUALITY).encode_image(&picture.into_rgb8())
        }
        _ => picture.write_to(&mut turned, format),
    };
    done.map_err(|_| DAMAGED)?;
    Ok(Prepared {
        content: turned.into_inner(),
        extension,
        pixels,
    })
}

/// The same pixels, bit by bit, without EXIF and XMP data.
fn without_data(content: Vec<u8>, format: ImageFormat) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(content.len());
    if format == ImageFormat::Jpeg {
        let mut jpeg = Jpeg::from_bytes(content.into()).ok()?;
        jpeg.remove_segments_by_marker(markers::APP1);
        jpeg.encoder().write_to(&mut out).ok()?;
    } else {
        let mut png = Png::from_bytes(content.into()).ok()?;
        png.set_exif(None);
        png.encoder().write_to(&mut out).ok()?;
    }
    Some(out)
}

/// ISO base media with a brand of still pictures.
fn is_heic(content: &[u8]) -> bool {
    let brands: [&[u8]; 6] = [b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"];
    content.get(4..8) == Some(b"ftyp".as_slice())
        && content.get(8..12).is_some_and(|brand| brands.contains(&brand))
}
