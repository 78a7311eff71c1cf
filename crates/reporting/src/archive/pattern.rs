//! 命名规则 — how attachments are named: fields in braces, words between them.

use std::fmt;

/// 命名规则, for example `{序号}-{学会}-{姓名}-{题目}`. A field that has nothing to say takes the words before it along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamePattern {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Words(String),
    Field(NameField),
}

macro_rules! fields {
    ($($(#[$doc:meta])* $variant:ident $word:literal),*) => {
        /// What a name can say of an attachment.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum NameField { $($(#[$doc])* $variant),* }

        impl NameField {
            /// All fields, in the order in which they are offered.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The word between the braces.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }
    };
}

fields! {
    /// Running number of the piece, in the order of items and roster.
    Number "序号",
    /// Name of the society.
    Society "学会",
    /// Its code.
    SocietyCode "学会编号",
    /// Its category.
    Category "类别",
    /// Title of the item.
    Item "征集项",
    /// The person; 张三等3人 where a file holds the pieces of several.
    Person "姓名",
    /// Affiliation of the person.
    Affiliation "单位",
    /// First position of the person.
    Position "职务",
    /// Title of the piece.
    Title "题目",
    /// The file's name as it was sent, without its ending.
    FileName "原文件名",
    /// 照片, 视频, 文档 …
    Kind "附件类型",
    /// Number of the arrival.
    Arrival "来件号",
    /// Day of receipt, for example 20221024.
    Received "收到日期"
}

/// Why a text is no pattern for names.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// A field that there is not.
    #[error("the pattern for names has no field {{{0}}}; there are {list}", list = known())]
    UnknownField(String),
    /// A brace without its other half.
    #[error("the pattern for names has a brace without its other half")]
    Unbalanced,
    /// All attachments would have the same name.
    #[error("the pattern for names has no field; there are {list}", list = known())]
    NoField,
}

impl PatternError {
    /// The same for the people of the office.
    pub fn sentence(&self) -> String {
        match self {
            Self::UnknownField(field) => {
                format!("命名规则中的“{{{field}}}”不是可用的字段。可用字段：{}。", known())
            }
            Self::Unbalanced => "命名规则中的花括号不成对，请检查“{”和“}”。".to_owned(),
            Self::NoField => format!("命名规则中至少应有一个字段。可用字段：{}。", known()),
        }
    }
}

fn known() -> String {
    NameField::ALL.iter().map(ToString::to_string).collect()
}

impl fmt::Display for NameField {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{{{}}}", self.word())
    }
}

impl NamePattern {
    /// Reads a pattern; white space around the words in braces does not count.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((words, behind)) = rest.split_once('{') {
            let (name, after) = behind.split_once('}').ok_or(PatternError::Unbalanced)?;
            if words.contains('}') || name.contains('{') {
                return Err(PatternError::Unbalanced);
            }
            let field = NameField::ALL.iter().find(|field| field.word() == name.trim());
            let field = field.ok_or_else(|| PatternError::UnknownField(name.trim().to_owned()))?;
            if !words.is_empty() {
                parts.push(Part::Words(words.to_owned()));
            }
            parts.push(Part::Field(*field));
            rest = after;
        }
        if rest.contains('}') {
            return Err(PatternError::Unbalanced);
        }
        if parts.is_empty() {
            return Err(PatternError::NoField);
        }
        if !rest.is_empty() {
            parts.push(Part::Words(rest.to_owned()));
        }
        Ok(Self { parts })
    }

    /// A name with these values. Words stand only between values, before the first field and behind the last one.
    pub(super) fn fill(&self, value: impl Fn(NameField) -> String) -> String {
        let mut name = String::new();
        let (mut waiting, mut has_value, mut is_first) = (String::new(), false, true);
        for part in &self.parts {
            match part {
                Part::Words(words) if is_first => name.push_str(words),
                Part::Words(words) => waiting.clone_from(words),
                Part::Field(field) => {
                    let value = value(*field);
                    let value = value.trim();
                    if !value.is_empty() {
                        if has_value {
                            name.push_str(&waiting);
                        }
                        name.push_str(value);
                        has_value = true;
                    }
                    waiting.clear();
                }
            }
            is_first = false;
        }
        name.push_str(&waiting);
        name
    }
}

impl Default for NamePattern {
    fn default() -> Self {
        let fields = [
            NameField::Number,
            NameField::Society,
            NameField::Person,
            NameField::Title,
        ];
        let dash = || Part::Words("-".to_owned());
        let parts = fields
            .map(Part::Field)
            .into_iter()
            .flat_map(|field| [dash(), field]);
        Self {
            parts: parts.skip(1).collect(),
        }
    }
}

impl fmt::Display for NamePattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in &self.parts {
            match part {
                Part::Words(words) => formatter.write_str(words)?,
                Part::Field(field) => write!(formatter, "{field}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(pattern: &str, values: &[(&str, &str)]) -> String {
        let value = |field: NameField| {
            let known = values.iter().find(|(word, _)| *word == field.word());
            known.map_or_else(String::new, |(_, value)| (*value).to_owned())
        };
        NamePattern::parse(pattern).unwrap().fill(value)
    }

    #[test]
    fn a_pattern_says_what_it_was_read_from() {
        let usual = "{序号}-{学会}-{姓名}-{题目}";
        assert_eq!(NamePattern::default().to_string(), usual);
        assert_eq!(NamePattern::parse(usual).unwrap(), NamePattern::default());
        let other = "归档_{ 学会编号 }（{姓名}）";
        assert_eq!(
            NamePattern::parse(other).unwrap().to_string(),
            "归档_{学会编号}（{姓名}）"
        );
    }

    #[test]
    fn what_is_no_field_is_named_with_those_that_are() {
        let error = NamePattern::parse("{序号}-{作者}").unwrap_err();
        assert_eq!(error, PatternError::UnknownField("作者".to_owned()));
        assert!(error.sentence().contains("“{作者}”") && error.sentence().contains("{姓名}"));
        assert!(error.to_string().contains("{作者}; there are {序号}{学会}"));
        for text in ["{序号", "序号}", "{{序号}}", "}{序号}"] {
            assert_eq!(NamePattern::parse(text), Err(PatternError::Unbalanced), "{text}");
        }
        for text in ["", "附件"] {
            assert_eq!(NamePattern::parse(text), Err(PatternError::NoField), "{text}");
        }
    }

    #[test]
    fn a_field_without_a_value_leaves_no_double_dash() {
        let pattern = "{序号}-{学会}-{姓名}-{题目}";
        let all = [("序号", "0001"), ("学会", "甲"), ("姓名", "乙"), ("题目", "丙")];
        assert_eq!(filled(pattern, &all), "0001-甲-乙-丙");
        assert_eq!(filled(pattern, &[all[0], all[1], all[3]]), "0001-甲-丙");
        assert_eq!(filled(pattern, &[all[3]]), "丙");
        assert_eq!(filled(pattern, &all[..2]), "0001-甲");
        assert_eq!(filled("附件{序号}_{姓名}终", &all[..1]), "附件0001终");
        assert_eq!(filled("附件{序号}_{姓名}", &[all[2]]), "附件乙");
    }
}
