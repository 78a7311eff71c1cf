//! What a society has sent is continued by a new process as it would be settled anew.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::fmt::Write as _;
use std::fs;

use tests::build::charset::base64_lines;
use tests::build::picture::jpeg;
use tests::office::{Office, On};

const NAMES: [&str; 18] = [
    "赵一鸣",
    "钱建华",
    "孙修文",
    "李明远",
    "周野秋",
    "吴南松",
    "郑牧知",
    "王桐语",
    "冯石山",
    "陈青云",
    "褚海波",
    "卫立新",
    "蒋若水",
    "沈思齐",
    "韩怀瑾",
    "杨子昂",
    "朱景行",
    "秦望舒",
];

/// A letter of the society arrives, with a text and files; each is taken in by a process of its own.
fn write(office: &Office, minute: usize, text: &str, files: &[(String, &str, Vec<u8>)]) {
    let mut letter = format!(
        "Received: from a.example by mx1.office.example; Thu, 20 Oct 2022 10:{minute:02}:00 +0800\n\
         From: office@optics.example\nTo: dwxcb@office.example\nSubject: 青年科技工作者感悟\n\
         Message-ID: <{minute}@optics.example>\nMIME-Version: 1.0\n\
         Content-Type: multipart/mixed; boundary=\"part\"\n\n--part\n\
         Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}\n"
    );
    for (name, kind, bytes) in files {
        let _ = write!(
            letter,
            "--part\nContent-Type: {kind}\nContent-Transfer-Encoding: base64\n\
             Content-Disposition: attachment; filename=\"{name}\"\n\n{}\n",
            String::from_utf8(base64_lines(bytes)).unwrap()
        );
    }
    letter += "--part--\n";
    let path = office.zhengji.data().join(format!("{minute}.eml"));
    fs::write(&path, letter).unwrap();
    office.ingest("dwxcb", &path).unwrap();
}

fn essay(name: &str, mark: &str) -> String {
    format!(
        "青年感悟\n\n姓名：{name}\n单位：东屏理工大学\n职务：讲师\n\n\
         学习党的二十大报告，我深受鼓舞，更加坚定了科技报国的信念，今后要立足{mark}岗位勇攀高峰。\n"
    )
}

fn replayed(office: &Office) {
    let told = office.zhengji.ok(&["replay", "--all"]).unwrap();
    assert!(told.contains("不同 0 处"), "{told}");
    assert_eq!(office.unjudged().unwrap(), 0);
}

/// Each photo names all whose photos came before it, too: whose it is shows only when theirs are known.
#[test]
fn photos_that_depend_on_each_other_find_their_texts() {
    let office = Office::open(On::Sqlite, &[]).unwrap().unwrap();
    for (minute, name) in NAMES.iter().enumerate() {
        let essay = (
            format!("{name}青年感悟.txt"),
            "text/plain",
            essay(name, "").into_bytes(),
        );
        write(&office, minute, "请查收附件。", &[essay]);
    }
    let photos: Vec<_> = (1..=NAMES.len())
        .map(|count| {
            let name = NAMES[..count].join("、");
            (format!("{name}.jpg"), "image/jpeg", jpeg(640, 480, count as u64))
        })
        .collect();
    write(&office, 30, "老师好，补发照片。", &photos);
    let export = office.export().unwrap();
    let pieces = export["submissions"].as_array().unwrap();
    assert_eq!(pieces.len(), NAMES.len());
    assert!(
        pieces.iter().all(|piece| piece["status"] == "accepted"),
        "{export}"
    );
    replayed(&office);
}

/// PostgreSQL takes no NUL, so that what is recorded is not what was written.
#[test]
fn a_text_with_a_nul_is_known_again() {
    for on in [On::Sqlite, On::Postgres] {
        let Some(office) = Office::open(on, &[]).unwrap() else {
            continue;
        };
        write(&office, 0, &essay("赵一鸣", "\0"), &[]);
        let photo = ("赵一鸣.jpg".to_owned(), "image/jpeg", jpeg(640, 480, 1));
        write(&office, 1, "补发照片。", &[photo]);
        write(&office, 2, &essay("赵一鸣", "\0"), &[]);
        let export = office.export().unwrap();
        let verdicts: Vec<_> = export["arrivals"].as_array().unwrap().iter().collect();
        assert_eq!(verdicts.last().unwrap()["verdict"], "duplicate", "{export}");
        assert_eq!(export["submissions"].as_array().unwrap().len(), 1);
        assert_eq!(export["submissions"][0]["status"], "accepted");
        replayed(&office);
    }
}
