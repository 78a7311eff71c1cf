//! `send`: one round of the outbox.

use anyhow::Context as _;
use outbox::{OutboxSettings, Password, SmtpTls, Transport};

use crate::settings::{self, Settings, Tls};
use crate::telemetry::say;
use crate::wiring::now;

pub(super) async fn send(settings: &Settings) -> anyhow::Result<()> {
    let store = super::store(settings).await?;
    let delivered = outbox::deliver(&store, &outbox_settings(settings)?, &now).await?;
    say(&format!(
        "发出 {} 封，稍后重试 {} 封，无法投递 {} 封，不再需要 {} 封。",
        delivered.sent, delivered.retried, delivered.failed, delivered.cancelled
    ));
    super::waiting::tell(&store).await
}

/// The outbox as configured.
pub(super) fn outbox_settings(settings: &Settings) -> anyhow::Result<OutboxSettings> {
    let smtp = &settings.smtp;
    let transport = match smtp.transport {
        settings::Transport::Folder => Transport::Folder(settings.path(&smtp.folder)),
        settings::Transport::Smtp => Transport::Smtp {
            host: smtp.host.clone(),
            port: smtp.port,
            tls: match smtp.tls {
                Tls::Implicit => SmtpTls::Implicit,
                Tls::StartTls => SmtpTls::StartTls,
                Tls::None => SmtpTls::None,
            },
            user: smtp.user.clone(),
            password: Password::new(
                settings::password(&smtp.password, &smtp.password_file, settings)
                    .context("password of the mail transport")?,
            ),
            ca_file: (!smtp.ca_file.is_empty()).then(|| settings.path(&smtp.ca_file)),
        },
    };
    let redirect = settings.letters.redirect_to.trim();
    Ok(OutboxSettings {
        transport,
        from: smtp.from.clone(),
        redirect_to: (!redirect.is_empty()).then(|| redirect.to_owned()),
        public_url: Some(settings.http.public_url.clone()),
        calendar: crate::workdays::calendar(settings)?,
    })
}
