//! Against a server that misbehaves as real ones have been seen to: lists, flags and messages. Which oddity of
//! docs/imap-quirks.md each test is for stands there.

use std::collections::BTreeMap;
use std::time::Duration;

use intake_imap::{Declined, ImapError, poll_once};
use store::Presence;

use crate::bench::Bench;
use crate::scripted::Quirk;
use crate::{letter, now, settings};

#[tokio::test]
async fn nothing_is_asked_that_servers_stumble_over_and_nothing_is_changed() {
    let bench = Bench::new(&[]).await;
    for _ in 0..2 {
        bench.poll().await.unwrap();
    }
    let heard = bench.script(|script| script.heard.clone());
    for word in [
        " SELECT ",
        " STORE ",
        " SEARCH ",
        " EXPUNGE",
        " MOVE ",
        " COPY ",
        " APPEND ",
        "ENVELOPE",
        "BODYSTRUCTURE",
        "STATUS",
        "CHARSET",
        "RFC822 ",
        "BODY[",
    ] {
        assert_eq!(bench.heard(word), 0, "{word} was sent");
    }
    let open_ended: Vec<_> = heard.iter().filter(|line| line.contains(":*")).collect();
    assert!(
        open_ended.iter().all(|line| line.contains("1:*")),
        "such a range brings the last message again: {open_ended:?}"
    );
}

#[tokio::test]
async fn a_connection_cut_within_a_message_costs_only_that_message() {
    for quirk in [Quirk::CutsMessage(12), Quirk::CutsBeforeOk(12)] {
        let bench = Bench::new(&[quirk]).await;
        let report = bench.poll().await.unwrap();
        assert_eq!((report.archived, report.not_retrievable), (2, 1), "{quirk:?}");
        assert_eq!(bench.arrivals().await, 2);
        bench.heal();
        let report = bench.poll().await.unwrap();
        assert_eq!(
            (report.already_known, report.archived, report.not_retrievable),
            (2, 1, 0),
            "{quirk:?}"
        );
        assert_eq!(bench.arrivals().await, 3);
    }
}

#[tokio::test]
async fn an_answer_that_no_parser_understands_costs_only_that_message() {
    let bench = Bench::new(&[Quirk::Babbles(12)]).await;
    let report = bench.poll().await.unwrap();
    assert_eq!((report.archived, report.not_retrievable), (2, 1));
    bench.heal();
    assert_eq!(bench.poll().await.unwrap().archived, 1);
}

#[tokio::test]
async fn a_server_that_falls_silent_within_a_message_is_left_and_the_others_are_read() {
    let mut bench = Bench::new(&[Quirk::Stalls(12)]).await;
    bench.settings.timeouts.command = Duration::from_millis(300);
    let report = bench.poll().await.unwrap();
    assert_eq!((report.archived, report.not_retrievable), (2, 1));
    assert_eq!(bench.heard(" LOGIN "), 2, "the silent connection was dropped");
}

#[tokio::test]
async fn flags_and_other_messages_between_the_answers_are_not_taken_for_the_message() {
    let bench = Bench::new(&[Quirk::Chatters]).await;
    assert_eq!(bench.poll().await.unwrap().archived, 3);
    for id in bench.store.arrival_ids().await.unwrap() {
        let arrival = bench.store.arrival(id).await.unwrap().unwrap().arrival;
        assert!(arrival.subject.starts_with("letter 1"), "{}", arrival.subject);
    }
    let report = bench.poll().await.unwrap();
    assert_eq!(
        (report.already_known, report.archived),
        (3, 0),
        "a flag makes nothing new"
    );
}

#[tokio::test]
async fn ok_without_data_is_listed_as_not_retrievable_and_tried_again() {
    let bench = Bench::new(&[Quirk::HandsOutNothing(11)]).await;
    for archived in [2, 0] {
        let report = bench.poll().await.unwrap();
        assert_eq!((report.archived, report.not_retrievable), (archived, 1));
    }
    assert_eq!(bench.store.mailbox_counts().await.unwrap()[0].not_retrievable, 1);
    bench.heal();
    assert_eq!(bench.poll().await.unwrap().archived, 1);
    assert_eq!(bench.store.mailbox_counts().await.unwrap()[0].not_retrievable, 0);
}

