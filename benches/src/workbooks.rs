//! Workbooks of many rows, beside Python's XlsxWriter in constant-memory mode and beside bare `rust_xlsxwriter`, each
//! in a process of its own that reads the same cells from a file of lines and tabs.

use std::cell::Cell;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;
use std::time::Instant;

use anyhow::{Context as _, bail, ensure};
use chrono::{DateTime, NaiveDateTime};
use reporting::{ListCell, write_list};
use rust_xlsxwriter::{Format, Workbook};

use crate::contestants::children_time;

/// Titles and greatest widths.
const COLUMNS: [(&str, u16); 20] = [
    ("序号", 8),
    ("编号", 9),
    ("学会名称", 18),
    ("类别", 9),
    ("姓名", 9),
    ("单位", 16),
    ("职务", 12),
    ("身份", 12),
    ("题目", 16),
    ("字数", 6),
    ("正文", 60),
    ("照片", 5),
    ("视频", 5),
    ("附件", 14),
    ("状态", 7),
    ("是否迟报", 6),
    ("版次", 5),
    ("收到时间", 18),
    ("来源文件", 14),
    ("SHA-256", 34),
];
/// Columns of numbers, and the one of moments in seconds since 1970.
const NUMBERS: [usize; 5] = [0, 9, 11, 12, 16];
const MOMENT: usize = 17;
const MOMENTS: u16 = 17;

/// Who writes a workbook.
#[derive(Debug, Clone, Copy)]
enum Writer {
    Ours,
    Bare,
    Script,
}

/// What one run cost.
#[derive(Debug, Clone, Copy)]
struct Cost {
    wall: f64,
    cpu: f64,
    /// Peak of the resident memory.
    mebibytes: f64,
    /// Size of the file, in megabytes.
    file: f64,
}

impl Writer {
    const fn name(self) -> &'static str {
        match self {
            Self::Ours => "zhengji",
            Self::Bare => "rust_xlsxwriter",
            Self::Script => "XlsxWriter, constant memory",
        }
    }

    fn run(self, rows: &Path, out: &Path) -> anyhow::Result<Cost> {
        let mut command = match self {
            Self::Script => {
                let mut command = Command::new("python3");
                command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/write_workbook.py"));
                command
            }
            Self::Ours | Self::Bare => {
                let mut command = Command::new(std::env::current_exe()?);
                let which = if matches!(self, Self::Ours) {
                    "write-ours"
                } else {
                    "write-bare"
                };
                command.arg(which);
                command
            }
        };
        let (before, begun) = (children_time()?, Instant::now());
        let output = command.arg(rows).arg(out).output()?;
        let wall = begun.elapsed().as_secs_f64();
        ensure!(
            output.status.success(),
            "{self:?} failed: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        let kibibytes: f64 = String::from_utf8_lossy(&output.stdout).trim().parse()?;
        #[expect(clippy::cast_precision_loss, reason = "a size to be shown")]
        let file = fs::metadata(out)?.len() as f64 / 1e6;
        Ok(Cost {
            wall,
            cpu: children_time()?.saturating_sub(before).as_secs_f64(),
            mebibytes: kibibytes / 1024.0,
            file,
        })
    }

    fn median(self, rows: &Path, out: &Path, rounds: u32) -> anyhow::Result<Cost> {
        let mut costs = Vec::new();
        for _ in 0..rounds.max(1) {
            costs.push(self.run(rows, out)?);
        }
        costs.sort_by(|one, other| one.wall.total_cmp(&other.wall));
        costs.get(costs.len() / 2).copied().context("a round")
    }
}

/// Compares all writers at `count` rows, and shows ours at ten times as many.
#[expect(clippy::print_stdout, reason = "what a benchmark prints is its result")]
pub(crate) fn bench(count: u32, rounds: u32) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let rows = folder.path().join("rows.tsv");
    let out = folder.path().join("out.xlsx");
    println!(
        "| rows × {} | writer | wall s, median | CPU s | peak MiB | file MB | wall of ours |",
        COLUMNS.len()
    );
    println!("|---|---|---|---|---|---|---|");
    let mut ours = None;
    for (count, writers, rounds) in [
        (count, &[Writer::Ours, Writer::Bare, Writer::Script][..], rounds),
        (count.saturating_mul(10), &[Writer::Ours][..], 1),
    ] {
        generate(&rows, count)?;
        for writer in writers {
            let cost = writer.median(&rows, &out, rounds)?;
            let base = *ours.get_or_insert(cost.wall);
            println!(
                "| {count} | {} | {:.2} | {:.2} | {:.0} | {:.1} | {:.2} |",
                writer.name(),
                cost.wall,
                cost.cpu,
                cost.mebibytes,
                cost.file,
                cost.wall / base
            );
        }
    }
    Ok(())
}

