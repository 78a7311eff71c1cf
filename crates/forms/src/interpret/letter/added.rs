//! What mail services and gateways add to a letter: where an oversized file is to be fetched, disclaimers.

use super::super::lines::length;

/// A line of what is offered for fetching: `从QQ邮箱发来的超大附件`, `材料.zip (3.61M, 2022年11月25日 13:35 到期)`,
/// `进入下载页面：https://…`. `key` is the line in matching form.
pub(super) fn is_offer(text: &str, key: &str) -> bool {
    if text.ends_with(['。', '！', '；']) || length(text) > 300 {
        return false;
    }
    let heads = ["超大附件", "云附件"].iter().any(|word| key.contains(word)) && length(text) <= 25;
    let fetched = ["到期", "无限期", "进入下载页面", "下载:"]
        .iter()
        .any(|word| key.contains(word));
    let is_button = ["下载", "进入下载页面", "预览", "在线预览"].contains(&key);
    heads || is_button || fetched && (key.contains("http") || bracket_opens_with_size(key))
}

/// `(3.61m, …`: what stands behind a file name.
fn bracket_opens_with_size(key: &str) -> bool {
    key.split('(').skip(1).any(|inside| {
        let unit = inside.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        unit.len() < inside.len() && unit.starts_with(['k', 'm', 'g'])
    })
}

/// 本邮件及其附件含有保密信息…, 本邮件经病毒网关扫描…; `key` is the line in matching form.
pub(super) fn is_disclaimer(key: &str) -> bool {
    const BEGINNINGS: [&str; 8] = [
        "本邮件",
        "此邮件",
        "该邮件",
        "本电子邮件",
        "thise-mail",
        "thisemail",
        "thismessage",
        "theinformationcontained",
    ];
    const WORDS: [&str; 9] = [
        "附件含有",
        "附件可能含有",
        "附件包含",
        "收件人",
        "病毒",
        "保密信息",
        "机密信息",
        "confidential",
        "intendedonly",
    ];
    BEGINNINGS.iter().any(|word| key.starts_with(word)) && WORDS.iter().any(|word| key.contains(word))
}
