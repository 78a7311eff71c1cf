//! Accounts, sessions and links.

use store::{Link, LoginOutcome, LoginTries, Role};

use crate::fixtures::{Place, at, code, notice};

crate::on_both! {
    accounts_are_made_changed_and_shut_out
    a_session_ends_by_time_by_word_and_with_its_account
    failed_attempts_are_counted
    a_link_names_notice_and_society_until_it_is_revoked
}

async fn accounts_are_made_changed_and_shut_out(place: Place) {
    let store = &place.store;
    assert_eq!(store.staff("王五").await.unwrap(), None);
    store
        .put_staff("王五", Role::Viewer, "hash-1", at(0))
        .await
        .unwrap();
    store
        .put_staff("王五", Role::Admin, "hash-2", at(1))
        .await
        .unwrap();
    let staff = store.staff("王五").await.unwrap().unwrap();
    assert_eq!(
        (staff.role, staff.password_hash.as_str(), staff.disabled),
        (Role::Admin, "hash-2", false)
    );
    assert!(store.disable_staff("王五", at(2)).await.unwrap());
    assert!(!store.disable_staff("赵六", at(2)).await.unwrap());
    assert!(store.staff("王五").await.unwrap().unwrap().disabled);
}

async fn a_session_ends_by_time_by_word_and_with_its_account(place: Place) {
    let store = &place.store;
    store.put_staff("王五", Role::Clerk, "hash", at(0)).await.unwrap();
    store
        .open_session("one", "王五", "csrf", at(0), at(60))
        .await
        .unwrap();
    let session = store.session("one", at(59)).await.unwrap().unwrap();
    assert_eq!(
        (session.staff.as_str(), session.role, session.csrf.as_str()),
        ("王五", Role::Clerk, "csrf")
    );
    assert_eq!(store.session("one", at(60)).await.unwrap(), None);
    store
        .open_session("two", "王五", "csrf", at(1), at(60))
        .await
        .unwrap();
    store.close_session("two").await.unwrap();
    assert_eq!(store.session("two", at(2)).await.unwrap(), None);
    store.disable_staff("王五", at(3)).await.unwrap();
    assert_eq!(store.session("one", at(4)).await.unwrap(), None);
    assert!(
        store
            .open_session("three", "赵六", "csrf", at(4), at(60))
            .await
            .is_err()
    );
}

async fn failed_attempts_are_counted(place: Place) {
    let store = &place.store;
    for (minute, outcome) in [
        (0, LoginOutcome::Bad),
        (5, LoginOutcome::Bad),
        (6, LoginOutcome::Good),
        (7, LoginOutcome::Bad),
    ] {
        let address = if minute == 5 {
            "203.0.113.9"
        } else {
            "198.51.100.1"
        };
        store
            .note_login("王五", address, outcome, at(minute))
            .await
            .unwrap();
    }
    let tries = async |name, address| store.login_tries(name, address, at(5), at(6)).await.unwrap();
    let counted = |bad_from_address, bad, is_known| LoginTries {
        bad_from_address,
        bad,
        is_known,
    };
    assert_eq!(tries("王五", "198.51.100.1").await, counted(1, 2, true));
    assert_eq!(tries("王五", "203.0.113.9").await, counted(1, 2, false));
    assert_eq!(tries("王五", "203.0.113.10").await, counted(0, 2, false));
    assert_eq!(tries("赵六", "198.51.100.1").await, counted(0, 0, false));
}

async fn a_link_names_notice_and_society_until_it_is_revoked(place: Place) {
    let store = &place.store;
    let link = Link {
        notice: notice(),
        society: code("A-01"),
    };
    store
        .put_link("hash", &link.notice, &link.society, at(0))
        .await
        .unwrap();
    assert_eq!(store.link("hash").await.unwrap().as_ref(), Some(&link));
    assert_eq!(store.link("other").await.unwrap(), None);
    assert_eq!(
        store
            .revoke_links(&link.notice, &link.society, at(1))
            .await
            .unwrap(),
        1
    );
    assert_eq!(store.link("hash").await.unwrap(), None);
}
