//! 通知 — what is asked of whom, by when, and through which mailbox.

use std::fmt;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::deadline::{Deadline, Due, Extension, Timeliness};
use crate::extension::Extensions;
use crate::ids::{ItemId, MailboxName, NoticeId, SocietyCode};

/// 文号 — the number under which an office issues a notice, as printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeNumber(String);

impl NoticeNumber {
    /// Accepts any text that is not blank; nothing is reformatted.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }

    /// The number as printed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for NoticeNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// 通知.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Short name, for example `cast-2022-41`.
    pub id: NoticeId,
    /// 文号.
    pub number: Option<NoticeNumber>,
    /// 标题.
    pub title: String,
    /// 发文机关.
    pub issuer: String,
    /// 成文日期. Mail older than this is none of the notice's business.
    pub issued_on: NaiveDate,
    /// The zone in which deadlines are meant.
    pub zone: Tz,
    /// What happens to late returns.
    pub late: LatePolicy,
    /// Added to every deadline.
    pub grace: Duration,
    /// Mailboxes and the items that each serves.
    pub mailboxes: Vec<MailboxRoute>,
    /// 征集项, in the notice's order.
    pub items: Vec<CollectionItem>,
    /// 表样 of the return form.
    pub form: Option<FormTemplate>,
    /// When reminders are due.
    pub reminders: ReminderPolicy,
    /// 延期 that the office granted to societies. Not of the notice file.
    pub extensions: Extensions,
}

/// 联系人 — whom of the office a society can ask. Stands in the notice file; the notice itself does not know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Name.
    pub person: String,
    /// 电话, as printed.
    pub phone: Option<String>,
}

/// What happens to late returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LatePolicy {
    /// Accepted and marked 迟报.
    Flag,
    /// The page is closed; mail is held, `late`.
    Refuse,
}

/// A mailbox and the items that it serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxRoute {
    /// Name.
    pub name: MailboxName,
    /// Address, lower case.
    pub address: String,
    /// Items served, in the notice's order.
    pub items: Vec<ItemId>,
}

/// 征集项 — one thing that a notice asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectionItem {
    /// Short name.
    pub id: ItemId,
    /// 名称.
    pub title: String,
    /// 别名 — other names by which people label their pieces.
    pub aliases: Vec<String>,
    /// 面向对象, as printed.
    pub audience: String,
    /// Whose piece it is.
    pub per: Per,
    /// Whether a society that sends nothing is chased.
    pub obligation: Obligation,
    /// Which societies are expected to answer.
    pub expected_of: ExpectedOf,
    /// 截止时间.
    pub deadline: Deadline,
    /// What a piece must have.
    pub requires: Requirements,
    /// Bounds of the 字数 of a piece.
    pub characters: Bounds,
    /// Bounds of the number of pieces from one society. `min` defaults to 1.
    pub entries: Bounds,
    /// 年龄要求.
    pub age: Option<AgeRule>,
    /// Whether 无 is an answer.
    pub nil_report: NilReport,
}

impl CollectionItem {
    /// An item that every society must answer promptly, without aliases, bounds or anything else to heed.
    pub fn new(id: ItemId, title: &str, per: Per) -> Self {
        Self {
            id,
            title: title.to_owned(),
            aliases: Vec::new(),
            audience: String::new(),
            per,
            obligation: Obligation::Required,
            expected_of: ExpectedOf::All,
            deadline: Deadline {
                due: Due::Prompt,
                phrase: None,
            },
            requires: Requirements::default(),
            characters: Bounds::default(),
            entries: Bounds::default(),
            age: None,
            nil_report: NilReport::NotAllowed,
        }
    }
}

/// Whose piece an item asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Per {
    /// One piece for each person.
    Person,
    /// One piece for the society.
    Society,
    /// Either, as the sender chooses.
    Either,
}

/// Whether an item must be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obligation {
    /// 应报.
    Required,
    /// 鼓励报送: never chased.
    Encouraged,
}

/// Which societies are expected to answer an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExpectedOf {
    /// Every society of the roster.
    All,
    /// Societies of these categories.
    Categories(Vec<String>),
    /// Nobody in particular.
    Nobody,
}

/// What a piece must have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Requirements {
    /// Text is required.
    pub text: bool,
    /// At least one of these is required; empty: nothing more.
    pub any_of: Vec<MediaKind>,
}

