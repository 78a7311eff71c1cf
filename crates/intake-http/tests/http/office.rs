//! The console, over a real socket.

use crate::pieces;
use crate::site::{PASSWORD, Site, at};
use domain::arrival::Door;
use domain::finding::FindingCode;
use domain::ids::{ArrivalId, MailboxName};
use domain::ruling::Decision;
use store::{NewSighting, Recorded, SightingPlace};

#[tokio::test]
async fn a_clerk_signs_in_and_out() {
    let site = Site::open("flag").await;
    let away = site.get("/office/notices/hx-2022-1", "").await;
    assert_eq!(away.status, 303);
    assert_eq!(
        away.header("location"),
        Some("/office/sign-in?next=/office/notices/hx-2022-1")
    );
    let form = [
        ("name", "clerk"),
        ("password", PASSWORD),
        ("next", "/office/notices/hx-2022-1"),
    ];
    let answer = site.post("/office/sign-in", "", &form).await;
    assert_eq!(answer.header("location"), Some("/office/notices/hx-2022-1"));
    let set = answer.header("set-cookie").unwrap();
    assert!(set.contains("HttpOnly") && set.contains("SameSite=Lax"), "{set}");

    let (cookie, csrf) = site.sign_in("clerk").await;
    assert_eq!(site.get("/office", &cookie).await.status, 200);
    let out = site.post("/office/sign-out", &cookie, &[("csrf", &csrf)]).await;
    assert_eq!(out.status, 303);
    assert_eq!(
        site.get("/office", &cookie).await.status,
        303,
        "the session is over on the server too"
    );
}

#[tokio::test]
async fn a_session_ends_after_twelve_hours() {
    let site = Site::open("flag").await;
    let (cookie, _) = site.sign_in("clerk").await;
    site.set_clock("2022-10-20T13:59:00Z");
    assert_eq!(site.get("/office", &cookie).await.status, 200);
    site.set_clock("2022-10-20T14:01:00Z");
    assert_eq!(site.get("/office", &cookie).await.status, 303);
}

#[tokio::test]
async fn wrong_passwords_close_an_account_for_a_while_and_say_nothing_of_it() {
    let site = Site::open("flag").await;
    let attempt = |name: &'static str, password: &'static str| {
        let site = &site;
        async move {
            site.post("/office/sign-in", "", &[("name", name), ("password", password)])
                .await
        }
    };
    let mut pages = Vec::new();
    for name in ["clerk", "nobody"] {
        for _ in 0..5 {
            let answer = attempt(name, "错误").await;
            assert_eq!(answer.status, 401);
            pages.push(answer.text().replace(name, "X"));
        }
        assert_eq!(attempt(name, PASSWORD).await.status, 429);
    }
    assert!(
        pages.iter().all(|page| *page == pages[0]),
        "known and unknown names are answered alike"
    );
    site.set_clock("2022-10-20T02:16:00Z");
    assert_eq!(attempt("clerk", PASSWORD).await.status, 303);
}

#[tokio::test]
async fn forms_of_others_are_refused() {
    let site = Site::open("flag").await;
    let (cookie, csrf) = site.sign_in("clerk").await;
    let path = "/office/links/hx-2022-1";
    let all = [("csrf", csrf.as_str()), ("society", "")];
    let foreign = [
        "Sec-Fetch-Site: cross-site\r\n",
        "Sec-Fetch-Site: same-site\r\n",
        "Origin: https://evil.example\r\n",
        "Origin: null\r\n",
    ];
    for header in foreign {
        assert_eq!(
            site.post(path, &format!("{cookie}{header}"), &all).await.status,
            403,
            "{header}"
        );
    }
    assert_eq!(
        site.post(path, &cookie, &[("csrf", "guess"), ("society", "")])
            .await
            .status,
        403
    );
    assert_eq!(site.post(path, "", &all).await.status, 401);
    let own = format!("{cookie}Origin: http://zj.example\r\n");
    assert_eq!(site.post(path, &own, &all).await.status, 200);
}

