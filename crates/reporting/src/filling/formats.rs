//! Formats of the template, and dates in cells whose format shows none.

use super::TemplateFault;
use crate::blank::package::Parts;

const PART: &str = "xl/styles.xml";
/// What a date is shown as where the template has no format for it.
const SHOWN: &str = "yyyy-mm-dd hh:mm";
/// The first number that a workbook's own number formats have (ECMA-376 part 1, 18.8.30).
const OWN: u32 = 164;

/// The formats of cells, by their number.
#[derive(Debug)]
pub(super) struct Formats {
    text: String,
    /// Format elements as written.
    listed: Vec<String>,
    /// Numbers of formats and of what stands for them where a date is meant.
    dated: Vec<(usize, usize)>,
    /// Number formats of the workbook's own that show a date.
    own_dates: Vec<u32>,
    /// A number for a number format that the workbook does not have.
    free: u32,
}

impl Formats {
    pub(super) fn read(parts: &Parts) -> Self {
        let text = parts.text(PART).unwrap_or_default().to_owned();
        let (_, list) = text.split_once("<cellXfs").unwrap_or(("", ""));
        let (list, _) = list.split_once("</cellXfs>").unwrap_or(("", ""));
        let listed = list
            .split("<xf ")
            .skip(1)
            .map(|format| format!("<xf {}", format.trim_end()))
            .collect();
        let own: Vec<(u32, String)> = text
            .split("<numFmt ")
            .skip(1)
            .filter_map(|format| {
                Some((
                    value(format, "numFmtId")?.parse().ok()?,
                    value(format, "formatCode")?,
                ))
            })
            .collect();
        Self {
            listed,
            dated: Vec::new(),
            free: own
                .iter()
                .map(|(number, _)| number + 1)
                .max()
                .unwrap_or(OWN)
                .max(OWN),
            own_dates: own
                .into_iter()
                .filter(|(_, code)| is_date(code))
                .map(|(number, _)| number)
                .collect(),
            text,
        }
    }

    /// A format like this one that shows a date; `None` when the workbook's formats cannot be read.
    pub(super) fn dated(&mut self, style: Option<&str>) -> Option<String> {
        let number = style.unwrap_or("0").parse::<usize>().ok()?;
        let format = self.listed.get(number)?;
        let shown: u32 = value(format, "numFmtId")
            .and_then(|number| number.parse().ok())
            .unwrap_or(0);
        if matches!(shown, 14..=22 | 27..=36 | 45..=47 | 50..=58) || self.own_dates.contains(&shown) {
            return Some(number.to_string());
        }
        if let Some((_, dated)) = self.dated.iter().find(|(known, _)| *known == number) {
            return Some(dated.to_string());
        }
        let place = self.listed.len() + self.dated.len();
        self.dated.push((number, place));
        Some(place.to_string())
    }

    /// The part with the formats that were added, if any: cells already bear their numbers, so a part that they cannot
    /// be added to leaves no workbook.
    pub(super) fn finish(self) -> Result<Option<(String, String)>, TemplateFault> {
        if self.dated.is_empty() {
            return Ok(None);
        }
        self.with_added().map(Some).ok_or(TemplateFault::Formats)
    }

    fn with_added(&self) -> Option<(String, String)> {
        let added: Vec<String> = self
            .dated
            .iter()
            .map(|(number, _)| Some(with_number_format(self.listed.get(*number)?, self.free)))
            .collect::<Option<_>>()?;
        let (before, after) = self.text.split_once("</cellXfs>")?;
        let (head, list) = before.split_once("<cellXfs")?;
        let (_, list) = list.split_once('>')?;
        let count = self.listed.len() + self.dated.len();
        let head = with_format_code(head, self.free)?;
        let text = format!(
            "{head}<cellXfs count=\"{count}\">{list}{}</cellXfs>{after}",
            added.concat()
        );
        Some((PART.to_owned(), text))
    }
}

