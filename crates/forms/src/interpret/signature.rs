//! Lines that sign a text: `——姓名，职务`, `（作者：姓名，职务）`, and author lines of essays.

use domain::person::Person;
use domain::text::is_blank;
use memchr::memchr;

use super::bytes::last_bracket;
use super::heads::{LONGEST, Sure, assemble, name_and_office, named_in_clause, only_name, without_tail};
use super::lines::{bracketed, ends_sentence, has_sentence, is_longer, trim};
use super::names::{self, Likelihood};
use super::persons;
use super::position::{self, Care};
use super::word_list::WordList;

static AUTHOR_WORDS: WordList = WordList::new(
    "\
    作者简介 作者姓名 作者 撰稿人 撰稿 撰写人 撰文 供稿人 供稿 署名 姓名 报送人 提交人 建言人 \
    通讯员 特约通讯员 本刊记者 记者 建议人 汇报人 执笔人 执笔 主讲人 发言人 感悟人 推荐人选 人物 文/ 文／ 文| 文： 文: \
    签名 学习者 学习人 心得人 体会人",
);

/// Words with a stroke behind them: 文 / 张三.
static WRITTEN_BY: WordList = WordList::new("文 作者 撰文 供稿 执笔");

/// Reads a line after a text as its signature: `——姓名，职务`, `（作者：姓名，职务）`, also behind the last sentence.
pub(super) fn signature(line: &str) -> Option<(String, Person, Sure)> {
    let line = trim(line);
    let dashes = |c: char| matches!(c, '—' | '–' | '―' | '─' | '－' | '-' | '～' | '~');
    if line.starts_with(dashes) {
        let signed = trim(line.trim_start_matches(dashes));
        return signer(signed).map(|(person, sure)| (String::new(), person, sure));
    }
    if let Some(who) = proposer(line) {
        let person = name_and_office(who).or_else(|| signer(who).map(|(person, _)| person))?;
        return Some((String::new(), person, Sure::Strong));
    }
    if let Some((inside, "" | "。")) = bracketed(line) {
        let (person, sure) = signer(inside)?;
        let told = sure == Sure::Strong || inside.chars().any(|c| matches!(c, '：' | ':'));
        return told.then(|| (String::new(), person, sure));
    }
    // — is E2 80 94: most lines have no such byte, and are not searched for two.
    let dash = memchr(0xE2, line.as_bytes()).and_then(|_| line.rsplit_once("——"));
    if let Some((text, signed)) = dash.filter(|(text, _)| ends_sentence(text)) {
        let (person, sure) = signer(trim(signed))?;
        return (sure == Sure::Strong).then(|| (trim(text.trim_end_matches('—')).to_owned(), person, sure));
    }
    let at = last_bracket(line)?;
    let (text, tail) = (line.get(..at)?, line.get(at..)?);
    let (inside, after) = bracketed(tail)?;
    if !after.is_empty() || !ends_sentence(text) {
        return None;
    }
    let (person, sure) = signer(inside)?;
    (sure == Sure::Strong).then(|| (trim(text).to_owned(), person, sure))
}

/// 以上建议由华夏光学学会理事张三提出。: the words that say who.
pub(super) fn proposer(line: &str) -> Option<&str> {
    const NOUNS: [&str; 10] = [
        "两条", "三条", "几条", "各条", "意见", "建议", "建言", "内容", "均", "是",
    ];
    let line = match bracketed(trim(line)) {
        Some((inside, "" | "。")) if line.starts_with(['（', '(']) => trim(inside),
        Some(_) | None => trim(line),
    };
    let mut rest = line.strip_prefix("以上").or_else(|| line.strip_prefix("上述"))?;
    while let Some(behind) = NOUNS.iter().find_map(|noun| rest.strip_prefix(noun)) {
        rest = behind;
    }
    let who = rest.strip_prefix('由')?.trim_end_matches('。');
    let who = ["提出", "提供", "提交"]
        .iter()
        .find_map(|end| who.strip_suffix(end))?;
    let who = trim(who.strip_suffix("同志").unwrap_or(who));
    (name_and_office(who).is_some() || signer(who).is_some()).then_some(who)
}

/// The person whom a text names and nothing else: 张三，理事; 作者：张三; a name alone with a known surname.
pub(super) fn signer(text: &str) -> Option<(Person, Sure)> {
    if has_sentence(text) || is_longer(text, LONGEST) {
        return None;
    }
    let (told, bare) = without_author_word(text);
    if let Some(person) = named_in_clause(bare) {
        return Some((person, Sure::Strong));
    }
    if let Some(person) = with_affiliation(bare) {
        return Some((person, Sure::Strong));
    }
    let (name, sure) = names::plausible(bare)?;
    let person = only_name(name);
    (told || sure == Likelihood::Known).then_some((person, if told { Sure::Strong } else { Sure::Weak }))
}

/// An author line of an essay: any of the shapes above, `作者：姓名　职务：单位职务`, `单位 姓名`.
pub(super) fn author(line: &str) -> Option<Person> {
    let line = without_tail(trim(line));
    if is_longer(line, LONGEST) || has_sentence(line) {
        return None;
    }
    let dashes = |c: char| matches!(c, '—' | '–' | '―' | '─' | '－' | '-');
    let line = trim(line.trim_start_matches(dashes));
    let line = match bracketed(line) {
        Some((inside, "")) => inside,
        _ => line,
    };
    let (told, bare) = without_author_word(line);
    if let Some(person) = between(bare)
        .or_else(|| named_in_clause(bare))
        .or_else(|| with_affiliation(bare))
    {
        return Some(person);
    }
    let (name, _) = names::plausible(bare).filter(|_| told)?;
    Some(only_name(name))
}

