//! The words of letters as templates (docs/adr/0024): one file for each kind of letter, its first line the subject.
//!
//! What is said is decided in [`crate::wording`]; a template only says it. No template can reach the file system, add
//! a header or a recipient, or run for long; whatever a template puts out of a letter's facts is one line.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use domain::letter::LetterKind;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::ValueKind;
use minijinja::{
    Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value, filters, tests as jinja_tests,
};

use crate::text::one_line;

/// What the first line of every template begins with.
const SUBJECT: &str = "主题：";
/// Instructions that one letter may take: a receipt for 10,000 pieces needs fewer.
const FUEL: u64 = 5_000_000;
const HAN_NUMBERS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];

/// A template, by the name of its file without `.txt`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TemplateName {
    /// 回执.
    Receipt,
    /// 回执 for several arrivals in one letter.
    Receipts,
    /// 退回补充.
    CorrectionRequest,
    /// 收悉.
    Acknowledgement,
    /// 收到待核.
    UnderReview,
    /// 报送提醒.
    Reminder,
    /// 逾期提醒.
    Overdue,
    /// 延期通知.
    Extension,
    /// 通知函.
    Invitation,
    /// 每日摘要, which is of no notice.
    Digest,
}

/// What is wrong with a template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct TemplateProblem {
    /// Which template.
    pub template: TemplateName,
    /// Line from 1, when known.
    pub line: Option<usize>,
    /// What is wrong, for the office.
    pub what: String,
}

/// The templates that a notice brought, by name; kinds that it lacks are worded as usual.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Templates {
    own: BTreeMap<TemplateName, String>,
}

/// A letter in words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    /// 主题, one line.
    pub subject: String,
    /// 正文, lines separated by `\n`.
    pub body: String,
}

impl TemplateName {
    /// All that a notice may bring.
    pub const ALL: [Self; 9] = [
        Self::Receipt,
        Self::Receipts,
        Self::CorrectionRequest,
        Self::Acknowledgement,
        Self::UnderReview,
        Self::Reminder,
        Self::Overdue,
        Self::Extension,
        Self::Invitation,
    ];

    /// The template of a letter of this kind.
    pub const fn of(kind: LetterKind) -> Self {
        match kind {
            LetterKind::Receipt => Self::Receipt,
            LetterKind::CorrectionRequest => Self::CorrectionRequest,
            LetterKind::Acknowledgement => Self::Acknowledgement,
            LetterKind::UnderReview => Self::UnderReview,
            LetterKind::Reminder => Self::Reminder,
            LetterKind::Overdue => Self::Overdue,
            LetterKind::Extension => Self::Extension,
            LetterKind::Invitation => Self::Invitation,
        }
    }

    /// The name of its file without `.txt`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::Receipts => "receipts",
            Self::CorrectionRequest => "correction_request",
            Self::Acknowledgement => "acknowledgement",
            Self::UnderReview => "under_review",
            Self::Reminder => "reminder",
            Self::Overdue => "overdue",
            Self::Extension => "extension",
            Self::Invitation => "invitation",
            Self::Digest => "digest",
        }
    }

    /// Reads the name of [`TemplateName::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|name| name.as_str() == text)
    }

    /// The template that is used where a notice brings none.
    pub const fn standard(self) -> &'static str {
        match self {
            Self::Receipt => include_str!("../templates/receipt.txt"),
            Self::Receipts => include_str!("../templates/receipts.txt"),
            Self::CorrectionRequest => include_str!("../templates/correction_request.txt"),
            Self::Acknowledgement => include_str!("../templates/acknowledgement.txt"),
            Self::UnderReview => include_str!("../templates/under_review.txt"),
            Self::Reminder => include_str!("../templates/reminder.txt"),
            Self::Overdue => include_str!("../templates/overdue.txt"),
            Self::Extension => include_str!("../templates/extension.txt"),
            Self::Invitation => include_str!("../templates/invitation.txt"),
            Self::Digest => include_str!("../templates/digest.txt"),
        }
    }
}

impl fmt::Display for TemplateName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Display for TemplateProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "信函模板 {}.txt", self.template)?;
        if let Some(line) = self.line {
            write!(formatter, " 第 {line} 行")?;
        }
        write!(formatter, "：{}", self.what)
    }
}

