//! What a letter costs when many are stored: the same letters after 1,000, 10,000 and 50,000 others of one notice, each
//! measured part taken in by a process of its own, so that it begins with nothing in memory.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use ::tests::samples::letter::at;
use ::tests::samples::societies::{Society, roster_of};
use anyhow::{Context as _, ensure};

use crate::contestants::{children_time, here, zhengji};
use crate::mailbox::{Kind, SURNAMES, letter_of};

/// How many societies write in turn.
const SOCIETIES: usize = 210;

/// How many letters are stored when a part is measured.
const MARKS: [usize; 3] = [1_000, 10_000, 50_000];

const TOPICS: [&str; 15] = [
    "声学", "冰川", "岩石", "潮汐", "昆虫", "湿地", "陶瓷", "焊接", "铁道", "测绘", "茶叶", "棉花", "针灸",
    "眼科", "地名",
];
const FIELDS: [&str; 14] = [
    "史", "教育", "标准", "工程", "检测", "经济", "信息", "装备", "计量", "材料", "科普", "管理", "数据",
    "遗产",
];
const SYLLABLES: [&str; 24] = [
    "远", "舟", "景", "行", "知", "微", "若", "谷", "云", "峤", "怀", "瑾", "听", "澜", "既", "白", "承",
    "泽", "砚", "秋", "向", "晚", "松", "泉",
];

#[expect(clippy::print_stdout, reason = "what a benchmark prints is its result")]
pub(crate) fn bench(part: u32) -> anyhow::Result<()> {
    let messages = f64::from(part.max(1));
    let part = usize::try_from(part)?.max(1);
    let societies = societies();
    let data = tempfile::tempdir()?;
    // The letters stay until the end: ext4 without a journal seeks long past the files deleted in the last seconds for each
    // one made (`recently_deleted` in Linux, fs/ext4/ialloc.c), which is no cost of ours.
    let letters = tempfile::tempdir()?;
    let take_in = |from, count| take_in(data.path(), letters.path(), &societies, from, count);
    let roster = data.path().join("roster.xlsx");
    fs::write(&roster, roster_of(&societies))?;
    let notice = here("../config/notices/cast-2022-41.toml");
    run(data.path(), &["notice", "import"], &notice)?;
    run(data.path(), &["roster", "import"], &roster)?;
    println!("| stored before | taken in | CPU ms per message | wall ms | of the first |");
    println!("|---|---|---|---|---|");
    let (mut stored, mut first) = (0, None);
    for mark in MARKS {
        take_in(stored, mark.saturating_sub(stored))?;
        stored = stored.max(mark);
        let (cpu, wall) = take_in(stored, part)?;
        let each = |time: Duration| time.as_secs_f64() * 1000.0 / messages;
        let first = *first.get_or_insert(cpu.as_secs_f64());
        println!(
            "| {stored} | {part} | {:.3} | {:.3} | {:.2} |",
            each(cpu),
            each(wall),
            cpu.as_secs_f64() / first
        );
        stored += part;
    }
    Ok(())
}

fn societies() -> Vec<Society> {
    let name = |number: usize| -> Option<Society> {
        let (topic, field) = (
            TOPICS.get(number % TOPICS.len())?,
            FIELDS.get(number / TOPICS.len())?,
        );
        Some(Society {
            code: format!("S-{number:03}").leak(),
            name: format!("华夏{topic}{field}学会").leak(),
            category: "理科",
            aliases: "",
            former: "",
            addresses: format!("office@s{number:03}.example").leak(),
            contact: "程砚秋",
            phone: "010-55501001",
        })
    };
    (0..SOCIETIES).filter_map(name).collect()
}

/// A name that nobody else in the society has.
fn person(number: usize) -> String {
    let syllable = |number: usize| {
        SYLLABLES
            .get(number % SYLLABLES.len())
            .copied()
            .unwrap_or_default()
    };
    let surname = SURNAMES.get(number % SURNAMES.len()).copied().unwrap_or_default();
    let rest = number / SURNAMES.len();
    format!("{surname}{}{}", syllable(rest), syllable(rest / SYLLABLES.len()))
}

/// Writes the next letters, in the order of receipt, and has them taken in; processor time and time.
fn take_in(
    data: &Path,
    letters: &Path,
    societies: &[Society],
    from: usize,
    count: usize,
) -> anyhow::Result<(Duration, Duration)> {
    let maildir = letters.join(format!("from-{from}-{count}"));
    for part in ["cur", "new", "tmp"] {
        fs::create_dir_all(maildir.join(part))?;
    }
    let first = at(17, 8, 0, 0);
    for number in from..from + count {
        let society = societies.get(number % societies.len()).context("a society")?;
        // All within the five days before the deadline.
        let sent = first + chrono::Duration::seconds(i64::try_from(number * 8)?);
        let turn = number / societies.len();
        let persons = [2 * turn, 2 * turn + 1].map(person);
        let letter = letter_of(Kind::Mixed, number, society, persons, sent);
        fs::write(maildir.join(format!("new/{number:06}.M1P1.mx1")), letter)?;
    }
    let (before, begun) = (children_time()?, Instant::now());
    run(data, &["ingest", "--mailbox", "kjstdw"], &maildir)?;
    Ok((children_time()?.saturating_sub(before), begun.elapsed()))
}

fn run(data: &Path, command: &[&str], file: &Path) -> anyhow::Result<()> {
    let mut program = zhengji(data)?;
    let status = program.args(command).arg(file).stdout(Stdio::null()).status()?;
    ensure!(status.success(), "{} failed", command.join(" "));
    Ok(())
}
