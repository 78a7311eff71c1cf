//! Covering letters: greetings, set phrases, signatures. What is left of a mail's body when these are taken away is the sender's text.

mod added;

use domain::notice::HeaderField;
use domain::text::{is_blank, match_key};

use super::closing::offers_answer;
use super::essay::Line;
use super::form_label::{Freedom, headers_in};
use super::lines::{bracketed, has_sentence, is_date, length, tidy, trim};
use super::names::{self, Likelihood};
use super::position;
use super::word_list::WordList;
use super::{FoundForm, Words};
use crate::document::{Block, lines_of};

/// A document that only accompanies others (关于报送…的函), is the notice itself, or is an office's own paper (简报, 邀请函).
pub(super) fn is_official_letter(lines: &[Line]) -> bool {
    let Some(first) = lines.first() else { return false };
    if lines.iter().take(2).any(|line| is_paper(&line.text)) {
        return true;
    }
    let title = match_key(&first.text);
    let about = title.contains("关于") || title.contains("报送");
    let kind = LETTERS.ends(&title);
    let addressed = lines
        .iter()
        .take(4)
        .any(|line| line.text.ends_with(['：', ':']) && length(&line.text) <= 30);
    let total: usize = lines.iter().map(|line| length(&line.text)).sum();
    let covering = lines.iter().any(|line| is_covering(&line.text));
    about && kind && addressed && covering && total <= 800
}

/// Ends of titles of letters that go with others.
static LETTERS: WordList = WordList::new("的函 的报告 的请示 的复函 的说明");

/// Ends of titles of papers that announce, report or list, and are nobody's thoughts.
static PAPERS: WordList = WordList::new(
    "\
    的通知 会议通知 邀请函 邀请信 简报 会议纪要 会议议程 会议日程 日程安排 议程安排 参会回执 会议回执 \
    个人简历 参会须知 会议须知 的公告 的公示 会员通讯 工作动态 新闻稿 值班表 通讯录",
);

/// True for the title of such a paper, with or without 第一轮 in brackets behind it.
pub(super) fn is_paper(text: &str) -> bool {
    let key = match_key(text);
    let title = key
        .strip_suffix(')')
        .and_then(|open| open.rsplit_once('('))
        .map_or(key.as_str(), |(title, _)| title);
    (4..=60).contains(&title.chars().count()) && !has_sentence(text) && PAPERS.ends(title)
}

/// Phrases of covering letters.
static COVERING: WordList = WordList::new(
    "\
    请查收 请查阅 请审阅 请接收 请收阅 敬请查收 烦请 现报送 现予报送 现将 报送如下 报送材料 \
    现提交 现上报 予以报送 随信 见附件 附件为 附件是 附上 在附件 附件中 如有问题 如有疑问 \
    请与我联系 与我联系 请联系 妥否 请指示 此致 敬礼 补发 补报 怕您没有收到 再发一次 内容如下 \
    情况如下 如下: 收到请回复 请回复 盼回复 已填好 转发,",
);

/// A sentence that accompanies: 现将…报送如下, 请查收.
pub(super) fn is_covering(text: &str) -> bool {
    let key = match_key(text);
    length(text) <= 260 && COVERING.is_mentioned(&key)
}

/// Words of greeting.
static GREETINGS: WordList = WordList::new(
    "\
    您好 你好 老师好 大家好 谢谢 感谢 顺祝 祝好 祝工作 祝您 此致 敬礼 顺颂 商祺 工作顺利 \
    上午好 下午好 晚上好 辛苦",
);

/// Whom a greeting is addressed to.
static ADDRESSED: WordList = WordList::new("老师 尊敬的 领导 同志 党委 办公室 部 处 您 们");

/// Words with which a line is more than a greeting.
static MORE_THAN_POLITE: WordList = WordList::new(
    "\
    附件 查收 报送 感悟 统计表 学习 建议 材料 照片 时代 祖国 人民 党的 国家 伟大 培养",
);

