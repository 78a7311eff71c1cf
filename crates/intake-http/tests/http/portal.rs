//! The society's page, over a real socket.

use std::sync::atomic::Ordering;

use crate::pieces;
use crate::site::Site;

const KEY: (&str, Option<&str>, &[u8]) = ("key", None, b"0123456789abcdef01");
const DECLARED: (&str, Option<&str>, &[u8]) = ("declared", None, b"1");

fn typed(text: &'static str) -> [(&'static str, Option<&'static str>, &'static [u8]); 3] {
    [
        ("piece.0.item", None, b"advice"),
        ("piece.0.name", None, "某甲".as_bytes()),
        ("piece.0.text", None, text.as_bytes()),
    ]
}

#[tokio::test]
async fn one_submission_gives_one_receipt_however_often_it_is_sent() {
    let site = Site::open("flag").await;
    let mut parts = vec![KEY, DECLARED];
    parts.extend(typed("建议一。\r\n建议二。"));
    parts.push(("files", Some("统计表.docx"), b"first file"));
    parts.push((
        "files",
        Some("dir\\照片\u{202e}gpj.jpg"),
        &[0xff, 0xd8, 0xff, 0x00],
    ));
    let first = site.submit(&parts).await;
    assert_eq!(first.status, 303, "{}", first.text());
    let receipt = first.header("location").unwrap().to_owned();
    assert!(receipt.contains("/receipts/"), "{receipt}");
    let again = site.submit(&parts).await;
    assert_eq!(again.status, 303);
    assert_eq!(again.header("location").unwrap(), receipt);
    assert_eq!(site.store.arrival_ids().await.unwrap().len(), 1);
    assert_eq!(site.judged.load(Ordering::SeqCst), 2);

    let page = site.get(&receipt, "").await;
    assert_eq!(page.status, 200);
    let text = page.text();
    let digest = intake_http::token_hash("first file");
    for expected in [
        "2022年10月20日 10:00:00（北京时间）",
        "统计表.docx",
        "照片gpj.jpg",
        &digest,
    ] {
        assert!(text.contains(expected), "{expected} is missing in {text}");
    }
    assert_eq!(page.header("cache-control"), Some("no-store"));
    let uploads = std::fs::read_dir(site.folder.path().join("uploads")).unwrap();
    assert_eq!(
        uploads.count(),
        0,
        "incoming files became originals or were removed"
    );
}

