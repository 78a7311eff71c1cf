//! 筛选 — what a person writes to name a part of a ledger, and the selection that it means.

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, TimeZone as _, Utc};
use chrono_tz::Tz;

use crate::directory::{Directory, Identified};
use crate::ids::{ItemId, SocietyCode};
use crate::notice::Notice;
use crate::selection::Selection;
use crate::society::Society;
use crate::text::is_same_text;

/// 筛选, as written: on a command line or on a page. Nothing given means everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Items, by identifier, title or alias.
    pub items: Vec<String>,
    /// 类别 of societies, as the roster writes them.
    pub categories: Vec<String>,
    /// Societies, by code or by a name that certainly means one.
    pub societies: Vec<String>,
    /// Only pieces that the office chose.
    pub chosen_only: bool,
    /// A day or a moment; from then on.
    pub from: Option<String>,
    /// A day, which is included, or a moment, before which.
    pub until: Option<String>,
}

/// Why a filter means no selection. The words say what there is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FilterFault {
    /// No such item.
    #[error("通知中没有征集项“{given}”。可选：{known}")]
    Item {
        /// What was written.
        given: String,
        /// What there is.
        known: String,
    },
    /// No such category.
    #[error("名录中没有学会类别“{given}”。可选：{known}")]
    Category {
        /// What was written.
        given: String,
        /// What there is.
        known: String,
    },
    /// No society, or more than one, goes by it.
    #[error("名录中没有学会“{given}”。{hint}")]
    Society {
        /// What was written.
        given: String,
        /// Similar ones, or how to write it.
        hint: String,
    },
    /// Neither a day nor a moment.
    #[error("时间“{given}”无法识别。格式如 2022-10-24、2022-10-24 17:30 或 2022-10-24T17:30:00+08:00")]
    Moment {
        /// What was written.
        given: String,
    },
    /// Nothing can lie between.
    #[error("起始时间不早于截止时间，范围内不会有任何来件")]
    Reversed,
}

impl Filter {
    /// The selection that is meant.
    ///
    /// # Errors
    /// For the first thing that the notice or the roster does not know; nothing is guessed.
    pub fn selection(&self, notice: &Notice, directory: &Directory) -> Result<Selection, FilterFault> {
        let from = moment(self.from.as_deref(), notice.zone, Edge::From)?;
        let until = moment(self.until.as_deref(), notice.zone, Edge::Until)?;
        if from.zip(until).is_some_and(|(from, until)| from >= until) {
            return Err(FilterFault::Reversed);
        }
        Ok(Selection {
            items: parts(&self.items)
                .iter()
                .map(|text| item(notice, text))
                .collect::<Result<_, _>>()?,
            categories: parts(&self.categories)
                .into_iter()
                .map(|text| category(directory, text))
                .collect::<Result<_, _>>()?,
            societies: parts(&self.societies)
                .iter()
                .map(|text| society(directory, text))
                .collect::<Result<_, _>>()?,
            chosen_only: self.chosen_only,
            from,
            until,
        })
    }
}

/// Several values may stand in one text, separated as people do.
fn parts(texts: &[String]) -> Vec<String> {
    texts
        .iter()
        .flat_map(|text| text.split([',', '，', '、', ';', '；', '\n']))
        .map(|part| part.trim().to_owned())
        .filter(|part| !part.is_empty())
        .collect()
}

fn item(notice: &Notice, given: &str) -> Result<ItemId, FilterFault> {
    let found = notice.items.iter().find(|item| {
        item.id.as_str() == given
            || is_same_text(&item.title, given)
            || item.aliases.iter().any(|alias| is_same_text(alias, given))
    });
    let known = notice.items.iter();
    found
        .map(|item| item.id.clone())
        .ok_or_else(|| FilterFault::Item {
            given: given.to_owned(),
            known: list(known.map(|item| format!("{}（{}）", item.id, item.title))),
        })
}

fn category(directory: &Directory, given: String) -> Result<String, FilterFault> {
    let known = categories(directory);
    if known.contains(&given.as_str()) {
        return Ok(given);
    }
    let known = if known.is_empty() {
        "名录未登记学会类别".to_owned()
    } else {
        list(known.into_iter().map(str::to_owned))
    };
    Err(FilterFault::Category { given, known })
}

/// 类别 of the roster, in its order, each once.
pub fn categories(directory: &Directory) -> Vec<&str> {
    let mut known: Vec<&str> = Vec::new();
    for society in directory.societies() {
        let category = society.category.as_str();
        if !category.is_empty() && !known.contains(&category) {
            known.push(category);
        }
    }
    known
}

fn society(directory: &Directory, given: &str) -> Result<SocietyCode, FilterFault> {
    let by_code = SocietyCode::parse(given).ok();
    if let Some(society) = by_code.and_then(|code| directory.get(&code)) {
        return Ok(society.code.clone());
    }
    let fault = |hint: String| FilterFault::Society {
        given: given.to_owned(),
        hint,
    };
    let shown = |societies: Vec<&Society>| {
        list(
            societies
                .into_iter()
                .map(|society| format!("{} {}", society.code, society.name)),
        )
    };
    match directory.identify(given) {
        Identified::Certain(society) => Ok(society.code.clone()),
        Identified::Several(several) => Err(fault(format!("同名的有：{}", shown(several)))),
        Identified::Similar(similar) => Err(fault(format!("名称相近的有：{}", shown(similar)))),
        Identified::Unknown => {
            let first = directory.societies().first();
            let hint = first.map_or_else(
                || "名录为空，请先导入名录".to_owned(),
                |society| format!("请填写编号或全称，如 {} {}", society.code, society.name),
            );
            Err(fault(hint))
        }
    }
}

