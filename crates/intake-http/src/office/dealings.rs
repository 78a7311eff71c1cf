//! 通知函与延期 — whom the office has invited to answer a notice, and who was given more time by whom and why.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use domain::directory::Directory;
use domain::extension::ExtensionDecision;
use domain::ids::SocietyCode;
use domain::letter::LetterRecord;
use domain::notice::Notice;

use super::letters::standing;
use super::{Who, notice_id};
use crate::frame;
use crate::refusal::Refusal;
use crate::session::SignedIn;
use crate::settings::SiteState;
use crate::wording::{self, Mark};

#[derive(Template)]
#[template(path = "office/dealings.html")]
struct DealingsPage {
    who: Who,
    id: String,
    title: String,
    in_force: Vec<GrantedView>,
    decisions: Vec<DecisionView>,
    invited: usize,
    societies: Vec<InvitedView>,
}

/// What holds for a society now.
struct GrantedView {
    society: String,
    item: String,
    until: String,
}

/// What was decided, whether it still holds or not.
struct DecisionView {
    society: String,
    item: String,
    what: String,
    reason: String,
    by: String,
    at: String,
}

struct InvitedView {
    code: String,
    name: String,
    /// `None`: not invited.
    standing: Option<Mark>,
    recipient: String,
    sent: String,
    error: String,
}

pub(super) async fn show(
    site: web::Data<SiteState>,
    signed: SignedIn,
    notice: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    let id = notice_id(&notice)?;
    let notices = site.store.notices().await?;
    let notice = notices.into_iter().find(|notice| notice.id == id);
    let notice = notice.ok_or(Refusal::NotFound)?;
    let directory = site.store.directory().await?;
    let letters = site.store.invitations(&id).await?;
    let letters: BTreeMap<&SocietyCode, &LetterRecord> = letters
        .iter()
        .map(|record| (&record.letter.society, record))
        .collect();
    let decisions = site.store.extension_decisions(&id).await?;
    let page = DealingsPage {
        who: Who::from(&signed),
        id: id.to_string(),
        title: notice.title.clone(),
        in_force: in_force(&notice, &directory),
        decisions: decisions
            .iter()
            .rev()
            .map(|decision| decided(decision, &notice, &directory))
            .collect(),
        invited: letters.len(),
        societies: directory
            .societies()
            .iter()
            .map(|society| {
                let record = letters.get(&society.code).copied();
                let text = |of: fn(&LetterRecord) -> Option<String>| record.and_then(of).unwrap_or_default();
                let sent = record.and_then(|record| record.sent_at);
                InvitedView {
                    code: society.code.to_string(),
                    name: society.name.clone(),
                    standing: record.map(standing),
                    recipient: text(|record| Some(record.letter.recipient.clone())),
                    sent: sent.map_or(String::new(), |at| wording::short_moment(at, notice.zone)),
                    error: text(|record| record.last_error.clone()),
                }
            })
            .collect(),
    };
    frame::page(StatusCode::OK, &page)
}

/// Society by society, in the notice's order.
fn in_force(notice: &Notice, directory: &Directory) -> Vec<GrantedView> {
    let societies: BTreeSet<&SocietyCode> = notice.extensions.keys().map(|(society, _)| society).collect();
    let granted = societies.into_iter().flat_map(|society| {
        let items = notice.items.iter();
        items.filter_map(move |item| Some((society, item, notice.extension(item, society)?)))
    });
    granted
        .map(|(society, item, extension)| GrantedView {
            society: name(directory, society),
            item: item.title.clone(),
            until: extension.until.to_string(),
        })
        .collect()
}

fn decided(decision: &ExtensionDecision, notice: &Notice, directory: &Directory) -> DecisionView {
    let item = decision.item.as_ref();
    DecisionView {
        society: name(directory, &decision.society),
        item: item.map_or_else(
            || "全部事项".to_owned(),
            |id| {
                notice
                    .item(id)
                    .map_or_else(|| id.to_string(), |item| item.title.clone())
            },
        ),
        what: decision
            .until
            .map_or_else(|| "撤销延期".to_owned(), |until| format!("延期至 {until}")),
        reason: decision.reason.clone(),
        by: decision.by.clone(),
        at: wording::short_moment(decision.at, notice.zone),
    }
}

fn name(directory: &Directory, code: &SocietyCode) -> String {
    directory
        .get(code)
        .map_or_else(|| code.to_string(), |society| society.name.clone())
}