/// Lines as an office's returns might be: no two alike, short and long texts mixed.
fn generate(path: &Path, count: u32) -> anyhow::Result<()> {
    const PHRASES: [&str; 12] = [
        "认真学习领会会议精神",
        "结合本学科实际抓好落实",
        "把科技自立自强落实到各个方面",
        "发挥桥梁纽带作用",
        "团结引领广大科技工作者",
        "听党话、跟党走",
        "加快实现高水平科技自立自强",
        "坚持面向世界科技前沿",
        "弘扬科学家精神",
        "加强学风作风建设",
        "推动学术交流与国际合作",
        "服务经济社会发展",
    ];
    let mut out = BufWriter::new(File::create(path)?);
    let mut random = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = || {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random
    };
    for number in 1..=count {
        let mut text = String::new();
        for _ in 0..4 + next() % 12 {
            let phrase = usize::try_from(next() % 12)
                .ok()
                .and_then(|place| PHRASES.get(place));
            let _never_fails = write!(text, "{}{}，", phrase.unwrap_or(&""), next() % 100);
        }
        let society = next() % 210;
        writeln!(
            out,
            "{number}\tA-{society:03}\t华夏第{society}学会\t理科\t张建国{}\t华夏大学第{}学院\t理事长、党委书记\t二十大代表\t\
             学习感悟之{}\t{}\t{text}\t{}\t{}\t照片{number}.jpg\t合格\t否\t{}\t{}\t统计表（终稿）{}.docx\t{:016x}{:016x}{:016x}{:016x}",
            next() % 5000,
            next() % 40,
            next() % 100_000,
            next() % 1500,
            next() % 4,
            next() % 2,
            1 + next() % 3,
            1_666_000_000 + next() % 1_000_000,
            next() % 300,
            next(),
            next(),
            next(),
            next()
        )?;
    }
    out.flush()?;
    Ok(())
}

/// The cells of a line.
fn cells(line: &str) -> anyhow::Result<Vec<ListCell<'static>>> {
    let cell = |(place, text): (usize, &str)| {
        Ok(if NUMBERS.contains(&place) {
            ListCell::Number(text.parse()?)
        } else if place == MOMENT {
            ListCell::Moment(moment(text)?)
        } else {
            ListCell::Text(text.to_owned().into())
        })
    };
    line.split('\t').enumerate().map(cell).collect()
}

fn moment(text: &str) -> anyhow::Result<NaiveDateTime> {
    let moment = DateTime::from_timestamp(text.parse()?, 0).context("a moment")?;
    Ok(moment.naive_utc())
}

/// Ours, in a process of its own; prints the peak of its memory in KiB.
pub(crate) fn write_ours(rows: &Path, out: &Path) -> anyhow::Result<()> {
    let path: PathBuf = rows.to_owned();
    // A list cannot fail; what cannot be read ends it, and the count tells.
    let read = Rc::new(Cell::new(0));
    let count = Rc::clone(&read);
    let lines = move || -> Box<dyn Iterator<Item = Vec<ListCell<'static>>>> {
        let count = Rc::clone(&count);
        let lines = File::open(&path)
            .into_iter()
            .flat_map(|file| BufReader::new(file).lines());
        Box::new(lines.map_while(move |line| {
            count.set(count.get() + 1_usize);
            cells(&line.ok()?).ok()
        }))
    };
    let mut file = BufWriter::new(File::create(out)?);
    write_list("学习感悟汇总表", &COLUMNS, Box::new(lines), &mut file)?;
    file.flush()?;
    let there = BufReader::new(File::open(rows)?).lines().count();
    ensure!(read.get() == 2 * there, "{} of {there} rows, twice", read.get());
    peak()
}

/// The library alone, in a process of its own.
pub(crate) fn write_bare(rows: &Path, out: &Path) -> anyhow::Result<()> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let date = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
    for (column, (title, width)) in (0..).zip(COLUMNS) {
        sheet.write_string(0, column, title)?;
        sheet.set_column_width(column, width)?;
    }
    sheet.set_column_format(MOMENTS, &date)?;
    for (row, line) in (1..).zip(BufReader::new(File::open(rows)?).lines()) {
        for (column, cell) in (0..).zip(cells(&line?)?) {
            match cell {
                ListCell::Text(text) => sheet.write_string(row, column, text.into_owned())?,
                #[expect(clippy::cast_precision_loss, reason = "small numbers")]
                ListCell::Number(number) => sheet.write_number(row, column, number as f64)?,
                ListCell::Moment(moment) => sheet.write_datetime_with_format(row, column, moment, &date)?,
            };
        }
    }
    book.save(out)?;
    peak()
}

/// Prints the greatest resident memory so far (proc(5), `VmHWM`).
#[expect(clippy::print_stdout, reason = "what the benchmark reads")]
fn peak() -> anyhow::Result<()> {
    let status = fs::read_to_string("/proc/self/status")?;
    let Some(line) = status.lines().find_map(|line| line.strip_prefix("VmHWM:")) else {
        bail!("no VmHWM");
    };
    println!("{}", line.trim().trim_end_matches(" kB"));
    Ok(())
}
