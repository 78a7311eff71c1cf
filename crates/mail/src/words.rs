//! RFC 2047 encoded-words, as they really are: split inside characters, folded, quoted, undeclared.

use crate::charset::{self, Decoded};
use crate::transfer;

/// RFC 2047 allows 75 bytes and some programs put a whole subject into one word; without a limit a header
/// full of `=?` would take quadratic time.
const LONGEST_WORD: usize = 4096;

/// A stretch of a header value.
enum Piece<'a> {
    Plain(&'a [u8]),
    Word { charset: String, bytes: Vec<u8> },
}

/// Decodes a header value. Bytes outside encoded-words are UTF-8, else GB18030.
pub(crate) fn decode(value: &[u8]) -> String {
    let pieces = without_space_between_words(pieces(value));
    let mut text = String::new();
    let mut run: Vec<(String, Vec<u8>)> = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Plain(bytes) => {
                text.push_str(&decode_run(&run));
                run.clear();
                text.push_str(&charset::decode(bytes, None).text);
            }
            Piece::Word { charset, bytes } => {
                if run
                    .last()
                    .is_some_and(|(last, _)| !charset::is_same(last, &charset))
                {
                    text.push_str(&decode_run(&run));
                    run.clear();
                }
                run.push((charset, bytes));
            }
        }
    }
    text.push_str(&decode_run(&run));
    text
}

/// Length of the encoded-word that `bytes` begins with.
pub(crate) fn word_length(bytes: &[u8]) -> Option<usize> {
    word(bytes).map(|(_, length)| length)
}

/// Words of one charset are joined as bytes first, because senders split inside characters.
fn decode_run(run: &[(String, Vec<u8>)]) -> String {
    let Some((charset, _)) = run.first() else {
        return String::new();
    };
    if charset::shifts(charset) {
        return run
            .iter()
            .map(|(label, bytes)| charset::decode(bytes, Some(label)).text)
            .collect();
    }
    let joined: Vec<u8> = run.iter().flat_map(|(_, bytes)| bytes.iter().copied()).collect();
    if let Some(text) = charset::decode_strictly(&joined, charset) {
        return text;
    }
    // Several words, of which one has a wrong label, must not spoil one another.
    let one_by_one: Vec<Decoded> = run
        .iter()
        .map(|(label, b)| charset::decode(b, Some(label)))
        .collect();
    let whole = charset::decode(&joined, Some(charset));
    if whole.is_lossy() && !one_by_one.iter().any(Decoded::is_lossy) {
        return one_by_one.into_iter().map(|decoded| decoded.text).collect();
    }
    whole.text
}

fn pieces(value: &[u8]) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = value;
    let mut plain = 0;
    while let Some(ahead) = rest.get(plain..).filter(|ahead| !ahead.is_empty()) {
        let Some((word, length)) = word(ahead) else {
            plain += 1;
            continue;
        };
        if let Some(before) = rest.get(..plain).filter(|before| !before.is_empty()) {
            found.push(Piece::Plain(before));
        }
        found.push(word);
        rest = ahead.get(length..).unwrap_or_default();
        plain = 0;
    }
    if !rest.is_empty() {
        found.push(Piece::Plain(rest));
    }
    found
}

