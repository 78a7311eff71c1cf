//! Reads a notice file and says everything that is wrong with it, not only the first thing.

mod deadline;
mod form;
mod items;
mod table;
mod values;

use std::collections::BTreeMap;
use std::fmt;

use chrono::Duration;
use chrono_tz::Tz;
use domain::ids::{ItemId, MailboxName, NoticeId};
use domain::notice::{
    CollectionItem, Contact, LatePolicy, MailboxRoute, Notice, NoticeNumber, ReminderPolicy,
};
use toml::de::DeTable;

use table::{Problems, Table};

/// The zone of a notice that names none.
const ZONE: &str = "Asia/Shanghai";

/// One thing that is wrong with a notice file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeProblem {
    /// Line from 1, when known.
    pub line: Option<usize>,
    /// The key, for example `item[2].deadline.date`, counted from 1; empty for the file as a whole.
    pub key: String,
    /// What is wrong and what is allowed.
    pub what: String,
}

impl fmt::Display for NoticeProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(formatter, "line {line}: ")?;
        }
        if !self.key.is_empty() {
            write!(formatter, "{}: ", self.key)?;
        }
        formatter.write_str(&self.what)
    }
}

/// Reads a notice file. On failure says all that is wrong, in the order of the file.
pub fn parse(text: &str) -> Result<Notice, Vec<NoticeProblem>> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let problems = Problems::new(text);
    let (root, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        problems.add(error.span(), "", error.message());
    }
    let notice = errors
        .is_empty()
        .then(|| notice(&Table::root(root.get_ref(), root.span(), &problems)))
        .flatten();
    match (problems.sorted(), notice) {
        (problems, Some(notice)) if problems.is_empty() => Ok(notice),
        (problems, _) => Err(problems),
    }
}

/// The file name that `[form] template` gives in a notice file, if it gives one.
pub fn form_file_name(text: &str) -> Option<String> {
    let table: toml::Table = text.strip_prefix('\u{FEFF}').unwrap_or(text).parse().ok()?;
    let name = table.get("form")?.get("template")?.as_str()?.trim();
    (!name.is_empty()).then(|| name.to_owned())
}

/// The folder with templates of letters that `[letters] templates` gives in a notice file, if it gives one.
pub fn letter_templates_folder(text: &str) -> Option<String> {
    let table: toml::Table = text.strip_prefix('\u{FEFF}').unwrap_or(text).parse().ok()?;
    let folder = table.get("letters")?.get("templates")?.as_str()?.trim();
    (!folder.is_empty()).then(|| folder.to_owned())
}

/// 联系人 that `[contact]` names in a notice file, if it names one.
pub fn contact(text: &str) -> Option<Contact> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let problems = Problems::new(text);
    let (root, _) = DeTable::parse_recoverable(text);
    let root = Table::root(root.get_ref(), root.span(), &problems);
    contact_of(&root.table("contact")?)
}

/// Fewest digits of a telephone number.
const FEWEST_DIGITS: usize = 5;

fn contact_of(table: &Table<'_>) -> Option<Contact> {
    let person = table.required_text("person");
    let phone = table.text("phone");
    let is_phone = |text: &String| {
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let fits = |c: char| c.is_ascii_digit() || " -+()（）转、，,/".contains(c);
        digits >= FEWEST_DIGITS && text.chars().all(fits)
    };
    if phone.as_ref().is_some_and(|phone| !is_phone(phone)) {
        table.problem(
            "phone",
            "is no telephone number, such as \"010-55500001\" or \"010-55500001转203\"",
        );
    }
    table.close();
    Some(Contact {
        person: person?,
        phone,
    })
}

