//! Commands that cannot do what they are told say so, why, and what there is instead.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::net::TcpListener;
use std::process::Command;

use tests::office::{NOTICE, Office, On};
use tests::zhengji::{Zhengji, program};

const RECEIPT: &str = "1/first_verdict/receipt";

fn office() -> Office {
    let office = Office::open(On::Sqlite, &[]).unwrap().unwrap();
    office.ingest_essay().unwrap();
    office
}

#[test]
fn a_letter_that_does_not_wait_is_not_approved_and_the_reason_is_said() {
    let office = office();
    let approve = |keys: &[&str]| {
        let ended = office
            .zhengji
            .run(&[&["letters", "approve"], keys].concat())
            .unwrap();
        (ended.status, ended.stdout)
    };
    let (status, told) = approve(&["9/first_verdict/receipt"]);
    assert_eq!(status, Some(1), "{told}");
    assert!(told.contains("没有这封邮件"), "{told}");
    let (status, told) = approve(&[RECEIPT]);
    assert_eq!(status, Some(0), "{told}");
    assert!(told.contains("批准发送 1 封"), "{told}");
    let (status, told) = approve(&[RECEIPT]);
    assert_eq!(status, Some(1), "{told}");
    assert!(told.contains("正待发送"), "{told}");
    office.zhengji.ok(&["send"]).unwrap();
    let (status, told) = approve(&[RECEIPT]);
    assert_eq!(status, Some(1), "{told}");
    assert!(told.contains("邮件已发送，不能批准"), "{told}");
}

#[test]
fn a_cancelled_letter_is_not_approved() {
    let office = office();
    office.zhengji.ok(&["letters", "cancel", RECEIPT]).unwrap();
    let ended = office.zhengji.run(&["letters", "approve", RECEIPT]).unwrap();
    assert_eq!(ended.status, Some(1), "{}", ended.stdout);
    assert!(
        ended.stdout.contains("邮件已取消，不能批准（由工作人员取消）"),
        "{}",
        ended.stdout
    );
}

#[test]
fn an_unknown_notice_is_refused_and_the_known_ones_are_named() {
    let office = Office::open(On::Sqlite, &[]).unwrap().unwrap();
    for arguments in [
        vec!["letters", "list", "--notice", "nope"],
        vec!["remind", "--notice", "nope", "--dry-run"],
        vec!["links", "revoke", "nope", "A-01"],
    ] {
        let ended = office.zhengji.run(&arguments).unwrap();
        assert_eq!(ended.status, Some(2), "{arguments:?}: {}", ended.stdout);
        let said = ended.stderr;
        assert!(
            said.contains("没有通知 nope") && said.contains(NOTICE),
            "{arguments:?}: {said}"
        );
    }
    for command in ["show", "cancel"] {
        let ended = office.zhengji.run(&["letters", command, RECEIPT]).unwrap();
        assert_eq!(ended.status, Some(1), "{command}: {}", ended.stdout);
    }
}

#[test]
fn a_taken_port_is_named_before_anything_is_opened() {
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = other.local_addr().unwrap();
    let zhengji = Zhengji::new().unwrap();
    let ended = zhengji
        .command(&["serve"])
        .env("ZHENGJI__HTTP__LISTEN", address.to_string())
        .output()
        .unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(1), "{said}");
    for told in [
        address.to_string(),
        "已被其他程序占用".to_owned(),
        "[http] listen".to_owned(),
    ] {
        assert!(said.contains(&told), "{told} in {said}");
    }
    assert_eq!(zhengji.data().read_dir().unwrap().count(), 0, "nothing was begun");
}

#[test]
fn doctor_makes_no_folder_of_a_misspelt_name() {
    let zhengji = Zhengji::new().unwrap();
    let misspelt = zhengji.data().join("dta");
    let ended = Command::new(program().unwrap())
        .arg("--data")
        .arg(&misspelt)
        .arg("doctor")
        .output()
        .unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(2), "{said}");
    assert!(said.contains("文件夹不存在"), "{said}");
    assert!(!misspelt.exists());
}

#[test]
fn the_demo_refuses_a_configuration_file() {
    let zhengji = Zhengji::new().unwrap();
    let ended = zhengji
        .run(&["--config", "zhengji.toml", "demo", "--no-serve"])
        .unwrap();
    assert_eq!(ended.status, Some(2), "{}", ended.stdout);
    assert!(ended.stderr.contains("不读取 --config"), "{}", ended.stderr);
}
