//! 引号 — what others wrote, quoted in a sentence of ours: outside “ ”, inside ‘ ’ (GB/T 15834).

/// A name in quotation marks. What stands in marks of its own, 《》 or “ ”, needs no others.
pub fn in_quotation_marks(name: &str) -> String {
    let name = name.trim();
    if has_marks_of_its_own(name) {
        return name.to_owned();
    }
    format!("“{}”", inside(name))
}

/// Whether one pair of marks encloses all of it.
fn has_marks_of_its_own(name: &str) -> bool {
    [('《', '》'), ('“', '”')].into_iter().any(|(opens, closes)| {
        let inner = name
            .strip_prefix(opens)
            .and_then(|rest| rest.strip_suffix(closes));
        inner.is_some_and(|inner| !inner.is_empty() && !inner.contains([opens, closes]))
    })
}

/// The marks of what stands inside a quotation: each one level deeper. Single marks without double ones stay, since they
/// are inner marks already, or no quotation marks.
fn inside(name: &str) -> String {
    if !name.contains(['“', '”']) {
        return name.to_owned();
    }
    let are_nested = name.contains('‘');
    let deeper = name.chars().map(|mark| match mark {
        '“' => '‘',
        '”' => '’',
        '‘' if are_nested => '“',
        '’' if are_nested => '”',
        other => other,
    });
    deeper.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_nested_as_chinese_nests_them() {
        for (name, quoted) in [
            ("张甲", "“张甲”"),
            ("“关键少数”学习感悟.docx", "“‘关键少数’学习感悟.docx”"),
            ("“关键少数”", "“关键少数”"),
            ("“甲”与“乙”", "“‘甲’与‘乙’”"),
            ("《学习感悟》", "《学习感悟》"),
            ("《甲》与《乙》", "“《甲》与《乙》”"),
            ("论“‘甲’与乙”", "“论‘“甲”与乙’”"),
            ("O’Neil“感悟”", "“O’Neil‘感悟’”"),
            ("‘甲’说", "“‘甲’说”"),
        ] {
            assert_eq!(in_quotation_marks(name), quoted, "{name}");
        }
    }
}
