//! 快照 — the frozen state that a product is made from.

use std::fmt::{self, Write as _};

use domain::ledger::Ledger;
use domain::selection::Selection;
use sha2::{Digest as _, Sha256};

use crate::names::Names;

/// 快照. The same ledger and selection always have the same number.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// 快照编号: the first 16 hexadecimal digits of a SHA-256 over everything that products show.
    pub id: String,
    /// What was asked for.
    pub selection: Selection,
    /// The selected part of the ledger, with the moment at which it was drawn.
    pub ledger: Ledger,
    /// Whom the whole ledger names: a piece may tell of somebody whose own pieces are not selected.
    pub names: Names,
}

impl Snapshot {
    /// Freezes the selected part of a ledger.
    pub fn new(ledger: Ledger, selection: Selection) -> Self {
        let names = Names::of(&ledger);
        let ledger = selection.of(ledger);
        Self {
            id: number(&ledger, &selection, &names),
            selection,
            ledger,
            names,
        }
    }
}

/// Text that goes into the hash as it is written, so that no second copy of the ledger is ever in memory.
struct Hashed(Sha256);

impl fmt::Write for Hashed {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text.as_bytes());
        Ok(())
    }
}

fn number(ledger: &Ledger, selection: &Selection, names: &Names) -> String {
    let mut hashed = Hashed(Sha256::new());
    // Writing into a hash cannot fail; `Debug` puts every field with its name and quotes every text.
    let _never_fails = write!(hashed, "{selection:?}{ledger:?}");
    if !selection.is_whole() {
        // What is hidden depends on names that the selected part need not have.
        let _never_fails = write!(hashed, "{names:?}");
    }
    let digest = hashed.0.finalize();
    let mut number = String::with_capacity(16);
    for byte in digest.iter().take(8) {
        let _never_fails = write!(number, "{byte:02x}");
    }
    number
}
