//! Parts that a document points to, and its pictures.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::document::Picture;
use crate::read::limits::{Allowance, Refusal};
use crate::read::package::{Bound, Package};
use crate::read::xml::Tree;
use crate::read::{image_size, sha256};

/// Relations of one part that stay inside the package; external links are left out.
#[derive(Default)]
pub(in crate::read) struct Relations {
    /// From where relative targets lead.
    folder: String,
    targets: BTreeMap<String, (String, String)>,
}

impl Relations {
    /// Relations of `folder/file`. A document without any is fine.
    pub(in crate::read) fn read(
        package: &mut Package<'_>,
        folder: &str,
        file: &str,
        allowance: &mut Allowance<'_>,
    ) -> Result<Rc<Self>, Refusal> {
        let part = join(folder, &format!("_rels/{file}.rels"));
        let tree = package.tree(&part, allowance)?;
        Ok(tree.map(|tree| Self::of(&tree, folder)).unwrap_or_default())
    }

    /// Relations of a part in `folder`.
    pub(in crate::read) fn of(tree: &Tree, folder: &str) -> Rc<Self> {
        let relations = tree.made(|tree| Self::new(tree, folder));
        if relations.folder == folder {
            relations
        } else {
            Rc::new(Self::new(tree, folder))
        }
    }

    fn new(tree: &Tree, folder: &str) -> Self {
        let mut relations = Self {
            folder: folder.to_owned(),
            ..Self::default()
        };
        for node in tree.root().children() {
            if node.attribute("TargetMode") == Some("External") {
                continue;
            }
            if let (Some(id), Some(target)) = (node.attribute("Id"), node.attribute("Target")) {
                let kind = node.attribute("Type").unwrap_or_default().to_owned();
                relations
                    .targets
                    .insert(id.to_owned(), (kind, join(folder, target)));
            }
        }
        relations
    }

    /// Type and target of a relation.
    pub(in crate::read) fn get(&self, id: &str) -> Option<(&str, &str)> {
        let (kind, target) = self.targets.get(id)?;
        Some((kind, target))
    }

    /// The target of a relation type, unless there are several.
    pub(in crate::read) fn only_target_of_type(&self, ending: &str) -> Option<&str> {
        let mut targets = self.targets.values().filter(|(kind, _)| kind.ends_with(ending));
        let (_, target) = targets.next()?;
        targets.next().is_none().then_some(target)
    }

    pub(in crate::read) fn target(&self, id: &str) -> Option<&str> {
        self.targets.get(id).map(|(_, target)| target.as_str())
    }

    /// First target whose relation type ends so; the beginning differs between transitional and strict.
    pub(in crate::read) fn target_of_type(&self, ending: &str) -> Option<String> {
        self.targets
            .values()
            .find(|(kind, _)| kind.ends_with(ending))
            .map(|(_, target)| target.clone())
    }
}

/// Part name of a target relative to a folder; `/` begins at the package.
fn join(folder: &str, target: &str) -> String {
    let plain =
        |path: &str| !path.contains('\\') && path.split('/').all(|step| !matches!(step, "" | "." | ".."));
    if plain(target) && folder.is_empty() {
        return target.to_owned();
    }
    if plain(target) && plain(folder) {
        return [folder, target].join("/");
    }
    let mut steps: Vec<&str> = Vec::new();
    let from = if target.starts_with(['/', '\\']) {
        ""
    } else {
        folder
    };
    for step in from.split('/').chain(target.split(['/', '\\'])) {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// The picture in a part; `None` when it is missing or damaged, as Word shows the rest all the same.
pub(in crate::read) fn read(
    package: &mut Package<'_>,
    part: &str,
    allowance: &mut Allowance<'_>,
) -> Result<Option<Picture>, Refusal> {
    let bytes = match package.part(part, Bound::Bytes, allowance) {
        Some(Ok(bytes)) => bytes,
        Some(Err(Refusal::Unsafe)) => return Err(Refusal::Unsafe),
        Some(Err(Refusal::Unreadable | Refusal::Encrypted | Refusal::Unconverted)) | None => return Ok(None),
    };
    let (width, height) = image_size(&bytes);
    let name = part.rsplit('/').next().unwrap_or(part).to_owned();
    let sha256 = sha256(&bytes);
    allowance.met(&sha256, &bytes);
    Ok(Some(Picture {
        name,
        sha256,
        bytes: bytes.len() as u64,
        width,
        height,
        line: None,
        rows: None,
    }))
}
