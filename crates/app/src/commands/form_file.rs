//! The office's own file of a form, taken in with the notice that names it. Where it differs from the notice is said and
//! stops nothing; one that is not there or does not open stops the import, or the one from before would be lost.

use std::path::{Path, PathBuf};

use domain::notice::{FormTemplate, Notice};
use forms::document::Document;
use forms::interpret::{OwnFile, own_file};
use forms::read::{Limits, read_file};
use store::{FormFile, RowPrompts, notice_file};

use crate::telemetry::say;

/// Reads the file that `[form] template` names, and says how it differs from the notice. Fails when it is not there or
/// does not open; nothing when the notice names none.
pub(super) fn read(notice: &Notice, file: &Path, toml: &str) -> anyhow::Result<Option<FormFile>> {
    let (Some(form), Some(name)) = (&notice.form, notice_file::form_file_name(toml)) else {
        return Ok(None);
    };
    let wrong = |what: String| {
        say(&format!("{}：[form] template：{what}", file.display()));
        anyhow::anyhow!(
            "the form file of {} cannot be taken in; nothing was imported",
            file.display()
        )
    };
    let Some((path, bytes)) = find(file, &name) else {
        return Err(wrong(format!(
            "找不到表样文件“{name}”。请将表样放在通知文件旁后重新导入；没有自备表样的，请删去 template 一行，空白表由系统按通知生成。"
        )));
    };
    let Some(document) = document(&bytes) else {
        return Err(wrong(format!(
            "表样文件 {} 无法读取。请另存为 .docx 后重新导入。",
            path.display()
        )));
    };
    let found = own_file(&document, form);
    for line in warnings(&found, form) {
        say(&format!("警告：{}：{line}", path.display()));
    }
    Ok(Some(FormFile {
        name,
        bytes,
        prompts: found
            .prompts
            .into_iter()
            .map(|(row, lines)| RowPrompts { row, lines })
            .collect(),
    }))
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
