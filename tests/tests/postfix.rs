//! Letters go out through a real Postfix, by STARTTLS and TLS with a password, and are fetched from a real Dovecot; what
//! cannot be delivered comes back to the envelope sender.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use chrono_tz::Asia::Shanghai;
use tests::dovecot::{Dovecot, PASSWORD};
use tests::imap_client::Client;
use tests::office::{MAILBOXES, Office, On};
use tests::rounds::{ANY_HOUR, import_as};
use tests::servers::postfix::{DOMAIN, Postfix};

/// Watched by the office, and where letters come back to.
const OFFICE: &str = "kjstdw";
/// Gets all letters of the trial.
const CLERK: &str = "clerk";
/// Postfix knows the address; the mailbox is gone.
const GONE: &str = "gone";
/// What the program writes by itself.
const KINDS: [&str; 7] = [
    "receipt",
    "correction_request",
    "acknowledgement",
    "reminder",
    "overdue",
    "invitation",
    "extension",
];
const PATIENCE: Duration = Duration::from_mins(1);

struct Scene {
    office: Office,
    dovecot: Dovecot,
    postfix: Postfix,
}

impl Scene {
    fn open() -> Option<Self> {
        let dovecot = Dovecot::start_for_delivery(&[OFFICE, CLERK]).unwrap();
        // Only where it may not make a namespace.
        let postfix = Postfix::start(&dovecot, &[OFFICE, CLERK, GONE]).unwrap()?;
        let (port, authority) = (postfix.starttls().to_string(), postfix.authority());
        let office = Office::open(
            On::Sqlite,
            &[
                ("ZHENGJI__SMTP__TRANSPORT", "smtp"),
                ("ZHENGJI__SMTP__HOST", "localhost"),
                ("ZHENGJI__SMTP__PORT", &port),
                ("ZHENGJI__SMTP__TLS", "starttls"),
                ("ZHENGJI__SMTP__USER", OFFICE),
                ("ZHENGJI__SMTP__PASSWORD", PASSWORD),
                ("ZHENGJI__SMTP__CA_FILE", authority.to_str().unwrap()),
                ("ZHENGJI__SMTP__FROM", "征集系统 <noreply@office.example>"),
                ("ZHENGJI__SMTP__ENVELOPE_FROM", &address(OFFICE)),
                ("ZHENGJI__SMTP__PER_MINUTE", "0"),
                ("ZHENGJI__SMTP__PER_DOMAIN_PER_MINUTE", "0"),
                ("ZHENGJI__SMTP__CONNECTIONS", "2"),
                ("ZHENGJI__LETTERS__MODE", "auto"),
                ("ZHENGJI__LETTERS__REDIRECT_TO", &address(CLERK)),
            ],
        );
        Some(Self {
            office: office.unwrap()?,
            dovecot,
            postfix,
        })
    }

    /// `send` with further settings; how many letters left.
    fn send(&self, settings: &[(&str, &str)]) -> usize {
        let mut command = self.office.zhengji.command(&["send"]);
        let output = command.envs(settings.iter().copied()).output().unwrap();
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            output.status.success(),
            "{told}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let number = told.split_once("发出 ").unwrap().1.split(' ').next().unwrap();
        number.parse().unwrap()
    }

    /// Everything in a mailbox, once there is so much.
    fn fetched(&self, user: &str, count: usize) -> Vec<Vec<u8>> {
        let begun = Instant::now();
        loop {
            let mut client = Client::log_in(self.dovecot.plain(), user).unwrap();
            let answer = client.ask("EXAMINE INBOX").unwrap();
            let exists = answer.lines().find_map(|line| line.strip_suffix(" EXISTS"));
            let exists: u32 = exists.unwrap().trim_start_matches("* ").parse().unwrap();
            if exists as usize >= count {
                return (1..=exists).map(|uid| client.message(uid).unwrap()).collect();
            }
            assert!(
                begun.elapsed() < PATIENCE,
                "{exists} of {count}\n{}",
                self.postfix.log().unwrap()
            );
            std::thread::yield_now();
        }
    }

    /// Somebody sends a text of a society from an address that is not registered, and the receiving server vouches for it.
    fn write_as_a_stranger(&self) {
        let letter = "Authentication-Results: mx1.office.example; dmarc=pass\n\
            Received: from a.example by mx1.office.example; Thu, 20 Oct 2022 10:00:00 +0800\n\
            From: someone@elsewhere.example\nTo: kjstdw@office.example\nSubject: 华夏光学学会 关键少数学习感悟\n\
            Message-ID: <1@elsewhere.example>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\
            Content-Transfer-Encoding: 8bit\n\n华夏光学学会\n姓名：张甲　职务：理事长\n感悟：\n\
            张甲认为我们将把成果用到最需要的地方，让更多的人了解科学。\n";
        let path = self.office.zhengji.data().join("stranger.eml");
        std::fs::write(&path, letter).unwrap();
        self.office.ingest("kjstdw", &path).unwrap();
    }

