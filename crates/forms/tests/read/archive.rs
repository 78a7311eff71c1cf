use forms::read::{Content, Limits, ReadFile, read_file};

use crate::support::{Raw, docx, p, part, png, raw_zip, zip};

fn names(files: &[ReadFile]) -> Vec<&str> {
    files.iter().map(|file| file.name.as_str()).collect()
}

fn read(bytes: &[u8]) -> Vec<ReadFile> {
    read_file("材料.zip", bytes, &Limits::default())
}

#[test]
fn members_follow_the_archive_without_debris() {
    let document = docx(&p("感悟"));
    let files = read(&zip(&[
        part("感悟文章/某某.docx", document.clone()),
        part("__MACOSX/感悟文章/._某某.docx", "x"),
        part("感悟文章/~$某某.docx", "x"),
        part(".DS_Store", "x"),
        part("照片/Thumbs.db", "x"),
        part("照片/会场.png", png(640, 480)),
    ]));
    assert_eq!(names(&files), ["材料.zip", "感悟文章/某某.docx", "照片/会场.png"]);
    assert_eq!(files[0].content, Content::Archive);
    assert!(matches!(files[1].content, Content::Document { .. }));
    assert_eq!(files[1].bytes, document.len() as u64);
    assert_eq!(
        files[2].content,
        Content::Photo {
            width: 640,
            height: 480
        }
    );
}

#[test]
fn names_in_gbk_are_read_before_their_slashes() {
    // 謀 is D6 5C and 學 is 8C 57 in GBK: the backslash byte is half a character.
    let gbk = encoding_rs::GB18030
        .encode("未來謀劃\\華夏學會.txt")
        .0
        .into_owned();
    assert!(gbk.contains(&b'\\'));
    let short = encoding_rs::GB18030.encode("学.txt").0.into_owned();
    let files = read(&raw_zip(&[
        Raw::new(gbk, "甲"),
        Raw::new(short, "乙"),
        Raw::new("统计表.txt", "丙"),
    ]));
    assert_eq!(
        names(&files),
        ["材料.zip", "未來謀劃/華夏學會.txt", "学.txt", "统计表.txt"]
    );
}

#[test]
fn the_utf8_flag_does_not_break_names_that_are_gbk() {
    let mut entry = Raw::new(encoding_rs::GB18030.encode("统计表.txt").0.into_owned(), "甲");
    entry.flags = 1 << 11;
    assert_eq!(names(&read(&raw_zip(&[entry]))), ["材料.zip", "统计表.txt"]);
}

#[test]
fn two_hundred_chinese_names_come_out_right() {
    let heads = [
        "学会",
        "统计表",
        "感悟",
        "建言献策",
        "照片",
        "青年",
        "党委",
        "谋划",
        "附件",
        "汇总",
    ];
    let tails = [
        "一",
        "张伟",
        "最终版",
        "（1）",
        "2022年10月",
        "会议",
        "理事长",
        "修订",
        "终稿",
        "副本",
        "说明",
        "报送",
        "件",
        "补充",
        "李娜",
        "三",
        "南",
        "北",
        "学",
        "研",
    ];
    let wanted: Vec<String> = heads
        .iter()
        .flat_map(|head| tails.iter().map(move |tail| format!("{head}{tail}.txt")))
        .collect();
    let entries: Vec<Raw> = wanted
        .iter()
        .map(|name| Raw::new(encoding_rs::GB18030.encode(name).0.into_owned(), "x"))
        .collect();
    let files = read(&raw_zip(&entries));
    assert_eq!(
        names(&files)[1..],
        wanted.iter().map(String::as_str).collect::<Vec<_>>()
    );
}

#[test]
fn names_cannot_leave_the_archive() {
    let entries = [
        "../../etc/passwd",
        "/abs/x.txt",
        r"C:\Windows\y.txt",
        "a/./b//c.txt",
        "..",
        "坏\u{7}名.txt",
    ];
    let files = read(&raw_zip(&entries.map(|name| Raw::new(name, "x"))));
    assert_eq!(
        names(&files)[1..],
        [
            "etc/passwd",
            "abs/x.txt",
            "Windows/y.txt",
            "a/b/c.txt",
            "未命名",
            "坏名.txt"
        ]
    );
}

#[test]
fn an_encrypted_member_makes_the_archive_encrypted_and_the_rest_is_listed() {
    let mut locked = Raw::new("统计表.docx", "secret");
    locked.flags = 1;
    let files = read(&raw_zip(&[locked, Raw::new("说明.txt", "密码另发")]));
    assert_eq!(names(&files), ["材料.zip", "说明.txt"]);
    assert_eq!(files[0].content, Content::Encrypted);
}

#[test]
fn archives_in_archives_are_read_to_the_depth() {
    let mut bytes = zip(&[part("底.txt", "最里")]);
    for level in ["三.zip", "二.zip"] {
        bytes = zip(&[part(level, bytes)]);
    }
    let files = read(&bytes);
    assert_eq!(
        names(&files),
        ["材料.zip", "二.zip", "二.zip/三.zip", "二.zip/三.zip/底.txt"]
    );
    let deeper = read(&zip(&[part("一.zip", bytes)]));
    assert_eq!(deeper.last().unwrap().content, Content::Unsafe);
    assert_eq!(deeper.len(), 4);
}

#[test]
fn a_damaged_member_does_not_hide_the_others() {
    let mut bytes = raw_zip(&[Raw::new("坏.docx", docx(&p("甲"))), Raw::new("好.txt", "乙")]);
    bytes[60] ^= 0xFF;
    let files = read(&bytes);
    assert_eq!(names(&files), ["材料.zip", "坏.docx", "好.txt"]);
    assert_eq!(files[1].content, Content::Unreadable);
    assert!(matches!(files[2].content, Content::Document { .. }));
}

#[test]
fn an_empty_archive_is_an_archive() {
    assert_eq!(read(&raw_zip(&[]))[0].content, Content::Archive);
}
