//! One message, whichever way it came.

use sha2::{Digest as _, Sha256};

use crate::model::ParsedMail;

/// Lower-case hex SHA-256 of Message-ID, From addresses, Date, Subject and the leaves in order.
///
/// Copies whose transport headers differ have the same identity; messages that merely share a Message-ID
/// have not.
pub fn identity(mail: &ParsedMail) -> String {
    let from: Vec<&str> = mail.from.iter().map(|address| address.address.as_str()).collect();
    let leaves: Vec<&str> = mail.leaf_hashes.iter().map(String::as_str).collect();
    let groups: [&[&str]; 5] = [
        &[mail.message_id.as_deref().unwrap_or_default()],
        &from,
        &[mail.date_raw.as_deref().unwrap_or_default()],
        &[&mail.subject],
        &leaves,
    ];
    let mut hash = Sha256::new();
    for group in groups {
        // Lengths before contents, so that no two messages have the same serialisation.
        hash.update((group.len() as u64).to_be_bytes());
        for value in group {
            hash.update((value.len() as u64).to_be_bytes());
            hash.update(value);
        }
    }
    hex(&hash.finalize())
}

/// [`sha256`] of bytes with CRLF as LF: what is the same for all routes that a line-oriented part may take.
pub(crate) fn sha256_of_lines(bytes: &[u8]) -> String {
    let mut hash = Sha256::new();
    for line in bytes.split_inclusive(|b| *b == b'\n') {
        match line.strip_suffix(b"\r\n") {
            Some(content) => {
                hash.update(content);
                hash.update(b"\n");
            }
            None => hash.update(line),
        }
    }
    hex(&hash.finalize())
}

/// Lower-case hex SHA-256 of some bytes.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{identity, sha256, sha256_of_lines};
    use crate::parse;

    const HEADER: &str = "From: a@huaxia.example\nMessage-ID: <1@huaxia.example>\nSubject: x\n";

    fn with_body(rest: &str) -> String {
        identity(&parse(format!("{HEADER}{rest}").as_bytes()))
    }

    #[test]
    fn a_relay_that_encodes_the_text_anew_makes_no_other_message() {
        let plain = with_body("Content-Type: text/plain; charset=utf-8\n\n表\n");
        let base64 = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n6KGo\n";
        assert_eq!(plain, with_body(base64));
    }

    #[test]
    fn only_whole_line_ends_of_a_transport_are_left_out_of_a_hash() {
        assert_eq!(sha256_of_lines(b"a\r\nb\rc\n\r\n\r"), sha256(b"a\nb\rc\n\n\r"));
    }

    #[test]
    fn messages_that_share_a_message_id_are_told_apart() {
        assert_ne!(with_body("\nfirst\n"), with_body("\nsecond\n"));
    }

    #[test]
    fn the_border_between_two_values_counts() {
        let raw = |from: &str, subject: &str| format!("From: {from}\nSubject: {subject}\n\n");
        let left = identity(&parse(raw("a@b.example", "c").as_bytes()));
        assert_ne!(left, identity(&parse(raw("a@b.examplec", "").as_bytes())));
    }
}
