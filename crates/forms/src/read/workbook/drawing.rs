//! Over which rows of their sheets the pictures of an xlsx workbook lie.

use std::collections::BTreeMap;

use super::pictures::{hangs_on, lies_over};
use super::sheet::{Sheet, Shown};
use crate::read::docx::Relations;
use crate::read::limits::{Allowance, Refusal};
use crate::read::package::Package;
use crate::read::xml::Node;

/// Pictures of one workbook whose places are looked for.
const PICTURES: usize = 5_000;
/// Elements inside each other in which a picture is looked for: groups in groups.
const DEPTH: usize = 6;
/// Notes of every picture that it stands in a sheet, and where. Damage here costs the places, not the text.
pub(super) fn place(
    sheets: &mut [Sheet],
    package: &mut Package<'_>,
    allowance: &mut Allowance<'_>,
) -> Result<(), Refusal> {
    if !package.part_names().any(|part| part.starts_with("xl/media/")) {
        return Ok(());
    }
    tolerated(in_cells(sheets, package, allowance))?;
    tolerated(over_cells(sheets, package, allowance))
}

fn tolerated(placed: Result<(), Refusal>) -> Result<(), Refusal> {
    match placed {
        Err(Refusal::Unsafe) => Err(Refusal::Unsafe),
        Ok(()) | Err(Refusal::Unreadable | Refusal::Encrypted | Refusal::Unconverted) => Ok(()),
    }
}

/// Pictures that float over cells: each sheet names a drawing, which names the cells from which and to which they reach.
fn over_cells(
    sheets: &mut [Sheet],
    package: &mut Package<'_>,
    allowance: &mut Allowance<'_>,
) -> Result<(), Refusal> {
    let Some(book) = package.tree("xl/workbook.xml", allowance)? else {
        return Ok(());
    };
    let relations = Relations::read(package, "xl", "workbook.xml", allowance)?;
    let listed = book.root().child("s:sheets").into_iter().flat_map(Node::children);
    let parts: BTreeMap<&str, &str> = listed
        .filter_map(|sheet| {
            Some((
                sheet.attribute("name")?,
                relations.target(sheet.attribute("r:id")?)?,
            ))
        })
        .collect();
    for sheet in sheets {
        let part = parts.get(sheet.name.as_str()).copied();
        let Some((folder, file)) = part.and_then(|part| part.rsplit_once('/')) else {
            continue;
        };
        let own = Relations::read(package, folder, file, allowance)?;
        let Some(drawing) = own.target_of_type("/drawing") else {
            continue;
        };
        let Some(tree) = package.tree(&drawing, allowance)? else {
            continue;
        };
        let (folder, file) = drawing.rsplit_once('/').unwrap_or(("", &drawing));
        let targets = Relations::read(package, folder, file, allowance)?;
        for anchor in tree.root().children().take(PICTURES) {
            let target = blip(anchor, 0).and_then(|id| targets.target(id));
            if let (Some(target), Some((first, last))) = (target, rows(anchor)) {
                sheet.shown.push(Shown {
                    first,
                    last,
                    picture: target.to_owned(),
                });
            }
        }
    }
    Ok(())
}

/// Pictures that WPS puts into cells: the formula of the cell names them by an id, `xl/cellimages.xml` their part.
fn in_cells(
    sheets: &mut [Sheet],
    package: &mut Package<'_>,
    allowance: &mut Allowance<'_>,
) -> Result<(), Refusal> {
    if sheets.iter().all(|sheet| sheet.shown.is_empty()) {
        return Ok(());
    }
    let mut parts: BTreeMap<String, String> = BTreeMap::new();
    if let Some(tree) = package.tree("xl/cellimages.xml", allowance)? {
        let targets = Relations::read(package, "xl", "cellimages.xml", allowance)?;
        for image in tree.root().children().take(PICTURES) {
            let target = blip(image, 0).and_then(|id| targets.target(id));
            if let (Some(name), Some(target)) = (named(image, 0), target) {
                parts.insert(name.to_owned(), target.to_owned());
            }
        }
    }
    for sheet in sheets {
        sheet.shown.retain_mut(|shown| {
            let part = parts.get(&shown.picture);
            shown.picture = part.cloned().unwrap_or_default();
            part.is_some()
        });
    }
    Ok(())
}

fn local(node: Node<'_>) -> &str {
    node.name().rsplit(':').next().unwrap_or_default()
}

fn child<'t>(node: Node<'t>, name: &str) -> Option<Node<'t>> {
    node.children().find(|child| local(*child) == name)
}

/// The picture that is drawn somewhere in an element.
fn blip(node: Node<'_>, depth: usize) -> Option<&str> {
    if node.name() == "a:blip" {
        return node.attribute("r:embed");
    }
    let mut inner = node.children();
    inner.find_map(|child| {
        if depth < DEPTH {
            blip(child, depth + 1)
        } else {
            None
        }
    })
}

/// What the picture in an element is called.
fn named(node: Node<'_>, depth: usize) -> Option<&str> {
    if local(node) == "cNvPr" {
        return node.attribute("name");
    }
    let mut inner = node.children();
    inner.find_map(|child| {
        if depth < DEPTH {
            named(child, depth + 1)
        } else {
            None
        }
    })
}

/// First and last row of an anchor, from 0.
fn rows(anchor: Node<'_>) -> Option<(u32, u32)> {
    let number = |end: Node<'_>, name: &str| child(end, name)?.text().trim().parse::<i64>().ok();
    let from = child(anchor, "from")?;
    let first = number(from, "row")?;
    let Some(to) = child(anchor, "to") else {
        let row = u32::try_from(first).ok()?;
        return hangs_on(row, number(from, "rowOff"), height(anchor, 0));
    };
    let (last, below) = (number(to, "row")?.max(first), number(to, "rowOff").unwrap_or(0));
    let height = height(anchor, 0).unwrap_or(0);
    let number = |row: i64| u32::try_from(row).ok();
    let share = (height > 0).then(|| below.saturating_mul(100) / height);
    Some(lies_over(number(first)?, number(last)?, share))
}

/// Height of the picture in an element, as its offsets are measured.
fn height(node: Node<'_>, depth: usize) -> Option<i64> {
    if node.name() == "a:ext" {
        return node.attribute("cy")?.parse().ok();
    }
    let mut inner = node.children();
    inner.find_map(|child| {
        if depth < DEPTH {
            height(child, depth + 1)
        } else {
            None
        }
    })
}
