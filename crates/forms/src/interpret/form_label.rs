//! Which label of the form a text is, however it was typed or reworded.

mod others;

use std::borrow::Cow;
use std::cell::RefCell;

use domain::ids::ItemId;
use domain::notice::{FormHeader, FormTemplate, HeaderField, RowContent};
use domain::text::{is_blank, match_key, steady_key};

use super::Words;
use super::bytes::has_more_han;
use super::header_words::{SOCIETY, header_of, means};
use super::labels::{INSIGHT, item_label};
use super::likeness::{alike, pairs};
use super::lines::{
    at_colon, bracketed, colons, has_full_stop, has_sentence, is_longer, length, trim, without_brackets,
    without_number,
};
use super::prompts;
use super::word_list::Characters;
use super::wording::without_seal;
use crate::recent::Recent;
use others::before_other_label;
pub(super) use others::is_other_label;

/// A label of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// Header by its place in the template.
    Header(usize),
    /// Row by its place in the template, and the item if the label as written names one (a row split in two).
    Row(usize, Option<ItemId>),
}

/// How far a label may be reworded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Freedom {
    /// As printed, whatever the spacing, width and brackets.
    Printed,
    /// Nearly as printed.
    Near,
    /// Other words for the same (a cell at the place of a label).
    Reworded,
}

/// Bytes of a text that is no title, nearly always.
const LONG: usize = 400;

/// Characters by which a line with the title in it may be longer than the title.
const MORE: usize = 20;

/// Characters of a text that is no label.
const LONGEST_LABEL: usize = 140;

/// How much of its pairs of characters a line shares with the title that it is.
const LIKE_A_TITLE: f64 = 0.8;

/// True when a line is the form's title.
pub(super) fn is_title(line: &str, vocabulary: Words<'_>) -> bool {
    let printed = vocabulary.printed;
    let Some(title) = printed.title.as_ref() else {
        return false;
    };
    if line.len() > LONG {
        return is_this_title(line, title);
    }
    remembered(&printed.titles, line, || is_this_title(line, title))
}

/// False for a text with more Chinese characters than any title, however its lines are broken.
pub(super) fn may_be_title(text: &str, vocabulary: Words<'_>) -> bool {
    let title = vocabulary.printed.title.as_ref();
    title.is_some_and(|title| !is_key_longer(text, title.width + MORE))
}

/// What an earlier answer to the same question was, or the answer.
fn remembered<V: Clone>(known: &RefCell<Recent<V>>, text: &str, answer: impl FnOnce() -> V) -> V {
    let mark = match known.borrow().find(text.as_bytes()) {
        Ok(answer) => return answer,
        Err(mark) => mark,
    };
    let answer = answer();
    known.borrow_mut().keep(mark, text.as_bytes(), || answer.clone());
    answer
}

fn is_this_title(line: &str, title: &PrintedLabel) -> bool {
    // Each Chinese character stays one when it is made comparable, and 。 ends up as a full stop.
    if title.key.is_empty() || is_key_longer(line, title.width + MORE) || has_full_stop(line) {
        return false;
    }
    if !title.may_be_like(line) {
        return false;
    }
    let line = match_key(line);
    let count = line.chars().count();
    if count > title.width + MORE || line.contains('.') {
        return false;
    }
    line.contains(&title.key) || (count >= 6 && alike(&title.pairs, &pairs(&line), LIKE_A_TITLE))
}

/// The template's words as they are compared, made once.
#[derive(Debug, Default)]
pub(super) struct Printed {
    title: Option<PrintedLabel>,
    pub(super) headers: Vec<String>,
    rows: Vec<PrintedLabel>,
    /// Of each row.
    prompts: Vec<Vec<String>>,
    /// First characters of all labels, with or without what stands in brackets.
    firsts: Characters,
    /// Whether texts are the title, and which label they are in each [`Freedom`]: the same are asked about in every form.
    titles: RefCell<Recent<bool>>,
    labels: [RefCell<Recent<Option<Target>>>; 3],
}

#[derive(Debug)]
struct PrintedLabel {
    key: String,
    width: usize,
    /// Without brackets.
    bare: String,
    /// Of a title those of the key, of a label those without brackets.
    pairs: Vec<(char, char)>,
    /// The characters of the key.
    letters: Characters,
}

