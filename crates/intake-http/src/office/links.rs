//! 填报链接 — makes the links by which societies reach their page. They are shown once: only hashes are stored.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use domain::directory::Directory;
use domain::ids::NoticeId;
use domain::notice::Notice;
use domain::society::Society;
use serde::Deserialize;

use super::{Who, notice_id};
use crate::frame::{self, HeadArrived};
use crate::refusal::Refusal;
use crate::session::SignedIn;
use crate::settings::SiteState;
use crate::token::{new_link_token, token_hash};

#[derive(Template)]
#[template(path = "office/links.html")]
struct LinksPage {
    who: Who,
    id: String,
    title: String,
    societies: Vec<(String, String)>,
    made: Vec<LinkView>,
}

struct LinkView {
    code: String,
    name: String,
    link: String,
}

#[derive(Deserialize)]
pub(super) struct Wanted {
    csrf: String,
    /// A code, or empty for every society.
    #[serde(default)]
    society: String,
}

pub(super) async fn form(
    site: web::Data<SiteState>,
    signed: SignedIn,
    notice: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    let notice = find(&site, &notice_id(&notice)?).await?;
    let directory = site.store.directory().await?;
    frame::page(StatusCode::OK, &page(&signed, &notice, &directory, Vec::new()))
}

pub(super) async fn make(
    site: web::Data<SiteState>,
    signed: SignedIn,
    notice: web::Path<String>,
    now: HeadArrived,
    form: web::Form<Wanted>,
) -> Result<HttpResponse, Refusal> {
    signed.check_ruling(&form.csrf)?;
    let notice = find(&site, &notice_id(&notice)?).await?;
    let directory = site.store.directory().await?;
    let is_wanted = |society: &&Society| form.society.is_empty() || society.code.as_str() == form.society;
    let mut made = Vec::new();
    for society in directory.societies().iter().filter(is_wanted) {
        let token = new_link_token();
        site.store
            .put_link(&token_hash(&token), &notice.id, &society.code, now.0)
            .await?;
        made.push(LinkView {
            code: society.code.to_string(),
            name: society.name.clone(),
            link: site.settings.link(&token),
        });
    }
    if made.is_empty() {
        return Err(Refusal::Unreadable("名录中没有所选的学会，未生成链接。"));
    }
    frame::page(StatusCode::OK, &page(&signed, &notice, &directory, made))
}

async fn find(site: &SiteState, id: &NoticeId) -> Result<Notice, Refusal> {
    let notices = site.store.notices().await?;
    notices
        .into_iter()
        .find(|notice| notice.id == *id)
        .ok_or(Refusal::NotFound)
}

fn page(signed: &SignedIn, notice: &Notice, directory: &Directory, made: Vec<LinkView>) -> LinksPage {
    let societies = directory.societies().iter();
    LinksPage {
        who: Who::from(signed),
        id: notice.id.to_string(),
        title: notice.title.clone(),
        societies: societies
            .map(|society| (society.code.to_string(), society.name.clone()))
            .collect(),
        made,
    }
}