impl Templates {
    /// The templates of a notice, by the names of [`TemplateName`]; texts of other names are left out.
    pub fn of<'a>(own: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let own = own.into_iter();
        let own = own.filter_map(|(name, text)| Some((TemplateName::parse(name)?, tidy(text))));
        Self { own: own.collect() }
    }

    /// Writes a letter.
    pub(crate) fn write(&self, name: TemplateName, facts: Value) -> Result<Text, TemplateProblem> {
        let written = match self.own.get(&name) {
            Some(source) => STANDARD.render_named_str(name.as_str(), source, facts),
            None => STANDARD
                .get_template(name.as_str())
                .and_then(|template| template.render(facts)),
        };
        text(name, &written.map_err(|error| problem(name, &error))?)
    }
}

/// Names of the facts that a template uses and that are not there, in any of its branches.
pub(crate) fn unknown_names(
    name: TemplateName,
    source: &str,
    facts: &Value,
) -> Result<Vec<String>, TemplateProblem> {
    let template = STANDARD
        .template_from_named_str(name.as_str(), source)
        .map_err(|error| problem(name, &error))?;
    let used = template.undeclared_variables(true);
    let mut unknown: Vec<String> = used.into_iter().filter(|path| !knows(facts, path)).collect();
    unknown.sort();
    Ok(unknown)
}

fn knows(facts: &Value, path: &str) -> bool {
    let mut at = facts.clone();
    for part in path.split('.') {
        // What may be missing in a letter has no parts that could be known here.
        if at.is_none() {
            return true;
        }
        match at.get_attr(part) {
            Ok(value) if !value.is_undefined() => at = value,
            Ok(_) | Err(_) => return false,
        }
    }
    true
}

static STANDARD: LazyLock<Environment<'static>> = LazyLock::new(|| {
    // Only what cannot grow beyond the text that it is given: others take a width, and abort the program for a large one.
    let mut environment = Environment::empty();
    environment.add_filter("length", filters::length);
    environment.add_filter("join", filters::join);
    environment.add_filter("default", filters::default);
    environment.add_filter("first", filters::first);
    environment.add_filter("last", filters::last);
    environment.add_filter("trim", filters::trim);
    environment.add_filter("upper", filters::upper);
    environment.add_filter("lower", filters::lower);
    environment.add_test("defined", jinja_tests::is_defined);
    environment.add_test("undefined", jinja_tests::is_undefined);
    environment.add_test("none", jinja_tests::is_none);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    environment.set_formatter(put);
    environment.set_fuel(Some(FUEL));
    environment.add_filter("han", han);
    let syntax = SyntaxConfig::builder()
        .line_statement_prefix("%")
        .line_comment_prefix("%%")
        .build();
    if let Ok(syntax) = syntax {
        environment.set_syntax(syntax);
    }
    for name in TemplateName::ALL.into_iter().chain([TemplateName::Digest]) {
        // A test renders each; one that could not be read would be missing where it is used.
        drop(environment.add_template(name.as_str(), name.standard()));
    }
    environment
});

/// Without the mark that Windows puts before a text, its lines ended alike.
fn tidy(text: &str) -> String {
    text.trim_start_matches('\u{feff}').replace("\r\n", "\n")
}

/// Puts a text or a number on the line; anything else is a mistake of the template.
fn put(out: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    let wrong = |what| Err(Error::new(ErrorKind::InvalidOperation, what));
    match value.kind() {
        ValueKind::String | ValueKind::Number => out
            .write_str(&one_line(&value.to_string()))
            .map_err(|_| Error::new(ErrorKind::WriteFailure, "the letter cannot be put together")),
        ValueKind::Undefined => wrong("这里引用的名称不存在"),
        ValueKind::None => wrong("这里引用的内容在有的信中没有，请先用 if 判断"),
        _ => wrong("这里引用的内容不是文字，不能直接写入信中"),
    }
}

/// 一, 二, 三 … and figures from 11 on.
fn han(number: usize) -> String {
    let word = number.checked_sub(1).and_then(|place| HAN_NUMBERS.get(place));
    word.map_or_else(|| number.to_string(), |word| (*word).to_owned())
}

/// Subject and body; what conditions leave of empty lines is taken together.
fn text(name: TemplateName, written: &str) -> Result<Text, TemplateProblem> {
    let problem = |line, what: String| TemplateProblem {
        template: name,
        line,
        what,
    };
    let (first, rest) = written.trim_start().split_once('\n').unwrap_or((written, ""));
    let subject = first.trim_end().strip_prefix(SUBJECT).map(one_line);
    let subject = subject
        .filter(|subject| !subject.is_empty())
        .ok_or_else(|| problem(Some(1), format!("第一行应以“{SUBJECT}”开头，其后写邮件主题")))?;
    let mut body = String::new();
    let mut empty = false;
    for line in rest.lines().map(str::trim_end) {
        if line.is_empty() {
            empty = !body.is_empty();
            continue;
        }
        if empty {
            body.push('\n');
        }
        empty = false;
        body.push_str(line);
        body.push('\n');
    }
    if body.is_empty() {
        return Err(problem(None, "只有主题，没有正文".to_owned()));
    }
    Ok(Text { subject, body })
}

