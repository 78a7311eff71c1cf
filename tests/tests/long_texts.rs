//! Letters whose text alone is longer than a reader process can hold several times.

use std::fs;

use tests::office::{Office, On, list, word};

const LINE: &str = "学习党的二十大报告，我深受鼓舞，更加坚定了科技报国的信念。\r\n";
/// Of all texts of a letter, in bytes.
const LENGTH: usize = 24 << 20;
/// What a reader process may use, in megabytes: for the length as much as by default for 200 megabytes.
const MEMORY: &str = "128";

fn text(bytes: usize) -> String {
    LINE.repeat(bytes / LINE.len())
}

/// One text, many texts, and a text in letters within one another.
fn letters() -> [String; 3] {
    const TEXT: &str = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n";
    let part = format!("--part\r\n{TEXT}{}", text(LENGTH / 500));
    [
        [TEXT, &text(LENGTH)].concat(),
        [
            "Content-Type: multipart/mixed; boundary=part\r\n\r\n",
            &part.repeat(500),
            "--part--\r\n",
        ]
        .concat(),
        [
            &"Content-Type: message/rfc822\r\n\r\nSubject: x\r\n".repeat(4),
            TEXT,
            &text(LENGTH),
        ]
        .concat(),
    ]
}

#[test]
fn a_letter_of_too_much_text_is_held_and_said_to_be_too_long() {
    // A reader process that is built for debugging computes long.
    let settings = [
        ("ZHENGJI__READER__MEMORY_MB", MEMORY),
        ("ZHENGJI__READER__SECONDS", "120"),
    ];
    let office = Office::open(On::Sqlite, &settings).unwrap().unwrap();
    let folder = office.zhengji.data().join("letters");
    fs::create_dir(&folder).unwrap();
    for (number, rest) in letters().into_iter().enumerate() {
        let head = format!(
            "Received: from a.example by mx1.office.example; Thu, 20 Oct 2022 10:{number:02}:00 +0800\r\n\
             From: office@optics.example\r\nSubject: {number}\r\nMessage-ID: <{number}@optics.example>\r\n"
        );
        fs::write(folder.join(format!("{number}.eml")), head + &rest).unwrap();
    }
    office.ingest("dwxcb", &folder).unwrap();
    let export = office.export().unwrap();
    let told: Vec<[String; 3]> = list(&export, "arrivals")
        .iter()
        .map(|row| {
            let reasons: Vec<&str> = list(row, "reasons").iter().map(word).collect();
            [
                word(&row["message_id"]),
                word(&row["verdict"]),
                &reasons.join(" "),
            ]
            .map(str::to_owned)
        })
        .collect();
    let held = |number: u32| [&format!("{number}@optics.example"), "held", "unsafe_file"].map(str::to_owned);
    assert_eq!(told, [held(0), held(1), held(2)]);
}
