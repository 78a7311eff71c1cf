//! Writes what a plan says.

use std::collections::BTreeSet;
use std::io::{self, Read, Seek as _, Write};

use super::absent::{Absent, Why};
use super::entry::{Content, Entry, Made};
use super::error::ArchiveError;
use super::list::{Line, list_json, list_text};
use super::options::{ArchiveOptions, Unreadable};
use super::package::{Copied, Package, Written};
use super::plan::{LIST, LIST_JSON, Plan};
use super::{catalogue, notice_text, registers};
use crate::ReportError;
use crate::compilation::CompilationOptions;
use crate::snapshot::Snapshot;
use crate::sources::{Links, Sources};

/// How far an archive is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Files that are done.
    pub files_done: u64,
    /// Files in all.
    pub files: u64,
    /// Bytes read from originals and attachments.
    pub bytes_done: u64,
    /// Their registered number; documents that were inside a letter are not in it.
    pub bytes: u64,
}

/// What an archive became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archived {
    /// Files in it.
    pub files: u64,
    /// Their bytes, unpacked.
    pub bytes: u64,
    /// What it does not hold, or holds damaged.
    pub absent: Vec<Absent>,
}

/// 归档包: everything that was received and sent for a notice and what was made of it, as a .zip file.
///
/// Written piece by piece; `progress` is told after every piece. The same snapshot, options and sources give the same
/// bytes. After an error, what was written is no archive.
pub fn archive(
    snapshot: &Snapshot,
    options: &ArchiveOptions,
    sources: &dyn Sources,
    out: impl Write,
    progress: &mut dyn FnMut(Progress),
) -> Result<Archived, ReportError> {
    let plan = Plan::new(snapshot, options, sources)?;
    let zone = snapshot.ledger.notice.zone;
    let (files, bytes) = plan.size();
    let mut press = Press {
        snapshot,
        options,
        sources,
        package: Package::begin(out, snapshot.ledger.taken_at.with_timezone(&zone)),
        lines: Vec::with_capacity(plan.entries.len() + 2),
        absent: Vec::new(),
        state: Progress {
            files,
            bytes,
            ..Progress::default()
        },
        progress,
    };
    press.absent.clone_from(&plan.absent);
    for (place, entry) in plan.entries.iter().enumerate() {
        press.entry(place, entry, &plan)?;
    }
    press.lists(&plan)
}

/// An archive while it is written.
struct Press<'a, W: Write> {
    snapshot: &'a Snapshot,
    options: &'a ArchiveOptions,
    sources: &'a dyn Sources,
    package: Package<W>,
    lines: Vec<Line>,
    absent: Vec<Absent>,
    state: Progress,
    progress: &'a mut dyn FnMut(Progress),
}

