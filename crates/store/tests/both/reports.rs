//! Products that are made in the background: claimed by one, taken over from the dead, never kept twice.

use std::io::Write as _;

use chrono::Duration;
use domain::product::{ArchiveWish, CompilationWish, Product, ProductWish, Retention};
use domain::selection::Selection;
use store::{ProductDraft, ProductFacts, ReportClaim, ReportFile, ReportState, Store, StoreError, Trouble};

use crate::fixtures::{NOTICE, Place, at, code, item, notice};

crate::on_both! {
    what_was_asked_for_comes_back_as_it_was
    files_of_the_office_stay_with_their_product_and_go_with_it
    a_product_is_made_by_one_and_can_be_fetched
    asked_for_twice_before_anybody_begins_it_is_one
    of_many_who_ask_at_once_one_makes_it
    whoever_was_replaced_keeps_nothing
    what_was_tried_too_often_fails
    trouble_that_passes_is_tried_again_and_lasting_trouble_is_not
    what_a_process_gives_back_at_its_end_counts_as_no_attempt
    whoever_is_alone_takes_over_what_the_dead_had_begun
    removed_and_expired_products_leave_no_file
    a_damaged_file_is_never_handed_out
}

/// Runs out at once: the clock of PostgreSQL cannot be set.
const SPENT: Duration = Duration::zero();
const MINUTE: Duration = Duration::minutes(1);

fn whole(product: Product) -> ProductWish {
    ProductWish {
        selection: Selection::default(),
        product,
    }
}

async fn ask(store: &Store) -> i64 {
    store.import_notice(NOTICE, at(0)).await.unwrap();
    store
        .request_report(&notice(), &whole(Product::Workbook), &[], "张", at(1))
        .await
        .unwrap()
}

async fn claim(store: &Store, lease: Duration) -> Option<ReportClaim> {
    store.claim_report(at(2), lease, 3, "多次未能完成").await.unwrap()
}

async fn draft(store: &Store, bytes: &[u8]) -> ProductDraft {
    let mut draft = store.product_draft().await.unwrap();
    draft.write_all(bytes).unwrap();
    draft
}

fn facts() -> ProductFacts {
    ProductFacts {
        taken_at: at(2),
        snapshot: "0123456789abcdef".to_owned(),
        file_name: "报送情况.xlsx".to_owned(),
        remarks: vec!["共2行。".to_owned(), "未填写的列：备注。".to_owned()],
    }
}

async fn finish(store: &Store, claim: &ReportClaim, bytes: &[u8]) -> bool {
    let draft = draft(store, bytes).await;
    store.finish_report(claim, draft, &facts(), at(3)).await.unwrap()
}

async fn state(store: &Store, id: i64) -> ReportState {
    store.report(id).await.unwrap().unwrap().state
}

/// Files of products, and files that are being written.
fn files(place: &Place) -> (usize, usize) {
    let count = |folder: &str| {
        let entries = std::fs::read_dir(place.folder.path().join("originals").join(folder));
        entries.map_or(0, Iterator::count)
    };
    (count("products"), count("tmp"))
}

async fn what_was_asked_for_comes_back_as_it_was(place: Place) {
    let store = &place.store;
    store.import_notice(NOTICE, at(0)).await.unwrap();
    let selection = Selection {
        items: [item("key-few"), item("advice")].into(),
        categories: ["理科".to_owned()].into(),
        societies: [code("A-01")].into(),
        chosen_only: true,
        from: Some(at(-60)),
        until: Some(at(60)),
    };
    let products = [
        Product::Workbook,
        Product::Compilation(CompilationWish {
            themes: vec!["科学数据".to_owned(), "人才".to_owned()],
            themed: [item("advice")].into(),
            anonymous: true,
        }),
        Product::Archive(ArchiveWish {
            pattern: Some("{序号}-{学会}-{姓名}".to_owned()),
            without_media: true,
            retention: Some(Retention::ThirtyYears),
            list_missing: true,
            fonds: Some("Z109".to_owned()),
        }),
        Product::Brief,
        Product::Similar,
    ];
    let mut wishes = Vec::new();
    for product in products {
        let wish = ProductWish {
            selection: selection.clone(),
            product,
        };
        store
            .request_report(&notice(), &wish, &[], "张", at(1))
            .await
            .unwrap();
        wishes.push(wish);
    }
    let mut reports = store.reports(&notice()).await.unwrap();
    reports.reverse();
    let found: Vec<_> = reports.iter().map(|report| report.wish.clone()).collect();
    assert_eq!(found, wishes);
    assert_eq!(
        (reports[0].requested_by.as_str(), reports[0].requested_at),
        ("张", at(1))
    );
    assert_eq!(reports[0].state, ReportState::Waiting);
}

