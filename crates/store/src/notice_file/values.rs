//! Values of the kinds that a notice file has.

use std::fmt::Display;
use std::ops::RangeInclusive;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use domain::notice::Bounds;
use toml::de::DeValue;

use super::table::{Table, Value};

impl Table<'_> {
    /// A text that is not blank, trimmed.
    pub(super) fn text(&self, key: &'static str) -> Option<String> {
        self.get(key)?.text()
    }

    pub(super) fn required_text(&self, key: &'static str) -> Option<String> {
        self.required(key)?.text()
    }

    /// An identifier.
    pub(super) fn required_id<T, E: Display>(
        &self,
        key: &'static str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Option<T> {
        let value = self.required(key)?;
        match parse(&value.text()?) {
            Ok(id) => Some(id),
            Err(error) => {
                value.problem(error);
                None
            }
        }
    }

    /// Texts; empty when the file has none.
    pub(super) fn texts(&self, key: &'static str) -> Vec<String> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        let elements = value.elements("an array of texts");
        elements.iter().filter_map(Value::text).collect()
    }

    /// One of a few words.
    pub(super) fn word<T: Copy>(&self, key: &'static str, allowed: &[(&str, T)]) -> Option<T> {
        self.get(key)?.word(allowed)
    }

    pub(super) fn flag(&self, key: &'static str) -> Option<bool> {
        let value = self.get(key)?;
        value.toml.as_bool().or_else(|| value.wrong("true or false"))
    }

    pub(super) fn number(&self, key: &'static str, allowed: RangeInclusive<u32>) -> Option<u32> {
        let allowed = i64::from(*allowed.start())..=i64::from(*allowed.end());
        let number = self.get(key)?.number(allowed)?;
        u32::try_from(number).ok()
    }

    /// Whole numbers; empty when the file has none.
    pub(super) fn numbers(&self, key: &'static str, allowed: RangeInclusive<i32>) -> Vec<i32> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        let allowed = i64::from(*allowed.start())..=i64::from(*allowed.end());
        let elements = value.elements("an array of whole numbers").into_iter();
        elements
            .filter_map(|element| element.number(allowed.clone()))
            .filter_map(|number| i32::try_from(number).ok())
            .collect()
    }

    pub(super) fn date(&self, key: &'static str) -> Option<NaiveDate> {
        self.get(key)?.date()
    }

    pub(super) fn required_date(&self, key: &'static str) -> Option<NaiveDate> {
        self.required(key)?.date()
    }

    /// `{ min, max }` or `"none"`; unbounded when the file has none.
    pub(super) fn bounds(&self, key: &'static str) -> Bounds {
        let Some(value) = self.get(key) else {
            return Bounds::default();
        };
        if value.toml.as_str() == Some("none") {
            return Bounds::default();
        }
        let Some(table) = value.table() else {
            return Bounds::default();
        };
        let min = table.number("min", 0..=10_000_000);
        let max = table.number("max", 0..=10_000_000);
        if min.zip(max).is_some_and(|(min, max)| min > max) {
            value.problem("has a min greater than its max");
        }
        table.close();
        Bounds { min, max }
    }
}

impl Value<'_> {
    /// A text that is not blank, trimmed; anything else is a problem.
    pub(super) fn text(&self) -> Option<String> {
        match self.toml {
            DeValue::String(text) if text.trim().is_empty() => {
                self.problem("must not be empty");
                None
            }
            DeValue::String(text) => Some(text.trim().to_owned()),
            _ => self.wrong("a text"),
        }
    }

    /// One of a few words; anything else is a problem.
    pub(super) fn word<T: Copy>(&self, allowed: &[(&str, T)]) -> Option<T> {
        let text = self.toml.as_str();
        let found = allowed.iter().find(|(word, _)| Some(*word) == text);
        if found.is_none() {
            let words: Vec<String> = allowed.iter().map(|(word, _)| format!("{word:?}")).collect();
            self.problem(format!("must be {}", words.join(" or ")));
        }
        found.map(|(_, value)| *value)
    }

    /// A day; anything else is a problem.
    pub(super) fn date(&self) -> Option<NaiveDate> {
        let date = match self.toml {
            DeValue::Datetime(moment) if moment.time.is_none() => moment.date.and_then(day),
            DeValue::String(text) => text.parse().ok(),
            _ => None,
        };
        date.or_else(|| self.wrong("a date such as 2022-10-24"))
    }

    /// A moment in the notice's zone; anything else is a problem.
    pub(super) fn moment(&self) -> Option<NaiveDateTime> {
        let moment = match self.toml {
            DeValue::Datetime(moment) if moment.offset.is_none() => {
                let time = moment.time.and_then(|time| {
                    let second = time.second.unwrap_or(0);
                    NaiveTime::from_hms_opt(time.hour.into(), time.minute.into(), second.into())
                });
                moment.date.and_then(day).zip(time)
            }
            _ => None,
        };
        let moment = moment.map(|(day, time)| day.and_time(time));
        moment.or_else(|| self.wrong("a date with a time and without offset, such as 2022-10-24T12:00:00"))
    }
}

fn day(date: toml::value::Date) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
}
