use forms::document::{Block, lines_of};
use forms::read::Content;

use crate::support::{
    W, content, document, docx, docx_parts, grid, lines, p, part, png, relations, table, tc, zip,
};

#[test]
fn runs_breaks_and_tabs_make_one_paragraph() {
    let body = "<w:p><w:r><w:t>学会</w:t><w:tab/><w:t>名称</w:t></w:r><w:proofErr/><w:r><w:br/><w:t>第二行</w:t><w:noBreakHyphen/><w:t>完</w:t></w:r></w:p>";
    assert_eq!(lines(body), ["学会\t名称", "第二行-完"]);
}

#[test]
fn blanks_count_only_where_the_file_preserves_them() {
    let body = r#"<w:p><w:r><w:t>
        甲 </w:t></w:r><w:r><w:t xml:space="preserve"> 乙 </w:t></w:r><w:r><w:t>&lt;丙&gt;&#x4E01;</w:t></w:r></w:p>"#;
    assert_eq!(lines(body), ["甲 乙 <丙>丁"]);
}

#[test]
fn tracked_changes_count_as_accepted() {
    let body = "<w:p><w:r><w:t>坚持</w:t></w:r><w:del><w:r><w:delText>错字</w:delText></w:r></w:del><w:ins><w:r><w:t>自主</w:t></w:r><w:del><w:r><w:t>又删</w:t></w:r></w:del></w:ins>\
        <w:moveFrom><w:r><w:t>原处</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>创新</w:t></w:r></w:moveTo></w:p>";
    assert_eq!(lines(body), ["坚持自主创新"]);
}

#[test]
fn a_deleted_paragraph_mark_joins_with_the_next_paragraph() {
    let body = format!(
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>上半</w:t></w:r></w:p>{}{}",
        p("下半"),
        p("另段")
    );
    assert_eq!(lines(&body), ["上半下半", "另段"]);
}

#[test]
fn a_deleted_table_row_is_not_there() {
    let body = format!(
        "<w:tbl><w:tr>{}</w:tr><w:tr><w:trPr><w:del/></w:trPr>{}</w:tr></w:tbl>",
        tc("", "留"),
        tc("", "删")
    );
    assert_eq!(lines(&body), ["留"]);
}

#[test]
fn hidden_text_and_field_instructions_are_not_text() {
    let body = r#"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "x"</w:instrText><w:t>指令</w:t></w:r>
        <w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>结果</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:fldSimple w:instr="DATE"><w:r><w:t>域</w:t></w:r></w:fldSimple>
        <w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink></w:p>"#;
    assert_eq!(lines(body), ["结果域链接"]);
}

#[test]
fn content_controls_give_their_text_but_not_their_prompt() {
    let body = format!(
        "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>\
         <w:p><w:r><w:t>姓名：</w:t></w:r><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>单击此处输入</w:t></w:r></w:sdtContent></w:sdt></w:p>\
         <w:tbl><w:tr><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>{}</w:tr></w:tbl>",
        p("已填写"),
        tc("", "提示"),
        tc("", "右格")
    );
    let document = document(&docx(&body));
    assert_eq!(lines_of(&document.blocks), ["已填写", "姓名：", "", "右格"]);
    assert_eq!(grid(table(&document)), [["0+1×1 ", "1+1×1 右格"]]);
}

#[test]
fn a_text_box_is_read_once_and_after_its_paragraph() {
    let shape = |text: &str| format!("<wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx>", p(text));
    let body = format!(
        "<w:p><w:r><w:t>正文</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing>{}</w:drawing></mc:Choice>\
         <mc:Fallback><w:pict><v:textbox>{}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>{}",
        shape("文本框"),
        shape("旧式文本框"),
        p("下一段")
    );
    assert_eq!(lines(&body), ["正文", "文本框", "下一段"]);
}

#[test]
fn ruby_gives_the_base_and_not_the_reading() {
    let body = "<w:p><w:r><w:ruby><w:rt><w:r><w:t>huà</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>华</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>";
    assert_eq!(lines(body), ["华"]);
}