impl PrintedLabel {
    /// False for most lines that neither hold the key nor are [`LIKE_A_TITLE`] like it: with a likeness of 0.8 they share
    /// at least two thirds of its pairs, and so as many of its characters.
    fn may_be_like(&self, line: &str) -> bool {
        let mut shared = 0;
        for character in line.chars() {
            match steady_key(character) {
                Some(key) => shared += usize::from(self.letters.may_hold(key)),
                None => return true,
            }
        }
        shared * 3 >= self.pairs.len() * 2
    }
}

impl Printed {
    pub(super) fn new(template: &FormTemplate) -> Self {
        let headers: Vec<String> = template
            .headers
            .iter()
            .map(|header| core(&header.label))
            .collect();
        let row = |label: &str| {
            let key = core(label);
            let bare = without_brackets(&key).into_owned();
            PrintedLabel {
                width: key.chars().count(),
                pairs: pairs(&bare),
                letters: Characters::of(&key),
                bare,
                key,
            }
        };
        let rows: Vec<PrintedLabel> = template.rows.iter().map(|known| row(&known.label)).collect();
        let mut firsts = Characters::default();
        let keys = rows.iter().flat_map(|row| [&row.key, &row.bare]).chain(&headers);
        keys.filter_map(|key| key.chars().next())
            .for_each(|first| firsts.add(first));
        let title = match_key(&template.title);
        Self {
            title: Some(PrintedLabel {
                width: title.chars().count(),
                pairs: pairs(&title),
                bare: String::new(),
                letters: Characters::of(&title),
                key: title,
            }),
            headers,
            rows,
            prompts: template
                .rows
                .iter()
                .map(|row| prompts::keys(&row.prompts))
                .collect(),
            firsts,
            titles: RefCell::default(),
            labels: Default::default(),
        }
    }

    /// The prompts of a row of the template.
    pub(super) fn prompts(&self, row: usize) -> &[String] {
        self.prompts.get(row).map_or(&[], Vec::as_slice)
    }

    /// False for a text that begins like no label as printed: a Chinese character is compared as it is.
    fn may_begin(&self, text: &str) -> bool {
        let first = without_number(text).chars().next();
        first.is_none_or(|first| !is_common_han(first) || self.firsts.may_hold(first))
    }
}

/// True when the key of a text has more characters than that, by those that stay one each in it.
pub(super) fn is_key_longer(text: &str, than: usize) -> bool {
    text.len() > 3 * than && has_more_han(text, than)
}

/// Characters that stay what and as many as they are when a text is made comparable.
pub(super) fn is_common_han(character: char) -> bool {
    ('\u{4E00}'..='\u{9FFF}').contains(&character)
}

/// The label that a whole text is.
pub(super) fn label(text: &str, vocabulary: Words<'_>, freedom: Freedom) -> Option<Target> {
    vocabulary.template?;
    let printed = vocabulary.printed;
    if (freedom == Freedom::Printed && !printed.may_begin(text)) || is_longer(text, LONGEST_LABEL) {
        return None;
    }
    let [as_printed, near, reworded] = &printed.labels;
    let known = match freedom {
        Freedom::Printed => as_printed,
        Freedom::Near => near,
        Freedom::Reworded => reworded,
    };
    remembered(known, text, || this_label(text, vocabulary, freedom))
}

fn this_label(text: &str, vocabulary: Words<'_>, freedom: Freedom) -> Option<Target> {
    let printed = vocabulary.printed;
    let key = core(text);
    if key.is_empty() || key.chars().count() > 60 {
        return None;
    }
    if let Some(at) = printed.headers.iter().position(|header| *header == key) {
        return Some(Target::Header(at));
    }
    let bare = without_brackets(&key);
    let same = |row: &PrintedLabel| row.key == key || (!row.bare.is_empty() && row.bare == bare);
    if let Some(at) = printed.rows.iter().position(same) {
        return Some(Target::Row(at, None));
    }
    if freedom == Freedom::Printed {
        return None;
    }
    let found = pairs(&bare);
    let near = |row: &PrintedLabel| row.width >= 4 && alike(&row.pairs, &found, 0.62);
    if let Some(at) = printed.rows.iter().position(near) {
        return Some(Target::Row(at, None));
    }
    if let Some(at) = header_of(&bare, vocabulary) {
        return Some(Target::Header(at));
    }
    (freedom == Freedom::Reworded)
        .then(|| reworded_row(text, &key, vocabulary))
        .flatten()
}

