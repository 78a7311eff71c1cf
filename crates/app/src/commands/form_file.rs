//! The office's own file of a form, taken in with the notice that names it. What is wrong with it is said and stops
//! nothing: the form can be made of the notice alone.

use std::path::{Path, PathBuf};

use domain::notice::{FormTemplate, Notice};
use forms::document::Document;
use forms::interpret::{OwnFile, own_file};
use forms::read::{Limits, read_file};
use store::{FormFile, RowPrompts, Store, notice_file};

use crate::telemetry::say;
use crate::wiring::now;

/// Reads and keeps the file that `[form] template` names, and says how it differs from the notice.
pub(super) async fn take_in(store: &Store, notice: &Notice, file: &Path, toml: &str) -> anyhow::Result<()> {
    let kept = match (&notice.form, notice_file::form_file_name(toml)) {
        (Some(form), Some(name)) => open(form, file, &name),
        _ => None,
    };
    store.put_form_file(&notice.id, kept.as_ref(), now()).await?;
    Ok(())
}

fn open(form: &FormTemplate, notice_file: &Path, name: &str) -> Option<FormFile> {
    let Some((path, bytes)) = find(notice_file, name) else {
        say(&format!(
            "警告：找不到表样文件“{name}”，空白表将由系统按通知生成。请将表样放在通知文件旁后重新导入。"
        ));
        return None;
    };
    let Some(document) = document(&bytes) else {
        say(&format!(
            "警告：表样文件 {} 无法读取，空白表将由系统按通知生成。请另存为 .docx 后重新导入。",
            path.display()
        ));
        return None;
    };
    let found = own_file(&document, form);
    for line in warnings(&found, form) {
        say(&format!("警告：{}：{line}", path.display()));
    }
    Some(FormFile {
        name: name.to_owned(),
        bytes,
        prompts: found
            .prompts
            .into_iter()
            .map(|(row, lines)| RowPrompts { row, lines })
            .collect(),
    })
}

/// Beside the notice file, or in the folder `samples` beside its folder.
fn find(notice_file: &Path, name: &str) -> Option<(PathBuf, Vec<u8>)> {
    let folder = notice_file.parent()?;
    [folder.join(name), folder.join("../samples").join(name)]
        .into_iter()
        .find_map(|path| std::fs::read(&path).ok().map(|bytes| (path, bytes)))
}

fn document(bytes: &[u8]) -> Option<Document> {
    let files = read_file("", bytes, &Limits::default());
    files.iter().find_map(|file| file.content.document().cloned())
}

fn warnings(found: &OwnFile, form: &FormTemplate) -> Vec<String> {
    let mut lines = Vec::new();
    if !found.titled {
        lines.push(format!(
            "表样中没有表名“{}”。请核对通知文件 [form] 的 title。",
            form.title
        ));
    }
    for label in &found.missing {
        lines.push(format!(
            "通知文件中有“{label}”，表样中没有。请将通知文件中的 label 改为表样中的文字，或在表样中补上这一栏。"
        ));
    }
    for label in &found.unknown {
        lines.push(format!(
            "表样中有“{label}”，通知文件中没有，填写在这一栏的内容不会被读取。如需收集，请在通知文件中增加 [[form.row]]。"
        ));
    }
    lines
}
