//! Text that stands elsewhere than in the paragraph, and runs that are not what they look like.

use super::Paper;
use super::word::{DOCUMENT, Part, cell, file_with, heading, line, lines, run, runs, styled, table};
use super::writing::{SOCIETY, TITLE, advice, essay, head, rows, rows_around, two_persons};

pub(super) fn papers() -> Vec<Paper> {
    [boxes(), fields(), notes(), odd_runs()].concat()
}

fn word(path: &str, body: &str, parts: &[Part]) -> Paper {
    Paper::new(path, file_with(body, DOCUMENT, parts))
}

/// A form whose second answer is 周知行's, with this in the middle.
fn within(path: &str, middle: &str, parts: &[Part]) -> Paper {
    let insights = line("1. 周知行，华夏光学学会理事长") + middle + &lines(essay(3));
    word(path, &(head() + &rows_around(&insights)), parts)
}

/// A text box as Word writes it: the shape, and the same text once more for old programs.
fn text_box(content: &str) -> String {
    runs(&format!(
        concat!(
            r#"<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">"#,
            r#"<wps:wsp><wps:txbx><w:txbxContent>{0}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>"#,
            r#"<mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>{0}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"#
        ),
        content
    ))
}

fn boxes() -> Vec<Paper> {
    let three = lines(&format!(
        "学会名称：{SOCIETY}\n填表人：李文静\n联系方式：010-55501234"
    ));
    let old = runs(&format!(
        "<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>",
        lines(essay(0))
    ));
    vec![
        word(
            "text-boxes/head-lines-in-a-box.docx",
            &(heading(TITLE) + &text_box(&three) + &rows("无", &two_persons(), advice(1))),
            &[],
        ),
        within(
            "text-boxes/paragraph-in-a-box.docx",
            &text_box(&lines(essay(0))),
            &[],
        ),
        within("text-boxes/box-of-an-old-program.docx", &old, &[]),
    ]
}

