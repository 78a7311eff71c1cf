//! The compilation without whose its pieces are.

use domain::return_form::Delegates;
use domain::selection::Selection;
use domain::submission::AttachmentKind;
use image::ImageFormat;
use reporting::{CompilationOptions, Snapshot, compilation};

use super::opened::Opened;
use super::sources::{Files, file, picture};
use super::{person, societies};

#[test]
fn nothing_tells_whose_a_piece_is() {
    let mut sample = societies();
    let text = "我叫李　明远，来自华夏大学 物理学院。\n华夏物理学会的张大同、周文清也这样说，电话13900000001，\
                信箱a-01@huaxia.example，见13911112222。";
    let piece = sample.piece(1, "A-01", "key-few", text);
    piece.title = Some("李明远学习感悟".to_owned());
    piece.attachments = vec![file("李明远.jpg", "a", AttachmentKind::Photo)];
    sample.piece(2, "B-01", "key-few", "以科技报国。").person = None;
    sample.form(1, "A-01", Delegates::Persons(vec![person("张大同")]));
    let files = Files([("a".to_owned(), picture(80, 40, ImageFormat::Jpeg))].into());
    let options = CompilationOptions {
        anonymous: true,
        ..CompilationOptions::default()
    };
    let snapshot = Snapshot::new(sample.ledger(), Selection::default());
    let opened = Opened::new(&compilation(&snapshot, &options, &files).unwrap());
    let everything = opened.all_text();
    for secret in [
        "李明远",
        "李　明远",
        "张大同",
        "周文清",
        "吴敏",
        "华夏物理学会",
        "华夏桥梁学会",
        "物理学院",
        "理事长",
        "党委书记",
        "13900000001",
        "13911112222",
        "huaxia.example",
        ".jpg",
    ] {
        assert!(!everything.contains(secret), "{secret} is told");
    }
    assert!(opened.media().is_empty());
    let body: String = opened.of_style("Zhengwen").concat();
    assert!(body.contains("我叫×××，来自某单位。"), "{body}");
    assert!(
        body.contains("某学会的×××、×××也这样说，电话（联系方式略），信箱（联系方式略），见（联系方式略）。"),
        "{body}"
    );
    assert!(body.contains("以科技报国。"));
    assert!(opened.of_style("Heading3").is_empty() && opened.of_style("Heading5").is_empty());
    assert_eq!(opened.of_style("Heading4").len(), 2);
    assert!(opened.of_style("Heading4").contains(&"×××学习感悟".to_owned()));
}