    fn remind(&self, notice: &str, due_in_days: i64) {
        import_as(
            &self.office,
            notice,
            today() + chrono::Duration::days(due_in_days),
            ANY_HOUR,
        )
        .unwrap();
        // What came is judged anew by another notice, and nobody is reminded before that is done.
        self.office.zhengji.ok(&["process"]).unwrap();
        self.office.zhengji.ok(&["remind"]).unwrap();
    }
}

fn address(user: &str) -> String {
    format!("{user}@{DOMAIN}")
}

#[expect(clippy::disallowed_methods, reason = "the program under test reads the clock")]
fn today() -> chrono::NaiveDate {
    chrono::Utc::now().with_timezone(&Shanghai).date_naive()
}

/// How many letters of each kind, each read as a receiver reads it.
fn kinds(letters: &[Vec<u8>]) -> BTreeMap<String, usize> {
    let mut kinds = BTreeMap::new();
    for bytes in letters {
        let letter = mail::parse(bytes);
        assert_eq!(letter.defects, []);
        assert_eq!(letter.return_path.as_deref(), Some(address(OFFICE).as_str()));
        assert_eq!(letter.from[0].address, "noreply@office.example");
        let text = letter.text.unwrap().text;
        assert!(
            text.starts_with("【试运行】") && text.contains("本邮件由系统自动发送。"),
            "{text}"
        );
        let html = letter.html.unwrap();
        assert!(
            html.contains("<p ") && html.contains("本邮件由系统自动发送。"),
            "{html}"
        );
        let head = String::from_utf8_lossy(bytes).into_owned();
        let kind = head.lines().find_map(|line| line.strip_prefix("X-Zhengji: "));
        *kinds.entry(kind.unwrap().trim().to_owned()).or_default() += 1;
    }
    kinds
}

#[test]
fn letters_of_every_kind_arrive_and_what_cannot_be_delivered_comes_back() {
    let Some(scene) = Scene::open() else { return };
    scene.office.ingest_samples(MAILBOXES).unwrap();
    scene.write_as_a_stranger();
    let answers = scene.send(&[]);
    // The same server by TLS from the start.
    scene.remind("soon", 1);
    scene.remind("late", -1);
    let run = |arguments: &[&str]| scene.office.zhengji.ok(arguments).unwrap();
    run(&["invite", "soon"]);
    let later = (today() + chrono::Duration::days(5)).to_string();
    run(&[
        "extend",
        "soon",
        "A-01",
        "--until",
        &later,
        "--reason",
        "会议改期",
    ]);
    let tls = scene.postfix.tls().to_string();
    let reminders = scene.send(&[("ZHENGJI__SMTP__TLS", "implicit"), ("ZHENGJI__SMTP__PORT", &tls)]);
    let letters = scene.fetched(CLERK, answers + reminders);
    assert_eq!(letters.len(), answers + reminders);
    let kinds = kinds(&letters);
    for kind in KINDS {
        assert!(kinds.contains_key(kind), "{kind}: {kinds:?}");
    }

    // Taken by the server, and refused by the one behind it.
    scene.remind("bounces", 1);
    let bounced = scene.send(&[("ZHENGJI__LETTERS__REDIRECT_TO", &address(GONE))]);
    assert!(bounced > 0);
    let reports = scene.fetched(OFFICE, bounced);
    let report = String::from_utf8_lossy(&reports[0]).into_owned();
    assert!(report.contains("Content-Type: multipart/report"), "{report}");
    assert!(
        report.contains("Status: 5.1.1") && report.contains("Message-ID: <zj."),
        "{report}"
    );

    // Refused at once.
    scene.remind("refused", 1);
    let refused = scene.send(&[("ZHENGJI__LETTERS__REDIRECT_TO", &address("nobody"))]);
    assert_eq!(refused, 0);
    let failed = scene
        .office
        .zhengji
        .ok(&["letters", "list", "--state", "failed"])
        .unwrap();
    let failed: Vec<&str> = failed.lines().filter(|line| line.contains('\t')).collect();
    assert_eq!(failed.len(), bounced);
    assert!(
        failed.iter().all(|line| line.contains("recipient: 550 5.1.1")),
        "{failed:?}"
    );
}
