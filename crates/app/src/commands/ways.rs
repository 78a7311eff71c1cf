//! What a notice lacks for a letter to say where to send things.

use domain::notice::Notice;

use crate::settings::Settings;

/// What is missing, in words; `None` when each item has a mailbox or there is a site.
pub(super) fn missing(notice: &Notice, site: Option<&str>) -> Option<String> {
    let items = outbox::without_way(notice, site);
    let titles: Vec<&str> = items.iter().map(|item| item.title.as_str()).collect();
    (!titles.is_empty()).then(|| {
        format!(
            "通知 {} 的下列事项没有收件邮箱，也没有学会能够打开的报送网页（[http] public_url），\
             信中只能请学会与发文机关联系：{}；请在通知文件中补充 [[mailbox]]",
            notice.id,
            titles.join("、")
        )
    })
}

/// The site as societies reach it, if the configuration names one.
pub(super) fn site(settings: &Settings) -> Option<String> {
    let outbox = super::letters::outbox_settings(settings).ok()?;
    outbox.site().map(str::to_owned)
}
