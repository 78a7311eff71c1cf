//! Which item a text names: titles and aliases of the notice, and shorter words that people make of them.

use domain::ids::ItemId;
use domain::notice::CollectionItem;
use domain::text::match_key;

use super::form_label::is_common_han;
use super::lines::{Numbering, at_colon, bracketed, is_longer, numbered, trim};
use super::word_list::{Characters, WordList};

/// Words that stand for "what somebody thought while studying" without saying whose: no item by themselves.
pub(super) const INSIGHT: &[&str] = &["感悟", "体会", "心得", "感想", "感言"];

/// When a title or alias holds one of the first words, each of the second words names the item.
const FAMILIES: &[(&[&str], &[&str])] = &[
    (
        &["谋划", "设想"],
        &[
            "未来设想",
            "未来谋划",
            "未来发展",
            "发展设想",
            "发展谋划",
            "设想",
            "谋划",
        ],
    ),
    (
        &["建言", "献策", "建议"],
        &[
            "建言献策",
            "建言",
            "献策",
            "意见建议",
            "建议意见",
            "意见和建议",
            "建议",
        ],
    ),
    (&["关键少数"], &["关键少数"]),
];

/// Words that may stand around a label without making it a sentence.
static FILLERS: WordList = WordList::new(
    "\
    学习贯彻落实 学习宣传贯彻 学习贯彻 深入学习 认真学习 学习 贯彻 党的二十大精神 二十大精神 \
    党的二十大 二十大 党的精神 学会党组织 党组织 全国学会 我学会 本学会 学会 党委 我会 本会 \
    科技工作者 科技人员 人员 同志 个人 撰写 方面 部分 内容 情况 材料 文章 关于 感悟 体会 心得 \
    感想 感言 如下 一览 汇总 报送 正文 类别 类 篇 栏 对 的 及 和 与 之 有关 相关 提出 \
    意见 建议 工作 发展 未来 五年 下一步 思考 精神 ( ) \" , : . - + ' 我们 本人",
);

#[derive(Debug)]
struct Key {
    text: String,
    item: usize,
}

/// A word that belongs to the item of the young, when the rest speaks of studying.
const YOUNG: &str = "青年";

/// How people speak of the young in a heading.
static YOUNG_ALONE: WordList = WordList::new("青年 青年科技工作者 青年人才");

/// The items of a notice, with everything that names them made comparable once.
#[derive(Debug)]
pub(super) struct Titles<'a> {
    pub(super) items: &'a [CollectionItem],
    keys: Vec<Key>,
    /// The characters of which keys consist.
    letters: Characters,
    /// The first item whose title or alias speaks of the young.
    young: Option<usize>,
}

impl<'a> Titles<'a> {
    pub(super) fn new(items: &'a [CollectionItem]) -> Self {
        let names: Vec<Vec<String>> = items
            .iter()
            .map(|item| spoken(item).map(plain).collect())
            .collect();
        let young = names
            .iter()
            .position(|names| names.iter().any(|name| name.contains(YOUNG)));
        let keys = keys(names);
        let mut letters = Characters::default();
        let texts = keys.iter().map(|key| key.text.as_str()).chain([YOUNG]);
        texts.flat_map(str::chars).for_each(|letter| letters.add(letter));
        Self {
            items,
            keys,
            letters,
            young,
        }
    }

    /// False for a character that stands in no label: neither in a title nor in a word around one.
    fn may_spell(&self, letter: char) -> bool {
        self.letters.may_hold(letter) || FILLERS.may_spell(letter)
    }
}

pub(super) fn insight(text: &str) -> bool {
    INSIGHT.iter().any(|word| text.contains(word))
}

