//! Letters to be claimed.

use domain::arrival::Arrival;
use domain::directory::Directory;
use domain::finding::FindingCode;
use domain::ids::MailboxName;
use domain::letter::Answered;
use domain::notice::Notice;
use domain::ruling::{Decision, Ruling};
use intake::claim::{Claim, Evidence, Placed, claim};
use intake::reading::{Reading, read_mail};
use intake::reception::Reception;

use super::{arrival, at, directory, notice};

/// A letter that can be changed before it is claimed.
pub struct Letter {
    pub arrival: Arrival,
    pub reading: Reading,
    pub rulings: Vec<Ruling>,
    pub notices: Vec<Notice>,
    pub thread: Option<Answered>,
}

pub fn letter(from: &str, mailbox: &str, subject: &str, body: &str) -> Letter {
    letter_with(from, mailbox, subject, body, "")
}

pub fn letter_with(from: &str, mailbox: &str, subject: &str, body: &str, headers: &str) -> Letter {
    let raw = format!(
        "Received: from a by mx1.office.example; Thu, 20 Oct 2022 08:00:00 +0800\n\
         From: {from}\nSubject: {subject}\nMessage-ID: <1@a.example>\n{headers}\
         Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{body}\n"
    );
    let mut arrival = arrival(1, 0);
    arrival.sender = Some(from.to_owned());
    subject.clone_into(&mut arrival.subject);
    arrival.mailboxes = vec![MailboxName::parse(mailbox).expect("a mailbox name")];
    Letter {
        arrival,
        reading: read_mail(raw.as_bytes()),
        rulings: Vec::new(),
        notices: vec![notice()],
        thread: None,
    }
}

/// A letter with text files.
pub fn letter_of_files(from: &str, mailbox: &str, subject: &str, files: &[(&str, &str)]) -> Letter {
    letter_around(from, mailbox, subject, "请查收", files)
}

/// A letter with words of its own and text files; one that ends in .eml is a letter within it.
pub fn letter_around(from: &str, mailbox: &str, subject: &str, body: &str, files: &[(&str, &str)]) -> Letter {
    let mut parts =
        format!("--b\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{body}\n");
    for (name, text) in files {
        let kind = if name.strip_suffix(".eml").is_some() {
            "message/rfc822"
        } else {
            "application/octet-stream"
        };
        parts = format!(
            "{parts}--b\nContent-Type: {kind}\nContent-Transfer-Encoding: 8bit\n\
             Content-Disposition: attachment; filename=\"{name}\"\n\n{text}\n"
        );
    }
    let raw = format!(
        "Received: from a by mx1.office.example; Thu, 20 Oct 2022 08:00:00 +0800\n\
         From: {from}\nSubject: {subject}\nMessage-ID: <1@a.example>\nMIME-Version: 1.0\n\
         Content-Type: multipart/mixed; boundary=b\n\n{parts}--b--\n"
    );
    Letter {
        reading: read_mail(raw.as_bytes()),
        ..letter(from, mailbox, subject, "")
    }
}

impl Letter {
    pub fn claim(&self) -> Claim {
        self.claim_with(&directory())
    }

    pub fn claim_with(&self, directory: &Directory) -> Claim {
        claim(Evidence {
            arrival: &self.arrival,
            reading: &self.reading,
            rulings: &self.rulings,
            thread: self.thread.as_ref(),
            issued: &[],
            notices: &self.notices,
            directory,
            reception: &Reception::default(),
        })
    }

    pub fn ruled(mut self, decision: Decision) -> Self {
        let decided_at = at("2022-10-21T08:00:00+08:00");
        self.rulings.push(Ruling {
            arrival: self.arrival.id,
            decision,
            clerk: "clerk".into(),
            decided_at,
        });
        self
    }
}

pub fn placed(claim: Claim) -> Placed {
    match claim {
        Claim::Placed(placed) => *placed,
        other => panic!("not placed: {other:?}"),
    }
}

pub fn reasons(claim: &Claim) -> Vec<FindingCode> {
    match claim {
        Claim::Unplaced { findings, .. } => findings.iter().map(|finding| finding.code).collect(),
        Claim::Placed(placed) => placed.holds.iter().map(|finding| finding.code).collect(),
        Claim::Ignored(finding) => vec![finding.code],
    }
}

pub fn form(society: &str) -> String {
    format!(
        "全国学会学习党的二十大精神情况统计表\n\n学会名称：{society}\n填表人：钱戊\n联系方式：010-55500001\n\n\
         一、学会理事、40岁以下青年科技工作者作为党的二十大参会代表的基本情况：\n无\n\n\
         二、学习贯彻党的二十大精神的感悟（未来设想）：\n1. 张甲，理事长\n学习报告使我深受鼓舞，我们将把成果用到最需要的地方。\n\n\
         三、建言献策：\n建议设立专项，支持青年人员长期开展观测。"
    )
}

pub const REGISTERED: &str = "office@a-01.example";
pub const STRANGER: &str = "u1@mail.example";
pub const TEXT: &str = "学习报告使我深受鼓舞，我们将把成果用到最需要的地方。下一步要立足岗位，久久为功。";
