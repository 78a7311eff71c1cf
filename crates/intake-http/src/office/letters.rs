//! 通知邮件 — letters that wait for approval, and what became of the others.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::{DateTime, SecondsFormat, Utc};
use domain::letter::{LetterCause, LetterEvent, LetterKey, LetterRecord, LetterState};
use domain::notice::Notice;
use domain::reminder::MissingItem;
use serde::Deserialize;

use super::Who;
use crate::fields::Fields;
use crate::frame::{self, HeadArrived};
use crate::refusal::Refusal;
use crate::session::SignedIn;
use crate::settings::SiteState;
use crate::wording::{self, Mark};

/// How many letters stand on one page.
const LETTERS_OF_A_PAGE: usize = 100;

#[derive(Template)]
#[template(path = "office/letters.html")]
struct LettersPage {
    who: Who,
    state: &'static str,
    /// Those on this page.
    letters: Vec<LetterView>,
    all: usize,
    /// When the youngest of all was written: who approves all approves none that came after the page.
    until: String,
    page: usize,
    pages: usize,
    may_approve: bool,
}

struct LetterView {
    key: String,
    arrival: Option<i64>,
    kind: &'static str,
    event: String,
    society: String,
    notice: String,
    recipient: String,
    created: String,
    state: Mark,
    error: String,
    lines: Vec<LineView>,
    missing: Vec<String>,
    corrections: Vec<String>,
}

struct LineView {
    text: String,
    status: Mark,
}

#[derive(Deserialize)]
pub(super) struct Filter {
    #[serde(default)]
    state: String,
    #[serde(default)]
    page: usize,
}

pub(super) async fn show(
    site: web::Data<SiteState>,
    signed: SignedIn,
    filter: web::Query<Filter>,
) -> Result<HttpResponse, Refusal> {
    let state = LetterState::parse(&filter.state).unwrap_or(LetterState::AwaitingApproval);
    let (notices, directory) = (site.store.notices().await?, site.store.directory().await?);
    let letters = site.store.letters(Some(state)).await?;
    let view = |stored: &LetterRecord| {
        let society = directory
            .get(&stored.letter.society)
            .map(|society| society.name.clone());
        let notice = notices.iter().find(|notice| notice.id == stored.letter.notice);
        view(
            stored,
            society.unwrap_or_else(|| {
                if stored.letter.society.is_nobodys() {
                    "尚未确定学会".to_owned()
                } else {
                    stored.letter.society.to_string()
                }
            }),
            notice,
        )
    };
    let pages = letters.len().div_ceil(LETTERS_OF_A_PAGE).max(1);
    let page = filter.page.clamp(1, pages);
    let youngest = letters.iter().map(|letter| letter.created_at).max();
    let on_page = letters
        .iter()
        .skip((page - 1) * LETTERS_OF_A_PAGE)
        .take(LETTERS_OF_A_PAGE);
    let page = LettersPage {
        all: letters.len(),
        until: youngest.map_or_else(String::new, exactly),
        page,
        pages,
        may_approve: signed.may_rule() && state == LetterState::AwaitingApproval,
        who: Who::from(&signed),
        state: state.as_str(),
        letters: on_page.map(view).collect(),
    };
    frame::page(StatusCode::OK, &page)
}

fn exactly(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Nanos, true)
}

/// Approves the letters that the form names, or all that were written until the moment that it names.
pub(super) async fn approve(
    site: web::Data<SiteState>,
    signed: SignedIn,
    now: HeadArrived,
    form: web::Form<Vec<(String, String)>>,
) -> Result<HttpResponse, Refusal> {
    let fields = Fields::from(form.into_inner());
    signed.check_ruling(fields.get("csrf"))?;
    let stale = || Refusal::Unreadable("所选邮件不存在，请刷新后重试。");
    let named = fields.all("key").iter().map(|key| LetterKey::parse(key));
    let mut keys: Vec<LetterKey> = named.collect::<Option<_>>().ok_or_else(stale)?;
    if !fields.get("until").is_empty() {
        let until = DateTime::parse_from_rfc3339(fields.get("until")).map_err(|_| stale())?;
        let waiting = site.store.letters(Some(LetterState::AwaitingApproval)).await?;
        let seen = waiting.into_iter().filter(|record| record.created_at <= until);
        keys.extend(seen.map(|record| record.letter.key));
    }
    for key in keys {
        // False: somebody approved it a moment ago, which is what was wanted.
        site.store.approve_letter(&key, &signed.name, now.0).await?;
    }
    Ok(HttpResponse::SeeOther()
        .insert_header((header::LOCATION, "/office/letters"))
        .finish())
}

