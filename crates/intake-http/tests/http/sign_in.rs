//! Wrong passwords close an account to whoever tries them, and not to its owner.

use crate::site::{PASSWORD, Site, at};
use store::LoginOutcome;

/// The status of an attempt that comes by the proxy with this `X-Forwarded-For`.
async fn attempt(site: &Site, forwarded: &str, password: &str) -> u16 {
    let header = format!("X-Forwarded-For: {forwarded}\r\n");
    let fields = [("name", "clerk"), ("password", password)];
    site.post("/office/sign-in", &header, &fields).await.status
}

#[tokio::test]
async fn a_stranger_does_not_lock_out_the_clerk() {
    let site = Site::open("flag").await;
    for number in 0..5 {
        // What the stranger writes himself stands before what the proxy adds.
        let forwarded = format!("198.51.100.{number}, 203.0.113.9");
        assert_eq!(attempt(&site, &forwarded, "错误").await, 401);
    }
    assert_eq!(attempt(&site, "203.0.113.9", PASSWORD).await, 429);
    assert_eq!(attempt(&site, "198.51.100.7, 203.0.113.9", PASSWORD).await, 429);
    assert_eq!(attempt(&site, "203.0.113.10", PASSWORD).await, 303);
}

#[tokio::test]
async fn guesses_from_everywhere_close_an_account_to_all_but_its_usual_desks() {
    let site = Site::open("flag").await;
    assert_eq!(attempt(&site, "192.0.2.1", PASSWORD).await, 303);
    let now = at("2022-10-20T02:00:00Z");
    for number in 0..50 {
        let address = format!("203.0.113.{number}");
        let note = site.store.note_login("clerk", &address, LoginOutcome::Bad, now);
        note.await.unwrap();
    }
    assert_eq!(attempt(&site, "192.0.2.2", PASSWORD).await, 429);
    assert_eq!(attempt(&site, "192.0.2.1", PASSWORD).await, 303);
    site.set_clock("2022-10-20T02:16:00Z");
    assert_eq!(attempt(&site, "192.0.2.2", PASSWORD).await, 303);
}
