//! Builders of the papers and letters that offices receive. Everything is deterministic: the same call, the same bytes.

pub mod archive;
pub mod charset;
mod deflate;
pub mod docx;
pub mod file_name;
pub mod form;
pub mod mime;
pub mod people;
pub mod persona;
pub mod picture;
pub mod xlsx;

/// CRC-32 as ZIP and PNG use it.
pub(crate) fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 {
                (crc >> 1) ^ 0xEDB8_8320
            } else {
                crc >> 1
            };
        }
    }
    !crc
}

/// A number that depends on `text` only (FNV-1a), for boundaries, identifiers and pictures.
pub(crate) fn seed(text: &str) -> u64 {
    text.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_check_value_of_crc_32_is_met() {
        assert_eq!(super::crc32(b"123456789"), 0xCBF4_3926);
    }
}