fn problem(template: TemplateName, error: &Error) -> TemplateProblem {
    let detail = error.detail().unwrap_or_default();
    let what = match error.kind() {
        ErrorKind::SyntaxError => format!("写法有误（{detail}）"),
        ErrorKind::UndefinedError => "引用的名称不存在，可用的名称见标准模板开头的说明".to_owned(),
        ErrorKind::OutOfFuel => "循环过多，无法完成".to_owned(),
        ErrorKind::InvalidOperation if !detail.is_ascii() => detail.to_owned(),
        kind => format!("{kind}（{detail}）"),
    };
    TemplateProblem {
        template,
        line: error.line(),
        what,
    }
}

#[cfg(test)]
mod tests {
    use minijinja::context;

    use super::*;

    fn written(source: &str, facts: Value) -> Result<Text, TemplateProblem> {
        Templates::of([("receipt", source)]).write(TemplateName::Receipt, facts)
    }

    #[test]
    fn a_value_adds_no_line_and_no_header() {
        let text = written(
            "主题：{{ person }}\n\n{{ person }}来信\n",
            context! { person => "张三\r\nBcc: other@elsewhere.example\u{2028}好" },
        );
        let text = text.unwrap();
        assert_eq!(text.subject, "张三 Bcc: other@elsewhere.example 好");
        assert_eq!(text.body, "张三 Bcc: other@elsewhere.example 好来信\n");
    }

    #[test]
    fn no_filter_takes_a_width() {
        for source in [
            "主题：甲\n\n{{ 'a' | indent(99999999999, true) | length }}\n",
            "主题：甲\n\n{{ '%9999999999d' | format(1) }}\n",
        ] {
            let problem = written(source, context! {}).unwrap_err();
            assert_eq!(problem.line, Some(3), "{problem}");
        }
    }

    #[test]
    fn a_text_of_windows_is_a_text() {
        let text = written(
            "\u{feff}主题：甲\r\n\r\n您好\r\n% if no\r\n二\r\n% endif\r\n再见\r\n",
            context! { no => false },
        );
        assert_eq!(text.unwrap().body, "您好\n再见\n");
    }

    #[test]
    fn conditions_leave_no_gaps() {
        let source = "主题：甲\n\n一\n\n% if no\n二\n% endif\n\n三{% if no %}四{% endif %}\n五\n\n\n";
        let text = written(source, context! { no => false }).unwrap();
        assert_eq!(text.body, "一\n\n三\n五\n");
    }

    #[test]
    fn every_mistake_says_where_it_is() {
        let loops = "{% for a in [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20] %}".repeat(6);
        let endless = format!("主题：甲\n{loops}{{{{ a }}}}{}\n", "{% endfor %}".repeat(6));
        for (source, line, said) in [
            ("您好\n", Some(1), "主题："),
            ("主题：甲\n", None, "没有正文"),
            ("主题：甲\n\n% if x\n您好\n", Some(4), "写法有误"),
            ("主题：甲\n\n{{ nothing }}\n", Some(3), "不存在"),
            ("主题：甲\n\n\n{{ none }}\n", Some(4), "请先用 if 判断"),
            ("主题：甲\n\n{{ [1] }}\n", Some(3), "不是文字"),
            (endless.as_str(), Some(2), "循环过多"),
            ("主题：甲\n\n{% include 'x' %}\n", Some(3), "写法有误"),
        ] {
            let problem = written(source, context! {}).unwrap_err();
            assert_eq!(problem.line, line, "{problem}");
            assert!(problem.what.contains(said), "{problem}");
        }
    }

    #[test]
    fn a_name_in_a_branch_that_is_not_taken_is_found() {
        let source = "主题：甲\n% if no\n{{ notice.titel }}{{ society }}{{ socity }}\n% endif\n乙\n";
        let facts =
            context! { no => false, society => "华夏植物保护学会", notice => context! { title => "通知" } };
        assert_eq!(
            unknown_names(TemplateName::Receipt, source, &facts).unwrap(),
            ["notice.titel", "socity"]
        );
    }
}