#[tokio::test]
async fn what_is_not_handed_out_is_told_under_the_number_that_it_has_now() {
    let bench = Bench::new(&[Quirk::HandsOutNothing(12), Quirk::HandsOutNothing(22)]).await;
    bench.poll().await.unwrap();
    assert_eq!(bench.unretrieved().await, [(12, Presence::Listed)]);
    // Somebody moves it to and fro.
    bench.script(|script| {
        let message = script.messages.remove(&12).unwrap();
        script.messages.insert(22, message);
    });
    bench.poll_after(1).await.unwrap();
    assert_eq!(bench.unretrieved().await, [(22, Presence::Listed)]);
    // The server numbers everything anew.
    bench.script(|script| script.quirks.push(Quirk::LargeUidvalidity));
    let report = bench.poll_after(2).await.unwrap();
    assert_eq!((report.archived, report.not_retrievable), (2, 1));
    assert_eq!(bench.unretrieved().await, [(22, Presence::Listed)]);
    bench.script(|script| script.quirks = vec![Quirk::ZeroUidvalidity]);
    assert_eq!(bench.poll_after(3).await.unwrap().archived, 3);
    assert_eq!(bench.unretrieved().await, []);
    assert_eq!(bench.store.mailbox_counts().await.unwrap()[0].not_retrievable, 0);
    assert_eq!(bench.arrivals().await, 3);
}

#[tokio::test]
async fn what_left_without_being_handed_out_is_told_apart() {
    let bench = Bench::new(&[Quirk::HandsOutNothing(12)]).await;
    bench.poll().await.unwrap();
    bench.script(|script| script.messages.remove(&12));
    assert_eq!(bench.poll_after(1).await.unwrap().not_retrievable, 0);
    assert_eq!(bench.unretrieved().await, [(12, Presence::Left)]);
    assert_eq!(bench.store.mailbox_counts().await.unwrap()[0].not_retrievable, 0);
}

#[tokio::test]
async fn what_exchange_hands_out_in_place_of_a_message_is_never_counted() {
    let stand_in = b"From: \"Microsoft Exchange Server\" <x@mx.example>\r\n\
        Subject: Retrieval using the IMAP4 protocol failed for the following message: 12\r\n\r\nsorry\r\n";
    let bench = Bench::new(&[]).await;
    bench.script(|script| script.messages.insert(12, stand_in.to_vec()));
    let report = bench.poll().await.unwrap();
    assert_eq!((report.archived, report.not_retrievable), (2, 1));
    bench.script(|script| script.messages.insert(12, letter(12, "a")));
    assert_eq!(bench.poll().await.unwrap().archived, 1);
}

#[tokio::test]
async fn a_size_that_is_not_the_message_s_length_is_no_reason_to_drop_it() {
    for size in [1, 100_000] {
        let bench = Bench::new(&[Quirk::MisstatesSize(size)]).await;
        assert_eq!(bench.poll().await.unwrap().archived, 3, "{size}");
        assert_eq!(bench.poll().await.unwrap().already_known, 3, "{size}");
    }
}

#[tokio::test]
async fn a_doubled_delivered_to_says_nothing_about_the_mailbox() {
    let bench = Bench::with(BTreeMap::new(), &[]).await;
    let mut raw = b"Delivered-To: other@office.example.other@office.example\r\n".to_vec();
    raw.extend(letter(1, "a"));
    bench.script(|script| script.messages.insert(1, raw));
    bench.poll().await.unwrap();
    let ids = bench.store.arrival_ids().await.unwrap();
    let arrival = bench.store.arrival(ids[0]).await.unwrap().unwrap().arrival;
    assert_eq!(arrival.mailboxes, std::slice::from_ref(&bench.settings.mailbox));
}

