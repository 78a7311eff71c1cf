//! The site as a process: probes, stopping, several processes on one database.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::thread;

use tests::build::docx::Essay;
use tests::http::Answer;
use tests::office::{NOTICE, Office, On};
use tests::site::{Site, add_account};

const PASSWORD: &str = "华夏-测试-口令-2022";

#[test]
fn the_site_says_that_it_lives_and_is_ready_and_stops_when_told() {
    let office = Office::open(On::Sqlite, &[]).unwrap().unwrap();
    let site = Site::start(&office.zhengji).unwrap();
    for probe in ["/healthz", "/readyz"] {
        let answer = site.get(probe, &[]).unwrap();
        assert_eq!((answer.status, answer.text().as_str()), (200, "ok\n"), "{probe}");
    }
    assert_eq!(site.get("/nowhere", &[]).unwrap().status, 404);
    let address = site.address();
    // A browser keeps its connection; that must not keep the program.
    let mut idle = TcpStream::connect(address).unwrap();
    idle.write_all(b"GET /healthz HTTP/1.1\r\nHost: zj.example\r\n\r\n")
        .unwrap();
    assert!(idle.read(&mut [0; 64]).unwrap() > 0);
    assert_eq!(site.stop().unwrap(), Some(0), "SIGTERM ends it within 35 seconds");
    assert!(TcpStream::connect(address).is_err(), "nobody listens any more");
}

#[test]
fn an_address_that_is_taken_is_said_and_ends_the_program() {
    let office = Office::open(On::Sqlite, &[]).unwrap().unwrap();
    let site = Site::start(&office.zhengji).unwrap();
    let output = office
        .zhengji
        .command(&["serve"])
        .env("ZHENGJI__HTTP__LISTEN", site.address().to_string())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    let told = [site.address().to_string(), "已被其他程序占用".to_owned()];
    assert!(told.iter().all(|told| said.contains(told)), "{said}");
}

fn submit(site: &Site, link: &str, key: &str) -> Answer {
    let essay = Essay {
        title: Some("关于共享海洋观测数据的建议附件".to_owned()),
        author: Some("华夏海洋学会理事长　陆听澜".to_owned()),
        paragraphs: vec!["建议建立统一的海洋观测数据共享平台，向科研人员开放。".to_owned()],
        pictures: Vec::new(),
    };
    let text = "建议设立面向青年科技工作者的海上试验专项，缩短审批时间。";
    let file = essay.docx();
    let fields: [(&str, Option<&str>, &[u8]); 8] = [
        ("key", None, key.as_bytes()),
        ("filled_by", None, "陆听澜".as_bytes()),
        ("contact", None, b"010-55501002"),
        ("piece.0.item", None, b"advice"),
        ("piece.0.name", None, "陆听澜".as_bytes()),
        ("piece.0.text", None, text.as_bytes()),
        ("files", Some("附件.docx"), &file),
        ("declared", None, b"1"),
    ];
    site.submit(link, &fields).unwrap()
}

#[test]
fn two_processes_on_one_database_count_a_submission_once() {
    // `tests/run` always names a PostgreSQL; a test run by hand may do without.
    let Some(office) = Office::open(On::Postgres, &[]).unwrap() else {
        return;
    };
    add_account(&office.zhengji, "clerk", "clerk", PASSWORD).unwrap();
    let sites = [Site::start(&office.zhengji), Site::start(&office.zhengji)].map(Result::unwrap);
    let cookie = sites[0].sign_in("clerk", PASSWORD).unwrap();
    for site in &sites {
        let overview = site.get("/office", &[("Cookie", &cookie)]).unwrap();
        assert_eq!(
            overview.status, 200,
            "a session of one process is known to the other"
        );
    }
    let link = sites[0].new_link(&cookie, NOTICE, "A-02").unwrap();
    let receipts: Vec<String> = thread::scope(|scope| {
        let threads: Vec<_> = sites
            .iter()
            .cycle()
            .take(6)
            .map(|site| scope.spawn(|| submit(site, &link, "0123456789abcdef0123")))
            .collect();
        let answers = threads.into_iter().map(|thread| thread.join().unwrap());
        answers
            .map(|answer| {
                assert_eq!(answer.status, 303, "{}", answer.text());
                answer.header("location").unwrap().to_owned()
            })
            .collect()
    });
    assert!(
        receipts.iter().all(|receipt| *receipt == receipts[0]),
        "{receipts:?}"
    );
    for site in &sites {
        let receipt = site.get(&receipts[0], &[]).unwrap();
        assert!(receipt.text().contains("材料报送回执"), "{}", receipt.text());
    }
    for site in sites {
        assert_eq!(site.stop().unwrap(), Some(0));
    }
    let arrivals = office.export().unwrap()["arrivals"].as_array().unwrap().len();
    assert_eq!(arrivals, 1);
    assert!(office.zhengji.ok(&["verify"]).unwrap().contains("问题 0"));
}
