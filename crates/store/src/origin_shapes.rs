//! Origins of submissions and corrections of clerks, as JSON. Names of fields are part of the schema: add, never rename.

use domain::correction::{Change, Correction, Dismissal, PieceMark, Values};
use domain::grounds::{Grounds, ItemGround, PersonGround, SocietyGround};
use domain::ids::ItemId;
use domain::location::{Location, Point, Spot};
use domain::submission::Origin;
use serde::{Deserialize, Serialize};

use crate::error::StoreError;
use crate::shapes::PersonShape;
use crate::values::{RowName, text, text_null};

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct OriginShape {
    sha256: String,
    place: Option<LocationShape>,
    fingerprint: String,
    named: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    message_id: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    forwarded: bool,
    share: u32,
    corrected: bool,
    society_by: Option<String>,
    item_by: Option<String>,
    person_by: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct LocationShape {
    sheet: Option<String>,
    from: PointShape,
    to: PointShape,
}

/// A paragraph has `paragraph`, a cell the other three.
#[derive(Debug, Serialize, Deserialize)]
struct PointShape {
    #[serde(skip_serializing_if = "Option::is_none")]
    paragraph: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<(u32, u32, u32)>,
    line: u32,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct CorrectionShape {
    mark: MarkShape,
    change: ChangeShape,
}

#[derive(Debug, Serialize, Deserialize)]
struct MarkShape {
    sha256: String,
    file: Option<String>,
    place: Option<LocationShape>,
    fingerprint: String,
    share: u32,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ChangeShape {
    Values {
        person: Option<PersonShape>,
        title: Option<String>,
        text: Option<String>,
    },
    Item(String),
    Split(Vec<u32>),
    Join(MarkShape),
    Drop,
    /// With what the clerk says of it.
    SentBack(String),
    Withdrawn,
    Photo(String),
    Restore,
}

impl OriginShape {
    /// `None` for an empty origin.
    pub(crate) fn of(origin: &Origin) -> Option<Self> {
        let grounds = origin.grounds;
        (*origin != Origin::default()).then(|| Self {
            sha256: text(&origin.sha256),
            place: origin.place.as_ref().map(LocationShape::of),
            fingerprint: text(&origin.fingerprint),
            named: text_null(origin.named.as_deref()),
            message_id: text_null(origin.message_id.as_deref()),
            forwarded: origin.forwarded,
            share: origin.share,
            corrected: origin.corrected,
            society_by: grounds.society.map(|ground| ground.as_str().to_owned()),
            item_by: grounds.item.map(|ground| ground.as_str().to_owned()),
            person_by: grounds.person.map(|ground| ground.as_str().to_owned()),
        })
    }

    pub(crate) fn read(row: &RowName, cell: Option<&str>) -> Result<Origin, StoreError> {
        let Some(cell) = cell else {
            return Ok(Origin::default());
        };
        let shape: Self = row.json("origin", cell)?;
        Ok(Origin {
            place: shape.place.map(|place| place.location(row)).transpose()?,
            grounds: Grounds {
                society: known(row, shape.society_by.as_deref(), SocietyGround::parse)?,
                item: known(row, shape.item_by.as_deref(), ItemGround::parse)?,
                person: known(row, shape.person_by.as_deref(), PersonGround::parse)?,
            },
            sha256: shape.sha256,
            fingerprint: shape.fingerprint,
            named: shape.named,
            message_id: shape.message_id,
            forwarded: shape.forwarded,
            share: shape.share,
            corrected: shape.corrected,
        })
    }
}

fn known<T>(
    row: &RowName,
    word: Option<&str>,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, StoreError> {
    word.map(|word| row.word("origin", word, parse)).transpose()
}

impl LocationShape {
    fn of(location: &Location) -> Self {
        Self {
            sheet: text_null(location.sheet.as_deref()),
            from: PointShape::of(location.from),
            to: PointShape::of(location.to),
        }
    }

    fn location(self, row: &RowName) -> Result<Location, StoreError> {
        Ok(Location {
            sheet: self.sheet,
            from: self.from.point(row)?,
            to: self.to.point(row)?,
        })
    }
}

impl PointShape {
    fn of(point: Point) -> Self {
        let (paragraph, cell) = match point.spot {
            Spot::Paragraph(number) => (Some(number), None),
            Spot::Cell { table, row, column } => (None, Some((table, row, column))),
        };
        Self {
            paragraph,
            cell,
            line: point.line,
        }
    }

    fn point(self, name: &RowName) -> Result<Point, StoreError> {
        let spot = match (self.paragraph, self.cell) {
            (Some(number), None) => Spot::Paragraph(number),
            (None, Some((table, row, column))) => Spot::Cell { table, row, column },
            _ => return Err(name.corrupt("a place is neither a paragraph nor a cell")),
        };
        Ok(Point {
            spot,
            line: self.line,
        })
    }
}

impl CorrectionShape {
    pub(crate) fn of(correction: &Correction) -> Self {
        Self {
            mark: MarkShape::of(&correction.mark),
            change: match &correction.change {
                Change::Values(values) => ChangeShape::Values {
                    person: values.person.as_ref().map(PersonShape::of),
                    title: text_null(values.title.as_deref()),
                    text: text_null(values.text.as_deref()),
                },
                Change::Item(item) => ChangeShape::Item(item.to_string()),
                Change::Split(at) => ChangeShape::Split(at.clone()),
                Change::Join(other) => ChangeShape::Join(MarkShape::of(other)),
                Change::Drop => ChangeShape::Drop,
                Change::Dismiss(Dismissal::SentBack { remark }) => ChangeShape::SentBack(text(remark)),
                Change::Dismiss(Dismissal::Withdrawn) => ChangeShape::Withdrawn,
                Change::Photo(sha256) => ChangeShape::Photo(sha256.clone()),
                Change::Restore => ChangeShape::Restore,
            },
        }
    }

    pub(crate) fn correction(self, row: &RowName) -> Result<Correction, StoreError> {
        Ok(Correction {
            mark: self.mark.mark(row)?,
            change: match self.change {
                ChangeShape::Values { person, title, text } => Change::Values(Values {
                    person: person.map(PersonShape::person),
                    title,
                    text,
                }),
                ChangeShape::Item(item) => Change::Item(row.id("argument", &item, ItemId::parse)?),
                ChangeShape::Split(at) => Change::Split(at),
                ChangeShape::Join(other) => Change::Join(other.mark(row)?),
                ChangeShape::Drop => Change::Drop,
                ChangeShape::SentBack(remark) => Change::Dismiss(Dismissal::SentBack { remark }),
                ChangeShape::Withdrawn => Change::Dismiss(Dismissal::Withdrawn),
                ChangeShape::Photo(sha256) => Change::Photo(sha256),
                ChangeShape::Restore => Change::Restore,
            },
        })
    }
}

impl MarkShape {
    fn of(mark: &PieceMark) -> Self {
        Self {
            sha256: text(&mark.sha256),
            file: text_null(mark.file.as_deref()),
            place: mark.place.as_ref().map(LocationShape::of),
            fingerprint: text(&mark.fingerprint),
            share: mark.share,
        }
    }

    fn mark(self, row: &RowName) -> Result<PieceMark, StoreError> {
        Ok(PieceMark {
            sha256: self.sha256,
            file: self.file,
            place: self.place.map(|place| place.location(row)).transpose()?,
            fingerprint: self.fingerprint,
            share: self.share,
        })
    }
}
