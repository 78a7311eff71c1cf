//! What a sheet says, before anybody thinks of a spreadsheet.

use chrono::NaiveDateTime;
use domain::ids::ArrivalId;

/// One sheet: title, notes, one header, rows.
#[derive(Debug)]
pub(crate) struct Sheet {
    pub(crate) name: Name,
    /// Printed large at the top.
    pub(crate) title: String,
    /// Sentences under the title.
    pub(crate) notes: Vec<String>,
    pub(crate) columns: Vec<Column>,
    /// Rows of figures between the header and the rows that can be filtered.
    pub(crate) summary: Vec<Row>,
    pub(crate) rows: Vec<Row>,
    /// How many columns stay in sight when a reader moves to the right.
    pub(crate) frozen_columns: u16,
}

/// The name on a sheet's tab.
#[derive(Debug)]
pub(crate) enum Name {
    /// One of ours; others make way for it.
    Fixed(&'static str),
    /// Made from what a notice calls something.
    From(String),
}

/// A column and what stands in it.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(crate) title: String,
    pub(crate) kind: ColumnKind,
    /// Greatest width, in digits of the standard font.
    pub(crate) widest: u16,
}

/// How the cells of a column are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ColumnKind {
    /// Codes and telephone numbers: text even where it is all digits.
    Code,
    /// Short words, centred.
    Short,
    /// Anything longer, from the left.
    Long,
}

/// One row.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) emphasis: Emphasis,
    /// One for each column.
    pub(crate) cells: Vec<Cell>,
    /// What the column 备注 says; it is there only when some row has something to say.
    pub(crate) notes: Vec<String>,
}

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Emphasis {
    Plain,
    Subtotal,
    Total,
}

/// One cell.
#[derive(Debug, Clone)]
pub(crate) enum Cell {
    Blank,
    Text(String),
    Number(u64),
    /// A part of one, shown in percent.
    Rate(f64),
    /// In the notice's zone.
    Moment(NaiveDateTime),
    /// A state, in its colour.
    State(Tone, String),
}

/// The colour of a state. The word beside it says the same, for black-and-white printers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tone {
    Done,
    Late,
    Incomplete,
    Nil,
    Owed,
    SentBack,
    Nothing,
}

impl Sheet {
    /// A sheet of ours, without notes, summary and frozen columns.
    pub(crate) fn new(name: &'static str, title: String, columns: Vec<Column>, rows: Vec<Row>) -> Self {
        Self {
            name: Name::Fixed(name),
            title,
            notes: Vec::new(),
            columns,
            summary: Vec::new(),
            rows,
            frozen_columns: 0,
        }
    }

    /// The name that is kept for this sheet.
    pub(crate) fn fixed_name(&self) -> Option<&'static str> {
        match self.name {
            Name::Fixed(name) => Some(name),
            Name::From(_) => None,
        }
    }
}

impl Column {
    pub(crate) fn code(title: &str, widest: u16) -> Self {
        Self::new(title, ColumnKind::Code, widest)
    }

    pub(crate) fn short(title: &str, widest: u16) -> Self {
        Self::new(title, ColumnKind::Short, widest)
    }

    pub(crate) fn long(title: &str, widest: u16) -> Self {
        Self::new(title, ColumnKind::Long, widest)
    }

    fn new(title: &str, kind: ColumnKind, widest: u16) -> Self {
        Self {
            title: title.to_owned(),
            kind,
            widest,
        }
    }
}

impl Row {
    pub(crate) fn plain(cells: Vec<Cell>) -> Self {
        Self {
            emphasis: Emphasis::Plain,
            cells,
            notes: Vec::new(),
        }
    }
}

impl Cell {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// The text, or an empty cell.
    pub(crate) fn optional(text: Option<&str>) -> Self {
        text.map_or(Self::Blank, Self::text)
    }

    /// Values one below the other.
    pub(crate) fn lines(values: &[String]) -> Self {
        Self::Text(values.join("\n"))
    }

    /// Values in one line.
    pub(crate) fn list(values: &[String]) -> Self {
        Self::Text(values.join("、"))
    }

    /// 来件号, as the number that it is.
    pub(crate) fn arrival(id: ArrivalId) -> Self {
        u64::try_from(id.number()).map_or_else(|_| Self::Text(id.to_string()), Self::Number)
    }

    /// A count or a place in an order.
    pub(crate) fn count(count: usize) -> Self {
        Self::Number(u64::try_from(count).unwrap_or(u64::MAX))
    }
}
