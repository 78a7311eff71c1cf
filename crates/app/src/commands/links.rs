//! Links to the pages of societies.

use domain::ids::{NoticeId, SocietyCode};
use store::Store;

use crate::settings::Settings;
use crate::wiring::now;

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
