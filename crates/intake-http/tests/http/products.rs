//! Products are asked for, followed and fetched; pieces are chosen. Making is another's work: here the test does it.

use std::io::Write as _;

use chrono::Duration;
use domain::ids::SocietyCode;
use domain::product::{ArchiveWish, CompilationWish, Product, Retention};
use store::{ProductFacts, ReportClaim, ReportState, Trouble};

use crate::pieces::{ONE, kept};
use crate::site::{Answer, Site, at};

const LIST: &str = "/office/notices/hx-2022-1/products";
const CHOICES: &str = "/office/notices/hx-2022-1/choices";

/// Every condition of the form.
const FILTER: [(&str, &str); 7] = [
    ("item", "insight"),
    ("item", "advice"),
    ("discipline", "理科"),
    ("society", "A-02、华夏桥梁学会"),
    ("chosen", "1"),
    ("from", "2022-10-17"),
    ("until", "2022-10-24"),
];

async fn ask(site: &Site, cookie: &str, csrf: &str, pairs: &[(&str, &str)]) -> Answer {
    let pairs = [&[("csrf", csrf)], pairs].concat();
    let parts: Vec<_> = pairs
        .iter()
        .map(|(name, value)| (*name, None, value.as_bytes()))
        .collect();
    site.post_parts(LIST, cookie, &parts).await
}

async fn claim(site: &Site) -> ReportClaim {
    let now = at("2022-10-20T02:00:00Z");
    let claimed = site.store.claim_report(now, Duration::minutes(1), 3, "").await;
    claimed.unwrap().unwrap()
}

async fn finish(site: &Site, claim: &ReportClaim, bytes: &[u8]) {
    let mut draft = site.store.product_draft().await.unwrap();
    draft.write_all(bytes).unwrap();
    let facts = ProductFacts {
        taken_at: at("2022-10-20T02:00:00Z"),
        snapshot: "0123456789abcdef".into(),
        file_name: "关于征集<b>学习体会</b>的通知工作簿20221020.xlsx".into(),
        remarks: Vec::new(),
    };
    let now = at("2022-10-20T02:00:05Z");
    assert!(site.store.finish_report(claim, draft, &facts, now).await.unwrap());
}

#[tokio::test]
async fn a_product_is_asked_for_followed_fetched_and_removed() {
    let site = Site::open("flag").await;
    let (cookie, csrf) = site.sign_in("clerk").await;
    assert!(site.get(LIST, &cookie).await.text().contains("尚未制作成果文件"));
    let asked = ask(&site, &cookie, &csrf, &[("kind", "workbook")]).await;
    assert_eq!((asked.status, asked.header("location")), (303, Some(LIST)));
    assert_eq!(site.wanted.load(std::sync::atomic::Ordering::SeqCst), 1);
    let waiting = site.get(LIST, &cookie).await.text();
    assert!(waiting.contains("等待制作") && waiting.contains("http-equiv=\"refresh\""));
    let claimed = claim(&site).await;
    let now = at("2022-10-20T02:00:01Z");
    let renewed = site
        .store
        .renew_report(&claimed, now, Duration::minutes(1), 1, 4)
        .await;
    assert!(renewed.unwrap());
    let making = site.get(LIST, &cookie).await.text();
    assert!(making.contains("正在制作") && making.contains("25%"), "{making}");
    let path = format!("{LIST}/{}/file", claimed.id);
    assert_eq!(site.get(&path, &cookie).await.status, 404, "not made yet");
    finish(&site, &claimed, b"the workbook").await;
    let done = site.get(LIST, &cookie).await.text();
    assert!(
        done.contains("已完成") && done.contains("0123456789abcdef"),
        "{done}"
    );
    assert!(!done.contains("http-equiv") && !done.contains("<b>"));
    let file = site.get(&path, &cookie).await;
    assert_eq!((file.status, file.body.as_slice()), (200, &b"the workbook"[..]));
    let disposition = file.header("content-disposition").unwrap();
    assert!(
        disposition.starts_with("attachment") && disposition.contains("UTF-8''"),
        "{disposition}"
    );
    let kind = file.header("content-type").unwrap();
    assert!(kind.ends_with("spreadsheetml.sheet"), "{kind}");
    let remove = format!("{LIST}/{}/remove", claimed.id);
    let removed = site.post(&remove, &cookie, &[("csrf", &csrf)]).await;
    assert_eq!(removed.status, 303);
    assert_eq!(site.get(&path, &cookie).await.status, 404);
}

