//! Headings that an office would set itself: none that repeats the one above it, none with a line of one character.

use crate::opened::Opened;
use crate::sample::Sample;
use crate::{plain, societies};

/// A paper of a society as a whole.
fn paper(sample: &mut Sample, code: &str, title: Option<&str>) {
    let piece = sample.piece(1, code, "advice", "建议完善共享机制。");
    piece.title = title.map(str::to_owned);
    piece.person = None;
    piece.attachments.clear();
}

fn titles(opened: &Opened) -> (Vec<String>, usize) {
    (opened.of_style("Heading4"), opened.of_style("TOC4").len())
}

#[test]
fn the_only_paper_of_a_society_needs_no_heading_that_repeats_the_chapter() {
    let mut sample = societies();
    paper(&mut sample, "A-01", None);
    paper(&mut sample, "A-02", Some("关于共享仪器的建议"));
    paper(&mut sample, "B-01", Some("  "));
    let opened = plain(sample);
    assert_eq!(titles(&opened), (vec!["关于共享仪器的建议".to_owned()], 1));
    assert_eq!(opened.of_style("Heading3").len(), 3);
    assert_eq!(opened.document().matches("建议完善共享机制。").count(), 3);
}

#[test]
fn of_several_papers_each_has_its_heading() {
    let mut sample = societies();
    paper(&mut sample, "A-01", None);
    paper(&mut sample, "A-01", None);
    let opened = plain(sample);
    assert_eq!(
        titles(&opened),
        (vec!["建言献策".to_owned(), "建言献策".to_owned()], 2)
    );
}

#[test]
fn lines_of_a_long_heading_are_equally_long() {
    let mut sample = societies();
    sample.notice.items[0].title = "青年科技工作者学习党的二十大精神感悟".to_owned();
    sample.piece(1, "A-01", "key-few", "学习体会。");
    sample.piece(1, "A-01", "advice", "一点建议。");
    let document = plain(sample).document();
    let indents: Vec<&str> = document
        .split("<w:p>")
        .filter(|paragraph| paragraph.contains("w:val=\"Heading1\""))
        .map(|paragraph| {
            paragraph
                .split_once("<w:ind ")
                .map_or("", |(_, rest)| rest.split("/>").next().unwrap())
        })
        .collect();
    // 18 characters of 26 points, of which 17 fit into 156 mm: eight less on each line, and half of one to spare.
    let side = (8 * 520 - 260) / 2;
    let balanced = format!("w:leftChars=\"0\" w:left=\"{side}\" w:rightChars=\"0\" w:right=\"{side}\"");
    assert_eq!(indents, [balanced.as_str(), ""]);
    assert!(
        document.contains("青年科技工作者学习党的二十大精神感悟</w:t>"),
        "no break stands in it"
    );
}
