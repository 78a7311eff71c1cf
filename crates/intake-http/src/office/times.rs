//! 收信时间 — every time that an arrival bears, and which of them counts.

use chrono::{DateTime, FixedOffset, Utc};
use chrono_tz::Tz;
use domain::arrival::{Arrival, Door, ReceivedAt, ReceivedBy};
use intake::reading::Reading;
use store::SightingTimes;

use crate::wording;

/// A time in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TimeView {
    /// What it is.
    pub label: String,
    /// When.
    pub at: String,
    /// What it is good for.
    pub remark: &'static str,
}

/// What counts stands first; each further time is listed once.
pub(super) fn times(
    arrival: &Arrival,
    sightings: &[SightingTimes],
    reading: Option<&Reading>,
    zone: Tz,
) -> Vec<TimeView> {
    let mut times = Vec::new();
    if let Some(received) = arrival.received {
        times.push(TimeView {
            label: wording::basis(received.by).to_owned(),
            at: wording::moment(received.at, zone),
            remark: "采用",
        });
    }
    if arrival.door == Door::Mail {
        for sighting in sightings {
            times.extend(of_copy(sighting, arrival.received, zone));
        }
        times.extend(reading.into_iter().flat_map(|reading| of_sender(reading, zone)));
    }
    times.push(TimeView {
        label: "首次采集".to_owned(),
        at: wording::moment(arrival.first_seen_at, zone),
        remark: "仅供参考",
    });
    let mut listed: Vec<TimeView> = Vec::new();
    for time in times {
        if !listed
            .iter()
            .any(|known| known.label == time.label && known.at == time.at)
        {
            listed.push(time);
        }
    }
    listed
}

/// What the servers of a mailbox noted of one copy.
fn of_copy(sighting: &SightingTimes, counted: Option<ReceivedAt>, zone: Tz) -> Vec<TimeView> {
    let mailbox = sighting
        .mailbox
        .as_ref()
        .map(|mailbox| format!("（{mailbox}）"))
        .unwrap_or_default();
    let header = sighting
        .received
        .filter(|received| received.by == ReceivedBy::ReceivedHeader);
    let both = [
        header.map(|received| (ReceivedBy::ReceivedHeader, received.at)),
        sighting.internal_date.map(|at| (ReceivedBy::InternalDate, at)),
    ];
    let other = |(by, at): &(ReceivedBy, DateTime<Utc>)| counted != Some(ReceivedAt { at: *at, by: *by });
    both.into_iter()
        .flatten()
        .filter(other)
        .map(|(by, at)| TimeView {
            label: format!("{}{mailbox}", wording::basis(by)),
            at: wording::moment(at, zone),
            remark: "备查",
        })
        .collect()
}

/// What the sender's side wrote. Anybody can write anything there.
fn of_sender(reading: &Reading, zone: Tz) -> Vec<TimeView> {
    let Some(mail) = &reading.mail else {
        return Vec::new();
    };
    let parsed = |text: &str| -> Option<DateTime<FixedOffset>> { DateTime::parse_from_rfc3339(text).ok() };
    let shown = |at: DateTime<FixedOffset>| wording::moment(at.to_utc(), zone);
    let first_server = mail
        .received
        .last()
        .filter(|_| mail.received.len() > 1)
        .and_then(|line| line.date.as_deref())
        .and_then(parsed);
    let date = mail.date_raw.as_ref().map(|raw| {
        let date = mail.date.as_deref().and_then(parsed);
        date.map_or_else(|| format!("“{}”（无法识别）", crate::shown::name(raw)), shown)
    });
    let rows = [
        ("发件服务器接收时间", first_server.map(shown)),
        ("发件人写明的时间", date),
    ];
    rows.into_iter()
        .filter_map(|(label, at)| {
            Some(TimeView {
                label: label.to_owned(),
                at: at?,
                remark: "由发件方填写，不作依据",
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::{ArrivalId, MailboxName};

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    fn arrival(received: Option<ReceivedAt>) -> Arrival {
        Arrival {
            id: ArrivalId::new(1),
            door: Door::Mail,
            original: String::new(),
            bytes: 1,
            received,
            first_seen_at: at("2022-10-24T16:05:00Z"),
            message_id: None,
            sender: None,
            subject: String::new(),
            mailboxes: Vec::new(),
            files: Vec::new(),
        }
    }

    fn rows(
        arrival: &Arrival,
        sightings: &[SightingTimes],
        raw: &str,
    ) -> Vec<(String, String, &'static str)> {
        let reading = intake::reading::read_mail(raw.as_bytes());
        times(arrival, sightings, Some(&reading), Tz::Asia__Shanghai)
            .into_iter()
            .map(|time| (time.label, time.at.replace("（北京时间）", ""), time.remark))
            .collect()
    }

    const RAW: &str = "Received: from a by mx1.office.example; Mon, 24 Oct 2022 23:59:00 +0800\n\
                       Received: from b by mx.huaxia.example; Mon, 24 Oct 2022 23:40:00 +0800\n\
                       Date: Sat, 1 Jan 2000 08:00:00 +0800\n\nx\n";

    #[test]
    fn every_time_is_shown_and_one_of_them_counts() {
        let header = ReceivedAt {
            at: at("2022-10-24T23:59:00+08:00"),
            by: ReceivedBy::ReceivedHeader,
        };
        let copy = |mailbox: &str, received: ReceivedAt, internal: &str| SightingTimes {
            mailbox: Some(MailboxName::parse(mailbox).unwrap()),
            received: Some(received),
            internal_date: Some(at(internal)),
            seen_at: at("2022-10-24T16:05:00Z"),
        };
        let later = ReceivedAt {
            at: at("2022-10-25T00:00:01+08:00"),
            ..header
        };
        let copies = [
            copy("kjstdw", header, "2022-10-25T00:00:30+08:00"),
            copy("dwzzb", later, "2022-10-25T00:00:31+08:00"),
        ];
        let expected = [
            ("邮件传输记录", "2022年10月24日 23:59:00", "采用"),
            ("邮箱服务器记录（kjstdw）", "2022年10月25日 00:00:30", "备查"),
            ("邮件传输记录（dwzzb）", "2022年10月25日 00:00:01", "备查"),
            ("邮箱服务器记录（dwzzb）", "2022年10月25日 00:00:31", "备查"),
            (
                "发件服务器接收时间",
                "2022年10月24日 23:40:00",
                "由发件方填写，不作依据",
            ),
            (
                "发件人写明的时间",
                "2000年1月1日 08:00:00",
                "由发件方填写，不作依据",
            ),
            ("首次采集", "2022年10月25日 00:05:00", "仅供参考"),
        ];
        let expected = expected.map(|(label, at, remark)| (label.to_owned(), at.to_owned(), remark));
        assert_eq!(rows(&arrival(Some(header)), &copies, RAW), expected);
    }

    #[test]
    fn a_date_that_cannot_be_understood_is_shown_as_it_was_written() {
        let shown = rows(&arrival(None), &[], "Date: 2026/09/01 10:00\n\nx\n");
        assert_eq!(shown[0].1, "“2026/09/01 10:00”（无法识别）");
        assert!(shown.iter().all(|(_, _, remark)| *remark != "采用"));
    }
}
