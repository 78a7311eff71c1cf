//! `send`: one round of the outbox.

use std::time::Duration;

use anyhow::{Context as _, bail};
use domain::rates::Rates;
use outbox::{Dkim, DkimError, OutboxSettings, Password, SmtpServer, SmtpTls, Transport};

use crate::settings::{self, Settings, Tls};
use crate::telemetry::say;
use crate::wiring::now;

pub(super) async fn send(settings: &Settings) -> anyhow::Result<()> {
    let store = super::store(settings).await?;
    let delivered = outbox::deliver(&store, &outbox_settings(settings)?, &now).await?;
    outbox::send_digests(&store, &outbox_settings(settings)?, &now).await?;
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
        settings::Transport::Smtp => Transport::Smtp(server(settings)?),
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

/// The mail server as configured.
fn server(settings: &Settings) -> anyhow::Result<SmtpServer> {
    let smtp = &settings.smtp;
    let envelope_from = smtp.envelope_from.trim();
    Ok(SmtpServer {
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
        envelope_from: (!envelope_from.is_empty()).then(|| envelope_from.to_owned()),
        connections: smtp.connections,
        patience: Duration::from_secs(smtp.timeout_seconds),
        patience_for_letter: Duration::from_secs(smtp.letter_timeout_seconds),
        rates: Rates {
            in_all: smtp.per_minute,
            to_one_domain: smtp.per_domain_per_minute,
        },
        dkim: signer(settings)?,
    })
}

/// What signs letters, if it is configured.
pub(super) fn signer(settings: &Settings) -> anyhow::Result<Option<Dkim>> {
    let dkim = &settings.smtp.dkim;
    let given = [&dkim.domain, &dkim.selector, &dkim.key_file].map(|text| !text.trim().is_empty());
    if given == [false; 3] {
        return Ok(None);
    }
    if given != [true; 3] {
        bail!("[smtp.dkim] 须同时填写 domain、selector 和 key_file");
    }
    let path = settings.path(&dkim.key_file);
    let pem =
        std::fs::read(&path).with_context(|| format!("[smtp.dkim] 无法读取私钥文件 {}", path.display()))?;
    let signer = Dkim::new(&dkim.domain, &dkim.selector, &pem).map_err(|error| {
        let path = path.display();
        anyhow::anyhow!(match error {
            DkimError::Name => "[smtp.dkim] domain 或 selector 不是合法的域名".to_owned(),
            DkimError::NoKey => format!("[smtp.dkim] {path} 中没有 PEM 格式的私钥（不要填公钥或证书）"),
            DkimError::Key | DkimError::Signing =>
                format!("[smtp.dkim] {path} 中的私钥不能用于签名：须为 2048 至 4096 位 RSA 或 Ed25519"),
        })
    })?;
    Ok(Some(signer))
}
