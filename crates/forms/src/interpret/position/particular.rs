//! What is said of a person and is neither office nor status.

use crate::interpret::word_list::WordList;

/// 男, 汉族, 1972年5月生, 博士学位: what a person is by birth and schooling, neither office nor status.
pub(super) fn is_particular(part: &str) -> bool {
    let count = part.chars().count();
    let born = ["出生", "生人", "生"]
        .iter()
        .find_map(|end| part.strip_suffix(end))
        .is_some_and(|date| date.chars().all(|c| c.is_ascii_digit() || "年月日.-".contains(c)));
    let aged = part
        .strip_suffix('岁')
        .is_some_and(|age| age.chars().all(|c| c.is_ascii_digit()));
    let people = part.ends_with('族') && (2..=5).contains(&count);
    let school = count <= 8 && (part.ends_with("学历") || part.ends_with("学位"));
    let dated = part.starts_with(|c: char| c.is_ascii_digit())
        && ["参加工作", "入党", "加入中国共产党"]
            .iter()
            .any(|end| part.ends_with(end));
    matches!(part, "男" | "女" | "男性" | "女性")
        || born
        || aged
        || people
        || school
        || dated
        || ["主要从事", "长期从事", "从事", "研究方向"]
            .iter()
            .any(|word| part.starts_with(word))
        || POLITICS.has(part)
}

/// （女，回族）, （签名）, （13900001234）: nothing in it that says what office somebody holds.
pub(in crate::interpret) fn is_aside(text: &str) -> bool {
    let latin = |text: &str| {
        text.chars()
            .all(|c| c.is_ascii_alphabetic() || matches!(c, ' ' | '-' | '.' | '\''))
    };
    !text.is_empty()
        && (latin(text) || super::parts(text).all(|part| ASIDES.has(&part) || is_telephone(&part)))
}

/// 13900001234, 010-55501234, also behind 手机.
fn is_telephone(part: &str) -> bool {
    let label = ["手机号", "手机", "电话", "联系电话", "联系方式"];
    let number = label.iter().find_map(|word| part.strip_prefix(word));
    let number = number.unwrap_or(part);
    let digits = number.chars().filter(char::is_ascii_digit).count();
    number.is_empty() || (7..=13).contains(&digits) && number.chars().all(|c| c.is_ascii_digit() || c == '-')
}

/// What is set in brackets beside a name and is no office.
static ASIDES: WordList = WordList::new(
    "\
    代 代签 签名 签字 签章 亲笔签名 本人签名 本人签字 手写签名 执笔 已退休 退休 离休 已离休 离退休 在职",
);

/// 政治面貌 beside 中共党员, which is a status that counts here.
static POLITICS: WordList = WordList::new(
    "\
    九三学社社员 九三社员 民革党员 民盟盟员 民建会员 民进会员 农工党党员 农工党员 致公党党员 致公党员 \
    台盟盟员 无党派 无党派人士 群众 共青团员 团员 非中共党员 民主党派成员 九三学社 民盟 民革 农工党 致公党",
);