/// 您好, 老师好, 谢谢, 祝工作顺利, 此致, 敬礼.
pub(super) fn is_greeting(text: &str) -> bool {
    let key = match_key(text);
    let key = key.trim_matches(|c: char| matches!(c, '.' | '!' | ',' | ':' | '~'));
    let count = key.chars().count();
    let addressed = text.ends_with(['：', ':', '，', ','])
        && count <= 20
        && (ADDRESSED.ends(key) || key.starts_with("尊敬的"));
    let polite = count <= 24 && GREETINGS.is_mentioned(key) && !MORE_THAN_POLITE.is_mentioned(key);
    addressed || polite
}

/// Blocks of a mail's body without the sender's signature at the end.
pub(super) fn without_signature(blocks: &[Block]) -> &[Block] {
    let text = |block: &Block| match block {
        Block::Paragraph(paragraph) => Some(paragraph.text.clone()),
        Block::Table(_) => None,
    };
    let mut end = blocks.len();
    // A rule of dashes near the end begins the signature.
    for (at, block) in blocks.iter().enumerate().rev().take(12) {
        match text(block) {
            Some(line) if is_rule(&line) => {
                end = at;
                break;
            }
            Some(line) if length(&line) <= 80 => {}
            Some(_) | None => break,
        }
    }
    // A name beside a telephone or an office is the sender's; one below a text alone may be its author's.
    let mut reached = false;
    while let Some(line) = end.checked_sub(1).and_then(|at| blocks.get(at)).and_then(text) {
        let sender = reached && is_name(&line);
        if !trim(&line).is_empty() && !is_signature_line(&line) && !sender {
            break;
        }
        reached |= reaches(&line);
        end -= 1;
    }
    blocks.get(..end).unwrap_or_default()
}

fn is_rule(text: &str) -> bool {
    let text = trim(text);
    text.chars().count() >= 2
        && text
            .chars()
            .all(|c| matches!(c, '-' | '—' | '_' | '=' | '─' | '*' | '－' | '–') || is_blank(c))
}

/// Beginnings of lines with telephone and address.
static CONTACT: WordList = WordList::new(
    "\
    电话: 手机: 传真: 地址: 邮编: 邮箱: 联系人: 联系电话: 联系方式: 办公电话: e-mail: email: tel: 网址: \
    qq: 微信: http",
);

/// What programs add below a letter.
static DEVICE: WordList = WordList::new(
    "\
    发自我的 从我的 来自我的 发送自 sentfrom 获取outlook 从windows 网易邮箱 \
    qq邮箱",
);

/// 联系人：…　电话：… — by whom and where the sender can be reached.
pub(super) fn is_contact_line(text: &str) -> bool {
    let line = match bracketed(trim(text)) {
        Some((inside, "")) => inside,
        _ => text,
    };
    length(line) <= 80 && !has_sentence(line) && CONTACT.begins(&match_key(line))
}

/// A line that tells where the sender can be reached: telephone, address, an office, an office and its clerk.
fn reaches(text: &str) -> bool {
    let text = trim(text);
    let text = before_telephone(text).unwrap_or(text);
    CONTACT.begins(&match_key(text)) || text.is_empty() || is_office(text) || clerk_of(text)
}

/// What stands before the telephone number or the address of electronic mail with which a line ends.
fn before_telephone(text: &str) -> Option<&str> {
    let mail = text.rsplit(is_blank).next().unwrap_or_default();
    let left = if mail.contains('@') && mail.is_ascii() {
        text.strip_suffix(mail)?
    } else {
        let spaced = |c: char| {
            is_blank(c) || matches!(c, '-' | '—' | '－' | '+' | '(' | ')' | '（' | '）' | '/' | '、')
        };
        let left = text.trim_end_matches(|c: char| c.is_ascii_digit() || spaced(c));
        let digits = text
            .get(left.len()..)?
            .chars()
            .filter(char::is_ascii_digit)
            .count();
        if digits < 7 {
            return None;
        }
        left
    };
    let left = left
        .trim_end_matches(|c: char| is_blank(c) || matches!(c, '：' | ':' | '，' | ',' | '、' | '(' | '（'));
    let word = TELEPHONE.words().find_map(|word| {
        let at = left.len().checked_sub(word.len())?;
        left.get(at..)?
            .eq_ignore_ascii_case(word)
            .then(|| left.get(..at))?
    });
    Some(trim(word.unwrap_or(left)))
}

/// Words before a telephone number, longest first where one holds another.
pub(super) static TELEPHONE: WordList =
    WordList::new("联系电话 办公电话 电话 手机号码 手机号 手机 电邮 邮箱 tel mobile email");

