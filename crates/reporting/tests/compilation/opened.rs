//! A second reader of Word documents: the zip file and its XML, without the writer's help.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;

/// A document, opened again.
pub(crate) struct Opened {
    pub(crate) names: Vec<String>,
    content: Vec<Vec<u8>>,
}

/// A paragraph: its style and its text, with `\n` for breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) style: String,
    pub(crate) text: String,
}

impl Opened {
    pub(crate) fn new(document: &[u8]) -> Self {
        let mut zip = ZipArchive::new(Cursor::new(document)).unwrap();
        let mut opened = Self {
            names: Vec::new(),
            content: Vec::new(),
        };
        for place in 0..zip.len() {
            let mut file = zip.by_index(place).unwrap();
            let mut content = Vec::new();
            opened.names.push(file.name().unwrap().into_owned());
            file.read_to_end(&mut content).unwrap();
            opened.content.push(content);
        }
        opened
    }

    pub(crate) fn bytes(&self, name: &str) -> &[u8] {
        let place = self.names.iter().position(|known| known == name).unwrap();
        &self.content[place]
    }

    pub(crate) fn part(&self, name: &str) -> String {
        String::from_utf8(self.bytes(name).to_vec()).unwrap()
    }

    pub(crate) fn document(&self) -> String {
        self.part("word/document.xml")
    }

    /// All XML of the package.
    pub(crate) fn all_text(&self) -> String {
        let texts = self.names.iter().filter(|name| !name.contains("media/"));
        texts.map(|name| self.part(name)).collect()
    }

    /// Names of the pictures.
    pub(crate) fn media(&self) -> Vec<&str> {
        let names = self.names.iter().filter(|name| name.contains("media/"));
        names.map(String::as_str).collect()
    }

    /// Paragraphs in order.
    pub(crate) fn lines(&self) -> Vec<Line> {
        let document = self.document();
        let paragraphs = document.split("<w:p>").skip(1);
        paragraphs
            .map(|paragraph| Line {
                style: attribute(paragraph, "<w:pStyle w:val=\"").unwrap_or_default(),
                text: text(paragraph.split("</w:p>").next().unwrap()),
            })
            .collect()
    }

    /// Texts of the paragraphs of a style.
    pub(crate) fn of_style(&self, style: &str) -> Vec<String> {
        let lines = self.lines().into_iter();
        lines
            .filter(|line| line.style == style)
            .map(|line| line.text)
            .collect()
    }
}

/// What stands behind this in quotes.
pub(crate) fn attribute(element: &str, before: &str) -> Option<String> {
    let (_, rest) = element.split_once(before)?;
    Some(rest.split('"').next()?.to_owned())
}

fn text(paragraph: &str) -> String {
    let mut text = String::new();
    let mut rest = paragraph;
    while let Some((_, after)) = rest.split_once('<') {
        let (tag, behind) = after.split_once('>').unwrap();
        match tag.split(' ').next().unwrap() {
            "w:t" => {
                let (content, _) = behind.split_once('<').unwrap();
                let plain = content
                    .replace("&lt;", "<")
                    .replace("&gt;", ">")
                    .replace("&quot;", "\"");
                text += &plain.replace("&amp;", "&");
            }
            "w:br/" => text.push('\n'),
            "w:tab/" => text.push('\t'),
            _ => {}
        }
        rest = behind;
    }
    text
}