fn fields() -> Vec<Paper> {
    let field = |code: &str, shown: &str| {
        format!(
            r#"<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>{}<w:r><w:fldChar w:fldCharType="end"/></w:r>"#,
            run(shown)
        )
    };
    let simple = format!(
        r#"<w:fldSimple w:instr=" DATE \@ &quot;yyyy年M月d日&quot; ">{}</w:fldSimple>"#,
        run("2022年10月20日")
    );
    let link = format!(
        r#"<w:hyperlink r:id="rId-link">{}</w:hyperlink>"#,
        run("开放共享检测平台")
    );
    vec![
        within(
            "fields/hyperlink.docx",
            &runs(&(run("学会建成了") + &link + &run("，欢迎使用。"))),
            &[],
        ),
        within(
            "fields/hyperlink-as-a-field.docx",
            &runs(
                &(run("学会建成了")
                    + &field(r#"HYPERLINK "https://hx.example/""#, "开放共享检测平台")
                    + &run("，欢迎使用。")),
            ),
            &[],
        ),
        within(
            "fields/reference-and-page.docx",
            &runs(
                &(run("如前文")
                    + &field("REF _Ref1 \\h", "第二部分")
                    + &run("所述，见第")
                    + &field("PAGE", "3")
                    + &run("页，我们将继续努力。")),
            ),
            &[],
        ),
        within(
            "fields/date.docx",
            &runs(&(run("截至") + &simple + &run("，学会共有会员两万名。"))),
            &[],
        ),
        within(
            "fields/form-field.docx",
            &runs(&(run("负责人：") + &field("FORMTEXT", "周知行") + &run("，我们将继续努力。"))),
            &[],
        ),
    ]
}

fn notes() -> Vec<Paper> {
    let part = |name: &'static str, root: &'static str, inner: String| Part { name, inner, root };
    let footnotes = part(
        "footnotes",
        "footnotes",
        format!(
            r#"<w:footnote w:id="2">{}</w:footnote>"#,
            line("据学会2021年统计年报。")
        ),
    );
    let endnotes = part(
        "endnotes",
        "endnotes",
        format!(
            r#"<w:endnote w:id="2">{}</w:endnote>"#,
            line("据学会2021年统计年报。")
        ),
    );
    let noted = |mark: &str| {
        runs(
            &(run("学会共有会员两万名")
                + &format!(r#"<w:r><w:{mark} w:id="2"/></w:r>"#)
                + &run("，分布在各地。")),
        )
    };
    let header = part("header1", "hdr", line("华夏光学学会文件　内部资料"));
    let footer = part(
        "footer1",
        "ftr",
        line("第 1 页　联系人：何叙　电话：021-55509999"),
    );
    vec![
        within(
            "notes-and-margins/footnote.docx",
            &noted("footnoteReference"),
            &[footnotes],
        ),
        within(
            "notes-and-margins/endnote.docx",
            &noted("endnoteReference"),
            &[endnotes],
        ),
        within(
            "notes-and-margins/header-and-footer.docx",
            &lines(essay(0)),
            &[header, footer],
        ),
    ]
}

#[expect(clippy::too_many_lines, reason = "a list of documents, one below the other")]
fn odd_runs() -> Vec<Paper> {
    let symbol = r#"<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>"#;
    let hidden = styled("<w:vanish/>", "（此处为隐藏的批示，不得外传。）");
    let ruby = format!(
        "<w:r><w:ruby><w:rt>{}</w:rt><w:rubyBase>{}</w:rubyBase></w:ruby></w:r>",
        run("zān"),
        run("昝")
    );
    let page = r#"<w:r><w:br w:type="page"/></w:r>"#;
    let pieces: String = "1. 周知行，华夏光学学会理事长、党委书记"
        .chars()
        .map(|c| run(&c.to_string()))
        .collect();
    let hyphen = "<w:r><w:noBreakHyphen/></w:r>";
    let tag = format!(
        r#"<w:smartTag w:element="PersonName">{}</w:smartTag>"#,
        run("周知行")
    );
    let tabs = table(&[vec![cell("1.\t周知行\t华夏光学学会理事长")]]);
    let in_tabs = runs(&run("1.\t周知行\t华夏光学学会理事长")) + &lines(essay(0));
    vec![
        within(
            "odd-runs/symbol.docx",
            &runs(&(symbol.to_owned() + &run("把平台建好，让成果走出实验室。"))),
            &[],
        ),
        within(
            "odd-runs/hidden-text.docx",
            &runs(&(run("我们将把平台建好，") + &hidden + &run("让成果走出实验室。"))),
            &[],
        ),
        within(
            "odd-runs/phonetic-guide.docx",
            &runs(&(run("老会员") + &ruby + &run("书晴常说，要坐得住冷板凳。"))),
            &[],
        ),
        within(
            "odd-runs/page-break-in-the-cell.docx",
            &runs(&(run("我们将把平台建好，") + page + &run("让成果走出实验室。"))),
            &[],
        ),
        within(
            "odd-runs/non-breaking-hyphen.docx",
            &runs(&(run("2021") + hyphen + &run("2022年度，学会办会十二场。"))),
            &[],
        ),
        word(
            "odd-runs/a-run-for-every-character.docx",
            &(head() + &rows_around(&(runs(&pieces) + &lines(essay(1))))),
            &[],
        ),
        word(
            "odd-runs/smart-tag-around-the-name.docx",
            &(head()
                + &rows_around(
                    &(runs(&(run("1. ") + &tag + &run("，华夏光学学会理事长"))) + &lines(essay(0))),
                )),
            &[],
        ),
        word(
            "odd-runs/tabs-in-the-line-of-a-person.docx",
            &(head() + &rows_around(&in_tabs)),
            &[],
        ),
        word(
            "odd-runs/one-cell-of-tabs.docx",
            &(head() + &tabs + &rows("无", &two_persons(), advice(1))),
            &[],
        ),
    ]
}
