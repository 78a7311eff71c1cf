//! Nobody approves a letter unseen: what waits is shown in full, and what was done is said.

use domain::letter::{Letter, LetterState};
use store::{LetterMode, LetterModes};

use crate::letters::invitation;
use crate::site::{Site, at};

async fn waiting(codes: &[&str]) -> Site {
    let site = Site::open("flag").await;
    let letters: Vec<Letter> = codes.iter().map(|code| invitation(code)).collect();
    let modes = LetterModes::all(LetterMode::Approve);
    let enqueued = site
        .store
        .enqueue_letters(&letters, modes, "office.example", at("2022-10-19T02:00:00Z"));
    enqueued.await.unwrap();
    site
}

async fn count(site: &Site, state: LetterState) -> usize {
    site.store.letters(Some(state)).await.unwrap().len()
}

#[tokio::test]
async fn what_waits_is_shown_in_full_to_everybody_and_approved_by_clerks() {
    let site = waiting(&["A-01", "A-02"]).await;
    let (viewer, _) = site.sign_in("viewer").await;
    let page = site.get("/office/letters", &viewer).await.text();
    for shown in [
        "收件人：office@a-02.example",
        ">【通知】A-02</a>",
        "A-02：\n\n　　请&#60;b&#62;按时&#60;/b&#62;报送。\nhttp://zj.example/s/……\n如有疑问</pre>",
        "以发出时的情况为准",
    ] {
        assert!(page.contains(shown), "{shown} in {page}");
    }
    assert!(
        !page.contains("批准发送</button>")
            && !page.contains("取消，不再发出</button>")
            && !page.contains("全部批准"),
        "{page}"
    );
    let (clerk, csrf) = site.sign_in("clerk").await;
    let page = site.get("/office/letters", &clerk).await.text();
    assert!(
        page.contains("将批准全部 2 封待审核的邮件") && page.contains("/s/Secret-1_a\n如有疑问"),
        "{page}"
    );
    let form = [("csrf", csrf.as_str()), ("key", "hx-2022-1/A-02/invitation")];
    let answer = site.post("/office/letters", &clerk, &form).await;
    assert_eq!(answer.header("location"), Some("/office/letters?approved=1"));
    let page = site.get("/office/letters?approved=1", &clerk).await.text();
    assert!(page.contains("已批准 1 封，将于几分钟内陆续发出"), "{page}");
    let again = site.post("/office/letters", &clerk, &form).await;
    assert_eq!(again.header("location"), Some("/office/letters?approved=0"));
    let page = site.get("/office/letters?approved=0", &clerk).await.text();
    assert!(page.contains("所选邮件已不在待审核状态"), "{page}");
    site.store
        .pause_outbox(Some((at("2022-10-20T02:00:00Z"), "clerk")))
        .await
        .unwrap();
    let page = site.get("/office/letters?approved=1", &clerk).await.text();
    assert!(
        page.contains("发信已暂停（") && page.contains("已批准 1 封，恢复发信后发出"),
        "{page}"
    );
}

#[tokio::test]
async fn a_clerk_cancels_a_letter_and_it_is_kept_who_and_why() {
    let site = waiting(&["A-01", "A-02"]).await;
    let key = "hx-2022-1/A-02/invitation";
    let (viewer, guess) = site.sign_in("viewer").await;
    let form = [("csrf", guess.as_str()), ("key", key)];
    assert_eq!(
        site.post("/office/letters/cancel", &viewer, &form).await.status,
        403
    );
    let (clerk, csrf) = site.sign_in("clerk").await;
    let form = [("csrf", csrf.as_str()), ("key", key), ("reason", "已电话<i>通知")];
    let answer = site.post("/office/letters/cancel", &clerk, &form).await;
    assert_eq!(answer.header("location"), Some("/office/letters?cancelled=1"));
    assert_eq!(count(&site, LetterState::AwaitingApproval).await, 1);
    let page = site.get("/office/letters?cancelled=1", &clerk).await.text();
    assert!(
        page.contains("已取消 1 封，不会发出") && !page.contains("A-02"),
        "{page}"
    );
    let page = site.get("/office/letters?state=cancelled", &clerk).await.text();
    assert!(page.contains("由 clerk 取消：已电话&#60;i&#62;通知"), "{page}");
    assert!(
        page.contains("【通知】A-02") && !page.contains("取消，不再发出</button>"),
        "{page}"
    );
    let answer = site.post("/office/letters/cancel", &clerk, &form).await;
    assert_eq!(answer.status, 400);
    assert!(answer.text().contains("不能取消"), "{}", answer.text());
    let unknown = [("csrf", csrf.as_str()), ("key", "hx-2022-1/Z-99/invitation")];
    assert_eq!(
        site.post("/office/letters/cancel", &clerk, &unknown).await.status,
        404
    );
    assert_eq!(
        site.get("/office/letters/cancel", &clerk).await.status,
        405,
        "reading cancels nothing"
    );
    assert_eq!(count(&site, LetterState::AwaitingApproval).await, 1);
}

#[tokio::test]
async fn every_letter_has_a_page_of_its_own() {
    let site = waiting(&["A-02"]).await;
    let (viewer, _) = site.sign_in("viewer").await;
    let page = site
        .get("/office/letters/hx-2022-1/A-02/invitation", &viewer)
        .await;
    assert_eq!(page.status, 200);
    let page = page.text();
    assert!(
        page.contains("通知函：华夏测量学会")
            && page.contains("【通知】A-02")
            && page.contains("请&#60;b&#62;按时"),
        "{page}"
    );
    assert!(!page.contains("</button></form></div>"), "{page}");
    for none in ["hx-2022-1/Z-99/invitation", "nothing", "17/first_verdict/receipt"] {
        let path = format!("/office/letters/{none}");
        assert_eq!(site.get(&path, &viewer).await.status, 404, "{none}");
    }
    assert_eq!(
        site.get("/office/letters/hx-2022-1/A-02/invitation", "")
            .await
            .status,
        303,
        "signed in only"
    );
    assert_eq!(site.get("/office/letters/returns", &viewer).await.status, 200);
}
