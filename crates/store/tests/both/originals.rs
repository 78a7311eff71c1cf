//! Originals: durable, unchanged, verified.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use store::{StoreError, VerifyReport};

use crate::fixtures::{Place, arrive, at, imap, mail};

crate::on_both! {
    what_was_put_comes_back
    a_torn_file_is_put_right
    a_file_is_moved_into_the_originals
    damaged_and_missing_originals_are_found
    an_original_in_pieces_is_the_same_as_in_one
    what_a_process_that_died_left_unfinished_is_removed_and_what_another_writes_is_not
}

fn path(place: &Place, sha256: &str) -> PathBuf {
    let folder = place.folder.path().join("originals");
    folder.join(sha256.get(..2).unwrap()).join(sha256)
}

async fn what_was_put_comes_back(place: Place) {
    let store = &place.store;
    let sha256 = store.put_original(b"abc").await.unwrap();
    assert_eq!(
        sha256,
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    assert_eq!(store.put_original(b"abc").await.unwrap(), sha256);
    assert_eq!(store.original(&sha256).await.unwrap(), b"abc");
    for missing in [&"0".repeat(64), "../../etc/passwd", ""] {
        let answer = store.original(missing).await;
        assert!(matches!(
            answer,
            Err(StoreError::Missing { what: "original", .. })
        ));
    }
    let temporary = place.folder.path().join("originals/tmp");
    assert_eq!(fs::read_dir(temporary).unwrap().count(), 0);
}

async fn an_original_in_pieces_is_the_same_as_in_one(place: Place) {
    let store = &place.store;
    for _ in 0..2 {
        let mut incoming = store.incoming().await.unwrap();
        for piece in ["a", "", "bc"] {
            incoming.write(piece.as_bytes().to_vec()).await.unwrap();
        }
        assert_eq!(incoming.bytes(), 3);
        let (sha256, bytes) = incoming.keep().await.unwrap();
        assert_eq!(bytes, 3);
        assert_eq!(store.put_original(b"abc").await.unwrap(), sha256);
        let (file, bytes) = store.original_file(&sha256).await.unwrap();
        assert_eq!((fs::read(file).unwrap().as_slice(), bytes), (&b"abc"[..], 3));
    }
    drop(store.incoming().await.unwrap());
    let temporary = place.folder.path().join("originals/tmp");
    assert_eq!(fs::read_dir(temporary).unwrap().count(), 0);
}

async fn what_a_process_that_died_left_unfinished_is_removed_and_what_another_writes_is_not(place: Place) {
    let temporary = place.folder.path().join("originals/tmp");
    let mut incoming = place.store.incoming().await.unwrap();
    incoming.write(b"abc".to_vec()).await.unwrap();
    fs::write(temporary.join("incoming-0123"), b"half").unwrap();
    fs::write(temporary.join("4567"), b"being written").unwrap();
    fs::write(temporary.join("89ab"), b"of the day before yesterday").unwrap();
    let written = fs::metadata(temporary.join("89ab")).and_then(|found| found.modified());
    let old = written.unwrap() - Duration::from_hours(48);
    let abandoned = fs::File::options().write(true).open(temporary.join("89ab"));
    abandoned.unwrap().set_modified(old).unwrap();
    place.again().await;
    assert_eq!(fs::read_dir(&temporary).unwrap().count(), 2);
    incoming.keep().await.unwrap();
    let left: Vec<_> = fs::read_dir(&temporary).unwrap().collect();
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].as_ref().unwrap().file_name(), "4567");
}

/// Whatever a power cut left under the final name of another program's copy, the next put makes it whole.
async fn a_torn_file_is_put_right(place: Place) {
    let sha256 = place.store.put_original(b"abc").await.unwrap();
    for torn in [&b""[..], b"ab"] {
        fs::write(path(&place, &sha256), torn).unwrap();
        assert!(matches!(
            place.store.original(&sha256).await,
            Err(StoreError::Corrupt {
                table: "originals",
                ..
            })
        ));
        assert!(matches!(
            place.store.original_file(&sha256).await,
            Err(StoreError::Corrupt { .. })
        ));
        place.again().await.put_original(b"abc").await.unwrap();
        assert_eq!(place.store.original(&sha256).await.unwrap(), b"abc");
    }
}

async fn a_file_is_moved_into_the_originals(place: Place) {
    let bytes: Vec<u8> = (0..200_000_u32).map(|n| (n % 251) as u8).collect();
    let upload = place.folder.path().join("upload");
    for _ in 0..2 {
        fs::write(&upload, &bytes).unwrap();
        let (sha256, size) = place.store.put_original_file(&upload).await.unwrap();
        assert_eq!(size, 200_000);
        assert_eq!(place.store.original(&sha256).await.unwrap(), bytes);
    }
    let report = place.store.verify().await.unwrap();
    assert_eq!((report.originals, report.problems.len()), (1, 0));
}

async fn damaged_and_missing_originals_are_found(place: Place) {
    let store = &place.store;
    arrive(store, 1).await;
    arrive(store, 2).await;
    let skipped = store::Skip::BeforeStart(at(-1));
    store.skip_sighting(&imap(9), skipped, at(0)).await.unwrap();
    let expected = VerifyReport {
        originals: 2,
        arrivals: 2,
        sightings: 3,
        problems: Vec::new(),
    };
    assert_eq!(store.verify().await.unwrap(), expected);
    let one = mail(store, imap(1), "mail-1").await.original;
    let two = mail(store, imap(2), "mail-2").await.original;
    let mut bytes = fs::read(path(&place, &one)).unwrap();
    bytes[0] ^= 1;
    fs::write(path(&place, &one), bytes).unwrap();
    fs::remove_file(path(&place, &two)).unwrap();
    assert_eq!(
        store.verify().await.unwrap().problems,
        [
            format!("original {one} is damaged: its bytes have another hash"),
            format!("original {two} is missing"),
        ]
    );
}
