//! 归档文件目录 with the columns of DA/T 22-2015. What the system cannot know (密级, 页数) stays blank for the office.

use std::collections::BTreeMap;

use super::csv::Csv;
use super::list::Line;
use super::plan::Plan;

/// Every record that has files, in the order of numbers.
pub(super) fn catalogue(plan: &Plan, lines: &[Line]) -> Vec<u8> {
    let mut paths: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for line in lines {
        let entry = line.entry.and_then(|place| plan.entries.get(place));
        if let Some(entry) = entry {
            paths.entry(entry.record).or_default().push(&line.path);
        }
    }
    let mut csv = Csv::new(&[
        "序号",
        "档号",
        "件号",
        "文号",
        "责任者",
        "题名",
        "日期",
        "密级",
        "页数",
        "保管期限",
        "备注",
        "文件数",
        "文件位置",
    ]);
    let filed = paths
        .iter()
        .filter_map(|(place, paths)| Some((plan.records.get(*place)?, paths)));
    for (number, (record, paths)) in filed.enumerate() {
        csv.line(&[
            (number + 1).to_string(),
            record.reference.clone().unwrap_or_default(),
            format!("{:04}", record.number),
            record.document_number.clone(),
            record.author.clone(),
            record.title.clone(),
            record.date.clone(),
            String::new(),
            String::new(),
            record.retention.to_string(),
            record
                .arrival
                .map_or_else(String::new, |arrival| format!("来件{arrival}")),
            paths.len().to_string(),
            paths.join("；"),
        ]);
    }
    csv.into_bytes()
}
