//! Takes the letter that is answered or passed on out of a plain text.

use crate::model::ParsedMail;
use crate::whole_text;

/// Words between dashes that begin an original letter.
const HEADINGS: [&str; 13] = [
    "原始邮件",
    "原始信息",
    "原邮件",
    "邮件原件",
    "回复的原邮件",
    "转发的原邮件",
    "转发的邮件",
    "转发邮件",
    "转发邮件信息",
    "originalmessage",
    "original",
    "forwardedmessage",
    "originalemail",
];
/// Characters of which mail programs draw the rules around such words.
const RULES: [char; 8] = ['-', '—', '_', '=', '─', '－', '–', '━'];
/// Labels that stand beside 发件人 in the header of a quoted letter.
const LABELS: [&str; 13] = [
    "发送时间",
    "发送日期",
    "日期",
    "时间",
    "收件人",
    "主题",
    "抄送",
    "密送",
    "sent",
    "date",
    "to",
    "subject",
    "cc",
];

/// The text without quoted originals: what its writer wrote now.
///
/// Everything after the heading or header block of an original goes; of a quotation marked by `>` only
/// the marked lines go, so that an answer below it stays.
pub fn strip_quoted(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut kept: Vec<&str> = Vec::with_capacity(lines.len());
    let mut at = 0;
    while let Some(ahead) = lines.get(at..).filter(|ahead| !ahead.is_empty()) {
        if is_heading(ahead) || is_header_block(ahead) {
            break;
        }
        if let Some(length) = attribution(ahead) {
            let below = ahead.iter().skip(length).find(|line| !line.trim().is_empty());
            if below.is_some_and(|line| is_marked(line)) {
                at += length;
                continue;
            }
            let own = ahead.get(..length).unwrap_or_default().concat();
            if own.contains('@') || below.is_none() && names_a_time(&own) {
                break;
            }
        }
        kept.extend(ahead.first().filter(|line| !is_marked(line)));
        at += 1;
    }
    let is_rule = |line: &str| line.chars().all(|c| c == ' ' || RULES.contains(&c));
    while kept.last().is_some_and(|line| is_rule(line)) {
        kept.pop();
    }
    kept.join("\n").trim_matches('\n').to_owned()
}

/// What stands below the writer's own words: the letters that are quoted or passed on.
pub fn quoted_text(mail: &ParsedMail) -> String {
    let text = whole_text(mail);
    let own = strip_quoted(&text).lines().count();
    let below: Vec<&str> = text.lines().skip(own).collect();
    below.join("\n")
}

/// What the latest letter that is quoted or passed on says itself: without its header, and without what it quotes.
pub fn passed_on_text(mail: &ParsedMail) -> String {
    let quoted = quoted_text(mail);
    let lines: Vec<&str> = quoted.lines().map(unmarked).collect();
    let mut at = 0;
    while let Some(ahead) = lines.get(at..).filter(|ahead| !ahead.is_empty()) {
        match attribution(ahead) {
            Some(length) => at += length,
            None if belongs_to_header(ahead) => at += 1,
            None => break,
        }
    }
    strip_quoted(&lines.get(at..).unwrap_or_default().join("\n"))
}

/// A line without the mark of its quotation.
fn unmarked(line: &str) -> &str {
    let bare = line.trim_start();
    bare.strip_prefix('>').map_or(line, str::trim_start)
}

/// Blank, a heading or a rule, or a line of the header of a quoted letter.
fn belongs_to_header(lines: &[&str]) -> bool {
    let Some(line) = lines.first() else { return false };
    let bare = line.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '|' | '*'));
    let is_rule = line.chars().all(|c| c.is_whitespace() || RULES.contains(&c));
    let label = bare.split_once([':', '：']).or_else(|| bare.split_once('|'));
    let is_label = label.is_some_and(|(label, _)| {
        let label = compact(label);
        LABELS.contains(&label.as_str()) || matches!(label.as_str(), "发件人" | "发自" | "from")
    });
    is_rule || is_label || is_heading(lines)
}

