//! Letters that one reader process is given in a row, some of which it does not survive.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use tests::office::{Office, On};

const NAMES: [&str; 12] = [
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
];

/// The place of the letter over which the reader's time runs out, and of the one over which it dies.
const HANGS: usize = 3;
const DIES: usize = 7;

fn is_at_fault(number: usize) -> bool {
    [HANGS, DIES].contains(&number)
}

/// The letter of another person each, by the same society, in the order of receipt; with a file for a converter.
fn letter(number: usize) -> String {
    let does = match number {
        HANGS => "hangs",
        DIES => "dies",
        _ => "lives",
    };
    let name = NAMES.get(number).unwrap();
    format!(
        "Received: from a.example by mx1.office.example; Thu, 20 Oct 2022 10:{number:02}:00 +0800\n\
         From: office@optics.example\nTo: dwxcb@office.example\nSubject: 青年科技工作者感悟\n\
         Message-ID: <{number}@optics.example>\nMIME-Version: 1.0\n\
         Content-Type: multipart/mixed; boundary=\"part\"\n\n\
         --part\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n\
         青年感悟\n\n姓名：{name}\n单位：东屏理工大学\n职务：讲师\n\n\
         学习党的二十大报告，我深受鼓舞，更加坚定了科技报国的信念，今后要立足岗位勇攀高峰。\n\
         --part\nContent-Type: application/rtf\nContent-Disposition: attachment; filename=\"说明.rtf\"\n\n\
         {{\\rtf1 {number} {does}}}\n--part--\n"
    )
}

/// A converter that notes by which process it was called for which letter, and hurts that process where the file says so.
fn converter(folder: &Path) -> String {
    let path = folder.join("converter");
    let text = format!(
        "#!/bin/sh\nfor file; do :; done\nread -r _ number does < \"$file\"\n\
         echo \"$PPID $number\" >> '{}'\n\
         case $does in\nhangs*) kill -STOP $PPID;;\ndies*) kill -KILL $PPID;;\nesac\nexit 1\n",
        folder.join("called").display()
    );
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path.display().to_string()
}

/// Which process was called for which letter, in order.
fn calls(folder: &Path) -> Vec<(u32, usize)> {
    let called = fs::read_to_string(folder.join("called")).unwrap();
    let calls = called.lines().map(|line| {
        let (process, number) = line.split_once(' ').unwrap();
        (process.parse().unwrap(), number.parse().unwrap())
    });
    calls.collect()
}

/// The office after it took in these letters at once.
fn office(folder: &Path, numbers: impl Iterator<Item = usize>) -> Office {
    let settings = [
        ("ZHENGJI__READER__SECONDS", "1"),
        ("ZHENGJI__CONVERTERS__SECONDS", "1"),
        ("ZHENGJI__CONVERTERS__SOFFICE", &converter(folder)),
    ];
    let office = Office::open(On::Sqlite, &settings).unwrap().unwrap();
    let letters = office.zhengji.data().join("letters");
    fs::create_dir(&letters).unwrap();
    for number in numbers {
        fs::write(letters.join(format!("{number:02}.eml")), letter(number)).unwrap();
    }
    office.ingest("dwxcb", &letters).unwrap();
    office
}

#[test]
fn a_letter_that_stops_the_reader_of_a_row_is_held_and_spoils_no_other() {
    let (folder, control) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let office = office(folder.path(), 0..NAMES.len());
    let told = office.transcript().unwrap();
    let at_fault: Vec<&str> = told.lines().filter(|line| line.contains("held")).collect();
    assert_eq!(
        at_fault,
        [
            "letters/03.eml | held A-06 [unprocessable] 2022-10-20T10:03:00+08:00 | ",
            "letters/07.eml | held A-06 [unprocessable] 2022-10-20T10:07:00+08:00 | "
        ]
    );
    let whole = |number: &usize| !is_at_fault(*number);
    let without = self::office(control.path(), (0..NAMES.len()).filter(whole));
    let others: Vec<&str> = told.lines().filter(|line| !line.contains("held")).collect();
    assert_eq!(others, without.transcript().unwrap().lines().collect::<Vec<_>>());

    let calls = calls(folder.path());
    for number in 0..NAMES.len() {
        let times = calls.iter().filter(|(_, called)| *called == number).count();
        assert_eq!(
            times,
            if is_at_fault(number) { 3 } else { 1 },
            "{number}: {calls:?}"
        );
    }
    let of_row = calls.first().unwrap().0;
    let in_a_row: Vec<usize> = calls
        .iter()
        .take_while(|(process, _)| *process == of_row)
        .map(|(_, number)| *number)
        .collect();
    assert_eq!(in_a_row, [0, 1, 2, HANGS], "{calls:?}");
}
