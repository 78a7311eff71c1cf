//! The roster.

use store::{RosterChange, StoreError};

use crate::fixtures::{Place, at, code, society};

crate::on_both! {
    the_order_of_the_file_is_kept_and_nobody_is_dropped
    a_damaged_row_is_said_to_be_damaged
}

async fn the_order_of_the_file_is_kept_and_nobody_is_dropped(place: Place) {
    let store = &place.store;
    let [a, b, c] = [
        ("B-02", "华夏天文学会"),
        ("A-01", "华夏气象学会"),
        ("C-03", "华夏𠮷林学会"),
    ]
    .map(|(number, name)| society(number, name));
    let change = store
        .import_roster(&[a.clone(), b.clone(), c.clone()], at(0))
        .await
        .unwrap();
    assert_eq!(
        change,
        RosterChange {
            added: 3,
            ..RosterChange::default()
        }
    );
    let directory = store.directory().await.unwrap();
    assert_eq!(directory.societies(), [a.clone(), b.clone(), c.clone()]);
    let mut renamed = b.clone();
    renamed.former_names.push(b.name);
    renamed.name = "华夏大气学会".to_owned();
    let change = store
        .import_roster(&[c.clone(), renamed.clone()], at(1))
        .await
        .unwrap();
    let expected = RosterChange {
        added: 0,
        changed: 1,
        unchanged: 1,
        absent: 1,
    };
    assert_eq!(change, expected);
    let directory = store.directory().await.unwrap();
    assert_eq!(directory.societies(), [c, renamed, a]);
    assert!(directory.get(&code("B-02")).is_some());
}

async fn a_damaged_row_is_said_to_be_damaged(place: Place) {
    place
        .store
        .import_roster(&[society("A-01", "华夏气象学会")], at(0))
        .await
        .unwrap();
    place.spoil("UPDATE societies SET phones = '{\"secret\"'").await;
    match place.store.directory().await {
        Err(StoreError::Corrupt {
            table: "societies",
            id,
            what,
        }) => {
            assert_eq!(id, "A-01");
            assert!(what.starts_with("phones is not the JSON it should be"), "{what}");
            assert!(!what.contains("secret"));
        }
        other => panic!("{other:?}"),
    }
}
