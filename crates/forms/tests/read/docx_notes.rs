use forms::document::lines_of;

use crate::support::{W, document, docx_parts, lines, part, relations, zip};

const A: &str = "学习报告使我认识到，科技自立自强不是一句口号，而是一次一次试验干出来的。";

#[test]
fn notes_stand_where_the_text_refers_to_them() {
    let reference = r#"<w:r><w:footnoteReference w:id="2"/></w:r>"#;
    let body = format!(
        "<w:p><w:r><w:t>坐住冷板凳</w:t></w:r>{reference}</w:p><w:p><w:r><w:t>{A}</w:t></w:r>{reference}</w:p>"
    );
    let notes = format!(
        r#"<w:footnotes xmlns:w="{W}"><w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote><w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> 数据来自学会年报。</w:t></w:r></w:p></w:footnote></w:footnotes>"#
    );
    let mut parts = docx_parts(&body);
    parts.push(relations(&[("rId9", "footnotes", "footnotes.xml", "")]));
    parts.push(part("word/footnotes.xml", notes));
    let document = document(&zip(&parts));
    // What is noted at a title is no part of a text.
    assert_eq!(
        lines_of(&document.blocks),
        ["坐住冷板凳".to_owned(), format!("{A}（注：数据来自学会年报。）")]
    );
}

#[test]
fn signs_of_the_font_symbol_are_text() {
    let sign = |code: &str| format!(r#"<w:r><w:sym w:font="Symbol" w:char="{code}"/></w:r>"#);
    let body = format!(
        "<w:p><w:r><w:t>升高3</w:t></w:r>{}<w:r><w:t>C</w:t></w:r>{}{}</w:p>",
        sign("F0B0"),
        sign("F0B1"),
        sign("F06D")
    );
    assert_eq!(lines(&body), ["升高3°C±μ"]);
}
