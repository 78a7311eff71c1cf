//! The schema in small steps, for SQLite and PostgreSQL alike.
//!
//! A released step is never changed; a change of the schema is a new file at the end of [`Migrator::migrations`].
#![warn(missing_docs)]
#![expect(
    elided_lifetimes_in_paths,
    reason = "async_trait asks for the trait's own spelling of SchemaManager"
)]

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DatabaseConnection, DatabaseTransaction, EntityTrait as _};
use sea_orm_migration::seaql_migrations;

mod columns;
mod m0001_archive;
mod m0002_readings;
mod m0003_configuration;
mod m0004_judgements;
mod m0005_submissions;
mod m0006_letters;
mod m0007_people;
mod m0009_sighting_size;
mod m0010_mailboxes;
mod m0011_origins;
mod m0012_blank_forms;
mod m0013_choices;
mod m0014_reports;
mod m0015_rounds;
mod m0016_sendings;
mod m0017_report_files;
mod m0018_letter_templates;
mod m0019_extensions;
mod m0020_returns;
mod m0022_beginnings;
mod m0024_digests;
mod m0025_wordings;
mod m0026_sent_digests;
mod m0027_settled;
mod m0028_replies;
mod m0029_sent_with;
mod m0030_earlier_names;
mod m0031_versions;
mod m0032_nil_reports;
mod m0033_unwritten_letters;
mod m0034_senders;
mod m0035_meanwhile;
mod m0036_login_addresses;
mod m0037_carried_delegates;

/// The list of steps.
#[derive(Debug, Clone, Copy)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_archive::Migration),
            Box::new(m0002_readings::Migration),
            Box::new(m0003_configuration::Migration),
            Box::new(m0004_judgements::Migration),
            Box::new(m0005_submissions::Migration),
            Box::new(m0006_letters::Migration),
            Box::new(m0007_people::Migration),
            Box::new(m0009_sighting_size::Migration),
            Box::new(m0010_mailboxes::Migration),
            Box::new(m0011_origins::Migration),
            Box::new(m0012_blank_forms::Migration),
            Box::new(m0013_choices::Migration),
            Box::new(m0014_reports::Migration),
            Box::new(m0015_rounds::Migration),
            Box::new(m0016_sendings::Migration),
            Box::new(m0017_report_files::Migration),
            Box::new(m0018_letter_templates::Migration),
            Box::new(m0019_extensions::Migration),
            Box::new(m0020_returns::Migration),
            Box::new(m0022_beginnings::Migration),
            Box::new(m0024_digests::Migration),
            Box::new(m0025_wordings::Migration),
            Box::new(m0026_sent_digests::Migration),
            Box::new(m0027_settled::Migration),
            Box::new(m0028_replies::Migration),
            Box::new(m0029_sent_with::Migration),
            Box::new(m0030_earlier_names::Migration),
            Box::new(m0031_versions::Migration),
            Box::new(m0032_nil_reports::Migration),
            Box::new(m0033_unwritten_letters::Migration),
            Box::new(m0034_senders::Migration),
            Box::new(m0035_meanwhile::Migration),
            Box::new(m0036_login_addresses::Migration),
            Box::new(m0037_carried_delegates::Migration),
        ]
    }
}

/// Makes the steps that are missing.
pub async fn apply(transaction: &DatabaseTransaction) -> Result<(), DbErr> {
    Migrator::up(transaction, None).await
}

/// How a database compares with the list of steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SchemaState {
    /// Every step was made, and no other.
    Current,
    /// Steps are missing, or nothing was made yet.
    TooOld,
    /// It has steps that this program does not know.
    TooNew,
}

/// Compares a database with the list of steps. Changes nothing.
pub async fn state(connection: &DatabaseConnection) -> Result<SchemaState, DbErr> {
    if !SchemaManager::new(connection)
        .has_table("seaql_migrations")
        .await?
    {
        return Ok(SchemaState::TooOld);
    }
    let made = seaql_migrations::Entity::find().all(connection).await?;
    let known = Migrator::get_migration_files();
    if made
        .iter()
        .any(|step| known.iter().all(|file| file.name() != step.version))
    {
        return Ok(SchemaState::TooNew);
    }
    Ok(if made.len() == known.len() {
        SchemaState::Current
    } else {
        SchemaState::TooOld
    })
}
