//! The calendar of working days: the file of the configuration, or the one that this program brings along.

use anyhow::{Context as _, bail};
use chrono::NaiveDate;
use domain::workdays::WorkCalendar;
use serde::Deserialize;

use crate::settings::{Settings, WrongUsage};

const BUILT_IN: &str = include_str!("../../../config/workdays.toml");

/// The longest stretch of days that one entry may name.
const LONGEST: i64 = 31;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    year: Vec<Year>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "the key in the file is called year")]
struct Year {
    year: i32,
    #[serde(rename = "source")]
    _source: Option<String>,
    #[serde(default)]
    off: Vec<String>,
    #[serde(default)]
    worked: Vec<String>,
}

/// Reads the calendar.
pub(crate) fn calendar(settings: &Settings) -> anyhow::Result<WorkCalendar> {
    let path = &settings.letters.workdays;
    if path.is_empty() {
        return parse(BUILT_IN).context("the calendar of this program");
    }
    let path = settings.path(path);
    let text = std::fs::read_to_string(&path)
        .map_err(|error| WrongUsage(format!("[letters] workdays: {}: {error}", path.display())))?;
    parse(&text).with_context(|| format!("[letters] workdays: {}", path.display()))
}

fn parse(text: &str) -> anyhow::Result<WorkCalendar> {
    let file: File =
        toml::from_str(text).context("not a calendar; see config/workdays.toml for an example")?;
    let mut off = Vec::new();
    let mut worked = Vec::new();
    for year in &file.year {
        for (entries, days) in [(&year.off, &mut off), (&year.worked, &mut worked)] {
            for entry in entries {
                days.extend(stretch(entry).with_context(|| format!("{}: {entry:?}", year.year))?);
            }
        }
    }
    if let Some(both) = off.iter().find(|day| worked.contains(day)) {
        bail!("{both} is given as a day off and as a day worked");
    }
    Ok(WorkCalendar::new(
        file.year.iter().map(|year| year.year),
        off,
        worked,
    ))
}

/// `2022-10-01` or `2022-10-01/2022-10-07`.
fn stretch(entry: &str) -> anyhow::Result<impl Iterator<Item = NaiveDate> + use<>> {
    let (first, last) = entry.split_once('/').unwrap_or((entry, entry));
    let day = |text: &str| text.parse::<NaiveDate>().context("not a date such as 2022-10-01");
    let (first, last) = (day(first)?, day(last)?);
    if !(0..LONGEST).contains(&(last - first).num_days()) {
        bail!("does not run from an earlier to a later day of the same holiday");
    }
    Ok(first.iter_days().take_while(move |day| *day <= last))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_calendar_of_this_program_knows_its_years() {
        let calendar = parse(BUILT_IN).unwrap();
        assert!((2022..=2026).all(|year| calendar.knows(year)));
        for (workday, text) in [
            (false, "2022-10-07"),
            (true, "2022-10-08"),
            (false, "2022-12-31"),
            (false, "2026-02-23"),
            (true, "2026-02-28"),
            (true, "2022-10-24"),
        ] {
            assert_eq!(calendar.is_workday(day(text)), workday, "{text}");
        }
        // What is worked in exchange always falls on a weekend.
        let file: File = toml::from_str(BUILT_IN).unwrap();
        let empty = WorkCalendar::default();
        for entry in file.year.iter().flat_map(|year| &year.worked) {
            assert!(!empty.is_workday(day(entry)), "{entry} is no weekend");
        }
    }

    #[test]
    fn a_mistake_is_named() {
        for (entry, part) in [
            ("off = [\"2022-13-01\"]", "2022-13-01"),
            ("off = [\"2022-10-07/2022-10-01\"]", "earlier"),
            ("off = [\"2022-10-08\"]\nworked = [\"2022-10-08\"]", "day off"),
            ("of = []", "calendar"),
        ] {
            let error = parse(&format!("[[year]]\nyear = 2022\n{entry}")).unwrap_err();
            assert!(format!("{error:#}").contains(part), "{error:#}");
        }
    }
}
