//! Pieces of an archive that was cut into several files: none of them can be opened alone.

/// Whether a file that could not be opened is such a piece, by its name or by its bytes.
///
/// Names: `.z01` of zip, `.part1.rar` and `.r00` of rar, `.001` of 7-Zip (also behind `.zip`, `.7z`, `.rar`).
pub(super) fn is_piece(name: &str, bytes: &[u8]) -> bool {
    is_piece_name(name) || is_spanned_zip(bytes)
}

fn is_piece_name(name: &str) -> bool {
    let name = name.trim().to_ascii_lowercase();
    let Some((stem, ending)) = name.rsplit_once('.') else {
        return false;
    };
    let is_number = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    let numbered = |mark: char| ending.len() == 3 && ending.strip_prefix(mark).is_some_and(is_number);
    let is_archive = |stem: &str| {
        stem.rsplit_once('.')
            .is_some_and(|(_, kind)| matches!(kind, "zip" | "7z" | "rar"))
    };
    let part = stem
        .rsplit_once('.')
        .and_then(|(_, part)| part.strip_prefix("part"));
    numbered('z')
        || numbered('r')
        || (ending == "rar" && part.is_some_and(is_number))
        || (ending.len() == 3 && is_number(ending) && (is_archive(stem) || ending == "001"))
}

/// A zip cut by its own program: the first piece bears a mark, the last one counts more than one disk
/// (APPNOTE 8.5.3 and 4.4.19).
fn is_spanned_zip(bytes: &[u8]) -> bool {
    const END: &[u8] = b"PK\x05\x06";
    let tail = bytes.get(bytes.len().saturating_sub(66_000)..).unwrap_or(bytes);
    let end = tail.windows(END.len()).rposition(|window| window == END);
    let disk = end
        .and_then(|at| tail.get(at + 4..at + 6))
        .and_then(|number| number.try_into().ok())
        .map_or(0, u16::from_le_bytes);
    bytes.starts_with(b"PK\x07\x08PK\x03\x04") || (disk != 0 && disk != u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_told_by_their_names() {
        for name in [
            "材料.z01",
            "材料.part1.rar",
            "材料.PART12.RAR",
            "材料.r00",
            "材料.7z.002",
            "材料.001",
        ] {
            assert!(is_piece_name(name), "{name}");
        }
        for name in [
            "材料.zip",
            "材料.rar",
            "材料",
            "材料.2022",
            "第1.002",
            "part1.docx",
            "材料.rtf",
        ] {
            assert!(!is_piece_name(name), "{name}");
        }
    }

    #[test]
    fn the_first_and_the_last_piece_of_a_zip_are_told_by_their_bytes() {
        assert!(is_spanned_zip(b"PK\x07\x08PK\x03\x04x"));
        assert!(is_spanned_zip(b"x\xffPK\x05\x06\x02\0\0\0"));
        assert!(!is_spanned_zip(b"PK\x03\x04xPK\x05\x06\0\0\0\0"));
    }
}
