//! What a letter asks for, in sentences; of pieces of the same name each by its place in the letter.

use domain::finding::{Finding, FindingCode};
use domain::letter::{LetterEvent, LetterKind, LetterLine, News, is_for_society};
use domain::notice::CollectionItem;
use domain::quotation::in_quotation_marks;
use domain::submission::SubmissionStatus;

use super::reminder::media_asked_for;
use super::{Facts, LONGEST_NAME};
use crate::text::{one_line, quoted};

impl<'a> Facts<'a> {
    /// What the society is told without being asked for anything, each once.
    pub(super) fn noted(self) -> Vec<String> {
        let findings = self.letter.corrections.iter();
        // A further decision changes nothing of what the mail itself was found to be: what was said is not said again.
        let is_further = matches!(self.letter.key.answers(), Some((_, LetterEvent::Ruling(2..))));
        let told = findings
            .filter(|finding| finding.code.is_told())
            .filter(|finding| !is_further || !self.told().was_asked(finding));
        // Of a text that was withdrawn nothing is corrected by what came with it once more.
        let is_withheld = |finding: &Finding| {
            let mut withheld = self.withheld();
            finding.code == FindingCode::Restated && withheld.any(|other| other.place == finding.place)
        };
        let told = told.filter(|finding| !is_withheld(finding));
        // Something has come since.
        let is_past = |finding: &Finding| {
            finding.code == FindingCode::NothingAnswered && !self.meanwhile.later.is_empty()
        };
        let told = told.filter(|finding| !is_past(finding));
        let mut sentences: Vec<String> = self.refused();
        for finding in self.withheld().chain(told) {
            let sentence = self.sentence(finding, 0);
            if !sentences.contains(&sentence) {
                sentences.push(sentence);
            }
        }
        sentences
    }

    /// What was not registered since it was taken back before.
    pub(super) fn withheld(self) -> impl Iterator<Item = &'a Finding> {
        let findings = self.letter.corrections.iter();
        findings.filter(move |finding| {
            finding.code == FindingCode::StillWithdrawn && !self.told().is_mended(finding)
        })
    }

    /// What should be mended, each once: all of it, what of it is asked for the first time, and what was asked for before.
    pub(super) fn corrections(self) -> Corrections {
        let mut said = Corrections::default();
        let findings = &self.letter.corrections;
        for (at, finding) in findings.iter().enumerate() {
            if !is_asked_for(finding) || self.told().is_mended(finding) {
                continue;
            }
            for which in self.pieces_of(at, finding) {
                let was_asked = self.was_asked(finding, which);
                said.push(self.sentence(finding, which), was_asked, is_revision(finding));
            }
        }
        let has_nothing =
            self.letter.key.kind == LetterKind::CorrectionRequest && self.letter.lines.is_empty();
        if said.all.is_empty() && has_nothing {
            let nothing = "来件中没有能够登记的材料，请核对后重新发送。";
            said.push(nothing.to_owned(), false, false);
        }
        said
    }

    /// Which of the pieces of the same name a finding is about, by their numbers from 0: where it is said once it holds for
    /// each that was sent back.
    fn pieces_of(self, at: usize, finding: &Finding) -> std::ops::Range<usize> {
        let is_alike = |other: &&Finding| (other.code, &other.place) == (finding.code, &finding.place);
        let findings = &self.letter.corrections;
        let pieces = self.concerned(finding).count();
        if finding.code == FindingCode::SentBack && findings.iter().filter(is_alike).count() == 1 {
            return 0..pieces.max(1);
        }
        let which = findings.iter().take(at).filter(is_alike).count();
        which..which + 1
    }

    /// Whether this was asked for before; of what is sent back, whether that very piece was.
    fn was_asked(self, finding: &Finding, which: usize) -> bool {
        let sent_back = self.concerned(finding).nth(which);
        let is_new = sent_back
            .filter(|_| finding.code == FindingCode::SentBack)
            .is_some_and(|line| self.told().news(line) == Some(News::SentBack));
        !is_new && self.told().was_asked(finding)
    }

    /// The pieces that this may be about.
    fn concerned(self, finding: &Finding) -> impl Iterator<Item = &'a LetterLine> {
        let lines = self.letter.lines.iter();
        lines.filter(move |line| {
            let item = self.notice.item(&line.item);
            let is_it = finding
                .place
                .as_deref()
                .is_some_and(|place| line.is_called(place, item.map(|item| item.title.as_str())));
            is_it
                && match finding.code {
                    FindingCode::SentBack => line.status == SubmissionStatus::SentBack,
                    code => item.is_some_and(|item| exactly(code, item, line).is_some()),
                }
        })
    }

    /// The piece's place in what the letter lists, where its name does not tell it from another.
    fn told_apart(self, finding: &Finding, which: usize) -> String {
        let alike: Vec<&LetterLine> = self.concerned(finding).collect();
        let said = self.letter.corrections.iter();
        let said = said.filter(|other| (other.code, &other.place) == (finding.code, &finding.place));
        // With fewer remarks than pieces nobody can tell which one is whose.
        let is_certain = [1, alike.len()].contains(&said.count());
        let (Some(line), true) = (alike.get(which), is_certain && alike.len() > 1) else {
            return String::new();
        };
        let of_item = self.letter.lines.iter().filter(|other| other.item == line.item);
        let number = of_item
            .clone()
            .position(|other| std::ptr::eq(other, *line))
            .map_or(0, |at| at + 1);
        let title = self
            .notice
            .item(&line.item)
            .map_or("", |item| item.title.as_str());
        let title = if line.person.is_some() {
            quoted(title, LONGEST_NAME)
        } else {
            String::new()
        };
        if of_item.count() > 1 {
            format!("（{title}第{number}件）")
        } else {
            format!("（{title}）")
        }
    }

    /// What is to be done, with what the item asks for where that is known. Of pieces of which the same is said with the
    /// same name this is about the one with this number from 0.
    fn sentence(self, finding: &Finding, which: usize) -> String {
        let said = self.concerned(finding).nth(which);
        let said = said.and_then(|line| exactly(finding.code, self.notice.item(&line.item)?, line));
        let apart = self.told_apart(finding, which);
        let place = finding.place.as_deref();
        let place = place.map(|place| in_quotation_marks(&quoted(place, LONGEST_NAME)) + &apart);
        if let (Some(place), Some(by)) = (&place, self.told().lacks_still(finding)) {
            let said = match said {
                Some(said) if finding.code == FindingCode::MissingMedia => format!("仍{said}"),
                // How long it was holds for the earlier version only.
                Some(_) | None => format!("仍有以下问题：{}", finding.code.sentence()),
            };
            return format!("{place}：来件{by}更新的版本{said}");
        }
        let remark = finding.remark.as_deref();
        let said = said.unwrap_or_else(|| {
            let bare = Finding {
                place: None,
                remark: remark.map(one_line),
                ..finding.clone()
            };
            bare.sentence()
        });
        match place {
            Some(place) => format!("{place}：{said}"),
            None => said,
        }
    }
}

