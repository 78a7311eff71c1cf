//! Everything usable and unusable in an arrival, interpreted by the notice's form.

mod endings;
mod found;
pub(super) mod nil;
mod page;
mod replaced;
mod unread;
mod unregistered;

use domain::finding::{Finding, FindingCode, Severity};
use domain::grounds::PersonGround;
use domain::ids::ItemId;
use domain::notice::Notice;
use domain::person::Person;
use domain::return_form::Delegates;
use domain::submission::{Attachment, Origin, SourcePart};
use domain::text::tidy_name;
use forms::document::Document;
use forms::interpret::{FoundForm, FoundPiece, Interpretation, Place, Prepared};
use forms::read::{Content as FileContent, Frame};
use mail::{Defect, ParsedMail};

use self::found::{Holder, attachment, found, origin};
use self::page::{has_filled_form, has_rows, without_quotation};
use self::unread::{brings, is_other_table, media_code, missing_texts, quotes_content, unread_code};
use super::attached::{self, AttachedRow};
use super::media::MediaFile;
use super::{ClaimedForm, Evidence, FormOrigin, code, correspondence, links, media};
use crate::reading::{ReadPart, TypedPiece};

/// A piece before its item is known.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub piece: FoundPiece,
    /// File name as shown; `None` for the body and the web form.
    pub file: Option<String>,
    pub part: SourcePart,
    pub pictures: Vec<Attachment>,
    /// The item, when the web form named it.
    pub given_item: Option<ItemId>,
    pub origin: Origin,
}

/// What an arrival holds.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub forms: Vec<ClaimedForm>,
    pub found: Vec<Found>,
    pub media: Vec<MediaFile>,
    /// Pages with pictures whose bytes cannot be had.
    pub unkept: Vec<String>,
    /// Names written where a return form asks for the society.
    pub form_societies: Vec<String>,
    /// Names stated above summary sheets.
    pub stated_societies: Vec<String>,
    pub findings: Vec<Finding>,
    /// Rows of return forms that are answered elsewhere: 见附件.
    pub attached: Vec<AttachedRow>,
    /// Files that could not be used, with the reason.
    unusable: Vec<Finding>,
    /// Pages that are pictures of paper, in documents that were read.
    unread_pages: Vec<Finding>,
    /// Items of which documents say nothing but that there is nothing.
    denied: Vec<ItemId>,
    empty_form: bool,
    asks: bool,
    /// Where content may be that was not read, when nothing else is there.
    elsewhere: Option<FindingCode>,
    /// The words of letters, until it is known what of them was taken.
    told: Vec<unregistered::Told>,
    /// Texts that may be somebody's and are in no piece.
    unregistered: Vec<Finding>,
    /// More than can be compared with each other: all of it was put away.
    too_many: bool,
}

impl Content {
    fn is_usable(&self) -> bool {
        let has_form = self.forms.iter().any(ClaimedForm::brings_answers);
        has_form || !self.found.is_empty() || self.media.iter().any(|file| !file.is_scan())
    }

    /// Why a person must look, when nothing in the arrival is usable.
    pub(super) fn holds(&self, evidence: Evidence<'_>) -> Vec<Finding> {
        if evidence.reading.failed {
            return vec![Finding::new(FindingCode::Unprocessable)];
        }
        if self.too_many {
            return vec![Finding::new(FindingCode::TooManyPieces)];
        }
        if self.is_usable() {
            return Vec::new();
        }
        let mut holds = [self.unusable.as_slice(), &self.unread_pages].concat();
        if self.empty_form {
            holds.push(Finding::new(FindingCode::FormNotFilled));
        }
        holds.extend(announced(evidence));
        let kind = correspondence::kind(evidence, self).or(self.elsewhere);
        match kind.filter(|_| holds.is_empty()) {
            Some(code) => holds.push(Finding::new(code)),
            None => holds.extend_from_slice(&self.unregistered),
        }
        if holds.is_empty() {
            holds.push(Finding::new(FindingCode::NoContent));
        }
        holds
    }

    /// True when nothing was found, not even something that cannot be used.
    pub(super) fn is_bare(&self) -> bool {
        !self.too_many
            && !self.is_usable()
            && self.media.is_empty()
            && self.unusable.is_empty()
            && self.unread_pages.is_empty()
            && !self.empty_form
    }

    /// True when the letter asks something and says of nothing that it is attached.
    pub(super) fn asks(&self) -> bool {
        self.asks
    }
}

