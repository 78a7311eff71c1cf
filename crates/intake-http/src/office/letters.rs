//! 通知邮件 — letters that wait for approval, and what became of the others.

use std::collections::BTreeMap;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::{DateTime, SecondsFormat, Utc};
use chrono_tz::Asia::Shanghai;
use domain::directory::Directory;
use domain::finding::Finding;
use domain::ids::SocietyCode;
use domain::letter::{
    LetterCause, LetterEvent, LetterKey, LetterKind, LetterRecord, LetterState, cancelled_by,
};
use domain::notice::Notice;
use domain::reminder::MissingItem;
use serde::Deserialize;
use store::Cancellation;

use super::Who;
use crate::fields::Fields;
use crate::frame::{self, HeadArrived};
use crate::refusal::Refusal;
use crate::session::SignedIn;
use crate::settings::{LetterPreview, SiteState};
use crate::wording::{self, Mark};

/// How many letters stand on one page.
const LETTERS_OF_A_PAGE: usize = 100;

/// Stands before the secret in the address of a society's page.
const OWN_PAGE: &str = "/s/";

/// Characters of a reason that are kept.
const LONGEST_REASON: usize = 200;

#[derive(Template)]
#[template(path = "office/letters.html")]
struct LettersPage {
    who: Who,
    state: &'static str,
    /// What was done a moment ago.
    done: Option<String>,
    /// That no letter leaves at present, and who said so.
    paused: Option<String>,
    /// Those on this page.
    letters: Vec<LetterView>,
    all: usize,
    /// How many of these left within another one.
    together: usize,
    /// When the youngest of all was written: who approves all approves none that came after the page.
    until: String,
    page: usize,
    pages: usize,
    may_approve: bool,
}

#[derive(Template)]
#[template(path = "office/letter.html")]
struct LetterPage {
    who: Who,
    letter: LetterView,
}

struct LetterView {
    key: String,
    arrival: Option<i64>,
    kind: &'static str,
    event: String,
    society: String,
    notice: String,
    recipient: String,
    /// Where it goes instead, in a trial.
    redirected_to: Option<String>,
    created: String,
    /// When it left.
    sent: Option<String>,
    message_id: String,
    state: Mark,
    error: String,
    lines: Vec<LineView>,
    missing: Vec<String>,
    corrections: Vec<String>,
    subject: String,
    /// As plain text; empty where only the letter's own page shows it.
    body: String,
    /// Why it would not leave now, or cannot be shown.
    remark: Option<String>,
    /// Names of the files that go with it.
    files: Vec<String>,
    /// Whether it may still say something else than what is shown.
    may_change: bool,
    may_approve: bool,
    may_cancel: bool,
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
    /// How many letters were approved a moment ago.
    approved: Option<u32>,
    /// How many letters were cancelled a moment ago.
    cancelled: Option<u32>,
}

/// By what letters are shown.
struct Desk {
    notices: Vec<Notice>,
    directory: Directory,
    may_rule: bool,
}

pub(super) async fn show(
    site: web::Data<SiteState>,
    signed: SignedIn,
    filter: web::Query<Filter>,
) -> Result<HttpResponse, Refusal> {
    let state = LetterState::parse(&filter.state).unwrap_or(LetterState::AwaitingApproval);
    let mut letters = site.store.letters(Some(state)).await?;
    in_reading_order(&mut letters, state);
    let together = letters.iter().filter(|letter| letter.sent_with.is_some()).count();
    let pages = letters.len().div_ceil(LETTERS_OF_A_PAGE).max(1);
    let page = filter.page.clamp(1, pages);
    let youngest = letters.iter().map(|letter| letter.created_at).max();
    let all = letters.len();
    let on_page = letters
        .into_iter()
        .skip((page - 1) * LETTERS_OF_A_PAGE)
        .take(LETTERS_OF_A_PAGE)
        .collect();
    let paused = site.store.outbox_pause().await?;
    let desk = Desk::open(&site, &signed).await?;
    let page = LettersPage {
        all,
        together,
        until: youngest.map_or_else(String::new, exactly),
        page,
        pages,
        may_approve: signed.may_rule() && state == LetterState::AwaitingApproval,
        who: Who::from(&signed),
        state: state.as_str(),
        done: filter.done(paused.is_some()),
        paused: paused.map(|(since, by)| {
            format!(
                "发信已暂停（{}，{by}），批准的邮件在恢复发信后发出。",
                wording::short_moment(since, Shanghai)
            )
        }),
        letters: desk.listed(&site, on_page).await,
    };
    frame::page(StatusCode::OK, &page)
}

