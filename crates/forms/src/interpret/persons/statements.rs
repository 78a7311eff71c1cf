//! What fields state of a person: 单位, 职务.

use domain::person::Person;

use super::Reader;
use crate::interpret::fields::Field;
use crate::interpret::lines::{has_sentence, length, trim};
use crate::interpret::position::{self, Care};
use crate::interpret::wording::is_nil;

/// Adds a stated 单位 or 职务 to a person.
pub(in crate::interpret) fn apply(person: Option<&mut Person>, field: Field, value: &str) {
    let Some(person) = person else { return };
    if is_nil(value) || trim(value).is_empty() {
        return;
    }
    if field == Field::Unit {
        let office = position::duty(value, Care::Strict).filter(|duty| !duty.positions.is_empty());
        match office {
            Some(duty) => merge(person, duty),
            None => person.affiliation = Some(trim(value).to_owned()),
        }
    } else if let Some(duty) = position::duty(value, Care::Lenient) {
        merge(person, duty);
    }
}

/// Adds what a duty states to a person.
pub(in crate::interpret) fn merge(person: &mut Person, duty: position::Duty) {
    person.affiliation = person.affiliation.take().or(duty.affiliation);
    for position in duty.positions {
        if !person.positions.contains(&position) {
            person.positions.push(position);
        }
    }
    for tag in duty.tags {
        if !person.tags.contains(&tag) {
            person.tags.push(tag);
        }
    }
}

impl Reader {
    /// 华夏光学学会理事长 on a line of its own below the name; below 华夏光学学会 alone 理事长 alone.
    pub(super) fn is_duty_of_open(&self, line: &str) -> bool {
        let Some(person) = self.open.person.as_ref() else {
            return false;
        };
        let waits = self.open.lines.is_empty() && person.positions.is_empty();
        waits
            && !has_sentence(line)
            && length(line) <= 60
            && position::duty(line, Care::Strict).is_some_and(|duty| {
                person.affiliation.is_none() || (duty.affiliation.is_none() && !duty.positions.is_empty())
            })
    }
}
