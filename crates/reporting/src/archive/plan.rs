//! What an archive will hold and under which paths, before a byte of it is written.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::arrival::Door;
use domain::ids::{ArrivalId, SocietyCode};
use domain::ledger::{ArrivalRecord, Ledger};
use domain::letter::{LetterCause, LetterRecord};

use super::absent::{Absent, Why};
use super::attached::{AttachedFile, Naming, files};
use super::entry::{Content, Entry, EntryKind, Made};
use super::error::ArchiveError;
use super::options::{ArchiveOptions, EnclosureKind, Media, Unreadable};
use super::records::{COMPILATION, NOTICE, Record, WORKBOOK, records};
use super::safe_name::{Paths, folder, stem_and_ending};
use crate::bringers::Bringers;
use crate::snapshot::Snapshot;
use crate::sources::{Links, Sources};

/// Name of the list for people and for `sha256sum -c`.
pub(super) const LIST: &str = "归档清单.txt";
/// Name of the list for programs.
pub(super) const LIST_JSON: &str = "归档清单.json";

/// The files of an archive in their order, with the paths that the workbook points to.
#[derive(Debug)]
pub struct Plan {
    pub(super) entries: Vec<Entry>,
    pub(super) records: Vec<Record>,
    pub(super) absent: Vec<Absent>,
    links: Links,
}

impl Plan {
    /// Gives everything that the snapshot names its path. The lists of uploads are read, nothing else.
    pub fn new(
        snapshot: &Snapshot,
        options: &ArchiveOptions,
        sources: &dyn Sources,
    ) -> Result<Self, ArchiveError> {
        let ledger = &snapshot.ledger;
        let mut kinds = options.enclosures.iter().map(|enclosure| enclosure.kind);
        let has_papers = options.compilation.is_some() || kinds.any(|kind| kind == EnclosureKind::Paper);
        let mut draft = Draft {
            ledger,
            options,
            naming: Naming::new(snapshot, &options.naming),
            paths: Paths::default(),
            brought: BTreeSet::new(),
            brought_by_any: BTreeSet::new(),
            plan: Self {
                entries: Vec::new(),
                records: records(snapshot, &options.filing, has_papers),
                absent: Vec::new(),
                links: Links::default(),
            },
        };
        for name in [LIST, LIST_JSON] {
            let (stem, ending) = stem_and_ending(name);
            draft.paths.give("", &stem, &ending);
        }
        draft.notice();
        draft.letters();
        let attached = files(ledger);
        draft.note_brought(&attached);
        draft.originals(sources)?;
        draft.attachments(&attached);
        draft.products();
        Ok(draft.plan)
    }

    /// Paths of originals and attachments, for the workbook in the archive's root.
    pub const fn links(&self) -> &Links {
        &self.links
    }

    /// Number of files, the two lists included, and registered bytes of those that were kept.
    pub fn size(&self) -> (u64, u64) {
        let bytes = self.entries.iter().filter_map(|entry| entry.content.bytes());
        (self.entries.len() as u64 + 2, bytes.sum())
    }
}

/// A plan while it grows.
struct Draft<'a> {
    ledger: &'a Ledger,
    options: &'a ArchiveOptions,
    naming: Naming<'a>,
    paths: Paths,
    /// Files of arrivals that pieces name: what else an upload brought goes beside its original.
    brought: BTreeSet<(ArrivalId, String)>,
    /// Files that pieces name and any arrival of the society may have brought.
    brought_by_any: BTreeSet<(SocietyCode, String)>,
    plan: Plan,
}

