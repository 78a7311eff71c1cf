//! What intake would record of a piece, and what it would answer.

use domain::deadline::Timeliness;
use domain::finding::{Finding, FindingCode};
use domain::ids::SocietyCode;
use domain::letter::{Letter, LetterEvent, LetterKey, LetterKind, LetterLine};
use domain::submission::{Source, SourcePart, Standing, Submission, SubmissionId, SubmissionStatus};
use domain::verdict::{Judgement, Outcome, Verdict};

use super::super::{FIRST, letter as receipt, line};
use super::{Fate, ITEMS, Piece, STRANGER, codes, item_id, notice_id};

pub(super) fn is_counted(piece: &Piece) -> bool {
    matches!(piece.fate, Fate::Accepted | Fate::Incomplete | Fate::Superseded)
}

pub(super) fn id_of(piece: &Piece) -> SubmissionId {
    SubmissionId {
        arrival: piece.arrival,
        ordinal: 1,
    }
}

pub(super) fn submission(piece: &Piece) -> Submission {
    Submission {
        id: id_of(piece),
        notice: notice_id(),
        society: codes()[piece.society].clone(),
        item: item_id(piece.item),
        piece: 1,
        revision: 1,
        standing: match piece.fate {
            Fate::Superseded => Standing::Superseded,
            _ => Standing::Current,
        },
        status: match piece.fate {
            Fate::Incomplete => SubmissionStatus::Incomplete,
            _ => SubmissionStatus::Accepted,
        },
        timeliness: Timeliness::OnTime,
        person: None,
        title: None,
        text: "已学".into(),
        characters: 2,
        source: Source::new(None, SourcePart::Body),
        attachments: Vec::new(),
        completed_by: None,
    }
}

pub(super) fn judgement(piece: &Piece) -> Judgement {
    let held = |society, suggestions| Verdict::Held {
        notice: Some(notice_id()),
        society,
        suggestions,
    };
    let code = codes()[piece.society].clone();
    let (verdict, findings) = match piece.fate {
        Fate::Accepted | Fate::Incomplete | Fate::Superseded => (
            Verdict::Accepted {
                notice: notice_id(),
                society: code,
                outcomes: vec![Outcome {
                    item: item_id(piece.item),
                    status: submission(piece).status,
                    timeliness: Timeliness::OnTime,
                }],
            },
            Vec::new(),
        ),
        Fate::Held => (held(Some(code), Vec::new()), vec![FindingCode::NoContent]),
        Fate::Ambiguous => (held(None, codes().into()), vec![FindingCode::AmbiguousSociety]),
        Fate::Question => (held(Some(code), Vec::new()), vec![FindingCode::QuestionOnly]),
        Fate::Ignored => (Verdict::Ignored, vec![FindingCode::Advertisement]),
    };
    Judgement {
        arrival: piece.arrival,
        verdict,
        findings: findings.into_iter().map(Finding::new).collect(),
    }
}

/// What it is answered with, as intake would.
pub(super) fn letter(piece: &Piece, now: chrono::DateTime<chrono::Utc>) -> Option<Letter> {
    let event = if piece.is_ruled {
        LetterEvent::Ruling(1)
    } else {
        LetterEvent::FirstVerdict
    };
    let is_own = piece.sender != STRANGER;
    let society = codes()[piece.society].clone();
    let (kind, society) = match piece.fate {
        Fate::Ignored => return None,
        Fate::Accepted | Fate::Incomplete | Fate::Superseded => (LetterKind::Receipt, society),
        _ if piece.is_ruled => return None,
        Fate::Held | Fate::Question if is_own => (LetterKind::UnderReview, society),
        Fate::Held | Fate::Question | Fate::Ambiguous => {
            (LetterKind::Acknowledgement, SocietyCode::nobodys())
        }
    };
    let to_society = kind == LetterKind::Receipt && !is_own;
    let registered = |status| LetterLine {
        status,
        person: None,
        ..line(ITEMS[piece.item], "", None)
    };
    Some(Letter {
        key: LetterKey::about(piece.arrival, event, kind),
        notice: notice_id(),
        society,
        recipient: if to_society { FIRST } else { piece.sender }.into(),
        received_at: Some(now),
        lines: match piece.fate {
            Fate::Accepted => vec![registered(SubmissionStatus::Accepted)],
            Fate::Incomplete => vec![registered(SubmissionStatus::Incomplete)],
            _ => Vec::new(),
        },
        corrections: match piece.fate {
            Fate::Incomplete => vec![Finding::new(FindingCode::MissingMedia)],
            _ => Vec::new(),
        },
        ..receipt()
    })
}
