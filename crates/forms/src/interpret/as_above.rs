//! 同上 where the office of a person stands: that of the person above.

use super::{FoundPiece, Interpretation};

/// Whether this stands for the office of the person above.
pub(super) fn is_office(text: &str) -> bool {
    matches!(
        text,
        "同上" | "职务同上" | "单位职务同上" | "单位及职务同上" | "职务单位同上" | "〃"
    )
}

/// Gives those whose office stands above the office and the organisation of whom they stand below.
pub(super) fn resolve(found: &mut Interpretation) {
    for form in &mut found.forms {
        among(&mut form.pieces);
    }
    among(&mut found.pieces);
}

fn among(pieces: &mut [FoundPiece]) {
    let mut above: Option<(Option<String>, Vec<String>)> = None;
    for person in pieces.iter_mut().filter_map(|piece| piece.person.as_mut()) {
        if person.positions.iter().any(|position| is_office(position)) {
            person.positions.retain(|position| !is_office(position));
            if let Some((affiliation, positions)) = &above {
                person.positions.splice(0..0, positions.iter().cloned());
                person.affiliation = person.affiliation.take().or_else(|| affiliation.clone());
            }
        }
        above = Some((person.affiliation.clone(), person.positions.clone()));
    }
}

#[cfg(test)]
mod tests {
    use crate::document::Document;
    use crate::interpret::sample::{paragraph, with};
    use crate::interpret::{Place, interpret_by};

    const A: &str = "学习报告使我认识到，科技自立自强不是一句口号，而是一次一次试验干出来的。";
    const B: &str = "下一步，我将结合本职工作，继续在基层开展服务，让更多的人了解科学。";

    #[test]
    fn who_has_the_office_of_the_person_above_is_a_person_of_his_own() {
        for below in ["李思齐，职务同上", "李思齐，同上", "李思齐（同上）"] {
            let lines = ["张明远，华夏光学学会副理事长", A, below, B];
            let document = Document {
                blocks: lines.map(paragraph).to_vec(),
                ..Document::default()
            };
            let found = with(|vocabulary| interpret_by(&document, Place::File("感悟.docx"), vocabulary));
            let persons = found.pieces.iter().map(|piece| piece.person.clone().unwrap());
            let persons: Vec<_> = persons
                .map(|person| (person.name, person.affiliation, person.positions))
                .collect();
            let office = |name: &str| {
                let positions = vec!["副理事长".to_owned()];
                (name.to_owned(), Some("华夏光学学会".to_owned()), positions)
            };
            assert_eq!(persons, [office("张明远"), office("李思齐")], "{below}");
        }
    }
}
