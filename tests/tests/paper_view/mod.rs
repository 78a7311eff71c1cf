//! What is understood of a document, in lines that a person can check against the document.

use std::fmt::Write as _;

use domain::person::Person;
use forms::interpret::{FoundForm, FoundPiece, Interpretation, Place, Vocabulary, interpret};
use forms::read::{Content, ReadFile};

/// Texts up to this many characters are shown in full.
const FULL: usize = 120;
/// Characters shown of either end of a longer text.
const END: usize = 40;

/// Everything that is understood of files.
pub(crate) fn of_files(files: &[ReadFile], vocabulary: Vocabulary<'_>) -> String {
    let mut view = View(String::new());
    for file in files {
        view.file(file, vocabulary);
    }
    view.0
}

struct View(String);

impl View {
    fn line(&mut self, margin: usize, name: &str, value: &str) {
        let margin = "  ".repeat(margin);
        let mut lines = value.split('\n');
        let _ = writeln!(self.0, "{margin}{name}: {}", lines.next().unwrap_or_default());
        for more in lines {
            let _ = writeln!(self.0, "{margin}  | {more}");
        }
    }

    fn given(&mut self, margin: usize, name: &str, value: Option<&String>) {
        if let Some(value) = value {
            self.line(margin, name, value);
        }
    }

    fn file(&mut self, file: &ReadFile, vocabulary: Vocabulary<'_>) {
        let Content::Document { format, document } = &file.content else {
            self.line(0, "file", &format!("{} {:?}", file.name, file.content));
            return;
        };
        self.line(0, "file", &format!("{} {format:?}", file.name));
        let found = interpret(document, Place::File(&file.name), vocabulary);
        for picture in &document.pictures {
            self.line(
                0,
                "picture",
                &format!("{} {}×{}", picture.name, picture.width, picture.height),
            );
        }
        self.interpretation(&found);
    }

    fn interpretation(&mut self, found: &Interpretation) {
        for society in &found.societies {
            self.line(0, "society outside a form", society);
        }
        for form in &found.forms {
            self.form(form);
        }
        for piece in &found.pieces {
            self.piece(0, piece);
        }
        for text in &found.unread {
            self.line(0, "unread text", text);
        }
        if found.example_left {
            self.line(0, "example left", "yes");
        }
        for picture in &found.loose_pictures {
            self.line(0, "picture of nobody", &picture.to_string());
        }
        if *found == Interpretation::default() {
            self.line(0, "nothing understood", "");
        }
    }

    fn form(&mut self, form: &FoundForm) {
        self.line(0, "form", "");
        self.given(1, "society", form.society.as_ref());
        self.given(1, "filled by", form.filled_by.as_ref());
        self.given(1, "contact", form.contact.as_ref());
        for delegate in &form.delegates {
            self.line(1, "delegate", &person(delegate));
        }
        for (name, said) in [
            ("delegates nil", form.delegates_nil),
            ("empty", form.empty),
            ("example left", form.example_left),
        ] {
            if said {
                self.line(1, name, "yes");
            }
        }
        for (name, rows) in [
            ("attached row", &form.attached_rows),
            ("nil row", &form.nil_rows),
            ("unread row", &form.unread_rows),
        ] {
            for row in rows {
                self.line(1, name, row);
            }
        }
        for text in &form.unread {
            self.line(1, "unread text", text);
        }
        for piece in &form.pieces {
            self.piece(1, piece);
        }
    }

    fn piece(&mut self, margin: usize, piece: &FoundPiece) {
        let by = piece
            .person
            .as_ref()
            .map_or_else(|| "nobody named".to_owned(), person);
        self.line(margin, "piece by", &by);
        self.given(margin + 1, "several authors", piece.authors.as_ref());
        self.given(margin + 1, "row", piece.row.as_ref());
        self.given(
            margin + 1,
            "label",
            piece.label.as_ref().map(|item| item.as_str().to_owned()).as_ref(),
        );
        self.given(margin + 1, "title", piece.title.as_ref());
        self.line(margin + 1, "text", &abridged(&piece.text));
        for picture in &piece.pictures {
            self.line(margin + 1, "picture", &picture.to_string());
        }
    }
}

/// `姓名 | 单位 | 职务、职务 | 身份`, the last three as far as they are known.
fn person(person: &Person) -> String {
    let mut parts = vec![
        person.name.clone(),
        person.affiliation.clone().unwrap_or_else(|| "–".to_owned()),
    ];
    parts.push(person.positions.join("、"));
    if !person.tags.is_empty() {
        parts.push(person.tags.join("、"));
    }
    parts.join(" | ")
}

fn abridged(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    if characters.len() <= FULL {
        return text.to_owned();
    }
    let start: String = characters.iter().take(END).collect();
    let end: String = characters.iter().skip(characters.len() - END).collect();
    format!("{start} […{}…] {end}", characters.len() - 2 * END)
}
