//! Office packages written down in one XML file.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use forms::document::{Document, lines_of};
use forms::read::{Content, Format, Limits, NoConverters, show_files};

use crate::support::{OPEN_DOCUMENT, Part, content, docx_parts, part, png, relations};

const ROOT: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<?mso-application progid="Word.Document"?>
<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">"#;

/// Base64 in lines, as Word writes it.
fn coded(bytes: &[u8]) -> String {
    let letters: Vec<char> = STANDARD.encode(bytes).chars().collect();
    let lines: Vec<String> = letters.chunks(76).map(|line| line.iter().collect()).collect();
    lines.join("\r\n")
}

/// The parts of a package as “Word XML document”.
fn flat(parts: &[Part]) -> String {
    let mut made = ROOT.to_owned();
    for (name, bytes) in parts {
        let inside = match str::from_utf8(bytes) {
            Ok(xml) if xml.starts_with('<') => format!("<pkg:xmlData>{xml}</pkg:xmlData>"),
            _ => format!("<pkg:binaryData>{}</pkg:binaryData>", coded(bytes)),
        };
        made += &format!(r#"<pkg:part pkg:name="/{name}" pkg:contentType="a/b">{inside}</pkg:part>"#);
    }
    made + "</pkg:package>"
}

fn illustrated() -> Vec<Part> {
    let body = concat!(
        r#"<w:p><w:r><w:t>感悟 &amp; 体会</w:t></w:r></w:p>"#,
        r#"<w:p><w:r><w:drawing><a:blip r:embed="rId1"/></w:drawing></w:r></w:p>"#
    );
    let mut parts = docx_parts(body);
    // Word leaves the list of content types out.
    parts.retain(|(name, _)| name != "[Content_Types].xml");
    parts.push(relations(&[("rId1", "image", "media/image1.png", "")]));
    parts.push(part("word/media/image1.png", png(800, 600)));
    parts
}

fn read(name: &str, text: &str) -> (Format, Document) {
    match content(name, text.as_bytes()) {
        Content::Document { format, document } => (format, document),
        other => panic!("{name}: {other:?}"),
    }
}

fn shown(text: &str) -> Vec<Vec<u8>> {
    let mut shown = Vec::new();
    let mut show = |_: &str, bytes: &[u8]| shown.push(bytes.to_vec());
    show_files(
        "甲.xml",
        text.as_bytes(),
        &Limits::default(),
        &NoConverters,
        &mut show,
    );
    shown
}

#[test]
fn a_word_document_in_one_xml_file_is_read_with_its_pictures() {
    let text = flat(&illustrated());
    for name in ["统计表.xml", "统计表.doc"] {
        let (format, document) = read(name, &text);
        assert_eq!(format, Format::WordXml);
        assert_eq!(lines_of(&document.blocks), ["感悟 & 体会", ""]);
        let picture = &document.pictures[0];
        assert_eq!((picture.name.as_str(), picture.width), ("image1.png", 800));
    }
    assert!(shown(&text).contains(&png(800, 600)));
    // Neither the declaration nor a byte order mark must be there.
    let (_, rest) = text.split_once("<pkg:").unwrap();
    assert_eq!(
        lines_of(&read("甲.xml", &format!("\u{FEFF}<pkg:{rest}")).1.blocks)[0],
        "感悟 & 体会"
    );
}

#[test]
fn names_that_are_declared_around_a_part_hold_inside_it() {
    let (name, document) = illustrated().remove(1);
    let document = String::from_utf8(document).unwrap();
    let (_, body) = document.split_once("<w:body>").unwrap();
    let names = crate::support::NAMESPACES;
    let text = flat(&illustrated())
        .replace("<pkg:package ", &format!("<pkg:package {names} "))
        .replace(&document, &format!("<w:document><w:body>{body}"));
    assert!(text.contains("<pkg:xmlData><w:document><w:body>"), "{name}");
    assert_eq!(lines_of(&read("甲.xml", &text).1.blocks)[0], "感悟 & 体会");
}

#[test]
fn what_is_cut_off_or_harmful_is_no_document() {
    let text = flat(&illustrated());
    let cut: String = text.chars().take(text.chars().count() - 40).collect();
    assert_eq!(content("甲.xml", cut.as_bytes()), Content::Unreadable);
    let entity = text.replacen("<pkg:package", "<!DOCTYPE a [<!ENTITY b \"c\">]><pkg:package", 1);
    assert_eq!(content("甲.xml", entity.as_bytes()), Content::Unsafe);
    let twice = [illustrated(), illustrated()].concat();
    assert_eq!(content("甲.xml", flat(&twice).as_bytes()), Content::Unreadable);
    let broken = text.replace("<pkg:binaryData>", "<pkg:binaryData>==");
    assert_eq!(content("甲.xml", broken.as_bytes()), Content::Unreadable);
    let deep = format!("{ROOT}{}{}</pkg:package>", "<a>".repeat(300), "</a>".repeat(300));
    assert_eq!(content("甲.xml", deep.as_bytes()), Content::Unsafe);
    assert_eq!(content("甲.xml", flat(&[]).as_bytes()), Content::Unreadable);
}

fn open_document(kind: &str, body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\n<office:document {OPEN_DOCUMENT} office:version=\"1.3\" \
         office:mimetype=\"application/vnd.oasis.opendocument.{kind}\">\
         <office:meta><dc:title>情况</dc:title>\
         <meta:user-defined meta:name=\"zhengji-form\">ZJ-1</meta:user-defined></office:meta>\
         <office:styles><text:list-style style:name=\"Bullets\"><text:list-level-style-bullet \
         text:level=\"1\" text:bullet-char=\"\u{F0B7}\"/></text:list-style><style:style style:name=\"Heading_20_1\" style:display-name=\"Heading 1\" \
         style:family=\"paragraph\"/></office:styles><office:body>{body}</office:body></office:document>"
    )
}

