//! A notice, a roster and letters, all fictional.
#![expect(
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    reason = "shared by test files, each of which uses its own part"
)]

pub mod letters;
pub mod settled;

use chrono::{DateTime, Utc};
use domain::arrival::{Arrival, Door, ReceivedAt, ReceivedBy};
use domain::directory::Directory;
use domain::ids::{ArrivalId, ItemId, MailboxName, SocietyCode};
use domain::notice::Notice;
use domain::person::Person;
use domain::society::Society;
use domain::submission::{Attachment, AttachmentKind, Source, SourcePart};
use intake::claim::{ClaimedPiece, Intent, LooseMedia, Placed, Trust};

const NOTICE: &str = r#"
[notice]
id = "test-41"
title = "关于征集学习情况的通知"
issuer = "华夏科协科技社团党委"
issued_on = 2022-10-17
late = "flag"

[[mailbox]]
name = "dwzzb"
address = "dwzzb@office.example"
items = ["plan"]
[[mailbox]]
name = "kjstdw"
address = "kjstdw@office.example"
items = ["key-few", "advice"]
[[mailbox]]
name = "dwxcb"
address = "dwxcb@office.example"
items = ["youth"]

[[item]]
id = "plan"
title = "学会党组织对未来发展的谋划"
aliases = ["未来设想"]
audience = "全国学会党组织"
per = "society"
deadline = { date = 2022-10-24 }
requires = { text = true }
[[item]]
id = "key-few"
title = "“关键少数”学习党的二十大精神感悟"
aliases = ["关键少数", "关键少数感悟"]
audience = "全国学会党委书记、理事长、理事、二十大代表等关键人群"
per = "person"
deadline = { date = 2022-10-24 }
requires = { text = true }
[[item]]
id = "youth"
title = "青年科技工作者学习党的二十大精神感悟"
aliases = ["青年感悟"]
audience = "各学会历届青托人才和全体青年科技工作者"
per = "person"
deadline = { date = 2022-10-24 }
requires = { text = true, any_of = ["photo", "video"] }
[[item]]
id = "advice"
title = "科技工作者建言献策"
aliases = ["建言献策"]
audience = "全体科技工作者"
per = "either"
deadline = { date = 2022-10-24 }
requires = { text = true }

[form]
title = "全国学会学习党的二十大精神情况统计表"
[[form.header]]
label = "学会名称"
field = "society"
[[form.header]]
label = "填表人"
field = "filled_by"
[[form.header]]
label = "联系方式"
field = "contact"
[[form.row]]
label = "学会理事、40岁以下青年科技工作者作为党的二十大参会代表的基本情况"
field = "delegates"
items = []
[[form.row]]
label = "学习贯彻党的二十大精神的感悟（未来设想）"
field = "insights"
items = ["key-few", "youth", "plan"]
[[form.row]]
label = "建言献策"
field = "advice"
items = ["advice"]
"#;

pub fn notice() -> Notice {
    store::notice_file::parse(NOTICE).expect("the notice of the tests is good")
}

pub fn society(code: &str, name: &str) -> Society {
    Society {
        code: SocietyCode::parse(code).unwrap(),
        name: name.into(),
        category: "理科".into(),
        aliases: Vec::new(),
        former_names: Vec::new(),
        addresses: vec![format!("office@{}.example", code.to_lowercase())],
        contacts: Vec::new(),
        phones: Vec::new(),
        further: Vec::new(),
    }
}

pub fn directory() -> Directory {
    Directory::new(vec![
        society("A-01", "华夏光学学会"),
        society("A-02", "华夏光学工程学会"),
        society("A-03", "华夏声学学会"),
    ])
}

pub fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
}

/// An arrival received at this minute of 20 October 2022.
pub fn arrival(id: i64, minute: i64) -> Arrival {
    let received = at("2022-10-20T08:00:00+08:00") + chrono::Duration::minutes(minute);
    Arrival {
        id: ArrivalId::new(id),
        door: Door::Mail,
        original: format!("{id:064x}"),
        bytes: 1,
        received: Some(ReceivedAt {
            at: received,
            by: ReceivedBy::ReceivedHeader,
        }),
        first_seen_at: received,
        message_id: Some(format!("{id}@a-01.example")),
        sender: Some("office@a-01.example".into()),
        subject: String::new(),
        mailboxes: vec![MailboxName::parse("kjstdw").unwrap()],
        files: Vec::new(),
    }
}

pub fn item(id: &str) -> ItemId {
    ItemId::parse(id).unwrap()
}

pub fn person(name: &str) -> Person {
    Person {
        name: name.into(),
        positions: vec!["理事".into()],
        ..Person::default()
    }
}

pub fn piece(id: &str, who: Option<&str>, text: &str) -> ClaimedPiece {
    ClaimedPiece {
        item: item(id),
        person: who.map(person),
        title: None,
        text: text.into(),
        source: Source::new(Some("统计表.docx".into()), SourcePart::Cell),
        attachments: Vec::new(),
        dismissal: None,
    }
}

pub fn photo(name: &str) -> Attachment {
    Attachment {
        name: name.into(),
        sha256: name.into(),
        bytes: 90_000,
        kind: AttachmentKind::Photo,
    }
}

pub fn loose(name: &str) -> LooseMedia {
    LooseMedia {
        attachment: photo(name),
        context: domain::text::match_key(name),
        around: "".into(),
        reach: intake::claim::Reach::OnlyWaiting,
    }
}

pub fn placed(pieces: Vec<ClaimedPiece>) -> Placed {
    Placed {
        notice: notice().id,
        society: SocietyCode::parse("A-01").unwrap(),
        holds: Vec::new(),
        findings: Vec::new(),
        forms: Vec::new(),
        pieces,
        loose_media: Vec::new(),
        trust: Trust::MayReplace,
        intent: Intent::Adds,
        said: Vec::new(),
        accepted_by_clerk: false,
        provisional: false,
    }
}
