//! The form and the items of the example notice, as a reader of forms needs them.

use anyhow::Context as _;
use domain::ids::ItemId;
use domain::notice::{CollectionItem, FormHeader, FormRow, FormTemplate, HeaderField, Per, RowContent};

fn item(id: &str, title: &str, aliases: &[&str], per: Per) -> anyhow::Result<CollectionItem> {
    Ok(CollectionItem {
        aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
        ..CollectionItem::new(ItemId::parse(id).context("an item's identifier")?, title, per)
    })
}

pub(crate) fn items() -> anyhow::Result<Vec<CollectionItem>> {
    Ok(vec![
        item(
            "plan",
            "学会党组织对未来发展的谋划",
            &["未来设想", "谋划未来发展设想"],
            Per::Society,
        )?,
        item(
            "key-few",
            "“关键少数”学习党的二十大精神感悟",
            &["关键少数感悟"],
            Per::Person,
        )?,
        item(
            "youth",
            "青年科技工作者学习党的二十大精神感悟",
            &["青年感悟"],
            Per::Person,
        )?,
        item("advice", "科技工作者建言献策", &["建言献策"], Per::Either)?,
    ])
}

pub(crate) fn template(items: &[CollectionItem]) -> FormTemplate {
    let header = |label: &str, field| FormHeader {
        label: label.to_owned(),
        field,
    };
    let row = |label: &str, field: &str, content, prompts: &[&str]| FormRow {
        label: label.to_owned(),
        field: field.to_owned(),
        content,
        prompts: prompts.iter().map(|prompt| (*prompt).to_owned()).collect(),
    };
    let of = |wanted: fn(&CollectionItem) -> bool| {
        let fitting = items.iter().filter(|item| wanted(item));
        RowContent::Pieces(fitting.map(|item| item.id.clone()).collect())
    };
    let [delegates, insights, advice] = ::tests::build::form::LABELS;
    let [society, filled_by, contact] = ::tests::build::form::HEADERS;
    FormTemplate {
        title: ::tests::build::form::TITLE.to_owned(),
        headers: vec![
            header(society, HeaderField::Society),
            header(filled_by, HeaderField::FilledBy),
            header(contact, HeaderField::Contact),
        ],
        rows: vec![
            row(
                delegates,
                "delegates",
                RowContent::Delegates,
                &["（如有学会理事作为二十大代表参会，请填写此内容）", "填写示例："],
            ),
            row(
                insights,
                "insights",
                of(|item| item.per != Per::Either),
                &["（在填写感悟时请注明姓名、职务及感悟内容，字数不限，可另附页）"],
            ),
            row(
                advice,
                "advice",
                of(|item| item.per == Per::Either),
                &["（可另附页）"],
            ),
        ],
    }
}