#[test]
fn flat_open_document_is_read_with_its_styles_and_pictures() {
    let picture = |seed: u32| {
        format!(
            "<draw:frame><draw:image draw:mime-type=\"image/png\"><office:binary-data>{}</office:binary-data>\
             </draw:image></draw:frame>",
            coded(&png(seed, 600))
        )
    };
    let body = format!(
        "<office:text><text:p text:style-name=\"Heading_20_1\">题</text:p><text:p>甲{}</text:p>\
         <text:p>乙{}</text:p></office:text>",
        picture(800),
        picture(900)
    );
    let text = open_document("text", &body);
    let (format, document) = read("统计表.fodt", &text);
    assert_eq!(format, Format::FlatOpenDocument);
    assert_eq!(lines_of(&document.blocks), ["题", "甲", "乙"]);
    assert!(matches!(&document.blocks[0], forms::document::Block::Paragraph(title) if title.heading));
    assert_eq!(document.title_property.as_deref(), Some("情况"));
    assert_eq!(document.form_code.as_deref(), Some("ZJ-1"));
    let pictures: Vec<_> = document
        .pictures
        .iter()
        .map(|one| (one.width, one.line))
        .collect();
    assert_eq!(pictures, [(800, Some(2)), (900, Some(3))]);
    assert_eq!(document.pictures[1].name, "image2.png");
    assert!(shown(&text).contains(&png(900, 600)));
    let cut = text.replace("</office:document>", "");
    assert_eq!(content("统计表.fodt", cut.as_bytes()), Content::Unreadable);
}

#[test]
fn a_flat_sheet_is_read_as_a_sheet() {
    let body = "<office:spreadsheet><table:table table:name=\"汇总\"><table:table-row>\
                <table:table-cell><text:p>姓名</text:p></table:table-cell>\
                <table:table-cell><text:p>感悟</text:p></table:table-cell></table:table-row></table:table>\
                </office:spreadsheet>";
    let (_, document) = read("汇总.fods", &open_document("spreadsheet", body));
    assert_eq!(lines_of(&document.blocks), ["姓名", "感悟"]);
}
