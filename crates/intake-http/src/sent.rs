//! The files that an arrival brought, as pages list them.

use intake::reading::{Content, Format, READER_VERSION, Reading, UploadManifest};
use store::Store;

use crate::refusal::Refusal;
use crate::shown;
use crate::wording;

/// A file of an arrival.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SentView {
    pub name: String,
    pub size: String,
    pub sha256: String,
    /// What it is and where it stood.
    pub kind: String,
    /// Whether a browser probably shows it by itself; its bytes decide when it is asked for.
    pub is_viewable: bool,
}

/// What was read of an original, when it was read already by this version.
pub(crate) async fn reading(store: &Store, original: &str) -> Result<Option<Reading>, Refusal> {
    let body = store.reading(original, READER_VERSION).await?;
    Ok(body.and_then(|body| serde_json::from_str(&body).ok()))
}

/// All files in reading order, members of archives after the archive; before an upload is read, its files as they came.
pub(crate) fn sent(reading: Option<&Reading>, manifest: Option<&UploadManifest>) -> Vec<SentView> {
    let read = reading.into_iter().flat_map(Reading::sent_files);
    let mut files: Vec<SentView> = read
        .map(|file| SentView {
            name: shown::name(file.name),
            size: wording::size(file.bytes),
            sha256: file.sha256.to_owned(),
            kind: kind(file.content, file.shown_in_body, file.forwarded),
            is_viewable: is_viewable(file.name, file.content),
        })
        .collect();
    for file in manifest.into_iter().flat_map(|manifest| &manifest.files) {
        if files.iter().all(|listed| listed.sha256 != file.sha256) {
            files.push(SentView {
                name: shown::name(&file.name),
                size: wording::size(file.bytes),
                sha256: file.sha256.clone(),
                kind: kind(None, false, false),
                is_viewable: false,
            });
        }
    }
    files
}

fn kind(content: Option<&Content>, shown_in_body: bool, forwarded: bool) -> String {
    let what = content.map_or_else(|| "未读取".to_owned(), content_kind);
    let places = [(shown_in_body, "正文插图"), (forwarded, "在转发的邮件中")];
    let places = places.iter().filter(|(is_so, _)| *is_so).map(|(_, place)| *place);
    std::iter::once(what.as_str())
        .chain(places)
        .collect::<Vec<_>>()
        .join("，")
}

fn content_kind(content: &Content) -> String {
    let word = match content {
        Content::Photo { width: 0, .. } => "图片",
        Content::Photo { width, height } => return format!("图片 {width}×{height}"),
        Content::Document { format, .. } => document_kind(*format),
        Content::Video => "视频",
        Content::Scan => "扫描件",
        Content::Archive => "压缩包",
        Content::ClosedArchive => "压缩包（未打开）",
        Content::ClosedLetter => "邮件文件（未打开）",
        Content::Encrypted => "加密文件",
        Content::Unreadable => "无法读取",
        Content::Unconverted => "未能转换",
        Content::Unsafe => "超出限制，未打开",
        Content::Other => "其他文件",
    };
    word.to_owned()
}

const fn document_kind(format: Format) -> &'static str {
    match format {
        Format::Docx | Format::Doc | Format::Rtf | Format::WordXml => "Word 文档",
        Format::Odt => "ODT 文档",
        Format::FlatOpenDocument => "OpenDocument 文档",
        Format::Xlsx | Format::Xlsb | Format::Xls | Format::SheetXml => "Excel 表格",
        Format::Ods => "ODS 表格",
        Format::Pdf => "PDF 文档",
        Format::Html => "网页",
        Format::Text => "纯文本",
    }
}

/// Pictures that only some browsers show are told by their names: what a reading says of them is not more than a size.
fn is_viewable(name: &str, content: Option<&Content>) -> bool {
    match content {
        Some(Content::Photo { .. }) => {
            let name = name.to_ascii_lowercase();
            [".jpg", ".jpeg", ".jpe", ".jfif", ".png"]
                .iter()
                .any(|ending| name.ends_with(ending))
        }
        Some(Content::Document { format, .. }) => matches!(format, Format::Pdf | Format::Text),
        Some(Content::Scan) => !name.to_ascii_lowercase().ends_with(".docx"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use intake::reading::read_mail;

    #[test]
    fn every_file_of_a_letter_is_listed_with_what_it_is() {
        let reading = read_mail(
            b"From: a@hx.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
              --b\r\nContent-Type: text/plain; name=a.txt\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nx\r\n\
              --b\r\nContent-Type: image/svg+xml; name=a.svg\r\n\r\n<svg onload=x></svg>\r\n\
              --b\r\nContent-Type: text/plain; name=b.txt\r\nContent-Disposition: attachment; filename=b.txt\r\n\r\n\
              <html><script>x</script></html>\r\n--b--\r\n",
        );
        let files = sent(Some(&reading), None);
        let listed: Vec<(&str, &str, bool)> = files
            .iter()
            .map(|file| (file.name.as_str(), file.kind.as_str(), file.is_viewable))
            .collect();
        assert_eq!(
            listed,
            [
                ("a.txt", "纯文本", true),
                ("a.svg", "其他文件", false),
                ("b.txt", "网页", false)
            ]
        );
    }

    #[test]
    fn an_upload_that_was_not_read_yet_lists_what_came() {
        let manifest: UploadManifest = serde_json::from_str(
            r#"{"society":"A-01","notice":"n","idempotency_key":"","filled_by":"","contact":"","pieces":[],
                "files":[{"name":"a\u202Etxt.exe","sha256":"00","bytes":3}]}"#,
        )
        .unwrap();
        let files = sent(None, Some(&manifest));
        assert_eq!(files.len(), 1);
        assert_eq!(
            (files[0].name.as_str(), files[0].kind.as_str()),
            ("atxt.exe", "未读取")
        );
    }
}