/// What a letter asks for, in sentences.
#[derive(Default)]
pub(super) struct Corrections {
    pub(super) all: Vec<String>,
    /// For the first time.
    pub(super) fresh: Vec<String>,
    /// As before.
    pub(super) open: Vec<String>,
    /// Whether a text is asked for again among these, and among those.
    pub(super) revise: (bool, bool),
}

impl Corrections {
    fn push(&mut self, sentence: String, was_asked: bool, is_revision: bool) {
        if self.all.contains(&sentence) {
            return;
        }
        let (part, revise) = if was_asked {
            (&mut self.open, &mut self.revise.1)
        } else {
            (&mut self.fresh, &mut self.revise.0)
        };
        *revise |= is_revision;
        part.push(sentence.clone());
        self.all.push(sentence);
    }
}

/// Whether a society is to do something about this. That a text was withdrawn and came once more it is only told.
pub(super) fn is_asked_for(finding: &Finding) -> bool {
    is_for_society(finding) && finding.code != FindingCode::StillWithdrawn
}

/// Whether this asks for a text that was sent back.
const fn is_revision(finding: &Finding) -> bool {
    matches!(
        finding.code,
        FindingCode::SentBack | FindingCode::StillSentBack | FindingCode::RevisionAwaited
    )
}

/// What is wrong with a piece and how it is mended, by what its item asks for.
fn exactly(code: FindingCode, item: &CollectionItem, line: &LetterLine) -> Option<String> {
    let have = line.characters;
    if code == FindingCode::TooFewCharacters {
        let min = item.characters.min.filter(|min| have < *min)?;
        Some(format!("字数少于要求（应不少于{min}字，现有{have}字），请补充。"))
    } else if code == FindingCode::TooManyCharacters {
        let max = item.characters.max.filter(|max| have > *max)?;
        Some(format!("字数超过要求（应不超过{max}字，现有{have}字），请压缩。"))
    } else if code == FindingCode::MissingMedia && line.status == SubmissionStatus::Incomplete {
        let media = media_asked_for(item)?;
        let named = line.person.as_ref().map_or("", |_| "，文件名请写明姓名");
        Some(format!("缺少{media}，请补充发送{named}。"))
    } else {
        None
    }
}
