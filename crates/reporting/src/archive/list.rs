//! 归档清单: every file with its hash, for people, for `sha256sum -c` and for programs.

use std::io::{self, Write};

use chrono::SecondsFormat;
use domain::submission::SubmissionId;
use serde_json::{Value, json};

use super::absent::Absent;
use super::entry::{Entry, EntryKind};
use super::error::ArchiveError;
use super::options::{ArchiveOptions, Media};
use super::plan::{LIST, Plan};
use super::scope;
use crate::snapshot::Snapshot;
use crate::view::View;

/// A file that was written.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) path: String,
    /// Place in the plan; `None` for the lists themselves.
    pub(super) entry: Option<usize>,
    pub(super) bytes: u64,
    pub(super) sha256: String,
}

/// For people and for `sha256sum -c`, which passes over lines that begin with `#`.
pub(super) fn list_text(
    out: &mut dyn Write,
    snapshot: &Snapshot,
    options: &ArchiveOptions,
    lines: &[Line],
    absent: &[Absent],
) -> io::Result<()> {
    let (ledger, view) = (&snapshot.ledger, View::unlinked(snapshot));
    let bytes: u64 = lines.iter().map(|line| line.bytes).sum();
    writeln!(out, "# 归档清单")?;
    writeln!(out, "#")?;
    writeln!(
        out,
        "# 通知：{}",
        one_line(&format!("《{}》", ledger.notice.title))
    )?;
    writeln!(out, "# {}", one_line(&view.heading()))?;
    writeln!(out, "# 快照编号：{}", snapshot.id)?;
    writeln!(out, "# 范围：{}", one_line(&scope::sentence(snapshot)))?;
    writeln!(
        out,
        "# 保管期限：通知和汇总材料{}，来件及附件{}；附件命名规则：{}",
        options.filing.products,
        options.filing.received,
        one_line(&options.naming.to_string())
    )?;
    writeln!(
        out,
        "# 文件：共{}个，{bytes}字节（不含本清单）；未收入{}项",
        lines.len(),
        absent.len()
    )?;
    writeln!(out, "#")?;
    writeln!(
        out,
        "# 校验：在解压后的文件夹中运行 sha256sum -c {LIST}；Windows 系统可用 certutil -hashfile 文件名 SHA256 逐个核对。"
    )?;
    if absent.is_empty() {
        writeln!(out, "# 未收入的内容：无。")?;
    } else {
        writeln!(out, "# 未收入的内容：")?;
    }
    for (number, one) in absent.iter().enumerate() {
        let arrival = one.arrival.map_or_else(String::new, |id| format!("来件{id}，"));
        let name = one_line(&one.name);
        let hash = if one.sha256.is_empty() {
            "无记录"
        } else {
            &one.sha256
        };
        writeln!(
            out,
            "#   {}. {}“{name}”，{arrival}SHA-256：{hash}。{}。",
            number + 1,
            one.kind.label(),
            one_line(&one.why.sentence())
        )?;
    }
    writeln!(out, "#")?;
    for line in lines {
        writeln!(out, "{}  {}", line.sha256, line.path)?;
    }
    Ok(())
}

/// For programs, `zhengji.archive/1`.
pub(super) fn list_json(
    out: &mut dyn Write,
    snapshot: &Snapshot,
    options: &ArchiveOptions,
    plan: &Plan,
    lines: &[Line],
    absent: &[Absent],
) -> Result<(), ArchiveError> {
    let head = serde_json::to_string_pretty(&head(snapshot, options))?;
    // One file after the other: their number has no bound.
    let head = head.trim_end().trim_end_matches('}').trim_end();
    write!(out, "{head},\n  \"files\": [")?;
    let files = lines.iter().map(|line| {
        let entry = line.entry.and_then(|place| plan.entries.get(place));
        file(line, entry, plan)
    });
    array(out, files)?;
    write!(out, "],\n  \"absent\": [")?;
    array(out, absent.iter().map(missing))?;
    writeln!(out, "]\n}}")?;
    Ok(())
}

fn array(out: &mut dyn Write, values: impl Iterator<Item = Value>) -> Result<(), ArchiveError> {
    let mut separator = "\n    ";
    for value in values {
        out.write_all(separator.as_bytes())?;
        serde_json::to_writer(&mut *out, &value)?;
        separator = ",\n    ";
    }
    Ok(out.write_all(b"\n  ")?)
}

fn head(snapshot: &Snapshot, options: &ArchiveOptions) -> Value {
    let (ledger, filing) = (&snapshot.ledger, &options.filing);
    let notice = &ledger.notice;
    let taken = ledger.taken_at.with_timezone(&notice.zone);
    json!({
        "schema": "zhengji.archive/1",
        "snapshot": snapshot.id,
        "taken_at": taken.to_rfc3339_opts(SecondsFormat::Secs, false),
        "notice": {
            "id": notice.id.as_str(),
            "number": notice.number.as_ref().map(domain::notice::NoticeNumber::as_str),
            "title": notice.title,
            "issuer": notice.issuer,
            "issued_on": notice.issued_on.to_string(),
        },
        "selection": scope::json(snapshot),
        "naming": options.naming.to_string(),
        "media": match options.media { Media::Included => "included", Media::Omitted => "omitted" },
        "filing": {
            "fonds": filing.fonds,
            "category": filing.category,
            "year": filing.year,
            "organ": filing.organ,
            "retention_of_products": filing.products.code(),
            "retention_of_received": filing.received.code(),
        },
    })
}

fn file(line: &Line, entry: Option<&Entry>, plan: &Plan) -> Value {
    let record = entry.and_then(|entry| plan.records.get(entry.record));
    json!({
        "path": line.path,
        "sha256": line.sha256,
        "bytes": line.bytes,
        "kind": entry.map_or(EntryKind::Manifest, |entry| entry.kind).as_str(),
        "recorded_sha256": entry.and_then(|entry| entry.content.sha256()),
        "arrival": entry.and_then(|entry| entry.arrival).map(|id| id.to_string()),
        "sent_as": entry.and_then(|entry| entry.sent_as.as_deref()),
        "pieces": entry.map(|entry| ids(&entry.pieces)).unwrap_or_default(),
        "retention": record.map(|record| record.retention.code()),
        "record": record.map(|record| record.number),
        "reference": record.and_then(|record| record.reference.as_deref()),
    })
}

fn missing(absent: &Absent) -> Value {
    json!({
        "kind": absent.kind.as_str(),
        "name": absent.name,
        "sha256": Some(&absent.sha256).filter(|sha256| !sha256.is_empty()),
        "bytes": absent.bytes,
        "arrival": absent.arrival.map(|id| id.to_string()),
        "pieces": ids(&absent.pieces),
        "why": absent.why.as_str(),
        "explanation": absent.why.sentence(),
    })
}

fn ids(pieces: &[SubmissionId]) -> Vec<String> {
    pieces.iter().map(ToString::to_string).collect()
}

/// A text that cannot begin a line of its own.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|character| if character.is_control() { ' ' } else { character })
        .collect()
}
