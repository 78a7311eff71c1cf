//! One sheet of rows that come from a file: what writing alone costs, with nothing in memory beforehand.

use std::cell::Cell;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use anyhow::{Context as _, ensure};
use chrono::{Duration, NaiveDate, NaiveDateTime};
use reporting::{ListCell, write_list};

use super::cells::{CellValue, Line, lines};
use super::peak;

/// Titles and greatest widths.
pub(super) const COLUMNS: [(&str, u16); 20] = [
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

/// What essays are put together from.
pub(super) const PHRASES: [&str; 12] = [
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

/// Lines as an office's returns might be: no two alike, short and long texts mixed.
pub(super) fn generate(path: &Path, count: u32) -> anyhow::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(out, "#清单")?;
    let titles = COLUMNS.map(|(title, _)| format!("s{title}"));
    writeln!(out, "{}", titles.join("\t"))?;
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
            "n{number}\tsA-{society:03}\ts华夏第{society}学会\ts理科\ts张建国{}\ts华夏大学第{}学院\ts理事长、党委书记\ts二十大代表\t\
             s学习感悟之{}\tn{}\ts{text}\tn{}\tn{}\ts照片{number}.jpg\ts合格\ts否\tn{}\td{}\ts统计表（终稿）{}.docx\ts{:016x}{:016x}{:016x}{:016x}",
            next() % 5000,
            next() % 40,
            next() % 100_000,
            next() % 1500,
            next() % 4,
            next() % 2,
            1 + next() % 3,
            44_850 + next() % 12,
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

/// Ours, in a process of its own; prints the peak of its memory in KiB.
#[expect(clippy::print_stdout, reason = "what the benchmark reads")]
pub(crate) fn write_ours(rows: &Path, out: &Path) -> anyhow::Result<()> {
    let path: PathBuf = rows.to_owned();
    // A list cannot fail; what cannot be read ends it, and the count tells.
    let read = Rc::new(Cell::new(0));
    let count = Rc::clone(&read);
    let made = move || -> Box<dyn Iterator<Item = Vec<ListCell<'static>>>> {
        let count = Rc::clone(&count);
        // Behind the name of the sheet and the titles.
        let rows = lines(&path).into_iter().flatten().skip(2);
        Box::new(rows.map_while(move |line| {
            count.set(count.get() + 1_usize);
            cells(line.ok()?)
        }))
    };
    let mut file = BufWriter::new(File::create(out)?);
    write_list("学习感悟汇总表", &COLUMNS, Box::new(made), &mut file)?;
    file.flush()?;
    let there = lines(rows)?.count() - 2;
    ensure!(read.get() == 2 * there, "{} of {there} rows, twice", read.get());
    println!("{}", peak()?);
    Ok(())
}

fn cells(line: Line) -> Option<Vec<ListCell<'static>>> {
    let Line::Row(cells) = line else { return None };
    let cell = |cell| {
        Some(match cell {
            CellValue::Blank => ListCell::Text("".into()),
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "small counts"
            )]
            CellValue::Number(number) => ListCell::Number(number as u64),
            CellValue::Moment(days) => ListCell::Moment(moment(days).ok()?),
            CellValue::Text(text) => ListCell::Text(text.into()),
        })
    };
    cells.into_iter().map(cell).collect()
}

fn moment(days: f64) -> anyhow::Result<NaiveDateTime> {
    // Excel counts a day that 1900 did not have.
    let first = NaiveDate::from_ymd_opt(1899, 12, 30).context("a day")?;
    #[expect(clippy::cast_possible_truncation, reason = "seconds of some hundred years")]
    let seconds = (days * 86_400.0).round() as i64;
    Ok(first.and_time(chrono::NaiveTime::MIN) + Duration::seconds(seconds))
}
