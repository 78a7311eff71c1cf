//! Files that arrivals brought, and pictures made for tests.

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read};

use domain::ids::ArrivalId;
use domain::submission::{Attachment, AttachmentKind};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use reporting::Sources;

/// Files by SHA-256.
#[derive(Default)]
pub(crate) struct Files(pub(crate) BTreeMap<String, Vec<u8>>);

impl Sources for Files {
    fn original(&self, _: &str) -> io::Result<Box<dyn Read + '_>> {
        Err(io::ErrorKind::NotFound.into())
    }

    fn attachment(&self, _: ArrivalId, sha256: &str) -> io::Result<Option<Box<dyn Read + '_>>> {
        let content = self.0.get(sha256);
        Ok(content.map(|content| Box::new(content.as_slice()) as Box<dyn Read>))
    }
}

/// A disk that fails, and how.
pub(crate) struct Broken(pub(crate) io::ErrorKind);

impl Sources for Broken {
    fn original(&self, _: &str) -> io::Result<Box<dyn Read + '_>> {
        Err(self.0.into())
    }

    fn attachment(&self, _: ArrivalId, _: &str) -> io::Result<Option<Box<dyn Read + '_>>> {
        Err(self.0.into())
    }
}

pub(crate) fn file(name: &str, sha256: &str, kind: AttachmentKind) -> Attachment {
    Attachment {
        name: name.to_owned(),
        sha256: sha256.to_owned(),
        bytes: 1_000,
        kind,
    }
}

/// A picture whose left quarter is red.
pub(crate) fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let picture = RgbImage::from_fn(width, height, |x, _| {
        if x < width / 4 {
            Rgb([220, 20, 20])
        } else {
            Rgb([20, 90, 20])
        }
    });
    let mut out = Cursor::new(Vec::new());
    DynamicImage::from(picture).write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// A JPEG file that says by EXIF how it is to be turned.
pub(crate) fn turned(width: u32, height: u32, orientation: u8) -> Vec<u8> {
    let jpeg = picture(width, height, ImageFormat::Jpeg);
    let mut data = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    data.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    let length = u16::try_from(data.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xFF, 0xE1], &length, &data, &jpeg[2..]].concat()
}
