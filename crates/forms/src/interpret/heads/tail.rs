//! What stands behind a name and is neither name nor office: 2022年10月18日, a telephone number.

use domain::text::is_blank;

use crate::interpret::lines::trim;

/// A line that names a person, without the date or the telephone number behind it.
pub(in crate::interpret) fn without_tail(line: &str) -> &str {
    let line = line.trim_end_matches(is_blank);
    let ends = line
        .chars()
        .next_back()
        .is_some_and(|c| c.is_ascii_digit() || c == '日');
    if !ends {
        return line;
    }
    let gaps = line
        .char_indices()
        .rev()
        .take(LONGEST)
        .filter(|(_, c)| is_blank(*c) || matches!(c, '，' | ',' | '）' | ')'));
    for (at, gap) in gaps {
        let behind = at + gap.len_utf8();
        let tail = trim(line.get(behind..).unwrap_or_default());
        if is_day(tail) || is_telephone(tail) {
            let end = if matches!(gap, '）' | ')') { behind } else { at };
            return trim(line.get(..end).unwrap_or(line));
        }
    }
    line
}

/// Longest tail, in characters.
const LONGEST: usize = 24;

/// 2022年10月18日, 10月18日, 2022.10.18.
fn is_day(text: &str) -> bool {
    let day = |c: char| c.is_ascii_digit() || matches!(c, '年' | '月' | '日' | '.' | '-' | '/');
    let marks = text.chars().filter(|c| matches!(c, '.' | '-' | '/')).count();
    let months = text.chars().filter(|c| *c == '月').count();
    text.chars().all(day) && text.starts_with(|c: char| c.is_ascii_digit()) && (months == 1 || marks == 2)
}

fn is_telephone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (7..=13).contains(&digits)
        && text.chars().all(|c| c.is_ascii_digit() || c == '-')
        && !text.starts_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_telephones_behind_a_name_are_left_out() {
        for (line, left) in [
            ("张晓明 2022.10.18", "张晓明"),
            ("张晓明（理事长）2022年10月18日", "张晓明（理事长）"),
            ("李国强（秘书长） 10月19日", "李国强（秘书长）"),
            ("张晓明 理事长 13900001234", "张晓明 理事长"),
            ("1. 张晓明，理事长，010-55501234", "1. 张晓明，理事长"),
            ("2022年10月18日", "2022年10月18日"),
            ("建议在2022年底前完成", "建议在2022年底前完成"),
            ("共培训 1200", "共培训 1200"),
        ] {
            assert_eq!(without_tail(line), left);
        }
    }
}