async fn files_of_the_office_stay_with_their_product_and_go_with_it(place: Place) {
    let store = &place.store;
    store.import_notice(NOTICE, at(0)).await.unwrap();
    let file = |name: &str, bytes: &[u8]| ReportFile {
        name: name.to_owned(),
        bytes: bytes.to_vec(),
    };
    let wish = whole(Product::Similar);
    let ask = async |files: &[ReportFile]| {
        let id = store.request_report(&notice(), &wish, files, "张", at(1)).await;
        id.unwrap()
    };
    let two = [file("报告.docx", b"PK one"), file("讲话.txt", b"two")];
    let (with, without) = (ask(&two).await, ask(&[]).await);
    assert_eq!(ask(&two).await, with, "asked for twice");
    let other = ask(&[file("报告.docx", b"PK another"), file("讲话.txt", b"two")]).await;
    assert!(with != without && other != with, "{with} {without} {other}");
    assert_eq!(store.report_files(with).await.unwrap(), two);
    assert_eq!(store.report_files(without).await.unwrap(), []);
    let report = store.report(with).await.unwrap().unwrap();
    assert_eq!(
        (report.files, report.wish),
        (vec!["报告.docx".to_owned(), "讲话.txt".to_owned()], wish.clone())
    );
    assert!(store.remove_report(with).await.unwrap());
    assert_eq!(store.report_files(with).await.unwrap(), []);
    assert_eq!(store.report_files(other).await.unwrap().len(), 2);
}

async fn a_product_is_made_by_one_and_can_be_fetched(place: Place) {
    let (store, id) = (&place.store, ask(&place.store).await);
    let claimed = claim(store, MINUTE).await.unwrap();
    assert_eq!((claimed.id, &claimed.notice), (id, &notice()));
    assert_eq!(claim(store, MINUTE).await, None, "somebody makes it");
    assert!(store.renew_report(&claimed, at(2), MINUTE, 3, 8).await.unwrap());
    assert_eq!(state(store, id).await, ReportState::Making { done: 3, total: 8 });
    assert!(matches!(
        store.report_file(id).await,
        Err(StoreError::Missing { .. })
    ));
    assert!(finish(store, &claimed, b"workbook").await);
    let ReportState::Done(made) = state(store, id).await else {
        panic!("not done");
    };
    assert_eq!((made.bytes, made.at, made.taken_at), (8, at(3), at(2)));
    assert_eq!(made.remarks, facts().remarks);
    let (path, bytes) = store.report_file(id).await.unwrap();
    assert_eq!((std::fs::read(path).unwrap(), bytes), (b"workbook".to_vec(), 8));
    assert_eq!(files(&place), (1, 0));
    assert_eq!(claim(store, MINUTE).await, None, "nothing is left to do");
    assert_eq!(
        store.verify().await.unwrap().originals,
        0,
        "a product is no original"
    );
}

async fn asked_for_twice_before_anybody_begins_it_is_one(place: Place) {
    let store = &place.store;
    let (one, two) = (ask(store).await, ask(store).await);
    assert_eq!(one, two);
    claim(store, MINUTE).await.unwrap();
    assert_ne!(
        ask(store).await,
        one,
        "what is being made shows an earlier moment"
    );
}

async fn of_many_who_ask_at_once_one_makes_it(place: Place) {
    ask(&place.store).await;
    let other = place.again().await;
    let stores = (0..8).map(|number| {
        if number % 2 == 0 {
            place.store.clone()
        } else {
            other.clone()
        }
    });
    let tasks: Vec<_> = stores
        .map(|store| tokio::spawn(async move { claim(&store, MINUTE).await }))
        .collect();
    let mut claims = Vec::new();
    for task in tasks {
        claims.extend(task.await.unwrap());
    }
    assert_eq!(claims.len(), 1);
}

async fn whoever_was_replaced_keeps_nothing(place: Place) {
    let (store, id) = (&place.store, ask(&place.store).await);
    let stale = claim(store, SPENT).await.unwrap();
    let current = claim(store, MINUTE).await.unwrap();
    assert!(current.fence > stale.fence);
    assert!(!store.renew_report(&stale, at(2), MINUTE, 1, 2).await.unwrap());
    assert!(!finish(store, &stale, b"by the dead").await);
    store
        .fail_report(&stale, "不算数", Trouble::Lasting, 3, at(3))
        .await
        .unwrap();
    store.give_back_report(&stale).await.unwrap();
    assert_eq!(state(store, id).await, ReportState::Making { done: 0, total: 0 });
    assert_eq!(files(&place), (0, 0));
    assert!(finish(store, &current, b"by the living").await);
    let (path, _) = store.report_file(id).await.unwrap();
    assert_eq!(std::fs::read(path).unwrap(), b"by the living");
}