pub(super) fn gather(evidence: Evidence<'_>, notice: &Notice, words: &Prepared<'_>) -> Content {
    let mut content = Content::default();
    let mut silent = Vec::new();
    let passed_on = correspondence::passes_on(&evidence.arrival.subject);
    for part in &evidence.reading.parts {
        let name = part.file.name.as_str();
        match &part.file.content {
            FileContent::Document { document, .. } => {
                content.add_pages(name, document);
                if code::is_unknown(evidence, document) {
                    let finding = Finding::at(FindingCode::UnknownFormCode, name);
                    content.findings.push(finding);
                }
                let interpretation = words.interpret(document, Place::File(name));
                if replaced::is_replaced(evidence, part, document, &interpretation) {
                    let finding = Finding::at(FindingCode::ReplacedFile, name);
                    content.unusable.push(finding);
                    continue;
                }
                if unregistered::is_silent(&interpretation, document) {
                    silent.push((name, document));
                }
                let holder = Holder {
                    file: Some(name),
                    sha256: &part.file.sha256,
                    forwarded: part.forwarded || passed_on,
                };
                content.add(interpretation, document, holder, evidence, notice);
            }
            FileContent::Photo { .. } | FileContent::Video => content.add_media(part),
            FileContent::Scan => content.add_scan(part),
            unread => {
                let code = unread_code(unread, part);
                content.say_unread(code, name);
            }
        }
    }
    if let Some(mail) = &evidence.reading.mail {
        content.add_body(mail, 0, evidence, notice, words);
    }
    if let Some(upload) = &evidence.reading.upload {
        let original = evidence.arrival.original.as_str();
        content.add_typed(&upload.filled_by, &upload.contact, &upload.pieces, original);
    }
    nil::add(&mut content, evidence, notice, words);
    let may_be_quoted = content.is_bare() && quotes_content(evidence, words);
    content.elsewhere = may_be_quoted.then_some(FindingCode::QuotedContent);
    unregistered::add(&mut content, &silent, evidence, notice, words);
    if content.is_usable() {
        let copies = |finding: &Finding| {
            finding.code == FindingCode::ScannedDocument
                && finding.place.as_deref().is_some_and(media::is_stamped_copy)
        };
        content.unusable.retain(|finding| !copies(finding));
        content.findings.append(&mut content.unusable);
        content.findings.append(&mut content.unread_pages);
        content.findings.append(&mut content.unregistered);
        content.findings.extend(announced(evidence));
    }
    content.within_limits()
}

/// What a letter itself says, where findings name files.
const TEXT: &str = "邮件正文";

/// Pieces of one arrival, and pairs of a piece with a photo: whose is looked for among all. More is no society's report.
const PIECES: usize = 2_000;
const PAIRS: usize = 200_000;

/// One finding for each file that only a link was sent of.
fn announced(evidence: Evidence<'_>) -> Vec<Finding> {
    let Some(mail) = &evidence.reading.mail else {
        return Vec::new();
    };
    links::expected(mail, &evidence.reception.link_providers)
        .iter()
        .map(|file| Finding::at(FindingCode::ExternalLink, file.place()))
        .collect()
}

/// Whether something of the message itself did not arrive or was not taken apart.
fn is_incomplete(mail: &ParsedMail) -> bool {
    mail.defects.iter().any(|defect| match defect {
        Defect::Truncated | Defect::TextCutOff | Defect::TooManyParts | Defect::ParserFailed => true,
        // Said by itself, said at the file, or no loss: what is too deep is kept as a file.
        Defect::TextTooLong
        | Defect::EncodingProblem
        | Defect::BoundaryMissing
        | Defect::MalformedHeader
        | Defect::UndecodableHeader
        | Defect::UndecodableText
        | Defect::UndecodableFileName
        | Defect::UnreadableDate
        | Defect::TooDeep => false,
    })
}

impl Content {
    fn within_limits(mut self) -> Self {
        let pieces = self.found.len();
        self.too_many = pieces > PIECES || pieces.saturating_mul(self.media.len()) > PAIRS;
        if self.too_many {
            self.found.clear();
            self.media.clear();
            self.forms.clear();
            self.attached.clear();
        }
        self
    }

    fn add_body(
        &mut self,
        mail: &ParsedMail,
        depth: usize,
        evidence: Evidence<'_>,
        notice: &Notice,
        words: &Prepared<'_>,
    ) {
        let is_too_long = mail.defects.contains(&Defect::TextTooLong);
        let said = [
            is_incomplete(mail).then(|| Finding::new(FindingCode::IncompleteMessage)),
            is_too_long.then(|| Finding::at(FindingCode::UnsafeFile, TEXT)),
        ];
        for finding in said.into_iter().flatten() {
            if !self.unusable.contains(&finding) {
                self.unusable.push(finding);
            }
        }
        // Half of a text is nobody's text.
        if !is_too_long && !mail.defects.contains(&Defect::TextCutOff) {
            self.add_text(mail, depth, evidence, notice, words);
        }
        if depth < 5 {
            for nested in &mail.nested {
                self.add_body(nested, depth + 1, evidence, notice, words);
            }
        }
    }