/// The one item that a text names; `None` when it names none or several.
///
/// For a path, the part after the last `/` is asked first.
pub(super) fn item_label(text: &str, items: &Titles<'_>) -> Option<ItemId> {
    let mut parts = text.rsplit(['/', '\\']);
    let last = parts.next().unwrap_or_default();
    match named(last, items) {
        Named::One(item) => Some(item),
        Named::Several => None,
        Named::None => parts.find_map(|part| match named(part, items) {
            Named::One(item) => Some(Some(item)),
            Named::Several => Some(None),
            Named::None => None,
        })?,
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Named {
    None,
    One(ItemId),
    Several,
}

fn named(text: &str, items: &Titles<'_>) -> Named {
    let (mut found, left) = take_keys(&plain(text), items);
    let studying = insight(&left) || left.contains("学习");
    if studying && left.contains(YOUNG) {
        found.extend(items.young);
    }
    found.sort_unstable();
    found.dedup();
    let Some(item) = (match found.as_slice() {
        [] => return Named::None,
        [one] => items.items.get(*one),
        _ => return Named::Several,
    }) else {
        return Named::None;
    };
    // 学习感悟及建言献策: the insights are nobody's in particular, so the text names more than the one item.
    if insight(&left) && !spoken(item).any(insight) {
        return Named::Several;
    }
    Named::One(item.id.clone())
}

/// Items whose keys occur, longest first, and the text with these taken out.
pub(super) fn take_keys(text: &str, items: &Titles<'_>) -> (Vec<usize>, String) {
    let mut left = text.to_owned();
    let mut found = Vec::new();
    let letters = Characters::of(text);
    let possible = |key: &&Key| letters.may_spell(&key.text);
    for key in items.keys.iter().filter(possible) {
        if left.contains(&key.text) {
            left = left.replace(&key.text, "\u{1}");
            found.push(key.item);
        }
    }
    (found, left)
}

/// What names each item, in matching form, with the shorter words that people make of it.
fn keys(items: Vec<Vec<String>>) -> Vec<Key> {
    let mut keys = Vec::new();
    for (item, names) in items.into_iter().enumerate() {
        for (words, short) in FAMILIES {
            if names
                .iter()
                .any(|name| words.iter().any(|word| name.contains(word)))
            {
                keys.extend(short.iter().map(|text| Key {
                    text: (*text).to_owned(),
                    item,
                }));
            }
        }
        keys.extend(names.into_iter().map(|text| Key { text, item }));
    }
    keys.retain(|key| key.text.chars().count() >= 2);
    keys.sort_by_key(|key| (std::cmp::Reverse(key.text.chars().count()), key.item));
    keys
}

fn spoken(item: &CollectionItem) -> impl Iterator<Item = &str> {
    std::iter::once(item.title.as_str()).chain(item.aliases.iter().map(String::as_str))
}

/// Match key without quotes of any kind.
pub(super) fn plain(text: &str) -> String {
    match_key(text)
        .chars()
        .filter(|c| !matches!(c, '"' | '\'' | '《' | '》' | '〈' | '〉'))
        .collect()
}

/// What a label inside a document says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Label {
    /// An item.
    Item(ItemId),
    /// 学习感悟 and the like: ends an earlier label, names no item.
    Neutral,
}

impl Label {
    pub(super) fn item(&self) -> Option<ItemId> {
        match self {
            Self::Item(item) => Some(item.clone()),
            Self::Neutral => None,
        }
    }
}

/// How a label stands in its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// 【未来设想】, perhaps with text behind it.
    Bracketed,
    /// A line of its own.
    Alone,
    /// 未来设想：text.
    Inline,
}

/// A line that begins with a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LabelLine<'a> {
    pub(super) label: Label,
    pub(super) standing: Standing,
    pub(super) numbering: Option<Numbering>,
    pub(super) rest: &'a str,
}

/// Reads a line that is, or begins with, a label. Sentences and lines about something else are none.
pub(super) fn label_line<'a>(line: &'a str, items: &Titles<'_>) -> Option<LabelLine<'a>> {
    let line = trim(line);
    // （二）未来设想 is numbered, not a label in brackets.
    if let Some((inside, after)) = bracketed(line).filter(|_| numbered(line).is_none()) {
        let label = label_only(inside, items).or_else(|| young(inside, items))?;
        let rest = trim(after.trim_start_matches(['：', ':', '\u{3000}', ' ']));
        let round = line.starts_with(['（', '(', '《']);
        return (!round || rest.is_empty()).then_some(LabelLine {
            label,
            standing: Standing::Bracketed,
            numbering: None,
            rest,
        });
    }
    let (numbering, body) = numbered(line).map_or((None, line), |(style, rest)| (Some(style), rest));
    if let Some((before, rest)) = at_colon(body) {
        let label = label_only(before, items)?;
        let standing = if rest.is_empty() {
            Standing::Alone
        } else {
            Standing::Inline
        };
        // 建议：… inside a text is a sentence, 建言献策：… is a label.
        let weak = matches!(plain(before).as_str(), "建议" | "谋划" | "设想" | "未来发展")
            && standing == Standing::Inline;
        return (!weak).then_some(LabelLine {
            label,
            standing,
            numbering,
            rest,
        });
    }
    let label = label_only(body, items)?;
    let weak = matches!(
        plain(body).as_str(),
        "建议" | "谋划" | "设想" | "未来发展" | "发展设想"
    );
    (!weak).then_some(LabelLine {
        label,
        standing: Standing::Alone,
        numbering,
        rest: "",
    })
}

