//! 每日摘要 in words.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::digest::Digest;
use domain::finding::FindingCode;
use domain::letter::LetterState;
use domain::notice::Notice;
use minijinja::Value;
use minijinja::value::Serde;
use serde::Serialize;

use crate::deadline_words;
use crate::settings::OutboxSettings;
use crate::text::{cut, in_book_marks, one_line};

#[derive(Serialize)]
struct DigestFacts {
    day: String,
    now: String,
    since: String,
    /// For the subject: 新到12件，待核对3件; 尚有5个学会未报齐 when nothing came.
    summary: String,
    arrived: usize,
    unjudged: usize,
    held_total: usize,
    held: Vec<ReasonFacts>,
    correspondence: usize,
    follow: usize,
    notices: Vec<NoticeFacts>,
    /// Notices that are long over and to which societies still owe something.
    overdue_notices: usize,
    letters: Vec<LetterFacts>,
    mailboxes: Vec<MailboxFacts>,
    site: Option<String>,
}

#[derive(Serialize)]
struct ReasonFacts {
    count: usize,
    sentence: &'static str,
}

#[derive(Serialize)]
struct NoticeFacts {
    title: String,
    outstanding: usize,
    incomplete: usize,
    next: Option<String>,
    /// Whether that end holds only for societies to which it was granted.
    granted: bool,
    /// The last end, once it has passed.
    ended: Option<String>,
}

#[derive(Serialize)]
struct LetterFacts {
    standing: &'static str,
    count: usize,
    advice: &'static str,
}

#[derive(Serialize)]
struct MailboxFacts {
    name: String,
    /// Since when it cannot be read.
    since: Option<String>,
    kept_back: usize,
    lost: usize,
}

/// What the template may say.
pub(crate) fn facts(digest: &Digest, notices: &[Notice], settings: &OutboxSettings, zone: Tz) -> Value {
    let moment = |at| deadline_words::moment(at, zone);
    let held_total = digest.held.iter().map(|(_, count)| count).sum();
    Value::from(Serde(DigestFacts {
        day: deadline_words::day(digest.at.with_timezone(&zone).date_naive()),
        now: moment(digest.at),
        since: moment(digest.since),
        summary: summary(digest, held_total),
        arrived: digest.arrived,
        unjudged: digest.unjudged,
        held_total,
        held: digest.held.iter().map(reason).collect(),
        correspondence: digest.correspondence,
        follow: digest.follow,
        notices: of_notices(digest, notices, zone),
        overdue_notices: digest.overdue_notices,
        letters: digest
            .letters
            .iter()
            .map(|(state, count)| letters(*state, *count))
            .collect(),
        mailboxes: digest
            .mailboxes
            .iter()
            .map(|trouble| MailboxFacts {
                name: one_line(trouble.mailbox.as_str()),
                since: trouble.unread_since.map(moment),
                kept_back: trouble.kept_back,
                lost: trouble.lost,
            })
            .collect(),
        site: settings.site().map(one_line),
    }))
}

fn summary(digest: &Digest, held: usize) -> String {
    let mut parts = Vec::new();
    if digest.arrived > 0 {
        parts.push(format!("新到{}件", digest.arrived));
    }
    if held > 0 {
        parts.push(format!("待核对{held}件"));
    }
    if !digest.mailboxes.is_empty() {
        parts.push("收件邮箱异常".to_owned());
    }
    if parts.is_empty() {
        // Nothing came: a day is near on which something is due, or letters wait.
        let outstanding: usize = digest.notices.iter().map(|one| one.outstanding).sum();
        parts.push(match outstanding {
            0 => "工作情况".to_owned(),
            count => format!("尚有{count}个学会未报齐"),
        });
    }
    parts.join("，")
}

fn reason((code, count): &(Option<FindingCode>, usize)) -> ReasonFacts {
    ReasonFacts {
        count: *count,
        sentence: code.map_or("请核对。", FindingCode::sentence),
    }
}

fn of_notices(digest: &Digest, notices: &[Notice], zone: Tz) -> Vec<NoticeFacts> {
    let last_day = |next: DateTime<Utc>| deadline_words::moment(next - chrono::Duration::minutes(1), zone);
    let known = digest.notices.iter().filter_map(|one| {
        let notice = notices.iter().find(|notice| notice.id == one.notice)?;
        Some(NoticeFacts {
            title: in_book_marks(&cut(&notice.title, 40)),
            outstanding: one.outstanding,
            incomplete: one.incomplete,
            next: one.next.map(last_day),
            granted: one.next_is_granted,
            ended: one.ended.map(last_day),
        })
    });
    known.collect()
}

const fn letters(state: LetterState, count: usize) -> LetterFacts {
    let (standing, advice) = match state {
        LetterState::AwaitingApproval => ("待审核", "请在工作台批准，不宜发出的请取消。"),
        LetterState::Failed => ("发送失败", "请核对收件地址，改正后重新发送，或电话通知。"),
        LetterState::Returned => ("退信", "不再改发，如仍须告知，请电话联系。"),
        LetterState::InDoubt => ("可能已发出", "请向收件单位核实。"),
        // Others that wait are no concern of a person's.
        LetterState::Queued => (
            "退信待改发",
            "名录中另有邮箱的将自动改发；没有的，请电话联系并更新名录。",
        ),
        LetterState::Sent => ("已发送", "无需处理。"),
        LetterState::Cancelled => ("已取消", "无需处理。"),
    };
    LetterFacts {
        standing,
        count,
        advice,
    }
}
