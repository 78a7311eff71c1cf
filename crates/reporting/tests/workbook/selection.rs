//! What a selection leaves of a ledger, and what a snapshot is known by.

use domain::finding::FindingCode;
use domain::ids::{ArrivalId, ItemId, SocietyCode};
use domain::return_form::Delegates;
use domain::selection::Selection;
use domain::submission::SubmissionId;
use reporting::Snapshot;

use crate::sample::{Sample, at};
use crate::{LATE, ON_TIME, five};

fn pieces(selection: Selection) -> Vec<(String, String)> {
    let mut ledger = five().ledger();
    let first = ledger.submissions[0].id;
    ledger.chosen.insert(first);
    let snapshot = Snapshot::new(ledger, selection);
    let of = |id: &SubmissionId| id.to_string();
    let pieces = snapshot.ledger.submissions.iter();
    pieces
        .map(|piece| (of(&piece.id), piece.society.to_string()))
        .collect()
}

#[test]
fn each_condition_leaves_only_what_meets_it() {
    let everything = pieces(Selection::default());
    assert!(everything.len() >= 3, "{everything:?}");
    let of_science = Selection {
        categories: ["理科".to_owned()].into(),
        ..Selection::default()
    };
    assert!(
        pieces(of_science)
            .iter()
            .all(|(_, society)| society.starts_with('A'))
    );
    let of_one = Selection {
        societies: [SocietyCode::parse("B-01").unwrap()].into(),
        ..Selection::default()
    };
    assert_eq!(pieces(of_one).len(), 1);
    let chosen = Selection {
        chosen_only: true,
        ..Selection::default()
    };
    assert_eq!(pieces(chosen), everything[..1]);
    let until_the_deadline = Selection {
        from: Some(at(ON_TIME)),
        until: Some(at(LATE)),
        ..Selection::default()
    };
    let early = pieces(until_the_deadline);
    assert!(early.iter().all(|(_, society)| society != "B-01"), "{early:?}");
    assert_eq!(early.len(), everything.len() - 1);
}

#[test]
fn an_item_that_is_not_asked_for_has_no_column_and_nobody_owes_more() {
    let item = ItemId::parse("youth").unwrap();
    let selection = Selection {
        items: [item.clone()].into(),
        ..Selection::default()
    };
    let whole = five().ledger();
    let part = Snapshot::new(whole.clone(), selection).ledger;
    let ids: Vec<&ItemId> = part.notice.items.iter().map(|item| &item.id).collect();
    assert_eq!(ids, [&item]);
    for (row, before) in part.rows.iter().zip(&whole.rows) {
        assert_eq!(row.states, before.states[2..3]);
    }
}

#[test]
fn the_same_state_has_the_same_number_and_another_state_another() {
    let number = |ledger| Snapshot::new(ledger, Selection::default()).id;
    assert_eq!(number(five().ledger()), number(five().ledger()));
    let mut later = five().ledger();
    later.taken_at += chrono::TimeDelta::seconds(1);
    assert_ne!(number(five().ledger()), number(later));
    let mut chosen = five().ledger();
    chosen.chosen.insert(chosen.submissions[0].id);
    assert_ne!(number(five().ledger()), number(chosen));
}

/// Arrivals, forms and letters that are left.
fn arrivals(selection: Selection) -> Vec<i64> {
    let mut sample = Sample::new();
    sample.society("A-01", "华夏物理学会", "理科");
    sample.society("A-02", "华夏力学学会", "理科");
    for number in 1..=6 {
        sample.arrival(number, if number == 4 { "A-02" } else { "A-01" }, ON_TIME);
    }
    sample.held(7, ON_TIME, FindingCode::UnknownSociety, &[]);
    sample.piece(1, "A-01", "key-few", "甲").completed_by = Some(ArrivalId::new(3));
    sample.piece(4, "A-02", "key-few", "乙");
    sample.piece(5, "A-01", "advice", "丙");
    sample.form(6, "A-01", Delegates::Nil).nil_items = vec![ItemId::parse("key-few").unwrap()];
    let mut ledger = sample.ledger();
    let first = ledger.submissions[0].id;
    ledger.chosen.insert(first);
    let left = Snapshot::new(ledger, selection).ledger;
    let forms = left.return_forms.iter().map(|form| form.arrival);
    let left: Vec<i64> = left
        .arrivals
        .iter()
        .map(|record| record.arrival.id.number())
        .collect();
    assert!(forms.into_iter().all(|arrival| left.contains(&arrival.number())));
    left
}

#[test]
fn arrivals_are_those_of_the_pieces_that_are_left_and_of_files_that_completed_them() {
    let chosen = Selection {
        chosen_only: true,
        ..Selection::default()
    };
    assert_eq!(arrivals(chosen), [1, 2, 3]);
    let of_item = Selection {
        items: [ItemId::parse("key-few").unwrap()].into(),
        ..Selection::default()
    };
    // With the nil report, and with what nobody has looked at.
    assert_eq!(arrivals(of_item), [1, 2, 3, 4, 6, 7]);
    assert_eq!(arrivals(Selection::default()).len(), 7);
}
