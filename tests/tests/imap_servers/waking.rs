//! A new message is noticed by IDLE, long before the next full look.

use std::time::{Duration, Instant};

use tests::dovecot::Dovecot;
use tests::mailbox::{Mailbox, Protection};
use tests::office::Office;
use tests::servers::courier::Courier;
use tests::servers::cyrus::Cyrus;
use tests::servers::{MailServer, put};
use tests::site::Site;

use crate::{MAILBOX, arrivals, date, letter, office, once};

/// The next full look is an hour away.
const PATIENCE: Duration = Duration::from_mins(3);

fn wait_for(office: &Office, numbers: &[u32]) {
    let start = Instant::now();
    while arrivals(office) != once(numbers) {
        assert!(start.elapsed() < PATIENCE, "{:?}", arrivals(office));
    }
}

fn wakes(server: &dyn MailServer) {
    let office = office();
    let mailbox = Mailbox::protected(MAILBOX, server, "office1", Protection::StartTls);
    office.zhengji.configure(&mailbox.table()).unwrap();
    put(server, "office1", "", &letter(1), date()).unwrap();
    let site = Site::start(&office.zhengji).unwrap();
    wait_for(&office, &[1]);
    for number in [2, 3] {
        put(server, "office1", "", &letter(number), date()).unwrap();
        wait_for(&office, &(1..=number).collect::<Vec<_>>());
    }
    assert_eq!(site.stop().unwrap(), Some(0));
}

#[test]
fn dovecot_wakes_the_program() {
    wakes(&Dovecot::start(&["office1"]).unwrap());
}

#[test]
fn cyrus_wakes_the_program() {
    wakes(&Cyrus::start(&["office1"]).unwrap());
}

#[test]
fn courier_wakes_the_program() {
    wakes(&Courier::start(&["office1"]).unwrap());
}
