//! What had come by the moment at which a letter leaves. A letter may wait for days until somebody approves it, and asks
//! for nothing that another mail has brought since.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::{Before, Letter, LetterKind, LetterLine, is_for_society};
use crate::arrival::Arrival;
use crate::finding::{Finding, FindingCode};
use crate::ids::ArrivalId;
use crate::notice::Notice;
use crate::renaming::Renaming;
use crate::return_form::ReturnForm;
use crate::submission::{Standing, Submission, SubmissionId, SubmissionStatus};
use crate::verdict::{Judgement, has_come_anew, stands};

/// What was true when a letter was worded beside what the letter itself says. It is kept before the letter leaves, so
/// that whoever repeats it says the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meanwhile {
    /// 填报链接 — the society's own page.
    pub link: Option<String>,
    /// What became of pieces by other arrivals.
    pub overtaken: Vec<Overtaken>,
    /// Pieces that stand under another name now.
    pub renamed: Vec<Renamed>,
    /// What need not be mended any more.
    pub mended: Vec<Mended>,
    /// What must still be mended although another version has come, since that one lacks it, too.
    pub lacking: Vec<Lacking>,
    /// Arrivals received after the one that the letter is about of which something was registered, in their order.
    pub later: Vec<ArrivalId>,
    /// What had been said before of the arrivals that the letters are about.
    pub before: Vec<Before>,
}

/// A piece of which a letter tells something that holds no longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overtaken {
    /// Which one.
    pub piece: SubmissionId,
    /// What became of it.
    pub by: Overtaking,
}

/// What became of a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overtaking {
    /// It is complete: by this arrival, if it was one.
    Completed(Option<ArrivalId>),
    /// Another version counts.
    Replaced(ArrivalId),
}

/// A piece that a letter of its society gave another name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renamed {
    /// Which one.
    pub piece: SubmissionId,
    /// The arrival that corrects the name.
    pub by: ArrivalId,
    /// The right name.
    pub name: String,
}

/// A correction that is not asked for any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    /// In which arrival it was found.
    pub arrival: ArrivalId,
    /// What was found.
    pub finding: Finding,
}

/// A correction that is asked for although the piece in which it was found has been replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lacking {
    /// In which arrival it was found.
    pub arrival: ArrivalId,
    /// What was found.
    pub finding: Finding,
    /// Which arrival brought the version that counts.
    pub by: ArrivalId,
}

/// In which order arrivals were received. Their numbers do not tell: another mailbox may have been fetched first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReceiptOrder(BTreeMap<ArrivalId, (DateTime<Utc>, ArrivalId)>);

impl ReceiptOrder {
    /// The order of these arrivals, as clerks have ruled.
    pub fn of<'a>(arrivals: impl IntoIterator<Item = &'a Arrival>) -> Self {
        let places = arrivals.into_iter().map(|arrival| (arrival.id, arrival.order()));
        Self(places.collect())
    }

    /// By what an arrival is ordered, as versions are; one that is not among them comes after all that are.
    fn place(&self, arrival: ArrivalId) -> (DateTime<Utc>, ArrivalId) {
        let known = self.0.get(&arrival).copied();
        known.unwrap_or((DateTime::<Utc>::MAX_UTC, arrival))
    }

    fn is_later(&self, arrival: ArrivalId, than: ArrivalId) -> bool {
        self.place(arrival) > self.place(than)
    }
}

/// What is recorded of the society to which letters go.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The notice that it answers.
    pub notice: &'a Notice,
    /// Its pieces, earlier versions too.
    pub pieces: &'a [Submission],
    /// Its return forms.
    pub forms: &'a [ReturnForm],
    /// Corrections of names of such pieces.
    pub renamings: &'a [Renaming],
    /// When the arrivals were received that brought these, or that the letters are about.
    pub order: &'a ReceiptOrder,
}

