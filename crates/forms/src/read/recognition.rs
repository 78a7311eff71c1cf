//! 光学识别 — what a program reads from the picture of a paper. A proposal for a person, never a document.

use super::Content;
use super::convert::Conversion;
use super::limits::Allowance;

/// Characters of one file that are kept. A person checks them against the original.
const LONGEST: usize = 20_000;
/// Pages of one PDF that are recognised; each costs seconds.
const PAGES: u32 = 5;
/// Pixels of the largest picture that is looked at.
const PIXELS: u64 = 40_000_000;

/// True for the picture of a paper (盖章扫描件, 统计表.jpg), of a code or a sign by its name: it shows nobody.
pub fn is_paper(name: &str) -> bool {
    const PAPERS: [&str; 16] = [
        "二维码",
        "logo",
        "徽标",
        "会徽",
        "会标",
        "扫描",
        "盖章",
        "公章",
        "签章",
        "签字页",
        "统计表",
        "汇总表",
        "登记表",
        "推荐表",
        "申请表",
        "报送函",
    ];
    let name = name.rsplit('/').next().unwrap_or_default().to_lowercase();
    PAPERS.iter().any(|word| name.contains(word)) && !name.contains('照')
}

/// The text on a file that is the picture of a paper; `None` when it is something else or no program reads it. Empty
/// when there is nothing to be read.
pub(super) fn text(
    content: &Content,
    name: &str,
    bytes: &[u8],
    allowance: &mut Allowance<'_>,
) -> Option<String> {
    let conversion = match content {
        Content::Scan => Conversion::ScanText { last_page: PAGES },
        Content::Photo { width, height } if is_paper(name) => {
            let pixels = u64::from(*width) * u64::from(*height);
            (1..=PIXELS)
                .contains(&pixels)
                .then_some(Conversion::PictureText)?
        }
        _ => return None,
    };
    // To look for files nothing needs to be recognised.
    if allowance.is_showing() {
        return None;
    }
    let made = allowance.convert(conversion, bytes).ok()?;
    let text: String = String::from_utf8_lossy(&made)
        .chars()
        .filter(|c| !c.is_control() || *c == '\n')
        .take(LONGEST)
        .collect();
    let text = without_gaps(text.trim());
    allowance.spend_text(&text).ok()?;
    Some(text)
}

/// Without the blanks that recognition puts between Chinese characters, and with one empty line where it has several.
fn without_gaps(text: &str) -> String {
    let is_wide = |c: char| u32::from(c) >= 0x2E80;
    let mut kept = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let between = character == ' '
            && kept
                .chars()
                .next_back()
                .is_none_or(|before| is_wide(before) || before == ' ')
            && characters
                .peek()
                .is_none_or(|next| is_wide(*next) || *next == ' ');
        let empty = character == '\n' && kept.ends_with("\n\n");
        if !between && !empty {
            kept.push(character);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_of_a_paper_is_told_by_its_name() {
        for name in [
            "统计表盖章扫描件.jpg",
            "材料/扫描0001.png",
            "统计表（盖章）.jpg",
            "学会二维码.png",
            "LOGO.jpg",
        ] {
            assert!(is_paper(name), "{name}");
        }
        for name in [
            "周丙工作照.jpg",
            "扫描件/周丙.jpg",
            "IMG_1.jpg",
            "签字仪式.jpg",
            "周丙照片（扫描）.jpg",
        ] {
            assert!(!is_paper(name), "{name}");
        }
    }

    #[test]
    fn blanks_between_chinese_characters_are_of_the_program() {
        assert_eq!(
            without_gaps("学 习 报告 ，2022 年 10 月\n\n\n\nA B 甲"),
            "学习报告，2022 年 10 月\n\nA B 甲"
        );
    }
}
