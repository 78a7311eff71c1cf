//! Which folders there are, which are watched, and opening one for reading only.

use std::collections::BTreeMap;

use async_imap::imap_proto::{MailboxDatum, NameAttribute, Response, ResponseCode, Status};

use crate::connection::{Connection, OpenFolder};
use crate::{FolderRule, ImapError, Timeouts, display_name};

/// The folder that every server has.
pub(crate) const INBOX: &str = "INBOX";

/// Folders of what the office itself wrote or threw away, in lower case. 垃圾邮件 and 垃圾箱 are junk, not trash.
const OWN: [&str; 32] = [
    "sent",
    "sent items",
    "sent messages",
    "sent mail",
    "sent-mail",
    "outbox",
    "已发送",
    "已发送邮件",
    "已发邮件",
    "已发送的邮件",
    "已发件箱",
    "发件箱",
    "寄件备份",
    "drafts",
    "draft",
    "草稿箱",
    "草稿",
    "草稿夹",
    "草稿邮件",
    "trash",
    "deleted",
    "deleted items",
    "deleted messages",
    "deleted mail",
    "bin",
    "已删除",
    "已删除邮件",
    "已删除的邮件",
    "已删除箱",
    "废纸篓",
    "废件箱",
    "回收站",
];

/// A folder as LIST describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Described {
    delimiter: Option<String>,
    selectable: bool,
    own: bool,
}

/// A folder of the mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// Its name as the server writes it.
    pub(crate) name: String,
    /// Why it is not watched; `None` if it is.
    pub(crate) unwatched: Option<Unwatched>,
}

/// Why a folder is not watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unwatched {
    /// It only holds other folders.
    NotSelectable,
    /// It holds what the office itself wrote or threw away.
    Own,
    /// The configuration says so.
    Configured,
}

/// All folders, INBOX first, whether the server lists it or not.
pub(crate) async fn list(
    connection: &mut Connection,
    timeouts: &Timeouts,
    rule: &FolderRule,
) -> Result<Vec<Found>, ImapError> {
    let mut described: BTreeMap<String, Described> = BTreeMap::new();
    connection
        .run("LIST", r#"LIST "" "*""#, timeouts.lines(), |response| {
            if let Response::MailboxData(MailboxDatum::List(data)) = response {
                let folder = Described {
                    delimiter: data.delimiter.as_deref().map(str::to_owned),
                    selectable: !data.name_attributes.iter().any(unselectable),
                    own: data.name_attributes.iter().any(own),
                };
                described.insert(data.name.to_string(), folder);
            }
        })
        .await?;
    described.remove(INBOX);
    let mut found = vec![Found {
        name: INBOX.to_owned(),
        unwatched: (!lets_pass(rule, INBOX)).then_some(Unwatched::Configured),
    }];
    for (name, folder) in described {
        let unwatched = unwatched(rule, &name, &folder);
        found.push(Found { name, unwatched });
    }
    Ok(found)
}

fn unselectable(attribute: &NameAttribute<'_>) -> bool {
    match attribute {
        NameAttribute::NoSelect => true,
        NameAttribute::Extension(name) => name.eq_ignore_ascii_case(r"\NonExistent"),
        _ => false,
    }
}

fn own(attribute: &NameAttribute<'_>) -> bool {
    matches!(
        attribute,
        NameAttribute::Sent | NameAttribute::Drafts | NameAttribute::Trash
    )
}

fn unwatched(rule: &FolderRule, name: &str, described: &Described) -> Option<Unwatched> {
    if !described.selectable {
        return Some(Unwatched::NotSelectable);
    }
    if !lets_pass(rule, name) {
        return Some(Unwatched::Configured);
    }
    match rule {
        FolderRule::Only(_) => None,
        FolderRule::AllButOwn | FolderRule::Except(_) => {
            (described.own || has_own_name(name, described)).then_some(Unwatched::Own)
        }
    }
}

/// Whether the rule's own list lets the folder pass.
fn lets_pass(rule: &FolderRule, name: &str) -> bool {
    let listed = |names: &[String]| {
        let shown = display_name(name);
        names.iter().any(|listed| listed == name || *listed == shown)
    };
    match rule {
        FolderRule::AllButOwn => true,
        FolderRule::Except(names) => !listed(names),
        FolderRule::Only(names) => listed(names),
    }
}