/// What waits is decided in the order in which it was written, that of one society together; of what is over, the latest
/// is looked for.
fn in_reading_order(letters: &mut [LetterRecord], state: LetterState) {
    match state {
        LetterState::AwaitingApproval | LetterState::Queued => {
            let mut first: BTreeMap<SocietyCode, usize> = BTreeMap::new();
            for (at, record) in letters.iter().enumerate() {
                first.entry(record.letter.society.clone()).or_insert(at);
            }
            letters.sort_by_key(|record| first.get(&record.letter.society).copied());
        }
        LetterState::Sent
        | LetterState::Failed
        | LetterState::Cancelled
        | LetterState::InDoubt
        | LetterState::Returned => {
            letters.reverse();
            letters.sort_by_key(|letter| std::cmp::Reverse(letter.sent_at.unwrap_or(letter.created_at)));
        }
    }
}

/// One letter in full.
pub(super) async fn one(
    site: web::Data<SiteState>,
    signed: SignedIn,
    key: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    let key = LetterKey::parse(&key).ok_or(Refusal::NotFound)?;
    let record = site.store.letter(&key).await?.ok_or(Refusal::NotFound)?;
    let desk = Desk::open(&site, &signed).await?;
    let preview = (site.letter_previews)(vec![record.clone()])
        .await
        .into_iter()
        .next();
    let page = LetterPage {
        who: Who::from(&signed),
        letter: desk.view(&record, preview),
    };
    frame::page(StatusCode::OK, &page)
}

fn exactly(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Nanos, true)
}

impl Filter {
    fn done(&self, is_paused: bool) -> Option<String> {
        let when = if is_paused {
            "恢复发信后发出"
        } else {
            "将于几分钟内陆续发出（提醒邮件在规定的时段发出）"
        };
        match (self.approved, self.cancelled) {
            (Some(0), _) => Some("所选邮件已不在待审核状态，可能已由他人批准或取消。".to_owned()),
            (Some(approved), _) => Some(format!("已批准 {approved} 封，{when}。")),
            (None, Some(cancelled)) => Some(format!("已取消 {cancelled} 封，不会发出。")),
            (None, None) => None,
        }
    }
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
    let mut keys: Vec<LetterKey> = named(&fields)?;
    if !fields.get("until").is_empty() {
        let until = DateTime::parse_from_rfc3339(fields.get("until")).map_err(|_| stale())?;
        let waiting = site.store.letters(Some(LetterState::AwaitingApproval)).await?;
        let seen = waiting.into_iter().filter(|record| record.created_at <= until);
        keys.extend(seen.map(|record| record.letter.key));
    }
    let mut approved = 0_u32;
    for key in keys {
        // False: somebody approved it a moment ago, which is what was wanted.
        approved += u32::from(site.store.approve_letter(&key, &signed.name, now.0).await?);
    }
    Ok(back(&format!("approved={approved}")))
}

/// Takes letters out of the outbox of which nothing can have left, and keeps who did so and why.
pub(super) async fn cancel(
    site: web::Data<SiteState>,
    signed: SignedIn,
    form: web::Form<Vec<(String, String)>>,
) -> Result<HttpResponse, Refusal> {
    let fields = Fields::from(form.into_inner());
    signed.check_ruling(fields.get("csrf"))?;
    let reason: String = fields.get("reason").chars().take(LONGEST_REASON).collect();
    let why = cancelled_by(&signed.name, &reason);
    let mut cancelled = 0_u32;
    for key in named(&fields)? {
        match site.store.cancel_letter(&key, &why).await? {
            Cancellation::Done => cancelled += 1,
            Cancellation::TooLate(_) => {
                return Err(Refusal::Unreadable(
                    "该邮件已经发出、可能已经发出，或此前已取消，不能取消。请在“通知邮件”中查看其状态。",
                ));
            }
        }
    }
    Ok(back(&format!("cancelled={cancelled}")))
}

fn stale() -> Refusal {
    Refusal::Unreadable("所选邮件不存在，请刷新后重试。")
}

/// The letters that a form names.
fn named(fields: &Fields) -> Result<Vec<LetterKey>, Refusal> {
    let named = fields.all("key").iter().map(|key| LetterKey::parse(key));
    named.collect::<Option<_>>().ok_or_else(stale)
}

/// To the list, which says what was done.
fn back(done: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, format!("/office/letters?{done}")))
        .finish()
}

impl Desk {
    async fn open(site: &SiteState, signed: &SignedIn) -> Result<Self, Refusal> {
        Ok(Self {
            notices: site.store.notices().await?,
            directory: site.store.directory().await?,
            may_rule: signed.may_rule(),
        })
    }

