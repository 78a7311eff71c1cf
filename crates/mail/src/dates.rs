//! Dates of `Date` and `Received`, by their numeric offset only.

use std::panic::catch_unwind;

use chrono::{FixedOffset, NaiveDate, TimeZone as _};

use crate::model::ReceivedLine;

/// RFC 5322 to RFC 3339. `None` if it is no date, or has no offset that means one time only.
pub(crate) fn rfc3339(text: &str) -> Option<String> {
    let text = without_comments(text);
    let zone = offset(text.split_whitespace().next_back()?)?;
    let read = catch_unwind(|| mail_parser::DateTime::parse_rfc822(&text))
        .ok()
        .flatten()?;
    // mail-parser checks no ranges, so the 31st of June comes through it; a leap second is taken as the
    // second before it.
    let second = u32::from(read.second.min(59));
    let local = NaiveDate::from_ymd_opt(i32::from(read.year), read.month.into(), read.day.into())?
        .and_hms_opt(read.hour.into(), read.minute.into(), second)?;
    let time = zone.from_local_datetime(&local).single()?;
    (1970..=9999).contains(&read.year).then(|| time.to_rfc3339())
}

/// CST is China's time here and Chicago's in the standard: a zone without a number is no time.
fn offset(zone: &str) -> Option<FixedOffset> {
    if matches!(zone, "GMT" | "UT" | "UTC" | "Z") {
        return FixedOffset::east_opt(0);
    }
    let (sign, digits) = match zone.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, zone.strip_prefix('+')?),
    };
    let is_offset = digits.len() == 4 && digits.chars().all(|c| c.is_ascii_digit());
    let number: i32 = digits.parse().ok().filter(|_| is_offset)?;
    // No place is further from Greenwich than 14 hours.
    let seconds = (number <= 1400 && number % 100 < 60).then_some(number / 100 * 3600 + number % 100 * 60)?;
    FixedOffset::east_opt(sign * seconds)
}

fn without_comments(text: &str) -> String {
    let mut depth = 0u32;
    let mut kept = String::new();
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}

/// The host after `by` in a `Received` value, lower-case, and its date.
pub(crate) fn received(value: &str) -> ReceivedLine {
    let (whole, date) = value.rsplit_once(';').unwrap_or((value, ""));
    let route = without_comments(whole);
    let mut tokens = route
        .split_whitespace()
        .skip_while(|token| !token.eq_ignore_ascii_case("by"))
        .skip(1);
    let by = tokens
        .next()
        .map(|host| host.trim_end_matches(['.', ',']).to_lowercase());
    let follows = tokens
        .next()
        .is_some_and(|token| token.eq_ignore_ascii_case("with"));
    let with = tokens.next().filter(|_| follows && is_said_once(whole));
    ReceivedLine {
        by: by.filter(|host| !host.is_empty()),
        date: rfc3339(date),
        with: with.map(str::to_lowercase),
    }
}

/// Whether `by` and `with` stand there once, comments included: the name by which a sender greets, and the address that
/// he gives, may hold such words, too.
fn is_said_once(route: &str) -> bool {
    let words = || route.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')'));
    ["by", "with"]
        .iter()
        .all(|word| words().filter(|found| found.eq_ignore_ascii_case(word)).count() == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numeric_offset_counts_and_the_comment_does_not() {
        let date = rfc3339("Tue, 1 Sep 2026 10:00:00 +0800 (CST)");
        assert_eq!(date.unwrap(), "2026-09-01T10:00:00+08:00");
        assert_eq!(
            rfc3339("1 Sep 2026 10:00 -0530").unwrap(),
            "2026-09-01T10:00:00-05:30"
        );
    }

    #[test]
    fn a_wrong_weekday_is_endured() {
        assert_eq!(
            rfc3339("Mon, 1 Sep 2026 10:00:00 GMT").unwrap(),
            "2026-09-01T10:00:00+00:00"
        );
    }

    #[test]
    fn what_is_not_one_certain_time_is_none() {
        for text in [
            "Tue, 1 Sep 2026 10:00:00 CST",
            "Tue, 1 Sep 2026 10:00:00",
            "2026/09/01 10:00",
            "31 Jun 2026 10:00:00 +0800",
            "1 Sep 2026 25:00:00 +0800",
            "1 Sep 2026 10:00:00 +9999",
            "",
        ] {
            assert_eq!(rfc3339(text), None, "{text}");
        }
    }

    #[test]
    fn a_sender_cannot_write_the_protocol() {
        let with = |value: &str| received(value).with;
        for (value, wanted) in [
            (
                "from mx1.office.example by mx1.office.example with LMTP id abc",
                Some("lmtp"),
            ),
            (
                "from mx1 (localhost [127.0.0.1]) by mx1 (Cyrus 3.6) with LMTPA",
                Some("lmtpa"),
            ),
            (
                "from a (b [192.0.2.1]) by mx1 (Postfix) with ESMTPS id 4F for <c@office.example>",
                Some("esmtps"),
            ),
            (
                "from a by mx1 with LMTP (b [192.0.2.1]) by mx1 (Postfix) with ESMTP id 4F",
                None,
            ),
            ("from a with LMTP (b [192.0.2.1]) by mx1 (Postfix) id 4F", None),
            (
                "from a by mx1 (envelope-from <\"a) with LMTP (b\"@c.example>) with esmtp",
                None,
            ),
            ("by mx1 (Postfix, from userid 0)", None),
        ] {
            let value = format!("{value}; Thu, 20 Oct 2022 08:00:00 +0800");
            assert_eq!(with(&value).as_deref(), wanted, "{value}");
        }
        assert!(received("by a with UTF8LMTPS").is_handed_on());
        assert!(!received("by a with ESMTP").is_handed_on());
    }

    #[test]
    fn the_receiving_host_is_found_behind_comments() {
        let line = received(
            "from smtp (unknown [192.0.2.1] by x) By MX1.Kjstdw.Example (Coremail) with SMTP; \
             Tue, 1 Sep 2026 10:00:01 +0800 (CST)",
        );
        assert_eq!(line.by.unwrap(), "mx1.kjstdw.example");
        assert_eq!(line.date.unwrap(), "2026-09-01T10:00:01+08:00");
    }
}
