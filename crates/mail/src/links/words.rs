//! Reads name, size and expiry of a file out of the words around its link.

use chrono::{DateTime, FixedOffset};

use crate::html::Target;
use crate::model::Link;

/// Characters of a line that are looked at.
const LONGEST_LINE: usize = 300;
/// Characters of a name.
const LONGEST_NAME: usize = 120;

/// The words around a link.
#[derive(Debug, Default)]
pub(super) struct Around {
    /// On its own line.
    pub(super) here: String,
    /// Lines above, the nearest first.
    pub(super) above: Vec<String>,
    /// Lines below, the nearest first.
    pub(super) below: Vec<String>,
}

/// The link with what the words say of it.
pub(super) fn link(target: &Target, around: &Around) -> Link {
    let mut link = Link {
        url: target.url.clone(),
        expires: target.expires.as_deref().and_then(marked_expiry),
        ..Link::default()
    };
    // In the order in which mail programs write: name (size, expiry) before the link, or all of it below the name.
    let near = std::iter::once(&around.here)
        .chain(around.below.first())
        .chain(&around.above);
    for words in near.chain(around.below.get(1)) {
        if link.size.is_some() {
            break;
        }
        take_details(&mut link, words, around);
    }
    if link.name.is_none() {
        link.name = name(&target.label).filter(|name| is_no_label(name));
    }
    let labelled = || {
        std::iter::once(&around.here)
            .chain(&around.above)
            .find_map(|line| labelled_name(line))
    };
    link.name = link.name.take().or_else(labelled);
    link
}

/// Size, expiry and name from a line that holds a size.
fn take_details(link: &mut Link, words: &str, around: &Around) {
    let text = chars(words);
    let Some((begin, end)) =
        (0..text.len()).find_map(|at| size_at(&text, at).map(|length| (at, at + length)))
    else {
        if link.expires.is_none() {
            link.expires = expiry(&text);
        }
        return;
    };
    link.size = text
        .get(begin..end)
        .map(|size| size.iter().filter(|c| !c.is_whitespace()).collect());
    let found = expiry(&text).or_else(|| around.below.iter().find_map(|line| expiry(&chars(line))));
    link.expires = link.expires.take().or(found);
    let before: String = text.get(..begin).unwrap_or_default().iter().collect();
    let before = before
        .trim_end()
        .trim_end_matches(['(', '（', '[', '【', ':', '：']);
    let before = before.trim_end_matches("文件大小").trim_end_matches("大小");
    link.name = name(before).filter(|name| is_no_label(name)).or_else(|| {
        around
            .above
            .iter()
            .find_map(|line| name(line).filter(|name| has_ending(name)))
    });
}

fn chars(line: &str) -> Vec<char> {
    line.chars().take(LONGEST_LINE).collect()
}

