//! A ledger with what every sheet looks up in it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

use chrono::{DateTime, Datelike as _, NaiveDateTime, Utc};
use chrono_tz::Tz;
use domain::finding::{Finding, FindingCode};
use domain::ids::{ArrivalId, ItemId, SocietyCode};
use domain::ledger::{ArrivalRecord, Ledger};
use domain::selection::Selection;
use domain::society::Society;
use domain::submission::{Standing, Submission};
use domain::verdict::Judgement;

use crate::snapshot::Snapshot;
use crate::sources::Links;
use crate::table::Cell;

/// The ledger, with arrivals by number, societies by code and pieces in roster order.
#[derive(Debug)]
pub(crate) struct View<'a> {
    pub(crate) ledger: &'a Ledger,
    snapshot: &'a Snapshot,
    links: &'a Links,
    /// By number.
    arrivals: Vec<(ArrivalId, &'a ArrivalRecord)>,
    societies: BTreeMap<&'a SocietyCode, (usize, &'a Society)>,
    /// Places of pieces in the ledger, sorted when a sheet first asks for them: not every product does.
    current: OnceLock<Vec<u32>>,
    superseded: OnceLock<Vec<u32>>,
}

/// No path leads anywhere.
static NOWHERE: Links = Links {
    originals: BTreeMap::new(),
    attachments: BTreeMap::new(),
};

impl<'a> View<'a> {
    /// Without links to files.
    pub(crate) fn unlinked(snapshot: &'a Snapshot) -> Self {
        Self::new(snapshot, &NOWHERE)
    }

    pub(crate) fn new(snapshot: &'a Snapshot, links: &'a Links) -> Self {
        let ledger = &snapshot.ledger;
        let arrivals = ledger.arrivals.iter();
        let mut arrivals: Vec<_> = arrivals.map(|record| (record.arrival.id, record)).collect();
        arrivals.sort_by_key(|(id, _)| *id);
        let places = ledger.rows.iter().enumerate();
        let societies = places
            .map(|(place, row)| (&row.society.code, (place, &row.society)))
            .collect();
        Self {
            ledger,
            snapshot,
            links,
            arrivals,
            societies,
            current: OnceLock::new(),
            superseded: OnceLock::new(),
        }
    }

    /// A judgement as it stands now: what another arrival has brought since is not missing any more.
    pub(crate) fn standing(&self, judgement: &Judgement) -> Judgement {
        let may_have_come = |finding: &Finding| finding.code == FindingCode::MissingMedia;
        if judgement.findings.iter().any(may_have_come) {
            judgement.as_it_stands(&self.ledger.notice, &self.ledger.submissions)
        } else {
            judgement.clone()
        }
    }

    /// Place in the roster; whoever left the roster comes last.
    pub(crate) fn place(&self, code: &SocietyCode) -> usize {
        self.societies.get(code).map_or(usize::MAX, |(place, _)| *place)
    }

    /// 编号, 学会名称, 类别.
    pub(crate) fn society_cells(&self, code: &'a SocietyCode) -> [Cell<'a>; 3] {
        match self.societies.get(code) {
            Some((_, society)) => society_cells(society),
            None => [Cell::text(code.as_str()), Cell::text("（不在名录）"), Cell::Blank],
        }
    }

