//! How full the mailbox is: when it is full, senders get their mail back and nobody at the office knows.

use async_imap::imap_proto::Response;

use crate::connection::Connection;
use crate::folder::INBOX;
use crate::{ImapError, Timeouts};

/// The fullest resource of INBOX in percent; `None` where the server has no quota or does not tell.
pub(crate) async fn fullest(
    connection: &mut Connection,
    timeouts: &Timeouts,
) -> Result<Option<u8>, ImapError> {
    if !connection.can("QUOTA") {
        return Ok(None);
    }
    let mut fullest = None;
    let line = format!("GETQUOTAROOT {INBOX}");
    let answer = connection.run("GETQUOTAROOT", &line, timeouts.lines(), |response| {
        if let Response::Quota(quota) = response {
            let parts = quota.resources.iter().filter(|part| part.limit > 0);
            fullest = fullest.max(parts.map(|part| percent(part.usage, part.limit)).max());
        }
    });
    match answer.await {
        Ok(()) => Ok(fullest),
        Err(ImapError::Declined { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

fn percent(used: u64, limit: u64) -> u8 {
    let percent = u128::from(used) * 100 / u128::from(limit.max(1));
    u8::try_from(percent).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_full_is_no_less_than_full() {
        assert_eq!(percent(79, 100), 79);
        assert_eq!(percent(u64::MAX, 1), u8::MAX);
        assert_eq!(percent(5, u64::MAX), 0);
    }
}
