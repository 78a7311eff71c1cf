//! The office's own files with which products are made: the template of a workbook, texts that pieces are compared with.

use domain::product::ProductWish;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait as _, DatabaseTransaction, EntityTrait as _, QueryFilter as _, QueryOrder as _};

use crate::connect::Store;
use crate::entity::report_files::{ActiveModel, Column, Entity};
use crate::error::StoreError;
use crate::values::text;
use crate::wish_shapes::{FileShape, WishShape};

/// A file of the office's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportFile {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Store {
    /// The files with which a product is to be made, in the order in which they were given.
    pub async fn report_files(&self, id: i64) -> Result<Vec<ReportFile>, StoreError> {
        let rows = Entity::find()
            .filter(Column::Report.eq(id))
            .order_by_asc(Column::Place)
            .all(self.read())
            .await?;
        Ok(rows
            .into_iter()
            .map(|row| ReportFile {
                name: row.name,
                bytes: row.bytes,
            })
            .collect())
    }
}

/// Names and hashes of the files: part of what was asked for, so that the same product with another template is another
/// one.
pub(crate) fn shape(wish: &ProductWish, files: &[ReportFile]) -> Result<WishShape, StoreError> {
    let mut shape = WishShape::of(wish);
    for file in files {
        let (sha256, _) = crate::originals::hash(&mut file.bytes.as_slice())?;
        shape.files.push(FileShape {
            name: file.name.clone(),
            sha256,
        });
    }
    Ok(shape)
}

pub(crate) async fn keep(
    transaction: &DatabaseTransaction,
    report: i64,
    files: &[ReportFile],
) -> Result<(), StoreError> {
    for (place, file) in (0..).zip(files) {
        let row = ActiveModel {
            report: Set(report),
            place: Set(place),
            name: Set(text(&file.name)),
            bytes: Set(file.bytes.clone()),
        };
        Entity::insert(row).exec_without_returning(transaction).await?;
    }
    Ok(())
}

pub(crate) async fn remove(transaction: &DatabaseTransaction, report: i64) -> Result<(), StoreError> {
    Entity::delete_many()
        .filter(Column::Report.eq(report))
        .exec(transaction)
        .await?;
    Ok(())
}
