//! What the servers refuse.

use tests::dovecot::Dovecot;
use tests::mailbox::{Mailbox, Protection};
use tests::servers::courier::Courier;
use tests::servers::cyrus::Cyrus;
use tests::servers::{MailServer, put};

use crate::{MAILBOX, arrivals, date, letter, office, once};

fn refuses_a_wrong_password(server: &dyn MailServer) {
    let office = office();
    let mailbox = Mailbox::protected(MAILBOX, server, "office1", Protection::Implicit).password("wrong");
    office.zhengji.configure(&mailbox.table()).unwrap();
    let ended = office.zhengji.run(&["poll", "--once"]).unwrap();
    assert_eq!(ended.status, Some(1));
    assert!(ended.stdout.contains("授权码"), "{}", ended.stdout);
    assert!(ended.stderr.contains("was refused"), "{}", ended.stderr);
    assert!(
        !ended.stderr.contains("wrong"),
        "the password is nobody's business"
    );
}

#[test]
fn a_wrong_password_is_told_as_such_by_dovecot() {
    refuses_a_wrong_password(&Dovecot::start(&["office1"]).unwrap());
}

#[test]
fn a_wrong_password_is_told_as_such_by_cyrus() {
    refuses_a_wrong_password(&Cyrus::start(&["office1"]).unwrap());
}

#[test]
fn a_wrong_password_is_told_as_such_by_courier() {
    refuses_a_wrong_password(&Courier::start(&["office1"]).unwrap());
}

#[test]
fn a_mailbox_that_may_only_be_looked_at_is_read() {
    let cyrus = Cyrus::start(&["office1"]).unwrap();
    for number in [1, 2] {
        put(&cyrus, "office1", "", &letter(number), date()).unwrap();
    }
    cyrus.allow("office1", "lr").unwrap();
    let office = office();
    let mailbox = Mailbox::protected(MAILBOX, &cyrus, "office1", Protection::Implicit);
    office.zhengji.configure(&mailbox.table()).unwrap();
    office.zhengji.ok(&["poll", "--once"]).unwrap();
    let second = office.zhengji.ok(&["poll", "--once"]).unwrap();
    assert!(second.contains("此前已存档 2"), "{second}");
    assert_eq!(arrivals(&office), once(&[1, 2]));
}
