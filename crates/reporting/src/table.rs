//! What a sheet says, before anybody thinks of a spreadsheet.

use std::borrow::Cow;
use std::fmt;

use chrono::NaiveDateTime;
use domain::ids::ArrivalId;

/// One sheet: title, notes, one header, rows, sums.
#[derive(Debug)]
pub(crate) struct Sheet<'a> {
    pub(crate) name: Name,
    /// Printed large at the top.
    pub(crate) title: String,
    /// Sentences under the title.
    pub(crate) notes: Vec<String>,
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Rows<'a>,
    /// How many of the last rows are sums, which stay when somebody filters.
    pub(crate) sums: usize,
    /// How many columns stay in sight when a reader moves to the right.
    pub(crate) frozen_columns: u16,
    /// How many columns are printed, where the others would make the print too small; a note says so.
    pub(crate) printed_columns: Option<u16>,
    /// Place of a column 备注 of its own; else one is added where some row has something to say.
    pub(crate) remarks: Option<usize>,
}

/// The rows of a sheet. They are gone through twice: to find widths and continuations, and to be written.
pub(crate) enum Rows<'a> {
    /// Few, however much was sent: as many as there are societies.
    Listed(Vec<Row<'a>>),
    /// Made when they are needed, so that only some of them are ever in memory.
    Made(Box<dyn Fn() -> RowIterator<'a> + 'a>),
}

/// Rows in their order.
pub(crate) type RowIterator<'a> = Box<dyn Iterator<Item = Row<'a>> + 'a>;

impl<'a> Rows<'a> {
    /// Rows that are made anew each time.
    pub(crate) fn made<I: Iterator<Item = Row<'a>> + 'a>(make: impl Fn() -> I + 'a) -> Self {
        Self::Made(Box::new(move || Box::new(make())))
    }

    /// All rows, from the first.
    pub(crate) fn iter(&self) -> Box<dyn Iterator<Item = Row<'a>> + '_> {
        match self {
            Self::Listed(rows) => Box::new(rows.iter().cloned()),
            Self::Made(make) => make(),
        }
    }
}

impl fmt::Debug for Rows<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Rows")
    }
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
    /// Colours of cells that begin with these words, also when somebody changes them later.
    pub(crate) tones: &'static [(&'static str, Tone)],
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
    /// Whole texts, from the left and the top, so that what has no room on paper is the end.
    Prose,
}

/// One row.
#[derive(Debug, Clone)]
pub(crate) struct Row<'a> {
    pub(crate) emphasis: Emphasis,
    /// One for each column.
    pub(crate) cells: Vec<Cell<'a>>,
    /// What the column 备注 says.
    pub(crate) notes: Vec<String>,
    /// Column and path of files that cells lead to.
    pub(crate) links: Vec<(u16, &'a str)>,
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
pub(crate) enum Cell<'a> {
    Blank,
    Text(Cow<'a, str>),
    Number(u64),
    /// A part of one, shown in percent.
    Rate(f64),
    /// In the notice's zone.
    Moment(NaiveDateTime),
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

impl<'a> Sheet<'a> {
    /// A sheet of ours, without notes, summary and frozen columns.
    pub(crate) fn new(name: &'static str, title: &str, columns: Vec<Column>, rows: Vec<Row<'a>>) -> Self {
        Self {
            name: Name::Fixed(name),
            title: title.to_owned(),
            notes: Vec::new(),
            columns,
            rows: Rows::Listed(rows),
            sums: 0,
            frozen_columns: 0,
            printed_columns: None,
            remarks: None,
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

    pub(crate) fn prose(title: &str, widest: u16) -> Self {
        Self::new(title, ColumnKind::Prose, widest)
    }

    fn new(title: &str, kind: ColumnKind, widest: u16) -> Self {
        Self {
            title: title.to_owned(),
            kind,
            widest,
            tones: &[],
        }
    }

    /// The column with colours for these words.
    pub(crate) fn toned(mut self, tones: &'static [(&'static str, Tone)]) -> Self {
        self.tones = tones;
        self
    }
}

impl<'a> Row<'a> {
    pub(crate) fn plain(cells: Vec<Cell<'a>>) -> Self {
        Self {
            emphasis: Emphasis::Plain,
            cells,
            notes: Vec::new(),
            links: Vec::new(),
        }
    }

    /// The row with a link from a cell to a file, if there is one.
    pub(crate) fn linked(mut self, column: u16, path: Option<&'a str>) -> Self {
        self.links.extend(path.map(|path| (column, path)));
        self
    }

    /// Whether the cell in this column leads to a file.
    pub(crate) fn is_link(&self, column: u16) -> bool {
        self.links.iter().any(|(linked, _)| *linked == column)
    }
}

impl<'a> Cell<'a> {
    pub(crate) fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }

    /// The text, or an empty cell.
    pub(crate) fn optional(text: Option<&'a str>) -> Self {
        text.map_or(Self::Blank, Self::text)
    }

    /// Bytes of its text.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Blank | Self::Number(_) | Self::Rate(_) | Self::Moment(_) => 0,
        }
    }

    /// Values one below the other.
    pub(crate) fn lines(values: &'a [String]) -> Self {
        Self::joined(values, "\n")
    }

    /// Values in one line.
    pub(crate) fn list(values: &'a [String]) -> Self {
        Self::joined(values, "、")
    }

    fn joined(values: &'a [String], between: &str) -> Self {
        match values {
            [] => Self::Blank,
            [one] => Self::text(one),
            several => Self::text(several.join(between)),
        }
    }

    /// 来件号, as the number that it is.
    pub(crate) fn arrival(id: ArrivalId) -> Self {
        u64::try_from(id.number()).map_or_else(|_| Self::text(id.to_string()), Self::Number)
    }

    /// A count or a place in an order.
    pub(crate) fn count(count: usize) -> Self {
        Self::Number(u64::try_from(count).unwrap_or(u64::MAX))
    }

    /// A count, or nothing where there is nothing to count.
    pub(crate) fn some(count: usize) -> Self {
        match count {
            0 => Self::Blank,
            count => Self::count(count),
        }
    }

    /// A count of the ledger.
    pub(crate) fn figure(count: u32) -> Self {
        Self::Number(u64::from(count))
    }
}