#[tokio::test]
async fn what_is_ticked_is_what_is_made() {
    let site = Site::open("flag").await;
    let (cookie, csrf) = site.sign_in("clerk").await;
    let themes = [
        ("kind", "compilation"),
        ("themes", "人才=人才|青年\r\n数据\r\n"),
        ("themed", "advice"),
        ("anonymous", "1"),
    ];
    let archive = [
        ("kind", "archive"),
        ("pattern", "{序号}-{姓名}"),
        ("without_media", "1"),
        ("retention", "30"),
        ("fonds", " Z109 "),
    ];
    for pairs in [[&FILTER[..], &themes].concat(), [&FILTER[..], &archive].concat()] {
        let answer = ask(&site, &cookie, &csrf, &pairs).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
    }
    let compilation = claim(&site).await.wish;
    let selection = &compilation.selection;
    let societies: Vec<&str> = selection.societies.iter().map(SocietyCode::as_str).collect();
    assert_eq!((selection.items.len(), societies), (2, vec!["A-02", "B-01"]));
    assert!(selection.chosen_only && selection.categories.contains("理科"));
    assert_eq!(selection.from, Some(at("2022-10-16T16:00:00Z")));
    assert_eq!(selection.until, Some(at("2022-10-24T16:00:00Z")));
    assert_eq!(
        compilation.product,
        Product::Compilation(CompilationWish {
            themes: vec!["人才=人才|青年".into(), "数据".into()],
            themed: [domain::ids::ItemId::parse("advice").unwrap()].into(),
            anonymous: true,
        })
    );
    assert_eq!(
        claim(&site).await.wish.product,
        Product::Archive(ArchiveWish {
            pattern: Some("{序号}-{姓名}".into()),
            without_media: true,
            retention: Some(Retention::ThirtyYears),
            list_missing: false,
            fonds: Some("Z109".into()),
        })
    );
    let list = site.get(LIST, &cookie).await.text();
    for words in [
        "只含已采用的材料",
        "学会：华夏测量学会、华夏桥梁学会",
        "匿名",
        "保管期限：定期30年",
    ] {
        assert!(list.contains(words), "{words}: {list}");
    }
}

#[tokio::test]
async fn what_cannot_be_meant_is_said_and_the_form_keeps_what_was_filled_in() {
    let site = Site::open("flag").await;
    let (cookie, csrf) = site.sign_in("clerk").await;
    for (pairs, words) in [
        (
            vec![("kind", "workbook"), ("society", "华夏桥粱学会")],
            "名称相近的有：B-01 华夏桥梁学会",
        ),
        (vec![("kind", "workbook"), ("item", "plan")], "可选：insight"),
        (vec![("kind", "workbook"), ("from", "昨天")], "无法识别"),
        (
            vec![
                ("kind", "workbook"),
                ("from", "2022-10-24"),
                ("until", "2022-10-20"),
            ],
            "起始时间不早于",
        ),
        (vec![("kind", "poem")], "请选择要制作的成果文件"),
        (vec![("kind", "archive"), ("pattern", "{姓名")], "花括号不成对"),
    ] {
        let answer = ask(&site, &cookie, &csrf, &pairs).await;
        let page = answer.text();
        assert_eq!(answer.status, 422, "{words}");
        assert!(page.contains(words), "{words}: {page}");
        for (_, value) in pairs
            .iter()
            .filter(|(name, _)| matches!(*name, "society" | "from" | "pattern"))
        {
            assert!(page.contains(&format!("value=\"{value}\"")), "{value}: {page}");
        }
    }
    let notice = domain::ids::NoticeId::parse("hx-2022-1").unwrap();
    assert!(site.store.reports(&notice).await.unwrap().is_empty());
}

