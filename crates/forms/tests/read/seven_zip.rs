//! 7z archives, made by sevenz-rust2's writer; rar archives and pieces of archives, which are not opened.

use forms::read::{Content, Limits, ReadFile, read_file};

use crate::support::{content, part, zip};

const LETTERS: &[u8] = include_bytes!("seven_zip/letters.7z");

fn read(bytes: &[u8]) -> Vec<ReadFile> {
    read_file("材料.7z", bytes, &Limits::default())
}

fn names(files: &[ReadFile]) -> Vec<&str> {
    files.iter().map(|file| file.name.as_str()).collect()
}

#[test]
fn members_of_a_7z_follow_it_without_folders_and_debris() {
    let files = read(LETTERS);
    assert_eq!(names(&files), ["材料.7z", "感悟文章/甲.txt", "统计表.txt"]);
    assert_eq!(files[0].content, Content::Archive);
    assert!(matches!(files[2].content, Content::Document { .. }));
    assert_eq!(read(include_bytes!("seven_zip/ppmd.7z")).len(), 2);
}

#[test]
fn a_7z_inside_a_zip_is_opened() {
    let files = read(&zip(&[part("学会/材料.7z", LETTERS)]));
    assert_eq!(files[2].name, "学会/材料.7z/感悟文章/甲.txt");
}

#[test]
fn a_password_on_the_files_or_on_the_names_as_well_is_told() {
    for bytes in [
        &include_bytes!("seven_zip/encrypted.7z")[..],
        include_bytes!("seven_zip/encrypted_names.7z"),
    ] {
        let files = read(bytes);
        assert_eq!((files.len(), &files[0].content), (1, &Content::Encrypted));
    }
}

#[test]
fn a_7z_that_grows_beyond_the_ratio_or_the_limits_is_refused() {
    assert_eq!(
        content("弹.7z", include_bytes!("seven_zip/bomb.7z")),
        Content::Unsafe
    );
    let small = Limits {
        bytes: 10,
        ..Limits::default()
    };
    assert_eq!(read_file("a.7z", LETTERS, &small)[0].content, Content::Unsafe);
    let few = Limits {
        entries: 2,
        ..Limits::default()
    };
    assert_eq!(read_file("a.7z", LETTERS, &few)[0].content, Content::Unsafe);
}

#[test]
fn a_7z_is_opened_inside_others_only_so_deep() {
    let files = read(include_bytes!("seven_zip/four_deep.7z"));
    let last = files.last().unwrap();
    assert_eq!((files.len(), &last.content), (4, &Content::Unsafe));
}

#[test]
fn a_7z_that_was_cut_or_scratched_is_unreadable_and_never_panics() {
    for length in 6..LETTERS.len() {
        assert_eq!(
            content("材料.7z", &LETTERS[..length]),
            Content::Unreadable,
            "{length}"
        );
    }
    let whole = read(LETTERS);
    let sent: Vec<&str> = whole.iter().map(|file| file.sha256.as_str()).collect();
    for place in 6..LETTERS.len() {
        let mut scratched = LETTERS.to_vec();
        scratched[place] ^= 0x55;
        for file in read(&scratched) {
            let taken = matches!(file.content, Content::Document { .. });
            assert!(
                !taken || sent.contains(&file.sha256.as_str()),
                "{place}: {file:?}"
            );
        }
    }
}

#[test]
fn rar_and_pieces_of_archives_are_not_opened_and_said_to_be_so() {
    assert_eq!(content("材料.rar", b"Rar!\x1A\x07\x01\0"), Content::ClosedArchive);
    assert_eq!(content("x", b"Rar!\x1A\x07\0"), Content::ClosedArchive);
    assert_eq!(content("材料.z01", b"\xFF\0\x01"), Content::ClosedArchive);
    assert_eq!(content("材料.7z.001", &LETTERS[..100]), Content::ClosedArchive);
    assert_eq!(content("材料.7z.002", &[0xFF, 0, 1]), Content::ClosedArchive);
    assert_eq!(
        content("材料.zip", b"PK\x07\x08PK\x03\x04\xFF"),
        Content::ClosedArchive
    );
    let mut last = zip(&[part("甲.txt", "x")]);
    let end = last.len() - 22;
    last[end + 4] = 1;
    last.drain(..10);
    assert_eq!(content("材料.zip", &last), Content::ClosedArchive);
}

#[test]
fn a_single_piece_that_is_whole_is_opened() {
    let files = read_file("材料.7z.001", LETTERS, &Limits::default());
    assert_eq!((files.len(), &files[0].content), (3, &Content::Archive));
}
