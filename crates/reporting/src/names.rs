//! Whom a ledger names: what must be hidden where nobody may be recognised.

use std::collections::BTreeSet;

use domain::ledger::Ledger;
use domain::person::Person;
use domain::society::Society;

/// What joins several names or numbers in one field.
const BETWEEN: [char; 10] = ['、', '，', ',', '/', '／', '；', ';', '|', '\n', '\t'];
/// How the name of a society ends.
const SOCIETIES: [&str; 4] = ["学会", "协会", "研究会", "联合会"];
/// How the name of an institution ends before that of its department.
const INSTITUTIONS: [&str; 8] = [
    "大学",
    "研究院",
    "研究所",
    "科学院",
    "集团",
    "公司",
    "医院",
    "学院",
];

/// Names and contacts as they were registered, and the shorter forms in which people write them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// Authors, delegates, contacts and whoever filled in a form.
    pub persons: BTreeSet<String>,
    /// Societies, with their aliases, former and short names.
    pub societies: BTreeSet<String>,
    /// Where persons work.
    pub affiliations: BTreeSet<String>,
    /// Addresses and telephone numbers, the latter also without their area code.
    pub contacts: BTreeSet<String>,
}

impl Names {
    /// Everybody whom the ledger names, in pieces and forms that no longer count, too.
    pub fn of(ledger: &Ledger) -> Self {
        let mut names = Self::default();
        for row in &ledger.rows {
            names.add_society(&row.society);
        }
        for person in ledger
            .submissions
            .iter()
            .filter_map(|piece| piece.person.as_ref())
        {
            names.add_person(person);
        }
        for form in &ledger.return_forms {
            form.delegates
                .persons()
                .iter()
                .for_each(|person| names.add_person(person));
            form.filled_by.iter().for_each(|name| names.add_name(name));
            form.contact.iter().for_each(|contact| names.add_contact(contact));
        }
        names
    }

    fn add_society(&mut self, society: &Society) {
        let names = society.aliases.iter().chain(&society.former_names);
        for name in names.chain([&society.name]) {
            self.societies.extend(short_name(name));
            self.societies.insert(name.clone());
        }
        society.contacts.iter().for_each(|name| self.add_name(name));
        let contacts = society.addresses.iter().chain(&society.phones);
        contacts.for_each(|contact| self.add_contact(contact));
    }

    fn add_person(&mut self, person: &Person) {
        self.add_name(&person.name);
        if let Some(affiliation) = &person.affiliation {
            self.affiliations.extend(institution(affiliation));
            self.affiliations.insert(affiliation.clone());
        }
    }

    /// A name, or several in one field. A blank may stand within a name or between two.
    fn add_name(&mut self, field: &str) {
        for name in field.split(BETWEEN) {
            self.persons.insert(name.trim().to_owned());
            self.persons.extend(name.split_whitespace().map(str::to_owned));
        }
    }

    fn add_contact(&mut self, field: &str) {
        for contact in field.split(BETWEEN).map(str::trim) {
            self.contacts.insert(contact.to_owned());
            self.contacts.extend(local_number(contact));
        }
    }
}

/// 光学学会 for 华夏光学学会: the name without its first word, where what is left still is the name of a society.
fn short_name(name: &str) -> Option<String> {
    let short: String = name.chars().skip(2).collect();
    (short.chars().count() >= 4 && SOCIETIES.iter().any(|end| short.ends_with(end))).then_some(short)
}

/// 华夏大学 for 华夏大学物理学院.
fn institution(affiliation: &str) -> Option<String> {
    let ends = INSTITUTIONS
        .iter()
        .filter_map(|end| Some(affiliation.find(end)? + end.len()));
    let name = affiliation.get(..ends.min()?)?;
    (name.chars().count() >= 4).then(|| name.to_owned())
}

/// 55501003 for 010-55501003.
fn local_number(contact: &str) -> Option<String> {
    let parts = contact.split(|c: char| !c.is_ascii_digit());
    let longest = parts.max_by_key(|part| part.len())?;
    matches!(longest.len(), 7 | 8).then(|| longest.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_are_known_only_where_they_still_are_names() {
        assert_eq!(short_name("华夏光学学会").as_deref(), Some("光学学会"));
        assert_eq!(short_name("华夏学会"), None);
        assert_eq!(institution("华夏大学物理学院").as_deref(), Some("华夏大学"));
        assert_eq!(institution("某大学"), None);
        assert_eq!(local_number("010-55501003").as_deref(), Some("55501003"));
        assert_eq!(local_number("13900000000"), None);
        assert_eq!(local_number("a@huaxia.example"), None);
    }

    #[test]
    fn several_names_in_one_field_are_several_words() {
        let mut names = Names::default();
        names.add_name("李雷、韩 梅/王芳 赵强");
        let known: Vec<&str> = names.persons.iter().map(String::as_str).collect();
        for name in ["李雷", "韩 梅", "王芳", "赵强"] {
            assert!(known.contains(&name), "{name} of {known:?}");
        }
    }
}
