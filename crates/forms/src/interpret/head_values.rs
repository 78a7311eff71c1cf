//! Values of a form's head that hold two things: `联系人及联系电话：张三 139…`, `学会名称及负责人：华夏光学学会 张三`.

use domain::notice::{FormTemplate, HeaderField};
use domain::text::is_blank;

use super::FoundForm;
use super::form_label::is_other_label;
use super::letter::TELEPHONE;
use super::lines::{length, trim};
use super::names;
use super::position;
use super::wording::without_seal;

/// Words and signs that join the labels of two things.
const JOINING: [char; 9] = ['及', '和', '与', '、', ',', '，', '/', '+', '&'];

/// The header for which a label of several things stands: of who fills in the form where one of them is that, else of the
/// first. `header` gives that of a single label. `None` for any other text.
pub(super) fn combined(
    key: &str,
    template: &FormTemplate,
    header: impl Fn(&str) -> Option<usize>,
) -> Option<usize> {
    let parts: Vec<&str> = key.split(JOINING).collect();
    if parts.len() < 2 {
        return None;
    }
    let mut headers = Vec::new();
    for part in &parts {
        match header(part) {
            Some(at) => headers.push(at),
            None if is_other_label(part) => {}
            None => return None,
        }
    }
    let fills = |at: &&usize| {
        let header = template.headers.get(**at);
        header.is_some_and(|header| header.field == HeaderField::FilledBy)
    };
    headers.iter().find(fills).or(headers.first()).copied()
}

/// Takes such values apart: a telephone behind the name of whoever fills in the form is the contact where none is stated,
/// and a person behind the name of the society is no part of it.
pub(super) fn apart(form: &mut FoundForm) {
    if let Some((name, contact)) = form.filled_by.as_deref().and_then(name_and_contact)
        && form.contact.is_none()
    {
        (form.filled_by, form.contact) = (Some(name), Some(contact));
    }
    if let Some(society) = form.society.as_deref().and_then(without_person) {
        form.society = Some(society);
    }
}

fn name_and_contact(value: &str) -> Option<(String, String)> {
    let at = value.find(|c: char| c.is_ascii_digit() || c == '+' || c == '@')?;
    let at = match value.get(at..)?.chars().next()? {
        // An address of electronic mail begins before its sign.
        '@' => value
            .get(..at)?
            .rfind(|c: char| !c.is_ascii_graphic())
            .map_or(0, |gap| {
                gap + value
                    .get(gap..)
                    .and_then(|rest| rest.chars().next())
                    .map_or(0, char::len_utf8)
            }),
        _ => at,
    };
    let (name, contact) = value.split_at_checked(at)?;
    let digits = contact.chars().filter(char::is_ascii_digit).count();
    if digits < 7 && !contact.contains('@') {
        return None;
    }
    let joins = |c: char| {
        is_blank(c) || JOINING.contains(&c) || matches!(c, '：' | ':' | '；' | ';' | '(' | '（' | '-' | '—')
    };
    let mut name = name.trim_end_matches(joins);
    while let Some(left) = TELEPHONE.words().find_map(|word| name.strip_suffix(word)) {
        name = left.trim_end_matches(joins);
    }
    let contact = trim(contact).trim_end_matches([')', '）', '。']);
    names::stated(name)?;
    Some((trim(name).to_owned(), contact.to_owned()))
}

fn without_person(value: &str) -> Option<String> {
    let (society, person) =
        value.rsplit_once(|c: char| is_blank(c) || JOINING.contains(&c) || matches!(c, '：' | ':'))?;
    let label = trim(society.trim_end_matches(|c: char| is_blank(c)));
    let label = label.rsplit(is_blank).next().filter(|last| is_other_label(last));
    let society = label.map_or(society, |label| society.trim_end_matches(label));
    let society = without_seal(trim(
        society.trim_end_matches(|c: char| is_blank(c) || JOINING.contains(&c)),
    ));
    let is_name = names::plausible(person).is_some_and(|(_, sure)| sure == names::Likelihood::Known);
    (is_name && length(&society) >= 4 && position::is_organisation(&society)).then_some(society)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_and_a_telephone_are_two_things() {
        for value in [
            "张三 13900000001",
            "张三13900000001",
            "张三、13900000001",
            "张三/13900000001",
            "张三（13900000001）",
            "张三（电话：13900000001）",
            "张三，手机 13900000001",
        ] {
            let want = ("张三".to_owned(), "13900000001".to_owned());
            assert_eq!(name_and_contact(value), Some(want), "{value}");
        }
        let mail = ("张三".to_owned(), "zs@hx.example".to_owned());
        assert_eq!(name_and_contact("张三 zs@hx.example"), Some(mail));
        for value in ["张三", "张三 2022", "13900000001", "010-55501234"] {
            assert_eq!(name_and_contact(value), None, "{value}");
        }
    }

    #[test]
    fn a_person_behind_a_society_is_no_part_of_its_name() {
        for value in [
            "华夏光学学会 张三",
            "华夏光学学会（盖章）  张三",
            "华夏光学学会、张三",
            "华夏光学学会 负责人：张三",
        ] {
            assert_eq!(without_person(value).as_deref(), Some("华夏光学学会"), "{value}");
        }
        for value in [
            "华夏光学学会",
            "华夏光学学会 学术部",
            "华夏光学学会、华夏声学学会",
        ] {
            assert_eq!(without_person(value), None, "{value}");
        }
    }
}
