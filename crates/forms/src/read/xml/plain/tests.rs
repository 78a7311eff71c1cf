//! What is read here is what quick-xml reads.

use std::fs;
use std::path::Path;

use proptest::prelude::*;

use super::super::{Node, Tree, decode};
use crate::read::convert::NoConverters;
use crate::read::limits::{Allowance, Limits, Refusal};
use crate::read::package::{Bound, Package};

/// Everything in an element, in order.
fn told(node: Node<'_>) -> String {
    if let Some(text) = node.as_text() {
        return format!("{text:?}");
    }
    let names = ["w:val", "xml:space", "val", "?:val", "Id", "s:val"];
    let attributes = names.map(|name| node.attribute(name));
    let inside: String = node.nodes().map(told).collect();
    format!("<{} {attributes:?}>{inside}</>", node.name())
}

fn whole(tree: &Tree) -> String {
    told(tree.root())
}

/// True when the text is read here, and then as quick-xml reads it.
fn is_read_alike(text: &str, limits: &Limits) -> bool {
    let any = Tree::any(text, limits).map(|tree| whole(&tree));
    match Tree::plain(text, limits) {
        Ok(None) => return false,
        Ok(Some(tree)) => assert_eq!(Ok(whole(&tree)), any, "{text}"),
        Err(refusal) => assert_eq!(Err(refusal), any, "{text}"),
    }
    true
}

const WORD: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main""#;

#[test]
fn parts_of_office_programs_are_read_here() {
    let limits = Limits::default();
    for text in [
        format!(
            "<?xml version=\"1.0\"?>\r\n<w:p {WORD}><w:t xml:space=\"preserve\"> 一\r\n二 </w:t><w:b/></w:p>\n"
        ),
        format!("<w:p {WORD} w:val=\"1\"><w:t w:val='2'>&amp;&#x4E00;</w:t></w:p>").replace('\'', "\""),
        "<p\t val=\"a>b/\" ><a:b val=\"/\"/>三</p>".to_owned(),
        "\u{FEFF}<p/>".to_owned(),
    ] {
        assert!(is_read_alike(&text, &limits), "{text}");
    }
}

#[test]
fn what_is_unusual_is_left_alone() {
    let limits = Limits::default();
    for text in [
        "<!DOCTYPE p><p/>",
        "<p><!-- --></p>",
        "<p><![CDATA[一]]></p>",
        "<?x?><p/>",
        "<p val='1'/>",
        "<p></p >",
        "<p></q>",
        "<p>",
        "</p>",
        "<p>&amp</p>",
        "<p>&<",
        "<一/>",
        "<p val=\"",
        "<",
        "<p",
    ] {
        assert!(!is_read_alike(text, &limits), "{text}");
    }
}

#[test]
fn bounds_are_those_of_any_part() {
    let limits = Limits {
        xml_depth: 3,
        xml_nodes: 6,
        ..Limits::default()
    };
    for text in [
        "<p><p><p>一</p></p></p>",
        "<p><p><p><p/></p></p></p>",
        "<p><p><p><p></p></p></p></p>",
        "<p>一<a/>二<a/>三</p>",
        "<p>一<a/>二<a/>三<a/></p>",
        "<p/><p/>",
        "",
        "一",
        "<p>&no;</p>",
        "<p val=\"&no;\"/>",
        "<p val/>",
    ] {
        assert!(is_read_alike(text, &limits), "{text}");
    }
}

#[test]
fn parts_of_the_corpus_are_read_alike() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus");
    let (mut folders, mut here, mut left) = (vec![corpus], 0_usize, 0_usize);
    let limits = Limits::default();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = fs::read(&path).unwrap();
            let mut allowance = Allowance::new(&limits, &NoConverters);
            let Ok(mut package) = Package::open(&bytes, &allowance) else {
                continue;
            };
            for member in package.members() {
                let Ok(part) = package.read(member.index, Bound::Ratio, &mut allowance) else {
                    continue;
                };
                if let Ok(text) = decode(&part).map_err(|_: Refusal| ()) {
                    let read = is_read_alike(&text, &limits);
                    (here, left) = (here + usize::from(read), left + usize::from(!read));
                }
            }
        }
    }
    assert!(here > 100 && here > left, "{here} {left}");
}

/// Right and wrong pieces of a part.
fn pieces(most: usize) -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "<w:p>",
        "</w:p>",
        "<w:p/>",
        "<w:t xml:space=\"preserve\">",
        "</w:t>",
        "</w:t >",
        "<w:t w:val=\"1\" val=\"/\">",
        "<w:t w:val='1'>",
        "<x:t xmlns:x=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" x:val=\"2\">",
        "</x:t>",
        "<w:t\r\n\tw:val=\"&lt;&#65;\"\t/>",
        "<w:t val=\"a>b\">",
        "<t val=\"a<b\"/>",
        "<t val/>",
        "<t val=\"1\"/ >",
        "<t/>>",
        "<!-- -->",
        "<![CDATA[<]]>",
        "<?x?>",
        "\r\n",
        " ",
        "一]]>",
        "\"",
        "&amp;",
        "&#x4E00;",
        "&#0;",
        "&no;",
        "&",
        "<",
        ">",
        "</",
        "\u{FEFF}",
        "\0",
    ]);
    prop::collection::vec(piece, 0..most).prop_map(|pieces| pieces.concat())
}

/// Elements as they should be, with something in between.
fn part() -> impl Strategy<Value = String> {
    let inside = prop_oneof![
        4 => Just("<w:p><w:t xml:space=\"preserve\">一</w:t></w:p>".to_owned()),
        2 => Just("<w:b w:val=\"1\"/>&amp;".to_owned()),
        1 => pieces(3),
    ];
    let inside = prop::collection::vec(inside, 0..8).prop_map(|inside| inside.concat());
    (pieces(2), inside, pieces(2), 0..4_u8).prop_map(|(before, inside, behind, odd)| {
        let before = if odd == 0 { before } else { String::new() };
        let behind = if odd == 1 { behind } else { String::new() };
        format!("<?xml version=\"1.0\"?>{before}<w:document {WORD}>{inside}</w:document>{behind}")
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_part_is_read_alike_or_left(part in part()) {
        is_read_alike(&part, &Limits::default());
    }

    #[test]
    fn any_pieces_are_read_alike_or_left(text in pieces(12)) {
        is_read_alike(&text, &Limits::default());
    }
}