/// Everything is read before anything is given up, so that all problems are found.
fn notice(root: &Table<'_>) -> Option<Notice> {
    let (known, items) = items::items(root);
    let mailboxes = mailboxes(root, &known);
    let form = root.table("form").map(|table| form::form(&table, &known));
    let reminders = root.table("reminders").map(|table| reminders(&table));
    let head = root.required_table("notice").map(|table| head(&table));
    if let Some(table) = root.table("contact") {
        // Read by whoever writes letters ([`contact`]).
        contact_of(&table);
    }
    if let Some(letters) = root.table("letters") {
        // The folder is read with the file (`letter_templates_folder`); the notice itself does not know of it.
        letters.required_text("templates");
        letters.close();
    }
    root.close();
    Some(Notice {
        mailboxes: mailboxes.into_iter().collect::<Option<_>>()?,
        items: items.into_iter().collect::<Option<Vec<CollectionItem>>>()?,
        form: match form {
            Some(form) => Some(form?),
            None => None,
        },
        reminders: reminders.unwrap_or_default(),
        ..head??
    })
}

/// What `[notice]` says; the rest is empty.
fn head(table: &Table<'_>) -> Option<Notice> {
    let id = table.required_id("id", NoticeId::parse);
    let number = table.text("number").as_deref().and_then(NoticeNumber::parse);
    let title = table.required_text("title");
    let issuer = table.required_text("issuer");
    let issued_on = table.required_date("issued_on");
    let zone = zone(table);
    let late = table.word(
        "late",
        &[("flag", LatePolicy::Flag), ("refuse", LatePolicy::Refuse)],
    );
    let grace = table.number("grace_minutes", 0..=100_000);
    table.close();
    Some(Notice {
        id: id?,
        number,
        title: title?,
        issuer: issuer?,
        issued_on: issued_on?,
        zone: zone?,
        late: late.unwrap_or(LatePolicy::Flag),
        grace: Duration::minutes(i64::from(grace.unwrap_or(0))),
        mailboxes: Vec::new(),
        items: Vec::new(),
        form: None,
        reminders: ReminderPolicy::default(),
        extensions: BTreeMap::new(),
    })
}

fn zone(table: &Table<'_>) -> Option<Tz> {
    let name = table.text("timezone");
    let zone = name.as_deref().unwrap_or(ZONE).parse();
    if zone.is_err() {
        table.problem(
            "timezone",
            "is no time zone of the IANA list, such as \"Asia/Shanghai\"",
        );
    }
    zone.ok()
}

fn mailboxes(root: &Table<'_>, known: &[ItemId]) -> Vec<Option<MailboxRoute>> {
    let mut names = Vec::new();
    let mut routes = Vec::new();
    for table in root.tables("mailbox") {
        let name = table.required_id("name", MailboxName::parse);
        if let Some(name) = &name {
            if names.contains(name) {
                table.problem(
                    "name",
                    "stands in another [[mailbox]] too; every mailbox has a name of its own",
                );
            }
            names.push(name.clone());
        }
        let address = table.required_text("address").map(|text| text.to_lowercase());
        if address.as_ref().is_some_and(|address| !address.contains('@')) {
            table.problem("address", "is no mail address");
        }
        let mut items = table.required_items("items", known);
        items.sort_by_key(|item| known.iter().position(|known| known == item));
        items.dedup();
        table.close();
        routes.push(
            name.zip(address)
                .map(|(name, address)| MailboxRoute { name, address, items }),
        );
    }
    routes
}

fn reminders(table: &Table<'_>) -> ReminderPolicy {
    let offsets = table.numbers("offsets", -366..=366);
    let hour = table.number("hour", 0..=23).unwrap_or(9);
    let until = table.number("until", 1..=24).unwrap_or(18).max(hour + 1);
    let workdays_only = table.flag("workdays_only");
    let cap = table.number("cap", 0..=100);
    table.close();
    ReminderPolicy {
        // What recurs or has stages has more rounds than offsets.
        cap: cap.unwrap_or(u32::MAX),
        offsets,
        hour,
        until,
        workdays_only: workdays_only.unwrap_or(true),
    }
}

#[cfg(test)]
mod tests;
