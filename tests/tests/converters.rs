//! Formats that programs convert: the same form saved by the real LibreOffice as .doc, .rtf, .odt and PDF, read through
//! the real reader processes, must give what the .docx gives.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use domain::notice::Notice;
use domain::person::Person;
use forms::document::{Document, lines_of};
use forms::interpret::{FoundForm, Place, Vocabulary, interpret};
use forms::read::{Content, Format};
use intake::convert::ConverterSettings;
use tests::build::docx::{Place as At, Runs, package, paragraph};
use tests::build::form::{Form, Header, Layout, Style};
use tests::build::people::{Notation, Person as Writer, Piece, lines};
use tests::converted::save_as;
use tests::zhengji::repository;

use programs::{all_programs, read_files};

mod programs;

/// What reader processes make of files.
fn read(files: &[(&str, &[u8])], converters: &ConverterSettings) -> Vec<Content> {
    let read = read_files(files, converters).into_iter();
    read.map(|file| file.content).collect()
}

fn notice() -> Notice {
    let file = repository().join("config/notices/cast-2022-41.toml");
    store::notice_file::parse(&std::fs::read_to_string(file).unwrap()).unwrap()
}

/// What a form says, without where it stood.
type Said = (
    [Option<String>; 3],
    Vec<Person>,
    Vec<(Option<String>, Option<Person>, String)>,
);

fn said(form: FoundForm) -> Said {
    let pieces = form
        .pieces
        .into_iter()
        .map(|piece| (piece.row, piece.person, piece.text));
    (
        [form.society, form.filled_by, form.contact],
        form.delegates,
        pieces.collect(),
    )
}

fn form_in(content: &Content, notice: &Notice) -> Said {
    let Content::Document { document, .. } = content else {
        panic!("not read: {content:?}");
    };
    let vocabulary = Vocabulary {
        template: notice.form.as_ref(),
        items: &notice.items,
    };
    let mut found = interpret(document, Place::File("统计表.docx"), vocabulary);
    assert_eq!(found.forms.len(), 1, "{:#?}", lines_of(&document.blocks));
    said(found.forms.remove(0))
}

/// Texts of many lengths, so that lines and pages end everywhere.
fn filled(persons: usize, notation: Notation) -> Form {
    let sentence = "试验表明，新的工艺使能耗下降12.5%，但在基层医院的适用性仍需进一步验证。";
    let names = ["周丙", "李乙安", "欧阳丁", "王戊", "赵己庚", "孙辛"];
    let pieces: Vec<Piece> = (0..persons)
        .map(|number| Piece {
            person: Writer::new(
                names.get(number % names.len()).unwrap(),
                "华夏测绘学会",
                "副理事长、秘书长",
            ),
            paragraphs: (0..2)
                .map(|row| {
                    let long = sentence.repeat(1 + (number + row) % 4);
                    long.chars().skip(number * 3 % 17).collect()
                })
                .collect(),
        })
        .collect();
    Form {
        society: "华夏测绘学会".into(),
        filled_by: "陈壬".into(),
        contact: "13900000001".into(),
        rows: [
            vec!["1. 周丙，华夏测绘学会副理事长".into()],
            lines(&pieces, notation),
            vec![sentence.repeat(9)],
        ],
    }
}

/// Forms in every layout, some longer than a page, as .docx with their names.
fn forms() -> Vec<(String, Vec<u8>)> {
    let mut forms = Vec::new();
    for (persons, notation) in [
        (1, Notation::Fields),
        (6, Notation::Numbered),
        (5, Notation::Brackets),
    ] {
        for layout in [Layout::TwoColumns, Layout::Numbered, Layout::Merged] {
            for header in [Header::Above, Header::Pairs] {
                let style = Style {
                    header,
                    layout,
                    ..Style::default()
                };
                let name = format!("{persons}-{layout:?}-{header:?}.docx");
                forms.push((name, filled(persons, notation).docx(style)));
            }
        }
    }
    forms
}

