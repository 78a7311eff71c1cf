//! Numbers as Word writes them in automatic numbering.

const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
const LEGAL: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
const STEMS: [char; 10] = ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛', '壬', '癸'];
const BRANCHES: [char; 12] = [
    '子', '丑', '寅', '卯', '辰', '巳', '午', '未', '申', '酉', '戌', '亥',
];

/// The number in the form that `w:numFmt` names; `None` for bullets and no number at all.
pub(in crate::read) fn write(number: u32, format: &str) -> Option<String> {
    let text = match format {
        "none" | "bullet" => return None,
        "decimalZero" => format!("{number:02}"),
        "decimalFullWidth" | "decimalFullWidth2" => shifted_digits(number, '０'),
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "koreanCounting" => counting(number, &DIGITS, ['十', '百', '千']),
        "chineseLegalSimplified" | "ideographLegalTraditional" => {
            counting(number, &LEGAL, ['拾', '佰', '仟'])
        }
        "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital" => digital(number),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => {
            offset(number, '①', 20).unwrap_or_else(|| number.to_string())
        }
        "decimalEnclosedParen" => offset(number, '⑴', 20).unwrap_or_else(|| format!("({number})")),
        "decimalEnclosedFullstop" => offset(number, '⒈', 20).unwrap_or_else(|| format!("{number}.")),
        "ideographEnclosedCircle" => offset(number, '㊀', 10).unwrap_or_else(|| number.to_string()),
        "ideographTraditional" => of_list(number, &STEMS),
        "ideographZodiac" => of_list(number, &BRANCHES),
        "lowerLetter" => letters(number, 'a'),
        "upperLetter" => letters(number, 'A'),
        "lowerRoman" => roman(number).to_lowercase(),
        "upperRoman" => roman(number),
        _ => number.to_string(),
    };
    Some(text)
}

fn offset(number: u32, first: char, count: u32) -> Option<String> {
    let step = number.checked_sub(1).filter(|step| *step < count)?;
    char::from_u32(u32::from(first).saturating_add(step)).map(String::from)
}

fn shifted_digits(number: u32, zero: char) -> String {
    let digit = |c: char| {
        c.to_digit(10)
            .and_then(|digit| char::from_u32(u32::from(zero) + digit))
    };
    number.to_string().chars().filter_map(digit).collect()
}

fn digit(value: u32, digits: &[char; 10]) -> char {
    digits.get(value as usize % 10).copied().unwrap_or('〇')
}

fn digital(number: u32) -> String {
    number
        .to_string()
        .chars()
        .filter_map(|c| c.to_digit(10))
        .map(|value| digit(value, &DIGITS))
        .collect()
}

/// 十一, 一百零二. Numbers above 9999 are written with digits, as nobody numbers so far.
fn counting(number: u32, digits: &[char; 10], units: [char; 3]) -> String {
    if number == 0 || number > 9_999 {
        return number.to_string();
    }
    let mut text = String::new();
    let mut gap = false;
    for (power, unit) in [
        (1_000, Some(units[2])),
        (100, Some(units[1])),
        (10, Some(units[0])),
        (1, None),
    ] {
        let value = number / power % 10;
        if value == 0 {
            gap = !text.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            text.push('零');
        }
        // 十一, not 一十一; but 一百一十一.
        if !(power == 10 && value == 1 && text.is_empty()) {
            text.push(digit(value, digits));
        }
        text.extend(unit);
    }
    text
}

fn of_list(number: u32, list: &[char]) -> String {
    let step = number.saturating_sub(1) as usize;
    list.get(step).map_or_else(|| number.to_string(), char::to_string)
}

/// a, b, …, z, aa, bb, as Word does.
fn letters(number: u32, first: char) -> String {
    let Some(step) = number.checked_sub(1) else {
        return String::new();
    };
    let letter = char::from_u32(u32::from(first) + step % 26).unwrap_or(first);
    std::iter::repeat_n(letter, (step / 26 + 1).min(30) as usize).collect()
}

fn roman(number: u32) -> String {
    const PARTS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if number == 0 || number > 3_999 {
        return number.to_string();
    }
    let mut rest = number;
    let mut text = String::new();
    for (value, letters) in PARTS {
        while rest >= value {
            text.push_str(letters);
            rest -= value;
        }
    }
    text
}
