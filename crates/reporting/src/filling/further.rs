//! Columns for what is too long for a cell.

use super::TemplateFault;
use super::header::Header;
use super::record::Records;
use crate::layout::Limits;
use crate::table::Cell;
use crate::text::part_count;

/// Columns right of the header for what is too long for a cell.
pub(super) struct Further {
    /// Column, field, and the place of the first continuing column with their number.
    columns: Vec<(u16, String, u16, u16)>,
    pub(super) count: u16,
}

impl Further {
    pub(super) fn of(header: &Header, records: &Records<'_>) -> Result<Self, TemplateFault> {
        let (mut columns, mut count) = (Vec::new(), 0_u16);
        for (column, title, field) in &header.columns {
            let most = (0..records.len()).map(|place| match records.cell(place, *field) {
                Cell::Text(text) => part_count(&text, Limits::EXCEL.units) - 1,
                Cell::Blank | Cell::Number(_) | Cell::Rate(_) | Cell::Moment(_) => 0,
            });
            let most = u16::try_from(most.max().unwrap_or(0)).map_err(|_| TemplateFault::TooMuch)?;
            if most > 0 {
                columns.push((*column, title.clone(), header.last_column + 1 + count, most));
                count = count.checked_add(most).ok_or(TemplateFault::TooMuch)?;
            }
        }
        Ok(Self { columns, count })
    }

    /// Column and text of the titles.
    pub(super) fn titles(&self, header: &Header) -> Vec<(u16, String, u16)> {
        let titles = self.columns.iter().flat_map(|(_, title, first, count)| {
            (0..*count).map(move |number| (first + number, format!("{title}（续{}）", number + 1)))
        });
        titles
            .map(|(column, title)| (column, title, header.last_column))
            .collect()
    }

    pub(super) fn first_of(&self, column: u16) -> Option<u16> {
        let found = self.columns.iter().find(|(of, ..)| *of == column);
        found.map(|(_, _, first, _)| *first)
    }
}