const fn of_trial(trial: bool) -> &'static str {
    if trial { "（试运行）" } else { "" }
}

fn view(stored: &LetterRecord, society: String, notice: Option<&Notice>) -> LetterView {
    let letter = &stored.letter;
    let zone = notice.map_or(chrono_tz::Asia::Shanghai, |notice| notice.zone);
    LetterView {
        key: letter.key.to_string(),
        arrival: letter.key.answers().map(|(arrival, _)| arrival.number()),
        kind: letter.key.kind.label(),
        event: match &letter.key.cause {
            LetterCause::Arrival { event, .. } => match event {
                LetterEvent::FirstVerdict => "首次核验".to_owned(),
                LetterEvent::Ruling => "人工处理".to_owned(),
                LetterEvent::Completion => "补充完成".to_owned(),
            },
            LetterCause::Round { day, trial, .. } => {
                format!("{}提醒轮次{}", day.format("%-m月%-d日"), of_trial(*trial))
            }
            LetterCause::Extension { .. } => "同意延期".to_owned(),
            LetterCause::Invitation { trial, .. } => format!("通知学会{}", of_trial(*trial)),
        },
        society,
        notice: match notice {
            _ if letter.notice_is_open() => "尚未确定通知".to_owned(),
            Some(notice) => notice.title.clone(),
            None => letter.notice.to_string(),
        },
        recipient: match &stored.redirected_to {
            Some(address) => format!("{}（试运行，实际发至 {address}）", letter.recipient),
            None => letter.recipient.clone(),
        },
        created: wording::short_moment(stored.created_at, zone),
        state: standing(stored),
        error: stored.last_error.clone().unwrap_or_default(),
        lines: letter.lines.iter().map(|line| line_view(line, notice)).collect(),
        missing: letter
            .missing
            .iter()
            .map(|missing| missing_line(missing, notice))
            .collect(),
        corrections: letter
            .corrections
            .iter()
            .map(domain::finding::Finding::sentence)
            .collect(),
    }
}

/// Where a letter stands, in a word.
pub(super) fn standing(stored: &LetterRecord) -> Mark {
    match stored.state {
        LetterState::AwaitingApproval => Mark::new("待审核", "warn"),
        LetterState::Queued if stored.may_have_left() => Mark::new("待发送，可能已发出", "warn"),
        LetterState::Queued if stored.returned > 0 => Mark::new("已退信，待改发", "bad"),
        LetterState::Queued => Mark::new("待发送", "plain"),
        LetterState::Sent => Mark::new("已发送", "good"),
        LetterState::Failed => Mark::new("发送失败", "bad"),
        LetterState::Cancelled => Mark::new("已取消", "plain"),
        LetterState::InDoubt => Mark::new("可能已发出", "warn"),
        LetterState::Returned => Mark::new("已退信", "bad"),
    }
}

fn line_view(line: &domain::letter::LetterLine, notice: Option<&Notice>) -> LineView {
    let item = notice.and_then(|notice| notice.item(&line.item));
    let item = item.map_or_else(|| line.item.to_string(), |item| item.title.clone());
    let person = line
        .person
        .as_deref()
        .map(|name| format!("，{name}"))
        .unwrap_or_default();
    let title = line
        .title
        .as_deref()
        .map(|title| format!("，《{title}》"))
        .unwrap_or_default();
    let attachments = match line.attachments {
        0 => String::new(),
        count => format!("，附件 {count} 个"),
    };
    let timeliness = wording::timeliness(line.timeliness);
    LineView {
        text: format!(
            "{item}{person}{title}，{} 字{attachments}，{timeliness}",
            line.characters
        ),
        status: wording::status(line.status),
    }
}

/// One missing item; what is listed in the letter is looked up again when it leaves.
fn missing_line(missing: &MissingItem, notice: Option<&Notice>) -> String {
    let item = notice.and_then(|notice| notice.item(&missing.item));
    let item = item.map_or_else(|| missing.item.to_string(), |item| item.title.clone());
    let overdue = if missing.overdue { "（已逾期）" } else { "" };
    format!("{item}{overdue}")
}