impl<W: Write> Press<'_, W> {
    fn entry(&mut self, place: usize, entry: &Entry, plan: &Plan) -> Result<(), ReportError> {
        let written = match &entry.content {
            Content::Made(made) => self.made(*made, entry, plan)?,
            Content::Original { .. } | Content::Attachment { .. } => self.kept(entry)?,
        };
        if let Some(Written { bytes, sha256 }) = written {
            self.lines.push(Line {
                path: entry.path.clone(),
                entry: Some(place),
                bytes,
                sha256,
            });
        }
        self.file_done();
        Ok(())
    }

    fn file_done(&mut self) {
        self.state.files_done += 1;
        (self.progress)(self.state);
    }

    /// `None` when it cannot be had, and the archive may be made without it.
    fn kept(&mut self, entry: &Entry) -> Result<Option<Written>, ArchiveError> {
        let mut source = match open(self.sources, &entry.content) {
            Ok(Some(source)) => source,
            Ok(None) => return self.lost(entry, Why::NotFound, None),
            Err(error) => return self.lost(entry, Why::Unreadable(error.kind()), Some(error)),
        };
        let (state, progress) = (&mut self.state, &mut self.progress);
        let bytes = entry.content.bytes();
        let copied = self.package.copy(&entry.path, bytes, &mut source, |read| {
            state.bytes_done += read;
            progress(*state);
        })?;
        let damaged = || Why::Damaged(entry.path.clone());
        match copied {
            Copied::Whole(written) if entry.content.sha256() == Some(&written.sha256) => Ok(Some(written)),
            Copied::Whole(written) => {
                self.lost(entry, damaged(), None)?;
                Ok(Some(written))
            }
            Copied::Broken(written, error) => {
                self.lost(entry, damaged(), error)?;
                Ok(Some(written))
            }
        }
    }

    /// Notes what is missing, or ends with an error that names it.
    fn lost(
        &mut self,
        entry: &Entry,
        why: Why,
        source: Option<io::Error>,
    ) -> Result<Option<Written>, ArchiveError> {
        match self.options.unreadable {
            Unreadable::Refused => Err(ArchiveError::entry(entry, &why, source)),
            Unreadable::Listed => {
                self.absent.push(Absent::entry(entry, why));
                Ok(None)
            }
        }
    }

    /// `None` when it was not asked for.
    fn made(&mut self, made: Made, entry: &Entry, plan: &Plan) -> Result<Option<Written>, ReportError> {
        let (snapshot, ledger) = (self.snapshot, &self.snapshot.ledger);
        let bytes = match made {
            Made::Notice => notice_text::notice(ledger),
            Made::Workbook => {
                let links = self.links(plan);
                let write = |mut out: &mut dyn Write| crate::write_workbook(snapshot, &links, &mut out);
                return self.package.add(&entry.path, write).map(Some);
            }
            Made::Compilation => return self.compilation(entry),
            Made::Ledger => {
                let write = |out: &mut dyn Write| {
                    let json = crate::export(ledger);
                    serde_json::to_writer_pretty(out, &json).map_err(ArchiveError::from)
                };
                return Ok(Some(self.package.add(&entry.path, write)?));
            }
            Made::Register => registers::arrivals(snapshot, plan, &self.links(plan)),
            Made::Letters => registers::letters(snapshot, plan, &self.paths()),
            Made::Catalogue => catalogue::catalogue(plan, &self.lines),
            Made::Enclosure(place) => {
                let enclosure = self.options.enclosures.get(place);
                enclosure
                    .map(|enclosure| enclosure.bytes.clone())
                    .unwrap_or_default()
            }
        };
        let write = |out: &mut dyn Write| out.write_all(&bytes).map_err(ArchiveError::from);
        Ok(Some(self.package.add(&entry.path, write)?))
    }

    /// Made beside the archive first: a document is not written straight through.
    fn compilation(&mut self, entry: &Entry) -> Result<Option<Written>, ReportError> {
        let Some(options) = &self.options.compilation else {
            return Ok(None);
        };
        let scratch = self.sources.scratch().map_err(ArchiveError::from)?;
        let options = CompilationOptions {
            name_unreadable: self.options.unreadable == Unreadable::Listed,
            ..options.clone()
        };
        let made = crate::compilation_to(self.snapshot, &options, self.sources, scratch);
        let made = made.map_err(|error| match error {
            ReportError::Source(error) => {
                let why = Why::Unreadable(error.kind());
                ArchiveError::entry(entry, &why, Some(error)).into()
            }
            other => other,
        })?;
        let mut made = made.out;
        made.rewind().map_err(ArchiveError::from)?;
        let write = |out: &mut dyn Write| io::copy(&mut made, out).map(drop).map_err(ArchiveError::from);
        Ok(Some(self.package.add(&entry.path, write)?))
    }

    fn paths(&self) -> BTreeSet<&str> {
        self.lines.iter().map(|line| line.path.as_str()).collect()
    }

    /// Links to what is there.
    fn links(&self, plan: &Plan) -> Links {
        let paths = self.paths();
        let mut links = plan.links().clone();
        links.originals.retain(|_, path| paths.contains(path.as_str()));
        links.attachments.retain(|_, path| paths.contains(path.as_str()));
        links
    }

    fn lists(mut self, plan: &Plan) -> Result<Archived, ReportError> {
        let (snapshot, options) = (self.snapshot, self.options);
        for (path, is_json) in [(LIST_JSON, true), (LIST, false)] {
            let (lines, absent) = (&self.lines, &self.absent);
            let Written { bytes, sha256 } = self.package.add(path, |out| {
                if is_json {
                    list_json(out, snapshot, options, plan, lines, absent)
                } else {
                    list_text(out, snapshot, options, lines, absent).map_err(ArchiveError::from)
                }
            })?;
            self.lines.push(Line {
                path: path.to_owned(),
                entry: None,
                bytes,
                sha256,
            });
            self.file_done();
        }
        self.package.finish()?;
        Ok(Archived {
            files: self.lines.len() as u64,
            bytes: self.lines.iter().map(|line| line.bytes).sum(),
            absent: self.absent,
        })
    }
}

fn open<'s>(sources: &'s dyn Sources, content: &Content) -> io::Result<Option<Box<dyn Read + 's>>> {
    match content {
        Content::Made(_) => Ok(None),
        Content::Original { sha256, .. } => sources.original(sha256).map(Some),
        Content::Attachment {
            arrivals,
            further,
            sha256,
            ..
        } => {
            let further = further.iter().filter(|arrival| !arrivals.contains(arrival));
            for arrival in arrivals.iter().chain(further) {
                if let Some(found) = sources.attachment(*arrival, sha256)? {
                    return Ok(Some(found));
                }
            }
            Ok(None)
        }
    }
}