/// `单位 姓名` or `姓名 单位`: only at the place of an author line, and with a known surname.
fn with_affiliation(text: &str) -> Option<Person> {
    let cuts = text
        .char_indices()
        .filter(|(_, c)| is_blank(*c) || matches!(c, '，' | ',' | '：' | ':'));
    cuts.filter_map(|(at, c)| Some((text.get(..at)?, text.get(at + c.len_utf8()..)?)))
        .find_map(|(left, right)| {
            let (name, sure) = names::plausible(right)?;
            let duty = position::duty(trim(left), Care::Strict)?;
            (sure == Likelihood::Known).then(|| assemble(name, duty))
        })
}

/// `单位职务 姓名 职务`: the name between two of his offices.
fn between(text: &str) -> Option<Person> {
    let mut parts = text.split(is_blank).filter(|part| !part.is_empty());
    let (before, name, behind) = (parts.next()?, parts.next()?, parts.next()?);
    let (name, sure) = names::plausible(name).filter(|_| parts.next().is_none())?;
    let duty = position::duty(before, Care::Strict).filter(|duty| !duty.positions.is_empty())?;
    let more = position::duty(behind, Care::Strict).filter(|_| sure == Likelihood::Known)?;
    let mut person = assemble(name, duty);
    persons::merge(&mut person, more);
    Some(person)
}

/// True for 作者 and the like.
pub(super) fn is_author_word(text: &str) -> bool {
    AUTHOR_WORDS.has(text)
}

/// The text behind 作者： or 供稿人, and whether such a word was there.
pub(super) fn without_author_word(text: &str) -> (bool, &str) {
    let text = trim(text);
    // 文 / 张三, 撰文丨张三
    let marks = |c: char| is_blank(c) || matches!(c, '/' | '／' | '|' | '｜' | '丨' | '︱');
    for (_, rest) in WRITTEN_BY.beginnings(text) {
        let named = rest.trim_start_matches(marks);
        let mark = rest
            .strip_suffix(named)
            .is_some_and(|mark| mark.contains(|c| marks(c) && !is_blank(c)));
        if mark {
            return (true, trim(named));
        }
    }
    for (word, rest) in AUTHOR_WORDS.beginnings(text) {
        let marked = rest.trim_start_matches(|c: char| is_blank(c) || matches!(c, '：' | ':'));
        if marked.len() < rest.len() || word.ends_with(['/', '／', '|', '：', ':']) {
            return (true, trim(marked));
        }
    }
    // 张三 供稿
    let behind = ["供稿", "撰稿", "执笔", "撰写"]
        .iter()
        .find_map(|word| text.strip_suffix(word));
    match behind.filter(|rest| !is_longer(rest, 40) && rest.ends_with(is_blank)) {
        Some(rest) => (true, trim(rest)),
        None => (false, text),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::short;
    use super::*;

    #[test]
    fn signatures_stand_behind_the_text() {
        let (text, person, _) = signature("——张三，理事长").unwrap();
        assert_eq!((text.as_str(), person.name.as_str()), ("", "张三"));
        let (text, person, _) = signature("要久久为功。——华夏光学学会 张三").unwrap();
        assert_eq!((text.as_str(), person.name.as_str()), ("要久久为功。", "张三"));
        let (_, person, _) = signature("（作者：张三，华夏光学学会副理事长）").unwrap();
        assert_eq!(short(&person).2, "副理事长");
        for line in [
            "以上建议由华夏光学学会理事张三提出。",
            "（以上建议由张三理事提出）",
        ] {
            let (text, person, _) = signature(line).unwrap();
            assert_eq!((text.as_str(), person.name.as_str()), ("", "张三"));
            assert_eq!(person.positions, ["理事"]);
        }
        assert!(signature("以上建议由学会秘书处汇总后提出。").is_none());
        assert!(signature("开放合作是必由之路——我们愿意与同行分享。").is_none());
    }

    #[test]
    fn author_lines_have_many_shapes() {
        for line in [
            "华夏光学学会理事长、党委书记 张三",
            "张三（华夏光学学会理事长、党委书记）",
            "作者：张三　职务：华夏光学学会理事长、党委书记",
            "（作者：张三，华夏光学学会理事长、党委书记）",
            "供稿人：张三（华夏光学学会理事长、党委书记）",
            "华夏光学学会　张三，理事长、党委书记",
            "——华夏光学学会理事长、党委书记　张三",
            "文 / 张三（华夏光学学会理事长、党委书记）",
            "撰文丨华夏光学学会理事长、党委书记 张三",
        ] {
            let person = author(line).unwrap_or_else(|| panic!("{line}"));
            assert_eq!(
                short(&person),
                (
                    "张三".to_owned(),
                    "华夏光学学会".to_owned(),
                    "理事长、党委书记".to_owned()
                ),
                "{line}"
            );
        }
        assert_eq!(
            short(&author("东屏理工大学 张三").unwrap()),
            ("张三".to_owned(), "东屏理工大学".to_owned(), String::new())
        );
        assert_eq!(
            short(&author("华夏学会党委书记、理事长　王建军　副教授").unwrap()),
            (
                "王建军".to_owned(),
                "华夏学会".to_owned(),
                "党委书记、理事长、副教授".to_owned()
            )
        );
        assert_eq!(author("心怀“国之大者” 深耕智能材料"), None);
        assert_eq!(author("坐住冷板凳 攻克硬骨头——精密光学工作札记"), None);
    }
}
