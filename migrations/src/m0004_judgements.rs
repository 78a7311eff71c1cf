//! Verdicts, appended and never changed but for which one is in force, and clerks' rulings.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, boolean, text, text_null};

use crate::columns::{index, moment, number, refers};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(verdicts()).await?;
        let one_in_force = Index::create()
            .name("verdicts_one_in_force")
            .table("verdicts")
            .col("arrival")
            .unique()
            .and_where(Expr::col("in_force"))
            .to_owned();
        manager.create_index(one_in_force).await?;
        manager.create_table(rulings()).await?;
        manager.create_index(index("rulings", &["arrival"])).await
    }
}

fn verdicts() -> TableCreateStatement {
    Table::create()
        .table("verdicts")
        .col(number("id"))
        .col(big_integer("arrival"))
        .col(boolean("in_force"))
        .col(text("verdict"))
        .col(text_null("notice"))
        .col(text_null("society"))
        .col(text("details"))
        .col(moment("recorded_at"))
        .foreign_key(&mut refers("verdicts", "arrival", "arrivals", "id"))
        .to_owned()
}

fn rulings() -> TableCreateStatement {
    Table::create()
        .table("rulings")
        .col(number("id"))
        .col(big_integer("arrival"))
        .col(text("decision"))
        .col(text_null("argument"))
        .col(text("clerk"))
        .col(moment("decided_at"))
        .foreign_key(&mut refers("rulings", "arrival", "arrivals", "id"))
        .to_owned()
}