#[tokio::test]
async fn links_are_made_once_and_open_the_page_of_their_society() {
    let site = Site::open("flag").await;
    let (cookie, csrf) = site.sign_in("clerk").await;
    let form = [("csrf", csrf.as_str()), ("society", "A-02")];
    let page = site.post("/office/links/hx-2022-1", &cookie, &form).await.text();
    let link = page
        .split("http://zj.example")
        .nth(1)
        .unwrap()
        .split('<')
        .next()
        .unwrap()
        .to_owned();
    let society = site.get(&link, "").await;
    assert_eq!(society.status, 200);
    assert!(society.text().contains("华夏测量学会"));
    let (cookie, csrf) = site.sign_in("viewer").await;
    let form = [("csrf", csrf.as_str()), ("society", "")];
    assert_eq!(
        site.post("/office/links/hx-2022-1", &cookie, &form).await.status,
        403
    );
}

#[tokio::test]
async fn the_ledger_is_shown_filtered_and_downloaded() {
    let site = Site::open("flag").await;
    let (cookie, _) = site.sign_in("viewer").await;
    let page = site.get("/office/notices/hx-2022-1", &cookie).await.text();
    assert!(
        page.contains("华夏桥梁学会") && page.contains("010-55500001"),
        "{page}"
    );
    assert!(!page.contains("<script") && !page.contains("<b>"));
    let none = site
        .get("/office/notices/hx-2022-1?show=incomplete", &cookie)
        .await
        .text();
    assert!(none.contains("没有符合条件的学会"));
    let book = site.get("/office/notices/hx-2022-1/workbook.xlsx", &cookie).await;
    assert_eq!(book.status, 200);
    assert!(book.body.starts_with(b"PK"));
    let disposition = book.header("content-disposition").unwrap();
    assert!(
        disposition.starts_with("attachment; filename=\"ledger.xlsx\"; filename*=UTF-8''"),
        "{disposition}"
    );
    assert_eq!(site.get("/office/notices/other", &cookie).await.status, 404);
}

#[tokio::test]
async fn the_office_takes_blank_forms_for_anybody_and_for_one_society() {
    let site = Site::open("flag").await;
    let path = "/office/notices/hx-2022-1/blank/form.docx";
    assert_ne!(site.get(path, "").await.status, 200);
    let (cookie, _) = site.sign_in("clerk").await;
    let ledger = site.get("/office/notices/hx-2022-1", &cookie).await.text();
    assert!(ledger.contains(path), "{ledger}");
    let anybodys = site.get(path, &cookie).await;
    let own = site.get(&format!("{path}?society=A-01"), &cookie).await;
    assert_eq!((anybodys.status, own.status), (200, 200));
    assert!(own.body.starts_with(b"PK") && own.body != anybodys.body);
    let again = site.get(&format!("{path}?society=A-01"), &cookie).await;
    assert_eq!(again.body, own.body);
    let unknown = site.get(&format!("{path}?society=Z-99"), &cookie).await;
    assert_eq!(unknown.status, 404);
}

