//! What the console tells of letters: what came back, who was invited, who was given more time.

use domain::extension::ExtensionDecision;
use domain::ids::NoticeId;
use domain::letter::{Enclosed, Letter, LetterCause, LetterKey, LetterKind, LetterState};
use domain::returned::ReturnReason;
use store::{LetterMode, LetterModes, NewExtension};

use crate::site::{Site, at, society};

pub(crate) fn invitation(code: &str) -> Letter {
    let society = society(code, "");
    let notice = NoticeId::parse("hx-2022-1").unwrap();
    Letter {
        key: LetterKey {
            cause: LetterCause::Invitation {
                notice: notice.clone(),
                society: society.code.clone(),
                trial: false,
            },
            kind: LetterKind::Invitation,
        },
        notice,
        society: society.code,
        recipient: society.addresses[0].clone(),
        in_reply_to: None,
        sent_by: None,
        reply_to: None,
        received_at: None,
        original: String::new(),
        lines: Vec::new(),
        corrections: Vec::new(),
        missing: Vec::new(),
        nil_items: Vec::new(),
        enclosed: Enclosed::default(),
    }
}

/// An invitation to the first society, from whose address it comes back at once.
async fn refused_invitation(site: &Site) {
    let letter = invitation("A-01");
    let modes = LetterModes::all(LetterMode::Auto);
    let now = at("2022-10-19T02:00:00Z");
    let key = letter.key.clone();
    site.store
        .enqueue_letters(&[letter], modes, "office.example", now)
        .await
        .unwrap();
    site.store
        .letter_refused(&key, ReturnReason::NoSuchAddress, "550 <b>unknown</b>", now)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_clerk_sees_what_came_back_and_uses_an_address_again() {
    let site = Site::open("flag").await;
    refused_invitation(&site).await;
    let path = "/office/letters/returns";
    let (viewer, csrf) = site.sign_in("viewer").await;
    let page = site.get(path, &viewer).await.text();
    assert!(
        page.contains("暂不使用的邮箱（1）") && page.contains("退信记录（1）"),
        "{page}"
    );
    assert!(
        page.contains("地址不存在或已停用") && page.contains("发送时即被拒"),
        "{page}"
    );
    assert!(
        !page.contains("<b>unknown") && !page.contains("恢复使用</button>"),
        "{page}"
    );
    let form = |csrf| [("csrf", csrf), ("address", "office@a-01.example")];
    assert_eq!(site.post(path, &viewer, &form(csrf.as_str())).await.status, 403);
    let (clerk, csrf) = site.sign_in("clerk").await;
    assert!(site.get(path, &clerk).await.text().contains("恢复使用</button>"));
    assert_eq!(site.post(path, &clerk, &form("guess")).await.status, 403);
    assert_eq!(site.post(path, &clerk, &form(csrf.as_str())).await.status, 303);
    let page = site.get(path, &clerk).await.text();
    assert!(
        page.contains("没有暂不使用的邮箱") && page.contains("已恢复使用"),
        "{page}"
    );
    assert_eq!(site.get(path, "").await.status, 303, "signed in only");
}

#[tokio::test]
async fn the_page_of_a_notice_tells_invitations_and_extensions() {
    let site = Site::open("flag").await;
    refused_invitation(&site).await;
    let notice = NoticeId::parse("hx-2022-1").unwrap();
    let granted = NewExtension {
        notice: notice.clone(),
        society: society("A-02", "").code,
        item: None,
        until: chrono::NaiveDate::from_ymd_opt(2022, 11, 30),
        reason: "正值换届<i>".into(),
        by: "clerk".into(),
        letter: None,
    };
    let modes = LetterModes::all(LetterMode::Off);
    let now = at("2022-10-19T02:00:00Z");
    let decided = site
        .store
        .decide_extension(&granted, modes, "office.example", now);
    decided.await.unwrap();
    let decisions: Vec<ExtensionDecision> = site.store.extension_decisions(&notice).await.unwrap();
    assert_eq!(decisions.len(), 1);
    let (viewer, _) = site.sign_in("viewer").await;
    let page = site
        .get("/office/notices/hx-2022-1/dealings", &viewer)
        .await
        .text();
    assert!(
        page.contains("延期至 2022-11-30") && page.contains("2022-11-30</td>"),
        "{page}"
    );
    assert!(page.contains("正值换届") && !page.contains("<i>"), "{page}");
    assert!(
        page.contains("已写入 1 封") && page.contains("已退信，待改发"),
        "{page}"
    );
    assert!(page.contains("未写入"), "{page}");
    assert_eq!(
        site.get("/office/notices/none/dealings", &viewer).await.status,
        404
    );
    let ledger = site.get("/office/notices/hx-2022-1", &viewer).await.text();
    assert!(ledger.contains("/office/notices/hx-2022-1/dealings"), "{ledger}");
    let returned = site.store.letters(Some(LetterState::Queued)).await.unwrap();
    assert_eq!(returned.len(), 1);
}

#[tokio::test]
async fn many_letters_stand_on_several_pages_and_are_approved_at_once() {
    let site = Site::open("flag").await;
    let modes = LetterModes::all(LetterMode::Approve);
    let letters: Vec<Letter> = (1..=101)
        .map(|number| invitation(&format!("A-{number:03}")))
        .collect();
    let enqueue = |letters: Vec<Letter>, written| {
        let store = &site.store;
        async move {
            let written = at(written);
            let done = store.enqueue_letters(&letters, modes, "office.example", written);
            done.await.unwrap();
        }
    };
    enqueue(letters, "2022-10-19T02:00:00Z").await;
    let (clerk, csrf) = site.sign_in("clerk").await;
    let page = site.get("/office/letters", &clerk).await.text();
    assert!(page.contains("全部批准发送（101 封）") && page.contains("第 1 页，共 2 页"));
    assert!(page.contains("A-100") && !page.contains("A-101"), "{page}");
    let second = site.get("/office/letters?page=2", &clerk).await.text();
    assert!(second.contains("A-101") && !second.contains("A-100"), "{second}");
    let (_, until) = page.split_once("name=\"until\" value=\"").unwrap();
    let (until, _) = until.split_once('"').unwrap();
    enqueue(vec![invitation("A-102")], "2022-10-19T02:00:01Z").await;
    let form = [("csrf", csrf.as_str()), ("until", until)];
    assert_eq!(site.post("/office/letters", &clerk, &form).await.status, 303);
    let waiting = site.store.letters(Some(LetterState::AwaitingApproval)).await;
    let waiting = waiting.unwrap();
    assert_eq!(
        waiting.len(),
        1,
        "what came after the page is not approved unseen"
    );
    assert_eq!(waiting[0].letter.society.as_str(), "A-102");
}

#[tokio::test]
async fn what_waits_for_one_society_stands_together() {
    let site = Site::open("flag").await;
    let (one, two) = (invitation("A-01"), invitation("A-02"));
    let later = Letter {
        key: LetterKey {
            cause: LetterCause::Round {
                notice: one.notice.clone(),
                society: one.society.clone(),
                day: "2022-10-20".parse().unwrap(),
                trial: false,
            },
            kind: LetterKind::Reminder,
        },
        ..one.clone()
    };
    let modes = LetterModes::all(LetterMode::Approve);
    site.store
        .enqueue_letters(
            &[one, two, later],
            modes,
            "office.example",
            at("2022-10-19T02:00:00Z"),
        )
        .await
        .unwrap();
    let (clerk, _) = site.sign_in("clerk").await;
    let page = site.get("/office/letters", &clerk).await.text();
    let last = page.rfind("/office/letters/hx-2022-1/A-01/").unwrap();
    let other = page.find("/office/letters/hx-2022-1/A-02/").unwrap();
    assert!(last < other, "{page}");
    assert!(page.contains("A-01/2022-10-20/reminder"), "{page}");
}
