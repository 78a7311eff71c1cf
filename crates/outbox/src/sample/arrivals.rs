//! Letters about what came: receipts, and what is said of mail that waits or is to be mended.

use domain::deadline::Timeliness;
use domain::finding::{Finding, FindingCode};
use domain::ids::{ArrivalId, SocietyCode};
use domain::letter::{Letter, LetterEvent, LetterKey, LetterKind, LetterLine, SentBy};
use domain::submission::{SubmissionId, SubmissionStatus};

use super::Desk;

impl Desk<'_> {
    /// One that asks for something, two of which nothing is new, one for each further event.
    pub(super) fn receipts(self) -> Vec<Letter> {
        let nothing_new = |event| self.about_arrival(LetterKind::Receipt, event);
        let registered = |event| Letter {
            lines: self.lines(),
            ..nothing_new(event)
        };
        let to_mend = vec![
            Finding::at(FindingCode::MissingMedia, "李文静"),
            Finding::new(FindingCode::MissingContact),
        ];
        let late = |lines: Vec<LetterLine>, count: usize| {
            let mut lines = lines;
            for line in lines.iter_mut().take(count) {
                line.timeliness = Timeliness::Late;
                line.status = SubmissionStatus::Accepted;
            }
            lines
        };
        vec![
            Letter {
                corrections: to_mend.clone(),
                ..registered(LetterEvent::FirstVerdict)
            },
            nothing_new(LetterEvent::FirstVerdict),
            Letter {
                corrections: to_mend,
                ..nothing_new(LetterEvent::FirstVerdict)
            },
            Letter {
                lines: late(self.lines(), 1),
                sent_by: Some(SentBy {
                    address: "li@kexue.example".to_owned(),
                    subject: "报送材料".to_owned(),
                }),
                ..registered(LetterEvent::Ruling(1))
            },
            Letter {
                lines: late(self.lines(), usize::MAX),
                received_at: None,
                ..registered(LetterEvent::Completion)
            },
            Letter {
                lines: with_first(self.lines(), SubmissionStatus::Withdrawn),
                ..registered(LetterEvent::Ruling(1))
            },
            decided_again(registered(LetterEvent::FirstVerdict)),
        ]
    }

    /// One beside a receipt, one about mail of which nothing is known.
    pub(super) fn acknowledgements(self) -> Vec<Letter> {
        let told = self.about_arrival(LetterKind::Acknowledgement, LetterEvent::FirstVerdict);
        vec![
            told.clone(),
            Letter {
                society: SocietyCode::nobodys(),
                corrections: vec![Finding::new(FindingCode::AmbiguousNotice)],
                ..told
            },
        ]
    }

    /// One that only waits, one to which something may be added meanwhile, those that bring nothing.
    pub(super) fn under_review(self) -> Vec<Letter> {
        let waits = self.about_arrival(LetterKind::UnderReview, LetterEvent::FirstVerdict);
        let found = [
            FindingCode::AwaitingText,
            FindingCode::QuestionOnly,
            FindingCode::WithdrawalRequest,
            FindingCode::CorrectionInWords,
        ];
        let found = found.map(|code| Letter {
            corrections: vec![Finding::new(code)],
            ..waits.clone()
        });
        std::iter::once(waits).chain(found).collect()
    }

    pub(super) fn correction_requests(self) -> Vec<Letter> {
        let request = self.about_arrival(LetterKind::CorrectionRequest, LetterEvent::FirstVerdict);
        vec![
            Letter {
                corrections: vec![
                    Finding::new(FindingCode::ExternalLink),
                    Finding::at(FindingCode::FormNotFilled, "统计表.docx"),
                ],
                ..request.clone()
            },
            self.sent_back(request.clone()),
            decided_again(self.sent_back(request)),
        ]
    }

    /// One piece that a clerk sent back, beside others.
    fn sent_back(self, request: Letter) -> Letter {
        let lines = with_first(self.lines(), SubmissionStatus::SentBack);
        let names = lines.iter().filter_map(|line| line.person.as_deref());
        let remark = "请结合本职工作补充具体事例，引文请注明出处。";
        let back = names
            .take(1)
            .map(|name| Finding::at(FindingCode::SentBack, name).with_remark(remark));
        Letter {
            corrections: back.collect(),
            lines,
            ..request
        }
    }

    /// One piece that is complete and one that is not, for the first items of the notice.
    fn lines(self) -> Vec<LetterLine> {
        let pieces = [
            (Some("张明远"), "守护粮食安全的责任与担当", 1),
            (Some("李文静"), "把论文写在田野上", 0),
            (None, "关于加强基层科普服务的建议", 2),
        ];
        let items = self.notice.items.iter().cycle();
        let lines = items.zip(pieces).map(|(item, (person, title, attachments))| {
            let incomplete = person.is_some() && attachments == 0;
            LetterLine {
                item: item.id.clone(),
                person: person.map(str::to_owned),
                title: Some(title.to_owned()),
                characters: 812,
                attachments,
                status: if incomplete {
                    SubmissionStatus::Incomplete
                } else {
                    SubmissionStatus::Accepted
                },
                timeliness: Timeliness::OnTime,
                submission: None,
                replaces: None,
            }
        });
        lines.collect()
    }
}

fn with_first(mut lines: Vec<LetterLine>, status: SubmissionStatus) -> Vec<LetterLine> {
    for line in lines.iter_mut().take(1) {
        line.status = status;
    }
    lines
}

/// After a second decision: what the first one asked for is still open.
fn decided_again(letter: Letter) -> Letter {
    let arrival = ArrivalId::new(17);
    let mut lines = letter.lines;
    for (ordinal, line) in (1..).zip(&mut lines) {
        line.submission = Some(SubmissionId { arrival, ordinal });
    }
    for line in lines.iter_mut().skip(1).take(1) {
        line.status = SubmissionStatus::Withdrawn;
    }
    Letter {
        key: LetterKey::about(arrival, LetterEvent::Ruling(2), letter.key.kind),
        lines,
        ..letter
    }
}
