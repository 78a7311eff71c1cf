//! Letters for mailboxes of the rigs: plain, each with a Message-ID of its own.

use chrono::{DateTime, Utc};

/// Host part of every Message-ID.
const HOST: &str = "rig.example";

/// The Message-ID of a letter, without angle brackets.
pub(crate) fn id(number: u32) -> String {
    format!("{number}@{HOST}")
}

/// A letter of anything up to 10 kB, so that cuts fall at all places.
pub(crate) fn letter(number: u32) -> Vec<u8> {
    with_lines(number, usize::try_from(number % 13).unwrap_or(0) * 40)
}

/// A letter of half a kilobyte.
pub(crate) fn short(number: u32) -> Vec<u8> {
    with_lines(number, 1)
}

/// From an address that is in no directory: quickly judged, held.
fn with_lines(number: u32, lines: usize) -> Vec<u8> {
    format!(
        "Received: from a.example by mx.office.example; Mon, 24 Oct 2022 09:00:00 +0800\r\n\
         From: <s{number}@huaxia.example>\r\nTo: <kjstdw@office.example>\r\n\
         Date: Mon, 24 Oct 2022 09:00:00 +0800\r\nMessage-ID: <{}>\r\nSubject: letter {number}\r\n\
         MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\
         华夏学会第{number}封来信\r\n{}",
        id(number),
        "请查收，谢谢。\r\n".repeat(lines)
    )
    .into_bytes()
}

/// When they came.
pub(crate) fn date() -> anyhow::Result<DateTime<Utc>> {
    Ok(DateTime::parse_from_rfc3339("2022-10-24T09:00:00+08:00")?.to_utc())
}
