//! The grid of a table, from the lines drawn around its cells.

use super::drawing::{Drawn, Line};

/// Lines nearer than this are one line, in points.
const SAME: f64 = 3.0;
/// Shorter than this a line is no edge of a cell.
const SHORT: f64 = 6.0;
/// Lines in one direction that are looked at for tables; with more, the page is a drawing.
const EDGES: usize = 2_000;
/// Fields of one grid.
const FIELDS: usize = 20_000;

/// Edges of columns and rows, and the cells between them.
pub(super) struct Grid {
    /// From left to right; one more than there are columns.
    pub(super) columns: Vec<f64>,
    /// From top to bottom; one more than there are rows.
    pub(super) rows: Vec<f64>,
    pub(super) cells: Vec<Region>,
    /// The cell of every field, row by row.
    fields: Vec<usize>,
}

/// A cell by its place in the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Region {
    pub(super) row: usize,
    pub(super) column: usize,
    pub(super) rows: usize,
    pub(super) columns: usize,
}

impl Grid {
    /// The cell at a place.
    pub(super) fn cell_at(&self, (x, y): (f64, f64)) -> Option<usize> {
        let column = field(&self.columns, x)?;
        let row = field(&self.rows, y)?;
        let width = self.columns.len().checked_sub(1)?;
        self.fields.get(row * width + column).copied()
    }

    pub(super) fn top(&self) -> f64 {
        self.rows.first().copied().unwrap_or_default()
    }
}

fn field(edges: &[f64], at: f64) -> Option<usize> {
    let after = edges.iter().position(|edge| *edge > at)?;
    after.checked_sub(1)
}

/// Every table of a page, from top to bottom.
pub(super) fn find(drawn: &Drawn) -> Vec<Grid> {
    let level = joined(&drawn.level);
    let upright = joined(&drawn.upright);
    if level.len() > EDGES || upright.len() > EDGES {
        return Vec::new();
    }
    let mut grids: Vec<Grid> = groups(&level, &upright)
        .into_iter()
        .filter_map(|(level, upright)| grid(&level, &upright))
        .collect();
    grids.sort_by(|one, other| one.top().total_cmp(&other.top()));
    grids
}

/// Pieces of one line as one line.
fn joined(lines: &[Line]) -> Vec<Line> {
    let mut lines = lines.to_vec();
    lines.sort_by(|one, other| one.at.total_cmp(&other.at));
    let mut joined: Vec<Line> = Vec::new();
    for run in lines.chunk_by(|one, other| other.at - one.at < SAME / 2.0) {
        let mut run = run.to_vec();
        run.sort_by(|one, other| one.from.total_cmp(&other.from));
        let begin = joined.len();
        for line in run {
            match joined.get_mut(begin..).and_then(<[Line]>::last_mut) {
                Some(last) if line.from - last.to < SAME => last.to = last.to.max(line.to),
                _ => joined.push(line),
            }
        }
    }
    joined.retain(|line| line.to - line.from >= SHORT);
    joined
}

/// Lines that touch each other, group by group.
fn groups(level: &[Line], upright: &[Line]) -> Vec<(Vec<Line>, Vec<Line>)> {
    let mut group: Vec<usize> = (0..level.len() + upright.len()).collect();
    for (row, across) in level.iter().enumerate() {
        for (column, down) in upright.iter().enumerate() {
            let crossing = (across.from - SAME..=across.to + SAME).contains(&down.at)
                && (down.from - SAME..=down.to + SAME).contains(&across.at);
            if crossing {
                unite(&mut group, row, level.len() + column);
            }
        }
    }
    let mut groups: std::collections::BTreeMap<usize, (Vec<Line>, Vec<Line>)> =
        std::collections::BTreeMap::new();
    for (index, line) in level.iter().chain(upright).enumerate() {
        let (across, down) = groups.entry(root(&mut group, index)).or_default();
        if index < level.len() {
            across.push(*line);
        } else {
            down.push(*line);
        }
    }
    groups.into_values().collect()
}

/// The representative of a group.
fn root(group: &mut [usize], mut index: usize) -> usize {
    while let Some(&above) = group.get(index) {
        if above == index {
            break;
        }
        let next = group.get(above).copied().unwrap_or(above);
        if let Some(entry) = group.get_mut(index) {
            *entry = next;
        }
        index = above;
    }
    index
}

fn unite(group: &mut [usize], one: usize, other: usize) {
    let (one, other) = (root(group, one), root(group, other));
    if let Some(entry) = group.get_mut(one.max(other)) {
        *entry = one.min(other);
    }
}