/// Saves all forms in a format and compares what they say with what the .docx says.
///
/// Every `step`th of them: LibreOffice is started anew for each file that it converts, poppler costs nothing.
fn compare(to: &str, format: Format, step: usize) {
    let notice = notice();
    let forms: Vec<(String, Vec<u8>)> = forms().into_iter().step_by(step).collect();
    let originals: Vec<(&str, &[u8])> = forms
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    let saved = save_as(&originals, to).unwrap();
    let saved: Vec<(&str, &[u8])> = originals
        .iter()
        .zip(&saved)
        .map(|((name, _), bytes)| (*name, bytes.as_slice()))
        .collect();
    let (wanted, given) = (read(&originals, &all_programs()), read(&saved, &all_programs()));
    assert_eq!(given.len(), forms.len());
    for (((name, _), wanted), given) in forms.iter().zip(&wanted).zip(&given) {
        assert!(
            matches!(given, Content::Document { format: found, .. } if *found == format),
            "{name}"
        );
        assert_eq!(form_in(given, &notice), form_in(wanted, &notice), "{name}");
    }
}

#[test]
fn a_form_saved_as_pdf_says_the_same() {
    compare("pdf:writer_pdf_Export", Format::Pdf, 1);
}

#[test]
fn a_form_saved_as_doc_says_the_same() {
    compare("doc:MS Word 97", Format::Doc, 5);
}

#[test]
fn a_form_saved_as_rtf_says_the_same() {
    compare("rtf:Rich Text Format", Format::Rtf, 5);
}

#[test]
fn a_form_saved_as_odt_says_the_same() {
    compare("odt:writer8", Format::Odt, 5);
}

#[test]
fn workbooks_of_other_formats_are_read() {
    let xml = concat!(
        r#"<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Excel.Sheet"?>"#,
        r#"<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" "#,
        r#"xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="表"><Table><Row>"#,
        r#"<Cell><Data ss:Type="String">学会名称</Data></Cell>"#,
        r#"<Cell><Data ss:Type="String">华夏测绘学会</Data></Cell></Row></Table></Worksheet></Workbook>"#,
    );
    let content = read(&[("表.xls", xml.as_bytes())], &all_programs()).remove(0);
    assert!(text_of(&content).contains("华夏测绘学会"), "{content:?}");
    assert!(matches!(
        content,
        Content::Document {
            format: Format::SheetXml,
            ..
        }
    ));
}

#[test]
fn a_word_2003_file_is_read_whatever_it_is_called() {
    let docx = filled(1, Notation::Fields).docx(Style::default());
    let xml = save_as(&[("form.docx", &docx)], "xml:MS Word 2003 XML")
        .unwrap()
        .remove(0);
    let content = read(&[("统计表.doc", &xml)], &all_programs()).remove(0);
    assert!(text_of(&content).contains("华夏测绘学会"), "{content:?}");
    assert!(matches!(
        content,
        Content::Document {
            format: Format::WordXml,
            ..
        }
    ));
}

#[test]
fn what_was_cut_off_is_not_read_in_part() {
    let docx = filled(6, Notation::Numbered).docx(Style::default());
    let file: [(&str, &[u8]); 1] = [("form.docx", &docx)];
    for to in [
        "doc:MS Word 97",
        "rtf:Rich Text Format",
        "odt:writer8",
        "pdf:writer_pdf_Export",
    ] {
        let whole = save_as(&file, to).unwrap().remove(0);
        let half = whole.get(..whole.len() * 2 / 3).unwrap();
        assert_eq!(
            read(&[("统计表", half)], &all_programs()),
            [Content::Unreadable],
            "{to}"
        );
    }
}