async fn what_was_tried_too_often_fails(place: Place) {
    let (store, id) = (&place.store, ask(&place.store).await);
    for _ in 0..3 {
        assert!(claim(store, SPENT).await.is_some());
    }
    assert_eq!(claim(store, SPENT).await, None);
    let ReportState::Failed { why, .. } = state(store, id).await else {
        panic!("not given up");
    };
    assert_eq!(why, "多次未能完成");
}

async fn trouble_that_passes_is_tried_again_and_lasting_trouble_is_not(place: Place) {
    let (store, id) = (&place.store, ask(&place.store).await);
    for attempt in 1..=3 {
        let claimed = claim(store, SPENT).await.unwrap();
        store
            .fail_report(&claimed, "磁盘已满", Trouble::Passing, 3, at(3))
            .await
            .unwrap();
        let given_up = matches!(state(store, id).await, ReportState::Failed { why, .. } if why == "磁盘已满");
        assert_eq!(given_up, attempt == 3, "attempt {attempt}");
    }
    let id = ask(store).await;
    let claimed = claim(store, MINUTE).await.unwrap();
    store
        .fail_report(&claimed, "模板无法识别", Trouble::Lasting, 3, at(3))
        .await
        .unwrap();
    assert!(matches!(state(store, id).await, ReportState::Failed { .. }));
}

async fn what_a_process_gives_back_at_its_end_counts_as_no_attempt(place: Place) {
    let (store, id) = (&place.store, ask(&place.store).await);
    for _ in 0..5 {
        let claimed = claim(store, MINUTE).await.unwrap();
        store.give_back_report(&claimed).await.unwrap();
        assert_eq!(state(store, id).await, ReportState::Waiting);
        assert!(!finish(store, &claimed, b"late").await);
    }
    assert!(claim(store, MINUTE).await.is_some());
}

async fn whoever_is_alone_takes_over_what_the_dead_had_begun(place: Place) {
    let (store, id) = (&place.store, ask(&place.store).await);
    for _ in 0..3 {
        let dead = claim(store, MINUTE).await.unwrap();
        assert_eq!(claim(store, MINUTE).await, None);
        store.release_claims().await.unwrap();
        assert!(!finish(store, &dead, b"by the dead").await);
    }
    assert_eq!(
        claim(store, MINUTE).await,
        None,
        "what kills every process is given up"
    );
    assert!(matches!(state(store, id).await, ReportState::Failed { .. }));
}

async fn removed_and_expired_products_leave_no_file(place: Place) {
    let store = &place.store;
    let mut ids = Vec::new();
    for _ in 0..2 {
        ids.push(ask(store).await);
        let claimed = claim(store, MINUTE).await.unwrap();
        assert!(finish(store, &claimed, b"the same bytes").await);
    }
    assert_eq!(files(&place), (2, 0));
    assert!(store.remove_report(ids[0]).await.unwrap());
    assert!(!store.remove_report(ids[0]).await.unwrap());
    assert_eq!(files(&place), (1, 0));
    assert!(
        store.report_file(ids[1]).await.is_ok(),
        "the other one stays whole"
    );
    let orphan = place.folder.path().join("originals/products/77-1");
    std::fs::write(&orphan, "left by a process that died").unwrap();
    assert_eq!(store.expire_reports(at(3)).await.unwrap(), 0, "not old enough");
    assert_eq!(files(&place), (1, 0));
    let waiting = ask(store).await;
    assert_eq!(store.expire_reports(at(4)).await.unwrap(), 1);
    assert_eq!(files(&place), (0, 0));
    let left: Vec<i64> = store
        .reports(&notice())
        .await
        .unwrap()
        .iter()
        .map(|one| one.id)
        .collect();
    assert_eq!(left, [waiting]);
}

async fn a_damaged_file_is_never_handed_out(place: Place) {
    let (store, id) = (&place.store, ask(&place.store).await);
    let claimed = claim(store, MINUTE).await.unwrap();
    assert!(finish(store, &claimed, b"workbook").await);
    let (path, _) = store.report_file(id).await.unwrap();
    std::fs::write(path, b"w0rkbook").unwrap();
    assert!(matches!(
        store.report_file(id).await,
        Err(StoreError::Corrupt { .. })
    ));
}
