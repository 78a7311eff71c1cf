//! `notice form`.

use std::path::Path;

use anyhow::Context as _;
use domain::ids::{NoticeId, SocietyCode};
use domain::notice::Notice;
use domain::society::Society;
use intake_http::{BlankFile, BlankFormat, MadeOf, blank_form};
use store::Store;

use super::output::write_whole;
use crate::cli::{FormArguments, FormFormat};
use crate::settings::WrongUsage;
use crate::telemetry::say;
use crate::wiring::now;

pub(super) async fn write(store: &Store, arguments: &FormArguments) -> anyhow::Result<()> {
    let notice = find(store, &arguments.notice).await?;
    let format = match arguments.format {
        FormFormat::Docx => BlankFormat::Docx,
        FormFormat::Xlsx => BlankFormat::Xlsx,
    };
    let directory = store.directory().await?;
    if arguments.all {
        std::fs::create_dir_all(&arguments.out)
            .with_context(|| format!("make the folder {}", arguments.out.display()))?;
        let societies = directory.societies();
        let mut made_of = MadeOf::Notice;
        for society in societies {
            let file = make(store, &notice, Some(society), format).await?;
            made_of = file.made_of;
            write_whole(&arguments.out.join(file_name(society, &file)), &file.bytes)?;
        }
        explain(made_of);
        say(&format!(
            "已写入 {}，共 {} 份。",
            arguments.out.display(),
            societies.len()
        ));
        return Ok(());
    }
    let society = match &arguments.society {
        None => None,
        Some(code) => Some(named(directory.societies(), code)?),
    };
    let file = make(store, &notice, society, format).await?;
    write_whole(&arguments.out, &file.bytes)?;
    explain(file.made_of);
    say(&format!("已写入 {}", arguments.out.display()));
    Ok(())
}

async fn make(
    store: &Store,
    notice: &Notice,
    society: Option<&Society>,
    format: BlankFormat,
) -> anyhow::Result<BlankFile> {
    blank_form(store, notice, society, format, now())
        .await
        .with_context(|| format!("make the blank form of {}", notice.id))
}

pub(super) async fn find(store: &Store, id: &str) -> anyhow::Result<Notice> {
    let id = NoticeId::parse(id).map_err(|error| WrongUsage(format!("notice {id:?}: {error}")))?;
    let notices = store.notices().await?;
    let known: Vec<&str> = notices.iter().map(|notice| notice.id.as_str()).collect();
    let known = if known.is_empty() {
        "尚未导入任何通知 (none is imported)".to_owned()
    } else {
        format!("现有 (known): {}", known.join("、"))
    };
    let found = notices.into_iter().find(|notice| notice.id == id);
    Ok(found.ok_or_else(|| WrongUsage(format!("没有通知 {id} (there is no such notice)；{known}")))?)
}

pub(super) fn named<'a>(societies: &'a [Society], code: &str) -> anyhow::Result<&'a Society> {
    let code = SocietyCode::parse(code).map_err(|error| WrongUsage(format!("society {code:?}: {error}")))?;
    societies
        .iter()
        .find(|society| society.code == code)
        .with_context(|| format!("there is no society {code} in the roster"))
}

/// Code and name, without what file systems do not take.
fn file_name(society: &Society, file: &BlankFile) -> String {
    let name: String = format!("{} {}", society.code, file.name)
        .chars()
        .map(|character| match character {
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
            character if character.is_control() => '_',
            character => character,
        })
        .collect();
    Path::new(&name)
        .file_name()
        .map_or(name.clone(), |name| name.to_string_lossy().into_owned())
}

fn explain(made_of: MadeOf) {
    match made_of {
        MadeOf::OwnFile | MadeOf::Notice => {}
        MadeOf::NoticeInstead => say(
            "提示：本单位表样无法自动填写（不是 .docx 文件，或找不到学会名称的填写位置），已改用系统生成的空白表。",
        ),
    }
}
