//! 名录 — the societies, in the order of the roster's file.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::directory::Directory;
use domain::ids::SocietyCode;
use domain::society::Society;
use sea_orm::{
    ActiveModelTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _, QueryOrder as _,
};

use crate::connect::Store;
use crate::entity::societies::{Column, Entity, Model};
use crate::error::StoreError;
use crate::values::{RowName, json, moment, text};

/// What an import of the roster did, in societies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RosterChange {
    /// New codes.
    pub added: u32,
    /// Known codes with anything but their order changed.
    pub changed: u32,
    /// Known codes with nothing changed.
    pub unchanged: u32,
    /// Known codes that the file does not have; they are kept, after the others.
    pub absent: u32,
}

impl Store {
    /// Takes in a roster. Societies are known by their code; those that the file does not have are kept after the
    /// others. When a code stands in the file twice the later row counts.
    pub async fn import_roster(
        &self,
        societies: &[Society],
        now: DateTime<Utc>,
    ) -> Result<RosterChange, StoreError> {
        let transaction = self.begin_write().await?;
        crate::configuration::grow(&transaction).await?;
        let mut known: BTreeMap<String, Model> = BTreeMap::new();
        let mut absent: Vec<String> = Vec::new();
        for row in all(&transaction).await? {
            absent.push(row.code.clone());
            known.insert(row.code.clone(), row);
        }
        let mut change = RosterChange::default();
        // Societies that are known by other names or addresses than before.
        let mut known_otherwise: Vec<String> = Vec::new();
        let mut position = 0;
        for society in societies {
            position += 1;
            let row = row_of(society, position, now);
            absent.retain(|code| *code != row.code);
            match known.insert(row.code.clone(), row.clone()) {
                None => {
                    change.added += 1;
                    row.into_active_model().reset_all().insert(&transaction).await?;
                    continue;
                }
                Some(before) if same(&before, &row) => change.unchanged += 1,
                Some(before) => {
                    change.changed += 1;
                    if !is_known_alike(&before, &row) {
                        known_otherwise.push(row.code.clone());
                    }
                }
            }
            row.into_active_model().reset_all().update(&transaction).await?;
        }
        for row in absent.iter().filter_map(|code| known.get(code)) {
            position += 1;
            change.absent += 1;
            let mut row = row.clone();
            row.position = position;
            row.into_active_model().reset_all().update(&transaction).await?;
        }
        crate::rulings::requeue_held(&transaction).await?;
        crate::rulings::requeue_societies(&transaction, &known_otherwise).await?;
        transaction.commit().await?;
        Ok(change)
    }

    /// The roster in its order.
    pub async fn directory(&self) -> Result<Directory, StoreError> {
        directory(self.read()).await
    }
}

/// The roster in its order.
pub(crate) async fn directory<C: ConnectionTrait>(connection: &C) -> Result<Directory, StoreError> {
    let societies = all(connection).await?.into_iter().map(society);
    Ok(Directory::new(societies.collect::<Result<_, _>>()?))
}

/// The roster as far as it is about one society.
pub(crate) async fn directory_of<C: ConnectionTrait>(
    connection: &C,
    code: &SocietyCode,
) -> Result<Directory, StoreError> {
    let row = Entity::find_by_id(code.as_str()).one(connection).await?;
    Ok(Directory::new(
        row.into_iter().map(society).collect::<Result<_, _>>()?,
    ))
}

async fn all<C: ConnectionTrait>(connection: &C) -> Result<Vec<Model>, StoreError> {
    Ok(Entity::find()
        .order_by_asc(Column::Position)
        .order_by_asc(Column::Code)
        .all(connection)
        .await?)
}

fn same(before: &Model, now: &Model) -> bool {
    let before = Model {
        position: now.position,
        imported_at: now.imported_at,
        ..before.clone()
    };
    before == *now
}

/// Whether mail is known as the society's by the same signs.
fn is_known_alike(before: &Model, now: &Model) -> bool {
    let signs =
        |row: &Model| [&row.name, &row.aliases, &row.former_names, &row.addresses].map(ToOwned::to_owned);
    signs(before) == signs(now)
}

fn row_of(society: &Society, position: i64, now: DateTime<Utc>) -> Model {
    Model {
        code: society.code.to_string(),
        position,
        name: text(&society.name),
        category: text(&society.category),
        aliases: json(&society.aliases),
        former_names: json(&society.former_names),
        addresses: json(&society.addresses),
        contacts: json(&society.contacts),
        phones: json(&society.phones),
        further: json(&society.further),
        imported_at: moment(now),
    }
}

fn society(row: Model) -> Result<Society, StoreError> {
    let name = RowName::new("societies", &row.code);
    Ok(Society {
        code: name.id("code", &row.code, SocietyCode::parse)?,
        aliases: name.json("aliases", &row.aliases)?,
        former_names: name.json("former_names", &row.former_names)?,
        addresses: name.json("addresses", &row.addresses)?,
        contacts: name.json("contacts", &row.contacts)?,
        phones: name.json("phones", &row.phones)?,
        further: name.json("further", &row.further)?,
        name: row.name,
        category: row.category,
    })
}
