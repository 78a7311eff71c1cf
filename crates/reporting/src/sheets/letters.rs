//! 通知邮件 — what was written to societies, what it asked for and what became of it.

use std::collections::BTreeMap;

use domain::ids::ArrivalId;
use domain::ledger::Ledger;
use domain::letter::{
    Letter, LetterCause, LetterKind, LetterRecord, LetterState, Meanwhile, Told, in_order, is_for_society,
};
use domain::reminder::{Lack, MissingItem};

use super::society_columns;
use crate::labels;
use crate::table::{Cell, Column, Row, Rows, Sheet, Tone};
use crate::view::View;

/// Place of 来件号.
const ARRIVAL: u16 = 8;
/// Stands behind what had come when a letter left.
const LEFT_OUT: &str = "（发出前已补齐，未再要求）";
/// Columns to 最近失败原因.
const PRINTED: u16 = 17;

pub(super) fn sheet<'v>(view: &'v View<'_>) -> Sheet<'v> {
    let state = &[
        ("发送失败", Tone::Owed),
        ("待审核", Tone::Incomplete),
        ("待发送", Tone::Incomplete),
        ("待发送（可能已发出）", Tone::Incomplete),
        ("已发送（曾退信）", Tone::Done),
        ("待发送（已退信）", Tone::Owed),
        ("已退信", Tone::Owed),
        ("可能已发出", Tone::Incomplete),
        ("已发送", Tone::Done),
        ("已发送（试运行）", Tone::Nothing),
        ("已取消", Tone::Nothing),
    ];
    let mut columns = society_columns();
    columns.extend([
        Column::short("种类", 10),
        Column::short("事由", 10),
        Column::long("收件地址", 24),
        Column::long("主题", 24),
        Column::short("来件号", 8),
        Column::short("与来件\n合并发出", 9),
        Column::short("登记\n篇数", 6),
        Column::long("请补报、补正事项", 44),
        Column::short("状态", 10).toned(state),
        Column::short("生成时间", 18),
        Column::short("发出时间", 18),
        Column::short("发送\n次数", 6),
        Column::long("最近失败原因", 20),
        // Wide, since they are not printed: they would make rows high that are.
        Column::long("邮件标识", 60),
        Column::code("发出邮件SHA-256", 68),
    ]);
    let mut sheet = Sheet::new("通知邮件", "通知邮件和报送提醒发送情况", columns, Vec::new());
    sheet.rows = Rows::made(move || {
        let bundles = Bundles::of(view.ledger);
        let letters = view.ledger.letters.iter().zip(1..);
        letters.map(move |(record, number)| row(view, &bundles, number, record))
    });
    sheet.notes.extend(summary(view));
    sheet.frozen_columns = 3;
    sheet.printed_columns = Some(PRINTED);
    sheet
}

fn summary(view: &View<'_>) -> Option<String> {
    let letters = &view.ledger.letters;
    let count = |state| letters.iter().filter(|record| record.state == state).count();
    let trial = letters
        .iter()
        .filter(|record| record.redirected_to.is_some())
        .count();
    let some = |count: usize, text: &str| match count {
        0 => String::new(),
        count => format!("{text}{count}件"),
    };
    (!letters.is_empty()).then(|| {
        format!(
            "说明：共{}件，其中已发送{}件{}、待发送{}件、待审核{}件、发送失败{}件、已取消{}件{}{}{}；打印范围至“最近失败原因”列，其后各列供电子查阅。",
            letters.len(),
            count(LetterState::Sent),
            gathered(letters),
            count(LetterState::Queued),
            count(LetterState::AwaitingApproval),
            count(LetterState::Failed),
            count(LetterState::Cancelled),
            some(count(LetterState::InDoubt), "、可能已发出"),
            some(count(LetterState::Returned), "、已退信"),
            some(trial, "；已发送的邮件中，试运行（未发给学会）")
        )
    })
}

/// Receipts to one address leave together: how many mails those make that were sent, where that is another number.
fn gathered(letters: &[LetterRecord]) -> String {
    let sent = letters.iter().filter(|record| record.state == LetterState::Sent);
    let (sent, with_another) = sent.fold((0, 0), |(sent, with), record| {
        (sent + 1, with + usize::from(record.sent_with.is_some()))
    });
    match with_another {
        0 => String::new(),
        with => format!("（同一地址的回执合并，实际发出{}封）", sent - with),
    }
}

const fn of_trial(trial: bool) -> &'static str {
    if trial { "（试运行）" } else { "" }
}

/// What left as one letter, by the Message-ID with which it left.
struct Bundles<'v> {
    ledger: &'v Ledger,
    /// The arrival after which such a letter is named.
    leads: BTreeMap<&'v str, ArrivalId>,
    letters: BTreeMap<&'v str, Vec<&'v Letter>>,
}

