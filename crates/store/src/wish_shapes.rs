//! What was asked of a product, as JSON in a cell. Names of fields are part of the schema: add, never rename.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::ids::{ItemId, SocietyCode};
use domain::product::{ArchiveWish, CompilationWish, Product, ProductKind, ProductWish, Retention};
use domain::selection::Selection;
use serde::{Deserialize, Serialize};

use crate::error::StoreError;
use crate::values::RowName;

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "boxes that were ticked, each for itself"
)]
pub(crate) struct WishShape {
    items: Vec<String>,
    categories: Vec<String>,
    societies: Vec<String>,
    chosen_only: bool,
    from: Option<DateTime<Utc>>,
    until: Option<DateTime<Utc>>,
    themes: Vec<String>,
    themed: Vec<String>,
    anonymous: bool,
    pattern: Option<String>,
    without_media: bool,
    retention: Option<String>,
    list_missing: bool,
    fonds: Option<String>,
    pub(crate) files: Vec<FileShape>,
}

/// A file of the office's own.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct FileShape {
    pub(crate) name: String,
    pub(crate) sha256: String,
}

impl WishShape {
    pub(crate) fn of(wish: &ProductWish) -> Self {
        let selection = &wish.selection;
        let shape = Self {
            items: selection.items.iter().map(ToString::to_string).collect(),
            categories: selection.categories.iter().cloned().collect(),
            societies: selection.societies.iter().map(ToString::to_string).collect(),
            chosen_only: selection.chosen_only,
            from: selection.from,
            until: selection.until,
            ..Self::default()
        };
        match &wish.product {
            Product::Workbook | Product::Brief | Product::Similar => shape,
            Product::Compilation(compilation) => Self {
                themes: compilation.themes.clone(),
                themed: compilation.themed.iter().map(ToString::to_string).collect(),
                anonymous: compilation.anonymous,
                ..shape
            },
            Product::Archive(archive) => Self {
                pattern: archive.pattern.clone(),
                without_media: archive.without_media,
                retention: archive.retention.map(|retention| retention.as_str().to_owned()),
                list_missing: archive.list_missing,
                fonds: archive.fonds.clone(),
                ..shape
            },
        }
    }

    pub(crate) fn wish(self, kind: ProductKind, name: &RowName) -> Result<ProductWish, StoreError> {
        let items = |ids: &[String]| -> Result<BTreeSet<ItemId>, StoreError> {
            ids.iter().map(|id| name.id("wish", id, ItemId::parse)).collect()
        };
        let societies = self
            .societies
            .iter()
            .map(|code| name.id("wish", code, SocietyCode::parse));
        let selection = Selection {
            items: items(&self.items)?,
            categories: self.categories.into_iter().collect(),
            societies: societies.collect::<Result<BTreeSet<_>, _>>()?,
            chosen_only: self.chosen_only,
            from: self.from,
            until: self.until,
        };
        let product = match kind {
            ProductKind::Workbook => Product::Workbook,
            ProductKind::Brief => Product::Brief,
            ProductKind::Similar => Product::Similar,
            ProductKind::Compilation => Product::Compilation(CompilationWish {
                themed: items(&self.themed)?,
                themes: self.themes,
                anonymous: self.anonymous,
            }),
            ProductKind::Archive => Product::Archive(ArchiveWish {
                pattern: self.pattern,
                without_media: self.without_media,
                retention: self
                    .retention
                    .map(|word| name.word("wish", &word, Retention::parse))
                    .transpose()?,
                list_missing: self.list_missing,
                fonds: self.fonds,
            }),
        };
        Ok(ProductWish { selection, product })
    }
}
