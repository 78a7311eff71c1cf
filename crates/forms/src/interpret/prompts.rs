//! The template's own text: fill rules in brackets, 填写示例, the example of 张三.

use domain::text::{match_key, steady_key};

use super::form_label::is_key_longer;
use super::lines::{bracketed, trim, without_number};
use super::word_list::WordList;

/// Lines of a cell without the template's text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) lines: Vec<String>,
    /// True when the example was left in.
    pub(super) example: bool,
}

/// The prompts of a row as they are compared.
pub(super) fn keys(prompts: &[String]) -> Vec<String> {
    let keys = prompts.iter().map(|prompt| match_key(prompt));
    keys.filter(|key| !key.is_empty()).collect()
}

/// Takes the template's own text (the [`keys`] of its prompts, and what every template says) from the lines of a cell.
pub(super) fn without_prompts(lines: Vec<String>, keys: &[String]) -> Answer {
    let mut answer = Answer::default();
    for line in lines {
        let mut rest = if trim(&line).len() == line.len() {
            line
        } else {
            trim(&line).to_owned()
        };
        let mut whole = true;
        while let Some((shorter, example)) = strip_one(&rest, keys) {
            answer.example |= example || (whole && is_example(&rest));
            (rest, whole) = (shorter, false);
        }
        if is_example(&rest) {
            answer.example = true;
        } else if !rest.is_empty() && !is_split_prompt(&rest, keys) {
            answer.lines.push(rest);
        }
    }
    answer
}

/// The line without one prompt at its beginning, and whether that was the example.
fn strip_one(line: &str, keys: &[String]) -> Option<(String, bool)> {
    if line.is_empty() {
        return None;
    }
    for key in keys {
        if let Some(rest) = strip_key(line, key) {
            return Some((trim(rest).to_owned(), is_example(key)));
        }
    }
    if let Some((_, after)) = bracketed(line).filter(|(inside, _)| is_fill_rule(inside)) {
        return Some((after.to_owned(), false));
    }
    let mut headings = HEADINGS.beginnings(line);
    let behind = headings.find_map(|(_, rest)| trim(rest).strip_prefix(['：', ':']))?;
    Some((trim(behind).to_owned(), false))
}

/// Instructions that templates give.
static FILL_RULES: WordList = WordList::new(
    "\
    请填写 请注明 请在此 可另附 另附页) 字数不限 可附页 填写此内容 填写示例 此处填写 请逐一 请按 \
    不限字数 可续页 可加页 请写明 如有请 可自行添加 请列明 字以内 字左右",
);

/// Headings that templates put above an example or a rule.
static HEADINGS: WordList = WordList::new("填写示例 填报示例 示例 填写说明 填表说明");

/// Persons of examples.
static EXAMPLE_NAMES: WordList = WordList::new("张三 李四 王五 某某 张某 xxx");

/// Societies of examples.
static EXAMPLE_SOCIETIES: WordList = WordList::new("xx ×× 某某 ** 〇〇 某学会");

/// 请注明…, 可另附页, 字数不限: instructions, not answers.
fn is_fill_rule(text: &str) -> bool {
    let key = match_key(text);
    key.chars().count() <= 120 && FILL_RULES.is_mentioned(&key)
}

/// 张三，中国xx学会理事长: the example that templates give.
pub(super) fn is_example(line: &str) -> bool {
    // A number takes four numerals at most.
    if is_key_longer(line, 64) || !EXAMPLE_SOCIETIES.may_be_in_key_of(line) {
        return false;
    }
    let line = without_number(line);
    if is_key_longer(line, 60) {
        return false;
    }
    let key = match_key(line);
    if key.chars().count() > 60 || !EXAMPLE_SOCIETIES.is_mentioned(&key) {
        return false;
    }
    EXAMPLE_NAMES
        .words()
        .any(|name| key.starts_with(name) || key.contains(&format!("示例:{name}")))
}

/// A prompt that the template spreads over several lines, or a part of one of them.
fn is_split_prompt(line: &str, keys: &[String]) -> bool {
    // Most lines have no bracket at either end.
    let ends = |end: Option<char>, marks: &[char]| {
        end.is_some_and(|end| steady_key(end).is_none_or(|key| key == ' ' || marks.contains(&key)))
    };
    if !ends(line.chars().next(), &['(']) && !ends(line.chars().next_back(), &[')', ',']) {
        return false;
    }
    // Longer than every prompt.
    let longest = keys.iter().map(|prompt| prompt.chars().count()).max();
    if longest.is_none_or(|longest| is_key_longer(line, longest)) {
        return false;
    }
    let key = match_key(line);
    let bracket = key.starts_with('(') || key.ends_with(')') || key.ends_with(',');
    key.chars().count() >= 6 && bracket && keys.iter().any(|prompt| prompt.contains(&key))
}

/// The text behind a prefix that is compared by its match key.
fn strip_key<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let mut wanted = key;
    for (at, character) in text.char_indices() {
        if wanted.is_empty() {
            return text.get(at..);
        }
        wanted = match steady_key(character) {
            Some(' ') => wanted,
            Some(key) => wanted.strip_prefix(key)?,
            None => wanted.strip_prefix(match_key(&character.to_string()).as_str())?,
        };
    }
    wanted.is_empty().then_some("")
}

#[cfg(test)]
mod tests {
    use super::super::sample::template;
    use super::*;

    fn answer(row: usize, text: &str) -> (Vec<String>, bool) {
        let lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
        let answer = without_prompts(lines, &keys(&template().rows[row].prompts));
        (answer.lines, answer.example)
    }

    #[test]
    fn the_templates_own_text_is_no_answer() {
        let left = "（如有学会理事作为二十大代表参会，请填写此内容）\n填写示例：\n1. 张三，中国xx学会理事长、党委书记";
        assert_eq!(answer(0, left), (vec![], true));
        let one =
            "(如有学会理事作为二十大代表参会, 请填写此内容) 填写示例: 1. 张三, 中国 xx 学会理事长、党委书记";
        assert_eq!(answer(0, one), (vec![], true));
        assert_eq!(
            answer(0, &format!("{left}\n1. 李四，华夏光学学会理事长")).0,
            ["1. 李四，华夏光学学会理事长"]
        );
        assert_eq!(answer(2, "（可另附页）建议设立专项。").0, ["建议设立专项。"]);
        assert_eq!(answer(1, "（字数不限，可附页）").0, Vec::<String>::new());
    }

    #[test]
    fn answers_stay() {
        for text in [
            "（一）加强领导",
            "1. 张三，华夏光学学会理事长",
            "（另附页）",
            "（1）建议完善制度。",
        ] {
            assert_eq!(answer(2, text), (vec![text.to_owned()], false), "{text}");
        }
    }
}