/// A row by what its label speaks of: 代表, 感悟, or an item of the row.
fn reworded_row(text: &str, key: &str, vocabulary: Words<'_>) -> Option<Target> {
    let template = vocabulary.template?;
    if key.chars().count() > 30 || key.contains('.') || has_sentence(text) {
        return None;
    }
    let insight = |text: &str| INSIGHT.iter().any(|word| text.contains(word));
    let delegates = [
        "代表情况",
        "代表名单",
        "代表基本情况",
        "参会代表",
        "代表信息",
        "大代表",
    ]
    .iter()
    .any(|word| key.contains(word))
        && !insight(key);
    let named = item_label(text, vocabulary.items);
    for (at, row) in template.rows.iter().enumerate() {
        let (fits, label) = match &row.content {
            RowContent::Delegates => (delegates, None),
            RowContent::Pieces(items) => match &named {
                Some(item) => (
                    items.contains(item),
                    Some(item.clone()).filter(|_| items.len() > 1),
                ),
                None => (insight(key) && insight(&row.label), None),
            },
        };
        if fits {
            return Some(Target::Row(at, label));
        }
    }
    None
}

/// A line or cell that begins with a label and goes on with its value: `label：value`, or the label on lines of its own above it.
pub(super) fn leading_label(text: &str, vocabulary: Words<'_>, freedom: Freedom) -> Option<(Target, String)> {
    let text = trim(text);
    if let Some((before, rest)) = at_colon(text).filter(|(before, _)| !is_longer(before, 70))
        && let Some(target) = label(before, vocabulary, freedom)
    {
        return Some((target, rest.to_owned()));
    }
    let mut lines = text.split('\n');
    let mut head = Cow::Borrowed(lines.next()?);
    for more in 0..5 {
        if more > 0 {
            let next = lines.next()?;
            if is_longer(next, LONGEST_LABEL) {
                return None;
            }
            head.to_mut().push_str(next);
        }
        if is_longer(&head, LONGEST_LABEL) {
            return None;
        }
        if let Some(target) = label(&head, vocabulary, Freedom::Printed) {
            return Some((target, lines.collect::<Vec<_>>().join("\n")));
        }
    }
    None
}

/// The headers stated in a line, perhaps several: `学会名称：…　填表人：…　联系方式：…`.
pub(super) fn headers_in(line: &str, vocabulary: Words<'_>, freedom: Freedom) -> Vec<(usize, String)> {
    // 【学会名称】华夏光学学会
    if line.starts_with(['【', '〔', '［', '['])
        && let Some((inside, value)) = bracketed(line)
        && !value.is_empty()
        && let Some((0, header)) = header_before(inside, vocabulary, freedom)
    {
        return vec![(header, without_seal(value.trim_start_matches(['：', ':'])))];
    }
    let mut found: Vec<(usize, &str, &str)> = Vec::new();
    for (before, after) in colons(line) {
        if let Some((start, header)) = header_before(before, vocabulary, freedom) {
            if let Some(last) = found.last_mut() {
                last.2 = line.get(offset(line, last.2)..start).unwrap_or_default();
            }
            found.push((header, before, after));
        } else if found.is_empty() {
            return Vec::new();
        }
    }
    found
        .into_iter()
        .map(|(header, _, value)| {
            let contact = vocabulary
                .template
                .and_then(|template| template.headers.get(header))
                .is_some_and(|header| header.field == HeaderField::Contact);
            let mut value = without_seal(before_other_label(value, contact));
            value.truncate(value.trim_end_matches(['，', ',', '；', ';']).len());
            (header, value)
        })
        .collect()
}

/// Where a tail of a line begins in it.
fn offset(line: &str, tail: &str) -> usize {
    line.len().saturating_sub(tail.len())
}

/// How far before its colon a label is looked for, in characters.
const LABEL_NEAR: usize = 64;

/// The header label that ends a text, and where it begins; it must begin the line or follow a gap.
fn header_before(text: &str, vocabulary: Words<'_>, freedom: Freedom) -> Option<(usize, usize)> {
    let template = vocabulary.template?;
    let gap = |c: char| is_blank(c) || matches!(c, '，' | ',' | '；' | ';' | '、' | '|' | '/');
    let near = || text.char_indices().rev().take(LABEL_NEAR);
    let gaps = near().filter(|(_, c)| gap(*c)).map(|(at, c)| at + c.len_utf8());
    let beginning = near().last().map_or(Some(0), |(at, _)| (at == 0).then_some(0));
    let mut found = None;
    for start in gaps.chain(beginning) {
        let part = text.get(start..)?;
        if length(part) > 16 {
            break;
        }
        let key = core(part);
        let stated = without_brackets(&key);
        let fits = |(header, label): (&FormHeader, &String)| {
            *label == key || *label == stated || (freedom != Freedom::Printed && means(header, &stated))
        };
        let mut headers = template.headers.iter().zip(&vocabulary.printed.headers);
        let header = headers.position(fits);
        if freedom == Freedom::Printed && header.is_some() {
            return header.map(|header| (start, header));
        }
        // 经办人、联系电话： ends with a label of its own.
        let both = || Some((start, header_of(&stated, vocabulary)?)).filter(|_| freedom != Freedom::Printed);
        found = match (header, found) {
            (Some(header), None) => Some((start, header)),
            (None, found) => both().or(found),
            (_, found) => found,
        };
    }
    found
}

