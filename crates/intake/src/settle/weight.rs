//! About how much memory what is kept of a society takes, in bytes.

use domain::person::Person;
use domain::return_form::{Delegates, ReturnForm};

/// What a text with its own place in memory takes beside itself.
pub(super) const PLACE: usize = 16;

pub(super) fn text(text: &str) -> usize {
    PLACE + text.len()
}

/// What a person takes beside the value itself.
pub(super) fn person(person: &Person) -> usize {
    let texts = person.positions.iter().chain(&person.tags);
    let owned: usize = texts.map(|one| size_of::<String>() + text(one)).sum();
    text(&person.name) + person.affiliation.as_deref().map_or(0, text) + owned
}

pub(super) fn form(form: &ReturnForm) -> usize {
    let heads = [&form.filled_by, &form.contact].into_iter().flatten();
    let heads: usize = heads.map(|head| text(head)).sum();
    let names = text(form.notice.as_str()) + text(form.society.as_str());
    let nil: usize = form.nil_items.iter().map(|item| text(item.as_str())).sum();
    let delegates: usize = match &form.delegates {
        Delegates::Persons(persons) => persons.iter().map(|one| size_of::<Person>() + person(one)).sum(),
        Delegates::Nil | Delegates::NotAnswered => 0,
    };
    size_of::<ReturnForm>() + PLACE + heads + names + nil + delegates
}
