//! `doctor`: is everything as it must be? One line each, with the mend.

use std::path::Path;

use anyhow::bail;

use forms::read::Format;
use intake::process::Judge;

use super::{letters, poll};
use crate::settings::{Settings, Transport, WrongUsage};
use crate::telemetry::say;
use crate::wiring::{judge, now};

/// What one check found.
struct Check {
    name: String,
    /// `None` when all is well; else what to do.
    mend: Option<String>,
    /// What goes on without it.
    need: Need,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Need {
    /// The program cannot do its work.
    Required,
    /// Some files wait for a person instead of being read.
    Optional,
}

impl Check {
    fn of(name: impl Into<String>, result: Result<(), String>) -> Self {
        Self {
            name: name.into(),
            mend: result.err(),
            need: Need::Required,
        }
    }

    fn optional(name: impl Into<String>, result: Result<(), String>) -> Self {
        Self {
            need: Need::Optional,
            ..Self::of(name, result)
        }
    }
}

/// `data` is the folder that was named for everything. It is not made here: a misspelt one would look well.
pub(super) async fn run(settings: &Settings, data: Option<&Path>) -> anyhow::Result<()> {
    if let Some(folder) = data.filter(|folder| !folder.is_dir()) {
        return Err(WrongUsage(format!(
            "--data {}：文件夹不存在，请核对路径 (there is no such folder)",
            folder.display()
        ))
        .into());
    }
    let mut checks = Vec::new();
    match super::store(settings).await {
        Err(error) => checks.push(Check::of("数据库与原件库", Err(format!("{error:#}")))),
        Ok(store) => {
            let ready = store
                .ready()
                .await
                .map_err(|error| format!("{:#}", anyhow::Error::from(error)));
            checks.push(Check::of("数据库与原件库可读写，磁盘空间充足", ready));
            checks.push(configuration_data(&store).await);
            checks.extend(ways(settings, &store).await);
            checks.push(calendar(settings, &store).await);
            checks.push(reader(settings, store.clone()).await);
            checks.extend(converters(settings, store.clone()).await);
            checks.extend(mailboxes(settings).await);
            checks.extend(way_back(settings, &store).await);
        }
    }
    checks.push(transport(settings));
    checks.extend(signature(settings));
    checks.extend(key_is_secret(settings));
    let year_known = chrono::Datelike::year(&now()) >= 2024;
    let clock = if year_known {
        Ok(())
    } else {
        Err("系统时间不正确，请启用时间同步（NTP）".to_owned())
    };
    checks.push(Check::of("系统时间", clock));
    let mut bad = 0;
    for check in &checks {
        match &check.mend {
            None => say(&format!("[正常] {}", check.name)),
            Some(mend) if check.need == Need::Optional => {
                say(&format!("[提示] {}：{mend}", check.name));
            }
            Some(mend) => {
                bad += 1;
                say(&format!("[异常] {}：{mend}", check.name));
            }
        }
    }
    if bad == 0 {
        Ok(())
    } else {
        bail!("{bad} check(s) failed, see above")
    }
}

async fn configuration_data(store: &store::Store) -> Check {
    let result = match (store.notices().await, store.directory().await) {
        (Ok(notices), Ok(_)) if notices.is_empty() => {
            Err("没有通知，请运行 zhengji notice import FILE.toml".to_owned())
        }
        (Ok(_), Ok(directory)) if directory.societies().is_empty() => {
            Err("名录为空，请运行 zhengji roster import FILE.xlsx".to_owned())
        }
        (Ok(_), Ok(_)) => Ok(()),
        (Err(error), _) | (_, Err(error)) => Err(format!("{:#}", anyhow::Error::from(error))),
    };
    Check::of("通知与学会名录", result)
}

/// Letters can say where to send what is asked for.
async fn ways(settings: &Settings, store: &store::Store) -> Vec<Check> {
    let site = super::ways::site(settings);
    let notices = store.notices().await.unwrap_or_default();
    let lines = notices
        .iter()
        .filter_map(|notice| super::ways::missing(notice, site.as_deref()));
    lines.map(|line| Check::optional("报送方式", Err(line))).collect()
}

/// The calendar knows every year into which reminders may fall.
async fn calendar(settings: &Settings, store: &store::Store) -> Check {
    let years = match crate::workdays::calendar(settings) {
        Ok(calendar) => outbox::unknown_years(store, &calendar, now())
            .await
            .map_err(anyhow::Error::from),
        Err(error) => return Check::of("工作日历", Err(format!("{error:#}"))),
    };
    let result = match years {
        Ok(years) if years.is_empty() => Ok(()),
        Ok(years) => Err(super::remind::missing_years(&years)),
        Err(error) => Err(format!("{error:#}")),
    };
    Check::optional("工作日历", result)
}

async fn reader(settings: &Settings, store: store::Store) -> Check {
    let result = match judge(settings, store) {
        Ok(judge) => match judge.reads().await {
            Ok(true) => Ok(()),
            Ok(false) => Err("文档读取进程异常退出，请检查 [reader] memory_mb 设置".to_owned()),
            Err(error) => Err(format!("{:#}", anyhow::Error::from(error))),
        },
        Err(error) => Err(format!("{error:#}")),
    };
    Check::of("文档读取进程", result)
}

/// The optional programs: each is there and does what it is needed for.
async fn converters(settings: &Settings, store: store::Store) -> Vec<Check> {
    const PDF: &str = "转换程序 poppler（读取 .pdf）";
    const OFFICE: &str = "转换程序 LibreOffice（读取 .doc、.wps、.rtf 和 2003 版 XML 文件）";
    const NO_PDF: &str =
        "未安装，PDF 文件将转人工处理；如需自动读取，请安装：apt install poppler-utils poppler-data";
    const NO_OFFICE: &str = "未安装，此类文件将转人工处理；如需自动读取，请安装：apt install libreoffice-writer-nogui libreoffice-calc-nogui";
    const FAILS: &str = "已找到，但试转换失败，此类文件将转人工处理；请检查 [converters] 设置和安装是否完整";
    let found = crate::converters::converters(settings);
    let judge = judge(settings, store);
    let mut checks = Vec::new();
    for (name, installed, format, absent) in [
        (OFFICE, found.office.is_some(), Format::Rtf, NO_OFFICE),
        (
            PDF,
            found.pdf_words.is_some() && found.pdf_drawing.is_some(),
            Format::Pdf,
            NO_PDF,
        ),
    ] {
        let result = match &judge {
            Ok(judge) if installed => match judge.reads_format(format).await {
                Ok(true) => Ok(()),
                Ok(false) => Err(FAILS.to_owned()),
                Err(error) => Err(format!("{:#}", anyhow::Error::from(error))),
            },
            Ok(_) => Err(absent.to_owned()),
            Err(error) => Err(format!("{error:#}")),
        };
        checks.push(Check::optional(name, result));
    }
    let installed = found.recognition.is_some() && found.pdf_pages.is_some();
    checks.push(recognition(judge.as_ref().ok(), installed).await);
    checks
}

/// Optical recognition helps the person who reads a scan; nothing is held because it is missing.
async fn recognition(judge: Option<&Judge>, installed: bool) -> Check {
    const NAME: &str = "光学识别程序 tesseract（识别扫描件文字，供人工核对）";
    const ABSENT: &str = "未安装，扫描件仍转人工处理，但不附识别文字；如需附上，请安装：apt install poppler-utils tesseract-ocr tesseract-ocr-chi-sim";
    const FAILS: &str =
        "已找到，但试识别失败，请检查 [converters] 设置，以及是否安装中文识别数据 tesseract-ocr-chi-sim";
    let result = match judge {
        Some(judge) if installed => match judge.recognises().await {
            Ok(true) => Ok(()),
            Ok(false) => Err(FAILS.to_owned()),
            Err(error) => Err(format!("{:#}", anyhow::Error::from(error))),
        },
        Some(_) | None => Err(ABSENT.to_owned()),
    };
    Check::optional(NAME, result)
}

async fn mailboxes(settings: &Settings) -> Vec<Check> {
    let configured = match poll::mailboxes(settings) {
        Ok(configured) => configured,
        Err(error) => return vec![Check::of("邮箱设置", Err(format!("{error:#}")))],
    };
    if configured.is_empty() {
        let advice = "没有设置 [[imap]]，不收取邮件，只接收网页报送和用 zhengji ingest 导入的邮件；如需收取，请参照 config/zhengji.toml 设置 [[imap]]";
        return vec![Check::optional("征集邮箱", Err(advice.to_owned()))];
    }
    let mut checks = Vec::new();
    for mailbox in configured {
        let result = match intake_imap::check(&mailbox).await {
            Ok(check) if check.quota_percent.is_some_and(|percent| percent >= 80) => {
                Err("邮箱容量将满，满后来信会被退回，请及时清理或扩容".to_owned())
            }
            Ok(check) => match check.folders.iter().find_map(|folder| folder.failure) {
                Some(kind) => Err(format!("有文件夹无法读取。{}", kind.advice())),
                None => Ok(()),
            },
            Err(error) => {
                let advice = error.kind().advice();
                Err(format!("{advice}（{:#}）", anyhow::Error::from(error)))
            }
        };
        checks.push(Check::of(format!("邮箱 {}", mailbox.mailbox), result));
    }
    checks
}

/// What comes back of our letters comes to a mailbox that is read.
async fn way_back(settings: &Settings, store: &store::Store) -> Option<Check> {
    if settings.smtp.transport == Transport::Folder {
        return None;
    }
    let sender = match settings.smtp.envelope_from.trim() {
        "" => settings.smtp.from.as_str(),
        envelope => envelope,
    };
    let sender = sender.rsplit_once('<').map_or(sender, |(_, address)| address);
    let sender = sender.trim_end_matches('>').trim().to_lowercase();
    let is_read = |mailbox: &str| settings.imap.iter().any(|imap| imap.mailbox == mailbox);
    let notices = store.notices().await.unwrap_or_default();
    let mut routes = notices.iter().flat_map(|notice| &notice.mailboxes);
    let comes_in = settings
        .imap
        .iter()
        .any(|imap| imap.user.to_lowercase() == sender)
        || routes.any(|route| route.address.to_lowercase() == sender && is_read(route.name.as_str()));
    let result = if comes_in {
        Ok(())
    } else {
        Err(format!(
            "退信寄往 {sender}，该邮箱不在 [[imap]] 收取之列，邮件被退回时无从得知；请将 [smtp] envelope_from 设为所收取的邮箱，或增设 [[imap]]"
        ))
    };
    Some(Check::optional("退信收取", result))
}

fn transport(settings: &Settings) -> Check {
    let checked = letters::outbox_settings(settings)
        .map_err(|error| format!("{error:#}"))
        .and_then(|outbox| {
            outbox
                .check()
                .map_err(|error| format!("{:#}", anyhow::Error::from(error)))
        });
    let result = checked.and_then(|()| match settings.smtp.transport {
        Transport::Folder => std::fs::create_dir_all(settings.path(&settings.smtp.folder))
            .map_err(|error| format!("无法写入 {}：{error}", settings.smtp.folder)),
        Transport::Smtp => std::net::TcpStream::connect((settings.smtp.host.as_str(), settings.smtp.port))
            .map(drop)
            .map_err(|error| format!("无法连接 {}:{}：{error}", settings.smtp.host, settings.smtp.port)),
    });
    if result.is_ok() && settings.smtp.transport == Transport::Folder {
        let folder = settings.path(&settings.smtp.folder);
        let advice = format!(
            "信件只写入文件夹 {}，不会发出；正式发信请将 [smtp] transport 设为 \"smtp\"，并填写 host 和 from",
            folder.display()
        );
        return Check::optional("发信设置", Err(advice));
    }
    Check::of("发信设置", result)
}

/// The key with which letters are signed, and the record without which nobody believes the signature.
fn signature(settings: &Settings) -> Option<Check> {
    const NAME: &str = "邮件签名（DKIM）";
    let signer = match letters::signer(settings) {
        Ok(signer) => signer?,
        Err(error) => return Some(Check::of(NAME, Err(format!("{error:#}")))),
    };
    let from = &settings.smtp.from;
    let address = from
        .rsplit_once('<')
        .map_or(from.as_str(), |(_, rest)| rest.trim_end_matches(['>', ' ']));
    if !signer.is_of(address) {
        let mend = format!("domain 须为发件人 {address} 所在的域名或其上级域名，否则收件方不认可签名");
        return Some(Check::of(NAME, Err(mend)));
    }
    let name = format!(
        "{NAME}：私钥可用；请确认 DNS 中已有 TXT 记录 {}，内容为 {}",
        signer.record_name(),
        signer.record()
    );
    Some(Check::of(name, Ok(())))
}

/// Who reads the key signs in the office's name.
#[cfg(unix)]
fn key_is_secret(settings: &Settings) -> Option<Check> {
    use std::os::unix::fs::PermissionsExt as _;
    let file = settings.smtp.dkim.key_file.trim();
    let key = settings.path(file);
    let metadata = std::fs::metadata(&key).ok().filter(|_| !file.is_empty())?;
    let mode = metadata.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then(|| {
        let key = key.display();
        Check::optional(
            "邮件签名私钥",
            Err(format!(
                "文件 {key} 可被其他用户读取（权限 {mode:o}），请执行：chmod 600 {key}"
            )),
        )
    })
}

/// Windows keeps lists and no modes.
#[cfg(not(unix))]
fn key_is_secret(_settings: &Settings) -> Option<Check> {
    None
}