/// Addresses of those who sent the letters that are quoted or passed on below the writer's own words, lower-case.
pub fn quoted_senders(mail: &ParsedMail) -> Vec<String> {
    let text = quoted_text(mail);
    let senders = text.lines().filter_map(|line| {
        let bare = line.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '>' | '*'));
        let (label, value) = bare.split_once([':', '：'])?;
        matches!(compact(label).as_str(), "发件人" | "发自" | "from").then(|| address_in(value))?
    });
    senders.collect()
}

/// The address in 华夏学会 <office@a.example>, or alone.
fn address_in(value: &str) -> Option<String> {
    let ends = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '@' | '.' | '-' | '_' | '+'));
    let found = value.split(ends).find(|word| {
        word.split_once('@')
            .is_some_and(|(name, domain)| !name.is_empty() && domain.contains('.'))
    })?;
    Some(found.to_lowercase())
}

fn is_marked(line: &str) -> bool {
    line.trim_start().starts_with('>')
}

/// `------------------ 原始邮件 ------------------` and its relatives.
fn is_heading(lines: &[&str]) -> bool {
    let Some(line) = lines.first() else { return false };
    if !first_of_compact(line)
        .is_some_and(|first| RULES.contains(&first) || matches!(first, 'b' | 'B' | '开'))
    {
        return false;
    }
    let bare = compact(line);
    if bare.starts_with("beginforwardedmessage") || bare.starts_with("开始转发的邮件") {
        return true;
    }
    let inner = bare.trim_start_matches(RULES);
    let dashes = bare.chars().count() - inner.chars().count();
    let words = inner.trim_end_matches(RULES).trim_end_matches([':', '：']);
    dashes >= 2 && HEADINGS.contains(&words)
}

/// 发件人 and at least two more labels within the next lines.
fn is_header_block(lines: &[&str]) -> bool {
    let label = |line: &str| {
        let (label, _) = line.split_once([':', '：'])?;
        Some(compact(label))
    };
    let may_begin =
        |line: &&str| first_of_compact(line).is_some_and(|first| matches!(first, '发' | 'f' | 'F'));
    let first = lines.first().copied().filter(may_begin).and_then(label);
    if !first.is_some_and(|label| matches!(label.as_str(), "发件人" | "发自" | "from")) {
        return false;
    }
    let next = lines
        .iter()
        .skip(1)
        .filter(|line| !line.trim().is_empty())
        .take(6);
    next.filter_map(|line| label(line))
        .filter(|label| LABELS.contains(&label.as_str()))
        .count()
        >= 2
}

/// Number of lines of `在 2026-09-01，某某写道：`; a long one is broken into up to three.
fn attribution(lines: &[&str]) -> Option<usize> {
    let begins = |line: &str| {
        let line = line.trim_start();
        let word = line.get(..3).unwrap_or_default();
        line.starts_with(['在', '于']) || word.eq_ignore_ascii_case("on ") || word.eq_ignore_ascii_case("at ")
    };
    let ends = |line: &str| {
        let line = line.trim_end().trim_end_matches([':', '：']);
        let word = line.len().checked_sub(5).and_then(|at| line.get(at..));
        line.ends_with("写道") || word.is_some_and(|word| word.eq_ignore_ascii_case("wrote"))
    };
    let first = lines.first()?;
    if ends(first) {
        return Some(1);
    }
    let rest = lines.iter().take(3).take_while(|line| !line.trim().is_empty());
    begins(first)
        .then(|| rest.take(3).position(|line| ends(line)))?
        .map(|last| last + 1)
}