fn without_space_between_words(pieces: Vec<Piece<'_>>) -> Vec<Piece<'_>> {
    let mut kept: Vec<Piece<'_>> = Vec::with_capacity(pieces.len());
    let mut ahead = pieces.into_iter().peekable();
    while let Some(piece) = ahead.next() {
        let is_gap = matches!(&piece, Piece::Plain(bytes) if bytes.iter().all(u8::is_ascii_whitespace))
            && matches!(kept.last(), Some(Piece::Word { .. }))
            && matches!(ahead.peek(), Some(Piece::Word { .. }));
        if !is_gap {
            kept.push(piece);
        }
    }
    kept
}

/// `=?charset*lang?B?...?=` at the beginning of `bytes`, and its length.
fn word(bytes: &[u8]) -> Option<(Piece<'static>, usize)> {
    let inner = bytes.strip_prefix(b"=?")?;
    let (charset, inner) = split_at_question(inner)?;
    let is_token = |b: &u8| b.is_ascii_alphanumeric() || b"-_.:+*'".contains(b);
    if charset.is_empty() || charset.len() > 60 || !charset.iter().all(is_token) {
        return None;
    }
    let (encoding, inner) = split_at_question(inner)?;
    let end = inner
        .windows(2)
        .take(LONGEST_WORD)
        .position(|pair| pair == b"?=")?;
    let payload = inner.get(..end)?;
    let decoded = match encoding {
        b"B" | b"b" => transfer::base64(payload).bytes.into_owned(),
        b"Q" | b"q" => q_decode(payload),
        _ => return None,
    };
    let length = bytes.len() - inner.len() + end + 2;
    let label = charset.split(|b| *b == b'*').next().unwrap_or_default();
    let charset = String::from_utf8_lossy(label).into_owned();
    Some((
        Piece::Word {
            charset,
            bytes: decoded,
        },
        length,
    ))
}

fn split_at_question(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = bytes.iter().take(64).position(|b| *b == b'?')?;
    Some((bytes.get(..at)?, bytes.get(at + 1..)?))
}

fn q_decode(payload: &[u8]) -> Vec<u8> {
    let spaced: Vec<u8> = payload
        .iter()
        .map(|b| if *b == b'_' { b' ' } else { *b })
        .collect();
    transfer::hex_escapes(&spaced, b'=').bytes.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    fn b(charset: &str, bytes: &[u8]) -> String {
        format!("=?{charset}?B?{}?=", STANDARD.encode(bytes))
    }

    #[test]
    fn words_split_inside_a_character_are_joined_as_bytes() {
        let bytes = "关于报送".as_bytes();
        let (left, right) = bytes.split_at(4);
        let value = format!("{} {}", b("utf-8", left), b("UTF-8", right));
        assert_eq!(decode(value.as_bytes()), "关于报送");
    }

    #[test]
    fn a_gb2312_character_may_be_split_too() {
        let bytes = encoding_rs::GB18030.encode("统计表汇总").0.into_owned();
        let (left, right) = bytes.split_at(3);
        let value = format!("{}\t{}", b("gb2312", left), b("GB2312", right));
        assert_eq!(decode(value.as_bytes()), "统计表汇总");
    }

    #[test]
    fn padding_in_the_first_word_does_not_end_the_text() {
        let value = format!(
            "{} {}",
            b("utf-8", "表".as_bytes()),
            b("utf-8", "一份。".as_bytes())
        );
        assert_eq!(decode(value.as_bytes()), "表一份。");
        assert_eq!(
            decode(b"=?utf-8?B?6KGo?= =?utf-8?B?YQ==?= =?utf-8?B?6KGo?="),
            "表a表"
        );
    }

    #[test]
    fn space_stays_between_a_word_and_plain_text_only() {
        assert_eq!(
            decode(b"Re: =?utf-8?Q?=E8=A1=A8_1?= (2) =?utf-8?Q?a?= =?utf-8?Q?b?="),
            "Re: 表 1 (2) ab"
        );
    }

    #[test]
    fn a_question_mark_in_q_and_junk_in_b_are_endured() {
        assert_eq!(decode(b"=?utf-8?Q?=E5=90=97?=?=x"), "吗?=x");
        assert_eq!(decode(b"=?utf-8?B?6KG*o?="), "表");
    }

    #[test]
    fn words_of_different_charsets_are_decoded_apart() {
        let gbk = encoding_rs::GB18030.encode("统计").0.into_owned();
        let value = format!("{} {}", b("gbk", &gbk), b("utf-8", "表".as_bytes()));
        assert_eq!(decode(value.as_bytes()), "统计表");
    }

    #[test]
    fn undeclared_bytes_are_utf8_or_gb18030() {
        assert_eq!(decode("报送".as_bytes()), "报送");
        assert_eq!(decode(&encoding_rs::GB18030.encode("报送").0), "报送");
    }

    #[test]
    fn what_only_looks_like_a_word_stays() {
        assert_eq!(decode(b"a =?utf-8?X?abc?= =?b"), "a =?utf-8?X?abc?= =?b");
    }
}