/// The grid of lines that touch each other; `None` when they are around fewer than two cells.
fn grid(level: &[Line], upright: &[Line]) -> Option<Grid> {
    // A table may be open at its sides: then the lines across say how far it reaches, and the other way round.
    let columns = edges(upright, level);
    let rows = edges(level, upright);
    let (width, height) = (columns.len().checked_sub(1)?, rows.len().checked_sub(1)?);
    if level.is_empty() || upright.is_empty() || width * height < 2 || width * height > FIELDS {
        return None;
    }
    let mut group: Vec<usize> = (0..width * height).collect();
    for (row, down) in rows.windows(2).enumerate() {
        for (column, across) in columns.windows(2).enumerate() {
            let ([top, bottom], [left, right]) = (down, across) else {
                continue;
            };
            let here = row * width + column;
            if column + 1 < width && !is_drawn(upright, *right, f64::midpoint(*top, *bottom)) {
                unite(&mut group, here, here + 1);
            }
            if row + 1 < height && !is_drawn(level, *bottom, f64::midpoint(*left, *right)) {
                unite(&mut group, here, here + width);
            }
        }
    }
    let (cells, fields) = regions(&mut group, width);
    (cells.len() > 1).then_some(Grid {
        columns,
        rows,
        cells,
        fields,
    })
}

/// Where lines stand, and how far the lines across reach beyond them.
fn edges(lines: &[Line], across: &[Line]) -> Vec<f64> {
    let mut places: Vec<f64> = lines.iter().map(|line| line.at).collect();
    places.sort_by(f64::total_cmp);
    places.dedup_by(|one, other| (*one - *other).abs() < SAME);
    let first = across.iter().map(|line| line.from).fold(f64::INFINITY, f64::min);
    let last = across
        .iter()
        .map(|line| line.to)
        .fold(f64::NEG_INFINITY, f64::max);
    if places.first().is_some_and(|place| first < *place - 2.0 * SAME) {
        places.insert(0, first);
    }
    if places.last().is_some_and(|place| last > *place + 2.0 * SAME) {
        places.push(last);
    }
    places
}

fn is_drawn(lines: &[Line], at: f64, through: f64) -> bool {
    lines
        .iter()
        .any(|line| (line.at - at).abs() <= SAME && line.from <= through && through <= line.to)
}

/// Groups of fields as cells in reading order, and the cell of every field.
fn regions(group: &mut [usize], width: usize) -> (Vec<Region>, Vec<usize>) {
    let mut cells: Vec<Region> = Vec::new();
    let mut known = std::collections::BTreeMap::new();
    let mut fields = Vec::with_capacity(group.len());
    for index in 0..group.len() {
        let (row, column) = (index / width, index % width);
        let root = root(group, index);
        let cell = *known.entry(root).or_insert_with(|| {
            cells.push(Region {
                row,
                column,
                rows: 1,
                columns: 1,
            });
            cells.len() - 1
        });
        fields.push(cell);
        if let Some(region) = cells.get_mut(cell) {
            region.rows = region.rows.max(row - region.row + 1);
            region.columns = region.columns.max((column + 1).saturating_sub(region.column));
        }
    }
    (cells, fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(at: f64, from: f64, to: f64) -> Line {
        Line { at, from, to }
    }

    #[test]
    fn a_cell_over_two_rows_is_one_cell() {
        let drawn = Drawn {
            level: vec![
                line(0.0, 0.0, 100.0),
                line(20.0, 40.0, 100.0),
                line(40.0, 0.0, 100.0),
            ],
            upright: vec![
                line(0.0, 0.0, 40.0),
                line(40.0, 0.0, 40.0),
                line(100.0, 0.0, 40.0),
            ],
            ..Drawn::default()
        };
        let grids = find(&drawn);
        assert_eq!(grids.len(), 1);
        assert_eq!(grids[0].cells.len(), 3);
        assert_eq!(grids[0].cells[0].rows, 2);
        assert_eq!(grids[0].cell_at((10.0, 30.0)), Some(0));
        assert_eq!(grids[0].cell_at((60.0, 30.0)), Some(2));
    }

    #[test]
    fn a_table_that_is_open_at_its_sides_reaches_as_far_as_its_lines() {
        let drawn = Drawn {
            level: vec![line(0.0, 0.0, 100.0), line(20.0, 0.0, 100.0)],
            upright: vec![line(40.0, 0.0, 20.0)],
            ..Drawn::default()
        };
        assert_eq!(find(&drawn)[0].cells.len(), 2);
    }

    #[test]
    fn an_underline_and_a_frame_are_no_tables() {
        let underline = Drawn {
            level: vec![line(50.0, 100.0, 200.0)],
            upright: Vec::new(),
            ..Drawn::default()
        };
        assert!(find(&underline).is_empty());
        let frame = Drawn {
            level: vec![line(0.0, 0.0, 100.0), line(90.0, 0.0, 100.0)],
            upright: vec![line(0.0, 0.0, 90.0), line(100.0, 0.0, 90.0)],
            ..Drawn::default()
        };
        assert!(find(&frame).is_empty());
    }
}