    /// The society with this code, unless it left the roster.
    pub(crate) fn society(&self, code: &SocietyCode) -> Option<&'a Society> {
        self.societies.get(code).map(|(_, society)| *society)
    }

    /// Pieces in roster order; those of societies that left the roster come last, never nowhere.
    pub(crate) fn pieces(&self, standing: Standing) -> impl Iterator<Item = &'a Submission> {
        self.pieces_at(standing, 0..usize::MAX)
    }

    /// Those of [`Self::pieces`] in a range of places; less where there are not so many.
    pub(crate) fn pieces_at(
        &self,
        standing: Standing,
        range: Range<usize>,
    ) -> impl Iterator<Item = &'a Submission> {
        let known = match standing {
            Standing::Current => &self.current,
            Standing::Superseded => &self.superseded,
        };
        let places = known.get_or_init(|| self.sorted(standing));
        let submissions = &self.ledger.submissions;
        let places = places.iter().skip(range.start).take(range.len());
        places.filter_map(|place| submissions.get(usize::try_from(*place).ok()?))
    }

    fn sorted(&self, standing: Standing) -> Vec<u32> {
        let pieces = (0..).zip(&self.ledger.submissions);
        let pieces = pieces.filter(|(_, piece)| piece.standing == standing);
        let mut pieces: Vec<(usize, u32)> = pieces
            .map(|(place, piece)| (self.place(&piece.society), place))
            .collect();
        pieces.sort_unstable();
        pieces.into_iter().map(|(_, place)| place).collect()
    }

    /// What the notice calls an item.
    pub(crate) fn item_title(&self, id: &'a ItemId) -> &'a str {
        let known = self.ledger.notice.item(id);
        known.map_or(id.as_str(), |item| &item.title)
    }

    /// Where the archive keeps the original of an arrival.
    pub(crate) fn original(&self, arrival: ArrivalId) -> Option<&'a str> {
        self.links.originals.get(&arrival).map(String::as_str)
    }

    /// Where the archive keeps a file that an arrival brought.
    pub(crate) fn file(&self, arrival: ArrivalId, sha256: &str) -> Option<&'a str> {
        let key = (arrival, sha256.to_owned());
        self.links.attachments.get(&key).map(String::as_str)
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
        let place = self.arrivals.binary_search_by_key(&arrival, |(id, _)| *id).ok()?;
        let (_, record) = self.arrivals.get(place)?;
        record.arrival.received.map(|received| received.at)
    }

    /// That time as a cell.
    pub(crate) fn received_cell(&self, arrival: ArrivalId) -> Cell<'static> {
        self.received(arrival)
            .map_or_else(|| Cell::text("未能确定"), |at| self.moment_cell(at))
    }

    /// A moment as a cell; as text where Excel has no date for it.
    pub(crate) fn moment_cell(&self, at: DateTime<Utc>) -> Cell<'static> {
        let local = self.local(at);
        if (1900..=9999).contains(&local.year()) {
            Cell::Moment(local)
        } else {
            Cell::text(local.format("%Y-%m-%d %H:%M:%S").to_string())
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

    /// 文号, or that there is none.
    pub(crate) fn number(&self) -> &'a str {
        let number = self.ledger.notice.number.as_ref();
        number.map_or("（无）", |number| number.as_str())
    }

    /// 快照编号.
    pub(crate) fn snapshot_id(&self) -> &'a str {
        &self.snapshot.id
    }

    /// 文号, 发文机关, time and 快照编号: the line under every title.
    pub(crate) fn heading(&self) -> String {
        format!(
            "文号：{}　　发文机关：{}　　统计截至：{}　　快照编号：{}",
            self.number(),
            self.ledger.notice.issuer,
            self.snapshot(),
            self.snapshot.id
        )
    }

    /// What was selected, where that is not everything.
    pub(crate) fn scope(&self) -> Option<String> {
        let selection = &self.snapshot.selection;
        if selection.is_whole() {
            return None;
        }
        Some(format!(
            "统计范围：{}。各学会报送状态仍按全部材料认定。",
            self.conditions(selection).join("；")
        ))
    }

    fn conditions(&self, selection: &Selection) -> Vec<String> {
        let listed = |what: &str, values: Vec<String>| {
            (!values.is_empty()).then(|| format!("{what}为{}", values.join("、")))
        };
        let items = selection.items.iter().map(|id| self.item_title_of(id)).collect();
        let categories = selection.categories.iter().cloned().collect();
        let societies = selection
            .societies
            .iter()
            .map(|code| self.society_line(code))
            .collect();
        let moment = |at: DateTime<Utc>| self.local(at).format("%Y-%m-%d %H:%M").to_string();
        [
            listed("征集项", items),
            listed("学会类别", categories),
            listed("学会", societies),
            selection.chosen_only.then(|| "仅含采用的材料".to_owned()),
            selection
                .from
                .map(|from| format!("收到时间不早于{}", moment(from))),
            selection
                .until
                .map(|until| format!("收到时间早于{}", moment(until))),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn item_title_of(&self, id: &ItemId) -> String {
        let known = self.ledger.notice.item(id);
        known.map_or_else(|| id.to_string(), |item| item.title.clone())
    }
}

/// 编号, 学会名称, 类别.
pub(crate) fn society_cells(society: &Society) -> [Cell<'_>; 3] {
    [
        Cell::text(society.code.as_str()),
        Cell::text(&society.name),
        Cell::text(&society.category),
    ]
}
