//! OpenDocument text, built as LibreOffice and others write it.

use forms::document::{Block, Document, Paragraph, lines_of};
use forms::read::{Content, Format};

use crate::support::{OPEN_DOCUMENT, content, document, grid, part, png, table, zip};

fn odt_with(styles: &str, automatic: &str, body: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content {OPEN_DOCUMENT}><office:automatic-styles>{automatic}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    );
    let styles = format!(
        "<office:document-styles {OPEN_DOCUMENT}><office:styles>{styles}</office:styles></office:document-styles>"
    );
    let meta = format!(
        r#"<office:document-meta {OPEN_DOCUMENT}><office:meta><dc:title>统计表</dc:title><meta:user-defined meta:name="zhengji-form">ZJ-1</meta:user-defined></office:meta></office:document-meta>"#
    );
    zip(&[
        part("mimetype", "application/vnd.oasis.opendocument.text"),
        part("content.xml", content),
        part("styles.xml", styles),
        part("meta.xml", meta),
        part("Pictures/1.png", png(300, 200)),
    ])
}

fn odt(body: &str) -> Document {
    document(&odt_with("", "", body))
}

fn lines(body: &str) -> Vec<String> {
    lines_of(&odt(body).blocks)
}

#[test]
fn a_text_is_read_without_a_program() {
    let bytes = odt_with("", "", "<text:p>感悟</text:p>");
    let Content::Document { format, document } = content("感悟.doc", &bytes) else {
        panic!("not read");
    };
    assert_eq!(format, Format::Odt);
    assert_eq!(document.title_property.as_deref(), Some("统计表"));
    assert_eq!(document.form_code.as_deref(), Some("ZJ-1"));
    assert_eq!(lines_of(&document.blocks), ["感悟"]);
}

#[test]
fn blanks_tabs_and_line_breaks_are_those_that_are_shown() {
    let body =
        "<text:p>  一\n  二 <text:s/>三<text:s text:c=\"2\"/>四<text:tab/>五<text:line-break/>六 </text:p>";
    assert_eq!(lines(body), ["一 二  三  四\t五", "六"]);
}

#[test]
fn what_nobody_means_is_left_out() {
    let body = concat!(
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>副</text:p></text:deletion>",
        "</text:changed-region></text:tracked-changes><text:sequence-decls/>",
        "<text:p>理<text:change text:change-id=\"a\"/><text:change-start text:change-id=\"b\"/>事<text:change-end/>长",
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>注</text:p></text:note-body></text:note>",
        "<office:annotation><dc:creator>某</dc:creator><text:p>批注</text:p></office:annotation>",
        "<text:placeholder>请填写</text:placeholder>",
        "<loext:content-control loext:showing-place-holder=\"true\">单击此处</loext:content-control>",
        "<loext:content-control>（党委书记）</loext:content-control>",
        "<text:a xlink:href=\"http://a.example\">周<text:ruby><text:ruby-base>知</text:ruby-base><text:ruby-text>zhi</text:ruby-text></text:ruby>行</text:a>",
        "</text:p><text:section text:display=\"none\"><text:p>藏</text:p></text:section>",
        "<text:section><text:p>显</text:p></text:section>",
    );
    assert_eq!(lines(body), ["理事长（党委书记）周知行", "显"]);
}

#[test]
fn styles_tell_headings_centred_bold_and_hidden_text() {
    let named = concat!(
        r#"<style:style style:name="Heading_20_1" style:display-name="Heading 1" style:family="paragraph"/>"#,
        r#"<style:style style:name="Middle" style:family="paragraph"><style:paragraph-properties fo:text-align="center"/></style:style>"#,
    );
    let own = concat!(
        r#"<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Heading_20_1"/>"#,
        r#"<style:style style:name="P2" style:family="paragraph" style:parent-style-name="Middle"/>"#,
        r#"<style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold" style:font-weight-asian="bold"/></style:style>"#,
        r#"<style:style style:name="T2" style:family="text"><style:text-properties text:display="none"/></style:style>"#,
    );
    let body = concat!(
        r#"<text:p text:style-name="P1">题</text:p>"#,
        r#"<text:p text:style-name="P2"><text:span text:style-name="T1">署名</text:span></text:p>"#,
        r#"<text:p>文<text:span text:style-name="T2">藏<text:s/></text:span><text:span text:style-name="T1">粗</text:span></text:p>"#,
    );
    let paragraph = |text: &str, centered, bold, heading| {
        Block::Paragraph(Paragraph {
            text: text.to_owned(),
            centered,
            bold,
            heading,
        })
    };
    assert_eq!(
        document(&odt_with(named, own, body)).blocks,
        [
            paragraph("题", false, false, true),
            paragraph("署名", true, true, false),
            paragraph("文粗", false, false, false),
        ]
    );
}

