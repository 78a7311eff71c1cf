//! Links to oversized attachments and net disks: files that were announced and not received.

mod providers;

use mail::{Link, ParsedMail};
use serde::{Deserialize, Serialize};

/// Messages inside messages.
const DEEPEST: usize = 5;
/// Files of one arrival that are named one by one.
const MOST_FILES: usize = 20;
/// Characters of a file name that are shown; its ending is always among them.
const LONGEST_NAME: usize = 20;

/// A service whose links stand for files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkProvider {
    /// As people know it, for example 网易超大附件.
    pub name: String,
    /// Host of its links, exactly.
    pub host: String,
    /// How the path of its links begins; case does not matter.
    pub path: String,
}

impl LinkProvider {
    /// The services that are known without being configured.
    pub fn known() -> Vec<Self> {
        let provider = |(name, host, path): &(&str, &str, &str)| Self {
            name: (*name).to_owned(),
            host: (*host).to_owned(),
            path: (*path).to_owned(),
        };
        providers::KNOWN.iter().map(provider).collect()
    }

    fn offers(&self, url: &str) -> bool {
        let Some((_, rest)) = url.split_once("://") else {
            return false;
        };
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
        // What stands before an @ is a name for signing in and no host.
        let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        let host = host.split_once(':').map_or(host, |(host, _)| host);
        let path = if path.starts_with('/') { path } else { "/" };
        host.eq_ignore_ascii_case(&self.host) && path.to_lowercase().starts_with(&self.path.to_lowercase())
    }
}

/// A file that stays with a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ExpectedFile<'a> {
    provider: &'a LinkProvider,
    link: &'a Link,
}

impl ExpectedFile<'_> {
    /// 网易超大附件《材料.zip》（3.61M，2022年11月25日 13:35 到期）
    pub(super) fn place(&self) -> String {
        let file = match &self.link.name {
            Some(name) => format!("《{}》", shortened(name)),
            None => String::new(),
        };
        let host = self.link.name.is_none().then(|| self.provider.host.clone());
        let expires = self.link.expires.as_ref().map(|expires| {
            if expires.starts_with(|c: char| c.is_ascii_digit()) {
                format!("{expires} 到期")
            } else {
                expires.clone()
            }
        });
        let particulars: Vec<String> = [host, self.link.size.clone(), expires]
            .into_iter()
            .flatten()
            .collect();
        let particulars = if particulars.is_empty() {
            String::new()
        } else {
            format!("（{}）", particulars.join("，"))
        };
        format!("{}{file}{particulars}", self.provider.name)
    }

    /// Whether the other link is a second one for the same file: an icon, 下载, 预览.
    fn is_same_file(&self, other: &Self) -> bool {
        let same = |left: &Option<String>, right: &Option<String>| left.is_none() || left == right;
        self.provider.name == other.provider.name
            && same(&self.link.name, &other.link.name)
            && same(&self.link.size, &other.link.size)
            && same(&self.link.expires, &other.link.expires)
    }
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= LONGEST_NAME {
        return name.to_owned();
    }
    let ending = name
        .rsplit_once('.')
        .map(|(_, ending)| format!(".{ending}"))
        .filter(|ending| ending.chars().count() <= 6)
        .unwrap_or_default();
    let kept: String = name
        .chars()
        .take(LONGEST_NAME - 1 - ending.chars().count())
        .collect();
    format!("{kept}…{ending}")
}

/// The files that a letter, and the letters in it, announce by links; each once.
pub(super) fn expected<'a>(mail: &'a ParsedMail, providers: &'a [LinkProvider]) -> Vec<ExpectedFile<'a>> {
    let mut links = Vec::new();
    all_links(mail, 0, &mut links);
    let offered: Vec<ExpectedFile<'a>> = links
        .into_iter()
        .filter_map(|link| {
            let provider = providers.iter().find(|provider| provider.offers(&link.url))?;
            Some(ExpectedFile { provider, link })
        })
        .collect();
    let mut files: Vec<ExpectedFile<'a>> = Vec::new();
    for file in &offered {
        let known_better = |other: &ExpectedFile<'a>| file.is_same_file(other) && !other.is_same_file(file);
        if !offered.iter().any(known_better) && !files.iter().any(|other| file.is_same_file(other)) {
            files.push(file.clone());
        }
    }
    files.truncate(MOST_FILES);
    files
}

fn all_links<'a>(mail: &'a ParsedMail, depth: usize, links: &mut Vec<&'a Link>) {
    links.extend(&mail.links);
    if depth < DEEPEST {
        for nested in &mail.nested {
            all_links(nested, depth + 1, links);
        }
    }
}

#[cfg(test)]
mod tests;
