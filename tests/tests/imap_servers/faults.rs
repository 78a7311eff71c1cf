//! Through a line that misbehaves: nothing is lost, nothing comes twice, the same process goes on, and says what is wrong.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use tests::dovecot::Dovecot;
use tests::fault_proxy::{Cuts, Fault, FaultProxy};
use tests::imap_client::Client;
use tests::mailbox::Mailbox;
use tests::office::Office;
use tests::site::Site;

use crate::{MAILBOX, arrivals, date, letter, office, once};

const PATIENCE: Duration = Duration::from_mins(3);

/// One process on one mailbox, from the beginning to the end of a test. Dropped from above.
struct Bench {
    site: Site,
    office: Office,
    proxy: FaultProxy,
    dovecot: Dovecot,
}

impl Bench {
    /// Letters 1 to `letters` wait in the mailbox when the process starts.
    fn new(fault: Fault, letters: u32) -> Self {
        Self::with(fault, letters, "1", "3")
    }

    /// `poll`: seconds between two passes, with IDLE in between from 2 on; `timeout`: seconds.
    fn with(fault: Fault, letters: u32, poll: &str, timeout: &str) -> Self {
        let dovecot = Dovecot::start(&["office1"]).unwrap();
        let proxy = FaultProxy::start(dovecot.plain(), fault).unwrap();
        deliver(&dovecot, 1..=letters);
        let office = office();
        let mailbox = Mailbox::plain(MAILBOX, proxy.port(), "office1")
            .key("poll_seconds", poll)
            .key("retry_seconds", "1")
            .key("timeout_seconds", timeout);
        office.zhengji.configure(&mailbox.table()).unwrap();
        let site = Site::start(&office.zhengji).unwrap();
        Self {
            site,
            office,
            proxy,
            dovecot,
        }
    }

    fn deliver(&self, number: u32) {
        deliver(&self.dovecot, number..=number);
    }

    fn status(&self) -> String {
        self.site.get("/readyz", &[]).unwrap().text()
    }

    fn wait_for_status(&self, words: &str) {
        wait(|| self.status(), |status| status.contains(words));
    }

    fn wait_for_count(&self, count: usize) {
        wait(|| arrivals(&self.office), |found| found.len() >= count);
    }

    /// In the end letters 1 to `letters` are one arrival each, and the process says that all is well.
    fn ends_well(self, letters: u32) {
        self.wait_for_count(usize::try_from(letters).unwrap());
        wait(|| self.status(), |status| status == "ok\n");
        assert_eq!(arrivals(&self.office), once(&(1..=letters).collect::<Vec<_>>()));
        assert_eq!(self.site.stop().unwrap(), Some(0));
    }
}

fn deliver(dovecot: &Dovecot, numbers: impl Iterator<Item = u32>) {
    let messages = numbers.map(|number| (format!("{number:04}"), letter(number)));
    dovecot.deliver_all("office1", "", messages, date()).unwrap();
}

fn wait<T: std::fmt::Debug>(look: impl Fn() -> T, enough: impl Fn(&T) -> bool) {
    let start = Instant::now();
    loop {
        let seen = look();
        if enough(&seen) {
            return;
        }
        assert!(start.elapsed() < PATIENCE, "in the end: {seen:?}");
    }
}

#[test]
fn a_line_that_is_cut_at_any_byte_costs_nothing_but_time() {
    let bench = Bench::new(Fault::Cuts(Cuts::new(11, 8, 4096)), 6);
    let start = Instant::now();
    let mut said = BTreeSet::new();
    while bench.proxy.applied() < 8 {
        assert!(start.elapsed() < PATIENCE, "{} cuts", bench.proxy.applied());
        said.insert(bench.status());
    }
    let told = said.iter().any(|status| status.contains("server not reachable"));
    assert!(told, "{said:?}");
    bench.ends_well(6);
}

#[test]
fn bye_while_idling_is_followed_by_another_connection() {
    let bench = Bench::with(Fault::ByeInIdle, 1, "2", "3");
    wait(|| bench.proxy.applied(), |times| *times > 1);
    bench.deliver(2);
    bench.wait_for_count(2);
    assert!(bench.proxy.heard("LOGIN") > 1);
    bench.ends_well(2);
}

#[test]
fn a_line_that_is_silent_is_given_up_and_told_and_replaced() {
    let bench = Bench::with(Fault::None, 1, "2", "3");
    bench.wait_for_count(1);
    bench.proxy.set(Fault::Silence);
    bench.deliver(2);
    bench.wait_for_status("server does not answer in time");
    assert!(bench.proxy.applied() > 0);
    bench.proxy.set(Fault::None);
    bench.ends_well(2);
}

#[test]
fn a_server_that_wants_to_know_who_we_are_is_told_first() {
    let bench = Bench::new(Fault::IdRequired, 2);
    bench.wait_for_count(2);
    assert_eq!(bench.proxy.applied(), 0, "never called unsafe");
    let mut nobody = Client::log_in(bench.proxy.port(), "office1").unwrap();
    let answer = nobody.answer("EXAMINE INBOX").unwrap();
    assert!(answer.contains("Unsafe Login"), "{answer}");
    bench.ends_well(2);
}

#[test]
fn a_server_without_uidnext_is_read_completely() {
    let bench = Bench::new(Fault::NoUidNext, 2);
    bench.wait_for_count(2);
    bench.deliver(3);
    bench.wait_for_count(3);
    assert!(bench.proxy.applied() > 0);
    bench.ends_well(3);
}

#[test]
fn a_server_without_idle_is_looked_at_from_time_to_time() {
    let bench = Bench::with(Fault::NoIdle, 1, "2", "3");
    bench.wait_for_count(1);
    bench.deliver(2);
    bench.wait_for_count(2);
    assert!(bench.proxy.applied() > 0, "IDLE was hidden");
    assert_eq!(bench.proxy.heard("IDLE"), 0);
    bench.ends_well(2);
}

#[test]
fn a_server_that_says_bad_to_sets_is_told_and_not_taken_for_empty() {
    let bench = Bench::new(Fault::BadToSets, 2);
    bench.wait_for_status("server answers not as it should");
    assert!(bench.proxy.applied() > 0);
    bench.proxy.set(Fault::None);
    bench.ends_well(2);
}

#[test]
fn ok_without_data_costs_only_that_message_and_only_for_now() {
    let bench = Bench::new(Fault::OkWithoutData(2), 3);
    bench.wait_for_count(2);
    wait(|| bench.proxy.applied(), |times| *times > 1);
    assert_eq!(arrivals(&bench.office).len(), 2);
    bench.proxy.set(Fault::None);
    bench.ends_well(3);
}

#[test]
fn a_line_of_one_kilobyte_per_second_is_waited_for() {
    let bench = Bench::with(Fault::Slow(1024), 4, "1", "60");
    bench.wait_for_count(4);
    assert!(bench.proxy.applied() > 10);
    bench.ends_well(4);
}

#[test]
fn a_message_announced_with_four_gigabytes_costs_only_that_message_and_only_for_now() {
    let bench = Bench::new(Fault::HugeLiteral(2), 3);
    bench.wait_for_count(2);
    wait(|| bench.proxy.applied(), |times| *times > 1);
    let memory = tests::memory::anonymous(bench.site.pid()).unwrap();
    assert!(memory < 256 * 1024 * 1024, "{memory} bytes");
    assert_eq!(arrivals(&bench.office).len(), 2);
    bench.proxy.set(Fault::None);
    bench.ends_well(3);
}
