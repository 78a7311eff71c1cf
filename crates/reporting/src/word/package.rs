//! The package: a zip file of parts, their kinds and their relations.

use std::fmt::Write as _;
use std::io::{Seek, Write};

use chrono::{DateTime, Utc};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::document::Document;
use super::picture::{Picture, Room};
use super::style::{self, Style};
use super::xml::{DECLARATION, RELATIONS, escaped};
use super::{section, settings};
use crate::ReportError;

const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// Document properties.
#[derive(Debug, Clone)]
pub(crate) struct About {
    /// Title.
    pub(crate) title: String,
    /// What it rests on, for example the snapshot.
    pub(crate) subject: String,
    /// Author.
    pub(crate) author: String,
    /// When it was made.
    pub(crate) created: DateTime<Utc>,
}

/// A document to which parts are still added.
pub(crate) struct Package<W: Write + Seek> {
    zip: ZipWriter<W>,
    /// Of parts that are no media.
    kinds: Vec<(String, String)>,
    /// From the document: kind and target.
    relations: Vec<(String, String)>,
    pictures: u32,
}

impl<W: Write + Seek> Package<W> {
    /// Begins one.
    pub(crate) fn new(out: W) -> Result<Self, ReportError> {
        let mut package = Self {
            zip: ZipWriter::new(out),
            kinds: Vec::new(),
            relations: Vec::new(),
            pictures: 0,
        };
        package.put("_rels/.rels", &package_relations())?;
        for (_, name, content) in section::feet() {
            package.part(name, &format!("{WORD}.footer+xml"), "footer", content.as_bytes())?;
        }
        Ok(package)
    }

    /// Adds a picture, JPEG or PNG by its extension, with its size in pixels. Media are kept as they are.
    pub(crate) fn picture(
        &mut self,
        content: &[u8],
        extension: &str,
        pixels: (u32, u32),
        room: Room,
    ) -> Result<Picture, ReportError> {
        self.pictures += 1;
        let target = format!("media/image{}.{extension}", self.pictures);
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        self.zip.start_file(format!("word/{target}"), options)?;
        self.write(content)?;
        Ok(Picture {
            relation: self.relate("image", target),
            size: room.fit(pixels),
            described: String::new(),
            number: self.pictures,
        })
    }

    /// Adds a part below `word/` to which the document has a relation; gives the number of that: `rId7` is 7.
    pub(crate) fn part(
        &mut self,
        name: &str,
        content_type: &str,
        relation: &str,
        content: &[u8],
    ) -> Result<u32, ReportError> {
        self.zip.start_file(name, SimpleFileOptions::default())?;
        self.write(content)?;
        self.kinds.push((format!("/{name}"), content_type.to_owned()));
        let target = name.strip_prefix("word/").unwrap_or(name).to_owned();
        Ok(self.relate(relation, target))
    }

    /// Adds a file that only other parts have a relation to. Its kind must be known by its extension.
    pub(crate) fn file(&mut self, name: &str, content: &[u8]) -> Result<(), ReportError> {
        self.zip.start_file(name, SimpleFileOptions::default())?;
        self.write(content)
    }

    /// No more parts: the text begins. The first style is the one that everything else is measured by; it has the
    /// identifier `Normal`.
    pub(crate) fn text(mut self, about: &About, styles: &[&Style]) -> Result<Document<W>, ReportError> {
        let of_word = |name: &str| format!("{WORD}.{name}+xml");
        self.part(
            "word/styles.xml",
            &of_word("styles"),
            "styles",
            style::part(styles).as_bytes(),
        )?;
        self.part(
            "word/settings.xml",
            &of_word("settings"),
            "settings",
            settings::part().as_bytes(),
        )?;
        self.part(
            "word/fontTable.xml",
            &of_word("fontTable"),
            "fontTable",
            settings::fonts().as_bytes(),
        )?;
        self.put("docProps/core.xml", &core(about))?;
        self.put("docProps/app.xml", &app(about))?;
        self.kinds.extend([
            ("/word/document.xml".to_owned(), of_word("document.main")),
            (
                "/docProps/core.xml".to_owned(),
                "application/vnd.openxmlformats-package.core-properties+xml".to_owned(),
            ),
            (
                "/docProps/app.xml".to_owned(),
                "application/vnd.openxmlformats-officedocument.extended-properties+xml".to_owned(),
            ),
        ]);
        self.zip
            .start_file("word/document.xml", SimpleFileOptions::default())?;
        Document::begin(self)
    }

