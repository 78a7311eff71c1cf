//! Cells as lines of a file that every contestant reads: `#` and a name begin a sheet; a line is a row, its cells stand
//! between tabs: nothing, `n` and a number, `d` and Excel's number of a moment, or `s` and a text.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use anyhow::Context as _;
use calamine::{Data, Reader as _, Xlsx, open_workbook};

/// A line of the file.
pub(super) enum Line {
    /// A sheet begins.
    Sheet(String),
    /// A row of it.
    Row(Vec<CellValue>),
}

/// What a cell holds.
pub(super) enum CellValue {
    Blank,
    Number(f64),
    /// Days since the beginning of 1900, as Excel counts them.
    Moment(f64),
    Text(String),
}

impl Line {
    pub(super) fn parse(line: &str) -> anyhow::Result<Self> {
        if let Some(name) = line.strip_prefix('#') {
            return Ok(Self::Sheet(name.to_owned()));
        }
        let cells: anyhow::Result<_> = line.split('\t').map(CellValue::parse).collect();
        cells.map(Self::Row)
    }
}

impl CellValue {
    fn parse(cell: &str) -> anyhow::Result<Self> {
        let mut rest = cell.chars();
        let kind = rest.next();
        let value = rest.as_str();
        Ok(match kind {
            None => Self::Blank,
            Some('n') => Self::Number(value.parse()?),
            Some('d') => Self::Moment(value.parse()?),
            Some(_) => Self::Text(unescaped(value)),
        })
    }
}

/// A text that stands in one line, without tabs.
pub(super) fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('\t', "\\t")
        .replace('\n', "\\n")
}

fn unescaped(text: &str) -> String {
    if !text.contains('\\') {
        return text.to_owned();
    }
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match (character, character == '\\') {
            (_, true) => plain.push(match characters.next() {
                Some('t') => '\t',
                Some('n') => '\n',
                Some(other) => other,
                None => '\\',
            }),
            (other, false) => plain.push(other),
        }
    }
    plain
}

/// All cells of a workbook, as a second reader finds them; gives their number, blank ones not counted.
pub(super) fn copy(workbook: &Path, out: &Path) -> anyhow::Result<u64> {
    let mut book: Xlsx<_> = open_workbook(workbook)?;
    let mut out = BufWriter::new(File::create(out)?);
    let mut count = 0;
    for name in book.sheet_names() {
        writeln!(out, "#{name}")?;
        let range = book.worksheet_range(&name)?;
        for row in range.rows() {
            let cells: Vec<String> = row.iter().map(written).collect::<anyhow::Result<_>>()?;
            count += cells.iter().filter(|cell| !cell.is_empty()).count() as u64;
            writeln!(out, "{}", cells.join("\t"))?;
        }
    }
    out.flush()?;
    Ok(count)
}

fn written(cell: &Data) -> anyhow::Result<String> {
    Ok(match cell {
        Data::Empty => String::new(),
        Data::Int(number) => format!("n{number}"),
        Data::Float(number) => format!("n{number}"),
        Data::DateTime(moment) => format!("d{}", moment.as_f64()),
        Data::String(text) => format!("s{}", escaped(text)),
        Data::Bool(_) | Data::Error(_) | Data::DateTimeIso(_) | Data::DurationIso(_) => {
            return Err(anyhow::anyhow!("a cell that no workbook of ours has"));
        }
    })
}

/// The file, line by line.
pub(super) fn lines(path: &Path) -> anyhow::Result<impl Iterator<Item = anyhow::Result<Line>> + use<>> {
    use std::io::BufRead as _;
    let file = File::open(path).with_context(|| path.display().to_string())?;
    let lines = std::io::BufReader::new(file).lines();
    Ok(lines.map(|line| Line::parse(&line?)))
}
