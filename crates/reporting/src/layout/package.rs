//! The package: what the library wrote, copied as it is, and the sheets with their rows.

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read as _, Write};

use flate2::Crc;
use rawzip::{CompressionMethod, DataDescriptorOutput, ZipArchiveWriter, ZipEntryWriter};
use rust_xlsxwriter::XlsxError;
use zip::ZipArchive;

use super::deflate::{self, Chunk};
use super::ink::{Ink, letters};
use super::plan::{Part, Plan};
use super::skeleton::{Place, Skeleton};
use crate::ReportError;
use crate::style::Look;
use crate::table::{Cell, Row};

/// A chunk of rows ends with whichever comes first.
const CHUNK_ROWS: usize = 512;
const CHUNK_BYTES: usize = 512 * 1024;

type Source<'s> = ZipArchive<Cursor<&'s [u8]>>;

/// Writes the skeleton with the rows of all plans.
pub(super) fn write(
    skeleton: &Skeleton,
    plans: &[Plan<'_>],
    out: &mut impl Write,
) -> Result<(), ReportError> {
    let mut source = ZipArchive::new(Cursor::new(skeleton.package.as_slice()))?;
    let formats = formats(&mut source, skeleton)?;
    let names = skeleton.places.iter().map(|place| place.name());
    let places: BTreeMap<String, Place> = names.zip(skeleton.places.iter().copied()).collect();
    let mut archive = ZipArchiveWriter::new(out);
    for index in 0..source.len() {
        let mut file = source.by_index_raw(index)?;
        let name = file.name()?.into_owned();
        if places.contains_key(&name) {
            continue;
        }
        let mut bytes = Vec::new();
        let (crc, size) = (file.crc32(), file.size());
        let method = match file.compression() {
            zip::CompressionMethod::Stored => CompressionMethod::STORE,
            _ => CompressionMethod::DEFLATE,
        };
        file.read_to_end(&mut bytes)?;
        let (mut entry, _) = archive
            .new_file(&name)
            .compression_method(method)
            .start()
            .map_err(failed)?;
        entry.write_all(&bytes)?;
        entry
            .finish(DataDescriptorOutput::new(crc, size))
            .map_err(failed)?;
    }
    let mut left = skeleton.places.iter();
    for plan in plans {
        let mut rows = plan.rows();
        let ink = Ink::new(plan, &formats);
        for (part, place) in plan.parts.iter().zip(&mut left) {
            let frame = Frame::read(&mut source, *place, plan, part)?;
            let (entry, _) = archive
                .new_file(place.name())
                .compression_method(CompressionMethod::DEFLATE)
                .start()
                .map_err(failed)?;
            write_rows(
                entry,
                &frame,
                &ink,
                place.row,
                rows.by_ref().take(part.rows.max(1)),
            )?;
        }
    }
    archive.finish().map_err(failed)?;
    Ok(())
}

fn failed(error: rawzip::Error) -> io::Error {
    io::Error::other(error)
}

fn unexpected(what: &str) -> XlsxError {
    XlsxError::ParameterError(format!("the library writes {what} in another way than it did"))
}

impl Place {
    fn name(self) -> String {
        format!("xl/worksheets/sheet{}.xml", self.sheet)
    }
}

impl<'a> Plan<'a> {
    /// Its rows, or one that says that there are none.
    fn rows(&self) -> Box<dyn Iterator<Item = Row<'a>> + '_> {
        if !self.is_empty {
            return self.sheet.rows.iter();
        }
        let mut cells = vec![Cell::Blank; self.sheet.columns.len()];
        if let Some(first) = cells.first_mut() {
            *first = Cell::text("无");
        }
        Box::new(std::iter::once(Row::plain(cells)))
    }
}

/// The numbers that the library gave to the formats of the legend, by [`Look::index`].
fn formats(source: &mut Source<'_>, skeleton: &Skeleton) -> Result<Vec<String>, ReportError> {
    let mut formats = vec![String::from("0"); Look::COUNT];
    let Some(place) = skeleton.places.first() else {
        return Ok(formats);
    };
    let xml = read(source, &place.name())?;
    let row = xml
        .split_once(&format!("<row r=\"{}\"", place.row))
        .and_then(|(_, rest)| rest.split_once("</row>"));
    let (row, _) = row.ok_or_else(|| unexpected("rows"))?;
    let mut numbers = row
        .split(" s=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next());
    for look in &skeleton.legend {
        let number = numbers.next().ok_or_else(|| unexpected("formats"))?;
        if let Some(format) = formats.get_mut(look.index()) {
            number.clone_into(format);
        }
    }
    Ok(formats)
}

fn read(source: &mut Source<'_>, name: &str) -> Result<String, ReportError> {
    let mut xml = String::new();
    source.by_name(name)?.read_to_string(&mut xml)?;
    Ok(xml)
}

/// What stands before and after the rows of a sheet.
#[derive(Debug)]
struct Frame {
    before: String,
    after: String,
}

impl Frame {
    fn read(
        source: &mut Source<'_>,
        place: Place,
        plan: &Plan<'_>,
        part: &Part<'_>,
    ) -> Result<Self, ReportError> {
        let xml = read(source, &place.name())?;
        let (before, rest) = xml
            .split_once(&format!("<row r=\"{}\"", place.row))
            .ok_or_else(|| unexpected("rows"))?;
        let (_, after) = rest
            .split_once("</sheetData>")
            .ok_or_else(|| unexpected("sheets"))?;
        let (head, rest) = before
            .split_once("<dimension ref=\"")
            .ok_or_else(|| unexpected("dimensions"))?;
        let (_, rest) = rest.split_once('"').ok_or_else(|| unexpected("dimensions"))?;
        let last_column = u16::try_from(plan.sheet.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
        let last_row = place.row + part.rows.max(1) - 1;
        Ok(Self {
            before: format!(
                "{head}<dimension ref=\"A1:{}{last_row}\"{rest}",
                letters(last_column)
            ),
            after: format!("</sheetData>{after}"),
        })
    }
}

/// What a thread makes a chunk of.
enum Job<'f, 'a> {
    Text(&'f str, deflate::Place),
    /// Rows, the first with this number.
    Rows(usize, Vec<Row<'a>>),
}

fn write_rows<'a>(
    mut entry: ZipEntryWriter<'_, impl Write>,
    frame: &Frame,
    ink: &Ink<'_>,
    first: usize,
    rows: impl Iterator<Item = Row<'a>>,
) -> Result<(), ReportError> {
    let chunks = Chunks { rows, next: first };
    let jobs = std::iter::once(Job::Text(&frame.before, deflate::Place::Middle))
        .chain(chunks.map(|(first, rows)| Job::Rows(first, rows)))
        .chain(std::iter::once(Job::Text(&frame.after, deflate::Place::Last)));
    let work = |job: Job<'_, '_>| match job {
        Job::Text(text, place) => deflate::chunk(text.as_bytes(), place),
        Job::Rows(first, rows) => {
            let mut xml = Vec::new();
            for (number, row) in (first..).zip(rows) {
                ink.row(&mut xml, number, row);
            }
            deflate::chunk(&xml, deflate::Place::Middle)
        }
    };
    let (mut crc, mut size) = (Crc::new(), 0);
    deflate::in_order(jobs, work, |made: io::Result<Chunk>| -> io::Result<()> {
        let made = made?;
        entry.write_all(&made.bytes)?;
        crc.combine(&made.crc);
        size += made.size;
        Ok(())
    })?;
    entry
        .finish(DataDescriptorOutput::new(crc.sum(), size))
        .map_err(failed)?;
    Ok(())
}

/// Rows in chunks of bounded size.
struct Chunks<I> {
    rows: I,
    next: usize,
}

impl<'a, I: Iterator<Item = Row<'a>>> Iterator for Chunks<I> {
    /// The number of the first row, and the rows.
    type Item = (usize, Vec<Row<'a>>);

    fn next(&mut self) -> Option<Self::Item> {
        let mut chunk = Vec::new();
        let mut bytes = 0;
        while chunk.len() < CHUNK_ROWS && bytes < CHUNK_BYTES {
            let Some(row) = self.rows.next() else {
                break;
            };
            bytes += row.cells.iter().map(Cell::bytes).sum::<usize>();
            chunk.push(row);
        }
        let first = self.next;
        self.next += chunk.len();
        (!chunk.is_empty()).then_some((first, chunk))
    }
}
