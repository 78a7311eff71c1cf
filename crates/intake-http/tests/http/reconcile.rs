//! 邮箱对账 in the console.

use domain::ids::MailboxName;
use store::{FolderPass, ListedAs, Obstacle, SightingPlace, Skip, Store};

use crate::site::{Site, at};

const FOLDER: &str = "&dcVr0mWHTvZZOQ-";

/// A folder of two messages, one of which is not handed out, and one that nobody knows of; a third has left it without
/// having been handed out.
async fn looked_into(store: &Store) {
    let mailbox = MailboxName::parse("kjstdw").unwrap();
    let now = at("2022-10-20T01:00:00Z");
    for uid in [40, 41] {
        let place = SightingPlace::Imap {
            mailbox: mailbox.clone(),
            folder: FOLDER.into(),
            uidvalidity: 7,
            uid,
        };
        let skip = Skip::NotRetrievable(Obstacle::Declined, ListedAs::default());
        store.skip_sighting(&place, skip, now).await.unwrap();
    }
    let pass = FolderPass {
        mailbox,
        folder: FOLDER.into(),
        uidvalidity: 7,
        uids: [41, 42].into(),
        unlisted: 0,
        finished_at: now,
    };
    store.note_folder_pass(&pass).await.unwrap();
}

#[tokio::test]
async fn what_does_not_add_up_is_red_and_named() {
    let site = Site::open("flag").await;
    assert_eq!(site.get("/office/reconcile", "").await.status, 303, "to sign in");
    let (viewer, _) = site.sign_in("viewer").await;
    let empty = site.get("/office/reconcile", &viewer).await;
    assert_eq!(empty.status, 200);
    assert!(empty.text().contains("尚未读取任何邮箱") && empty.text().contains("邮箱 kjstdw：连接失败"));
    looked_into(&site.store).await;
    let page = site.get("/office/reconcile", &viewer).await.text();
    for text in [
        "<span class=\"mark bad\">差额 1</span>",
        "<td>病毒文件夹</td>",
        "UID 42",
        "2022-10-20 09:00",
        "服务器拒绝提供",
        "无法取回的邮件（1）",
        "未及取回即已不在服务器上的邮件（1）",
        "邮箱 kjstdw：连接失败",
        "邮箱 dwzzb：本进程待命",
    ] {
        assert!(page.contains(text), "{text}: {page}");
    }
    let overview = site.get("/office", &viewer).await.text();
    assert!(
        overview.contains("差额 1") && overview.contains("无法取回 1"),
        "{overview}"
    );
    assert!(!overview.contains("dwzzb"), "standing by is no alarm: {overview}");
}
