//! Letters that are built against those who take them apart.

use std::fmt::Write as _;

use super::Bomb;

const MEBIBYTE: usize = 1 << 20;
/// Of a text that says nothing.
const LINE: &str = "The quick brown fox jumps over the lazy dog, and so on and so forth.\r\n";

pub(super) fn bombs() -> Vec<Bomb> {
    vec![
        Bomb::letter("ten-thousand-levels.eml", move || levels(10_000)),
        Bomb::letter("two-hundred-thousand-levels.eml", move || levels(200_000)),
        Bomb::letter("letters-in-letters.eml", move || {
            "Content-Type: message/rfc822\r\n\r\nSubject: x\r\n".repeat(20_000) + "\r\nx"
        }),
        Bomb::letter("million-parts.eml", move || {
            multipart() + &"--q\r\n\r\n\r\n".repeat(1_000_000)
        }),
        Bomb::letter("long-header.eml", move || {
            format!("Subject: {}\r\n\r\nx", "x".repeat(10 * MEBIBYTE))
        }),
        Bomb::letter("many-headers.eml", move || {
            "X-A: 1\r\n".repeat(MEBIBYTE) + "\r\nx"
        }),
        Bomb::letter("encoded-words.eml", move || {
            format!("Subject: {}\r\n\r\nx", "=?utf-8?B?5a2X?=\r\n ".repeat(200_000))
        }),
        Bomb::letter("references.eml", move || {
            format!("References: {}\r\n\r\nx", "<a@b.example>\r\n ".repeat(200_000))
        }),
        Bomb::letter("hundred-thousand-files.eml", move || files(100_000)),
        Bomb::letter("text-of-200-megabytes.eml", move || {
            format!("Subject: x\r\n\r\n{}", LINE.repeat(200_000_000 / LINE.len()))
        })
        .heavy(),
        Bomb::letter("texts-of-200-megabytes.eml", move || {
            let text = LINE.repeat(250_000 / LINE.len());
            multipart()
                + &format!("--q\r\nContent-Type: text/plain\r\n\r\n{text}\r\n").repeat(800)
                + "--q--\r\n"
        })
        .heavy(),
        Bomb::letter("letters-of-200-megabytes.eml", move || {
            let text = LINE.repeat(200_000_000 / LINE.len());
            "Content-Type: message/rfc822\r\n\r\nSubject: x\r\n".repeat(4) + "\r\n" + &text
        })
        .heavy(),
        Bomb::letter("quoted.eml", move || {
            format!(
                "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{}",
                "=E5=AD=97".repeat(2 * MEBIBYTE)
            )
        }),
    ]
}

fn multipart() -> String {
    "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"q\"\r\n\r\n".to_owned()
}

fn levels(count: u32) -> String {
    let mut text = String::from("MIME-Version: 1.0\r\n");
    for level in 0..count {
        let _ = write!(
            text,
            "Content-Type: multipart/mixed; boundary=\"b{level}\"\r\n\r\n--b{level}\r\n"
        );
    }
    text + "Content-Type: text/plain\r\n\r\nx\r\n"
}

fn files(count: u32) -> String {
    let mut text = multipart();
    for number in 0..count {
        let _ = write!(
            text,
            "--q\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=\"{number}.txt\"\r\n\r\nx\r\n"
        );
    }
    text + "--q--\r\n"
}
