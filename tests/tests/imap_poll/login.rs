//! Getting in: identification, passwords, tokens.

use intake_imap::{Auth, ImapError, Password};

use crate::bench::Bench;
use crate::scripted::Quirk;

#[tokio::test]
async fn netease_is_told_who_we_are_before_a_folder_is_opened() {
    let bench = Bench::new(&[Quirk::NeedsId]).await;
    let report = bench.poll().await.unwrap();
    assert_eq!((report.on_server, report.archived), (3, 3));
}

#[tokio::test]
async fn an_unsafe_login_is_not_taken_for_a_wrong_password() {
    for quirk in [Quirk::AlwaysUnsafe, Quirk::UnsafeBye] {
        let bench = Bench::new(&[quirk]).await;
        let error = bench.poll().await.unwrap_err();
        assert!(matches!(error, ImapError::UnsafeLogin), "{quirk:?}: {error:?}");
        assert_eq!(bench.heard(" LOGIN "), 1);
    }
}

#[tokio::test]
async fn a_server_without_id_is_read_all_the_same() {
    let bench = Bench::new(&[Quirk::NoId]).await;
    assert_eq!(bench.poll().await.unwrap().archived, 3);
}

#[tokio::test]
async fn an_initial_response_is_not_sent_even_if_the_server_says_that_it_takes_one() {
    let mut bench = Bench::new(&[Quirk::RejectsInitialResponse]).await;
    bench.script(|script| "t0ken".clone_into(&mut script.token));
    bench.settings.auth = Auth::XOAuth2;
    bench.settings.password = Password::new("t0ken");
    assert_eq!(bench.poll().await.unwrap().archived, 3);
    assert_eq!(
        (bench.heard("AUTHENTICATE XOAUTH2"), bench.heard(" LOGIN ")),
        (1, 0)
    );
}

#[tokio::test]
async fn an_expired_token_is_refused_and_the_renewed_one_is_read_from_the_file() {
    let mut bench = Bench::new(&[Quirk::RejectsInitialResponse]).await;
    bench.script(|script| "t0ken".clone_into(&mut script.token));
    let file = bench.folder.path().join("token");
    std::fs::write(&file, "expired\n").unwrap();
    bench.settings.auth = Auth::XOAuth2;
    bench.settings.password = Password::file(&file);
    let error = bench.poll().await.unwrap_err();
    assert!(matches!(error, ImapError::Refused), "{error:?}");
    std::fs::write(&file, "t0ken\n").unwrap();
    assert_eq!(bench.poll().await.unwrap().archived, 3);
    std::fs::remove_file(&file).unwrap();
    let error = bench.poll().await.unwrap_err();
    assert!(matches!(error, ImapError::PasswordFile { .. }), "{error:?}");
}
