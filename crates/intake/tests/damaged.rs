//! Letters that did not arrive whole, or hold what is not opened: nothing of that counts, and all of it is said.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]

mod support;

use domain::finding::{Finding, FindingCode};
use intake::claim::{Claim, Evidence, Placed, claim};
use intake::reading::{Reading, read_mail};
use intake::reception::Reception;
use support::{arrival, directory, notice};

const FORM: &str = "全国学会学习党的二十大精神情况统计表\n\n学会名称：华夏光学学会\n填表人：钱戊\n联系方式：010-55500001\n\n\
    一、学会理事、40岁以下青年科技工作者作为党的二十大参会代表的基本情况\n无\n\n\
    二、学习贯彻党的二十大精神的感悟（未来设想）\n无\n\n三、建言献策\n1. 李乙，秘书长，华夏光学学会\n建议建立开放的数据平台。\n";

/// A PNG of 640 by 480 points.
const PHOTO: &[u8] = b"\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR\0\0\x02\x80\0\0\x01\xE0\x08\0\0\0\0\0\0\0\0\
    \0\0\0\x04IDAT\x78\x9C\x63\0\0\0\0\0\0\0\0\0IEND\xAE\x42\x60\x82";

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digit = |bits: u32| char::from(DIGITS[(bits & 63) as usize]);
    bytes
        .chunks(3)
        .flat_map(|chunk| {
            let bits =
                chunk.iter().fold(0, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
            (0..4).map(move |place| {
                if place > chunk.len() {
                    '='
                } else {
                    digit(bits >> (18 - 6 * place))
                }
            })
        })
        .collect()
}

/// A letter of a registered sender with these files.
fn letter(text: &str, files: &[(&str, &[u8])]) -> String {
    let mut parts = format!("--b0und\nContent-Type: text/plain; charset=utf-8\n\n{text}\n");
    for (name, bytes) in files {
        parts = format!(
            "{parts}--b0und\nContent-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n\
             Content-Disposition: attachment; filename=\"{name}\"\n\n{}\n",
            base64(bytes)
        );
    }
    format!(
        "Received: from a by mx1.office.example; Thu, 20 Oct 2022 08:00:00 +0800\n\
         From: office@a-01.example\nSubject: x\nMessage-ID: <1@a.example>\nMIME-Version: 1.0\n\
         Content-Type: multipart/mixed; boundary=b0und\n\n{parts}--b0und--\n"
    )
}

fn placed(raw: &str) -> Placed {
    let reading: Reading = read_mail(raw.as_bytes());
    let claim = claim(Evidence {
        arrival: &arrival(1, 0),
        reading: &reading,
        rulings: &[],
        thread: None,
        issued: &[],
        notices: &[notice()],
        directory: &directory(),
        reception: &Reception::default(),
    });
    match claim {
        Claim::Placed(placed) => *placed,
        other => panic!("not placed: {other:?}"),
    }
}

/// The letter without its end, which begins with the last occurrence of `end`.
fn cut_before<'a>(raw: &'a str, end: &str) -> &'a str {
    let (kept, _) = raw.rsplit_once(end).unwrap();
    kept
}

#[test]
fn a_form_in_a_list_file_that_is_cut_off_is_held_and_not_half_read() {
    let whole = letter("请查收", &[("form.txt", FORM.as_bytes())]);
    assert_eq!(placed(&whole).pieces.len(), 1);
    // Two thirds of the way, at the end of a group of four characters.
    let kept = base64(FORM.as_bytes());
    let kept = kept.get(..kept.len() * 2 / 3 / 4 * 4).unwrap();
    let cut = format!("{}{kept}", cut_before(&whole, &base64(FORM.as_bytes())));
    let claim = placed(&cut);
    assert_eq!((claim.pieces.len(), claim.forms.len()), (0, 0));
    let reasons = [
        Finding::at(FindingCode::UnreadableFile, "form.txt"),
        Finding::new(FindingCode::IncompleteMessage),
    ];
    assert_eq!(claim.holds, reasons);
}

