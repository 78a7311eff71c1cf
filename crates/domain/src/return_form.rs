//! 统计表 — the head and the delegates of a return form; its other rows become submissions.

use crate::ids::{ArrivalId, ItemId, NoticeId, SocietyCode};
use crate::person::Person;
use crate::submission::Standing;

/// 统计表.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnForm {
    /// The notice that it answers.
    pub notice: NoticeId,
    /// Whose it is.
    pub society: SocietyCode,
    /// The arrival that brought it.
    pub arrival: ArrivalId,
    /// From 1, when one arrival brings several.
    pub ordinal: u32,
    /// Whether a later form stands in its place.
    pub standing: Standing,
    /// 填表人, as written.
    pub filled_by: Option<String>,
    /// 联系方式, as written.
    pub contact: Option<String>,
    /// 代表名单, as this form has it.
    pub delegates: Delegates,
    /// The arrival whose list counts with this form, which has none of its own.
    pub delegates_from: Option<ArrivalId>,
    /// 零报告 — items for which the form says 无.
    pub nil_items: Vec<ItemId>,
}

impl ReturnForm {
    /// The forms whose lists of delegates count where this one does: those from which its list is carried on, else itself.
    pub fn lists_of_delegates<'a>(&'a self, all: &'a [Self]) -> impl Iterator<Item = &'a Self> {
        let (own, all) = match self.delegates_from {
            Some(_) => (None, all),
            None => (Some(self), &[][..]),
        };
        let is_meant =
            |form: &&'a Self| Some(form.arrival) == self.delegates_from && form.society == self.society;
        own.into_iter().chain(all.iter().filter(is_meant))
    }
}

/// 代表名单 — persons, an explicit 无, or nothing written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delegates {
    /// At least one person.
    Persons(Vec<Person>),
    /// 无 / 暂无 / 无此项: a nil report.
    Nil,
    /// The row was left empty.
    NotAnswered,
}

impl Delegates {
    /// The persons, if any.
    pub fn persons(&self) -> &[Person] {
        match self {
            Self::Persons(persons) => persons,
            Self::Nil | Self::NotAnswered => &[],
        }
    }
}