impl Meanwhile {
    /// What the society's pieces and forms make of what these letters say. Nothing of a society's page, nor of what was
    /// said before.
    pub fn of(letters: &[&Letter], known: Known<'_>) -> Self {
        let mut meanwhile = Self::default();
        for letter in letters {
            let Some((own, _)) = letter.key.answers() else {
                continue;
            };
            for line in &letter.lines {
                meanwhile.overtaken.extend(overtaken(line, own, known.pieces));
                meanwhile.renamed.extend(renamed(line, known));
            }
            let mended = letter.corrections.iter();
            let mended = mended.filter(|finding| is_mended(finding, &letter.corrections, own, known));
            meanwhile.mended.extend(mended.map(|finding| Mended {
                arrival: own,
                finding: finding.clone(),
            }));
            let lacking = letter.corrections.iter();
            let lacking = lacking.filter_map(|finding| lacking_anew(finding, letter, own, known));
            meanwhile.lacking.extend(lacking);
        }
        if let [letter] = letters
            && letter.key.kind == LetterKind::CorrectionRequest
            && let Some((own, _)) = letter.key.answers()
        {
            let brought = known.pieces.iter().map(|piece| piece.id.arrival);
            let later = brought.filter(|arrival| known.order.is_later(*arrival, own));
            let later: BTreeSet<_> = later.map(|arrival| known.order.place(arrival)).collect();
            meanwhile.later = later.into_iter().map(|(_, arrival)| arrival).collect();
        }
        meanwhile
    }

    /// What became of a piece.
    pub fn fate(&self, piece: SubmissionId) -> Option<Overtaking> {
        let overtaken = self.overtaken.iter().find(|one| one.piece == piece);
        overtaken.map(|one| one.by)
    }

    /// The name under which a piece stands now, if that is another one.
    pub fn renamed(&self, piece: SubmissionId) -> Option<&Renamed> {
        self.renamed.iter().find(|one| one.piece == piece)
    }

    /// The arrival that brought the version that counts and lacks, too, what was found in this one.
    pub fn lacks_still(&self, arrival: ArrivalId, finding: &Finding) -> Option<ArrivalId> {
        let mut lacking = self.lacking.iter();
        let it = lacking.find(|one| one.arrival == arrival && one.finding == *finding);
        it.map(|one| one.by)
    }

    /// What had been said of an arrival before.
    pub fn before(&self, arrival: ArrivalId) -> Option<&Before> {
        self.before.iter().find(|before| before.arrival == arrival)
    }

    /// Whether what was found in an arrival need not be mended any more.
    pub fn is_mended(&self, arrival: ArrivalId, finding: &Finding) -> bool {
        let mut mended = self.mended.iter();
        mended.any(|one| one.arrival == arrival && one.finding == *finding)
    }
}

/// A later version counts more than that what was missing of this one has come.
fn overtaken(line: &LetterLine, own: ArrivalId, pieces: &[Submission]) -> Option<Overtaken> {
    let id = line.submission?;
    let piece = pieces.iter().find(|piece| piece.id == id)?;
    let by = match piece.standing {
        Standing::Superseded => {
            let current = pieces.iter().find(|other| {
                other.piece == piece.piece
                    && other.revision > piece.revision
                    && other.standing == Standing::Current
            })?;
            Overtaking::Replaced(Some(current.id.arrival).filter(|by| *by != own)?)
        }
        Standing::Current
            if line.status == SubmissionStatus::Incomplete && piece.status == SubmissionStatus::Accepted =>
        {
            Overtaking::Completed(piece.completed_by.filter(|by| *by != own))
        }
        Standing::Current => return None,
    };
    Some(Overtaken { piece: id, by })
}

fn renamed(line: &LetterLine, known: Known<'_>) -> Option<Renamed> {
    let id = line.submission?;
    let piece = known.pieces.iter().find(|piece| piece.id == id)?;
    let mut renamings = known.renamings.iter();
    let renaming = renamings.find(|one| one.concerns(piece, known.pieces))?;
    Some(Renamed {
        piece: id,
        by: renaming.by,
        name: renaming.name.clone(),
    })
}

