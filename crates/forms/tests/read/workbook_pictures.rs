//! Pictures of workbooks: over which rows they lie.

use forms::document::{Document, lines_of};

use crate::support::{OPEN_DOCUMENT, document, part, png, xlsx, zip};

fn text(place: &str, text: &str) -> String {
    format!(r#"<c r="{place}" t="str"><v>{text}</v></c>"#)
}

/// A head and two rows of two cells each, and what else stands in the second of them.
fn rows(more: [&str; 2]) -> String {
    let row = |number: u32, [name, said]: [&str; 2], more: &str| {
        let cells = text(&format!("A{number}"), name) + &text(&format!("B{number}"), said);
        format!(r#"<row r="{number}">{cells}{more}</row>"#)
    };
    format!(
        "<sheetData>{}{}{}</sheetData>",
        row(1, ["姓名", "感悟"], ""),
        row(2, ["张三", "甲"], more[0]),
        row(3, ["李四", "乙"], more[1])
    )
}

fn parts_of(bytes: Vec<u8>) -> Vec<(String, Vec<u8>)> {
    let mut source = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let count = source.len();
    let read = |index| {
        let mut file = source.by_index(index).unwrap();
        let mut data = Vec::new();
        std::io::Read::read_to_end(&mut file, &mut data).unwrap();
        part(&file.name().unwrap(), data)
    };
    (0..count).map(read).collect()
}

const DRAWINGS: &str = r#"xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;
const IMAGE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image";

fn image(id: u32, target: &str) -> String {
    format!(r#"<Relationship Id="rId{id}" Type="{IMAGE}" Target="{target}"/>"#)
}

fn linked(links: &str) -> String {
    format!(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>"#
    )
}

/// A picture 1000 high between two rows, from 0, with what of it stands in the last; the other end is left out for a
/// picture that names the cell alone on which it hangs.
fn anchored(id: u32, from: (u32, u32), to: Option<(u32, u32)>) -> String {
    let end = |name: &str, (row, down): (u32, u32)| {
        format!(
            "<xdr:{name}><xdr:col>2</xdr:col><xdr:row>{row}</xdr:row><xdr:rowOff>{down}</xdr:rowOff></xdr:{name}>"
        )
    };
    let kind = if to.is_some() {
        "twoCellAnchor"
    } else {
        "oneCellAnchor"
    };
    let ends = end("from", from) + &to.map(|to| end("to", to)).unwrap_or_default();
    format!(
        r#"<xdr:{kind}>{ends}<xdr:pic><xdr:blipFill><a:blip r:embed="rId{id}"/></xdr:blipFill><xdr:spPr><a:xfrm><a:ext cx="1" cy="1000"/></a:xfrm></xdr:spPr></xdr:pic></xdr:{kind}>"#
    )
}

fn with_drawing(anchors: &str) -> Document {
    let mut parts = parts_of(xlsx(&[("表", "", &rows(["", ""]))], "", "<sst></sst>"));
    let drawing = r#"<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing" Target="../drawings/drawing1.xml"/>"#;
    let images = image(1, "../media/image1.png") + &image(2, "../media/image2.png");
    parts.extend([
        part("xl/worksheets/_rels/sheet1.xml.rels", linked(drawing)),
        part(
            "xl/drawings/drawing1.xml",
            format!("<xdr:wsDr {DRAWINGS}>{anchors}</xdr:wsDr>"),
        ),
        part("xl/drawings/_rels/drawing1.xml.rels", linked(&images)),
        part("xl/media/image1.png", png(200, 200)),
        part("xl/media/image2.png", png(300, 300)),
    ]);
    document(&zip(&parts))
}

/// The rows of each picture, as lines of the text, by its width.
fn places(document: &Document) -> Vec<(u32, Option<(u32, u32)>)> {
    assert_eq!(
        lines_of(&document.blocks),
        ["姓名", "感悟", "张三", "甲", "李四", "乙"]
    );
    let pictures = document.pictures.iter();
    pictures.map(|picture| (picture.width, picture.rows)).collect()
}

const SECOND: Option<(u32, u32)> = Some((2, 4));
const THIRD: Option<(u32, u32)> = Some((4, 6));

#[test]
fn a_picture_lies_over_the_rows_that_its_anchor_names() {
    for (one, other, want) in [
        (
            anchored(1, (2, 0), Some((2, 900))),
            anchored(2, (1, 0), Some((1, 900))),
            [THIRD, SECOND],
        ),
        // Jutting out at either end.
        (
            anchored(1, (1, 9), Some((2, 800))),
            anchored(2, (1, 0), Some((2, 200))),
            [THIRD, SECOND],
        ),
        (
            anchored(1, (1, 9), Some((2, 500))),
            anchored(2, (1, 0), None),
            [Some((2, 6)), SECOND],
        ),
        // Far down on its cell: nobody says how high that is. Below all rows: among no lines.
        (
            anchored(1, (1, 900), None),
            anchored(2, (8, 0), Some((8, 900))),
            [None, None],
        ),
    ] {
        let found = places(&with_drawing(&(one + &other)));
        assert_eq!(found, [(200, want[0]), (300, want[1])]);
    }
}

#[test]
fn a_picture_that_is_shown_twice_is_in_no_place_for_certain() {
    let anchors = anchored(1, (1, 0), Some((1, 900))) + &anchored(1, (2, 0), Some((2, 900)));
    assert_eq!(places(&with_drawing(&anchors)), [(200, None), (300, None)]);
}

#[test]
fn a_picture_in_a_cell_of_wps_lies_over_the_row_of_its_formula() {
    let formula = |place: &str, id: &str| text(place, &format!("=DISPIMG(&quot;{id}&quot;,1)"));
    let sheet = rows([&formula("C2", "ID_2"), &formula("C3", "ID_1")]);
    let mut parts = parts_of(xlsx(&[("表", "", &sheet)], "", "<sst></sst>"));
    let cell = |id: &str, target: u32| {
        format!(
            r#"<etc:cellImage><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="1" name="{id}"/></xdr:nvPicPr><xdr:blipFill><a:blip r:embed="rId{target}"/></xdr:blipFill></xdr:pic></etc:cellImage>"#
        )
    };
    let images = cell("ID_1", 1) + &cell("ID_2", 2);
    parts.extend([
        part(
            "xl/cellimages.xml",
            format!(r#"<etc:cellImages {DRAWINGS} xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData">{images}</etc:cellImages>"#),
        ),
        part(
            "xl/_rels/cellimages.xml.rels",
            linked(&(image(1, "media/image1.png") + &image(2, "media/image2.png"))),
        ),
        part("xl/media/image1.png", png(200, 200)),
        part("xl/media/image2.png", png(300, 300)),
    ]);
    assert_eq!(places(&document(&zip(&parts))), [(200, THIRD), (300, SECOND)]);
}

#[test]
fn a_picture_of_an_opendocument_sheet_hangs_on_its_cell() {
    let names = OPEN_DOCUMENT.replace("/\"\"", "");
    let cell = |text: &str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
    let frame = |picture: u32, more: &str| {
        format!(
            r#"<table:table-cell><draw:frame svg:height="1.000in" {more}><draw:image xlink:href="Pictures/{picture}.png"/></draw:frame></table:table-cell>"#
        )
    };
    let row = |cells: [String; 3]| format!("<table:table-row>{}</table:table-row>", cells.concat());
    let content = |first: &str, second: &str| {
        let head = row([cell("姓名"), cell("感悟"), String::new()]);
        let rows = row([cell("张三"), cell("甲"), frame(1, first)])
            + &row([cell("李四"), cell("乙"), frame(2, second)]);
        format!(
            r#"<office:document-content {names} xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"><office:body><office:spreadsheet><table:table table:name="表">{head}{rows}</table:table></office:spreadsheet></office:body></office:document-content>"#
        )
    };
    let read = |first: &str, second: &str| {
        let parts = [
            part("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
            part("content.xml", content(first, second)),
            part("Pictures/1.png", png(200, 200)),
            part("Pictures/2.png", png(300, 300)),
        ];
        places(&document(&zip(&parts)))
    };
    assert_eq!(
        read(r#"svg:y="0in""#, r#"svg:y="0.1in""#),
        [(200, SECOND), (300, THIRD)]
    );
    let jutting = r#"svg:y="0.9in" table:end-cell-address="表.C3" table:end-y="0.8in""#;
    assert_eq!(read(jutting, ""), [(200, THIRD), (300, THIRD)]);
    assert_eq!(read(r#"svg:y="0.9in""#, ""), [(200, None), (300, THIRD)]);
}