fn is_name(text: &str) -> bool {
    names::plausible(text).is_some_and(|(_, sure)| sure == Likelihood::Known)
}

fn is_office(text: &str) -> bool {
    length(text) <= 30 && (text.ends_with("秘书处") || text.ends_with("办公室"))
}

/// 小李, 王老师: how a clerk calls himself below a letter, and no author.
fn is_clerk(text: &str) -> bool {
    let surname = |text: &str| {
        let mut letters = text.chars();
        let (surname, rest) = (letters.next(), letters.next());
        rest.is_none() && surname.is_some_and(names::is_surname)
    };
    let young = text.strip_prefix('小').is_some_and(surname);
    let titled = ["老师", "工", "秘书", "干事"]
        .iter()
        .filter_map(|title| text.strip_suffix(title));
    young || titled.into_iter().any(surname)
}

/// 华夏光学学会秘书处 李娜
fn clerk_of(text: &str) -> bool {
    ["秘书处", "办公室"]
        .iter()
        .filter_map(|office| text.rsplit_once(office))
        .any(|(before, name)| {
            let name = trim(name);
            length(before) <= 30 && (is_name(name) || is_clerk(name))
        })
}

/// Name of the office, telephone, address, date, greeting: the lines below a letter.
pub(super) fn is_signature_line(text: &str) -> bool {
    let text = trim(text);
    let key = match_key(text);
    if added::is_offer(text, &key) || added::is_disclaimer(&key) || offers_answer(text) {
        return true;
    }
    if has_sentence(text) && !is_greeting(text) {
        return false;
    }
    let office = is_office(text) || (length(text) <= 30 && position::is_organisation(text));
    // 李娜 13800138000, 华夏光学学会秘书处 李娜 010-55501234
    let telephone = before_telephone(text).is_some_and(|left| {
        left.is_empty()
            || is_name(left)
            || is_clerk(left)
            || clerk_of(left)
            || is_office(left)
            || position::is_organisation(left)
    });
    is_date(text)
        || telephone
        || clerk_of(text)
        || is_clerk(text)
        || is_rule(text)
        || office
        || is_greeting(text)
        || CONTACT.begins(&key)
        || (DEVICE.is_mentioned(&key) && key.chars().count() <= 40)
}

/// Takes the head lines that stand where a letter is signed: 填表人 and 联系方式 look like a signature there.
pub(super) fn head_below(form: &mut FoundForm, below: &[Block], vocabulary: Words<'_>) {
    let Some(template) = vocabulary.template else {
        return;
    };
    for line in tidy(lines_of(below)) {
        for (at, value) in headers_in(&line, vocabulary, Freedom::Printed) {
            let place = match template.headers.get(at).map(|header| &header.field) {
                Some(HeaderField::FilledBy) => &mut form.filled_by,
                Some(HeaderField::Contact) => &mut form.contact,
                Some(HeaderField::Society | HeaderField::Further(_)) | None => continue,
            };
            if place.is_none() && !value.is_empty() {
                *place = Some(value);
            }
        }
    }
}

/// Phrases that speak of an attachment.
static ANNOUNCING: WordList = WordList::new(
    "\
    请查收 请查阅 敬请查收 查收 见附件 附件为 附件是 附件请 附件中 在附件 附上 随信 随函 现报送 \
    现予报送 现将 见附 补发 如附件 附件如下 详见附件 附件里 附件内 附: 发送附件 发上 附件已 \
    统计表已填",
);

/// True when a letter says that something is attached.
pub(super) fn announces(text: &str) -> bool {
    let key = match_key(text);
    ANNOUNCING.is_mentioned(&key)
}

/// Words of questions.
static ASKING: WordList = WordList::new(
    "\
    请问 可否 能否 是否 怎么 如何 咨询 盼复 什么时候 哪里 多少 请教 吗 请示",
);

/// True when a letter asks something.
pub(super) fn asks(text: &str) -> bool {
    let key = match_key(text).replace("妥否", "");
    let phrases = ASKING.is_mentioned(&key) || key.contains('?');
    phrases && length(text) <= 500
}

#[cfg(test)]
mod tests {
    use super::super::sample::paragraph;
    use super::*;

