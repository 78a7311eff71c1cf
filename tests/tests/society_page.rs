//! What a society reads on its own page of what it has sent.

use std::fs;

use tests::office::{NOTICE, Office, On};
use tests::site::{Site, add_account};

const PASSWORD: &str = "华夏-测试-口令-2022";

#[test]
fn what_was_received_last_stands_first() {
    let office = Office::open(On::Sqlite, &[]).unwrap().unwrap();
    office.ingest_essay().unwrap();
    // Another mailbox was fetched later, of which a mail came earlier and one later.
    for (day, number) in [(19, 2), (21, 3)] {
        let letter = office.zhengji.data().join(format!("{number}.eml"));
        let text = format!(
            "Received: from a.example by mx1.office.example; {day} Oct 2022 08:00:00 +0800\n\
             From: office@optics.example\nTo: kjstdw@office.example\nSubject: 咨询\n\
             Message-ID: <{number}@a.example>\n\nQuestion {number}?\n"
        );
        fs::write(&letter, text).unwrap();
        office.ingest("kjstdw", &letter).unwrap();
    }
    add_account(&office.zhengji, "clerk", "clerk", PASSWORD).unwrap();
    let site = Site::start(&office.zhengji).unwrap();
    let cookie = site.sign_in("clerk", PASSWORD).unwrap();
    let link = site.new_link(&cookie, NOTICE, "A-06").unwrap();
    let page = site.get(&link, &[]).unwrap().text();
    let order: Vec<&str> = page
        .split("/receipts/")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert_eq!(order, ["3", "1", "2"], "{page}");
    assert_eq!(site.stop().unwrap(), Some(0));
}