#[test]
fn without_programs_the_format_is_said_to_wait_for_one() {
    let docx = filled(1, Notation::Fields).docx(Style::default());
    let file: [(&str, &[u8]); 1] = [("form.docx", &docx)];
    let pdf = save_as(&file, "pdf:writer_pdf_Export").unwrap().remove(0);
    let none = ConverterSettings::default();
    assert_eq!(read(&[("统计表.pdf", &pdf)], &none), [Content::Unconverted]);
    let gone = ConverterSettings {
        pdf_words: Some("/nonexistent/pdftotext".into()),
        ..all_programs()
    };
    assert_eq!(read(&[("统计表.pdf", &pdf)], &gone), [Content::Unconverted]);
}

#[test]
fn a_program_that_hangs_or_dies_costs_its_time_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let script = |name: &str, text: &str| {
        use std::os::unix::fs::PermissionsExt as _;
        let path = folder.path().join(name);
        std::fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        path
    };
    let rtf: [(&str, &[u8]); 1] = [("a.rtf", br"{\rtf1 x}")];
    for text in [
        "while :; do :; done",
        "kill -9 $$",
        "exit 0",
        "head -c 2000000000 /dev/zero > made",
    ] {
        let settings = ConverterSettings {
            office: Some(script("soffice", text)),
            seconds: 2,
            ..all_programs()
        };
        assert_eq!(read(&rtf, &settings), [Content::Unreadable], "{text}");
    }
}

#[test]
fn a_pdf_of_pictures_is_a_scan_and_one_with_a_password_is_encrypted() {
    let empty = pdf_of("");
    assert_eq!(read(&[("盖章件.pdf", &empty)], &all_programs()), [Content::Scan]);
    let words = pdf_of("BT /F 12 Tf 20 100 Td (hello) Tj ET");
    let content = read(&[("x.pdf", &words)], &all_programs()).remove(0);
    assert_eq!(text_of(&content), "hello");
    let docx = package(&paragraph("密", Runs::Whole, At::Left), &[]);
    let locked = save_as(
        &[("form.docx", &docx)],
        r#"pdf:writer_pdf_Export:{"EncryptFile":{"type":"boolean","value":"true"},"DocumentOpenPassword":{"type":"string","value":"x"}}"#,
    );
    assert_eq!(
        read(&[("统计表.pdf", &locked.unwrap().remove(0))], &all_programs()),
        [Content::Encrypted]
    );
}

#[test]
fn an_essay_saved_as_pdf_keeps_its_paragraphs() {
    let first = "数据共享机制尚不健全，同一条曲线往往要在26个系统里重复录入，这是电磁兼容工作者最头疼的事。"
        .repeat(7);
    let second = "从实验室到生产线，中间隔着中试、标准、成本和信任；每一步都要有人愿意走。".repeat(40);
    let xml = [
        paragraph("学习体会", Runs::Whole, At::Heading),
        paragraph(&first, Runs::Whole, At::Left),
        paragraph(&second, Runs::Whole, At::Left),
        paragraph("华夏测绘学会 周丙", Runs::Whole, At::Right),
    ]
    .concat();
    let docx = package(&xml, &[]);
    let pdf = save_as(&[("essay.docx", &docx)], "pdf:writer_pdf_Export")
        .unwrap()
        .remove(0);
    let contents = read(&[("essay.docx", &docx), ("essay.pdf", &pdf)], &all_programs());
    let documents: Vec<&Document> = contents
        .iter()
        .map(|content| match content {
            Content::Document { document, .. } => document,
            other => panic!("not read: {other:?}"),
        })
        .collect();
    let texts = |document: &Document| lines_of(&document.blocks);
    assert_eq!(texts(documents[1]), texts(documents[0]));
}

fn text_of(content: &Content) -> String {
    match content {
        Content::Document { document, .. } => lines_of(&document.blocks).join("\n"),
        other => format!("{other:?}"),
    }
}

/// A page with this content stream.
fn pdf_of(stream: &str) -> Vec<u8> {
    let length = stream.len();
    format!(
        "%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>> endobj
4 0 obj <</Length {length}>> stream
{stream}
endstream endobj
5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj
trailer <</Root 1 0 R>>
%%EOF
"
    )
    .into_bytes()
}
