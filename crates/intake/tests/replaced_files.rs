//! Files that are something else than their names say, photos of which next to nothing came, and files that nobody reads:
//! they are nobody's text, satisfy nothing, and their sender is told what to send instead.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod support;

use domain::finding::{Finding, FindingCode};
use intake::claim::{Claim, Evidence, Placed, claim};
use intake::reading::read_upload;
use intake::reception::Reception;
use support::letters::{Letter, form, letter, placed};
use support::{directory, notice};

const ESSAY: &str = "学习报告使我深受鼓舞。我们从事光学研究多年，深知基础研究需要十年磨一剑的耐心。\n\
    今后我将带领团队把成果用到最需要的地方，把论文写在祖国的大地上。";

/// An upload of the society with these files.
fn sent(files: &[(&str, &[u8])]) -> Letter {
    let mut letter = letter("office@a-01.example", "kjstdw", "关键少数感悟", "");
    let manifest = serde_json::json!({
        "society": "A-01", "notice": "test-41", "idempotency_key": "1", "filled_by": "", "contact": "", "pieces": [],
        "files": files.iter().map(|(name, bytes)| serde_json::json!({
            "name": name, "sha256": "00", "bytes": bytes.len()
        })).collect::<Vec<_>>(),
    });
    let bytes: Vec<Vec<u8>> = files.iter().map(|(_, bytes)| bytes.to_vec()).collect();
    letter.reading = read_upload(
        serde_json::from_value(manifest).unwrap(),
        &bytes,
        &forms::read::NoConverters,
    );
    letter
}

fn all(placed: &Placed) -> Vec<Finding> {
    [placed.holds.as_slice(), &placed.findings].concat()
}

fn said(files: &[(&str, &[u8])]) -> (usize, Vec<Finding>) {
    let placed = placed(sent(files).claim());
    (placed.pieces.len(), all(&placed))
}

#[test]
fn a_few_words_under_the_name_of_a_document_are_nobodys_text() {
    let html = "<html><body><p>此附件无法显示</p></body></html>";
    for (name, content) in [
        ("张甲感悟.docx", "garbage"),
        ("张甲感悟.docx", html),
        ("张甲感悟.pdf", "文件内容为空"),
        ("张甲.jpg", "404 Not Found"),
        ("统计表.xlsx", "error"),
    ] {
        let (pieces, found) = said(&[(name, content.as_bytes())]);
        assert_eq!(pieces, 0, "{name}");
        assert!(
            found.contains(&Finding::at(FindingCode::ReplacedFile, name)),
            "{name}: {found:?}"
        );
    }
}

#[test]
fn what_a_gateway_leaves_is_nobodys_text_under_whatever_name() {
    for (name, content) in [
        (
            "张甲感悟.docx",
            "尊敬的用户：您收到的邮件中的附件已被安全网关移除，原因是附件类型不符合贵单位的安全策略。如需获取原始附件，\
             请联系贵单位的邮件系统管理员，并提供下面的编号以便查询，由此带来的不便敬请谅解。",
        ),
        (
            "张甲感悟.docx.txt",
            "This attachment has been removed by the mail gateway because its type is not allowed by policy.",
        ),
        (
            "张甲感悟.doc",
            "<html><body><h1>安全提示</h1><p>您的附件含有病毒已被删除。原文件名称：张甲感悟.doc，处理结果：删除，处理时间：\
             上午九时，请与发件人联系重新发送。</p></body></html>",
        ),
    ] {
        let (pieces, found) = said(&[(name, content.as_bytes())]);
        assert_eq!(pieces, 0, "{name}");
        assert!(
            found.contains(&Finding::at(FindingCode::ReplacedFile, name)),
            "{name}: {found:?}"
        );
    }
}

#[test]
fn a_wording_that_the_office_configures_is_known() {
    let content = "张甲感悟：华夏卫士已处置该附件。本邮件经华夏卫士邮件系统检查，处置编号为二〇二二，处置方式为留存，留存期限为\
        三十天，请在期限内向管理员申请取回。";
    let letter = sent(&[("张甲感悟.txt", content.as_bytes())]);
    let claim_by = |reception: &Reception| {
        let claim = claim(Evidence {
            arrival: &letter.arrival,
            reading: &letter.reading,
            rulings: &[],
            thread: None,
            issued: &[],
            notices: &[notice()],
            directory: &directory(),
            reception,
        });
        match claim {
            Claim::Placed(placed) => *placed,
            other => panic!("not placed: {other:?}"),
        }
    };
    let unknown = claim_by(&Reception::default());
    assert_eq!(unknown.pieces.len(), 1);
    let known = claim_by(&Reception {
        gateway_wordings: vec!["华夏卫士已处置 该附件".into()],
        ..Reception::default()
    });
    assert_eq!(known.pieces.len(), 0);
}

