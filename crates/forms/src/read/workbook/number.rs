//! Numbers and dates as a cell shows them.

use calamine::ExcelDateTime;

/// Digits that a spreadsheet keeps.
const PRECISION: usize = 14;

/// A number under a number format; integers come without `.0`, long ones without an exponent.
pub(super) fn number(value: f64, format: &str) -> String {
    let section = format.split(';').next().unwrap_or_default();
    let is_percent = section.contains('%') && !section.contains('"');
    let shown = if is_percent { value * 100.0 } else { value };
    let text = match decimals(section) {
        Some(decimals) => format!("{shown:.decimals$}"),
        None => general(shown),
    };
    let zeros = leading_zeros(section);
    let padding = zeros.saturating_sub(
        text.trim_start_matches('-')
            .chars()
            .take_while(char::is_ascii_digit)
            .count(),
    );
    let text = match text.strip_prefix('-') {
        Some(digits) => format!("-{}{digits}", "0".repeat(padding)),
        None => format!("{}{text}", "0".repeat(padding)),
    };
    if is_percent { text + "%" } else { text }
}

fn general(value: f64) -> String {
    if !value.is_finite() {
        return String::new();
    }
    // 0.1 + 0.2 is 0.3 in a spreadsheet.
    let rounded = format!("{value:.PRECISION$e}").parse::<f64>().unwrap_or(value);
    if rounded.abs() >= 1e21 {
        format!("{rounded:E}")
    } else {
        format!("{rounded}")
    }
}

/// Decimal places of `0.00`, `0`, `#,##0.0`; `None` for General, text and everything else.
fn decimals(section: &str) -> Option<usize> {
    let plain = section.trim_end_matches(['_', ' ', '%']);
    if plain.is_empty() || !plain.chars().all(|c| matches!(c, '0' | '#' | '.' | ',')) {
        return None;
    }
    let (_, fraction) = plain.split_once('.').unwrap_or((plain, ""));
    // `0.##` shows as many as there are.
    if fraction.contains('#') {
        None
    } else {
        Some(fraction.chars().count())
    }
}

/// Numbers such as 000123 keep their zeros through the format only.
fn leading_zeros(section: &str) -> usize {
    let (whole, _) = section.split_once('.').unwrap_or((section, ""));
    if whole.chars().all(|c| c == '0') {
        whole.chars().count()
    } else {
        0
    }
}

/// `2022-10-20`, `2022-10-20 14:30`, `14:30`, or `2022-10` where the format shows no day.
pub(super) fn date(value: ExcelDateTime, format: &str) -> String {
    let serial = value.as_f64();
    if value.is_duration() {
        return duration(serial);
    }
    let (year, month, day, hour, minute, second, _) = value.to_ymd_hms_milli();
    let time = if second == 0 {
        format!("{hour:02}:{minute:02}")
    } else {
        format!("{hour:02}:{minute:02}:{second:02}")
    };
    if (0.0..1.0).contains(&serial) {
        return time;
    }
    let date = if without_day(format) {
        format!("{year:04}-{month:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02}")
    };
    if (hour, minute, second) == (0, 0, 0) {
        date
    } else {
        format!("{date} {time}")
    }
}

/// The same for a date as strict workbooks write it: `2022-10-20T14:30:00`, with the day, the time or both.
pub(super) fn iso_date(text: &str, format: &str) -> String {
    /// Days of a time without a day, in both calendars of Excel.
    const NO_DAY: [&str; 3] = ["1899-12-30", "1899-12-31", "1904-01-01"];
    let (day, time) = text.split_once('T').unwrap_or((text, ""));
    let time = time.trim_end_matches('Z');
    let time = time.split_once('.').map_or(time, |(whole, _)| whole);
    let time = time.strip_suffix(":00").unwrap_or(time);
    let day = if NO_DAY.contains(&day) && !time.is_empty() {
        ""
    } else {
        day
    };
    let day = match day.rsplit_once('-') {
        Some((month, _)) if without_day(format) => month,
        Some(_) | None => day,
    };
    match (day, time) {
        ("", time) => time.to_owned(),
        (day, "" | "00:00") => day.to_owned(),
        (day, time) => format!("{day} {time}"),
    }
}

fn duration(days: f64) -> String {
    let minutes = (days * 24.0 * 60.0).round();
    format!("{}:{:02}", (minutes / 60.0).trunc(), (minutes % 60.0).abs())
}

/// A format with year and month but no day, such as `yyyy"年"m"月"`.
fn without_day(format: &str) -> bool {
    let mut quoted = false;
    let mut bracketed = false;
    let codes: String = format
        .chars()
        .filter(|&c| {
            match c {
                '"' => quoted = !quoted,
                '[' => bracketed = true,
                ']' => bracketed = false,
                _ => {}
            }
            !quoted && !bracketed
        })
        .collect::<String>()
        .to_ascii_lowercase();
    codes.contains('y') && codes.contains('m') && !codes.contains(['d', 'h'])
}
