//! Whose the pictures inside a document are.

use domain::text::name_key;

use super::places::Stretch;
use super::{FoundPiece, Interpretation};
use crate::document::Picture;

/// Gives every picture to the piece in which or at which it stands; what may be several persons' is named as loose.
/// `stretches`: where the pieces stand, in their order.
pub(super) fn place(found: &mut Interpretation, pictures: &[Picture], stretches: &[Option<Stretch>]) {
    if pictures.is_empty() {
        return;
    }
    let mut pieces: Vec<&mut FoundPiece> = found
        .forms
        .iter_mut()
        .flat_map(|form| &mut form.pieces)
        .chain(&mut found.pieces)
        .collect();
    if let Some(only) = only(&mut pieces) {
        only.pictures = (0..pictures.len()).collect();
        return;
    }
    if pieces.is_empty() {
        return;
    }
    let named: Vec<bool> = pieces.iter().map(|piece| piece.person.is_some()).collect();
    let rows: Vec<InRow> = pictures
        .iter()
        .map(|picture| in_row(picture, &pieces, stretches))
        .collect();
    let others: Vec<Picture> = pictures
        .iter()
        .zip(&rows)
        .filter(|(_, row)| matches!(row, InRow::Nobody))
        .map(|(picture, _)| picture.clone())
        .collect();
    let owners = owners(&others, stretches, &named).unwrap_or_else(|| vec![None; others.len()]);
    let mut owners = owners.into_iter();
    let mut loose = Vec::new();
    for (picture, row) in rows.into_iter().enumerate() {
        let owner = match row {
            InRow::One(owner) => Some(owner),
            InRow::Several => None,
            InRow::Nobody => owners.next().flatten(),
        };
        match owner.and_then(|owner| pieces.get_mut(owner)) {
            Some(piece) => piece.pictures.push(picture),
            None => loose.push(picture),
        }
    }
    found.loose_pictures = loose;
}

/// Who stands in the rows of a sheet over which a picture lies.
enum InRow {
    Nobody,
    /// One person, with this piece first.
    One(usize),
    /// Several persons, or a text of nobody.
    Several,
}

fn in_row(picture: &Picture, pieces: &[&mut FoundPiece], stretches: &[Option<Stretch>]) -> InRow {
    let Some((from, to)) = picture.rows else {
        return InRow::Nobody;
    };
    let (from, to) = (from as usize, to as usize);
    let within = |stretch: &Stretch| stretch.head < to && stretch.end >= from;
    let there: Vec<usize> = stretches
        .iter()
        .enumerate()
        .filter(|(_, stretch)| stretch.as_ref().is_some_and(within))
        .map(|(piece, _)| piece)
        .collect();
    let Some(first) = there.first().copied() else {
        return InRow::Nobody;
    };
    let name = |piece: &usize| {
        let person = pieces.get(*piece)?.person.as_ref()?;
        Some(name_key(&person.name))
    };
    let same = there
        .iter()
        .all(|piece| name(piece).is_some() && name(piece) == name(&first));
    if same { InRow::One(first) } else { InRow::Several }
}

/// The only piece of an essay document, or the piece of the only person of a form.
fn only<'p>(pieces: &'p mut [&mut FoundPiece]) -> Option<&'p mut FoundPiece> {
    let mut candidates: Vec<usize> = (0..pieces.len()).collect();
    if candidates.len() > 1 {
        candidates.retain(|place| pieces.get(*place).is_some_and(|piece| piece.person.is_some()));
    }
    match candidates.as_slice() {
        [only] => pieces.get_mut(*only).map(|piece| &mut **piece),
        _ => None,
    }
}

/// For each picture the piece that it belongs to for certain; `None` when it is not known where everything stands.
/// `named`: which pieces are a person's.
fn owners(pictures: &[Picture], stretches: &[Option<Stretch>], named: &[bool]) -> Option<Vec<Option<usize>>> {
    let mut order: Vec<(Stretch, usize)> = stretches
        .iter()
        .enumerate()
        .map(|(piece, stretch)| Some(((*stretch)?, piece)))
        .collect::<Option<_>>()?;
    order.sort_unstable_by_key(|(stretch, _)| stretch.head);
    let is_mixed = order.windows(2).any(|pair| match pair {
        [(one, _), (other, _)] => other.head <= one.end,
        _ => false,
    });
    if is_mixed {
        return None;
    }
    let lines: Vec<usize> = pictures
        .iter()
        .map(|picture| picture.line.map(|line| line as usize))
        .collect::<Option<_>>()?;
    let (first, last) = (order.first()?.0, order.last()?.0);
    // Between two persons only the habit of the document tells: whether one picture stands before the first of them or
    // behind the last. What nobody signed has a label of its own: a picture above that is of the person before.
    let closing = order.windows(2).find_map(|pair| match pair {
        [(one, person), (other, nobody)] => {
            let is_named = |piece: &usize| named.get(*piece) == Some(&true);
            let labelled = other.head > one.end + 1;
            (is_named(person) && !is_named(nobody) && labelled).then_some(one.end + 1)
        }
        _ => None,
    });
    let before = pictures
        .iter()
        .zip(&lines)
        .any(|(picture, line)| picture.is_photo() && *line <= first.head);
    let behind = pictures
        .iter()
        .zip(&lines)
        .any(|(picture, line)| picture.is_photo() && (*line > last.end || Some(*line) == closing));
    let owner = |line: usize| {
        let begun = order.partition_point(|(stretch, _)| stretch.head < line);
        let above = begun.checked_sub(1).and_then(|place| order.get(place));
        match above {
            Some((stretch, piece)) if line <= stretch.end => Some(*piece),
            above if behind && !before => above.map(|(_, piece)| *piece),
            _ if before && !behind => order.get(begun).map(|(_, piece)| *piece),
            _ => None,
        }
    };
    Some(lines.into_iter().map(owner).collect())
}