/// What the society of an arrival is still asked for, of what was found in it: neither what other mail has brought, nor
/// what was wrong with a version that counts no more.
pub fn still_asked(judgement: &Judgement, known: Known<'_>) -> Vec<Finding> {
    let notice = known.notice;
    let own = judgement.arrival;
    let now = judgement.as_it_stands(notice, known.pieces);
    let is_replaced = |finding: &Finding| {
        let pieces = known.pieces.iter().filter(|piece| piece.id.arrival == own);
        let mut about = pieces
            .filter(|piece| {
                let item = notice.item(&piece.item);
                item.is_some_and(|item| finding.place.as_deref() == Some(piece.place(item)))
            })
            .peekable();
        about.peek().is_some() && about.all(|piece| piece.standing == Standing::Superseded)
    };
    let asked = now.findings.iter().filter(|finding| {
        is_for_society(finding)
            && !is_replaced(finding)
            && !is_mended(finding, &judgement.findings, own, known)
    });
    asked.cloned().collect()
}

/// A correction of which no version that came since relieves the society.
fn lacking_anew(finding: &Finding, letter: &Letter, own: ArrivalId, known: Known<'_>) -> Option<Lacking> {
    let place = finding.place.as_deref()?;
    let lines = letter.lines.iter().filter(|line| {
        let item = known.notice.item(&line.item);
        line.is_called(place, item.map(|item| item.title.as_str()))
    });
    let by = lines.into_iter().find_map(|line| {
        let piece = known
            .pieces
            .iter()
            .find(|piece| Some(piece.id) == line.submission)?;
        let item = known.notice.item(&piece.item)?;
        let current = known.pieces.iter().find(|other| {
            other.piece == piece.piece
                && other.revision > piece.revision
                && other.standing == Standing::Current
        })?;
        let lacks = |code| {
            let mut found = current.corrections(item).into_iter();
            found.any(|other| other.code == code)
        };
        let lacked = line.status == SubmissionStatus::Incomplete || finding.code != FindingCode::MissingMedia;
        (current.id.arrival != own && lacked && lacks(finding.code)).then_some(current.id.arrival)
    })?;
    Some(Lacking {
        arrival: own,
        finding: finding.clone(),
        by,
    })
}

/// Whether a later arrival has brought what no piece of this letter stands for.
fn is_mended(finding: &Finding, found: &[Finding], own: ArrivalId, known: Known<'_>) -> bool {
    let is_later = |arrival| known.order.is_later(arrival, own);
    let mut later = known
        .forms
        .iter()
        .filter(|form| is_later(form.arrival) && form.standing == Standing::Current);
    let is_filled = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.trim().is_empty());
    if finding.code == FindingCode::MissingContact {
        return later.any(|form| is_filled(&form.contact));
    }
    if finding.code == FindingCode::MissingFiller {
        return later.any(|form| is_filled(&form.filled_by));
    }
    if finding.code.is_about_dismissed_text() {
        return has_come_anew(finding, known.notice, known.pieces);
    }
    if finding.code == FindingCode::SentBack {
        // A version that was sent back itself is no revision.
        return stands(finding, known.notice, known.pieces, |status| {
            status != SubmissionStatus::SentBack
        });
    }
    if finding.code != FindingCode::MissingText {
        return false;
    }
    let Some(person) = finding.place.as_deref() else {
        return false;
    };
    let announced = found.iter().filter(|other| *other == finding);
    let came = known.pieces.iter().filter(|piece| {
        let named = piece.person.as_ref();
        is_later(piece.id.arrival)
            && piece.standing == Standing::Current
            && named.is_some_and(|named| named.name == person)
            && !piece.text.trim().is_empty()
    });
    came.count() >= announced.count()
}
