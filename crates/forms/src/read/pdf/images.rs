//! Pictures in the SVG of `pdftocairo -svg`: photos stand in it byte for byte as in the PDF.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use memchr::memmem;

use crate::document::Picture;
use crate::read::limits::{Allowance, Refusal};
use crate::read::xml::Node;
use crate::read::{image_size, sha256};

/// How the data of a photo begins in an attribute, and that of pictures whose pixels are not kept.
const PHOTO: &str = "data:image/jpeg;base64,";
const PIXELS: &[u8] = b"data:image/png;base64,";

/// A picture as it stands on a page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Image {
    /// Square points.
    pub(super) area: f64,
    /// The photo; `None` for pictures that are drawn otherwise, and for one that was shown before.
    pub(super) picture: Option<Picture>,
    /// True for a picture that is drawn otherwise: its pixels are not kept.
    pub(super) lost: bool,
}

/// All pictures of a file.
pub(super) struct Images<'t> {
    /// By the identifier under which pages show them.
    named: BTreeMap<&'t str, Node<'t>>,
    taken: BTreeSet<String>,
}

/// The drawing without the data of pictures that are no photos: those are packed anew and far larger than in the PDF.
pub(super) fn without_pixels(svg: &[u8]) -> Cow<'_, [u8]> {
    let mut kept: Vec<u8> = Vec::new();
    let mut rest = svg;
    while let Some(place) = memmem::find(rest, PIXELS) {
        let (before, data) = rest.split_at_checked(place).unwrap_or((rest, &[]));
        kept.extend_from_slice(before);
        let end = memchr::memchr(b'"', data).unwrap_or(data.len());
        rest = data.get(end..).unwrap_or_default();
    }
    if kept.is_empty() {
        return Cow::Borrowed(svg);
    }
    kept.extend_from_slice(rest);
    Cow::Owned(kept)
}

impl<'t> Images<'t> {
    pub(super) fn new(root: Node<'t>) -> Self {
        let mut images = Self {
            named: BTreeMap::new(),
            taken: BTreeSet::new(),
        };
        images.name(root, &mut Vec::new());
        images
    }

    /// Pictures by their own identifiers and by those of the groups around them.
    fn name(&mut self, node: Node<'t>, around: &mut Vec<&'t str>) {
        for child in node.children() {
            let own = child.attribute("id");
            around.extend(own);
            let image = match child.name() {
                "svg:image" => Some(child),
                "svg:use" => self.target(child),
                _ => None,
            };
            for name in around.iter().filter(|_| image.is_some()) {
                if let Some(image) = image {
                    self.named.entry(name).or_insert(image);
                }
            }
            self.name(child, around);
            if own.is_some() {
                around.pop();
            }
        }
    }

    fn target(&self, node: Node<'t>) -> Option<Node<'t>> {
        let name = node.attribute("xlink:href")?.strip_prefix('#')?;
        self.named.get(name).copied()
    }

    /// The picture that an element on a page shows, if it shows one. `stretch`: square points of a unit there.
    pub(super) fn take(
        &mut self,
        node: Node<'t>,
        stretch: f64,
        allowance: &mut Allowance<'_>,
    ) -> Result<Option<Image>, Refusal> {
        let image = match node.name() {
            "svg:image" => node,
            _ => match self.target(node) {
                Some(image) => image,
                None => return Ok(None),
            },
        };
        let side = |name| image.attribute(name).and_then(|side| side.parse::<f64>().ok());
        let area = side("width").unwrap_or(0.0) * side("height").unwrap_or(0.0) * stretch;
        let photo = image
            .attribute("xlink:href")
            .and_then(|data| data.strip_prefix(PHOTO))
            .and_then(|data| STANDARD.decode(data).ok());
        let Some(bytes) = photo else {
            return Ok(Some(Image {
                area,
                picture: None,
                lost: true,
            }));
        };
        allowance.spend_bytes(bytes.len() as u64)?;
        let sha256 = sha256(&bytes);
        if !self.taken.insert(sha256.clone()) {
            return Ok(Some(Image {
                area,
                picture: None,
                lost: false,
            }));
        }
        allowance.met(&sha256, &bytes);
        let (width, height) = image_size(&bytes);
        Ok(Some(Image {
            area,
            picture: Some(Picture {
                name: format!("image{}.jpeg", self.taken.len()),
                sha256,
                bytes: bytes.len() as u64,
                width,
                height,
                line: None,
                rows: None,
            }),
            lost: false,
        }))
    }
}
