//! What becomes of pieces that a clerk sent back or withdrew.

mod support;

use domain::correction::Dismissal;
use domain::finding::FindingCode;
use domain::submission::{Submission, SubmissionStatus};
use domain::verdict::Judgement;
use intake::claim::{ClaimedPiece, Placed};
use support::settled::{has, settled};
use support::{arrival, loose, notice, photo, piece, placed};

fn remark(judgement: &Judgement) -> Option<&str> {
    let mut remarks = judgement.findings.iter().map(|finding| finding.remark.as_deref());
    remarks.find_map(|remark| remark)
}

#[test]
fn what_was_sent_back_or_withdrawn_stays_so_until_another_text_comes() {
    let back = Dismissal::SentBack {
        remark: "请改".into(),
    };
    for (dismissal, status, still) in [
        (back, SubmissionStatus::SentBack, FindingCode::StillSentBack),
        (
            Dismissal::Withdrawn,
            SubmissionStatus::Withdrawn,
            FindingCode::StillWithdrawn,
        ),
    ] {
        let text = |text| piece("key-few", Some("张甲"), text);
        let dismissed = ClaimedPiece {
            dismissal: Some(dismissal),
            ..text("感悟")
        };
        let with_photo = ClaimedPiece {
            attachments: vec![photo("张甲.jpg")],
            ..text("感悟")
        };
        let mut letters = vec![
            (
                arrival(1, 0),
                placed(vec![dismissed, piece("advice", None, "建议")]),
            ),
            (arrival(2, 1), placed(vec![text("感悟")])),
            (arrival(3, 2), placed(vec![with_photo])),
        ];
        let settlement = settled(&letters);
        let verdicts = settlement.judgements.iter();
        let verdicts: Vec<&str> = verdicts.map(|judgement| judgement.verdict.as_str()).collect();
        assert_eq!(verdicts, ["accepted", "duplicate", "accepted"]);
        let person = |one: &&Submission| one.person.is_some();
        let rows: Vec<&Submission> = settlement.submissions.iter().filter(person).collect();
        assert!(
            matches!(rows.as_slice(), [only] if only.status == status),
            "{rows:?}"
        );
        assert!(has(&settlement.judgements[1], still) && has(&settlement.judgements[2], still));
        assert_eq!(settlement.judgements[0].verdict.outcomes()[0].status, status);
        assert_eq!(
            has(&settlement.judgements[0], FindingCode::SentBack),
            status == SubmissionStatus::SentBack
        );

        letters.push((arrival(4, 3), placed(vec![text("改过的感悟")])));
        let settlement = settled(&letters);
        let now = settlement.judgements[0].as_it_stands(&notice(), &settlement.submissions);
        assert!(
            !has(&now, FindingCode::SentBack),
            "nobody is asked for it any more"
        );
        let newest = settlement
            .submissions
            .iter()
            .find(|one| one.id.arrival.number() == 4);
        assert_eq!(newest.unwrap().status, SubmissionStatus::Accepted);
        assert_eq!(newest.unwrap().revision, 2);
    }
}

#[test]
fn what_was_sent_back_does_not_count_when_it_comes_again_after_another_version() {
    let text = |text| piece("key-few", Some("张甲"), text);
    let back = ClaimedPiece {
        dismissal: Some(Dismissal::SentBack {
            remark: "请改".into(),
        }),
        ..text("感悟")
    };
    let settlement = settled(&[
        (arrival(1, 0), placed(vec![back])),
        (arrival(2, 1), placed(vec![text("改过的感悟")])),
        (arrival(3, 2), placed(vec![text("感悟")])),
    ]);
    assert!(has(&settlement.judgements[2], FindingCode::StillSentBack));
    let newest = settlement.submissions.iter().max_by_key(|one| one.revision);
    assert_eq!(newest.unwrap().status, SubmissionStatus::SentBack);
    assert_eq!(
        remark(&settlement.judgements[2]),
        Some("请改"),
        "it is said once more why"
    );
}

#[test]
fn a_photo_does_not_make_count_what_was_sent_back() {
    let text = |text| piece("youth", Some("张甲"), text);
    let back = ClaimedPiece {
        dismissal: Some(Dismissal::SentBack {
            remark: "请改".into(),
        }),
        ..text("感悟")
    };
    let only_photo = Placed {
        loose_media: vec![loose("张甲.jpg")],
        ..placed(Vec::new())
    };
    let mut letters = vec![(arrival(1, 0), placed(vec![back])), (arrival(2, 1), only_photo)];
    let settlement = settled(&letters);
    let of_photo = &settlement.judgements[1];
    assert!(has(of_photo, FindingCode::RevisionAwaited), "{of_photo:?}");
    assert_eq!(remark(of_photo), Some("请改"));
    letters.push((arrival(3, 2), placed(vec![text("改过的感悟")])));
    let settlement = settled(&letters);
    let now = settlement.judgements[1].as_it_stands(&notice(), &settlement.submissions);
    assert!(!has(&now, FindingCode::RevisionAwaited), "it has come");
}
