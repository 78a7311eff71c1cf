//! The daily digest as the running site sends it: by the clock, to each clerk once, whatever processes there are.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::collections::BTreeMap;
use std::fs;
use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveDate, Timelike as _, Utc};
use chrono_tz::Asia::Shanghai;
use tests::office::{Office, On};
use tests::rounds::{self, ANY_HOUR};
use tests::site::Site;
use tests::smtp_sink::SmtpSink;

const READERS: [&str; 2] = ["clerk@office.example", "deputy@office.example"];

/// The site looks into its outbox every 15 seconds.
const TWO_ROUNDS: Duration = Duration::from_secs(31);

#[expect(clippy::disallowed_methods, reason = "the program under test reads the clock")]
fn now() -> DateTime<chrono_tz::Tz> {
    Utc::now().with_timezone(&Shanghai)
}

fn today() -> NaiveDate {
    now().date_naive()
}

/// An office in which something is due tomorrow, so that there is something to say; today is a day of this kind.
fn office(on: On, sink: &SmtpSink, kind: &str, hour: u32) -> Option<Office> {
    let (port, hour) = (sink.port().to_string(), hour.to_string());
    let settings = [
        ("ZHENGJI__SMTP__TRANSPORT", "smtp"),
        ("ZHENGJI__SMTP__HOST", "127.0.0.1"),
        ("ZHENGJI__SMTP__PORT", &port),
        ("ZHENGJI__SMTP__TLS", "none"),
        ("ZHENGJI__SMTP__FROM", "征集系统 <noreply@post.example>"),
        (
            "ZHENGJI__LETTERS__DIGEST_TO",
            "[\"clerk@office.example\", \"deputy@office.example\"]",
        ),
        ("ZHENGJI__LETTERS__DIGEST_HOUR", &hour),
        ("ZHENGJI__LETTERS__WORKDAYS", "days.toml"),
    ];
    let office = Office::open(on, &settings).unwrap()?;
    let days = format!(
        "[[year]]\nyear = {}\n{kind} = [\"{}\"]\n",
        today().format("%Y"),
        today()
    );
    fs::write(office.zhengji.data().join("days.toml"), days).unwrap();
    rounds::import(&office, today() + chrono::Duration::days(1), ANY_HOUR).unwrap();
    Some(office)
}

/// How often each address got a letter.
fn taken(sink: &SmtpSink) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for letter in sink.taken() {
        *counts.entry(letter.recipient).or_insert(0) += 1;
    }
    counts
}

fn once_each() -> BTreeMap<String, usize> {
    READERS.iter().map(|reader| ((*reader).to_owned(), 1)).collect()
}

/// The digests that the outbox knows, and where they stand.
fn listed(office: &Office) -> Vec<String> {
    let told = office.zhengji.ok(&["letters", "list"]).unwrap();
    let lines = told.lines().filter(|line| line.starts_with("digest/"));
    lines.map(str::to_owned).collect()
}

fn each_clerk_gets_one(on: On) {
    let sink = SmtpSink::start(None).unwrap();
    let Some(office) = office(on, &sink, "worked", now().hour()) else {
        return;
    };
    let sites = [Site::start(&office.zhengji), Site::start(&office.zhengji)].map(Result::unwrap);
    let begun = Instant::now();
    while sink.count() < READERS.len() && begun.elapsed() < Duration::from_mins(1) {
        sites[0].goes_on_for(Duration::from_millis(200)).unwrap();
    }
    assert_eq!(taken(&sink), once_each());
    // A site that is started later the same day, and the two others, go on looking.
    let third = Site::start(&office.zhengji).unwrap();
    third.goes_on_for(TWO_ROUNDS).unwrap();
    for site in sites.into_iter().chain([third]) {
        assert_eq!(site.stop().unwrap(), Some(0));
    }
    let again = Site::start(&office.zhengji).unwrap();
    again.goes_on_for(TWO_ROUNDS).unwrap();
    assert_eq!(taken(&sink), once_each(), "after a restart as well");
    let listed = listed(&office);
    assert_eq!(listed.len(), READERS.len(), "{listed:?}");
    assert!(
        listed
            .iter()
            .all(|line| line.contains("已发送") && line.contains(&today().to_string())),
        "{listed:?}"
    );
    assert_eq!(again.stop().unwrap(), Some(0));
}

#[test]
fn each_clerk_gets_one_a_day_from_however_many_processes() {
    each_clerk_gets_one(On::Sqlite);
}

#[test]
fn each_clerk_gets_one_a_day_from_a_shared_database() {
    each_clerk_gets_one(On::Postgres);
}

#[test]
fn nobody_gets_one_on_a_day_off() {
    let sink = SmtpSink::start(None).unwrap();
    let office = office(On::Sqlite, &sink, "off", 0).unwrap();
    let site = Site::start(&office.zhengji).unwrap();
    site.goes_on_for(TWO_ROUNDS).unwrap();
    assert_eq!(site.stop().unwrap(), Some(0));
    assert_eq!(listed(&office), [""; 0]);
    assert_eq!(sink.count(), 0);
}
