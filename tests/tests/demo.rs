//! What a newcomer meets first: the demo on an address, and what `doctor` says of an office that is not set up yet.

use std::fs::File;
use std::net::{SocketAddr, TcpListener};
use std::process::Stdio;
use std::time::{Duration, Instant};

use tests::http::send;
use tests::ports::free_port;
use tests::process::Running;
use tests::zhengji::Zhengji;

#[test]
fn the_demo_listens_where_the_environment_says_and_prints_that_address() {
    let address = SocketAddr::from(([127, 0, 0, 1], free_port().unwrap()));
    let zhengji = Zhengji::new()
        .unwrap()
        .setting("ZHENGJI__HTTP__LISTEN", &address.to_string());
    let log = tempfile::NamedTempFile::new().unwrap();
    let mut command = zhengji.command(&["demo"]);
    command
        .stdout(File::create(log.path()).unwrap())
        .stderr(Stdio::null());
    let running = Running::start(&mut command).unwrap();
    let begun = Instant::now();
    while !send(address, "GET /healthz", &[], b"").is_ok_and(|answer| answer.status == 200) {
        assert_eq!(
            running.ended(),
            None,
            "{}",
            std::fs::read_to_string(log.path()).unwrap()
        );
        assert!(
            begun.elapsed() < Duration::from_mins(2),
            "nobody listens at {address}"
        );
        std::thread::yield_now();
    }
    let told = std::fs::read_to_string(log.path()).unwrap();
    assert!(
        told.contains(&format!("工作台：http://{address}/office")),
        "{told}"
    );
    assert!(told.contains("只写入文件夹，没有发给任何人"), "{told}");
    running.stop(Duration::from_secs(40)).unwrap();
}

#[test]
fn where_another_program_listens_the_demo_says_so_before_it_does_anything() {
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = other.local_addr().unwrap().to_string();
    let zhengji = Zhengji::new().unwrap();
    for arguments in [vec!["demo"], vec!["demo", "--listen", &address]] {
        let mut command = zhengji.command(&arguments);
        if arguments.len() == 1 {
            command.env("ZHENGJI__HTTP__LISTEN", &address);
        }
        let ended = command.output().unwrap();
        let said = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(1), "{said}");
        assert!(
            said.contains(&address) && said.contains("choose another port"),
            "{said}"
        );
        let begun = zhengji.data().read_dir().unwrap().count();
        assert!(ended.stdout.is_empty() && begun == 0, "nothing was begun");
    }
}

#[test]
fn doctor_says_that_nothing_is_collected_and_nothing_leaves() {
    let zhengji = Zhengji::new().unwrap();
    zhengji.ok(&["migrate"]).unwrap();
    let told = zhengji.run(&["doctor"]).unwrap().stdout;
    let line = |name: &str| {
        let lines = told.lines().find(|line| line.contains(name));
        lines.unwrap_or_else(|| panic!("{name}: {told}")).to_owned()
    };
    let letters = line("发信设置");
    assert!(
        letters.starts_with("[提示]") && letters.contains("不会发出"),
        "{letters}"
    );
    let mailbox = line("征集邮箱");
    assert!(
        mailbox.starts_with("[提示]") && mailbox.contains("不收取邮件"),
        "{mailbox}"
    );
}
