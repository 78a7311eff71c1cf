//! A ledger with what every sheet looks up in it.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike as _, NaiveDateTime, Utc};
use chrono_tz::Tz;
use domain::ids::{ArrivalId, SocietyCode};
use domain::ledger::{ArrivalRecord, Ledger};
use domain::society::Society;

use crate::table::Cell;

/// The ledger, with arrivals by number and societies by code.
#[derive(Debug)]
pub(crate) struct View<'a> {
    pub(crate) ledger: &'a Ledger,
    arrivals: BTreeMap<ArrivalId, &'a ArrivalRecord>,
    societies: BTreeMap<&'a SocietyCode, (usize, &'a Society)>,
}

impl<'a> View<'a> {
    pub(crate) fn new(ledger: &'a Ledger) -> Self {
        let arrivals = ledger
            .arrivals
            .iter()
            .map(|record| (record.arrival.id, record))
            .collect();
        let places = ledger.rows.iter().enumerate();
        let societies = places
            .map(|(place, row)| (&row.society.code, (place, &row.society)))
            .collect();
        Self {
            ledger,
            arrivals,
            societies,
        }
    }

    /// Place in the roster; whoever left the roster comes last.
    pub(crate) fn place(&self, code: &SocietyCode) -> usize {
        self.societies.get(code).map_or(usize::MAX, |(place, _)| *place)
    }

    /// 编号, 学会名称, 类别.
    pub(crate) fn society_cells(&self, code: &SocietyCode) -> [Cell; 3] {
        match self.societies.get(code) {
            Some((_, society)) => society_cells(society),
            None => [Cell::text(code.as_str()), Cell::text("（不在名录）"), Cell::Blank],
        }
    }

    /// A society in one line.
    pub(crate) fn society_line(&self, code: &SocietyCode) -> String {
        match self.societies.get(code) {
            Some((_, society)) => format!("{code} {}", society.name),
            None => format!("{code}（不在名录）"),
        }
    }

    /// The trusted time of receipt of an arrival.
    pub(crate) fn received(&self, arrival: ArrivalId) -> Option<DateTime<Utc>> {
        let record = self.arrivals.get(&arrival)?;
        record.arrival.received.map(|received| received.at)
    }

    /// That time as a cell.
    pub(crate) fn received_cell(&self, arrival: ArrivalId) -> Cell {
        self.received(arrival)
            .map_or_else(|| Cell::text("未能确定"), |at| self.moment_cell(at))
    }

    /// A moment as a cell; as text where Excel has no date for it.
    pub(crate) fn moment_cell(&self, at: DateTime<Utc>) -> Cell {
        let local = self.local(at);
        if (1900..=9999).contains(&local.year()) {
            Cell::Moment(local)
        } else {
            Cell::Text(local.format("%Y-%m-%d %H:%M:%S").to_string())
        }
    }

    /// A moment in the notice's zone.
    pub(crate) fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        at.with_timezone(&self.ledger.notice.zone).naive_local()
    }

    /// When the ledger was drawn, with the zone.
    pub(crate) fn snapshot(&self) -> String {
        let local = self.local(self.ledger.taken_at);
        let zone = match self.ledger.notice.zone {
            Tz::Asia__Shanghai => "北京时间",
            other => other.name(),
        };
        format!("{}（{zone}）", local.format("%Y-%m-%d %H:%M"))
    }

    /// 文号, 发文机关 and time: the line under every title.
    pub(crate) fn heading(&self) -> String {
        let notice = &self.ledger.notice;
        let number = notice.number.as_ref().map_or("（无）", |number| number.as_str());
        format!(
            "文号：{number}　　发文机关：{}　　统计截至：{}",
            notice.issuer,
            self.snapshot()
        )
    }
}

/// 编号, 学会名称, 类别.
pub(crate) fn society_cells(society: &Society) -> [Cell; 3] {
    [
        Cell::text(society.code.as_str()),
        Cell::text(&society.name),
        Cell::text(&society.category),
    ]
}
