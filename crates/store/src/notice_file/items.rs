//! `[[item]]`: what is asked for.

use domain::ids::ItemId;
use domain::notice::{
    AgeRule, Boundary, CollectionItem, ExpectedOf, MediaKind, NilReport, Obligation, Per, Requirements,
};

use super::deadline::deadline;
use super::table::Table;

const MEDIA: &[(&str, MediaKind)] = &[("photo", MediaKind::Photo), ("video", MediaKind::Video)];

/// The ids of all items, and the items; `None` for one with a problem.
pub(super) fn items(root: &Table<'_>) -> (Vec<ItemId>, Vec<Option<CollectionItem>>) {
    let mut ids: Vec<ItemId> = Vec::new();
    let mut items = Vec::new();
    for table in root.tables("item") {
        let id = table.required_id("id", ItemId::parse);
        if let Some(id) = &id {
            if ids.contains(id) {
                table.problem(
                    "id",
                    "stands in another [[item]] too; every item has an id of its own",
                );
            } else {
                ids.push(id.clone());
            }
        }
        items.push(item(&table, id));
    }
    if items.is_empty() {
        root.problem("item", "is missing; a notice has at least one [[item]]");
    }
    (ids, items)
}

fn item(table: &Table<'_>, id: Option<ItemId>) -> Option<CollectionItem> {
    let title = table.required_text("title");
    let aliases = table.texts("aliases");
    let audience = table.text("audience");
    let per = table.required("per").and_then(|value| {
        value.word(&[
            ("person", Per::Person),
            ("society", Per::Society),
            ("either", Per::Either),
        ])
    });
    let obligation = table.word(
        "obligation",
        &[
            ("required", Obligation::Required),
            ("encouraged", Obligation::Encouraged),
        ],
    );
    let expected_of = expected_of(table);
    let deadline = table.required_table("deadline").map(|table| deadline(&table));
    let requires = requires(table);
    let characters = table.bounds("characters");
    let entries = table.bounds("entries");
    let age = table.table("age").map(|table| age(&table));
    let nil_report = table.flag("nil_report_allowed");
    table.close();
    Some(CollectionItem {
        id: id?,
        title: title?,
        aliases,
        audience: audience.unwrap_or_default(),
        per: per?,
        obligation: obligation.unwrap_or(Obligation::Required),
        expected_of,
        deadline: deadline??,
        requires,
        characters,
        entries,
        age: match age {
            Some(age) => Some(age?),
            None => None,
        },
        nil_report: match nil_report {
            Some(true) => NilReport::Allowed,
            Some(false) | None => NilReport::NotAllowed,
        },
    })
}

/// `"all"`, `"none"` or an array of categories; everybody when the file says nothing.
fn expected_of(table: &Table<'_>) -> ExpectedOf {
    let Some(value) = table.get("expected_of") else {
        return ExpectedOf::All;
    };
    match value.toml.as_str() {
        Some("all") => ExpectedOf::All,
        Some("none") => ExpectedOf::Nobody,
        Some(_) => {
            value.problem("must be \"all\", \"none\" or an array of categories");
            ExpectedOf::All
        }
        None => ExpectedOf::Categories(table.texts("expected_of")),
    }
}

/// A text when the file says nothing; what is left out of the table is not required.
fn requires(table: &Table<'_>) -> Requirements {
    let Some(requires) = table.table("requires") else {
        return Requirements {
            text: true,
            any_of: Vec::new(),
        };
    };
    let text = requires.flag("text").unwrap_or(false);
    let any_of = requires.get("any_of").map(|value| {
        let kinds = value.elements("an array of \"photo\" and \"video\"").into_iter();
        kinds.filter_map(|kind| kind.word(MEDIA)).collect()
    });
    requires.close();
    Requirements {
        text,
        any_of: any_of.unwrap_or_default(),
    }
}

/// `{ max, inclusive, reference_date }` or `{ born_from }`.
fn age(table: &Table<'_>) -> Option<AgeRule> {
    let max = table.number("max", 0..=150);
    let inclusive = table.flag("inclusive");
    let on = table.date("reference_date");
    let born_from = table.date("born_from");
    table.close();
    match (max, born_from) {
        (Some(max), None) => Some(AgeRule::Max {
            max,
            boundary: match inclusive {
                // 以下 includes the number itself.
                Some(true) | None => Boundary::Inclusive,
                Some(false) => Boundary::Exclusive,
            },
            on,
        }),
        (None, Some(day)) if inclusive.is_none() && on.is_none() => Some(AgeRule::BornFrom(day)),
        _ => {
            let what = "must have either max (with inclusive and reference_date) or born_from alone";
            table.problem("max", what);
            None
        }
    }
}
