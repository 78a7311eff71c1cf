//! Texts and web pages without end, and files that only seem to be documents.

use std::fmt::Write as _;

use super::Bomb;

/// How compound files begin.
const COMPOUND: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
const MEBIBYTE: usize = 1 << 20;

pub(super) fn bombs() -> Vec<Bomb> {
    vec![
        Bomb::file("one-line.txt", move || "字".repeat(6 * MEBIBYTE).into_bytes()),
        Bomb::file("only-line-breaks.txt", move || vec![b'\n'; 20 * MEBIBYTE]),
        Bomb::file("labels.txt", move || {
            "学会名称：姓名：职务：".repeat(300_000).into_bytes()
        }),
        Bomb::file("numbers.txt", move || persons(100_000).into_bytes()),
        Bomb::file("brackets.txt", move || "（".repeat(3 * MEBIBYTE).into_bytes()),
        Bomb::file("commas.csv", move || ",".repeat(20 * MEBIBYTE).into_bytes()),
        Bomb::file("nested.html", move || {
            format!("<html><body>{}", "<div>".repeat(3_000_000)).into_bytes()
        }),
        Bomb::file("formatting.html", move || {
            format!("<html><body>{}", "<b><i>字".repeat(500_000)).into_bytes()
        }),
        Bomb::file("spans.html", move || {
            b"<table><tr><td rowspan=1000000000 colspan=1000000000>x</td></tr><tr><td>y</td></tr></table>"
                .to_vec()
        }),
        Bomb::file("million-cells.html", move || million_cells().into_bytes()).heavy(),
        Bomb::file("groups.rtf", move || {
            [b"{\\rtf1".as_slice(), &b"{".repeat(2_000_000)].concat()
        }),
        Bomb::file("sectors.doc", move || [COMPOUND, &[0xFF; 4 * MEBIBYTE]].concat()),
        Bomb::file("zeros.xls", move || [COMPOUND, &[0; 4 * MEBIBYTE]].concat()),
        Bomb::file("arrays.pdf", move || {
            [b"%PDF-1.7\n1 0 obj\n".as_slice(), &b"[".repeat(2_000_000)].concat()
        }),
    ]
}

fn persons(count: u32) -> String {
    let mut text = String::new();
    for number in 1..=count {
        let _ = writeln!(text, "{number}. 张明，华夏数学会常务理事：认真学习，深受鼓舞。");
    }
    text
}

fn million_cells() -> String {
    format!(
        "<html><body><table>{}",
        format!("<tr>{}</tr>", "<td>1</td>".repeat(1_000)).repeat(1_000)
    )
}
