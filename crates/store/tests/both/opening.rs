//! Opening, migrating, being ready.

use store::{Store, StoreError};

use crate::fixtures::{Place, at, originals};

crate::on_both! {
    the_schema_is_compared_with_the_program
    several_processes_migrate_at_once
    a_store_that_can_be_written_is_ready
    the_configuration_grows_with_each_import
}

async fn the_schema_is_compared_with_the_program(place: Place) {
    place.store.check_schema().await.unwrap();
    place
        .spoil("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_future', 0)")
        .await;
    assert!(matches!(
        place.store.check_schema().await,
        Err(StoreError::SchemaTooNew)
    ));
    assert!(matches!(
        place.store.migrate().await,
        Err(StoreError::SchemaTooNew)
    ));
    place
        .spoil("DELETE FROM seaql_migrations WHERE version IN ('m9999_future', 'm0007_people')")
        .await;
    assert!(matches!(
        place.store.check_schema().await,
        Err(StoreError::SchemaTooOld)
    ));
}

async fn several_processes_migrate_at_once(place: Place) {
    place
        .spoil(
            "DROP TABLE links; DROP TABLE logins; DROP TABLE sessions; DROP TABLE staff; \
             DELETE FROM seaql_migrations WHERE version = 'm0007_people'",
        )
        .await;
    let (one, two, three) = (place.again().await, place.again().await, place.again().await);
    let (one, two, three) = tokio::join!(one.migrate(), two.migrate(), three.migrate());
    one.and(two).and(three).unwrap();
    place.store.check_schema().await.unwrap();
}

async fn a_store_that_can_be_written_is_ready(place: Place) {
    place.store.ready().await.unwrap();
    let before = place.store.configuration_version().await.unwrap().whole;
    place.store.ready().await.unwrap();
    assert_eq!(place.store.configuration_version().await.unwrap().whole, before);
}

async fn the_configuration_grows_with_each_import(place: Place) {
    let store = &place.store;
    assert_eq!(store.configuration_version().await.unwrap().whole, 0);
    let notice = store.import_notice(crate::fixtures::NOTICE, at(0)).await.unwrap();
    store.import_roster(&[], at(0)).await.unwrap();
    assert_eq!(store.configuration_version().await.unwrap().whole, 2);
    let changed = crate::fixtures::NOTICE.replace("grace_minutes = 0", "grace_minutes = 30");
    store.import_notice(&changed, at(1)).await.unwrap();
    let notices = store.notices().await.unwrap();
    assert_eq!(notices.len(), 1);
    assert_eq!(notices[0].grace, chrono::Duration::minutes(30));
    assert_eq!(store.notice_source(&notice.id).await.unwrap(), Some(changed));
    assert!(store.import_notice("[notice]", at(2)).await.is_err());
    place.spoil("UPDATE notices SET source = '[notice]'").await;
    assert!(matches!(
        store.notices().await,
        Err(StoreError::Corrupt { table: "notices", .. })
    ));
}

#[tokio::test]
async fn a_database_that_cannot_be_written_is_full() {
    let Some(place) = crate::fixtures::postgres().await else {
        return;
    };
    place
        .spoil("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END $$")
        .await;
    let store = place.again().await;
    store.check_schema().await.unwrap();
    let reading = store::NewReading {
        sha256: "ab".to_owned(),
        version: 1,
        body: String::new(),
    };
    for answer in [store.ready().await, store.put_reading(&reading).await] {
        assert!(matches!(answer, Err(StoreError::Full { .. })), "{answer:?}");
    }
    crate::fixtures::remove(&place.url).await;
}

#[tokio::test]
async fn an_empty_database_is_too_old() {
    let folder = tempfile::TempDir::new().unwrap();
    let url = format!("sqlite:{}", folder.path().join("new.db").display());
    let store = Store::open(&url, &originals(&folder)).await.unwrap();
    assert!(matches!(
        store.check_schema().await,
        Err(StoreError::SchemaTooOld)
    ));
    assert!(store.ready().await.is_err());
}

#[tokio::test]
async fn other_databases_and_stores_of_originals_are_refused() {
    let folder = tempfile::TempDir::new().unwrap();
    for (database, place) in [
        ("mysql://localhost/zhengji", originals(&folder)),
        ("sqlite:/nowhere/zhengji.db", "s3://bucket/prefix".to_owned()),
        ("zhengji.db", originals(&folder)),
    ] {
        let refused = Store::open(database, &place).await;
        assert!(
            matches!(refused, Err(StoreError::UnsupportedUrl { .. })),
            "{refused:?}"
        );
    }
}

#[tokio::test]
async fn a_path_with_odd_characters_is_a_path() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("征集 100%#1/库.db");
    let store = Store::open(&format!("sqlite:{}", path.display()), &originals(&folder))
        .await
        .unwrap();
    store.migrate().await.unwrap();
    assert!(path.is_file());
}