#[tokio::test]
async fn who_may_only_look_fetches_and_asks_for_nothing() {
    let site = Site::open("flag").await;
    let (cookie, csrf) = site.sign_in("clerk").await;
    ask(&site, &cookie, &csrf, &[("kind", "workbook")]).await;
    let claimed = claim(&site).await;
    finish(&site, &claimed, b"the workbook").await;
    let file = format!("{LIST}/{}/file", claimed.id);
    assert_eq!(site.get(&file, "").await.status, 303, "nobody is signed in");
    let (viewer, own) = site.sign_in("viewer").await;
    assert_eq!(site.get(&file, &viewer).await.status, 200);
    assert_eq!(
        ask(&site, &viewer, &own, &[("kind", "workbook")]).await.status,
        403
    );
    assert_eq!(
        ask(&site, &cookie, "guess", &[("kind", "workbook")]).await.status,
        403
    );
    let remove = format!("{LIST}/{}/remove", claimed.id);
    assert_eq!(site.post(&remove, &viewer, &[("csrf", &own)]).await.status, 403);
    let elsewhere = file.replace("hx-2022-1", "hx-2022-2");
    assert_eq!(
        site.get(&elsewhere, &cookie).await.status,
        404,
        "of another notice"
    );
}

#[tokio::test]
async fn a_product_that_cannot_be_made_says_why() {
    let site = Site::open("flag").await;
    let (cookie, csrf) = site.sign_in("clerk").await;
    ask(&site, &cookie, &csrf, &[("kind", "workbook")]).await;
    let claimed = claim(&site).await;
    let now = at("2022-10-20T02:00:05Z");
    let noted = site
        .store
        .fail_report(&claimed, "原件已损坏", Trouble::Lasting, 3, now);
    noted.await.unwrap();
    let page = site.get(LIST, &cookie).await.text();
    assert!(page.contains("未能完成") && page.contains("原件已损坏"), "{page}");
    let state = site.store.report(claimed.id).await.unwrap().unwrap().state;
    assert!(matches!(state, ReportState::Failed { .. }));
}

#[tokio::test]
async fn a_clerk_chooses_pieces_and_decides_again_when_they_change() {
    let site = Site::open("flag").await;
    let arrival = kept(&site, 0, ONE).await;
    let (cookie, csrf) = site.sign_in("clerk").await;
    let piece = format!("{arrival}-1");
    let change = async |csrf: &str, cookie: &str, change: &str| {
        let pairs = [
            ("csrf", csrf),
            ("piece", &piece),
            ("change", change),
            ("instead", &piece),
        ];
        site.post(CHOICES, cookie, &pairs).await.status
    };
    let notice = domain::ids::NoticeId::parse("hx-2022-1").unwrap();
    let chosen = async || {
        let ledger = site
            .store
            .ledger(&notice, at("2022-10-20T02:00:00Z"))
            .await
            .unwrap();
        ledger.chosen.len()
    };
    let (viewer, own) = site.sign_in("viewer").await;
    assert_eq!(change(&own, &viewer, "choose").await, 403);
    assert_eq!(change("guess", &cookie, "choose").await, 403);
    assert_eq!(chosen().await, 0);
    let page = site.get(CHOICES, &cookie).await.text();
    assert!(page.contains("（0／1）") && page.contains(ONE), "{page}");
    assert_eq!(change(&csrf, &cookie, "choose").await, 303);
    assert_eq!(chosen().await, 1);
    let page = site
        .get(&format!("/office/arrivals/{arrival}"), &cookie)
        .await
        .text();
    assert!(page.contains("取消采用"), "{page}");
    kept(&site, 1, "改过的正文。").await;
    assert_eq!(chosen().await, 0, "never inherited");
    let page = site.get(CHOICES, &cookie).await.text();
    assert!(
        page.contains("需重新确认（1）") && page.contains("采用后内容有更正"),
        "{page}"
    );
    assert_eq!(change(&csrf, &cookie, "replace").await, 303);
    assert_eq!(chosen().await, 1);
    assert_eq!(change(&csrf, &cookie, "undo").await, 303);
    assert_eq!(chosen().await, 0);
    assert!(!site.get(CHOICES, &cookie).await.text().contains("需重新确认"));
}