#[test]
fn a_body_whose_encoding_breaks_off_is_nobodys_text() {
    let words = "1. 张甲，理事长\n学习报告使我深受鼓舞。\n2. 李乙，理事\n我体会最深的是人才强国。\n";
    let encoded = base64(words.as_bytes());
    let letter = |kept: &str| {
        format!(
            "Received: from a by mx1.office.example; Thu, 20 Oct 2022 08:00:00 +0800\n\
             From: office@a-01.example\nSubject: 关键少数感悟\nMessage-ID: <1@a.example>\nMIME-Version: 1.0\n\
             Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n{kept}"
        )
    };
    assert_eq!(placed(&letter(&encoded)).pieces.len(), 2);
    // Not even a whole number of bytes.
    let half = encoded.len() / 2 / 4 * 4 + 1;
    let claim = placed(&letter(encoded.get(..half).unwrap()));
    assert_eq!(claim.pieces.len(), 0);
    assert!(
        claim
            .holds
            .contains(&Finding::new(FindingCode::IncompleteMessage)),
        "{:?}",
        claim.holds
    );
}

#[test]
fn a_photo_that_is_cut_off_is_a_finding_beside_a_good_form() {
    let whole = letter("请查收", &[("form.txt", FORM.as_bytes()), ("a.png", PHOTO)]);
    assert_eq!(placed(&whole).pieces[0].attachments.len(), 1);
    let kept = base64(PHOTO);
    let end = kept.get(kept.len() - 12..).unwrap();
    let claim = placed(cut_before(&whole, end));
    assert_eq!(claim.holds, []);
    assert_eq!(claim.pieces.len(), 1);
    assert_eq!(claim.pieces[0].attachments, [], "its end is missing");
    assert!(
        claim
            .findings
            .contains(&Finding::at(FindingCode::DamagedMedia, "a.png"))
    );
    assert!(
        claim
            .findings
            .contains(&Finding::new(FindingCode::IncompleteMessage))
    );
}

#[test]
fn files_that_may_have_followed_the_cut_are_asked_for() {
    let whole = letter("请查收", &[("form.txt", FORM.as_bytes()), ("a.png", PHOTO)]);
    let claim = placed(cut_before(&whole, "\n--b0und\n"));
    assert!(
        claim
            .findings
            .contains(&Finding::new(FindingCode::IncompleteMessage))
    );
}

#[test]
fn a_form_in_a_text_that_is_cut_off_is_held() {
    let whole = letter(FORM, &[]);
    assert_eq!(placed(&whole).pieces.len(), 1);
    let claim = placed(cut_before(&whole, "的数据平台"));
    assert_eq!((claim.pieces.len(), claim.forms.len()), (0, 0));
    assert_eq!(claim.holds, [Finding::new(FindingCode::IncompleteMessage)]);
}

#[test]
fn what_is_not_opened_is_held_with_its_own_words() {
    let cases: [(&str, &[u8], FindingCode); 5] = [
        ("a.rar", b"Rar!\x1A\x07\x01\0", FindingCode::UnreadableArchive),
        (
            "a.7z.001",
            b"7z\xBC\xAF\x27\x1C\0\x04",
            FindingCode::UnreadableArchive,
        ),
        ("a.z01", &[0xFF, 0, 1], FindingCode::UnreadableArchive),
        (
            "winmail.dat",
            b"\x78\x9F\x3E\x22\x01\0",
            FindingCode::UnopenedLetter,
        ),
        ("a.7z", b"7z\xBC\xAF\x27\x1C\0\x04", FindingCode::DamagedArchive),
    ];
    for (name, bytes, code) in cases {
        assert_eq!(
            placed(&letter("请查收", &[(name, bytes)])).holds,
            [Finding::at(code, name)],
            "{name}"
        );
    }
}

#[test]
fn files_that_only_links_were_sent_of_are_named_one_by_one() {
    let text = "材料见超大附件：\n感悟.zip (3.61M, 2022年11月25日 13:35 到期) https://wx.mail.qq.com/ftn/download?key=1\n\
                视频.mp4 (1.2G, 2022年11月25日 13:36 到期) https://wx.mail.qq.com/ftn/download?key=2\n";
    let expected = [
        Finding::at(
            FindingCode::ExternalLink,
            "QQ邮箱超大附件《感悟.zip》（3.61M，2022年11月25日 13:35 到期）",
        ),
        Finding::at(
            FindingCode::ExternalLink,
            "QQ邮箱超大附件《视频.mp4》（1.2G，2022年11月25日 13:36 到期）",
        ),
    ];
    assert_eq!(placed(&letter(text, &[])).holds, expected);
    let beside = placed(&letter(text, &[("form.txt", FORM.as_bytes())]));
    assert_eq!((beside.holds.len(), beside.pieces.len()), (0, 1));
    assert!(expected.iter().all(|finding| beside.findings.contains(finding)));
}