/// Submits one file and gives the arrival's number.
async fn upload(site: &Site) -> String {
    let submitted = site
        .submit(&[
            ("key", None, b"0123456789abcdef"),
            ("declared", None, b"1"),
            ("files", Some("表 1.docx"), b"x"),
        ])
        .await;
    submitted
        .header("location")
        .unwrap()
        .rsplit('/')
        .next()
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn what_is_chosen_beside_the_button_is_decided_with_it() {
    let site = Site::open("flag").await;
    let number = upload(&site).await;
    let (clerk, csrf) = site.sign_in("clerk").await;
    let form = [
        ("csrf", csrf.as_str()),
        ("society", "A-02"),
        ("received", "2022-10-19T08:30"),
    ];
    let accept = format!("/office/arrivals/{number}/accept");
    assert_eq!(site.post(&accept, &clerk, &form).await.status, 303);
    let id = ArrivalId::new(number.parse().unwrap());
    let rulings = site.store.rulings(id).await.unwrap();
    let decisions: Vec<_> = rulings.into_iter().map(|ruling| ruling.decision).collect();
    assert_eq!(decisions.len(), 3, "{decisions:?}");
    assert!(decisions.contains(&Decision::Accept));
    assert!(decisions.contains(&Decision::ReceivedAt(crate::site::at("2022-10-19T00:30:00Z"))));
    // What does not exist is refused whole.
    let unknown = [("csrf", csrf.as_str()), ("society", "Z-99")];
    assert_eq!(site.post(&accept, &clerk, &unknown).await.status, 400);
    let page = site.get(&format!("/office/arrivals/{number}"), &clerk).await;
    let button = format!("formaction=\"{accept}\"");
    assert!(page.text().contains(&button), "{}", page.text());
}

#[tokio::test]
async fn a_ruling_is_recorded_and_only_by_those_who_may() {
    let site = Site::open("flag").await;
    let number = upload(&site).await;
    let arrival = format!("/office/arrivals/{number}");
    let (viewer, csrf) = site.sign_in("viewer").await;
    assert_eq!(site.get(&arrival, &viewer).await.status, 200);
    assert_eq!(
        site.post(&format!("{arrival}/accept"), &viewer, &[("csrf", &csrf)])
            .await
            .status,
        403
    );

    let (clerk, csrf) = site.sign_in("clerk").await;
    let form = [
        ("csrf", csrf.as_str()),
        ("society", "A-02"),
        ("item", "advice"),
        ("received", "2022-10-19T08:30"),
    ];
    let answer = site.post(&format!("{arrival}/assign"), &clerk, &form).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    assert_eq!(
        site.post(&format!("{arrival}/ignore"), &clerk, &[("csrf", &csrf)])
            .await
            .status,
        303
    );
    let id = ArrivalId::new(number.parse().unwrap());
    let decisions: Vec<_> = site
        .store
        .rulings(id)
        .await
        .unwrap()
        .into_iter()
        .map(|ruling| ruling.decision)
        .collect();
    assert_eq!(decisions.len(), 4);
    assert!(decisions.contains(&Decision::ReceivedAt(crate::site::at("2022-10-19T00:30:00Z"))));
    assert!(decisions.contains(&Decision::Ignore));
    let unknown = [("csrf", csrf.as_str()), ("society", "Z-99")];
    assert_eq!(
        site.post(&format!("{arrival}/assign"), &clerk, &unknown)
            .await
            .status,
        400
    );
    assert_eq!(
        site.post("/office/arrivals/999/accept", &clerk, &[("csrf", &csrf)])
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn what_stands_open_beside_what_is_registered_is_decided_by_a_clerk() {
    let site = Site::open("flag").await;
    let id = pieces::found(&site, FindingCode::AlsoQuestion).await;
    let arrival = format!("/office/arrivals/{id}");
    let (clerk, csrf) = site.sign_in("clerk").await;
    let held = site.get("/office/notices/hx-2022-1/held", &clerk).await.text();
    assert!(
        held.contains("已登记但有问题需处理（1）") && !held.contains("来信（"),
        "{held}"
    );
    let settle = format!("{arrival}/settle");
    assert!(site.get(&arrival, &clerk).await.text().contains(&settle));
    let answer = site.post(&settle, &clerk, &[("csrf", &csrf)]).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    let rulings = site.store.rulings(ArrivalId::new(id)).await.unwrap();
    let decisions: Vec<_> = rulings.into_iter().map(|ruling| ruling.decision).collect();
    assert_eq!(decisions, [Decision::Noted(vec![FindingCode::AlsoQuestion])]);
}

#[tokio::test]
async fn files_of_the_arrival_alone_are_given_out() {
    let site = Site::open("flag").await;
    let arrival = format!("/office/arrivals/{}", upload(&site).await);
    let (clerk, _) = site.sign_in("viewer").await;
    let page = site.get(&arrival, &clerk).await.text();
    let link = page
        .split("href=\"")
        .find(|link| link.contains("/files/"))
        .unwrap();
    let link = link.split('"').next().unwrap();
    assert_eq!(
        site.get(link, "").await.status,
        303,
        "only those who are signed in"
    );
    let file = site.get(link, &clerk).await;
    assert_eq!(file.body, b"x");
    assert_eq!(file.header("content-type"), Some("application/octet-stream"));
    assert!(
        file.header("content-disposition")
            .unwrap()
            .ends_with("%E8%A1%A8%201.docx")
    );
    let viewed = site.get(&format!("{link}/view"), &clerk).await;
    assert_eq!(
        viewed.header("content-type"),
        Some("application/octet-stream"),
        "what is neither picture nor text is not shown"
    );
    let original = site.store.put_original(b"somebody else's").await.unwrap();
    for other in [original.as_str(), "1", "..", "%2e%2e%2fx"] {
        let answer = site.get(&format!("{arrival}/files/{other}"), &clerk).await;
        assert_eq!(answer.status, 404, "{other}");
    }
    assert_eq!(site.get(&format!("{arrival}/original"), &clerk).await.status, 200);
    assert_eq!(
        site.get("/office/notices/hx-2022-1/held", &clerk).await.status,
        200
    );
    assert_eq!(site.get("/office/letters", &clerk).await.status, 200);
}

/// Has so many letters come that are held.
async fn hold_letters(site: &Site, count: usize) {
    let original = site.store.put_original(b"Subject: x\r\n\r\n").await.unwrap();
    let now = at("2022-10-20T02:00:00Z");
    let sightings: Vec<NewSighting> = (0..count)
        .map(|number| NewSighting {
            place: SightingPlace::File {
                mailbox: MailboxName::parse("kjstdw").unwrap(),
                path: number.to_string(),
            },
            door: Door::Mail,
            original: original.clone(),
            bytes: 14,
            identity: number.to_string(),
            message_id: None,
            sender: None,
            subject: format!("第{number}封"),
            received: None,
            internal_date: None,
            listed_size: None,
            seen_at: now,
        })
        .collect();
    for archived in site.store.archive_all(&sightings).await.unwrap() {
        let held = pieces::held(archived.arrival, now);
        assert_eq!(site.store.record(held).await.unwrap(), Recorded::Done);
    }
}

#[tokio::test]
async fn many_that_are_held_stand_on_several_pages() {
    let site = Site::open("flag").await;
    hold_letters(&site, 101).await;
    let (clerk, _) = site.sign_in("viewer").await;
    let page = |query: &str| format!("/office/notices/hx-2022-1/held{query}");
    let first = site.get(&page(""), &clerk).await.text();
    assert!(first.contains("待人工核对（101）") && first.contains("第 1 页，共 2 页"));
    assert!(first.contains("第0封") && first.contains("第99封") && !first.contains("第100封"));
    let second = site.get(&page("?page=2"), &clerk).await.text();
    assert!(second.contains("第100封") && !second.contains("第99封") && second.contains("上一页"));
    assert!(!second.contains("下一页"));
    let beyond = site.get(&page("?page=9"), &clerk).await.text();
    assert!(beyond.contains("第 2 页，共 2 页"));
}

#[tokio::test]
async fn every_arrival_is_found_by_its_words() {
    let site = Site::open("flag").await;
    hold_letters(&site, 101).await;
    let (cookie, _) = site.sign_in("viewer").await;
    let page = async |query: &str| {
        let page = format!("/office/notices/hx-2022-1/arrivals{query}");
        site.get(&page, &cookie).await.text()
    };
    let latest = page("").await;
    assert!(latest.contains("全部来件（101）") && latest.contains("第 1 页，共 2 页"));
    assert!(latest.contains("第100封") && !latest.contains("第0封"));
    assert!(page("?page=2").await.contains("第0封"));
    let one = page("?words=%E7%AC%AC7%E5%B0%81").await;
    assert!(one.contains("全部来件（1）") && one.contains("第7封") && !one.contains("第8封"));
    let nobodys = page("?society=A-02").await;
    assert!(nobodys.contains("华夏测量学会的来件（0）") && nobodys.contains("没有符合条件的来件"));
}
