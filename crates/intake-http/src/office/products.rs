//! 成果文件 — what was asked for and what can be fetched. Making is done elsewhere, in the background.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use chrono_tz::Tz;
use domain::directory::Directory;
use domain::ids::NoticeId;
use domain::notice::Notice;
use domain::product::{Product, ProductKind};
use serde::Deserialize;
use store::{Report, ReportState};

use super::downloads::{download, streamed};
use super::products_files::{checked, received};
use super::{Who, notice_id};
use crate::frame::{self, HeadArrived};
use crate::refusal::Refusal;
use crate::session::SignedIn;
use crate::settings::SiteState;
use crate::shown;
use crate::wording::{self, Mark};

#[derive(Template)]
#[template(path = "office/products.html")]
struct ProductsPage {
    who: Who,
    id: String,
    title: String,
    /// Something is under way: the page looks again by itself.
    is_busy: bool,
    keep_days: u32,
    reports: Vec<ReportView>,
}

struct ReportView {
    id: i64,
    kind: &'static str,
    asked: String,
    clerk: String,
    /// Which part of the ledger, and how it was wanted.
    scope: Vec<String>,
    state: Mark,
    detail: String,
    made: Option<MadeView>,
}

struct MadeView {
    name: String,
    size: String,
    taken: String,
    snapshot: String,
    sha256: String,
    /// What somebody should know of it.
    remarks: Vec<String>,
}

pub(super) async fn show(
    site: web::Data<SiteState>,
    signed: SignedIn,
    id: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    let notice = find(&site, &notice_id(&id)?).await?;
    let directory = site.store.directory().await?;
    let reports = site.store.reports(&notice.id).await?;
    let is_busy = reports
        .iter()
        .any(|report| matches!(report.state, ReportState::Waiting | ReportState::Making { .. }));
    let page = ProductsPage {
        who: Who::from(&signed),
        id: notice.id.to_string(),
        title: notice.title.clone(),
        is_busy,
        keep_days: site.keep_days,
        reports: reports
            .into_iter()
            .map(|report| view(report, &notice, &directory))
            .collect(),
    };
    frame::page(StatusCode::OK, &page)
}

pub(super) async fn find(site: &SiteState, id: &NoticeId) -> Result<Notice, Refusal> {
    let notices = site.store.notices().await?;
    notices
        .into_iter()
        .find(|notice| notice.id == *id)
        .ok_or(Refusal::NotFound)
}

fn view(report: Report, notice: &Notice, directory: &Directory) -> ReportView {
    let (state, detail) = state(&report.state);
    let mut scope = wording::selection(&report.wish.selection, notice, directory);
    if scope.is_empty() {
        scope.push("全部".to_owned());
    }
    scope.extend(options(&report.wish.product, notice));
    scope.extend(files(report.wish.product.kind(), &report.files));
    let made = match report.state {
        ReportState::Done(made) => Some(MadeView {
            name: shown::name(&made.file_name),
            size: wording::size(made.bytes),
            taken: wording::moment(made.taken_at, notice.zone),
            snapshot: made.snapshot,
            sha256: made.sha256,
            remarks: made.remarks,
        }),
        ReportState::Waiting | ReportState::Making { .. } | ReportState::Failed { .. } => None,
    };
    ReportView {
        id: report.id,
        kind: report.wish.product.kind().title(),
        asked: asked(report.requested_at, notice.zone),
        clerk: report.requested_by,
        scope,
        state,
        detail,
        made,
    }
}

fn asked(at: chrono::DateTime<chrono::Utc>, zone: Tz) -> String {
    wording::short_moment(at, zone)
}

fn state(state: &ReportState) -> (Mark, String) {
    match state {
        ReportState::Waiting => (Mark::new("等待制作", "plain"), String::new()),
        ReportState::Making { done, total } => {
            let percent = done.saturating_mul(100).checked_div(*total);
            let detail = percent.map_or_else(String::new, |percent| {
                format!("已完成 {percent}%（{done}／{total}）")
            });
            (Mark::new("正在制作", "warn"), detail)
        }
        ReportState::Done(_) => (Mark::new("已完成", "good"), String::new()),
        ReportState::Failed { why, .. } => (Mark::new("未能完成", "bad"), why.clone()),
    }
}