/// The name of a society that a line outside a form states: `学会名称：…`.
pub(super) fn stated_society(line: &str) -> Option<String> {
    let (before, value) = at_colon(line)?;
    let key = core(before);
    let key = without_brackets(&key);
    let clear = SOCIETY.has(&key) && key != "单位" && key != "学会";
    let value = without_seal(value.split(is_blank).next().unwrap_or_default());
    (clear && (3..=40).contains(&length(&value))).then_some(value)
}

/// Match key without number in front, colon behind.
fn core(text: &str) -> String {
    let key = match_key(without_number(trim(text)));
    let bare = key.trim_matches(|c: char| matches!(c, ':' | '.' | '*' | '_' | ','));
    if bare.len() < key.len() {
        bare.to_owned()
    } else {
        key
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::with;
    use super::*;

    fn of(text: &str, freedom: Freedom) -> Option<Target> {
        with(|vocabulary| label(text, vocabulary, freedom))
    }

    #[test]
    fn labels_are_found_whatever_their_spacing_and_width() {
        for text in ["学 会 名 称", "学会\n名称", "学会名称：", "学会名称 ："] {
            assert_eq!(of(text, Freedom::Printed), Some(Target::Header(0)), "{text}");
        }
        for text in [
            "学习贯彻党的二十大精神 的感悟 (未来设想)",
            "二、学习贯彻党的二十大\n精神的感悟\n（未来设想）",
            "学习贯彻党的二十大精神的感悟",
        ] {
            assert_eq!(of(text, Freedom::Printed), Some(Target::Row(1, None)), "{text}");
        }
        assert_eq!(
            of("建 言 献 策（可另附页）", Freedom::Printed),
            Some(Target::Row(2, None))
        );
    }

    #[test]
    fn what_cannot_be_the_title_is_not() {
        let title = "全国学会学习党的二十大精神情况统计表";
        for behind in 0..60 {
            for text in [
                format!("{title}{}", "学".repeat(behind)),
                "统计表\n".repeat(behind),
            ] {
                let (may, is) = with(|words| (may_be_title(&text, words), is_title(&text, words)));
                assert!(may || !is, "{text}");
                assert_eq!(may, text.chars().filter(|c| *c != '\n').count() <= 38, "{text}");
            }
        }
    }

    #[test]
    fn reworded_labels_are_understood_where_labels_stand() {
        assert_eq!(of("单位名称", Freedom::Near), Some(Target::Header(0)));
        assert_eq!(of("联系电话（手机）", Freedom::Near), Some(Target::Header(2)));
        assert_eq!(
            of("学习党的二十大精神感悟", Freedom::Reworded),
            Some(Target::Row(1, None))
        );
        assert_eq!(
            of("二十大参会代表情况", Freedom::Reworded),
            Some(Target::Row(0, None))
        );
        let plan = ItemId::parse("plan").unwrap();
        assert_eq!(
            of("对未来发展的谋划", Freedom::Reworded),
            Some(Target::Row(1, Some(plan)))
        );
        assert_eq!(of("备注", Freedom::Reworded), None);
    }

    #[test]
    fn one_line_may_state_several_headers() {
        let line = "学会名称：华夏光学学会　　填 表 人：李四　联系方式: 010-55501234，a@hx.example";
        let found = with(|vocabulary| headers_in(line, vocabulary, Freedom::Near));
        let want = [
            (0, "华夏光学学会"),
            (1, "李四"),
            (2, "010-55501234，a@hx.example"),
        ];
        assert_eq!(found, want.map(|(at, value)| (at, value.to_owned())));
        assert!(with(|vocabulary| headers_in("会议强调：学会名称：", vocabulary, Freedom::Near)).is_empty());
    }
}
