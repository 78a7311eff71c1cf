//! What comes through the society's page with name and telephone number of who sends it.

mod support;

use domain::arrival::{Arrival, Door};
use domain::finding::FindingCode;
use domain::ruling::Decision;
use domain::verdict::{Judgement, Verdict};
use forms::read::{Content, NoConverters};
use intake::reading::{TypedPiece, UploadManifest, UploadedFile, read_upload};
use support::letters::{Letter, form, letter, letter_of_files, placed as claimed, reasons};
use support::settled::{Settled, settled};
use support::{arrival, notice};

/// An upload of a society that says who sends it; what is called a photo is one.
fn upload(id: i64, files: &[(&str, &[u8])], pieces: Vec<TypedPiece>) -> Letter {
    let manifest = UploadManifest {
        society: "A-01".into(),
        notice: notice().id.to_string(),
        idempotency_key: id.to_string(),
        filled_by: "钱戊".into(),
        contact: "010-55500001".into(),
        pieces,
        files: files
            .iter()
            .map(|(name, bytes)| UploadedFile {
                name: (*name).to_owned(),
                sha256: (*name).to_owned(),
                bytes: bytes.len() as u64,
            })
            .collect(),
    };
    let bytes: Vec<Vec<u8>> = files.iter().map(|(_, bytes)| bytes.to_vec()).collect();
    let mut upload = letter("", "kjstdw", "", "");
    upload.arrival = Arrival {
        door: Door::Upload,
        sender: None,
        mailboxes: Vec::new(),
        ..arrival(id, id)
    };
    upload.reading = read_upload(manifest, &bytes, &NoConverters);
    for part in &mut upload.reading.parts {
        if part.file.name.rsplit('.').next() == Some("jpg") {
            part.file.bytes = 90_000;
            part.file.content = Content::Photo {
                width: 800,
                height: 600,
            };
        }
    }
    upload
}

fn essay(name: &str) -> TypedPiece {
    TypedPiece {
        item: "youth".into(),
        name: name.into(),
        positions: "理事".into(),
        text: "学习报告使我深受鼓舞，我们将把成果用到最需要的地方，把论文写在祖国的大地上。".into(),
        ..TypedPiece::default()
    }
}

fn settle(uploads: Vec<Letter>) -> Settled {
    let members: Vec<_> = uploads
        .into_iter()
        .map(|upload| (upload.arrival.clone(), claimed(upload.claim())))
        .collect();
    settled(&members)
}

