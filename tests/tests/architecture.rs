//! The structure of the workspace, held by machine: who may depend on whom, who may use which library, and how the
//! source files may look. A deliberate change is a line in a table here and an ADR in `docs/adr`.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::fs;
use std::path::{Path, PathBuf};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};
use tests::zhengji::repository;

/// For each crate the crates of ours that it may depend on. `tests` is a harness and may use anything.
const EDGES: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("mail", &["domain"]),
    ("forms", &["domain"]),
    ("migrations", &[]),
    ("store", &["domain", "migrations"]),
    ("reporting", &["domain"]),
    ("outbox", &["domain", "store"]),
    ("intake", &["domain", "mail", "forms", "store"]),
    ("products", &["domain", "intake", "store", "reporting"]),
    ("intake-imap", &["domain", "intake", "store"]),
    (
        "intake-http",
        &["domain", "intake", "store", "reporting", "products"],
    ),
    (
        "app",
        &[
            "domain",
            "mail",
            "forms",
            "store",
            "reporting",
            "products",
            "outbox",
            "intake",
            "intake-imap",
            "intake-http",
            "migrations",
        ],
    ),
];

/// For each guarded library the crates that may use it.
const LIBRARIES: &[(&str, &[&str])] = &[
    ("mail-parser", &["mail"]),
    ("calamine", &["forms"]),
    ("quick-xml", &["forms", "reporting"]), // documents · the office's own template
    ("html5ever", &["forms"]),
    ("zip", &["forms", "reporting"]), // reading · writing
    ("rawzip", &["reporting"]),       // workbooks, packed while they are made
    ("sevenz-rust2", &["forms"]),
    ("cfb", &["mail"]),
    ("scraper", &["mail", "forms"]),
    ("sea-orm", &["store"]),
    ("sea-orm-migration", &["migrations"]),
    ("actix-web", &["intake-http"]),
    ("actix-multipart", &["intake-http"]),
    ("askama", &["intake-http"]),
    ("async-imap", &["intake-imap"]),
    ("lettre", &["outbox"]),
    ("ring", &["outbox"]),
    ("minijinja", &["outbox"]), // docs/adr/0024
    ("rust_xlsxwriter", &["reporting"]),
    ("image", &["reporting"]),
    ("img-parts", &["reporting"]),
    ("icu_collator", &["reporting"]),
    ("clap", &["app"]),
    ("figment", &["app"]),
    ("anyhow", &["app"]),
    (
        "tokio",
        &[
            "store",
            "intake",
            "intake-http",
            "intake-imap",
            "outbox",
            "products",
            "app",
        ],
    ),
    (
        "serde",
        &["mail", "forms", "store", "intake", "intake-http", "outbox", "app"],
    ),
];

/// Libraries that must not come in, not even by way of others.
const BANNED: &[&str] = &[
    "openssl",
    "openssl-sys",
    "native-tls",
    "aws-lc-sys",
    "aws-lc-rs",
    "actix-governor",
];

/// Names that say nothing.
const EMPTY_NAMES: &[&str] = &[
    "util", "utils", "common", "helper", "helpers", "manager", "service",
];

const LONGEST_FILE: usize = 500;

fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(repository().join("Cargo.toml"))
        // What other platforms would need is not downloaded here.
        .other_options(["--offline", "--filter-platform", "x86_64-unknown-linux-gnu"].map(str::to_owned))
        .exec()
        .unwrap()
}

