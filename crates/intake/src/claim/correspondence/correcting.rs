//! 张甲的职务应为副理事长，请更正: corrections in words alone, without anything that would take the place of what came.

use super::says;

/// Words of who says how something should read that was sent before.
const CORRECTING: &[&str] = &[
    "应为",
    "应是",
    "应改为",
    "改为",
    "改成",
    "更正为",
    "修改为",
    "变更为",
    "更改为",
    "写错",
    "填错",
    "误写",
    "误为",
    "笔误",
    "错别字",
    "请更正",
    "请改正",
    "请修正",
    "特此更正",
    "帮忙更正",
    "予以更正",
];

/// With these what is to be corrected comes another time, is asked about, or is a suggestion.
const NOT_CORRECTING: &[&str] = &[
    "见附",
    "附上",
    "附后",
    "附件",
    "查收",
    "补发",
    "随信",
    "随函",
    "稍后",
    "另发",
    "以此",
    "以本",
    "如有",
    "若有",
    "如果",
    "建议将",
    "建议把",
];

/// Whether somebody says how something should read that was sent before, in words alone.
pub(super) fn corrects(key: &str) -> bool {
    let asks = key.contains('?') || key.contains('吗');
    let is_said = key.contains("应为") || key.contains("改为") || key.contains("更正为");
    says(key, CORRECTING) && !says(key, NOT_CORRECTING) && (!asks || is_said)
}