/// The format with a number format, and shrunk to fit: a date that is wider than its column would show as `###`.
fn with_number_format(format: &str, number: u32) -> String {
    let (tag, rest) = format.split_once('>').unwrap_or((format, ""));
    let is_kept = |attribute: &&str| {
        let replaced = ["numFmtId=", "applyNumberFormat=", "applyAlignment=", "<xf"];
        !replaced.iter().any(|name| attribute.starts_with(name))
    };
    let attributes: Vec<&str> = tag
        .trim_end_matches('/')
        .split_whitespace()
        .filter(is_kept)
        .collect();
    let attributes = attributes.join(" ");
    let children = match rest.split_once("<alignment ") {
        Some((before, after)) => {
            let alignment = after
                .replacen("wrapText=\"1\"", "", 1)
                .replacen("shrinkToFit=\"1\"", "", 1);
            format!("{before}<alignment shrinkToFit=\"1\" {alignment}")
        }
        None if tag.ends_with('/') => "<alignment shrinkToFit=\"1\"/></xf>".to_owned(),
        None => format!("<alignment shrinkToFit=\"1\"/>{rest}"),
    };
    format!("<xf numFmtId=\"{number}\" applyNumberFormat=\"1\" applyAlignment=\"1\" {attributes}>{children}")
}

fn with_format_code(head: &str, number: u32) -> Option<String> {
    let code = format!("<numFmt numFmtId=\"{number}\" formatCode=\"{SHOWN}\"/>");
    if let Some((before, list)) = head.split_once("<numFmts") {
        let (tag, rest) = list.split_once('>')?;
        // A list without formats may be a tag without content.
        let (list, after) = if tag.ends_with('/') {
            ("", rest)
        } else {
            rest.split_once("</numFmts>")?
        };
        let count = list.matches("<numFmt ").count() + 1;
        return Some(format!(
            "{before}<numFmts count=\"{count}\">{list}{code}</numFmts>{after}"
        ));
    }
    let (before, after) = head.split_once("<styleSheet")?;
    let (attributes, after) = after.split_once('>')?;
    Some(format!(
        "{before}<styleSheet{attributes}><numFmts count=\"1\">{code}</numFmts>{after}"
    ))
}

fn value(tag: &str, name: &str) -> Option<String> {
    let (tag, _) = tag.split_once('>')?;
    let (_, rest) = tag.split_once(&format!("{name}=\""))?;
    rest.split('"').next().map(str::to_owned)
}

/// Whether a format code shows a day or an hour; what it quotes does not count.
fn is_date(code: &str) -> bool {
    let code = code.replace("&quot;", "\"");
    let mut is_outside = true;
    code.chars().any(|character| {
        match character {
            '"' => is_outside = !is_outside,
            '[' => is_outside = false,
            ']' => is_outside = true,
            _ => {}
        }
        is_outside && matches!(character.to_ascii_lowercase(), 'y' | 'd' | 'h')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_for_dates_keeps_what_else_it_says() {
        let made = "<xf numFmtId=\"164\" applyNumberFormat=\"1\" applyAlignment=\"1\"";
        for (format, dated) in [
            (
                "<xf numFmtId=\"0\" fontId=\"2\"/>",
                " fontId=\"2\"><alignment shrinkToFit=\"1\"/></xf>",
            ),
            (
                "<xf numFmtId=\"49\" fontId=\"2\"><alignment wrapText=\"1\" vertical=\"top\"/></xf>",
                " fontId=\"2\"><alignment shrinkToFit=\"1\"  vertical=\"top\"/></xf>",
            ),
            (
                "<xf fontId=\"2\" numFmtId=\"0\"><protection locked=\"0\"/></xf>",
                " fontId=\"2\"><alignment shrinkToFit=\"1\"/><protection locked=\"0\"/></xf>",
            ),
        ] {
            assert_eq!(with_number_format(format, 164), format!("{made}{dated}"));
        }
    }

    #[test]
    fn a_list_without_formats_takes_the_first_one() {
        let code = "<numFmt numFmtId=\"164\" formatCode=\"yyyy-mm-dd hh:mm\"/>";
        for empty in [
            "<numFmts count=\"0\"/>",
            "<numFmts count=\"0\" />",
            "<numFmts></numFmts>",
            "",
        ] {
            assert_eq!(
                with_format_code(&format!("<styleSheet a=\"b\">{empty}<fonts/>"), 164).unwrap(),
                format!("<styleSheet a=\"b\"><numFmts count=\"1\">{code}</numFmts><fonts/>")
            );
        }
    }

    #[test]
    fn dates_are_told_from_numbers_by_their_code() {
        for code in [
            "yyyy-mm-dd",
            "yyyy\"年\"m\"月\"d\"日\"",
            "h:mm",
            "[$-804]yyyy/m/d",
        ] {
            assert!(is_date(code), "{code}");
        }
        for code in ["0.00", "#,##0 \"day\"", "[Red]0", "@"] {
            assert!(!is_date(code), "{code}");
        }
    }
}
