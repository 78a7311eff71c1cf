//! The form by which a product is asked for.

use std::collections::BTreeSet;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use domain::directory::Directory;
use domain::filter::{Filter, categories};
use domain::ids::ItemId;
use domain::notice::Notice;
use domain::product::{ArchiveWish, CompilationWish, Product, ProductKind, ProductWish, Retention};
use reporting::archive::NamePattern;
use serde::Deserialize;

use super::products::find;
use super::{Who, notice_id};
use crate::frame;
use crate::refusal::Refusal;
use crate::session::SignedIn;
use crate::settings::SiteState;

/// Longest pattern, list of themes or list of societies that is taken, in characters.
const LONGEST: usize = 2000;

#[derive(Template)]
#[template(path = "office/product_form.html")]
struct FormPage {
    who: Who,
    id: String,
    title: String,
    fault: String,
    kinds: Vec<Ticked>,
    items: Vec<Ticked>,
    categories: Vec<Ticked>,
    themed: Vec<Ticked>,
    retentions: Vec<Ticked>,
    given: Wanted,
}

/// One of several that can be marked.
struct Ticked {
    value: String,
    label: String,
    remark: &'static str,
    is_on: bool,
}

/// The form as it was filled in.
#[derive(Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "boxes that were ticked, each for itself"
)]
pub(super) struct Wanted {
    pub(super) csrf: String,
    kind: String,
    items: Vec<String>,
    categories: Vec<String>,
    societies: String,
    chosen: bool,
    from: String,
    until: String,
    themes: String,
    themed: Vec<String>,
    anonymous: bool,
    pattern: String,
    without_media: bool,
    retention: String,
    list_missing: bool,
    fonds: String,
}

impl Wanted {
    pub(super) fn of(pairs: Vec<(String, String)>) -> Self {
        let mut wanted = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "csrf" => wanted.csrf = value,
                "kind" => wanted.kind = value,
                "item" => wanted.items.push(value),
                "discipline" => wanted.categories.push(value),
                "society" => wanted.societies = value,
                "chosen" => wanted.chosen = true,
                "from" => wanted.from = value,
                "until" => wanted.until = value,
                "themes" => wanted.themes = value,
                "themed" => wanted.themed.push(value),
                "anonymous" => wanted.anonymous = true,
                "pattern" => wanted.pattern = value,
                "without_media" => wanted.without_media = true,
                "retention" => wanted.retention = value,
                "list_missing" => wanted.list_missing = true,
                "fonds" => wanted.fonds = value,
                // A field of a later version of the page.
                _ => {}
            }
        }
        wanted
    }

    /// What is wanted, or what is wrong with it in words.
    pub(super) fn wish(&self, notice: &Notice, directory: &Directory) -> Result<ProductWish, String> {
        for text in [&self.societies, &self.themes, &self.pattern, &self.fonds] {
            if text.chars().count() > LONGEST {
                return Err(format!("填写的内容过长，每栏不超过 {LONGEST} 字。"));
            }
        }
        let filter = Filter {
            items: self.items.clone(),
            categories: self.categories.clone(),
            societies: vec![self.societies.clone()],
            chosen_only: self.chosen,
            from: Some(self.from.clone()),
            until: Some(self.until.clone()),
        };
        Ok(ProductWish {
            selection: filter
                .selection(notice, directory)
                .map_err(|fault| format!("{fault}。"))?,
            product: self.product(notice)?,
        })
    }

    fn product(&self, notice: &Notice) -> Result<Product, String> {
        let kind = ProductKind::parse(&self.kind).ok_or_else(|| "请选择要制作的成果文件。".to_owned())?;
        Ok(match kind {
            ProductKind::Workbook => Product::Workbook,
            ProductKind::Brief => Product::Brief,
            ProductKind::Similar => Product::Similar,
            ProductKind::Compilation => Product::Compilation(CompilationWish {
                themes: given(&self.themes)
                    .map(|themes| themes.lines().filter_map(given).collect())
                    .unwrap_or_default(),
                themed: self
                    .themed
                    .iter()
                    .filter_map(|id| ItemId::parse(id).ok())
                    .filter(|id| notice.item(id).is_some())
                    .collect(),
                anonymous: self.anonymous,
            }),
            ProductKind::Archive => Product::Archive(ArchiveWish {
                pattern: pattern(&self.pattern)?,
                without_media: self.without_media,
                retention: Retention::parse(&self.retention),
                list_missing: self.list_missing,
                fonds: given(&self.fonds),
            }),
        })
    }
}

