//! Lines of labelled fields: `姓名：张三　单位：…　职务：…`, `感悟：…`.

use domain::text::{is_blank, match_key, steady_key};

use super::lines::{at_colon, bracketed, colons, dense, trim, without_number};
use super::word_list::WordList;

/// What a labelled field states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Name,
    Unit,
    Duty,
    Title,
    /// The text itself: takes the rest of the line.
    Text,
    /// 电话, 性别 and the like: nothing that a piece states.
    Other,
}

static WORDS: [(Field, WordList); 6] = [
    (
        Field::Name,
        WordList::new(
            "\
    姓名 作者 作者姓名 代表姓名 建言人 建议人 感悟人 撰稿人 撰写人 提交人 姓名(name) \
    人员姓名 姓名、职务 姓名,职务 姓名及职务 姓名职务 姓名和职务 姓名/职务 提出人 提案人 建议提出人 建言献策人 \
    建议者 建言者 发言人 汇报人 主讲人 交流人 推荐人选 被推荐人",
        ),
    ),
    (
        Field::Unit,
        WordList::new(
            "\
    单位 工作单位 所在单位 所在学会 学会 所属学会 单位名称 作者单位 所属单位 任职单位 学会名称",
        ),
    ),
    (
        Field::Duty,
        WordList::new(
            "\
    职务 职称 职务职称 职务/职称 职务(职称) 职务,职称 职称职务 职称/职务 学会职务 党内职务 \
    行政职务 现任职务 担任职务 身份 人员类别 任职 任职情况 岗位 单位及职务 单位职务 单位和职务 \
    单位,职务 单位/职务 工作单位及职务 学会任职 职务及职称 职务或职称 技术职称 专业技术职务 \
    人员身份 称号 荣誉称号",
        ),
    ),
    (
        Field::Title,
        WordList::new(
            "\
    题目 标题 题名 感悟题目 文章题目 文章标题 建议题目 建言题目 感悟标题 建议名称 建议标题 案例名称 案例题目 \
    案例标题 作品名称 体会题目 材料题目",
        ),
    ),
    (
        Field::Text,
        WordList::new(
            "\
    感悟 感悟内容 学习感悟 内容 正文 感想 体会 学习体会 心得体会 学习心得 建议内容 主要内容 \
    具体内容 建言内容 感悟正文 个人感悟 感悟体会 文字材料 文章内容 文字内容 建言献策内容 \
    学习感悟内容 感悟全文 学习感想 具体建议 建议正文 体会内容 案例内容 案例正文 案例介绍 事迹 主要事迹 \
    发言内容 交流内容 汇报内容 发言正文 体会正文 推荐理由 \
    先进事迹 事迹简介 主要事迹简介 事迹材料 主要事迹材料 事迹内容",
        ),
    ),
    (
        Field::Other,
        WordList::new(
            "\
    性别 年龄 出生年月 出生日期 民族 政治面貌 电话 联系电话 联系方式 手机 手机号 手机号码 邮箱 \
    电子邮箱 专业 研究方向 学历 学位 籍贯 序号 编号 照片 备注 字数 填报日期 日期 研究领域 \
    专业领域 从事专业 学科 e-mail email 推荐单位意见 单位意见 学会意见 推荐意见 审核意见 审批意见 领导意见 \
    主管单位意见 所在单位意见",
        ),
    ),
];

/// Of what labels such as 作者单位及职务 and 推荐人选姓名 are put together, those that hold others first.
static PARTS: WordList = WordList::new(
    "\
    推荐人选 被推荐人 工作单位 所在单位 任职单位 所在学会 候选人 专业技术 作者 人选 本人 撰稿人 工作 所在 \
    任职 现任 担任 单位 学会 部门 姓名 职务 职称 岗位 行政 党内 专业 技术 名称 及 和 与 、 , / ( )",
);

/// 作者单位及职务: a label put together of such parts.
fn composed(key: &str) -> Option<Field> {
    if !key.chars().all(|c| PARTS.may_spell(c)) || !PARTS.taken_from(key).is_empty() {
        return None;
    }
    if key.contains("姓名") {
        Some(Field::Name)
    } else if key.contains("职务") || key.contains("职称") {
        Some(Field::Duty)
    } else {
        key.contains("单位").then_some(Field::Unit)
    }
}