impl<'v> Bundles<'v> {
    fn of(ledger: &'v Ledger) -> Self {
        let mut letters: BTreeMap<&str, Vec<&Letter>> = BTreeMap::new();
        let mut leads = BTreeMap::new();
        for record in &ledger.letters {
            letters.entry(left_as(record)).or_default().push(&record.letter);
            let answers = record.letter.key.answers().filter(|_| record.sent_with.is_none());
            leads.extend(answers.map(|(arrival, _)| (left_as(record), arrival)));
        }
        for together in letters.values_mut() {
            *together = in_order(together.iter().copied());
        }
        Self {
            ledger,
            leads,
            letters,
        }
    }

    /// The arrival with whose receipt this one left.
    fn lead(&self, record: &LetterRecord) -> Option<ArrivalId> {
        let within = record.sent_with.as_deref()?;
        self.leads.get(within).copied()
    }

    /// What a letter asks to mend; of one that left, what it did not ask for is marked, since it had come by then.
    fn corrections(&self, record: &LetterRecord) -> Vec<String> {
        let nothing = Meanwhile::default();
        let told = Told {
            letter: &record.letter,
            receipts: self.letters.get(left_as(record)).map_or(&[], Vec::as_slice),
            meanwhile: self.ledger.worded.get(left_as(record)).unwrap_or(&nothing),
            notice: &self.ledger.notice,
        };
        let has_left = record.sent_at.is_some() || record.may_have_left();
        let findings = record.letter.corrections.iter();
        let asked = findings.filter(|finding| is_for_society(finding));
        asked
            .map(|finding| {
                let was_left_out = has_left && told.is_mended(finding);
                let mark = if was_left_out { LEFT_OUT } else { "" };
                format!("{}{mark}", finding.sentence())
            })
            .collect()
    }
}

/// Message-ID with which a letter leaves.
fn left_as(record: &LetterRecord) -> &str {
    record.sent_with.as_deref().unwrap_or(&record.message_id)
}

fn row<'v>(view: &View<'v>, bundles: &Bundles<'v>, number: usize, record: &'v LetterRecord) -> Row<'v> {
    let letter = &record.letter;
    let corrections = bundles.corrections(record).into_iter();
    let missing = letter.missing.iter();
    // An extension asks for nothing.
    let missing = missing.filter(|_| letter.key.kind != LetterKind::Extension);
    let missing = missing.map(|missing| unreported(view, missing));
    let asked: Vec<String> = corrections.chain(missing).collect();
    let arrival = letter.key.answers().map(|(arrival, _)| arrival);
    let (occasion, pieces) = match &letter.key.cause {
        LetterCause::Arrival { event, .. } => {
            let occasion = Cell::text(labels::occasion(*event));
            (occasion, Cell::count(letter.lines.len()))
        }
        LetterCause::Round { day, trial, .. } => {
            let occasion = format!("{}{}", day.format("%-m月%-d日"), of_trial(*trial));
            (Cell::text(occasion), Cell::Blank)
        }
        LetterCause::Extension { .. } => (Cell::text("同意延期"), Cell::Blank),
        LetterCause::Invitation { trial, .. } => {
            (Cell::text(format!("通知学会{}", of_trial(*trial))), Cell::Blank)
        }
    };
    let mut cells = vec![Cell::count(number)];
    cells.extend(view.society_cells(&letter.society));
    cells.extend([
        Cell::text(letter.key.kind.label()),
        occasion,
        Cell::text(labels::letter_recipient(record)),
        Cell::optional(record.subject.as_deref()),
        arrival.map_or(Cell::Blank, Cell::arrival),
        bundles.lead(record).map_or(Cell::Blank, Cell::arrival),
        pieces,
        Cell::text(asked.join("\n")),
        Cell::text(labels::letter_state(record)),
        view.moment_cell(record.created_at),
        record.sent_at.map_or(Cell::Blank, |at| view.moment_cell(at)),
        Cell::figure(record.attempts),
        Cell::optional(record.last_error.as_deref()),
        Cell::text(&record.message_id),
        Cell::optional(record.sent_original.as_deref()),
    ]);
    Row::plain(cells).linked(ARRIVAL, arrival.and_then(|arrival| view.original(arrival)))
}

/// An item that a reminder reminds of.
fn unreported(view: &View<'_>, missing: &MissingItem) -> String {
    let item = view.ledger.notice.item(&missing.item);
    let title = item.map_or(missing.item.as_str(), |item| item.title.as_str());
    let overdue = if missing.overdue { "，已逾期" } else { "" };
    let lack = match missing.lack {
        Lack::Nothing => "未报",
        Lack::Incomplete => "待补充",
        Lack::SentBack => "已退回",
        Lack::Withdrawn => "已撤回",
    };
    format!("{title}（{lack}{overdue}）")
}
