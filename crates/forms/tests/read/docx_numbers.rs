use forms::document::lines_of;

use crate::support::{W, document, docx_parts, p, part, relations, zip};

fn level(index: usize, format: &str, text: &str, more: &str) -> String {
    format!(
        r#"<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{format}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>"#
    )
}

fn item(list: &str, level: usize, text: &str) -> String {
    format!(
        r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list}"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"#
    )
}

/// Lines of a document whose list 1 has these levels; `more` are further lists.
fn numbered(levels: &str, more: &str, body: &str) -> Vec<String> {
    let numbering = format!(
        r#"<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>
        <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>{more}</w:numbering>"#
    );
    let mut parts = docx_parts(body);
    parts.push(relations(&[("rId1", "numbering", "numbering.xml", "")]));
    parts.push(part("word/numbering.xml", numbering));
    lines_of(&document(&zip(&parts)).blocks)
}

#[test]
fn chinese_outline_numbers_are_part_of_the_text() {
    let levels = level(0, "chineseCountingThousand", "%1、", "")
        + &level(1, "chineseCounting", "（%2）", "")
        + &level(2, "decimal", "%3.", "");
    let body = [
        item("1", 0, "总体"),
        item("1", 1, "做法"),
        item("1", 1, "成效"),
        item("1", 2, "细"),
        item("1", 0, "建议"),
        item("1", 1, "再"),
    ]
    .concat();
    assert_eq!(
        numbered(&levels, "", &body),
        [
            "一、总体",
            "（一）做法",
            "（二）成效",
            "1. 细",
            "二、建议",
            "（一）再"
        ]
    );
}

#[test]
fn numbers_of_several_levels_stand_together() {
    let levels = level(0, "chineseCounting", "%1", "") + &level(1, "decimal", "%1.%2", "<w:isLgl/>");
    let body = [item("1", 0, "甲"), item("1", 1, "乙"), item("1", 1, "丙")].concat();
    assert_eq!(numbered(&levels, "", &body), ["一甲", "1.1 乙", "1.2 丙"]);
}

#[test]
fn a_list_with_its_own_start_begins_again() {
    let levels = level(0, "decimalEnclosedCircle", "%1", "");
    let more = r#"<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
        <w:num w:numId="3"><w:abstractNumId w:val="0"/></w:num>"#;
    let body = [
        item("1", 0, "a"),
        item("1", 0, "b"),
        item("2", 0, "c"),
        item("3", 0, "d"),
    ]
    .concat();
    assert_eq!(numbered(&levels, more, &body), ["①a", "②b", "①c", "②d"]);
}

#[test]
fn bullets_and_list_zero_add_nothing() {
    let levels = level(0, "bullet", "\u{F0B7}", "");
    let body = [item("1", 0, "点"), item("0", 0, "无"), item("9", 0, "缺")].concat();
    assert_eq!(numbered(&levels, "", &body), ["点", "无", "缺"]);
}

#[test]
fn an_empty_item_is_counted_but_not_shown() {
    let levels = level(0, "decimal", "%1、", "");
    let body = [item("1", 0, "甲"), item("1", 0, ""), item("1", 0, "丙"), p("完")].concat();
    assert_eq!(numbered(&levels, "", &body), ["1、甲", "", "3、丙", "完"]);
}

#[test]
fn formats_are_written_as_word_writes_them() {
    let shown = |format: &str, start: u32| {
        let levels = level(0, format, "%1、", "")
            .replace(r#"w:start w:val="1""#, &format!(r#"w:start w:val="{start}""#));
        numbered(&levels, "", &item("1", 0, "x")).remove(0)
    };
    let cases = [
        ("chineseCounting", 11, "十一、x"),
        ("chineseCountingThousand", 110, "一百一十、x"),
        ("japaneseCounting", 1_005, "一千零五、x"),
        ("ideographDigital", 20, "二〇、x"),
        ("chineseLegalSimplified", 12, "拾贰、x"),
        ("ideographTraditional", 3, "丙、x"),
        ("decimalFullWidth", 12, "１２、x"),
        ("lowerLetter", 28, "bb、x"),
        ("upperRoman", 14, "XIV、x"),
        ("decimalZero", 7, "07、x"),
        ("decimalEnclosedCircleChinese", 21, "21、x"),
        ("upperRoman", 4_000_000_000, "4000000000、x"),
    ];
    for (format, start, expected) in cases {
        assert_eq!(shown(format, start), expected, "{format}");
    }
}
