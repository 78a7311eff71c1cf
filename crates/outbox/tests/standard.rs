//! Every kind of letter in the standard words, in full, as a society and the office read it.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod support;

use domain::letter::LetterState;
use outbox::{TemplateName, Templates, Transport, preview};
use store::TemplateTexts;
use support::office::Office;
use support::{notice, now, settings};

#[test]
fn every_kind_reads_well() {
    let settings = settings(Transport::Folder("outbox".into()));
    for name in TemplateName::ALL {
        let text = preview(name, &Templates::default(), (None, None), &settings, now()).unwrap();
        insta::assert_snapshot!(
            format!("standard_{name}"),
            format!("主题：{}\n\n{}", text.subject, text.body)
        );
    }
}

/// The notice brings its own words for receipts.
async fn put(office: &Office, text: &str) {
    let own = TemplateTexts::from([("receipt".to_owned(), text.to_owned())]);
    let notice = notice().id;
    let put = office.store.put_letter_templates(&notice, &own, now());
    put.await.unwrap();
}

#[tokio::test]
async fn a_letter_waits_until_its_notices_own_words_are_mended() {
    let office = Office::with_letters(1).await;
    put(&office, "主题：收到\n\n{{ arrival.nummer }}\n").await;
    let delivered = office.deliver(office.outbox()).await.unwrap();
    assert_eq!((delivered.sent, delivered.failed, delivered.retried), (0, 0, 1));
    let waiting = office.letters(LetterState::Queued).await;
    let why = waiting[0].last_error.as_deref().unwrap();
    assert!(why.starts_with("信函模板 receipt.txt 第 3 行"), "{why}");
    assert_eq!((waiting[0].attempts, waiting[0].may_have_left()), (0, false));
    put(&office, "主题：收到\n\n来件{{ arrival.number }}已收到。\n").await;
    office.wait(10);
    assert_eq!(office.deliver(office.outbox()).await.unwrap().sent, 1);
}
