//! One message, whole or not at all.

use async_imap::imap_proto::{AttributeValue, Response};

use crate::connection::Connection;
use crate::{ImapError, Timeouts};

/// Exchange hands out a message with this subject instead of one that it cannot convert.
const STAND_IN: &[u8] = b"subject: retrieval using the imap4 protocol failed for the following message";

/// The bytes of a message in the open folder; `None` when the server says OK and hands out nothing usable. That is not
/// the same as "gone". The literal is complete and the tagged OK has been read when this returns.
pub(crate) async fn fetch(
    connection: &mut Connection,
    timeouts: &Timeouts,
    uid: u32,
    size: u32,
) -> Result<Option<Vec<u8>>, ImapError> {
    let mut bytes = None;
    let line = format!("UID FETCH {uid} (UID BODY.PEEK[])");
    connection
        .run("FETCH", &line, timeouts.message(size), |response| {
            if let Response::Fetch(_, attributes) = response
                && attributes
                    .iter()
                    .any(|attribute| matches!(attribute, AttributeValue::Uid(found) if *found == uid))
                && let Some(body) = attributes.iter().find_map(whole_body)
            {
                bytes = Some(body.to_vec());
            }
        })
        .await?;
    Ok(bytes.filter(|bytes| !bytes.is_empty() && !is_stand_in(bytes)))
}

fn whole_body<'a>(attribute: &'a AttributeValue<'_>) -> Option<&'a [u8]> {
    match attribute {
        AttributeValue::BodySection {
            section: None,
            index: None,
            data: Some(data),
        } => Some(data),
        _ => None,
    }
}

fn is_stand_in(bytes: &[u8]) -> bool {
    bytes
        .split(|byte| *byte == b'\n')
        .take_while(|line| !line.trim_ascii().is_empty())
        .any(|line| {
            line.get(..STAND_IN.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(STAND_IN))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stand_in_of_exchange_is_not_taken_for_the_message() {
        let stand_in = b"From: x\r\nSubject: Retrieval using the IMAP4 protocol failed for the following message: 7\r\n\r\n";
        assert!(is_stand_in(stand_in));
        let quoted = b"Subject: hello\r\n\r\nSubject: Retrieval using the IMAP4 protocol failed for the following message: 7\r\n";
        assert!(!is_stand_in(quoted));
    }
}
