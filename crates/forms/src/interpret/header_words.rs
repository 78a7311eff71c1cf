//! Other words for what the head of a form asks for: 学会名称, 填表人, 联系方式.

use domain::notice::{FormHeader, HeaderField};
use domain::text::match_key;

use super::Words;
use super::head_values::combined;
use super::word_list::WordList;

pub(super) static SOCIETY: WordList = WordList::new(
    "\
    学会名称 单位名称 学会全称 学会 填报单位 报送单位 单位 填报学会 报送学会 所在学会 全国学会名称 \
    学会(单位)名称 协会名称 填表单位 学会(协会、研究会)名称 单位全称 上报单位 推荐单位 \
    学会党组织名称 党组织名称",
);
static FILLED_BY: WordList = WordList::new(
    "\
    填表人 填报人 填写人 经办人 联系人 制表人 填表人姓名 联系人姓名 填报人姓名 经办人姓名 \
    具体联系人",
);
static CONTACT: WordList = WordList::new(
    "\
    联系方式 联系电话 电话 手机 手机号 手机号码 联系人电话 填表人电话 填表人联系方式 办公电话 \
    固定电话 联系电话及邮箱 联系电话和邮箱 联系电话,邮箱 电话及邮箱 电话和邮箱 电话/邮箱 手机及邮箱 \
    手机,邮箱 手机/邮箱 联系人联系方式 邮箱 电子邮箱 电子邮件 电话号码 联系手机 移动电话",
);

/// What whoever fills in the form does.
static FILLING: WordList = WordList::new(
    "\
    填表 填报 填写 经办 制表 联系 报送 上报 具体经办 具体联系",
);

static DOERS: WordList = WordList::new("人员 人 者");

/// True when a key is another word for what a header states.
pub(super) fn means(header: &FormHeader, key: &str) -> bool {
    match header.field {
        HeaderField::Society => SOCIETY.has(key),
        HeaderField::FilledBy => FILLED_BY.has(key) || is_filler(key),
        HeaderField::Contact => CONTACT.has(key) || is_contact(key),
        HeaderField::Further(_) => false,
    }
}

/// 填表人员, 报送者姓名, 经办人签名: who did it, and what is asked of them.
fn is_filler(key: &str) -> bool {
    let bare = ["姓名", "签名", "签字", "名字"]
        .iter()
        .find_map(|end| key.strip_suffix(end))
        .unwrap_or(key);
    DOERS
        .longest_end(bare)
        .and_then(|person| bare.strip_suffix(person))
        .is_some_and(|act| FILLING.has(act))
}

/// Whether a label asks who fills something in, or how that person can be reached.
pub(super) fn is_filler_or_contact(label: &str) -> bool {
    let key = match_key(label);
    FILLED_BY.has(&key) || CONTACT.has(&key) || is_filler(&key) || is_contact(&key)
}

/// 填表人员电话, 联系人手机号码: whose telephone, and the telephone.
fn is_contact(key: &str) -> bool {
    CONTACT
        .longest_end(key)
        .and_then(|what| key.strip_suffix(what))
        .is_some_and(|whose| is_filler(whose.trim_end_matches('的')))
}

/// The header that other words for the same state, alone or with something else: 联系人及联系电话.
pub(super) fn header_of(key: &str, vocabulary: Words<'_>) -> Option<usize> {
    let template = vocabulary.template?;
    let single = |key: &str| {
        let mut headers = template.headers.iter().zip(&vocabulary.printed.headers);
        headers.position(|(header, label)| *label == key || means(header, key))
    };
    single(key).or_else(|| combined(key, template, single))
}
