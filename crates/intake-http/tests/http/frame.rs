//! What every answer has, and the probes.

use crate::site::Site;

#[tokio::test]
async fn probes_answer_and_list_what_is_wrong_with_mailboxes() {
    let site = Site::open("flag").await;
    let alive = site.get("/healthz", "").await;
    assert_eq!((alive.status, alive.text().as_str()), (200, "ok\n"));
    let ready = site.get("/readyz", "").await;
    assert_eq!(ready.status, 200, "{}", ready.text());
    assert!(
        ready
            .text()
            .contains("mailbox: mailbox kjstdw: not connected for 12 min\n")
    );
    assert!(ready.text().contains("mailbox: mailbox dwzzb: standby\n"));
}

#[tokio::test]
async fn what_does_not_exist_is_said_in_chinese_with_a_number() {
    let site = Site::open("flag").await;
    let page = site.get("/nothing", "").await;
    assert_eq!(page.status, 404);
    let number = page.header("x-request-id").unwrap().to_owned();
    assert!(page.text().contains("页面不存在") && page.text().contains(&number));
    let api = site.get("/api/v1/arrivals", "").await;
    assert_eq!(api.status, 404);
    assert_eq!(api.header("content-type"), Some("application/problem+json"));
    let wrong = site
        .send(
            "DELETE / HTTP/1.1\r\nHost: zj.example\r\nConnection: close\r\n\r\n",
            b"",
        )
        .await;
    assert!(matches!(wrong.status, 404 | 405), "{}", wrong.status);
    let long = site.get(&format!("/{}", "x".repeat(3000)), "").await;
    assert_eq!(long.status, 400);
}

#[tokio::test]
async fn the_style_sheet_is_kept_for_ever_and_pages_are_not_kept() {
    let site = Site::open("flag").await;
    let home = site.get("/", "").await;
    assert_eq!(home.status, 200);
    assert_eq!(home.header("cache-control"), Some("no-store"));
    let text = home.text();
    let style = text
        .split("rel=\"stylesheet\" href=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let sheet = site.get(style, "").await;
    assert_eq!(sheet.status, 200);
    assert!(sheet.header("cache-control").unwrap().contains("immutable"));
    assert_eq!(site.get("/assets/site.0.css", "").await.status, 404);
}

#[tokio::test]
async fn asking_for_the_head_gives_the_head() {
    let site = Site::open("flag").await;
    let head = format!(
        "HEAD /s/{} HTTP/1.1\r\nHost: zj.example\r\nConnection: close\r\n\r\n",
        site.token
    );
    let answer = site.send(&head, b"").await;
    assert_eq!(answer.status, 200);
    assert!(answer.body.is_empty());
}

#[tokio::test]
async fn every_refusal_says_what_to_do_and_leads_on() {
    let site = Site::open("flag").await;
    let (cookie, _) = site.sign_in("viewer").await;
    let society = format!("/s/{}", site.token);
    let stale = [("csrf", "old")];
    for (answer, label, href) in [
        (site.get("/nothing", "").await, "返回首页", "/"),
        (site.get("/s/unknown", "").await, "返回首页", "/"),
        (
            site.get("/office/arrivals/99", &cookie).await,
            "返回概览",
            "/office",
        ),
        (
            site.get(&format!("{society}/receipts/99"), "").await,
            "返回报送页面",
            &society,
        ),
        (
            site.post("/office/arrivals/7/accept", &cookie, &stale).await,
            "返回来件",
            "/office/arrivals/7",
        ),
        (
            site.post("/office/arrivals/7/accept", "", &stale).await,
            "登录",
            "/office/sign-in?next=/office/arrivals/7",
        ),
        (
            site.post(&society, "Origin: https://evil.example\r\n", &[]).await,
            "返回报送页面",
            &society,
        ),
    ] {
        let page = answer.text();
        assert!(answer.status >= 400, "{}", answer.status);
        assert!(
            page.contains(&format!("href=\"{href}\">{label}</a>")),
            "{label}: {page}"
        );
    }
    assert!(
        site.get("/s/unknown", "")
            .await
            .text()
            .contains("联系索取新的链接")
    );
}