/// `3.61M`, `128 KB`: a number with a unit of its own; how many characters it takes.
fn size_at(line: &[char], at: usize) -> Option<usize> {
    let is_number = |c: &char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let begins = line.get(at)?.is_ascii_digit();
    let stands_alone = at
        .checked_sub(1)
        .and_then(|before| line.get(before))
        .is_none_or(|c| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-' | '_' | '/'));
    if !begins || !stands_alone {
        return None;
    }
    let digits = line.get(at..)?.iter().take_while(|c| is_number(c)).count();
    let rest = line.get(at + digits..)?;
    let space = rest.iter().take_while(|c| c.is_whitespace()).count();
    let unit: String = rest
        .get(space..)?
        .iter()
        .take_while(|c| c.is_ascii_alphabetic())
        .take(4)
        .collect();
    matches!(
        unit.to_ascii_uppercase().as_str(),
        "B" | "K" | "M" | "G" | "T" | "KB" | "MB" | "GB" | "TB" | "KIB" | "MIB" | "GIB"
    )
    .then_some(digits + space + unit.len())
}

/// A date beside a word that says that something ends then.
fn expiry(line: &[char]) -> Option<String> {
    const ENDS: [&str; 6] = ["到期", "过期", "失效", "有效期", "截止", "expire"];
    const NEVER: [&str; 3] = ["无限期", "永久有效", "永不过期"];
    let text: String = line.iter().collect();
    if let Some(never) = NEVER.into_iter().find(|word| text.contains(word)) {
        return Some(never.to_owned());
    }
    let says = ENDS.iter().any(|word| text.to_lowercase().contains(word));
    let length_at = |at: usize| moment(line.get(at..)?).map(|length| (at, length));
    let (at, length) = (0..line.len()).filter(|_| says).find_map(length_at)?;
    line.get(at..at + length).map(|text| text.iter().collect())
}

/// `2022年11月25日 13:35`, `2022-11-25 13:35:00`; how many characters it takes.
fn moment(line: &[char]) -> Option<usize> {
    let digits = |at: usize, most: usize| {
        let rest = line.get(at..).unwrap_or_default();
        rest.iter().take(most).take_while(|c| c.is_ascii_digit()).count()
    };
    let is_one_of = |at: usize, marks: &[char]| line.get(at).is_some_and(|c| marks.contains(c));
    if digits(0, 5) != 4 || !is_one_of(4, &['年', '-', '/', '.']) {
        return None;
    }
    let month = digits(5, 2);
    let day_at = 5 + month + 1;
    let day = digits(day_at, 2);
    if month == 0 || day == 0 || !is_one_of(day_at - 1, &['月', '-', '/', '.']) {
        return None;
    }
    let date = day_at + day;
    let date = date + usize::from(is_one_of(date, &['日', '号']));
    let gap = usize::from(is_one_of(date, &[' ']));
    let hour = digits(date + gap, 2);
    let minute_at = date + gap + hour + 1;
    let has_time = hour > 0 && is_one_of(minute_at - 1, &[':', '：']) && digits(minute_at, 2) == 2;
    Some(if has_time { minute_at + 2 } else { date })
}

/// What QQ Mail writes into an element of its own: a time, or seconds since 1970.
fn marked_expiry(value: &str) -> Option<String> {
    let value = value.trim();
    let seconds = value.parse().ok().filter(|_| value.len() >= 9);
    let zone = FixedOffset::east_opt(8 * 3600)?;
    match seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0)) {
        Some(time) => Some(
            time.with_timezone(&zone)
                .format("%Y年%-m月%-d日 %H:%M")
                .to_string(),
        ),
        None => moment(&chars(value))
            .and_then(|length| chars(value).get(..length).map(|text| text.iter().collect())),
    }
}

/// `通过网盘分享的文件：材料.zip`
fn labelled_name(line: &str) -> Option<String> {
    const LABELS: [&str; 6] = ["分享的文件", "文件名", "文件名称", "附件名", "文件", "附件"];
    LABELS.iter().find_map(|label| {
        let (_, after) = line.split_once(label)?;
        let value = after.strip_prefix(['：', ':'])?;
        let value = value.split("链接").next().unwrap_or_default();
        name(value).filter(|name| is_no_label(name))
    })
}

/// A name without bullets around it; `None` when nothing is left.
fn name(text: &str) -> Option<String> {
    let bullets = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '·' | '•' | '●' | '-' | '*' | '|' | '《' | '》' | '“' | '”' | '"'
            )
    };
    let mut bare = text.trim_matches(bullets);
    if has_ending(bare) && holds_label(bare) {
        // 云附件：材料.zip
        let is_edge = |c: char| c.is_whitespace() || matches!(c, '：' | ':');
        bare = bare.rsplit(is_edge).next().unwrap_or(bare);
    }
    let name: String = bare.chars().take(LONGEST_NAME).collect();
    (!name.is_empty() && !name.contains("://")).then_some(name)
}

/// Whether a text ends like the name of a file.
fn has_ending(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(stem, ending)| {
        !stem.is_empty()
            && (1..=5).contains(&ending.len())
            && ending.chars().all(|c| c.is_ascii_alphanumeric())
    })
}

/// 进入下载页面 and 从QQ邮箱发来的超大附件 name no file.
fn is_no_label(name: &str) -> bool {
    has_ending(name) || !holds_label(name)
}

fn holds_label(text: &str) -> bool {
    const LABELS: [&str; 14] = [
        "下载",
        "点击",
        "进入",
        "查看",
        "打开",
        "预览",
        "转存",
        "链接",
        "超大附件",
        "云附件",
        "提取码",
        "请在",
        "附件如下",
        "download",
    ];
    let lower = text.to_lowercase();
    LABELS.iter().any(|label| lower.contains(label))
}
