//! From when on mail counts.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, Utc};
use domain::ids::MailboxName;
use store::{Store, StoreError};

/// China has one time zone and no summer time.
const CHINA: FixedOffset = FixedOffset::east_opt(8 * 60 * 60).expect("within a day");

/// The moment from which on mail of this mailbox counts: midnight in China of the configured day or, without one, of the
/// day on which the earliest notice that the mailbox serves was issued. Asked for each pass, so that a notice imported
/// meanwhile counts at once; what was skipped and counts now is looked at again.
pub(crate) async fn first_moment(
    store: &Store,
    mailbox: &MailboxName,
    configured: Option<NaiveDate>,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let day = if configured.is_some() {
        configured
    } else {
        let notices = store.notices().await?;
        let served = notices
            .iter()
            .filter(|notice| !notice.items_of(mailbox).is_empty());
        served.map(|notice| notice.issued_on).min()
    };
    let start = day.and_then(start_of);
    store.reconsider_skipped(mailbox, start).await?;
    Ok(start)
}

fn start_of(day: NaiveDate) -> Option<DateTime<Utc>> {
    let start = day
        .and_time(NaiveTime::MIN)
        .and_local_timezone(CHINA)
        .earliest()?;
    Some(start.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_day_begins_at_midnight_in_china() {
        let day = NaiveDate::from_ymd_opt(2022, 10, 10).unwrap();
        assert_eq!(start_of(day).unwrap().to_rfc3339(), "2022-10-09T16:00:00+00:00");
    }
}
