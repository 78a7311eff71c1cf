//! Four processes send at once, some killed and one frozen until its letters are others': the small dose of
//! `tests/rig reminders`.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use tests::office::On;
use tests::postgres::Database;
use tests::rigs::reminders::{control, reminders};

fn nothing_lost_or_doubled(on: On) {
    let report = reminders(on, 300, 6, 1, 7).unwrap();
    report.check().unwrap();
    assert!(report.killed > 0 && report.frozen > 0, "{report:?}");
}

#[test]
fn of_many_senders_none_loses_or_doubles_a_letter_on_sqlite() {
    nothing_lost_or_doubled(On::Sqlite);
}

#[test]
fn of_many_senders_none_loses_or_doubles_a_letter_on_postgresql() {
    // `tests/run` always names a PostgreSQL; a test run by hand may do without.
    if Database::create().unwrap().is_some() {
        nothing_lost_or_doubled(On::Postgres);
    }
}

#[test]
fn senders_that_do_not_see_each_other_are_found_out() {
    assert!(control(24).unwrap() >= 24);
}