/// How the product was wanted, as far as it is not the usual way.
fn options(product: &Product, notice: &Notice) -> Vec<String> {
    let mut said = Vec::new();
    match product {
        Product::Workbook | Product::Brief | Product::Similar => {}
        Product::Compilation(wish) => {
            if !wish.themes.is_empty() {
                said.push(format!("按专题编排：{}", wish.themes.join("；")));
                let titles = wish.themed.iter().filter_map(|id| notice.item(id));
                let titles: Vec<&str> = titles.map(|item| item.title.as_str()).collect();
                if !titles.is_empty() {
                    said.push(format!("专题用于：{}", titles.join("、")));
                }
            }
            if wish.anonymous {
                said.push("匿名".to_owned());
            }
        }
        Product::Archive(wish) => {
            said.extend(wish.pattern.iter().map(|pattern| format!("附件命名：{pattern}")));
            if wish.without_media {
                said.push("不含照片、视频".to_owned());
            }
            if wish.list_missing {
                said.push("读不出的原件列明后照常制作".to_owned());
            }
            said.extend(
                wish.retention
                    .map(|retention| format!("保管期限：{}", retention.title())),
            );
            said.extend(wish.fonds.iter().map(|fonds| format!("全宗号：{fonds}")));
        }
    }
    said
}

/// The office's own files with which it is made.
fn files(kind: ProductKind, names: &[String]) -> Option<String> {
    let names: Vec<String> = names.iter().map(|name| shown::name(name)).collect();
    let what = if kind == ProductKind::Workbook {
        "模板"
    } else {
        "参照文件"
    };
    (!names.is_empty()).then(|| format!("{what}：{}", names.join("、")))
}

/// Keeps the wish and goes back to the list.
pub(super) async fn request(
    site: web::Data<SiteState>,
    signed: SignedIn,
    id: web::Path<String>,
    now: HeadArrived,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Refusal> {
    if !signed.may_rule() {
        return Err(Refusal::ReadOnly);
    }
    let (wanted, given) = received(&site, &request, payload).await?;
    signed.check_ruling(&wanted.csrf)?;
    let notice = find(&site, &notice_id(&id)?).await?;
    let directory = site.store.directory().await?;
    let wish = wanted.wish(&notice, &directory);
    match wish.and_then(|wish| Ok((checked(&wish.product, given)?, wish))) {
        Ok((files, wish)) => {
            site.store
                .request_report(&notice.id, &wish, &files, &signed.name, now.0)
                .await?;
            (site.product_wanted)();
            Ok(back(&notice.id))
        }
        Err(fault) => super::products_form::again(&signed, &notice, &directory, &wanted, &fault),
    }
}

/// The file, sent piece by piece once its bytes were hashed again.
pub(super) async fn file(
    site: web::Data<SiteState>,
    _signed: SignedIn,
    path: web::Path<(String, i64)>,
) -> Result<HttpResponse, Refusal> {
    let report = of_notice(&site, &path).await?;
    let ReportState::Done(made) = &report.state else {
        return Err(Refusal::NotFound);
    };
    let (file, bytes) = site.store.report_file(report.id).await?;
    let kind = report.wish.product.kind();
    let plain = format!("{}-{}.{}", kind.as_str(), report.id, kind.extension());
    let disposition = shown::attachment(&made.file_name, &plain);
    Ok(download(kind.media_type(), &disposition).body(streamed(file, bytes).await?))
}

#[derive(Deserialize)]
pub(super) struct Confirmation {
    csrf: String,
}

pub(super) async fn remove(
    site: web::Data<SiteState>,
    signed: SignedIn,
    path: web::Path<(String, i64)>,
    form: web::Form<Confirmation>,
) -> Result<HttpResponse, Refusal> {
    signed.check_ruling(&form.csrf)?;
    let report = of_notice(&site, &path).await?;
    site.store.remove_report(report.id).await?;
    Ok(back(&report.notice))
}

/// The product with this number, if it is one of the notice's.
async fn of_notice(site: &SiteState, path: &(String, i64)) -> Result<Report, Refusal> {
    let notice = notice_id(&path.0)?;
    let report = site.store.report(path.1).await?;
    report
        .filter(|report| report.notice == notice)
        .ok_or(Refusal::NotFound)
}

fn back(notice: &NoticeId) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, format!("/office/notices/{notice}/products")))
        .finish()
}
