//! What an import of a roster changes, by name, and what in it nobody can tell apart.

use std::collections::{BTreeMap, BTreeSet};

use domain::directory::Directory;
use domain::society::Society;
use store::RosterChange;

/// What would change, society by society.
#[derive(Debug, Default)]
pub(super) struct Differences {
    added: Vec<String>,
    changed: Vec<String>,
    absent: Vec<String>,
    unchanged: usize,
}

/// Compares a roster file with the roster that is known.
pub(super) fn differences(before: &Directory, after: &[Society]) -> Differences {
    let mut differences = Differences::default();
    for society in after {
        match before.get(&society.code) {
            None => differences.added.push(called(society)),
            Some(known) if known == society => differences.unchanged += 1,
            Some(known) => {
                let fields = fields(known, society);
                differences
                    .changed
                    .push(format!("{}（{}）", called(society), fields.join("；")));
            }
        }
    }
    let absent = before.societies().iter();
    let absent = absent.filter(|known| after.iter().all(|one| one.code != known.code));
    differences.absent = absent.map(called).collect();
    differences
}

impl Differences {
    /// As the import counts them.
    pub(super) fn count(&self) -> RosterChange {
        let count = |count| u32::try_from(count).unwrap_or(u32::MAX);
        RosterChange {
            added: count(self.added.len()),
            changed: count(self.changed.len()),
            unchanged: count(self.unchanged),
            absent: count(self.absent.len()),
        }
    }

    /// A line for each society with which anything is different.
    pub(super) fn lines(&self) -> Vec<String> {
        let kinds = [
            ("新增", &self.added),
            ("变更", &self.changed),
            ("文件中没有，保留", &self.absent),
        ];
        let lines = kinds
            .into_iter()
            .flat_map(|(kind, societies)| societies.iter().map(move |society| format!("{kind}：{society}")));
        lines.collect()
    }
}

/// A warning for each address by which several societies would be known.
pub(super) fn shared_addresses(before: &Directory, after: &[Society]) -> Vec<String> {
    let kept = before.societies().iter();
    let kept = kept.filter(|known| after.iter().all(|one| one.code != known.code));
    let mut owners: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for society in after.iter().chain(kept) {
        for address in &society.addresses {
            let owners = owners.entry(address.trim().to_lowercase()).or_default();
            owners.insert(called(society));
        }
    }
    let shared = owners.into_iter().filter(|(_, owners)| owners.len() > 1);
    let warnings = shared.map(|(address, owners)| {
        let owners: Vec<String> = owners.into_iter().collect();
        format!(
            "提示：邮箱 {address} 登记在几个学会名下：{}。仅凭该邮箱不能确定来件属于哪个学会。",
            owners.join("、")
        )
    });
    warnings.collect()
}

fn called(society: &Society) -> String {
    format!("{} {}", society.code, society.name)
}

/// What is different: 邮箱：a@x.example → b@x.example.
fn fields(before: &Society, after: &Society) -> Vec<String> {
    let list = |texts: &[String]| texts.join("、");
    let further = |society: &Society| {
        let texts = society
            .further
            .iter()
            .map(|(title, text)| format!("{title} {text}"));
        texts.collect::<Vec<_>>().join("、")
    };
    let pairs = [
        ("学会名称", before.name.clone(), after.name.clone()),
        ("类别", before.category.clone(), after.category.clone()),
        ("别名", list(&before.aliases), list(&after.aliases)),
        ("曾用名", list(&before.former_names), list(&after.former_names)),
        ("邮箱", list(&before.addresses), list(&after.addresses)),
        ("联系人", list(&before.contacts), list(&after.contacts)),
        ("电话", list(&before.phones), list(&after.phones)),
        ("其他栏目", further(before), further(after)),
    ];
    let or_none = |text: String| {
        if text.is_empty() {
            "（空）".to_owned()
        } else {
            text
        }
    };
    let differing = pairs.into_iter().filter(|(_, before, after)| before != after);
    differing
        .map(|(title, before, after)| format!("{title}：{} → {}", or_none(before), or_none(after)))
        .collect()
}