/// The reasons for which an arrival is held.
fn held(judgement: &Judgement) -> Vec<FindingCode> {
    assert!(matches!(judgement.verdict, Verdict::Held { .. }), "{judgement:?}");
    judgement.findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn who_sends_it_is_no_return_by_itself() {
    let unusable: [(&str, &[u8], FindingCode); 4] = [
        ("smime.p7s", b"0\x82\x00\x01", FindingCode::NoContent),
        ("virus.exe", b"MZ\x90", FindingCode::ForeignFile),
        ("统计表.docx", b"", FindingCode::UnreadableFile),
        ("钱戊.jpg", b"\xff\xd8", FindingCode::AwaitingText),
    ];
    for (name, bytes, code) in unusable {
        let alone = settle(vec![upload(1, &[(name, bytes)], Vec::new())]);
        assert_eq!(held(&alone.judgements[0]), [code], "{name}");
        assert_eq!(alone.return_forms, []);
        let form = form("华夏光学学会");
        let first = upload(1, &[("统计表.txt", form.as_bytes())], Vec::new());
        let after = settle(vec![first, upload(2, &[(name, bytes)], Vec::new())]);
        assert_eq!(held(&after.judgements[1]), [code], "{name} after a form");
        assert_eq!(after.return_forms.len(), 1);
    }
}

#[test]
fn what_is_sent_again_with_a_file_that_cannot_be_read_is_no_mere_repetition() {
    let form = form("华夏光学学会");
    let first = || upload(1, &[("统计表.txt", form.as_bytes())], Vec::new());
    let files: [(&str, &[u8]); 2] = [("统计表.txt", form.as_bytes()), ("感悟.docx", b"")];
    let again = || upload(2, &files, Vec::new());
    let held_again = settle(vec![first(), again()]);
    assert_eq!(held(&held_again.judgements[1]), [FindingCode::UnreadableFile]);
    let looked_at = settle(vec![first(), again().ruled(Decision::Accept)]);
    let verdict = &looked_at.judgements[1].verdict;
    assert!(matches!(verdict, Verdict::Duplicate { .. }), "{verdict:?}");
}

#[test]
fn a_clerk_cannot_accept_what_brings_nothing_and_the_reason_stays() {
    let accepted = upload(1, &[("统计表.docx", b"")], Vec::new()).ruled(Decision::Accept);
    let settled = settle(vec![accepted]);
    let reasons = held(&settled.judgements[0]);
    assert_eq!(
        reasons,
        [FindingCode::UnreadableFile, FindingCode::AssignedByClerk]
    );
}

#[test]
fn a_photo_that_names_somebody_else_completes_nobody() {
    let essays = || upload(1, &[], vec![essay("周丙")]);
    let photo = |name: &str| upload(2, &[(name, b"\xff\xd8")], Vec::new());
    let stranger = settle(vec![essays(), photo("苏怀瑾.jpg")]);
    assert_eq!(held(&stranger.judgements[1]), [FindingCode::AwaitingText]);
    assert_eq!(stranger.submissions[0].attachments, []);
    for name in ["周丙.jpg", "IMG_20221018.jpg", "青年工作照.jpg"] {
        let own = settle(vec![essays(), photo(name)]);
        assert_eq!(own.submissions[0].attachments.len(), 1, "{name}");
    }
}

#[test]
fn a_photo_that_names_its_person_is_no_picture_of_the_societys_plan() {
    let plan = || TypedPiece {
        item: "plan".into(),
        text: "未来三年学会将围绕国家需求谋划发展，办好学术会议，服务青年人才成长。".into(),
        ..TypedPiece::default()
    };
    let beside_plan = |id: i64, name: &str| upload(id, &[(name, b"\xff\xd8")], vec![plan()]);
    let completed = settle(vec![
        upload(1, &[], vec![essay("周丙")]),
        beside_plan(2, "周丙.jpg"),
    ]);
    assert_eq!(completed.submissions[0].attachments.len(), 1);
    assert_eq!(completed.submissions[1].attachments, []);
    assert_eq!(completed.judgements[1].findings, []);
    let waiting = settle(vec![beside_plan(1, "周丙.jpg")]);
    assert_eq!(waiting.submissions[0].attachments, []);
    let codes: Vec<_> = waiting.judgements[0]
        .findings
        .iter()
        .map(|found| found.code)
        .collect();
    assert_eq!(codes, [FindingCode::UnassignedMedia]);
    let nobodys = settle(vec![beside_plan(1, "会议现场.jpg")]);
    assert_eq!(nobodys.submissions[0].attachments.len(), 1);
}

#[test]
fn what_was_typed_for_an_item_that_the_notice_has_no_more_waits_for_a_clerk() {
    let typed = TypedPiece {
        item: "renamed".into(),
        ..essay("张甲")
    };
    let settlement = settle(vec![upload(1, &[], vec![typed])]);
    assert_eq!(held(&settlement.judgements[0]), [FindingCode::AmbiguousItem]);
}

#[test]
fn a_form_of_another_society_is_a_conflict_on_a_societys_own_page() {
    let of = |society: &str| {
        let form = form(society);
        reasons(&upload(1, &[("统计表.txt", form.as_bytes())], Vec::new()).claim())
    };
    assert_eq!(of("华夏光学学会"), []);
    assert_eq!(of("华夏声学学会"), [FindingCode::SocietyConflict]);
    // A name that is nobody's, or not certain, is a slip: the link says whose page it is.
    assert_eq!(of("华夏光学会秘书处"), []);
}

#[test]
fn a_document_headed_or_signed_by_another_society_is_a_conflict() {
    let essay = "张甲，理事长\n学习报告使我深受鼓舞，我们将把成果用到最需要的地方，把论文写在祖国的大地上。";
    let of = |text: String| {
        let files = [("感悟.txt", text.as_str())];
        reasons(&letter_of_files("office@a-01.example", "kjstdw", "“关键少数”感悟", &files).claim())
    };
    let conflict = [FindingCode::SocietyConflict];
    assert_eq!(of(format!("华夏声学学会\n“关键少数”学习感悟\n{essay}")), conflict);
    assert_eq!(of(format!("{essay}\n华夏声学学会\n2022年10月20日")), conflict);
    assert_eq!(of(format!("华夏光学学会\n{essay}\n华夏声学学会")), []);
    assert_eq!(of(essay.to_owned()), []);
}

#[test]
fn whom_the_others_leave_over_a_photo_without_a_name_does_not_show() {
    let both = || vec![essay("周丙"), essay("吴丁")];
    let files: [(&str, &[u8]); 2] = [("周丙.jpg", b"\xff\xd8"), ("IMG_1.jpg", b"\xff\xd9")];
    let settled = settle(vec![upload(1, &files, both())]);
    let kept: Vec<usize> = settled
        .submissions
        .iter()
        .map(|one| one.attachments.len())
        .collect();
    assert_eq!(
        kept,
        [1, 0],
        "only the person whom a file names, or the only person"
    );
    let said: Vec<(FindingCode, Option<&str>)> = settled.judgements[0]
        .findings
        .iter()
        .map(|finding| (finding.code, finding.place.as_deref()))
        .collect();
    assert_eq!(
        said,
        [
            (FindingCode::UnassignedMedia, Some("IMG_1.jpg")),
            (FindingCode::SameText, Some("吴丁")),
            (FindingCode::MissingMedia, Some("吴丁")),
        ]
    );
}
