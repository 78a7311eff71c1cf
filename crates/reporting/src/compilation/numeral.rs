//! Chinese numerals, as headings are counted.

const DIGITS: [&str; 10] = ["〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
const PLACES: [(usize, &str); 4] = [(1_000, "千"), (100, "百"), (10, "十"), (1, "")];

/// 1 to 9,999 in Chinese; larger numbers in digits.
pub(super) fn chinese(number: usize) -> String {
    if number == 0 || number > 9_999 {
        return number.to_string();
    }
    let mut out = String::new();
    let mut is_gap = false;
    for (place, word) in PLACES {
        let digit = number / place % 10;
        if digit == 0 {
            is_gap = !out.is_empty();
            continue;
        }
        if is_gap {
            out.push('零');
            is_gap = false;
        }
        // 十一, not 一十一.
        if !(digit == 1 && place == 10 && out.is_empty()) {
            out += DIGITS.get(digit).copied().unwrap_or_default();
        }
        out += word;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_said_as_people_say_them() {
        let said = [
            (1, "一"),
            (10, "十"),
            (11, "十一"),
            (20, "二十"),
            (105, "一百零五"),
            (110, "一百一十"),
            (210, "二百一十"),
            (1_001, "一千零一"),
            (2_020, "二千零二十"),
        ];
        for (number, words) in said {
            assert_eq!(chinese(number), words);
        }
        assert_eq!(chinese(10_000), "10000");
    }
}