    fn add_text(
        &mut self,
        mail: &ParsedMail,
        depth: usize,
        evidence: Evidence<'_>,
        notice: &Notice,
        words: &Prepared<'_>,
    ) {
        let visible = mail::visible_text(mail);
        let text = forms::read::text(visible);
        let mut interpretation = words.interpret(&text, Place::Body);
        let mut document = text;
        // A form or summary typed into an HTML letter is a table; its plain-text twin has lost the cells.
        let wanting = mail.text.is_none() || !has_filled_form(&interpretation);
        if let Some(html) = mail.html.as_ref().filter(|_| wanting) {
            let page = without_quotation(forms::read::html(html));
            let tabular = words.interpret(&page, Place::Body);
            if has_filled_form(&tabular) || has_rows(&tabular) {
                (interpretation, document) = (tabular, page);
            }
        }
        if let Some(other) = &mail.other_text {
            let other = forms::read::text(&mail::strip_quoted(other));
            let twin = words.interpret(&other, Place::Body);
            if brings(&twin) {
                self.findings.push(Finding::at(FindingCode::DifferentTexts, TEXT));
                if !brings(&interpretation) {
                    (interpretation, document) = (twin, other);
                }
            }
        }
        // What a form has beside its rows is told by the form, and its own notes are nobody's text.
        if interpretation.forms.is_empty() && interpretation.unread.is_empty() {
            self.told
                .extend(unregistered::told(mail, visible, depth, evidence));
        }
        interpretation.forms.retain(|form| !form.empty);
        self.asks |= depth == 0 && interpretation.asks;
        let holder = Holder {
            file: None,
            sha256: &evidence.arrival.original,
            forwarded: depth > 0,
        };
        self.add(interpretation, &document, holder, evidence, notice);
    }

    fn add(
        &mut self,
        interpretation: Interpretation,
        document: &Document,
        holder: Holder<'_>,
        evidence: Evidence<'_>,
        notice: &Notice,
    ) {
        let file = holder.file;
        let found = |piece, part| found(piece, document, holder, part);
        let loose = interpretation.loose_pictures.iter();
        let loose = loose.filter_map(|index| document.pictures.get(*index));
        let loose = loose.filter(|picture| picture.is_photo()).map(attachment);
        self.media
            .extend(loose.map(|picture| media::embedded(file.unwrap_or_default(), picture)));
        if file.is_some() && is_other_table(&interpretation, document) {
            self.findings.push(placed(FindingCode::UnusedFile, file));
        }
        self.stated_societies.extend(interpretation.societies);
        self.add_unread(&interpretation.unread, file);
        self.findings.extend(missing_texts(&interpretation.textless));
        self.denied.extend(interpretation.denied);
        if interpretation.example_left {
            self.findings.push(placed(FindingCode::PlaceholderText, file));
        }
        for mut form in interpretation.forms {
            self.form_societies
                .extend(form.society.clone().filter(|name| !name.trim().is_empty()));
            if form.example_left {
                self.findings.push(placed(FindingCode::PlaceholderText, file));
            }
            self.add_unread(&form.unread, file);
            let pieces = std::mem::take(&mut form.pieces);
            if form.empty && pieces.is_empty() {
                self.empty_form = true;
                continue;
            }
            let attached = attached::rows(&form.attached_rows, document, file, notice);
            self.attached.extend(attached);
            self.add_form(form, file, evidence, notice);
            let part = if file.is_some() {
                SourcePart::Cell
            } else {
                SourcePart::Body
            };
            self.found
                .extend(pieces.into_iter().map(|piece| found(piece, part)));
        }
        for piece in interpretation.pieces {
            let part = match (file, &piece.row) {
                (None, _) => SourcePart::Body,
                (Some(_), Some(_)) => SourcePart::Cell,
                (Some(_), None) => SourcePart::Document,
            };
            self.found.push(found(piece, part));
        }
    }

    /// Texts that belong to no piece, by the beginning of the first.
    fn add_unread(&mut self, texts: &[String], file: Option<&str>) {
        let Some(first) = texts.first() else { return };
        let others = match texts.len() {
            1 => String::new(),
            all => format!("等{all}处"),
        };
        let file = file.map(|name| format!("{name}：")).unwrap_or_default();
        let place = format!("{file}{first}{others}");
        self.findings.push(Finding::at(FindingCode::UnreadText, place));
    }