#[tokio::test]
async fn a_refused_listing_is_a_loud_failure_and_not_an_empty_folder() {
    let bench = Bench::new(&[Quirk::CannotList]).await;
    let error = bench.poll().await.unwrap_err();
    assert!(
        matches!(
            error,
            ImapError::Declined {
                how: Declined::Bad,
                ..
            }
        ),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_listing_without_dates_and_sizes_is_enough() {
    let bench = Bench::new(&[Quirk::CannotDescribe]).await;
    assert_eq!(bench.poll().await.unwrap().archived, 3);
    assert_eq!(bench.poll().await.unwrap().already_known, 3);
}

#[tokio::test]
async fn a_connection_that_ends_during_examine_or_listing_is_not_an_empty_folder() {
    for quirk in [Quirk::CutsExamine, Quirk::CutsListing] {
        let bench = Bench::new(&[quirk]).await;
        let error = bench.poll().await.unwrap_err();
        assert!(matches!(error, ImapError::Lost { .. }), "{error:?}");
        assert_eq!(bench.arrivals().await, 0);
    }
}

#[tokio::test]
async fn a_date_that_the_parser_panics_on_does_not_stop_the_mailbox() {
    let bench = Bench::new(&[Quirk::NoDates]).await;
    assert_eq!(bench.poll().await.unwrap().archived, 3);
}

#[tokio::test]
async fn a_message_that_the_listing_leaves_out_is_asked_for() {
    let bench = Bench::new(&[Quirk::Omits(2)]).await;
    let report = bench.poll().await.unwrap();
    assert_eq!((report.on_server, report.archived, report.unlisted), (3, 3, 0));
}

#[tokio::test]
async fn a_large_folder_is_listed_in_parts() {
    let messages = (1..=2050).map(|uid| (uid * 3, letter(uid, "a"))).collect();
    let bench = Bench::with(messages, &[]).await;
    let tomorrow = chrono::NaiveDate::from_ymd_opt(2022, 10, 25);
    let report = poll_once(bench.destination(), &bench.settings, tomorrow, &now)
        .await
        .unwrap();
    assert_eq!(
        (report.on_server, report.before_start, report.unlisted),
        (2050, 2050, 0)
    );
    assert_eq!(bench.heard(" FETCH "), 3);
}

#[tokio::test]
async fn what_was_too_old_is_fetched_when_the_first_day_is_moved_back() {
    let bench = Bench::new(&[]).await;
    let poll = |day| poll_once(bench.destination(), &bench.settings, day, &now);
    let report = poll(chrono::NaiveDate::from_ymd_opt(2022, 10, 25)).await.unwrap();
    assert_eq!((report.archived, report.before_start), (0, 3));
    let report = poll(chrono::NaiveDate::from_ymd_opt(2022, 10, 24)).await.unwrap();
    assert_eq!((report.archived, report.before_start), (3, 0));
}

#[tokio::test]
async fn a_mailbox_that_is_nearly_full_is_told() {
    for (quirks, expected) in [(vec![], None), (vec![Quirk::Quota(83)], Some(83))] {
        let bench = Bench::new(&quirks).await;
        let report = bench.poll().await.unwrap();
        assert_eq!((report.archived, report.quota_percent), (3, expected));
    }
}

#[tokio::test]
async fn forty_thousand_known_messages_cost_less_than_five_megabytes() {
    let (count, text) = (40_000, letter(1, "a"));
    let messages = (1..=count).map(|uid| (uid, text.clone())).collect();
    let bench = Bench::with(messages, &[]).await;
    let tomorrow = chrono::NaiveDate::from_ymd_opt(2022, 10, 25);
    let mailbox = settings("kjstdw", bench.settings.port);
    for pass in 1..=2 {
        let report = poll_once(bench.destination(), &mailbox, tomorrow, &now)
            .await
            .unwrap();
        assert_eq!(report.on_server, u64::from(count));
        let sent = bench.script(|script| std::mem::take(&mut script.sent));
        assert!(sent < 5_000_000, "pass {pass}: {sent} bytes");
    }
}
