//! Pictures of a workbook, and among which lines of its text each of them stands.

use std::collections::BTreeMap;

use super::sheet::Shown;
use crate::document::{Picture, Row, Table, visible_lines};
use crate::read::docx::picture;
use crate::read::limits::{Allowance, Refusal};
use crate::read::package::Package;

/// A picture and its part in the package.
pub(super) type Named = (String, Picture);

/// All pictures in a folder of the package. Programs number them as they were put in, so `image10` is after `image9`.
pub(super) fn read(
    package: &mut Package<'_>,
    folder: &str,
    allowance: &mut Allowance<'_>,
) -> Result<Vec<Named>, Refusal> {
    let mut parts: Vec<String> = package
        .part_names()
        .filter(|part| part.starts_with(folder))
        .map(str::to_owned)
        .collect();
    parts.sort_by_key(|part| (part.chars().count(), part.clone()));
    let mut pictures = Vec::new();
    for part in parts {
        let found = picture(package, &part, allowance)?;
        pictures.extend(found.map(|picture| (part, picture)));
    }
    Ok(pictures)
}

/// Where a picture stands: the lines before it, and those of the rows over which it lies.
type Place = (u32, Option<(u32, u32)>);

/// The pictures with their places. One that is shown in several places is in none for certain.
pub(super) fn placed(pictures: Vec<Named>, shown: &[Vec<Shown>], tables: &[Table]) -> Vec<Picture> {
    let mut places: BTreeMap<String, Option<Place>> = BTreeMap::new();
    if shown.iter().any(|shown| !shown.is_empty()) {
        let mut lines = 0;
        for (table, shown) in tables.iter().zip(shown) {
            let rows = rows(table, &mut lines);
            for shown in shown {
                let place = place(&rows, shown, lines);
                let known = places.entry(shown.picture.to_lowercase());
                known.and_modify(|known| *known = None).or_insert(Some(place));
            }
        }
    }
    let with_place = |(part, picture): Named| match places.get(&part) {
        Some(Some((line, rows))) => Picture {
            line: Some(*line),
            rows: *rows,
            ..picture
        },
        Some(None) | None => picture,
    };
    pictures.into_iter().map(with_place).collect()
}

/// A picture over two rows belongs to the one that holds this much of it, in hundredths.
const MOST: i64 = 65;

/// The rows over which a picture lies that reaches from one row to another: where it only juts out into a row it does not
/// lie over it. `share`: how much of it is in the last row, in hundredths.
pub(super) fn lies_over(first: u32, last: u32, share: Option<i64>) -> (u32, u32) {
    match (last.saturating_sub(first), share) {
        (1, Some(share)) if share >= MOST => (last, last),
        (1, Some(share)) if share <= 100 - MOST => (first, first),
        (2.., Some(share)) if share <= 0 => (first, last - 1),
        (_, _) => (first, last.max(first)),
    }
}

/// The same of a picture that names only the cell on which it hangs, and how far down in it. One that hangs far down lies
/// over the row below as well as not: nobody says how high rows are.
pub(super) fn hangs_on(row: u32, down: Option<i64>, height: Option<i64>) -> Option<(u32, u32)> {
    let height = height.unwrap_or(0).max(1);
    let share = down.unwrap_or(0).saturating_mul(100) / height;
    (share <= 100 - MOST).then_some((row, row))
}

/// The number of each row, from 0, and the lines of text in it: the first, and the first behind.
fn rows(table: &Table, lines: &mut u32) -> Vec<(u32, u32, u32)> {
    let numbers = table.row_numbers.iter().map(|number| number.saturating_sub(1));
    let rows = numbers.zip(&table.rows).map(|(number, row)| {
        let first = *lines;
        *lines = lines.saturating_add(lines_of(row));
        (number, first, *lines)
    });
    rows.collect()
}

fn lines_of(row: &Row) -> u32 {
    let lines = row.cells.iter().flat_map(crate::document::Cell::lines);
    lines.map(|line| visible_lines(&line)).sum()
}

/// `rows` in the order of their numbers, so that a million of them cost many pictures nothing.
fn place(rows: &[(u32, u32, u32)], shown: &Shown, end: u32) -> Place {
    let from = rows.partition_point(|(number, _, _)| *number < shown.first);
    let to = rows.partition_point(|(number, _, _)| *number <= shown.last);
    let first = rows.get(from).map_or(end, |(_, first, _)| *first);
    let under = rows.get(from..to).and_then(<[_]>::last);
    (first, under.map(|(_, _, behind)| (first, *behind)))
}
