//! Many letters of one society: new persons, revisions, repetitions, in no order of time.

use std::fs;
use std::path::Path;

use anyhow::Context as _;

const SURNAMES: [&str; 10] = ["赵", "钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈"];
const GIVEN: [&str; 6] = ["远舟", "景行", "知微", "若谷", "云峤", "怀瑾"];

/// Writes `count` letters into a folder. One in ten repeats an earlier text, every person revises now and then.
pub fn write(folder: &Path, count: u32) -> anyhow::Result<()> {
    fs::create_dir_all(folder).context("make the folder of the letters")?;
    for number in 0..count {
        fs::write(folder.join(format!("{number:04}.eml")), letter(number)).context("write a letter")?;
    }
    Ok(())
}

fn letter(number: u32) -> String {
    // 7 is prime to the minutes of five days, so that file order and time differ.
    let minute = number.wrapping_mul(7919) % (5 * 24 * 60);
    let (day, hour, minute) = (18 + minute / (24 * 60), minute / 60 % 24, minute % 60);
    let person = number % 40;
    let name = format!("{}{}", pick(&SURNAMES, person), pick(&GIVEN, person / 10));
    let version = if number.is_multiple_of(10) { 0 } else { number / 40 };
    format!(
        "Received: from a.example by mx1.office.example; {day} Oct 2022 {hour:02}:{minute:02}:00 +0800\n\
         From: office@optics.example\nTo: kjstdw@office.example\nSubject: 学习感悟\n\
         Message-ID: <{number}@crowd.example>\nMIME-Version: 1.0\n\
         Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n\
         全国学会学习党的二十大精神情况统计表\n\n学会名称：华夏光学学会\n填表人：钱戊\n联系方式：010-55500001\n\n\
         学习贯彻党的二十大精神的感悟（未来设想）：\n1. {name}，理事\n\
         第{version}稿：学习报告使我深受鼓舞，将把成果用到最需要的地方。\n"
    )
}

fn pick<'a>(list: &[&'a str], number: u32) -> &'a str {
    let index = usize::try_from(number).unwrap_or(0) % list.len();
    list.get(index).copied().unwrap_or_default()
}