/// A pattern that names can be made from.
fn pattern(text: &str) -> Result<Option<String>, String> {
    let Some(text) = given(text) else {
        return Ok(None);
    };
    NamePattern::parse(&text).map_err(|fault| fault.sentence())?;
    Ok(Some(text))
}

fn given(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

#[derive(Deserialize)]
pub(super) struct First {
    #[serde(default)]
    kind: String,
}

pub(super) async fn form(
    site: web::Data<SiteState>,
    signed: SignedIn,
    id: web::Path<String>,
    first: web::Query<First>,
) -> Result<HttpResponse, Refusal> {
    let notice = find(&site, &notice_id(&id)?).await?;
    let directory = site.store.directory().await?;
    let wanted = Wanted {
        kind: ProductKind::parse(&first.kind)
            .unwrap_or(ProductKind::Workbook)
            .as_str()
            .to_owned(),
        ..Wanted::default()
    };
    frame::page(StatusCode::OK, &page(&signed, &notice, &directory, &wanted, ""))
}

/// The form once more, with what is wrong with it.
pub(super) fn again(
    signed: &SignedIn,
    notice: &Notice,
    directory: &Directory,
    wanted: &Wanted,
    fault: &str,
) -> Result<HttpResponse, Refusal> {
    frame::page(
        StatusCode::UNPROCESSABLE_ENTITY,
        &page(signed, notice, directory, wanted, fault),
    )
}

fn page(signed: &SignedIn, notice: &Notice, directory: &Directory, wanted: &Wanted, fault: &str) -> FormPage {
    let item = |chosen: &[String]| {
        notice
            .items
            .iter()
            .map(|item| ticked(item.id.as_str(), &item.title, "", chosen))
            .collect()
    };
    FormPage {
        who: Who::from(signed),
        id: notice.id.to_string(),
        title: notice.title.clone(),
        fault: fault.to_owned(),
        kinds: ProductKind::ALL
            .into_iter()
            .map(|kind| Ticked {
                value: kind.as_str().to_owned(),
                label: kind.title().to_owned(),
                remark: remark(kind),
                is_on: wanted.kind == kind.as_str(),
            })
            .collect(),
        items: item(&wanted.items),
        themed: item(&wanted.themed),
        categories: categories(directory)
            .into_iter()
            .map(|category| ticked(category, category, "", &wanted.categories))
            .collect(),
        retentions: Retention::ALL
            .into_iter()
            .map(|one| Ticked {
                value: one.as_str().to_owned(),
                label: one.title().to_owned(),
                remark: "",
                is_on: wanted.retention == one.as_str(),
            })
            .collect(),
        given: Wanted {
            csrf: signed.csrf.clone(),
            societies: wanted.societies.clone(),
            chosen: wanted.chosen,
            from: wanted.from.clone(),
            until: wanted.until.clone(),
            themes: wanted.themes.clone(),
            anonymous: wanted.anonymous,
            pattern: wanted.pattern.clone(),
            without_media: wanted.without_media,
            list_missing: wanted.list_missing,
            fonds: wanted.fonds.clone(),
            ..Wanted::default()
        },
    }
}

fn ticked(value: &str, label: &str, remark: &'static str, chosen: &[String]) -> Ticked {
    let chosen: BTreeSet<&str> = chosen.iter().map(String::as_str).collect();
    Ticked {
        value: value.to_owned(),
        label: label.to_owned(),
        remark,
        is_on: chosen.contains(value),
    }
}

const fn remark(kind: ProductKind) -> &'static str {
    match kind {
        ProductKind::Workbook => "Excel，进度、各征集项、催报电话、台账",
        ProductKind::Compilation => "Word，按公文格式编排的全部正文和照片",
        ProductKind::Archive => "ZIP，原件、附件、信件、台账和校验清单",
        ProductKind::Brief => "Word，供领导审阅的一页情况",
        ProductKind::Similar => "Excel，内容相同、相近或相互借用的材料",
    }
}