/// By the last part of the name: `INBOX.Sent`, `[Gmail]/已删除`.
fn has_own_name(name: &str, described: &Described) -> bool {
    let shown = display_name(name);
    let last = match described.delimiter.as_deref() {
        Some(delimiter) if !delimiter.is_empty() => shown.rsplit(delimiter).next().unwrap_or(&shown),
        _ => &shown,
    };
    OWN.contains(&last.trim().to_lowercase().as_str())
}

/// Opens a folder with EXAMINE. UIDNEXT is not looked at: 163 and Courier do not give it.
pub(crate) async fn examine(
    connection: &mut Connection,
    timeouts: &Timeouts,
    name: &str,
) -> Result<OpenFolder, ImapError> {
    let mut open = OpenFolder {
        name: name.to_owned(),
        ..OpenFolder::default()
    };
    let quoted = name.replace('\\', r"\\").replace('"', "\\\"");
    if quoted.chars().any(char::is_control) {
        return Err(ImapError::Declined {
            command: "EXAMINE",
            how: crate::Declined::Bad,
        });
    }
    connection.open = None;
    let line = format!("EXAMINE \"{quoted}\"");
    connection
        .run("EXAMINE", &line, timeouts.lines(), |response| match response {
            Response::MailboxData(MailboxDatum::Exists(count)) => open.exists = Some(*count),
            Response::Data {
                status: Status::Ok,
                outcome,
            } => match (&outcome.code, &outcome.information) {
                (Some(ResponseCode::UidValidity(value)), _) => open.uidvalidity = u64::from(*value),
                (Some(ResponseCode::UidNext(value)), _) => open.uidnext = Some(*value),
                (Some(ResponseCode::PermanentFlags(flags)), _) => {
                    open.permanent_flags = Some(flags.iter().map(ToString::to_string).collect());
                }
                // Larger than 32 bits: the parser leaves it in the text.
                (None, Some(text)) => open.uidvalidity = large_uidvalidity(text).unwrap_or(open.uidvalidity),
                _ => {}
            },
            _ => {}
        })
        .await?;
    connection.open = Some(open.clone());
    Ok(open)
}

fn large_uidvalidity(text: &str) -> Option<u64> {
    let (number, _) = text.strip_prefix("[UIDVALIDITY ")?.split_once(']')?;
    number.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn described(own: bool) -> Described {
        Described {
            delimiter: Some("/".to_owned()),
            selectable: true,
            own,
        }
    }

    #[test]
    fn junk_and_virus_folders_are_watched_and_the_office_s_own_are_not() {
        let watched = |name: &str| unwatched(&FolderRule::AllButOwn, name, &described(false)).is_none();
        assert!(watched("Junk"));
        assert!(watched("&V4NXPpCuTvY-"), "垃圾邮件");
        assert!(watched("&dcVr0mWHTvZZOQ-"), "病毒文件夹");
        assert!(watched("Archive/2022"));
        assert!(!watched("Sent Messages"));
        assert!(!watched("INBOX/Trash"));
        assert!(!watched("&g0l6P3ux-"), "草稿箱");
        assert!(!watched("&XfJT0ZAB-"), "已发送");
        assert!(!watched("&XfJSIJZk-"), "已删除");
        let by_attribute = unwatched(&FolderRule::AllButOwn, "X", &described(true));
        assert_eq!(by_attribute, Some(Unwatched::Own));
    }

    #[test]
    fn a_rule_may_name_folders_as_people_write_them() {
        let only = FolderRule::Only(vec!["病毒文件夹".to_owned()]);
        assert_eq!(unwatched(&only, "&dcVr0mWHTvZZOQ-", &described(false)), None);
        assert!(!lets_pass(&only, INBOX));
        let except = FolderRule::Except(vec!["&dcVr0mWHTvZZOQ-".to_owned()]);
        assert!(unwatched(&except, "&dcVr0mWHTvZZOQ-", &described(false)).is_some());
        assert!(lets_pass(&except, INBOX));
    }

    #[test]
    fn a_uidvalidity_beyond_32_bits_is_read_from_the_text() {
        assert_eq!(
            large_uidvalidity("[UIDVALIDITY 1666390893380] Ok"),
            Some(1_666_390_893_380)
        );
        assert_eq!(large_uidvalidity("[UIDNEXT 4] Ok"), None);
    }
}
