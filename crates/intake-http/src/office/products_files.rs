//! 模板和参照文件 — the office's own files that come with the wish for a product.

use actix_web::{HttpRequest, web};
use domain::product::{Product, ProductKind};
use store::ReportFile;

use super::products_form::Wanted;
use crate::portal::incoming::{Incoming, check_length, receive};
use crate::refusal::Refusal;
use crate::settings::{HttpSettings, SiteState};
use crate::shown;

/// All files of one wish together, in bytes: an office's templates and reports stay far below.
const LARGEST: u64 = 20 << 20;
/// Most files of one wish: a template, or so many texts.
const MOST: usize = 10;
/// How every .xlsx file begins (a zip archive), and no .xls file.
const PACKED: &[u8] = b"PK\x03\x04";

/// A file that came, and the field of the form that it came in.
pub(super) struct Given {
    field: String,
    file: ReportFile,
}

/// Reads the form with its files.
pub(super) async fn received(
    site: &SiteState,
    request: &HttpRequest,
    payload: web::Payload,
) -> Result<(Wanted, Vec<Given>), Refusal> {
    let settings = HttpSettings {
        max_request_bytes: LARGEST.min(site.settings.max_request_bytes),
        max_files: MOST,
        ..site.settings.clone()
    };
    check_length(request, settings.max_request_bytes).map_err(in_words)?;
    let Incoming { fields, files } = receive(request, payload, &settings).await.map_err(in_words)?;
    let mut given = Vec::with_capacity(files.len());
    for file in files {
        given.push(Given {
            field: file.field,
            file: ReportFile {
                name: shown::name(&file.name),
                bytes: tokio::fs::read(&file.path).await?,
            },
        });
    }
    let pairs = fields.names().flat_map(|name| {
        let values = fields.all(name).iter();
        values.map(move |value| (name.to_owned(), value.clone()))
    });
    Ok((Wanted::of(pairs.collect()), given))
}

/// What is said to societies, whose photos are large, would mislead the office.
fn in_words(refusal: Refusal) -> Refusal {
    match refusal {
        Refusal::TooLarge { .. } => Refusal::Unreadable(
            "模板和参照文件合计不得超过 20 MB，本次未开始制作。请删去文件中的图片或分几次核查。",
        ),
        other => other,
    }
}

/// The files with which a product is made, or what is wrong with them in words: none is left out silently.
pub(super) fn checked(product: &Product, given: Vec<Given>) -> Result<Vec<ReportFile>, String> {
    let kind = product.kind();
    let templates = given.iter().filter(|given| given.field == "template").count();
    if templates > 1 {
        return Err("一次只能使用一个模板，请重新选择。".to_owned());
    }
    for Given { field, file } in &given {
        let name = &file.name;
        match (field.as_str(), kind) {
            ("template", ProductKind::Workbook) if file.bytes.starts_with(PACKED) => {}
            ("template", ProductKind::Workbook) => {
                return Err(format!(
                    "模板“{name}”不是 .xlsx 文件。请用 Excel 或 WPS 另存为“Excel 工作簿（.xlsx）”后重新上传。"
                ));
            }
            ("template", _) => {
                return Err(format!(
                    "模板“{name}”只用于工作簿。请改选“工作簿”并重新选择模板，或不上传模板。"
                ));
            }
            ("reference", ProductKind::Similar) if file.bytes.is_empty() => {
                return Err(format!("参照文件“{name}”是空的，请重新选择。"));
            }
            ("reference", ProductKind::Similar) => {}
            ("reference", _) => {
                return Err(format!(
                    "参照文件“{name}”只用于相近文本核查表。请改选该成果文件并重新选择文件，或不上传参照文件。"
                ));
            }
            _ => return Err(format!("无法确定文件“{name}”的用途，请返回重新填写。")),
        }
    }
    Ok(given.into_iter().map(|given| given.file).collect())
}