    /// Writes into the part that was begun last.
    pub(super) fn write(&mut self, content: &[u8]) -> Result<(), ReportError> {
        self.zip.write_all(content).map_err(zip::result::ZipError::from)?;
        Ok(())
    }

    /// Ends the package.
    pub(super) fn end(mut self) -> Result<W, ReportError> {
        let mut relations = format!("{DECLARATION}<Relationships xmlns=\"{PACKAGE}/relationships\">");
        for (number, (kind, target)) in (1..).zip(&self.relations) {
            push_relation(&mut relations, number, &format!("{RELATIONS}/{kind}"), target);
        }
        relations += "</Relationships>";
        self.put("word/_rels/document.xml.rels", &relations)?;
        let types = self.content_types();
        self.put("[Content_Types].xml", &types)?;
        Ok(self.zip.finish()?)
    }

    fn content_types(&self) -> String {
        let mut out = format!(
            "{DECLARATION}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" \
             ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" \
             ContentType=\"application/xml\"/><Default Extension=\"jpeg\" ContentType=\"image/jpeg\"/><Default \
             Extension=\"png\" ContentType=\"image/png\"/><Default Extension=\"xlsx\" ContentType=\
             \"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet\"/>"
        );
        for (name, kind) in &self.kinds {
            // Writing into a String never fails.
            let _ = write!(out, "<Override PartName=\"{name}\" ContentType=\"{kind}\"/>");
        }
        out + "</Types>"
    }

    fn put(&mut self, name: &str, content: &str) -> Result<(), ReportError> {
        self.zip.start_file(name, SimpleFileOptions::default())?;
        self.write(content.as_bytes())
    }

    fn relate(&mut self, kind: &str, target: String) -> u32 {
        self.relations.push((kind.to_owned(), target));
        u32::try_from(self.relations.len()).unwrap_or(u32::MAX)
    }
}

fn push_relation(out: &mut String, number: u32, kind: &str, target: &str) {
    let _ = write!(
        out,
        "<Relationship Id=\"rId{number}\" Type=\"{kind}\" Target=\"{target}\"/>"
    );
}

fn package_relations() -> String {
    let mut out = format!("{DECLARATION}<Relationships xmlns=\"{PACKAGE}/relationships\">");
    let core = format!("{PACKAGE}/relationships/metadata/core-properties");
    for (number, kind, target) in [
        (1, format!("{RELATIONS}/officeDocument"), "word/document.xml"),
        (2, core, "docProps/core.xml"),
        (3, format!("{RELATIONS}/extended-properties"), "docProps/app.xml"),
    ] {
        push_relation(&mut out, number, &kind, target);
    }
    out + "</Relationships>"
}

fn core(about: &About) -> String {
    let created = about.created.format("%Y-%m-%dT%H:%M:%SZ");
    let short = |text: &str| escaped(&crate::text::shortened(text, 255));
    let author = short(&about.author);
    format!(
        "{DECLARATION}<cp:coreProperties xmlns:cp=\"{PACKAGE}/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{}</dc:title><dc:subject>{}\
         </dc:subject><dc:creator>{author}</dc:creator><cp:lastModifiedBy>{author}</cp:lastModifiedBy>\
         <dcterms:created xsi:type=\"dcterms:W3CDTF\">{created}</dcterms:created><dcterms:modified \
         xsi:type=\"dcterms:W3CDTF\">{created}</dcterms:modified></cp:coreProperties>",
        short(&about.title),
        short(&about.subject)
    )
}

fn app(about: &About) -> String {
    let company = escaped(&crate::text::shortened(&about.author, 255));
    format!(
        "{DECLARATION}<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/\
         extended-properties\"><Application>zhengji</Application><Company>{company}</Company></Properties>"
    )
}
