//! `config/samples` is what the generator writes, and stays fit for a demonstration.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::fs;
use std::path::Path;

use tests::samples::files;
use tests::zhengji::repository;

fn names_below(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            names.extend(names_below(&path));
        } else if !path.ends_with(".gitattributes") {
            names.push(path.display().to_string());
        }
    }
    names
}

#[test]
fn the_samples_in_the_repository_are_what_the_generator_writes() {
    let folder = repository().join("config/samples");
    let files = files();
    for file in &files {
        let kept = fs::read(folder.join(&file.path)).unwrap_or_default();
        assert!(
            kept == file.content,
            "{} differs: run `cargo run -p tests --bin samples`",
            file.path
        );
    }
    assert_eq!(
        names_below(&folder).len(),
        files.len(),
        "a file that the generator does not write"
    );
}

#[test]
fn the_samples_stay_below_three_megabytes() {
    assert!(files().iter().map(|file| file.content.len()).sum::<usize>() < 3_000_000);
}

#[test]
fn every_address_in_the_letters_headers_ends_in_example() {
    for file in files().iter().filter(|file| file.path.starts_with("mail/")) {
        let text = String::from_utf8_lossy(&file.content).into_owned();
        let head = text.split("\n\n").next().unwrap();
        let hosts = head
            .split('@')
            .skip(1)
            .map(|rest| rest.split(['>', ' ', '\n', ';', ',']).next().unwrap());
        for host in hosts {
            assert!(host.ends_with(".example"), "{}: {host}", file.path);
        }
    }
}
