//! The real program against three real servers, by every way of protecting the connection.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod faults;
mod passes;
mod troubles;
mod waking;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::Value;
use tests::office::{Office, On};

const USERS: [&str; 3] = ["office1", "office2", "office3"];
const MAILBOX: &str = "kjstdw";

fn office() -> Office {
    Office::open(On::Sqlite, &[]).unwrap().unwrap()
}

/// How often each message counts as an arrival, by Message-ID.
fn arrivals(office: &Office) -> BTreeMap<String, usize> {
    let export = office.export().unwrap();
    let mut found = BTreeMap::new();
    for arrival in export.get("arrivals").unwrap().as_array().unwrap() {
        assert_eq!(arrival["mailboxes"], Value::from(vec![MAILBOX]));
        let id = arrival["message_id"].as_str().unwrap().to_owned();
        *found.entry(id).or_default() += 1;
    }
    found
}

/// Each of these letters once.
fn once(numbers: &[u32]) -> BTreeMap<String, usize> {
    let ids = numbers
        .iter()
        .map(|number| format!("letter-{number}@huaxia.example"));
    ids.map(|id| (id, 1)).collect()
}

fn date() -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2022-10-24T09:00:00+08:00")
        .unwrap()
        .to_utc()
}

fn letter(number: u32) -> Vec<u8> {
    format!(
        "Received: from a.example by mx.office.example; Mon, 24 Oct 2022 09:00:00 +0800\r\n\
         From: =?utf-8?B?5Y2O5aSP5a2m5Lya?= <s{number}@huaxia.example>\r\n\
         To: office@office.example\r\n\
         Date: Mon, 24 Oct 2022 09:00:00 +0800\r\n\
         Message-ID: <letter-{number}@huaxia.example>\r\n\
         Subject: letter {number}\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\n\
         华夏学会第{number}封来信\r\n"
    )
    .into_bytes()
}