/// 照片 or 视频.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaKind {
    /// 照片.
    Photo,
    /// 视频.
    Video,
}

/// Whether 无 is an answer to an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NilReport {
    /// 零报告 counts as an answer.
    Allowed,
    /// It does not.
    NotAllowed,
}

/// Lower and upper bound, both inclusive.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Bounds {
    /// At least.
    pub min: Option<u32>,
    /// At most.
    pub max: Option<u32>,
}

/// 年龄要求 — an age on a day, or a first day of birth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AgeRule {
    /// At most `max` years old on a day.
    Max {
        /// Years.
        max: u32,
        /// Whether a person of exactly `max` years qualifies.
        boundary: Boundary,
        /// The day on which age is counted; the notice's date when missing.
        on: Option<NaiveDate>,
    },
    /// Born on this day or later.
    BornFrom(NaiveDate),
}

/// Whether a bound belongs to what it bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Boundary {
    /// 含本数.
    Inclusive,
    /// 不含本数.
    Exclusive,
}

/// 表样 — the labels of a return form and what each row collects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormTemplate {
    /// 表名.
    pub title: String,
    /// Lines at the head: label and what it states.
    pub headers: Vec<FormHeader>,
    /// Rows.
    pub rows: Vec<FormRow>,
}

/// One line at the head of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormHeader {
    /// Label as printed.
    pub label: String,
    /// What it states.
    pub field: HeaderField,
}

/// What a head line states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeaderField {
    /// 学会名称.
    Society,
    /// 填表人.
    FilledBy,
    /// 联系方式.
    Contact,
    /// Anything else, by its name in the notice file.
    Further(String),
}

/// One row of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormRow {
    /// Label as printed.
    pub label: String,
    /// Name of the row in the notice file, for example `insights`.
    pub field: String,
    /// What people write into it.
    pub content: RowContent,
    /// The template's own text in the cell (fill rules, example): never somebody's answer.
    pub prompts: Vec<String>,
}

/// What people write into a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowContent {
    /// A list of persons (代表名单); 无 is a nil report.
    Delegates,
    /// Pieces for one of these items.
    Pieces(Vec<ItemId>),
}

/// When reminders are due.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReminderPolicy {
    /// Days before (negative) or after (positive) the deadline.
    pub offsets: Vec<i32>,
    /// Hour of the day from which reminders go out, 0 to 23, in the notice's zone.
    pub hour: u32,
    /// Hour of the day from which none goes out any more, 1 to 24.
    pub until: u32,
    /// Whether reminders wait for a working day.
    pub workdays_only: bool,
    /// At most this many per society.
    pub cap: u32,
}

impl Notice {
    /// The item with this identifier.
    pub fn item(&self, id: &ItemId) -> Option<&CollectionItem> {
        self.items.iter().find(|item| item.id == *id)
    }

    /// The extension of an item for a society, if it has one.
    pub fn extension(&self, item: &CollectionItem, society: &SocietyCode) -> Option<Extension> {
        let key = (society.clone(), item.id.clone());
        self.extensions.get(&key).copied()
    }

    /// The first moment that is too late for a society's answer received at `received`, grace not included; `None` when
    /// no fixed time is set.
    pub fn ends(
        &self,
        item: &CollectionItem,
        society: &SocietyCode,
        received: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        item.deadline
            .extended(self.zone, received, self.extension(item, society))
    }

    /// Whether a society's answer received at `received` is on time.
    pub fn timeliness(
        &self,
        item: &CollectionItem,
        society: &SocietyCode,
        received: DateTime<Utc>,
    ) -> Timeliness {
        let extension = self.extension(item, society);
        item.deadline
            .judge(received, self.zone, self.grace, extension, self.issued_on)
    }

    /// The items that a mailbox serves; empty when the notice does not use it.
    pub fn items_of(&self, mailbox: &MailboxName) -> &[ItemId] {
        self.mailboxes
            .iter()
            .find(|route| route.name == *mailbox)
            .map_or(&[], |route| route.items.as_slice())
    }
}

impl ExpectedOf {
    /// Whether a society of this category is expected to answer.
    pub fn includes(&self, category: &str) -> bool {
        match self {
            Self::All => true,
            Self::Categories(names) => names.iter().any(|name| name == category),
            Self::Nobody => false,
        }
    }
}
