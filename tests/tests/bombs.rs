//! Hostile files: a small dose of them, and a reader that they hurt.

use std::path::Path;

use tests::rigs::bombs::{Bomb, Harm, bombs, control, explode};

/// Those that are made within a moment.
const SMALL: [&str; 7] = [
    "corners.xlsx",
    "merged-everywhere.xlsx",
    "billion-laughs.docx",
    "overlapping.zip",
    "header.7z",
    "largest.png",
    "letters-in-letters.eml",
];

fn small_dose() -> Vec<Bomb> {
    let small: Vec<Bomb> = bombs()
        .into_iter()
        .filter(|bomb| SMALL.contains(&bomb.name))
        .collect();
    assert_eq!(small.len(), SMALL.len());
    small
}

#[test]
fn a_careless_reader_is_hurt_by_hostile_files() {
    let program = Path::new(env!("CARGO_BIN_EXE_rig"));
    let hurt = control(program, &["careless-reader"], &small_dose()).unwrap();
    assert_eq!(hurt, ["overlapping.zip", "largest.png"]);
}

#[test]
fn hostile_files_are_decided_and_kept_while_the_site_lives_on() {
    let harms = explode(&small_dose(), |_| {}).unwrap();
    assert_eq!(harms.len(), SMALL.len());
    harms.iter().try_for_each(Harm::check).unwrap();
}
