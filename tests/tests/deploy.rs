//! The systemd unit, looked at by systemd itself.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::path::PathBuf;
use std::process::{Command, Output};

use tempfile::TempDir;
use tests::zhengji::repository;

/// A copy of the unit whose program exists on this machine too.
fn unit(folder: &TempDir) -> PathBuf {
    let unit = std::fs::read_to_string(repository().join("deploy/zhengji.service")).unwrap();
    assert_eq!(unit.matches("=/usr/bin/zhengji ").count(), 2, "{unit}");
    let path = folder.path().join("zhengji.service");
    std::fs::write(&path, unit.replace("=/usr/bin/zhengji ", "=/usr/bin/env ")).unwrap();
    path
}

fn analyze(arguments: &[&str], unit: &PathBuf) -> Output {
    Command::new("systemd-analyze")
        .arg("--no-pager")
        .args(arguments)
        .arg(unit)
        .output()
        .expect("systemd-analyze of the package systemd")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout)
}

#[test]
fn systemd_understands_every_line_of_the_unit() {
    let folder = TempDir::new().unwrap();
    let output = analyze(&["verify", "--man=no"], &unit(&folder));
    assert!(
        output.status.success() && said(&output).is_empty(),
        "{}",
        said(&output)
    );
}

#[test]
fn the_unit_is_locked_down_as_far_as_its_work_allows() {
    let folder = TempDir::new().unwrap();
    // Ten times the exposure that systemd reckons; it calls anything below 20 "OK".
    let output = analyze(&["security", "--offline=true", "--threshold=15"], &unit(&folder));
    assert!(output.status.success(), "{}", said(&output));
}

#[test]
fn a_mistake_in_the_unit_would_be_seen() {
    let folder = TempDir::new().unwrap();
    let path = unit(&folder);
    let unit = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, unit.replace("ProtectClock=yes", "ProtectClocks=yes")).unwrap();
    assert!(said(&analyze(&["verify", "--man=no"], &path)).contains("ProtectClocks"));
}
