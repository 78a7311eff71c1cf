//! What somebody typed, kept while it is mended.

use intake::reading::TypedPiece;

use crate::fields::Fields;
use crate::token::new_link_token;

/// Blocks for pieces on an empty form.
const BLOCKS: usize = 3;

/// Most pieces in one submission.
pub(super) const MAX_PIECES: usize = 30;

/// What somebody typed.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    /// Idempotency key: one submission under one key.
    pub key: String,
    pub filled_by: String,
    pub contact: String,
    /// One for each block, blank ones too.
    pub pieces: Vec<TypedPiece>,
    /// 已确认不涉密.
    pub declared: bool,
}

impl Draft {
    /// An empty form under a new key.
    pub(super) fn empty() -> Self {
        Self {
            key: new_link_token(),
            filled_by: String::new(),
            contact: String::new(),
            pieces: vec![TypedPiece::default(); BLOCKS],
            declared: false,
        }
    }

    /// Reads the fields. `None` when they were not written by our page.
    pub(super) fn read(fields: &Fields) -> Option<Self> {
        let key = fields.get("key");
        let sound = (16..=128).contains(&key.len())
            && key
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
        let blocks = blocks(fields)?;
        sound.then(|| Self {
            key: key.to_owned(),
            filled_by: fields.get("filled_by").to_owned(),
            contact: fields.get("contact").to_owned(),
            pieces: (0..blocks.max(1)).map(|index| piece(fields, index)).collect(),
            declared: !fields.get("declared").is_empty(),
        })
    }

    /// Two more blocks, as far as the limit allows.
    pub(super) fn extend(&mut self) {
        let blocks = (self.pieces.len() + 2).min(MAX_PIECES);
        self.pieces
            .resize(blocks.max(self.pieces.len()), TypedPiece::default());
    }

    /// The pieces in which something was typed.
    pub(super) fn typed(&self) -> Vec<TypedPiece> {
        self.pieces
            .iter()
            .filter(|piece| !is_blank(piece))
            .cloned()
            .collect()
    }

    /// What must be mended before this can be taken, in people's words. `files`: how many came with it.
    pub(super) fn problems(&self, files: usize, is_open: impl Fn(&str) -> bool) -> Vec<String> {
        let mut problems = Vec::new();
        for (number, piece) in (1..).zip(&self.pieces).filter(|(_, piece)| !is_blank(piece)) {
            if piece.item.is_empty() {
                problems.push(format!("第 {number} 份材料：请选择征集项。"));
            } else if !is_open(&piece.item) {
                problems.push(format!(
                    "第 {number} 份材料：所选征集项不存在或已截止，请重新选择。"
                ));
            }
            if piece.text.is_empty() {
                problems.push(format!(
                    "第 {number} 份材料：请填写正文；如正文在上传的文件中，请清空这一份，只上传文件。"
                ));
            }
        }
        if files == 0 && self.typed().is_empty() {
            problems.push("没有填写材料，也没有选择文件。请至少填写一份材料或选择一个文件。".to_owned());
        }
        if !self.declared {
            problems.push("请确认所报材料不含涉密和敏感信息，并勾选确认框。".to_owned());
        }
        problems
    }
}

/// A chosen item alone is no piece.
fn is_blank(piece: &TypedPiece) -> bool {
    [
        &piece.name,
        &piece.affiliation,
        &piece.positions,
        &piece.title,
        &piece.text,
    ]
    .iter()
    .all(|text| text.is_empty())
}

/// How many blocks the fields fill, `None` beyond the limit.
fn blocks(fields: &Fields) -> Option<usize> {
    let numbers = fields.names().filter_map(|name| {
        let (number, _) = name.strip_prefix("piece.")?.split_once('.')?;
        number.parse::<usize>().ok()
    });
    let blocks = numbers.max().map_or(0, |highest| highest.saturating_add(1));
    (blocks <= MAX_PIECES).then_some(blocks)
}

fn piece(fields: &Fields, index: usize) -> TypedPiece {
    let field = |name: &str| fields.get(&format!("piece.{index}.{name}")).replace("\r\n", "\n");
    TypedPiece {
        item: field("item"),
        name: field("name"),
        affiliation: field("affiliation"),
        positions: field("positions"),
        title: field("title"),
        text: field("text"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        let key = ("key", "0123456789abcdef");
        let pairs = std::iter::once(&key).chain(pairs);
        Fields::from(
            pairs
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect::<Vec<_>>(),
        )
    }

    #[test]
    fn what_was_typed_is_read_back_by_block() {
        let draft = Draft::read(&fields(&[
            ("piece.1.item", "advice"),
            ("piece.1.text", " 一\r\n二 "),
            ("declared", "1"),
        ]))
        .unwrap();
        assert_eq!(draft.pieces.len(), 2);
        assert_eq!(draft.typed().len(), 1);
        assert_eq!(draft.typed()[0].text, "一\n二");
        assert!(draft.problems(0, |_| true).is_empty());
    }

    #[test]
    fn everything_that_must_be_mended_is_said_at_once() {
        let draft = Draft::read(&fields(&[("piece.0.name", "某人")])).unwrap();
        assert_eq!(draft.problems(0, |_| true).len(), 3);
        let empty = Draft::read(&fields(&[("declared", "1")])).unwrap();
        assert_eq!(empty.problems(0, |_| true).len(), 1);
        assert!(empty.problems(1, |_| true).is_empty());
    }

    #[test]
    fn fields_that_our_page_never_writes_are_refused() {
        assert!(Draft::read(&fields(&[("piece.4000000000.text", "x")])).is_none());
        assert!(Draft::read(&fields(&[("key", "short")])).is_none());
    }
}