#[tokio::test]
async fn fifty_hasty_clicks_are_one_submission() {
    let site = Site::open("flag").await;
    let mut parts = vec![KEY, DECLARED, ("files", Some("表.docx"), b"the same" as &[u8])];
    parts.extend(typed("建议"));
    let answers = futures_util::future::join_all((0..50).map(|_| site.submit(&parts))).await;
    let receipt = answers[0].header("location").unwrap();
    for answer in &answers {
        assert_eq!(
            (answer.status, answer.header("location")),
            (303, Some(receipt)),
            "{}",
            answer.text()
        );
    }
    assert_eq!(site.store.arrival_ids().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_changed_form_under_a_used_key_is_never_dropped_silently() {
    let site = Site::open("flag").await;
    let mut parts = vec![KEY, DECLARED];
    parts.extend(typed("第一次"));
    assert_eq!(site.submit(&parts).await.status, 303);
    let mut parts = vec![KEY, DECLARED];
    parts.extend(typed("改过的内容"));
    let answer = site.submit(&parts).await;
    assert_eq!(answer.status, 422);
    let text = answer.text();
    assert!(text.contains("尚未登记") && text.contains("改过的内容"), "{text}");
    assert!(!text.contains("0123456789abcdef01"), "the form has a new key");
    assert_eq!(site.store.arrival_ids().await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_was_typed_stays_when_something_is_missing() {
    let site = Site::open("flag").await;
    let empty = site.submit(&[KEY, DECLARED, ("files", Some(""), b"")]).await;
    assert_eq!(empty.status, 422);
    assert!(
        empty.text().contains("没有填写材料，也没有选择文件"),
        "{}",
        empty.text()
    );

    let text = (
        "piece.1.text",
        None,
        "写了很久的正文</textarea><script>".as_bytes(),
    );
    let answer = site.submit(&[KEY, text]).await;
    assert_eq!(answer.status, 422);
    let page = answer.text();
    assert!(page.contains("第 2 份材料：请选择征集项"), "{page}");
    assert!(page.contains("不含涉密和敏感信息"));
    assert!(
        page.contains("写了很久的正文&#60;/textarea&#62;&#60;script&#62;"),
        "{page}"
    );
    assert_eq!(site.store.arrival_ids().await.unwrap().len(), 0);
}

#[tokio::test]
async fn more_blocks_keep_what_was_typed() {
    let site = Site::open("flag").await;
    let path = format!("/s/{}/more", site.token);
    let pairs = [
        ("key", "0123456789abcdef01"),
        ("piece.2.text", "保留"),
        ("filled_by", "某乙"),
    ];
    let answer = site.post(&path, "", &pairs).await;
    assert_eq!(answer.status, 200);
    let page = answer.text();
    assert!(
        page.contains("piece.4.text") && page.contains("保留") && page.contains("某乙"),
        "{page}"
    );
    assert_eq!(
        site.post(&path, "", &[("piece.999999999.text", "x")])
            .await
            .status,
        400
    );
}

#[tokio::test]
async fn what_is_too_large_is_refused_before_its_body_is_read() {
    let site = Site::open("flag").await;
    let head = format!(
        "POST /s/{} HTTP/1.1\r\nHost: zj.example\r\nContent-Type: multipart/form-data; boundary=xyz\r\n\
         Content-Length: 99999999\r\n\r\n",
        site.token
    );
    let answer = site.send(&head, b"").await;
    assert_eq!(answer.status, 413);
    assert!(answer.text().contains("1 MB"), "{}", answer.text());
}

#[tokio::test]
async fn a_body_that_hides_its_length_is_cut_at_the_limit() {
    let site = Site::open("flag").await;
    let head = format!(
        "POST /s/{} HTTP/1.1\r\nHost: zj.example\r\nContent-Type: multipart/form-data; boundary=xyz\r\n\
         Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n",
        site.token
    );
    let part = b"--xyz\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.bin\"\r\n\r\n";
    let mut body = format!("{:x}\r\n", part.len()).into_bytes();
    body.extend_from_slice(part);
    body.extend_from_slice(b"\r\n200000\r\n");
    body.extend(std::iter::repeat_n(b'x', 0x0020_0000));
    body.extend_from_slice(b"\r\n0\r\n\r\n");
    let answer = site.send(&head, &body).await;
    assert_eq!(answer.status, 413, "{}", answer.text());
    let uploads = std::fs::read_dir(site.folder.path().join("uploads")).unwrap();
    assert_eq!(uploads.count(), 0);
}

#[tokio::test]
async fn too_many_files_are_said_and_nothing_is_stored() {
    let site = Site::open("flag").await;
    let file: (&str, Option<&str>, &[u8]) = ("files", Some("a.txt"), b"a");
    let answer = site.submit(&[KEY, DECLARED, file, file, file, file, file]).await;
    assert_eq!(answer.status, 400);
    assert!(answer.text().contains("文件个数超过限制"));
    assert_eq!(site.store.arrival_ids().await.unwrap().len(), 0);
}

#[tokio::test]
async fn unknown_links_and_other_societies_receipts_do_not_exist() {
    let site = Site::open("flag").await;
    let unknown = site
        .get(&format!("/s/{}", intake_http::new_link_token()), "")
        .await;
    assert_eq!(unknown.status, 404);
    let mut parts = vec![KEY, DECLARED];
    parts.extend(typed("建议"));
    let receipt = site.submit(&parts).await.header("location").unwrap().to_owned();
    let number = receipt.rsplit('/').next().unwrap().to_owned();

    let other = intake_http::new_link_token();
    let notice = domain::ids::NoticeId::parse("hx-2022-1").unwrap();
    let code = domain::ids::SocietyCode::parse("A-02").unwrap();
    let now = crate::site::at("2022-10-18T00:00:00Z");
    site.store
        .put_link(&intake_http::token_hash(&other), &notice, &code, now)
        .await
        .unwrap();
    assert_eq!(site.get(&format!("/s/{other}"), "").await.status, 200);
    assert_eq!(
        site.get(&format!("/s/{other}/receipts/{number}"), "")
            .await
            .status,
        404
    );
    assert_eq!(
        site.get(&format!("/s/{}/receipts/999", site.token), "")
            .await
            .status,
        404
    );
    assert_eq!(
        site.get(&format!("/s/{}/receipts/abc", site.token), "")
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn names_and_titles_are_shown_and_never_run() {
    let site = Site::open("flag").await;
    let page = site.get(&format!("/s/{}", site.token), "").await;
    assert_eq!(page.status, 200);
    let text = page.text();
    assert!(!text.contains("<script") && !text.contains("<b>"), "{text}");
    assert!(
        text.contains("华夏&#60;script&#62;alert(1)&#60;/script&#62;学会"),
        "{text}"
    );
    assert!(
        page.header("content-security-policy")
            .unwrap()
            .starts_with("default-src 'none'")
    );
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
    assert!(page.header("x-request-id").is_some());
    assert_eq!(
        site.store.arrival_ids().await.unwrap().len(),
        0,
        "looking writes nothing"
    );
}

#[tokio::test]
async fn after_the_end_the_page_is_closed_when_the_notice_refuses_late_returns() {
    let site = Site::open("refuse").await;
    site.set_clock("2022-10-24T15:59:59Z");
    let mut parts = vec![KEY, DECLARED];
    parts.extend(typed("按时"));
    assert_eq!(site.submit(&parts).await.status, 303);
    site.set_clock("2022-10-24T16:00:00Z");
    let page = site.get(&format!("/s/{}", site.token), "").await.text();
    assert!(
        page.contains("网页报送已关闭") && !page.contains("<form"),
        "{page}"
    );
    let answer = site
        .submit(&[("key", None, b"another-key-0123456789"), DECLARED])
        .await;
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains("均已截止"));
    assert_eq!(site.store.arrival_ids().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_submission_that_breaks_off_is_no_submission() {
    let site = Site::open("flag").await;
    let head = format!(
        "POST /s/{} HTTP/1.1\r\nHost: zj.example\r\nConnection: close\r\n\
         Content-Type: multipart/form-data; boundary=xyz\r\nContent-Length: 88\r\n\r\n",
        site.token
    );
    let body =
        b"--xyz\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.docx\"\r\n\r\nhalf a file xx";
    let answer = site.send(&head, body).await;
    assert!(matches!(answer.status, 400 | 408), "{}", answer.status);
    assert_eq!(site.store.arrival_ids().await.unwrap().len(), 0);
}

#[tokio::test]
async fn a_society_takes_its_own_blank_form_from_its_page() {
    let site = Site::open("flag").await;
    let page = site.get(&format!("/s/{}", site.token), "").await.text();
    for ending in ["docx", "xlsx"] {
        let path = format!("/s/{}/blank/form.{ending}", site.token);
        assert!(page.contains(&path), "{page}");
        let form = site.get(&path, "").await;
        assert_eq!(form.status, 200);
        assert!(form.body.starts_with(b"PK"));
        let disposition = form.header("content-disposition").unwrap();
        assert!(
            disposition.starts_with(&format!("attachment; filename=\"form.{ending}\"")),
            "{disposition}"
        );
    }
    let other = format!("/s/{}/blank/form.pdf", site.token);
    assert_eq!(site.get(&other, "").await.status, 404);
    assert_eq!(site.get("/s/unknown/blank/form.docx", "").await.status, 404);
}

#[tokio::test]
async fn what_waits_for_a_person_and_what_may_still_be_sent_is_said() {
    let site = Site::open("flag").await;
    let page = format!("/s/{}", site.token);
    assert!(site.get(&page, "").await.text().contains("尚未收到材料。"));
    let mut parts = vec![KEY, DECLARED];
    parts.push(("files", Some("表.docx"), b"x"));
    assert_eq!(site.submit(&parts).await.status, 303);
    let number = pieces::hold(&site).await;
    let waits = site.get(&page, "").await.text();
    assert!(waits.contains("另有来件 1 件正由工作人员核对") && !waits.contains("尚未收到材料"));
    assert!(!waits.contains("仍可报送"));
    site.set_clock("2022-10-24T16:00:00Z");
    let late = site.get(&page, "").await.text();
    assert!(late.contains("截止时间已过，仍可报送，按迟报登记。"));

    let (cookie, _) = site.sign_in("viewer").await;
    let ledger = site.get("/office/notices/hx-2022-1", &cookie).await.text();
    assert!(ledger.contains(&format!("/office/arrivals/{number}\">来件 {number} 待核对")));
}
