//! `config/zhengji.toml` is valid as it is, and so is every key in it once its mark is removed.

use std::fs;

use tests::zhengji::{Zhengji, repository};

/// Removes the mark in front of every key and table.
fn without_marks(text: &str) -> String {
    let is_key = |line: &str| {
        line.starts_with("[[")
            || line.split_once(" = ").is_some_and(|(key, _)| {
                key.chars()
                    .all(|character| character.is_ascii_lowercase() || character == '_')
            })
    };
    let lines: Vec<&str> = text
        .lines()
        .map(|line| {
            line.strip_prefix("# ")
                .filter(|rest| is_key(rest))
                .unwrap_or(line)
        })
        .collect();
    lines.join("\n")
}

fn starts_with(text: &str) -> anyhow::Result<String> {
    let zhengji = Zhengji::new()?;
    let file = zhengji.data().join("zhengji.toml");
    // Paths of the file would otherwise start from the repository's `config`.
    fs::write(&file, text.replace("data/", ""))?;
    let file = file.to_string_lossy().into_owned();
    zhengji.ok(&["--config", &file, "notice", "list"])
}

#[test]
fn the_file_works_for_a_first_start() {
    let text = fs::read_to_string(repository().join("config/zhengji.toml")).unwrap();
    starts_with(&text).unwrap();
}

#[test]
fn every_key_is_known_to_the_program_and_its_example_has_the_right_type() {
    let text = fs::read_to_string(repository().join("config/zhengji.toml")).unwrap();
    let opened = without_marks(&text);
    assert!(
        opened
            .lines()
            .filter(|line| line.contains(" = ") && !line.starts_with('#'))
            .count()
            > 30
    );
    starts_with(&opened).unwrap();
}

#[test]
fn letters_of_a_kind_are_shown_as_they_are_treated_without_a_setting() {
    let text = fs::read_to_string(repository().join("config/zhengji.toml")).unwrap();
    let opened = without_marks(&text);
    let value = |line: &str| line.split_once(" = ").map(|(_, value)| value.to_owned());
    let mode = opened.lines().find(|line| line.starts_with("mode = ")).unwrap();
    let modes = opened.split("[letters.modes]").nth(1).unwrap();
    let modes = modes.lines().skip(1).take_while(|line| !line.starts_with('['));
    let shown: Vec<&str> = modes.filter(|line| value(line).is_some()).collect();
    let shown: Vec<&str> = shown.into_iter().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(shown.len(), 8, "{shown:?}");
    for line in shown {
        assert_eq!(value(line), value(mode), "{line}");
    }
}

#[test]
fn a_misspelt_key_is_refused() {
    let zhengji = Zhengji::new().unwrap();
    let file = zhengji.data().join("zhengji.toml");
    fs::write(&file, "[http]\nlisten_on = \"127.0.0.1:8080\"\n").unwrap();
    let ended = zhengji
        .run(&["--config", &file.to_string_lossy(), "notice", "list"])
        .unwrap();
    assert_eq!(ended.status, Some(2));
    assert!(ended.stderr.contains("listen_on"), "{}", ended.stderr);
}

#[test]
fn the_notice_and_the_roster_are_taken_in_as_they_are() {
    let zhengji = Zhengji::new().unwrap();
    let notice = repository().join("config/notices/cast-2022-41.toml");
    let roster = repository().join("config/samples/roster.xlsx");
    zhengji
        .ok(&["notice", "import", &notice.to_string_lossy()])
        .unwrap();
    zhengji
        .ok(&["roster", "import", &roster.to_string_lossy()])
        .unwrap();
    assert!(zhengji.ok(&["notice", "list"]).unwrap().contains("cast-2022-41"));
}
