//! The same scenario on every server: all is taken in once, and nothing on the server changes.

use tests::dovecot::Dovecot;
use tests::mailbox::{Mailbox, Protection};
use tests::office::Office;
use tests::servers::courier::Courier;
use tests::servers::cyrus::Cyrus;
use tests::servers::{MailServer, Renumbered, flags, put};

use crate::{MAILBOX, USERS, arrivals, date, letter, office, once};

/// 病毒文件夹 in modified UTF-7.
const VIRUS_FOLDER: &str = "&dcVr0mWHTvZZOQ-";
/// Folders with the letters in them; the first three are watched.
const FOLDERS: [(&str, &[u32]); 6] = [
    ("", &[1, 2, 3, 4, 5]),
    (VIRUS_FOLDER, &[6, 7]),
    ("Junk", &[8]),
    ("Sent", &[91]),
    ("Drafts", &[92]),
    ("Trash", &[93]),
];
const WATCHED: [u32; 8] = [1, 2, 3, 4, 5, 6, 7, 8];

fn fill(server: &dyn MailServer, user: &str) {
    for (folder, numbers) in FOLDERS {
        for number in numbers {
            put(server, user, folder, &letter(*number), date()).unwrap();
        }
    }
}

fn poll(office: &Office) -> String {
    office.zhengji.ok(&["poll", "--once"]).unwrap()
}

/// `renumbered` is how many of the watched messages the server's way of renumbering makes new.
fn scenario(server: &dyn MailServer, user: &str, protection: Protection, renumbered: usize) {
    let office = office();
    let mailbox = Mailbox::protected(MAILBOX, server, user, protection);
    office.zhengji.configure(&mailbox.table()).unwrap();
    fill(server, user);
    let before = flags(server, user).unwrap();
    assert_eq!(before.values().map(Vec::len).sum::<usize>(), 11, "{before:?}");

    let first = poll(&office);
    for part in ["文件夹 3", "服务器上 8", "本次存档 8", "无法取回 0"] {
        assert!(first.contains(part), "{protection:?}, first pass: {first}");
    }
    assert_eq!(arrivals(&office), once(&WATCHED), "{protection:?}");

    let second = poll(&office);
    for part in ["服务器上 8", "此前已存档 8", "本次存档 0"] {
        assert!(second.contains(part), "{protection:?}, second pass: {second}");
    }
    assert_eq!(flags(server, user).unwrap(), before, "{protection:?}");

    if server.renumber(user).unwrap() == Renumbered::Emptied {
        fill(server, user);
    }
    let third = poll(&office);
    let expected = format!("本次存档 {renumbered}");
    assert!(third.contains(&expected), "{protection:?}, renumbered: {third}");
    assert_eq!(arrivals(&office), once(&WATCHED), "{protection:?}, renumbered");
}

fn every_way(server: &dyn MailServer, renumbered: usize) {
    for (user, protection) in USERS.into_iter().zip(Protection::ALL) {
        scenario(server, user, protection, renumbered);
    }
}

#[test]
fn dovecot_is_read_completely_once_and_unchanged() {
    every_way(&Dovecot::start(&USERS).unwrap(), 8);
}

#[test]
fn cyrus_is_read_completely_once_and_unchanged() {
    every_way(&Cyrus::start(&USERS).unwrap(), 8);
}

#[test]
fn courier_is_read_completely_once_and_unchanged() {
    every_way(&Courier::start(&USERS).unwrap(), 5);
}