/// The field that a short label names.
pub(super) fn field(label: &str) -> Option<Field> {
    // Only what begins a label is looked at: in brackets behind it stands anything. ' ' stands for blanks, which no
    // label has once it is comparable.
    let begins = label.chars().map_while(steady_key).take_while(|key| *key != '(');
    let strange = |c: char| !PARTS.may_spell(c) && WORDS.iter().all(|(_, list)| !list.may_spell(c));
    if begins.into_iter().any(|key| key != ' ' && strange(key)) {
        return None;
    }
    let key = match_key(label);
    let named = |key: &str| {
        let found = WORDS.iter().find(|(_, list)| list.has(key));
        found.map(|(field, _)| *field).or_else(|| composed(key))
    };
    // 感悟内容（不限字数）
    let bare = key
        .strip_suffix(')')
        .and_then(|open| open.rsplit_once('('))
        .map(|(bare, _)| bare);
    named(&key).or_else(|| named(bare?))
}

/// All fields of a line that begins with one; `None` for any other line.
pub(super) fn fields(line: &str) -> Option<Vec<(Field, String)>> {
    let line = without_number(line);
    // 【题目】守住初心
    if line.starts_with('【')
        && let Some((label, value)) = bracketed(line)
    {
        let value = value.trim_start_matches(['：', ':']);
        return Some(vec![(field(label)?, tidy(value))]);
    }
    let (label, mut rest) = at_colon(line)?;
    let mut open = field(label)?;
    let mut found = Vec::new();
    while open != Field::Text && open != Field::Title {
        let Some((value, next, after)) = next_field(rest) else {
            break;
        };
        found.push((open, tidy(value)));
        (open, rest) = (next, after);
    }
    found.push((open, tidy(rest)));
    Some(found)
}

/// How far before its colon a label is looked for, in characters.
const LABEL_NEAR: usize = 64;

/// The next `label：` in a text: what stands before it, its field, what follows.
fn next_field(text: &str) -> Option<(&str, Field, &str)> {
    let separator = |c: char| is_blank(c) || matches!(c, '，' | ',' | '；' | ';' | '、' | '|' | '/' | '。');
    for (before, after) in colons(text) {
        // 姓 名： is spaced, so several starts are tried, the nearest first.
        let starts = before
            .char_indices()
            .rev()
            .take(LABEL_NEAR)
            .filter(|(_, c)| separator(*c))
            .map(|(at, c)| (at, at + c.len_utf8()));
        for (end, start) in starts.take(6) {
            let label = before.get(start..)?;
            if dense(label).chars().count() > 10 {
                break;
            }
            if let Some(found) = field(label) {
                return Some((text.get(..end)?, found, trim(after)));
            }
        }
    }
    None
}

fn tidy(value: &str) -> String {
    trim(trim(value).trim_end_matches(['，', ',', '；', ';', '、', '|'])).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_one_line_are_taken_apart() {
        let found = fields("1. 姓 名：张　三　单位：华夏光学学会　职 务：理事长、党委书记").unwrap();
        let want = [
            (Field::Name, "张　三"),
            (Field::Unit, "华夏光学学会"),
            (Field::Duty, "理事长、党委书记"),
        ];
        assert_eq!(found, want.map(|(field, value)| (field, value.to_owned())));
    }

    #[test]
    fn labels_may_be_put_together() {
        for (label, want) in [
            ("作者单位及职务", Field::Duty),
            ("推荐人选姓名", Field::Name),
            ("工作单位、职务/职称", Field::Duty),
            ("作者所在单位", Field::Unit),
        ] {
            assert_eq!(field(label), Some(want), "{label}");
        }
        assert_eq!(field("推荐单位"), None);
        assert_eq!(field("代表学会"), None);
    }

    #[test]
    fn a_very_long_line_is_read_in_time() {
        let line = "学会名称：姓名：职务：".repeat(100_000);
        assert_eq!(fields(&line).unwrap().len(), 1);
    }

    #[test]
    fn the_text_keeps_its_colons() {
        let found = fields("感悟：学习报告，内容：丰富。").unwrap();
        assert_eq!(found, [(Field::Text, "学习报告，内容：丰富。".to_owned())]);
        assert_eq!(fields("建议：设立专项"), None);
        assert_eq!(
            fields("【题目】守住初心"),
            Some(vec![(Field::Title, "守住初心".to_owned())])
        );
        assert_eq!(fields("【摘要】守住初心"), None);
        assert_eq!(
            fields("感悟内容（不限字数）：要学习。"),
            Some(vec![(Field::Text, "要学习。".to_owned())])
        );
    }
}