#[test]
fn a_genuine_text_under_a_wrong_ending_is_read() {
    for name in ["张甲感悟.docx", "张甲感悟.doc", "张甲感悟.pdf"] {
        let (pieces, found) = said(&[(name, ESSAY.as_bytes())]);
        assert_eq!(pieces, 1, "{name}: {found:?}");
    }
    let page = format!("<html><body><p>{ESSAY}</p></body></html>");
    assert_eq!(said(&[("张甲感悟.doc", page.as_bytes())]).0, 1);
    let form = form("华夏光学学会");
    assert_eq!(said(&[("统计表.docx", form.as_bytes())]).0, 2);
    // A short text under its own name is one as before.
    let short = "建议设立专项，支持青年人员长期观测。";
    assert_eq!(said(&[("建言献策.txt", short.as_bytes())]).0, 1);
}

/// The head of a JPEG of 1280 by 960 points up to its scan.
const JPEG: &[u8] = b"\xFF\xD8\xFF\xE0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\
    \xFF\xC0\0\x0B\x08\x03\xC0\x05\0\x01\x01\x11\0\xFF\xDA\0\x08\x01\x01\0\0\x3F\0";

#[test]
fn a_photo_of_which_a_header_came_satisfies_nothing() {
    let young = "姓名：周丙\n题目：追光\n我是一名青年科技工作者，学习报告使我深受鼓舞，今后要把论文写在祖国的大地上。";
    let photo_with = |bytes: &[u8], name: &str| {
        let mut letter = sent(&[("周丙青年感悟.txt", young.as_bytes()), (name, bytes)]);
        letter.arrival.subject = "青年感悟".into();
        let placed = placed(letter.claim());
        assert_eq!(placed.pieces.len(), 1, "{:?}", placed.findings);
        let codes: Vec<FindingCode> = all(&placed).iter().map(|finding| finding.code).collect();
        let attached = placed.pieces[0].attachments.len();
        let offered = letter.reading.parts.iter().filter(|part| part.is_media());
        assert_eq!(
            offered.count(),
            attached,
            "nobody is offered what shows nothing: {name}"
        );
        (attached, codes)
    };
    let png = b"\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR\0\0\x02\x80\0\0\x01\xE0\x08\0\0\0\0\0\0\0\0";
    let film = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom";
    for (bytes, name) in [
        (&JPEG[..30], "周丙.jpg"),
        (JPEG, "周丙.jpg"),
        (&[JPEG, &[7; 900]].concat(), "周丙.jpg"),
        (png, "周丙.png"),
        (film, "周丙.mp4"),
    ] {
        let (attached, codes) = photo_with(bytes, name);
        assert_eq!(attached, 0, "{name}");
        assert!(codes.contains(&FindingCode::DamagedMedia), "{name}: {codes:?}");
    }
    let scan = vec![7; 60_000];
    let cut = [JPEG, &scan].concat();
    assert_eq!(photo_with(&cut, "周丙.jpg"), (1, vec![FindingCode::CutMedia]));
    let whole = [JPEG, &scan, &[0xFF, 0xD9]].concat();
    assert_eq!(photo_with(&whole, "周丙.jpg"), (1, vec![]));
}

#[test]
fn what_is_asked_for_fits_what_came() {
    let noise = [0, 1, 2, 3, 0xFF, 0xFE, 0, 7];
    let form = form("华夏光学学会");
    for (name, code) in [
        ("材料.7z", FindingCode::DamagedArchive),
        ("材料.zip", FindingCode::DamagedArchive),
        ("发言.mp3", FindingCode::SoundFile),
        ("发言.wav", FindingCode::SoundFile),
        ("安装.exe", FindingCode::ForeignFile),
        ("汇报.pptx", FindingCode::SlidesFile),
        ("汇报.ppt", FindingCode::SlidesFile),
        ("周丙.mp4", FindingCode::DamagedMedia),
        ("感悟.docx", FindingCode::UnreadableFile),
        ("数据.json", FindingCode::UnusedFile),
        ("会徽.svg", FindingCode::UnusedFile),
    ] {
        let (pieces, found) = said(&[("统计表.txt", form.as_bytes()), (name, &noise)]);
        assert_eq!(pieces, 2);
        assert!(found.contains(&Finding::at(code, name)), "{name}: {found:?}");
    }
    for (name, content) in [
        ("数据.json", "{\"name\": \"张甲\", \"text\": \"感悟\"}"),
        (
            "会徽.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\"><text>感悟</text></svg>",
        ),
        ("名册.csv", "编号,年份,数量\n1,2021,30\n2,2022,40\n"),
    ] {
        let (pieces, found) = said(&[("统计表.txt", form.as_bytes()), (name, content.as_bytes())]);
        assert_eq!(pieces, 2, "{name}");
        let place = |finding: &Finding| finding.place.as_deref().is_some_and(|place| place.contains(name));
        assert!(found.iter().any(place), "{name}: {found:?}");
    }
}
