//! The compilation without whose its pieces are.

use domain::ids::{ItemId, SocietyCode};
use domain::return_form::Delegates;
use domain::selection::Selection;
use domain::submission::AttachmentKind;
use image::ImageFormat;
use reporting::{CompilationOptions, Snapshot, Theme, compilation};

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

#[test]
fn whoever_is_not_selected_is_hidden_all_the_same() {
    let mut sample = societies();
    let text = "光学学会李雷谈体会，与韩梅商量；电话55501003，见www.limnology.example，QQ：12345678，微信zhangsan_88。";
    sample.piece(1, "A-01", "key-few", text).person = Some(person("王戊"));
    let other = sample.piece(2, "B-01", "advice", "另一篇。");
    other.person = Some(person("李雷、韩梅"));
    sample.society("C-01", "华夏光学学会", "工科");
    sample.societies.last_mut().unwrap().phones = vec!["010-55501003".to_owned()];
    let selection = Selection {
        societies: [SocietyCode::parse("A-01").unwrap()].into(),
        ..Selection::default()
    };
    let theme = Theme::parse("光学学会体会=体会").unwrap();
    let options = CompilationOptions {
        anonymous: true,
        themes: [(ItemId::parse("key-few").unwrap(), vec![theme])].into(),
        ..CompilationOptions::default()
    };
    let snapshot = Snapshot::new(sample.ledger(), selection);
    let opened = Opened::new(&compilation(&snapshot, &options, &Files::default()).unwrap());
    let everything = opened.all_text();
    for secret in [
        "光学学会",
        "李雷",
        "韩梅",
        "55501003",
        "limnology",
        "12345678",
        "zhangsan",
    ] {
        assert!(!everything.contains(secret), "{secret} is told: {everything}");
    }
    assert_eq!(opened.of_style("Heading2"), ["一、某学会体会"]);
    let body: String = opened.of_style("Zhengwen").concat();
    assert!(
        body.contains("某学会×××谈体会，与×××商量；电话（联系方式略），见（联系方式略），QQ：（联系方式略），微信（联系方式略）。"),
        "{body}"
    );
    assert!(body.contains("印发前请人工通读"), "{body}");
}

#[test]
fn names_outside_the_selection_are_part_of_what_the_number_stands_for() {
    let number = |name: &str| {
        let mut sample = societies();
        sample.piece(1, "A-01", "key-few", "甲").person = Some(person("王戊"));
        sample.piece(2, "B-01", "key-few", "乙").person = Some(person(name));
        let selection = Selection {
            societies: [SocietyCode::parse("A-01").unwrap()].into(),
            ..Selection::default()
        };
        Snapshot::new(sample.ledger(), selection).id
    };
    assert_eq!(number("李雷"), number("李雷"));
    assert_ne!(number("李雷"), number("韩梅"));
}
