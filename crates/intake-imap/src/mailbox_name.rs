//! Folder names in modified UTF-7 (RFC 3501, 5.1.3). Decoded for people only; the raw name is the key.

use base64::Engine as _;
use base64::alphabet::IMAP_MUTF7;
use base64::engine::{GeneralPurpose, GeneralPurposeConfig};

const MUTF7: GeneralPurpose = GeneralPurpose::new(
    &IMAP_MUTF7,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(base64::engine::DecodePaddingMode::RequireNone),
);

/// The name as people read it, for example 草稿箱 for `&g0l6P3ux-`; a name that does not decode is returned as it is.
pub fn display_name(raw: &str) -> String {
    decode(raw).unwrap_or_else(|| raw.to_owned())
}

fn decode(raw: &str) -> Option<String> {
    let mut parts = raw.split('&');
    let mut name = parts.next()?.to_owned();
    for part in parts {
        let (shifted, plain) = part.split_once('-')?;
        if shifted.is_empty() {
            name.push('&');
        } else {
            let bytes = MUTF7.decode(shifted).ok()?;
            let (units, rest) = bytes.as_chunks::<2>();
            if !rest.is_empty() {
                return None;
            }
            let units: Vec<u16> = units.iter().map(|unit| u16::from_be_bytes(*unit)).collect();
            name.push_str(&String::from_utf16(&units).ok()?);
        }
        name.push_str(plain);
    }
    Some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_folder_names_are_readable() {
        assert_eq!(display_name("&dcVr0mWHTvZZOQ-"), "病毒文件夹");
        assert_eq!(display_name("&g0l6P3ux-"), "草稿箱");
        assert_eq!(
            display_name("&UXZO1mWHTvZZOQ-/QQ&kK5O9ouilgU-"),
            "其他文件夹/QQ邮件订阅"
        );
        assert_eq!(display_name("INBOX"), "INBOX");
        assert_eq!(display_name("A&-B"), "A&B");
    }

    #[test]
    fn a_malformed_name_is_returned_as_it_is() {
        for raw in ["&", "&!!!-", "&g0l6P3ux", "&2AA-", "&AA-", "垃圾&x"] {
            assert_eq!(display_name(raw), raw);
        }
    }
}
