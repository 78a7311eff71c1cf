//! Hashes every original again and checks every reference.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;

use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QuerySelect as _};

use crate::connect::Store;
use crate::entity::{arrivals, originals, sightings};
use crate::error::StoreError;
use crate::originals::{Originals, blocking, hash};
use crate::values::RowName;

/// id, arrival, original and skipped of a sighting.
type Sighting = (i64, Option<i64>, Option<String>, Option<String>);

/// What a verification saw.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VerifyReport {
    /// Files hashed.
    pub originals: u64,
    /// Arrivals checked.
    pub arrivals: u64,
    /// Sightings checked, skipped ones included.
    pub sightings: u64,
    /// All that is wrong, in English, with identifiers only. Files that nothing refers to are none: what was kept and
    /// not yet archived when the power went is archived at the next pass.
    pub problems: Vec<String>,
}

impl Store {
    /// Hashes every original again and checks every reference. Takes as long as reading all originals does.
    pub async fn verify(&self) -> Result<VerifyReport, StoreError> {
        let transaction = self.begin_read().await?;
        let mut report = VerifyReport::default();
        let known: Vec<(String, i64)> = originals::Entity::find()
            .select_only()
            .columns([originals::Column::Sha256, originals::Column::Bytes])
            .into_tuple()
            .all(&transaction)
            .await?;
        let known: BTreeMap<String, i64> = known.into_iter().collect();
        check_arrivals(&transaction, &known, &mut report).await?;
        check_sightings(&transaction, &known, &mut report).await?;
        transaction.commit().await?;
        // After the rows: what these name was durable before.
        let folder = self.originals().clone();
        let (sizes, problems) = blocking(move || rehash(&folder)).await?;
        report.originals = u64::try_from(sizes.len()).unwrap_or(u64::MAX);
        report.problems.extend(problems);
        for (sha256, bytes) in known {
            match sizes.get(&sha256) {
                None => report.problems.push(format!("original {sha256} is missing")),
                Some(size) if *size != RowName::count(bytes) => report
                    .problems
                    .push(format!("original {sha256} has {size} bytes instead of {bytes}")),
                Some(_) => {}
            }
        }
        Ok(report)
    }
}

async fn check_arrivals<C: ConnectionTrait>(
    connection: &C,
    known: &BTreeMap<String, i64>,
    report: &mut VerifyReport,
) -> Result<(), StoreError> {
    let sighted: Vec<i64> = sightings::Entity::find()
        .select_only()
        .column(sightings::Column::Arrival)
        .filter(sightings::Column::Arrival.is_not_null())
        .distinct()
        .into_tuple()
        .all(connection)
        .await?;
    let sighted: std::collections::BTreeSet<i64> = sighted.into_iter().collect();
    let rows: Vec<(i64, String)> = arrivals::Entity::find()
        .select_only()
        .columns([arrivals::Column::Id, arrivals::Column::Original])
        .into_tuple()
        .all(connection)
        .await?;
    for (id, original) in rows {
        report.arrivals += 1;
        if !known.contains_key(&original) {
            report.problems.push(format!(
                "arrival {id} names original {original}, which is unknown"
            ));
        }
        if !sighted.contains(&id) {
            report.problems.push(format!("arrival {id} was never sighted"));
        }
    }
    Ok(())
}

async fn check_sightings<C: ConnectionTrait>(
    connection: &C,
    known: &BTreeMap<String, i64>,
    report: &mut VerifyReport,
) -> Result<(), StoreError> {
    use sightings::Column;
    let rows: Vec<Sighting> = sightings::Entity::find()
        .select_only()
        .columns([Column::Id, Column::Arrival, Column::Original, Column::Skipped])
        .into_tuple()
        .all(connection)
        .await?;
    for (id, arrival, original, skipped) in rows {
        report.sightings += 1;
        if arrival.is_none() == skipped.is_none() {
            report.problems.push(format!(
                "sighting {id} has neither an arrival nor a reason to have none"
            ));
        }
        if original.is_some_and(|original| !known.contains_key(&original)) {
            report
                .problems
                .push(format!("sighting {id} names an original that is unknown"));
        }
    }
    Ok(())
}

/// Size of every file whose bytes have the hash that its name promises, and what is wrong with the others.
fn rehash(folder: &Originals) -> io::Result<(BTreeMap<String, u64>, Vec<String>)> {
    let (mut sizes, mut problems) = (BTreeMap::new(), Vec::new());
    for path in folder.files()? {
        let named = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let named = named.unwrap_or_default();
        match File::open(&path).and_then(|mut file| hash(&mut file)) {
            Ok((sha256, bytes)) if sha256 == named => {
                sizes.insert(sha256, bytes);
            }
            Ok((_, bytes)) => {
                problems.push(format!(
                    "original {named} is damaged: its bytes have another hash"
                ));
                sizes.insert(named, bytes);
            }
            Err(error) => problems.push(format!("original {named} cannot be read: {error}")),
        }
    }
    Ok((sizes, problems))
}
