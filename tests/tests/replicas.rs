//! Several processes on the same mailbox and database: one reads, the other takes over, nothing is doubled.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]

use std::time::{Duration, Instant};

use chrono::DateTime;
use rustix::process::Signal;
use serde_json::Value;
use tests::dovecot::{Dovecot, PASSWORD};
use tests::office::{Office, On};
use tests::site::Site;

/// As the setting has it.
const LEASE_SECONDS: u32 = 2;
/// PostgreSQL takes the locks from a frozen process after 20 seconds.
const PATIENCE: Duration = Duration::from_secs(90);
/// How many letters come at once, so that the leader is stopped in the middle of its work.
const LETTERS: u32 = 250;
const STANDBY: &str = "mailbox kjstdw: standby";

struct Scene {
    dovecot: Dovecot,
    office: Office,
}

impl Scene {
    fn open(on: On) -> Option<Self> {
        let dovecot = Dovecot::start(&["kjstdw"]).unwrap();
        let mut office = Office::open(on, &[]).unwrap()?;
        office.zhengji = office
            .zhengji
            .configuration(&format!(
                "[intake]\nmailbox_lease_seconds = {LEASE_SECONDS}\n\n\
                 [[imap]]\nmailbox = \"kjstdw\"\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\nuser = \"kjstdw\"\n\
                 password = \"{PASSWORD}\"\npoll_seconds = 3600\n",
                dovecot.plain()
            ))
            .unwrap();
        Some(Self { dovecot, office })
    }

    fn deliver(&self, number: u32) {
        let raw = format!(
            "Received: from a by mx.office.example; Mon, 24 Oct 2022 09:00:00 +0800\r\nFrom: <s{number}@huaxia.example>\r\n\
             Date: Mon, 24 Oct 2022 09:00:00 +0800\r\nMessage-ID: <{number}@huaxia.example>\r\nSubject: letter {number}\r\n\
             Content-Type: text/plain; charset=utf-8\r\n\r\n华夏学会第{number}封来信\r\n"
        );
        let date = DateTime::parse_from_rfc3339("2022-10-24T01:00:00Z")
            .unwrap()
            .to_utc();
        self.dovecot
            .deliver("kjstdw", "", &number.to_string(), raw.as_bytes(), date)
            .unwrap();
    }

    /// How many originals are kept, seen without asking anybody.
    fn originals(&self) -> usize {
        let Ok(folders) = std::fs::read_dir(self.office.zhengji.data().join("originals")) else {
            return 0;
        };
        folders
            .flatten()
            .filter_map(|folder| std::fs::read_dir(folder.path()).ok())
            .map(Iterator::count)
            .sum()
    }

    fn reconciled(&self) -> Value {
        let text = self.office.zhengji.ok(&["reconcile", "--json"]).unwrap();
        serde_json::from_str(&text).unwrap()
    }

    /// Waits until this many messages are archived and a complete pass has said so.
    fn await_archived(&self, number: u32) {
        wait_for(&format!("{number} messages"), || {
            let inbox = &self.reconciled()["folders"][0];
            inbox["on_server"]["archived"] == number
        });
    }
}

fn wait_for(what: &str, seen: impl FnMut() -> bool) {
    wait_for_site(what, None, seen);
}

/// What the site logged is told when it is not seen.
fn wait_for_site(what: &str, site: Option<&Site>, mut seen: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !seen() {
        assert!(
            begun.elapsed() < PATIENCE,
            "not seen: {what}\n{}",
            site.map(|site| site.log().unwrap()).unwrap_or_default()
        );
        std::thread::yield_now();
    }
}

fn stands_by(site: &Site) -> bool {
    site.get("/readyz", &[]).unwrap().text().contains(STANDBY)
}

/// Frozen while it renewed its lease, a leader sees by the clock that this came too late, and writes nothing.
fn has_no_say(scene: &Scene, old_leader: &Site) -> bool {
    let log = old_leader.log().unwrap();
    scene.reconciled()["mailboxes"][0]["rejected_writes"].as_u64() >= Some(1)
        || log.contains("the lease ran out before it was renewed")
}

