//! Pictures in a line of text.

/// A picture that stands in the package.
#[derive(Debug, Clone)]
pub(crate) struct Picture {
    /// Of the relation to its part.
    pub(super) relation: u32,
    /// Width and height on paper, in English metric units: 36,000 to the millimetre.
    pub(super) size: (u64, u64),
    /// What it shows, for those who cannot see it.
    pub(crate) described: String,
    /// Unique in the document.
    pub(crate) number: u32,
}

/// The room that a picture may take on paper, in millimetres.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Room {
    /// Width.
    pub(crate) width: u64,
    /// Height.
    pub(crate) height: u64,
}

const PER_MILLIMETRE: u64 = 36_000;
/// At 96 dots per inch: small pictures are not blown up.
const PER_PIXEL: u64 = 9_525;

impl Room {
    /// The size of a picture with so many pixels: its own proportions, no larger than the room and than it really is.
    pub(super) fn fit(self, pixels: (u32, u32)) -> (u64, u64) {
        let (across, down) = (u64::from(pixels.0).max(1), u64::from(pixels.1).max(1));
        let width = (across * PER_PIXEL)
            .min(self.width * PER_MILLIMETRE)
            .min(self.height * PER_MILLIMETRE * across / down);
        (width.max(1), (width * down / across).max(1))
    }
}

/// In a twentieth of a point.
const PER_TWENTIETH: u64 = 635;
/// What a line that holds only a picture takes beside it, and a little.
const SPARE: u64 = 40;

impl Picture {
    /// Its height in twentieths of a point.
    pub(super) fn height(&self) -> u32 {
        u32::try_from(self.size.1 / PER_TWENTIETH).unwrap_or(u32::MAX)
    }

    /// What its line takes, in twentieths of a point.
    pub(crate) fn line_height(&self) -> u32 {
        u32::try_from(self.size.1 / PER_TWENTIETH + SPARE).unwrap_or(u32::MAX)
    }

    /// The picture, smaller where its line is higher than this, in lines as [`Self::in_lines`].
    #[must_use]
    pub(crate) fn no_higher(mut self, height: u32, line: u64) -> Self {
        let (width, now) = self.size;
        let height = u64::from(height).saturating_sub(SPARE) * PER_TWENTIETH;
        if now > height {
            self.size = ((width * height / now).max(1), height);
        }
        self.in_lines(line)
    }

    /// The picture, a little smaller, so that with its line it takes a whole number of lines of this height, in
    /// twentieths of a point, and the text below it stands on the grid again.
    #[must_use]
    pub(crate) fn in_lines(mut self, line: u64) -> Self {
        let (width, height) = self.size;
        let lines = (height / PER_TWENTIETH + SPARE) / line;
        if lines > 0 {
            let smaller = (lines * line - SPARE) * PER_TWENTIETH;
            self.size = ((width * smaller / height).max(1), smaller);
        }
        self
    }
}

pub(super) fn element(picture: &Picture) -> String {
    let (width, height) = picture.size;
    let (number, relation) = (picture.number, picture.relation);
    let described = super::xml::escaped(&picture.described);
    format!(
        "<w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent cx=\"{width}\" \
         cy=\"{height}\"/><wp:docPr id=\"{number}\" name=\"图片 {number}\" descr=\"{described}\"/>\
         <wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect=\"1\"/></wp:cNvGraphicFramePr><a:graphic>\
         <a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic><pic:nvPicPr>\
         <pic:cNvPr id=\"{number}\" name=\"图片 {number}\"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>\
         <a:blip r:embed=\"rId{relation}\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>\
         <a:off x=\"0\" y=\"0\"/><a:ext cx=\"{width}\" cy=\"{height}\"/></a:xfrm><a:prstGeom prst=\"rect\">\
         <a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_keeps_its_proportions_and_its_room() {
        let room = Room {
            width: 140,
            height: 100,
        };
        assert_eq!(room.fit((4000, 1000)), (140 * 36_000, 35 * 36_000));
        assert_eq!(room.fit((1000, 4000)), (25 * 36_000, 100 * 36_000));
        assert_eq!(room.fit((96, 96)), (914_400, 914_400));
        assert!(room.fit((1, 60_000)).0 > 0);
    }
}