#[test]
fn merged_cells_stand_where_they_begin() {
    let body = format!(
        "<w:tbl><w:tr>{}{}{}</w:tr><w:tr>{}{}</w:tr><w:tr><w:trPr><w:gridBefore w:val=\"1\"/></w:trPr>{}</w:tr></w:tbl>",
        tc(r#"<w:vMerge w:val="restart"/>"#, "类别"),
        tc(r#"<w:gridSpan w:val="2"/>"#, "横跨"),
        tc("", "末列"),
        tc("<w:vMerge/>", ""),
        tc(r#"<w:gridSpan w:val="3"/>"#, "下方"),
        tc("", "缩进"),
    );
    let document = document(&docx(&body));
    assert_eq!(
        grid(table(&document)),
        [
            vec!["0+1×2 类别", "1+2×1 横跨", "3+1×1 末列"],
            vec!["1+3×1 下方"],
            vec!["1+1×1 缩进"]
        ]
    );
}

#[test]
fn text_in_a_continuing_cell_is_not_lost() {
    let body = format!(
        "<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr></w:tbl>",
        tc(r#"<w:vMerge w:val="restart"/>"#, "上"),
        tc("", "一"),
        tc("<w:vMerge/>", "下"),
        tc("", "二"),
    );
    assert_eq!(
        grid(table(&document(&docx(&body)))),
        [vec!["0+1×2 上/下", "1+1×1 一"], vec!["1+1×1 二"]]
    );
}

#[test]
fn a_continuing_cell_without_a_beginning_is_a_cell() {
    let body = format!("<w:tbl><w:tr>{}</w:tr></w:tbl>", tc("<w:vMerge/>", "孤"));
    assert_eq!(grid(table(&document(&docx(&body)))), [["0+1×1 孤"]]);
}

#[test]
fn a_table_in_a_cell_stays_inside_it() {
    let inner = format!("<w:tbl><w:tr>{}</w:tr></w:tbl>", tc("", "内"));
    let body = format!(
        "<w:tbl><w:tr><w:tc>{}{inner}{}</w:tc></w:tr></w:tbl>",
        p("前"),
        p("后")
    );
    let document = document(&docx(&body));
    let cell = &table(&document).rows[0].cells[0];
    assert!(matches!(
        cell.blocks[..],
        [Block::Paragraph(_), Block::Table(_), Block::Paragraph(_)]
    ));
    assert_eq!(cell.lines(), ["前", "内", "后"]);
}

#[test]
fn format_comes_from_runs_and_from_styles() {
    let styles = format!(
        r#"<w:styles xmlns:w="{W}"><w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:rPr><w:b/></w:rPr></w:style>
        <w:style w:type="paragraph" w:styleId="mine"><w:name w:val="自定"/><w:basedOn w:val="1"/><w:pPr><w:jc w:val="center"/></w:pPr></w:style></w:styles>"#
    );
    let body = r#"<w:p><w:pPr><w:pStyle w:val="mine"/></w:pPr><w:r><w:t>标题</w:t></w:r></w:p>
        <w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t>粗</w:t></w:r><w:r><w:rPr><w:b w:val="0"/></w:rPr><w:t>细</w:t></w:r></w:p>
        <w:p><w:r><w:rPr><w:b/></w:rPr><w:t>全粗</w:t></w:r><w:r><w:t xml:space="preserve"> </w:t></w:r></w:p>"#;
    let mut parts = docx_parts(body);
    parts.push(relations(&[("rId1", "styles", "styles.xml", "")]));
    parts.push(part("word/styles.xml", styles));
    let found = document(&zip(&parts))
        .blocks
        .into_iter()
        .map(|block| match block {
            Block::Paragraph(p) => (p.text, p.centered, p.bold, p.heading),
            Block::Table(_) => panic!("no table was written"),
        });
    let expected = [
        ("标题", true, true, true),
        ("粗细", true, false, false),
        ("全粗 ", false, true, false),
    ];
    assert_eq!(
        found.collect::<Vec<_>>(),
        expected.map(|(text, c, b, h)| (text.to_owned(), c, b, h))
    );
}

#[test]
fn pictures_come_in_reading_order_without_links_to_elsewhere() {
    let body = r#"<w:p><w:r><w:drawing><a:blip r:embed="rId3"/></w:drawing></w:r><w:r><w:drawing><a:blip r:embed="rId9"/></w:drawing></w:r>
        <w:del><w:r><w:drawing><a:blip r:embed="rId2"/></w:drawing></w:r></w:del><w:r><w:pict><v:imagedata r:id="rId2"/></w:pict></w:r></w:p>"#;
    let mut parts = docx_parts(body);
    parts.push(relations(&[
        ("rId2", "image", "media/image2.png", ""),
        ("rId3", "image", "/word/media/image1.png", ""),
        (
            "rId9",
            "image",
            "http://tracker.example/x.png",
            r#"TargetMode="External""#,
        ),
    ]));
    parts.push(part("word/media/image1.png", png(800, 600)));
    parts.push(part("word/media/image2.png", png(40, 30)));
    let pictures = document(&zip(&parts)).pictures;
    let found: Vec<_> = pictures
        .iter()
        .map(|p| (p.name.as_str(), p.width, p.height, p.bytes))
        .collect();
    assert_eq!(found, [("image1.png", 800, 600, 33), ("image2.png", 40, 30, 33)]);
    assert_eq!(pictures[0].sha256.len(), 64);
}

#[test]
fn strict_documents_and_other_prefixes_read_the_same() {
    let strict = r#"<x:document xmlns:x="http://purl.oclc.org/ooxml/wordprocessingml/main"><x:body><x:p><x:r><x:t>严格</x:t></x:r></x:p></x:body></x:document>"#;
    let mut parts = docx_parts("");
    parts[2] = part("word/document.xml", strict);
    assert_eq!(lines_of(&document(&zip(&parts)).blocks), ["严格"]);
}

#[test]
fn the_main_part_is_found_by_its_relation_and_backslashes_are_slashes() {
    let mut parts = docx_parts(&p("别处"));
    parts[1].1 = String::from_utf8(parts[1].1.clone())
        .unwrap()
        .replace("document.xml", "document2.xml")
        .into_bytes();
    parts[2].0 = r"word\document2.xml".to_owned();
    assert_eq!(lines_of(&document(&zip(&parts)).blocks), ["别处"]);
}

#[test]
fn a_package_without_types_and_relations_is_still_a_document() {
    let parts = docx_parts(&p("残缺"));
    assert_eq!(lines_of(&document(&zip(&parts[2..])).blocks), ["残缺"]);
}

#[test]
fn the_title_property_is_kept() {
    let mut parts = docx_parts(&p("文"));
    let core = r#"<cp:coreProperties xmlns:cp="urn:x" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title> 学习感悟 </dc:title></cp:coreProperties>"#;
    parts.push(part("docProps/core.xml", core));
    assert_eq!(document(&zip(&parts)).title_property.as_deref(), Some("学习感悟"));
}

#[test]
fn a_document_that_is_only_an_imported_page_is_said_to_be_unreadable() {
    assert_eq!(
        content("感悟.docx", &docx(r#"<w:altChunk r:id="rId7"/>"#)),
        Content::Unreadable
    );
}

#[test]
fn utf_16_parts_are_read() {
    let mut parts = docx_parts("");
    let xml = format!(
        r#"<w:document xmlns:w="{W}"><w:body>{}</w:body></w:document>"#,
        p("双字节")
    );
    let mut bytes = vec![0xFF, 0xFE];
    bytes.extend(xml.encode_utf16().flat_map(u16::to_le_bytes));
    parts[2].1 = bytes;
    assert_eq!(lines_of(&document(&zip(&parts)).blocks), ["双字节"]);
}

#[test]
fn the_hidden_code_of_a_form_is_kept_and_damage_there_is_no_harm() {
    let with = |custom: &str| {
        let mut parts = docx_parts(&p("文"));
        parts.push(part("docProps/custom.xml", custom));
        document(&zip(&parts)).form_code
    };
    let property = |namespace: &str, types: &str, name: &str| {
        format!(
            r#"<Properties xmlns="{namespace}" xmlns:t="{types}"><property pid="2" name="其他"><t:i4>1</t:i4></property><property pid="3" name="{name}"><t:lpwstr>zjf_x</t:lpwstr></property></Properties>"#
        )
    };
    let usual = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties";
    let strict = "http://purl.oclc.org/ooxml/officeDocument/customProperties";
    for namespace in [usual, strict] {
        let types = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes";
        let found = with(&property(namespace, types, "zhengji-form"));
        assert_eq!(found.as_deref(), Some("zjf_x"));
        assert_eq!(with(&property(namespace, types, "zhengji")), None);
    }
    assert_eq!(with("<Properties"), None);
}