    /// Letters of the list. What has left is shown by its subject; the text of what has not is drawn.
    async fn listed(&self, site: &SiteState, records: Vec<LetterRecord>) -> Vec<LetterView> {
        let has_left = |record: &LetterRecord| record.sent_original.is_some() && record.subject.is_some();
        let unsent = records.iter().filter(|record| !has_left(record)).cloned();
        let mut previews = (site.letter_previews)(unsent.collect()).await.into_iter();
        records
            .iter()
            .map(|record| {
                let preview = if has_left(record) { None } else { previews.next() };
                self.view(record, preview)
            })
            .collect()
    }

    fn society(&self, code: &SocietyCode) -> String {
        match self.directory.get(code) {
            Some(society) => society.name.clone(),
            None if code.is_nobodys() => "尚未确定学会".to_owned(),
            None => code.to_string(),
        }
    }

    fn view(&self, stored: &LetterRecord, preview: Option<LetterPreview>) -> LetterView {
        let letter = &stored.letter;
        let notice = self.notices.iter().find(|notice| notice.id == letter.notice);
        let zone = notice.map_or(Shanghai, |notice| notice.zone);
        let waits = stored.state == LetterState::AwaitingApproval;
        let can_be_cancelled = waits || stored.state == LetterState::Queued;
        let preview = preview.unwrap_or_else(|| LetterPreview {
            recipient: letter.recipient.clone(),
            redirected_to: stored.redirected_to.clone(),
            subject: stored.subject.clone().unwrap_or_default(),
            has_left: true,
            ..LetterPreview::default()
        });
        LetterView {
            key: letter.key.to_string(),
            arrival: letter.key.answers().map(|(arrival, _)| arrival.number()),
            kind: letter.key.kind.label(),
            event: event(&letter.key.cause),
            society: self.society(&letter.society),
            notice: match notice {
                _ if letter.notice_is_open() => "尚未确定通知".to_owned(),
                Some(notice) => notice.title.clone(),
                None => letter.notice.to_string(),
            },
            recipient: preview.recipient,
            redirected_to: preview.redirected_to,
            created: wording::short_moment(stored.created_at, zone),
            sent: stored.sent_at.map(|at| wording::short_moment(at, zone)),
            message_id: stored.message_id.clone(),
            state: standing(stored),
            error: stored.last_error.clone().unwrap_or_default(),
            lines: letter.lines.iter().map(|line| line_view(line, notice)).collect(),
            missing: letter
                .missing
                .iter()
                // What was put off is not missing.
                .filter(|_| letter.key.kind != LetterKind::Extension)
                .map(|missing| missing_line(missing, notice))
                .collect(),
            corrections: letter.corrections.iter().map(Finding::sentence).collect(),
            subject: preview.subject,
            body: if self.may_rule {
                preview.body
            } else {
                without_secrets(&preview.body)
            },
            remark: preview.remark,
            files: letter
                .enclosed
                .files
                .iter()
                .map(|file| file.name.clone())
                .collect(),
            may_change: can_be_cancelled && !preview.has_left,
            may_approve: self.may_rule && waits,
            may_cancel: self.may_rule && can_be_cancelled && !stored.may_have_left(),
        }
    }
}

const fn of_trial(trial: bool) -> &'static str {
    if trial { "（试运行）" } else { "" }
}

/// A text without the secrets of societies' own pages: who may only look at things must not be able to answer in
/// their place.
fn without_secrets(body: &str) -> String {
    let mut parts = body.split(OWN_PAGE);
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let is_secret = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        shown.push_str(OWN_PAGE);
        shown.push_str("……");
        shown.push_str(part.trim_start_matches(is_secret));
    }
    shown
}

/// Why a letter was written.
fn event(cause: &LetterCause) -> String {
    match cause {
        LetterCause::Arrival { event, .. } => match event {
            LetterEvent::FirstVerdict => "首次核验".to_owned(),
            LetterEvent::Ruling(_) => "人工处理".to_owned(),
            LetterEvent::Completion => "补充完成".to_owned(),
        },
        LetterCause::Round { day, trial, .. } => {
            format!("{}提醒轮次{}", day.format("%-m月%-d日"), of_trial(*trial))
        }
        LetterCause::Extension { .. } => "同意延期".to_owned(),
        LetterCause::Invitation { trial, .. } => format!("通知学会{}", of_trial(*trial)),
    }
}

/// Where a letter stands, in a word.
pub(super) fn standing(stored: &LetterRecord) -> Mark {
    let class = match stored.state {
        LetterState::Queued if stored.may_have_left() => return Mark::new("待发送，可能已发出", "warn"),
        LetterState::Queued if stored.returned > 0 => return Mark::new("已退信，待改发", "bad"),
        LetterState::AwaitingApproval | LetterState::InDoubt => "warn",
        LetterState::Queued | LetterState::Cancelled => "plain",
        LetterState::Sent => "good",
        LetterState::Failed | LetterState::Returned => "bad",
    };
    Mark::new(stored.label(), class)
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
