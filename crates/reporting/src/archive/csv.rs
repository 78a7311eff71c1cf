//! Lists as CSV: readable in thirty years by anything, and by Excel today.

/// A list that grows line by line.
pub(super) struct Csv {
    text: String,
}

impl Csv {
    /// With the mark by which Excel knows UTF-8.
    pub(super) fn new(heads: &[&str]) -> Self {
        let mut csv = Self {
            text: "\u{FEFF}".to_owned(),
        };
        csv.line(heads);
        csv
    }

    pub(super) fn line<T: AsRef<str>>(&mut self, values: &[T]) {
        for (place, value) in values.iter().enumerate() {
            if place > 0 {
                self.text.push(',');
            }
            self.cell(value.as_ref());
        }
        self.text.push_str("\r\n");
    }

    /// RFC 4180. What a spreadsheet would take for a formula gets an apostrophe before it; the exact text stands in the
    /// data of the ledger.
    fn cell(&mut self, value: &str) {
        let guard = if value.starts_with(['=', '+', '-', '@', '\t', '\r']) {
            "'"
        } else {
            ""
        };
        if guard.is_empty() && !value.contains([',', '"', '\n', '\r']) {
            self.text.push_str(value);
            return;
        }
        self.text.push('"');
        self.text.push_str(guard);
        self.text.push_str(&value.replace('"', "\"\""));
        self.text.push('"');
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.text.into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stay_in_their_cells_and_are_no_formulas() {
        let mut csv = Csv::new(&["甲", "乙"]);
        csv.line(&["a,\"b\"\n", "=1+1"]);
        let text = String::from_utf8(csv.into_bytes()).unwrap();
        assert_eq!(text, "\u{FEFF}甲,乙\r\n\"a,\"\"b\"\"\n\",\"'=1+1\"\r\n");
    }
}
