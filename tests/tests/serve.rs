//! The site as a process: probes, stopping, several processes on one database.

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
    assert_eq!(site.stop().unwrap(), Some(0), "SIGTERM ends it within 35 seconds");
    assert!(
        std::net::TcpStream::connect(address).is_err(),
        "nobody listens any more"
    );
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
    assert!(said.contains("serve the site"), "{said}");
}

fn submit(site: &Site, link: &str, key: &str) -> Answer {
    let essay = Essay {
        title: "把论文写在祖国大地上".to_owned(),
        ..essay()
    };
    let fields: [(&str, Option<&str>, &[u8]); 8] = [
        ("key", None, key.as_bytes()),
        ("filled_by", None, "陆听澜".as_bytes()),
        ("contact", None, b"010-55501002"),
        ("piece.0.item", None, b"advice"),
        ("piece.0.title", None, "关于共享海洋观测数据的建议".as_bytes()),
        (
            "piece.0.text",
            None,
            "建议建立统一的海洋观测数据共享平台，向科研人员开放。".as_bytes(),
        ),
        ("files", Some("附件.docx"), &essay.docx()),
        ("declared", None, b"1"),
    ];
    site.submit(link, &fields).unwrap()
}
