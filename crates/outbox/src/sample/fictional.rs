//! A fictional notice and a fictional society.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::deadline::{Deadline, Due};
use domain::ids::{ArrivalId, ItemId, MailboxName, NoticeId, SocietyCode};
use domain::letter::{Before, Letter, LetterEvent, Meanwhile, ToldBefore};
use domain::notice::{
    CollectionItem, Contact, FormTemplate, LatePolicy, MailboxRoute, MediaKind, NilReport, Notice,
    NoticeNumber, Per, ReminderPolicy, Requirements,
};
use domain::society::Society;
use domain::submission::SubmissionStatus;

use crate::error::OutboxError;

/// Three days before the first deadline of the fictional notice, at 9 in the morning.
pub(super) fn moment(notice: &Notice) -> DateTime<Utc> {
    let ends = notice
        .items
        .iter()
        .find_map(|item| item.deadline.ends(notice.zone, DateTime::UNIX_EPOCH));
    ends.unwrap_or_default() - Duration::days(3) - Duration::hours(15)
}

const UNSOUND: OutboxError = OutboxError::Unsendable {
    what: "the fictional letter is not sound",
};

pub(super) fn sample_society() -> Result<Society, OutboxError> {
    Ok(Society {
        code: SocietyCode::parse("C-03").map_err(|_| UNSOUND)?,
        name: "华夏植物保护学会".to_owned(),
        category: "农科".to_owned(),
        aliases: Vec::new(),
        former_names: Vec::new(),
        addresses: vec!["office@huaxia.example".to_owned()],
        contacts: Vec::new(),
        phones: Vec::new(),
        further: Vec::new(),
    })
}

pub(super) fn sample_contact() -> Contact {
    Contact {
        person: "林老师".to_owned(),
        phone: Some("010-55500001".to_owned()),
    }
}

/// The society's page, a later arrival where that is told, and before a second decision a first one.
pub(super) fn sample_meanwhile(letter: &Letter, link: Option<String>) -> Meanwhile {
    let later = letter.lines.is_empty().then(|| ArrivalId::new(23));
    Meanwhile {
        link: link.filter(|_| letter.sent_by.is_none()),
        later: later.into_iter().collect(),
        before: sample_before(letter).into_iter().collect(),
        ..Meanwhile::default()
    }
}

/// What was sent back was so before; one that counts was withdrawn, and one that is withdrawn counted.
fn sample_before(letter: &Letter) -> Option<Before> {
    let (arrival, LetterEvent::Ruling(2..)) = letter.key.answers()? else {
        return None;
    };
    let stood = letter.lines.iter().filter_map(|line| {
        let before = match line.status {
            SubmissionStatus::SentBack => SubmissionStatus::SentBack,
            SubmissionStatus::Withdrawn => SubmissionStatus::Accepted,
            SubmissionStatus::Accepted | SubmissionStatus::Incomplete => SubmissionStatus::Withdrawn,
        };
        Some((line.submission?, before))
    });
    let first = letter.lines.first();
    let told = first.map(|line| ToldBefore {
        item: line.item.clone(),
        person: None,
        title: None,
        status: SubmissionStatus::SentBack,
    });
    Some(Before {
        arrival,
        elsewhere: Some("earlier@society.example".to_owned()),
        stood: stood.collect(),
        asked: letter.corrections.clone(),
        renamed: first
            .and_then(|line| line.submission)
            .zip(told.clone())
            .into_iter()
            .collect(),
        joined: told.clone().zip(told.clone()).into_iter().collect(),
        gone: told.into_iter().collect(),
        returned: Vec::new(),
    })
}

pub(super) fn sample_notice() -> Result<Notice, OutboxError> {
    let until = NaiveDate::from_ymd_opt(2026, 3, 31).ok_or(UNSOUND)?;
    let item = |id: &str, title: &str, due| -> Result<CollectionItem, OutboxError> {
        Ok(CollectionItem {
            deadline: Deadline { due, phrase: None },
            requires: Requirements {
                text: true,
                any_of: vec![MediaKind::Photo, MediaKind::Video],
            },
            nil_report: NilReport::Allowed,
            audience: "全体科技工作者".to_owned(),
            ..CollectionItem::new(ItemId::parse(id).map_err(|_| UNSOUND)?, title, Per::Person)
        })
    };
    let items = vec![
        item("insights", "科技工作者学习感悟", Due::Date(until))?,
        item("advice", "科技工作者建言献策", Due::Date(until))?,
        item("news", "学习活动信息", Due::Prompt)?,
    ];
    Ok(Notice {
        id: NoticeId::parse("huaxia-2026-8").map_err(|_| UNSOUND)?,
        number: NoticeNumber::parse("华夏社团党发〔2026〕8号"),
        title: "关于征集学习会议精神感悟和建言献策的通知".to_owned(),
        issuer: "华夏科技社团党委".to_owned(),
        issued_on: NaiveDate::from_ymd_opt(2026, 3, 2).ok_or(UNSOUND)?,
        zone: chrono_tz::Asia::Shanghai,
        late: LatePolicy::Flag,
        grace: Duration::zero(),
        mailboxes: vec![MailboxRoute {
            name: MailboxName::parse("huaxia").map_err(|_| UNSOUND)?,
            address: "zhengji@huaxia.example".to_owned(),
            items: items.iter().map(|item| item.id.clone()).collect(),
        }],
        items,
        form: Some(FormTemplate {
            title: "学习会议精神情况统计表".to_owned(),
            headers: Vec::new(),
            rows: Vec::new(),
        }),
        reminders: ReminderPolicy::default(),
        extensions: BTreeMap::new(),
    })
}

pub(super) fn with_slash(site: &str) -> String {
    format!("{}/", site.trim_end_matches('/'))
}

pub(super) fn first_line_with(source: &str, names: &[String]) -> Option<usize> {
    let place = source
        .lines()
        .position(|line| names.iter().any(|name| line.contains(name.as_str())));
    place.map(|place| place + 1)
}
