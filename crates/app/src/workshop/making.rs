//! Makes one product of a frozen ledger. Blocks.

use std::io::{BufWriter, Seek, Write};

use anyhow::{Context as _, bail};
use domain::product::Product;
use reporting::{Links, Snapshot};

use super::steps::{Steps, Watched};

/// How much of a product is gathered before it is written, in bytes.
const BUFFER: usize = 256 * 1024;

/// What is to be made.
#[derive(Debug)]
pub(crate) struct Order {
    /// Of what.
    pub snapshot: Snapshot,
    /// What.
    pub product: Product,
    /// Texts with which pieces are compared, for [`Product::Similar`].
    pub references: Vec<String>,
}

/// Writes the product.
pub(crate) fn make<W: Write + Seek>(order: &Order, steps: &Steps, out: W) -> anyhow::Result<()> {
    let mut out = BufWriter::with_capacity(BUFFER, Watched::new(out, steps));
    let snapshot = &order.snapshot;
    match &order.product {
        Product::Workbook => {
            reporting::write_workbook(snapshot, &Links::default(), &mut out).context("make the workbook")?;
        }
        Product::Similar => {
            let references: Vec<&str> = order.references.iter().map(String::as_str).collect();
            let similarity = reporting::similar(snapshot, &references);
            let bytes = reporting::similar_workbook(snapshot, &similarity).context("compare the pieces")?;
            out.write_all(&bytes).context("write the comparison")?;
        }
        Product::Compilation(_) | Product::Archive(_) | Product::Brief => {
            bail!("not made yet: {}", order.product.kind().as_str())
        }
    }
    out.flush().context("write the product")
}

/// Name of the file for people: notice, product, day, and whether it shows a part only.
pub(crate) fn file_name(order: &Order) -> String {
    let ledger = &order.snapshot.ledger;
    let day = ledger
        .taken_at
        .with_timezone(&ledger.notice.zone)
        .format("%Y%m%d");
    let kind = order.product.kind();
    let part = if order.snapshot.selection.is_whole() {
        ""
    } else {
        "（部分）"
    };
    format!(
        "{}{}{part}{day}.{}",
        ledger.notice.title,
        kind.title(),
        kind.extension()
    )
}
