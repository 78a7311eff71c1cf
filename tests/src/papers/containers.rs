//! Files that are not what their names say, or say it in another dialect.

use super::Paper;
use super::word::{DOCUMENT, file, file_with, heading, strict};
use super::writing::{LABELS, SOCIETY, TITLE, advice, essay, head, rows, two_persons};

const MACROS: &str = "application/vnd.ms-word.document.macroEnabled.main+xml";
const TEMPLATE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml";

/// A page as Word saves it in a single file.
fn single_file(page: &str) -> Vec<u8> {
    let mark = "----=_NextPart_01D8E4A0.5C3B1F40";
    let head = format!(
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"{mark}\"\r\n\r\n--{mark}\r\nContent-Location: file:///C:/D0A5/form.htm\r\nContent-Transfer-Encoding: 8bit\r\nContent-Type: text/html; charset=\"gb2312\"\r\n\r\n"
    );
    let end = format!("\r\n--{mark}--\r\n");
    [
        head.into_bytes(),
        crate::build::charset::encode(page, "gb2312"),
        end.into_bytes(),
    ]
    .concat()
}

pub(super) fn papers() -> Vec<Paper> {
    let body = head() + &rows("无", &two_persons(), advice(1));
    let [first, second, third] = LABELS;
    let [a, b] = [0, 3].map(essay);
    let page = format!(
        "<html xmlns:w=\"urn:schemas-microsoft-com:office:word\"><head><meta charset=\"gb2312\"><style>td{{border:1px solid}}</style></head><body><h1>{TITLE}</h1><p>学会名称：{SOCIETY}</p><p>填表人：李文静</p><p>联系方式：010-55501234</p><table><tr><td>{first}</td><td>无</td></tr><tr><td>{second}</td><td><p>1. 周知行，{SOCIETY}理事长</p><p>{a}</p><p>2. 冯向晚，{SOCIETY}秘书长</p><p>{b}</p></td></tr><tr><td>{third}</td><td>{}</td></tr></table></body></html>",
        advice(1)
    );
    let list = format!(
        "<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\"></head><body><table><tr><th colspan=3>“关键少数”感悟汇总表</th></tr><tr><td>姓名</td><td>职务</td><td>感悟</td></tr><tr><td>周知行</td><td>理事长</td><td>{a}</td></tr><tr><td>冯向晚</td><td>秘书长</td><td>{b}</td></tr></table></body></html>"
    );
    let alternate = concat!(
        r#"<w:p><mc:AlternateContent><mc:Choice Requires="w14"><w:r><w:t>学习的内容写在这里，"#,
        r#"新的写法只读一遍。</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>学习的内容写在这里，旧的写法不应再读。</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>"#
    );
    let choice = heading("让一束光走得更远")
        + &heading("华夏光学学会理事长　周知行")
        + alternate
        + &super::word::lines(essay(1));
    vec![
        Paper::new("dialects/strict.docx", strict(&body, &[])),
        Paper::new("dialects/macros-allowed.docm", file_with(&body, MACROS, &[])),
        Paper::new("dialects/template.dotx", file_with(&body, TEMPLATE, &[])),
        Paper::new("dialects/docx-called-doc.doc", file(&body)),
        Paper::new("dialects/docx-called-wps.wps", file(&body)),
        Paper::new("dialects/no-name-ending", file(&body)),
        Paper::new(
            "dialects/alternate-content.docx",
            file_with(&choice, DOCUMENT, &[]),
        ),
        Paper::new(
            "html-as-office/form.doc",
            crate::build::charset::encode(&page, "gb2312"),
        ),
        Paper::new("html-as-office/summary.xls", list.into_bytes()),
        Paper::new("html-as-office/single-file-page.doc", single_file(&page)),
        Paper::new(
            "html-as-office/cells-with-line-breaks.doc",
            page.replace("</p><p>", "<br>")
                .replace("gb2312", "utf-8")
                .into_bytes(),
        ),
    ]
}