fn one_process_replaces_another(on: On) {
    // `tests/run` always names a PostgreSQL; a test run by hand may do without.
    let Some(scene) = Scene::open(on) else { return };
    let leader = Site::start(&scene.office.zhengji).unwrap();
    wait_for("a pass through the empty mailbox", || {
        !scene.reconciled()["folders"][0]["on_server"].is_null()
    });
    let follower = Site::start(&scene.office.zhengji).unwrap();
    wait_for("the follower stands by", || stands_by(&follower));
    assert!(!stands_by(&leader));
    let polled = scene.office.zhengji.ok(&["poll", "--once"]).unwrap();
    assert!(polled.contains("kjstdw：由另一进程读取"), "{polled}");

    // Frozen in the middle of a pass.
    (1..=LETTERS).for_each(|number| scene.deliver(number));
    wait_for("the leader archives", || scene.originals() >= 10);
    freeze_until_replaced(&scene, &leader, &follower, on);
    scene.await_archived(LETTERS);
    assert_eq!(scene.reconciled()["mailboxes"][0]["held"], true);

    // It goes on where it stood, and what it writes is rejected.
    leader.process().signal(Signal::CONT).unwrap();
    wait_for_site("the old leader sees that it was replaced", Some(&leader), || {
        leader.log().unwrap().contains("lease lost")
    });
    wait_for_site("the old leader has no say any more", Some(&leader), || {
        has_no_say(&scene, &leader)
    });
    wait_for_site("one of them stands by", Some(&leader), || {
        stands_by(&leader) != stands_by(&follower)
    });
    // Under load a renewal may come too late and the lease change once more.
    let (reading, waiting) = if stands_by(&leader) {
        (follower, leader)
    } else {
        (leader, follower)
    };
    scene.deliver(LETTERS + 1);
    scene.await_archived(LETTERS + 1);

    // Whoever reads dies without a word.
    reading.process().signal(Signal::KILL).unwrap();
    scene.deliver(LETTERS + 2);
    scene.await_archived(LETTERS + 2);
    assert!(!stands_by(&waiting));
    let told = scene.reconciled();
    let inbox = &told["folders"][0];
    assert_eq!(
        (
            &told["difference"],
            &inbox["copies"],
            &inbox["gone"],
            &inbox["on_server"]["unlisted"]
        ),
        (&Value::from(0), &Value::from(0), &Value::from(0), &Value::from(0))
    );
    assert_eq!(
        inbox["verdicts"]["arrivals"],
        LETTERS + 2,
        "nothing lost, nothing doubled"
    );
    assert_eq!(told["mailboxes"][0]["failure"], Value::Null);
    assert!(scene.office.zhengji.ok(&["verify"]).unwrap().contains("问题 0"));
    assert_eq!(waiting.stop().unwrap(), Some(0));
    assert_eq!(
        scene.reconciled()["mailboxes"][0]["held"],
        false,
        "given up at the end"
    );
}

/// On SQLite a process may freeze while it holds the only write lock; then nobody can take over until it goes on, and
/// it is frozen once more.
fn freeze_until_replaced(scene: &Scene, leader: &Site, follower: &Site, on: On) {
    let patience = match on {
        On::Sqlite => PATIENCE / 10,
        On::Postgres => PATIENCE / 2,
    };
    for _ in 0..20 {
        leader.process().signal(Signal::STOP).unwrap();
        assert!(scene.originals() < LETTERS as usize, "in the middle of its work");
        let begun = Instant::now();
        while begun.elapsed() < patience {
            if !stands_by(follower) {
                return;
            }
            std::thread::yield_now();
        }
        leader.process().signal(Signal::CONT).unwrap();
        // Long enough to come to the end of what it was about to write.
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_millis(50) {
            std::thread::yield_now();
        }
    }
    panic!("the follower never took over");
}

#[test]
fn a_frozen_and_a_killed_leader_are_replaced_on_sqlite() {
    one_process_replaces_another(On::Sqlite);
}

#[test]
fn a_frozen_and_a_killed_leader_are_replaced_on_postgresql() {
    one_process_replaces_another(On::Postgres);
}
