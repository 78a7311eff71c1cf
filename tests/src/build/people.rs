//! The six ways in which several persons are written into one cell.

/// A person as a form names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// 姓名, as typed.
    pub name: String,
    /// 单位.
    pub affiliation: String,
    /// 职务, and marks such as 二十大代表, joined by 、.
    pub positions: String,
}

impl Person {
    /// A person of these texts; `affiliation` may be empty.
    pub fn new(name: &str, affiliation: &str, positions: &str) -> Self {
        Self {
            name: name.to_owned(),
            affiliation: affiliation.to_owned(),
            positions: positions.to_owned(),
        }
    }

    /// 单位+职务, as people write them after the name.
    pub fn duty(&self) -> String {
        format!("{}{}", self.affiliation, self.positions)
    }
}

/// A person and what they wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Who.
    pub person: Person,
    /// Paragraphs.
    pub paragraphs: Vec<String>,
}

/// How persons and their texts are set apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notation {
    /// `1. 姓名，单位职务`, then the text.
    Numbered,
    /// `姓名：` `单位：` `职务：` `感悟：`.
    Fields,
    /// `姓名（单位职务）：` and the text in the same line.
    Parentheses,
    /// `【姓名 单位职务】`, then the text.
    Brackets,
    /// The text, then `——姓名，单位职务`.
    Signed,
    /// `姓名，单位职务` on a line of its own, without a number.
    Plain,
}

/// The lines of a cell.
pub fn lines(pieces: &[Piece], notation: Notation) -> Vec<String> {
    let mut lines = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        let Person {
            name,
            affiliation,
            positions,
        } = &piece.person;
        let duty = piece.person.duty();
        let body = piece.paragraphs.join("\n");
        match notation {
            Notation::Numbered => lines.push(format!("{}. {name}，{duty}\n{body}", index + 1)),
            Notation::Fields => {
                lines.push(format!(
                    "姓名：{name}　单位：{affiliation}　职务：{positions}\n感悟：\n{body}"
                ));
            }
            Notation::Parentheses => lines.push(format!("{name}（{duty}）：{body}")),
            Notation::Brackets => lines.push(format!("【{name} {duty}】\n{body}")),
            Notation::Signed => lines.push(format!("{body}\n——{name}，{duty}")),
            Notation::Plain => lines.push(format!("{name}，{duty}\n{body}")),
        }
    }
    lines
        .iter()
        .flat_map(|block| block.split('\n'))
        .map(str::to_owned)
        .collect()
}
