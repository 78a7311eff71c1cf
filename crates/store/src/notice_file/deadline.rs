//! `deadline = { … }`: exactly one kind, and the notice's own wording.

use domain::deadline::{Deadline, Due, Stage};

use super::table::{Table, Value};

/// The keys that say which kind it is.
const KINDS: &[&str] = &[
    "date",
    "at",
    "from",
    "prompt",
    "before_event",
    "after_event",
    "recurring",
    "rolling",
    "stages",
];

/// Reads a deadline.
pub(super) fn deadline(table: &Table<'_>) -> Option<Deadline> {
    let phrase = table.text("phrase");
    let given: Vec<Value<'_>> = KINDS.iter().filter_map(|kind| table.get(kind)).collect();
    let due = if given.len() == 1 {
        due(table)
    } else {
        let what = format!("must say exactly one of: {} (with to)", KINDS.join(", "));
        table.problem("date", what);
        None
    };
    let due = checked(table, due);
    table.close();
    due.map(|due| Deadline { due, phrase })
}

fn due(table: &Table<'_>) -> Option<Due> {
    if let Some(value) = table.get("date") {
        value.date().map(Due::Date)
    } else if let Some(value) = table.get("at") {
        value.moment().map(Due::At)
    } else if let Some(value) = table.get("from") {
        let (from, to) = (value.date(), table.required_date("to"));
        Some(Due::Window { from: from?, to: to? })
    } else if let Some(value) = table.get("before_event") {
        let (event, on) = (value.text(), table.date("on"));
        Some(Due::BeforeEvent { event: event?, on })
    } else if let Some(value) = table.get("after_event") {
        let (event, on) = (value.text(), table.date("on"));
        let days = table.required("days").and_then(|days| days.number(0..=3660));
        Some(Due::AfterEvent {
            event: event?,
            on,
            days: u32::try_from(days?).ok()?,
        })
    } else if let Some(value) = table.get("recurring") {
        recurring(&value)
    } else if let Some(value) = table.get("stages") {
        stages(&value)
    } else if table.get("prompt").is_some() {
        table.flag("prompt").map(|_| Due::Prompt)
    } else {
        table.flag("rolling").map(|_| Due::Rolling)
    }
}

/// What only some kinds have, and what must not contradict.
fn checked(table: &Table<'_>, due: Option<Due>) -> Option<Due> {
    let due = due?;
    let (mut to, mut on, mut days) = (false, false, false);
    match &due {
        Due::Window { from, to: last } => {
            to = true;
            if from > last {
                table.problem("to", "is before from");
            }
        }
        Due::BeforeEvent { .. } => on = true,
        Due::AfterEvent { .. } => (on, days) = (true, true),
        Due::Date(_) | Due::At(_) | Due::Prompt | Due::Recurring { .. } | Due::Rolling | Due::Stages(_) => {}
    }
    for (key, belongs) in [("to", to), ("on", on), ("days", days)] {
        if !belongs && table.get(key).is_some() {
            table.problem(key, "does not belong to this kind of deadline");
        }
    }
    for key in ["prompt", "rolling"] {
        if table
            .get(key)
            .is_some_and(|value| value.toml.as_bool() == Some(false))
        {
            table.problem(key, "must be true or be left out");
        }
    }
    Some(due)
}

/// `recurring = 25` or `recurring = { day_of_month = 25 }`.
fn recurring(value: &Value<'_>) -> Option<Due> {
    let day = if value.toml.is_table() {
        let table = value.table()?;
        let day = table.required("day_of_month").and_then(|day| day.number(1..=31));
        table.close();
        day
    } else {
        value.number(1..=31)
    };
    let day_of_month = u32::try_from(day?).ok()?;
    Some(Due::Recurring { day_of_month })
}

fn stages(value: &Value<'_>) -> Option<Due> {
    let elements = value.elements("an array of tables with name and date");
    if elements.is_empty() {
        value.problem("names no stage; at least one is needed");
    }
    let stages: Vec<Option<Stage>> = elements.iter().map(stage).collect();
    stages.into_iter().collect::<Option<_>>().map(Due::Stages)
}

fn stage(value: &Value<'_>) -> Option<Stage> {
    let table = value.table()?;
    let (name, date) = (table.required_text("name"), table.required_date("date"));
    table.close();
    Some(Stage {
        name: name?,
        date: date?,
    })
}