    #[test]
    fn the_signature_of_a_letter_is_taken_away() {
        let text = [
            "您好！",
            "学习使我认识到，要久久为功。",
            "",
            "--",
            "华夏光学学会秘书处",
            "电话：010-55501234",
        ];
        let blocks: Vec<Block> = text.iter().map(|line| paragraph(line)).collect();
        assert_eq!(without_signature(&blocks).len(), 2);
        let text = [
            "学习使我认识到，要久久为功。",
            "此致",
            "敬礼",
            "华夏光学学会",
            "2022年10月20日",
            "发自我的iPhone",
        ];
        let blocks: Vec<Block> = text.iter().map(|line| paragraph(line)).collect();
        assert_eq!(without_signature(&blocks).len(), 1);
    }

    #[test]
    fn the_sender_of_a_letter_signs_no_text() {
        for tail in [
            "李娜\n华夏光学学会\n010-55508624",
            "此致\n敬礼\n华夏光学学会\n王芳 13800138000",
            "李娜 13800138000\n祝好",
            "华夏光学学会秘书处 李娜\nTel 13800138000",
            "李娜\n华夏光学学会秘书处\n手机 13800138000",
            "王芳\n华夏光学学会办公室\n电话：13800138000",
            "王芳\nwangfang@hx.example",
            "华夏光学学会秘书处 小李\n13800138000",
            "办公室 王老师 010-55508624",
            "祝好！\n小李",
            "以上材料请查收，如有问题请与小李联系（13800138000）。",
        ] {
            let text = format!("学习使我认识到，要久久为功。\n\n{tail}");
            let blocks: Vec<Block> = text.split('\n').map(paragraph).collect();
            assert_eq!(without_signature(&blocks).len(), 1, "{tail}");
        }
        for (text, left) in [
            ("要久久为功。\n张三\n华夏光学学会", 2),
            ("建议增加到 20000000", 1),
        ] {
            let blocks: Vec<Block> = text.split('\n').map(paragraph).collect();
            assert_eq!(without_signature(&blocks).len(), left, "{text}");
        }
    }

    #[test]
    fn what_programs_add_below_a_letter_is_nobodys_text() {
        let own = "学习使我认识到，要久久为功。";
        for tail in [
            "从QQ邮箱发来的超大附件\n\n李四感悟.docx (128.03M, 2022年11月27日 21:59 到期)进入下载页面：https://wx.mail.qq.com/ftn/download?func=3&key=1",
            "从网易163邮箱发来的超大附件\n\n李四感悟.docx (3.61M, 2022年11月25日 13:35 到期)\n下载：https://mail.163.com/large-attachment-download/index.html?p=X&file=abc",
            "从QQ邮箱发来的超大附件\n李四感悟.docx(128.03M, 2022年11月27日 21:59 到期)进入下载页面",
            "本邮件及其附件含有保密信息，仅限于发送给上面地址中列出的个人或群组。禁止任何其他人以任何形式使用本邮件中的信息。",
            "________________________________\n本邮件经华夏病毒网关扫描，未发现病毒。",
            "This e-mail and its attachments contain confidential information, which is intended only for the person listed above.",
        ] {
            let blocks: Vec<Block> = format!("{own}\n\n{tail}").split('\n').map(paragraph).collect();
            assert_eq!(without_signature(&blocks).len(), 1, "{tail}");
        }
        for text in [
            "要把科普资源下载到县域，让更多的人用得上。",
            "此邮件制度应当保密，建议完善。",
            "成果于2022年到期，共3.5M字",
        ] {
            let blocks: Vec<Block> = format!("{own}\n{text}").split('\n').map(paragraph).collect();
            assert_eq!(without_signature(&blocks).len(), 2, "{text}");
        }
    }

    #[test]
    fn questions_and_announcements_are_told_apart() {
        assert!(
            asks("请问青年感悟的照片有尺寸要求吗？盼复。")
                && !announces("请问青年感悟的照片有尺寸要求吗？盼复。")
        );
        assert!(
            announces("老师好，附件为我会统计表，请查收。") && !asks("老师好，附件为我会统计表，请查收。")
        );
        assert!(!asks("现予报送，妥否请指示") || announces("现予报送，妥否请指示"));
    }
}