fn list(values: impl Iterator<Item = String>) -> String {
    values.collect::<Vec<_>>().join("、")
}

/// Which end of a span a day stands for.
#[derive(Debug, Clone, Copy)]
enum Edge {
    /// Its first moment.
    From,
    /// The first moment of the day after.
    Until,
}

fn moment(given: Option<&str>, zone: Tz, edge: Edge) -> Result<Option<DateTime<Utc>>, FilterFault> {
    let Some(given) = given.map(str::trim).filter(|given| !given.is_empty()) else {
        return Ok(None);
    };
    let found = DateTime::parse_from_rfc3339(given)
        .map(|moment| moment.with_timezone(&Utc))
        .ok()
        .or_else(|| local(given, edge).and_then(|local| in_zone(local, zone)));
    found.map(Some).ok_or_else(|| FilterFault::Moment {
        given: given.to_owned(),
    })
}

fn local(given: &str, edge: Edge) -> Option<NaiveDateTime> {
    let formats = [
        "%Y-%m-%dT%H:%M",
        "%Y-%m-%d %H:%M",
        "%Y-%m-%dT%H:%M:%S",
        "%Y-%m-%d %H:%M:%S",
    ];
    if let Some(local) = formats
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(given, format).ok())
    {
        return Some(local);
    }
    let day = NaiveDate::parse_from_str(given, "%Y-%m-%d").ok()?;
    let day = match edge {
        Edge::From => Some(day),
        Edge::Until => day.checked_add_days(Days::new(1)),
    };
    day?.and_hms_opt(0, 0, 0)
}

/// A local time that the clocks passed over stands for the moment when they did so.
fn in_zone(local: NaiveDateTime, zone: Tz) -> Option<DateTime<Utc>> {
    let at = |local: NaiveDateTime| zone.from_local_datetime(&local).earliest();
    let found = at(local).or_else(|| at(local + chrono::Duration::hours(1)));
    found.map(|moment| moment.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn society(code: &str, name: &str, category: &str) -> Society {
        Society {
            code: SocietyCode::parse(code).unwrap(),
            name: name.into(),
            category: category.into(),
            aliases: Vec::new(),
            former_names: Vec::new(),
            addresses: Vec::new(),
            contacts: Vec::new(),
            phones: Vec::new(),
            further: Vec::new(),
        }
    }

    fn directory() -> Directory {
        Directory::new(vec![
            society("A-01", "华夏光学学会", "理科"),
            society("B-01", "华夏桥梁学会", "工科"),
            society("B-02", "华夏桥梁与隧道学会", "工科"),
        ])
    }

    fn of_societies(given: &[&str]) -> Result<Vec<String>, String> {
        let directory = directory();
        parts(&given.iter().map(ToString::to_string).collect::<Vec<_>>())
            .iter()
            .map(|text| society_code(&directory, text))
            .collect()
    }

    fn society_code(directory: &Directory, text: &str) -> Result<String, String> {
        super::society(directory, text)
            .map(|code| code.to_string())
            .map_err(|fault| fault.to_string())
    }

    #[test]
    fn societies_are_named_by_code_or_name_and_lists_are_taken_apart() {
        assert_eq!(
            of_societies(&["A-01，华夏桥梁学会", " B-02 "]).unwrap(),
            ["A-01", "B-01", "B-02"]
        );
        let fault = of_societies(&["华夏桥粱学会"]).unwrap_err();
        assert!(fault.contains("名称相近的有：B-01 华夏桥梁学会"), "{fault}");
        let fault = of_societies(&["Z-99"]).unwrap_err();
        assert!(fault.contains("如 A-01 华夏光学学会"), "{fault}");
    }

    #[test]
    fn categories_are_those_of_the_roster() {
        let directory = directory();
        assert_eq!(categories(&directory), ["理科", "工科"]);
        assert_eq!(category(&directory, "工科".into()).unwrap(), "工科");
        let fault = category(&directory, "农科".into()).unwrap_err().to_string();
        assert_eq!(fault, "名录中没有学会类别“农科”。可选：理科、工科");
    }

    #[test]
    fn a_day_is_meant_in_the_notices_zone_and_its_end_belongs_to_it() {
        let zone = Tz::Asia__Shanghai;
        let at = |given, edge| {
            moment(Some(given), zone, edge)
                .unwrap()
                .map(|moment| moment.to_rfc3339())
        };
        let day = "2022-10-24";
        assert_eq!(at(day, Edge::From).unwrap(), "2022-10-23T16:00:00+00:00");
        assert_eq!(at(day, Edge::Until).unwrap(), "2022-10-24T16:00:00+00:00");
        for exact in ["2022-10-24 17:30", "2022-10-24T17:30", "2022-10-24T09:30:00Z"] {
            assert_eq!(at(exact, Edge::Until).unwrap(), "2022-10-24T09:30:00+00:00");
        }
        assert_eq!(moment(Some(" "), zone, Edge::From).unwrap(), None);
        assert!(moment(Some("昨天"), zone, Edge::From).is_err());
        assert!(moment(Some("2022-13-01"), zone, Edge::From).is_err());
    }
}