#[test]
fn lists_show_their_numbers_as_the_program_does() {
    let styles = concat!(
        r#"<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="一, 二, 三, ..." style:num-suffix="、"/>"#,
        r#"<text:list-level-style-number text:level="2" style:num-format="1" text:display-levels="2" style:num-suffix="."/></text:list-style>"#,
        r#"<text:list-style style:name="L2"><text:list-level-style-bullet text:level="1"/></text:list-style>"#,
        r#"<text:outline-style style:name="Outline"><text:outline-level-style text:level="1" style:num-format="1" style:num-suffix="."/></text:outline-style>"#,
    );
    let item = |text: &str| format!("<text:list-item><text:p>{text}</text:p></text:list-item>");
    let list = |style: &str, more: &str, items: &str| {
        format!(r#"<text:list text:style-name="{style}" {more}>{items}</text:list>"#)
    };
    let body = [
        list(
            "L1",
            "",
            &format!(
                "<text:list-header><text:p>头</text:p></text:list-header>{}<text:list-item><text:p>乙</text:p><text:p>乙二</text:p><text:list>{}{}</text:list></text:list-item><text:list-item><text:p/></text:list-item>",
                item("甲"),
                item("子"),
                item("丑")
            ),
        ),
        list("L1", r#"text:continue-numbering="true""#, &item("丁")),
        list("L1", "", &item("新")),
        list("L2", "", &item("点")),
        "<text:h text:outline-level=\"1\">章</text:h><text:h text:outline-level=\"2\">节</text:h><text:h>又</text:h>".to_owned(),
    ]
    .concat();
    let document = document(&odt_with(styles, "", &body));
    assert_eq!(
        lines_of(&document.blocks),
        [
            "头",
            "一、甲",
            "二、乙",
            "乙二",
            "二.1.子",
            "二.2.丑",
            "",
            "四、丁",
            "一、新",
            "点",
            "1. 章",
            "节",
            "2. 又"
        ]
    );
}

#[test]
fn merged_cells_are_resolved_and_what_they_cover_is_not_lost() {
    let body = concat!(
        "<table:table><table:table-column/><table:table-header-rows><table:table-row>",
        r#"<table:table-cell table:number-columns-spanned="2"><text:p>头</text:p></table:table-cell><table:covered-table-cell/>"#,
        r#"<table:table-cell table:number-rows-spanned="2"><text:p>高</text:p></table:table-cell></table:table-row></table:table-header-rows>"#,
        "<table:table-row><table:table-cell><text:p>甲</text:p></table:table-cell>",
        "<table:table-cell><table:table><table:table-row><table:table-cell><text:p>内</text:p></table:table-cell></table:table-row></table:table></table:table-cell>",
        "<table:covered-table-cell><text:p>盖</text:p></table:covered-table-cell></table:table-row>",
        r#"<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="3"/></table:table-row></table:table>"#,
    );
    let document = odt(body);
    let cells = grid(table(&document));
    assert_eq!(
        cells[..2],
        [vec!["0+2×1 头", "2+1×2 高/盖"], vec!["0+1×1 甲", "1+1×1 内"]]
    );
    assert_eq!((cells.len(), cells[3].len()), (4, 3));
}

#[test]
fn text_boxes_follow_their_paragraph_and_a_picture_counts_once() {
    let image = r#"<draw:image xlink:href="./Pictures/1.png"/>"#;
    let body = format!(
        "<draw:frame><draw:text-box><text:p>页上</text:p></draw:text-box></draw:frame><text:p>前<draw:frame>{image}{image}</draw:frame><draw:g><draw:custom-shape><text:p>框</text:p></draw:custom-shape></draw:g>后</text:p><text:p><draw:frame><draw:image xlink:href=\"http://a.example/x.png\"/></draw:frame></text:p>"
    );
    let document = odt(&body);
    assert_eq!(lines_of(&document.blocks), ["页上", "前后", "框", ""]);
    let sizes: Vec<(u32, u32)> = document
        .pictures
        .iter()
        .map(|picture| (picture.width, picture.height))
        .collect();
    assert_eq!(sizes, [(300, 200)]);
}

#[test]
fn repetition_without_end_is_refused() {
    for row in [
        r#"<table:table-row table:number-rows-repeated="4000000000"/>"#,
        r#"<table:table-row><table:table-cell table:number-columns-repeated="4000000000"/></table:table-row>"#,
    ] {
        let bytes = odt_with("", "", &format!("<table:table>{row}</table:table>"));
        assert_eq!(content("表.odt", &bytes), Content::Unsafe);
    }
}

#[test]
fn a_package_without_a_text_is_unreadable() {
    let bytes = zip(&[
        part("mimetype", "application/vnd.oasis.opendocument.text"),
        part("content.xml", "<x/>"),
    ]);
    assert_eq!(content("感悟.odt", &bytes), Content::Unreadable);
}
