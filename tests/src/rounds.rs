//! Notices with a round of reminders today.

use std::fs;

use anyhow::Context as _;
use chrono::NaiveDate;

use crate::office::{NOTICE, Office};
use crate::zhengji::repository;

/// Reminders leave at any time of any day.
pub const ANY_HOUR: &str = "hour = 0\nuntil = 24\nworkdays_only = false";

/// Imports the notice of the samples, due on this day, with a round on the day before it and one on the day after it.
pub fn import(office: &Office, due: NaiveDate, hours: &str) -> anyhow::Result<()> {
    import_as(office, NOTICE, due, hours)
}

/// The same under another name.
pub fn import_as(office: &Office, id: &str, due: NaiveDate, hours: &str) -> anyhow::Result<()> {
    let text = fs::read_to_string(repository().join("config/notices/cast-2022-41.toml"))?;
    let (text, _) = text.split_once("[reminders]").context("a policy of reminders")?;
    let text = text
        .replace(NOTICE, id)
        .replace("date = 2022-10-24", &format!("date = {due}"))
        .replace("截止时间：2022年10月24日", "截止时间：见通知");
    // One required item is enough; the others are encouraged and never chased.
    let (head, rest) = text.split_once("id = \"key-few\"").context("the item key-few")?;
    let text = format!(
        "{}id = \"key-few\"{}",
        head.replace("obligation = \"required\"", "obligation = \"encouraged\""),
        rest.replacen("obligation = \"required\"", "obligation = \"KEPT\"", 1)
            .replace("obligation = \"required\"", "obligation = \"encouraged\"")
            .replace("KEPT", "required")
    );
    let policy = format!("[reminders]\noffsets = [-1, 1]\n{hours}\ncap = 2\n");
    let path = office.zhengji.data().join("notice.toml");
    fs::write(&path, format!("{text}\n{policy}"))?;
    office
        .zhengji
        .ok(&["notice".as_ref(), "import".as_ref(), path.as_os_str()])?;
    Ok(())
}
