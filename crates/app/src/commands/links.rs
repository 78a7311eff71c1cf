//! `links`: the links to the pages of societies.

use domain::ids::{NoticeId, SocietyCode};
use store::Store;

use crate::cli::LinksCommand;
use crate::settings::Settings;
use crate::telemetry::say;
use crate::wiring::now;

pub(super) async fn run(settings: &Settings, command: &LinksCommand) -> anyhow::Result<()> {
    let LinksCommand::Revoke { notice, society } = command;
    let store = super::store(settings).await?;
    let notice = super::blank_form::find(&store, notice).await?;
    let directory = store.directory().await?;
    let society = super::blank_form::named(directory.societies(), society)?;
    let revoked = store.revoke_links(&notice.id, &society.code, now()).await?;
    say(&format!("已作废“{}”的填报链接 {revoked} 个。", society.name));
    Ok(())
}

/// A new link to the page of a society for a notice. Earlier ones stay good.
pub(super) async fn make(
    settings: &Settings,
    store: &Store,
    notice: &NoticeId,
    society: &SocietyCode,
) -> anyhow::Result<String> {
    let token = intake_http::new_link_token();
    store
        .put_link(&intake_http::token_hash(&token), notice, society, now())
        .await?;
    Ok(format!(
        "{}/s/{token}",
        settings.http.public_url.trim_end_matches('/')
    ))
}