impl Draft<'_> {
    fn notice(&mut self) {
        self.made("通知", "通知摘要.txt", EntryKind::Notice, Made::Notice, NOTICE);
        self.enclosures(|kind| kind == EnclosureKind::Notice);
    }

    /// Behind everything that is read, so that they can say what could not be.
    fn products(&mut self) {
        self.made(
            "",
            "汇总工作簿.xlsx",
            EntryKind::Workbook,
            Made::Workbook,
            WORKBOOK,
        );
        if self.options.compilation.is_some() {
            let (kind, made) = (EntryKind::Compilation, Made::Compilation);
            self.made("", "汇编.docx", kind, made, COMPILATION);
        }
        self.enclosures(|kind| kind == EnclosureKind::Paper);
        for (folder, name, kind, made) in [
            ("台账", "来件登记.csv", EntryKind::Register, Made::Register),
            ("台账", "函件登记.csv", EntryKind::Register, Made::Letters),
            ("台账", "台账数据.json", EntryKind::Ledger, Made::Ledger),
            // Last, since it says where all the others are.
            ("", "归档文件目录.csv", EntryKind::Catalogue, Made::Catalogue),
        ] {
            self.made(folder, name, kind, made, WORKBOOK);
        }
    }

    fn made(&mut self, folder: &str, name: &str, kind: EntryKind, made: Made, record: usize) {
        let (stem, ending) = stem_and_ending(name);
        let path = self.paths.give(folder, &stem, &ending);
        self.plan.entries.push(Entry {
            path,
            kind,
            content: Content::Made(made),
            record,
            arrival: None,
            sent_as: None,
            pieces: Vec::new(),
        });
    }

    fn enclosures(&mut self, wanted: impl Fn(EnclosureKind) -> bool) {
        for (place, enclosure) in self.options.enclosures.iter().enumerate() {
            if wanted(enclosure.kind) {
                let (folder, kind, record) = match enclosure.kind {
                    EnclosureKind::Notice => ("通知", EntryKind::Notice, NOTICE),
                    EnclosureKind::Paper => ("其他材料", EntryKind::Paper, COMPILATION),
                };
                self.made(folder, &enclosure.name, kind, Made::Enclosure(place), record);
            }
        }
    }

    /// The bytes of letters that were sent; the others stand in the register of letters.
    fn letters(&mut self) {
        let records: BTreeMap<ArrivalId, usize> = self.record_places();
        for (number, record) in self.ledger.letters.iter().enumerate() {
            let Some(sha256) = &record.sent_original else {
                continue;
            };
            let stem = format!("{:06}-{}", number + 1, letter_name(record));
            let path = self.paths.give("函件", &stem, "eml");
            let arrival = record.letter.key.answers().map(|(arrival, _)| arrival);
            self.plan.entries.push(Entry {
                path,
                kind: EntryKind::Letter,
                content: Content::Original {
                    sha256: sha256.clone(),
                    bytes: None,
                },
                record: arrival
                    .and_then(|arrival| records.get(&arrival).copied())
                    .unwrap_or(WORKBOOK),
                arrival,
                sent_as: None,
                pieces: Vec::new(),
            });
        }
    }

    fn record_places(&self) -> BTreeMap<ArrivalId, usize> {
        let places = self.plan.records.iter().enumerate();
        places
            .filter_map(|(place, record)| Some((record.arrival?, place)))
            .collect()
    }

    fn note_brought(&mut self, attached: &[AttachedFile<'_>]) {
        for file in attached {
            for arrival in file.bringers() {
                self.brought.insert((arrival, file.sha256.to_owned()));
            }
            if let Some(piece) = file.of_others() {
                self.brought_by_any
                    .insert((piece.society.clone(), file.sha256.to_owned()));
            }
        }
    }

    fn originals(&mut self, sources: &dyn Sources) -> Result<(), ArchiveError> {
        let records = self.record_places();
        for record in &self.ledger.arrivals {
            let arrival = &record.arrival;
            let place = records.get(&arrival.id).copied().unwrap_or(WORKBOOK);
            let stem = self.original_name(record);
            let ending = match arrival.door {
                Door::Mail | Door::Manual => "eml",
                Door::Upload | Door::Form => "json",
            };
            let path = self.paths.give("原件", &stem, ending);
            self.plan.links.originals.insert(arrival.id, path.clone());
            self.plan.entries.push(Entry {
                path,
                kind: EntryKind::Original,
                content: Content::Original {
                    sha256: arrival.original.clone(),
                    bytes: Some(arrival.bytes),
                },
                record: place,
                arrival: Some(arrival.id),
                sent_as: arrival.files.first().cloned(),
                pieces: Vec::new(),
            });
            if matches!(arrival.door, Door::Upload | Door::Form) {
                self.uploads(record, place, &folder(&stem), sources)?;
            }
        }
        Ok(())
    }

    /// `000012-A-01-华夏力学学会`.
    fn original_name(&self, record: &ArrivalRecord) -> String {
        let verdict = record.judgement.as_ref().map(|judgement| &judgement.verdict);
        let number = record.arrival.id.number();
        match verdict.and_then(|verdict| verdict.society()) {
            Some(code) => format!("{number:06}-{code}-{}", self.naming.society(code)),
            None => format!("{number:06}-未识别学会"),
        }
    }

    /// Files of an upload that no piece names are kept nowhere else.
    fn uploads(
        &mut self,
        record: &ArrivalRecord,
        place: usize,
        folder: &str,
        sources: &dyn Sources,
    ) -> Result<(), ArchiveError> {
        let arrival = &record.arrival;
        let verdict = record.judgement.as_ref().map(|judgement| &judgement.verdict);
        let society = verdict.and_then(|verdict| verdict.society());
        let uploaded = match sources.uploaded(arrival.id) {
            Ok(uploaded) => uploaded,
            Err(source) if self.options.unreadable == Unreadable::Refused => {
                return Err(ArchiveError::uploads(arrival, source));
            }
            Err(source) => {
                self.plan.absent.push(Absent::uploads(arrival, &source));
                return Ok(());
            }
        };
        for file in uploaded {
            let is_named = society.is_some_and(|society| {
                let key = (society.clone(), file.sha256.clone());
                self.brought_by_any.contains(&key)
            });
            if is_named || !self.brought.insert((arrival.id, file.sha256.clone())) {
                continue;
            }
            let (stem, ending) = stem_and_ending(&file.name);
            let path = self.paths.give(&format!("原件/{folder}"), &stem, &ending);
            self.plan
                .links
                .attachments
                .insert((arrival.id, file.sha256.clone()), path.clone());
            self.plan.entries.push(Entry {
                path,
                kind: EntryKind::Upload,
                content: Content::Original {
                    sha256: file.sha256,
                    bytes: Some(file.bytes),
                },
                record: place,
                arrival: Some(arrival.id),
                sent_as: Some(file.name),
                pieces: Vec::new(),
            });
        }
        Ok(())
    }

    fn attachments(&mut self, attached: &[AttachedFile<'_>]) {
        let records = self.record_places();
        let bringers = Bringers::of(self.ledger);
        let arrivals = self.ledger.arrivals.iter().map(|record| &record.arrival);
        let originals: BTreeMap<ArrivalId, &str> = arrivals
            .map(|arrival| (arrival.id, arrival.original.as_str()))
            .collect();
        for file in attached {
            let Some(first) = file.first() else { continue };
            // What stands in the letter itself has no file of its own.
            let why = if file.sha256.is_empty() || originals.get(&first.id.arrival) == Some(&file.sha256) {
                Some(Why::OnlyInOriginal)
            } else if file.is_media() && self.options.media == Media::Omitted {
                Some(Why::Omitted)
            } else {
                None
            };
            if let Some(why) = why {
                self.plan.absent.push(Absent::attachment(file, first, why));
                continue;
            }
            let (stem, ending) = self.naming.name(file);
            let path = self.paths.give(&self.attachment_folder(file), &stem, &ending);
            self.link(file, &path);
            self.plan.entries.push(Entry {
                path,
                kind: EntryKind::Attachment,
                content: Content::Attachment {
                    arrivals: file.bringers(),
                    further: file
                        .of_others()
                        .map_or_else(|| Arc::from([]), |piece| bringers.further(piece)),
                    sha256: file.sha256.to_owned(),
                    bytes: file.bytes,
                },
                record: records.get(&first.id.arrival).copied().unwrap_or(WORKBOOK),
                arrival: Some(first.id.arrival),
                sent_as: Some(file.name.to_owned()),
                pieces: file.pieces.iter().map(|(_, piece)| piece.id).collect(),
            });
        }
    }

    fn attachment_folder(&self, file: &AttachedFile<'_>) -> String {
        let root = if file.is_superseded() {
            "附件（已被新稿替代）"
        } else {
            "附件"
        };
        let item = file.first().map(|piece| &piece.item);
        let item = item.map(|id| self.naming.item(id).unwrap_or_else(|| id.to_string()));
        format!("{root}/{}", folder(&item.unwrap_or_default()))
    }

    /// Under the arrival of every piece, and under the one that completed it.
    fn link(&mut self, file: &AttachedFile<'_>, path: &str) {
        for (_, piece) in &file.pieces {
            let arrivals = std::iter::once(piece.id.arrival).chain(piece.completed_by);
            for arrival in arrivals {
                let key = (arrival, file.sha256.to_owned());
                self.plan.links.attachments.insert(key, path.to_owned());
            }
        }
    }
}

const fn of_trial(trial: bool) -> &'static str {
    if trial { "试运行-" } else { "" }
}

/// `A-01-回执-来件12`, `A-01-报送提醒-20221021`.
fn letter_name(record: &LetterRecord) -> String {
    let letter = &record.letter;
    let cause = match &letter.key.cause {
        LetterCause::Arrival { arrival, .. } => format!("来件{arrival}"),
        LetterCause::Round { day, trial, .. } => {
            format!("{}{}", of_trial(*trial), day.format("%Y%m%d"))
        }
        LetterCause::Extension { decision, .. } => decision.to_string(),
        LetterCause::Invitation { trial, .. } => if *trial { "试运行" } else { "正式" }.to_owned(),
    };
    format!("{}-{}-{cause}", letter.society, letter.key.kind.label())
}