    /// Pages of a document that are pictures of paper, and pages with pictures that cannot be had.
    fn add_pages(&mut self, name: &str, document: &Document) {
        let unread = pages(&document.unread_pages).map(|pages| format!("{name}{pages}"));
        let findings = unread.map(|place| Finding::at(FindingCode::ScannedDocument, place));
        self.unread_pages.extend(findings);
        let unkept = pages(&document.unkept_pictures).map(|pages| format!("{name}{pages}的图片"));
        self.unkept.extend(unkept);
    }

    /// A file of which nothing counts. One that may be nobody's at all is no reason for a person to look.
    fn say_unread(&mut self, code: Option<FindingCode>, name: &str) {
        let Some(code) = code else { return };
        let said = if code.severity() == Severity::Note {
            &mut self.findings
        } else {
            &mut self.unusable
        };
        said.push(Finding::at(code, name));
    }

    /// A photo or video, unless nothing of it can be seen.
    fn add_media(&mut self, part: &ReadPart) {
        let Some(file) = media::file(part) else { return };
        let frame = part.file.frame;
        self.say_unread(media_code(frame), &part.file.name);
        if frame != Frame::Nothing {
            self.media.push(file);
        }
    }

    /// Pictures of pages: kept with the only piece, and said to be unread.
    fn add_scan(&mut self, part: &ReadPart) {
        self.media.extend(media::file(part));
        self.unusable
            .push(Finding::at(FindingCode::ScannedDocument, &part.file.name));
    }

    fn add_form(&mut self, form: FoundForm, file: Option<&str>, evidence: Evidence<'_>, notice: &Notice) {
        let blank = |value: &Option<String>| value.as_deref().is_none_or(|text| text.trim().is_empty());
        if blank(&form.filled_by) {
            self.findings.push(placed(FindingCode::MissingFiller, file));
        }
        if blank(&form.contact) {
            self.findings.push(placed(FindingCode::MissingContact, file));
        }
        if !form.unread_rows.is_empty() || attached::holds_delegates(&form.attached_rows, notice) {
            self.findings.push(placed(FindingCode::UnreadDelegates, file));
        }
        self.findings.extend(missing_texts(&form.textless));
        let delegates = if form.delegates_nil {
            Delegates::Nil
        } else if form.delegates.is_empty() {
            Delegates::NotAnswered
        } else {
            Delegates::Persons(form.delegates)
        };
        self.forms.push(ClaimedForm {
            origin: FormOrigin::Document,
            filled_by: form.filled_by.filter(|text| !text.trim().is_empty()),
            contact: form.contact.filter(|text| !text.trim().is_empty()),
            delegates,
            nil_items: nil::of_rows(&form.nil_rows, evidence, notice),
        });
    }

    fn add_typed(&mut self, filled_by: &str, contact: &str, pieces: &[TypedPiece], original: &str) {
        let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        if given(filled_by).or(given(contact)).is_some() {
            self.forms.push(ClaimedForm {
                origin: FormOrigin::Page,
                filled_by: given(filled_by),
                contact: given(contact),
                delegates: Delegates::NotAnswered,
                nil_items: Vec::new(),
            });
        }
        for typed in pieces.iter().filter(|typed| !typed.text.trim().is_empty()) {
            let person = given(&typed.name).map(|name| Person {
                name: tidy_name(&name),
                affiliation: given(&typed.affiliation),
                positions: typed
                    .positions
                    .split(['、', '，', ',', '；'])
                    .filter_map(given)
                    .collect(),
                tags: Vec::new(),
            });
            let piece = FoundPiece {
                person,
                title: given(&typed.title),
                text: typed.text.trim().replace("\r\n", "\n"),
                ..FoundPiece::default()
            };
            self.found.push(Found {
                origin: origin(
                    &piece,
                    original,
                    piece.person.as_ref().map(|_| PersonGround::Page),
                ),
                piece,
                file: None,
                part: SourcePart::FormField,
                pictures: Vec::new(),
                given_item: ItemId::parse(&typed.item).ok(),
            });
        }
    }
}

/// 第2、3页; `None` for no page at all.
fn pages(numbers: &[u32]) -> Option<String> {
    let shown: Vec<String> = numbers.iter().map(u32::to_string).collect();
    (!shown.is_empty()).then(|| format!("第{}页", shown.join("、")))
}

fn placed(code: FindingCode, file: Option<&str>) -> Finding {
    file.map_or(Finding::new(code), |file| Finding::at(code, file))
}