/// What a crate's own code is built with: no build scripts, no tests.
fn normal_dependencies(package: &Package) -> Vec<&str> {
    let mut names: Vec<&str> = package
        .dependencies
        .iter()
        .filter(|dependency| dependency.kind == DependencyKind::Normal)
        .map(|dependency| dependency.name.as_str())
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn product_crates(metadata: &Metadata) -> Vec<&Package> {
    metadata
        .workspace_packages()
        .into_iter()
        .filter(|package| !matches!(package.name.as_str(), "tests" | "benches"))
        .collect()
}

/// Whether each of the names used is allowed; one line for each that is not.
fn edge_faults(name: &str, used: &[&str], ours: &[&str]) -> Vec<String> {
    let Some((_, allowed)) = EDGES.iter().find(|(from, _)| *from == name) else {
        return vec![format!("crate {name} is missing in the table of edges")];
    };
    used.iter()
        .filter(|target| ours.contains(target) && !allowed.contains(target))
        .map(|target| format!("{name} must not depend on {target}"))
        .collect()
}

fn library_faults(name: &str, used: &[&str]) -> Vec<String> {
    LIBRARIES
        .iter()
        .filter(|(library, users)| used.contains(library) && !users.contains(&name))
        .map(|(library, users)| format!("{name} must not use {library}: only {users:?} may"))
        .collect()
}

#[test]
fn crates_depend_on_each_other_only_as_the_table_says() {
    let metadata = metadata();
    let crates = product_crates(&metadata);
    let ours: Vec<&str> = metadata
        .workspace_packages()
        .iter()
        .map(|package| package.name.as_str())
        .collect();
    let faults: Vec<String> = crates
        .iter()
        .flat_map(|package| edge_faults(package.name.as_str(), &normal_dependencies(package), &ours))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    for (name, _) in EDGES {
        assert!(
            ours.contains(name),
            "the table of edges has {name}, the workspace has not"
        );
    }
}

#[test]
fn guarded_libraries_are_used_only_where_the_table_says() {
    let metadata = metadata();
    let faults: Vec<String> = product_crates(&metadata)
        .iter()
        .flat_map(|package| library_faults(package.name.as_str(), &normal_dependencies(package)))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn an_edge_or_library_outside_the_tables_would_be_found() {
    assert_eq!(
        edge_faults("domain", &["chrono", "store"], &["domain", "store"]).len(),
        1
    );
    assert_eq!(edge_faults("brand-new", &[], &[]).len(), 1);
    assert_eq!(library_faults("domain", &["serde", "tokio", "chrono"]).len(), 2);
}

#[test]
fn nothing_banned_comes_in_by_way_of_others() {
    let metadata = metadata();
    let found: Vec<&str> = metadata
        .packages
        .iter()
        .map(|package| package.name.as_str())
        .filter(|name| BANNED.contains(name))
        .collect();
    assert!(found.is_empty(), "{found:?}");
}

/// Every Rust file below a folder.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

/// The source files of a crate of `crates/`, or of all of them.
fn sources(name: Option<&str>) -> Vec<PathBuf> {
    fs::read_dir(repository().join("crates"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| name.is_none_or(|name| path.ends_with(name)))
        .flat_map(|path| rust_files(&path.join("src")))
        .collect()
}

#[test]
fn no_source_file_is_longer_than_the_limit() {
    let mut files = sources(None);
    assert!(files.len() > 50, "the sources were not found");
    for other in ["migrations/src", "tests/src", "tests/tests"] {
        files.extend(rust_files(&repository().join(other)));
    }
    let long: Vec<String> = files
        .iter()
        .map(|path| (path, fs::read_to_string(path).unwrap().lines().count()))
        .filter(|(_, lines)| *lines > LONGEST_FILE)
        .map(|(path, lines)| format!("{} has {lines} lines", path.display()))
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn no_source_file_has_a_name_that_says_nothing() {
    let root = repository();
    let empty: Vec<PathBuf> = sources(None)
        .into_iter()
        .filter(|path| {
            let inner = path.strip_prefix(root).unwrap().with_extension("");
            let text = inner.to_string_lossy().into_owned();
            text.split(['/', '_', '-'])
                .any(|word| EMPTY_NAMES.contains(&word))
        })
        .collect();
    assert!(empty.is_empty(), "{empty:?}");
}

#[test]
fn only_the_app_reads_the_clock() {
    let app = sources(Some("app"));
    for path in sources(None).iter().filter(|path| !app.contains(path)) {
        let text = fs::read_to_string(path).unwrap();
        for call in ["Utc::now(", "Local::now(", "SystemTime::now("] {
            assert!(!text.contains(call), "{}: {call}…)", path.display());
        }
    }
}

#[test]
fn pure_crates_have_no_async() {
    for name in ["domain", "mail", "forms", "reporting"] {
        for path in sources(Some(name)) {
            let text = fs::read_to_string(&path).unwrap();
            assert!(
                !text.contains("async fn") && !text.contains(".await"),
                "{}",
                path.display()
            );
        }
    }
}