/// Whether a clock time is in it. A sentence such as 在《沁园春》中写道： is the writer's own; a mail program
/// names an address, or a time with nothing left below.
fn names_a_time(line: &str) -> bool {
    let digit_before = |part: &str| part.chars().next_back().is_some_and(|c| c.is_ascii_digit());
    let digit_after = |part: &str| part.chars().next().is_some_and(|c| c.is_ascii_digit());
    let parts: Vec<&str> = line.split(':').collect();
    parts
        .windows(2)
        .any(|pair| matches!(pair, [left, right] if digit_before(left) && digit_after(right)))
}

/// Lower-case, without spaces and the stars of bold text. QQ leaves `&nbsp;` in plain text.
fn compact(line: &str) -> String {
    line.replace("&nbsp;", " ")
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '*')
        .flat_map(char::to_lowercase)
        .collect()
}

/// The first character of [`compact`], but for its case.
fn first_of_compact(line: &str) -> Option<char> {
    let mut rest = line;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '*');
        match rest.strip_prefix("&nbsp;") {
            Some(after) => rest = after,
            None => return rest.chars().next(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn senders_of_quoted_letters_are_named() {
        let text = "转给你们。\n\n---------- 转发邮件 ----------\n发件人：华夏水声学会 <Office@s13.example>\n发送日期：2024-05-19\n收件人：a@b.example\n主题：材料\n\n附件是材料。";
        let mail = ParsedMail {
            text: Some(crate::model::TextBody {
                text: text.to_owned(),
                charset: "utf-8".to_owned(),
            }),
            ..ParsedMail::default()
        };
        assert_eq!(quoted_senders(&mail), ["office@s13.example"]);
        assert_eq!(quoted_senders(&ParsedMail::default()), [""; 0]);
    }

    #[test]
    fn a_letter_that_is_passed_on_speaks_for_itself() {
        let said = |text: &str| {
            passed_on_text(&ParsedMail {
                text: Some(crate::model::TextBody {
                    text: text.to_owned(),
                    charset: "utf-8".to_owned(),
                }),
                ..ParsedMail::default()
            })
        };
        let older = "\n\n-----原始邮件-----\n发件人：c@d.example\n请报送。";
        for head in [
            "-------- 转发邮件信息 --------\n发件人：甲 <a@b.example>\n发送日期：2022-10-19\n收件人：x\n主题：感悟\n",
            "发件人: 甲\n发送时间: 2022年10月19日\n收件人: 乙\n抄送: \n主题: 感悟\n",
            "---- 转发的原邮件 ----\n| 发件人 | 甲<a@b.example> |\n| 日期 | 2022年10月19日 |\n",
        ] {
            assert_eq!(said(&format!("请查收。\n\n{head}\n新{older}")), "新", "{head}");
        }
        let marked = "好\n在 2026年9月1日，10:00，甲 <a@b.example> 写道：\n\n> 旧一\n> 旧二";
        assert_eq!(said(marked), "旧一\n旧二");
    }

    #[test]
    fn an_original_of_qq_is_cut_off() {
        let text = "见附件。\n\n------------------ 原始邮件 ------------------\n发件人: \"办公室\"\n统计表";
        assert_eq!(strip_quoted(text), "见附件。");
        assert_eq!(strip_quoted("好\n---原始邮件---\n旧"), "好");
        assert_eq!(
            strip_quoted("好\n------------------\u{a0}原始邮件\u{a0}------------------\n旧"),
            "好"
        );
    }

    #[test]
    fn outlook_and_forwards_are_cut_off() {
        for heading in [
            "-----邮件原件-----",
            "-----Original Message-----",
            "---------- 转发的邮件 ----------",
        ] {
            assert_eq!(strip_quoted(&format!("好\n{heading}\n旧")), "好", "{heading}");
        }
    }

    #[test]
    fn a_block_of_labels_is_cut_off_with_its_rule() {
        let text = "请查收\n________________________________\n发件人: 甲 <a@b.example>\n发送时间: 2026年9月1日\n收件人: 乙\n主题: 通知\n\n旧";
        assert_eq!(strip_quoted(text), "请查收");
    }

    #[test]
    fn a_form_that_asks_for_a_sender_is_no_block() {
        let text = "发件人：华夏茶学会\n联系电话：000\n内容：统计表";
        assert_eq!(strip_quoted(text), text);
    }

    #[test]
    fn an_answer_below_marked_lines_stays() {
        let text = "在 2026年9月1日，10:00，甲 <a@b.example> 写道：\n\n> 旧一\n> 旧二\n\n新";
        assert_eq!(strip_quoted(text), "新");
    }

    #[test]
    fn an_attribution_without_marks_cuts_the_rest() {
        assert_eq!(
            strip_quoted("好\nAt 2026-09-01 10:00:00, \"甲\" <a@b.example> wrote:\n旧"),
            "好"
        );
        assert_eq!(
            strip_quoted("好\n甲 <a@b.example> 于2026年9月1日周二 10:00写道：\n旧"),
            "好"
        );
        assert_eq!(
            strip_quoted("ok\nOn Tue, Sep 1, 2026 at 10:00 AM A\n<a@b.example> wrote:\n\n> old"),
            "ok"
        );
    }

    #[test]
    fn what_each_mail_program_puts_below_an_answer_is_no_content() {
        let originals = [
            "------------------ 原始邮件 ------------------\n发件人: \"征集系统\" <noreply@office.example>;\n\
             发送时间: 2026年9月1日(星期二) 上午10:00\n收件人: \"秘书处\"<a@huaxia.example>;\n主题: 【请补充】通知\n\n学会名称：",
            "------------------&nbsp;原始邮件&nbsp;------------------\n发件人:&nbsp;x",
            "---- 回复的原邮件 ----\n| 发件人 | 征集系统<noreply@office.example> |\n| 日期 | 2026年09月01日 10:00 |\n学会名称：",
            "-----原始邮件-----\n发件人:征集系统 <noreply@office.example>\n发送时间:2026-09-01 10:00:00 (星期二)\n主题: 通知",
            "===== 原始邮件 =====\n学会名称：",
            "━━━━━━ 原始邮件 ━━━━━━\n学会名称：",
            "________________________________\n发件人: 征集系统\n发送时间: 2026年9月1日 10:00\n收件人: a\n抄送: b\n主题: 通知",
            "发件人： noreply@office.example\n发送时间： 2026-09-01 10:00\n收件人： a\n主题： 通知\n\n学会名称：",
            "*From:* Office <noreply@office.example>\n*Date:* Tue, 1 Sep 2026 10:00\n*To:* a\n*Subject:* x\n\nold",
            "在2026-09-01 10:00:00，\"征集系统\" <noreply@office.example> 写道：\n学会名称：",
            "> 在 2026年9月1日，上午10:00，征集系统 <noreply@office.example> 写道：\n> \n> 学会名称：",
            "征集系统 <noreply@office.example> 于2026年9月1日周二 10:00写道：\n\n> 学会名称：",
            "-------- Original message --------\nFrom: Office\nDate: 1/9/26 10:00\nold",
            "Begin forwarded message:\n\nFrom: Office",
        ];
        for original in originals {
            let text = format!("老师好，补充如下。\n\n发自我的手机\n\n{original}");
            assert_eq!(
                strip_quoted(&text),
                "老师好，补充如下。\n\n发自我的手机",
                "{original}"
            );
        }
    }

    #[test]
    fn an_essay_that_quotes_a_poem_is_left_alone() {
        let text = "在《华夏颂》中写道：\n山河万里。\n2021年9月1日10:30他在文章里写道：\n春风。";
        assert_eq!(strip_quoted(text), text);
    }

    #[test]
    fn an_attribution_with_nothing_below_goes() {
        assert_eq!(strip_quoted("好\n在 2026年9月1日，10:00，甲 写道：\n\n"), "好");
    }
}