/// 青年： or 青年科技工作者 on a line of its own: a label where a person follows.
pub(super) fn young_heading(line: &str, items: &Titles<'_>) -> Option<LabelLine<'static>> {
    let (numbering, body) = numbered(line).map_or((None, trim(line)), |(style, rest)| (Some(style), rest));
    let label = young(body.trim_end_matches(['：', ':']), items)?;
    Some(LabelLine {
        label,
        standing: Standing::Alone,
        numbering,
        rest: "",
    })
}

/// 【青年】 in front of a person says for which item that person writes.
fn young(inside: &str, items: &Titles<'_>) -> Option<Label> {
    if !YOUNG_ALONE.may_be_key_of(inside) || !YOUNG_ALONE.has(&plain(inside)) {
        return None;
    }
    let mut meant = items
        .items
        .iter()
        .filter(|item| spoken(item).any(|name| plain(name).contains(YOUNG)));
    match (meant.next(), meant.next()) {
        (Some(item), None) => Some(Label::Item(item.id.clone())),
        _ => None,
    }
}

/// Without the name of a society in front: 华夏光学学会党委未来设想.
pub(super) fn without_society(text: &str) -> &str {
    ["学会", "协会", "研究会", "促进会", "联合会"]
        .iter()
        .find_map(|end| {
            let at = text.find(end)? + end.len();
            let (name, rest) = text.split_at_checked(at)?;
            let own = name.chars().count() >= 4 && name.chars().all(domain::text::is_han);
            (own && !rest.is_empty()).then_some(rest)
        })
        .unwrap_or(text)
}

/// The label that a short text is, with nothing else in it.
pub(super) fn label_only(text: &str, items: &Titles<'_>) -> Option<Label> {
    if !is_longer(text, 1) || is_longer(text, 30) || text.contains(['。', '！', '？', '；']) {
        return None;
    }
    // What stands behind the name of a society is looked at below; the last character stands there too.
    let unknown = |c: &char| is_common_han(*c) && !items.may_spell(*c);
    let last = || text.chars().rev().find(|c| is_common_han(*c));
    if last().is_some_and(|last| unknown(&last))
        || (!text.contains('会') && text.chars().any(|c| unknown(&c)))
    {
        return None;
    }
    let text_key = plain(text);
    if !without_society(&text_key)
        .chars()
        .all(|letter| items.may_spell(letter))
    {
        return None;
    }
    let (found, left) = take_keys(&text_key, items);
    let insight = insight(&left);
    let young = left.contains(YOUNG) && insight;
    let mut rest = without_society(&left).replace('\u{1}', "");
    if young {
        rest = rest.replace(YOUNG, "");
    }
    if !FILLERS.taken_from(&rest).is_empty() {
        return None;
    }
    if found.is_empty() && !young {
        return insight.then_some(Label::Neutral);
    }
    match named(text, items) {
        Named::One(item) => Some(Label::Item(item)),
        Named::None | Named::Several => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::items;
    use super::*;

    fn label(text: &str) -> Option<String> {
        item_label(text, &Titles::new(&items())).map(|item| item.as_str().to_owned())
    }

    #[test]
    fn titles_aliases_and_short_names_are_labels() {
        for (text, item) in [
            ("华夏光学学会“关键少数”学习感悟", "key-few"),
            ("关键少数-张三.docx", "key-few"),
            ("感悟文章/张三-关键少数学习感悟.docx", "key-few"),
            ("华夏光学学会青年科技工作者学习党的二十大精神感悟", "youth"),
            ("青年感悟", "youth"),
            ("青年科技工作者学习体会", "youth"),
            ("华夏光学学会未来发展谋划", "plan"),
            ("未来设想", "plan"),
            ("学会党组织对未来发展的谋划.docx", "plan"),
            ("建言献策（张三）", "advice"),
            ("几点建议", "advice"),
        ] {
            assert_eq!(label(text).as_deref(), Some(item), "{text}");
        }
    }

    #[test]
    fn several_items_and_general_words_are_no_label() {
        for text in [
            "学习感悟及建言献策汇总表",
            "学习贯彻党的二十大精神的感悟（未来设想）",
            "全国学会学习党的二十大精神情况统计表",
            "关键少数感悟、建言献策",
            "青年科技工作者",
            "学习感悟",
            "统计表",
            "张三.docx",
        ] {
            assert_eq!(label(text), None, "{text}");
        }
    }

    #[test]
    fn a_label_line_holds_nothing_but_the_label() {
        let items = items();
        let items = Titles::new(&items);
        let of = |line| {
            label_line(line, &items)
                .map(|found| (found.label.item().map(|i| i.as_str().to_owned()), found.rest))
        };
        assert_eq!(of("【未来设想】"), Some((Some("plan".to_owned()), "")));
        assert_eq!(
            of("未来设想：今后五年"),
            Some((Some("plan".to_owned()), "今后五年"))
        );
        assert_eq!(of("一、学习感悟"), Some((None, "")));
        assert_eq!(of("【学习感悟】"), Some((None, "")));
        assert_eq!(of("二、“关键少数”感悟："), Some((Some("key-few".to_owned()), "")));
        assert_eq!(of("（二）未来设想"), Some((Some("plan".to_owned()), "")));
        assert_eq!(of("（一）学习感悟"), Some((None, "")));
        assert_eq!(of("（二）提高站位"), None);
        assert_eq!(of("建议：设立专项"), None);
        assert_eq!(of("未来设想是美好的"), None);
        assert_eq!(of("学习使我认识到，感悟很深"), None);
    }
}
