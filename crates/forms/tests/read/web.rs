use forms::document::{Block, lines_of};
use forms::read::{html, text};

use crate::support::{grid, table};

fn lines(source: &str) -> Vec<String> {
    lines_of(&html(source).blocks)
}

#[test]
fn paragraphs_come_from_blocks_and_breaks() {
    assert_eq!(
        lines("<div>各位老师：</div><p>附件<b>请</b>查收。<br>谢谢！</p>尾"),
        ["各位老师：", "附件请查收。", "谢谢！", "尾"]
    );
    assert_eq!(lines("甲<br><br>乙"), ["甲", "", "乙"]);
}

#[test]
fn entities_and_blanks_are_those_a_person_sees() {
    assert_eq!(
        lines("<p>  张&nbsp;&nbsp;三 \n &lt;x&gt;&ldquo;好&rdquo;&#20013;&amp;\u{200B}</p>"),
        ["张  三 <x>“好”中&"]
    );
    assert_eq!(lines("<pre>一\n  二</pre>三"), ["一", "  二", "三"]);
}

#[test]
fn styles_scripts_heads_and_comments_are_not_text() {
    let source = "<html><head><title>题</title><style>p{}</style></head><body><script>if(a<b){'<p>'}</script><!--[if mso]><p>x</p><![endif]--><p>文</p></body>";
    let document = html(source);
    assert_eq!(lines_of(&document.blocks), ["文"]);
    assert_eq!(document.title_property.as_deref(), Some("题"));
    assert_eq!(lines("<head><meta charset=gbk><p>没有结束的头"), ["没有结束的头"]);
}

#[test]
fn tables_have_their_spans() {
    let source =
        "<table><tr><td rowspan=2>类别<td colspan='2'>横</tr><tr><td>一</td><td>二</td></tr></table>后";
    let document = html(source);
    assert_eq!(
        grid(table(&document)),
        [vec!["0+1×2 类别", "1+2×1 横"], vec!["1+1×1 一", "2+1×1 二"]]
    );
    assert!(matches!(&document.blocks[1], Block::Paragraph(p) if p.text == "后"));
}

#[test]
fn a_table_in_a_cell_stays_in_it() {
    let document = html("<table><tr><td>前<table><tr><td>内</table>后</td><td>右</table>");
    let cells = &table(&document).rows[0].cells;
    assert_eq!(cells[0].lines(), ["前", "内", "后"]);
    assert_eq!(cells[1].lines(), ["右"]);
}

#[test]
fn format_is_taken_from_tags() {
    let document = html(
        "<h1>标题</h1><p align=center><b>粗</b></p><p style='text-align: center'>中</p><ol><li>甲<li>乙</ol>",
    );
    let found: Vec<_> = document
        .blocks
        .iter()
        .map(|block| match block {
            Block::Paragraph(p) => (p.text.as_str(), p.centered, p.bold, p.heading),
            Block::Table(_) => panic!("no table was written"),
        })
        .collect();
    assert_eq!(
        found,
        [
            ("标题", false, true, true),
            ("粗", true, true, false),
            ("中", true, false, false),
            ("1. 甲", false, false, false),
            ("2. 乙", false, false, false)
        ]
    );
}

#[test]
fn a_million_open_tags_cost_no_stack_and_little_time() {
    for tag in ["<div>", "<table><tr><td>", "<b><p>", "<font color=red><p>"] {
        let source = tag.repeat(1_000_000 / tag.len()) + "底";
        assert_eq!(lines(&source).last().map(String::as_str), Some("底"), "{tag}");
    }
}

#[test]
fn plain_text_has_one_paragraph_per_line() {
    assert_eq!(lines_of(&text("甲 \r\n\r\n乙").blocks), ["甲", "", "乙"]);
}
